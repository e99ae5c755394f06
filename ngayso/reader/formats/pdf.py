"""Text .pdf → Document: columns, ruled tables over page ends, page furniture taken away."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from ngayso.reader.document import Block, Cell, Document, Paragraph, Table
from ngayso.reader.formats.grid import Grid, grids, on_columns
from ngayso.reader.formats.layout import (
    Line,
    Zone,
    continues,
    continues_in_cell,
    continues_in_column,
    margins,
    paragraph_of,
    rows,
    split_zones,
)
from ngayso.reader.formats.pdf_page import Sheet, Word, read_page
from ngayso.reader.refusals import FOOTNOTES, MOST_PAGES, refuse
from ngayso.reader.secrecy import is_stamp

_PAGE_NUMBER = re.compile(r"(?:(?:trang|page)\s*)?[-–—]?\s*\d{1,3}\s*(?:[/|]\s*\d{1,3})?\s*[-–—]?", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:Người ký|Ký bởi|Được ký bởi|Ký số bởi|Thời gian ký|Ngày ký|Giờ ký|Cơ quan|Tổ chức|Chức vụ|Email|Signed by"
    r"|Signature valid|Digitally signed)\b.{0,3}[:/]?",
    re.IGNORECASE,
)
_STAMP_SURE = re.compile(r"(?:Người ký|Ký bởi|Ký số bởi|Thời gian ký|Signed by|Digitally signed)\b", re.IGNORECASE)
_PADDING = 5.4  # between rule and text of a cell, as Word and LibreOffice have it
_EDGE = 0.12  # of the page height: where heads, feet and stamps stand


def open_pdf(data: bytes) -> Document:
    """Reads a PDF that holds text. Raises Refused when it is locked, broken, too long or only pictures.

    Paragraphs may still be cut at page ends (`broken`). Text that is not upright is left out.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise refuse("pdf.locked" if locked else "pdf.broken") from error
    try:
        pages = len(document)
        if pages > MOST_PAGES:
            raise refuse("limit.pages")
        sheets = [sheet for number in range(pages) if (sheet := _sheet(document, number)) is not None]
    finally:
        document.close()
    if not sheets:
        raise refuse("pdf.broken")
    _check_letters(sheets)
    ruled = {sheet.number: grids(sheet.across, sheet.down) for sheet in sheets}
    _drop_furniture(sheets, ruled)
    footnotes = [_drop_footnotes(sheet) for sheet in sheets]
    notes = (*_notes(sheets, pages), *((FOOTNOTES,) if any(footnotes) else ()))
    return Document(tuple(_blocks(sheets, ruled)), "pdf", pages=pages, broken=True, notes=notes)


def _sheet(document: pypdfium2.PdfDocument, number: int) -> Sheet | None:
    page = pdfium.FPDF_LoadPage(document.raw, number)
    if not page:
        return None
    try:
        return read_page(page, number + 1)
    finally:
        pdfium.FPDF_ClosePage(page)


def _check_letters(sheets: list[Sheet]) -> None:
    letters = [letter for sheet in sheets for word in sheet.words for letter in word.text]
    if len(letters) < 20 * len(sheets):
        if any(sheet.pictures for sheet in sheets):
            raise refuse("pdf.image")
        if not letters:
            raise refuse("empty")
    lost = sum(letter == "\ufffd" or letter < " " or "\ue000" <= letter <= "\uf8ff" for letter in letters)
    if lost * 5 > len(letters):
        raise refuse("pdf.letters")


def _notes(sheets: list[Sheet], pages: int) -> Iterator[str]:
    pictures = [str(sheet.number) for sheet in sheets if sheet.pictures and len(sheet.words) < 5]
    if pictures:
        yield f"Trang {', '.join(pictures)} là ảnh chụp, chưa đọc được chữ trên đó."
    if len(sheets) < pages:
        yield f"Có {pages - len(sheets)} trang bị hỏng, không đọc được."


# Page furniture


def _drop_furniture(sheets: list[Sheet], ruled: dict[int, list[Grid]]) -> None:
    """Takes away page numbers, heads and feet that repeat, and the text of digital signatures in the margins."""
    ends = [(sheet, row) for sheet in sheets for row in _outer_rows(sheet, ruled[sheet.number])]
    masked = Counter(_masked(sheet, row) for sheet, row in ends)
    for sheet, row in ends:
        repeated = masked[_masked(sheet, row)] >= max(3, len(sheets) // 3)
        if repeated and is_stamp(_text(row)):
            raise refuse("stamp.secret")
        if repeated or _PAGE_NUMBER.fullmatch(_text(row)):
            gone = set(map(id, row))
            sheet.words = [word for word in sheet.words if id(word) not in gone]
    for sheet in sheets:
        _drop_stamp(sheet)


def _drop_footnotes(sheet: Sheet) -> bool:
    """Takes away small print at the foot of the page under a short rule at the left; says whether there was any."""
    sizes = sorted(word.height for word in sheet.words)
    if not sizes:
        return False
    usual, left = sizes[len(sizes) // 2], min(word.x0 for word in sheet.words)
    for rule in sheet.across:
        if rule.at < 0.4 * sheet.height or not 90 < rule.end - rule.start < 230 or abs(rule.start - left) > 12:
            continue
        below = [word for word in sheet.words if word.y0 > rule.at - 2]
        if below and all(word.height < 0.9 * usual for word in below) and below[0].text[:1].isdigit():
            gone = set(map(id, below))
            sheet.words = [word for word in sheet.words if id(word) not in gone]
            return True
    return False


def _outer_rows(sheet: Sheet, tables: list[Grid]) -> Iterator[list[Word]]:
    """The three rows nearest to the top and to the bottom edge, within the margins and outside tables."""
    edge = _EDGE * sheet.height
    outer = [word for word in sheet.words if word.y1 < edge or word.y0 > sheet.height - edge]
    outer = [word for word in outer if not any(grid.holds(*_middle(word)) for grid in tables)]
    yield from rows([word for word in outer if word.y1 < edge])[:3]
    yield from rows([word for word in outer if word.y0 > sheet.height - edge])[-3:]


def _text(row: list[Word]) -> str:
    return " ".join(word.text for word in row)


def _masked(sheet: Sheet, row: list[Word]) -> tuple[str, int, bool]:
    """The row without its digits and where it stands, to find it again on other pages."""
    text = re.sub(r"\d+", "#", _text(row))
    # A number alone on its line (of a list, of a table) is no running head.
    return text if text != "#" else f"{text}{sheet.number}", round(row[0].y0 / 4), row[0].y0 < sheet.height / 2


def _drop_stamp(sheet: Sheet) -> None:
    """Signing programs print who signed and when in small letters, often over the head of the first page."""
    lines = rows(sheet.words)
    runs = [part for line in lines for part in _parts(line)]
    stamped = [part for part in runs if _STAMP.match(_text(part)) and part[0].height < 13]
    if not any(_STAMP_SURE.match(_text(part)) for part in stamped):
        return
    gone = {id(word) for part in stamped for word in part}
    sheet.words = [word for word in sheet.words if id(word) not in gone]


def _parts(row: list[Word]) -> Iterator[list[Word]]:
    part: list[Word] = []
    for word in row:
        if part and word.x0 - part[-1].x1 > 15:
            yield part
            part = []
        part.append(word)
    if part:
        yield part


# Blocks


def _blocks(sheets: list[Sheet], ruled: dict[int, list[Grid]]) -> list[Block]:
    made: list[Block] = []
    open_lines: list[Line] = []
    last_grid: Grid | None = None
    columns: Zone | None = None  # the two columns that the last block stands in
    usual = _usual_margins(sheets)

    def close() -> None:
        if open_lines and (paragraph := paragraph_of(open_lines)) is not None:
            made.append(paragraph)
        open_lines.clear()

    for sheet in sheets:
        for item in _items(sheet, ruled[sheet.number], usual):
            if columns is not None and made and not open_lines and _lengthens(columns, item):
                made[-1] = _zone_table(columns, made[-1].page or sheet.number)
                continue
            columns = item if isinstance(item, Zone) else None
            if isinstance(item, Line):
                if open_lines and not continues(open_lines, item):
                    close()
                open_lines.append(item)
                last_grid = None
                continue
            close()
            if isinstance(item, Zone):
                made.append(_zone_table(item, sheet.number))
                last_grid = None
                continue
            grid, words = item
            if last_grid is not None:
                grid = on_columns(grid, last_grid.xs)
            table = _grid_table(grid, words, sheet.number)
            if table is not None:
                previous = made[-1] if made else None
                if isinstance(previous, Table) and last_grid is not None and _same_columns(last_grid, grid):
                    made[-1] = _appended(previous, table)
                else:
                    made.append(table)
                last_grid = grid
    close()
    return made


def _usual_margins(sheets: list[Sheet]) -> dict[int, tuple[float, float]]:
    """Text margins by page width, for pages that have too few lines of their own."""
    lines: dict[int, list[list[Word]]] = {}
    for sheet in sheets:
        lines.setdefault(round(sheet.width), []).extend(rows(sheet.words))
    return {width: found for width, all_rows in lines.items() if (found := margins(all_rows)) is not None}


def _items(
    sheet: Sheet, ruled: list[Grid], usual: dict[int, tuple[float, float]]
) -> list[Line | Zone | tuple[Grid, list[Word]]]:
    """Lines, two-column zones and ruled tables of a page, from the top."""
    tables = [(grid, [word for word in sheet.words if grid.holds(*_middle(word))]) for grid in ruled]
    held = {id(word) for _, words in tables for word in words}
    lines = rows([word for word in sheet.words if id(word) not in held])
    full = margins(lines)
    if full is None or len(lines) < 8:
        edges = [(row[0].x0, max(word.x1 for word in row)) for row in lines]
        full = usual.get(round(sheet.width)) or (
            (min(a for a, _ in edges), max(b for _, b in edges)) if edges else (0.0, sheet.width)
        )
    left, right = full
    made: list[tuple[float, Line | Zone | tuple[Grid, list[Word]]]] = [(grid.ys[0], (grid, w)) for grid, w in tables]
    # Rows above and below a table are not neighbours: zones are looked for between the tables.
    tops = sorted(grid.ys[0] for grid, _ in tables)
    spans: dict[int, list[list[Word]]] = {}
    for row in lines:
        spans.setdefault(sum(top < row[0].y0 for top in tops), []).append(row)
    for place, span in spans.items():
        for item in split_zones(span, (left + right) / 2, sheet.number == 1 and place == 0):
            if isinstance(item, Zone):
                made.append((item.y0, item))
            else:
                made.append((item[0].y0, Line.of(item, sheet.number, left, right)))
    made.sort(key=lambda pair: pair[0])
    return [item for _, item in made]


def _middle(word: Word) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2


def _paragraphs(lines: list[Line], goes_on: Callable[[list[Line], Line], bool]) -> tuple[Paragraph, ...]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(made for group in groups if (made := paragraph_of(group)) is not None)


def _lengthens(columns: Zone, item: Line | Zone | tuple[Grid, list[Word]]) -> bool:
    """Puts what stands on the next page under recipients and signature into their columns, when it fits there."""
    if isinstance(item, Zone):
        if abs(item.cut - columns.cut) > 60:
            return False
        columns.left += item.left
        columns.right += item.right
        return True
    if not isinstance(item, Line) or not re.match(r"Nơi\s+nhận", _text(columns.left[0]) if columns.left else ""):
        return False
    edge = columns.left[0][0].x0
    if item.x1 < columns.cut + 20 and abs(item.x0 - edge) < 8 and item.align == "left":
        columns.left.append(item.words)
    elif item.x0 > columns.cut and item.align != "center":
        columns.right.append(item.words)
    else:
        return False
    return True


def _zone_table(zone: Zone, page: int) -> Table:
    cells = []
    for column, side in enumerate((zone.left, zone.right)):
        left = min(row[0].x0 for row in side)
        right = max(word.x1 for row in side for word in row)
        lines = [Line.of(row, page, left, right) for row in side]
        cells.append(Cell(0, column, 1, 1, _paragraphs(lines, continues_in_column)))
    return Table(tuple(cells), 1, 2, page)


def _cell_paragraphs(lines: list[Line]) -> tuple[Paragraph, ...]:
    """Paragraphs of a ruled cell: lines stand closer together within one than between two."""
    gaps = [below.y0 - above.y1 for above, below in pairwise(lines)]
    close = min(gaps, default=0.0) + 3
    return _paragraphs(lines, lambda open_lines, line: (
        line.y0 - open_lines[-1].y1 <= close and continues_in_cell(open_lines, line)
    ))  # fmt: skip


def _grid_table(grid: Grid, words: list[Word], page: int) -> Table | None:
    held: list[list[Word]] = [[] for _ in grid.boxes]
    for word in words:
        x, y = _middle(word)
        for at, box in enumerate(grid.boxes):
            if box.x0 - 1 <= x <= box.x1 + 1 and box.y0 - 1 <= y <= box.y1 + 1:
                held[at].append(word)
                break
    # Rows without a word (double rules, the rest of a cut row) are no rows.
    heights = [_middle(word)[1] for word in words]
    filled = [any(a - 1 <= y <= b + 1 for y in heights) for a, b in pairwise(grid.ys)]
    place = [sum(filled[:row]) for row in range(len(filled) + 1)]
    cells = []
    for box, inner in zip(grid.boxes, held, strict=True):
        high = place[box.row + box.rows] - place[box.row]
        if high:
            lines = [Line.of(row, page, box.x0 + _PADDING, box.x1 - _PADDING) for row in rows(inner)]
            cells.append(Cell(place[box.row], box.column, high, box.columns, _cell_paragraphs(lines)))
    return Table(tuple(cells), place[-1], len(grid.xs) - 1, page) if any(held) else None


# Tables over page ends


def _same_columns(one: Grid, other: Grid) -> bool:
    return len(one.xs) == len(other.xs) and all(abs(a - b) < 5 for a, b in zip(one.xs, other.xs, strict=True))


def _row_text(table: Table, row: int) -> tuple[str, ...]:
    return tuple(" ".join(p.text for p in cell.paragraphs) for cell in table.cells if cell.row == row)


def _appended(table: Table, more: Table) -> Table:
    """`more` stands on the next page: its repeated head goes, a row cut by the page end is mended."""
    skip = 0
    while skip < min(table.height, more.height) and any(_row_text(more, skip)):
        if _row_text(table, skip) != _row_text(more, skip):
            break
        skip += 1
    if skip == more.height:
        skip = 0  # the same single row twice is no head
    cells = list(table.cells)
    rest = [cell for cell in more.cells if cell.row >= skip]
    opening = [cell for cell in rest if cell.row == skip]
    cut = _goes_on(cells, opening, table.height - 1)
    for cell in opening:
        for column in range(cell.column, cell.column + cell.columns):
            at = next((i for i, c in enumerate(cells) if _covers(c, table.height - 1, column)), None)
            if at is None:
                continue
            if cut and cell.paragraphs and column == cell.column:
                cells[at] = _lengthened(cells[at], cell.paragraphs)
            if cell.rows > 1 and (cut or not cell.paragraphs) and cells[at].column == column:
                # A merged cell that runs over the page end is printed as an empty one.
                cells[at] = _taller(cells[at], cell.rows - cut)
    rest = [c for c in rest if c.row > skip or not (c.rows > 1 and (cut or not c.paragraphs))]
    if cut:
        rest = [cell for cell in rest if cell.row > skip]
        skip += 1
    shift = table.height - skip
    cells += [Cell(c.row + shift, c.column, c.rows, c.columns, c.paragraphs, c.head) for c in rest]
    return Table(tuple(cells), table.height + more.height - skip, table.width, table.page)


def _taller(cell: Cell, more: int) -> Cell:
    return Cell(cell.row, cell.column, cell.rows + more, cell.columns, cell.paragraphs, cell.head)


def _covers(cell: Cell, row: int, column: int) -> bool:
    return cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns


def _goes_on(cells: list[Cell], opening: list[Cell], last: int) -> bool:
    """Whether the first row of the next page is the rest of the last row of this one.

    It has no number of its own, and its texts go on where those above stopped in mid-sentence.
    """
    if not opening or opening[0].paragraphs:
        return False
    pairs = [(next((c for c in cells if _covers(c, last, cell.column)), None), cell) for cell in opening]
    going = [(above, cell) for above, cell in pairs if cell.paragraphs]
    if not going or not all(above is not None and above.paragraphs for above, _ in going):
        return False
    first = pairs[0][0]
    if first is None or not first.paragraphs:
        return False
    ends = [above.paragraphs[-1].text for above, _ in going if above is not None]
    starts = [next((c for c in cell.paragraphs[0].text if c.isalpha()), "") for _, cell in going]
    unfinished = [not end.endswith((".", ";", ":")) for end in ends]
    if any(start.islower() and open_end for start, open_end in zip(starts, unfinished, strict=True)):
        return True
    # A new row would say something in the columns where the row above does.
    quiet = any(above is not None and above.paragraphs for above, cell in pairs[1:] if not cell.paragraphs)
    return all(unfinished) and quiet


def _lengthened(cell: Cell, more: tuple[Paragraph, ...]) -> Cell:
    first = more[0]
    kept = cell.paragraphs
    if kept and first.text[0] not in "-+•" and not kept[-1].text.endswith((".", ";", ":")):
        last = kept[-1]
        joined = Paragraph(f"{last.text} {first.text}", last.page, last.align, last.bold, last.italic)
        kept, more = (*kept[:-1], joined), more[1:]
    return Cell(cell.row, cell.column, cell.rows, cell.columns, (*kept, *more), cell.head)
