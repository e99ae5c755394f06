"""Addresses of the desks, below /ban-viec/."""

from django.urls import include, path

app_name = "desks"

urlpatterns = [
    path("", include("ngayso.desks.work_urls")),
    path("", include("ngayso.desks.talk_urls")),
]
