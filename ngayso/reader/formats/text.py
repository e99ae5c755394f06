"""Plain text → Document: lines joined to paragraphs, tables drawn with "|" made tables again, side-by-side columns parted.

Plain text comes from many places: copied from a web page (short source lines, a blank line between paragraphs, one "|" a
line between cells), printed from a PDF (indented first lines, two columns held apart by spaces), typed as Markdown.
"""

import itertools
import re

import msgspec

from ngayso.reader.document import Block, Cell, Document, Paragraph, Table
from ngayso.reader.formats.pipes import Row, begins_typed, pipe_rows, table_of, typed_table
from ngayso.reader.formats.printed import printed
from ngayso.reader.formats.spaced import begins_spaced, even_table, spaced_table
from ngayso.reader.labels import kind_of
from ngayso.reader.refusals import refuse

LABEL = re.compile(
    r"(?:[-+*•–—]\s|[-+•–]\S|(?:[IVXL]{1,6}|[A-H])\s?[.)/:]\s|\(?\d{1,2}[.)](?!\d)|\d{1,2}/\s|\d{1,2}\s?[-–]\s(?=[A-ZĐÀ-Ỹ])|\d{1,2}(?:\.\d{1,2})+\s?[-–]\s(?=[A-ZĐÀ-Ỹ])|[IVXL]{1,6}\s?[-–]\s"
    r"|\d{1,2}(?:\.\d{1,2})+[.)]?\s|[a-zđ]\d?[.)/]\s?\S"
    r"|(?:Điều|Chương|Phần|Mục)\s+[\dIVXL]+\b|(?:PHẦN|CHƯƠNG|PHỤ LỤC)\b)"
)
_BARE = re.compile(r"[*_\s]*((?:[IVXL]{1,6}|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s?[.)]|[-+])[*_\s]*")
_RULE = re.compile(r"[-_=*─\s]{3,}")
_TITLE = re.compile(
    r"(KẾ HOẠCH|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|PHƯƠNG ÁN|PHỤ LỤC|ĐỀ ÁN|HƯỚNG DẪN|QUYẾT ĐỊNH:|CÔNG VĂN)[*_#\s]*"
)
_PAGE = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")
_MARKS = re.compile(r"(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|\*+|^#{1,6}\s*|`")
_ENDS = re.compile(r"[.;:!?…/]['\"”*_)]*$")
_SIGNS = re.compile(
    r"(TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M\b|(PHÓ |QUYỀN )?(CHỦ TỊCH|GIÁM ĐỐC|HIỆU TRƯỞNG|BÍ THƯ|BỘ TRƯỞNG|THỦ TƯỚNG|"
    r"TRƯỞNG BAN|CHỦ NHIỆM|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG))"
)
_HEAD = re.compile(
    r"CỘNG HÒA XÃ|CỘNG HOÀ XÃ|ĐẢNG CỘNG SẢN|ĐOÀN TNCS|Độc lập|Nơi nhận|^Số\s*:|^[^:;.]{2,60},\s*ngày\s[^:;]{0,30}(tháng|năm)",
    re.I,
)
_GAP = re.compile(r"(?<=\S)\s{4,}(?=\S)")


# What a converter to Markdown put a backslash before, so that it is no mark: "1\\. Sở X", "\\- Như trên".
_ESCAPED = re.compile(r"\\([-+*._#()\[\]>~|`!])")
# Tables drawn with lines: "│ A │ B │" between "├───┼───┤".
_JOINTS = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝"
_DRAWN = str.maketrans("│┃║─━═" + _JOINTS, "|||---" + "+" * len(_JOINTS))
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WHOLE_BOLD = re.compile(r"\*\*(?:(?!\*\*).){3,}\*\*[.:]?")


def decode(data: bytes) -> str:
    """The text of the bytes: UTF-8, UTF-16 with its mark, or Windows-1258. Raises Refused when no letters come out."""
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1258"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise refuse("text.letters")


def open_text(data: bytes) -> Document:
    """Reads plain text. Raises Refused when its letters cannot be told."""
    return document_of(decode(data), "txt")


def document_of(text: str, format_: str) -> Document:
    """The document of a text with line ends; tables, columns and paragraphs are found by their look."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").replace("\x0b", "\n")
    source = source.translate(_DRAWN)
    source = _ESCAPED.sub(r"\1", source)
    # A day left blank is no gap between columns.
    source = re.sub(r"(?<=ngày) {2,}(?=tháng)|(?<=tháng) {2,}(?=năm)", " ", source, flags=re.IGNORECASE)
    pages = source.count("\f") + 1
    lines: list[tuple[str, int]] = []
    for page, part in enumerate(source.split("\f"), 1):
        lines += [(line.replace("\u00a0", " "), page) for line in part.split("\n")]
    if pages == 1:
        lines = [(line, 0) for line, _ in lines]
    blocks: list[Block] = []
    at = 0
    plain_lines = [line for line, _ in lines]
    whole, even = _is_unwrapped(plain_lines), _is_even(plain_lines)
    while at < len(lines):
        rows, after = pipe_rows(plain_lines, at)
        if rows:
            table = table_of([[_cell_paragraphs(cell) for cell in row.cells] for row in rows])
            blocks.append(table)
            at = after
            continue
        typed, after = typed_table(plain_lines, at)
        if typed:
            blocks.append(_typed(typed))
            at = after
            continue
        spaced, after = spaced_table(plain_lines, at)
        if spaced is None:
            spaced, after = even_table(plain_lines, at)
        if spaced is not None:
            blocks.append(spaced)
            at = after
            continue
        end = at + 1
        while (
            end < len(lines)
            and not begins_typed(plain_lines, end)
            and not begins_spaced(lines[end][0])
            and even_table(plain_lines, end)[0] is None
        ):
            end += 1
        blocks += _paragraphs(lines[at:end], whole, even)
        at = end
    return Document(tuple(_centred(blocks)), format_, None if pages == 1 else pages, broken=True)  # type: ignore[arg-type]


_GROUND = re.compile(r"[*_\s]*(căn cứ|thực hiện|theo|triển khai|để |nhằm|xét|được sự|kính gửi)", re.IGNORECASE)


def _centred(blocks: list[Block]) -> list[Block]:
    """Titles stand in the middle of the page, also when a text does not say so: the kind of document and its subject."""
    made: list[Block] = []
    title = 0
    for block in blocks:
        if isinstance(block, Table):
            made.append(block)
            title = 0
            continue
        if _TITLE.fullmatch(block.text):
            title = 3
        elif (
            title
            and (
                block.text.isupper()
                or block.bold
                or block.text.startswith("(")
                or (len(block.text) < 200 and block.text[-1] not in ".;:," and not _GROUND.match(block.text))
            )
            and not LABEL.match(block.text)
        ):
            title -= 1
        else:
            title = 0
        made.append(msgspec.structs.replace(block, align="center") if title else block)
    return made


def _typed(rows: list[Row]) -> Table:
    cells = []
    width = max((cell.column + cell.columns for row in rows for cell in row.placed), default=1)
    for at, row in enumerate(rows):
        for placed in row.placed:
            parts = [p for part in _BREAK.split(placed.text) if (p := paragraph_of(part)) is not None]
            cells.append(Cell(at, placed.column, 1, placed.columns, tuple(parts), at == 0))
    return Table(tuple(cells), len(rows), width)


def paragraph_of(text: str, page: int = 0, indent: int = 0, align: str = "left") -> Paragraph | None:
    """One paragraph without its marks; None when nothing is left."""
    stripped = text.strip()
    heading = len(stripped) - len(stripped.lstrip("#")) if stripped.startswith("#") else 0
    body = stripped.lstrip("#").strip()
    bold = bool(re.fullmatch(r"(?:[-+•]\s*)?(\*\*|__)(?:(?!\1).)+\1[.:;]?", body))
    italic = not bold and bool(re.fullmatch(r"(\*|_)(?:(?!\1).)+\1", body))
    clean = printed(_MARKS.sub("", re.sub(r"^\*\s+(?!\*)", "• ", body)))
    clean = re.sub(r"^[-+•]\s+(?=[-+•]\s)", "", clean)
    if not clean or _RULE.fullmatch(clean):
        return None
    return Paragraph(clean, page or None, align, bold, italic, min(heading, 9), indent)  # type: ignore[arg-type]


_LONGEST = 110
"""Letters that hardly any line of a printed page holds: a longer one was never broken."""


def _is_unwrapped(lines: list[str]) -> bool:
    """True when source lines are whole paragraphs: hardly any long line goes on below with a small letter."""
    running = [line.strip() if "|" not in line and not _GAP.search(line.strip()) else "" for line in lines]
    following = [
        _MARKS.sub("", below).lstrip(" \"'“(")
        for above, below in itertools.pairwise(running)
        if len(above) >= 60 and below
    ]
    gone_on = sum(text[:1].islower() and not LABEL.match(text) for text in following)
    if gone_on > 0.25 * len(following):
        return False
    longest = max(map(len, running), default=0)
    return longest > _LONGEST and (len(following) > 2 or longest > 2 * _LONGEST)


def _is_even(lines: list[str]) -> bool:
    """True when lines are broken at the width of the page only, so that a short line before a capital ends a paragraph."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    wide = lengths[int(len(lengths) * 0.9)] if lengths else 0
    short = [
        below for above, below in itertools.pairwise(line.strip() for line in lines)
        if above and below and "|" not in above + below and len(above) < 0.6 * wide and not LABEL.match(below)
    ]  # fmt: skip
    return sum(_MARKS.sub("", below).strip()[:1].islower() for below in short) <= 0.08 * len(short)


def _paragraphs(lines: list[tuple[str, int]], whole: bool, even: bool) -> list[Block]:
    """Running lines (no table) → paragraphs. `whole` tells that a source line is a paragraph, `even` that no line is
    broken but at the width of the page.
    """
    body = [line for line, _ in lines if line.strip()]
    lengths = sorted(len(line.rstrip()) for line in body)
    wide = lengths[int(len(lengths) * 0.9)] if lengths else 0
    indented = _is_indented(lines)
    dense = len(body) > 0.85 * len(lines) and len(body) > 12
    made: list[Block] = []
    held: list[str] = []
    page = place = 0

    def flush() -> None:
        if held:
            paragraph = paragraph_of(" ".join(held), page, align="center" if place > 8 and len(held) == 1 else "left")
            if paragraph is not None:
                made.append(paragraph)
            held.clear()

    at = 0
    while at < len(lines):
        line, on = lines[at]
        text = line.strip()
        if not text or _RULE.fullmatch(text):
            flush()
            at += 1
            continue
        columns, after = _columns(lines, at)
        if columns is not None:
            flush()
            made.append(columns)
            at = after
            continue
        shift = len(line) - len(line.lstrip())
        if (
            held
            and not _goes_on(held, text, shift, indented, wide, lines[at - 1][0])
            or (held and (dense or even) and _is_short(held[-1], text, wide))
            or (held and whole and _is_whole(held[-1], text))
        ) and not (len(held) == 1 and _is_bare_label(held[0]) and not LABEL.match(text) and not _is_label(text)):
            flush()
        if not held:
            page, place = on, shift
        elif len(held) == 1 and _is_bare_label(held[0]):
            held[0] = held[0].rstrip(": ") + ":"
        held.append(_labelled(text))
        at += 1
    flush()
    return made


def _is_indented(lines: list[tuple[str, int]]) -> bool:
    """True when paragraphs are told by an indented first line, not by blank lines."""
    full = [line for line, _ in lines if line.strip()]
    if len(full) < 8:
        return False
    shifted = sum(line.startswith("   ") for line in full)
    return 0.1 * len(full) < shifted < 0.95 * len(full) and len(lines) - len(full) < 0.35 * len(full)


_MOST_LINES = 30


def _goes_on(held: list[str], text: str, shift: int, indented: bool, wide: int, last_line: str) -> bool:
    """True when `text` belongs to the paragraph whose lines are `held`."""
    last = held[-1]
    # What opened more lines ago than this decides nothing; so time grows with the text alone.
    whole = " ".join(held[-_MOST_LINES:])
    if _BARE.fullmatch(_MARKS.sub("", whole).strip()):
        return True
    if whole.count("**") % 2 == 1:
        return True
    plain, kept = _MARKS.sub("", text).strip(), _MARKS.sub("", last).strip()
    if not plain:
        return True
    if (
        _WHOLE_BOLD.fullmatch(whole.strip())
        and not text.startswith("**")
        or kept.isupper() != plain.isupper()
        and len(kept) > 8 < len(plain)
    ):
        return False
    if _TITLE.fullmatch(plain) or _TITLE.fullmatch(_MARKS.sub("", whole).strip()) or text.startswith("#"):
        return False
    if last.startswith("#") or _CLOSES.match(plain) and _ENDS.search(kept):
        return False
    if re.search(r"(?i)\bsố$", kept) and plain[0].isdigit():
        return True
    if _ENDS.search(kept) and re.match(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[A-ZĐÀ-Ỹ]", plain) or _counts_on(whole, plain):
        return False
    if LABEL.match(plain) and not (len(last_line.rstrip()) >= wide - 12 and re.match(r"[-–]\s\d|\d+[./]\d", plain)):
        return False
    if re.match(r"\(\s*(?:ban hành )?kèm theo", plain, re.IGNORECASE) or _is_label(plain) or _is_bare_label(plain):
        return False
    if _SIGNS.match(plain) or _SIGNS.match(kept) or _HEAD.search(kept) and len(held) == 1 and len(kept) < 60:
        return False
    if indented:
        return shift < 3 or plain[0].islower()
    if re.fullmatch(r"[*_]+.*[*_]+", text) and re.fullmatch(r"[*_]+.*[*_]+", last):
        return False
    return not (plain[0].isupper() and _ENDS.search(kept) and len(last_line.rstrip()) < wide - 25)


def _is_short(last: str, text: str, wide: int) -> bool:
    """Where no blank lines part paragraphs: a short line before a capital letter ended one."""
    plain, kept = _MARKS.sub("", text).strip(), _MARKS.sub("", last).strip()
    return (
        bool(plain)
        and (plain[0].isupper() or re.match(r"\d+(?:,\d+)?\s?%", plain) is not None)
        and len(kept) + len(plain.split(" ", 1)[0]) < 0.85 * wide
        and not _OPEN_END.search(kept)
        and not _BARE.fullmatch(last.strip())
    )


_CLOSES = re.compile(r"Trên đây là |Nơi nhận|Trong quá trình (?:thực hiện|triển khai)")
_DECIMAL = re.compile(r"((?:\d{1,2}\.)+)(\d{1,2})\.?\s")


def _counts_on(whole: str, line: str) -> bool:
    """True when the line has the number that follows that of the paragraph: "4.1 …" / "4.2 …"."""
    before, after = _DECIMAL.match(_MARKS.sub("", whole).strip()), _DECIMAL.match(line)
    return bool(before and after and before[1] == after[1] and int(after[2]) == int(before[2]) + 1)


def _is_label(line: str) -> bool:
    """True for a line that begins with a label: "Địa điểm: …" is never the rest of the line above it."""
    name, colon, _ = _labelled(line).partition(":")
    return bool(colon) and name[:1].isupper() and len(name) < 50 and kind_of(name) not in (None, "content", "result")


def _is_bare_label(line: str) -> bool:
    """True for "Địa điểm" alone on its line: what it says stands on the next one."""
    return (
        line[:1].isupper()
        # "Nội vụ" goes on with "Sở", it is no "Nơi".
        and not line.startswith("Nội")
        and len(line) < 30
        and kind_of(line.rstrip(": ")) in ("time", "place", "audience", "timeplace")
    )


def _labelled(line: str) -> str:
    """ "Địa điểm        Hội trường B" with the colon that the gap stands for."""
    parts = _GAP.split(line)
    if len(parts) == 2 and ":" not in parts[0] and parts[0][:1].isupper() and kind_of(parts[0]) in _GAPPED:
        return f"{parts[0]}: {parts[1]}"
    return line


_GAPPED = ("time", "place", "audience", "lead", "partner", "doer", "timeplace")


def _is_whole(last: str, text: str) -> bool:
    """Where lines are paragraphs: a capital letter, a figure or a quotation begins the next one."""
    plain, kept = _MARKS.sub("", text).strip(), _MARKS.sub("", last).strip()
    return (
        bool(plain) and not plain[0].islower() and bool(re.match(r"[\w“\"(]", plain))
        and not _OPEN_END.search(kept) and not _BARE.fullmatch(last.strip())
    )  # fmt: skip


def _columns(lines: list[tuple[str, int]], at: int) -> tuple[Table | None, int]:
    """Two columns side by side (head, or recipients and signature) that spaces hold apart, and the line after them."""
    if not (_GAP.search(lines[at][0].strip()) and _HEAD.search(lines[at][0]) or _SIGNS.search(lines[at][0])):
        return None, at
    if not _GAP.search(lines[at][0].strip()) and not _stands_right(lines, at):
        return None, at
    end, blanks = at, 0
    while end < len(lines) and blanks < 5:
        text = _MARKS.sub("", lines[end][0].strip()).strip()
        if _TITLE.fullmatch(text) or (end > at and LABEL.match(text) and not text.startswith("-")):
            break
        if end > at and lines[end][0].lstrip().startswith("#"):
            # A heading of Markdown is as wide as the page.
            break
        blanks = blanks + 1 if not text else 0
        end += 1
    area = [line.rstrip() for line, _ in lines[at:end]]
    cut = _gutter(area)
    if cut is None:
        return None, at
    sides: tuple[list[str], list[str]] = [], []
    for line in area:
        left, right = _parted(line, cut)
        for side, part in zip(sides, (left, right), strict=True):
            if part.strip() and not _RULE.fullmatch(part.strip()):
                side.append(part.strip())
    cells = tuple(
        Cell(
            0,
            column,
            1,
            1,
            tuple(p for p in (paragraph_of(part, align=("left", "center")[column]) for part in side) if p),
        )
        for column, side in enumerate(sides)
    )
    return Table(cells, 1, 2), end


def _stands_right(lines: list[tuple[str, int]], at: int) -> bool:
    """True for an authority that stands alone on the right, one line above "Nơi nhận:" and the office."""
    line = lines[at][0]
    below = next((text for text, _ in lines[at + 1 : at + 3] if text.strip()), "")
    return (
        len(line) - len(line.lstrip()) >= 20
        and _SIGNS.match(line.strip()) is not None
        and re.match(r"\W*nơi nhận", below, re.IGNORECASE) is not None
        and _GAP.search(below.strip()) is not None
    )


def _parted(line: str, cut: int) -> tuple[str, str]:
    gaps = [m for m in re.finditer(r"\s{2,}", line) if m.start() > 0 and m.end() > cut - 25]
    indent = len(line) - len(line.lstrip())
    if indent >= cut - 12:
        return "", line
    for gap in gaps:
        if gap.start() - 12 <= cut <= gap.end() + 12 and line[gap.end() :].strip():
            return line[: gap.start()], line[gap.end() :]
    return line, ""


def _gutter(area: list[str]) -> int | None:
    """The column of letters where the right side begins."""
    starts = [gap.end() for line in area for gap in [_GAP.search(line, len(line) - len(line.lstrip()))] if gap]
    if not starts:
        return None
    return sorted(starts)[len(starts) // 2]


def _cell_paragraphs(lines: list[str]) -> tuple[Paragraph, ...]:
    """The paragraphs of a cell whose source lines may be wrapped anywhere."""
    made: list[Paragraph] = []
    held: list[str] = []
    formal = any(_HEAD.search(_MARKS.sub("", line)) or _SIGNS.match(_MARKS.sub("", line).strip()) for line in lines)
    formal = formal or any(re.match(r"[*_]*(ỦY BAN|UỶ BAN|BỘ|SỞ|TỈNH|THỦ TƯỚNG)", line) for line in lines)

    def flush() -> None:
        if held:
            paragraph = paragraph_of(" ".join(held))
            if paragraph is not None:
                made.append(paragraph)
            held.clear()

    for line in lines:
        text = line.strip()
        if not text or _RULE.fullmatch(_MARKS.sub("", text)):
            if not (held and " ".join(held).count("**") % 2 == 1):
                flush()
            continue
        if held and not _cell_goes_on(held, text, formal):
            flush()
        held.append(text)
    flush()
    return tuple(made)


_OPEN_END = re.compile(
    r"(,|\b(và|của|với|số|tại|về|cho|các|từ|ngày|tháng|năm|đến|hoặc|trong|theo|có|là|để|-|–)"
    r"|[,;]\s(?:Sở|Bộ|Ban|Phòng|Hội|Đoàn|Trường|Trung tâm|Cục|Viện|Công an|Ủy ban|Uỷ ban|UBND))$",
    re.I,
)


def _cell_goes_on(held: list[str], text: str, formal: bool) -> bool:
    whole = " ".join(held)
    if whole.count("**") % 2 == 1 or len(re.findall(r"(?<!\*)\*(?!\*)", re.sub(r"^\*\s", "", whole))) % 2 == 1:
        return True
    plain, kept = _MARKS.sub("", text).strip(), _MARKS.sub("", held[-1]).strip()
    if not plain or _BARE.fullmatch(whole):
        return True
    if re.fullmatch(r"(?:TM|KT|TL|TUQ|T/M)\.?", kept) and plain.isupper():
        return True
    if re.fullmatch(r"[A-ZĐÀ-Ỹ][a-zà-ỹ]+", kept) and re.match(r"[A-ZĐÀ-Ỹ][a-zà-ỹ]+(?: \d)?\s*,\s*ngày\s", plain):
        # The name of the place, cut inside.
        return True
    if LABEL.match(plain) and not _OPEN_END.search(kept):
        return False
    if _OPEN_END.search(kept):
        return True
    if formal:
        return re.fullmatch(r"(?i:số)\s*:", kept) is not None or (len(kept) > 60 and plain[0].islower())
    if plain[0].islower() or plain[0].isdigit():
        return True
    if _ENDS.search(kept):
        return False
    # A name that goes on with a capital letter ("… công\nThông tin") against a second name on a line of its own.
    return len(held[-1]) > 50 or not re.match(
        r"(Các|Sở|UBND|Ủy ban|Uỷ ban|Ban|Công an|Phòng|Văn phòng|Trung tâm|Hội|Đoàn)\b", plain
    )
