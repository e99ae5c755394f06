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
from ngayso.follow.board import DayHere, Joined, as_text
from ngayso.people.models import Unit
from ngayso.plans.models import Assigned, Assignment, Part
from ngayso.reports.asked import duties_of
from ngayso.reports.models import Ask, Cell, Passage, ReportState, Round, UnitReport
from ngayso.reports.unit_form import SENT, last_day


def reports_due(user: Any, units: Sequence[Unit], day: dt.date) -> list[Todo]:
    """Reports that these units owe or have sent, of rounds that were open on the day; all units that must report, as
    reports.asked.expected_units says. 9 queries.
    """
    tomorrow = clock.day_start(day + dt.timedelta(days=1))
    rounds = list(Round.objects.filter(opened_at__lt=tomorrow).select_related("plan", "deadline").order_by("due"))
    if not rounds or not units:
        return []
    ids = [unit.pk for unit in units]
    expected = _expected(rounds, ids)
    known = {form: pk for pk in [*ids, *expected] for form in (pk.hex, str(pk))}
    there = UnitReport.objects.filter(round__in=rounds, unit__in=ids).order_by()
    reports: dict[tuple[UUID, UUID], tuple[str, str | None]] = {
        (known[round_id], known[unit_id]): (state, sent)
        for round_id, unit_id, state, sent in there.values_list(
            as_text("round_id"), as_text("unit_id"), "state", DayHere("submitted_at")
        )
    }
    begun: set[tuple[UUID, UUID]] = set()
    for rows in (Cell.objects, Passage.objects):
        drafts = rows.filter(report__in=there.filter(state=ReportState.DRAFT)).order_by()
        begun |= set(drafts.values_list("report__round_id", "report__unit_id").distinct())
    found = []
    for round_ in rounds:
        teller, wanted = _Teller(round_, day), expected[round_.pk]
        for unit_id in ids:
            if unit_id in wanted:
                key = (round_.pk, unit_id)
                state, sent = reports.get(key, ("", None))
                found.append(teller.todo(unit_id, state, sent, key in begun))
    return found


FEW_UNITS = 20
"""Of more units the database is asked about all: it finds every unit of an assignment faster than many named ones."""


def _expected(rounds: Sequence[Round], ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """By round, which of these units must report. 5 queries, with one row an assignment, not one a unit of it."""
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
    rows = Assignment.objects.filter(activity__in=list(rounds_of)).order_by()
    assignments = {pk: (activity, part) for pk, activity, part in rows.values_list("pk", "activity_id", "part")}
    asked = Assigned.objects.filter(assignment__in=list(assignments)).order_by()
    if len(ids) <= FEW_UNITS:
        asked = asked.filter(unit__in=ids)
    alike: dict[str, set[UUID]] = defaultdict(set)
    for assignment, units in (
        asked.values("assignment_id").annotate(units=Joined("unit_id")).values_list("assignment_id", "units")
    ):
        activity_id, part = assignments[assignment]
        alike[units].update(pk for pk in rounds_of[activity_id] if part == Part.LEAD or pk not in bound)
    known = {form: pk for pk in ids for form in (pk.hex, str(pk))}
    for units, of in alike.items():
        mine = {known[unit] for unit in units.split(" ") if unit in known}
        for round_id in of:
            found[round_id] |= mine
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

    def todo(self, unit_id: UUID, said: str, sent: str | None, begun: bool) -> Todo:
        """`said`: the state of its report, "" without one; `sent`: the day on which it came in last, "2024-10-03"."""
        state, action, text = "none", self.write, ""
        if said in SENT:
            state, action = "done", self.see
            text = self.sent_on % (vi_day(dt.date.fromisoformat(sent)) if sent else "")
        elif said == ReportState.RETURNED:
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
