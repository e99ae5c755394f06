"""Words on a page → lines, two-column blocks and paragraphs, by where they stand."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from ngayso.reader.document import Align, Paragraph
from ngayso.reader.formats.pdf_page import Word
from ngayso.reader.formats.printed import printed

_MARKER = re.compile(
    r"(?:[-–+•*▪➢✓●○\uf000-\uf0ff]|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)/]|\(?[a-zđ]{1,2}[).]|[IVXL]{1,6}[.)]|Điều\s+\d)"
)
_FINISHED = re.compile(r"[.;:!?…/]['\"”’)]*$")
_STEP = 28.35  # an indent step: 1 cm
_WIDE_GAP = 20.0
_SPACE = 3.0


@dataclass(slots=True)
class Line:
    """A printed line with the margins it stands in."""

    words: list[Word]
    page: int
    left: float
    right: float
    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def of(cls, words: list[Word], page: int, left: float, right: float) -> "Line":
        """The line of these words, which are in order from the left."""
        x0, x1 = words[0].x0, max(word.x1 for word in words)
        return cls(words, page, left, right, x0, min(w.y0 for w in words), x1, max(w.y1 for w in words))

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def bold(self) -> bool:
        # A number that Word made is often plain before a bold heading.
        marked = len(self.words) > 1 and _MARKER.fullmatch(self.words[0].text)
        return _all(self.words[1:] if marked else self.words, "bold")

    @property
    def italic(self) -> bool:
        return _all(self.words, "italic")

    @property
    def align(self) -> Align:
        before, after = self.x0 - self.left, self.right - self.x1
        # An indented item may end by chance as far from the margin as it begins.
        slack = 1.5 if _MARKER.match(self.words[0].text) else 5
        if before > 12 and after > 12 and abs(before - after) <= slack:
            return "center"
        return "right" if after < 5 and before > 0.4 * (self.right - self.left) else "left"


def _all(words: list[Word], name: str) -> bool:
    lettered = [word for word in words if any(map(str.isalpha, word.text))]
    return bool(lettered) and all(getattr(word, name) for word in lettered)


@dataclass(slots=True)
class Zone:
    """Two columns side by side without rules: document head, or recipients beside the signature."""

    left: list[list[Word]]
    right: list[list[Word]]
    y0: float
    cut: float
    """Where the columns part."""


def rows(words: list[Word]) -> list[list[Word]]:
    """Words that stand on one height, from the top; each row from the left."""
    # First what stands at exactly one height, so that a line is never torn by letters of another size beside it.
    strips: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.y0 + w.y1):
        if strips and abs(word.y0 + word.y1 - strips[-1][0].y0 - strips[-1][0].y1) <= 2:
            strips[-1].append(word)
        else:
            strips.append([word])
    made: list[list[Word]] = []
    top = bottom = 0.0
    for strip in strips:
        y0, y1 = strip[0].y0, strip[0].y1
        if made and min(bottom, y1) - max(top, y0) >= 0.5 * min(bottom - top, y1 - y0):
            made[-1] += strip
        else:
            made.append(list(strip))
            top, bottom = y0, y1
    for row in made:
        row.sort(key=lambda w: w.x0)
    return made


def margins(lines: list[list[Word]]) -> tuple[float, float] | None:
    """Left and right edge of the running text, by its long lines; None when there are too few."""
    if not lines:
        return None
    edges = [(row[0].x0, max(word.x1 for word in row)) for row in lines]
    widest = max(x1 - x0 for x0, x1 in edges)
    long = [(x0, x1) for x0, x1 in edges if x1 - x0 > 0.75 * widest]
    if len(long) < 4:
        return None
    lefts, rights = Counter(round(x0 / 3) for x0, _ in long), Counter(round(x1 / 3) for _, x1 in long)
    # First lines are indented: of the usual left edges the outermost is the margin.
    left = min(place for place, count in lefts.items() if count >= max(2, len(long) // 8)) if len(long) > 7 else None
    left = min(lefts) if left is None else left
    right = max(place for place, count in rights.items() if count >= max(1, len(long) // 8))
    return (
        median(x0 for x0, _ in long if round(x0 / 3) == left),
        median(x1 for _, x1 in long if round(x1 / 3) == right),
    )


# Two columns without rules

_Sides = tuple[list[tuple[float, float]], list[tuple[float, float]]]  # left and right edges of the rows of each column


def split_zones(lines: list[list[Word]], middle: float, first_page: bool) -> Iterator[list[Word] | Zone]:
    """Rows in order, with runs of rows that stand in two columns put together.

    A row centred on `middle`, where the page has its titles, is in no column.
    """
    at = 0
    pending: list[list[Word]] = []
    while at < len(lines):
        found = _zone_at(lines, at, at - len(pending), middle, first_page)
        if found is None:
            pending.append(lines[at])
            at += 1
            continue
        start, end, cut = found
        kept = len(pending) - (at - start)
        yield from pending[:kept]
        pending = []
        inside = lines[start:end]
        words = [word for row in inside for word in row]
        yield Zone(
            rows([word for word in words if (word.x0 + word.x1) / 2 < cut]),
            rows([word for word in words if (word.x0 + word.x1) / 2 >= cut]),
            min(word.y0 for word in words),
            cut,
        )
        at = end
    yield from pending


def _gaps(row: list[Word]) -> list[tuple[float, float]]:
    made, edge = [], row[0].x1
    for word in row[1:]:
        if word.x0 > edge:
            made.append((edge, word.x0))
        edge = max(edge, word.x1)
    return made


def _zone_at(
    lines: list[list[Word]], at: int, floor: int, middle: float, first_page: bool
) -> tuple[int, int, float] | None:
    """A zone whose first two-sided row is `lines[at]`: (start, end, x that divides), None when there is none."""
    seeds = _gaps(lines[at])
    if not seeds:
        return None
    low, high = max(seeds, key=lambda gap: gap[1] - gap[0])
    others = [b - a for a, b in seeds if (a, b) != (low, high)]
    if high - low < max(_WIDE_GAP, 2.5 * median(others or [0.0])):
        return None
    both, start, end = 1, at, at + 1
    sides: _Sides = ([], [])
    _note(sides, lines[at], low, high)
    while end < len(lines):
        step = _fits(lines[end], lines[end - 1], low, high, sides, middle)
        if step is None:
            break
        both += step[2] == "both"
        low, high = step[:2]
        _note(sides, lines[end], low, high)
        end += 1
    at_top = first_page and floor == 0
    while start > floor:
        step = _fits(lines[start - 1], lines[start], low, high, sides, middle)
        if step is None or (step[2] == "left" and not at_top):
            break
        both += step[2] == "both"
        low, high = step[:2]
        _note(sides, lines[start - 1], low, high)
        start -= 1
    recipients = re.match(r"Nơi\s+nhận", " ".join(word.text for word in lines[at])) is not None
    if both < 2 and min(len(sides[0]), len(sides[1])) < 2 and not recipients:
        return None
    return start, end, (low + high) / 2


def _note(sides: _Sides, row: list[Word], a: float, b: float) -> None:
    cut = (a + b) / 2
    for side, words in zip(
        sides, ([w for w in row if w.x1 <= cut + 1], [w for w in row if w.x0 >= cut - 1]), strict=True
    ):
        if words:
            side.append((words[0].x0, max(word.x1 for word in words)))


def _fits(
    row: list[Word],
    neighbour: list[Word],
    low: float,
    high: float,
    sides: _Sides,
    middle: float,
) -> tuple[float, float, str] | None:
    """Whether `row` belongs to the columns divided at low–high: the new divide and its sides, None when it crosses."""
    if abs(row[0].y0 - neighbour[0].y0) > 160:
        return None
    x0, x1 = row[0].x0, max(word.x1 for word in row)
    if x1 <= high - 4 or x0 >= low + 4:
        name = "left" if x1 <= high - 4 and (x0 < low or not x0 >= low + 4) else "right"
        side = sides[0] if name == "left" else sides[1]
        if not side:
            return None
        edge0, edge1 = min(a for a, _ in side), max(b for _, b in side)
        centred = abs((x0 + x1) / 2 - (edge0 + edge1) / 2) <= max(6.0, 0.12 * (edge1 - edge0))
        aligned = any(abs(x0 - a) <= 4 for a, _ in side) or any(abs((x0 + x1) - (a + b)) <= 8 for a, b in side)
        if not (centred or aligned) or abs((x0 + x1) / 2 - middle) < 5:
            return None
        return (max(low, x1), high, name) if name == "left" else (low, min(high, x0), name)
    inner = _gaps(row)
    usual = median(b - a for a, b in inner) if inner else 0.0
    for a, b in inner:
        shared0, shared1 = max(a, low), min(b, high)
        if shared1 - shared0 >= 5 and (b - a >= max(7.0, 1.8 * usual) or len(inner) == 1):
            return shared0, shared1, "both"
    return None


# Lines → paragraphs


def _wraps(previous: Line, line: Line) -> bool:
    """Whether the first word of `line` had no room at the end of `previous`."""
    word = line.words[0]
    need = word.x1 - word.x0 + _SPACE
    if previous.align == "center":
        room = previous.right - previous.left - (previous.x1 - previous.x0)
    else:
        room = previous.right - previous.x1
    return room < need + 2


def _marked(previous: Line, line: Line) -> bool:
    """Whether `line` begins with a number or bullet of its own, not with a dash of the running text."""
    if not _MARKER.match(line.text):
        return False
    dashed = re.match(r"[-–]\s*(\S)", line.text)
    return dashed is None or dashed[1].isupper() or _FINISHED.search(previous.text) is not None


def continues(paragraph: list[Line], line: Line) -> bool:
    """Whether `line` goes on with the running text of `paragraph` (which is not empty)."""
    first, previous = paragraph[0], paragraph[-1]
    if not _wraps(previous, line):
        return False
    marked = _marked(previous, line)
    finished = _FINISHED.search(previous.text) is not None
    if previous.page == line.page:
        if line.y0 - previous.y1 > 1.3 * (previous.y1 - previous.y0):
            return False
        if len(paragraph) > 1 and paragraph[-2].page == line.page:
            pitch = previous.y1 - paragraph[-2].y1
            if line.y1 - previous.y1 > 1.25 * pitch + 1:
                return False
    if line.align == "center" or previous.align == "center":
        return line.align == "center" and previous.bold == line.bold and not marked
    begins, now = first.x0 - first.left, line.x0 - line.left
    if len(paragraph) == 1:
        if now < begins - 5:
            return now < 12 or not marked
        if now > begins + 5:
            return not marked and now - begins < 70 and first.bold == line.bold
        return begins <= 8 and not (finished and marked)
    goes = paragraph[1].x0 - paragraph[1].left
    if abs(now - goes) > 5:
        return False
    return abs(goes - begins) > 5 or not (finished and marked)


def continues_in_cell(paragraph: list[Line], line: Line) -> bool:
    """The same for a cell of a table, where nothing is indented."""
    previous = paragraph[-1]
    word = line.words[0]
    room = previous.right - previous.left - (previous.x1 - previous.x0)
    if room > word.x1 - word.x0 + _SPACE + 4:
        return False
    return not (_marked(previous, line) and (_FINISHED.search(previous.text) or len(line.words) > 1))


def continues_in_column(paragraph: list[Line], line: Line) -> bool:
    """The same for a head or a list of recipients, where lines stand by themselves."""
    previous, text = paragraph[-1], line.text
    if line.y0 - previous.y1 > 0.9 * (previous.y1 - previous.y0) or _MARKER.match(text):
        return False
    if _MARKER.match(paragraph[0].text):
        return not re.search(r"[;.:]$", previous.text) and not line.bold
    letter = next((c for c in text if c.isalpha()), "")
    return letter.islower() and previous.bold == line.bold and not _FINISHED.search(previous.text)


def paragraph_of(lines: list[Line]) -> Paragraph | None:
    """The lines as one paragraph, None when nothing visible stands in them."""
    text = ""
    for line in lines:
        glue = "" if not text or re.search(r"\w-$", text) and re.match(r"\w", line.text) else " "
        text += glue + line.text
    text = printed(text)
    if not text:
        return None
    aligns = {line.align for line in lines}
    return Paragraph(
        text,
        page=lines[0].page,
        align=lines[0].align if len(aligns) == 1 else "center" if lines[-1].align == "center" else "left",
        bold=all(line.bold for line in lines if any(map(str.isalpha, line.text))) and any(line.bold for line in lines),
        italic=all(line.italic for line in lines),
        indent=max(0, round((lines[0].x0 - lines[0].left) / _STEP)) if aligns == {"left"} or len(lines) > 1 else 0,
    )
