"""Addresses of the reports, below /bao-cao/."""

from django.urls import path

from ngayso.reports import views

app_name = "reports"

urlpatterns = [
    path("<uuid:plan_id>/", views.plan, name="plan"),
    path("<uuid:plan_id>/bao-cao.docx", views.download, name="download"),
]
