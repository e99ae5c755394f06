"""Numbers and bullets that open a paragraph: "III.", "2.1.", "đ)", "(3)", "Điều 4.", "-", "+"."""

import re

import msgspec

from ngayso.words.fold import plain


class Mark(msgspec.Struct, frozen=True):
    """A number or bullet as printed and what it means."""

    style: str
    """Marks of one style are siblings: "I", "A", "1", "1)", "1.1", "a)", "a.", "(1)", "-", "+", "dieu", "dot" …"""
    label: str
    """As people say it, without its points: "III", "2.1", "đ", "" for a bullet."""
    number: int
    """Its place in its row; 0 when it has none."""
    length: int
    """Letters of the paragraph that it takes, with the spaces behind it."""


_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ORDINALS = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")

_NAMED = re.compile(
    r"(phần|chương|mục|điều|tiểu mục)\s+(thứ\s+\w+|[ivxl]+|\d{1,3})\s*(?:[.:–-]\s*|\s+(?=[A-ZĐÀ-Ỹ“\"])|$)",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"(hoạt động|nhiệm vụ|nội dung|đợt|giai đoạn|bước|phương án|chuyên đề|đề án|dự án|hội thi|ngày)"
    r"\s+(thứ\s+\w+|[ivxl]+|\d{1,2})(?=\s*(?:[:.–(-]|$))(?![./-]\d)", re.IGNORECASE,
)  # fmt: skip
_ROMAN = re.compile(r"([IVXLC]{1,7})\s*[.)/:]\s*(?=\S)|([IVXL]{1,7})\s*[-–]\s+(?=[A-ZĐÀ-Ỹ])")
_UPPER = re.compile(r"([A-HĐ])\s*[.)/]\s*(?=\S)")
_DECIMAL = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){1,4})(?:\s*[-–]\s+(?=[A-ZĐÀ-Ỹ])|\s*[.):]?(?:\s+|(?=[A-ZĐÀ-Ỹ]))(?!\d|[%]))"
)
_MIXED = re.compile(r"((?:\d{1,2}\.)+[a-zđ]|[a-zđ]\.\d{1,2})\s*[.)]?\s+(?=\S)")
_NUMBER = re.compile(
    r"(\d{1,3})\s*([.)]|/(?=\s|[A-ZĐÀ-Ỹ][a-zà-ỹ]))\s*(?![\d%])(?=\S)|(\d{1,2})\s*[-–:]\s+(?=[A-ZĐÀ-Ỹ])"
)
_BRACKETED = re.compile(r"\((\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s*(?=\S)")
_LETTER = re.compile(r"([a-zđ])(\d?)\s*([.)/])\s*(?=\S)")
_BULLET = re.compile(r"([-–—‒+*•·●○▪◦■□✓➢►])(?:\s*|$)(?!\d+\s*%?\s*$)")


def read_mark(text: str) -> Mark | None:
    """The mark that opens the paragraph, or None. A phase or numbered name ("Đợt 1: …") keeps its words in the text."""
    if found := _NAMED.match(text):
        name, value = plain(found[1]), found[2]
        label = str(_value(value)) if " " in value else value.upper()
        return Mark(plain(name).replace(" ", "_"), label, _value(value), found.end())
    if found := _ROMAN.match(text):
        value = found[1] or found[2]
        if _roman(value):
            return Mark("I", value, _roman(value), found.end())
    if found := _UPPER.match(text):
        return Mark("A", found[1], "ABCDĐEGH".find(found[1]) + 1, found.end())
    if found := _MIXED.match(text):
        return Mark("1.a", found[1], 0, found.end())
    if found := _DECIMAL.match(text):
        parts = found[1].split(".")
        return Mark(".".join("1" for _ in parts), found[1], int(parts[-1]), found.end())
    if found := _NUMBER.match(text):
        if found[3]:
            return Mark("1-", found[3], int(found[3]), found.end())
        return Mark({".": "1", ")": "1)", "/": "1/"}[found[2]], found[1], int(found[1]), found.end())
    if found := _BRACKETED.match(text):
        value = found[1]
        return Mark(
            "(1)" if value.isdigit() else "(a)", f"({value})", int(value) if value.isdigit() else 0, found.end()
        )
    if found := _LETTER.match(text):
        if found[2]:
            return Mark("a1)", found[1] + found[2], int(found[2]), found.end())
        return Mark(f"a{found[3]}", found[1], _LETTERS.find(found[1]) + 1, found.end())
    if found := _STAGE.match(text):
        return Mark(plain(found[1]).replace(" ", "_"), found[0].strip(), _value(found[2]), 0)
    if found := _BULLET.match(text):
        sign = found[1]
        return Mark("-" if sign in "-–—‒" else "+" if sign == "+" else "•", "", 0, found.end())
    return None


BULLETS = frozenset(("-", "+", "•"))
STAGES = frozenset(
    ("hoat_dong", "nhiem_vu", "noi_dung", "dot", "giai_doan", "buoc", "phuong_an", "chuyen_de", "de_an", "du_an",
     "hoi_thi", "ngay")
)  # fmt: skip


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    folded = plain(text)
    if folded.startswith("thu "):
        word = folded.split()[1]
        return _ORDINALS.index(word) + 1 if word in _ORDINALS else 0
    return _roman(text.upper())


def _roman(text: str) -> int:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    total = 0
    for at, sign in enumerate(text):
        here = values.get(sign, 0)
        total += -here if at + 1 < len(text) and values.get(text[at + 1], 0) > here else here
    return total
