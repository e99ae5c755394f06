"""Parts of a plan that frame its work: general headings, and those that say when, where and with whom all is done."""

import re

from ngayso.reader.sections import Node
from ngayso.words.fold import plain

_GENERIC = re.compile(
    r"(?:noi dung|hinh thuc|thoi gian|dia diem|doi tuong|thanh phan|nhiem vu|giai phap|hoat dong|cong viec|tien do|trien khai|thuc hien|to chuc|trong tam|chu yeu|cu the|va|cac|"
    r"chuong trinh|ke hoach|phan cong|chi tiet|lich|quy mo|trach nhiem|chung|cua|pham vi|yeu cau|muc dich|bien phap|so luong|nguoi|tham gia|tham du|du kien|[,;:/.-]|\s)+"
)
_FRAME = re.compile(
    r"(?:thoi gian|dia diem|dia ban|pham vi|doi tuong|thanh phan|trong tam)(?:[ ,;-]|va|thuc hien|to chuc|trien khai|thoi gian|dia diem|dia ban|pham vi|doi tuong|thanh phan|tham gia|tham du"
    r"|doan|giam sat|kiem tra|ap dung|cong tac|thang|tuan|quy|nam|hoc ky|\d|/)*[.:]?$"
)
TIMED = ("thoi gian", "dia diem", "dia ban", "trong tam")
"""Frames below which works with a time of their own may stand."""


def is_general(node: Node) -> bool:
    """True for the heading of a whole part, whose organisers are not those of one activity."""
    return node.depth <= 1 and _GENERIC.fullmatch(plain(node.text).strip()) is not None


def is_frame(node: Node) -> bool:
    """True for the part that says when, where and with whom the whole plan is done: no work of its own."""
    return _FRAME.match(plain(node.text.partition(":")[0]).strip()) is not None and (
        node.depth <= 1 or (node.depth == 2 and plain(node.text).startswith("pham vi"))
    )
