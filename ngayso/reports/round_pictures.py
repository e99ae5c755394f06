"""The arrival of reports day by day, drawn as SVG. Pure: what is drawn stands in a table beside it, too."""

import datetime as dt
from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.core.charts import short_day
from ngayso.reports.completeness import Day

_TOP, _FOOT, _HEIGHT = 28, 24, 150
_WIDE, _NARROW = 1120, 328


def arrivals_picture(days: Sequence[Day], due: dt.datetime, expected: int, *, narrow: bool = False) -> str:
    """Bars of the reports that came in on each day; a line where the due falls; at the end how many of how many."""
    width = _NARROW if narrow else _WIDE
    step = min(width / max(len(days), 1), 96)
    most = max((one.came for one in days), default=1) or 1
    floor = _TOP + _HEIGHT
    drawn = [f'<path class="axis" d="M0 {floor}.5H{width}"/>']
    every = max(1, -(-44 // int(max(step, 1))))
    for at, one in enumerate(days):
        x = at * step
        tall = _HEIGHT * one.came / most
        if one.came:
            ink = "var(--red)" if one.late else "var(--teal)"
            drawn.append(
                f'<rect x="{x + 2:.1f}" y="{floor - tall:.1f}" width="{step - 4:.1f}" height="{tall:.1f}" fill="{ink}"/>'
            )
            if step >= 18:
                drawn.append(_words(x + step / 2, floor - tall - 6, str(one.came), "t-strong"))
        if at % every == 0:
            drawn.append(_words(x + step / 2, floor + 17, short_day(one.day), "t-small t-quiet"))
    late_from = next((at for at, one in enumerate(days) if one.late), None)
    if late_from is not None:
        x = min(max(late_from * step, 1), width - 1)
        anchor = "end" if x > width - 90 else "start"
        drawn.append(f'<path d="M{x:.1f} 18V{floor}" stroke="var(--red)" stroke-width="1.5" stroke-dasharray="4 3"/>')
        word = _("hạn %s") % short_day(due.astimezone(clock.HERE).date())
        drawn.append(_words(x + (-4 if anchor == "end" else 4), 13, word, "t-red t-small", anchor))
    told = _("%(n)d trong %(all)d đơn vị đã gửi") % {"n": days[-1].until if days else 0, "all": expected}
    name = "n" if narrow else "w"
    return (
        f'<svg viewBox="0 0 {width} {floor + _FOOT}" role="img" aria-labelledby="ve{name}1 ve{name}2">'
        f'<title id="ve{name}1">{escape(_("Số báo cáo gửi về theo ngày"))}</title>'
        f'<desc id="ve{name}2">{escape(told)}</desc>{"".join(drawn)}</svg>'
    )


def _words(x: float, y: float, words: str, css: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{css}" text-anchor="{anchor}">{escape(words)}</text>'
