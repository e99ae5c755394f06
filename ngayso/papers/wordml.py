"""The few pieces of WordprocessingML (ECMA-376 part 1) that a document needs, as text, in the schema's order."""

import re
import unicodedata
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from ngayso.papers.parts import Span, Text

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOUND = re.compile(r"(?<!\w)([Nn]gày|[Tt]háng|[Nn]ăm|[Qq]uý|[Mm]ục|[Kk]hoản|Điều|[Tt]rang) (?=[\dIVX]+(?![\d/]))")


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * 1440 / 25.4)


def clean(text: str) -> str:
    """NFC, without characters that XML cannot hold."""
    return _NOT_XML.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def bound(text: str) -> str:
    """The text with no line end between "năm" and its number, "mục" and its place and the like.

    A full date stays loose, it is so long that the line before it would gape.
    Hyphens of "505/QĐ-TTg" stay as they are: Word does not find one that may not break.
    """
    return _BOUND.sub("\\1\u00a0", text)


def spans(text: Text) -> tuple[Span, ...]:
    return (Span(text),) if isinstance(text, str) else text


def plain(text: Text) -> str:
    return "".join(span.text for span in spans(text))


def run(text: str, *, bold: bool = False, italic: bool = False, size: float | None = None) -> str:
    """Text in one look; what is not said comes from the paragraph's style."""
    look = "<w:b/>" * bold + "<w:i/>" * italic
    if size is not None:
        look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    inner = ""
    for piece in re.split("([\n\t])", clean(text)):
        if piece == "\n":
            inner += "<w:br/>"
        elif piece == "\t":
            inner += "<w:tab/>"
        elif piece:
            inner += f'<w:t xml:space="preserve">{escape(piece)}</w:t>'
    return f"<w:r>{look}{inner}</w:r>" if inner else ""


def runs(text: Text) -> str:
    return "".join(run(bound(span.text), bold=span.bold, italic=span.italic) for span in spans(text))


def paragraph(
    inner: str,
    style: str = "",
    *,
    align: str = "",
    left: float = 0,
    right: float = 0,
    before: float | None = None,
    after: float | None = None,
    keep_next: bool = False,
    tab: tuple[float, str, str] | None = None,
) -> str:
    """A paragraph: indents `left`, `right` in mm, `before`, `after` in points, `tab` is (mm, alignment, leader)."""
    told = f'<w:pStyle w:val="{style}"/>' if style else ""
    told += "<w:keepNext/>" * keep_next
    if tab is not None:
        told += f'<w:tabs><w:tab w:val="{tab[1]}" w:leader="{tab[2]}" w:pos="{twips(tab[0])}"/></w:tabs>'
    spacing = "".join(
        f' w:{side}="{round(value * 20)}"'
        for side, value in (("before", before), ("after", after))
        if value is not None
    )
    told += f"<w:spacing{spacing}/>" if spacing else ""
    if left or right:
        told += f'<w:ind w:left="{twips(left)}" w:right="{twips(right)}" w:firstLine="0"/>'
    told += f'<w:jc w:val="{_ALIGN.get(align, align)}"/>' if align else ""
    return f"<w:p>{f'<w:pPr>{told}</w:pPr>' if told else ''}{inner}</w:p>"


_ALIGN = {"justify": "both"}


def rule(width: float, of: float, *, before: float = 2) -> str:
    """A thin line `width` mm long, in the middle of `of` mm. A border of an empty paragraph."""
    side = twips((of - width) / 2)
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="{round(before * 20)}" w:after="0" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
    )


def gap(points: float, section: str = "", *, keep_next: bool = False) -> str:
    """An empty paragraph of an exact height: keeps tables apart, ends a section."""
    keep = "<w:keepNext/>" * keep_next
    height = round(points * 20)
    return (
        f'<w:p><w:pPr>{keep}<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>'
        f'<w:rPr><w:sz w:val="2"/></w:rPr>{section}</w:pPr></w:p>'
    )


def cell(inner: str, width: float, *, columns: int = 1, middle: bool = False) -> str:
    """A cell `width` mm wide; `inner` ends with a paragraph."""
    told = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>'
    told += f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    told += '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{told}</w:tcPr>{inner}</w:tc>"


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """A row that no page end cuts; a head is printed again on each page."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * head}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: Iterable[str], widths: Iterable[float], *, style: str = "", title: str = "") -> str:
    """A table whose columns have fixed widths in mm; without style it has neither lines nor inner margins."""
    grid = [twips(width) for width in widths]
    told = f'<w:tblStyle w:val="{style}"/>' if style else ""
    told += f'<w:tblW w:w="{sum(grid)}" w:type="dxa"/>'
    if style:
        told += '<w:jc w:val="center"/>'
    told += '<w:tblLayout w:type="fixed"/>'
    if not style:
        told += '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    told += '<w:tblLook w:val="0020"/>' if style else '<w:tblLook w:val="0000"/>'
    if title:
        told += f"<w:tblCaption w:val={quoteattr(clean(title))}/>"
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr>{told}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def section(*, landscape: bool, margins: tuple[float, float, float, float], header: float, header_id: str) -> str:
    """An A4 section: margins (top, right, bottom, left) in mm, page numbers from 1, none on its first page."""
    width, height = (297, 210) if landscape else (210, 297)
    turned = ' w:orient="landscape"' if landscape else ""
    top, right, bottom, left = map(twips, margins)
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header_id}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="{twips(header)}" '
        f'w:footer="{twips(header)}" w:gutter="0"/><w:pgNumType w:fmt="decimal" w:start="1"/><w:titlePg/></w:sectPr>'
    )


def picture(number: int, relation: str, width: float, height: float, alt: str) -> str:
    """A run that shows the picture part `relation`, mm wide and high."""
    wide, high = round(width * 36000), round(height * 36000)
    name = f"Hình {number}"
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="{name}" descr={quoteattr(clean(alt))}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
