"""A unit's report as a workbook: the form goes out, filled in it comes back, row by row by its hidden keys."""

import hashlib
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ngayso.core.errors import Refusal
from ngayso.core.templatetags.look import vi_day, vi_number
from ngayso.desks.numbers import read_number
from ngayso.reports.cells import LONGEST_WORD, LONGEST_WORDS, CellEntry, GeneralEntry, PassageEntry
from ngayso.reports.models import Cell, Passage
from ngayso.reports.report_forms import WORDS, sort_of
from ngayso.reports.sheet_child import Unopened, Value, rows_of
from ngayso.reports.unit_form import Block, Row, UnitForm, count_rates
from ngayso.words.fold import fold

NAME = "Báo cáo"
MOST_BYTES = 2_000_000
MOST_ROWS = 3_000
MARK = "ngayso-bao-cao-1"
"""Stands in the hidden first column of the hidden row that names the columns, with the round and the unit."""
COLUMNS = ("key", "version", "ref", "name", "measure", "how", "counted", "last", "target", "in_period", "value", "word")
INPUTS = ("in_period", "value", "word")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a row, in words that say how to mend it."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the workbook would change in one place."""

    line: int
    name: str
    what: str
    before: str
    after: str
    moved: bool
    """Somebody changed it on the web after the workbook was fetched."""


@dataclass
class Filled:
    """A workbook that was read: what it would write, and every error. Nothing is written while there is an error."""

    cells: list[CellEntry] = field(default_factory=list)
    passages: list[PassageEntry] = field(default_factory=list)
    general: GeneralEntry | None = None
    wrong: list[Wrong] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def file_name(form: UnitForm) -> str:
    """ "bao-cao-so-y-te-….xlsx" in plain letters."""
    words = f"bao cao {form.unit.short or form.unit.name} {form.round.name}"
    return f"{fold(words).replace(' ', '-').replace('/', '-')[:90]}.xlsx"


def _key(form: UnitForm, sort: str, which: Any) -> str:
    """Names round and unit, too: a row copied from another unit's workbook is known as such."""
    return f"{sort} {form.round.pk.hex} {form.unit.pk.hex} {which}"


def write_sheet(form: UnitForm, *, locked: bool = False) -> bytes:
    """The form with what stands in it, as a workbook that read_sheet reads back. `locked`: nothing can be filled in."""
    out = io.BytesIO()
    # strings_to_*: words that begin with "=" stay words.
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Writing(book, form, locked).write()
    return out.getvalue()


class _Writing:
    """The two sheets being written."""

    def __init__(self, book: Any, form: UnitForm, locked: bool) -> None:
        self.form, self.locked, self.row = form, locked, 0
        self.page, self.about = book.add_worksheet(NAME), book.add_worksheet(_("Hướng dẫn"))
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        rule = {"bottom": 1, "bottom_color": "#cfdadc"}
        self.formats = {
            "title": book.add_format({**font, "bold": True, "font_size": 15, "text_wrap": False}),
            "note": book.add_format({**font, "font_size": 11, "text_wrap": False}),
            "head": book.add_format(
                {**font, "bold": True, "valign": "bottom", "top": 2, "bottom": 1, "align": "center"}
            ),
            "group": book.add_format({**font, "bold": True, "bg_color": "#e7eff0", **rule}),
            "text": book.add_format({**font, **rule}),
            "small": book.add_format({**font, "font_size": 10, **rule}),
            "number": book.add_format({**font, "align": "right", "num_format": "#,##0.##", **rule}),
            "whole": book.add_format({**font, "align": "right", "num_format": "#,##0", **rule}),
            "part": book.add_format({**font, "align": "right", "num_format": "#,##0.00", **rule}),
            "say": book.add_format(font),
        }
        box = {"border": 1, "border_color": "#6f868c", "bg_color": "#fffbe9", "locked": locked}
        self.inputs = {
            "word": book.add_format({**font, **box, "num_format": "@"}),
            "whole": book.add_format({**font, **box, "align": "right", "num_format": "#,##0"}),
            "part": book.add_format({**font, **box, "align": "right", "num_format": "#,##0.00"}),
        }

    def write(self) -> None:
        page, form = self.page, self.form
        widths = (0, 0, 9, 34, 11, 30, 12, 12, 12, 13, 13, 34)
        for column, width in enumerate(widths):
            page.set_column(column, column, width or 8, None, {"hidden": not width})
        page.hide_gridlines(2)
        page.write_string(0, 2, form.round.name, self.formats["title"])
        page.write_string(1, 2, form.unit.name, self.formats["note"])
        period = _("Số liệu từ %(since)s đến hết ngày %(until)s. Chỉ ghi vào ô nền vàng; xem trang Hướng dẫn.")
        said = period % {"since": vi_day(form.round.since), "until": vi_day(form.round.until)}
        page.write_string(2, 2, said, self.formats["note"])
        for column, name in enumerate(COLUMNS):
            page.write_string(3, column, name)
        page.write_string(3, 0, f"{MARK} {form.round.pk.hex} {form.unit.pk.hex}")
        page.set_row(3, None, None, {"hidden": True})
        heads = (
            _("Mục"), _("Số liệu"), _("Đơn vị tính"), _("Cách tính"), _("Hệ thống đếm"), _("Kỳ trước"),
            _("Chỉ tiêu toàn tỉnh"), _("Trong kỳ"), _("Lũy kế hoặc đang có"), _("Lời giải thích"),
        )  # fmt: skip
        for column, head in enumerate(heads, 2):
            page.write_string(4, column, head, self.formats["head"])
        self.row = 5
        for block in form.blocks:
            self._block(block)
        self._general()
        page.freeze_panes(5, 4)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(4)
        page.print_area(0, 2, self.row - 1, len(COLUMNS) - 1)
        page.set_footer(f"&L&10{form.unit.name.replace('&', '&&')[:100]}&R&10{_('Trang')} &P/&N")
        # Without a password: it keeps a hand from slipping, not a person from changing.
        page.protect("", {"format_columns": True, "format_rows": True})
        self._explain()

    def _block(self, block: Block) -> None:
        page = self.page
        for column in range(2, len(COLUMNS)):
            page.write_blank(self.row, column, None, self.formats["group"])
        page.write_string(self.row, 2, block.activity.ref, self.formats["group"])
        title = block.activity.title
        page.merge_range(self.row, 3, self.row, 11, title, self.formats["group"])
        page.set_row(self.row, 16 * (1 + len(title) // 120))
        self.row += 1
        for row in block.rows:
            self._figure(row)
        passage = block.passage
        for name, label in WORDS:
            said = getattr(passage, name) if passage is not None else ""
            key = _key(self.form, f"w-{name}", block.activity.pk)
            self._words(key, passage.version if passage is not None else 0, str(label), said)

    def _figure(self, row: Row) -> None:
        page, indicator = self.page, row.indicator
        # A line holds about 30 letters of the definition.
        longest = max(len(indicator.name) / 30, len(_how(row)) / 34, 1)
        page.set_row(self.row, 16 * min(math.ceil(longest), 12))
        page.write_blank(self.row, 2, None, self.formats["text"])
        page.write_string(self.row, 3, indicator.name + (" *" if row.ask.required else ""), self.formats["text"])
        page.write_string(self.row, 4, indicator.measure, self.formats["text"])
        page.write_string(self.row, 5, _how(row), self.formats["small"])
        counted, last = row.counted, row.last
        self._number(6, counted.value if counted is not None else None)
        self._number(7, last.value if last is not None else None)
        self._number(8, row.ask.target)
        if row.is_rate:
            said = f"{vi_number(row.rate)} %" if row.rate is not None else _("tính tự động")
            for column in (9, 11):
                page.write_blank(self.row, column, None, self.formats["text"])
            page.write_string(self.row, 10, said, self.formats["number"])
            self.row += 1
            return
        page.write_string(self.row, 0, _key(self.form, "o", row.ask.pk))
        page.write_number(self.row, 1, row.version)
        if row.is_flow:
            self._input(9, row, row.in_period)
        else:
            page.write_blank(self.row, 9, None, self.formats["text"])
        self._input(10, row, row.value)
        page.write_string(self.row, 11, row.word, self.inputs["word"])
        most = {"validate": "length", "criteria": "<=", "value": LONGEST_WORD, "error_title": _("Dài quá")}
        page.data_validation(
            self.row, 11, self.row, 11, {**most, "error_message": _("Lời giải thích tối đa 500 ký tự.")}
        )
        self.row += 1

    def _number(self, column: int, value: Decimal | None) -> None:
        if value is None:
            self.page.write_blank(self.row, column, None, self.formats["text"])
        else:
            form = self.formats["whole" if value == value.to_integral_value() else "part"]
            self.page.write_number(self.row, column, float(value), form)

    def _input(self, column: int, row: Row, value: Decimal | None) -> None:
        whole = row.indicator.places == 0
        form = self.inputs["whole" if whole else "part"]
        if value is None:
            self.page.write_blank(self.row, column, None, form)
        else:
            self.page.write_number(self.row, column, float(value), form)
        said = _("Ghi số nguyên từ 0 trở lên.") if whole else _("Ghi số từ 0 trở lên.")
        rule = {"validate": "integer" if whole else "decimal", "criteria": ">=", "value": 0}
        self.page.data_validation(
            self.row, column, self.row, column, {**rule, "error_title": _("Chưa phải số"), "error_message": said}
        )

    def _words(self, key: str, version: int, label: str, said: str) -> None:
        page = self.page
        page.write_string(self.row, 0, key)
        page.write_number(self.row, 1, version)
        page.write_blank(self.row, 2, None, self.formats["text"])
        page.write_string(self.row, 3, label, self.formats["text"])
        page.merge_range(self.row, 4, self.row, 8, "", self.formats["text"])
        page.merge_range(self.row, 9, self.row, 11, said, self.inputs["word"])
        page.set_row(self.row, 16 * min(max(2, 1 + len(said) // 55, 1 + said.count("\n")), 25))
        self.row += 1

    def _general(self) -> None:
        page, report = self.page, self.form.report
        page.write_blank(self.row, 2, None, self.formats["group"])
        page.merge_range(self.row, 3, self.row, 11, _("Khó khăn, kiến nghị chung của đơn vị"), self.formats["group"])
        self.row += 1
        version = 0 if self.form.is_new else report.version
        for name, label in WORDS[1:]:
            self._words(_key(self.form, f"g-{name}", ""), version, str(label), getattr(report, name))

    def _explain(self) -> None:
        page = self.about
        page.set_column(0, 0, 110)
        page.hide_gridlines(2)
        page.write_string(0, 0, _("Cách điền và nộp"), self.formats["title"])
        lines = (
            _("1. Chỉ ghi vào ô nền vàng ở trang “Báo cáo”. Các cột khác là để đối chiếu."),
            _("2. “Trong kỳ” là phần phát sinh trong kỳ này. “Lũy kế” là từ đầu chương trình đến ngày chốt số liệu."),
            _("3. Số liệu tại thời điểm (số tổ, số điểm, số thành viên…) chỉ có một ô, là số đang có khi chốt."),
            _(
                "4. Tỷ lệ do hệ thống tính, không ghi. Dấu * là số bắt buộc; chưa có số thì ghi lý do ở cột “Lời giải thích”."
            ),
            _("5. “Hệ thống đếm” là số từ các lần ghi trên Bàn việc. Muốn dùng thì ghi lại số đó vào ô nền vàng."),
            _(
                "6. Có thể chuyển dòng, thêm cột ghi chú; mỗi dòng được nhận ra bằng mã ở cột ẩn A. Xin giữ nguyên cột đó."
            ),
            _(
                "7. Nộp ở trang báo cáo của đơn vị, nút “Nộp tệp Excel đã điền”. Hệ thống cho xem từng chỗ sẽ đổi rồi mới ghi."
            ),
            _("8. Ô để trống không xóa số mà người khác đã ghi trên web sau khi tải tệp này."),
        )
        for number, line in enumerate(lines, 2):
            page.write_string(number, 0, line, self.formats["say"])
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.protect("")


def _how(row: Row) -> str:
    """Definition, with what is counted."""
    sort = sort_of(row.indicator)
    return ". ".join(part for part in (sort[:1].upper() + sort[1:], row.indicator.definition.strip(". ")) if part)


def read_sheet(source: bytes, form: UnitForm) -> Filled:
    """What a filled workbook says of this report. Raises Refusal when it is none, or one of another unit or round."""
    try:
        rows = rows_of(source, sheet=NAME, most_rows=MOST_ROWS + 1)
    except Unopened as error:
        raise Refusal(_("Không mở được bảng tính. Hãy lưu lại bằng Excel với kiểu .xlsx rồi nộp lại.")) from error
    if len(rows) > MOST_ROWS:
        raise Refusal(_("Bảng có hơn 3.000 dòng, không phải biểu mẫu báo cáo. Hãy tải lại biểu mẫu rồi điền."))
    where, top = _columns(rows, form)
    filled, seen = Filled(), dict[str, int]()
    texts: dict[str, tuple[int, int, str]] = {}
    figures = {_key(form, "o", row.ask.pk): row for block in form.blocks for row in block.rows if not row.is_rate}
    places = _places(form)
    for line, cells in enumerate(rows[top:], top + 1):
        given = {name: cells[column] if column < len(cells) else None for name, column in where.items()}
        key = " ".join(str(given.get("key") or "").split())
        if not key:
            if any(isinstance(given.get(name), int | float) for name in ("in_period", "value")):
                sentence = _(
                    "Dòng có số nhưng không có mã ở cột ẩn A nên không rõ là số liệu nào. Ghi vào dòng của biểu mẫu."
                )
                filled.wrong.append(Wrong(line, "", sentence))
            continue
        if key in seen:
            sentence = _("Trùng với dòng %d: cùng một số liệu. Giữ một dòng.") % seen[key]
            filled.wrong.append(Wrong(line, "", sentence))
            continue
        seen[key] = line
        if key in figures:
            _take_figure(filled, figures[key], line, given)
        elif key in places:
            texts[key] = (line, _version(given), _text(given.get("in_period")))
        else:
            sentence = _("Dòng này của đơn vị khác, kỳ khác, hoặc không còn được hỏi. Xóa dòng, hoặc tải lại biểu mẫu.")
            filled.wrong.append(Wrong(line, "", sentence))
    _take_words(filled, form, texts)
    return filled


def _columns(rows: Sequence[Sequence[Value]], form: UnitForm) -> tuple[dict[str, int], int]:
    """Where each column is, and how many rows come before what was filled in."""
    for number, row in enumerate(rows[:60]):
        names = {str(cell).strip(): column for column, cell in enumerate(row) if isinstance(cell, str)}
        mark = next((name for name in names if name.startswith(MARK)), "")
        if not mark:
            continue
        _mark, round_hex, unit_hex = (*mark.split(), "", "")[:3]
        if unit_hex != form.unit.pk.hex:
            raise Refusal(_("Tệp này là biểu mẫu của đơn vị khác. Tải biểu mẫu ở trang báo cáo này rồi điền."))
        if round_hex != form.round.pk.hex:
            raise Refusal(_("Tệp này là biểu mẫu của kỳ báo cáo khác. Tải biểu mẫu ở trang báo cáo này rồi điền."))
        where = {name: names[name] for name in COLUMNS if name in names} | {"key": names[mark]}
        if any(name not in where for name in INPUTS):
            break
        return where, number + 1
    raise Refusal(_("Tệp này không phải biểu mẫu báo cáo của đơn vị. Tải biểu mẫu ở trang báo cáo này rồi điền."))


def _places(form: UnitForm) -> set[str]:
    """Keys of all that is said in words."""
    words = {_key(form, f"w-{name}", block.activity.pk) for block in form.blocks for name, _label in WORDS}
    return words | {_key(form, f"g-{name}", "").strip() for name, _label in WORDS[1:]}


def _version(given: dict[str, Value]) -> int:
    version = given.get("version")
    return int(version) if isinstance(version, int | float) and 0 <= version < 10**9 else 0


def _text(cell: Value) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def number_of(cell: Value, *, places: int) -> Decimal | None:
    """A cell of a workbook as a number: a number, the value of a formula, or text as people type it. Refuses (400)."""
    if isinstance(cell, bool):
        raise Refusal(_("Ô chứa giá trị đúng/sai, không phải số. Ghi lại số."))
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise Refusal(_("Ô chứa công thức lỗi. Ghi lại số."))
        # A formula leaves 0,30000000000000004: what is behind the sixth place is the machine's, not the person's.
        shown = vi_number(round(Decimal(repr(cell)), 6))
        return _read(shown, places)
    text = _text(cell)
    if text.startswith("#"):
        raise Refusal(_("Ô chứa công thức lỗi (%s). Ghi lại số.") % text[:20])
    return read_number(text, places=places)


def _read(shown: str, places: int) -> Decimal | None:
    """A number that a machine wrote: "5,125" has three decimals here and is not in doubt."""
    _whole, comma, part = shown.partition(",")
    if comma and len(part) > places:
        if places == 0:
            raise Refusal(_("“%s” có phần lẻ. Số liệu này là số nguyên, xin ghi lại.") % shown)
        raise Refusal(
            _("“%(shown)s” có quá %(places)d chữ số sau dấu phẩy. Xin làm tròn.") % {"shown": shown, "places": places}
        )
    return read_number(shown, places=places)


def _take_figure(filled: Filled, row: Row, line: int, given: dict[str, Value]) -> None:
    numbers: dict[str, Decimal | None] = {"in_period": row.in_period, "value": row.value}
    labels = {
        "in_period": _("Trong kỳ"),
        "value": _("Lũy kế") if row.is_flow else _("Số đang có"),
        "word": _("Giải thích"),
    }
    fetched, good = _version(given), True
    for name in numbers:
        if name == "in_period" and not row.is_flow:
            continue
        try:
            number = number_of(given.get(name), places=row.indicator.places)
        except Refusal as refusal:
            filled.wrong.append(Wrong(line, f"{row.indicator.name}, {labels[name]}", refusal.sentence))
            good = False
            continue
        if number is not None or fetched == row.version:
            numbers[name] = number
    word = _text(given.get("word"))
    if len(word) > LONGEST_WORD:
        sentence = _("Lời giải thích dài quá 500 ký tự. Xin viết gọn.")
        filled.wrong.append(Wrong(line, f"{row.indicator.name}, {labels['word']}", sentence))
        good = False
    if not word and fetched != row.version:
        word = row.word
    if not good:
        return
    before = {"in_period": vi_number(row.in_period), "value": vi_number(row.value), "word": row.word}
    after = {"in_period": vi_number(numbers["in_period"]), "value": vi_number(numbers["value"]), "word": word}
    changes = [
        Difference(line, row.indicator.name, labels[name], before[name], after[name], fetched != row.version)
        for name in INPUTS
        if before[name] != after[name]
    ]
    if changes:
        filled.differences += changes
        filled.cells.append(CellEntry(row.ask, numbers["in_period"], numbers["value"], word, row.version))


def _take_words(filled: Filled, form: UnitForm, texts: dict[str, tuple[int, int, str]]) -> None:
    for block in form.blocks:
        passage = block.passage
        version = passage.version if passage is not None else 0
        before = {name: getattr(passage, name) if passage is not None else "" for name, _label in WORDS}
        keys = {name: _key(form, f"w-{name}", block.activity.pk) for name in before}
        after = _taken(filled, block.activity.title, keys, before, version, texts)
        if after != before:
            filled.passages.append(PassageEntry(block.activity, **after, seen=version))
    report, version = form.report, 0 if form.is_new else form.report.version
    before = {name: getattr(report, name) for name, _label in WORDS[1:]}
    keys = {name: _key(form, f"g-{name}", "").strip() for name in before}
    after = _taken(filled, _("Phần chung"), keys, before, version, texts)
    if after != before:
        filled.general = GeneralEntry(**after, seen=version)


def _taken(
    filled: Filled,
    title: str,
    keys: dict[str, str],
    before: dict[str, str],
    version: int,
    texts: dict[str, tuple[int, int, str]],
) -> dict[str, str]:
    """What the words of one place will be."""
    after = dict(before)
    for name, label in WORDS:
        if name not in keys or keys[name] not in texts:
            continue
        line, fetched, text = texts[keys[name]]
        if len(text) > LONGEST_WORDS:
            filled.wrong.append(Wrong(line, str(label), _("Đoạn này dài quá 10.000 ký tự. Xin viết gọn.")))
        elif (text or fetched == version) and text.replace("\r\n", "\n") != before[name]:
            after[name] = text.replace("\r\n", "\n")
            filled.differences.append(Difference(line, title, str(label), before[name], text, fetched != version))
    return after


def laid_in(form: UnitForm, filled: Filled) -> UnitForm:
    """The form as it will stand when the workbook is written, for the checks; nothing is saved."""
    entries = {entry.ask.pk: entry for entry in filled.cells}
    words = {entry.activity.pk: entry for entry in filled.passages}
    for block in form.blocks:
        for row in block.rows:
            entry = entries.get(row.ask.pk)
            if entry is not None:
                row.cell = Cell(ask=row.ask, in_period=entry.in_period, value=entry.value, word=entry.word)
        if block.activity.pk in words:
            said = words[block.activity.pk]
            block.passage = Passage(words=said.words, difficulties=said.difficulties, proposals=said.proposals)
        count_rates(block)
    return form


def seen_mark(form: UnitForm) -> str:
    """Stands for all versions of a report: another one means that somebody wrote since."""
    return hashlib.sha256(" ".join(_versions(form)).encode()).hexdigest()[:32]


def _versions(form: UnitForm) -> Iterator[str]:
    yield str(form.report.version)
    for block in form.blocks:
        yield str(block.passage.version if block.passage is not None else 0)
        for row in block.rows:
            yield f"{row.ask.pk}:{row.version}"
