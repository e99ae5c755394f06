"""The directory as a table: a row a unit, the same columns in CSV and XLSX, checked row by row before a write."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ngayso.core.errors import Refusal
from ngayso.people.models import Level, Unit, UnitKind
from ngayso.people.sheet_child import Unopened, first_sheet

COLUMNS = {
    "code": "Mã",
    "parent": "Mã cấp trên",
    "kind": "Loại",
    "level": "Cấp",
    "area": "Loại địa bàn",
    "name": "Tên chính thức",
    "short": "Tên ngắn",
    "aliases": "Cách viết khác (cách nhau bằng ;)",
    "place": "Địa danh trên văn bản",
    "agency_code_old": "Mã định danh cũ",
    "agency_code_new": "Mã định danh mới",
    "area_code": "Mã đơn vị hành chính",
    "valid_from": "Có từ ngày",
    "valid_to": "Đến trước ngày",
    "successors": "Mã đơn vị kế tục (;)",
    "members": "Số người",
    "email": "Thư điện tử",
    "source": "Nguồn",
    "verified": "Đã kiểm chứng",
}
MOST_ROWS = 20_000
_WORDS = {v.value: v.value for v in (*UnitKind, *Level)} | {str(v.label): v.value for v in (*UnitKind, *Level)}
_CODE = re.compile(r"[A-Za-z0-9_-]{1,80}")
_YES = {"yes", "có", "x", "1", "true", "đã"}
_PLAIN = ("name", "short", "area", "place", "agency_code_old", "agency_code_new", "area_code", "email", "source")


@dataclass(frozen=True)
class Row:
    """One unit as the table gives it."""

    line: int
    """Number of the row in the sheet, the head is 1."""
    code: str
    parent: str
    fields: Mapping[str, Any]
    """Values of Unit's own columns."""
    aliases: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a row, in words that say how to mend it."""

    line: int
    column: str
    sentence: str


@dataclass
class Sheet:
    """A table that was read: good rows, and every error; nothing is written while there is an error."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """What an import would do to one unit."""

    row: Row
    new: bool
    changed: tuple[tuple[str, str, str], ...]
    """(column as the sheet calls it, before, after)"""


def read_csv(path: Path) -> Sheet:
    """The shipped directory. Heads are the keys of COLUMNS."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return read_rows(csv.reader(file))


def read_xlsx(source: bytes) -> Sheet:
    """First sheet of a workbook. Raises Refusal when it is none."""
    try:
        rows = first_sheet(source, most_rows=MOST_ROWS + 2)
    except Unopened as error:
        raise Refusal(_("Không mở được bảng tính. Hãy lưu lại bằng Excel với kiểu .xlsx rồi nộp lại.")) from error
    return read_rows(rows)


def read_rows(rows: Iterable[list[str]]) -> Sheet:
    """Rows of text, the head first: heads by key or as printed, in any order. Raises Refusal for a missing head."""
    known = {title.casefold(): key for key, title in COLUMNS.items()} | {key: key for key in COLUMNS}
    sheet, heads = Sheet(), None
    seen: dict[str, int] = {}
    for line, cells in enumerate(rows, start=1):
        if heads is None:
            heads = [known.get(cell.strip().casefold(), "") for cell in cells]
            missing = [COLUMNS[key] for key in ("code", "kind", "level", "name") if key not in heads]
            if missing:
                raise Refusal(
                    _("Bảng thiếu cột %(columns)s. Hãy tải bảng mẫu ở trang Đơn vị rồi điền theo.")
                    % {"columns": ", ".join(missing)}
                )
            continue
        if line > MOST_ROWS + 1:
            raise Refusal(_("Bảng có hơn 20.000 dòng. Hãy tách thành nhiều tệp."))
        given = {key: cell.strip() for key, cell in zip(heads, cells, strict=False) if key}
        if not any(given.values()):
            continue
        row, wrong = _row(line, given)
        if row is not None and row.code in seen:
            wrong.append(
                Wrong(
                    line,
                    COLUMNS["code"],
                    _("Mã %(code)s đã có ở dòng %(line)d. Mỗi đơn vị một mã.")
                    % {"code": row.code, "line": seen[row.code]},
                )
            )
        if row is not None:
            seen.setdefault(row.code, line)
            sheet.rows.append(row)
        sheet.wrong += wrong
    if heads is None:
        raise Refusal(_("Bảng trống. Hãy tải bảng mẫu ở trang Đơn vị rồi điền theo."))
    _check_links(sheet)
    return sheet


def _row(line: int, given: Mapping[str, str]) -> tuple[Row | None, list[Wrong]]:
    wrong: list[Wrong] = []

    def bad(key: str, sentence: str) -> None:
        wrong.append(Wrong(line, COLUMNS[key], sentence))

    fields: dict[str, Any] = {key: given.get(key, "") for key in _PLAIN if key in given}
    code = given.get("code", "")
    if not _CODE.fullmatch(code):
        bad(
            "code",
            _("Mã “%(code)s” chưa đúng. Chỉ dùng chữ không dấu, số và dấu gạch, như tg-so-tttt.") % {"code": code},
        )
    for key in ("kind", "level"):
        value = _WORDS.get(given.get(key, ""))
        if value is None or value not in (UnitKind.values if key == "kind" else Level.values):
            bad(key, _("“%(value)s” không có trong danh mục.") % {"value": given.get(key, "")})
        fields[key] = value
    if not given.get("name"):
        bad("name", _("Thiếu tên chính thức."))
    for key in _PLAIN:
        most = getattr(Unit._meta.get_field(key), "max_length", None)
        if most is not None and len(given.get(key, "")) > most:
            bad(key, _("Dài quá %(most)d ký tự.") % {"most": most})
    if given.get("email"):
        try:
            validate_email(given["email"])
        except ValidationError:
            bad("email", _("Địa chỉ thư “%(email)s” chưa đúng.") % {"email": given["email"]})
    for key in ("valid_from", "valid_to"):
        if key in given:
            try:
                fields[key] = _day(given[key])
            except ValueError:
                bad(key, _("Ngày “%(day)s” chưa đúng. Viết như 01/10/2024.") % {"day": given[key]})
    if fields.get("valid_from") and fields.get("valid_to") and fields["valid_from"] >= fields["valid_to"]:
        bad("valid_to", _("Ngày kết thúc không sau ngày bắt đầu. Sửa một trong hai ngày."))
    if given.get("members"):
        digits = given["members"].replace(".", "")
        if digits.isascii() and digits.isdigit() and int(digits) < 2**31:
            fields["members"] = int(digits)
        else:
            bad("members", _("“%(members)s” không phải số người.") % {"members": given["members"]})
    if "verified" in given:
        fields["verified"] = given["verified"].casefold() in _YES
    if wrong:
        return None, wrong
    aliases, successors = (_split(given.get(key, "")) for key in ("aliases", "successors"))
    row = Row(line, code, given.get("parent", ""), fields, aliases, successors)
    return row, wrong


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    if "/" in text:
        day, month, year = (int(part) for part in text.split("/"))
        return dt.date(year, month, day)
    return dt.date.fromisoformat(text)


def _check_links(sheet: Sheet) -> None:
    """Parents and successors must be in the sheet or in the directory; the tree must not bite its tail."""
    wanted = {code for row in sheet.rows for code in (row.parent, *row.successors) if code}
    here = {row.code for row in sheet.rows}
    known = here | set(Unit.objects.filter(code__in=wanted).values_list("code", flat=True))
    parents: dict[str, str] = {
        code: parent or "" for code, parent in Unit.objects.values_list("code", "parent__code")
    } | {row.code: row.parent for row in sheet.rows}
    for row in sheet.rows:
        for key, codes in (("parent", (row.parent,)), ("successors", row.successors)):
            for code in codes:
                if code and code not in known:
                    sheet.wrong.append(
                        Wrong(row.line, COLUMNS[key], _("Không có đơn vị mang mã “%(code)s”.") % {"code": code})
                    )
        above, steps = row.parent, 0
        while above and steps <= 20:
            if above == row.code:
                sheet.wrong.append(
                    Wrong(row.line, COLUMNS["parent"], _("Đơn vị không thể là cấp trên của chính mình."))
                )
                break
            above, steps = parents.get(above, ""), steps + 1


def differences(sheet: Sheet) -> list[Difference]:
    """What an import would make and change, unchanged units left out. 3 queries."""
    units = {
        u.code: u
        for u in Unit.objects.filter(code__in=[r.code for r in sheet.rows])
        .select_related("parent")
        .prefetch_related("aliases", "successors")
    }
    found = []
    for row in sheet.rows:
        unit = units.get(row.code)
        if unit is None:
            found.append(Difference(row, True, ()))
            continue
        before = as_row(unit)
        after = before | {k: _shown(v) for k, v in row.fields.items()} | {"parent": row.parent}
        after |= {"aliases": "; ".join(sorted(row.aliases)), "successors": "; ".join(sorted(row.successors))}
        changed = tuple((COLUMNS[k], before[k], after[k]) for k in COLUMNS if before[k] != after[k])
        if changed:
            found.append(Difference(row, False, changed))
    return found


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def as_row(unit: Unit) -> dict[str, str]:
    """The unit as a row of text, in the order of COLUMNS (parent, aliases and successors prefetched by the caller)."""
    linked = {
        "parent": unit.parent.code if unit.parent else "",
        "aliases": "; ".join(sorted(a.text for a in unit.aliases.all())),
        "successors": "; ".join(sorted(u.code for u in unit.successors.all())),
    }
    return {key: linked[key] if key in linked else _shown(getattr(unit, key)) for key in COLUMNS}


def write_xlsx(units: Iterable[Unit]) -> bytes:
    """The directory as a workbook that read_xlsx reads back, with the lists of kinds and levels beside it."""
    out = io.BytesIO()
    # strings_to_*: a name that begins with "=" stays a name.
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
        page = book.add_worksheet("Đơn vị")
        page.freeze_panes(1, 2)
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(0)
        page.fit_to_pages(1, 0)
        for column, title in enumerate(COLUMNS.values()):
            page.write_string(0, column, title, head)
        widths = {"name": 46, "aliases": 34, "source": 50, "short": 22, "code": 22, "parent": 16}
        for column, key in enumerate(COLUMNS):
            page.set_column(column, column, widths.get(key, 14))
        count = 0
        for count, unit in enumerate(units, start=1):
            for column, text in enumerate(as_row(unit).values()):
                page.write_string(count, column, text)
        page.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)
        lists = book.add_worksheet("Danh mục")
        lists.set_column(0, 3, 24)
        for column, title in enumerate(("Loại", "Nghĩa", "Cấp", "Nghĩa")):
            lists.write_string(0, column, title, head)
        for choices, column in ((UnitKind, 0), (Level, 2)):
            for line, choice in enumerate(choices, start=1):
                lists.write_string(line, column, choice.value)
                lists.write_string(line, column + 1, str(choice.label))
    return out.getvalue()
