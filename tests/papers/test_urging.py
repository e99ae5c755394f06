"""The urging letter: to one unit, to a few, to many; its form is that of a công văn."""

import datetime
import re

import msgspec
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers.written import Written, text_of

from ngayso.papers.docx import write
from ngayso.papers.parts import Bullets, Heading, Paragraph, Signer
from ngayso.papers.urging import FEW, Lateness, UrgedUnit, Urging, phrase, urging_letter
from ngayso.words.office import find_office, print_pdf

LATE = Lateness(
    ref="III.2.c",
    title="Ra quân hướng dẫn dịch vụ công",
    what="hết hạn ngày 10/10/2024, chưa báo hoàn thành",
    sort="late",
)
SILENT = Lateness(ref="III.1", title="Truyền thông hưởng ứng", what="chưa có tin từ ngày 27/9/2024", sort="silent")
RECEIVE = Lateness(title="Nhận Kế hoạch", what="chưa xác nhận đã nhận Kế hoạch, giao ngày 13/9/2024", sort="receive")


def letter(units: int, **changes: object) -> Urging:
    named = tuple(
        UrgedUnit(f"Ủy ban nhân dân xã Thử {n:02d}", (LATE, SILENT, RECEIVE)[: n % 3 + 1]) for n in range(units)
    )
    made = Urging(
        parent="Ủy ban nhân dân tỉnh Tiền Giang",
        agency="Sở Thông tin và Truyền thông",
        number=7,
        symbol="STTTT-CĐS",
        place="Tiền Giang",
        day=datetime.date(2024, 10, 4),
        subject="Đôn đốc thực hiện Kế hoạch tổ chức Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024",
        opening="Thực hiện Kế hoạch số 77/KH-UBND ngày 05/9/2024 của Ủy ban nhân dân tỉnh Tiền Giang",
        as_of=datetime.date(2024, 10, 3),
        units=named,
        asks=("Thực hiện ngay các nội dung nêu trên", "Ghi kết quả, minh chứng trên hệ thống"),
        answer_by=datetime.date(2024, 10, 9),
        recipients=("Như trên", "Ủy ban nhân dân tỉnh (để báo cáo)"),
        archive="VT, CĐS",
        signer=Signer("Giám đốc", "Nguyễn Văn Thử"),
    )
    return msgspec.structs.replace(made, **changes)


def texts(data: bytes) -> list[str]:
    return [
        text_of(p) for p in Written(data).body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    ]


def test_one_unit_is_told_in_the_text():
    document = urging_letter(letter(1))
    assert document.addressees == ("Ủy ban nhân dân xã Thử 00",)
    opening, found, bullets, ask, asks, closing = document.body
    assert found == Paragraph("Qua theo dõi, đến hết ngày 03/10/2024, Ủy ban nhân dân xã Thử 00 còn 01 nội dung sau:")
    assert bullets == Bullets(
        ("Mục III.2.c, ra quân hướng dẫn dịch vụ công: hết hạn ngày 10/10/2024, chưa báo hoàn thành.",)
    )
    assert asks == Bullets(("Thực hiện ngay các nội dung nêu trên;", "Ghi kết quả, minh chứng trên hệ thống."))
    assert closing.text.endswith("báo cáo kết quả về Sở Thông tin và Truyền thông trước ngày 09/10/2024")
    assert opening.text.endswith("Tiền Giang.")
    assert ask.text == "Sở Thông tin và Truyền thông đề nghị Ủy ban nhân dân xã Thử 00:"
    assert document.annexes == ()


def test_a_few_units_are_told_one_by_one():
    document = urging_letter(letter(3))
    assert len(document.addressees) == 3
    heads = [block.text for block in document.body if isinstance(block, Heading)]
    assert heads == list(document.addressees)
    assert not document.annexes


def test_many_units_stand_in_an_annex_and_are_counted_in_the_text():
    document = urging_letter(letter(FEW + 1))
    assert document.addressees == ("Các cơ quan, đơn vị có tên trong Phụ lục",)
    counted = document.body[2]
    assert counted == Bullets(
        (
            "Chưa báo hoàn thành việc đã hết hạn: 09 đơn vị;",
            "Chưa có thông tin về việc đang trong thời gian thực hiện: 06 đơn vị;",
            "Chưa xác nhận đã nhận Kế hoạch: 03 đơn vị.",
        )
    )
    [annex] = document.annexes
    assert not annex.landscape
    rows = annex.body[0].rows
    assert [row.cells[0] for row in rows] == [str(n) for n in range(1, FEW + 2)]


def test_a_long_list_of_one_unit_is_cut_into_rows_that_fit_a_page():
    long = UrgedUnit("Sở Y tế", (LATE,) * 23)
    units = (long, *letter(FEW).units)
    [annex] = urging_letter(msgspec.structs.replace(letter(1), units=units)).annexes
    first = [row.cells for row in annex.body[0].rows[:3]]
    assert [cells[0] for cells in first] == ["1", "", ""]
    assert first[2][1] == "Sở Y tế (tiếp theo)"
    assert sum(cells[2].count("\n") + 1 for cells in first) == 23


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (RECEIVE, "Chưa xác nhận đã nhận Kế hoạch, giao ngày 13/9/2024"),
        (Lateness(what="chưa cử người dự họp."), "Chưa cử người dự họp"),
        (Lateness(ref="V.7", what="chưa gửi"), "Mục V.7: chưa gửi"),
        (Lateness(title="UBND xã", ref="I", what="chậm"), "Mục I, UBND xã: chậm"),
        (Lateness(title="Kỳ 1", what="chưa gửi báo cáo “Kỳ 1”"), "Chưa gửi báo cáo “Kỳ 1”"),
    ],
)
def test_a_reason_is_a_phrase(reason, told):
    assert phrase(reason) == told


def test_a_letter_to_nobody_or_with_no_ask_is_refused():
    with pytest.raises(ValueError, match="đơn vị"):
        urging_letter(letter(0))
    with pytest.raises(ValueError, match="yêu cầu"):
        urging_letter(letter(1, asks=()))


def test_it_is_a_cong_van_subject_under_the_number_and_no_kind():
    said = texts(write(urging_letter(letter(3))))
    assert "Số:\u00a007/STTTT-CĐS" in said
    subject = next(text for text in said if text.startswith("V/v đôn đốc"))
    assert " ".join(subject.split()).endswith("Tiền Giang năm 2024")
    assert not any(text == "CÔNG VĂN" for text in said)
    assert "Kính gửi:" in said
    assert "- Như trên;" in said
    assert "- Lưu: VT, CĐS." in said
    assert any(text.endswith("09/10/2024./.") for text in said)


def test_number_and_day_stay_blank_in_a_draft():
    said = texts(write(urging_letter(letter(1, number=None, day=None, year=2024))))
    assert any(re.search(r"Số:\s+/STTTT-CĐS", text) for text in said)
    assert any(text.endswith("năm\u00a02024") for text in said)


@given(st.text(min_size=1, max_size=40), st.text(max_size=40), st.text(max_size=10))
def test_whatever_the_words_the_phrase_has_no_end_marks_of_its_own(what, title, ref):
    told = phrase(Lateness(ref=ref, title=title, what=what))
    assert not told.endswith((".", ";", " ")) or not what.strip(" .;")


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("units", "pages"), [(1, 1), (3, 2), (60, 6)])
def test_it_prints_on_few_pages(units, pages):
    data = print_pdf(write(urging_letter(letter(units))))
    printed = pypdfium2.PdfDocument(data)
    assert len(printed) <= pages
    assert "Nơi nhận" in printed[0 if units == 60 else len(printed) - 1].get_textpage().get_text_bounded()
