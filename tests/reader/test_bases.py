import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.reader.bases import read_bases
from tests.reader.written import laid

HEAD = "ỦY BAN NHÂN DÂN\nXÃ BA TRI\n\nSố: 15/KH-UBND\n\nKẾ HOẠCH\nTổ chức hội thi năm 2025\n\n"
BODY = "\n\nI. MỤC ĐÍCH\n\nThực hiện Quyết định số 99/QĐ-UBND ngày 01/01/2025 của tỉnh.\n"


def bases(opening: str) -> list[str]:
    text, lines = laid(HEAD + opening + BODY)
    found = read_bases(text, lines)
    assert all(b.span is not None and text[b.span.start : b.span.end].replace(" ", "") == b.text for b in found)
    return [b.text for b in found]


@pytest.mark.parametrize(
    ("opening", "numbers"),
    [
        ("Căn cứ Quyết định số 12/QĐ-TTg ngày 01/02/2025 của Thủ tướng Chính phủ về việc thi;", ["12/QĐ-TTg"]),
        (
            "Thực hiện Kế hoạch số 7/KH-UBND ngày 02/3/2025 của Ủy ban nhân dân tỉnh về thực hiện Nghị quyết số 57-NQ/TW "
            "ngày 22/12/2024 và Chương trình số 10-CTr/TU ngày 13/01/2025; Chỉ thị số 05-CT/TU ngày 01/4/2025.",
            ["7/KH-UBND", "05-CT/TU"],
        ),
        (
            "Thực hiện Thông tư số 12/2025/TT-BYT ngày 10/02/2025 của Bộ Y tế quy định biện pháp thi hành Nghị định số "
            "88/2024/NĐ-CP ngày 01/7/2024 của Chính phủ và Kế hoạch số 68/KH-SYT ngày 13/3/2025 của Sở Y tế về tập huấn;",
            ["12/2025/TT-BYT", "68/KH-SYT"],
        ),
        (
            "Căn cứ Luật Thi đua số 06/2022/QH15 ngày 15/6/2022 được sửa đổi, bổ sung một số điều tại Luật số 11/2025/QH15;",
            ["06/2022/QH15", "11/2025/QH15"],
        ),
        (
            "Căn cứ Nghị định số 1/2025/NĐ-CP ngày 02/01/2025 của Chính phủ quy định về đọc sách và Quyết định số 2/QĐ-BVH "
            "ngày 03/01/2025 của Bộ về phong trào đọc; Ủy ban nhân dân xã ban hành Kế hoạch thực hiện Công văn số 3/SVH-QL.",
            ["1/2025/NĐ-CP", "2/QĐ-BVH"],
        ),
        ("Theo đề nghị của Phòng Văn hóa - Xã hội tại Tờ trình số 21/TTr-VHXH ngày 05/5/2025.", ["21/TTr-VHXH"]),
        ("Nhằm nâng cao văn hóa đọc, Ủy ban nhân dân xã ban hành Kế hoạch như sau:", []),
        ("Căn cứ Luật Thư viện ngày 21/11/2019;", []),
    ],
)
def test_openings(opening: str, numbers: list[str]) -> None:
    assert bases(opening) == numbers


@given(
    st.lists(
        st.tuples(st.integers(1, 9999), st.sampled_from(["QĐ-TTg", "NQ-CP", "KH-UBND", "CT-TTg"])), min_size=1, max_size=6,
        unique=True,
    ),
    st.booleans(),
)  # fmt: skip
def test_any_list_of_grounds_is_read_in_order(numbers: list[tuple[int, str]], running: bool) -> None:
    printed = [f"{n}/{sign}" for n, sign in numbers]
    cited = [f"Quyết định số {p} ngày 05/5/2024 của cấp trên về việc ban hành quy định" for p in printed]
    opening = "Căn cứ " + "; ".join(cited) + ";" if running else "\n\n".join(f"Căn cứ {c};" for c in cited)
    assert bases(opening) == printed


def test_grounds_may_have_a_section_of_their_own() -> None:
    text, lines = laid(
        "UBND XÃ BA TRI\nSố: 5/KH-UBND\n\nKẾ HOẠCH\n\nTổ chức hội thi năm 2025\n\nI. CĂN CỨ LẬP KẾ HOẠCH\n\n- Quyết định số "
        "7/QĐ-TTg ngày 03/6/2020;\n\n- Kế hoạch số 9/KH-UBND ngày 05/6/2024.\n\nII. MỤC ĐÍCH\n\nTheo Công văn số 8/STC-HC.\n"
    )
    assert [b.text for b in read_bases(text, lines)] == ["7/QĐ-TTg", "9/KH-UBND"]


def test_a_decision_gives_its_own_grounds() -> None:
    text, lines = laid(
        "UBND TỈNH CÀ MAU\nSố: 5/QĐ-UBND\n\nQUYẾT ĐỊNH\n\nVề việc ban hành Kế hoạch\n\nCăn cứ Nghị quyết số 3/NQ-HĐND ngày "
        "01/02/2025;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Ban hành Kế hoạch.\n\nKẾ HOẠCH\n\nTổ chức hội thi\n\n(Kèm theo Quyết định số "
        "5/QĐ-UBND)\n\nI. MỤC ĐÍCH\n\nThực hiện Kế hoạch số 8/KH-UBND.\n"
    )
    assert [b.text for b in read_bases(text, lines)] == ["3/NQ-HĐND"]
