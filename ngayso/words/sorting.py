"""Vietnamese order: letters a ă â b c d đ e ê …, and within equal letters of a syllable the tones in their order."""

import re
import unicodedata
from functools import lru_cache

from ngayso.words.fold import TONES, nfc

# ngang, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_MARKED = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


@lru_cache(maxsize=8192)
def sort_key(text: str) -> str:
    """A key of ASCII letters and digits only, so that any database collation sorts it alike.

    Syllable by syllable, as dictionaries do; case and punctuation do not count; numbers sort by size.
    """
    return "".join(_number(t) if t[0].isdecimal() else _syllable(t) for t in _TOKEN.findall(nfc(text).lower()))


def _number(token: str) -> str:
    digits = str(int(token))
    return f"1{min(len(digits), 99):02}{digits}00"


def _syllable(token: str) -> str:
    letters = unicodedata.normalize("NFD", token)
    tone = next((_TONE_ORDER[c] for c in letters if c in TONES), "0")
    bare = nfc("".join(c for c in letters if c not in TONES))
    out = []
    for letter in bare:
        first = unicodedata.normalize("NFD", letter)[0]
        out.append(_MARKED.get(letter) or (f"{first}0" if "a" <= first <= "z" else f"z9{ord(first):06d}"))
    return "".join(out) + "0" + tone
