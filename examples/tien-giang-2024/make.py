"""Types plan.md as the official document that the province would send: plan.docx, and plan.pdf printed from it.

usage: python examples/tien-giang-2024/make.py [SOURCE.md]

Form: Nghị định 30/2020/NĐ-CP, phụ lục I (head in two columns, 13–14 pt Times New Roman, margins 30/20/20/20 mm). Number and
day stay blank, as in the source. Needs LibreOffice for the PDF.
"""

import re
import sys
from pathlib import Path

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "bench")]

from documents import Typist, print_pdf

from ngayso.reader.document import Paragraph


def paragraphs(source: str) -> list[Paragraph]:
    """The paragraphs of the Markdown: page numbers and slips of the scan gone, those cut by a page end joined."""
    made: list[Paragraph] = []
    for line in source.splitlines():
        text = re.sub(r"\s*\*leang\*$", "", line.strip())
        if not text or text.isdigit():
            continue
        headed = text.startswith("#")
        text = re.sub(r"^- \+", "+", text.lstrip("# "))
        whole = re.fullmatch(r"\*\*(.+?)\*\*\s*|\*([^*]+)\*", text)
        bold = headed or (whole is not None and whole[1] is not None)
        text = (whole[1] or whole[2]) if whole is not None else text.replace("**", "") if headed else text
        last = made[-1].text if made else ""
        if last and text[0].islower() and text[1:2] != ")" and re.search(r"[\w,]$", last):
            made[-1] = Paragraph(f"{last} {text}", bold=made[-1].bold)
        else:
            made.append(Paragraph(text, bold=bold))
    return made


def underlined(paragraph: WordParagraph, width: float, of: float) -> None:
    """A thin line `width` mm wide under a paragraph that stands in `of` mm."""
    border = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    # The schema wants the border before these.
    paragraph._p.get_or_add_pPr().insert_element_before(parse_xml(border), "w:spacing", "w:ind", "w:jc", "w:rPr")
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((of - width) / 2)


def centred(cell: WordCell, lines: list[tuple[str, float, bool, bool]]) -> None:
    """Lines (text, size, bold, italic) in the middle of a cell."""
    for at, (text, size, bold, italic) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def rule(cell: WordCell, width: float, of: float) -> None:
    """A short line under what the cell holds."""
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(3)
    underlined(paragraph, width, of)


def head(typist: Typist) -> None:
    table = typist.file.add_table(2, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, (66, 104), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    (left, right), (number, day) = (row.cells for row in table.rows)
    centred(left, [("ỦY BAN NHÂN DÂN", 13, True, False), ("TỈNH TIỀN GIANG", 13, True, False)])
    rule(left, 20, 62)
    centred(
        right,
        [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, False), ("Độc lập - Tự do - Hạnh phúc", 14, True, False)],
    )
    rule(right, 60, 100)
    centred(number, [("Số:           /KH-UBND", 13, False, False)])
    centred(day, [("Tiền Giang, ngày       tháng 9 năm 2024", 14, False, True)])
    typist.file.add_paragraph()


def signature(typist: Typist, recipients: list[Paragraph], signer: list[Paragraph]) -> None:
    typist.file.add_paragraph().paragraph_format.space_after = Pt(0)
    table = typist.file.add_table(1, 2)
    table.autofit = False
    for column, width in zip(table.columns, (88, 72), strict=True):
        column.width = Mm(width)
        column.cells[0].width = Mm(width)
    left, right = table.rows[0].cells
    for at, source in enumerate(recipients):
        paragraph = left.paragraphs[0] if at == 0 else left.add_paragraph()
        run = paragraph.add_run(source.text)
        run.bold = run.italic = at == 0 or None
        run.font.size = Pt(12 if at == 0 else 11)
    *titles, name = signer
    centred(right, [(title.text, 14, True, False) for title in titles])
    centred_name = [right.add_paragraph() for _ in range(5)][-1]
    centred_name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = centred_name.add_run(name.text)
    run.bold, run.font.size = True, Pt(14)


def main() -> int:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "plan.md"
    text = paragraphs(source.read_text(encoding="utf-8"))
    start = next(at for at, p in enumerate(text) if p.text == "KẾ HOẠCH")
    end = next(at for at, p in enumerate(text) if p.text.startswith("Nơi nhận"))
    signed = next(at for at in range(end, len(text)) if text[at].text.startswith(("TM.", "KT.")))
    typist = Typist()
    head(typist)
    for at, source_line in enumerate((text[start], text[start + 1])):
        paragraph = typist.file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(source_line.text)
        run.bold, run.font.size = True, Pt(14)
        paragraph.paragraph_format.space_after = Pt(0 if at == 0 else 2)
    line = typist.file.add_paragraph()
    line.paragraph_format.line_spacing, line.paragraph_format.space_after = Pt(3), Pt(12)
    underlined(line, 50, 160)
    for paragraph in text[start + 2 : end]:
        typist.body(paragraph)
    signature(typist, text[end:signed], text[signed:])
    typist.file.core_properties.title = text[start + 1].text
    typist.file.core_properties.author = "Ủy ban nhân dân tỉnh Tiền Giang"
    typist.file.core_properties.comments = ""
    typist.file.save(str(HERE / "plan.docx"))
    print_pdf([HERE / "plan.docx"], HERE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
