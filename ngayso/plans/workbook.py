"""A programme as a workbook for Excel and LibreOffice: activities, duties, units by activities, days to remember.

Every text is written as text: what begins with "=" in a plan is no formula.
"""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ngayso.plans import kinds, queries
from ngayso.plans.models import Part, Plan
from ngayso.plans.titles import short_title
from ngayso.words.dates import say_day

TEAL, RULE, WASH = "#0a4d5c", "#cfdadc", "#e3eff0"
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
SHEET_CELL = 32_767
"""Most characters of a cell that Excel opens."""


def workbook(plan: Plan, day: dt.date) -> bytes:
    """The .xlsx, states as of a day. A fixed number of queries."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": plan.name, "subject": plan.title[:255], "company": plan.issuer[:255]})
    writer = SheetWriter(book, plan, day)
    lines = queries.lines(plan, day)
    writer.table(
        _("Hoạt động"),
        [
            (_("Mục"), 9),
            (_("Hoạt động"), 44),
            (_("Loại"), 16),
            (_("Chủ trì"), 34),
            (_("Phối hợp"), 34),
            (_("Thời gian ghi trong Kế hoạch"), 32),
            (_("Bắt đầu"), 12),
            (_("Kết thúc"), 12),
            (_("Dự kiến"), 9),
            (_("Địa điểm"), 24),
            (_("Đối tượng"), 34),
            (_("Trạng thái"), 18),
        ],
        (
            [
                one.activity.ref,
                one.activity.title,
                kind.label if (kind := kinds.kind_of(one.activity.kind)) else "",
                one.lead_names,
                one.partner_names,
                one.activity.time,
                one.activity.start,
                one.activity.end,
                _("có") if one.activity.tentative else "",
                one.activity.place,
                one.activity.audience,
                one.word,
            ]
            for one in lines
        ),
        frozen=2,
    )
    duties = queries.duties(plan)
    writer.table(
        _("Nhiệm vụ"),
        [(_("Mục"), 9), (_("Đơn vị ghi trong Kế hoạch"), 40), (_("Thứ tự"), 8), (_("Nhiệm vụ"), 110)],
        (
            [duty.ref, "; ".join(a.printed for a in duty.assignments.all()), number, item.text]
            for duty in duties
            for number, item in enumerate(duty.items.all(), 1)
        ),
    )
    table = queries.matrix(plan, lines)
    words = {Part.LEAD: _("chủ trì"), Part.PARTNER: _("phối hợp"), "": ""}
    writer.table(
        _("Đơn vị × hoạt động"),
        [
            (_("Nhóm"), 20),
            (_("Đơn vị"), 44),
            *((" ".join([one.activity.ref, short_title(one.activity.title, most=30)]).strip(), 13) for one in lines),
            (_("Chủ trì"), 9),
            (_("Phối hợp"), 9),
            (_("Nhiệm vụ"), 9),
        ],
        (
            [
                band.label,
                row.unit.name,
                *(words[part] for part in row.parts),
                row.leads,
                row.partners,
                row.duties,
            ]
            for band in table.bands
            for row in band.rows
        ),
        frozen=2,
        marked={words[Part.LEAD]: "lead", words[Part.PARTNER]: "partner"},
    )
    dues = queries.dues(plan, lines, queries.deadlines(plan), day)
    writer.table(
        _("Hạn"),
        [(_("Ngày"), 12), (_("Việc"), 60), (_("Ghi trong Kế hoạch"), 44), (_("Ghi chú"), 44), (_("Mục"), 16)],
        ([due.day, due.title, due.quote, due.note, ", ".join(ref for ref, _url in due.refs)] for due in dues),
    )
    book.close()
    return target.getvalue()


class SheetWriter:
    """Sheets of one form: a title, the day, a table with heads that stay and repeat in print."""

    def __init__(self, book: Any, plan: Plan, day: dt.date) -> None:
        self.book, self.plan, self.day = book, plan, day
        self.formats = {
            "title": book.add_format({**FONT, "bold": True, "font_size": 14, "font_color": TEAL}),
            "note": book.add_format({**FONT, "italic": True, "font_size": 11}),
            "head": book.add_format(
                {**FONT, "bold": True, "text_wrap": True, "valign": "bottom", "bg_color": WASH, "bottom": 2, "top": 1}
            ),
            "text": book.add_format({**FONT, "text_wrap": True, "bottom": 1, "bottom_color": RULE}),
            "day": book.add_format(
                {**FONT, "num_format": "dd/mm/yyyy", "align": "left", "bottom": 1, "bottom_color": RULE}
            ),
            "number": book.add_format({**FONT, "bottom": 1, "bottom_color": RULE}),
            "lead": book.add_format(
                {**FONT, "bold": True, "font_color": "#ffffff", "bg_color": TEAL, "bottom": 1, "bottom_color": RULE}
            ),
            "partner": book.add_format({**FONT, "bg_color": "#b9d6da", "bottom": 1, "bottom_color": RULE}),
        }

    def table(
        self,
        name: str,
        heads: Sequence[tuple[Any, int]],
        rows: Iterable[Sequence[Any]],
        *,
        frozen: int = 1,
        marked: dict[Any, str] | None = None,
    ) -> None:
        """One sheet. `heads` are (words, width); `frozen` columns stay; `marked` maps words to a format."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, self.plan.name, self.formats["title"])
        about = _("%(sheet)s. Tính đến ngày %(day)s.") % {"sheet": name, "day": say_day(self.day)}
        sheet.write_string(1, 0, about, self.formats["note"])
        top = 3
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, str(head), self.formats["head"])
        last = top
        for last, row in enumerate(rows, top + 1):
            for column, value in enumerate(row):
                self._write(sheet, last, column, value, marked or {})
        sheet.freeze_panes(top + 1, frozen)
        sheet.autofilter(top, 0, last, len(heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.print_area(0, 0, last, len(heads) - 1)
        sheet.set_footer(f"&L&10{self.plan.name.replace('&', '&&')[:120]}&R&10{_('Trang')} &P/&N")

    def _write(self, sheet: Any, row: int, column: int, value: Any, marked: dict[Any, str]) -> None:
        if isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self.formats["day"])
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.formats["number"])
        elif value is None or value == "":
            sheet.write_blank(row, column, None, self.formats["text"])
        else:
            form = self.formats[marked.get(value, "text")] if marked else self.formats["text"]
            sheet.write_string(row, column, str(value)[:SHEET_CELL], form)
