"""Whatever the text, the reader answers or refuses; it never fails."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngayso.reader.errors import Refused
from ngayso.reader.reading import Reading
from tests.reader.written import read_written

SOURCE = (Path(__file__).resolve().parents[2] / "examples" / "tien-giang-2024" / "plan.md").read_text(encoding="utf-8")
WORDS = (
    "KẾ HOẠCH", "I.", "1.", "a)", "-", "+", "|", "\n", "\n\n", "Thời gian:", "Đơn vị chủ trì:", "Sở Nội vụ", "phối hợp với", "tháng 10/2026",
    "từ ngày", "đến ngày", "30/02/2026", "TỔ CHỨC THỰC HIỆN", "Nơi nhận:", "PHỤ LỤC", "**", "TT", "Quý V", "năm 0000", "(", ")", "“", ":", ";", "Đợt 1:",
)  # fmt: skip
gentle = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(text: str) -> None:
    try:
        reading: Reading = read_written(text)
    except Refused:
        return
    for one in reading.activities:
        assert one.span is not None
        assert 0 <= one.span.start <= one.span.end <= len(reading.text)
        if one.when is not None and one.when.start is not None and one.when.end is not None:
            assert one.when.start <= one.when.end
    assert len({one.id for one in reading.activities}) == len(reading.activities)
    assert len({one.id for one in reading.duties}) == len(reading.duties)
    assert len({section.id for section in reading.sections}) == len(reading.sections)


@gentle
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_words_of_plans_in_any_order(words: list[str]) -> None:
    check(" ".join(words).replace(" \n", "\n").replace("\n ", "\n"))


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_with_lines_lost_and_letters_broken(seed: int) -> None:
    chance = random.Random(seed)
    lines = [line for line in SOURCE.splitlines() if chance.random() > 0.15]
    broken = ["".join(c for c in line if chance.random() > 0.01) for line in lines]
    if seed % 3 == 0:
        chance.shuffle(broken)
    check("\n".join(broken))
