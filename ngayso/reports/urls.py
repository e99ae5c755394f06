"""Addresses of the reports, below /bao-cao/."""

from django.urls import include, path

from ngayso.reports import views

app_name = "reports"

urlpatterns = [
    path("<uuid:plan_id>/", views.plan, name="plan"),
    path("<uuid:plan_id>/bao-cao.docx", views.download, name="download"),
    path("", include("ngayso.reports.round_urls")),
    path("", include("ngayso.reports.report_urls")),
    path("", include("ngayso.reports.flow_urls")),
    path("", include("ngayso.reports.consolidation_urls")),
]
