"""The note to the drafting unit."""

import datetime
import io

import docx
import msgspec
import pytest

from ngayso.papers.docx import write
from ngayso.papers.note import CheckNote, Question, Quote, check_note
from ngayso.papers.parts import Blank, Bullets, Heading, Paragraph, Signer, Span

NOTE = CheckNote(
    agency="Sở Thông tin và Truyền thông",
    place="Tiền Giang",
    year=2024,
    to="Văn phòng Ủy ban nhân dân tỉnh",
    issuer="Ủy ban nhân dân tỉnh Tiền Giang",
    plan_title="Tổ chức các hoạt động",
    questions=(
        Question(
            title="Thời gian khuyến mại chưa thống nhất",
            quotes=(
                Quote("mục III.2.d", "từ ngày 15/9/2024 đến ngày 15/10/2024."),
                Quote("mục V.6", "“từ ngày 15/9/2024 đến ngày 10/10/2024”"),
            ),
            question="thống nhất ngày kết thúc.",
            citation="Luật Thương mại.",
        ),
    ),
    answer_by=datetime.date(2024, 9, 12),
    signer=Signer("Giám đốc"),
)


def test_both_places_are_quoted_and_a_question_asked():
    opening, heading, bullets, blank, closing = check_note(NOTE).body
    assert isinstance(opening, Paragraph)
    assert "làm rõ, chỉnh sửa hoặc bổ sung 01 nội dung sau:" in opening.text
    assert heading == Heading(2, "Thời gian khuyến mại chưa thống nhất")
    assert bullets == Bullets(
        (
            "Mục III.2.d ghi: “từ ngày 15/9/2024 đến ngày 15/10/2024”;",
            "Mục V.6 ghi: “từ ngày 15/9/2024 đến ngày 10/10/2024”;",
            (Span("Đề nghị: ", bold=True), Span("thống nhất ngày kết thúc.")),
            "Căn cứ: Luật Thương mại.",
        )
    )
    assert blank == Blank("Ý kiến của đơn vị soạn thảo:", 2)
    assert "trước ngày 12/9/2024" in closing.text


def test_it_has_no_number_of_the_register_and_goes_to_the_drafting_unit():
    document = check_note(NOTE)
    assert (document.kind, document.symbol, document.addressees) == ("Phiếu góp ý", "", (NOTE.to,))
    assert document.title == "Đề nghị làm rõ nội dung Kế hoạch tổ chức các hoạt động"
    opened = docx.Document(io.BytesIO(write(document)))
    assert "Kính gửi: Văn phòng Ủy ban nhân dân tỉnh." in [p.text for p in opened.paragraphs]
    assert not any("Số:" in cell.text for table in opened.tables for row in table.rows for cell in row.cells)


def test_without_a_day_to_answer_none_is_printed():
    closing = check_note(msgspec.structs.replace(NOTE, answer_by=None)).body[-1]
    assert "trước ngày" not in closing.text


def test_a_note_that_asks_nothing_is_refused():
    with pytest.raises(ValueError, match="không lập phiếu"):
        check_note(msgspec.structs.replace(NOTE, questions=()))


def test_a_finding_without_a_word_of_the_reviewer_gives_its_reason():
    bare = Question(title="Chưa rõ chủ trì", quotes=(), reason="Không có cơ quan chủ trì.")
    bullets = check_note(msgspec.structs.replace(NOTE, questions=(bare,))).body[2]
    assert bullets == Bullets(((Span("Lý do: ", bold=True), Span("Không có cơ quan chủ trì.")),))
