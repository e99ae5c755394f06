"""What letters of a file become before anything reads them."""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_HYPHENS = re.compile("[\u2010\u2011\u2043\u2212]")


def printed(text: str) -> str:
    """`text` as the eye sees it: NFC, unseen characters dropped, every kind of space and hyphen the plain one.

    Line breaks stay; spaces around them and at both ends go.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = _HYPHENS.sub("-", _UNSEEN.sub("", text))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "\n".join(line.strip(" \t") for line in text.split("\n")).strip()
