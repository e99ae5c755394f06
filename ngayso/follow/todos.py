"""An issued letter stands on the desk of every unit that it names, until what it urges is done."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.desks.models import Acknowledgement, Work, WorkState
from ngayso.desks.todos import Todo, todos
from ngayso.follow.lateness import OWN_ROOMS
from ngayso.follow.models import Urged
from ngayso.people.models import Unit

KEPT = dt.timedelta(days=60)
"""A letter leaves the desks so many days after it was signed, at the latest."""
_MET = (WorkState.DONE, WorkState.STUCK, WorkState.OFF)


def letter_todos(user: Any, units: Sequence[Unit], day: dt.date) -> list[Todo]:
    """One line a letter and unit. 1 query; when there are letters 3, and those of the rooms that want reports."""
    rows = list(
        Urged.objects.filter(
            unit__in=[unit.pk for unit in units], letter__issued_at__isnull=False, letter__day__lte=day
        )
        .filter(letter__day__gt=day - KEPT)
        .select_related("letter")
        .order_by("letter__day", "letter__number")
    )
    if not rows:
        return []
    standing = _Standing(rows, [unit for unit in units if unit.pk in {row.unit_id for row in rows}], day)
    made = []
    for row in rows:
        letter = row.letter
        left = [one for one in row.reasons if not standing.is_met(row, one)]
        due = letter.answer_by
        state = "done" if not left else "late" if due is not None and due < day else "none"
        told = "; ".join(f"{one['ref']} {one['what']}".strip() for one in (left or row.reasons))
        made.append(
            Todo(
                unit_id=row.unit_id,
                plan_id=letter.plan_id,
                title=_("Thực hiện công văn đôn đốc số %(number)02d/%(symbol)s")
                % {"number": letter.number or 0, "symbol": letter.symbol},
                action=_("Xem công văn"),
                url=reverse("follow:letter", args=[letter.plan_id, letter.pk]),
                text=told[:300],
                due=due,
                state=state,
            )
        )
    return made


class _Standing:
    """What of the reasons of these letters is done by now."""

    def __init__(self, rows: Sequence[Urged], units: Sequence[Unit], day: dt.date) -> None:
        reasons = [one for row in rows for one in row.reasons]
        named = {"plan__in": {row.letter.plan_id for row in rows}, "unit__in": [unit.pk for unit in units]}
        self.works: dict[tuple[UUID, str], tuple[str, Any]] = {}
        if any(one["model"] == "plans.activity" for one in reasons):
            found = Work.objects.filter(**named).exclude(activity=None)
            for unit, activity, state, last in found.values_list("unit_id", "activity_id", "state", "last_at"):
                self.works[unit, str(activity)] = (state, last)
        self.received: set[tuple[UUID, UUID]] = set()
        if any(one["model"] == "plans.plan" for one in reasons):
            self.received = set(Acknowledgement.objects.filter(**named).values_list("unit_id", "plan_id"))
        self.owed: set[tuple[UUID, str]] = set()
        if any(one["model"] == "todo" for one in reasons):
            wanted = todos(None, units, day, without=OWN_ROOMS)
            self.owed = {(one.unit_id, one.url) for one in wanted if one.is_open}

    def is_met(self, row: Urged, reason: dict[str, Any]) -> bool:
        """Late work is done or said to be impossible; silent work was heard of since; the plan was received; the report
        is no longer wanted. What was written by hand is for a person to judge: it stays."""
        if reason["model"] == "plans.activity":
            state, last = self.works.get((row.unit_id, reason["id"]), ("", None))
            issued = row.letter.issued_at
            heard = last is not None and issued is not None and last > issued
            return state in _MET or (reason.get("sort") == "silent" and heard)
        if reason["model"] == "plans.plan":
            return (row.unit_id, row.letter.plan_id) in self.received
        return reason["model"] == "todo" and (row.unit_id, reason["id"]) not in self.owed
