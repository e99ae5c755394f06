"""Reads of a programme as of a day. Every function asks a fixed number of queries, however many rows there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.people.models import Level, Unit, UnitKind
from ngayso.plans import kinds
from ngayso.plans.models import (
    Activity,
    Assigned,
    Assignment,
    Deadline,
    Duty,
    Part,
    Plan,
    Source,
    state_on,
)
from ngayso.plans.titles import short_title
from ngayso.words.dates import say_day
from ngayso.words.sorting import sort_key

STATES = {
    "cancelled": ("off", gettext_lazy("Đã hủy")),
    "leadless": ("ask", gettext_lazy("Chưa rõ chủ trì")),
    "undated": ("ask", gettext_lazy("Chưa rõ ngày")),
    "coming": ("none", gettext_lazy("Chưa bắt đầu")),
    "running": ("go", gettext_lazy("Đang diễn ra")),
    "expected": ("none", gettext_lazy("Dự kiến trong thời gian này")),
    "ended": ("silent", gettext_lazy("Chưa có tin")),
}
"""State → its ring and its words. An activity whose time is over is not thereby done: nobody has reported yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """An activity as lists show it, on a day."""

    activity: Activity
    leads: tuple[Assignment, ...]
    partners: tuple[Assignment, ...]
    state: str
    url: str
    tag: str
    """One or two words for the head of a column."""

    @property
    def short(self) -> str:
        return short_title(self.activity.title)

    @property
    def short_ref(self) -> str:
        """The clause without its first part: "2.a" of "III.2.a"."""
        return self.activity.ref.split(".", 1)[-1]

    @property
    def ring(self) -> str:
        return STATES[self._shown][0]

    @property
    def word(self) -> str:
        return str(STATES[self._shown][1])

    @property
    def _shown(self) -> str:
        """A month that the plan only expects work in does not say that the work goes on."""
        return "expected" if self.state == "running" and self.activity.tentative else self.state

    @property
    def lead_names(self) -> str:
        return "; ".join(_capital(a.printed) for a in self.leads)

    @property
    def partner_names(self) -> str:
        return "; ".join(_capital(a.printed) for a in self.partners)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lines(plan: Plan, day: dt.date, *, unit: Unit | None = None) -> list[Line]:
    """The activities in the order of the plan; with `unit` only those that it leads or supports. 2 queries."""
    activities = plan.activities.all()
    if unit is not None:
        mine = Assigned.objects.filter(unit=unit, assignment__activity__plan=plan).values("assignment__activity_id")
        activities = activities.filter(pk__in=mine)
    return [_line(activity, day) for activity in activities.prefetch_related("assignments")]


def line(activity: Activity, day: dt.date) -> Line:
    """One activity. 1 query."""
    return _line(activity, day)


def _line(activity: Activity, day: dt.date) -> Line:
    named = list(activity.assignments.all())
    leads = tuple(a for a in named if a.part == Part.LEAD)
    state = state_on(activity, day)
    if state != "cancelled" and not leads:
        state = "leadless"
    return Line(
        activity,
        leads,
        tuple(a for a in named if a.part == Part.PARTNER),
        state,
        activity.get_absolute_url(),
        kinds.word_of(activity.kind, activity.title) or short_title(activity.title, most=18),
    )


def duties(plan: Plan, *, unit: Unit | None = None) -> list[Duty]:
    """The duties with their items and printed names; with `unit` only its own. 3 queries."""
    found: QuerySet[Duty] = plan.duties.all()
    if unit is not None:
        mine = Assigned.objects.filter(unit=unit, assignment__duty__plan=plan).values("assignment__duty_id")
        found = found.filter(pk__in=mine)
    named = Assignment.objects.annotate(unit_count=Count("assigned"))
    return list(found.prefetch_related("items", Prefetch("assignments", named)))


def deadlines(plan: Plan, *, unit: Unit | None = None) -> list[Deadline]:
    """The reports that are due, with the printed names of those who owe them; with `unit` only those that it owes.
    2 to 3 queries."""
    found = plan.deadlines.select_related("duty", "to_unit").prefetch_related("duty__assignments")
    if unit is not None:
        mine = Assigned.objects.filter(unit=unit, assignment__duty__plan=plan).values("assignment__duty_id")
        found = found.filter(duty__in=mine)
    return list(found)


# Days to remember


@dataclass(frozen=True, slots=True)
class Due:
    """A day to remember: of the Day itself, of a report, of activities that end."""

    day: dt.date
    title: str
    note: str = ""
    quote: str = ""
    """As the plan prints it."""
    refs: tuple[tuple[str, str], ...] = ()
    """(clause, address of what it speaks of)"""
    is_day: bool = False
    is_report: bool = False
    only_end: bool = False
    """An activity of which the plan gives the end alone: "trước ngày 30/10"."""
    left: int = 0
    """Days from the day looked from; negative when past."""


def dues(plan: Plan, of: Sequence[Line], reports: Iterable[Deadline], day: dt.date) -> list[Due]:
    """The days to remember, in order. Asks nothing of the database."""
    live = [one for one in of if one.state != "cancelled"]
    ending: dict[dt.date, list[Line]] = defaultdict(list)
    for one in live:
        if one.activity.end is not None:
            ending[one.activity.end].append(one)
    made = [
        Due(
            plan.day,
            _("Ngày Chuyển đổi số"),
            note=_("Kết thúc: %s") % _joined(ending[plan.day]) if ending.get(plan.day) else "",
            refs=_refs(ending.get(plan.day, ())),
            is_day=True,
            left=(plan.day - day).days,
        )
    ]
    for end, ended in ending.items():
        if end != plan.day:
            many = len(ended) > 1
            title = _("Kết thúc %d hoạt động") % len(ended) if many else _("Kết thúc: %s") % ended[0].short
            if ended[0].activity.start is None and not many:
                title = _("Hoàn thành: %s") % ended[0].short
            quote = "" if many else ended[0].activity.time
            note = _joined(ended) if many else ""
            only_end = any(one.activity.start is None for one in ended)
            made.append(Due(end, title, note, quote, _refs(ended), only_end=only_end, left=(end - day).days))
    for report in reports:
        if report.due is not None:
            before = report.due_text.lower().startswith(("trước ngày", "trước "))
            last = report.due - dt.timedelta(days=1)
            made.append(
                Due(
                    report.due,
                    _("Báo cáo kết quả về %s") % report.to if report.to else _("Báo cáo kết quả"),
                    note=_("hết ngày %s phải có") % say_day(last) if before else "",
                    quote=report.due_text,
                    refs=((report.ref, f"{plan.get_absolute_url()}#han"),) if report.ref else (),
                    is_report=True,
                    left=(report.due - day).days,
                )
            )
    return sorted(made, key=lambda due: (due.day, not due.is_day))


def _joined(of: Iterable[Line]) -> str:
    return "; ".join(one.tag[:1].lower() + one.tag[1:] for one in of)


def _refs(of: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((one.activity.ref, one.url) for one in of if one.activity.ref))


# The next step


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody should do next."""

    title: str
    text: str
    url: str
    action: str
    """Words of the button."""
    ref: str = ""
    quote: str = ""


def steps(plan: Plan, of: Sequence[Line], due: Sequence[Due], day: dt.date) -> list[Step]:
    """What the focal unit should do, the most pressing first: name leads, settle findings, set days, keep deadlines.

    At most one query (for the address of the findings).
    """
    made: list[Step] = []
    for one in of:
        if one.state == "leadless" and not (one.activity.end and one.activity.end < day):
            made.append(
                Step(
                    _("Ghi đơn vị chủ trì: %s") % _joined([one]),
                    _("Kế hoạch không ghi đơn vị nào chủ trì hoạt động “%s”.") % one.activity.title,
                    f"{one.url}#don-vi",
                    _("Ghi đơn vị chủ trì"),
                    one.activity.ref,
                    one.activity.time,
                )
            )
    if plan.open_findings:
        draft: Any = plan.drafts.order_by("created_at").first()
        made.append(
            Step(
                _("Làm rõ %d điểm chưa thống nhất trong Kế hoạch") % plan.open_findings,
                _("Soát kế hoạch đã nêu các điểm này, chưa có quyết định. Mỗi điểm có chỗ trích để đối chiếu."),
                draft.get_absolute_url() if draft else plan.get_absolute_url(),
                _("Xem các điểm cần làm rõ"),
            )
        )
    for one in of:
        if one.state == "undated":
            made.append(
                Step(
                    _("Chốt ngày: %s") % one.short,
                    _("Kế hoạch không ghi ngày bắt đầu và ngày kết thúc."),
                    f"{one.url}sua/",
                    _("Ghi ngày"),
                    one.activity.ref,
                    one.activity.time,
                )
            )
    ahead = next((d for d in due if d.left >= 0 and not d.is_day), None)
    if ahead is not None:
        made.append(
            Step(
                ahead.title,
                _("Hạn %(day)s, còn %(left)d ngày.") % {"day": say_day(ahead.day), "left": ahead.left}
                if ahead.left
                else _("Hạn là hôm nay."),
                ahead.refs[0][1] if ahead.refs else f"{plan.get_absolute_url()}#han",
                _("Xem việc đến hạn"),
                ahead.refs[0][0] if ahead.refs else "",
                ahead.quote,
            )
        )
    return made


# Units by activities

GROUPS = (
    ("district", gettext_lazy("Cấp huyện")),
    ("province", gettext_lazy("Sở, ban, ngành, đoàn thể, báo, đài")),
    ("business", gettext_lazy("Doanh nghiệp, ngân hàng")),
    ("commune", gettext_lazy("Cấp xã")),
    ("ministry", gettext_lazy("Trung ương")),
)


def group_of(unit: Unit) -> str:
    """Under which head of the matrix a unit stands."""
    if unit.kind in (UnitKind.ENTERPRISE, UnitKind.BANK):
        return "business"
    return {Level.MINISTRY: "ministry", Level.PROVINCE: "province", Level.DISTRICT: "district"}.get(
        Level(unit.level), "commune"
    )


@dataclass(slots=True)
class Row:
    """A unit: its part in each activity (aligned with Matrix.lines), how many items of duties it has."""

    unit: Unit
    parts: list[str]
    lines: Sequence[Line]
    duties: int = 0

    @property
    def cells(self) -> list[tuple[str, Line]]:
        return list(zip(self.parts, self.lines, strict=True))

    @property
    def leads(self) -> int:
        return self.parts.count(Part.LEAD)

    @property
    def partners(self) -> int:
        return self.parts.count(Part.PARTNER)


@dataclass(slots=True)
class Band:
    """The units under one head."""

    slug: str
    label: str
    rows: list[Row]
    count: int
    """All of the group, also those that are not shown."""


@dataclass(slots=True)
class Matrix:
    lines: list[Line]
    bands: list[Band]

    @property
    def few(self) -> bool:
        """Whether it stands on a page without scrolling sideways; then each cell leads to its activity, too."""
        return len(self.lines) <= 10

    @property
    def units(self) -> int:
        return sum(band.count for band in self.bands)


def matrix(plan: Plan, of: Sequence[Line], *, only: str = "", most: int | None = None) -> Matrix:
    """Units by activities. `only` keeps one group; a group of more than `most` units keeps its count and no rows.
    4 queries."""
    at = {one.activity.pk: n for n, one in enumerate(of)}
    rows: dict[UUID, Row] = {}
    parts: dict[UUID, list[str]] = defaultdict(lambda: [""] * len(at))
    given = Assigned.objects.filter(assignment__activity__plan=plan)
    for unit, activity, part in given.values_list("unit_id", "assignment__activity_id", "assignment__part"):
        if activity in at and parts[unit][at[activity]] != Part.LEAD:
            parts[unit][at[activity]] = part
    items: dict[UUID, int] = defaultdict(int)
    for duty in plan.duties.values_list("pk", "items__pk"):
        items[duty[0]] += duty[1] is not None
    counts: dict[UUID, int] = defaultdict(int)
    bound = (
        Assigned.objects.filter(assignment__duty__plan=plan).values_list("unit_id", "assignment__duty_id").distinct()
    )
    for unit, duty_id in bound:
        counts[unit] += items[duty_id]
    for pk, named in Unit.objects.in_bulk([*{*parts, *counts}]).items():
        rows[pk] = Row(named, parts[pk], of, counts[pk])
    bands: list[Band] = []
    for slug, label in GROUPS:
        mine = sorted((r for r in rows.values() if group_of(r.unit) == slug), key=_order)
        if mine and (not only or slug == only):
            shown = mine if only or most is None or len(mine) <= most else []
            bands.append(Band(slug, str(label), shown, len(mine)))
    return Matrix(list(of), bands)


def _order(row: Row) -> tuple[int, str]:
    return (row.unit.order, sort_key(row.unit.name))


# One unit


@dataclass(slots=True)
class UnitWork:
    """What a programme asks of one unit."""

    leads: list[Line]
    partners: list[Line]
    duties: list[Duty]
    owes: list[Deadline]
    receives: list[Deadline]
    names: list[str]
    """The printed names that mean the unit, each once."""

    @property
    def empty(self) -> bool:
        return not (self.leads or self.partners or self.duties or self.owes or self.receives)


def unit_work(plan: Plan, unit: Unit, day: dt.date) -> UnitWork:
    """Everything that the programme asks of a unit, as of a day. A fixed number of queries."""
    part: dict[Any, set[str]] = defaultdict(set)
    meant = list(Assignment.objects.filter(assigned__unit=unit).filter(Q(activity__plan=plan) | Q(duty__plan=plan)))
    for assignment in meant:
        part[assignment.activity_id].add(assignment.part)
    mine = lines(plan, day, unit=unit)
    return UnitWork(
        leads=[one for one in mine if Part.LEAD in part[one.activity.pk]],
        partners=[one for one in mine if Part.LEAD not in part[one.activity.pk]],
        duties=duties(plan, unit=unit),
        owes=deadlines(plan, unit=unit),
        receives=list(plan.deadlines.filter(to_unit=unit)),
        names=list({assignment.printed.lower(): assignment.printed for assignment in meant}.values()),
    )


def sources(plan: Plan, owner: Any) -> dict[str, Source]:
    """Where the values of a plan, an activity, a duty or a deadline came from, by field. 1 query."""
    found = plan.sources.filter(owner_model=owner._meta.model_name, owner_id=str(owner.pk))
    return {source.field: source for source in found}


def named_units(of: Activity | Duty) -> list[Assignment]:
    """The printed names of one activity or duty, each with `meant`: the units it means, in order. 2 queries."""
    rows = Assigned.objects.select_related("unit").order_by("unit__order", "unit__name")
    return list(of.assignments.select_related("group").prefetch_related(Prefetch("assigned", rows, to_attr="meant")))


def key_days(plan: Plan, of: Sequence[Line], day: dt.date) -> list[dt.date]:
    """Days worth looking at a programme from: first beginning, ten days before, the Day, last end. At most six."""
    starts = [one.activity.start for one in of if one.activity.start]
    ends = [one.activity.end for one in of if one.activity.end]
    wanted = {
        plan.day,
        plan.day - dt.timedelta(days=7),
        *([min(starts)] if starts else []),
        *([max(ends)] if ends else []),
    }
    return sorted(wanted - {day})[:6]


def counted_units(plan: Plan) -> int:
    """How many units the programme gives work to."""
    return (
        Assigned.objects.filter(Q(assignment__activity__plan=plan) | Q(assignment__duty__plan=plan))
        .values("unit_id")
        .distinct()
        .count()
    )
