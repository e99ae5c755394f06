"""Numbers as people type them, at a desk and in a report."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ngayso.core.errors import Refusal
from ngayso.core.templatetags.look import vi_number
from ngayso.desks.forms import NumberField
from ngayso.desks.numbers import read_number
from ngayso.words.quantities import MOST

D = Decimal


@pytest.mark.parametrize(
    ("text", "places", "number"),
    [
        ("", 0, None),
        ("   ", 2, None),
        ("0", 0, D(0)),
        ("12480", 0, D(12480)),
        ("12.480", 0, D(12480)),
        ("1 250", 0, D(1250)),
        ("1\u00a0250\u202f000", 0, D(1250000)),
        (" 007 ", 0, D(7)),
        ("5,2", 1, D("5.2")),
        ("12.480,75", 2, D("12480.75")),
        ("5,0", 0, D(5)),
        ("12,00", 0, D(12)),
        ("1２", 0, D(12)),
    ],
)
def test_a_number_is_read_as_it_is_typed(text: str, places: int, number: Decimal | None) -> None:
    assert read_number(text, places=places) == number


@pytest.mark.parametrize(
    ("text", "places", "said"),
    [
        ("5.2", 1, "chưa rõ là số nào"),
        ("5,200", 2, "chưa rõ là số nào"),
        ("0.125", 2, "chưa rõ là số nào"),
        ("12.48", 0, "chưa rõ là số nào"),
        ("1,5", 0, "phần lẻ"),
        ("1,2345", 2, "quá 2 chữ số"),
        ("-3", 0, "nhỏ hơn 0"),
        ("120 hộ", 0, "chưa phải một số"),
        ("khoảng 50", 0, "chưa phải một số"),
        ("1e5", 0, "chưa phải một số"),
        ("1 25", 0, "chưa phải một số"),
        ("12.480.75", 2, "chưa phải một số"),
        ("١٢", 0, "chưa phải một số"),
        ("=1+1", 0, "chưa phải một số"),
        ("9" * 16, 0, "lớn quá mức"),
        ("NaN", 0, "chưa phải một số"),
    ],
)
def test_what_is_no_number_or_could_be_two_is_told(text: str, places: int, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read_number(text, places=places)


@given(st.integers(0, 10**15 - 1), st.integers(0, 2), st.integers(0, 99))
def test_what_we_show_we_read_again(whole: int, places: int, part: int) -> None:
    number = D(whole) + (D(part) / 100).quantize(D(1).scaleb(-places)) if places else D(whole)
    if number >= MOST:
        return
    shown = vi_number(number)
    assert read_number(shown, places=places) == number
    assert read_number(shown.replace(".", " "), places=places) == number
    assert read_number(shown.replace(".", ""), places=places) == number


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    try:
        number = read_number(text, places=2)
    except Refusal as refusal:
        assert refusal.sentence.startswith("“")
    else:
        assert number is None or 0 <= number < MOST


def test_a_field_of_the_desk_reads_as_the_report_does() -> None:
    field = NumberField(places=1)
    assert field.clean("") is None
    assert field.clean(" 1\u00a0250 ") == D(1250)
    assert field.clean("12.480,5") == D("12480.5")
    for text in ("5.2", "5,200", "1.2.3", "٣", "1,25", "-1"):
        with pytest.raises(ValidationError, match="“"):
            field.clean(text)
