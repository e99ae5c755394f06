"""A saved web page → Document: what a reader of the page sees, without its menus."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree, html

from ngayso.reader.document import Align, Block, Cell, Document, Paragraph, Table
from ngayso.reader.formats.numbering import letter, roman
from ngayso.reader.formats.printed import printed
from ngayso.reader.refusals import refuse

_DROPPED = frozenset(
    ("script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "input",
     "textarea", "iframe", "object", "embed", "svg", "canvas", "video", "audio", "head", "link", "meta", "title")
)  # fmt: skip
_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "pre", "section", "article",
     "main", "header", "center", "address", "dl", "dt", "dd", "figure", "figcaption", "hr", "body", "html", "fieldset",
     "details", "summary")
)  # fmt: skip
_BOLD = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)")
_PLAIN = re.compile(r"font-weight\s*:\s*(normal|lighter|[1-5]00)")
_ITALIC = re.compile(r"font-style\s*:\s*(italic|oblique)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_ALIGNED = re.compile(r"text-align\s*:\s*(left|center|right|justify|start|end)")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]+)")
_ALIGNS: dict[str, Align] = {
    "left": "left", "start": "left", "center": "center", "middle": "center", "right": "right", "end": "right",
    "justify": "both",
}  # fmt: skip
_MOST_COLUMNS = 200


@dataclass(frozen=True)
class _Look:
    bold: bool = False
    italic: bool = False
    align: Align = "left"
    heading: int = 0
    indent: int = 0
    kept: bool = False
    """Line breaks of the source count (<pre>)."""


@dataclass
class _Run:
    """The paragraph under construction."""

    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)
    look: _Look = _Look()
    label: str = ""


def open_html(data: bytes) -> Document:
    """Reads an HTML page. Raises Refused when its letters cannot be told or nothing is on it."""
    source = _decoded(data)
    # The declared encoding of a text that is decoded already would be followed again.
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise refuse("empty") from error
    body = root.find("body")
    walk = _Walk()
    walk.element(root if body is None else body, _Look())
    walk.close()
    return Document(tuple(walk.blocks), "html")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(data[:4096])
    for name in ([declared[1].decode()] if declared else []) + ["windows-1258"]:
        # cp1258 has no letter for five bytes; browsers show such a page nevertheless.
        try:
            text = data.decode(name, "replace")
        except LookupError:
            continue
        if text.count("\ufffd") * 100 <= len(text):
            return text
    raise refuse("text.letters")


class _Walk:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.run = _Run()

    def close(self) -> None:
        """Ends the paragraph under construction."""
        text = printed("".join(piece for piece, _, _ in self.run.pieces))
        letters = [piece for piece in self.run.pieces if any(map(str.isalnum, piece[0]))]
        if text:
            look = self.run.look
            self.blocks.append(
                Paragraph(
                    f"{self.run.label} {text}" if self.run.label else text,
                    align=look.align,
                    bold=bool(letters) and all(bold for _, bold, _ in letters),
                    italic=bool(letters) and all(italic for _, _, italic in letters),
                    heading=look.heading,
                    indent=look.indent,
                )
            )
            self.run = _Run()
        else:
            self.run = _Run(label=self.run.label)

    def text(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        if not look.kept:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if not self.run.pieces or not any(piece.strip() for piece, _, _ in self.run.pieces):
            self.run.look = look
        self.run.pieces.append((text, look.bold, look.italic))

    def element(self, element: html.HtmlElement, look: _Look) -> None:
        name = element.tag if isinstance(element.tag, str) else ""
        style = element.get("style", "").lower()
        if not name or name in _DROPPED or _HIDDEN.search(style) or element.get("hidden") is not None:
            return
        if name == "br":
            self.run.pieces.append(("\n", look.bold, look.italic))
            return
        if name == "table":
            self.close()
            self.blocks += _table(element, _looked(element, "table", style, look))
            return
        inner = _looked(element, name, style, look)
        if name in _BLOCKS:
            self.close()
        if name == "ol" or name == "ul":
            self.items(element, replace(inner, indent=inner.indent + 1))
        else:
            self.inside(element, inner)
        if name in _BLOCKS:
            self.close()
            self.run.label = ""

    def inside(self, element: html.HtmlElement, look: _Look) -> None:
        self.text(element.text, look)
        for child in element:
            self.element(child, look)
            self.text(child.tail, look)

    def items(self, element: html.HtmlElement, look: _Look) -> None:
        """Items of a list, with the numbers that a browser makes."""
        number = _whole(element.get("start"), 1)
        for child in element:
            if child.tag != "li":
                self.element(child, look)
                continue
            number = _whole(child.get("value"), number)
            self.close()
            self.run.label = "-" if element.tag == "ul" else _numbered(number, element.get("type", "1"))
            self.element(child, look)
            number += 1


def _numbered(number: int, kind: str) -> str:
    made = {"a": letter, "A": letter, "i": roman, "I": roman}.get(kind, str)(number)
    return (made.upper() if kind in "AI" else made) + "."


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise


def _looked(element: html.HtmlElement, name: str, style: str, look: _Look) -> _Look:
    aligned = _ALIGNED.search(style)
    align = _ALIGNS.get(aligned[1] if aligned else element.get("align", "").lower())
    bold = name in ("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6") or look.bold
    if told := _BOLD.search(style) or _PLAIN.search(style):
        bold = told.re is _BOLD
    return replace(
        look,
        bold=bold,
        italic=look.italic or name in ("i", "em") or _ITALIC.search(style) is not None,
        align="center" if name == "center" and align is None else align or look.align,
        heading=int(name[1]) if re.fullmatch("h[1-6]", name) else look.heading,
        kept=look.kept or name == "pre",
    )


def _rows(table: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool]]:
    for child in table:
        if child.tag == "tr":
            yield child, False
        elif child.tag in ("thead", "tbody", "tfoot"):
            for row in child:
                if row.tag == "tr":
                    yield row, child.tag == "thead"


def _table(element: html.HtmlElement, look: _Look) -> list[Block]:
    """The table; one that only frames a single cell gives the blocks within."""
    cells: list[Cell] = []
    framed: list[list[Block]] = []
    taken: set[tuple[int, int]] = set()
    look = replace(look, align="left", indent=0)
    height = width = 0
    for row, in_head in _rows(element):
        column = 0
        for square in row:
            if square.tag not in ("td", "th"):
                continue
            while (height, column) in taken:
                column += 1
            rows = min(max(_whole(square.get("rowspan"), 1), 1), 2_000)
            columns = min(max(_whole(square.get("colspan"), 1), 1), _MOST_COLUMNS)
            if rows > 1:
                taken |= {(height + r, column + c) for r in range(1, rows) for c in range(columns)}
            walk = _Walk()
            style = square.get("style", "").lower()
            walk.inside(square, _looked(square, square.tag, style, look))
            walk.close()
            framed.append(walk.blocks)
            cells.append(Cell(height, column, rows, columns, tuple(_flat(walk.blocks)), in_head or square.tag == "th"))
            column += columns
        width = max(width, column)
        height += 1
    filled = [blocks for blocks in framed if blocks]
    if len(cells) == 1 or (len(filled) == 1 and any(isinstance(block, Table) for block in filled[0])):
        return filled[0] if filled else []
    # A span that runs past the last row ends with it.
    cells = [
        cell if cell.row + cell.rows <= height
        else Cell(cell.row, cell.column, height - cell.row, cell.columns, cell.paragraphs, cell.head)
        for cell in cells
    ]  # fmt: skip
    return [Table(tuple(cells), height, width)] if filled else []


def _flat(blocks: list[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Table):
            for cell in block.cells:
                yield from cell.paragraphs
        else:
            yield block
