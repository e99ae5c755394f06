"""The heat picture of a board: units by activities. Cells are written here, not in a template: a large board has a
thousand of them. Every word that is not of our own making is escaped.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ngayso.core.templatetags.look import vi_day, vi_day_short
from ngayso.follow.board import Board, Told, UnitRow, groups_of
from ngayso.follow.board_filter import Filter, Seen, Share
from ngayso.plans.models import Plan
from ngayso.plans.queries import Line

FOLD = 40
"""A group of more units stands as one line, or a line a district, until it is asked for."""
FEW_COLUMNS = 10
"""A table of more activities scrolls sideways."""
ROWS = 60
CELLS = 1500
"""Most rows, and most cells, of one page."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Units that stand as one line: a group, or the communes of a district."""

    label: str
    query: str
    rows: list[UnitRow]


@dataclass(slots=True)
class Band:
    """A head of the picture with its lines: units, or folds."""

    label: str
    count: int
    rows: list[UnitRow | Fold]
    query: str
    """Shows this group alone, opened."""


def bands(found: Seen, asked: Filter, above: dict[UUID, str]) -> list[Band]:
    """The rows under the heads of their groups, long groups folded. `above` names the units above the communes."""
    made = []
    for slug, label, rows in groups_of(found.rows):
        opened = asked.query(group=slug)
        lines: list[UnitRow | Fold] = [*rows]
        if len(rows) > FOLD and asked.group != slug and not asked.above:
            lines = [*_folds(slug, label, rows, asked, above)]
        made.append(Band(label, len(rows), lines, opened))
    return made


def _folds(slug: str, label: str, rows: list[UnitRow], asked: Filter, above: dict[UUID, str]) -> list[Fold]:
    by_parent: dict[UUID | None, list[UnitRow]] = {}
    for row in rows:
        by_parent.setdefault(row.unit.parent_id, []).append(row)
    if slug != "commune" or len(by_parent) < 2:
        return [Fold(_("Mở từng đơn vị"), asked.query(group=slug), rows)]
    return [
        Fold(
            above.get(parent, _("Không ghi cấp trên")) if parent is not None else _("Không ghi cấp trên"),
            asked.query(group=slug, above=str(parent) if parent else ""),
            mine,
        )
        for parent, mine in by_parent.items()
    ]


@dataclass(frozen=True, slots=True)
class Cut:
    """One page of the lines."""

    bands: list[Band]
    number: int
    total: int


def cut(of: Sequence[Band], columns: int, number: int) -> Cut:
    """Page `number` of the lines: at most ROWS of them, fewer when there are many activities."""
    most = max(15, min(ROWS, CELLS // max(columns, 1)))
    count = sum(len(band.rows) for band in of)
    total = max(1, -(-count // most))
    number = min(number, total)
    first, last, at = (number - 1) * most, number * most, 0
    shown = []
    for band in of:
        rows = band.rows[max(first - at, 0) : max(last - at, 0)]
        at += len(band.rows)
        if rows:
            shown.append(Band(band.label, band.count, rows, band.query))
    return Cut(shown, number, total)


def heat(board: Board, shown: Sequence[Band], found: Seen, asked: Filter) -> SafeString:
    """The table. A cell of a unit leads to its piece of work, a cell of folded units to these units and that activity."""
    lines = [board.lines[n] for n in found.columns]
    writer = _Writer(board, found.columns, lines, asked)
    many = " heat--many" if len(lines) > FEW_COLUMNS else ""
    cols = '<col class="what">' * len(lines)
    out = [
        f'<table class="heat{many}"><caption class="hush">',
        escape(_("Đơn vị theo hoạt động: trạng thái và số trong ô. Ô mở việc và minh chứng của đơn vị.")),
        f'</caption><colgroup><col class="who">{cols}<col class="when"></colgroup>',
        "<thead><tr><td></td>",
    ]
    out += [writer.head(line) for line in lines]
    out.append(f'<th scope="col" class="when">{escape(_("Tin gần nhất"))}</th></tr></thead>')
    for band in shown:
        out.append(
            f'<tbody><tr><th scope="rowgroup" colspan="{len(lines) + 1}"><a href="{escape(band.query)}">'
            f'{escape(band.label)}</a>, {escape(_("%d đơn vị") % band.count)}</th><td class="when"></td></tr>'
        )
        out += [writer.folded(row) if isinstance(row, Fold) else writer.unit(row) for row in band.rows]
        out.append("</tbody>")
    out.append("</table>")
    return mark_safe("".join(out))  # noqa: S308 every word of it is escaped above and below


class _Writer:
    """Writes the cells of one table; what a state looks like is written once."""

    def __init__(self, board: Board, columns: Sequence[int], lines: Sequence[Line], asked: Filter) -> None:
        self.board, self.columns, self.asked = board, columns, asked
        self.sheet = escape(static("core/icons.svg"))
        self.address = work_address(board.plan)
        self.ids = [str(line.activity.pk) for line in lines]
        self.tags = [escape(line.tag) for line in lines]
        self.lead, self.partner = escape(_("chủ trì")), escape(_("phối hợp"))
        void = f'<span aria-hidden="true">·</span><span class="hush">{escape(_("không được giao"))}</span>'
        self.void = f'<td class="void">{void}</td>'
        self.known: dict[Told, tuple[str, str, str]] = {}

    def head(self, line: Line) -> str:
        query = escape(self.asked.query(activity=str(line.activity.pk)))
        return (
            f'<th scope="col"><a class="ref" href="{query}"><span class="long">{escape(line.activity.ref or "+")}</span>'
            f'<span class="short">{escape(line.short_ref or "+")}</span><span class="hush"> {escape(line.short)}</span>'
            f'</a><span class="long">{escape(line.tag)}</span></th>'
        )

    def unit(self, row: UnitRow) -> str:
        name, unit_id = escape(str(row.unit)), str(row.unit.pk)
        query = escape(self.asked.query(unit=unit_id))
        out = [f'<tr><th scope="row"><a title="{escape(row.unit.name)}" href="{query}"><span>{name}</span></a></th>']
        for at, n in enumerate(self.columns):
            told = row.cells[n]
            if told is None:
                out.append(self.void)
                continue
            css, content, says = self._cell(told)
            url = self.address % (unit_id, self.ids[at])
            css, part = (f"lead {css}", self.lead) if row.leads[n] else (css, self.partner)
            label = f"{name}, {self.tags[at]}, {part}: {says}"
            out.append(f'<td class="{css}"><a href="{url}" aria-label="{label}">{content}</a></td>')
        out.append(f'<td class="when">{self._when(row)}</td></tr>')
        return "".join(out)

    def _when(self, row: UnitRow) -> str:
        if row.heard:
            return escape(_said_day(row.heard, self.board.day))
        if row.received_at is not None:
            return escape(_("đã nhận %s") % vi_day_short(row.received_at))
        return escape(_("chưa nhận"))

    def _icon(self, state: str) -> str:
        return f'<span class="mark"><svg aria-hidden="true"><use href="{self.sheet}#m-{state}"/></svg></span>'

    def _cell(self, told: Told) -> tuple[str, str, str]:
        """(class, content, what a screen reader says) of a part, escaped."""
        found = self.known.get(told)
        if found is None:
            css, content, says = self._told(told)
            found = self.known[told] = (css, content, escape(says))
        return found

    def _told(self, told: Told) -> tuple[str, str, str]:
        icon, n = self._icon(told.state), told.number
        long = '<span class="long">{}</span>'.format
        match told.state:
            case "late":
                return "late", f"{icon}{long(escape(_('trễ')))} {n}", said(told)
            case "silent":
                return "silent", f"{icon}{n}", said(told)
            case "done":
                return "done", f"{icon}{long(escape(_('xong')))}", said(told)
            case "stuck":
                return "silent", f"{icon}{long(escape(_('vướng')))}", said(told)
            case "off":
                return "void", f"{icon}{long(escape(_('hủy')))}", said(told)
            case "go":
                return "h3", str(n), said(told)
        return "h1", str(n), said(told)

    def folded(self, fold: Fold) -> str:
        count, received = len(fold.rows), sum(row.received_at is not None for row in fold.rows)
        out = [
            f'<tr class="fold"><th scope="row"><a href="{escape(fold.query)}"><span>{escape(fold.label)}'
            f' <span class="quiet">({count})</span></span></a></th>'
        ]
        for at, n in enumerate(self.columns):
            share = Share()
            for row in fold.rows:
                told = row.cells[n]
                if told is not None and (row.leads[n] or not self.asked.lead_only):
                    share.add(told, is_due=True)
            out.append(self._share(fold, at, share))
        out.append(f'<td class="when">{escape(_("%(n)d/%(all)d đã nhận") % {"n": received, "all": count})}</td></tr>')
        return "".join(out)

    def _share(self, fold: Fold, at: int, share: Share) -> str:
        if not share.asked:
            return self.void
        done = share.done
        css = "late" if share.late else "done" if done == share.asked else f"h{1 + done * 4 // share.asked}"
        counted = {"done": done, "all": share.asked, "late": share.late}
        says = escape(_("%(done)d trong %(all)d việc đã xong, %(late)d trễ") % counted)
        query = escape(f"{fold.query}&hoat-dong={self.ids[at]}")
        icon = self._icon("late") if share.late else ""
        label = f"{escape(fold.label)}, {self.tags[at]}: {says}"
        return f'<td class="{css}"><a href="{query}" aria-label="{label}">{icon}<span>{done}</span><span>/{share.asked}</span></a></td>'


def work_address(plan: Plan) -> str:
    """The address of a unit's work on an activity, with "%s" for the unit and "%s" for the activity."""
    none = UUID(int=0)
    return reverse("desks:work", args=[plan.pk, none, "hoat-dong", none]).replace(str(none), "%s")


def said(told: Told) -> str:
    """The state of a part in words, with its number."""
    n = told.number
    match told.state:
        case "late":
            return _("trễ %d ngày") % n
        case "silent":
            return _("%d ngày chưa có tin") % n
        case "done":
            return _("hoàn thành")
        case "stuck":
            return _("không làm được")
        case "off":
            return _("đã hủy")
        case "go":
            return _("đang làm, %d lần ghi") % n
    return _("chưa bắt đầu")


@lru_cache(maxsize=4096)
def _said_day(heard: str, today: dt.date) -> str:
    day = dt.date.fromisoformat(heard)
    ago = (today - day).days
    return _("hôm nay") if ago == 0 else _("hôm qua") if ago == 1 else vi_day(day)
