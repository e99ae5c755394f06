"""Reads of the desks: whose work it is, and where it stands on a day."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ngayso.core import clock
from ngayso.desks.models import WorkState
from ngayso.plans.models import Activity, Assigned, Part, Plan

SILENT_DAYS = 5
"""Work that goes on is silent when nothing was heard of it for so many whole days."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One unit's part in one activity, whether or not anything was recorded of it."""

    unit_id: UUID
    activity_id: UUID
    part: str
    """Part.LEAD or Part.PARTNER; LEAD when it is both."""


def expected(plan: Plan, *, unit_id: UUID | None = None) -> list[Piece]:
    """Every unit's part in every activity of the plan, each pair once. 1 query."""
    rows = Assigned.objects.filter(assignment__activity__plan=plan)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    best: dict[tuple[UUID, UUID], str] = {}
    for unit, activity, part in rows.values_list("unit_id", "assignment__activity_id", "assignment__part"):
        if best.get((unit, activity)) != Part.LEAD:
            best[unit, activity] = part
    return [Piece(unit, activity, part) for (unit, activity), part in best.items()]


def shown_state(
    said: str, last_at: dt.datetime | None, *, activity: Activity | None, since: dt.date, day: dt.date
) -> str:
    """The state of a piece of work as the look names it: none, go, done, late, stuck, off, silent.

    `said` is the last state that the unit gave ("" when none), `last_at` when it gave it; `activity` None of an item of a
    duty, which has no time of its own; `since` the day from which the unit could know (the plan was confirmed); `day`
    the day looked from.
    """
    if said == WorkState.OFF or (
        activity is not None
        and activity.cancelled_at is not None
        and activity.cancelled_at.astimezone(clock.HERE).date() <= day
    ):
        return "off"
    if said in (WorkState.DONE, WorkState.STUCK):
        return str(said)
    if activity is not None and activity.end is not None and activity.end < day:
        return "late"
    begun = max(filter(None, (activity.start if activity is not None else None, since)))
    heard = begun if last_at is None else max(begun, last_at.astimezone(clock.HERE).date())
    dated = activity is not None and (activity.start is not None or activity.end is not None)
    if dated and begun <= day and (day - heard).days > SILENT_DAYS:
        return "silent"
    return "go" if said == WorkState.GOING else "none"
