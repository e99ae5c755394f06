"""Label lines of plain text: each a paragraph of its own, whatever stands in place of the colon."""

import pytest

from ngayso.reader.document import Paragraph
from ngayso.reader.formats.text import open_text

_HEAD = "KẾ HOẠCH\nTập huấn năm 2026\n\n1. Tập huấn tin học\n"


@pytest.mark.parametrize(
    "body",
    [
        "Thời gian: 12/3/2026\nĐịa điểm: Hội trường B\nĐối tượng: Điều dưỡng\n",
        "Thời gian        12/3/2026\nĐịa điểm         Hội trường B\nĐối tượng        Điều dưỡng\n",
        "Thời gian\n12/3/2026\nĐịa điểm\nHội trường B\nĐối tượng\nĐiều dưỡng\n",
    ],
)
def test_each_label_begins_a_paragraph(body: str) -> None:
    made = [block.text for block in open_text((_HEAD + body).encode()).blocks if isinstance(block, Paragraph)]
    assert made[2:] == [
        "1. Tập huấn tin học",
        "Thời gian: 12/3/2026",
        "Địa điểm: Hội trường B",
        "Đối tượng: Điều dưỡng",
    ]
