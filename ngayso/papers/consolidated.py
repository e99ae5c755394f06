"""The consolidated report of a reporting round, in two editions drawn from one body of figures: the same numbers in both.

Every number in it is bound (ngayso.papers.bound), every word comes from the caller. Units that have not reported are told
by number to the Ministry, by name to the Chairman.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from ngayso.papers import bars
from ngayso.papers.annexes import annexes
from ngayso.papers.bound import Bound, Names
from ngayso.papers.docx import PORTRAIT
from ngayso.papers.figures import COUNTED, TYPED, Activity, Body, Indicator, Origin, percent
from ngayso.papers.measure import width
from ngayso.papers.naming import in_text, named_plan, result_title
from ngayso.papers.numbers import short_day
from ngayso.papers.parts import (
    Align,
    Block,
    Column,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Picture,
    Row,
    Signer,
    Span,
    Table,
    Text,
)
from ngayso.papers.wordml import plain

Edition = Literal["ministry", "province"]
MINISTRY: Edition = "ministry"
PROVINCE: Edition = "province"
GUIDANCE, DIFFICULTIES, PROPOSALS, NEXT = "guidance", "difficulties", "proposals", "next"
FEWEST_BARS, MOST_BARS, MOST_PICTURES = 3, 10, 12
"""A picture of units helps from three on; it shows the ten with most; a report has at most twelve."""

Words = Mapping[str, tuple[Block, ...]]


def activity_place(number: int) -> str:
    """The place of the words on an activity."""
    return f"activity.{number}"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around the text: who issues it, to whom, who signs."""

    parent: str = ""
    agency: str
    number: int | None = None
    symbol: str = ""
    place: str = ""
    day: dt.date | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    authority: str = ""
    """Lines above the position: "TM. ỦY BAN NHÂN DÂN\\nKT. CHỦ TỊCH"."""
    position: str = ""
    name: str = ""


def consolidated(body: Body, names: Names, words: Words, head: Head, edition: Edition) -> OfficialDocument:
    """The report as a document. `words` by place; a place that is missing prints nothing of its own."""
    plan, until = body.plan, short_day(body.round.until)
    subject = result_title(plan.kind, plan.title)
    title = f"{subject} (số liệu đến hết ngày {until})" if body.round.before else subject
    named = named_plan(plan.kind, plan.number, plan.day, plan.issuer, plan.title)
    made: list[Block] = [
        Paragraph(f"Thực hiện {named}, {head.agency} báo cáo kết quả đến hết ngày {until} như sau:"),
        Heading(1, "Công tác chỉ đạo, điều hành"),
        *words.get(GUIDANCE, ()),
        Heading(1, "Kết quả theo từng hoạt động"),
        *_completeness_note(names),
        *_activities(body, names, words),
        Heading(1, "Tổng hợp báo cáo của các đơn vị"),
        *_units(body, names),
        Heading(1, "Khó khăn, vướng mắc"),
        *words.get(DIFFICULTIES, ()),
        Heading(1, "Kiến nghị, đề xuất"),
        *words.get(PROPOSALS, ()),
        Heading(1, "Nhiệm vụ tiếp theo"),
        *words.get(NEXT, ()),
    ]
    end = f"Trên đây là báo cáo {in_text(subject[:1].lower() + subject[1:])}"
    if head.addressees:
        end += f", {head.agency} kính báo cáo {', '.join(head.addressees)}"
    made.append(Paragraph(end))
    return OfficialDocument(
        parent=head.parent,
        agency=head.agency,
        number=head.number,
        symbol=head.symbol,
        place=head.place,
        day=head.day,
        year=body.round.until.year,
        kind="Báo cáo",
        title=title,
        addressees=head.addressees,
        body=tuple(made),
        recipients=head.recipients,
        archive=head.archive,
        signer=Signer(head.position, head.name, head.authority),
        annexes=annexes(body, names, by_name=edition == PROVINCE),
    )


def number(bound: Bound | None) -> Text:
    """A bound number in a cell, "" for none."""
    return "" if bound is None else (Span(bound.cell, name=bound.name),)


def told(*parts: str | Bound | None) -> tuple[Span, ...]:
    """Running text with bound numbers in it."""
    return tuple(
        Span(part) if isinstance(part, str) else Span(part.text, name=part.name) for part in parts if part is not None
    )


def _completeness_note(names: Names) -> list[Block]:
    accepted, expected = names.get("units.accepted"), names.get("units.expected")
    waiting, missing = names.get("units.waiting"), names.get("units.missing")
    out: list[str | Bound | None] = []
    if waiting is not None and waiting.value:
        out += [waiting, " báo cáo đã gửi chưa được duyệt"]
    if missing is not None and missing.value:
        out += [*([", "] if out else []), missing, " đơn vị chưa báo cáo"]
    told_out = ["; chưa gồm ", *out] if out else []
    return [
        Note(told("(Số liệu dưới đây là của ", accepted, "/", expected, " đơn vị có báo cáo đã duyệt", *told_out, ".)"))
    ]


def _activities(body: Body, names: Names, words: Words) -> Iterable[Block]:
    if not body.activities:
        yield Paragraph("Kỳ báo cáo này không hỏi số liệu của hoạt động nào.")
    pictures = 0
    for one in body.activities:
        place = f"mục {one.ref}" if one.ref else f"bổ sung ngoài {body.plan.kind}"
        yield Heading(2, f"{one.title.rstrip(' .')} ({place})")
        yield from words.get(activity_place(one.number), ())
        if one.cancelled:
            continue
        yield from _state(one)
        rows, columns = _rows(body, names, one)
        if rows:
            yield Table(columns, rows, caption=f"Số liệu của hoạt động, đến hết ngày {short_day(body.round.until)}")
            yield from _remarks(body, one)
        if pictures < MOST_PICTURES and (picture := _picture(body, one)) is not None:
            pictures += 1
            yield picture


_STATES = (
    ("done", "hoàn thành"), ("go", "đang làm"), ("none", "chưa bắt đầu"), ("late", "trễ hạn"), ("silent", "chưa có tin"),
    ("stuck", "không làm được"), ("off", "đã hủy theo quyết định"),
)  # fmt: skip


def _state(one: Activity) -> Iterable[Block]:
    """Where the parts of the units stand by their own word."""
    found = [f"{one.states[code]:02d} {word}" for code, word in _STATES if one.states.get(code)]
    if found:
        yield Paragraph(f"Tiến độ do các đơn vị ghi trên hệ thống (phần việc của từng đơn vị): {', '.join(found)}.")


def _rows(body: Body, names: Names, one: Activity) -> tuple[tuple[Row, ...], tuple[Column, ...]]:
    """A row for each figure and origin; columns that hold nothing are left out."""
    given: list[tuple[Text, ...]] = []
    for ask in one.asks:
        indicator = body.by_code[ask.indicator]
        for origin in (TYPED, COUNTED):
            row = _row(body, names, one, indicator, origin)
            if row is not None:
                given.append(row)
    heads: list[tuple[str, float, Align]] = [
        ("Số liệu", 54, "left"), ("Đơn vị tính", 20, "center"), ("Trong kỳ", 17, "right"),
        (f"Đến hết ngày {short_day(body.round.until)}", 24, "right"), ("Chỉ tiêu", 18, "right"),
        ("Đạt (%)", 16, "right"), ("Cùng kỳ năm trước", 22, "right"),
    ]  # fmt: skip
    shown = [at for at in range(len(heads)) if at < 2 or at == 3 or any(row[at] for row in given)]
    if 2 in shown and all(not row[2] or plain(row[2]) == plain(row[3]) for row in given):
        # In a first round all that there is came in it: one column says it.
        shown.remove(2)
    # No number is cut at the end of its cell.
    room = {at: max((width(plain(row[at]), 12) + 4.5 for row in given), default=0.0) for at in shown if at > 1}
    rest = PORTRAIT - sum(max(heads[at][1], room[at]) for at in shown if at > 1) - heads[1][1]
    wide = {0: max(rest, 40.0), 1: heads[1][1]} | {at: max(heads[at][1], room[at]) for at in room}
    columns = tuple(Column(heads[at][0], wide[at], heads[at][2]) for at in shown)
    return tuple(Row(tuple(row[at] for at in shown)) for row in given), columns


def _row(body: Body, names: Names, one: Activity, indicator: Indicator, origin: Origin) -> tuple[Text, ...] | None:
    name = f"{one.number}.{indicator.code}"
    counted = origin == COUNTED
    total = names.get(f"{name}.dem" if counted else name)
    target = None if counted else names.get(f"{name}.chi-tieu")
    if total is None and target is None:
        return None
    return (
        f"{indicator.name} (hệ thống đếm)" if counted else indicator.name,
        indicator.measure,
        number(names.get(f"{name}.dem-ky" if counted else f"{name}.ky")),
        number(total) if total is not None else "chưa có",
        number(target),
        "" if counted else number(names.get(f"{name}.dat")),
        "" if counted else number(names.get(f"{name}.nam-truoc")),
    )


def _remarks(body: Body, one: Activity) -> Iterable[Block]:
    by_remark: dict[str, list[str]] = {}
    for ask in one.asks:
        for origin in (TYPED, COUNTED):
            total = body.totals.get((one.number, ask.indicator, origin))
            if total is not None and total.remark:
                named = by_remark.setdefault(total.remark, [])
                name = body.by_code[ask.indicator].name
                if name not in named:
                    named.append(name)
    for remark, named in by_remark.items():
        yield Note(f"({'; '.join(named)}: {remark}.)")


def _picture(body: Body, one: Activity) -> Picture | None:
    """Bars by unit of the first figure that enough units gave; where some must be given, of these alone."""
    asks = [ask for ask in one.asks if ask.required] or one.asks
    for origin in (TYPED, COUNTED):
        for ask in asks:
            indicator = body.by_code[ask.indicator]
            total = body.totals.get((one.number, ask.indicator, origin))
            if indicator.nature == "rate" or total is None:
                continue
            figures = [body.figures[at] for at in total.places]
            some = sorted((f for f in figures if f.value > 0), key=lambda f: (-f.value, f.unit))
            if len(some) < FEWEST_BARS:
                continue
            drawn = [
                (body.units[f.unit].short, float(f.value), Bound("", f.value, "", places=indicator.places).cell)
                for f in some[:MOST_BARS]
            ]
            which = f"{len(drawn)} đơn vị có số lớn nhất trong {len(some)} đơn vị" if len(some) > MOST_BARS else ""
            counted = ", hệ thống đếm" if origin == COUNTED else ""
            caption = f"{indicator.name} theo đơn vị ({indicator.measure}{counted}){f'; {which}' if which else ''}"
            alt = f"{caption}: {'; '.join(f'{name} {shown}' for name, _, shown in drawn)}"
            return Picture(bars.draw(drawn), 150, alt, caption)
    return None


def _units(body: Body, names: Names) -> Iterable[Block]:
    counts = names.get
    expected, reported = counts("units.expected"), counts("units.reported")
    yield Paragraph(
        told("Số đơn vị phải báo cáo: ", expected, "; đã báo cáo: ", reported, _share(reported, expected),
             "; báo cáo đúng hạn: ", counts("units.on-time"), "; báo cáo muộn: ", counts("units.late"),
             "; chưa báo cáo: ", counts("units.missing"), ".")
    )  # fmt: skip
    columns = (
        Column("Nhóm đơn vị", 58), Column("Phải báo cáo", 19, "right"), Column("Đã báo cáo", 19, "right"),
        Column("Đúng hạn", 17, "right"), Column("Muộn", 15, "right"), Column("Chưa báo cáo", 19, "right"),
        Column("Đã duyệt", 16, "right"),
    )  # fmt: skip
    rows = []
    for group in body.groups:
        mine = [unit for unit in body.expected if unit.group == group]
        if not mine:
            continue
        sent = [unit for unit in mine if unit.has_reported]
        late = sum(unit.late for unit in sent)
        accepted = sum(unit.state == "accepted" for unit in mine)
        numbers = (len(mine), len(sent), len(sent) - late, late, len(mine) - len(sent), accepted)
        rows.append(Row((group, *map(str, numbers))))
    wanted = ("expected", "reported", "on-time", "late", "missing", "accepted")
    rows.append(Row(("Tổng số", *(number(counts(f"units.{name}")) for name in wanted)), bold=True))
    yield Table(columns, tuple(rows))


def _share(part: Bound | None, whole: Bound | None) -> str:
    if part is None or whole is None or part.value is None or not whole.value:
        return ""
    return f" ({Bound('', percent(part.value, whole.value), '', places=1).cell}%)"
