"""Numbers that Word makes by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ngayso.reader.formats.numbering import Numbering, counted, letter, roman, written

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def level(depth: int, style: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> Numbering:
    text = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f"{nums}</w:numbering>"
    )
    return Numbering(etree.fromstring(text), {})


OUTLINE = (
    level(0, "upperRoman", "%1."),
    level(1, "decimal", "%2."),
    level(2, "lowerLetter", "%3)"),
    level(3, "bullet", "-"),
)


def test_levels_count_and_start_again_below_a_higher_one() -> None:
    lists = numbering(*OUTLINE)
    made = [lists.label("1", depth) for depth in (0, 1, 2, 2, 3, 1, 2, 0, 1, 2)]
    assert made == ["I.", "1.", "a)", "b)", "-", "2.", "a)", "II.", "1.", "a)"]


def test_letters_are_those_of_word_not_of_the_vietnamese_alphabet() -> None:
    lists = numbering(level(0, "lowerLetter", "%1)"))
    assert [lists.label("1", 0) for _ in range(6)] == ["a)", "b)", "c)", "d)", "e)", "f)"]


def test_two_uses_of_one_list_count_on_and_an_override_starts_again() -> None:
    nums = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{more}</w:num>'
        for n, more in (
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
            (4, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "Phần %1:")}</w:lvlOverride>'),
        )
    )
    lists = numbering(level(0, "decimal", "%1."), nums=nums)
    assert [lists.label(n, 0) for n in ("1", "1", "2", "3", "3", "2", "4")] == [
        "1.", "2.", "3.", "5.", "6.", "7.", "Phần H:",
    ]  # fmt: skip


def test_a_level_may_show_those_above_in_digits_and_never_start_again() -> None:
    lists = numbering(
        level(0, "upperRoman", "Chương %1"),
        level(1, "decimal", "Điều %2.", '<w:lvlRestart w:val="0"/>'),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    )
    made = [lists.label("1", depth) for depth in (0, 1, 1, 0, 1, 2, 2)]
    assert made == ["Chương I", "Điều 1.", "Điều 2.", "Chương II", "Điều 3.", "2.3.1", "2.3.2"]


def test_a_level_above_that_was_not_used_shows_its_start() -> None:
    lists = numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."))
    assert lists.label("1", 1) == "1.1."


@pytest.mark.parametrize(
    ("text", "shown"), [("-", "-"), ("–", "-"), ("\uf0b7", "•"), ("\uf02d", "-"), ("+", "+"), ("", ""), ("o", "•")]
)
def test_bullets(text: str, shown: str) -> None:
    assert numbering(level(0, "bullet", text)).label("1", 0) == shown


def test_a_list_that_is_not_there_numbers_nothing() -> None:
    assert numbering(*OUTLINE).label("9", 0) == ""
    assert numbering(*OUTLINE).label("1", 8) == ""
    assert Numbering(None, {}).label("1", 0) == ""


def test_number_formats() -> None:
    assert [written(n, "upperRoman") for n in (4, 9, 14, 40, 1999)] == ["IV", "IX", "XIV", "XL", "MCMXCIX"]
    assert [letter(n) for n in (1, 26, 27, 53)] == ["a", "z", "aa", "aaa"]
    assert [counted(n) for n in (1, 10, 15, 21, 25, 30)] == [
        "một", "mười", "mười lăm", "hai mươi mốt", "hai mươi lăm", "ba mươi",
    ]  # fmt: skip
    assert written(7, "decimalZero") == "07"
    assert written(7, "somethingNew") == "7"


@given(st.integers(1, 3999))
def test_roman_numerals_have_their_value(number: int) -> None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    digits = [values[c] for c in roman(number)]
    total = sum(-d if d < after else d for d, after in zip(digits, [*digits[1:], 0], strict=True))
    assert total == number
