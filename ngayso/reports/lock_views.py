"""The page of a round's lock: who locked it, which units may still send, until when, why."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.plans.rules import may_oversee
from ngayso.reports import locks as locking
from ngayso.reports import rules
from ngayso.reports.flow_forms import ExceptionForm
from ngayso.reports.flow_views import round_of
from ngayso.reports.models import LockException, ReportState, Round, UnitReport


@require_safe
def locks(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    round_ = round_of(request, plan_id, round_id)
    if not may_oversee(request.user):
        raise Http404
    return _page(request, round_)


def _page(request: HttpRequest, round_: Round, *, form: ExceptionForm | None = None, status: int = 200) -> HttpResponse:
    exceptions = LockException.objects.filter(round=round_).select_related("unit", "by").order_by("unit__order")
    verbs = ("reports.round_locked", "reports.round_unlocked")
    done = AuditRow.objects.filter(object_model="reports.round", object_id=str(round_.pk), verb__in=verbs)
    sent = (ReportState.SUBMITTED, ReportState.APPROVED, ReportState.ACCEPTED)
    context = {
        "plan": round_.plan,
        "round": round_,
        "exceptions": [(one, one.until > clock.now()) for one in exceptions],
        "deeds": done.order_by("-number")[:20],
        "may_run": rules.may_run_round(request.user),
        "form": form or ExceptionForm(round_=round_),
        "sent": UnitReport.objects.filter(round=round_, state__in=sent).count(),
    }
    return render(request, "reports/review_locks.html", context, status=status)


def _run(request: HttpRequest, plan_id: UUID, round_id: UUID) -> Round:
    if not rules.may_run_round(request.user):
        raise Http404
    return round_of(request, plan_id, round_id)


@require_POST
def lock(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    locking.lock_round(_run(request, plan_id, round_id), actor=request.user)
    messages.success(request, _("Đã khóa kỳ báo cáo. Đơn vị chỉ gửi được khi có ngoại lệ."))
    return redirect("reports:locks", plan_id, round_id)


@require_POST
def unlock(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    locking.unlock_round(_run(request, plan_id, round_id), actor=request.user)
    messages.success(request, _("Đã mở khóa. Mọi đơn vị gửi được trở lại."))
    return redirect("reports:locks", plan_id, round_id)


@require_POST
def add_exception(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    round_ = _run(request, plan_id, round_id)
    form = ExceptionForm(request.POST, round_=round_)
    status = 400
    if form.is_valid():
        try:
            locking.add_exception(round_, **form.cleaned_data, actor=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, _("Đã cho %s gửi sau khi khóa.") % form.cleaned_data["unit"].name)
            return redirect("reports:locks", plan_id, round_id)
    return _page(request, round_, form=form, status=status)


@require_POST
def end_exception(request: HttpRequest, plan_id: UUID, round_id: UUID, exception_id: int) -> HttpResponse:
    round_ = _run(request, plan_id, round_id)
    row = get_object_or_404(LockException.objects.select_related("unit"), pk=exception_id, round=round_)
    locking.end_exception(row, actor=request.user)
    messages.success(request, _("Đã thôi ngoại lệ của %s.") % row.unit.name)
    return redirect("reports:locks", plan_id, round_id)
