"""A small plan of an invented year, as real rows: for the tests of the spine and of what stands on it."""

import datetime as dt
from typing import Any

from ngayso.people.models import Group, Unit
from ngayso.people.queries import members
from ngayso.plans.actions import (
    ActivitySpec,
    AssignmentSpec,
    DeadlineSpec,
    DutySpec,
    PlanSpec,
    SectionSpec,
    SourceSpec,
    TargetSpec,
    make_plan,
)
from ngayso.plans.models import Part, Plan

DAY = dt.date(2025, 10, 10)
AS_OF = dt.date(2025, 9, 1)

TEXT = "\n".join(
    [
        "KẾ HOẠCH",
        "Tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số tỉnh Tiền Giang năm 2025",
        "I. NỘI DUNG",
        "1. Tổ chức cuộc thi “Hiểu đúng, dùng đúng dịch vụ số”",
        "- Thời gian: trước ngày 25/10/2025.",
        "- Đơn vị chủ trì: Sở Thông tin và Truyền thông.",
        "- Đối tượng: người dân từ đủ 11 tuổi trên địa bàn tỉnh.",
        "2. Ra quân hướng dẫn dịch vụ công trực tuyến",
        "- Thời gian: từ ngày 01/10/2025 đến ngày 10/10/2025.",
        "- Đơn vị chủ trì: Ủy ban nhân dân các huyện, thị xã, thành phố.",
        "- Đơn vị phối hợp: Công an tỉnh.",
        "3. Diễn tập ứng cứu sự cố, 100 người, dự kiến trong tháng 11/2025",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Thông tin và Truyền thông theo dõi, đôn đốc.",
        "2. Các sở, ban, ngành tỉnh báo cáo kết quả về Sở Thông tin và Truyền thông trước ngày 16/10/2025.",
    ]
)


def where(words: str) -> tuple[int, int]:
    """Characters of TEXT at which these words stand first."""
    start = TEXT.index(words)
    return start, start + len(words)


def source(field: str, words: str, *, confidence: float = 0.95, checked_by: str = "") -> SourceSpec:
    start, end = where(words)
    return SourceSpec(
        field=field, start=start, end=end, text=words, rule="label.test", confidence=confidence, checked_by=checked_by
    )


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def whole_group(code: str, part: Part, printed: str) -> AssignmentSpec:
    group = Group.objects.get(code=code)
    meant = tuple(members(group, AS_OF).values_list("pk", flat=True))
    return AssignmentSpec(part=part, printed=printed, group=code, units=meant)


def named(code: str, part: Part, printed: str = "") -> AssignmentSpec:
    found = unit(code)
    return AssignmentSpec(part=part, printed=printed or found.name, units=(found.pk,))


def spec(**changes: Any) -> PlanSpec:
    """The plan of TEXT: a contest, a campaign led by a group, a drill that nobody leads; needs `province`."""
    focal = unit("tttt")
    made: dict[str, Any] = {
        "title": "Tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số tỉnh Tiền Giang năm 2025",
        "issuer": "Ủy ban nhân dân tỉnh Tiền Giang",
        "number": "77/KH-UBND",
        "place": "Tiền Giang",
        "issued_on": dt.date(2025, 8, 20),
        "signer_authority": "KT. CHỦ TỊCH",
        "signer_position": "PHÓ CHỦ TỊCH",
        "signer_name": "Lê Văn Thử",
        "theme": "Dịch vụ số đến từng nhà",
        "funding": "Kinh phí từ nguồn chi thường xuyên",
        "bases": ("505/QĐ-TTg",),
        "recipients": ("Các sở, ban, ngành tỉnh",),
        "day": DAY,
        "as_of": AS_OF,
        "focal": focal.pk,
        "text": TEXT,
        "sections": (
            SectionSpec(
                key="muc_I", ref="I", level=1, title="NỘI DUNG", role="content", start=where("I. N")[0], end=300
            ),
            SectionSpec(
                key="muc_II", ref="II", level=1, title="TỔ CHỨC THỰC HIỆN", start=where("II.")[0], end=len(TEXT)
            ),
        ),
        "activities": (contest(), campaign(), drill()),
        "duties": (
            DutySpec(
                key="d1",
                ref="II.1",
                section="muc_II",
                items=("theo dõi, đôn đốc",),
                assignments=(named("tttt", Part.BOUND),),
            ),
            DutySpec(
                key="d2",
                ref="II.2",
                section="muc_II",
                items=("báo cáo kết quả", "tuyên truyền trong cơ quan"),
                assignments=(whole_group("so-nganh", Part.BOUND, "Các sở, ban, ngành tỉnh"),),
            ),
        ),
        "deadlines": (
            DeadlineSpec(
                key="r1",
                ref="II.2",
                duty="d2",
                to="Sở Thông tin và Truyền thông",
                to_unit=focal.pk,
                due=dt.date(2025, 10, 16),
                due_text="trước ngày 16/10/2025",
                sources=(source("due_text", "trước ngày 16/10/2025"),),
            ),
        ),
        "sources": (source("title", "Tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số tỉnh Tiền Giang năm 2025"),),
    }
    return PlanSpec(**(made | changes))


def contest(**changes: Any) -> ActivitySpec:
    made: dict[str, Any] = {
        "key": "a1",
        "ref": "I.1",
        "section": "muc_I",
        "title": "Tổ chức cuộc thi “Hiểu đúng, dùng đúng dịch vụ số”",
        "time": "trước ngày 25/10/2025",
        "end": dt.date(2025, 10, 25),
        "audience": "người dân từ đủ 11 tuổi trên địa bàn tỉnh",
        "assignments": (named("tttt", Part.LEAD),),
        "sources": (
            source("title", "Tổ chức cuộc thi “Hiểu đúng, dùng đúng dịch vụ số”"),
            source("time", "trước ngày 25/10/2025", confidence=0.8),
            source("leads.0", "Sở Thông tin và Truyền thông", checked_by="Cán bộ Đầu Mối"),
        ),
    }
    return ActivitySpec(**(made | changes))


def campaign(**changes: Any) -> ActivitySpec:
    made: dict[str, Any] = {
        "key": "a2",
        "ref": "I.2",
        "section": "muc_I",
        "title": "Ra quân hướng dẫn dịch vụ công trực tuyến",
        "time": "từ ngày 01/10/2025 đến ngày 10/10/2025",
        "start": dt.date(2025, 10, 1),
        "end": dt.date(2025, 10, 10),
        "place": "tại nhà dân",
        "assignments": (
            whole_group("ubnd-huyen", Part.LEAD, "Ủy ban nhân dân các huyện, thị xã, thành phố"),
            named("ca", Part.PARTNER),
        ),
        "sources": (source("time", "từ ngày 01/10/2025 đến ngày 10/10/2025"),),
    }
    return ActivitySpec(**(made | changes))


def drill(**changes: Any) -> ActivitySpec:
    made: dict[str, Any] = {
        "key": "a3",
        "ref": "I.3",
        "title": "Diễn tập ứng cứu sự cố",
        "time": "dự kiến trong tháng 11/2025",
        "start": dt.date(2025, 11, 1),
        "end": dt.date(2025, 11, 30),
        "precision": "month",
        "tentative": True,
        "targets": (TargetSpec(amount=100, unit="người", text="100 người"),),
    }
    return ActivitySpec(**(made | changes))


def plan(**changes: Any) -> Plan:
    """The plan, confirmed by the system."""
    return make_plan(spec(**changes), actor=None)
