"""Pictures drawn on the server as SVG. Pure: today comes as an argument, colours are tokens of the style sheet.

No `style`, neither attribute nor element (the policy of the page forbids both): how words look is classes.
"""

import datetime as dt
import math
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from ngayso.core.lettering import Lane, cut, width, wrap
from ngayso.core.ticks import Scale, calendar

Day = dt.date
State = Literal["none", "go", "done", "late", "stuck", "off", "silent", "ask"]

_WORDS = {
    "done": "xong", "late": "Trễ hạn", "stuck": "Vướng", "off": "Đã hủy", "silent": "Chưa có tin", "ask": "Cần làm rõ",
}  # fmt: skip
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True)
class Row:
    """One activity of a timeline. Days are inclusive; None means that the plan does not say."""

    ref: str
    title: str
    who: str = ""
    start: Day | None = None
    end: Day | None = None
    tentative: bool = False
    state: State = "none"
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Deadline:
    """A day before which something is due, and two or three words that say what."""

    day: Day
    label: str
    url: str = ""


# ------------------------------------------------------------------------------------------------ the mark, the ruler


def mark(days_left: int | None, *, css: str = "") -> str:
    """The mark "10 over 10"; its last ring counts the ten days before the Day and is full on it.

    `days_left` below 0: the Day is past; None: the Day is not known, the ring is empty.
    """
    filled = 0 if days_left is None else min(max(10 - days_left, 0), 10)
    if days_left is None:
        says = "Mười trên mười: chưa rõ ngày"
    elif days_left > 0:
        says = f"Mười trên mười: còn {days_left} ngày"
    else:
        says = "Mười trên mười: hôm nay là Ngày" if days_left == 0 else "Mười trên mười: Ngày đã qua"
    parts = []
    for n in range(10):
        a, b = (math.radians(36 * n + 2.2), math.radians(36 * (n + 1) - 2.2))
        x0, y0, x1, y1 = 108 + 36 * math.sin(a), 159 - 36 * math.cos(a), 108 + 36 * math.sin(b), 159 - 36 * math.cos(b)
        colour = "gold" if n < filled else "rule"
        parts.append(
            f'<path d="M{x0:.2f} {y0:.2f}A36 36 0 0 1 {x1:.2f} {y1:.2f}" fill="none" stroke="var(--{colour})"'
            ' stroke-width="22"/>'
        )
    return (
        f'<svg class="{escape(css)}" viewBox="4 1 152 206" role="img" aria-label="{says}">'
        '<path fill="var(--teal)" d="M4 2h30v94H4zM4 112h30v94H4z"/>'
        '<circle cx="108" cy="49" r="36" fill="none" stroke="var(--teal)" stroke-width="22"/>'
        + "".join(parts)
        + '<circle cx="108" cy="159" r="47" fill="none" stroke="var(--gold-ink)"/>'
        '<circle cx="108" cy="159" r="25" fill="none" stroke="var(--gold-ink)"/></svg>'
    )


def dayrule(day: Day, *, today: Day) -> str:
    """The ten days that end on `day` as a ruler (HTML, component `dayrule`); the last is a ring."""
    first = day - dt.timedelta(days=9)
    items = []
    for n in range(10):
        at = first + dt.timedelta(days=n)
        kind = "day" if at == day else "past" if at < today else "now" if at == today else ""
        now = ' aria-current="date"' if at == today else ""
        items.append(f'<li class="{kind}"{now}>{at.day}<small>{_WEEKDAYS[at.weekday()]}</small></li>')
    label = f"Mười ngày cao điểm, từ {short_day(first)} đến {short_day(day)}"
    return f'<ol class="dayrule" aria-label="{label}">{"".join(items)}</ol>'


def short_day(day: Day) -> str:
    """A day as state documents write it: "03/10", "15/9"."""
    return f"{day.day:02d}/{day.month:02d}" if day.month < 3 else f"{day.day:02d}/{day.month}"


# ------------------------------------------------------------------------------------------------------- the timeline


def period(
    rows: Iterable[Row], *, today: Day, peak: tuple[Day, Day] | None = None, deadlines: Iterable[Deadline] = ()
) -> tuple[Day, Day]:
    """The first and the last day that a timeline must show: at least a week, around today when no day is known."""
    days = [day for row in rows for day in (row.start, row.end) if day is not None]
    days += [deadline.day for deadline in deadlines] + list(peak or ())
    if not days:
        days = [today]
    first, last = min(days).toordinal(), max(days).toordinal()
    short = 6 - (last - first)
    if short > 0:
        first, last = first - short // 2, last + short - short // 2
    return Day.fromordinal(max(first, 1)), Day.fromordinal(min(last, Day.max.toordinal()))


_SIZE_TITLE, _SIZE_SMALL, _SIZE_TEXT = 13.5, 12.75, 13.0
_BAR = 13
_LANE = 20


@dataclass
class _Sheet:
    """What is drawn so far, back to front. `words_at` (left, right, top, bottom) keeps lines off words beside bars."""

    grid: list[str] = field(default_factory=list)
    bars: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rulers: list[tuple[float, str]] = field(default_factory=list)
    words_at: list[tuple[float, float, float, float]] = field(default_factory=list)

    def gaps(self, x: float, stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """The stretches of a vertical line at `x` that no word stands on."""
        out = list(stretches)
        for left, right, top, bottom in self.words_at:
            if left - 3 < x < right + 3:
                cut_out = [((a, min(b, top)), (max(a, bottom), b)) for a, b in out]
                out = [(a, b) for pair in cut_out for a, b in pair if b - a > 3]
        return out


def _safe(words: str) -> str:
    """Words as XML takes them: escaped, without the control characters that no XML may hold."""
    return escape(_FORBIDDEN.sub(" ", words))


def _text(x: float, y: float, words: str, css: str = "", anchor: str = "") -> str:
    css_part = f' class="{css}"' if css else ""
    anchor_part = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{css_part}{anchor_part}>{_safe(words)}</text>'


def timeline(
    rows: Sequence[Row],
    *,
    today: Day,
    peak: tuple[Day, Day] | None = None,
    deadlines: Sequence[Deadline] = (),
    width: Literal["wide", "narrow"] = "wide",
    span: tuple[Day, Day] | None = None,
    title: str = "",
) -> str:
    """All activities over time, as one SVG: 960 px wide with the words at the left, or 328 px with the words above.

    Teal past, pale to come, gold done, hatched tentative, dotted where an end is not given, diamonds for deadlines, a
    flag for `today` when it lies inside. `span` fixes the period, so that several sheets share a scale.
    Days that stand the wrong way round are drawn as tentative and said.
    The same content must stand in a table beside it.
    """
    narrow = width == "narrow"
    first, last = span or period(rows, today=today, peak=peak, deadlines=deadlines)
    total = 328.0 if narrow else 960.0
    ref_room = _ref_room(rows, 96 if narrow else 110)
    scale = Scale(first.toordinal(), last.toordinal(), 0 if narrow else 368, total)
    sheet = _Sheet()
    top = _draw_head(sheet, scale, first, last, peak)
    y = float(top)
    tracks = []
    for number, row in enumerate(rows):
        if number:
            sheet.grid.append(f'<path d="M0 {y:.1f}H{total:g}" class="grid"/>')
        y, track = _draw_row(sheet, row, y, scale, today, ref_room, narrow)
        tracks.append(track)
    # Where the words stand above the bars, no line crosses them.
    stretches = tracks if narrow else [(float(top), y)]
    height = _draw_foot(sheet, scale, y, stretches, today, deadlines, 150 if narrow else 230)
    _draw_back(sheet, scale, peak, stretches, y)
    axis = f'<path d="M0 {top}H{total:g}M0 {y:.1f}H{total:g}" class="axis"/>'
    uid = f"tl{width[0]}{zlib.crc32(repr((rows, today, peak, deadlines, first, last, title)).encode()):x}"
    says = title or f"Dòng thời gian {len(rows)} hoạt động, {_whole(first)} đến {_whole(last)}"
    return (
        f'<svg viewBox="0 0 {total:g} {height:.0f}" role="group" aria-labelledby="{uid}t {uid}d">'
        f'<title id="{uid}t">{_safe(says)}</title>'
        f'<desc id="{uid}d">{_safe(_tell(today, peak, deadlines, scale))}</desc>'
        f'<defs><pattern id="{uid}h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0v6" stroke="var(--h4)" stroke-width="1.5"/></pattern></defs>'
        f'<g aria-hidden="true">{"".join(sheet.grid)}{axis}{"".join(sheet.bars)}{"".join(sheet.lines)}</g>'
        f"{''.join(sheet.words)}</svg>"
    ).replace("#hatch", f"#{uid}h")


def timeline_sheets(
    rows: Sequence[Row],
    *,
    today: Day,
    peak: tuple[Day, Day] | None = None,
    deadlines: Sequence[Deadline] = (),
    room: int = 480,
) -> list[str]:
    """The wide timeline cut into sheets for paper, each with its heads and one scale; `room` px of rows on each."""
    span = period(rows, today=today, peak=peak, deadlines=deadlines)
    ref_room = _ref_room(rows, 110)
    sheets: list[list[Row]] = [[]]
    used = 0.0
    for row in rows:
        tall = _row_height(row, ref_room, narrow=False)
        if sheets[-1] and used + tall > room:
            sheets.append([])
            used = 0.0
        sheets[-1].append(row)
        used += tall
    count = len(sheets)
    return [
        timeline(
            part,
            today=today,
            peak=peak,
            deadlines=deadlines,
            span=span,
            title=f"Dòng thời gian, tờ {number} trong {count}",
        )
        for number, part in enumerate(sheets, 1)
    ]


def legend(rows: Sequence[Row], *, peak: tuple[Day, Day] | None = None, deadlines: Sequence[Deadline] = ()) -> str:
    """The signs that this timeline uses, said in words (HTML, component `legend`)."""
    swatch = '<span><svg class="swatch" viewBox="0 0 22 14" aria-hidden="true">{}</svg>{}</span>'
    parts = []
    dated = [row for row in rows if row.start or row.end]
    if any(not row.tentative and row.state not in ("done", "off") for row in dated):
        drawn = (
            '<rect width="11" height="14" fill="var(--teal)"/><rect x="11" width="11" height="14" fill="var(--h2)"/>'
        )
        parts.append(swatch.format(drawn, "đã qua, còn lại"))
    if any(row.tentative or _crossed(row) for row in dated):
        parts.append(
            swatch.format(
                '<rect x=".75" y=".75" width="20.5" height="12.5" fill="none" stroke="var(--h4)" stroke-width="1.5"'
                ' stroke-dasharray="4 3"/>',
                "dự kiến, chưa chốt ngày",
            )
        )
    if any((row.start is None) != (row.end is None) for row in rows):
        drawn = '<path d="M0 7h22" stroke="var(--teal)" stroke-width="2" stroke-dasharray="2 4"/>'
        parts.append(swatch.format(drawn, "không ghi ngày bắt đầu hoặc kết thúc"))
    if any(row.state == "done" for row in dated):
        drawn = '<rect x=".5" y=".5" width="21" height="13" fill="var(--gold)" stroke="var(--gold-ink)"/>'
        parts.append(swatch.format(drawn, "xong"))
    if peak:
        drawn = '<rect width="22" height="14" fill="var(--gold-wash)"/>'
        drawn += '<path d="M21 0v14" stroke="var(--gold)" stroke-width="2"/>'
        parts.append(swatch.format(drawn, f"cao điểm {short_day(peak[0])} – {short_day(peak[1])}"))
    if deadlines:
        parts.append(swatch.format('<path d="M11 2l5 5-5 5-5-5z" fill="var(--ink)"/>', "hạn"))
    return f'<figcaption class="legend">{"".join(parts)}</figcaption>'


def _whole(day: Day) -> str:
    return f"{short_day(day)}/{day.year}"


def _crossed(row: Row) -> bool:
    return row.start is not None and row.end is not None and row.end < row.start


def _tell(today: Day, peak: tuple[Day, Day] | None, deadlines: Sequence[Deadline], scale: Scale) -> str:
    said = [f"Tính đến {_whole(today)}."]
    if not scale.holds(today):
        said.append("Chưa đến kỳ này." if today.toordinal() < scale.first else "Kỳ này đã qua.")
    if peak:
        said.append(f"Cao điểm từ {short_day(peak[0])} đến {short_day(peak[1])}.")
    said += [
        f"{deadline.label}: {short_day(deadline.day)}." for deadline in sorted(deadlines, key=lambda d: d.day)[:12]
    ]
    return " ".join([*said, "Bảng bên dưới có cùng nội dung."])


def _ref_room(rows: Sequence[Row], most: float) -> float:
    widest = max((width(row.ref, _SIZE_TEXT, strong=True) for row in rows), default=0)
    return min(max(widest + 12, 48), most)


def _lines_of(row: Row, ref_room: float, narrow: bool) -> tuple[Sequence[str], str]:
    room = (328 if narrow else 348) - ref_room
    title = wrap(row.title or "(chưa có tên)", _SIZE_TITLE, room, 3 if narrow else 2, strong=True)
    return title, "" if narrow else cut(row.who, _SIZE_SMALL, room)


def _row_height(row: Row, ref_room: float, *, narrow: bool) -> float:
    title, who = _lines_of(row, ref_room, narrow)
    words = 20 + 17 * (len(title) - 1)
    if narrow:
        return words + 12 + _BAR + (30 if _label(row) else 12)
    return max(words + (17 if who else 0) + 10, 50 if _label(row) else 42)


def _label(row: Row) -> str:
    if _crossed(row):
        return row.note or "Ngày kết thúc đứng trước ngày bắt đầu"
    if row.start is None and row.end is None:
        return row.note or ("Dự kiến, chưa ghi ngày" if row.tentative else "Kế hoạch không ghi thời gian")
    return row.note or _WORDS.get(row.state, "")


def _draw_head(sheet: _Sheet, scale: Scale, first: Day, last: Day, peak: tuple[Day, Day] | None) -> int:
    """Month heads, ticks, the ring of the Day. Answers where the rows begin."""
    axis = 48
    lane = Lane()
    if peak and scale.holds(peak[1]):
        x = min(max(scale.mid(peak[1]), scale.left + 14), scale.right - 14)
        lane.take(x - 14, x + 14, 0)
        sheet.words.append(
            f'<g aria-hidden="true"><circle cx="{x:.1f}" cy="32" r="11.5" fill="var(--paper)" stroke="var(--gold)"'
            ' stroke-width="3.5"/>'
            f'<circle cx="{x:.1f}" cy="32" r="13.5" fill="none" stroke="var(--gold-ink)" stroke-width=".75"/>'
            f"{_text(x, 36.5, str(peak[1].day), 't-small t-strong t-gold', 'middle')}</g>"
        )
    heads, ticks = calendar(first, last, scale.step)
    names = Lane()
    placed = []
    # The longest stretch keeps its name; a short one at the edge gives way.
    ends = [ordinal for ordinal, _ in heads[1:]] + [scale.last + 1]
    order = sorted(range(len(heads)), key=lambda n: heads[n][0] - ends[n])
    for n in order:
        ordinal, name = heads[n]
        room = width(name, _SIZE_TEXT, strong=True)
        x = min(scale.at(ordinal) + (3 if n else 0), scale.right - room)
        if x >= scale.left and names.take(x, x + room, 8):
            placed.append(_text(x, 13, name, "t-strong"))
        if n:
            sheet.rulers.append((scale.at(ordinal), ""))
    for ordinal, name, centred in ticks:
        room = width(name, _SIZE_TEXT)
        x = scale.at(ordinal + 0.5) - room / 2 if centred else scale.at(ordinal) + 3
        x = min(max(x, scale.left), scale.right - room)
        if name and lane.take(x, x + room, 7):
            placed.append(_text(x, 36.5, name, "t-quiet"))
            at = scale.at(ordinal + 0.5) if centred else scale.at(ordinal)
            if scale.left + 2 < at < scale.right - 2:
                sheet.rulers.append((at, ' stroke-dasharray="1 4"'))
    sheet.words.append(f'<g aria-hidden="true">{"".join(placed)}</g>')
    return axis


def _draw_row(
    sheet: _Sheet, row: Row, y: float, scale: Scale, today: Day, ref_room: float, narrow: bool
) -> tuple[float, tuple[float, float]]:
    """One activity from `y` down. Answers where the next begins and the track of its bar."""
    title, who = _lines_of(row, ref_room, narrow)
    words = [_text(0, y + 20, cut(row.ref, _SIZE_TEXT, ref_room - 8, strong=True), "t-ref")]
    words += [_text(ref_room, y + 20 + 17 * n, line, "t-title") for n, line in enumerate(title)]
    if who:
        words.append(_text(ref_room, y + 20 + 17 * len(title), who, "t-small t-quiet"))
    full = " ".join(filter(None, [row.ref, row.title, _said_days(row), _label(row), row.who]))
    inner = f"<title>{_safe(full)}</title>{''.join(words)}"
    if row.url.startswith(("/", "#", "http://", "https://")):
        sheet.words.append(f'<a href="{_safe(row.url)}" aria-label="{_safe(full)}">{inner}</a>')
    else:
        sheet.words.append(f"<g>{inner}</g>")
    height = _row_height(row, ref_room, narrow=narrow)
    bar_y = y + 20 + 17 * (len(title) - 1) + 12 if narrow else y + 14
    left, right = _draw_bar(sheet, row, bar_y, scale, today)
    _draw_label(sheet, row, bar_y, scale, left, right)
    return y + height, (bar_y - 4, bar_y + _BAR + 4)


def _said_days(row: Row) -> str:
    if row.start and row.end:
        return f"{_whole(row.start)} – {_whole(row.end)}"
    if row.start or row.end:
        return f"từ {_whole(row.start)}" if row.start else f"đến {_whole(row.end)}" if row.end else ""
    return ""


def _draw_bar(sheet: _Sheet, row: Row, y: float, scale: Scale, today: Day) -> tuple[float, float]:
    """The bar of an activity, inside the picture and never thinner than 6 px. Answers its left and right edge."""
    start, end = row.start, row.end
    if start is None and end is None:
        return scale.left, scale.left
    if _crossed(row):
        start, end = end, start
    left = scale.at(start.toordinal()) if start else scale.left
    right = scale.at(end.toordinal() + 1) if end else scale.right
    if right - left < 6:
        left = min(max((left + right) / 2 - 3, scale.left), scale.right - 6)
        right = left + 6
    now = min(max(scale.at(today.toordinal() + 0.5), left), right)
    if today.toordinal() < scale.first:
        now = left
    add = sheet.bars.append

    def rect(a: float, b: float, paint: str, inset: float = 0) -> None:
        if b - a > 2 * inset + 0.05:
            add(
                f'<rect x="{a + inset:.2f}" y="{y + inset:.2f}" width="{b - a - 2 * inset:.2f}"'
                f' height="{_BAR - 2 * inset:g}" {paint}/>'
            )

    hatched = 'fill="url(#hatch)" fill-opacity=".38" stroke="var(--h4)" stroke-width="1.5" stroke-dasharray="4 3"'
    middle = y + _BAR / 2
    dots = f'stroke="var(--{"rule-strong" if row.state == "off" else "teal"})" stroke-width="2" stroke-dasharray="2 4"'
    if row.state == "off":
        rect(left, right, 'fill="none" stroke="var(--rule-strong)"', 0.5)
        add(f'<path d="M{left:.1f} {middle:.1f}H{right:.1f}" stroke="var(--rule-strong)"/>')
    elif row.state == "done":
        rect(left, right, 'fill="var(--gold)" stroke="var(--gold-ink)"', 0.5)
    elif row.tentative or _crossed(row):
        rect(left, right, hatched, 0.75)
    elif start is None:
        # Only its end is known: dots lead to today, what is left is sure.
        turn = now if now > left else right
        add(f'<path d="M{left:.1f} {middle:.1f}H{turn:.1f}" {dots}/>')
        rect(turn, right, 'fill="var(--h2)"')
        add(f'<rect x="{right - 3:.2f}" y="{y - 3:.2f}" width="3" height="{_BAR + 6}" fill="var(--teal)"/>')
    elif end is None:
        turn = now if now > left else left
        rect(left, turn, 'fill="var(--teal)"')
        add(f'<path d="M{turn:.1f} {middle:.1f}H{right:.1f}" {dots}/>')
        add(f'<rect x="{left:.2f}" y="{y - 3:.2f}" width="3" height="{_BAR + 6}" fill="var(--teal)"/>')
    else:
        rect(left, right, 'fill="var(--h2)"')
        rect(left, now, 'fill="var(--teal)"')
    return left, right


def _draw_label(sheet: _Sheet, row: Row, bar_y: float, scale: Scale, left: float, right: float) -> None:
    """What must be said of a bar: behind it, before it, else under it."""
    label = _label(row)
    if not label:
        return
    sign = 18 if row.state in ("done", "late") and right > left else 0
    strong = row.state == "late"
    label = cut(label, _SIZE_SMALL, scale.right - scale.left - sign, strong=strong)
    room = width(label, _SIZE_SMALL, strong=strong) + sign
    x, y = right + (8 if right > left else 0), bar_y + 11
    if x + room > scale.right:
        x = left - 8 - room
        if x < scale.left:
            x, y = min(max(left, scale.left), scale.right - room), bar_y + _BAR + 15
    css = {"done": "t-gold", "late": "t-red"}.get(row.state, "t-quiet" if right == left else "")
    drawn = ""
    if sign and row.state == "done":
        drawn = f'<path d="M{x + 1:.1f} {y - 4:.1f}l4 4 7-8" fill="none" stroke="var(--gold-ink)" stroke-width="2.25"/>'
    elif sign:
        drawn = (
            f'<g stroke="var(--red)" fill="var(--paper)"><circle cx="{x + 6:.1f}" cy="{y - 4.5:.1f}" r="5.75"'
            f' stroke-width="1.5"/><path d="M{x + 6:.1f} {y - 8:.1f}v4M{x + 6:.1f} {y - 2.5:.1f}v1.2"'
            ' stroke-width="1.75"/></g>'
        )
    sheet.words_at.append((x, x + room, y - 13, y + 5))
    sheet.words.append(f'<g aria-hidden="true">{drawn}{_text(x + sign, y, label, f"t-small {css}".strip())}</g>')


def _draw_back(
    sheet: _Sheet, scale: Scale, peak: tuple[Day, Day] | None, stretches: Sequence[tuple[float, float]], bottom: float
) -> None:
    """What lies behind the bars: the ground of the peak days, the rulers of the calendar, the line of the Day."""
    for x, dashes in sheet.rulers:
        path = "".join(f"M{x:.1f} {a:.1f}V{b:.1f}" for a, b in sheet.gaps(x, stretches))
        head = "" if dashes else f"M{x:.1f} 0V48"
        sheet.grid.append(f'<path d="{head}{path}" class="grid"{dashes}/>')
    if not peak:
        return
    first, last = min(peak), max(peak)
    if last.toordinal() < scale.first or first.toordinal() > scale.last:
        return
    a, b = min(scale.at(first.toordinal()), scale.right - 0.5), scale.at(last.toordinal() + 1)
    ground = (
        f'<rect x="{a:.2f}" y="24" width="{max(b - a, 0.5):.2f}" height="{bottom - 24:.1f}" fill="var(--gold-wash)"/>'
    )
    sheet.grid.insert(0, ground)
    if scale.holds(peak[1]):
        x = scale.mid(peak[1])
        path = "".join(f"M{x:.1f} {a:.1f}V{b:.1f}" for a, b in sheet.gaps(x, stretches))
        sheet.lines.insert(0, f'<path d="{path}" stroke="var(--gold)" stroke-width="1.5"/>')


def _draw_foot(
    sheet: _Sheet,
    scale: Scale,
    bottom: float,
    stretches: Sequence[tuple[float, float]],
    today: Day,
    deadlines: Sequence[Deadline],
    most: float,
) -> float:
    """Today's flag and the deadlines under the rows, each word in the first lane where it fits. Answers the height."""
    lanes = [Lane() for _ in range(8)]
    deepest = 0

    def line(x: float, how: str) -> None:
        path = "".join(f"M{x:.1f} {a:.1f}V{b:.1f}" for a, b in sheet.gaps(x, stretches))
        if path:
            sheet.lines.append(f'<path d="{path}" stroke="var(--ink)" {how}/>')

    if scale.holds(today):
        x = scale.mid(today)
        flag = f"Hôm nay {short_day(today)}"
        room = width(flag, _SIZE_TEXT, strong=True) + 16
        left = min(max(x - room / 2, scale.left), scale.right - room)
        lanes[0].take(left, left + room)
        line(x, 'stroke-width="2"')
        sheet.words.append(
            f'<g aria-hidden="true"><path d="M{x:.1f} {bottom - 8:.1f}v16" stroke="var(--ink)" stroke-width="2"/>'
            f'<rect x="{left:.1f}" y="{bottom + 5:.1f}" width="{room:.1f}" height="23" fill="var(--ink)"/>'
            f"{_text(left + 8, bottom + 21, flag, 't-paper')}</g>"
        )
        deepest = 1
    marks = _gather(deadlines, scale)
    for n, (x, due) in enumerate(marks):
        line(x, 'stroke-width="1" stroke-dasharray="5 3"')
        said = _safe("; ".join(f"{deadline.label}: {_whole(deadline.day)}" for deadline in due))
        drawn = f'<path d="M{x:.1f} {bottom - 5:.1f}l5 5-5 5-5-5z" fill="var(--ink)"/>'
        words = _named(due, most)
        room = width(words, _SIZE_SMALL)
        # Under the diamond, else before or behind it; rather where it bars no later one, else a lane deeper.
        places = [min(max(left, scale.left), scale.right - room) for left in (x - room / 2, x + 5 - room, x - 5)]
        later = [at for at, _ in marks[n + 1 :]]
        places.sort(key=lambda left: sum(left - 4 < at < left + room + 4 for at in later))
        for depth, lane in enumerate(lanes):
            clear = all(above.free(x - 1, x + 1, 3) for above in lanes[:depth])
            place = next((left for left in places if clear and lane.take(left, left + room, 10)), None)
            if place is None:
                continue
            for above in lanes[:depth]:
                above.taken.append((x - 1, x + 1))
            if depth:
                stem = f"M{x:.1f} {bottom + 5:.1f}V{bottom + 21 + _LANE * depth - 11:.1f}"
                drawn += f'<path d="{stem}" stroke="var(--rule-strong)"/>'
            drawn += _text(place, bottom + 21 + _LANE * depth, words, "t-small")
            deepest = max(deepest, depth + 1)
            break
        sheet.words.append(f"<g><title>{said}</title>{drawn}</g>")
    return bottom + (12 + _LANE * deepest if deepest else 6)


def _gather(deadlines: Sequence[Deadline], scale: Scale) -> list[tuple[float, list[Deadline]]]:
    """The deadlines inside the period by place; those nearer than a diamond is wide share one."""
    marks: list[tuple[float, list[Deadline]]] = []
    for deadline in sorted(deadlines, key=lambda d: (d.day, d.label)):
        if not scale.holds(deadline.day):
            continue
        x = scale.mid(deadline.day)
        if marks and x - marks[-1][0] < 9:
            marks[-1][1].append(deadline)
        else:
            marks.append((x, [deadline]))
    return marks


def _named(due: Sequence[Deadline], most: float) -> str:
    """What stands under a diamond: the first deadline, how many more, its day; at most `most` px."""
    first, day = due[0], short_day(due[0].day)
    more = len(due) - 1
    tail = "" if not more else f" và {more} hạn khác" if most > 200 else f" +{more}"
    if more or day not in first.label:
        tail += f" {day}"
    return cut(first.label, _SIZE_SMALL, most - width(tail, _SIZE_SMALL)) + tail
