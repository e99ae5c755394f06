"""What line ends and page ends broke is made whole."""

import pytest

from ngayso.reader.document import Block, Document, Paragraph
from ngayso.reader.mend import mend


def mended(*texts: str, broken: bool = True, bold: bool = False) -> list[str]:
    blocks: tuple[Block, ...] = tuple(Paragraph(text, bold=bold) for text in texts)
    return [block.text for block in mend(Document(blocks, "txt", broken=broken)).blocks if isinstance(block, Paragraph)]


def test_a_page_end_in_a_sentence() -> None:
    assert mended("- Đối tượng: cán bộ các xã; đại", "diện Hội Tin học tỉnh.", "- Địa điểm: Hội trường.") == [
        "- Đối tượng: cán bộ các xã; đại diện Hội Tin học tỉnh.", "- Địa điểm: Hội trường.",
    ]  # fmt: skip


def test_a_page_number_between() -> None:
    assert mended("bao gồm các hoạt", "12", "động hưởng ứng.") == ["bao gồm các hoạt động hưởng ứng."]
    assert mended("Hết trang.", "- 3 -", "Trang 4/10", "Sang trang.") == ["Hết trang.", "Sang trang."]


def test_a_bold_heading_cut_by_a_line_end() -> None:
    whole = "3. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam Thành phố, Hội Liên hiệp"
    assert mended(whole, "Phụ nữ Thành phố", bold=True) == [f"{whole} Phụ nữ Thành phố"]


@pytest.mark.parametrize("texts", [("Một câu.", "hai câu."), ("1. Một", "a) hai"), ("KINH PHÍ", "từ ngân sách")])
def test_what_stays_apart(texts: tuple[str, ...]) -> None:
    assert mended(*texts) == list(texts)


def test_whole_formats_are_left_alone() -> None:
    assert mended("chưa hết", "câu", broken=False) == ["chưa hết", "câu"]


def test_soft_breaks() -> None:
    assert mended("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH") == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    assert mended("Tập huấn kỹ năng\nsố cho cán bộ") == ["Tập huấn kỹ năng số cho cán bộ"]
    assert mended("Nội dung:\n- Một\n- Hai") == ["Nội dung:", "- Một", "- Hai"]
