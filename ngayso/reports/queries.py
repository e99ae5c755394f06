"""What a report tells: a programme as of a day, in the plain form of ngayso.papers."""

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby

from ngayso.papers.parts import Signer
from ngayso.papers.programme import ActivityLine, DueReport, DutyLine, Programme, UnitLine
from ngayso.people.models import Unit
from ngayso.people.posts import head_of, initials
from ngayso.people.queries import province
from ngayso.plans import queries as plans
from ngayso.plans.models import Deadline, Plan, Target
from ngayso.words.units import split_units


def told(plan: Plan, day: dt.date) -> Programme:
    """The programme as a report tells it. A fixed number of queries."""
    here = province()
    agency = plan.focal or (here.focal if here else None)
    lines = plans.lines(plan, day)
    deadlines = plans.deadlines(plan)
    targets: dict[object, list[str]] = {}
    for target in Target.objects.filter(activity__plan=plan):
        targets.setdefault(target.activity_id, []).append(target.text or f"{target.amount:g} {target.unit}")
    return Programme(
        parent=agency.parent.name if agency and agency.parent else "",
        agency=agency.name if agency else plan.issuer,
        symbol=f"BC-{initials(agency.name)}" if agency else "",
        place=plan.place or (agency.place if agency else ""),
        as_of=day,
        addressees=_addressees(plan, agency, deadlines),
        recipients=("Như trên", "Các đơn vị chủ trì (để phối hợp)"),
        archive="VT",
        signer=Signer(head_of(agency)),
        issuer=plan.issuer or (here.unit.name if here else ""),
        plan_number=plan.number,
        plan_day=plan.issued_on,
        plan_title=plan.title,
        theme=plan.theme,
        bases=tuple(map(document_name, plan.bases)),
        activities=tuple(
            ActivityLine(
                ref=one.activity.ref,
                title=one.activity.title,
                leads=tuple(a.printed for a in one.leads),
                partners=tuple(a.printed for a in one.partners),
                time=one.activity.time,
                start=one.activity.start,
                end=one.activity.end,
                place=one.activity.place,
                audience=one.activity.audience,
                targets=tuple(targets.get(one.activity.pk, ())),
                state=f"đã hủy ({one.activity.cancelled_why})" if one.state == "cancelled" else "",
            )
            for one in lines
        ),
        duties=tuple(
            DutyLine(
                ref=duty.ref,
                units=tuple(a.printed for a in duty.assignments.all()),
                items=tuple(item.text for item in duty.items.all()),
            )
            for duty in plans.duties(plan)
        ),
        reports=tuple(
            DueReport(
                ref=deadline.ref,
                by=tuple(a.printed for a in deadline.duty.assignments.all()) if deadline.duty else (),
                to=deadline.to,
                due=deadline.due,
                due_text=deadline.due_text,
            )
            for deadline in deadlines
            if deadline.to
        ),
        units=tuple(_units(plans.matrix(plan, lines))),
        funding=plan.funding,
    )


_KINDS = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "KH": "Kế hoạch", "NĐ": "Nghị định", "TT": "Thông tư",
    "CV": "Công văn", "KL": "Kết luận", "TB": "Thông báo", "HD": "Hướng dẫn", "ĐA": "Đề án", "QC": "Quy chế",
}  # fmt: skip


def document_name(number: str) -> str:
    """The kind of document that a number speaks of, before it: "505/QĐ-TTg" → "Quyết định số 505/QĐ-TTg"."""
    sign = re.search(r"[/-]([A-ZĐ]{2,4})[-/]", number)
    kind = _KINDS.get(sign[1]) if sign else None
    return f"{kind} số {number}" if kind else number


def _addressees(plan: Plan, agency: Unit | None, deadlines: Iterable[Deadline]) -> tuple[str, ...]:
    """Who gets the report of the focal unit: those to whom the plan makes it report, else who issued the plan."""
    to = [
        deadline.to
        for deadline in deadlines
        if deadline.duty
        and agency
        and any(a.printed in (agency.name, agency.short) for a in deadline.duty.assignments.all())
    ]
    names = [piece.text for named in filter(None, to) for piece in split_units(named)]
    return tuple(dict.fromkeys(names)) or ((plan.issuer,) if plan.issuer else ())


def _units(matrix: plans.Matrix) -> Iterable[UnitLine]:
    """A line a unit; communes that have the same work share one."""
    for band in matrix.bands:
        if band.slug != "commune":
            yield from (
                UnitLine(name=r.unit.name, leads=r.leads, partners=r.partners, duties=r.duties) for r in band.rows
            )
            continue
        for (leads, partners, duties), rows in groupby(sorted(band.rows, key=_work, reverse=True), key=_work):
            names = [row.unit.name for row in rows]
            name = names[0] if len(names) == 1 else f"{len(names)} đơn vị cấp xã, mỗi đơn vị"
            yield UnitLine(name=name, leads=leads, partners=partners, duties=duties)


def _work(row: plans.Row) -> tuple[int, int, int]:
    return (row.leads, row.partners, row.duties)
