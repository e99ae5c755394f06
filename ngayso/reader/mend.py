"""What line ends, page ends and marks broke is made whole: Document in, Document out."""

import re

import msgspec

from ngayso.reader.document import Block, Cell, Document, Paragraph, Table
from ngayso.reader.marks import read_mark

_PAGE_NUMBER = re.compile(r"[-–]?\s*\d{1,3}\s*[-–]?|(?i:trang)\s+\d{1,3}(\s*/\s*\d{1,3})?|\d{1,3}\s*/\s*\d{1,3}")
_ENDED = re.compile(r"[.;:!?…/]['\"”)*]*$")
_SIGN = re.compile(r"(TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M\b)|[A-ZĐÀ-Ỹ ]+$")


def mend(document: Document) -> Document:
    """The document with whole paragraphs and without page numbers.

    A soft line break parts a paragraph only where a number, a bullet or a line of the head or signature begins. In a
    broken document (text, PDF) a paragraph that goes on in the next block is joined to it; never over a table.
    """
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table):
            blocks.append(_table(block))
            continue
        for part in _parts(block):
            if _PAGE_NUMBER.fullmatch(part.text):
                continue
            last = blocks[-1] if blocks else None
            if document.broken and isinstance(last, Paragraph) and goes_on(last, part):
                blocks[-1] = joined(last, part)
            else:
                blocks.append(part)
    return msgspec.structs.replace(document, blocks=tuple(blocks))


def goes_on(last: Paragraph, part: Paragraph) -> bool:
    """True when `part` is the rest of `last`, cut off by a line or page end."""
    text, rest = last.text, part.text
    if re.fullmatch(r"(?:TM|KT|TL|TUQ|T/M)\.?", text):
        return rest.isupper()
    mark = read_mark(rest)
    if _ENDED.search(text) or (mark is not None and not (mark.style == "-" and text[-1].isdigit())):
        return False
    if rest[0].islower():
        return not text.isupper() or len(text) > 60
    if text.endswith(",") and rest[0].isupper():
        return text.startswith("- ") and len(text) < 120
    # A bold heading that a line end cut: "3. Đề nghị Ủy ban …, Hội Liên hiệp" / "Phụ nữ …".
    return (
        last.bold and part.bold and len(text) > 45 and read_mark(text) is not None and not (text + rest).isupper()
        and not _SIGN.match(rest)
    )  # fmt: skip


def joined(last: Paragraph, part: Paragraph) -> Paragraph:
    """One paragraph of two."""
    return msgspec.structs.replace(last, text=f"{last.text} {part.text}", bold=last.bold and part.bold)


def _table(table: Table) -> Table:
    return msgspec.structs.replace(table, cells=tuple(_cell(cell) for cell in table.cells))


def _cell(cell: Cell) -> Cell:
    return msgspec.structs.replace(
        cell, paragraphs=tuple(part for paragraph in cell.paragraphs for part in _parts(paragraph))
    )


def _parts(paragraph: Paragraph) -> list[Paragraph]:
    """The paragraph parted at those of its soft breaks that end a thought."""
    if "\n" not in paragraph.text:
        return [msgspec.structs.replace(paragraph, text=text) for text in _lettered(paragraph.text) if text.strip()]
    made: list[str] = []
    for line in (line.strip() for line in paragraph.text.split("\n")):
        if not line:
            continue
        if made and not _breaks(made[-1], line):
            made[-1] = f"{made[-1]} {line}"
        else:
            made.append(line)
    return [msgspec.structs.replace(paragraph, text=text) for text in made]


_LETTERED = re.compile(r"(?<=[.;]) (?=[b-eđ]\) \S)")


def _lettered(text: str) -> list[str]:
    """ "a) Sơ kết: ….  b) Tổng kết: …" on one line are two paragraphs."""
    if not text.startswith("a) "):
        return [text]
    pieces = _LETTERED.split(text)
    return pieces if [piece[0] for piece in pieces] == list("abcdđe")[: len(pieces)] else [text]


def _breaks(above: str, line: str) -> bool:
    if read_mark(line) is not None or _SIGN.match(line) and _SIGN.match(above):
        return True
    return bool(_ENDED.search(above)) and line[0].isupper()
