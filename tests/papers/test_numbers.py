"""Numbers, days, ordinal marks as they are printed."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.papers.numbers import document_number, letter, long_day, roman, short_day


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        ((2024, 9, 5), "ngày 05 tháng 9 năm 2024", "05/9/2024"),
        ((2024, 10, 16), "ngày 16 tháng 10 năm 2024", "16/10/2024"),
        ((2025, 1, 31), "ngày 31 tháng 01 năm 2025", "31/01/2025"),
        ((2025, 2, 1), "ngày 01 tháng 02 năm 2025", "01/02/2025"),
        ((2025, 3, 1), "ngày 01 tháng 3 năm 2025", "01/3/2025"),
    ],
)
def test_a_zero_stands_before_days_under_ten_and_the_first_two_months(day, long, short):
    assert long_day(datetime.date(*day)) == long
    assert short_day(datetime.date(*day)) == short


def test_a_blank_day_leaves_room_and_keeps_a_known_year():
    assert long_day(None, 2024).split() == ["ngày", "tháng", "năm", "2024"]
    assert long_day(None).split() == ["ngày", "tháng", "năm"]
    assert "ngày    " in long_day(None)


def test_numbers_under_ten_carry_a_zero():
    assert document_number(5, "BC-STTTT") == "Số: 05/BC-STTTT"
    assert document_number(123, "UBND-VX") == "Số: 123/UBND-VX"
    assert document_number(None, "BC-STTTT").split() == ["Số:", "/BC-STTTT"]


def test_letters_follow_the_vietnamese_alphabet():
    assert [letter(n) for n in range(1, 11)] == list("abcdđeghik")
    assert letter(23) == "y"
    assert letter(24) == "aa"


@given(st.integers(1, 399))
def test_roman_numbers_say_their_value(number):
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    digits = [values[mark] for mark in roman(number)]
    assert number == sum(
        -digit if any(later > digit for later in digits[at:]) else digit for at, digit in enumerate(digits)
    )
    assert not any(mark * 4 in roman(number) for mark in "IXC")


@pytest.mark.parametrize("number", [0, -1, 400])
def test_no_roman_number_is_made_up(number):
    with pytest.raises(ValueError, match="Roman"):
        roman(number)
