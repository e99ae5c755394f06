"""Pages of a programme that write."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.people.models import Unit
from ngayso.plans import actions, rules
from ngayso.plans.forms import ActivityForm, CancelForm, MeantForm, NewActivityForm, NewNameForm, UnitNameForm
from ngayso.plans.models import Activity, Assignment, Part, Plan
from ngayso.plans.views import activity_context, seen

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def run(request: HttpRequest, plan_id: UUID) -> Plan:
    """The plan when the user may run it, else 404."""
    plan = seen(request, plan_id)
    if not rules.may_run_plan(request.user):
        raise Http404
    return plan


def _tried(form: forms.Form, write: Callable[[], Any]) -> int:
    """Writes; 200 when it was written. A refusal becomes an error of the form, and its status is given back."""
    try:
        write()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return refusal.status
    return 200


def _directory(plan: Plan) -> Any:
    return Unit.objects.on(plan.as_of).order_by("order", "name")


@READ_OR_WRITE
def add_activity(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = run(request, plan_id)
    form = NewActivityForm(
        request.POST if request.method == "POST" else None, day=plan.as_of, initial={"key": actions.new_key()}
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = dict(form.cleaned_data)
            assignments = (*given.pop("leads"), *given.pop("partners"))
            made: list[Activity] = []
            spec = actions.ActivitySpec(**given, assignments=assignments, by_hand=True)
            status = _tried(form, lambda: made.append(actions.add_activity(plan, spec, actor=request.user)))
            if made:
                messages.success(request, _("Đã thêm hoạt động vào chương trình."))
                return redirect(made[0])
    context = {"plan": plan, "form": form, "directory": _directory(plan)}
    return render(request, "plans/activity_form.html", context, status=status)


@READ_OR_WRITE
def edit_activity(request: HttpRequest, plan_id: UUID, activity_id: UUID) -> HttpResponse:
    plan = run(request, plan_id)
    activity = get_object_or_404(plan.activities, pk=activity_id)
    form = ActivityForm.of(activity, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status = _tried(form, lambda: actions.change_activity(activity, actor=request.user, **form.cleaned_data))
            if status == 200:
                messages.success(request, _("Đã ghi thay đổi của hoạt động."))
                return redirect(activity)
    context = {"plan": plan, "activity": activity, "form": form}
    return render(request, "plans/activity_form.html", context, status=status)


@require_POST
def set_kind(request: HttpRequest, plan_id: UUID, activity_id: UUID) -> HttpResponse:
    plan = run(request, plan_id)
    activity = get_object_or_404(plan.activities, pk=activity_id)
    actions.change_activity(activity, actor=request.user, kind=request.POST.get("kind", "")[:30])
    messages.success(request, _("Đã ghi loại hoạt động."))
    return redirect(activity)


@READ_OR_WRITE
def cancel_activity(request: HttpRequest, plan_id: UUID, activity_id: UUID) -> HttpResponse:
    plan = run(request, plan_id)
    activity = get_object_or_404(plan.activities, pk=activity_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            status = _tried(form, lambda: actions.cancel_activity(activity, reason=reason, actor=request.user))
            if status == 200:
                messages.success(request, _("Đã hủy hoạt động. Hoạt động vẫn còn trong danh sách, có ghi lý do."))
                return redirect(activity)
    return render(request, "plans/cancel.html", {"plan": plan, "activity": activity, "form": form}, status=status)


@require_POST
def name_unit(request: HttpRequest, plan_id: UUID, activity_id: UUID) -> HttpResponse:
    """Gives the activity a lead or a partner; the form stands on the activity's page."""
    plan = run(request, plan_id)
    activity = get_object_or_404(plan.activities.prefetch_related("targets"), pk=activity_id)
    form = NewNameForm(request.POST, day=plan.as_of)
    status = 400
    if form.is_valid():
        part, unit = Part(form.cleaned_data["part"]), form.cleaned_data["unit"]
        status = _tried(form, lambda: actions.name_unit(activity, part, unit, actor=request.user))
        if status == 200:
            messages.success(request, _("Đã ghi %(unit)s: %(part)s.") % {"unit": unit.name, "part": part.label.lower()})
            return redirect(f"{activity.get_absolute_url()}#don-vi")
    context = activity_context(plan, activity, clock.today()) | {
        "name_form": form,
        "day": clock.today(),
        "may_run": True,
    }
    return render(request, "plans/activity.html", context, status=status)


def _assignment(plan: Plan, assignment_id: int) -> Assignment:
    found = Assignment.objects.select_related("activity", "duty", "group")
    row = get_object_or_404(found, pk=assignment_id)
    owner = row.activity or row.duty
    if owner is None or owner.plan_id != plan.pk:
        raise Http404
    return row


def _home(plan: Plan, row: Assignment) -> str:
    """Where a printed name is shown."""
    if row.activity is not None:
        return f"{row.activity.get_absolute_url()}#don-vi"
    return f"{plan.get_absolute_url()}#nhiem-vu"


@READ_OR_WRITE
def assignment(request: HttpRequest, plan_id: UUID, assignment_id: int) -> HttpResponse:
    """Which units a printed name means."""
    plan = run(request, plan_id)
    row = _assignment(plan, assignment_id)
    form = MeantForm(row, plan.as_of, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            add, remove = form.changes()
            status = _tried(form, lambda: actions.change_assigned(row, add=add, remove=remove, actor=request.user))
            if status == 200:
                messages.success(request, _("Đã ghi các đơn vị được hiểu từ tên này."))
                return redirect(_home(plan, row))
    context = {"plan": plan, "assignment": row, "form": form, "home": _home(plan, row), "directory": _directory(plan)}
    return render(request, "plans/assignment.html", context, status=status)


@require_POST
def drop_name(request: HttpRequest, plan_id: UUID, assignment_id: int) -> HttpResponse:
    plan = run(request, plan_id)
    row = _assignment(plan, assignment_id)
    home = _home(plan, row)
    actions.drop_name(row, actor=request.user)
    messages.success(request, _("Đã bỏ tên đơn vị ghi thêm."))
    return redirect(home)


@READ_OR_WRITE
def focal(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Which unit keeps the programme together."""
    plan = run(request, plan_id)
    initial = {"unit": plan.focal.name} if plan.focal else {}
    form = UnitNameForm(request.POST if request.method == "POST" else None, day=plan.as_of, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status = _tried(form, lambda: actions.set_focal(plan, form.cleaned_data["unit"], actor=request.user))
            if status == 200:
                messages.success(request, _("Đã ghi cơ quan đầu mối."))
                return redirect(plan)
    context = {
        "plan": plan,
        "form": form,
        "directory": Unit.objects.on(plan.as_of),
        "back": reverse("plans:plan", args=[plan.pk]),
    }
    return render(request, "plans/focal.html", context, status=status)
