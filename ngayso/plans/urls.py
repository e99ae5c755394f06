"""Addresses of the programmes, below /chuong-trinh/."""

from django.urls import path

from ngayso.plans import edits, indicator_views, outs, views

app_name = "plans"

urlpatterns = [
    path("", views.plans, name="plans"),
    path("so-lieu/", indicator_views.indicators, name="indicators"),
    path("so-lieu/them/", indicator_views.add_indicator, name="add_indicator"),
    path("so-lieu/bo-sung/", indicator_views.install_indicators, name="install_indicators"),
    path("so-lieu/quan-he/them/", indicator_views.add_relation, name="add_relation"),
    path("so-lieu/quan-he/<slug:code>/", indicator_views.relation, name="relation"),
    path("so-lieu/quan-he/<slug:code>/thoi-dung/", indicator_views.retire_relation, name="retire_relation"),
    path("so-lieu/<slug:code>/", indicator_views.indicator, name="indicator"),
    path("so-lieu/<slug:code>/thoi-dung/", indicator_views.retire_indicator, name="retire_indicator"),
    path("<uuid:plan_id>/", views.plan, name="plan"),
    path("<uuid:plan_id>/dong-thoi-gian/", views.timeline, name="timeline"),
    path("<uuid:plan_id>/don-vi/", views.units, name="units"),
    path("<uuid:plan_id>/don-vi/<uuid:unit_id>/", views.unit, name="unit"),
    path("<uuid:plan_id>/van-ban/", views.text, name="text"),
    path("<uuid:plan_id>/hoat-dong/<uuid:activity_id>/", views.activity, name="activity"),
    path("<uuid:plan_id>/them-hoat-dong/", edits.add_activity, name="add_activity"),
    path("<uuid:plan_id>/hoat-dong/<uuid:activity_id>/sua/", edits.edit_activity, name="edit_activity"),
    path("<uuid:plan_id>/hoat-dong/<uuid:activity_id>/loai/", edits.set_kind, name="set_kind"),
    path("<uuid:plan_id>/hoat-dong/<uuid:activity_id>/huy/", edits.cancel_activity, name="cancel_activity"),
    path("<uuid:plan_id>/hoat-dong/<uuid:activity_id>/giao/", edits.name_unit, name="name_unit"),
    path("<uuid:plan_id>/ten/<int:assignment_id>/", edits.assignment, name="assignment"),
    path("<uuid:plan_id>/ten/<int:assignment_id>/bo/", edits.drop_name, name="drop_name"),
    path("<uuid:plan_id>/dau-moi/", edits.focal, name="focal"),
    path("<uuid:plan_id>/xuat.json", outs.exchange, name="json"),
    path("<uuid:plan_id>/xuat.xlsx", outs.workbook, name="xlsx"),
    path("<uuid:plan_id>/lich.ics", outs.calendar, name="ics"),
    path("<uuid:plan_id>/lich/<str:secret>.ics", outs.feed, name="feed"),
]
