"""What the reports want of units: every round that is open is something to do for each unit that must report in it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.core.templatetags.look import vi_day
from ngayso.desks.todos import Todo
from ngayso.people.models import Unit
from ngayso.plans.models import Assigned, Part
from ngayso.reports.asked import duties_of
from ngayso.reports.models import Cell, Passage, ReportState, Round, UnitReport
from ngayso.reports.unit_form import SENT, last_day


def reports_due(user: Any, units: Sequence[Unit], day: dt.date) -> list[Todo]:
    """Reports that these units owe or have sent, of rounds that were open on the day; all units that must report, as
    reports.asked.expected_units says. 7 queries.
    """
    tomorrow = clock.day_start(day + dt.timedelta(days=1))
    rounds = list(Round.objects.filter(opened_at__lt=tomorrow).select_related("plan", "deadline").order_by("due"))
    if not rounds or not units:
        return []
    ids = [unit.pk for unit in units]
    expected = _expected(rounds, ids)
    reports = {
        (report.round_id, report.unit_id): report
        for report in UnitReport.objects.filter(round__in=rounds, unit__in=ids)
    }
    begun = set(Cell.objects.filter(report__in=reports.values()).values_list("report_id", flat=True).distinct())
    begun |= set(Passage.objects.filter(report__in=reports.values()).values_list("report_id", flat=True).distinct())
    found = []
    for round_ in rounds:
        for unit_id in ids:
            if unit_id in expected[round_.pk]:
                report = reports.get((round_.pk, unit_id))
                found.append(_todo(round_, unit_id, report, report is not None and report.pk in begun, day))
    return found


def _expected(rounds: Sequence[Round], ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """By round, which of these units must report. 3 queries."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    by_duty: dict[int | UUID, list[UUID]] = defaultdict(list)
    for round_id, bound_by in duties_of(rounds).items():
        for duty_id in bound_by:
            by_duty[duty_id].append(round_id)
    bound = {round_id for of in by_duty.values() for round_id in of}
    asked = Assigned.objects.filter(
        unit__in=ids, assignment__activity__asks__round__in=rounds, assignment__activity__cancelled_at=None
    )
    for unit_id, part, round_id in asked.values_list(
        "unit_id", "assignment__part", "assignment__activity__asks__round_id"
    ).distinct():
        if part == Part.LEAD or round_id not in bound:
            found[round_id].add(unit_id)
    duties = Assigned.objects.filter(unit__in=ids, assignment__duty__in=list(by_duty))
    for unit_id, duty_id in duties.values_list("unit_id", "assignment__duty_id"):
        for round_id in by_duty[duty_id]:
            found[round_id].add(unit_id)
    return found


def _todo(round_: Round, unit_id: UUID, report: UnitReport | None, begun: bool, day: dt.date) -> Todo:
    due = last_day(round_)
    state, action, text = "none", _("Ghi báo cáo"), ""
    if report is not None and report.state in SENT:
        state, action = "done", _("Xem báo cáo")
        text = _("Đã gửi ngày %s") % vi_day(report.submitted_at)
    elif report is not None and report.state == ReportState.RETURNED:
        state, action, text = "ask", _("Sửa báo cáo"), _("Được trả lại để sửa")
    elif day > due:
        state = "late"
        text = _("Kỳ đã khóa, xin cơ quan đầu mối mở lại") if round_.locked_at is not None else ""
    elif begun:
        state, action = "go", _("Ghi tiếp báo cáo")
    return Todo(
        unit_id=unit_id,
        plan_id=round_.plan_id,
        title=round_.name,
        action=action,
        url=reverse("reports:unit_report", args=[round_.plan_id, round_.pk, unit_id]),
        text=text,
        due=due,
        ref=round_.deadline.ref if round_.deadline is not None else "",
        state=state,
    )
