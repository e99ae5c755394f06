"""Words and marks as the look sets them: icons, states, clauses, certainty, Vietnamese numbers and days.

Built into every template, no load tag needed.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core import charts, clock, logs

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "static" / "core" / "icons.svg"

STATES: Mapping[str, Any] = {
    "none": gettext_lazy("Chưa bắt đầu"),
    "go": gettext_lazy("Đang làm"),
    "done": gettext_lazy("Hoàn thành"),
    "late": gettext_lazy("Trễ hạn"),
    "stuck": gettext_lazy("Vướng"),
    "off": gettext_lazy("Đã hủy"),
    "silent": gettext_lazy("Chưa có tin"),
    "ask": gettext_lazy("Cần làm rõ"),
}

NBSP = "\u00a0"
_COMPOUNDS = (
    "chuyển đổi số|kinh tế số|xã hội số|chính quyền số|chính phủ số|công nghệ số|công nghệ thông tin|dịch vụ công|"
    "dịch vụ số|hạ tầng số|nền tảng số|dữ liệu số|kỹ năng số|công dân số|thanh toán số|an toàn thông tin|an ninh mạng|"
    "trí tuệ nhân tạo|thương mại điện tử|định danh điện tử|chữ ký số|trực tuyến|điện tử|cộng đồng|sản phẩm|ra quân|"
    "kết quả|báo cáo|sự cố|hội nghị|tọa đàm|tập huấn|diễn tập|hưởng ứng|kế hoạch|tuyên truyền|quốc gia|năng suất|"
    "lao động|phát triển|tăng trưởng|khuyến mại|doanh nghiệp|đoàn thể|nhân dân|cấp xã|cấp huyện|cấp tỉnh|ngành y tế|báo chí"
)
_COMPOUND = re.compile(rf"(?<!\w)(?:{_COMPOUNDS})(?!\w)", re.IGNORECASE)
_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_PLACE = re.compile(
    rf"(?<!\w)(?:[Tt]ỉnh|[Tt]hành phố|[Hh]uyện|[Tt]hị xã|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Qq]uận)(?: [{_UPPER}]\w*){{1,3}}"
)
_NUMBERED = re.compile(
    r"(?<!\w)(?:năm|tháng|ngày|quý|khoản|điều|mục|số|lần thứ|đợt|giai đoạn) (?=[\dIVX])", re.IGNORECASE
)


@cache
def icon_names() -> frozenset[str]:
    """The ids of the sheet of icons: `i-…` things, `m-…` marks of state."""
    return frozenset(re.findall(r'<symbol id="([im]-[a-z]+)"', ICONS.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawn icon; `label` is what a screen reader says of it. Stands beside words, so it is hidden otherwise.

    `name` as in icons.svg without "i-"; the marks of state with their "m-". ValueError when there is none.
    """
    symbol = name if name.startswith("m-") else f"i-{name}"
    if symbol not in icon_names():
        raise ValueError(f"icons.svg has no {symbol}")
    sheet = static("core/icons.svg")
    drawn = format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sheet, symbol)
    return format_html('{}<span class="hush">{}</span>', drawn, label) if label else drawn


@register.simple_tag
def state(code: str, word: str = "") -> SafeString:
    """Ring, word and colour of a state; `word` says it more exactly ("Chưa rõ chủ trì").

    KeyError for an unknown code.
    """
    return format_html(
        '<span class="mark mark--{}"><svg aria-hidden="true"><use href="{}#m-{}"/></svg>{}</span>',
        code,
        static("core/icons.svg"),
        code,
        word or STATES[code],
    )


def sure_word(confidence: float) -> str:
    """Chắc from 0.9, Khá chắc from 0.7, else Cần xem: as `ngayso.reader.reading` defines."""
    return _("Chắc") if confidence >= 0.9 else _("Khá chắc") if confidence >= 0.7 else _("Cần xem")


@register.simple_tag
def sure(confidence: float | None) -> SafeString:
    """How sure a reading is (0–1): four bars, the word, per cent. Nothing for None (a value set by a person)."""
    if confidence is None:
        return SafeString("")
    confidence = min(max(float(confidence), 0.0), 1.0)
    bars = 4 if confidence >= 0.9 else 3 if confidence >= 0.7 else 2 if confidence >= 0.4 else 1
    drawn = SafeString("".join('<b class="on"></b>' if bar < bars else "<b></b>" for bar in range(4)))
    # A reading is never certain; 100 % would say so.
    percent = min(round(confidence * 100), 99)
    return format_html(
        '<span class="sure{}"><i aria-hidden="true">{}</i>{}, {} %</span>',
        "" if confidence >= 0.7 else " sure--see",
        drawn,
        sure_word(confidence),
        percent,
    )


@register.simple_tag
def ref(clause: str, url: str = "") -> SafeString:
    """The clause a thing comes from, hung in the margin; a link when `url` is given. Nothing for no clause."""
    if not clause:
        return SafeString("")
    if url:
        return format_html('<a class="ref" href="{}">{}</a>', url, clause)
    return format_html('<span class="ref">{}</span>', clause)


@register.simple_tag
def request_id() -> str:
    """The id under which this request stands in the log; "" outside a request."""
    return logs.request_id.get() or ""


@register.simple_tag
def mark(days_left: int | None, css: str = "clock__pic") -> SafeString:
    """The mark "10 over 10" whose last ring counts the ten days."""
    return SafeString(charts.mark(days_left, css=css))


@register.simple_tag
def dayrule(day: dt.date, today: dt.date | None = None) -> SafeString:
    """The ten days that end on the Day, as a ruler."""
    return SafeString(charts.dayrule(day, today=today or clock.today()))


@register.simple_tag
def timeline(
    rows: Sequence[charts.Row],
    *,
    today: dt.date | None = None,
    peak: tuple[dt.date, dt.date] | None = None,
    deadlines: Sequence[charts.Deadline] = (),
) -> SafeString:
    """The whole picture of a programme: the wide and the narrow drawing, the sheets for paper, the legend."""
    today = today or clock.today()
    drawn: Any = {"today": today, "peak": peak, "deadlines": deadlines}
    sheets = charts.timeline_sheets(rows, **drawn)
    paper = ""
    if len(sheets) > 1:
        paper = f'<div class="picture picture--sheets">{"".join(f"<div>{sheet}</div>" for sheet in sheets)}</div>'
    return SafeString(
        f'{paper}<figure class="picture"><div class="only-wide">{charts.timeline(rows, **drawn)}</div>'
        f'<div class="only-narrow">{charts.timeline(rows, **drawn, width="narrow")}</div>'
        f"{charts.legend(rows, peak=peak, deadlines=deadlines)}</figure>"
    )


@register.inclusion_tag("core/parts/field.html")
def field(
    bound: forms.BoundField,
    *,
    no: str | int = "",
    confidence: float | None = None,
    source: str = "",
    see: bool = False,
    mark_optional: bool = False,
) -> dict[str, Any]:
    """One question of a form with its label, help and errors, tied together for screen readers.

    `no` number beside the label; `confidence` 0–1 and `source` ("III.2.d, dòng 6") of a value that was read; `see`
    draws the strong edge of a value that a person must look at; `mark_optional` says "(không bắt buộc)" when it is.
    """
    widget = bound.field.widget
    tick = isinstance(widget, forms.CheckboxInput)
    many = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.SplitDateTimeWidget)
    attrs: dict[str, Any] = {}
    if not tick and not many and not isinstance(widget, forms.ClearableFileInput | forms.FileInput):
        attrs["class"] = " ".join(filter(None, [widget.attrs.get("class", ""), "input"]))
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "tick": tick,
        "many": many,
        "no": no,
        "confidence": confidence,
        "source": source,
        "see": see,
        "mark_optional": mark_optional,
    }


@register.filter
def vi_number(value: int | float | Decimal | str | None, places: int | str = "") -> str:
    """12480 → "12.480"; 5.2 → "5,2"; `places` fixes the figures after the comma. "" for None; other text as it is."""
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return str(value)
    if not number.is_finite():
        return str(value)
    text = f"{number:,.{int(places)}f}" if places != "" else f"{number:,f}"
    if places == "" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def _day(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return (value.astimezone(clock.HERE) if value.tzinfo else value).date()
    return value


@register.filter
def vi_day_short(value: dt.date | dt.datetime | None) -> str:
    """As "03/10", "15/9": a zero before days under 10 and months 1 and 2, as documents write. "" for None."""
    if value is None or value == "":
        return ""
    day = _day(value)
    return f"{day.day:02d}/{day.month:02d}" if day.month < 3 else f"{day.day:02d}/{day.month}"


@register.filter
def vi_day(value: dt.date | dt.datetime | None) -> str:
    """As "03/10/2024". "" for None."""
    return f"{vi_day_short(value)}/{_day(value).year}" if value else ""


@register.filter
def vi_time(value: dt.datetime | dt.time | None) -> str:
    """As "08:30" in Vietnam. "" for None."""
    if value is None or value == "":
        return ""
    here = value.astimezone(clock.HERE) if isinstance(value, dt.datetime) and value.tzinfo else value
    return f"{here:%H:%M}"


@register.filter
def vi_when(value: dt.datetime | None, today: dt.date | None = None) -> str:
    """As "hôm nay, 08:10", "hôm qua, 16:55", else "27/9/2024, 09:05". "" for None."""
    if not value:
        return ""
    ago = ((today or clock.today()) - _day(value)).days
    day = _("hôm nay") if ago == 0 else _("hôm qua") if ago == 1 else vi_day(value)
    return f"{day}, {vi_time(value)}"


_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@register.filter
def vi_weekday(value: dt.date | dt.datetime | None) -> str:
    """As "thứ Năm". "" for None."""
    return _WEEKDAYS[_day(value).weekday()] if value else ""


@register.filter
def days_left(value: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """As "còn 7 ngày", "hôm nay", "quá 3 ngày"; `today` for "as of" another day. "" for None."""
    if not value:
        return ""
    left = (_day(value) - (today or clock.today())).days
    if left == 0:
        return _("hôm nay")
    if left > 0:
        return _("còn %(days)s ngày") % {"days": vi_number(left)}
    return _("quá %(days)s ngày") % {"days": vi_number(-left)}


@register.filter
def dayrange(start: dt.date | dt.datetime | None, end: dt.date | dt.datetime | None = None) -> str:
    """As "15/9 – 10/10/2024"; one day once; "từ …", "đến …" with one end; "Kế hoạch không ghi" with none."""
    if not start and not end:
        return _("Kế hoạch không ghi")
    if not start:
        return _("đến %(day)s") % {"day": vi_day(end)}
    if not end:
        return _("từ %(day)s") % {"day": vi_day(start)}
    first, last = _day(start), _day(end)
    if first == last:
        return vi_day(first)
    return f"{vi_day_short(first) if first.year == last.year else vi_day(first)} – {vi_day(last)}"


@register.filter(is_safe=True)
@stringfilter
def nbsp_compounds(value: str) -> str:
    """Titles: words that belong together stay on one line ("chuyển đổi số", "tỉnh Tiền Giang", "năm 2024")."""

    def hold(found: re.Match[str]) -> str:
        return found.group().replace(" ", NBSP)

    for pattern in (_COMPOUND, _PLACE, _NUMBERED):
        value = pattern.sub(hold, value)
    return value
