"""Addresses of the report of one unit, below /bao-cao/."""

from django.urls import path

from ngayso.reports import report_sheet_views, report_views

_REPORT = "<uuid:plan_id>/ky/<uuid:round_id>/don-vi/<uuid:unit_id>/"

urlpatterns = [
    path(_REPORT, report_views.unit_report, name="unit_report"),
    path(f"{_REPORT}chung/", report_views.save_general, name="save_general"),
    path(f"{_REPORT}hoat-dong/<uuid:activity_id>/", report_views.save_block, name="save_block"),
    path(f"{_REPORT}bieu-mau.xlsx", report_sheet_views.report_sheet, name="report_sheet"),
    path(f"{_REPORT}excel/", report_sheet_views.take_sheet, name="take_sheet"),
    path(f"{_REPORT}excel/<uuid:file_id>/", report_sheet_views.preview_sheet, name="preview_sheet"),
]
