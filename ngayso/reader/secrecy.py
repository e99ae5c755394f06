"""The stamp of secrecy, wherever a document bears it: in its head, in the running head of its pages."""

import re

_SAID = re.compile(r"(?i:(?:mức )?độ mật\s*:?\s*(?:tối mật|tuyệt mật|mật))")
_STAMPS = frozenset({"MẬT", "TỐIMẬT", "TUYỆTMẬT"})


def is_stamp(text: str) -> bool:
    """True when the line holds a stamp of secrecy and nothing else; the letters of a stamp may stand apart."""
    alone = text.strip(" .*-[]()|\t\n")
    return "".join(alone.split()) in _STAMPS or _SAID.fullmatch(alone) is not None
