import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.reader.recipients import read_recipients
from tests.reader.written import laid

BEFORE = "KẾ HOẠCH\nTổ chức hội thi năm 2025\n\nI. MỤC ĐÍCH\n\nĐọc nhiều hơn.\n\nTrên đây là Kế hoạch./.\n\n"
AFTER = "\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nLê Văn A\n"


def recipients(block: str) -> list[str]:
    text, lines = laid(BEFORE + block + AFTER)
    return [v.text for v in read_recipients(text, lines)]


@pytest.mark.parametrize(
    ("block", "items"),
    [
        (
            "Nơi nhận:\n- UBND tỉnh (để b/c);\n- Các ban, ngành;\n- Bộ Nội vụ; Bộ Y tế;\n- Lưu: VT.",
            ["UBND tỉnh", "Các ban, ngành", "Bộ Nội vụ; Bộ Y tế"],
        ),
        (
            "**Nơi nhận:**\n- Như trên;\n- PCVP (NC) UBND tỉnh;\n- Lưu: VT, A (3b). leang",
            ["Như trên", "PCVP (NC) UBND tỉnh"],
        ),
        (
            "Nơi nhận:\n- VPUB: + CVP, các PCVP (đ/b);\n+ Cổng TTĐT (đưa tin);\n- Lưu.",
            ["VPUB: CVP, các PCVP", "Cổng TTĐT"],
        ),
        ("Nơi nhận: - Sở Y tế; - Các xã, phường; - Lưu: VT.", ["Sở Y tế", "Các xã, phường"]),
        ("Không có nơi gửi nào ở đây.", []),
    ],
)
def test_blocks(block: str, items: list[str]) -> None:
    assert recipients(block) == items


ITEMS = st.sampled_from(
    [
        "Bộ Y tế",
        "TT Tỉnh ủy, TT HĐND tỉnh",
        "Các sở, ban, ngành",
        "UBND các xã/phường",
        "Cổng TTĐT tỉnh",
        "CT, các PCT UBND tỉnh",
    ]
)


@given(
    st.lists(ITEMS, min_size=1, max_size=6, unique=True),
    st.sampled_from(["", " (để b/c)", " (để thực hiện)", " (t/h)"]),
)
def test_any_list_is_read_back_without_its_purpose(items: list[str], purpose: str) -> None:
    block = "Nơi nhận:\n" + "".join(f"- {item}{purpose};\n" for item in items) + "- Lưu: VT."
    assert recipients(block) == items


def test_the_signature_beside_is_not_a_recipient() -> None:
    text, lines = laid(BEFORE + "|\nNơi nhận:\n- Sở Y tế;\n- Lưu: VT.\n|\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nLê Văn A\n|\n")
    assert [v.text for v in read_recipients(text, lines)] == ["Sở Y tế"]


def test_one_dash_inside_an_item_belongs_to_it() -> None:
    text, lines = laid("Nơi nhận:\n- Phòng Tham mưu - Công an tỉnh;\n- Các tổ;\n- Lưu: VT.\n")
    assert [one.text for one in read_recipients(text, lines)] == ["Phòng Tham mưu - Công an tỉnh", "Các tổ"]
    text, lines = laid("Nơi nhận: - Như trên - Sở Nội vụ - Công an tỉnh - Lưu: VT.\n")
    assert [one.text for one in read_recipients(text, lines)] == ["Như trên", "Sở Nội vụ", "Công an tỉnh"]
