"""The section tree from printed numbers."""

import pytest

from ngayso.reader.lines import lay_out
from ngayso.reader.reading import Section
from ngayso.reader.sections import role_of
from tests.reader.written import laid_with_sections

HEAD = "KẾ HOẠCH\n\nTổ chức ngày hội\n\n"


def sections(text: str) -> tuple[Section, ...]:
    return laid_with_sections(HEAD + text)[2]


def refs(text: str) -> list[str]:
    return [section.ref for section in sections(text)]


def test_ids_are_stable_and_nest() -> None:
    made = sections("III. NỘI DUNG\n\n2. Hoạt động\n\na) Một\n\n- chi tiết\n\nđ) Năm\n\n2. Hoạt động lặp\n")
    assert [section.id for section in made] == [
        "muc_III", "muc_III__khoan_2", "muc_III__khoan_2__diem_a", "muc_III__khoan_2__diem_dd", "muc_III__khoan_2~2",
    ]  # fmt: skip
    assert [section.ref for section in made] == ["III", "III.2", "III.2.a", "III.2.đ", "III.2"]
    assert made[3].parent == "muc_III__khoan_2"


def test_decimal_numbers_hang_on_their_parent() -> None:
    assert refs("II. NỘI DUNG\n\n1. Một\n\n1.1. Con\n\n1.2 Con\n\n1.2.1. Cháu\n\n2. Hai\n\n2.1. Con\n") == [
        "II", "II.1", "II.1.1", "II.1.2", "II.1.2.1", "II.2", "II.2.1",
    ]  # fmt: skip


def test_parts_hold_chapters_of_romans() -> None:
    assert refs("Phần thứ nhất\n\nI. CHUNG\n\n1. Một\n\nPhần thứ hai\n\nI. RIÊNG\n\n1. Một\n") == [
        "1",
        "1.I",
        "1.I.1",
        "2",
        "2.I",
        "2.I.1",
    ]


def test_capital_letters_above_romans() -> None:
    assert refs("A. CHUNG\n\nI. Một\n\nII. Hai\n\nB. RIÊNG\n\nI. Một\n\nC. CUỐI\n\nD. SAU\n") == [
        "A",
        "A.I",
        "A.II",
        "B",
        "B.I",
        "C",
        "D",
    ]


def test_bullets_go_on_behind_a_list_in_brackets() -> None:
    text = "II. NỘI DUNG\n\n2.1. Hội nghị\n\n- Nguyên tắc: dân chủ.\n\n(1) Lần một.\n\n(2) Lần hai.\n\n- Thời gian: quý I/2026.\n"
    from ngayso.reader.sections import build_tree
    from tests.reader.written import laid

    tree = build_tree(laid(HEAD + text)[1])
    hall = tree.root.children[0].children[0]
    assert [child.mark.style for child in hall.children] == ["-", "(1)", "(1)", "-"]


def test_recipients_and_signature_are_no_sections() -> None:
    text = "I. MỘT\n\n1. Sở Nội vụ\n\nTrên đây là Kế hoạch./.\n\nNơi nhận:\n\n- Như trên;\n\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\n\nCHỦ TỊCH\n"
    assert refs(text) == ["I", "I.1"]


def test_heading_levels_of_the_format_do_not_matter() -> None:
    plain = sections("I. MỘT\n\n1. Hai\n\na) Ba\n")
    jumping = sections("##### I. MỘT\n\n# 1. Hai\n\n### a) Ba\n")
    assert [section.id for section in plain] == [section.id for section in jumping]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("MỤC ĐÍCH, YÊU CẦU", "aim"),
        ("MỤC TIÊU", "aim"),
        ("CHỦ ĐỀ NĂM 2026", "theme"),
        ("NỘI DUNG, TIẾN ĐỘ, PHÂN CÔNG TRÁCH NHIỆM THỰC HIỆN", "content"),
        ("NHIỆM VỤ VÀ GIẢI PHÁP", "content"),
        ("KINH PHÍ THỰC HIỆN", "funding"),
        ("TỔ CHỨC THỰC HIỆN", "organisation"),
        ("PHÂN CÔNG NHIỆM VỤ", "organisation"),
        ("Tổ chức thực hiện công tác tuyên truyền về bầu cử", "content"),
        ("PHÂN CÔNG CỤ THỂ", "organisation"),
        ("TỔ CHỨC THỰC HIỆN VÀ CHẾ ĐỘ BÁO CÁO", "organisation"),
        ("TỔ CHỨC, PHÂN CÔNG THỰC HIỆN", "organisation"),
        ("TRÁCH NHIỆM CÁC CƠ QUAN, ĐƠN VỊ", "organisation"),
        ("NỘI DUNG VÀ TỔ CHỨC THỰC HIỆN", "content"),
        ("Lời kết", "other"),
    ],
)
def test_roles(title: str, role: str) -> None:
    assert role_of(title) == role


def test_lay_out_gives_every_line_its_place() -> None:
    from ngayso.reader.formats.open import open_document

    text, lines = lay_out(open_document("KẾ HOẠCH\n\n| TT | Việc |\n|--|--|\n| 1 | Quét sân |\n".encode(), "a.md"))
    assert all(text[line.start : line.end] == line.text for line in lines)
    assert [(line.table, line.row, line.column) for line in lines if line.table is not None] == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 1),
    ]
