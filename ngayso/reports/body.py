"""Reads the body of figures of a round: everything that its consolidated report may say, in a fixed number of queries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Cast

from ngayso.core import clock
from ngayso.desks import queries as desks
from ngayso.desks.models import Acknowledgement, Question, Work
from ngayso.follow.models import Letter, Urged
from ngayso.papers import figures as papers
from ngayso.people.models import Unit
from ngayso.plans.models import Activity, Assigned, Figure, Indicator, Part, Plan
from ngayso.plans.queries import GROUPS, group_of
from ngayso.reports.asked import expected_units
from ngayso.reports.models import Ask, ReportState, Round, Submission, UnitReport
from ngayso.words.sorting import sort_key

COUNTED_BY = {"desks.work": "sổ việc trên Bàn việc", "desks.progress": "lần ghi trên Bàn việc"}
"""How the records of what was counted are called."""
TOLD = (ReportState.SUBMITTED, ReportState.APPROVED, ReportState.ACCEPTED)
"""States in which the words of the last submission are told; what was returned is not."""


def body_of(round_: Round) -> papers.Body:
    """The body of a round as it stands now. Its typed figures are those of accepted reports and of no others."""
    plan = round_.plan
    asks = list(round_.asks.select_related("indicator__numerator", "indicator__denominator"))
    activities = list(Activity.objects.filter(pk__in={ask.activity_id for ask in asks}).prefetch_related("assignments"))
    number_of = {one.pk: at for at, one in enumerate(activities, start=1)}
    indicators = _indicators(asks)
    code_of = {one.pk: one.code for one in indicators}
    rows = _figure_rows(round_, number_of, code_of)
    reports = {report.unit_id: report for report in round_.reports.all()}
    expected = expected_units(round_)
    units, place_of = _unit_rows({*expected, *reports, *map(UUID, {row[2] for row in rows})})
    last, names = _submissions(round_)
    figures, evidence = _figures(rows, place_of, names)
    lines = [_line(unit, unit.pk in expected, reports.get(unit.pk), last) for unit in units]
    groups = [str(label) for slug, label in GROUPS]
    return papers.Body(
        plan=_plan(plan, round_),
        round=papers.RoundFacts(
            id=str(round_.pk),
            name=round_.name,
            since=round_.since,
            until=round_.until,
            due=_here(round_.due),
            locked=round_.locked_at is not None,
            before=round_.before.name if round_.before else "",
        ),
        indicators=tuple(map(_indicator, indicators)),
        activities=tuple(_activities(round_, activities, asks, code_of)),
        units=tuple(lines),
        groups=tuple(groups),
        figures=figures,
        evidence=evidence,
        said=tuple(_said(reports, last, place_of, number_of)),
        guidance=_guidance(plan),
    )


def _here(at: dt.datetime) -> dt.datetime:
    return at.astimezone(clock.HERE).replace(microsecond=0)


def _plan(plan: Plan, round_: Round) -> papers.PlanFacts:
    coming = plan.activities.filter(cancelled_at=None, end__gt=round_.until).values_list("title", flat=True)
    return papers.PlanFacts(
        id=str(plan.pk),
        number=plan.number,
        day=plan.issued_on,
        issuer=plan.issuer,
        title=plan.title,
        name=plan.name,
        duties=plan.duties.count(),
        coming=tuple(coming),
    )


def _indicators(asks: Iterable[Ask]) -> list[Indicator]:
    """The indicators that are asked, with the two of which a rate is made, each once."""
    found: dict[int, Indicator] = {}
    for ask in asks:
        for one in (ask.indicator, ask.indicator.numerator, ask.indicator.denominator):
            if one is not None:
                found.setdefault(one.pk, one)
    return list(found.values())


def _indicator(one: Indicator) -> papers.Indicator:
    return papers.Indicator(
        code=one.code,
        name=one.name,
        measure=one.measure,
        nature=one.nature,
        course=one.course,
        places=one.places,
        numerator=one.numerator.code if one.numerator else "",
        denominator=one.denominator.code if one.denominator else "",
        phrase=one.phrase,
    )


_Row = tuple[str, int, str, str, str, Decimal, Decimal | None, str, str]


def _hex(name: str) -> Cast:
    """An id as text: a UUID object for each of three columns would take most of the time of reading."""
    return Cast(name, CharField())


def _figure_rows(round_: Round, number_of: dict[UUID, int], code_of: dict[int, str]) -> list[_Row]:
    """The figures in force at the end of the round, of what it asks about: (id, number of the activity, id of the unit, code,
    origin, value, in the period, model and id of the evidence).
    """
    numbers = {pk.hex: number for pk, number in number_of.items()}
    found = Figure.objects.in_force().filter(plan_id=round_.plan_id, day=round_.until)
    rows = found.order_by().values_list(
        _hex("pk"), _hex("activity_id"), _hex("unit_id"), "indicator_id", "origin", "value", "in_period",
        "evidence_model", "evidence_id",
    )  # fmt: skip
    made = []
    for pk, activity, unit, indicator, *rest in rows:
        number, code = numbers.get(activity.replace("-", "")), code_of.get(indicator)
        if number is not None and code is not None:
            made.append((pk.replace("-", ""), number, unit.replace("-", ""), code, *rest))
    return made


def _figures(
    rows: Iterable[_Row], place_of: dict[UUID, int], names: dict[str, str]
) -> tuple[tuple[papers.Figure, ...], tuple[papers.Evidence, ...]]:
    evidence: dict[tuple[str, str], int] = {}
    places = {pk.hex: place for pk, place in place_of.items()}
    made = []
    for pk, number, unit, code, origin, value, in_period, model, record in rows:
        at = evidence.setdefault((model, record), len(evidence))
        sort = papers.COUNTED if origin == Figure.Origin.COUNTED else papers.TYPED
        added = None if in_period is None else plain_number(in_period)
        made.append(papers.Figure(pk, number, places[unit], code, sort, plain_number(value), added, at))
    made.sort(key=lambda f: (f.activity, f.indicator, f.origin, f.unit))
    records = (
        papers.Evidence(model=model, id=record, name=names.get(record) or COUNTED_BY.get(model, "hệ thống đếm"))
        for model, record in evidence
    )
    return tuple(made), tuple(records)


def plain_number(value: Decimal) -> Decimal:
    """12.00 as 12: what is frozen must not hang on how a database keeps noughts."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _unit_rows(ids: Iterable[UUID]) -> tuple[list[Unit], dict[UUID, int]]:
    order = {slug: at for at, (slug, _label) in enumerate(GROUPS)}
    found = Unit.objects.in_bulk(list(ids)).values()
    units = sorted(found, key=lambda u: (order[group_of(u)], u.order, sort_key(u.name), u.code))
    return units, {unit.pk: at for at, unit in enumerate(units)}


def _line(unit: Unit, expected: bool, report: UnitReport | None, last: dict[UUID, Submission]) -> papers.UnitLine:
    sent = last.get(report.pk) if report is not None else None
    return papers.UnitLine(
        id=str(unit.pk),
        code=unit.code,
        name=unit.name,
        short=unit.short or unit.name,
        group=str(dict(GROUPS)[group_of(unit)]),
        expected=expected,
        state=report.state if report is not None else "",
        first_at=_here(report.first_submitted_at) if report is not None and report.first_submitted_at else None,
        late=report.late if report is not None else False,
        sent=None
        if sent is None
        else papers.Sent(id=str(sent.pk), number=sent.number, at=_here(sent.at), sha256=sent.sha256),
    )


def _submissions(round_: Round) -> tuple[dict[UUID, Submission], dict[str, str]]:
    """The last submission of each report; how every submission is called as evidence. 2 queries."""
    every = Submission.objects.filter(report__round=round_)
    newer = Submission.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
    last = {one.report_id: one for one in every.filter(~Exists(newer))}
    names = {}
    for pk, number, at in every.order_by().values_list("pk", "number", "at"):
        here = at.astimezone(clock.HERE)
        names[str(pk)] = f"báo cáo lần {number}, gửi {here:%H:%M} ngày {here:%d/%m/%Y}"
    return last, names


def _activities(
    round_: Round, activities: Iterable[Activity], asks: Iterable[Ask], code_of: dict[int, str]
) -> Iterable[papers.Activity]:
    by_activity: dict[UUID, list[Ask]] = defaultdict(list)
    for ask in asks:
        by_activity[ask.activity_id].append(ask)
    before = _totals_of(round_.before)
    states = _states(round_.plan, min(round_.until, clock.today()))
    for at, one in enumerate(activities, start=1):
        leads = (a.printed for a in one.assignments.all() if a.part == Part.LEAD)
        yield papers.Activity(
            number=at,
            id=str(one.pk),
            ref=one.ref,
            title=one.title,
            leads=tuple(leads),
            time=one.time,
            cancelled=(one.cancelled_why or "theo quyết định của cấp có thẩm quyền") if one.cancelled_at else "",
            states=dict(states.get(one.pk, {})),
            asks=tuple(
                papers.Asked(
                    indicator=code_of[ask.indicator_id],
                    target=None if ask.target is None else plain_number(ask.target),
                    baseline=None if ask.baseline is None else plain_number(ask.baseline),
                    baseline_source=ask.baseline_source,
                    last=before.get((one.pk, ask.indicator_id)),
                    required=ask.required,
                )
                for ask in by_activity[one.pk]
            ),
        )


def _totals_of(round_: Round | None) -> dict[tuple[UUID, int], Decimal]:
    """What the units had reported by the end of another round. At most 1 query."""
    if round_ is None:
        return {}
    found = Figure.objects.in_force().filter(plan_id=round_.plan_id, day=round_.until, origin=Figure.Origin.TYPED)
    sums = found.order_by().values_list("activity_id", "indicator_id").annotate(sum=Sum("value"))
    return {(activity, indicator): plain_number(Decimal(total)) for activity, indicator, total in sums}


def _states(plan: Plan, day: dt.date) -> dict[UUID, Counter[str]]:
    """Activity → state of the look → parts of units, by what the units wrote on their desks; who wrote nothing is silent,
    never late: that is not what the unit said. Activities of which nobody wrote anything are left out. 3 queries."""
    said = {
        (unit, activity): (state, last_at)
        for unit, activity, state, last_at in Work.objects.filter(plan=plan, item=None).values_list(
            "unit_id", "activity_id", "state", "last_at"
        )
    }
    if not said:
        # Nobody keeps a desk: nothing is known, and nothing is said.
        return {}
    activities = {one.pk: one for one in plan.activities.all()}
    since = plan.confirmed_at.astimezone(clock.HERE).date()
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for piece in desks.expected(plan):
        state, last_at = said.get((piece.unit_id, piece.activity_id), ("", None))
        one = activities[piece.activity_id]
        if last_at is None:
            found[one.pk]["silent"] += 1
        else:
            found[one.pk][desks.shown_state(state, last_at, activity=one, since=since, day=day)] += 1
    return {pk: states for pk, states in found.items() if set(states) != {"silent"}}


def _said(
    reports: dict[UUID, UnitReport], last: dict[UUID, Submission], place_of: dict[UUID, int], number_of: dict[UUID, int]
) -> Iterable[papers.Said]:
    """What the units wrote, in the order of the units."""
    numbers = {str(pk): number for pk, number in number_of.items()}
    for unit_id in sorted(reports, key=place_of.__getitem__):
        report = reports[unit_id]
        if report.state not in TOLD or report.pk not in last:
            continue
        content: dict[str, Any] = last[report.pk].content
        told: list[tuple[int, dict[str, Any]]] = [(0, content)]
        told += [(numbers.get(str(one.get("activity")), -1), one) for one in content.get("passages", [])]
        for number, one in told:
            for sort in ("words", "difficulties", "proposals"):
                text = str(one.get(sort) or "").strip()
                if text and number >= 0:
                    yield papers.Said(
                        unit=place_of[unit_id],
                        activity=number,
                        sort=sort,
                        text=text,
                        accepted=report.state == ReportState.ACCEPTED,
                    )


def _guidance(plan: Plan) -> papers.Guidance:
    """Who received the plan, who was urged, what was asked. 5 queries."""
    given = (
        Assigned.objects.filter(Q(assignment__activity__plan=plan) | Q(assignment__duty__plan=plan))
        .values("unit_id")
        .distinct()
        .count()
    )
    letters = (
        Letter.objects.filter(plan=plan, issued_at__isnull=False)
        .order_by("day", "number", "pk")
        .values_list("pk", "number", "symbol", "day", "subject", Count("urged"))
    )
    questions = Question.objects.filter(plan=plan).aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False))
    )
    return papers.Guidance(
        given=given,
        acknowledged=Acknowledgement.objects.filter(plan=plan).count(),
        letters=tuple(
            papers.Letter(id=str(pk), number=number, symbol=symbol, day=day, subject=subject, units=named)
            for pk, number, symbol, day, subject, named in letters
        ),
        urged=Urged.objects.filter(letter__plan=plan, letter__issued_at__isnull=False)
        .values("unit_id")
        .distinct()
        .count(),
        asked=questions["asked"],
        answered=questions["answered"],
    )
