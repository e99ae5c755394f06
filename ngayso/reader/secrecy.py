"""The stamp of secrecy, wherever a document bears it: in its head, in the running head of its pages."""

import re

_SAID = re.compile(r"(?i:(?:mức )?độ mật\s*:?\s*(?:tối mật|tuyệt mật|mật))")
_STAMPS = frozenset({"MẬT", "TỐIMẬT", "TUYỆTMẬT"})
# The number of the copy may stand beside the stamp.
_COPY = re.compile(r"(?i:[\s\-–,;:(|/]*\b(?:bản số|số bản|bản thứ)\b\s*:?[\s.…/\d]*\)?)")
_EDGE = " .*-–[]()|\t\n"


def is_stamp(text: str, *, in_head: bool = False) -> bool:
    """True when the line holds a stamp of secrecy and, at most, the number of the copy; its letters may stand apart.

    In the head of a document a stamp counts in small letters, too; in a table further down "Mật" may be a mere entry.
    """
    alone = _COPY.sub("", text).strip(_EDGE)
    joined = "".join(alone.split())
    return (joined.upper() if in_head else joined) in _STAMPS or _SAID.fullmatch(alone) is not None
