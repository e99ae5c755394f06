"""Headings that are names of units: "1. Sở Nội vụ", "Trách nhiệm của các trường", "Sở X - Cơ quan thường trực"."""

import re

from ngayso.reader.doers import REQUEST, is_unit, leading_units
from ngayso.reader.labels import kind_of
from ngayso.reader.sections import Node
from ngayso.words.fold import plain


def heading_units(node: Node) -> tuple[int, int] | None:
    """Where in `node.text` the units stand when the heading is nothing but units ("Sở Tài chính - Cơ quan thường trực")."""
    text = node.text.strip()
    lead = re.match(r"(?:trách nhiệm (?:của )?|nhiệm vụ (?:của )|đối với )?", text, re.IGNORECASE)
    start = lead.end() if lead else 0
    asked = REQUEST.match(text)
    if asked:
        start = asked.end()
    rest = text[start:]
    if (
        not is_unit(rest)
        or len(rest) > 330
        or re.search(r"\.\s+[A-ZĐ]", rest)
        or (kind_of(text.split(":")[0]) is not None and not _NAMED.match(text))
    ):
        return None
    end = len(text)
    found = leading_units(text)
    if found is not None and not _is_bare(node, text):
        if text[found[2] - 1] != ":" or text[found[2] :].strip():
            return None
        start, end = found[0], found[1]
    tail = re.search(r"\s+[-–]\s+(?=[Cc]ơ quan|[Đđ]ơn vị)|\s*\((?:[^()]|\([^()]*\))*\)\s*:?\s*$", text[start:end])
    if tail is not None:
        end = start + tail.start()
    at = node.text.find(text)
    return at + start, at + end


# "Phòng Tổ chức" is a body, "Phòng tổ chức" may be a label.
_NAMED = re.compile(r"(?:Phòng|Ban|Bộ phận) [A-ZĐ]")
_WORKS = re.compile(
    r"(?<!\w)(?:chủ trì|phối hợp|có trách nhiệm|có nhiệm vụ|chịu trách nhiệm|căn cứ|tổ chức thực hiện|triển khai|chủ động|tham mưu|theo dõi|đôn đốc|xây dựng kế hoạch|là )", re.IGNORECASE
)  # fmt: skip


def _is_bare(node: Node, text: str) -> bool:
    """True for a heading that ends without a mark and has no verb of duty: all of it is names."""
    return (
        bool(node.children or node.paragraphs)
        and text[-1] not in ".;:,"
        and len(text) < 200
        and not _WORKS.search(text)
    )


def is_scope(node: Node) -> bool:
    """True for "Đối với cấp xã": it says where, not who."""
    return plain(node.text).startswith("doi voi")
