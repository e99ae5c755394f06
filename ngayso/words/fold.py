"""Folding of Vietnamese text for matching: the printed text is never changed, only keys are made."""

import functools
import re
import unicodedata

# grave, acute, tilde, hook above, dot below
TONES = "\u0300\u0301\u0303\u0309\u0323"

_WORD = re.compile(r"[^\W\d_]+")
_TOKENS = re.compile(r"[a-z0-9]+")


def nfc(text: str) -> str:
    """The text in Unicode form NFC."""
    return unicodedata.normalize("NFC", text)


def tone_key(text: str) -> str:
    """A key in which only the place of the tone mark within a syllable is folded: "Uỷ" = "Ủy", "hoà" = "hòa".

    Case, letters and the tone itself stay. The key is for comparing, not for printing.
    """
    return _WORD.sub(_tone_last, nfc(text))


def _tone_last(word: re.Match[str]) -> str:
    letters = unicodedata.normalize("NFD", word.group())
    tones = "".join(c for c in letters if c in TONES)
    if not tones:
        return nfc(letters)
    bare = nfc("".join(c for c in letters if c not in TONES))
    # Standing apart, so that the tone can never melt into the last letter and be told from it again.
    return bare + "\u034f" + tones


@functools.lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    first = unicodedata.normalize("NFD", letter)[0].lower()
    return first if len(first) == 1 else letter


def plain(text: str) -> str:
    """Lower case without diacritics, đ as d; punctuation and spaces stay. As long as an NFC `text`, so places agree."""
    return "".join(map(_plain_letter, text))


_ENDS = re.compile(r"(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![^\W\d_])")
_TO_OLD = {
    f"{first}{new}": f"{old}{last}"
    for first, last, news, olds in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for new, old in zip(news, olds, strict=True)
}


def small(text: str) -> str:
    """Lower case with the tone at one place ("hoà" as "hòa"); diacritics stay. As long as an NFC `text`."""
    low = text.lower()
    if len(low) != len(text):  # a letter of another language that is two in lower case
        low = "".join(c if len(d := c.lower()) != 1 else d for c in text)
    return _ENDS.sub(lambda m: _TO_OLD[m.group()], low)


def fold(text: str) -> str:
    """Letters and digits only, lower case, no diacritics, đ as d, one space between words: "Đắk Lắk" → "dak lak"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return " ".join(_TOKENS.findall(bare.replace("đ", "d")))
