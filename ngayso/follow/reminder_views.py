"""The page of a programme's reminders: by which days, who is reminded today of what, what was sent."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.follow import reminders
from ngayso.follow.reminder_forms import RulesForm
from ngayso.follow.reminder_hours import goes_at, is_working_day
from ngayso.follow.reminder_rules import rules_of, save_rules
from ngayso.office.models import Delivery
from ngayso.office.queries import RINGS
from ngayso.office.rules import may_read_outbox
from ngayso.plans.models import Plan
from ngayso.plans.rules import may_oversee, may_run_plan
from ngayso.plans.views import Asked, day_asked, seen

MOST_SENT = 20
MOST_SHOWN = 30
"""Digests that are shown before one asks for all."""


def _overseen(request: HttpRequest, plan_id: UUID) -> Plan:
    plan = seen(request, plan_id)
    if not may_oversee(request.user):
        raise Http404
    return plan


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan, asked = _overseen(request, plan_id), day_asked(request)
    may_run = may_run_plan(request.user)
    if request.method == "POST" and not may_run:
        raise Http404
    form = RulesForm.of(rules_of([plan])[plan.pk], request.POST if request.method == "POST" else None)
    status = 400 if asked.wrong else 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                save_rules(plan, form.rules(), actor=request.user)
                messages.success(request, _("Đã ghi quy tắc nhắc việc. Danh sách dưới đây tính theo quy tắc mới."))
                return redirect("follow:reminders", plan.pk)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
    return render(request, "follow/reminders.html", _context(request, plan, asked, form, may_run), status=status)


def _context(request: HttpRequest, plan: Plan, asked: Asked, form: RulesForm, may_run: bool) -> dict[str, object]:
    day = asked.day
    found = reminders.digests(reminders.things_due(day))
    there = dict(Delivery.objects.filter(key__in=[one.key(day) for one in found]).values_list("key", "pk"))
    shown = []
    for one in found:
        mine = [(thing, thing.line(day)) for thing in one.things if thing.plan.pk == plan.pk]
        if mine:
            shown.append({"digest": one, "lines": mine, "made": there.get(one.key(day))})
    every = "tatca" in request.GET
    now = clock.now() if asked.is_today else dt.datetime.combine(day, dt.time(7, 30), clock.HERE)
    sent = list(_sent()[:MOST_SENT])
    for row in sent:
        row.ring = RINGS[row.state]  # type: ignore[attr-defined, index]
    return {
        "plan": plan,
        "asked": asked,
        "day": day,
        "form": form,
        "sorts": (("receive", False), ("activity", True), ("report", True)),
        "shown": shown if every else shown[:MOST_SHOWN],
        "more": 0 if every else max(len(shown) - MOST_SHOWN, 0),
        "left": sum(1 for one in shown if one["made"] is None),
        "goes": goes_at(day, now, urgent=False),
        "is_working_day": is_working_day(day),
        "sent": sent,
        "may_run": may_run,
        "may_read_outbox": may_read_outbox(request.user),
    }


def _sent() -> "QuerySet[Delivery]":
    """A digest speaks of all programmes at once, so this list is the same on the page of each."""
    return Delivery.objects.filter(purpose=reminders.PURPOSE).select_related("unit", "user").order_by("-made_at")


@require_POST
def send(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Today's reminders of all programmes, without waiting for the timetable."""
    plan = _overseen(request, plan_id)
    made = reminders.send_now(actor=request.user)
    if made:
        told = ngettext(
            "Đã lập %d bản nhắc. Tin đi trong ít phút, hoặc khi đến giờ làm việc.",
            "Đã lập %d bản nhắc. Tin đi trong ít phút, hoặc khi đến giờ làm việc.",
            made,
        )
        messages.success(request, told % made)
    else:
        messages.info(request, _("Không còn ai phải nhắc hôm nay, hoặc đã nhắc cả rồi."))
    return redirect("follow:reminders", plan.pk)
