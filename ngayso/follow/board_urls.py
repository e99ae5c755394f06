"""Addresses of the board and of the one-minute page, below /theo-doi/."""

from django.urls import path

from ngayso.follow import board_views, minute_views

urlpatterns = [
    path("<uuid:plan_id>/", board_views.board, name="board"),
    path("<uuid:plan_id>/mot-phut/", minute_views.minute, name="minute"),
    path("<uuid:plan_id>/bang-tinh/", board_views.xlsx, name="board_xlsx"),
    path("<uuid:plan_id>/so-sanh/", board_views.compare, name="compare"),
    path("<uuid:plan_id>/chua-nhan/", board_views.unreceived, name="unreceived"),
    path("<uuid:plan_id>/chua-nhan/nhac/", board_views.remind, name="remind_to_receive"),
    path("<uuid:plan_id>/cach-xem/", board_views.keep_view, name="keep_view"),
    path("<uuid:plan_id>/cach-xem/<uuid:view_id>/bo/", board_views.forget_view, name="forget_view"),
]
