"""Task tables: each row that names a task and a unit or a time is an activity."""

import dataclasses
import re

from ngayso.reader.facts import Facts, Source, add_label, names_of, pieces_of, to_when, when_of_all
from ngayso.reader.labels import Said, read_labels
from ngayso.reader.lines import Line
from ngayso.reader.marks import STAGES, read_mark
from ngayso.reader.reading import Activity, Span, Value, When
from ngayso.reader.sections import Tree, is_form
from ngayso.reader.targets import read_targets
from ngayso.reader.values import cut, first_sentence
from ngayso.words.dates import find_dates
from ngayso.words.fold import fold, plain
from ngayso.words.units import split_roles

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"^(?:s?tt|so tt|so thu tu|no|#)\.?$")),
    ("partner", re.compile(r"phoi hop|tham gia phoi hop|^(?:don vi |co quan |bo phan )?(?:cung )?ho tro$|don vi lien quan|co quan lien quan")),
    ("note", re.compile(r"^ghi chu|^can cu|^co so phap ly|^minh chung|^ly do")),
    ("time", re.compile(r"thoi gian|thoi han|tien do|thoi diem|^ngay|han hoan thanh|ngay hoan thanh|^lich|lo trinh|^gio\b|^thang$|^quy$|^buoi$|bat dau|ket thuc|^thu\b|^tuan$|^(?:du kien )?(?:hoan thanh|xong)$")),
    ("result", re.compile(r"ket qua|san pham|chi tieu|dau ra|muc tieu|chi so|so luong|khoi luong|don vi tinh")),
    ("funding", re.compile(r"kinh phi|du toan|^nguon|ngan sach|thanh tien")),
    ("place", re.compile(r"dia diem|^noi (?!dung)|dia ban|^vi tri")),
    ("lead", re.compile(r"chu tri|phu trach|dau moi|(?:don vi|co quan|nguoi|bo phan|ca nhan|phong|luc luong)[^a-z]*(?:/|,|va|-|\w| )*(?:thuc hien|to chuc|tham muu|trien khai|dam nhiem|chiu trach nhiem)"
                        r"|phan cong|^trach nhiem|^don vi$|^co quan$|nguoi thuc hien|^lanh dao|bao cao vien|^thuc hien$|chu nhiem de|chi dao")),
    ("audience", re.compile(r"doi tuong|thanh phan|tham gia|tham du|nguoi du")),
    ("form", re.compile(r"hinh thuc|phuong phap|cach thuc|quy mo|yeu cau")),
    ("task", re.compile(r"noi dung|nhiem vu|hoat dong|cong viec|^ten|hang muc|dau viec|mo hinh|chuyen de|chuong trinh|viec|cong trinh|de an|du an|giai phap|chu de|tieu de|van ban")),
)  # fmt: skip


@dataclasses.dataclass
class _Cell:
    row: int
    column: int
    rows: int
    columns: int
    lines: list[Line]

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclasses.dataclass
class Grid:
    """A table with every place of a merged cell filled by that cell."""

    number: int
    places: dict[tuple[int, int], _Cell]
    height: int
    width: int

    def row(self, row: int) -> list[_Cell | None]:
        return [self.places.get((row, column)) for column in range(self.width)]


def grids(lines: tuple[Line, ...]) -> dict[int, Grid]:
    """All tables of the text by number. Empty cells have no place."""
    cells: dict[int, dict[tuple[int, int], _Cell]] = {}
    for line in lines:
        if line.table is None:
            continue
        table = cells.setdefault(line.table, {})
        cell = table.setdefault((line.row, line.column), _Cell(line.row, line.column, line.rows, line.columns, []))
        cell.lines.append(line)
    made = {}
    for number, table in cells.items():
        places: dict[tuple[int, int], _Cell] = {}
        for cell in table.values():
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    places.setdefault((row, column), cell)
        made[number] = Grid(number, places, max(row for row, _ in places) + 1, max(column for _, column in places) + 1)
    return made


@dataclasses.dataclass
class Head:
    """What the columns of a task table hold."""

    kinds: list[str]
    rows: int
    people: bool = False
    """True for a list of persons, prices or lessons."""
    both: frozenset[int] = frozenset()
    """Columns that say time and place together."""

    def columns(self, kind: str) -> list[int]:
        return [column for column, own in enumerate(self.kinds) if own == kind]


def read_head(grid: Grid) -> Head | None:
    """The head of a task table, None when the table is another one (layout, figures, members, forms)."""
    best: Head | None = None
    for rows in (1, 2, 3):
        if rows >= grid.height:
            break
        kinds: list[str] = []
        heads: list[str] = []
        people = False
        for column in range(grid.width):
            seen: list[str] = []
            for row in range(rows):
                cell = grid.places.get((row, column))
                if cell is not None and (not seen or seen[-1] != cell.text):
                    seen.append(cell.text)
            kinds.append(_kind(seen))
            heads.append(plain(" ".join(seen)))
            people = people or any(_PEOPLE.search(plain(text).strip(" .*")) for text in seen)
        both = frozenset(at for at, text in enumerate(heads) if "thoi gian" in text and "dia diem" in text)
        head = Head(_parted_leads(kinds, heads), rows, people, both)
        if _is_task_head(head) and (best is None or _score(head) > _score(best)):
            best = head
        # A second row of the head stands only under merged cells of the first, or under a title row.
        below = {id(cell): cell for cell in grid.row(rows) if cell is not None and cell.row == rows}
        if best is not None and not (below and all(_kind([cell.text]) for cell in below.values())):
            break
    return best


def _parted_leads(kinds: list[str], heads: list[str]) -> list[str]:
    """ "Đơn vị thực hiện" beside "Đơn vị chủ trì" takes part."""
    if kinds.count("time") > 1:
        # The number of a week beside its days says nothing more.
        kinds = ["note" if heads[at].strip() == "tuan" else kind for at, kind in enumerate(kinds)]
    leads = [column for column, kind in enumerate(kinds) if kind == "lead"]
    if leads and "partner" not in kinds:
        # "Tham gia" beside who leads: who takes part in the work.
        kinds = ["partner" if _TAKES_PART.fullmatch(heads[at].strip()) else kind for at, kind in enumerate(kinds)]
    chief = [column for column in leads if "chu tri" in heads[column]]
    if not chief:
        return kinds
    return ["partner" if column in leads and column not in chief else kind for column, kind in enumerate(kinds)]


_TAKES_PART = re.compile(r"(?:(?:don vi|co quan|bo phan|nguoi|luc luong) )?(?:cung )?tham gia(?: thuc hien)?")


def _score(head: Head) -> int:
    return len({kind for kind in head.kinds if kind}) * 2 - head.rows


def _kind(texts: list[str]) -> str:
    if any(len(text) > 90 for text in texts):
        return ""
    for text in (*reversed(texts), " ".join(texts)):
        folded = re.sub(r"\s+", " ", plain(text)).strip(" .:*()")
        for kind, pattern in _COLUMNS:
            if pattern.search(folded):
                return kind
    return ""


_PEOPLE = re.compile(
    r"^ho (?:va )?ten|^ho, ten|^chuc (?:vu|danh)|ngay sinh|nam sinh|dien thoai|^don gia|thanh tien|^gioi tinh|^mon (?:thi|hoc)"
)


def _is_task_head(head: Head) -> bool:
    if head.people:
        return False
    kinds = set(head.kinds)
    if "time" in kinds and "place" in kinds and "task" not in kinds:
        # A schedule of one work: when it is done at which place.
        return len(head.kinds) >= 2
    return "task" in kinds and bool(kinds & {"lead", "partner", "time"}) and len(head.kinds) >= 2


def read_tables(source: Source, tree: Tree, lines: tuple[Line, ...]) -> list[Activity]:
    """Activities of all task tables, in reading order."""
    made: list[Activity] = []
    last: tuple[Head, int] | None = None
    counts: dict[str, int] = {}
    for number, grid in sorted(grids(lines).items()):
        if number not in tree.owner or is_form(tree.owner[number]):
            continue
        head = read_head(grid)
        if (
            head is None
            and last is not None
            and last[1] == grid.width
            and grid.width >= 3
            and not any(c.isalpha() for line in tree.before[number] for c in line.text)
        ):
            # The table goes on behind a page end without its head.
            head = Head(last[0].kinds, 0, both=last[0].both)
        if head is None:
            last = None
            continue
        last = head, grid.width
        made += _Rows(source, tree, grid, head, counts).read()
    return made


_STEP = re.compile(
    r"(?:\d{1,2}[.)] )?(?:don (?:tiep )?(?:dai bieu|khach)|don tiep|on dinh to chuc|chao co|tuyen bo ly do|gioi thieu dai bieu|giai lao"
    r"|nghi giua gio|be mac|khai mac|(?:phat bieu|dien van) (?:khai mac|be mac|chi dao|ket luan|dap tu)|ket luan(?:,? be mac)?|thao luan)\b"
)


# A camp or a week of several days has a table for each.
_ONE_OF_DAYS = re.compile(
    r"\W*(?:\w{1,3}[.)] )?(?:ngay (?:thu )?(?:\d{1,2}|nhat|hai|ba|tu|nam)\b|thu (?:hai|ba|tu|nam|sau|bay|\d)|chu nhat|buoi)"
)


class _Rows:
    """Reads the rows of one task table."""

    def __init__(self, source: Source, tree: Tree, grid: Grid, head: Head, counts: dict[str, int]) -> None:
        self.source, self.grid, self.head, self.counts = source, grid, head, counts
        section = tree.owner[grid.number].section()
        self.section = section.id if section is not None else None
        self.ref = section.ref if section is not None else "B"
        self.before = tree.before[grid.number]
        self.day = self._day(self.before)
        self.group = ""
        self.owner = tree.owner[grid.number]

    def _day(self, lines: list[Line]) -> When | None:
        """The day that stands above the table: "NGÀY 1: THỨ HAI, NGÀY 24/8/2026"."""
        for line in reversed(lines[-3:]):
            if len(line.text) > 120:
                continue
            found = [one for one in find_dates(line.text, year=self.source.year) if one.precision == "day"]
            if found:
                return to_when(found[0], line.start)
        return None

    def _is_agenda(self) -> bool:
        """True for the hours of one meeting, on no day or with the steps that a meeting has: they are no activities."""
        columns = self.head.columns("time")
        cells = {id(cell): cell for row in range(self.head.rows, self.grid.height) for column in columns
                 if (cell := self.grid.places.get((row, column))) is not None and cell.columns == 1}  # fmt: skip
        values = [
            value
            for cell in cells.values()
            if (value := cut(self.source.text, cell.start, cell.end, "", 1)) is not None
        ]
        if not values or not all(self._only_clock(value) for value in values):
            return False
        if self.day is None:
            return True
        steps = [
            cell
            for at, cell in self.grid.places.items()
            if at == (cell.row, cell.column) and _STEP.match(plain(cell.text))
        ]
        return len(steps) > 1 and not any(_ONE_OF_DAYS.match(plain(line.text)) for line in self.before[-3:])

    def read(self) -> list[Activity]:
        made: list[Activity] = []
        if self._is_agenda():
            return made
        for row in range(self.head.rows, self.grid.height):
            cells = self.grid.row(row)
            own = {id(cell): cell for cell in cells if cell is not None and cell.row == row}
            if not own or self._is_numbering(list(own.values())):
                continue
            if self._is_group(cells, row):
                self._enter(list(own.values()))
                continue
            made += self._row(cells, row)
        return made

    @staticmethod
    def _is_numbering(cells: list[_Cell]) -> bool:
        return len(cells) > 2 and all(re.fullmatch(r"\(?\d{1,2}\)?", cell.text.strip()) for cell in cells)

    def _is_group(self, cells: list[_Cell | None], row: int) -> bool:
        for column, cell in enumerate(cells):
            if cell is not None and cell.columns > max(1, self.grid.width // 2) and cell.row == row:
                return True
            if cell is not None and self.head.kinds[column] in ("lead", "partner", "time") and cell.columns == 1:
                return False
        return True

    def _enter(self, cells: list[_Cell]) -> None:
        mark = read_mark(cells[0].text) or read_mark(f"{cells[0].text}. x")
        self.group = mark.label if mark is not None else self.group
        for cell in cells:
            found = [one for one in find_dates(cell.text[:300], year=self.source.year) if one.precision == "day"]
            if found and self.day is not None:
                self.day = to_when(found[0], cell.start)

    def _cell(self, cells: list[_Cell | None], kind: str) -> _Cell | None:
        for column in self.head.columns(kind):
            cell = cells[column]
            if cell is not None and cell.columns < self.grid.width:
                return cell
        return None

    def _row(self, cells: list[_Cell | None], row: int) -> list[Activity]:
        task = self._cell(cells, "task") or (self._cell(cells, "place") if "task" not in self.head.kinds else None)
        if task is None or (task.row != row and self.head.kinds.count("task") < 2):
            return []
        leads, partners, time = self._cell(cells, "lead"), self._cell(cells, "partner"), self._cell(cells, "time")
        times = [
            cell for column in self.head.columns("time") if (cell := cells[column]) is not None and cell.columns == 1
        ]
        if leads is None and partners is None and time is None:
            return []
        works = self._works(task, leads)
        number = self._cell(cells, "number")
        made = []
        for at, lines in enumerate(works):
            part = at if len(works) > 1 else None
            facts = Facts(
                leads=self._names(leads, part, len(works), "table.column.lead"),
                partners=[
                    name
                    for column in self.head.columns("partner")
                    for name in self._names(cells[column], part, len(works), "table.column.partner")
                ],
            )
            self._split_roles(facts, leads, part)
            for cell in times or self._time_above(cells, row):
                if cell.column in self.head.both:
                    add_label(self.source, facts, Said("timeplace", "", 0, 0, cell.end - cell.start), cell.start)
                elif (value := cut(self.source.text, cell.start, cell.end, "table.column.time", 0.93)) is not None:
                    facts.times.append(("", value))
            for kind in ("place", "audience"):
                cell = self._cell(cells, kind)
                if cell is not None:
                    setattr(facts, kind, cut(self.source.text, cell.start, cell.end, f"table.column.{kind}", 0.9))
            if (activity := self._activity(cells, lines, facts, number)) is not None:
                made.append(activity)
        return made

    def _time_above(self, cells: list[_Cell | None], row: int) -> list[_Cell]:
        """An empty place below a time, where the number of the row is empty, too: a merged cell that vanished."""
        columns = self.head.columns("time")
        first = next((cell for cell in cells if cell is not None), None)
        if not columns or first is None or first.column == 0:
            return []
        for above in range(row - 1, self.head.rows - 1, -1):
            found = [cell for column in columns if (cell := self.grid.places.get((above, column))) is not None]
            if found or self.grid.places.get((above, 0)) is not None:
                return [cell for cell in found if cell.columns == 1]
        return []

    def _works(self, task: _Cell, leads: _Cell | None) -> list[list[Line]]:
        """Two works in one cell, each with its own lead beside it, are two."""
        count = len(task.lines)
        if (
            leads is not None
            and 1 < count == len(leads.lines)
            and all(line.text.lstrip("-+•* ")[:1].isupper() for line in task.lines)
        ):
            return [[line] for line in task.lines]
        return [task.lines]

    def _names(self, cell: _Cell | None, part: int | None, parts: int, rule: str) -> list[Value]:
        if cell is None:
            return []
        start, end = cell.start, cell.end
        if part is not None and len(cell.lines) == parts:
            start, end = cell.lines[part].start, cell.lines[part].end
        return names_of(self.source, pieces_of(self.source.text[start:end]), start, rule, 0.92)

    def _split_roles(self, facts: Facts, cell: _Cell | None, part: int | None) -> None:
        """ "Sở X chủ trì, phối hợp Sở Y" in one column."""
        if cell is None or part is not None:
            return
        roles = split_roles(self.source.text[cell.start : cell.end])
        if roles.told and roles.leads:
            facts.leads = names_of(self.source, roles.leads, cell.start, "table.column.lead.split", 0.88)
            facts.partners = (
                names_of(self.source, roles.partners, cell.start, "table.column.partner.split", 0.88) + facts.partners
            )

    def _activity(
        self, cells: list[_Cell | None], lines: list[Line], facts: Facts, number: _Cell | None
    ) -> Activity | None:
        first = lines[0]
        mark = read_mark(first.text)
        start = first.start + (mark.length if mark is not None and mark.style not in STAGES else 0)
        end = first_sentence(self.source.text, start, first.end)
        said = read_labels(self.source.text[start : first.end])
        if said and said[0].start == 0 and said[0].kind == "content":
            start += said[0].value
        title = cut(self.source.text, start, end, "table.column.task", 0.93)
        if title is None or not any(c.isalpha() for c in title.text):
            return None
        if "task" not in self.head.kinds:
            heading = self.owner.text.strip().rstrip(".:; ")
            title = Value(f"{heading}: {title.text}", title.span, "table.schedule", 0.75)
        leads, partners = facts.names()
        time = facts.times[0][1] if facts.times else None
        when = when_of_all(self.source, [value for _, value in facts.times]) or (
            self.day if time is None or self._only_clock(time) else None
        )
        key = self.section or f"bang_{self.grid.number + 1}"
        self.counts[key] = self.counts.get(key, 0) + 1
        said_number = re.sub(r"[^\w.]", "", number.text) if number is not None else ""
        ref = ".".join(part for part in (self.ref, self.group, said_number.strip(".")) if part)
        filled = [cell for cell in cells if cell is not None and cell.row == first.row]
        span = (
            Span(min(cell.start for cell in filled), max(cell.end for cell in filled)) if filled else Span(start, end)
        )
        whole = Span(start, lines[-1].end)
        content = Value(" ".join(line.text for line in lines), whole, "table.column.task", 0.9)
        return Activity(
            f"{key}#b{self.grid.number + 1}_{self.counts[key]}", ref, self.section, title, leads, partners, time, when, facts.place,
            facts.audience, content if fold(content.text) != fold(title.text) else None,
            read_targets(self.source.text, span.start, span.end), span,
        )  # fmt: skip

    @staticmethod
    def _only_clock(time: Value) -> bool:
        return re.search(r"\d\s*(?:h|g|:|giờ)\s*\d*", time.text) is not None and not re.search(
            r"\d/\d|tháng|quý|năm", time.text
        )
