"""A board as a workbook: exactly what the filters leave, long groups unfolded, every page of it."""

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.follow.board import Board, groups_of
from ngayso.follow.board_filter import Filter, Seen, pieces
from ngayso.follow.board_heat import said
from ngayso.plans.titles import short_title
from ngayso.plans.workbook import SheetWriter


def workbook(board: Board, found: Seen, asked: Filter) -> bytes:
    """The .xlsx. Asks nothing of the database."""
    target = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **plain})
    book.set_properties({"title": board.plan.name})
    writer = SheetWriter(book, board.plan, board.day)
    lines = [board.lines[n] for n in found.columns]
    writer.table(
        _("Bảng theo dõi"),
        [
            (_("Nhóm"), 22),
            (_("Đơn vị"), 44),
            (_("Đã nhận ngày"), 14),
            *((f"{line.activity.ref} {short_title(line.activity.title, most=30)}".strip(), 18) for line in lines),
            (_("Tin gần nhất"), 14),
        ],
        _units(board, found, asked),
        frozen=2,
    )
    writer.table(
        _("Từng việc"),
        [
            (_("Đơn vị"), 44),
            (_("Mục"), 10),
            (_("Hoạt động"), 50),
            (_("Vai"), 12),
            (_("Trạng thái"), 24),
            (_("Số ngày trễ"), 10),
            (_("Hạn"), 12),
        ],
        _parts(board, found, asked),
    )
    book.close()
    return target.getvalue()


def _units(board: Board, found: Seen, asked: Filter) -> Iterable[list[Any]]:
    for _slug, label, rows in groups_of(found.rows):
        for row in rows:
            told = dict(row.parts(found.columns, lead_only=asked.lead_only))
            received = row.received_at.astimezone(clock.HERE).date() if row.received_at else None
            cells = [said(told[n]) if n in told else "" for n in found.columns]
            yield [label, row.unit.name, received, *cells, row.heard_on]


def _parts(board: Board, found: Seen, asked: Filter) -> Iterable[list[Any]]:
    for piece in pieces(found, asked):
        activity = board.lines[piece.column].activity
        late = piece.told.number if piece.told.state == "late" else ""
        part = _("chủ trì") if piece.lead else _("phối hợp")
        yield [piece.row.unit.name, activity.ref, activity.title, part, said(piece.told), late, activity.end]
