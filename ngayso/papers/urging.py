"""An urging letter (công văn đôn đốc): who has not done what a plan gave them, by unit, and what they are asked to do."""

import datetime

import msgspec

from ngayso.papers.numbers import short_day, two_digits
from ngayso.papers.parts import (
    Annex,
    Block,
    Bullets,
    Column,
    Heading,
    OfficialDocument,
    Paragraph,
    Row,
    Signer,
    Table,
)

FEW = 8
"""Up to so many units are addressed by name and told of one by one; more stand in an annex."""
_A_CELL = 10
"""Lines of one cell: a row is never cut by the end of a page, so a long one becomes several."""
_SORTS = {
    "late": "Chưa báo hoàn thành việc đã hết hạn",
    "silent": "Chưa có thông tin về việc đang trong thời gian thực hiện",
    "receive": "Chưa xác nhận đã nhận {plan}",
    "report": "Chưa gửi báo cáo đến hạn",
    "other": "Nội dung khác",
}


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a unit is late with."""

    ref: str = ""
    """The clause of the plan: "III.2.c"."""
    title: str = ""
    """The work in a few words; "" when `what` says all."""
    what: str
    """ "chưa có tin từ ngày 27/9/2024"."""
    sort: str = "other"
    """late, silent, receive, report or other."""


class UrgedUnit(msgspec.Struct, frozen=True):
    """A unit and what it is late with."""

    name: str
    reasons: tuple[Lateness, ...]


class Urging(msgspec.Struct, frozen=True, kw_only=True):
    """What the letter says. Number and day None leave their places blank."""

    parent: str = ""
    agency: str
    number: int | None = None
    symbol: str = ""
    """ "STTTT-CĐS": the agency and the drafting unit or the field; a công văn has no letters of its kind."""
    place: str = ""
    day: datetime.date | None = None
    year: int | None = None
    subject: str
    """What stands after "V/v"."""
    opening: str
    """What the letter stands on; a line is a paragraph."""
    plan_kind: str = "Kế hoạch"
    as_of: datetime.date
    """Lateness is told to the end of this day."""
    units: tuple[UrgedUnit, ...]
    asks: tuple[str, ...]
    answer_by: datetime.date | None = None
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    signer: Signer


def urging_letter(urging: Urging) -> OfficialDocument:
    """The letter as a document. One unit is told in the text, a few one by one under their names, many in an annex.

    Raises ValueError when it names nobody or asks for nothing.
    """
    if not urging.units:
        raise ValueError("Công văn chưa nêu đơn vị nào.")
    if not urging.asks:
        raise ValueError("Công văn chưa nêu yêu cầu nào.")
    many = len(urging.units) > FEW
    body: list[Block] = [Paragraph(_stop(line)) for line in _lines(urging.opening)]
    body += _found_many(urging) if many else _found(urging)
    to = "các cơ quan, đơn vị" if len(urging.units) > 1 else urging.units[0].name
    body.append(Paragraph(f"{urging.agency} đề nghị {to}:"))
    body.append(Bullets(_listed(urging.asks)))
    end = f"Đề nghị {to} quan tâm phối hợp thực hiện"
    if urging.answer_by is not None:
        end += f" và báo cáo kết quả về {urging.agency} trước ngày {short_day(urging.answer_by)}"
    body.append(Paragraph(end))
    named = tuple(unit.name for unit in urging.units)
    return OfficialDocument(
        parent=urging.parent,
        agency=urging.agency,
        number=urging.number,
        symbol=urging.symbol,
        place=urging.place,
        day=urging.day,
        year=urging.year,
        title=urging.subject,
        addressees=("Các cơ quan, đơn vị có tên trong Phụ lục",) if many else named,
        body=tuple(body),
        recipients=urging.recipients,
        archive=urging.archive,
        signer=urging.signer,
        annexes=(_annex(urging),) if many else (),
    )


def phrase(reason: Lateness, *, capital: bool = True) -> str:
    """ "Mục III.2.c, ra quân hướng dẫn dịch vụ công: chưa có tin từ ngày 27/9/2024", without what is unknown."""
    place = f"mục {reason.ref}" if reason.ref else ""
    title = reason.title.strip(" .;:")
    if title and title.lower() in reason.what.lower():
        title = ""
    if place and title:
        title = title[:1].lower() + title[1:] if title[1:2].islower() else title
    named = ", ".join(filter(None, (place, title)))
    told = f"{named}: {reason.what.strip(' .;')}" if named else reason.what.strip(" .;")
    return told[:1].upper() + told[1:] if capital else told


def _found(urging: Urging) -> list[Block]:
    until = f"đến hết ngày {short_day(urging.as_of)}"
    if len(urging.units) == 1:
        [unit] = urging.units
        return [
            Paragraph(f"Qua theo dõi, {until}, {unit.name} còn {two_digits(len(unit.reasons))} nội dung sau:"),
            Bullets(_listed(tuple(map(phrase, unit.reasons)))),
        ]
    blocks: list[Block] = [
        Paragraph(
            f"Qua theo dõi, {until}, còn {two_digits(len(urging.units))} đơn vị chưa thực hiện đúng tiến độ, cụ thể như "
            "sau:"
        )
    ]
    for unit in urging.units:
        blocks.append(Heading(2, unit.name))
        blocks.append(Bullets(_listed(tuple(map(phrase, unit.reasons)))))
    return blocks


def _found_many(urging: Urging) -> list[Block]:
    lines = []
    for sort, words in _SORTS.items():
        count = sum(any(reason.sort == sort for reason in unit.reasons) for unit in urging.units)
        if count:
            lines.append(f"{words.format(plan=urging.plan_kind)}: {two_digits(count)} đơn vị")
    return [
        Paragraph(
            f"Qua theo dõi, đến hết ngày {short_day(urging.as_of)}, còn {two_digits(len(urging.units))} đơn vị chưa thực "
            "hiện đúng tiến độ (chi tiết từng đơn vị tại Phụ lục kèm theo; một đơn vị có thể có nhiều nội dung), trong đó:"
        ),
        Bullets(_listed(tuple(lines))),
    ]


def _annex(urging: Urging) -> Annex:
    rows: list[Row] = []
    for at, unit in enumerate(urging.units, start=1):
        told = _listed(tuple(map(phrase, unit.reasons)))
        parts = [told[n : n + _A_CELL] for n in range(0, len(told), _A_CELL)]
        for number, part in enumerate(parts):
            name = unit.name if number == 0 else f"{unit.name} (tiếp theo)"
            dashed = "\n".join(f"- {line}" if len(told) > 1 else line for line in part)
            rows.append(Row((str(at) if number == 0 else "", name, dashed)))
    columns = (Column("STT", 11, "center"), Column("Cơ quan, đơn vị", 46), Column("Nội dung chưa thực hiện", 106))
    title = f"Các đơn vị chưa thực hiện đúng tiến độ, đến hết ngày {short_day(urging.as_of)}"
    return Annex(title, (Table(columns, tuple(rows), size=11),))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _stop(text: str) -> str:
    """A sentence with its full stop; one that ends with its own mark keeps it."""
    return text if text.endswith((".", "…", "?", "!", ":", ";")) else f"{text}."


def _listed(items: tuple[str, ...]) -> tuple[str, ...]:
    """Items of a list: ";" after each, "." after the last. Items of several sentences all end with a stop."""
    if any(". " in item for item in items):
        return tuple(_stop(item.rstrip(" ;,")) for item in items)
    return tuple(f"{item.rstrip(' ;.,')}{';' if at < len(items) else '.'}" for at, item in enumerate(items, start=1))
