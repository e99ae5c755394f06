"""The kind of an activity is proposed from the words of the plan."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.plans import kinds

GOLD = Path(__file__).resolve().parents[2] / "examples" / "tien-giang-2024" / "gold.json"
PROMOTION = "đưa ra các chương trình khuyến mại nhằm khuyến khích người tiêu dùng sử dụng sản phẩm, dịch vụ số"


def test_the_nine_activities_of_the_example() -> None:
    activities = json.loads(GOLD.read_text(encoding="utf-8"))["activities"]
    content = {"III.2.d": PROMOTION}
    assert [(a["ref"], kinds.propose(a["title"], content.get(a["ref"], ""))) for a in activities] == [
        ("III.1", "publicity"),
        ("III.2.a", "exercise"),
        ("III.2.b", "contest"),
        ("III.2.c", "campaign"),
        ("III.2.d", "promotion"),
        ("III.2.đ", "pilot"),
        ("III.2.e", "campaign"),
        ("III.2.g", "event"),
        ("III.2.g", "event"),
    ]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hội nghị tuyên truyền về chữ ký số", "event"),
        ("Tuyên truyền cho hội nghị chuyển đổi số", "publicity"),
        ("TỔ CHỨC CUỘC THI SÁNG TẠO", "contest"),
        ("Tọa đàm với doanh nghiệp", "event"),
        ("Toạ đàm với doanh nghiệp", "event"),
        ("Tập huấn kỹ năng số cho cán bộ xã", "event"),
        ("Tập huấn và diễn tập", "exercise"),
        ("Chương trình khuyến mãi dịch vụ số", "promotion"),
        ("Rà soát thủ tục hành chính", ""),
        ("Thi hành Luật Giao dịch điện tử", ""),
        ("Hơi thi đấu", ""),
        ("", ""),
    ],
)
def test_the_word_that_stands_first_decides(title: str, slug: str) -> None:
    assert kinds.propose(title) == slug


def test_the_content_decides_only_when_the_title_says_nothing() -> None:
    assert kinds.propose("Thúc đẩy dùng sản phẩm số", PROMOTION) == "promotion"
    assert kinds.propose("Hội nghị tổng kết", PROMOTION) == "event"
    assert kinds.propose("Rà soát", "x " * 200 + "khuyến mại") == ""


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_give_an_open_kind_or_none(title: str, content: str) -> None:
    slug = kinds.propose(title, content)
    assert slug == "" or kinds.kind_of(slug) is not None


def test_kinds_are_known_by_their_slugs() -> None:
    slugs = [kind.slug for kind in kinds.all_kinds()]
    assert slugs == ["contest", "campaign", "exercise", "event", "publicity", "promotion", "pilot"]
    assert kinds.kind_of("dua-thuyen") is None


def test_a_column_is_called_by_the_word_of_the_plan() -> None:
    assert kinds.word_of("event", "Tọa đàm về chuyển đổi số báo chí") == "Tọa đàm"
    assert kinds.word_of("promotion", "Thúc đẩy sử dụng sản phẩm") == "Khuyến mại"
    assert kinds.word_of("", "Rà soát") == ""
