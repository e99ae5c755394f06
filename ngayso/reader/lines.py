"""The text of a reading and its lines: every paragraph and every paragraph of a cell, with its place."""

import msgspec

from ngayso.reader.document import Align, Document, Paragraph
from ngayso.reader.mend import mend


class Line(msgspec.Struct, frozen=True):
    """One paragraph of the text, or one paragraph of a table cell.

    `start` and `end` are offsets in `Reading.text`, half-open; the "\\n" behind the line is not part of it.
    """

    start: int
    end: int
    text: str
    page: int | None = None
    bold: bool = False
    italic: bool = False
    align: Align = "left"
    heading: int = 0
    indent: int = 0
    table: int | None = None
    """Number of the table that the line stands in, from 0; None outside tables."""
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    head: bool = False
    """True in a cell that the format calls a head cell."""


def lay_out(document: Document) -> tuple[str, tuple[Line, ...]]:
    """The whole text, one line a paragraph, and its lines in reading order. Breaks and marks are mended first."""
    parts: list[str] = []
    lines: list[Line] = []
    at = tables = 0

    def add(paragraph: Paragraph, **place: int | bool) -> None:
        nonlocal at
        text = " ".join(paragraph.text.split())
        if not text:
            return
        lines.append(
            Line(
                at,
                at + len(text),
                text,
                paragraph.page,
                paragraph.bold,
                paragraph.italic,
                paragraph.align,
                paragraph.heading,
                paragraph.indent,
                **place,  # type: ignore[arg-type]
            )
        )
        parts.append(text)
        at += len(text) + 1

    for block in mend(document).blocks:
        if isinstance(block, Paragraph):
            add(block)
            continue
        for cell in block.cells:
            for paragraph in cell.paragraphs:
                add(
                    paragraph,
                    table=tables,
                    row=cell.row,
                    column=cell.column,
                    rows=cell.rows,
                    columns=cell.columns,
                    head=cell.head,
                )
        tables += 1
    return "\n".join(parts), tuple(lines)
