"""Addresses of the follow-up, below /theo-doi/."""

from django.urls import include, path

app_name = "follow"

urlpatterns = [
    path("", include("ngayso.follow.board_urls")),
    path("", include("ngayso.follow.reminder_urls")),
    path("", include("ngayso.follow.letter_urls")),
]
