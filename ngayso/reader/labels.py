"""Labels of an activity: "Thời gian: …", "Đơn vị chủ trì: …", "c) Cơ quan phối hợp thực hiện: …"."""

import re
from typing import Literal

import msgspec

from ngayso.reader.doers import leading_units
from ngayso.words.fold import plain

Kind = Literal["lead", "partner", "doer", "time", "place", "timeplace", "audience", "content", "result", "funding"]


class Said(msgspec.Struct, frozen=True):
    """A label and its value, as offsets in the paragraph."""

    kind: Kind
    label: str
    start: int
    """Where the label begins."""
    value: int
    """Where the value begins."""
    end: int


_WHO = (
    r"(?:(?:cac |nhung )?(?:don vi|co quan|bo phan|to chuc|nguoi|ca nhan|dong chi|luc luong|can bo|lanh dao|phong|ban)"
    r"(?:\s*[,/&]\s*|\s+va\s+|\s+hoac\s+)?)*\s*(?:,? ?(?:duoc )?(?:giao|phan cong) )?"
)
_DOING = r"(?: ?[,/&]?(?: va)? (?:thuc hien|to chuc|trien khai|tham muu|chinh|chung|giup viec|phu trach|noi dung|nhiem vu|theo doi|tong hop|chi dao|nay|dieu hanh))*"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("partner", re.compile(rf"(?:{_WHO})(?:cung |tham gia )?(?:phoi hop|phoi thuoc|dong hanh|ho tro|dong to chuc|phoi ket hop){_DOING}(?: va tham gia)?"
                           r"|(?:cac )?(?:don vi|co quan) (?:co )?lien quan|phoi hop voi")),
    ("lead", re.compile(rf"(?:{_WHO})(?:chu tri|dau moi|dang cai|phu trach|chiu trach nhiem(?: chinh)?|chu dau tu|dieu hanh|chu toa|chi dao){_DOING}(?: hoi nghi| cuoc hop)?"
                        r"|(?:don vi )?chu tri va phoi hop|bao cao vien|truong doan|truong nhom")),
    ("doer", re.compile(rf"{_WHO}(?:thuc hien|to chuc|trien khai|thi hanh|tham muu|thuc thi){_DOING}|phan cong{_DOING}|trach nhiem{_DOING}"
                        r"|to chuc thuc hien|(?:don vi|co quan) duoc (?:giao|phan cong)")),
    ("timeplace", re.compile(r"(?:thoi gian|thoi diem)(?:\s*[,/&-]\s*| va )dia diem(?: \w+){0,5}|dia diem(?:\s*[,/&-]\s*| va )thoi gian(?: \w+){0,5}")),
    ("time", re.compile(r"(?:du kien )?(?:thoi gian|thoi han|thoi diem|thoi luong|tien do|moc thoi gian|lo trinh|ky han|han cuoi|han|lich|ngay|hoan thanh|khai mac)"
                        r"(?: (?!dia diem)\w+){0,9}")),
    ("place", re.compile(r"(?:dia diem|noi(?! dung)|dia ban|vi tri)(?: \w+){0,6}")),
    ("audience", re.compile(r"(?:doi tuong|thanh phan|dai bieu|khach moi|nguoi (?:tham gia|tham du|du)|hoc vien|so luong(?: nguoi)?)(?:[ ,]+\w+){0,9}")),
    ("content", re.compile(r"(?:ten )?(?:noi dung|nhiem vu|cong viec|hoat dong|yeu cau|hinh thuc|cach thuc|phuong phap|quy mo|phuong thuc|muc dich|chu de)"
                           r"(?: \w+){0,6}")),
    ("result", re.compile(r"(?:ket qua|san pham|chi tieu)(?: \w+){0,5}|(?:co quan|don vi|cap) (?:trinh|tham dinh|phe duyet|ban hanh|quyet dinh|nghiem thu)")),
    ("funding", re.compile(r"(?:du toan |nguon )?kinh phi(?: \w+){0,5}")),
)  # fmt: skip
STRONG = frozenset(("lead", "partner", "doer", "time", "timeplace"))
WHO = frozenset(("lead", "partner", "doer"))

# Within a paragraph only labels that cannot be a turn of phrase count.
_INNER = re.compile(
    r"(?:(?<=[.;,(] )|(?<=\()|(?<=[;.,])|(?<= [-–+*•] ))"
    r"((?:thời gian|thời hạn|địa điểm|đơn vị|cơ quan|đối tượng|thành phần|chủ trì|phối hợp|kinh phí|hoàn thành|tiến độ|kết quả|sản phẩm"
    r"|chỉ đạo|phụ trách|người|khách mời|đại biểu|ban tổ chức|số lượng|hình thức|quy mô|nội dung|thực hiện|báo cáo viên)[^:;.,()]{0,40}):"
    r"|(?<=[;.,] )((?:đơn vị|cơ quan) (?:chủ trì|đầu mối|phối hợp|thực hiện)(?: (?:thực hiện|tổ chức))?) là\b",
    re.IGNORECASE,
)
# "Thời gian thực hiện sau khi …" without its colon.
_BARE_TIME = re.compile(
    r"(?:dự kiến )?(?:thời gian|thời hạn)(?: (?:thực hiện|hoàn thành|tổ chức|triển khai|tiến hành))?\s+(?=(?:sau khi|từ|trong|trước|theo|đến|quý|tháng|năm|ngày|bắt đầu|thường xuyên|chậm nhất)\b)",
    re.IGNORECASE,
)
# "Địa điểm - Hội trường B": a dash in place of the colon.
_DASHED = re.compile(
    r"((?:Thời gian|Địa điểm|Đối tượng|Thành phần|Chủ trì|Phối hợp|Đơn vị|Cơ quan|Người)[^:;,.–-]{0,30}?)\s+[-–]\s+"
)
_MOST_LABEL = 70
_NOT_TIME = re.compile(
    r"thoi gian (?:qua|toi|lam viec|vua qua)|ngay (?!to chuc|gio|thuc hien|hoan thanh)|han che|lich su|hoan thanh (?!thoi|truoc)"
)


_COUNTED = re.compile(r"(?: (?:so |thu )?(?:\d{1,2}|[ivx]{1,4}|nhat|hai|ba|tu|nam))$")


def kind_of(label: str) -> Kind | None:
    """The kind of a label, None when the words are no label."""
    folded = re.sub(r"\s+", " ", plain(label)).strip(" .*_-–")
    folded = re.sub(r"\s*\([^)]*\)$", "", folded)
    if not folded or len(folded) > _MOST_LABEL or len(folded.split()) > 12:
        return None
    for kind, pattern in _KINDS:
        if pattern.fullmatch(folded):
            if kind == "time" and (_NOT_TIME.match(folded) or folded == "ngay"):
                return None
            if kind == "content" and _COUNTED.search(folded):
                # "Hoạt động 1: Tiêm chủng": a name with a number, no label.
                return None
            return kind
    return None


def read_labels(text: str) -> list[Said]:
    """The labels of a paragraph (without its number): one at its start, more inside, each up to the next."""
    found: list[tuple[Kind, str, int, int]] = []
    opened = len(text) - len(text.lstrip("( "))
    colon = text.find(":")
    if 0 < colon <= _MOST_LABEL + 20 and (kind := kind_of(text[opened:colon])) is not None:
        found.append((kind, text[opened:colon].strip(), 0, colon + 1))
    elif (dash := _DASHED.match(text)) is not None and (kind := kind_of(dash[1])) is not None:
        found.append((kind, dash[1], 0, dash.end()))
    elif (bare := _BARE_TIME.match(text)) is not None:
        found.append(("time", bare[0].strip(), 0, bare.end()))
    for inner in _INNER.finditer(text, found[0][3] if found else 0):
        name = inner[1] or inner[2]
        kind = kind_of(name)
        if kind is not None and (kind != "content" or len(found) > 1):
            found.append((kind, name.strip(), inner.start(), inner.end()))
    if not found:
        return []
    ends = [at for _, _, at, _ in found[1:]] + [len(text)]
    made: list[Said] = []
    for (kind, label, at, value), end in zip(found, ends, strict=True):
        clause = _doer_clause(text, value, end) if kind in ("time", "place", "audience", "timeplace") else None
        made.append(Said(kind, label, at, value, end if clause is None else clause))
        if clause is not None:
            made.append(Said("lead", "", clause, clause, end))
    return made


_MOST_VALUE = 800
"""No doer is sought further behind a label, in letters."""
_CLAUSE = re.compile(r"[;.]\s+(?=\w)")
_DOES = re.compile(r"\s*(?:là đơn vị )?(?:chủ trì|phối hợp|thực hiện|tổ chức|phụ trách|chịu trách nhiệm)\b")


def _doer_clause(text: str, start: int, end: int) -> int | None:
    """Where the value of a label is followed by a clause that tells who does it: "…; Công an xã chủ trì …"."""
    for mark in _CLAUSE.finditer(text, start, min(end, start + _MOST_VALUE)):
        found = leading_units(text[mark.end() : min(end, mark.end() + _MOST_VALUE)])
        if found is not None and _DOES.match(text, mark.end() + found[2]):
            return mark.end()
    return None


def qualifier(label: str) -> str:
    """What a time label says beyond "time of work": "Thời gian hội thu và tặng quà" → "hội thu và tặng quà"."""
    words = label.split()
    folded = plain(label).split()
    for size in (2, 1):
        if " ".join(folded[:size]) in ("thoi gian", "thoi han", "tien do", "thoi diem", "lich"):
            rest, key = " ".join(words[size:]), " ".join(folded[size:])
            plain_work = re.fullmatch(
                r"(?:(?:du kien|bat dau|va|trien khai|thuc hien|hoan thanh|to chuc|ket thuc|tien hanh|cu the|nop|dien ra|hoat dong|ke hoach|chuong trinh|cuoc thi|hoi thi|thi|mo|xong)\s?)*",
                key,
            )
            return "" if plain_work else rest
    return ""
