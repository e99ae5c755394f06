"""Where every unit stands with every activity on a day: one read for the board, the minute page and the lateness.

A programme of 300 units by 40 activities has 12,000 parts, so rows come as plain text from the database and states are
told once for each sort of part, by desks.queries.shown_state.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Func, Window
from django.db.models.functions import Cast, RowNumber

from ngayso.core import clock
from ngayso.desks.models import Acknowledgement, Progress, Work
from ngayso.desks.queries import shown_state
from ngayso.people.models import Unit
from ngayso.plans import queries as plans
from ngayso.plans.models import Assigned, Part, Plan
from ngayso.words.sorting import sort_key

DUE_DAYS = 7
"""Work is soon due when so many days or fewer are left."""

OPEN = ("none", "go", "late", "silent")
"""States in which work is still to be done."""


class DayHere(Func):
    """The day in Vietnam of a moment, as text "2024-10-03": the database tells it, so that no row is parsed here."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+7 hours')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        form = "to_char(%(expressions)s AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')"
        return self.as_sql(compiler, connection, template=form, **context)


def _as_text(name: str) -> Cast:
    return Cast(F(name), CharField())


@dataclass(frozen=True, slots=True)
class Told:
    """What the look says of one part: its state, and the number that stands in its cell."""

    state: str
    number: int
    """Days late; whole days without news; else entries that came in."""
    since: dt.date | None
    """Of what is late the last day it was in time, of what is silent the day last heard of (or begun)."""
    soon: bool
    """Still to be done, and its end is within DUE_DAYS."""


@dataclass(slots=True)
class UnitRow:
    """A unit and its parts, aligned with the activities of the Board; None where nothing is asked of it."""

    unit: Unit
    group: str
    leads: list[bool]
    cells: list[Told | None]
    received_at: dt.datetime | None = None
    heard: str = ""
    """The last day on which anything came in of an activity, "2024-10-03"; "" when nothing did."""

    def parts(self, columns: Iterable[int], *, lead_only: bool = False) -> Iterator[tuple[int, Told]]:
        """(column, what is told) of what is asked of the unit."""
        for n in columns:
            told = self.cells[n]
            if told is not None and (self.leads[n] or not lead_only):
                yield n, told

    @property
    def heard_on(self) -> dt.date | None:
        return dt.date.fromisoformat(self.heard) if self.heard else None


@dataclass(slots=True)
class Board:
    """Units by activities as of a day."""

    plan: Plan
    day: dt.date
    lines: list[plans.Line]
    rows: list[UnitRow]
    """All units that the programme asks anything of, by group, then in the order of the directory."""
    at: dict[str, int] = field(default_factory=dict)
    """Column of an activity, by its id as text with dashes."""

    @property
    def unreceived(self) -> list[UnitRow]:
        return [row for row in self.rows if row.received_at is None]


@lru_cache(maxsize=8192)
def _in_vietnamese(name: str) -> Any:
    return sort_key(name)


def read_board(plan: Plan, day: dt.date) -> Board:
    """The whole programme as of the end of a day. 7 queries.

    For a day that is over a state is that of the last entry which had come in by the end of that day; entries that came
    later, and what was acknowledged later, are not there yet.
    """
    lines = plans.lines(plan, day)
    places = {one.activity.pk.hex: n for n, one in enumerate(lines)}
    order = {slug: n for n, (slug, _label) in enumerate(plans.GROUPS)}
    parts: dict[str, list[str]] = {}
    given = Assigned.objects.filter(assignment__activity__plan=plan).order_by()
    assigned = {a.pk: (places[one.activity.pk.hex], a.part) for one in lines for a in (*one.leads, *one.partners)}
    many = len(lines)
    for unit_key, assignment in given.values_list(_as_text("unit_id"), "assignment_id"):
        mine = parts.get(unit_key)
        if mine is None:
            mine = parts[unit_key] = [""] * many
        n, part = assigned[assignment]
        if mine[n] != Part.LEAD:
            mine[n] = part
    bound = Assigned.objects.filter(assignment__duty__plan=plan).order_by()
    asked = {*parts, *bound.values_list(_as_text("unit_id"), flat=True).distinct()}
    units = (
        Unit.objects.filter(pk__in=[UUID(key) for key in asked])
        .annotate(key=_as_text("pk"))
        .only("name", "short", "kind", "level", "parent_id", "order", "email")
        .order_by()
    )
    received = dict(
        Acknowledgement.objects.filter(plan=plan, at__lt=_end_of(day)).values_list(_as_text("unit_id"), "at")
    )
    said: dict[str, list[tuple[str, int, str] | None]] = {}
    for unit_key, activity_key, state, entries, last in _works(plan, day):
        at = places.get(activity_key.replace("-", ""))
        if at is not None:
            known = said.get(unit_key)
            if known is None:
                known = said[unit_key] = [None] * many
            known[at] = (state, entries, last or "")
    teller = _Teller(plan, day, lines)
    rows = []
    nothing: list[tuple[str, int, str] | None] = [None] * many
    empty = [""] * many
    for unit in units:
        key: str = unit.key  # type: ignore[attr-defined]
        mine, known = parts.get(key, empty), said.get(key, nothing)
        cells = [teller.tell(n, known[n]) if mine[n] else None for n in range(many)]
        heard = max((one[2] for n, one in enumerate(known) if one is not None and mine[n]), default="")
        leads = [part == "lead" for part in mine]
        rows.append(UnitRow(unit, plans.group_of(unit), leads, cells, received.get(key), heard))
    rows.sort(key=lambda row: (order[row.group], row.unit.order, _in_vietnamese(row.unit.name)))
    return Board(plan, day, lines, rows, {str(one.activity.pk): n for n, one in enumerate(lines)})


def _end_of(day: dt.date) -> dt.datetime:
    return clock.day_start(day + dt.timedelta(days=1))


def _works(plan: Plan, day: dt.date) -> Any:
    """(unit, activity, state, entries, day of the last entry) of every work on an activity as of a day. 1 query."""
    if day >= clock.today():
        rows = Work.objects.filter(plan=plan, item=None).order_by()
        return rows.values_list(
            _as_text("unit_id"), _as_text("activity_id"), "state", "entries", DayHere("last_at")
        ).iterator(chunk_size=4000)
    entries = Progress.objects.filter(work__plan=plan, work__item=None, at__lt=_end_of(day)).order_by()
    last = entries.annotate(
        nth=Window(RowNumber(), partition_by=F("work_id"), order_by=[F("at").desc(), F("id").desc()]),
        many=Window(Count("*"), partition_by=F("work_id")),
    ).filter(nth=1)
    return last.values_list(
        _as_text("work__unit_id"), _as_text("work__activity_id"), "state", "many", DayHere("at")
    ).iterator(chunk_size=4000)


class _Teller:
    """Tells each sort of part once: the same activity, words and day last heard give the same state."""

    def __init__(self, plan: Plan, day: dt.date, lines: list[plans.Line]) -> None:
        self.day = day
        self.since = plan.confirmed_at.astimezone(clock.HERE).date()
        self.activities = [one.activity for one in lines]
        self.known: dict[tuple[int, tuple[str, int, str] | None], Told] = {}

    def tell(self, n: int, said: tuple[str, int, str] | None) -> Told:
        told = self.known.get((n, said))
        if told is None:
            told = self.known[n, said] = self._tell(n, said)
        return told

    def _tell(self, n: int, said: tuple[str, int, str] | None) -> Told:
        activity, day = self.activities[n], self.day
        word, entries, last = said or ("", 0, "")
        heard = dt.date.fromisoformat(last) if last else None
        last_at = clock.day_start(heard) if heard else None
        state = shown_state(word, last_at, activity=activity, since=self.since, day=day)
        soon = state in OPEN and activity.end is not None and 0 <= (activity.end - day).days <= DUE_DAYS
        if state == "late" and activity.end is not None:
            return Told(state, (day - activity.end).days, activity.end, soon)
        if state == "silent":
            begun = max(filter(None, (activity.start, self.since, heard)))
            return Told(state, (day - begun).days, begun, soon)
        return Told(state, entries, heard, soon)


def groups_of(rows: list[UnitRow]) -> list[tuple[str, str, list[UnitRow]]]:
    """The rows by group of units, in the order of the board: (slug, label, rows)."""
    found = [(slug, str(label), [row for row in rows if row.group == slug]) for slug, label in plans.GROUPS]
    return [(slug, label, mine) for slug, label, mine in found if mine]


def parent_names(rows: list[UnitRow]) -> dict[UUID, str]:
    """Names of the units above these, by id. 1 query."""
    ids = {row.unit.parent_id for row in rows if row.unit.parent_id is not None}
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=ids).only("name", "short")}
