"""Units compared fairly: by the share done of what was due, among units of like load. Never by raw counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ngayso.core.bars import Bar, bars
from ngayso.follow.board import Board, UnitRow
from ngayso.follow.board_filter import Filter, Seen, Share, due_columns

LOADS = ((1, 2), (3, 5), (6, 10), (11, 20), (21, 10_000))
"""Units with so many pieces of work are of like load."""
DRAWN = 30
"""Most bars of one picture; the table has all."""


@dataclass(frozen=True, slots=True)
class Compared:
    row: UnitRow
    share: Share
    query: str
    """The board of this unit."""

    @property
    def said(self) -> str:
        """Done of what was due, "4/5"."""
        return f"{self.share.done}/{self.share.due}"


@dataclass(slots=True)
class Load:
    """Units of like load: those with anything due, the largest share first, and how many have nothing due yet."""

    label: str
    units: list[Compared] = field(default_factory=list)
    waiting: int = 0
    wide: str = ""
    narrow: str = ""

    @property
    def drawn(self) -> int:
        return min(len(self.units), DRAWN)


def loads(board: Board, found: Seen, asked: Filter) -> list[Load]:
    """The units that are shown, by load. Asks nothing of the database."""
    due = due_columns(board)
    made = [Load(_label(least, most)) for least, most in LOADS]
    for row in found.rows:
        share = Share()
        for n, told in row.parts(found.columns, lead_only=asked.lead_only):
            share.add(told, is_due=due[n])
        if not share.asked:
            continue
        load = next(one for one, (_least, most) in zip(made, LOADS, strict=True) if share.asked <= most)
        if share.due:
            load.units.append(Compared(row, share, asked.query(unit=str(row.unit.pk), state="")))
        else:
            load.waiting += 1
    for load in made:
        load.units.sort(key=lambda one: -(one.share.done / one.share.due))
        if load.units:
            load.wide, load.narrow = (_drawn(load, load.units[:DRAWN], narrow=n) for n in (False, True))
    return [load for load in made if load.units or load.waiting]


def _label(least: int, most: int) -> str:
    if most >= 10_000:
        return _("Đơn vị có từ %d việc") % least
    return _("Đơn vị có %(least)d đến %(most)d việc") % {"least": least, "most": most}


def _drawn(load: Load, units: Sequence[Compared], *, narrow: bool) -> str:
    rows = [
        Bar(
            label=str(one.row.unit),
            share=one.share.done / one.share.due,
            said=one.said,
            full=one.share.done == one.share.due,
            url=one.query,
        )
        for one in units
    ]
    return bars(
        rows,
        title=_("%s: phần việc đến hạn đã xong") % load.label,
        desc=_("Bảng bên dưới có cùng nội dung."),
        size="narrow" if narrow else "wide",
    )
