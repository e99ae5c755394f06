"""The body of figures of a reporting round: what units reported, and the totals that follow from it and from nothing else.

Typed and counted figures stand side by side and are never mixed. Both editions of a report are drawn from one Body, and a
recount draws them again from the same Body with its values read anew.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal

import msgspec

Origin = Literal["typed", "counted"]
TYPED: Origin = "typed"
COUNTED: Origin = "counted"
OVERLAP = "cộng theo đơn vị, có thể trùng"
SENT = ("submitted", "approved", "accepted", "returned")
"""States of the report of a unit that has sent something."""


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured. `nature`: times, distinct, amount, rate; `course`: flow, stock. A rate has two codes."""

    code: str
    name: str
    measure: str
    nature: str = "amount"
    course: str = "flow"
    places: int = 0
    numerator: str = ""
    denominator: str = ""
    phrase: str = ""
    """With {} for the number."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that the round asks of an activity, and with what the total is compared; None where nothing is."""

    indicator: str
    target: Decimal | None = None
    baseline: Decimal | None = None
    """Of the same time a year before."""
    baseline_source: str = ""
    last: Decimal | None = None
    """Total of the round before, as typed."""
    required: bool = False


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """An activity that the round speaks of. `number` counts from 1 in the order of the plan."""

    number: int
    id: str
    ref: str
    title: str
    leads: tuple[str, ...] = ()
    time: str = ""
    cancelled: str = ""
    """Why it was called off."""
    states: dict[str, int] = {}
    """State of the look → parts of units that stand there: done, go, none, late, silent, stuck, off."""
    asks: tuple[Asked, ...] = ()


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A submission: what a unit sent, frozen."""

    id: str
    number: int
    at: dt.datetime
    sha256: str


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that must report, or did."""

    id: str
    code: str
    name: str
    short: str
    group: str
    expected: bool = True
    state: str = ""
    """Of its report: "" not begun, draft, submitted, approved, accepted, returned."""
    first_at: dt.datetime | None = None
    late: bool = False
    sent: Sent | None = None
    """The last submission."""

    @property
    def has_reported(self) -> bool:
        return self.first_at is not None


class Figure(msgspec.Struct, frozen=True, array_like=True):
    """A figure in force at the end of the round. `id` in 32 hex digits, `activity` its number, `unit` the place in Body.units."""

    id: str
    activity: int
    unit: int
    indicator: str
    origin: Origin
    value: Decimal
    in_period: Decimal | None
    evidence: int
    """Place in Body.evidence."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The record that figures come from, and how it is called."""

    model: str
    id: str
    name: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit wrote. `activity` 0: of the whole."""

    unit: int
    activity: int
    sort: Literal["words", "difficulties", "proposals"]
    text: str
    accepted: bool


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """An urging letter that was issued."""

    id: str
    number: int | None
    symbol: str
    day: dt.date | None
    subject: str
    units: int


class Guidance(msgspec.Struct, frozen=True, kw_only=True):
    """How the programme was led: who received it, who was urged, what was asked and answered."""

    given: int = 0
    """Units that were given work."""
    acknowledged: int = 0
    letters: tuple[Letter, ...] = ()
    urged: int = 0
    """Units that letters named, each once."""
    asked: int = 0
    answered: int = 0


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The plan as a report names it."""

    id: str
    kind: str = "Kế hoạch"
    number: str = ""
    day: dt.date | None = None
    issuer: str
    title: str
    name: str
    duties: int = 0
    coming: tuple[str, ...] = ()
    """Titles of activities that had not ended when the figures were closed."""


class RoundFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The reporting round."""

    id: str
    name: str
    since: dt.date
    until: dt.date
    due: dt.datetime
    locked: bool = False
    before: str = ""
    """Name of the round with which it is compared."""


class Body(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything that a consolidated report of a round may say."""

    plan: PlanFacts
    round: RoundFacts
    indicators: tuple[Indicator, ...] = ()
    activities: tuple[Activity, ...] = ()
    units: tuple[UnitLine, ...] = ()
    groups: tuple[str, ...] = ()
    """Names of the groups of units, in order."""
    figures: tuple[Figure, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    said: tuple[Said, ...] = ()
    guidance: Guidance = Guidance()

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        return {one.code: one for one in self.indicators}

    @cached_property
    def totals(self) -> dict[tuple[int, str, Origin], "Total"]:
        """Totals over units by (activity, indicator, origin); of rates, too."""
        return _totals(self)

    @cached_property
    def by_unit(self) -> dict[tuple[int, str, Origin, int], Figure]:
        return {(f.activity, f.indicator, f.origin, f.unit): f for f in self.figures}

    def has_figures(self, activity: int) -> bool:
        return activity in self._with_figures

    @cached_property
    def _with_figures(self) -> frozenset[int]:
        return frozenset(f.activity for f in self.figures)

    @property
    def expected(self) -> list[UnitLine]:
        return [unit for unit in self.units if unit.expected]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over units, or a rate of two sums. `places` point into Body.figures."""

    value: Decimal | None
    """None of a rate whose denominator is nought or missing."""
    in_period: Decimal | None
    places: tuple[int, ...]
    units: int
    remark: str = ""


def percent(part: Decimal, whole: Decimal, places: int = 1) -> Decimal:
    """`part` of `whole` in per cent, rounded half up. `whole` is not nought."""
    return rounded(part * 100 / whole, places)


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _totals(body: Body) -> dict[tuple[int, str, Origin], Total]:
    places: dict[tuple[int, str, Origin], list[int]] = defaultdict(list)
    for at, figure in enumerate(body.figures):
        places[figure.activity, figure.indicator, figure.origin].append(at)
    made = {key: _sum(body, key[1], found) for key, found in places.items()}
    for activity in body.activities:
        for ask in activity.asks:
            indicator = body.by_code[ask.indicator]
            if not indicator.numerator:
                continue
            for origin in (TYPED, COUNTED):
                over = made.get((activity.number, indicator.numerator, origin))
                under = made.get((activity.number, indicator.denominator, origin))
                if over is not None and under is not None:
                    made[activity.number, indicator.code, origin] = _rate(body, indicator, over, under)
    return made


def _sum(body: Body, code: str, places: list[int]) -> Total:
    indicator = body.by_code[code]
    figures = [body.figures[at] for at in places]
    parts = [f.in_period for f in figures if f.in_period is not None]
    overlaps = indicator.nature == "distinct" and len(figures) > 1
    return Total(
        sum((f.value for f in figures), Decimal()),
        sum(parts, Decimal()) if parts and indicator.course == "flow" else None,
        tuple(places),
        len(figures),
        OVERLAP if overlaps else "",
    )


def _rate(body: Body, indicator: Indicator, over: Total, under: Total) -> Total:
    """Of the units that gave both numbers and of no others: else one unit's part would stand over another's whole."""
    both = {body.figures[at].unit for at in over.places} & {body.figures[at].unit for at in under.places}
    parts, wholes = (tuple(at for at in one.places if body.figures[at].unit in both) for one in (over, under))
    part, whole = (sum((body.figures[at].value for at in places), Decimal()) for places in (parts, wholes))
    remark = "" if len(both) == over.units == under.units else f"tính từ {len(both):02d} đơn vị có đủ tử số và mẫu số"
    return Total(percent(part, whole, indicator.places) if whole else None, None, (*parts, *wholes), len(both), remark)
