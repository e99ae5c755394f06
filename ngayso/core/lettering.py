"""How wide words are in Be Vietnam Pro, so that a picture drawn on the server never lets two of them collide."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

# Advance widths of the regular cut in hundredths of an em; marks above and below add next to nothing.
_GROUPS = {
    18: "'", 20: "`", 22: "’‘", 23: " \u00a0", 26: "Iil·", 28: "!j", 30: ",.:;\u2060", 32: '"', 38: "1", 39: "fr",
    41: "“”|", 44: "()t{}", 46: "J[]", 50: "z*/\\", 52: "s", 56: "^kx<>", 58: "hnuvy?", 60: "ec", 62: "EL+-~",
    64: "FSPao8", 66: "bdgpqZTYđ235069", 68: "BRK–", 72: "XVUH74", 74: "ADN=&_…", 79: "CGĐM#%", 84: "OQm$",
    88: "w—", 100: "W@",
}  # fmt: skip
_WIDTHS = {letter: width / 100 for width, letters in _GROUPS.items() for letter in letters}
_WIDEST = 1.0
# Semibold is a little wider; a fallback face may be too.
_STRONG = 1.04
_SLACK = 1.02


def width(text: str, size: float, *, strong: bool = False) -> float:
    """Room that `text` takes at `size` px, in px, rather too much than too little."""
    total = 0.0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            total += 0.01
        else:
            total += _WIDTHS.get(letter, _WIDEST if ord(letter) > 0x2FFF else 0.8)
    return total * size * (_STRONG if strong else 1.0) * _SLACK


def cut(text: str, size: float, room: float, *, strong: bool = False) -> str:
    """`text`, or its beginning with "…" when it would be wider than `room` px. "" when not even "…" fits."""
    if width(text, size, strong=strong) <= room:
        return text
    while text and width(text.rstrip() + "…", size, strong=strong) > room:
        text = text[:-1]
    return f"{text.rstrip(' ,;:-–')}…" if text else ""


def wrap(text: str, size: float, room: float, lines: int, *, strong: bool = False) -> Sequence[str]:
    """`text` broken at spaces into at most `lines` lines of `room` px, at least one; too much of it ends in "…". Words
    held by a space that does not break stay together.
    """
    words = [word for word in text.split(" ") if word]
    out: list[str] = []
    while words and len(out) < lines - 1:
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), size, strong=strong) <= room:
            taken += 1
        out.append(cut(" ".join(words[:taken]), size, room, strong=strong))
        words = words[taken:]
    if words or not out:
        out.append(cut(" ".join(words), size, room, strong=strong))
    return out


@dataclass
class Lane:
    """A line of words: what is taken stays taken."""

    taken: list[tuple[float, float]] = field(default_factory=list)

    def free(self, left: float, right: float, gap: float = 6) -> bool:
        return all(right + gap <= a or left - gap >= b for a, b in self.taken)

    def take(self, left: float, right: float, gap: float = 6) -> bool:
        if not self.free(left, right, gap):
            return False
        self.taken.append((left, right))
        return True
