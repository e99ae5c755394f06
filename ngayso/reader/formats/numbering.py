"""The numbers that Word makes by itself: numbering.xml of a .docx (ECMA-376 part 1, §17.9)."""

from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_COUNTED = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_DASHES = {
    "-": "-",
    "–": "-",
    "—": "-",
    "\uf02d": "-",
    "\uf0be": "-",
    "+": "+",
    "\uf02b": "+",
    "*": "*",
}


def roman(number: int) -> str:
    """Lower-case Roman numeral of 1–3999, the plain number outside that."""
    if not 0 < number < 4000:
        return str(number)
    made = ""
    for value, letters in _ROMAN:
        while number >= value:
            made += letters
            number -= value
    return made


def letter(number: int) -> str:
    """Word's letters: a … z, then aa, bb … (not the Vietnamese alphabet: after e comes f)."""
    if number < 1:
        return ""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30)


def counted(number: int) -> str:
    """The number in Vietnamese words up to 99 ("hai mươi mốt"), as Word's vietnameseCounting."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _COUNTED[ones]
    head = "mười" if tens == 1 else _COUNTED[tens] + " mươi"
    if not ones:
        return head
    tail = "mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 else _COUNTED[ones]
    return f"{head} {tail}"


def written(number: int, style: str) -> str:
    """`number` in the Word number format `style` (w:numFmt); an unknown format gives plain digits."""
    match style:
        case "upperRoman":
            return roman(number).upper()
        case "lowerRoman":
            return roman(number)
        case "upperLetter":
            return letter(number).upper()
        case "lowerLetter":
            return letter(number)
        case "decimalZero":
            return f"{number:02d}"
        case "vietnameseCounting" | "cardinalText":
            return counted(number)
        case "none":
            return ""
    return str(number)


@dataclass(frozen=True)
class Level:
    """One level of a list."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    """Level (1-based) after which it starts again, 0 never, None after any higher level."""
    legal: bool = False
    """Levels above are shown as digits (w:isLgl)."""
    paragraph_style: str | None = None
    left: int = 0
    """Indent in twentieths of a point."""


@dataclass
class Abstract:
    """A list as defined; several `num` may stand on one and count on together."""

    levels: dict[int, Level] = field(default_factory=dict)
    style_link: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass
class Num:
    """A use of a list, with its overrides."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    started: set[int] = field(default_factory=set)


def _number(element: etree._Element | None, otherwise: int) -> int:
    try:
        return int(element.get(VAL, "")) if element is not None else otherwise
    except ValueError:
        return otherwise


def _level(element: etree._Element) -> Level:
    style = element.find(W + "numFmt")
    # Newer formats are wrapped: the choice names the custom format, the fallback a plain one.
    if style is None:
        style = next(iter(element.iter(W + "numFmt")), None)
    text = element.find(W + "lvlText")
    restart = element.find(W + "lvlRestart")
    legal = element.find(W + "isLgl")
    of_style = element.find(W + "pStyle")
    indent = element.find(f"{W}pPr/{W}ind")
    name = "decimal" if style is None else style.get(VAL, "decimal")
    if style is not None and name == "custom":
        name = "decimalZero" if style.get(W + "format", "").startswith("0") else "decimal"
    return Level(
        start=_number(element.find(W + "start"), 0),
        style=name,
        text="" if text is None else text.get(VAL, ""),
        restart=None if restart is None else _number(restart, 0),
        legal=legal is not None and legal.get(VAL, "true") not in ("0", "false", "off"),
        paragraph_style=None if of_style is None else of_style.get(VAL),
        left=int(left) if indent is not None and (left := _left(indent)).lstrip("-").isdigit() else 0,
    )


def _left(indent: etree._Element) -> str:
    return indent.get(W + "left") or indent.get(W + "start") or ""


def _depth(element: etree._Element) -> int:
    text = element.get(W + "ilvl", "0")
    return int(text) if text.isdigit() else 0


class Numbering:
    """The lists of one document; `label` is called once for each numbered paragraph, in reading order."""

    def __init__(self, part: etree._Element | None, style_numbers: dict[str, tuple[str, int]]) -> None:
        """`part` is the root of numbering.xml; `style_numbers` gives (numId, level) of each style that numbers."""
        self.abstracts: dict[str, Abstract] = {}
        self.nums: dict[str, Num] = {}
        self.style_numbers = style_numbers
        if part is None:
            return
        for element in part.iterchildren(W + "abstractNum"):
            link = element.find(W + "numStyleLink")
            made = Abstract(style_link=None if link is None else link.get(VAL))
            made.levels = {_depth(level): _level(level) for level in element.iterchildren(W + "lvl")}
            self.abstracts[element.get(W + "abstractNumId", "")] = made
        for element in part.iterchildren(W + "num"):
            reference = element.find(W + "abstractNumId")
            num = Num("" if reference is None else reference.get(VAL, ""))
            for override in element.iterchildren(W + "lvlOverride"):
                depth = _depth(override)
                level, start = (
                    override.find(W + "lvl"),
                    override.find(W + "startOverride"),
                )
                if level is not None:
                    num.levels[depth] = _level(level)
                if start is not None:
                    num.starts[depth] = _number(start, 1)
            self.nums[element.get(W + "numId", "")] = num

    def _abstract(self, num: Num, hops: int = 0) -> Abstract | None:
        found = self.abstracts.get(num.abstract)
        if found is None or found.levels or found.style_link is None or hops > 5:
            return found
        linked = self.nums.get(self.style_numbers.get(found.style_link, ("", 0))[0])
        return found if linked is None else self._abstract(linked, hops + 1)

    def depth_of_style(self, num_id: str, style: str, otherwise: int) -> int:
        """Level of the list that belongs to paragraph style `style` (w:lvl/w:pStyle)."""
        num = self.nums.get(num_id)
        abstract = None if num is None else self._abstract(num)
        for depth, level in {} if abstract is None else abstract.levels.items():
            if level.paragraph_style == style:
                return depth
        return otherwise

    def level(self, num_id: str, depth: int) -> Level | None:
        """The level as defined or overridden, None when the list or the level is unknown."""
        num = self.nums.get(num_id)
        if num is None:
            return None
        abstract = self._abstract(num)
        return num.levels.get(depth) or (None if abstract is None else abstract.levels.get(depth))

    def label(self, num_id: str, depth: int) -> str:
        """Counts one paragraph of the list and gives its number or bullet as Word shows it, "" for none."""
        num, level = self.nums.get(num_id), self.level(num_id, depth)
        abstract = None if num is None else self._abstract(num)
        if num is None or level is None or abstract is None:
            return ""
        counts = abstract.counts
        if depth in num.starts and depth not in num.started:
            counts[depth] = num.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = level.start
        num.started.add(depth)
        for lower in [d for d in counts if d > depth]:
            below = self.level(num_id, lower)
            restart = None if below is None else below.restart
            if restart is None or (restart and depth < restart):
                del counts[lower]
                num.started.discard(lower)
        if level.style == "bullet":
            return _bullet(level.text)
        return self._filled(num_id, level, counts)

    def _filled(self, num_id: str, level: Level, counts: dict[int, int]) -> str:
        made, text, at = "", level.text, 0
        while at < len(text):
            if text[at] == "%" and at + 1 < len(text) and text[at + 1].isdigit() and text[at + 1] != "0":
                depth = int(text[at + 1]) - 1
                shown = self.level(num_id, depth) or replace(level, start=1)
                made += written(
                    counts.get(depth, shown.start),
                    "decimal" if level.legal else shown.style,
                )
                at += 2
            else:
                made += text[at]
                at += 1
        return made.strip()


def _bullet(text: str) -> str:
    mark = text.strip()
    return _DASHES.get(mark, "•") if mark else ""
