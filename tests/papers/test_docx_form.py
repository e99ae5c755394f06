"""The form of Nghị định 30/2020/NĐ-CP in what is written."""

import datetime
import io
import struct
import unicodedata
import zlib

import docx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers.written import W, Written, text_of

from ngayso.papers.docx import write
from ngayso.papers.parts import (
    Annex,
    Bullets,
    Column,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Picture,
    Row,
    Signer,
    Span,
    Table,
)

REPORT = OfficialDocument(
    parent="Ủy ban nhân dân tỉnh Tiền Giang",
    agency="Sở Thông tin và Truyền thông",
    number=5,
    symbol="BC-STTTT",
    place="Tiền Giang",
    day=datetime.date(2025, 2, 3),
    kind="Báo cáo",
    title="Kết quả thử nghiệm",
    addressees=("Bộ Thông tin và Truyền thông", "Ủy ban nhân dân tỉnh Tiền Giang"),
    bases=("Luật Chuyển đổi số", "Nghị định về công tác văn thư;"),
    body=(
        Heading(1, "Tình hình"),
        Heading(2, "Chung"),
        Heading(3, "một"),
        Heading(3, "hai"),
        Heading(2, "Riêng"),
        Heading(3, "một nữa"),
        Heading(1, "Kết quả"),
        Heading(2, "Đầu lại"),
        Paragraph((Span("Đậm", bold=True), Span(" thường năm 2024"))),
        Bullets(("một;", "hai.")),
        Note("(Ghi chú.)"),
        Paragraph("Trên đây là báo cáo."),
    ),
    recipients=("Như trên", "Sở Y tế;"),
    archive="VT, CNTT",
    signer=Signer("Phó Giám đốc", "Nguyễn Văn An", "KT. Giám đốc"),
)
ROWS = tuple(Row((str(at), f"Dòng {at}", "1")) for at in range(1, 4))
TABLE = Table((Column("STT", 1, "center"), Column("Tên", 6), Column("Số", 2, "right")), ROWS)


@pytest.fixture(scope="module")
def report() -> Written:
    return Written(write(REPORT))


def mm(value: str) -> float:
    return int(value) * 25.4 / 1440


def with_body(*blocks, **more) -> Written:
    return Written(write(msgspec.structs.replace(REPORT, body=blocks, **more)))


def size_of(run, style) -> float:
    found = run.find(f"{W}rPr/{W}sz")
    found = style.find(f"{W}rPr/{W}sz") if found is None else found
    return int(found.get(f"{W}val")) / 2


def test_the_page_is_a4_with_the_margins_of_the_decree(report):
    (section,) = report.sections()
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert (round(mm(size.get(f"{W}w"))), round(mm(size.get(f"{W}h")))) == (210, 297)
    sides = {side: mm(margins.get(f"{W}{side}")) for side in ("top", "bottom", "left", "right")}
    assert 20 <= round(sides["top"], 1) <= 25
    assert 20 <= round(sides["bottom"], 1) <= 25
    assert 30 <= round(sides["left"], 1) <= 35
    assert 15 <= round(sides["right"], 1) <= 20


def test_all_text_is_times_new_roman_black_and_vietnamese(report):
    defaults = report.part("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert set(defaults.find(f"{W}rFonts").attrib.values()) == {"Times New Roman"}
    assert defaults.find(f"{W}color").get(f"{W}val") == "000000"
    assert defaults.find(f"{W}lang").get(f"{W}val") == "vi-VN"
    assert not list(report.body.iter(f"{W}rFonts", f"{W}color", f"{W}u"))


def test_the_head_stands_in_columns_of_68_and_95_mm(report):
    head = next(report.body.iter(f"{W}tbl"))
    assert [round(mm(column.get(f"{W}w"))) for column in head.iter(f"{W}gridCol")] == [68, 95]
    assert head.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
    left, right, number, day = head.iter(f"{W}tc")
    assert [text_of(p) for p in left.iter(f"{W}p")] == [
        "ỦY BAN NHÂN DÂN\nTỈNH TIỀN GIANG",
        "SỞ THÔNG TIN\nVÀ TRUYỀN THÔNG",
        "",
    ]
    parent, agency, _ = left.iter(f"{W}p")
    assert parent.find(f".//{W}b") is None
    assert agency.find(f".//{W}b") is not None
    motto = [text_of(p) for p in right.iter(f"{W}p")]
    assert motto == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", ""]
    sizes = [size_of(run, report.styles["Motto"]) for run in right.iter(f"{W}r")]
    assert sizes == [12, 14]
    assert text_of(number).replace("\u00a0", " ") == "Số: 05/BC-STTTT"
    assert text_of(day).replace("\u00a0", " ") == "Tiền Giang, ngày 03 tháng 02 năm 2025"
    assert day.find(f".//{W}i") is not None


def test_lines_under_texts_are_borders_of_the_right_length(report):
    head = next(report.body.iter(f"{W}tbl"))
    left, right, *_ = head.iter(f"{W}tc")

    def line(cell, of):
        paragraph = list(cell.iter(f"{W}p"))[-1]
        assert paragraph.find(f"{W}pPr/{W}pBdr/{W}top").get(f"{W}val") == "single"
        indent = paragraph.find(f"{W}pPr/{W}ind")
        assert indent.get(f"{W}left") == indent.get(f"{W}right")
        return of - mm(indent.get(f"{W}left")) - mm(indent.get(f"{W}right"))

    # "VÀ TRUYỀN THÔNG" is 41.9 mm wide at 12 bold, the second line of the motto 60.2 mm at 14 bold.
    assert 41.9 / 3 <= line(left, 68) <= 41.9 / 2
    assert line(right, 95) == pytest.approx(60.2, abs=0.5)


def test_number_and_day_stay_blank_until_they_are_given():
    made = with_body(Paragraph("x"), number=None, day=None, year=2025)
    number, day = list(next(made.body.iter(f"{W}tbl")).iter(f"{W}tc"))[2:]
    assert text_of(number).replace("\u00a0", " ").split() == ["Số:", "/BC-STTTT"]
    assert text_of(day).replace("\u00a0", " ").split() == ["Tiền", "Giang,", "ngày", "tháng", "năm", "2025"]


def test_type_and_title_are_centred_and_bold(report):
    assert report.texts("Title") == ["BÁO CÁO"]
    assert report.texts("Subtitle") == ["Kết quả thử nghiệm"]
    for style in ("Title", "Subtitle"):
        assert report.styles[style].find(f"{W}rPr/{W}b") is not None
        assert report.styles[style].find(f"{W}pPr/{W}jc").get(f"{W}val") == "center"


def test_several_addressees_stand_a_line_each_under_the_colon(report):
    assert report.texts("Addressees") == [
        "Kính gửi:",
        "- Bộ Thông tin và Truyền thông;",
        "- Ủy ban nhân dân tỉnh Tiền Giang.",
    ]
    label, *names = [int(p.find(f"{W}pPr/{W}ind").get(f"{W}left")) for p in report.paragraphs("Addressees")]
    assert len(set(names)) == 1
    # "Kính gửi" is 17.9 mm wide at 14.
    assert mm(str(names[0] - label)) == pytest.approx(17.9, abs=0.5)


def test_one_addressee_stands_on_the_line_of_the_label():
    assert with_body(Paragraph("x"), addressees=("Sở Y tế",)).texts("Addressees") == ["Kính gửi: Sở Y tế."]


def test_bases_are_in_italics_and_closed(report):
    assert report.texts("Bases") == ["Luật Chuyển đổi số;", "Nghị định về công tác văn thư."]
    assert report.styles["Bases"].find(f"{W}rPr/{W}i") is not None


def test_headings_count_and_begin_anew_under_each_parent(report):
    assert report.texts("Heading1") == ["I. TÌNH HÌNH", "II. KẾT QUẢ"]
    assert report.texts("Heading2") == ["1. Chung", "2. Riêng", "1. Đầu lại"]
    assert report.texts("Heading3") == ["a) một", "b) hai", "a) một nữa"]
    bold = [report.styles[f"Heading{level}"].find(f"{W}rPr/{W}b") is not None for level in (1, 2, 3)]
    assert bold == [True, True, False]
    # A điểm is running text: it is justified like it, and a row of them may be cut by a page end.
    assert report.styles["Heading3"].find(f"{W}pPr/{W}keepNext") is None
    assert report.styles["Heading3"].find(f"{W}pPr/{W}jc") is None


def test_a_heading_may_bring_its_own_mark():
    assert with_body(Heading(2, "Riêng", mark="7."), Heading(2, "Không", mark="")).texts("Heading2") == [
        "7. Riêng",
        "Không",
    ]


def test_running_text_is_justified_14_points_with_its_first_line_indented(report):
    style = report.styles["BodyText"]
    assert style.find(f"{W}pPr/{W}jc").get(f"{W}val") == "both"
    assert mm(style.find(f"{W}pPr/{W}ind").get(f"{W}firstLine")) == pytest.approx(12.7, abs=0.01)
    assert int(style.find(f"{W}pPr/{W}spacing").get(f"{W}after")) >= 6 * 20
    assert 240 <= int(style.find(f"{W}pPr/{W}spacing").get(f"{W}line")) <= 360
    assert style.find(f"{W}rPr/{W}sz").get(f"{W}val") == "28"


def test_the_text_closes_with_its_mark(report):
    assert report.texts("BodyText")[-1] == "Trên đây là báo cáo./."
    assert with_body(Paragraph("Hết. /.")).texts("BodyText") == ["Hết./."]


def test_a_year_is_not_parted_from_its_number(report):
    assert report.texts("BodyText")[0] == "Đậm thường năm\u00a02024"


def test_recipients_and_signer_stand_side_by_side(report):
    left, right = list(report.body.iter(f"{W}tbl"))[-1].iter(f"{W}tc")
    assert [text_of(p) for p in left.iter(f"{W}p")] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Sở Y tế;",
        "- Lưu: VT, CNTT.",
    ]
    assert [text_of(p) for p in right.iter(f"{W}p")] == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn An"]
    label, names = report.styles["RecipientsLabel"], report.styles["Recipients"]
    assert (label.find(f"{W}rPr/{W}sz").get(f"{W}val"), names.find(f"{W}rPr/{W}sz").get(f"{W}val")) == ("24", "22")
    assert label.find(f"{W}rPr/{W}b") is not None
    assert label.find(f"{W}rPr/{W}i") is not None


def test_a_letter_has_its_subject_under_its_number_and_no_type():
    made = with_body(Paragraph("x"), kind="", title="Báo cáo kết quả", symbol="STTTT-CNTT")
    number = list(next(made.body.iter(f"{W}tbl")).iter(f"{W}tc"))[2]
    assert [text_of(p) for p in number.iter(f"{W}p")][1] == "V/v báo cáo kết quả"
    assert made.texts("Title") == []


def test_page_numbers_stand_in_the_top_margin_and_not_on_the_first_page(report):
    (section,) = report.sections()
    assert section.find(f"{W}titlePg") is not None
    assert [reference.get(f"{W}type") for reference in section.iter(f"{W}headerReference")] == ["default"]
    header = report.part("word/header1.xml")
    assert [node.text.strip() for node in header.iter(f"{W}instrText")] == ["PAGE"]
    assert report.styles["Header"].find(f"{W}pPr/{W}jc").get(f"{W}val") == "center"
    assert 13 <= int(report.styles["Header"].find(f"{W}rPr/{W}sz").get(f"{W}val")) / 2 <= 14
    assert mm(section.find(f"{W}pgMar").get(f"{W}header")) < 15


def test_each_annex_is_a_section_with_its_own_numbers():
    annexes = (Annex("Tổng hợp", (TABLE,), landscape=True), Annex("Danh sách", (Paragraph("x"),)))
    made = with_body(Paragraph("x"), annexes=annexes, number=None, day=None)
    assert [section.find(f"{W}pgSz").get(f"{W}orient") for section in made.sections()] == [None, "landscape", None]
    assert [section.find(f"{W}pgNumType").get(f"{W}start") for section in made.sections()] == ["1", "1", "1"]
    assert made.texts("AnnexMark") == ["Phụ lục I", "Phụ lục II"]
    assert made.texts("AnnexTitle") == ["TỔNG HỢP", "DANH SÁCH"]
    told = made.texts("AnnexOf")[0].replace("\u00a0", " ")
    assert " ".join(told.split()) == "(Kèm theo Báo cáo số /BC-STTTT ngày tháng năm của Sở Thông tin và Truyền thông)"


def test_an_annex_alone_has_no_number_and_names_the_issued_document():
    made = with_body(Paragraph("x"), annexes=(Annex("Danh sách", (Paragraph("x"),)),))
    assert made.texts("AnnexMark") == ["Phụ lục"]
    assert " ".join(made.texts("AnnexOf")[0].split()) == (
        "(Kèm theo Báo cáo số 05/BC-STTTT ngày 03 tháng 02 năm 2025 của Sở Thông tin và Truyền thông)"
    )


def test_a_table_fills_the_text_and_repeats_its_head():
    made = with_body(TABLE, Paragraph("x"))
    table = list(made.body.iter(f"{W}tbl"))[1]
    assert sum(mm(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) == pytest.approx(163, abs=0.2)
    rows = list(table.iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    aligned = [p.find(f"{W}pPr/{W}jc") for p in rows[1].iter(f"{W}p")]
    assert [None if jc is None else jc.get(f"{W}val") for jc in aligned] == ["center", None, "right"]


def test_a_lone_cell_spans_the_table():
    made = with_body(Table(TABLE.columns, (Row(("Nhóm",)), *ROWS)), Paragraph("x"))
    group = list(list(made.body.iter(f"{W}tbl"))[1].iter(f"{W}tr"))[1]
    assert [span.get(f"{W}val") for span in group.iter(f"{W}gridSpan")] == ["3"]


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="2 ô, bảng có 3 cột"):
        with_body(Table(TABLE.columns, (Row(("a", "b")),)))


def png(wide: int, high: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * wide for _ in range(high)))
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_keeps_its_shape_and_says_what_it_shows():
    data = write(msgspec.structs.replace(REPORT, body=(Picture(png(40, 10), 400, "Biểu đồ"), Paragraph("x"))))
    (shape,) = docx.Document(io.BytesIO(data)).inline_shapes
    assert shape.width.mm == pytest.approx(163, abs=0.1)
    assert shape.width / shape.height == pytest.approx(4, abs=0.01)
    assert b'descr="Bi\xe1\xbb\x83u \xc4\x91\xe1\xbb\x93"' in Written(data).archive.read("word/document.xml")


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"GIF89a" + b"\0" * 30])
def test_a_picture_that_word_does_not_show_everywhere_is_refused(data):
    with pytest.raises(ValueError, match="PNG hoặc JPEG"):
        with_body(Picture(data, 100, "Hình"))


def test_properties_name_title_and_agency():
    properties = docx.Document(io.BytesIO(write(REPORT))).core_properties
    assert properties.title == "Báo cáo kết quả thử nghiệm"
    assert properties.author == "Sở Thông tin và Truyền thông"
    assert properties.language == "vi-VN"
    assert properties.created.date() == datetime.date(2025, 2, 3)


def test_the_same_document_gives_the_same_bytes():
    again = msgspec.json.decode(msgspec.json.encode(REPORT), type=OfficialDocument)
    assert write(again) == write(REPORT)
    assert {entry.date_time for entry in Written(write(REPORT)).archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_printed_and_word_opens_it(text):
    replaced = msgspec.structs.replace(
        REPORT,
        title=f"Thử {text}",
        body=(Heading(1, text), Table((Column(text, 1),), (Row((text,)),)), Paragraph(text), Paragraph("Hết")),
        recipients=(text,),
        signer=Signer("Giám đốc", text),
    )
    opened = docx.Document(io.BytesIO(write(replaced)))
    printed = "".join(p.text for p in opened.paragraphs if p.style.name == "Body Text")
    kept = [c for c in unicodedata.normalize("NFC", text) if c.isalnum()]
    assert [c for c in printed if c.isalnum()][: len(kept)] == kept
