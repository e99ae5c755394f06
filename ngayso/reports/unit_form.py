"""The form of one unit in a round, read as a whole: what is asked, what was typed, what stands beside it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.urls import reverse

from ngayso.core import clock
from ngayso.desks.models import Evidence, Work
from ngayso.people.models import Level, Unit
from ngayso.plans.measures import Measure, counted
from ngayso.plans.models import Activity, Course, DutyItem, Figure, Indicator, Nature, Part
from ngayso.reports.asked import asked_of, items_of
from ngayso.reports.models import Ask, Cell, Passage, ReportState, Review, Round, UnitReport

SENT = (ReportState.SUBMITTED, ReportState.APPROVED, ReportState.ACCEPTED)
FEW_EVIDENCE = 6
"""So many pieces of evidence of an activity stand on the form; the rest is on the desk."""


@dataclass(frozen=True, slots=True)
class Subtotal:
    """What the communes of a district have sent for a figure: to look at, never added to its own number."""

    value: Decimal
    units: int


@dataclass(slots=True)
class Row:
    """One figure of the form."""

    ask: Ask
    indicator: Indicator
    cell: Cell | None = None
    counted: Measure | None = None
    """What the house counted."""
    last: Figure | None = None
    """Of the round before, as it was accepted."""
    below: Subtotal | None = None
    rate: Decimal | None = None
    """Of a rate: computed from the typed numbers, per cent; None while one is missing or the whole is 0."""

    @property
    def is_rate(self) -> bool:
        return self.indicator.nature == Nature.RATE

    @property
    def is_flow(self) -> bool:
        return self.indicator.course == Course.FLOW

    @property
    def value(self) -> Decimal | None:
        return self.cell.value if self.cell is not None else None

    @property
    def in_period(self) -> Decimal | None:
        return self.cell.in_period if self.cell is not None else None

    @property
    def word(self) -> str:
        return self.cell.word if self.cell is not None else ""

    @property
    def mark(self) -> str:
        return self.cell.mark if self.cell is not None else ""

    @property
    def version(self) -> int:
        return self.cell.version if self.cell is not None else 0

    @property
    def offer(self) -> Decimal | None:
        """In period and last cumulative together, when that is not what stands as cumulative."""
        if not self.is_flow or self.is_rate or self.in_period is None:
            return None
        whole = self.in_period + (self.last.value if self.last is not None else 0)
        return whole if whole != self.value else None


@dataclass(slots=True)
class Block:
    """One activity of the form."""

    activity: Activity
    part: str
    rows: list[Row]
    passage: Passage | None = None
    work: Work | None = None
    evidence: list[Evidence] = field(default_factory=list)
    evidence_count: int = 0

    @property
    def is_lead(self) -> bool:
        return self.part == Part.LEAD

    @property
    def part_label(self) -> str:
        return str(Part(self.part).label)

    @property
    def is_begun(self) -> bool:
        """Whether the unit has written anything of it."""
        return bool(self.words_of) or any(row.value is not None or row.in_period is not None for row in self.rows)

    @property
    def words_of(self) -> str:
        one = self.passage
        return f"{one.words}{one.difficulties}{one.proposals}" if one is not None else ""

    @property
    def typed(self) -> int:
        return sum(row.value is not None for row in self.rows if not row.is_rate)

    @property
    def wanted(self) -> int:
        return sum(not row.is_rate for row in self.rows)


@dataclass
class UnitForm:
    """The report of a unit in a round as the form shows it. Not made yet: `report` is not saved."""

    round: Round
    unit: Unit
    report: UnitReport
    blocks: list[Block]
    communes: int
    """Communes below a district that have sent; 0 of all other units."""

    @property
    def is_new(self) -> bool:
        return self.report._state.adding

    @cached_property
    def items(self) -> list[DutyItem]:
        """What the plan gives the unit to do, to write about."""
        return items_of(self.round, self.unit)

    @cached_property
    def review(self) -> Review | None:
        """The last verdict."""
        if self.is_new:
            return None
        found = Review.objects.filter(submission__report=self.report).select_related("unit", "submission")
        return found.order_by("-at").first()

    def changed_since(self, at: dt.datetime) -> list[tuple[str, UUID, str]]:
        """What somebody wrote after a moment: (id of its place on the form, activity, name)."""
        found = []
        for block in self.blocks:
            key = block.activity.pk
            for row in block.rows:
                if was_written(row.cell, at):
                    found.append((f"o-{row.ask.pk}", key, row.indicator.name))
            if was_written(block.passage, at):
                found.append((f"loi-{key}", key, block.activity.title))
        return found

    def block(self, activity_id: Any) -> Block | None:
        return next((one for one in self.blocks if str(one.activity.pk) == str(activity_id)), None)


def was_written(one: Cell | Passage | None, at: dt.datetime) -> bool:
    """Whether somebody typed in it after a moment; a row that was made to hold a mark nobody typed."""
    return one is not None and bool(one.changed_by) and one.changed_at > at


def read_form(round_: Round, unit: Unit, *, report: UnitReport | None = None) -> UnitForm:
    """The form of a unit. Queries: fixed, however many activities and figures there are."""
    if report is None:
        report = UnitReport.objects.filter(round=round_, unit=unit).first() or UnitReport(round=round_, unit=unit)
    report.round, report.unit = round_, unit
    new = report._state.adding
    blocks = [
        Block(one.activity, one.part, [Row(ask, ask.indicator) for ask in one.asks]) for one in asked_of(round_, unit)
    ]
    rows = {row.ask.pk: row for block in blocks for row in block.rows}
    if not new:
        for cell in Cell.objects.filter(report=report):
            if cell.ask_id in rows:
                rows[cell.ask_id].cell = cell
        passages = {one.activity_id: one for one in Passage.objects.filter(report=report)}
        for block in blocks:
            block.passage = passages.get(block.activity.pk)
    by_code = {(row.ask.activity_id, row.indicator.code): row for row in rows.values()}
    for measure in counted(round_.plan, since=round_.since, until=round_.until, unit_id=unit.pk):
        row = by_code.get((measure.activity_id, measure.indicator))
        if row is not None and row.counted is None:
            row.counted = measure
    if round_.before is not None:
        past = Figure.objects.in_force().filter(
            plan_id=round_.plan_id, unit=unit, day=round_.before.until, origin=Figure.Origin.TYPED
        )
        by_id = {(row.ask.activity_id, row.indicator.pk): row for row in rows.values()}
        for figure in past:
            if (figure.activity_id, figure.indicator_id) in by_id:
                by_id[figure.activity_id, figure.indicator_id].last = figure
    for block in blocks:
        count_rates(block)
    communes = _below(round_, unit, rows)
    _work(round_, unit, blocks)
    return UnitForm(round_, unit, report, blocks, communes)


def count_rates(block: Block) -> None:
    """Computes the rates of an activity from its typed numbers."""
    values: dict[int | None, Decimal | None] = {row.indicator.pk: row.value for row in block.rows}
    for row in block.rows:
        if row.is_rate:
            row.rate = rate(
                values.get(row.indicator.numerator_id),
                values.get(row.indicator.denominator_id),
                places=row.indicator.places,
            )


def rate(part: Decimal | None, whole: Decimal | None, *, places: int = 1) -> Decimal | None:
    """Per cent, rounded half up; None while one is missing or the whole is 0."""
    if part is None or not whole:
        return None
    return (part * 100 / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _below(round_: Round, unit: Unit, rows: dict[int, Row]) -> int:
    """Puts what the communes of a district have sent beside its figures; how many have sent."""
    if unit.level != Level.DISTRICT:
        return 0
    sent = UnitReport.objects.filter(round=round_, unit__parent=unit, state__in=SENT)
    sums = (
        Cell.objects.filter(report__in=sent, value__isnull=False)
        .values("ask_id")
        .annotate(total=Sum("value"), units=Count("pk"))
    )
    for one in sums:
        row = rows.get(one["ask_id"])
        if row is not None:
            row.below = Subtotal(one["total"], one["units"])
    return sent.count()


def _work(round_: Round, unit: Unit, blocks: list[Block]) -> None:
    """Puts beside each activity where its work stands on the desk, and its evidence, newest first."""
    works = {
        one.activity_id: one for one in Work.objects.filter(plan_id=round_.plan_id, unit=unit, activity__isnull=False)
    }
    shown: dict[UUID, list[Evidence]] = defaultdict(list)
    found = Evidence.objects.filter(work__in=[work.pk for work in works.values()], removed_at=None)
    for piece in found.select_related("file").order_by("-at"):
        shown[piece.work_id].append(piece)
    for block in blocks:
        block.work = works.get(block.activity.pk)
        if block.work is not None:
            pieces = shown[block.work.pk]
            block.evidence, block.evidence_count = pieces[:FEW_EVIDENCE], len(pieces)


def desk_url(round_: Round, unit: Unit, activity: Activity) -> str:
    """Where the unit works on the activity."""
    return reverse("desks:work", args=[round_.plan_id, unit.pk, "hoat-dong", activity.pk])


def last_day(round_: Round) -> dt.date:
    """The last day on which a report is in time: the day, in Vietnam, before the first moment that is late."""
    return (round_.due - dt.timedelta(microseconds=1)).astimezone(clock.HERE).date()
