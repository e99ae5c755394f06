"""Who is late, silent, has not received, owes a report: told from what was assigned and what came in, never typed."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TypedDict
from uuid import UUID

from ngayso.core import clock
from ngayso.desks.todos import Todo, todos
from ngayso.follow.board import Board, Told, read_board
from ngayso.people.models import Unit
from ngayso.plans.models import Plan
from ngayso.plans.queries import Line
from ngayso.words.dates import say_day

RECEIVE_DAYS = 3
"""A unit is late to receive when so many whole days have passed since the plan was confirmed."""
OWN_ROOMS = ("ngayso.desks.", "ngayso.follow.")
"""What these two want of a unit is told here from the plan and the works themselves; other rooms are asked."""


class Reason(TypedDict):
    """Why a unit is named. `what` is a finished phrase of a Vietnamese document."""

    ref: str
    """The clause of the plan; "" when the plan has none for it."""
    what: str
    """ "chưa có tin từ ngày 27/9/2024"."""
    model: str
    """What it is about: "plans.activity", "plans.plan", or "todo" (then `id` is an address)."""
    id: str
    title: str
    """The activity, or what is owed, in a few words."""
    sort: str
    """late, silent, receive, report."""


@dataclass(slots=True)
class LateUnit:
    unit: Unit
    reasons: list[Reason] = field(default_factory=list)


def late_units(plan: Plan, day: dt.date) -> list[LateUnit]:
    """The units that something is wanted of and has not come, as of the end of a day, in the order of the board; the
    reasons of each in the order: late, silent (by the plan's order), not received, reports. 7 queries and those of the
    rooms that want reports.
    """
    return late_on(read_board(plan, day))


def late_on(board: Board) -> list[LateUnit]:
    """The same of a board that was read already."""
    owed = _owed(board)
    found = []
    written: dict[int, Reason] = {}  # by identity: the board tells each sort of part once
    confirmed = board.plan.confirmed_at.astimezone(clock.HERE).date()
    waited = (board.day - confirmed).days >= RECEIVE_DAYS
    for row in board.rows:
        reasons: list[Reason] = []
        silent: list[Reason] = []
        for n in row.asked:
            told = row.cells[n]
            if told is not None and told.state in ("late", "silent"):
                known = written.get(id(told)) or written.setdefault(id(told), reason(board.lines[n], told))
                (reasons if told.state == "late" else silent).append(known.copy())
        reasons += silent
        if waited and row.received_at is None:
            reasons.append(_not_received(board.plan))
        reasons += owed.get(row.unit.pk, [])
        if reasons:
            found.append(LateUnit(row.unit, reasons))
    return found


def reason(line: Line, told: Told) -> Reason:
    """Of one part that is late or silent."""
    activity, since = line.activity, told.since
    if told.state == "late":
        what = f"hết hạn ngày {say_day(since)}, chưa báo hoàn thành" if since else "quá hạn, chưa báo hoàn thành"
    else:
        what = f"chưa có tin từ ngày {say_day(since)}" if since else "chưa có tin"
    return {
        "ref": activity.ref,
        "what": what,
        "model": "plans.activity",
        "id": str(activity.pk),
        "title": line.short,
        "sort": told.state,
    }


def _not_received(plan: Plan) -> Reason:
    sent = say_day(plan.confirmed_at.astimezone(clock.HERE).date())
    return {
        "ref": "",
        "what": f"chưa xác nhận đã nhận Kế hoạch, giao ngày {sent}",
        "model": "plans.plan",
        "id": str(plan.pk),
        "title": "Nhận Kế hoạch",
        "sort": "receive",
    }


def _owed(board: Board) -> dict[UUID, list[Reason]]:
    """What other rooms want of these units and is late: reports. Rooms are asked for the house itself (no user). What the
    desks and the follow-up want is told by the rows above, so these two are not asked."""
    units = [row.unit for row in board.rows]
    found: dict[UUID, list[Reason]] = {}
    for todo in todos(None, units, board.day, without=OWN_ROOMS):
        if todo.plan_id == board.plan.pk and todo.state == "late":
            found.setdefault(todo.unit_id, []).append(_report(todo))
    return found


def _report(todo: Todo) -> Reason:
    until = f", hạn ngày {say_day(todo.due)}" if todo.due else ""
    return {
        "ref": todo.ref,
        "what": f"chưa gửi báo cáo “{todo.title}”{until}",
        "model": "todo",
        "id": todo.url,
        "title": todo.title,
        "sort": "report",
    }
