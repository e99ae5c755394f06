"""PDF pages: columns, ruled tables, furniture."""

import re
import zlib
from itertools import pairwise

import pytest

from ngayso.reader.document import Document, Paragraph, Table
from ngayso.reader.errors import Refused
from ngayso.reader.formats.pdf import open_pdf

LONG = "Thực hiện Quyết định của Thủ tướng Chính phủ về Ngày Chuyển đổi số quốc gia và kế hoạch"
INDENT = 97


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def cells(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.rows, c.columns, " / ".join(p.text for p in c.paragraphs)) for c in table.cells]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def filled(pdf, first: float = 100, lines: int = 8):
    """Running text that shows where the margins are."""
    for at in range(lines):
        pdf.text(85 if at else INDENT, first + 18 * at, LONG if at < lines - 1 else "hết đoạn.", 10)
    return first + 18 * lines


def test_lines_become_paragraphs_by_indent_and_room(make_pdf) -> None:
    pdf = make_pdf().new_page()
    y = filled(pdf)
    pdf.text(INDENT, y, "1. Mục đích", 10, bold=True)
    filled(pdf, y + 18, 4)
    document = open_pdf(pdf.data())
    made = texts(document)
    assert [text[:10] for text in made] == ["Thực hiện ", "1. Mục đíc", "Thực hiện "]
    assert made[0].endswith("hết đoạn.")
    bold = [block.bold for block in document.blocks if isinstance(block, Paragraph)]
    assert bold == [False, True, False]
    assert document.broken


def test_a_paragraph_goes_on_over_the_page_end_and_page_numbers_go(make_pdf) -> None:
    pdf = make_pdf().new_page()
    for at in range(6):
        pdf.text(INDENT if at == 0 else 85, 700 + 18 * at, LONG, 10)
    pdf.new_page().text(290, 40, "2", 10)
    for at in range(6):
        pdf.text(85, 80 + 18 * at, LONG if at < 5 else "hết.", 10)
    document = open_pdf(pdf.data())
    assert len(texts(document)) == 1
    assert texts(document)[0].endswith("kế hoạch hết.")


def test_head_and_signature_are_two_columns(make_pdf) -> None:
    pdf = make_pdf().new_page()
    for x, y, text in (
        (110, 60, "ỦY BAN NHÂN DÂN"), (95, 76, "TỈNH TIỀN GIANG"), (110, 110, "Số: 1/KH-UBND"),
        (290, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"), (300, 76, "Độc lập - Tự do - Hạnh phúc"),
        (300, 110, "Tiền Giang, ngày 05 tháng 9"),
    ):  # fmt: skip
        pdf.text(x, y, text, 11, bold=y < 100)
    pdf.text(285, 150, "KẾ HOẠCH", 12, bold=True)
    y = filled(pdf, 190) + 20
    for at, text in enumerate(("Nơi nhận:", "- Sở Nội vụ;", "- Các sở, ban, ngành;", "- Lưu: VT.")):
        pdf.text(85, y + 13 * at, text, 9)
    for at, text in ((0, "KT. CHỦ TỊCH"), (16, "PHÓ CHỦ TỊCH"), (80, "Trần Thị B")):
        pdf.text(380 if text[0] != "T" else 386, y + at, text, 12, bold=True)
    document = open_pdf(pdf.data())
    head, signature = tables(document)
    assert cells(head) == [
        (0, 0, 1, 1, "ỦY BAN NHÂN DÂN / TỈNH TIỀN GIANG / Số: 1/KH-UBND"),
        (0, 1, 1, 1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA / Độc lập - Tự do - Hạnh phúc / Tiền Giang, ngày 05 tháng 9"),
    ]
    assert cells(signature) == [
        (0, 0, 1, 1, "Nơi nhận: / - Sở Nội vụ; / - Các sở, ban, ngành; / - Lưu: VT."),
        (0, 1, 1, 1, "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / Trần Thị B"),
    ]
    assert texts(document)[0] == "KẾ HOẠCH"


def ruled(pdf, xs, ys, rows, skip=()) -> None:
    """A table with all rules but those in `skip`, given as (left x, y) of the missing piece."""
    for y in ys:
        for a, b in pairwise(xs):
            if (a, y) not in skip:
                pdf.line(a, y, b, y)
    for x in xs:
        pdf.line(x, ys[0], x, ys[-1])
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(xs, row, strict=False):
            if text:
                pdf.text(x + 4, y + 14, text, 9)


def test_a_ruled_table_with_a_merged_cell(make_pdf) -> None:
    pdf = make_pdf().new_page()
    xs, ys = (85, 120, 300, 420), (100, 130, 160, 190)
    ruled(pdf, xs, ys, [("TT", "Việc", "Chủ trì"), ("1", "Tập huấn", "Sở A"), ("2", "Hội nghị", "")], {(300, 160)})
    (table,) = tables(open_pdf(pdf.data()))
    assert (table.height, table.width) == (3, 3)
    assert cells(table) == [
        (0, 0, 1, 1, "TT"), (0, 1, 1, 1, "Việc"), (0, 2, 1, 1, "Chủ trì"),
        (1, 0, 1, 1, "1"), (1, 1, 1, 1, "Tập huấn"), (1, 2, 2, 1, "Sở A"),
        (2, 0, 1, 1, "2"), (2, 1, 1, 1, "Hội nghị"),
    ]  # fmt: skip


def test_a_table_over_a_page_end_is_one(make_pdf) -> None:
    pdf = make_pdf().new_page()
    xs = (85, 120, 300, 420)
    head = ("TT", "Việc", "Chủ trì")
    ruled(pdf, xs, (700, 730, 760), [head, ("1", "Tập huấn cho cán bộ", "Sở A")])
    pdf.new_page()
    ruled(pdf, xs, (60, 90, 120, 150), [head, ("", "và công chức xã", ""), ("2", "Hội nghị", "Sở B")])
    (table,) = tables(open_pdf(pdf.data()))
    assert cells(table) == [
        (0, 0, 1, 1, "TT"), (0, 1, 1, 1, "Việc"), (0, 2, 1, 1, "Chủ trì"),
        (1, 0, 1, 1, "1"), (1, 1, 1, 1, "Tập huấn cho cán bộ và công chức xã"), (1, 2, 1, 1, "Sở A"),
        (2, 0, 1, 1, "2"), (2, 1, 1, 1, "Hội nghị"), (2, 2, 1, 1, "Sở B"),
    ]  # fmt: skip


def test_running_heads_and_signing_stamps_are_left_out(make_pdf) -> None:
    pdf = make_pdf()
    for number in range(1, 5):
        pdf.new_page().text(85, 30, f"Kế hoạch chuyển đổi số – trang {number}/4", 8)
        if number == 1:
            for at, text in enumerate(("Người ký: Ủy ban nhân dân tỉnh", "Thời gian ký: 05.9.2024 10:11:12 +07:00")):
                pdf.text(400, 48 + 10 * at, text, 7)
        filled(pdf)
    made = " ".join(texts(open_pdf(pdf.data())))
    assert "trang" not in made
    assert "ký" not in made


def test_a_stamp_of_secrecy_in_the_running_head_is_refused(make_pdf) -> None:
    pdf = make_pdf()
    for _number in range(4):
        pdf.new_page().text(85, 30, "TỐI MẬT", 12)
        filled(pdf)
    with pytest.raises(Refused) as refused:
        open_pdf(pdf.data())
    assert refused.value.code == "stamp.secret"


def test_a_page_of_pictures_needs_recognition(make_pdf) -> None:
    with pytest.raises(Refused, match="cần nhận dạng chữ") as refused:
        open_pdf(make_pdf().new_page().picture().data())
    assert refused.value.code == "pdf.image"


def test_a_picture_page_among_text_is_said(make_pdf) -> None:
    pdf = make_pdf().new_page()
    filled(pdf)
    pdf.new_page().picture()
    assert any("Trang 2 là ảnh" in note for note in open_pdf(pdf.data()).notes)


def test_too_many_pages(make_pdf) -> None:
    pdf = make_pdf()
    for _ in range(501):
        pdf.new_page(100, 100)
    with pytest.raises(Refused) as refused:
        open_pdf(pdf.data())
    assert refused.value.code == "limit.pages"


def raw_pdf(parts: list[bytes], more: bytes = b"") -> bytes:
    """A PDF of these objects, the first one its catalogue."""
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    size, start = len(parts) + 1, len(made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\n" % (size, table, size, more)
    return made + b"startxref\n%d\n%%%%EOF" % start


def locked_pdf() -> bytes:
    """A PDF under a password that nobody knows (standard handler, 40-bit RC4)."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>",
    ]
    return raw_pdf(parts, b"/Encrypt 4 0 R/ID[<00><00>]")


def test_a_locked_pdf() -> None:
    with pytest.raises(Refused) as refused:
        open_pdf(locked_pdf())
    assert refused.value.code == "pdf.locked"


def test_a_broken_pdf(make_pdf) -> None:
    pdf = make_pdf().new_page()
    filled(pdf)
    data = pdf.data()
    for part in (data[:200], b"%PDF-1.7\n", re.sub(rb"/Type\s*/Page\b", b"/Type/Nix", data)[:-300]):
        with pytest.raises(Refused):
            open_pdf(part)


def test_a_page_that_is_turned_reads_upright(make_pdf) -> None:
    # A landscape annex: the page is 90° turned, its text drawn against the turn.
    text = b"BT /F 12 Tf 0 1 -1 0 100 60 Tm (Ke hoach chi tiet cua tinh) Tj ET"
    stream = zlib.compress(text)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 90/Contents 4 0 R/Resources 5 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
    ]
    assert texts(open_pdf(raw_pdf(parts))) == ["Ke hoach chi tiet cua tinh"]


def test_footnotes_and_their_marks_are_left_out(make_pdf) -> None:
    pdf = make_pdf().new_page()
    filled(pdf)
    pdf.text(INDENT, 500, "Theo Nghị quyết", 12)
    pdf.text(INDENT + 95, 494, "1", 6).text(INDENT + 110, 500, "của tỉnh.", 12)
    pdf.line(85, 760, 229, 760).text(85, 775, "1", 5).text(90, 778, "Nghị quyết số 08-NQ/TU ngày 06/10/2021.", 7)
    document = open_pdf(pdf.data())
    assert "08-NQ" not in " ".join(texts(document))
    assert any("chú thích" in note for note in document.notes)
