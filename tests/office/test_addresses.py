"""What is an address: as channels want it, as logs may show it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.office.addresses import email_address, masked, phone_number


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("0912 345 678", "84912345678"),
        ("0912.345.678", "84912345678"),
        ("+84 912-345-678", "84912345678"),
        ("+84 (0) 912 345 678", "84912345678"),
        ("0084912345678", "84912345678"),
        ("84912345678", "84912345678"),
        ("912345678", "84912345678"),
        ("0273 3872 123", ""),  # a desk telephone in Mỹ Tho takes no message
        ("0123 456 7890", ""),  # eleven digits ended in 2018
        ("0912 345 67", ""),
        ("+1 912 345 678", ""),
        ("", ""),
        ("chưa có", ""),
        ("٠٩١٢٣٤٥٦٧٨", ""),
    ],
)
def test_telephone_numbers(printed: str, digits: str) -> None:
    assert phone_number(printed) == digits


@given(st.text(max_size=30))
def test_any_text_is_a_whole_number_or_none(text: str) -> None:
    number = phone_number(text)
    assert number == "" or re.fullmatch(r"84[35789][0-9]{8}", number)
    assert phone_number(number) == number


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        (" van-thu@caibe.example ", "van-thu@caibe.example"),
        ("van-thu", ""),
        ("văn-thư@caibe.example", ""),
        ("a@b.vn\r\nBcc: c@d.vn", ""),
        ("", ""),
    ],
)
def test_email_addresses(printed: str, address: str) -> None:
    assert email_address(printed) == address


def test_logs_see_little_of_an_address() -> None:
    assert masked("van-thu@caibe.example") == "v***@caibe.example"
    assert masked("84912345678") == "849*****678"
    assert masked("") == "***"
