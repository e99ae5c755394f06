"""Small pictures drawn on the server as SVG: bars of shares, and a timeline with one line a row for a sheet of paper.
The same content must stand in a table or in words beside them.
"""

import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from ngayso.core import charts
from ngayso.core.lettering import cut, width
from ngayso.core.ticks import Scale

_SIZE = 13.0
_ROW, _BAR = 22.0, 13.0
_TIGHT_ROW, _TIGHT_BAR = 16.5, 11.0


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    share: float | None
    """0 to 1; None draws a dotted line where nothing came in."""
    said: str
    """Stands at the end of the bar: "76", "4/5", "trễ"."""
    full: bool = False
    """Everything is done: gold."""
    bad: bool = False
    """Late: the words and the dotted line are red."""
    url: str = ""


def bars(rows: Sequence[Bar], *, title: str, desc: str = "", size: Literal["wide", "narrow", "tight"] = "wide") -> str:
    """Bars from 0 to 100 %, as one SVG: 960 px wide, 328 px for a telephone, or 316 px with small rows for paper."""
    total = {"wide": 960.0, "narrow": 328.0, "tight": 316.0}[size]
    left = {"wide": 300.0, "narrow": 132.0, "tight": 116.0}[size]
    letters = 12.0 if size == "tight" else _SIZE
    row_high, bar_high = (_TIGHT_ROW, _TIGHT_BAR) if size == "tight" else (_ROW, _BAR)
    room = total - left - (44 if size != "wide" else 120)
    parts = [_draw(row, n * row_high, left, room, letters, row_high, bar_high) for n, row in enumerate(rows)]
    height = max(len(rows) * row_high, 1)
    if size != "tight":
        parts.insert(0, f'<path d="M{left:g} 0V{height:g}" class="axis"/>')
    uid = f"b{size[0]}{zlib.crc32(repr((rows, title)).encode()):x}"
    return (
        f'<svg viewBox="0 0 {total:g} {height:g}" role="group" aria-labelledby="{uid}t {uid}d">'
        f'<title id="{uid}t">{escape(title)}</title><desc id="{uid}d">{escape(desc or title)}</desc>{"".join(parts)}</svg>'
    )


def _draw(row: Bar, y: float, left: float, room: float, size: float, high: float, thick: float) -> str:
    base, top = y + high / 2 + size * 0.36, y + (high - thick) / 2
    label = escape(cut(row.label, size, left - 8))
    tight = " t-tight" if size < _SIZE else ""
    css = "t-red" if row.bad else "t-gold" if row.full else "num"
    words = f'<text x="0" y="{base:.1f}" class="{tight}">{label}</text>'
    if row.share is None:
        middle, end = y + high / 2, left + room
        colour = "red" if row.bad else "rule-strong"
        drawn = f'<path d="M{left:g} {middle:.1f}H{end:g}" stroke="var(--{colour})" stroke-dasharray="2 3"/>'
    else:
        end = left + room * min(max(row.share, 0.0), 1.0)
        fill = 'fill="var(--gold)" stroke="var(--gold-ink)"' if row.full else 'fill="var(--teal)"'
        drawn = f'<rect x="{left:g}" y="{top:.1f}" width="{max(end - left, 1):.1f}" height="{thick:g}" {fill}/>'
    said = f'<text x="{end + 5:.1f}" y="{base:.1f}" class="{css}{tight}">{escape(row.said)}</text>'
    inside = words + drawn + said
    return f'<a href="{escape(row.url)}">{inside}</a>' if row.url else inside


_LINE, _SHEET, _WORDS = 21.0, 672.0, 296.0


def compact_timeline(
    rows: Sequence[charts.Row],
    *,
    today: dt.date,
    peak: tuple[dt.date, dt.date] | None = None,
    deadlines: Sequence[charts.Deadline] = (),
    title: str = "",
) -> str:
    """The timeline of core.charts with one line a row, 672 px wide: for a page that must stay one sheet."""
    first, last = charts.period(rows, today=today, peak=peak, deadlines=deadlines)
    scale = Scale(first.toordinal(), last.toordinal(), _WORDS, _SHEET)
    room = min(max([width(row.ref, 12, strong=True) + 10 for row in rows], default=0), 90)
    sheet = charts._Sheet()
    top = charts._draw_head(sheet, scale, first, last, peak)
    y = float(top)
    for number, row in enumerate(rows):
        if number:
            sheet.grid.append(f'<path d="M0 {y:.1f}H{_SHEET:g}" class="grid"/>')
        words = _whole_words(row.title, _WORDS - room - 8)
        ref = cut(row.ref, 12, room - 4, strong=True)
        sheet.words.append(
            f"<g><title>{charts._safe(f'{row.ref} {row.title}'.strip())}</title>"
            f'<text x="0" y="{y + 15:.1f}" class="t-ref t-tight">{charts._safe(ref)}</text>'
            f'<text x="{room:.1f}" y="{y + 15:.1f}" class="t-title t-tight">{charts._safe(words)}</text></g>'
        )
        left, right = charts._draw_bar(sheet, row, y + 4, scale, today)
        said = width(charts._label(row), 13, strong=True) + 26
        if right + said <= scale.right or left - said >= scale.left:
            charts._draw_label(sheet, row, y + 4, scale, left, right)
        y += _LINE
    stretches = [(float(top), y)]
    height = charts._draw_foot(sheet, scale, y, stretches, today, deadlines, 110)
    charts._draw_back(sheet, scale, peak, stretches, y)
    uid = f"tc{zlib.crc32(repr((rows, today, peak, deadlines)).encode()):x}"
    axis = f'<path d="M0 {top}H{_SHEET:g}M0 {y:.1f}H{_SHEET:g}" class="axis"/>'
    hatch = (
        f'<defs><pattern id="{uid}h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0v6" stroke="var(--h4)" stroke-width="1.5"/></pattern></defs>'
    )
    return (
        f'<svg viewBox="0 0 {_SHEET:g} {height:.0f}" role="group" aria-labelledby="{uid}t">'
        f'<title id="{uid}t">{charts._safe(title)}</title>{hatch}'
        f'<g aria-hidden="true">{"".join(sheet.grid)}{axis}{"".join(sheet.bars)}{"".join(sheet.lines)}</g>'
        f"{''.join(sheet.words)}</svg>"
    ).replace("#hatch", f"#{uid}h")


def _whole_words(title: str, room: float) -> str:
    """The title, or its first words that fit with "…"."""
    words = title.split()
    while len(words) > 1 and width(" ".join(words), 12, strong=True) > room:
        words = [*words[:-2], words[-2].rstrip(",;:…") + "…"]
    return cut(" ".join(words), 12, room, strong=True)
