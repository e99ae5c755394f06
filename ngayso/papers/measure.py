"""Width of text in Times New Roman, so that lines under texts and columns are drawn right without any font installed.

Advance widths in 1/2048 em, as in Liberation Serif 2.1.5 (OFL), which has the metrics of Times New Roman. A Vietnamese
letter is as wide as its base letter, except ơ and ư.
"""

import unicodedata
from collections.abc import Callable

_MM_PER_POINT = 25.4 / 72
_EM = 2048

_REST = "“”‘’–—…ĐđơưƠƯ•§ "
_WIDTHS = {
    "regular": """
        512 682 836 1024 1024 1706 1593 369 682 682 1024 1155 512 682 512 569 1024 1024 1024 1024 1024 1024 1024
        1024 1024 1024 569 569 1155 1155 1155 909 1886 1479 1366 1366 1479 1251 1139 1479 1479 682 797 1479 1251
        1821 1479 1479 1139 1479 1366 1139 1251 1479 1479 1933 1479 1479 1251 682 569 682 961 1024 682 909 1024
        909 1024 909 682 1024 1024 569 569 1024 569 1593 1024 1024 1024 1024 682 797 569 1024 1024 1479 1024
        1024 909 983 410 983 1108 909 909 682 682 1024 2048 2048 1479 1024 1083 1110 1479 1589 717 1024 512
    """,
    "bold": """
        512 682 1137 1024 1024 2048 1706 569 682 682 1024 1167 512 682 512 569 1024 1024 1024 1024 1024 1024
        1024 1024 1024 1024 682 682 1167 1167 1167 1024 1905 1479 1366 1479 1479 1366 1251 1593 1593 797 1024
        1593 1366 1933 1479 1593 1251 1593 1479 1139 1366 1479 1479 2048 1479 1479 1366 682 569 682 1190 1024
        682 1024 1139 909 1139 909 682 1024 1139 569 682 1139 569 1706 1139 1024 1139 1139 909 797 682 1139 1024
        1479 1024 1024 909 807 451 807 1065 1024 1024 682 682 1024 2048 2048 1479 1139 1134 1229 1593 1630 717
        1024 512
    """,
    "italic": """
        512 682 860 1024 1024 1706 1593 438 682 682 1024 1382 512 682 512 569 1024 1024 1024 1024 1024 1024 1024
        1024 1024 1024 682 682 1382 1382 1382 1024 1884 1251 1251 1366 1479 1251 1251 1479 1479 682 909 1366
        1139 1706 1366 1479 1251 1479 1251 1024 1139 1479 1251 1706 1251 1139 1139 797 569 797 864 1024 682 1024
        1024 909 1024 909 569 1024 1024 569 569 909 569 1479 1024 1024 1024 1024 797 797 569 1024 909 1366 909
        909 797 819 563 819 1108 1139 1139 682 682 1024 1821 1821 1479 1024 1093 1117 1479 1544 717 1024 512
    """,
}
_CHARACTERS = [chr(code) for code in range(32, 127)] + list(_REST)
_TABLES = {style: dict(zip(_CHARACTERS, map(int, widths.split()), strict=True)) for style, widths in _WIDTHS.items()}
_HORN = "\u031b"
_AVERAGE = 1024


def width(text: str, size: float, style: str = "regular") -> float:
    """Width in mm of one line of `text` at `size` points; `style` is regular, bold or italic.

    A character outside Latin counts as half an em.
    """
    table = _TABLES[style]
    total = 0
    for character in unicodedata.normalize("NFC", text):
        if character not in table:
            base, *marks = list(unicodedata.normalize("NFD", character))
            horned = unicodedata.normalize("NFC", base + _HORN)
            character = horned if _HORN in marks and horned in table else base
        total += table.get(character, _AVERAGE)
    return total / _EM * size * _MM_PER_POINT


def lines(text: str, most: float, of: Callable[[str], float]) -> list[str]:
    """The lines that text takes in a space `most` mm wide, as a typesetter fills them; `of` measures one line."""
    made: list[str] = []
    for word in text.split(" "):
        if made and of(f"{made[-1]} {word}") <= most:
            made[-1] += f" {word}"
        else:
            made.append(word)
    return made


_STARTS_A_LINE = frozenset(
    [
        "và",
        "của",
        "về",
        "trong",
        "trên",
        "năm",
        "theo",
        "đến",
        "do",
        "bởi",
        "giai",
        "từ",
        "hưởng",
        "nhằm",
        "để",
        "với",
        "tại",
        "tỉnh",
        "thành",
        "huyện",
        "quận",
        "thị",
        "xã",
        "phường",
    ]
)
_NEVER_STARTS = frozenset(["số", "định"])
"""Second halves of the commonest pairs: "chuyển đổi số", "quyết định"."""


def read_lines(text: str, most: float, of: Callable[[str], float]) -> list[str]:
    """Text in as few lines as `most` mm allow, cut where it reads well and about equally long.

    It is cut rather after a comma, or before a place, a name or a joining word, than within a compound word.
    """
    # A no-break space is no place to cut, so not split() alone.
    words = [word for word in text.split(" ") if word]
    count = len(lines(" ".join(words), most, of))
    if count < 2:
        return [" ".join(words)]
    aim = of(" ".join(words)) / count
    # best[k][n]: the least cost of the first n words in k lines, with where the last of them begins.
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(count):
        found: dict[int, tuple[float, int]] = {}
        for begin, (cost, _) in best[-1].items():
            for end in range(begin + 1, len(words) + 1):
                wide = of(" ".join(words[begin:end]))
                if wide > most and end > begin + 1:
                    break
                whole = cost + 4 * ((wide - aim) / aim) ** 2 + (_ill_cut(words, end) if end < len(words) else 0)
                if end not in found or whole < found[end][0]:
                    found[end] = whole, begin
        best.append(found)
    made: list[str] = []
    end = len(words)
    for k in range(count, 0, -1):
        begin = best[k][end][1]
        made.insert(0, " ".join(words[begin:end]))
        end = begin
    return made


def _ill_cut(words: list[str], at: int) -> float:
    """How badly a line reads that begins with the word at `at`: 0 well, 1 badly."""
    before, first = words[at - 1], words[at]
    if before.endswith((",", ";", ".", ":")):
        return 0.0
    if first.lower() in _NEVER_STARTS or not first[0].isalnum() or before.lower() in _STARTS_A_LINE:
        return 1.5
    if first.lower() in _STARTS_A_LINE or first[0] in "“(":
        return 0.2
    capital = first[0].isupper() and not before[0].isupper()
    return 0.3 if capital else 1.0
