"""Addresses of the reporting rounds, below /bao-cao/."""

from django.urls import path

from ngayso.reports import round_edits, round_views

urlpatterns = [
    path("<uuid:plan_id>/ky/", round_views.rounds, name="rounds"),
    path("<uuid:plan_id>/ky/lap/", round_edits.make_round, name="make_round"),
    path("<uuid:plan_id>/ky/<uuid:round_id>/", round_views.round_page, name="round"),
    path("<uuid:plan_id>/ky/<uuid:round_id>/sua/", round_edits.change_round, name="change_round"),
    path("<uuid:plan_id>/ky/<uuid:round_id>/mo/", round_edits.open_round, name="open_round"),
    path("<uuid:plan_id>/ky/<uuid:round_id>/nhac/", round_edits.remind_silent, name="remind_silent"),
    path("<uuid:plan_id>/ky/<uuid:round_id>/mau/", round_views.round_form, name="round_form"),
    path(
        "<uuid:plan_id>/ky/<uuid:round_id>/mau/<uuid:activity_id>/", round_edits.round_activity, name="round_activity"
    ),
    path("<uuid:plan_id>/ky/<uuid:round_id>/tien-do.xlsx", round_views.round_xlsx, name="round_xlsx"),
]
