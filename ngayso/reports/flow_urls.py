"""Addresses of the flow of reports, of their locks and of the trace, below /bao-cao/."""

from django.urls import path

from ngayso.reports import flow_views, lock_views, trace_views

_ROUND = "<uuid:plan_id>/ky/<uuid:round_id>/"
_REPORT = f"{_ROUND}don-vi/<uuid:unit_id>/"

urlpatterns = [
    path(f"{_ROUND}cho-duyet/", flow_views.queue, name="queue"),
    path(f"{_ROUND}cho-duyet/nhan-het/", flow_views.accept_clean, name="accept_clean"),
    path(f"{_REPORT}gui/", flow_views.submit, name="submit"),
    path(f"{_REPORT}rut/", flow_views.withdraw, name="withdraw_submission"),
    path(f"{_REPORT}duyet/", flow_views.review, name="review"),
    path(f"{_REPORT}duyet/tra-lai/", flow_views.give_back, name="return_report"),
    path(f"{_REPORT}duyet/dong-y/", flow_views.approve, name="approve_report"),
    path(f"{_REPORT}duyet/nhan/", flow_views.accept, name="accept_report"),
    path(f"{_REPORT}duyet/mo-lai/", flow_views.reopen, name="reopen_report"),
    path(f"{_REPORT}lich-su/", trace_views.history, name="history"),
    path(f"{_ROUND}khoa/", lock_views.locks, name="locks"),
    path(f"{_ROUND}khoa/dong/", lock_views.lock, name="lock_round"),
    path(f"{_ROUND}khoa/mo/", lock_views.unlock, name="unlock_round"),
    path(f"{_ROUND}khoa/ngoai-le/", lock_views.add_exception, name="add_exception"),
    path(f"{_ROUND}khoa/ngoai-le/<int:exception_id>/thoi/", lock_views.end_exception, name="end_exception"),
    path("<uuid:plan_id>/lan-gui/<uuid:submission_id>/", trace_views.submission, name="submission"),
    path("<uuid:plan_id>/so-lieu/<uuid:figure_id>/", trace_views.figure, name="figure"),
]
