"""Rules on the organisation part: there is none, nobody is the focal unit, one unit has two headings."""

import re
from collections.abc import Iterator

from ngayso.intake.checks.finding import ASK, KEEP, Finding, Place, Rule, Way, made, of_duty, of_title
from ngayso.intake.checks.names import same_unit
from ngayso.intake.checks.norms import norm
from ngayso.reader.reading import Duty, Reading
from ngayso.words.fold import small
from ngayso.words.units import is_collective

_FOCAL = re.compile(
    r"(?<![^\W_])(?:đầu mối|thường trực|đôn đốc|theo dõi|tổng hợp|chủ trì|chỉ đạo chung|điều phối|giám sát)(?![^\W_])"
)


def none(reading: Reading) -> Iterator[Finding]:
    """A plan with work but without an organisation part."""
    if reading.activities and not reading.duties:
        yield made(
            "duties.none",
            "Kế hoạch không có phần tổ chức thực hiện",
            "Không thấy nhiệm vụ giao cho từng đơn vị; hoặc phần này chưa đọc được.",
            (of_title(reading, reading.activities[0]),),
            (Way("duty", "Thêm nhiệm vụ"), KEEP, ASK),
            citation=norm(reading, "duty.clear"),
        )


def no_focal(reading: Reading) -> Iterator[Finding]:
    """No duty makes a unit watch, urge and gather."""
    if not reading.duties:
        return
    for duty in reading.duties:
        words = reading.text[duty.span.start : duty.span.end] if duty.span else " ".join(i.text for i in duty.items)
        if _FOCAL.search(small(words)) and not all(is_collective(u.text) for u in duty.units):
            return
    if any("đôn đốc" in small(a.title.text) for a in reading.activities if a.leads):
        return
    yield made(
        "duties.no_focal",
        "Cơ quan nào theo dõi, đôn đốc và tổng hợp chung?",
        "Phần tổ chức thực hiện không giao ai làm đầu mối.",
        (of_duty(reading, reading.duties[0]),),
        (Way("name", "Chọn cơ quan đầu mối"), ASK),
        citation=norm(reading, "duty.clear"),
    )


def twice(reading: Reading) -> Iterator[Finding]:
    """One unit has two headings of its own."""
    alone: list[Duty] = [d for d in reading.duties if len(d.units) == 1]
    seen: list[Duty] = []
    for duty in alone:
        first = next((d for d in seen if same_unit(d.units[0].text, duty.units[0].text)), None)
        if first is None:
            seen.append(duty)
        elif first.ref != duty.ref:
            yield made(
                "duties.twice",
                f"{duty.units[0].text} được giao nhiệm vụ ở hai mục",
                "Nên gộp để đơn vị không bỏ sót việc.",
                (of_duty(reading, first), of_duty(reading, duty)),
                (Way("merge", "Gộp hai mục"), KEEP),
                weight=1,
            )


def empty(reading: Reading) -> Iterator[Finding]:
    """A unit heading without any work under it."""
    for duty in reading.duties:
        if not duty.items:
            names = ", ".join(u.text for u in duty.units)
            yield made(
                "duties.empty",
                f"{names} được giao việc gì?",
                "Có tên đơn vị trong phần tổ chức thực hiện nhưng không có nhiệm vụ.",
                (of_duty(reading, duty),),
                (ASK, KEEP),
            )


def head_place(reading: Reading, ref: str) -> Place:
    """The title of the plan, for what is missing from the whole document."""
    title = reading.header.title
    if title is None or title.span is None:
        return Place(ref, None, title.text if title else "", None, "head")
    return Place(ref, title.span, title.text, None, "head")


RULES: dict[str, Rule] = {
    "duties.none": none,
    "duties.no_focal": no_focal,
    "duties.twice": twice,
    "duties.empty": empty,
}
