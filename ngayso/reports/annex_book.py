"""The XLSX annex of a consolidated report: totals, every figure of every unit with its evidence, units, their words.

The edition to the Ministry tells units without a report by number only. Every text is written as text.
"""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from ngayso.papers.bound import Names
from ngayso.papers.consolidated import PROVINCE, Edition
from ngayso.papers.figures import COUNTED, TYPED, Body, Origin
from ngayso.papers.numbers import short_day

FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
SHEET_CELL = 32_767
ORIGINS: dict[Origin, str] = {TYPED: "đơn vị báo cáo", COUNTED: "hệ thống đếm"}
STATES = {
    "": "chưa mở", "draft": "đang soạn", "submitted": "đã gửi, chờ duyệt", "approved": "cấp trên đã duyệt",
    "accepted": "đầu mối đã duyệt", "returned": "trả lại để sửa",
}  # fmt: skip
SORTS = {"words": "kết quả", "difficulties": "khó khăn", "proposals": "kiến nghị"}

Cell = str | int | Decimal | None


def book(body: Body, edition: Edition, *, mark: str) -> bytes:
    """The .xlsx. `mark` stands at the foot of each sheet: the hash of the version, or what else it is."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    file = xlsxwriter.Workbook(target, options)
    file.set_properties({"title": body.plan.name, "subject": body.round.name})
    writer = _Writer(file, body, mark)
    writer.table("Tổng hợp", _TOTALS, _totals(body))
    writer.table("Từng đơn vị", _FIGURES, _figures(body))
    if edition == PROVINCE:
        writer.table("Đơn vị", _UNITS, _units(body))
        writer.table("Lời của đơn vị", _SAID, _said(body))
    else:
        writer.table("Đơn vị", _GROUPS, _groups(body))
    file.close()
    return target.getvalue()


_TOTALS = (
    ("Hoạt động", 9), ("Mục", 10), ("Tên hoạt động", 46), ("Số liệu", 40), ("Đơn vị tính", 12), ("Nguồn", 16),
    ("Trong kỳ", 14), ("Lũy kế", 14), ("Số đơn vị", 10), ("Chỉ tiêu", 14), ("Đạt (%)", 10), ("Cùng kỳ năm trước", 14),
    ("So với năm trước (%)", 14), ("Kỳ trước", 14), ("Ghi chú", 34),
)  # fmt: skip


def _totals(body: Body) -> Iterable[Sequence[Cell]]:
    names = Names(body)

    def value(name: str) -> Decimal | None:
        bound = names.get(name)
        return bound.value if bound is not None else None

    for one in body.activities:
        for ask in one.asks:
            indicator, name = body.by_code[ask.indicator], f"{one.number}.{ask.indicator}"
            for origin in (TYPED, COUNTED):
                total = body.totals.get((one.number, ask.indicator, origin))
                compared = origin == TYPED and (ask.target, ask.baseline, ask.last) != (None, None, None)
                if total is None and not compared:
                    continue
                aspects = ("chi-tieu", "dat", "nam-truoc", "so-nam-truoc", "ky-truoc")
                beside = [value(f"{name}.{aspect}") if origin == TYPED else None for aspect in aspects]
                yield (
                    one.number, one.ref, one.title, indicator.name, indicator.measure, ORIGINS[origin],
                    total.in_period if total else None, total.value if total else None, total.units if total else 0,
                    *beside, total.remark if total else "",
                )  # fmt: skip


_FIGURES = (
    ("Hoạt động", 9), ("Mục", 10), ("Số liệu", 40), ("Đơn vị tính", 12), ("Đơn vị", 44), ("Nguồn", 16), ("Trong kỳ", 14),
    ("Lũy kế", 14), ("Minh chứng", 44), ("Mã số liệu", 38),
)  # fmt: skip


def _figures(body: Body) -> Iterable[Sequence[Cell]]:
    ref_of = {one.number: one.ref for one in body.activities}
    for figure in body.figures:
        indicator = body.by_code[figure.indicator]
        yield (
            figure.activity, ref_of[figure.activity], indicator.name, indicator.measure, body.units[figure.unit].name,
            ORIGINS[figure.origin], figure.in_period, figure.value, body.evidence[figure.evidence].name, figure.id,
        )  # fmt: skip


_UNITS = (
    ("Nhóm", 26), ("Đơn vị", 48), ("Phải báo cáo", 12), ("Tình trạng", 24), ("Gửi lần đầu", 20), ("Đúng hạn", 12),
    ("Lần gửi", 10),
)  # fmt: skip


def _units(body: Body) -> Iterable[Sequence[Cell]]:
    for unit in body.units:
        sent = f"{unit.first_at:%d/%m/%Y %H:%M}" if unit.first_at else ""
        on_time = "" if unit.first_at is None else "muộn" if unit.late else "đúng hạn"
        yield (
            unit.group, unit.name, "có" if unit.expected else "không",
            STATES[unit.state] if unit.expected or unit.state else "", sent, on_time,
            unit.sent.number if unit.sent else None,
        )  # fmt: skip


_GROUPS = (
    ("Nhóm", 40), ("Phải báo cáo", 14), ("Đã báo cáo", 14), ("Đúng hạn", 14), ("Muộn", 12), ("Chưa báo cáo", 14),
    ("Đã duyệt", 12),
)  # fmt: skip


def _groups(body: Body) -> Iterable[Sequence[Cell]]:
    for group in body.groups:
        mine = [unit for unit in body.expected if unit.group == group]
        if mine:
            sent = [unit for unit in mine if unit.has_reported]
            late = sum(unit.late for unit in sent)
            accepted = sum(unit.state == "accepted" for unit in mine)
            yield (group, len(mine), len(sent), len(sent) - late, late, len(mine) - len(sent), accepted)


_SAID = (("Đơn vị", 44), ("Hoạt động", 10), ("Tên hoạt động", 44), ("Loại", 12), ("Lời", 90), ("Tình trạng", 14))


def _said(body: Body) -> Iterable[Sequence[Cell]]:
    titles = {one.number: one.title for one in body.activities}
    for said in body.said:
        yield (
            body.units[said.unit].name, said.activity or None, titles.get(said.activity, "Chung"), SORTS[said.sort],
            said.text, "đã duyệt" if said.accepted else "chưa duyệt",
        )  # fmt: skip


class _Writer:
    """Sheets of one form, written row after row."""

    def __init__(self, file: Any, body: Body, mark: str) -> None:
        self.file, self.body, self.mark = file, body, mark
        rule = {"bottom": 1, "bottom_color": "#cfdadc"}
        self.title = file.add_format({**FONT, "bold": True, "font_size": 14, "font_color": "#0a4d5c"})
        self.note = file.add_format({**FONT, "italic": True, "font_size": 11})
        self.head = file.add_format({**FONT, "bold": True, "text_wrap": True, "bg_color": "#e3eff0", "bottom": 2})
        self.text = file.add_format({**FONT, "text_wrap": True, **rule})
        self.number = file.add_format({**FONT, "num_format": "#,##0.##", **rule})
        self.whole = file.add_format({**FONT, "num_format": "#,##0", **rule})

    def table(self, name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]) -> None:
        sheet = self.file.add_worksheet(name)
        sheet.hide_gridlines(2)
        for column, (_head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        sheet.freeze_panes(4, 0)
        sheet.write_string(0, 0, f"{self.body.plan.name}. {name}", self.title)
        until = short_day(self.body.round.until)
        sheet.write_string(1, 0, f"{self.body.round.name}. Số liệu đến hết ngày {until}.", self.note)
        for column, (head, _width) in enumerate(heads):
            sheet.write_string(3, column, head, self.head)
        at = 3
        for at, row in enumerate(rows, start=4):
            for column, value in enumerate(row):
                if value is None or value == "":
                    sheet.write_blank(at, column, None, self.text)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value[:SHEET_CELL], self.text)
                else:
                    sheet.write_number(at, column, float(value), self.whole if value == int(value) else self.number)
        if at > 3:
            sheet.autofilter(3, 0, at, len(heads) - 1)
        sheet.write_string(at + 2, 0, self.mark, self.note)
        sheet.set_footer("&L&10" + self.body.plan.name.replace("&", "&&")[:120] + "&R&10Trang &P/&N")
