"""How an agency stands on a document: the post of its head, the letters of its symbol."""

import re

from ngayso.people.models import Unit, UnitKind

_HEADS = {
    UnitKind.DEPARTMENT: "Giám đốc",
    UnitKind.POLICE: "Giám đốc",
    UnitKind.PROVINCE_OFFICE: "Chánh Văn phòng",
    UnitKind.PROVINCE_COMMITTEE: "Chủ tịch",
    UnitKind.DISTRICT_COMMITTEE: "Chủ tịch",
    UnitKind.COMMUNE_COMMITTEE: "Chủ tịch",
}


def head_of(unit: Unit | None) -> str:
    """The post of who heads an agency."""
    return _HEADS.get(UnitKind(unit.kind), "Thủ trưởng đơn vị") if unit is not None else "Thủ trưởng đơn vị"


def initials(name: str) -> str:
    """The abbreviation of an agency in a document's symbol: "Sở Thông tin và Truyền thông" → "STTTT"."""
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word not in ("và", "của", "các")).upper()
