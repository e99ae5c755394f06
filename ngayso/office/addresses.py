"""Addresses as channels want them, and as logs may show them."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# Mobile numbers since 2018: 84 and nine digits that begin with 3, 5, 7, 8 or 9.
_MOBILE = re.compile(r"84[35789]\d{8}")
_BETWEEN = re.compile(r"[\s.\-()\u00a0]+")


def email_address(text: str) -> str:
    """The address without blanks around it, "" when it is none that mail servers everywhere take."""
    text = text.strip()
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if text.isascii() and len(text) <= 254 else ""


def phone_number(text: str) -> str:
    """A Vietnamese mobile number in digits with the country ("0912 345 678" → "84912345678"), "" when it is none."""
    digits = _BETWEEN.sub("", text.strip())
    for start in ("+84", "0084", "84", ""):
        if digits.startswith(start):
            # "+84 (0) 912 …" keeps the zero that is only dialled at home.
            digits = "84" + digits.removeprefix(start).removeprefix("0")
            break
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else ""


def masked(address: str) -> str:
    """What a log may hold of it: "l***@tiengiang.gov.vn", "849*****678"."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}{'*' * (len(address) - 6)}{address[-3:]}" if len(address) > 6 else "***"
