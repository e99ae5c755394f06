"""Numbers of things as people type them."""

from decimal import Decimal

import pytest

from ngayso.words.quantities import MOST, NotRead, Wrong, read_quantity


@pytest.mark.parametrize(
    ("text", "number"), [("", None), ("12.480", Decimal(12480)), ("1 250", Decimal(1250)), ("5,2", Decimal("5.2"))]
)
def test_a_number_is_read(text: str, number: Decimal | None) -> None:
    assert read_quantity(text, places=1) == number


@pytest.mark.parametrize(
    ("text", "places", "wrong"),
    [
        ("abc", 0, Wrong.NO_NUMBER),
        ("−4", 0, Wrong.NEGATIVE),
        ("5.2", 1, Wrong.TWO_READINGS),
        ("1,5", 0, Wrong.NOT_WHOLE),
        ("1,25", 1, Wrong.TOO_FINE),
        (str(MOST), 0, Wrong.TOO_LARGE),
    ],
)
def test_why_it_cannot_be_read_is_told(text: str, places: int, wrong: Wrong) -> None:
    with pytest.raises(NotRead) as told:
        read_quantity(text, places=places)
    assert (told.value.wrong, told.value.shown) == (wrong, text)
