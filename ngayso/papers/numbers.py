"""How state documents print numbers, days and ordinal marks (Nghị định 30/2020/NĐ-CP, phụ lục I)."""

import datetime

ALPHABET = "abcdđeghiklmnopqrstuvxy"
"""Letters that mark a điểm, in the order of the Vietnamese alphabet without ă, â, ê, ô, ơ, ư."""

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def two_digits(number: int) -> str:
    """Gives "05" for 5 and "12" for 12: a zero under 10, so that no figure can be put before it."""
    return f"{number:02d}"


def roman(number: int) -> str:
    """Gives "IV" for 4. `number` is 1 to 399."""
    if not 0 < number < 400:
        raise ValueError(f"no Roman number is printed for {number}")
    made = ""
    for value, mark in _ROMAN:
        made += mark * (number // value)
        number %= value
    return made


def letter(number: int) -> str:
    """Gives "đ" for 5: a, b, c, d, đ, e, g, h, i, k …; after y come aa, ab …"""
    if number < 1:
        raise ValueError(f"no letter is printed for {number}")
    made = ""
    while number:
        number, at = divmod(number - 1, len(ALPHABET))
        made = ALPHABET[at] + made
    return made


def document_number(number: int | None, symbol: str) -> str:
    """Gives "Số: 05/BC-STTTT"; with None the number stays blank for the office to give when it issues."""
    return f"Số: {' ' * 6 if number is None else two_digits(number)}/{symbol}"


def long_day(day: datetime.date | None, year: int | None = None) -> str:
    """Gives "ngày 05 tháng 9 năm 2024": a zero for days under 10 and for months 1 and 2 only.

    None leaves day and month blank, and the year too when `year` is not given.
    """
    if day is None:
        return f"ngày {' ' * 4} tháng {' ' * 4} năm {year or ' ' * 6}".rstrip()
    month = two_digits(day.month) if day.month < 3 else str(day.month)
    return f"ngày {two_digits(day.day)} tháng {month} năm {day.year}"


def short_day(day: datetime.date) -> str:
    """Gives "05/9/2024", zeros as in long_day."""
    return f"{two_digits(day.day)}/{two_digits(day.month) if day.month < 3 else day.month}/{day.year}"
