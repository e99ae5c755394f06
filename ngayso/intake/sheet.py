"""The document as it looks, with what was understood marked in it: pages of paragraphs and tables, cut into runs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Generic, TypeVar

from ngayso.intake.fields import cells, needs_look
from ngayso.intake.models import Entry
from ngayso.reader.reading import Block, Reading


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that were understood: of which entry and value, how they are drawn, the number that stands beside them."""

    start: int
    end: int
    entry: str
    path: str
    tone: str
    number: str
    see: bool = False

    @property
    def dom(self) -> str:
        """Of the value's id on the page."""
        return self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Clash:
    """Words of a place that a finding quotes; `name` is "K1"."""

    start: int
    end: int
    name: str


P = TypeVar("P", Mark, Clash)


@dataclass(slots=True)
class Run:
    """Words of one paragraph under one mark, or under none. `at` is where they stand in the text."""

    at: int
    text: str
    mark: Mark | None = None
    clash: str = ""
    sup: str = ""
    """Printed after the words where the mark ends."""


@dataclass(slots=True)
class Paragraph:
    start: int
    runs: list[Run]
    block: Block

    @property
    def css(self) -> str:
        block = self.block
        names = ["sheet__mid" if block.align == "center" else "sheet__end" if block.align == "right" else ""]
        if block.level and block.align != "center":
            names.append("sheet__title")
        return " ".join(filter(None, names))


@dataclass(slots=True)
class CellPart:
    rows: int
    columns: int
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    rows: list[list[CellPart]]
    plain: bool
    """A table that only lays out the page: head, signature."""


@dataclass(slots=True)
class Page:
    number: int | None
    parts: list[Paragraph | Table] = field(default_factory=list)


def marks_of(entries: Iterable[Entry]) -> list[Mark]:
    """The marks of all live values; numbers run from 1 in each entry, in the order of its fields."""
    made = []
    for entry in entries:
        if entry.dropped:
            continue
        for number, (spec, path, cell) in enumerate(cells(entry.kind, entry.fields), 1):
            if cell["span"] is not None and cell["span"][1] > cell["span"][0]:
                start, end = cell["span"]
                made.append(Mark(start, end, entry.key, path, spec.tone, str(number), needs_look(spec, cell)))
    return made


def pages_of(reading: Reading, marks: Sequence[Mark], clashes: Sequence[Clash]) -> list[Page]:
    """The whole document. Where marks lie in one another the shorter one is drawn, so that both can be reached."""
    pages: list[Page] = []
    marked, quoted = _Sweep(marks), _Sweep(clashes)
    for table, blocks in groupby(reading.blocks, key=lambda b: b.table):
        held = [_paragraph(reading.text, block, marked.over(block), quoted.over(block)) for block in blocks]
        if table is not None:
            _page(pages, held[0].block.page).parts.append(_table(held, reading))
            continue
        for paragraph in held:
            _page(pages, paragraph.block.page).parts.append(paragraph)
    return pages


def _page(pages: list[Page], number: int | None) -> Page:
    if not pages or (number is not None and number != pages[-1].number):
        pages.append(Page(number))
    return pages[-1]


class _Sweep(Generic[P]):
    """Gives the parts that lie over each block, the blocks being asked in order; each part is looked at once."""

    def __init__(self, parts: Iterable[P]) -> None:
        self._coming: list[P] = sorted(parts, key=lambda p: p.start, reverse=True)
        self._over: list[P] = []

    def over(self, block: Block) -> list[P]:
        while self._coming and self._coming[-1].start < block.end:
            self._over.append(self._coming.pop())
        self._over = [part for part in self._over if part.end > block.start]
        return [part for part in self._over if part.start < block.end]


def _paragraph(text: str, block: Block, over: Sequence[Mark], quoted: Sequence[Clash]) -> Paragraph:
    spans = [(m.start, m.end) for m in over] + [(c.start, c.end) for c in quoted]
    edges = {block.start, block.end}
    for start, end in spans:
        edges |= {max(start, block.start), min(end, block.end)}
    cuts = sorted(edges)
    runs: list[Run] = []
    for low, high in pairwise(cuts):
        around = [m for m in over if m.start <= low and high <= m.end]
        mark = min(around, key=lambda m: (m.end - m.start, m.start), default=None)
        if mark is not None and high < mark.end and not text[low:high].strip():
            mark = None  # the gap between two shorter marks: a link without a word to press
        clash = next((c.name for c in quoted if c.start <= low and high <= c.end), "")
        ends = mark.number if mark is not None and high == mark.end else ""
        clash_ends = [c.name for c in quoted if c.end == high]
        runs.append(Run(low, text[low:high], mark, clash, "·".join(filter(None, [ends, *clash_ends]))))
    return Paragraph(block.start, runs, block)


def _table(paragraphs: Sequence[Paragraph], reading: Reading) -> Table:
    rows: dict[int, dict[int, CellPart]] = defaultdict(dict)
    for paragraph in paragraphs:
        block = paragraph.block
        part = rows[block.row].setdefault(block.column, CellPart(block.rows, block.columns))
        part.paragraphs.append(paragraph)
    grid = [[part for _column, part in sorted(row.items())] for _row, row in sorted(rows.items())]
    return Table(grid, _is_plain(paragraphs, reading))


def _is_plain(paragraphs: Sequence[Paragraph], reading: Reading) -> bool:
    """Whether the table holds the head or the foot of the document, which print no lines."""
    header = reading.header
    values = (header.issuer, header.number, header.place, header.signer_position, header.signer_name)
    spans = [value.span for value in values if value is not None and value.span is not None]
    low, high = paragraphs[0].block.start, paragraphs[-1].block.end
    return any(low <= span.start < high for span in spans)
