"""Makes each plan of DIR (.txt) into .docx, as an office would type it, and .pdf, in OUT.

usage: python bench/documents.py DIR OUT

The .docx has Word's own numbers (numbering.xml) instead of typed ones, merged cells in its tables, a head and a
signature in two columns. The .pdf is printed from it by LibreOffice, one process for all. So bench/reader.py can show
whether a plan is read alike in every format.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ngayso.reader.document import Block, Document, Paragraph, Table
from ngayso.reader.formats.numbering import written

_LABELS = (
    (0, "upperRoman", re.compile(r"([IVXL]{1,6})\.\s+")),
    (1, "decimal", re.compile(r"(\d{1,2})\.\s+")),
    (2, "lowerLetter", re.compile(r"([a-zđ])\)\s+")),
    (3, "bullet", re.compile(r"(-)\s+")),
    (4, "bullet", re.compile(r"(\+)\s+")),
)
_LITERAL = re.compile(r"(\d{1,2}(?:\.\d{1,2})+\.?|[a-zđ]\.\d{1,2}\)?)\s+")
_COLUMNS = (Mm(60), Mm(104))
_LEVEL_TEXTS = ("%1.", "%2.", "%3)", "-", "+")
_RIGHT_HEAD = re.compile(r"CỘNG HÒA|CỘNG HOÀ|Độc lập|ĐOÀN TNCS|ĐẢNG CỘNG SẢN|ngày\s.*tháng", re.IGNORECASE)
_SIGNS = re.compile(r"(TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M)\s|(PHÓ )?(CHỦ TỊCH|GIÁM ĐỐC|HIỆU TRƯỞNG|BÍ THƯ|THỦ TƯỚNG|TRƯỞNG)")


class Typist:
    """Types one document in Word's way."""

    def __init__(self) -> None:
        self.file: WordFile = docx.Document()
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(30), Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        self._page_number(section.header.paragraphs[0])
        section.different_first_page_header_footer = True
        style = self.file.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(14)
        fonts = style.element.rPr.find(qn("w:rFonts"))
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), "Times New Roman")
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        style.element.rPr.append(language)
        style.paragraph_format.space_after = Pt(0)
        self.lists = self.file.part.numbering_part.element
        for child in list(self.lists):
            self.lists.remove(child)
        self.abstracts = self.nums = 0
        self.counts: dict[int, int] = {}
        self.restart: tuple[int, int] | None = None
        levels = [(text, style) for text, (_, style, _) in zip(_LEVEL_TEXTS, _LABELS, strict=True)]
        self.current, self.bullets = self._list(levels), self._list(levels)

    @staticmethod
    def _page_number(paragraph: WordParagraph) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "1"), ("end", "")):
            run = paragraph.add_run("" if text in ("", "PAGE") else text)
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            elif text == "PAGE":
                told = OxmlElement("w:instrText")
                told.text = "PAGE"
                run._r.append(told)

    def _list(self, levels: list[tuple[str, str]], start: tuple[int, int] | None = None, of: int | None = None) -> int:
        """A new list, or a restart of list `of` at (level, number); gives its numId."""
        if of is None:
            of, self.abstracts = self.abstracts, self.abstracts + 1
            inner = "".join(
                f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:suff w:val="space"/>'
                f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
                f'<w:pPr><w:ind w:left="0" w:firstLine="720"/></w:pPr></w:lvl>'
                for depth, (text, style) in enumerate(levels)
            )
            made = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{of}">'
                f'<w:multiLevelType w:val="multilevel"/>{inner}</w:abstractNum>'
            )
            first = self.lists.find(qn("w:num"))
            self.lists.append(made) if first is None else first.addprevious(made)
        self.nums += 1
        override = (
            ""
            if start is None
            else (f'<w:lvlOverride w:ilvl="{start[0]}"><w:startOverride w:val="{start[1]}"/></w:lvlOverride>')
        )
        self.lists.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{self.nums}"><w:abstractNumId w:val="{of}"/>{override}</w:num>')
        )
        return self.nums

    def _numbered(self, text: str) -> tuple[str, int, int] | None:
        """(text without its number, numId, level) when Word can make that number."""
        for depth, style, pattern in _LABELS:
            found = pattern.match(text)
            if found is None:
                continue
            rest = text[found.end() :]
            if style == "bullet":
                return rest, self.bullets, depth
            wanted = next((n for n in range(1, 60) if written(n, style) == found[1]), None)
            if wanted is None:
                break
            self.counts = {d: n for d, n in self.counts.items() if d <= depth}
            # A list that was made to start at another number does so at each of its starts.
            first = self.restart[1] if self.restart is not None and self.restart[0] == depth else 1
            expected = self.counts[depth] + 1 if depth in self.counts else first
            self.counts[depth] = wanted
            if expected != wanted:
                self.restart = depth, wanted
                self.current = self._list([], self.restart, of=0)
            return rest, self.current, depth
        found = _LITERAL.match(text) or _LABELS[2][2].match(text)
        if found is None:
            return None
        return text[found.end() :], self._list([(found[0].strip(), "decimal")]), 0

    def type(
        self, paragraph: WordParagraph, source: Paragraph, size: float | None = None, numbers: bool = True
    ) -> None:
        """Types `source` into an empty paragraph; what stands between ** is bold."""
        text = source.text
        numbered = self._numbered(text) if numbers else None
        if numbered is not None:
            text, num_id, depth = numbered
            properties = paragraph._p.get_or_add_pPr()
            properties.append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{num_id}"/></w:numPr>')
            )
        if numbered is not None and source.bold:
            # The number looks as the paragraph mark does.
            paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:b/></w:rPr>"))
        for at, line in enumerate(text.split("\n")):
            for place, part in enumerate(line.split("**")):
                run = paragraph.add_run(part)
                run.bold, run.italic = source.bold or place % 2 == 1 or None, source.italic or None
                if size is not None:
                    run.font.size = Pt(size)
            if at < text.count("\n"):
                paragraph.runs[-1].add_break()

    def body(self, source: Paragraph) -> None:
        """One paragraph of running text."""
        paragraph = self.file.add_paragraph()
        self.type(paragraph, source)
        form = paragraph.paragraph_format
        if source.align == "center":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            form.first_line_indent = Cm(0)
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            form.space_after = Pt(6)
            if paragraph._p.pPr is None or paragraph._p.pPr.numPr is None:
                form.first_line_indent = Cm(1.27)

    def columns(self, left: list[Paragraph], right: list[Paragraph], sizes: tuple[float, float]) -> None:
        """Two columns without borders: the head, or recipients and signature."""
        table = self.file.add_table(1, 2)
        table.autofit = False
        for column, width in zip(table.columns, _COLUMNS, strict=True):
            column.width = width
        for cell, side, size, width in zip(table.rows[0].cells, (left, right), sizes, _COLUMNS, strict=True):
            cell.width = width
            self._fill(cell, side, size, center=side is right or not any(p.text.startswith("-") for p in side))
        self.file.add_paragraph()

    def _fill(self, cell: WordCell, paragraphs: list[Paragraph], size: float, center: bool) -> None:
        for at, source in enumerate(paragraphs):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            self.type(paragraph, source, size, numbers=False)
            if center:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def table(self, source: Table) -> None:
        """A ruled table; equal neighbours of a column below the head, and rows with one text, become merged cells."""
        table = self.file.add_table(source.height, source.width)
        table.style = "Table Grid"
        places = {(cell.row, cell.column): cell for cell in source.cells}
        for cell in source.cells:
            last_row = min(cell.row + cell.rows, source.height) - 1
            last_column = min(cell.column + cell.columns, source.width) - 1
            made = table.cell(cell.row, cell.column)
            if (last_row, last_column) != (cell.row, cell.column):
                made = made.merge(table.cell(last_row, last_column))
            self._fill(made, list(cell.paragraphs), 12, center=False)
        for column in range(1, source.width):
            self._merge_down(table, places, column, source.height)
        head = table.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))
        self.file.add_paragraph()

    @staticmethod
    def _merge_down(table: WordTable, places: dict, column: int, height: int) -> None:
        row = 1
        while row < height:
            first = places.get((row, column))
            end = row + 1
            while (
                first is not None
                and first.paragraphs
                and first.rows == first.columns == 1
                and (below := places.get((end, column))) is not None
                and below.rows == below.columns == 1
                and [p.text for p in below.paragraphs] == [p.text for p in first.paragraphs]
            ):
                for paragraph in table.cell(end, column).paragraphs:
                    paragraph.clear()
                end += 1
            if end - row > 1:
                merged = table.cell(row, column).merge(table.cell(end - 1, column))
                for paragraph in merged.paragraphs[len(first.paragraphs) :]:
                    paragraph._p.getparent().remove(paragraph._p)
            row = end


def typed(document: Document) -> WordFile:
    """The document as an office would have typed it."""
    typist = Typist()
    blocks = list(document.blocks)
    if blocks and not isinstance(blocks[0], Table):
        blocks = _with_head(blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            signature = _signature(blocks[place:]) if block.text.lstrip("*").lower().startswith("nơi nhận") else None
            if signature is not None:
                typist.columns(*signature, sizes=(11, 14))
                break
            typist.body(block)
        elif block.width == 2 and _is_layout(block):
            left = [p for cell in block.cells if cell.column == 0 for p in _lines(cell.paragraphs)]
            right = [p for cell in block.cells if cell.column == 1 for p in _lines(cell.paragraphs)]
            typist.columns(left, right, sizes=(11, 14) if any("nhận" in p.text for p in left) else (13, 13))
        else:
            typist.table(block)
    return typist.file


def _lines(paragraphs: tuple[Paragraph, ...]) -> list[Paragraph]:
    return [p for p in paragraphs if p.text.strip("-_ ")]


def _is_layout(table: Table) -> bool:
    text = " ".join(p.text for cell in table.cells for p in cell.paragraphs)
    return table.height <= 2 and (re.search(r"Nơi nhận|CỘNG HÒA|CỘNG\s+HOÀ", text, re.IGNORECASE) is not None)


def _with_head(blocks: list[Block]) -> list[Block]:
    """Puts the lines above the title into two columns, when the source has them one under the other."""
    from ngayso.reader.document import Cell

    title = next(
        (at for at, b in enumerate(blocks[:20]) if isinstance(b, Paragraph) and b.text.strip() in _TITLES), None
    )
    if not title or any(isinstance(block, Table) for block in blocks[:title]):
        return blocks
    head = [block for block in blocks[:title] if isinstance(block, Paragraph)]
    right = [p for p in head if _RIGHT_HEAD.search(p.text)]
    left = [p for p in head if not _RIGHT_HEAD.search(p.text)]
    if not left or not right:
        return blocks
    return [Table((Cell(0, 0, 1, 1, tuple(left)), Cell(0, 1, 1, 1, tuple(right))), 1, 2), *blocks[title:]]


_TITLES = ("KẾ HOẠCH", "QUYẾT ĐỊNH", "CHƯƠNG TRÌNH")


def _signature(blocks: list[Block]) -> tuple[list[Paragraph], list[Paragraph]] | None:
    """Recipients and signature from the paragraphs at the end, None when they do not stand so."""
    if len(blocks) > 45 or not all(isinstance(block, Paragraph) for block in blocks):
        return None
    end = [block for block in blocks if isinstance(block, Paragraph)]
    cut = next((at for at, p in enumerate(end) if at and _SIGNS.match(p.text)), None)
    return None if cut is None else (end[:cut], end[cut:])


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    from ngayso.reader.formats.text import open_text
    from ngayso.reader.mend import mend

    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for path in sorted(source.glob("*.txt")):
        made.append(out / f"{path.stem}.docx")
        typed(mend(open_text(path.read_bytes()))).save(str(made[-1]))
    print_pdf(made, out)
    print(f"{len(made)} plans in {out}")
    return 0


def print_pdf(files: list[Path], out: Path) -> None:
    """Prints .docx files to PDF in `out` with one LibreOffice process."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is missing: no .pdf is made", file=sys.stderr)
        return
    command = [office, "--headless", f"-env:UserInstallation=file://{out.resolve()}/.office", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=600)
    shutil.rmtree(out / ".office", ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
