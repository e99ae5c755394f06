"""Rows of the audit log as a workbook, written with constant memory."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.core.models import AuditRow

MOST_ROWS = 100_000
CELL = 32_767
"""Most characters of a cell that Excel opens."""


def write_rows(rows: Iterable[AuditRow], target: IO[bytes], *, asked: str, now: dt.datetime) -> int:
    """Writes at most MOST_ROWS rows as .xlsx into a file, the newest first, and says when there were more. `asked` tells
    in words what was looked for. Returns how many rows were written. Memory does not grow with the rows.
    """
    # strings_to_*: what begins with "=" in the log is no formula.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
        title = book.add_format({"bold": True, "font_size": 14})
        when = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        sheet = book.add_worksheet("Nhật ký")
        columns = (
            (_("Số"), 10),
            (_("Lúc (giờ Việt Nam)"), 20),
            (_("Ai"), 26),
            (_("Mã người"), 38),
            (_("Việc"), 32),
            (_("Mã việc"), 28),
            (_("Đối tượng"), 44),
            (_("Loại và mã đối tượng"), 46),
            (_("Chi tiết"), 60),
            (_("Từ đâu"), 40),
            (_("Mã băm dòng trước"), 66),
            (_("Mã băm"), 66),
        )
        for column, (_name, width) in enumerate(columns):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(4, 2)
        sheet.write_string(0, 0, _("Nhật ký"), title)
        sheet.write_string(1, 0, asked[:CELL])
        here = now.astimezone(clock.HERE)
        sheet.write_string(2, 0, _("Xuất lúc %s. Thời gian theo giờ Việt Nam.") % f"{here:%H:%M:%S %d/%m/%Y}")
        for column, (name, _width) in enumerate(columns):
            sheet.write_string(3, column, name, head)
        written = 0
        for row in rows:
            if written == MOST_ROWS:
                said = _("Còn dòng cũ hơn chưa xuất: một tệp chứa nhiều nhất 100.000 dòng. Thu hẹp ngày rồi xuất tiếp.")
                sheet.write_string(written + 4, 0, said, head)
                break
            _write(sheet, written + 4, row, when)
            written += 1
    return written


def _write(sheet: Any, line: int, row: AuditRow, when: Any) -> None:
    sheet.write_number(line, 0, row.number)
    sheet.write_datetime(line, 1, row.at.astimezone(clock.HERE).replace(tzinfo=None), when)
    thing = f"{row.object_model} {row.object_id}".strip()
    texts = (
        row.actor_label,
        row.actor_id,
        row.deed,
        row.verb,
        row.object_label,
        thing,
        _json(row.detail),
        _json(row.whence),
        row.previous,
        row.hash,
    )
    for column, text in enumerate(texts, start=2):
        sheet.write_string(line, column, text[:CELL])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
