"""Numbers of things as people type them in Vietnam: "12480", "12.480", "1 250", "5,2"."""

import enum
import re
import unicodedata
from decimal import Decimal

MOST = Decimal(10) ** 15
"""Numbers from here on are slips of the keyboard."""
_BLANKS = "\u00a0\u2007\u2009\u202f "
_WHOLE = re.compile(r"\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+")


class Wrong(enum.Enum):
    """Why a text is not taken for a number."""

    NO_NUMBER = "no number"
    NEGATIVE = "negative"
    TWO_READINGS = "two readings"
    """ "5.2" and "5,200" could be read in two ways."""
    NOT_WHOLE = "not whole"
    TOO_FINE = "too fine"
    TOO_LARGE = "too large"


class NotRead(ValueError):
    """A text that cannot be read; `shown` is its beginning, for the sentence that tells it."""

    def __init__(self, wrong: Wrong, shown: str) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong
        self.shown = shown


def read_quantity(text: str, *, places: int) -> Decimal | None:
    """The number, 0 or more with at most `places` figures after the comma; None for nothing.

    Raises NotRead for what is no number, what could be read in two ways, what is finer, less than nothing or MOST and more.
    """
    given = unicodedata.normalize("NFKC", text).strip(_BLANKS)
    for blank in _BLANKS:
        given = given.replace(blank, " ")
    if not given:
        return None
    shown = given[:40]
    if re.match(r"[-−–]\s*\d", given):
        raise NotRead(Wrong.NEGATIVE, shown)
    whole, comma, part = given.partition(",")
    if not given.isascii() or not _WHOLE.fullmatch(whole) or (comma and not part.isdigit()):
        raise NotRead(Wrong.TWO_READINGS if re.fullmatch(r"\d+\.\d+", given) else Wrong.NO_NUMBER, shown)
    if re.match(r"0[. ]", whole) or (comma and len(part) == 3):
        raise NotRead(Wrong.TWO_READINGS, shown)
    part = part.rstrip("0")
    if len(part) > places:
        raise NotRead(Wrong.TOO_FINE if places else Wrong.NOT_WHOLE, shown)
    digits = whole.replace(".", "").replace(" ", "")
    number = Decimal(f"{digits}.{part}" if part else digits)
    if number >= MOST:
        raise NotRead(Wrong.TOO_LARGE, shown)
    return number
