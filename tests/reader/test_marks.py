"""Numbers and bullets that open a paragraph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.reader.marks import read_mark


@pytest.mark.parametrize(
    ("text", "style", "label", "rest"),
    [
        ("I. MỤC ĐÍCH", "I", "I", "MỤC ĐÍCH"),
        ("IV/ KINH PHÍ", "I", "IV", "KINH PHÍ"),
        ("II- NỘI DUNG", "I", "II", "NỘI DUNG"),
        ("A. CHUNG", "A", "A", "CHUNG"),
        ("1. Sở Nội vụ", "1", "1", "Sở Nội vụ"),
        ("12) Sở Nội vụ", "1)", "12", "Sở Nội vụ"),
        ("1.2. Tập huấn", "1.1", "1.2", "Tập huấn"),
        ("7.1 Tổng kết", "1.1", "7.1", "Tổng kết"),
        ("1.2.3. Tập huấn", "1.1.1", "1.2.3", "Tập huấn"),
        ("đ) Triển khai", "a)", "đ", "Triển khai"),
        ("f) Triển khai", "a)", "f", "Triển khai"),
        ("b. Hình thức", "a.", "b", "Hình thức"),
        ("a1) Xã", "a1)", "a1", "Xã"),
        ("(3) Tổ chức", "(1)", "(3)", "Tổ chức"),
        ("- Thời gian", "-", "", "Thời gian"),
        ("– Thời gian", "-", "", "Thời gian"),
        ("+ Sở Y tế", "+", "", "Sở Y tế"),
        ("• Sở Y tế", "•", "", "Sở Y tế"),
        ("Điều 3. Chánh Văn phòng", "dieu", "3", "Chánh Văn phòng"),
        ("Phần thứ hai", "phan", "2", ""),
        ("Chương II: NHIỆM VỤ", "chuong", "II", "NHIỆM VỤ"),
        ("Đợt 1: từ ngày 01/10", "dot", "Đợt 1", "Đợt 1: từ ngày 01/10"),
    ],
)
def test_marks(text: str, style: str, label: str, rest: str) -> None:
    mark = read_mark(text)
    assert mark is not None
    assert (mark.style, mark.label, text[mark.length :]) == (style, label, rest)


@pytest.mark.parametrize(
    "text",
    [
        "28/NQ-CP ngày 03/3/2021",
        "10/10 là Ngày hội",
        "100% học sinh tham gia",
        "2026 là năm",
        "Sở Nội vụ",
        "01/10/2024",
        "1,5 tỷ đồng",
        "7h30: Đón tiếp",
        "",
    ],
)
def test_numbers_that_open_no_section(text: str) -> None:
    assert read_mark(text) is None


@given(st.text(max_size=60))
def test_any_text_has_a_mark_within_it_or_none(text: str) -> None:
    mark = read_mark(text)
    assert mark is None or 0 <= mark.length <= len(text)
