"""Where every unit stands with every activity on a day: one read for the board, the minute page and the lateness.

A programme of 300 units by 40 activities has 12,000 parts, so rows come as plain text from the database and states are
told once for each sort of part, by desks.queries.shown_state.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, CharField, Count, F, Func, TextField, Value, Window
from django.db.models.functions import Cast, Coalesce, RowNumber

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


class Joined(Aggregate):
    """The values of a group in one text with blanks between: a hundred rows come instead of ten thousand."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, ' ')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="STRING_AGG((%(expressions)s)::text, ' ')", **context)


def as_text(name: str) -> Cast:
    """An id as the database writes it: no UUID is made of thousands."""
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
    asked: tuple[int, ...]
    """Activities in which it has a part, by their place in the plan."""
    leads: list[bool]
    cells: list[Told | None]
    received_at: dt.datetime | None = None
    heard: str = ""
    """The last day on which anything came in of an activity, "2024-10-03"; "" when nothing did."""

    def parts(self, columns: Sequence[int], *, lead_only: bool = False) -> Iterator[tuple[int, Told]]:
        """(column, what is told) of what is asked of the unit."""
        whole = len(columns) == len(self.cells)
        for n in self.asked:
            if (whole or n in columns) and (not lead_only or self.leads[n]):
                told = self.cells[n]
                assert told is not None
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


def read_board(plan: Plan, day: dt.date) -> Board:
    """The whole programme as of the end of a day. 7 queries, 8 of a day that is over.

    For a day that is over a state is that of the last entry which had come in by the end of that day; entries that came
    later, and what was acknowledged later, are not there yet.
    """
    lines = plans.lines(plan, day)
    places = {key: n for n, one in enumerate(lines) for key in (one.activity.pk.hex, str(one.activity.pk))}
    parts = _parts(lines)
    bound = Assigned.objects.filter(assignment__duty__plan=plan).order_by()
    asked = {*parts, *bound.values_list(as_text("unit_id"), flat=True).distinct()}
    units = (
        Unit.objects.filter(pk__in=[UUID(key) for key in asked])
        .annotate(key=as_text("pk"))
        .only("name", "short", "kind", "level", "parent_id", "order", "email")
        .order_by()
    )
    received = dict(
        Acknowledgement.objects.filter(plan=plan, at__lt=_end_of(day)).values_list(as_text("unit_id"), "at")
    )
    teller = _Teller(plan, day, lines)
    nothing = _Shape((), [False] * len(lines), [None] * len(lines))
    shapes: dict[tuple[str, ...], _Shape] = {}
    rows: dict[str, UnitRow] = {}
    for unit in units:
        key: str = unit.key  # type: ignore[attr-defined]
        shape = nothing
        if key in parts:
            shape = shapes.get(parts[key]) or shapes.setdefault(parts[key], teller.shape(parts[key]))
        group = plans.group_of(unit)
        rows[key] = UnitRow(unit, group, shape.asked, shape.leads, shape.cells.copy(), received.get(key))
    known: dict[str, tuple[int, Told, str] | None] = {}
    for key, said in _works(plan, day):
        if key not in rows:
            continue
        row = rows[key]
        cells, heard = row.cells, row.heard
        for words in said.split(" "):
            if words not in known:
                known[words] = teller.read(words, places)
            what = known[words]
            if what is not None and cells[what[0]] is not None:
                cells[what[0]] = what[1]
                if what[2] > heard:
                    heard = what[2]
        row.heard = heard
    order = {slug: n for n, (slug, _label) in enumerate(plans.GROUPS)}
    made = sorted(rows.values(), key=lambda row: (order[row.group], row.unit.order, sort_key(row.unit.name)))
    return Board(plan, day, lines, made, {str(one.activity.pk): n for n, one in enumerate(lines)})


def _parts(lines: list[plans.Line]) -> dict[str, tuple[str, ...]]:
    """Unit, as the database writes its id → its part in each activity, "" for none; lead when it is both. 1 query.

    Assignments to the very same units are read once ("UBND các xã, phường" lead a dozen activities).
    """
    named = {a.pk: (n, str(a.part)) for n, one in enumerate(lines) for a in (*one.leads, *one.partners)}
    given = Assigned.objects.filter(assignment__in=list(named)).order_by().values("assignment_id")
    alike: dict[str, list[tuple[int, str]]] = {}
    for assignment, units in given.annotate(units=Joined("unit_id")).values_list("assignment_id", "units"):
        alike.setdefault(units, []).append(named[assignment])
    of: dict[str, list[str]] = {}
    for units in alike:
        for key in units.split(" "):
            of.setdefault(key, []).append(units)
    found: dict[str, tuple[str, ...]] = {}
    made: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, texts in of.items():
        mine = tuple(texts)
        if mine not in made:
            parts = [""] * len(lines)
            for n, part in (one for units in mine for one in alike[units]):
                if parts[n] != Part.LEAD:
                    parts[n] = part
            made[mine] = tuple(parts)
        found[key] = made[mine]
    return found


def _end_of(day: dt.date) -> dt.datetime:
    return clock.day_start(day + dt.timedelta(days=1))


def _said(activity: str, entries: str, last: str) -> Func:
    """ "activity|state|entries|day of the last entry" of one work: thousands are alike, so each sort is read once."""
    parts = (as_text(activity), F("state"), as_text(entries), Coalesce(DayHere(last), Value("")))
    return Func(*parts, template="%(expressions)s", arg_joiner=" || '|' || ", output_field=TextField())


def _works(plan: Plan, day: dt.date) -> Iterator[tuple[str, str]]:
    """(unit, what is said of its activities as of a day, with blanks between). 1 query, 2 of a day that is over: what nobody
    touched since then stands as it stood.
    """
    works = Work.objects.filter(plan=plan, item=None).order_by()
    if day < clock.today():
        end = _end_of(day)
        entries = Progress.objects.filter(work__plan=plan, work__item=None, work__last_at__gte=end, at__lt=end)
        last = (
            entries.order_by()
            .annotate(
                nth=Window(RowNumber(), partition_by=F("work_id"), order_by=[F("at").desc(), F("id").desc()]),
                many=Window(Count("*"), partition_by=F("work_id")),
            )
            .filter(nth=1)
        )
        yield from last.values_list(as_text("work__unit_id"), _said("work__activity_id", "many", "at"))
        works = works.filter(last_at__lt=end)
    said = works.values("unit_id").annotate(said=Joined(_said("activity_id", "entries", "last_at")))
    yield from said.values_list(as_text("unit_id"), "said")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is asked of units that have the same parts, and how their cells look while nothing came in."""

    asked: tuple[int, ...]
    leads: list[bool]
    cells: list[Told | None]


class _Teller:
    """Tells what a part is: the same activity, state, entries and day last heard give the same."""

    def __init__(self, plan: Plan, day: dt.date, lines: list[plans.Line]) -> None:
        self.day = day
        self.since = plan.confirmed_at.astimezone(clock.HERE).date()
        self.activities = [one.activity for one in lines]

    def shape(self, parts: tuple[str, ...]) -> _Shape:
        cells = [self._tell(n, "", 0, "") if part else None for n, part in enumerate(parts)]
        return _Shape(tuple(n for n, part in enumerate(parts) if part), [part == Part.LEAD for part in parts], cells)

    def read(self, words: str, places: dict[str, int]) -> tuple[int, Told, str] | None:
        """(place of the activity, what is told, day of the last entry) of what `_said` gives; None of an activity that is
        not shown."""
        activity, state, entries, last = words.split("|")
        n = places.get(activity)
        return None if n is None else (n, self._tell(n, state, int(entries), last), last)

    def _tell(self, n: int, word: str, entries: int, last: str) -> Told:
        activity, day = self.activities[n], self.day
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
