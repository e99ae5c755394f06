"""Addresses of the reminders."""

from django.urls import path

from ngayso.follow import reminder_views

urlpatterns = [
    path("<uuid:plan_id>/nhac-viec/", reminder_views.page, name="reminders"),
    path("<uuid:plan_id>/nhac-viec/gui/", reminder_views.send, name="send_reminders"),
]
