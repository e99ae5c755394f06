"""Tables in plain text: one "|" a line between cells, or whole rows as Markdown types them."""

import re
from dataclasses import dataclass, field

from ngayso.reader.document import Cell, Paragraph, Table

_RULER = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_EDGE = re.compile(r"\+(?:[-=]+\+)+")
_HEAD_MOST = 70
"""A cell of a head without outer bars is never longer, in letters."""
_NUMBER = re.compile(r"[*_\s]*(\d{1,3}|[IVXL]{1,6}|[a-zđ]|[A-H])[.)]?[*_\s]*")
_TIME = re.compile(r"\b(quý|quí|tháng|năm|ngày|thường xuyên|hằng|hàng|định kỳ|20\d\d|khi)\b", re.I)
_BODY = re.compile(
    r"\b(sở|ubnd|ủy ban|uỷ ban|ban|công an|phòng|văn phòng|trung tâm|hội|đoàn|các|đơn vị|cơ quan|bộ|viện|chi cục|cục|bch)\b",
    re.I,
)


@dataclass
class Placed:
    """A typed cell and the columns that it takes."""

    text: str
    column: int
    columns: int


@dataclass
class Row:
    """A row as printed: source lines of each cell, or cells with their place."""

    cells: list[list[str]] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)


def pipe_rows(lines: list[str], at: int) -> tuple[list[Row], int]:
    """The rows of a table whose cells are parted by lines that are only "|", and the line after it; none elsewhere."""
    if lines[at].strip() != "|":
        return [], at
    rows: list[Row] = []
    row, cell = Row(), []  # type: Row, list[str]
    at += 1
    while at < len(lines):
        if lines[at].strip() != "|":
            if _HEADLINE.fullmatch(lines[at].strip()) and (rows or row.cells):
                # A bar too many: no cell runs on over the title of the document.
                break
            cell.append(lines[at])
            at += 1
            continue
        bars = 1
        at += 1
        while at < len(lines) and lines[at].strip() == "|":
            bars += 1
            at += 1
        row.cells.append(cell)
        cell = []
        if bars == 1 and _goes_on(lines, at) and not _is_whole(rows, row, lines[at]):
            continue
        # Empty cells print nothing between their bars; the last two bars end this row and begin the next, if there is one.
        more = bars > 1 and _goes_on(lines, at)
        row.cells += [[] for _ in range(bars - 2 if more else bars - 1)]
        rows.append(row)
        row = Row()
        if not more:
            break
    if row.cells or any(line.strip() for line in cell):
        row.cells += [cell] if any(line.strip() for line in cell) else []
        rows.append(row)
    return _rejoined(rows), at


def _rejoined(rows: list[Row]) -> list[Row]:
    """An empty cell within a row prints like a row's end: such halves are one row when together they fill the width."""
    width = max((len(row.cells) for row in rows), default=0)
    made: list[Row] = []
    for row in rows:
        last = made[-1] if len(made) > 1 and width > 3 else None
        if (
            last is not None
            and len(last.cells) + 1 + len(row.cells) == width
            and _NUMBER.fullmatch(_first(last)) is not None
            and _NUMBER.fullmatch(_first(row)) is None
        ):
            last.cells += [[], *row.cells]
        else:
            made.append(row)
    return made


def _first(row: Row) -> str:
    return " ".join(line.strip() for line in row.cells[0]).strip() if row.cells else ""


_HEADLINE = re.compile(r"[*_#\s]*(?:KẾ HOẠCH|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|PHƯƠNG ÁN|ĐỀ ÁN)[*_#\s]*")
_OUTSIDE = re.compile(r"[*_\s]*(KẾ HOẠCH|QUYẾT ĐỊNH|PHỤ LỤC|CHƯƠNG TRÌNH|PHƯƠNG ÁN|DANH MỤC|BIỂU MẪU)\b")


def _is_whole(rows: list[Row], row: Row, following: str) -> bool:
    """True when the row has all its cells, so that a single bar ends the table; a signature has two."""
    if rows:
        widest = max(len(other.cells) for other in rows)
        sure = sum(len(other.cells) == widest for other in rows) > 1
        # A head with a merged cell is shorter than the rows below it.
        return len(row.cells) >= widest > 1 and (sure or widest == 2 or _OUTSIDE.match(following) is not None)
    if len(row.cells) < 2:
        return False
    first = " ".join(row.cells[0]).lower()
    return (len(row.cells) == 2 and "nơi nhận" in first) or _OUTSIDE.match(following) is not None


def _goes_on(lines: list[str], at: int) -> bool:
    """True when another bar comes before the text outside (a blank line next to the bar ends the table)."""
    if at >= len(lines) or not lines[at].strip():
        return False
    return any(line.strip() == "|" for line in lines[at : at + 400])


def begins_typed(lines: list[str], at: int) -> bool:
    """True where a typed table begins: with a bar, with the edge of a drawn box, or with a head whose outer bars are left out
    and a second row of as many cells.
    """
    line = lines[at].strip()
    if line.startswith("|"):
        return True
    if at + 1 >= len(lines) or not line or "|" not in lines[at + 1]:
        return False
    if _EDGE.fullmatch(line):
        return lines[at + 1].strip().startswith("|")
    bars = line.count("|")
    return bars > 1 and _bars(lines[at + 1]) == _bars(line) and max(map(len, line.split("|"))) < _HEAD_MOST


def typed_table(lines: list[str], at: int) -> tuple[list[Row], int]:
    """The rows of a typed table, and the line after it; none elsewhere. "||" without a space is a merged cell.

    Bars at the outside and the ruler below the head may be left out; in a drawn box a cell may take several lines.
    """
    boxed = _EDGE.fullmatch(lines[at].strip()) is not None
    if not begins_typed(lines, at) or not boxed and lines[at].count("|") < 2:
        return [], at
    if boxed:
        return _boxed(lines, at)
    bars = _bars(lines[at])
    rows: list[Row] = []
    while at < len(lines) and _is_row(lines[at], bars):
        line = lines[at].strip()
        at += 1
        if not _RULER.fullmatch(line):
            rows.append(_typed_row(line))
    return rows, at


def _bars(line: str) -> int:
    """The bars between the cells of a row."""
    return line.strip().removeprefix("|").removesuffix("|").count("|")


def _is_row(line: str, bars: int) -> bool:
    bare = line.strip()
    return bare != "|" and (bare.startswith("|") or (bars > 1 and _bars(bare) == bars))


def _typed_row(line: str) -> Row:
    row = Row()
    inner = line.removeprefix("|")
    for column, text in enumerate(inner.rstrip("|").split("|") if not line.endswith("||") else inner.split("|")[:-1]):
        if text == "" and row.placed:
            row.placed[-1].columns += 1
        else:
            row.placed.append(Placed(text.strip(), column, 1))
    return row


def _boxed(lines: list[str], at: int) -> tuple[list[Row], int]:
    """Rows of a drawn box: between two edges all lines are one row, where edges part the rows below the head, too."""
    end = at
    while end < len(lines) and (_EDGE.fullmatch(lines[end].strip()) or lines[end].strip().startswith("|")):
        end += 1
    edges = sum(_EDGE.fullmatch(line.strip()) is not None for line in lines[at:end])
    rows: list[Row] = []
    fresh = True
    for line in lines[at:end]:
        if _EDGE.fullmatch(line.strip()):
            fresh = True
            continue
        row = _typed_row(line.strip())
        last = rows[-1] if rows and not fresh else None
        if last is not None and len(last.placed) == len(row.placed) and (edges > 3 or not row.placed[0].text):
            for old, new in zip(last.placed, row.placed, strict=True):
                old.text = f"{old.text} {new.text}".strip()
        else:
            rows.append(row)
        fresh = False
    return rows, end


def table_of(cells: list[list[tuple[Paragraph, ...]]]) -> Table:
    """The grid of rows that leave out their merged cells: each cell at its column, the one above drawn down over gaps."""
    cells = [row for row in cells if any(row)]
    width = max((_filled(row) for row in cells), default=1)
    cells = [row[:width] for row in cells]
    if width < 3:
        flat = [Cell(at, column, 1, 1, cell) for at, row in enumerate(cells) for column, cell in enumerate(row)]
        return Table(tuple(flat), len(cells), width)
    kinds = _kinds(cells, width)
    made: list[Cell] = []
    below: dict[int, int] = {}
    parent = _parent(cells, width)
    for at, row in enumerate(cells):
        if at < 2 and parent is not None:
            made += _two_row_head(cells, parent) if at == 0 else []
            continue
        if at and len(row) < width and sum(bool(cell) for cell in row) <= 2 and _is_group(row):
            columns = _group_columns(row, width)
            below.clear()
        elif at and len(row) < width:
            columns = [(column, 1) for column in _fitted([_text(cell) for cell in row], kinds)]
            taken = {column for column, _ in columns}
            for column in range(width):
                if column not in taken and column in below:
                    index = below[column]
                    old = made[index]
                    made[index] = Cell(old.row, old.column, old.rows + 1, old.columns, old.paragraphs, old.head)
        else:
            columns = [(column, 1) for column in range(len(row))]
        for (column, span), cell in zip(columns, row, strict=True):
            made.append(Cell(at, column, 1, span, cell, at == 0))
            if span == 1:
                below[column] = len(made) - 1
    return Table(tuple(made), len(cells), width)


_HEADS = (
    (re.compile(r"chủ trì|phối hợp|cơ quan|đơn vị|cá nhân|tham gia|phụ trách"), re.compile(r"thực hiện|phân công|cơ quan|đơn vị|trách nhiệm|tổ chức")),
    (re.compile(r"bắt đầu|kết thúc|hoàn thành|từ|đến|tháng|quý|năm"), re.compile(r"thời gian|tiến độ|lộ trình|thời hạn")),
    (re.compile(r"ngân sách|nsnn|xã hội hóa|khác|tổng|trung ương|địa phương"), re.compile(r"kinh phí|nguồn|dự toán|vốn")),
)  # fmt: skip


def _parent(cells: list[list[tuple[Paragraph, ...]]], width: int) -> int | None:
    """The cell of the first row that stands over all cells of the second, when the head has two rows; else None."""
    if len(cells) < 3 or len(cells[0]) >= width or len(cells[1]) != width - len(cells[0]) + 1 or len(cells[1]) < 2:
        return None
    below = [_text(cell).lower() for cell in cells[1]]
    if any(_NUMBER.fullmatch(text) or len(text) > 60 for text in below):
        return None
    above = [_text(cell).lower() for cell in cells[0]]
    for under, over in _HEADS:
        if any(under.search(text) for text in below):
            fits = [at for at, text in enumerate(above) if over.search(text)]
            # "Nội dung thực hiện" holds the word, too; the words of the group stand in the shortest such head.
            fits.sort(
                key=lambda at: ("nội dung" in above[at] or "thời gian" in above[at] and under is _HEADS[0][0], at)
            )
            if fits:
                return fits[0]
    return None


def _two_row_head(cells: list[list[tuple[Paragraph, ...]]], parent: int) -> list[Cell]:
    span = len(cells[1])
    made = []
    for at, cell in enumerate(cells[0]):
        column = at if at <= parent else at + span - 1
        made.append(Cell(0, column, 1 if at == parent else 2, span if at == parent else 1, cell, True))
    made += [Cell(1, parent + at, 1, 1, cell, True) for at, cell in enumerate(cells[1])]
    return made


def _filled(row: list[tuple[Paragraph, ...]]) -> int:
    """The number of cells up to the last one that holds anything."""
    return max((at for at, cell in enumerate(row, 1) if cell), default=0)


def _text(cell: tuple[Paragraph, ...]) -> str:
    return " ".join(paragraph.text for paragraph in cell)


def _is_group(row: list[tuple[Paragraph, ...]]) -> bool:
    texts = [_text(cell) for cell in row if cell]
    return (
        len(texts) == 1
        or (_NUMBER.fullmatch(texts[0]) is not None and not texts[0].strip("*_ .)").isdigit())
        or (len(row) == 2 and all(p.bold for cell in row for p in cell))
    )


def _group_columns(row: list[tuple[Paragraph, ...]], width: int) -> list[tuple[int, int]]:
    if len(row) == 1:
        return [(0, width)]
    return [(column, 1) for column in range(len(row) - 1)] + [(len(row) - 1, width - len(row) + 1)]


def _kinds(cells: list[list[tuple[Paragraph, ...]]], width: int) -> list[dict[str, float]]:
    """For each column, how much of it are numbers, times, bodies, long texts, in rows that are whole."""
    counts: list[dict[str, float]] = [{"n": 0.0, "t": 0.0, "b": 0.0, "l": 0.0, "s": 0.0} for _ in range(width)]
    whole = [row for row in cells[1:] if len(row) == width]
    for row in whole:
        for column, cell in enumerate(row):
            for kind, weight in _kind(_text(cell)).items():
                counts[column][kind] += weight / len(whole)
    return counts


def _kind(text: str) -> dict[str, float]:
    if not text.strip():
        return {}
    if _NUMBER.fullmatch(text):
        return {"n": 1.0}
    found: dict[str, float] = {"l" if len(text) > 60 else "s": 0.5}
    if len(text) < 60 and _TIME.search(text):
        found["t"] = 1.0
    if _BODY.match(text):
        found["b"] = 1.0
    return found


def _fitted(texts: list[str], kinds: list[dict[str, float]]) -> list[int]:
    """Rising columns for the cells of a row, the best fit by what the columns hold elsewhere."""
    width, count = len(kinds), len(texts)
    looks = [_kind(text) for text in texts]

    def gain(cell: int, column: int) -> float:
        shared = sum(min(weight, kinds[column].get(kind, 0.0)) for kind, weight in looks[cell].items())
        wrong = sum(weight for kind, weight in looks[cell].items() if kind in "ntb" and not kinds[column].get(kind))
        # Equal fits lean left, for merged cells vanish at the right more often.
        return shared - wrong - 0.01 * column + (0.3 if not looks[cell] else 0.0)

    best: list[list[tuple[float, list[int]]]] = [[(0.0, [])] * (width + 1)]
    for cell in range(count):
        row: list[tuple[float, list[int]]] = [(float("-inf"), [])] * (width + 1)
        for column in range(width):
            before = best[cell][column]
            here = (before[0] + gain(cell, column), [*before[1], column])
            row[column + 1] = max(row[column], here, key=lambda pair: pair[0])
        best.append(row)
    return best[count][width][1]
