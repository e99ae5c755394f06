"""The text of a plan laid out as the document looks, with the words that values came from marked.

Works on plain data (`Reading.text`, `Reading.blocks`), so that any page may use it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to be marked: half-open characters of the text, and whatever the page wants to know of them."""

    start: int
    end: int
    of: Any = None
    here: bool = False
    """The one that the reader asked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one paragraph, marked or not. `first` is true on the first piece of its mark."""

    text: str
    mark: Mark | None = None
    first: bool = False


@dataclass(slots=True)
class Paragraph:
    pieces: list[Piece]
    start: int = 0
    """Where it begins in the text."""
    align: str = "left"
    bold: bool = False
    italic: bool = False
    level: int = 0
    page: int | None = None


@dataclass(slots=True)
class Cell:
    row: int
    column: int
    rows: int
    columns: int
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]]
    page: int | None = None
    layout: bool = False
    """A table that only lays out a page: the head in two columns, recipients beside the signature."""


Part = Paragraph | Table


def laid_out(text: str, blocks: Sequence[Mapping[str, Any]], marks: Iterable[Mark]) -> list[Part]:
    """Paragraphs and tables in order. Where marks overlap, the one that is asked for wins, then the shorter one.

    Without blocks every line of the text is a paragraph.
    """
    chosen = _apart(marks)
    if not blocks:
        blocks = _lines(text)
    parts: list[Part] = []
    tables: dict[int, tuple[Table, dict[tuple[int, int], Cell]]] = {}
    begun: set[int] = set()
    for block in blocks:
        paragraph = Paragraph(
            _pieces(text, block["start"], block["end"], chosen, begun),
            block["start"],
            block.get("align", "left"),
            block.get("bold", False),
            block.get("italic", False),
            block.get("level", 0),
            block.get("page"),
        )
        number = block.get("table")
        if number is None:
            parts.append(paragraph)
            continue
        if number not in tables:
            tables[number] = Table([], paragraph.page), {}
            parts.append(tables[number][0])
        place = (block.get("row", 0), block.get("column", 0))
        table, cells = tables[number]
        if place not in cells:
            cells[place] = Cell(*place, block.get("rows", 1), block.get("columns", 1))
        cells[place].paragraphs.append(paragraph)
    for table, cells in tables.values():
        for place in sorted(cells):
            if not table.rows or table.rows[-1][0].row != place[0]:
                table.rows.append([])
            table.rows[-1].append(cells[place])
        table.layout = len(table.rows) <= 3 and max(len(row) for row in table.rows) == 2
    return parts


def _lines(text: str) -> list[dict[str, Any]]:
    made, start = [], 0
    for line in text.split("\n"):
        made.append({"start": start, "end": start + len(line)})
        start += len(line) + 1
    return made


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """Marks that do not overlap, in order."""
    taken: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (not m.here, m.end - m.start, m.start)):
        if mark.end > mark.start and all(mark.end <= other.start or mark.start >= other.end for other in taken):
            taken.append(mark)
    return sorted(taken, key=lambda m: m.start)


def _pieces(text: str, start: int, end: int, marks: list[Mark], begun: set[int]) -> list[Piece]:
    made: list[Piece] = []
    at = start
    for mark in marks:
        left, right = max(mark.start, start), min(mark.end, end)
        if left >= right:
            continue
        if left > at:
            made.append(Piece(text[at:left]))
        made.append(Piece(text[left:right], mark, first=id(mark) not in begun))
        begun.add(id(mark))
        at = right
    if at < end:
        made.append(Piece(text[at:end]))
    return made
