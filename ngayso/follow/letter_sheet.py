"""An official document for the screen: the same words in the same places as its .docx will have them."""

from dataclasses import dataclass, field

from ngayso.papers.numbers import document_number, letter, long_day, roman
from ngayso.papers.parts import Block, Bullets, Heading, OfficialDocument, Paragraph, Table, Text


@dataclass(frozen=True)
class Piece:
    """A block as the page prints it: "h1", "h2", "h3", "p", "li" or "table"."""

    sort: str
    text: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    document: OfficialDocument
    number: str
    day: str
    subject: str
    body: list[Piece]
    annexes: list[tuple[str, str, list[Piece]]] = field(default_factory=list)
    """(mark, title, body)"""


def sheet(document: OfficialDocument) -> Sheet:
    """The document for follow/parts/sheet.html."""
    body = _pieces(document.body)
    if body and body[-1].sort == "p":
        body[-1] = Piece("p", f"{body[-1].text.rstrip(' ./')}./.")
    many = len(document.annexes) > 1
    return Sheet(
        document,
        number=document_number(document.number, document.symbol) if document.symbol else "",
        day=f"{document.place}, {long_day(document.day, document.year)}" if document.place else "",
        subject=f"V/v {document.title[:1].lower()}{document.title[1:]}",
        body=body,
        annexes=[
            (f"Phụ lục {roman(at)}" if many else "Phụ lục", annex.title.upper(), _pieces(annex.body))
            for at, annex in enumerate(document.annexes, start=1)
        ],
    )


def _pieces(blocks: tuple[Block, ...]) -> list[Piece]:
    made: list[Piece] = []
    counts = [0, 0, 0]
    for block in blocks:
        if isinstance(block, Heading):
            at = block.level - 1
            counts[at] += 1
            counts[at + 1 :] = [0] * (2 - at)
            mark = (f"{roman(counts[0] or 1)}.", f"{counts[1]}.", f"{letter(counts[2] or 1)})")[at]
            made.append(Piece(f"h{block.level}", f"{mark} {block.text}"))
        elif isinstance(block, Paragraph):
            made.append(Piece("p", _plain(block.text)))
        elif isinstance(block, Bullets):
            made += [Piece("li", _plain(item)) for item in block.items]
        elif isinstance(block, Table):
            heads = tuple(column.title for column in block.columns)
            made.append(Piece("table", heads=heads, rows=tuple(tuple(map(_plain, row.cells)) for row in block.rows)))
    return made


def _plain(text: Text) -> str:
    return text if isinstance(text, str) else "".join(span.text for span in text)
