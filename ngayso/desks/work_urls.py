"""Addresses of the desks and of pieces of work."""

from django.urls import path

from ngayso.desks import views, work_views

_PIECE = "viec/<uuid:plan_id>/<uuid:unit_id>/<slug:what>/<str:thing_id>/"

urlpatterns = [
    path("", views.desks, name="desks"),
    path("<uuid:unit_id>/", views.desk, name="desk"),
    path("<uuid:unit_id>/da-nhan/", views.acknowledge, name="acknowledge"),
    path(_PIECE, work_views.work, name="work"),
    path(f"{_PIECE}minh-chung/", work_views.add_evidence, name="add_evidence"),
    path("minh-chung/<uuid:evidence_id>/bo/", work_views.remove_evidence, name="remove_evidence"),
]
