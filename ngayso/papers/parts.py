"""What an official document says, apart from how it is written."""

import datetime
from typing import Literal

import msgspec

Align = Literal["left", "center", "right", "justify"]


class Span(msgspec.Struct, frozen=True):
    """A piece of running text with its own weight or slant."""

    text: str
    bold: bool = False
    italic: bool = False
    name: str = ""
    """Of a number that is bound: which it is. A page leads from it to its figures; on paper nothing shows of it."""


Text = str | tuple[Span, ...]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading with its ordinal mark: level 1 "I.", level 2 "1.", level 3 "a)".

    The writer counts; `mark` overrides it, "" prints none. Level 1 is printed in capitals, levels 1 and 2 bold.
    """

    level: Literal[1, 2, 3]
    text: str
    mark: str | None = None


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Running text, justified, its first line indented."""

    text: Text


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    """Lines that begin with a dash. Their end marks are the author's."""

    items: tuple[Text, ...]


class Note(msgspec.Struct, frozen=True, tag="note"):
    """A remark in italics, smaller than the text."""

    text: Text


class Blank(msgspec.Struct, frozen=True, tag="blank"):
    """A label and dotted lines to be filled in by hand."""

    label: str
    lines: int = 2


class Column(msgspec.Struct, frozen=True):
    """A column of a table. Widths are shares: the writer fits them into the width of the page."""

    title: str
    width: float
    align: Align = "left"


class Row(msgspec.Struct, frozen=True):
    """One row. A single cell in a table of more columns spans them all (a group); a newline starts a paragraph."""

    cells: tuple[Text, ...]
    bold: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A ruled table; its head is printed again on every page and no row is cut by a page end."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    size: float = 12
    """Points of its text."""


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A PNG or JPEG, centred. Word shows SVG only beside such a picture, so a drawing comes here already as pixels.

    `width` in mm; one wider than the text is made as wide as it. `alt` says to who cannot see it what it shows.
    """

    data: bytes
    width: float
    alt: str
    caption: str = ""


Block = Heading | Paragraph | Bullets | Note | Blank | Table | Picture


class Signer(msgspec.Struct, frozen=True):
    """Who signs. `authority` is what stands above the position, a line each: "TM. ỦY BAN NHÂN DÂN\\nKT. CHỦ TỊCH".

    The name is printed as given, without academic titles (the decree forbids them); "" leaves its place free.
    """

    position: str
    name: str = ""
    authority: str = ""


class Annex(msgspec.Struct, frozen=True):
    """An annex with its own page numbers. One alone is "Phụ lục", more are "Phụ lục I", "Phụ lục II" …"""

    title: str
    body: tuple[Block, ...]
    landscape: bool = False


class OfficialDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document under Nghị định 30/2020/NĐ-CP, its parts in the order of print.

    Names are given in sentence case; the writer prints capitals where the decree wants them. `body` closes with a
    paragraph, to which the writer adds "./.".
    """

    parent: str = ""
    """Agency above the issuing one, "" when none is printed."""
    agency: str
    number: int | None = None
    """None leaves it blank."""
    symbol: str = ""
    """"BC-STTTT"; "" prints no line of number and symbol."""
    place: str = ""
    """"Tiền Giang"; "" prints no line of place and day."""
    day: datetime.date | None = None
    """None leaves day and month blank, with `year` printed if given."""
    year: int | None = None
    kind: str = ""
    """"Báo cáo", "Kế hoạch"; "" makes a công văn: the title stands as "V/v" under the number."""
    title: str
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    """Printed one a line in italics; end marks are added."""
    body: tuple[Block, ...]
    recipients: tuple[str, ...] = ()
    archive: str = ""
    """What stands after "Lưu:", such as "VT, CNTT"; "" prints no such line."""
    signer: Signer
    annexes: tuple[Annex, ...] = ()
