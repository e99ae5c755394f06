"""Pages of the reporting rounds that write."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ngayso.core.errors import Refusal
from ngayso.plans.models import Indicator, Plan
from ngayso.plans.views import seen
from ngayso.reports import completeness, round_asks, rules
from ngayso.reports import rounds as actions
from ngayso.reports.asked import expected_units
from ngayso.reports.models import Round
from ngayso.reports.round_forms import AddForm, AskForm, NewRoundForm, RoundForm, seen_of
from ngayso.reports.round_views import round_of

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def run(request: HttpRequest, plan_id: UUID) -> Plan:
    """The plan when the user may run its rounds, else 404."""
    plan = seen(request, plan_id)
    if not rules.may_run_round(request.user):
        raise Http404
    return plan


def run_round(request: HttpRequest, plan_id: UUID, round_id: UUID) -> Round:
    run(request, plan_id)
    return round_of(request, plan_id, round_id)


def _refused(form: forms.Form, refusal: Refusal) -> int:
    if refusal.status == 404:
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    return refusal.status


@READ_OR_WRITE
def make_round(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A round from a proposal: `?han=<id>` that of a deadline of the plan, else the supplement."""
    plan = run(request, plan_id)
    live = plan.activities.filter(cancelled_at=None)
    form = NewRoundForm(
        request.POST if request.method == "POST" else None,
        activities=live,
        initial=_proposed(plan, request.GET.get("han", "")) if request.method != "POST" else None,
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = dict(form.cleaned_data)
            number, chosen = given.pop("deadline"), list(given.pop("activities"))
            deadline = get_object_or_404(plan.deadlines, pk=number) if number is not None else None
            try:
                made = actions.make_round(
                    plan, deadline=deadline, activities=chosen or None, actor=request.user, **given
                )
            except Refusal as refusal:
                status = _refused(form, refusal)
            else:
                messages.success(request, _("Kỳ báo cáo và mẫu đã sẵn. Xem mẫu, rồi mở kỳ cho các đơn vị."))
                return redirect(made)
    return render(request, "reports/round_edit.html", {"plan": plan, "form": form}, status=status)


def _proposed(plan: Plan, deadline: str) -> dict[str, Any]:
    found = actions.proposals(plan, list(plan.rounds.all()))
    if deadline:
        found = [one for one in found if one.deadline is not None and str(one.deadline.pk) == deadline]
        if not found:
            raise Http404
    one = next((p for p in found if p.is_ours or deadline), None)
    if one is None:
        return {}
    values = {name: getattr(one, name) for name in ("name", "since", "until", "due")}
    return values | {"deadline": one.deadline and one.deadline.pk, "activities": [a.pk for a in one.activities]}


@READ_OR_WRITE
def change_round(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    """Name and days of a round."""
    round_ = run_round(request, plan_id, round_id)
    form = RoundForm.of(round_, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = dict(form.cleaned_data)
            shown = given.pop("seen")
            try:
                if shown and shown != seen_of(round_):
                    raise Refusal(
                        _("Người khác vừa sửa kỳ báo cáo này. Tải lại trang, xem giá trị mới rồi sửa tiếp."), 409
                    )
                held = [getattr(round_, name) for name in actions.CHANGEABLE]
                actions.change_round(round_, actor=request.user, seen=held, **given)
            except Refusal as refusal:
                status = _refused(form, refusal)
            else:
                messages.success(request, _("Đã ghi thay đổi của kỳ báo cáo."))
                return redirect(round_)
    context = {"plan": round_.plan, "round": round_, "form": form}
    return render(request, "reports/round_edit.html", context, status=status)


@require_POST
def open_round(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    round_ = run_round(request, plan_id, round_id)
    was_open = round_.opened_at is not None
    actions.open_round(round_, actor=request.user)
    if not was_open:
        messages.success(request, _("Kỳ báo cáo đã mở. Mỗi đơn vị phải báo cáo đã được báo tin."))
    return redirect(round_)


@require_POST
def remind_silent(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    """`don-vi` names the units; `tat-ca` means all that have not sent."""
    round_ = run_round(request, plan_id, round_id)
    if request.POST.get("tat-ca"):
        units = list(expected_units(round_))
    else:
        units = [UUID(given) for given in request.POST.getlist("don-vi") if _is_id(given)]
    told = completeness.remind_silent(round_, units, actor=request.user)
    messages.success(request, _("Đã nhắc %d đơn vị chưa gửi. Mỗi đơn vị chỉ được nhắc một lần trong ngày.") % told)
    return redirect(round_)


def _is_id(given: str) -> bool:
    try:
        UUID(given)
    except ValueError:
        return False
    return True


@READ_OR_WRITE
def round_activity(request: HttpRequest, plan_id: UUID, round_id: UUID, activity_id: UUID) -> HttpResponse:
    """Which figures are asked of one activity."""
    round_ = run_round(request, plan_id, round_id)
    activity = get_object_or_404(round_.plan.activities.filter(cancelled_at=None), pk=activity_id)
    data = request.POST if request.method == "POST" else None
    asks = round_asks.asks_on(round_, activity)
    there = {ask.indicator_id for ask in asks}
    catalogue = Indicator.objects.in_use().select_related("numerator", "denominator").order_by("order", "code")
    free = [one for one in catalogue if one.pk not in there]
    rows = [AskForm(ask, data) for ask in asks]
    add = AddForm(activity, free, data, seen=round_asks.stamp(asks))
    status = 200
    if data is not None:
        status = 400
        shown = data.get("seen", "")
        add.full_clean()
        if not shown:
            add.add_error(None, _("Trang gửi lên thiếu dữ liệu. Tải lại trang rồi sửa tiếp."))
        # A row that came in while the page was open is not in it: nobody's words are overwritten.
        elif shown != round_asks.stamp(asks):
            status = 409
            add.add_error(None, _("Người khác vừa sửa mẫu của hoạt động này. Tải lại trang, xem rồi sửa tiếp."))
        elif all([add.is_valid(), *(row.is_valid() for row in rows)]):
            try:
                round_asks.change_asks(
                    round_,
                    activity,
                    changes={row.ask.pk: row.values() for row in rows},
                    drop=[row.ask.pk for row in rows if row.cleaned_data.get("drop")],
                    add=add.chosen(),
                    seen=add.cleaned_data["seen"],
                    actor=request.user,
                )
            except Refusal as refusal:
                status = _refused(add, refusal)
            else:
                messages.success(request, _("Đã ghi mẫu của hoạt động."))
                return redirect(f"{reverse('reports:round_form', args=[plan_id, round_id])}#h-{activity.pk}")
    context = {"plan": round_.plan, "round": round_, "activity": activity, "rows": rows, "form": add}
    return render(request, "reports/round_activity.html", context, status=status)
