"""What Word shows is what is read."""

from collections.abc import Callable

import pytest

from ngayso.reader.document import Document, Paragraph, Table
from ngayso.reader.errors import Refused
from ngayso.reader.formats.docx import open_docx

Make = Callable[..., bytes]


def p(text: str, properties: str = "", run: str = "") -> str:
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def first(document: Document) -> Paragraph:
    block = document.blocks[0]
    assert isinstance(block, Paragraph)
    return block


def num(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="Muc"/>'
    '<w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Khoan"/>'
    '<w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def test_numbers_stand_before_the_text(make_docx: Make) -> None:
    body = p("MỤC ĐÍCH", num(1)) + p("Mục đích", num(1, 1)) + p("Yêu cầu", num(1, 1)) + p("NỘI DUNG", num(1))
    assert texts(open_docx(make_docx(body, numbering=LISTS))) == [
        "I. MỤC ĐÍCH", "1. Mục đích", "2. Yêu cầu", "II. NỘI DUNG",
    ]  # fmt: skip


def test_styles_number_and_a_paragraph_may_take_the_number_away(make_docx: Make) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="Khoan"><w:name w:val="x"/><w:basedOn w:val="Muc"/><w:pPr>'
        '<w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    body = (
        p("A", '<w:pStyle w:val="Muc"/>')
        + p("B", '<w:pStyle w:val="Khoan"/>')
        + p("C", f'<w:pStyle w:val="Muc"/>{num(0)}')
        + p("D", '<w:pStyle w:val="Muc"/>')
    )
    document = open_docx(make_docx(body, styles, LISTS))
    assert texts(document) == ["I. A", "1. B", "C", "II. D"]
    assert [block.heading for block in document.blocks if isinstance(block, Paragraph)] == [1, 2, 1, 1]
    assert all(block.bold for block in document.blocks if isinstance(block, Paragraph))


def test_tracked_changes_are_accepted(make_docx: Make) -> None:
    body = (
        "<w:p><w:r><w:t>trước ngày </w:t></w:r>"
        '<w:del w:id="1"><w:r><w:delText>15</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>16</w:t></w:r></w:ins><w:r><w:t>/10</w:t></w:r></w:p>'
        '<w:p><w:moveFrom w:id="3"><w:r><w:t>đi</w:t></w:r></w:moveFrom></w:p>'
        '<w:p><w:moveTo w:id="4"><w:r><w:t>đến</w:t></w:r></w:moveTo></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr></w:pPr><w:r><w:t>nối </w:t></w:r></w:p>'
        "<w:p><w:r><w:t>liền</w:t></w:r></w:p>"
    )
    document = open_docx(make_docx(body))
    assert texts(document) == ["trước ngày 16/10", "đến", "nối liền"]
    assert any("Track Changes" in note for note in document.notes)


def test_a_deleted_table_row_is_gone(make_docx: Make) -> None:
    def row(text: str, properties: str = "") -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr><w:tc>{p(text)}</w:tc><w:tc>{p('x')}</w:tc></w:tr>"

    gone = row("b", '<w:del w:id="1"/>')
    document = open_docx(make_docx(f"<w:tbl>{row('a')}{gone}{row('c')}</w:tbl>"))
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert [cell.paragraphs[0].text for cell in table.cells if cell.column == 0] == ["a", "c"]


def test_merged_cells_stand_once_with_their_spans(make_docx: Make) -> None:
    body = (
        "<w:tbl>"
        f'<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("Việc")}</w:tc>'
        f"<w:tc>{p('Chủ trì')}</w:tc></w:tr>"
        f'<w:tr><w:tc>{p("1")}</w:tc><w:tc>{p("a")}</w:tc><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
        f"{p('Sở A')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p('2')}</w:tc><w:tc>{p('b')}</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('')}</w:tc></w:tr>"
        "</w:tbl>"
    )
    table = open_docx(make_docx(body)).blocks[0]
    assert isinstance(table, Table)
    assert (table.height, table.width) == (3, 3)
    assert [(c.row, c.column, c.rows, c.columns, c.paragraphs[0].text, c.head) for c in table.cells] == [
        (0, 0, 1, 2, "Việc", True),
        (0, 2, 1, 1, "Chủ trì", True),
        (1, 0, 1, 1, "1", False),
        (1, 1, 1, 1, "a", False),
        (1, 2, 2, 1, "Sở A", False),
        (2, 0, 1, 1, "2", False),
        (2, 1, 1, 1, "b", False),
    ]


def test_a_table_that_frames_one_cell_gives_what_is_within(make_docx: Make) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl>"
    document = open_docx(make_docx(f"<w:tbl><w:tr><w:tc>{p('KẾ HOẠCH')}{inner}{p('')}</w:tc></w:tr></w:tbl>"))
    assert [type(block) for block in document.blocks] == [Paragraph, Table]


def test_a_text_box_is_read_once(make_docx: Make) -> None:
    box = f"<w:txbxContent>{p('DỰ THẢO')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>KẾ HOẠCH</w:t></w:r></w:p>"
        f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>"
    )
    assert texts(open_docx(make_docx(body))) == ["DỰ THẢO", "KẾ HOẠCH", "DỰ THẢO"]


def test_fields_give_their_result_and_a_table_of_contents_nothing(make_docx: Make) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def field(instruction: str, result: str) -> str:
        told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        return f"{mark('begin')}{told}{mark('separate')}<w:r><w:t>{result}</w:t></w:r>{mark('end')}"

    body = (
        f"<w:p>{field('DATE', '05/9/2024')}</w:p><w:p>{field('TOC o', 'I. MỤC ĐÍCH 3')}</w:p>"
        '<w:p><w:fldSimple w:instr="REF a"><w:r><w:t>mục II</w:t></w:r></w:fldSimple></w:p>'
    )
    assert texts(open_docx(make_docx(body))) == ["05/9/2024", "mục II"]


def test_letters_breaks_and_marks(make_docx: Make) -> None:
    body = (
        "<w:p><w:r><w:t>Kinh</w:t><w:noBreakHyphen/><w:t>tế</w:t><w:br/><w:t>xã\u00a0hội</w:t>"
        '<w:softHyphen/><w:sym w:font="Symbol" w:char="F02D"/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        "<w:r><w:rPr><w:caps/></w:rPr><w:t>hoa</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
        "<w:p><w:r><w:t>1.</w:t><w:tab/><w:t>Mu\u0323c đi\u0301ch</w:t></w:r></w:p>"
    )
    document = open_docx(make_docx(body))
    assert texts(document) == ["Kinh-tế\nxã hội-HOA", "1. Mục đích"]
    assert any("chú thích" in note for note in document.notes)


def test_bold_turns_over_between_paragraph_style_and_letter_style(make_docx: Make) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:b/></w:rPr></w:style>'
    )
    body = (
        p("a", '<w:pStyle w:val="P"/>')
        + p("b", '<w:pStyle w:val="P"/>', '<w:rStyle w:val="C"/>')
        + p("c", '<w:pStyle w:val="P"/>', '<w:b w:val="0"/>')
        + p("d", '<w:jc w:val="center"/>', "<w:i/>")
    )
    document = open_docx(make_docx(body, styles))
    assert [block.bold for block in document.blocks if isinstance(block, Paragraph)] == [True, False, False, False]
    last = document.blocks[3]
    assert isinstance(last, Paragraph)
    assert last.align == "center"
    assert last.italic


def test_pages_are_those_that_word_printed(make_docx: Make) -> None:
    body = (
        p("một")
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>hai</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>còn hai</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t> rồi ba</w:t></w:r></w:p>"
    )
    document = open_docx(make_docx(body))
    assert [block.page for block in document.blocks if isinstance(block, Paragraph)] == [1, 2, 2]
    assert document.pages == 3


def test_word_strict_files_are_read(make_docx: Make) -> None:
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_docx(p("KẾ HOẠCH")))) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            target.writestr(name, data)
    assert texts(open_docx(made.getvalue())) == ["KẾ HOẠCH"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        + "]>",
    ],
)
def test_xml_entities_are_refused(make_docx: Make, head: str) -> None:
    body = p("&b;") if "ENTITY b" in head else p("&a9;") if "a9" in head else p("x")
    with pytest.raises(Refused) as refused:
        open_docx(make_docx(body, head=head))
    assert refused.value.code == "xml.entities"


def test_a_circle_of_styles_ends(make_docx: Make) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert first(open_docx(make_docx(p("x", '<w:pStyle w:val="A"/>'), styles))).text == "x"


def test_a_stamp_of_secrecy_in_the_running_head_is_refused(make_docx: Make) -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = f'<w:hdr xmlns:w="{word}"><w:p><w:r><w:t>TUYỆT </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>'
    with pytest.raises(Refused) as refused:
        open_docx(make_docx(p("x"), more={"word/header1.xml": head.encode()}))
    assert refused.value.code == "stamp.secret"
