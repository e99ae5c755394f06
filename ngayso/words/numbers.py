"""Numbers of official documents: "505/QĐ-TTg", "08-NQ/TU", "85/2015/QH13", also with the spaces that scans put in."""

import dataclasses
import re

_UP = "A-ZĐƯÂÊÔƠĂ"
_LOW = "a-zđưâêôơă"
# An abbreviation: two capitals or more, perhaps small letters within ("TTg", "CTr") and digits behind ("QH13").
_ABBR = rf"[{_UP}][{_UP}](?:[{_UP}{_LOW}&]{{0,10}})\d{{0,3}}"
_KINDS = (
    "NQLT|TTLT|NQ|QĐ|QD|CTr|CTR|CT|KL|QC|QĐi|HD|BC|TB|TTr|TT|KH|ĐA|DA|PA|NĐ|ND|CV|TW|LCT|L|PL|QH|GM|CĐ|BB|HĐ|SL"
    "|UBTVQH|VBHN"
)
_NUMBER = re.compile(
    rf"(?<![\w/.,-])(?P<no>\d{{1,6}}(?:\.\d{{1,3}})?[{_LOW}]?)\s?"
    rf"(?:/\s?(?P<year>(?:19|20)\d{{2}})\s?(?=[/-]))?"
    rf"(?P<sep>[/-]\s?|\s(?=(?:{_KINDS})/))"
    rf"(?P<sign>(?:(?:{_KINDS})\s?[-/–]\s?)?{_ABBR}(?:[-/&.](?:{_ABBR}|[{_UP}]\d{{0,2}}(?![{_LOW}])))*)"
)
_DAY = re.compile(
    r"\s*,?\s*(?:ban hành\s+)?ngày\s*(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*((?:19|20)\d{2})",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Number:
    """A document number in a text."""

    text: str
    """Without spaces: "505/QĐ-TTg"."""
    span: tuple[int, int]
    """Half-open, in characters of the text."""
    day: tuple[int, int, int] | None
    """Year, month, day when the text goes on with "ngày …"; not checked against the calendar."""


def find_numbers(text: str) -> list[Number]:
    """Every document number in the text (NFC), in order."""
    out = []
    for match in _NUMBER.finditer(text):
        day = _DAY.match(text, match.end())
        out.append(
            Number(
                _without_spaces(match),
                match.span(),
                (int(day[3]), int(day[2]), int(day[1])) if day else None,
            )
        )
    return out


def _without_spaces(match: re.Match[str]) -> str:
    """ "298 KH/TWĐTN", the old style of the youth union, keeps its one space."""
    low, high = match.span("sep")
    parts = (match.string[match.start() : low], match.string[low:high], match.string[high : match.end()])
    joint = parts[1].strip() or " "
    return "".join((re.sub(r"\s+", "", parts[0]), joint, re.sub(r"\s+", "", parts[2]))).replace("–", "-")


def number_key(number: str) -> str:
    """A key under which printings of one number agree: no spaces, one kind of dash, capitals."""
    return re.sub(r"[\s.]+", "", number).replace("–", "-").upper()
