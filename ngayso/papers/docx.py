"""OfficialDocument → .docx in the form of Nghị định 30/2020/NĐ-CP, phụ lục I.

A4, margins 20/17/20/30 mm, Times New Roman 14; head in columns of 68 and 95 mm as in the decree's own template,
where the motto stands on one line at 12 points.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from docx.image.exceptions import UnrecognizedImageError
from docx.image.image import Image

from ngayso.papers import package
from ngayso.papers import wordml as w
from ngayso.papers.measure import read_lines, width
from ngayso.papers.numbers import document_number, letter, long_day, roman
from ngayso.papers.parts import (
    Annex,
    Blank,
    Block,
    Bullets,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Picture,
    Span,
    Table,
    Text,
)

TOP, RIGHT, BOTTOM, LEFT = 20.0, 17.0, 20.0, 30.0
HEADER = 9.0
"""From the paper's edge to the page number, mm; it stands in the top margin."""
PORTRAIT, LANDSCAPE = 210 - LEFT - RIGHT, 297 - LEFT - RIGHT
HEAD_COLUMNS = (68.0, 95.0)
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_SIGNATURE_COLUMNS = (78.0, 85.0)
_SIGNATURE_SPACE = 72.0
"""Points left for the hand, the image of the signature and the seal."""
_SHORT_RULE = 0.42
"""Of the width of the text: the decree wants 1/3 to 1/2."""
_TITLE = partial(width, size=14, style="bold")
"""Measures a line of a title, in mm."""
_BLANKS = re.compile("(?<! ) {3,}(?! )")


def _held(blank: re.Match[str]) -> str:
    """A place left blank between words: wide, and no end of a line."""
    return "\u00a0" * len(blank[0])


def write(document: OfficialDocument) -> bytes:
    """The document as a .docx file. The same document gives the same bytes.

    Raises ValueError with a Vietnamese sentence when a picture is neither PNG nor JPEG, or a row has another number of
    cells than its table has columns.
    """
    return write_all((document,))


def write_all(documents: Sequence[OfficialDocument]) -> bytes:
    """Documents one after the other in one file, each from a page 1 of its own; titled as the first. As `write` else."""
    pages = _Writer()
    body: list[str] = []
    for at, document in enumerate(documents):
        sections = _written(pages, document, body)
        # The properties of a section stand in its last paragraph, those of the last one at the end of the body.
        body += [w.gap(1), sections] if at + 1 == len(documents) else [w.gap(1, sections)]
    first = documents[0]
    title = f"{first.kind} {_lower_first(first.title)}" if first.kind else first.title
    return package.packed("".join(body), pages.pictures, title=title, author=first.agency, day=first.day)


def _written(pages: "_Writer", document: OfficialDocument, body: list[str]) -> str:
    """Adds the document to `body`; gives the properties of its last section."""
    many = len(document.annexes) > 1
    body += [*_head(document), *_opening(document), *pages.blocks(_closed(document.body), PORTRAIT)]
    body += _signature(document)
    ends = [_section(landscape=annex.landscape) for annex in document.annexes]
    starts = [_section(landscape=False), *ends]
    for at, annex in enumerate(document.annexes, start=1):
        # The properties of a section stand in its last paragraph.
        body.append(w.gap(1, starts[at - 1]))
        body += _annex_head(document, annex, roman(at) if many else "")
        body += pages.blocks(annex.body, LANDSCAPE if annex.landscape else PORTRAIT)
    return starts[-1]


def _section(*, landscape: bool) -> str:
    margins = (TOP, RIGHT, BOTTOM, LEFT)
    return w.section(landscape=landscape, margins=margins, header=HEADER, header_id=package.HEADER_ID)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _head(document: OfficialDocument) -> list[str]:
    """Issuing agency and motto, number and day."""
    left, right = HEAD_COLUMNS
    plain, bold = partial(width, size=12), partial(width, size=12, style="bold")
    agency = read_lines(document.agency.upper(), left - 2, bold)
    names = ""
    if document.parent:
        parent = read_lines(document.parent.upper(), left - 2, plain)
        names = w.paragraph(w.run("\n".join(parent)), "Motto")
    names += w.paragraph(w.run("\n".join(agency), bold=True), "Motto")
    names += w.rule(_SHORT_RULE * max(map(bold, agency)), left)
    motto = w.paragraph(w.run(MOTTO[0], bold=True), "Motto")
    motto += w.paragraph(w.run(MOTTO[1], bold=True, size=14), "Motto")
    motto += w.rule(width(MOTTO[1], 14, "bold"), right)
    rows = [w.row([w.cell(names, left), w.cell(motto, right)])]
    marks = day = ""
    if document.symbol:
        number = document_number(document.number, document.symbol).replace(" ", "\u00a0")
        marks = w.paragraph(w.run(number, size=13), "Motto", before=6)
    if not document.kind:
        subject = f"V/v {_lower_first(document.title)}"
        marks += w.paragraph(w.run("\n".join(read_lines(subject, left - 4, plain)), size=12), "Motto", before=6)
    if document.place:
        text = f"{document.place}, {long_day(document.day, document.year)}".replace(" ", "\u00a0")
        day = w.paragraph(w.run(text, italic=True, size=14), "Motto", before=6)
    if marks or day:
        empty = w.paragraph("", "Motto")
        rows.append(w.row([w.cell(marks or empty, left), w.cell(day or empty, right)]))
    return [w.table(rows, HEAD_COLUMNS)]


def _opening(document: OfficialDocument) -> Iterator[str]:
    """Type and title, addressees, bases."""
    if document.kind:
        yield w.paragraph(w.run(document.kind.upper()), "Title")
        title = read_lines(document.title, PORTRAIT - 10, _TITLE)
        yield w.paragraph(w.run("\n".join(title)), "Subtitle")
        yield w.rule(_SHORT_RULE * min(max(map(_TITLE, title)), 110), PORTRAIT)
        yield w.gap(14)
    else:
        yield w.gap(18)
    if document.addressees:
        yield from _addressees(document.addressees)
    for at, base in enumerate(document.bases, start=1):
        end = ";" if at < len(document.bases) else "."
        yield w.paragraph(w.runs(_ended(base, end)), "Bases")


def _addressees(names: tuple[str, ...]) -> Iterator[str]:
    label = "Kính gửi:"
    if len(names) == 1:
        yield w.paragraph(w.run(f"{label} {names[0]}."), "Addressees", align="center")
    else:
        # The dashes stand under the colon, and the whole in the middle of the page.
        hang = width(label, 14) - width(":", 14)
        widest = max(hang + width(f"- {name};", 14) for name in names)
        left = max(0.0, (PORTRAIT - widest) / 2)
        yield w.paragraph(w.run(label), "Addressees", left=left, keep_next=True)
        for at, name in enumerate(names, start=1):
            text = _ended(f"- {name}", ";" if at < len(names) else ".")
            yield w.paragraph(w.run(w.plain(text)), "Addressees", left=left + hang)
    yield w.gap(12)


def _ended(text: str, mark: str) -> str:
    return text.rstrip(" ;.") + mark


def _closed(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with "./." after its last paragraph."""
    last = body[-1] if body else None
    if isinstance(last, Paragraph):
        *before, end = w.spans(last.text)
        closed = Span(f"{end.text.rstrip(' ./')}./.", end.bold, end.italic)
        return (*body[:-1], Paragraph((*before, closed)))
    return body


def _signature(document: OfficialDocument) -> list[str]:
    """Recipients at the left, who signs at the right; the two are never parted."""
    left, right = _SIGNATURE_COLUMNS
    lines = [f"- {name.rstrip(' ;.')};" for name in document.recipients]
    if document.archive:
        lines.append(f"- Lưu: {document.archive.rstrip(' ;.')}.")
    elif lines:
        lines[-1] = f"{lines[-1][:-1]}."
    given = w.paragraph(w.run("Nơi nhận:"), "RecipientsLabel", keep_next=True) if lines else ""
    given += "".join(w.paragraph(w.run(line), "Recipients", keep_next=True) for line in lines)
    signer = document.signer
    titles = [line for line in (*signer.authority.split("\n"), signer.position) if line.strip()]
    signed = ""
    for title in titles:
        signed += w.paragraph(w.run("\n".join(read_lines(title.upper(), right - 1, _TITLE))), "Signer")
    signed += w.paragraph(w.run(signer.name), "Signer", before=_SIGNATURE_SPACE)
    empty = w.paragraph("", "Recipients", keep_next=True)
    return [
        w.gap(10, keep_next=True),
        w.table([w.row([w.cell(given or empty, left), w.cell(signed, right)])], _SIGNATURE_COLUMNS),
    ]


def _annex_head(document: OfficialDocument, annex: Annex, mark: str) -> Iterator[str]:
    of = LANDSCAPE if annex.landscape else PORTRAIT
    yield w.paragraph(w.run(f"Phụ lục {mark}".rstrip()), "AnnexMark")
    yield w.paragraph(w.run("\n".join(read_lines(annex.title.upper(), of - 20, _TITLE))), "AnnexTitle")
    named = document.kind or "Công văn"
    number = document_number(document.number, document.symbol).removeprefix("Số: ") if document.symbol else ""
    day = long_day(document.day, document.year)
    told = f"(Kèm theo {named} số {number} {day} của {document.agency})" if number else f"(Kèm theo {named} {day})"
    slanted = partial(width, size=13, style="italic")
    yield w.paragraph(w.run("\n".join(read_lines(_BLANKS.sub(_held, told), of - 10, slanted))), "AnnexOf")
    yield w.gap(12)


class _Writer:
    """Writes blocks in their order: counts headings and keeps the pictures."""

    def __init__(self) -> None:
        self.pictures: list[tuple[bytes, str]] = []
        self.counts = [0, 0, 0]

    def blocks(self, blocks: tuple[Block, ...], of: float) -> Iterator[str]:
        self.counts = [0, 0, 0]
        for block, following in zip(blocks, (*blocks[1:], None), strict=True):
            match block:
                case Heading():
                    yield self._heading(block)
                case Paragraph():
                    # What announces a table or a list, and what closes the document, goes with what follows.
                    keep = w.plain(block.text).rstrip().endswith((":", "./."))
                    yield w.paragraph(w.runs(block.text), "BodyText", keep_next=keep)
                case Bullets():
                    for at, item in enumerate(block.items, start=1):
                        keep = isinstance(following, Blank) and at == len(block.items)
                        yield w.paragraph(w.run("- ") + w.runs(item), "Bullet", keep_next=keep)
                case Note():
                    yield w.paragraph(w.runs(block.text), "Note")
                case Blank():
                    yield from _blank(block, of)
                case Table():
                    yield from _table(block, of)
                case Picture():
                    yield from self._picture(block, of)

    def _heading(self, block: Heading) -> str:
        at = block.level - 1
        mark = block.mark
        if mark is None:
            self.counts[at] += 1
            self.counts[at + 1 :] = [0] * (2 - at)
            number = self.counts[at]
            mark = (f"{roman(number)}.", f"{number}.", f"{letter(number)})")[at]
        text = block.text.upper() if block.level == 1 else block.text
        return w.paragraph(w.run(w.bound(f"{mark} {text}".lstrip())), f"Heading{block.level}")

    def _picture(self, block: Picture, of: float) -> Iterator[str]:
        try:
            read = Image.from_blob(block.data)
        except UnrecognizedImageError as error:
            raise ValueError("Hình đưa vào văn bản phải là tệp PNG hoặc JPEG.") from error
        if read.content_type not in ("image/png", "image/jpeg"):
            raise ValueError("Hình đưa vào văn bản phải là tệp PNG hoặc JPEG.")
        self.pictures.append((block.data, "png" if read.content_type == "image/png" else "jpeg"))
        number = len(self.pictures)
        wide = min(block.width, of)
        high = wide * read.px_height / read.px_width
        shown = w.picture(number, package.picture_id(number - 1), wide, high, block.alt)
        yield w.paragraph(shown, align="center", before=6, after=6, keep_next=bool(block.caption))
        if block.caption:
            yield w.paragraph(w.run(block.caption), "Caption", before=0, after=8)


def _blank(block: Blank, of: float) -> Iterator[str]:
    # Each line is a tab that runs with dots to the right margin.
    for at in range(block.lines):
        text = f"{block.label} \t" if at == 0 else "\t"
        last = at + 1 == block.lines
        yield w.paragraph(w.run(text), "Fill", tab=(of, "right", "dot"), align="left", keep_next=not last)


def _table(block: Table, of: float) -> Iterator[str]:
    shares = sum(column.width for column in block.columns)
    widths = [column.width * of / shares for column in block.columns]
    if block.caption:
        yield w.paragraph(w.run(block.caption), "Caption")
    size = None if block.size == 12 else block.size
    heads = [
        w.cell(w.paragraph(w.run(column.title, bold=True, size=size), "Cell", align="center"), wide, middle=True)
        for column, wide in zip(block.columns, widths, strict=True)
    ]
    rows = [w.row(heads, head=True)]
    for line in block.rows:
        if len(line.cells) == 1 < len(block.columns):
            rows.append(
                w.row([w.cell(_lines(line.cells[0], "left", size, True, keep_next=True), of, columns=len(widths))])
            )
            continue
        if len(line.cells) != len(block.columns):
            raise ValueError(f"Dòng của bảng có {len(line.cells)} ô, bảng có {len(block.columns)} cột.")
        cells = zip(line.cells, block.columns, widths, strict=True)
        rows.append(
            w.row(w.cell(_lines(text, column.align, size, line.bold), wide) for text, column, wide in cells)
        )  # fmt: skip
    yield w.table(rows, widths, style="TableGrid", title=block.caption)
    yield w.gap(8)


def _lines(text: Text, align: str, size: float | None, bold: bool, *, keep_next: bool = False) -> str:
    """The paragraphs of a cell; those of a group keep to the row that follows."""
    return "".join(
        w.paragraph(
            w.run(w.bound(line), bold=bold, size=size),
            "Cell",
            align="" if align == "left" else align,
            keep_next=keep_next,
        )
        for line in w.plain(text).split("\n")
    )
