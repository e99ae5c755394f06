"""Where every unit stands with every activity on a day: one read for the board, the minute page and the lateness.

A programme of 300 units by 40 activities has 12,000 parts, so rows come as plain text from the database and states are
told once for each sort of part, by desks.queries.shown_state.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, CharField, Count, F, Func, TextField, Value, Window
from django.db.models.functions import Cast, Concat, RowNumber

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


@lru_cache(maxsize=8192)
def _in_vietnamese(name: str) -> Any:
    return sort_key(name)


def read_board(plan: Plan, day: dt.date) -> Board:
    """The whole programme as of the end of a day. 7 queries.

    For a day that is over a state is that of the last entry which had come in by the end of that day; entries that came
    later, and what was acknowledged later, are not there yet.
    """
    lines = plans.lines(plan, day)
    places = {key: n for n, one in enumerate(lines) for key in (one.activity.pk.hex, str(one.activity.pk))}
    many = len(lines)
    parts = _parts(lines)
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
    said: dict[str, dict[int, str]] = {}
    for unit_key, told in _works(plan, day):
        mine = said.setdefault(unit_key, {})
        for one in told.split(" "):
            activity_key, _sign, what = one.partition("|")
            if activity_key in places:
                mine[places[activity_key]] = what
    teller = _Teller(plan, day, lines)
    shapes: dict[tuple[str, ...], tuple[tuple[int, ...], list[bool]]] = {}
    rows = []
    for unit in units:
        key: str = unit.key  # type: ignore[attr-defined]
        shape = tuple(parts.get(key, ())) or ("",) * many
        if shape not in shapes:
            shapes[shape] = (tuple(n for n in range(many) if shape[n]), [part == Part.LEAD for part in shape])
        columns, leads = shapes[shape]
        known = said.get(key, {})
        cells, heard = teller.tell(columns, known)
        rows.append(UnitRow(unit, plans.group_of(unit), columns, leads, cells, received.get(key), heard))
    order = {slug: n for n, (slug, _label) in enumerate(plans.GROUPS)}
    rows.sort(key=lambda row: (order[row.group], row.unit.order, _in_vietnamese(row.unit.name)))
    return Board(plan, day, lines, rows, {str(one.activity.pk): n for n, one in enumerate(lines)})


def _parts(lines: list[plans.Line]) -> dict[str, list[str]]:
    """Unit, as the database writes its id → its part in each activity, "" for none; lead when it is both. 1 query."""
    named = {a.pk: (n, str(a.part)) for n, one in enumerate(lines) for a in (*one.leads, *one.partners)}
    found: dict[str, list[str]] = {}
    given = Assigned.objects.filter(assignment__in=list(named)).order_by().values("assignment_id")
    for assignment, units in given.annotate(units=Joined("unit_id")).values_list("assignment_id", "units"):
        n, part = named[assignment]
        for key in units.split(" "):
            mine = found.get(key)
            if mine is None:
                mine = found[key] = [""] * len(lines)
            if mine[n] != Part.LEAD:
                mine[n] = part
    return found


def _end_of(day: dt.date) -> dt.datetime:
    return clock.day_start(day + dt.timedelta(days=1))


def _told(activity: str, entries: Any, last: str) -> Concat:
    """ "activity|state|entries|day of the last entry" of one work."""
    sign = Value("|")
    return Concat(
        _as_text(activity), sign, F("state"), sign, Cast(entries, CharField()), sign, DayHere(last),
        output_field=TextField(),
    )  # fmt: skip


def _works(plan: Plan, day: dt.date) -> Iterable[tuple[str, str]]:
    """(unit, what is told of its works on activities as of a day, with blanks between). 1 query."""
    if day >= clock.today():
        rows = Work.objects.filter(plan=plan, item=None).order_by().values("unit_id")
        return rows.annotate(told=Joined(_told("activity_id", F("entries"), "last_at"))).values_list(
            _as_text("unit_id"), "told"
        )
    entries = Progress.objects.filter(work__plan=plan, work__item=None, at__lt=_end_of(day)).order_by()
    last = entries.annotate(
        nth=Window(RowNumber(), partition_by=F("work_id"), order_by=[F("at").desc(), F("id").desc()]),
        many=Window(Count("*"), partition_by=F("work_id")),
    ).filter(nth=1)
    return last.values_list(_as_text("work__unit_id"), _told("work__activity_id", F("many"), "at"))


class _Teller:
    """Tells each sort of part once: the same activity, words and day last heard give the same state."""

    def __init__(self, plan: Plan, day: dt.date, lines: list[plans.Line]) -> None:
        self.day = day
        self.since = plan.confirmed_at.astimezone(clock.HERE).date()
        self.activities = [one.activity for one in lines]
        self.known: list[dict[str, Told]] = [{} for _line in lines]

    def tell(self, columns: tuple[int, ...], said: dict[int, str]) -> tuple[list[Told | None], str]:
        """The cells of one unit, and the last day on which anything came in ("" for never)."""
        cells: list[Told | None] = [None] * len(self.activities)
        heard, known, nothing = "", self.known, ""
        for n in columns:
            words = said.get(n, nothing)
            told = known[n].get(words)
            if told is None:
                told = known[n][words] = self._tell(n, words)
            cells[n] = told
            if words[-10:] > heard and words[-1] != "|":
                heard = words[-10:]
        return cells, heard

    def _tell(self, n: int, said: str) -> Told:
        activity, day = self.activities[n], self.day
        word, entries, last = said.split("|") if said else ("", "0", "")
        heard = dt.date.fromisoformat(last) if last else None
        last_at = clock.day_start(heard) if heard else None
        state = shown_state(word, last_at, activity=activity, since=self.since, day=day)
        soon = state in OPEN and activity.end is not None and 0 <= (activity.end - day).days <= DUE_DAYS
        if state == "late" and activity.end is not None:
            return Told(state, (day - activity.end).days, activity.end, soon)
        if state == "silent":
            begun = max(filter(None, (activity.start, self.since, heard)))
            return Told(state, (day - begun).days, begun, soon)
        return Told(state, int(entries), heard, soon)


def groups_of(rows: list[UnitRow]) -> list[tuple[str, str, list[UnitRow]]]:
    """The rows by group of units, in the order of the board: (slug, label, rows)."""
    found = [(slug, str(label), [row for row in rows if row.group == slug]) for slug, label in plans.GROUPS]
    return [(slug, label, mine) for slug, label, mine in found if mine]


def parent_names(rows: list[UnitRow]) -> dict[UUID, str]:
    """Names of the units above these, by id. 1 query."""
    ids = {row.unit.parent_id for row in rows if row.unit.parent_id is not None}
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=ids).only("name", "short")}
