"""What a file format gives to the reader: paragraphs and tables in reading order, nothing understood yet.

Every format (docx, pdf, html, markdown, text) makes a Document; `mend` joins what lines and pages broke; the grammar
reads only Documents and does not know the formats.
"""

from typing import Literal

import msgspec

Align = Literal["left", "center", "right", "both"]


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph. `text` is NFC and begins with its number or bullet ("III.", "a)", "-") when it has one, also when
    Word made the number. A line break inside the paragraph is "\\n".
    """

    text: str
    page: int | None = None
    """1-based page, None when the format has no pages."""
    align: Align = "left"
    bold: bool = False
    """True when all visible letters are bold."""
    italic: bool = False
    heading: int = 0
    """Heading level that the format states (Word outline, <h2>, ##), 0 for none. A hint: real plans jump levels."""
    indent: int = 0
    """List depth or left indent in steps, 0 for none. A hint."""


class Cell(msgspec.Struct, frozen=True):
    """A cell that stands at its own top-left place; a covered place of a merged cell has no Cell."""

    row: int
    column: int
    rows: int
    """How many rows it spans, at least 1."""
    columns: int
    paragraphs: tuple[Paragraph, ...]
    head: bool = False


class Table(msgspec.Struct, frozen=True):
    """A table. A table that only lays out a page (two-column header, signature beside recipients) is a Table, too."""

    cells: tuple[Cell, ...]
    """In reading order: by row, then by column."""
    height: int
    width: int
    page: int | None = None


Block = Paragraph | Table


class Document(msgspec.Struct, frozen=True):
    """A whole document in reading order."""

    blocks: tuple[Block, ...]
    format: Literal["docx", "pdf", "html", "md", "txt"]
    pages: int | None = None
    broken: bool = False
    """True when a paragraph may be cut over several blocks (text and PDF lines), so that `mend` must join them."""
    notes: tuple[str, ...] = ()
    """Vietnamese sentences on what was met while opening: tracked changes accepted, comments left out …"""
