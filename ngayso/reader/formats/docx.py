""".docx → Document: what Word would show, with its automatic numbers (ECMA-376 part 1)."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from ngayso.reader.document import Block, Cell, Document, Paragraph, Table
from ngayso.reader.errors import Refused
from ngayso.reader.formats.numbering import VAL, Numbering, W
from ngayso.reader.formats.printed import printed
from ngayso.reader.formats.styles import Look, Styles, look, whole
from ngayso.reader.refusals import FOOTNOTES, refuse
from ngayso.reader.secrecy import is_stamp
from ngayso.words.fold import nfc

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode())
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PART_BYTES = 40_000_000
_STEP = 567  # an indent step: 1 cm in twentieths of a point
_DASHES = {
    "f02d": "-",
    "f0be": "-",
    "002d": "-",
    "f02b": "+",
    "f0b3": "≥",
    "f0a3": "≤",
    "f0b1": "±",
}
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_NUMBER_TAB = re.compile(r"^(\S{1,10})\t+")
_GONE = frozenset(
    W + name
    for name in ("del", "moveFrom", "pPr", "rPr", "delText", "delInstrText", "tblPr", "tblGrid", "trPr",
                 "tcPr", "sectPr", "footnoteReference", "endnoteReference", "annotationRef", "sdtPr", "sdtEndPr", "rt")
) | {MC + "Fallback"}  # fmt: skip

_Piece = tuple[str, bool, bool]


def open_docx(data: bytes) -> Document:
    """Reads the bytes of a .docx or .docm. Raises Refused when it is broken, locked or uses XML entities.

    Tracked changes are taken as accepted; headers, footers, notes and comments are left out and said so in `notes`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            main = _target(package, names, "_rels/.rels", "", "/officeDocument") or "word/document.xml"
            folder, _, leaf = main.rpartition("/")
            rels = f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels"
            root = _root(package, main)
            parts = {
                kind: None if (path := _target(package, names, rels, folder, kind)) is None else _root(package, path)
                for kind in ("/styles", "/numbering")
            }
            printed_pages = _printed_pages(package, names)
            stamped = any(_bears_stamp(_root(package, name)) for name in names if _RUNNING.fullmatch(name))
    except (
        zipfile.BadZipFile,
        KeyError,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        raise refuse("docx.broken") from error
    except RuntimeError as error:  # zipfile says so of a member under a password
        raise refuse("office.locked") from error
    if stamped:
        raise refuse("stamp.secret")
    body = root.find(W + "body")
    if body is None:
        raise refuse("docx.broken")
    styles = Styles(parts["/styles"])
    return _Story(body, styles, Numbering(parts["/numbering"], styles.numbers())).document(printed_pages)


def _bears_stamp(running: etree._Element) -> bool:
    """Whether a running head or foot, otherwise left out, bears a stamp of secrecy."""
    lines = ("".join(part.text or "" for part in line.iter(W + "t")) for line in running.iter(W + "p"))
    return any(is_stamp(nfc(line)) for line in lines)


def _root(package: zipfile.ZipFile, name: str) -> etree._Element:
    info = package.getinfo(name)
    if info.file_size > _PART_BYTES:
        raise refuse("limit.unpacked")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(package.read(info).replace(*_STRICT), parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        if "entit" in str(error).lower():
            raise refuse("xml.entities") from error
        raise refuse("docx.broken") from error
    # Office programs never write a DTD; with one come entities that grow or point outside.
    if root.getroottree().docinfo.doctype:
        raise refuse("xml.entities")
    return root


def _target(package: zipfile.ZipFile, names: set[str], rels: str, folder: str, kind: str) -> str | None:
    """Path of the inner part that `rels` names with a type ending in `kind`, None when there is none."""
    if rels not in names:
        return None
    for element in _root(package, rels):
        if isinstance(element.tag, str) and element.get("Type", "").endswith(kind):
            target = element.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
            if element.get("TargetMode") != "External" and path in names:
                return path
    return None


def _printed_pages(package: zipfile.ZipFile, names: set[str]) -> int | None:
    if "docProps/app.xml" not in names:
        return None
    try:
        for element in _root(package, "docProps/app.xml").iter("{*}Pages"):
            return whole(element.text) or None
    except Refused as refused:
        if refused.code == "xml.entities":
            raise
    return None


def _contents(element: etree._Element) -> Iterator[etree._Element]:
    """Children that are shown, wrappers of tracked changes and tags opened."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _GONE:
            continue
        name = child.tag.rpartition("}")[2]
        if name == "sdt":
            gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            content = child.find(W + "sdtContent")
            if content is not None and (gallery is None or gallery.get(VAL) != "Table of Contents"):
                yield from _contents(content)
        elif name == "AlternateContent":
            choice = child.find(MC + "Choice")
            yield from _contents(child if choice is None else choice)
        elif child.tag in (
            W + "ins",
            W + "moveTo",
            W + "customXml",
            W + "smartTag",
            W + "dir",
            W + "bdo",
        ):
            yield from _contents(child)
        else:
            yield child


class _Story:
    """Walks the body once, in order: list counters, pages and fields run through the whole document."""

    def __init__(self, body: etree._Element, styles: Styles, numbering: Numbering) -> None:
        self.body, self.styles, self.numbering = body, styles, numbering
        tags = {tag for element in body.iter() if isinstance(tag := element.tag, str)}
        self.tags = tags
        self.rendered = W + "lastRenderedPageBreak" in tags
        self.page = 1
        # Open fields, each [instruction, result has begun]; a document whose fields do not close has none.
        marks = [element.get(W + "fldCharType") for element in body.iter(W + "fldChar")]
        self.has_fields = marks.count("begin") == marks.count("end")
        self.fields: list[tuple[list[str], list[bool]]] = []
        self.carried: list[_Piece] = []
        self.boxes: list[Block] = []

    def document(self, printed_pages: int | None) -> Document:
        blocks = tuple(self.blocks(self.body))
        paged = self.rendered or self.page > 1
        return Document(
            blocks,
            "docx",
            pages=self.page if paged else printed_pages,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        if self.tags & {W + "ins", W + "del", W + "moveFrom", W + "moveTo"}:
            yield "Tệp có thay đổi đang theo dõi (Track Changes): đã đọc như đã chấp nhận mọi thay đổi."
        if W + "commentReference" in self.tags:
            yield "Tệp có ghi chú (comment): không đọc các ghi chú."
        if self.tags & {W + "footnoteReference", W + "endnoteReference"}:
            yield FOOTNOTES
        if W + "altChunk" in self.tags:
            yield "Tệp có phần nhúng từ tệp khác: chưa đọc phần đó. Hãy mở bằng Word, lưu lại rồi nộp lại nếu cần."

    def blocks(self, container: etree._Element) -> list[Block]:
        made: list[Block] = []
        for element in _contents(container):
            if element.tag == W + "p":
                paragraph = self.paragraph(element)
                made += self.boxes
                self.boxes = []
                if paragraph is not None:
                    made.append(paragraph)
            elif element.tag == W + "tbl":
                made += self.table(element)
        return made

    # Paragraphs

    def paragraph(self, element: etree._Element) -> Paragraph | None:
        properties = element.find(W + "pPr")
        of_style = None if properties is None else properties.find(W + "pStyle")
        style = self.styles.default if of_style is None else of_style.get(VAL)
        shown = look(properties).over(self.styles.look(style))
        if shown.break_before and not self.rendered:
            self.page += 1
        boxes, self.boxes = self.boxes, []
        pieces, self.carried = self.carried, []
        page: int | None = None
        for piece in self.pieces(element, style):
            page = self.page if page is None and piece[0].strip() else page
            pieces.append(piece)
        self.boxes = boxes + self.boxes
        mark = None if properties is None else properties.find(W + "rPr")
        if mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None):
            # The mark at its end is deleted: what stays of it runs on into the next paragraph.
            self.carried = pieces
            return None
        section = None if properties is None else properties.find(W + "sectPr")
        label = "" if self._hidden() else self.label(shown, style)
        text = _NUMBER_TAB.sub(r"\1 ", printed("".join(piece[0] for piece in pieces)))
        made: Paragraph | None = None
        if text:
            letters = [piece for piece in pieces if any(map(str.isalnum, piece[0]))]
            level = None if shown.number is None else self.numbering.level(shown.number, shown.depth or 0)
            left = shown.left if shown.left is not None or level is None else level.left
            made = Paragraph(
                f"{label} {text}" if label else text,
                page=page or self.page,
                align=shown.align or "left",
                bold=bool(letters) and all(bold for _, bold, _ in letters),
                italic=bool(letters) and all(italic for _, _, italic in letters),
                heading=shown.outline or 0,
                indent=(shown.depth or 0) + 1 if label else max(0, (left or 0) // _STEP),
            )
        if section is not None and not self.rendered:
            kind = section.find(W + "type")
            self.page += kind is None or kind.get(VAL) != "continuous"
        return made

    def label(self, shown: Look, style: str | None) -> str:
        if shown.number in (None, "0"):
            return ""
        number = str(shown.number)
        depth = shown.depth if shown.depth is not None else 0
        if style is not None and number == self.styles.look(style).number:
            depth = self.numbering.depth_of_style(number, style, depth)
        return printed(self.numbering.label(number, depth))

    def pieces(self, element: etree._Element, style: str | None) -> Iterator[_Piece]:
        """Texts of a paragraph with (bold, italic), in order."""
        for child in _contents(element):
            if child.tag == W + "r":
                bold, italic, capitals, hidden = self.styles.letters(child.find(W + "rPr"), style)
                text = "".join(self.run(child))
                if text and not hidden:
                    yield text.upper() if capitals else text, bold, italic
            elif child.tag == _MATH_TEXT:
                yield child.text or "", False, True
            elif child.tag not in (W + "p", W + "tbl"):
                yield from self.pieces(child, style)

    def run(self, element: etree._Element) -> Iterator[str]:
        for child in _contents(element):
            name = child.tag.rpartition("}")[2]
            if name == "fldChar":
                self.field(child.get(W + "fldCharType"))
            elif name == "lastRenderedPageBreak":
                self.page += 1
            elif name == "br":
                if child.get(W + "type") == "page":
                    self.page += not self.rendered
                yield "\n"
            elif name in ("drawing", "pict", "object"):
                for box in child.iter(W + "txbxContent"):
                    # A box within a box comes with the outer one; the fallback picture repeats the choice.
                    if not any(up.tag in (W + "txbxContent", MC + "Fallback") for up in _between(box, child)):
                        self.boxes += self.blocks(box)
            elif name == "ruby":
                for base in child.iterchildren(W + "rubyBase"):
                    for inner in base.iterchildren(W + "r"):
                        yield from self.run(inner)
            elif name == "instrText":
                if self.fields and not self.fields[-1][1]:
                    self.fields[-1][0].append(child.text or "")
            elif not self._hidden():
                yield _letters(name, child)

    def field(self, mark: str | None) -> None:
        if not self.has_fields:
            return
        if mark == "begin":
            self.fields.append(([], []))
        elif mark == "separate" and self.fields:
            self.fields[-1][1].append(True)
        elif mark == "end" and self.fields:
            self.fields.pop()

    def _hidden(self) -> bool:
        """Inside a field's instruction, or inside a table of contents, which repeats the headings."""
        return any(not begun or "".join(told).split()[:1] == ["TOC"] for told, begun in self.fields)

    # Tables

    def table(self, element: etree._Element) -> list[Block]:
        """The table; one that only frames a single cell gives the blocks within."""
        cells: list[Cell] = []
        framed: list[list[Block]] = []
        above: dict[int, int] = {}  # column → place in `cells` of the cell that may run on downwards
        row = width = 0
        page = self.page
        for line in _contents(element):
            if line.tag != W + "tr":
                continue
            properties = line.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            head = properties is not None and properties.find(W + "tblHeader") is not None
            column = _count(properties, "gridBefore", 0)
            running: dict[int, int] = {}
            for square in _contents(line):
                if square.tag != W + "tc":
                    continue
                told = square.find(W + "tcPr")
                if told is not None and told.find(W + "cellDel") is not None:
                    continue
                columns = _count(told, "gridSpan", 1)
                merge = None if told is None else told.find(W + "vMerge")
                inner = self.blocks(square)
                if merge is not None and merge.get(VAL, "continue") == "continue" and column in above:
                    at = above[column]
                    cells[at] = _grown(cells[at])
                else:
                    at = len(cells)
                    framed.append(inner)
                    cells.append(Cell(row, column, 1, columns, tuple(_flat(inner)), head))
                if merge is not None:
                    running[column] = at
                column += columns
            above = running
            width = max(width, column)
            row += 1
        filled = [inner for inner in framed if inner]
        if len(cells) == 1 or (len(filled) == 1 and any(isinstance(block, Table) for block in filled[0])):
            return filled[0] if filled else []
        return [Table(tuple(cells), row, width, page)] if filled else []


def _between(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for up in element.iterancestors():
        if up is top:
            return
        yield up


def _letters(name: str, element: etree._Element) -> str:
    match name:
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            code = element.get(W + "char", "").lower()
            if code in _DASHES:
                return _DASHES[code]
            return "•" if code.startswith("f0") or not re.fullmatch("[0-9a-f]{4}", code) else chr(int(code, 16))
    return ""


def _count(properties: etree._Element | None, name: str, otherwise: int) -> int:
    """A small count such as w:gridSpan; a table of Word has at most 63 columns."""
    found = None if properties is None else properties.find(W + name)
    number = None if found is None else whole(found.get(VAL))
    return otherwise if number is None else max(otherwise, min(number, 63))


def _grown(cell: Cell) -> Cell:
    return Cell(cell.row, cell.column, cell.rows + 1, cell.columns, cell.paragraphs, cell.head)


def _flat(blocks: list[Block]) -> Iterator[Paragraph]:
    """Paragraphs of a cell; a table within it is read row by row."""
    for block in blocks:
        if isinstance(block, Table):
            for cell in block.cells:
                yield from cell.paragraphs
        else:
            yield block
