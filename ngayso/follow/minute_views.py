"""The leader's one-minute page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from ngayso.core import clock
from ngayso.follow import minute as minutes
from ngayso.follow.board import read_board
from ngayso.follow.board_views import followed
from ngayso.follow.lateness import late_on
from ngayso.papers.numbers import long_day
from ngayso.people.models import Unit
from ngayso.plans import queries as plans
from ngayso.plans.titles import short_title
from ngayso.plans.views import day_asked


@require_safe
def minute(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Everything that a leader must know of a programme, on one sheet."""
    plan, asked = followed(request, plan_id), day_asked(request)
    board = read_board(plan, asked.day)
    states = minutes.activity_states(board)
    wanted = minutes.decisions(plan, board, request.user)
    due = plans.dues(plan, board.lines, plans.deadlines(plan), asked.day)
    how_far = minutes.progressed(board)
    slow = minutes.slow(board, late_on(board))
    ahead = [one for one in due if one.left >= 0]
    room = minutes.room(len(wanted), len(board.lines), len(ahead), len(how_far.rows) if how_far else 0, len(slow))
    wide, narrow, left_out = minutes.timeline(board, states, due, most=room.lines)
    agency = plan.focal
    context = {
        "plan": plan,
        "name": short_title(plan.name, most=90, tail=True),
        "asked": asked,
        "day": asked.day,
        "parent": agency.parent.name if agency is not None and agency.parent is not None else plan.issuer,
        "agency": agency.name if agency is not None else "",
        "place": plan.place or _place_of(agency),
        "long_day": long_day(asked.day),
        "now": clock.now(),
        "left": (plan.day - asked.day).days,
        "verdict": minutes.verdict(board, states, len(wanted)),
        "decisions": wanted[: room.decisions],
        "more_decisions": len(wanted) - room.decisions,
        "wide": mark_safe(wide),  # noqa: S308 escaped by core.bars
        "narrow": mark_safe(narrow),  # noqa: S308
        "left_out": left_out,
        "count": len(board.lines),
        "how_far": how_far,
        "bars": mark_safe(how_far.svg) if how_far else "",  # noqa: S308
        "dues": [(one.day, short_title(one.title, most=38)) for one in ahead[: room.dues]],
        "slow": slow,
        "letter": minutes.letter_said(plan, asked.day),
    }
    return render(request, "follow/minute.html", context, status=400 if asked.wrong else 200)


def _place_of(agency: Unit | None) -> str:
    return agency.place if agency is not None else ""
