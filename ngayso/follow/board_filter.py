"""What a board is asked to show, as it stands in its address, and what that leaves of the units and activities."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.follow.board import Board, Told, UnitRow, groups_of
from ngayso.plans.queries import GROUPS

STATES: dict[str, tuple[str, Any]] = {
    "tre": ("late", gettext_lazy("Trễ hạn")),
    "im-lang": ("silent", gettext_lazy("Chưa có tin")),
    "den-han": ("soon", gettext_lazy("Đến hạn trong 7 ngày")),
    "vuong": ("stuck", gettext_lazy("Không làm được")),
    "chua-lam": ("none", gettext_lazy("Chưa bắt đầu")),
    "dang-lam": ("go", gettext_lazy("Đang làm")),
    "xong": ("done", gettext_lazy("Hoàn thành")),
    "huy": ("off", gettext_lazy("Đã hủy")),
}
"""Word of the address → state of the look ("soon" is a look across states) and its name."""
UNRECEIVED = "chua-nhan"
LEAD_ONLY = "chu-tri"


@dataclass(frozen=True, slots=True)
class Filter:
    """The filters of one board. An empty one shows everything."""

    group: str = ""
    state: str = ""
    """A key of STATES, or UNRECEIVED."""
    activity: str = ""
    unit: str = ""
    above: str = ""
    """Only the units below this one: the communes of a district."""
    lead_only: bool = False
    day: str = ""
    """ "2024-10-03"; "" is today."""
    page: int = 1

    @classmethod
    def of(cls, given: Any, day: dt.date | None) -> "Filter":
        """From a query. `day` None is today. ValueError for words that are none of ours: then there is no such page."""
        group, state, part = (given.get(name, "") for name in ("nhom", "tinh-trang", "vai"))
        if group and group not in dict(GROUPS) or state and state not in (*STATES, UNRECEIVED):
            raise ValueError("no such group or state")
        if part not in ("", LEAD_ONLY):
            raise ValueError("no such part")
        ids = [str(UUID(given[name])) if given.get(name) else "" for name in ("hoat-dong", "don-vi", "tren")]
        page = given.get("trang", "1")
        return cls(
            group=group,
            state=state,
            activity=ids[0],
            unit=ids[1],
            above=ids[2],
            lead_only=part == LEAD_ONLY,
            day="" if day is None else day.isoformat(),
            page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
        )

    def query(self, **changes: Any) -> str:
        """ "?…" with these changes; a change of anything but the page goes back to the first page."""
        other = replace(self, **({"page": 1} | changes))
        pairs = [
            ("nhom", other.group),
            ("tinh-trang", other.state),
            ("hoat-dong", other.activity),
            ("don-vi", other.unit),
            ("tren", other.above),
            ("vai", LEAD_ONLY if other.lead_only else ""),
            ("ngay", other.day),
            ("trang", str(other.page) if other.page > 1 else ""),
        ]
        return "?" + urlencode([pair for pair in pairs if pair[1]])

    @property
    def saved(self) -> str:
        """The filters that a saved view keeps: all but the day and the page."""
        return self.query(day="", page=1)[1:]

    @property
    def is_empty(self) -> bool:
        return not self.saved

    def asks(self, told: Told) -> bool:
        """Whether a part is in the state that is asked for (any when none is)."""
        if not self.state or self.state == UNRECEIVED:
            return True
        code = STATES[self.state][0]
        return told.soon if code == "soon" else told.state == code


@dataclass(slots=True)
class Seen:
    """What a filter leaves of a board."""

    rows: list[UnitRow]
    columns: list[int]
    """Activities that are shown, by their place in the plan."""


@dataclass(slots=True)
class Sums:
    """How many, under all filters but the state: parts by state, and units."""

    parts: Counter[str] = field(default_factory=Counter)
    """By key of STATES."""
    units: Counter[str] = field(default_factory=Counter)
    """Units with such a part."""
    asked: int = 0
    """Parts in all."""
    all_units: int = 0
    received: int = 0


def seen(board: Board, asked: Filter) -> Seen:
    """The rows and columns that are shown. ValueError when an activity or a unit is none of this programme's."""
    columns = _columns(board, asked)
    rows = [row for row in _of_units(board, asked) if _shows(row, columns, asked)]
    if asked.state and asked.state != UNRECEIVED and not asked.activity:
        hit = {n for row in rows for n, told in row.parts(columns, lead_only=asked.lead_only) if asked.asks(told)}
        columns = [n for n in columns if n in hit]
    return Seen(rows, columns)


def _columns(board: Board, asked: Filter) -> list[int]:
    if not asked.activity:
        return list(range(len(board.lines)))
    if asked.activity not in board.at:
        raise ValueError("no such activity")
    return [board.at[asked.activity]]


def _of_units(board: Board, asked: Filter, *, any_group: bool = False) -> list[UnitRow]:
    rows = board.rows
    if asked.unit:
        rows = [row for row in rows if str(row.unit.pk) == asked.unit]
        if not rows:
            raise ValueError("no such unit")
    if asked.above:
        rows = [row for row in rows if str(row.unit.parent_id) == asked.above]
    if asked.group and not any_group:
        rows = [row for row in rows if row.group == asked.group]
    return rows


def _shows(row: UnitRow, columns: Sequence[int], asked: Filter) -> bool:
    if asked.state == UNRECEIVED:
        return row.received_at is None
    if not (asked.state or asked.activity or asked.lead_only):
        return True
    return any(asked.asks(told) for _n, told in row.parts(columns, lead_only=asked.lead_only))


def sums(board: Board, asked: Filter) -> Sums:
    """What stands above the board."""
    columns, found = _columns(board, asked), Sums()
    narrow = bool(asked.activity or asked.lead_only)
    parts: Counter[str] = Counter()
    units: Counter[str] = Counter()
    for row in _of_units(board, asked):
        if narrow:
            told = [one for _n, one in row.parts(columns, lead_only=asked.lead_only)]
        else:
            told = [one for one in row.cells if one is not None]
        states = [one.state for one in told]
        soon = [one.soon for one in told].count(True)
        parts.update(states)
        units.update(set(states))
        found.asked += len(states)
        if soon:
            found.parts["den-han"] += soon
            found.units["den-han"] += 1
        if told or not narrow:
            found.all_units += 1
            found.received += row.received_at is not None
    codes = {code: key for key, (code, _word) in STATES.items()}
    found.parts.update({codes[state]: n for state, n in parts.items()})
    found.units.update({codes[state]: n for state, n in units.items()})
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as a link, with how many units (or parts) it leads to."""

    label: str
    query: str
    count: int
    on: bool = False
    mark: str = ""
    """The state of the look whose ring stands before it."""
    ref: str = ""


@dataclass(slots=True)
class Choices:
    groups: list[Choice]
    states: list[Choice]
    activities: list[Choice]
    parts: list[Choice]


def choices(board: Board, asked: Filter, found: Sums) -> Choices:
    """Every filter as a link. Counts speak of what the page would show: units by group, parts by state and activity."""
    columns = _columns(board, asked)
    every = [row for row in _of_units(board, asked, any_group=True) if _shows(row, columns, asked)]
    groups = [Choice(_("Mọi đơn vị"), asked.query(group="", above=""), len(every), not asked.group)]
    groups += [
        Choice(label, asked.query(group=slug, above=""), len(rows), asked.group == slug)
        for slug, label, rows in groups_of(every)
    ]
    if asked.group and not any(one.on for one in groups):
        groups.append(Choice(str(dict(GROUPS)[asked.group]), asked.query(), 0, True))
    states = [Choice(_("Mọi trạng thái"), asked.query(state=""), found.asked, not asked.state)]
    states += [
        Choice(str(word), asked.query(state=key), found.parts[key], asked.state == key, "" if code == "soon" else code)
        for key, (code, word) in STATES.items()
        if found.parts[key] or asked.state == key
    ]
    missing = found.all_units - found.received
    if missing or asked.state == UNRECEIVED:
        states.append(
            Choice(_("Chưa nhận (đơn vị)"), asked.query(state=UNRECEIVED), missing, asked.state == UNRECEIVED)
        )
    by_column: Counter[int] = Counter()
    for row in _of_units(board, asked):
        if asked.state == UNRECEIVED and row.received_at is not None:
            continue
        if not (asked.state or asked.lead_only):
            by_column.update(row.asked)
            continue
        parts = row.parts(range(len(board.lines)), lead_only=asked.lead_only)
        by_column.update(n for n, told in parts if asked.asks(told))
    activities = [Choice(_("Mọi hoạt động"), asked.query(activity=""), sum(by_column.values()), not asked.activity)]
    activities += [
        Choice(line.short, asked.query(activity=key), by_column[n], asked.activity == key, ref=line.activity.ref)
        for key, n in board.at.items()
        for line in [board.lines[n]]
    ]
    roles = [
        Choice(_("Chủ trì và phối hợp"), asked.query(lead_only=False), 0, not asked.lead_only),
        Choice(_("Chỉ chủ trì"), asked.query(lead_only=True), 0, asked.lead_only),
    ]
    return Choices(groups, states, activities, roles)


@dataclass(frozen=True, slots=True)
class Piece:
    """One part in the list below a board that was asked for a state."""

    row: UnitRow
    column: int
    told: Told
    lead: bool


def pieces(found: Seen, asked: Filter) -> Iterable[Piece]:
    """The parts in the state that is asked for, by unit."""
    for row in found.rows:
        for n, told in row.parts(found.columns, lead_only=asked.lead_only):
            if asked.asks(told):
                yield Piece(row, n, told, row.leads[n])


@dataclass(slots=True)
class Share:
    """How much of what was due is done, in some parts."""

    due: int = 0
    done: int = 0
    late: int = 0
    asked: int = 0

    def add(self, told: Told, *, is_due: bool) -> None:
        if told.state == "off":
            return
        self.asked += 1
        self.late += told.state == "late"
        if is_due:
            self.due += 1
            self.done += told.state == "done"

    @property
    def percent(self) -> int | None:
        """Whole per cent of what was due; None while nothing was."""
        return None if not self.due else self.done * 100 // self.due


def due_columns(board: Board) -> list[bool]:
    """Of each activity whether its end has come."""
    return [line.activity.end is not None and line.activity.end <= board.day for line in board.lines]
