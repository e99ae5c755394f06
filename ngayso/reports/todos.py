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
from ngayso.follow.board import Joined
from ngayso.people.models import Unit
from ngayso.plans.models import Assigned, Part
from ngayso.reports.asked import duties_of
from ngayso.reports.models import Ask, Cell, Passage, ReportState, Round, UnitReport
from ngayso.reports.unit_form import SENT, last_day


def reports_due(user: Any, units: Sequence[Unit], day: dt.date) -> list[Todo]:
    """Reports that these units owe or have sent, of rounds that were open on the day; all units that must report, as
    reports.asked.expected_units says. 8 queries.
    """
    tomorrow = clock.day_start(day + dt.timedelta(days=1))
    rounds = list(Round.objects.filter(opened_at__lt=tomorrow).select_related("plan", "deadline").order_by("due"))
    if not rounds or not units:
        return []
    ids = [unit.pk for unit in units]
    expected = _expected(rounds, ids)
    there = UnitReport.objects.filter(round__in=rounds, unit__in=ids).order_by()
    reports = {(one.round_id, one.unit_id): one for one in there.only("round_id", "unit_id", "state", "submitted_at")}
    drafts = {one.pk for one in reports.values() if one.state == ReportState.DRAFT}
    begun = set(Cell.objects.filter(report__in=drafts).values_list("report_id", flat=True).distinct())
    begun |= set(Passage.objects.filter(report__in=drafts).values_list("report_id", flat=True).distinct())
    found = []
    for round_ in rounds:
        teller = _Teller(round_, day)
        for unit_id in ids:
            if unit_id in expected[round_.pk]:
                report = reports.get((round_.pk, unit_id))
                found.append(teller.todo(unit_id, report, report is not None and report.pk in begun))
    return found


def _expected(rounds: Sequence[Round], ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """By round, which of these units must report. 4 queries, with one row an assignment, not one a unit of it."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    by_duty: dict[int | UUID, list[UUID]] = defaultdict(list)
    for round_id, bound_by in duties_of(rounds).items():
        for duty_id in bound_by:
            by_duty[duty_id].append(round_id)
    bound = {round_id for of in by_duty.values() for round_id in of}
    rounds_of: dict[UUID, list[UUID]] = defaultdict(list)
    asks = Ask.objects.filter(round__in=rounds, activity__cancelled_at=None).order_by()
    for activity_id, round_id in asks.values_list("activity_id", "round_id").distinct():
        rounds_of[activity_id].append(round_id)
    asked = Assigned.objects.filter(unit__in=ids, assignment__activity__in=list(rounds_of)).order_by()
    grouped = asked.values("assignment_id", "assignment__activity_id", "assignment__part")
    named: dict[UUID, set[str]] = defaultdict(set)
    for row in grouped.annotate(units=Joined("unit_id")):
        mine = row["units"].split(" ")
        for round_id in rounds_of[row["assignment__activity_id"]]:
            if row["assignment__part"] == Part.LEAD or round_id not in bound:
                named[round_id].update(mine)
    known = {form: pk for pk in ids for form in (pk.hex, str(pk))}
    for round_id, units in named.items():
        found[round_id] = {known[unit] for unit in units}
    duties = Assigned.objects.filter(unit__in=ids, assignment__duty__in=list(by_duty))
    for unit_id, duty_id in duties.values_list("unit_id", "assignment__duty_id"):
        for round_id in by_duty[duty_id]:
            found[round_id].add(unit_id)
    return found


class _Teller:
    """Tells what one round wants; what is alike for all units is made once."""

    def __init__(self, round_: Round, day: dt.date) -> None:
        none = UUID(int=0)
        self.round, self.day, self.due = round_, day, last_day(round_)
        url = reverse("reports:unit_report", args=[round_.plan_id, round_.pk, none])
        self.before, _none, self.after = url.rpartition(str(none))
        self.ref = round_.deadline.ref if round_.deadline is not None else ""
        self.write, self.see, self.sent_on = _("Ghi báo cáo"), _("Xem báo cáo"), _("Đã gửi ngày %s")

    def todo(self, unit_id: UUID, report: UnitReport | None, begun: bool) -> Todo:
        state, action, text = "none", self.write, ""
        if report is not None and report.state in SENT:
            state, action = "done", self.see
            text = self.sent_on % vi_day(report.submitted_at)
        elif report is not None and report.state == ReportState.RETURNED:
            state, action, text = "ask", _("Sửa báo cáo"), _("Được trả lại để sửa")
        elif self.day > self.due:
            state = "late"
            text = _("Kỳ đã khóa, xin cơ quan đầu mối mở lại") if self.round.locked_at is not None else ""
        elif begun:
            state, action = "go", _("Ghi tiếp báo cáo")
        return Todo(
            unit_id=unit_id,
            plan_id=self.round.plan_id,
            title=self.round.name,
            action=action,
            url=f"{self.before}{unit_id}{self.after}",
            text=text,
            due=self.due,
            ref=self.ref,
            state=state,
        )
