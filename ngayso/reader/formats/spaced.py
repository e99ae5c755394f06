"""Tables whose columns only spaces hold apart, as a PDF printed to text has them. They begin with a head "TT …"."""

import re

from ngayso.reader.document import Cell, Paragraph, Table

_HEAD = re.compile(r"\s*(?:S?TT|Stt|Số TT|SỐ TT)\s{2,}\S")
_NUMBER = re.compile(r"\d{1,3}[.)]?|[IVXL]{1,5}[.)]?|[A-H][.)]?|[a-zđ][.)]")
_GROUP = re.compile(r"(?:[IVXL]{1,5}|[A-H])[.)]?")
_PAGE = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")
_END = re.compile(
    r"\s*(?:Nơi nhận|Trên đây|TM\.|KT\.|T/M\b|HIỆU TRƯỞNG|CHỦ TỊCH|(?:[IVX]{1,5})\s?[.\-]\s+[A-ZĐÀ-Ỹ]{2}|Trong quá trình)"
)
_MOST_ROWS = 400


def begins_spaced(line: str) -> bool:
    """True for the first line of a head of such a table."""
    return _HEAD.match(line) is not None and len(re.findall(r"\S+(?: \S+)*", line.strip())) >= 3


def spaced_table(lines: list[str], at: int) -> tuple[Table | None, int]:
    """The table that begins at line `at`, and the line after it; None when none does."""
    if not begins_spaced(lines[at]):
        return None, at
    wanted = len(re.findall(r"\S+(?: \S+)*", lines[at].strip()))
    end, numbered = _extent(lines, at, wanted)
    block = lines[at:end]
    columns = _columns(block, wanted)
    if len(columns) < 3 or numbered < 1:
        return None, at
    rows = _rows(block, columns)
    return _table(rows, len(columns)), end


_COLUMN = re.compile(
    r"(?:nội dung|nhiệm vụ|công việc|hoạt động|thời gian|ngày|tiến độ|đơn vị|cơ quan|người|chủ trì|phối hợp|địa điểm|nơi|thành phần|đối tượng|ghi chú|kết quả|sản phẩm|khoa|phòng|bộ phận|phụ trách|thực hiện|buổi|giờ)",
    re.IGNORECASE,
)


def even_table(lines: list[str], at: int) -> tuple[Table | None, int]:
    """A table without numbers whose rows have as many cells as the head has; what goes on below stands under its own head.

    None when none begins at line `at`.
    """
    head = _parted(lines[at])
    if len(head) < 3 or sum(_COLUMN.match(cell) is not None for cell in head) < 2 or max(map(len, head)) > 45:
        return None, at
    rows, end = [head], at + 1
    starts = [piece.start() for piece in _PIECE.finditer(lines[at])]
    while end < len(lines):
        cells = _parted(lines[end])
        if not cells:
            if end + 1 >= len(lines) or len(_parted(lines[end + 1])) != len(head):
                break
        elif len(cells) == len(head):
            rows.append(cells)
        elif len(rows) > 1 and lines[end - 1].strip() and (rest := _below(lines[end], starts)) is not None:
            if rest[0] and sum(map(bool, rest)) > 1:
                rows.append(rest)
            else:
                rows[-1] = [" ".join(part for part in pair if part) for pair in zip(rows[-1], rest, strict=True)]
        else:
            break
        end += 1
    return (_table(rows, len(head)), end) if len(rows) > 2 else (None, at)


_PIECE = re.compile(r"\S+(?: \S+)*")
_MARKED = re.compile(r"\s*(?:[-+•*–]\s|\d{1,2}[.)]\s|[IVX]{1,5}[.)]\s|[a-zđ]\)\s)")


def _below(line: str, starts: list[int]) -> list[str] | None:
    """The cells of a line each of whose pieces stands under one head and ends before the next; None for another line."""
    if _END.match(line) or _MARKED.match(line):
        return None
    cells = [""] * len(starts)
    for piece in _PIECE.finditer(line):
        column = next((at for at, start in enumerate(starts) if abs(start - piece.start()) <= 2), None)
        if column is None or (column + 1 < len(starts) and piece.end() > starts[column + 1]):
            return None
        cells[column] = piece[0]
    return cells


def _parted(line: str) -> list[str]:
    return re.split(r"\s{2,}", line.strip()) if line.strip() else []


def _extent(lines: list[str], at: int, wanted: int) -> tuple[int, int]:
    """Where the block ends that keeps its gutters, and how many numbered rows it has."""
    mask: set[int] = set()
    end, blanks, numbered = at, 0, 0
    for place in range(at, min(len(lines), at + _MOST_ROWS)):
        line = lines[place]
        if not line.strip():
            blanks += 1
            if blanks > 3:
                break
            continue
        if _PAGE.fullmatch(line) and blanks:
            continue
        if place > at and (_END.match(line) or begins_spaced(line)):
            break
        grown = mask | {column for column, sign in enumerate(line) if sign != " "}
        if len(_runs(grown)) < wanted and not _is_group(line):
            break
        if not _is_group(line):
            mask = grown
        first = line.split()[0]
        numbered += _NUMBER.fullmatch(first) is not None
        end, blanks = place + 1, 0
    return end, numbered


def _is_group(line: str) -> bool:
    """True for a group's row, whose text runs over all columns."""
    parts = re.split(r"\s{2,}", line.strip(), maxsplit=1)
    return len(parts) == 2 and _GROUP.fullmatch(parts[0]) is not None and not re.search(r"\s{3,}", parts[1])


def _runs(mask: set[int]) -> list[tuple[int, int]]:
    """Columns of letters that are taken, as runs with at least one free column between."""
    made: list[tuple[int, int]] = []
    for column in sorted(mask):
        if made and column - made[-1][1] <= 1:
            made[-1] = made[-1][0], column + 1
        else:
            made.append((column, column + 1))
    return made


def _columns(block: list[str], wanted: int) -> list[tuple[int, int]]:
    mask: set[int] = set()
    for line in block:
        if line.strip() and not _is_group(line) and not _PAGE.fullmatch(line):
            mask |= {column for column, sign in enumerate(line) if sign != " "}
    runs = _runs(mask)
    # Narrow gaps within a column are closed until as many columns stand as the head names.
    while len(runs) > wanted:
        gaps = [runs[i + 1][0] - runs[i][1] for i in range(len(runs) - 1)]
        narrow = gaps.index(min(gaps))
        runs[narrow : narrow + 2] = [(runs[narrow][0], runs[narrow + 1][1])]
    return runs


def _rows(block: list[str], columns: list[tuple[int, int]]) -> list[list[str]]:
    """The cells of each row; a row begins at its number, or at the blank line before it when the number stands lower."""
    rows: list[list[str]] = [[""] * len(columns)]
    stanzas = _by_stanza(block, columns)
    for place, line in enumerate(block):
        if not line.strip() or (
            place and _PAGE.fullmatch(line) and len(columns) > 1 and line.index(line.strip()) > columns[0][1]
        ):
            continue
        cells = (
            [line.strip()]
            if _is_group(line)
            else [
                line[start : end if at + 1 < len(columns) else None].strip() for at, (start, end) in enumerate(columns)
            ]
        )
        if _is_group(line):
            number, _, text = line.strip().partition(" ")
            rows.append([number, text.strip(), *[""] * (len(columns) - 2)])
            continue
        begins = place in stanzas if stanzas else _NUMBER.fullmatch(cells[0]) is not None
        if begins or (len(rows) > 1 and _GROUP.fullmatch(rows[-1][0]) and _NUMBER.fullmatch(cells[0])):
            rows.append([""] * len(columns))
        rows[-1] = [" ".join(part for part in (old, new) if part) for old, new in zip(rows[-1], cells, strict=True)]
    return rows


def _by_stanza(block: list[str], columns: list[tuple[int, int]]) -> set[int]:
    """Lines that begin a row when blank lines part all rows (each stanza has one number); empty when they do not."""
    starts: set[int] = set()
    counts: list[int] = []
    for place, line in enumerate(block):
        if not line.strip():
            continue
        if place == 0 or not block[place - 1].strip():
            starts.add(place)
            counts.append(0)
        counts[-1] += _NUMBER.fullmatch(line[columns[0][0] : columns[0][1]].strip()) is not None
    if len(counts) > 2 and counts[0] == 0 and all(count == 1 for count in counts[1:]):
        return starts - {0}
    return set()


def _table(rows: list[list[str]], width: int) -> Table:
    cells = []
    for at, row in enumerate(rows):
        if at and _GROUP.fullmatch(row[0]) and not any(row[2:]):
            cells.append(Cell(at, 0, 1, 1, (Paragraph(row[0]),)))
            cells.append(Cell(at, 1, 1, width - 1, (Paragraph(row[1]),)))
            continue
        cells += [
            Cell(at, column, 1, 1, (Paragraph(text),) if text else (), at == 0) for column, text in enumerate(row)
        ]
    return Table(tuple(cells), len(rows), width)
