"""The first consolidated report of a programme: what its plan says and what is known, and nothing else.

Where no result was reported it says so. Figures, evidence and editions come with the reports of the units; their place
is ActivityLine.results.
"""

import datetime
from collections.abc import Sequence

from ngayso.papers.naming import in_text, named_plan, result_title
from ngayso.papers.numbers import short_day, two_digits
from ngayso.papers.parts import (
    Annex,
    Block,
    Bullets,
    Column,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Row,
    Span,
    Table,
)
from ngayso.papers.programme import ActivityLine, DueReport, Programme

NOTHING_REPORTED = "Chưa có số liệu báo cáo."
ENDED, RUNNING, AHEAD, UNDATED = (
    "đã hết thời gian thực hiện",
    "đang trong thời gian thực hiện",
    "chưa đến thời gian thực hiện",
    "Kế hoạch không ghi thời gian cụ thể",
)


def first_report(programme: Programme) -> OfficialDocument:
    """The report as a document: number and day blank, to be given when it is issued."""
    subject = result_title(programme.plan_kind, programme.plan_title)
    until = f"đến hết ngày {short_day(programme.as_of)}"
    body: list[Block] = [
        Paragraph(
            f"Thực hiện {_plan(programme)}, {programme.agency} báo cáo kết quả {until} như sau:",
        ),
        Heading(1, "Tình hình triển khai"),
        *_issue(programme),
        *_progress(programme),
        *_funding(programme),
        Heading(1, "Kết quả theo từng hoạt động"),
        *(block for activity in programme.activities for block in _activity(activity, programme)),
        *([] if programme.activities else [Paragraph(f"{programme.plan_kind} chưa có hoạt động nào được ghi nhận.")]),
        Heading(1, "Thời hạn báo cáo"),
        *_deadlines(programme),
        Heading(1, "Nhiệm vụ tiếp theo và kiến nghị"),
        Heading(2, "Nhiệm vụ tiếp theo"),
        Bullets(_sentences(_next_steps(programme))),
        Heading(2, "Kiến nghị"),
        *_proposals(programme),
    ]
    end = f"Trên đây là báo cáo {in_text(subject[:1].lower() + subject[1:])}"
    if programme.addressees:
        end += f", {programme.agency} kính báo cáo {', '.join(programme.addressees)}"
    body.append(Paragraph(end))
    return OfficialDocument(
        parent=programme.parent,
        agency=programme.agency,
        symbol=programme.symbol,
        place=programme.place,
        year=programme.as_of.year,
        kind="Báo cáo",
        title=subject,
        addressees=programme.addressees,
        body=tuple(body),
        recipients=programme.recipients,
        archive=programme.archive,
        signer=programme.signer,
        annexes=tuple(_annexes(programme)),
    )


def timing(activity: ActivityLine, as_of: datetime.date) -> str:
    """Where `as_of` (its end) stands to the days that the plan sets for an activity: one of the four phrases above."""
    if activity.start is None and activity.end is None:
        return UNDATED
    if activity.end is not None and activity.end <= as_of:
        return ENDED
    return AHEAD if activity.start is not None and activity.start > as_of else RUNNING


def _plan(programme: Programme) -> str:
    return named_plan(
        programme.plan_kind, programme.plan_number, programme.plan_day, programme.issuer, programme.plan_title
    )  # fmt: skip


def _stop(text: str) -> str:
    """A sentence with its full stop; one that ends with its own mark keeps it."""
    text = text.strip().rstrip(";,").rstrip()
    return text if text.endswith((".", "…", "?", "!")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(names: Sequence[str]) -> str:
    """Names in a cell, a line each."""
    return ";\n".join(map(_capital, names))


def _sentences(items: Sequence[str]) -> tuple[str, ...]:
    """Items of a list: ";" after each, "." after the last. Items of several sentences all end with a stop."""
    if any(". " in item for item in items):
        return tuple(map(_stop, items))
    return tuple(f"{item.rstrip(' ;.')}{';' if at < len(items) else '.'}" for at, item in enumerate(items, start=1))


def _places(activities: Sequence[ActivityLine]) -> str:
    """Where these stand in the plan: "mục III.1, III.2.a". One that is not in the plan is named by its title."""
    refs = list(dict.fromkeys(activity.ref for activity in activities if activity.ref))
    added = [f"“{activity.title}”" for activity in activities if not activity.ref]
    return ", ".join(([f"mục {', '.join(refs)}"] if refs else []) + added)


def _issue(programme: Programme) -> list[Block]:
    missing = [
        name
        for name, known in (("số", programme.plan_number), ("ngày ban hành", programme.plan_day))
        if not known
    ]  # fmt: skip
    blocks: list[Block] = [Heading(2, "Kế hoạch và căn cứ")]
    if missing:
        blocks.append(
            Note(
                f"(Bản {programme.plan_kind} được nhập chưa ghi {' và '.join(missing)}; cần bổ sung trước khi phát "
                "hành báo cáo.)"
            )
        )
    if programme.bases:
        blocks.append(Paragraph(f"{programme.plan_kind} được xây dựng căn cứ vào các văn bản:"))
        blocks.append(Bullets(_sentences(programme.bases)))
    if programme.theme:
        blocks.append(Paragraph(f"Chủ đề: “{programme.theme.strip(' “”.')}”."))
    told = f"{programme.plan_kind} đề ra {two_digits(len(programme.activities))} hoạt động"
    if programme.duties:
        told += f" và {two_digits(len(programme.duties))} nhóm nhiệm vụ trong phần tổ chức thực hiện"
    if programme.units:
        told += f", giao cho {two_digits(len(programme.units))} đơn vị, nhóm đơn vị"
    blocks.append(Paragraph(f"{told} (chi tiết tại các phụ lục kèm theo)."))
    return blocks


def _progress(programme: Programme) -> list[Block]:
    activities, day = programme.activities, short_day(programme.as_of)
    rows = []
    for phrase in (ENDED, RUNNING, AHEAD, UNDATED):
        found = [activity for activity in activities if timing(activity, programme.as_of) == phrase]
        if found:
            rows.append(Row((_capital(phrase), two_digits(len(found)), _capital(_places(found)))))
    rows.append(Row(("Tổng số", two_digits(len(activities)), ""), bold=True))
    reported = sum(bool(activity.results) for activity in activities)
    return [
        Heading(2, "Tiến độ chung"),
        Paragraph(f"Đến hết ngày {day}, đối chiếu với thời gian ghi trong {programme.plan_kind}:"),
        Table((Column("Tình hình", 68), Column("Số hoạt động", 30, "center"), Column("Vị trí", 65)), tuple(rows)),
        Note(
            f"(Bảng trên đối chiếu với thời gian ghi trong {programme.plan_kind}, không thay cho kết quả do đơn vị báo "
            "cáo.)"
        ),
        Paragraph(
            f"Số hoạt động đã có kết quả báo cáo: {two_digits(reported)}/{two_digits(len(activities))}."
            + ("" if reported else f" {NOTHING_REPORTED}")
        ),
    ]


def _funding(programme: Programme) -> list[Block]:
    told = (
        f"Theo {programme.plan_kind}: {_stop(in_text(programme.funding))}"
        if programme.funding
        else f"{programme.plan_kind} không nêu nguồn kinh phí."
    )
    return [
        Heading(2, "Kinh phí"),
        Paragraph(told),
        Paragraph("Kinh phí đã sử dụng: chưa có số liệu báo cáo."),
    ]


def _activity(activity: ActivityLine, programme: Programme) -> list[Block]:
    kind = programme.plan_kind
    lines = [f"Đơn vị chủ trì: {'; '.join(activity.leads) or f'{kind} chưa nêu'}"]
    if activity.partners:
        lines.append(f"Đơn vị phối hợp: {'; '.join(activity.partners)}")
    lines.append(f"Thời gian: {_time(activity) or f'{kind} chưa nêu'}")
    if activity.place:
        lines.append(f"Địa điểm: {activity.place}")
    if activity.audience:
        lines.append(f"Đối tượng: {activity.audience.removeprefix('là ')}")
    if activity.targets:
        lines.append(f"Chỉ tiêu nêu trong {kind}: {'; '.join(activity.targets)}")
    when = timing(activity, programme.as_of)
    lines.append(f"Tình hình đến hết ngày {short_day(programme.as_of)}: {activity.state or when}")
    place = f"mục {activity.ref}" if activity.ref else f"bổ sung ngoài {kind}"
    made: list[Block] = [Heading(2, f"{activity.title} ({place})"), Bullets(tuple(map(_stop, lines)))]
    if activity.results:
        made += [Paragraph((Span("Kết quả đã báo cáo:", bold=True),)), Bullets(_sentences(activity.results))]
    else:
        made.append(Bullets(((Span("Kết quả: ", bold=True), Span(NOTHING_REPORTED)),)))
    return made


def _time(activity: ActivityLine) -> str:
    """The time as printed, or else its days."""
    if activity.time:
        return activity.time
    if activity.start is not None and activity.end is not None:
        if activity.start == activity.end:
            return f"ngày {short_day(activity.start)}"
        return f"từ ngày {short_day(activity.start)} đến ngày {short_day(activity.end)}"
    if activity.start is not None:
        return f"từ ngày {short_day(activity.start)}"
    return f"đến ngày {short_day(activity.end)}" if activity.end is not None else ""


def _deadlines(programme: Programme) -> list[Block]:
    kind = programme.plan_kind
    if not programme.reports:
        return [Paragraph(f"{kind} không quy định thời hạn báo cáo.")]
    lines = [_deadline(report, programme) for report in programme.reports]
    blocks: list[Block] = [Paragraph(f"{kind} quy định:"), Bullets(tuple(map(_stop, lines)))]
    first = min((report.due for report in programme.reports if report.due is not None), default=None)
    later = _ending_after(programme, first)
    if first is not None and later:
        blocks.append(
            Paragraph(
                f"Thời hạn báo cáo ngày {short_day(first)} sớm hơn ngày kết thúc của {two_digits(len(later))} hoạt "
                f"động ({_places(later)}); kết quả của các hoạt động này phải báo cáo bổ sung."
            )
        )
    return blocks


def _ending_after(programme: Programme, day: datetime.date | None) -> list[ActivityLine]:
    if day is None:
        return []
    return [activity for activity in programme.activities if activity.end is not None and activity.end > day]


def _deadline(report: DueReport, programme: Programme) -> str:
    kind = programme.plan_kind
    told = f"{'; '.join(report.by)}: báo cáo về {report.to}" if report.by else f"Báo cáo gửi {report.to}"
    told += f" {report.due_text}" if report.due_text else ""
    if not report.due_text and report.due is not None:
        told += f" trước ngày {short_day(report.due)}"
    told += f" (mục {report.ref})" if report.ref else ""
    if report.due is None:
        return told if report.due_text else f"{told}; {kind} không ghi thời hạn"
    left = (report.due - programme.as_of).days
    if left < 0:
        return f"{told}; đã quá thời hạn {two_digits(-left)} ngày"
    return f"{told}; {f'còn {two_digits(left)} ngày' if left else 'đã đến hạn'}"


def _next_steps(programme: Programme) -> list[str]:
    steps = []
    groups = {
        phrase: [activity for activity in programme.activities if timing(activity, programme.as_of) == phrase]
        for phrase in (ENDED, RUNNING, AHEAD)
    }
    silent = [activity for activity in groups[ENDED] if not activity.results]
    if silent:
        steps.append(
            f"Đôn đốc các đơn vị chủ trì báo cáo kết quả {two_digits(len(silent))} hoạt động {ENDED} nhưng chưa có số "
            f"liệu ({_places(silent)})"
        )
    if groups[RUNNING]:
        steps.append(
            f"Tiếp tục triển khai {two_digits(len(groups[RUNNING]))} hoạt động {RUNNING} ({_places(groups[RUNNING])}) "
            f"đúng nội dung, thời gian theo {programme.plan_kind}"
        )
    if groups[AHEAD]:
        steps.append(
            f"Chuẩn bị triển khai {two_digits(len(groups[AHEAD]))} hoạt động {AHEAD} ({_places(groups[AHEAD])})"
        )
    steps.append(f"{programme.agency} tiếp tục theo dõi, hướng dẫn, tổng hợp, báo cáo bổ sung khi có đủ số liệu")
    return steps


def _proposals(programme: Programme) -> list[Block]:
    kind = programme.plan_kind
    asked = []
    for what, lacking in (
        ("đơn vị chủ trì", [activity for activity in programme.activities if not activity.leads]),
        ("thời gian thực hiện", [activity for activity in programme.activities if not _time(activity)]),
    ):
        if lacking:
            asked.append(
                f"Đề nghị {programme.issuer} xác định {what} đối với {two_digits(len(lacking))} hoạt động mà {kind} "
                f"chưa nêu ({_places(lacking)})"
            )
    asked += programme.proposals
    return [Bullets(_sentences(asked))] if asked else [Paragraph("Chưa ghi nhận kiến nghị của các đơn vị.")]


def _annexes(programme: Programme) -> list[Annex]:
    rows = tuple(
        Row(
            (
                str(at),
                activity.ref,
                activity.title,
                _listed(activity.leads) or "Chưa nêu",
                _listed(activity.partners),
                _capital(_time(activity)) or "Chưa nêu",
                "\n".join(activity.results) or NOTHING_REPORTED,
            )
        )
        for at, activity in enumerate(programme.activities, start=1)
    )
    columns = (
        Column("STT", 11, "center"), Column("Mục", 17, "center"), Column("Hoạt động", 52), Column("Chủ trì", 46),
        Column("Phối hợp", 46), Column("Thời gian", 36), Column("Kết quả", 42),
    )  # fmt: skip
    made = [Annex("Tổng hợp các hoạt động", (Table(columns, rows, size=11),), landscape=True)] if rows else []
    if programme.duties:
        made.append(_duties(programme))
    if programme.units:
        made.append(_units(programme))
    return made


def _duties(programme: Programme) -> Annex:
    rows: list[Row] = []
    for at, duty in enumerate(programme.duties, start=1):
        rows.append(Row((f"{at}. {_capital('; '.join(duty.units))} (mục {duty.ref})",)))
        rows += [Row((f"{at}.{number}", _stop(_capital(item)))) for number, item in enumerate(duty.items, start=1)]
    columns = (Column("STT", 14, "center"), Column("Nhiệm vụ", 149))
    return Annex("Nhiệm vụ theo đơn vị", (Table(columns, tuple(rows)),))


def _units(programme: Programme) -> Annex:
    rows = tuple(
        Row((str(at), unit.name, *map(str, (unit.leads, unit.partners, unit.duties))))
        for at, unit in enumerate(programme.units, start=1)
    )
    columns = (
        Column("STT", 14, "center"), Column("Đơn vị", 83), Column("Hoạt động chủ trì", 22, "center"),
        Column("Hoạt động phối hợp", 22, "center"), Column("Nhóm nhiệm vụ", 22, "center"),
    )  # fmt: skip
    told = (
        "(Một hoạt động, nhiệm vụ có thể giao cho nhiều đơn vị, nên cộng các dòng có thể lớn hơn số hoạt động, nhiệm "
        f"vụ của {programme.plan_kind}.)"
    )
    return Annex("Số hoạt động, nhiệm vụ theo đơn vị", (Table(columns, rows), Note(told)))
