"""What can be understood of each kind of entry: the fields, their names on the screen, how their text is written."""

import datetime as dt
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngayso.core.errors import Refusal
from ngayso.plans import kinds

Cell = dict[str, Any]
"""One value with where it came from; its shape stands at models.Entry."""
Type = Literal["line", "text", "date", "flag", "kind", "name", "duty"]

SURE, FAIR = 0.9, 0.7
"""From SURE a value is "Chắc", from FAIR "Khá chắc", below a person must look."""
MOST = 20_000
"""Characters of one value."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str | Promise
    type: Type = "line"
    many: bool = False
    """A list of cells, each edited by itself."""
    one: str | Promise = ""
    """What one cell of the list is called, on the button that adds one."""
    half: bool = False
    """Stands beside its neighbour where there is room."""
    help: str | Promise = ""

    @property
    def tone(self) -> str:
        """How its words are marked in the document: when, who, what."""
        if self.type == "date" or self.name in ("time", "due_text"):
            return "when"
        return "who" if self.type == "name" else "what"


HEAD = (
    Field("title", _("Tên kế hoạch"), "text"),
    Field("name", _("Tên ngắn"), help=_("Cách gọi chương trình trên mọi trang.")),
    Field("day", _("Ngày Chuyển đổi số"), "date", half=True, help=_("Đồng hồ đếm tới ngày này.")),
    Field("date", _("Ngày ban hành"), "date", half=True),
    Field("number", _("Số, ký hiệu"), half=True),
    Field("kind", _("Loại văn bản"), half=True),
    Field("issuer", _("Cơ quan ban hành")),
    Field("focal", _("Cơ quan đầu mối"), "name"),
    Field("theme", _("Chủ đề"), "text"),
    Field("funding", _("Kinh phí"), "text"),
    Field("bases", _("Căn cứ"), many=True, one=_("căn cứ")),
    Field("recipients", _("Nơi nhận"), many=True, one=_("nơi nhận")),
    Field("place", _("Địa danh"), half=True),
    Field("signer_name", _("Người ký"), half=True),
    Field("signer_authority", _("Thẩm quyền ký"), half=True),
    Field("signer_position", _("Chức vụ người ký"), half=True),
)
ACTIVITY = (
    Field("title", _("Tên hoạt động"), "text"),
    Field("start", _("Bắt đầu"), "date", half=True),
    Field("end", _("Kết thúc"), "date", half=True),
    Field("tentative", _("Kế hoạch ghi là dự kiến"), "flag"),
    Field("time", _("Thời gian ghi trong kế hoạch")),
    Field("leads", _("Đơn vị chủ trì"), "name", many=True, one=_("đơn vị chủ trì")),
    Field("partners", _("Đơn vị phối hợp"), "name", many=True, one=_("đơn vị phối hợp")),
    Field("kind", _("Loại hoạt động"), "kind", half=True),
    Field("place", _("Địa điểm"), half=True),
    Field("audience", _("Đối tượng"), "text"),
    Field("content", _("Nội dung"), "text"),
    Field("targets", _("Chỉ tiêu"), many=True, one=_("chỉ tiêu"), help=_("Ghi số trước, đơn vị tính sau: 100 người.")),
)
DUTY = (
    Field("units", _("Đơn vị được giao"), "name", many=True, one=_("đơn vị")),
    Field("items", _("Nhiệm vụ"), "text", many=True, one=_("nhiệm vụ")),
)
REPORT = (
    Field("to", _("Gửi báo cáo về"), "name"),
    Field("due", _("Hạn gửi"), "date", half=True),
    Field("due_text", _("Hạn ghi trong kế hoạch"), half=True),
    Field("duty", _("Thuộc nhiệm vụ"), "duty", help=_("Đơn vị được giao nhiệm vụ này phải gửi báo cáo.")),
)

FIELDS: Mapping[str, Mapping[str, Field]] = {
    kind: {field.name: field for field in fields}
    for kind, fields in (("head", HEAD), ("activity", ACTIVITY), ("duty", DUTY), ("report", REPORT))
}
KINDS: Mapping[str, str | Promise] = {
    "head": _("Phần đầu"),
    "activity": _("Hoạt động"),
    "duty": _("Nhiệm vụ"),
    "report": _("Báo cáo"),
}
"""In the order in which they are walked."""


def field_of(kind: str, path: str) -> tuple[Field, str]:
    """The field and, of a path such as "leads.3fa2", the id of the cell ("" of a path without one).

    Raises Refusal 404 when such a thing is not there to be edited.
    """
    name, _dot, cell_id = path.partition(".")
    field = FIELDS.get(kind, {}).get(name)
    if field is None or bool(cell_id) != field.many:
        raise Refusal(str(_("Không tìm thấy ô này. Tải lại trang rồi thử lại.")), 404)
    return field, cell_id


def make_cell(text: str, **more: Any) -> Cell:
    """A cell that nobody has edited yet."""
    return {"text": text, "span": None, "rule": "", "confidence": 1.0, "v": 0, "by": "", "checked": False, **more}


def new_id() -> str:
    """Id of a cell in a list."""
    return secrets.token_hex(4)


def cell_at(fields: Mapping[str, Any], path: str) -> Cell | None:
    """The cell at a path, None when no value was ever given there."""
    name, _dot, cell_id = path.partition(".")
    there: Cell | None = fields.get(name)
    if there is not None and cell_id:
        there = next((c for c in there["list"] if c["id"] == cell_id), None)
    return there


def put_cell(fields: dict[str, Any], path: str, cell: Cell | None) -> None:
    """Puts a cell at a path, in place; None takes the value away (a list keeps its other cells)."""
    name, _dot, cell_id = path.partition(".")
    if not cell_id:
        if cell is None:
            fields.pop(name, None)
        else:
            fields[name] = cell
        return
    cells = fields.setdefault(name, {"list": []})["list"]
    at = next((n for n, c in enumerate(cells) if c["id"] == cell_id), None)
    if cell is None:
        if at is not None:
            del cells[at]
    elif at is None:
        cells.append(cell)
    else:
        cells[at] = cell


def cells(kind: str, fields: Mapping[str, Any], *, dropped: bool = False) -> Iterator[tuple[Field, str, Cell]]:
    """Every cell that holds something, in the order of the screen, with its field and path."""
    for field in FIELDS[kind].values():
        there = fields.get(field.name)
        if there is None:
            continue
        if field.many:
            for cell in there["list"]:
                if dropped or not cell.get("dropped"):
                    yield field, f"{field.name}.{cell['id']}", cell
        else:
            yield field, field.name, there


def kept(fields: Mapping[str, Any], name: str) -> list[Cell]:
    """The cells of a list that were not dropped."""
    return [cell for cell in fields.get(name, {"list": []})["list"] if not cell.get("dropped")]


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """Text of a plain field, "" when it was never given."""
    return str((fields.get(name) or {"text": ""})["text"])


def day_of(fields: Mapping[str, Any], name: str) -> dt.date | None:
    """Day of a date field."""
    text = text_of(fields, name)
    return dt.date.fromisoformat(text) if text else None


def needs_look(field: Field, cell: Cell) -> bool:
    """Whether a person must look: read with little confidence, or a name that means no unit for sure."""
    if cell["checked"] or cell.get("dropped"):
        return False
    if field.type == "name" and cell["text"] and not cell.get("sure", False):
        return True
    return bool(cell["confidence"] < FAIR)


_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def clean(field: Field, text: str) -> str:
    """The text as it is kept: blanks tidied, a day as 2024-10-10. Raises Refusal 400 with the way out."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > MOST:
        raise Refusal(str(_("Chữ trong một ô dài quá 20.000 ký tự. Tách thành nhiều mục.")), field=field.name)
    if field.type == "date":
        return _clean_day(text, field)
    if field.type == "flag":
        return "1" if text in ("1", "on", "true") else ""
    if field.type == "kind":
        if text and kinds.kind_of(text) is None:
            raise Refusal(str(_("Loại hoạt động này không có. Chọn một loại trong danh sách.")), field=field.name)
        return text
    if field.type == "text":
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    return " ".join(text.split())


def _clean_day(text: str, field: Field) -> str:
    if not text:
        return ""
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        sentence = _("“%s” chưa phải ngày đầy đủ. Ghi ngày/tháng/năm, ví dụ 10/10/2024.")
        raise Refusal(str(sentence) % text[:40], field=field.name)
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError as error:
        sentence = _("Lịch không có ngày %s. Xem lại ngày và tháng.")
        raise Refusal(str(sentence) % text[:40], field=field.name) from error


def shown(field: Field, text: str) -> str:
    """The text as the officer reads and writes it."""
    if field.type == "date" and text:
        return f"{dt.date.fromisoformat(text):%d/%m/%Y}"
    return text
