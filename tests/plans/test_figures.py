"""Figures are set, replaced, withdrawn, and never lost."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plans import build

from ngayso.core import audit
from ngayso.core.models import AuditRow
from ngayso.people.models import Unit
from ngayso.plans.figures import Outcome, Said, freeze_counted, set_figures, withdraw_figures
from ngayso.plans.measures import Measure
from ngayso.plans.models import Figure, Indicator, Plan

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 10, 15)
COUNTED: list[Measure] = []


def counted_here(plan: Plan, *, since: dt.date, until: dt.date, unit_id: Any = None) -> list[Measure]:
    """A source of the test: what stands in COUNTED."""
    return list(COUNTED)


@pytest.fixture
def plan(province: Any) -> Plan:
    for code in ("x", "y", "z"):
        Indicator.objects.create(code=code, name=code, measure="lượt")
    return build.plan()


def said(plan: Plan, code: str, value: Any, *, unit: str = "caibe", period: Any = None) -> Said:
    activity = plan.activities.get(key="a2")
    return Said(activity.pk, Unit.objects.get(code=unit).pk, code, Decimal(value), period and Decimal(period))


def put(plan: Plan, record: str, *lines: Said, replaces: tuple[str, ...] = (), day: dt.date = DAY) -> Outcome:
    return set_figures(
        plan,
        lines,
        day=day,
        evidence_model="reports.submission",
        evidence_id=record,
        replaces=replaces,
        actor=None,
    )


def in_force(**more: Any) -> dict[str, Decimal]:
    found = Figure.objects.in_force().filter(**more)
    return dict(found.values_list("indicator__code", "value"))


def test_replaced_in_one_transaction_and_kept_for_good(plan: Plan) -> None:
    put(plan, "r1", said(plan, "x", 4, period=2), said(plan, "y", 7))
    outcome = put(plan, "r2", said(plan, "x", 5, period=3), replaces=("r1",))
    assert outcome == Outcome(made=1, withdrawn=2, kept=0)
    assert in_force() == {"x": 5}
    assert Figure.objects.count() == 3
    assert AuditRow.objects.filter(verb="plans.figures_set").count() == 2
    assert audit.broken_at() is None


def test_another_record_that_says_the_same_thing_takes_its_place(plan: Plan) -> None:
    """Two rounds that end on one day: what the second does not ask stays."""
    put(plan, "a", said(plan, "x", 4), said(plan, "y", 7), said(plan, "x", 1, unit="mytho"))
    put(plan, "b", said(plan, "x", 9))
    assert in_force(unit__code="caibe") == {"x": 9, "y": 7}
    assert in_force(unit__code="mytho") == {"x": 1}
    put(plan, "c", said(plan, "x", 2), day=DAY + dt.timedelta(days=1))
    assert in_force(unit__code="caibe", day=DAY) == {"x": 9, "y": 7}


def test_withdrawn_twice_is_once(plan: Plan) -> None:
    put(plan, "a", said(plan, "x", 4), said(plan, "y", 7))
    given = {"evidence_model": "reports.submission", "evidence_ids": ["a"], "actor": None}
    assert withdraw_figures(plan, **given) == 2
    at = set(Figure.objects.values_list("withdrawn_at", flat=True))
    assert withdraw_figures(plan, **given) == 0
    assert set(Figure.objects.values_list("withdrawn_at", flat=True)) == at
    assert AuditRow.objects.filter(verb="plans.figures_withdrawn").count() == 1


def test_a_number_of_an_unknown_indicator_is_refused_whole(plan: Plan) -> None:
    with pytest.raises(KeyError):
        put(plan, "a", said(plan, "x", 4), said(plan, "khong-co", 7))
    assert not Figure.objects.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(["accept", "reopen"]),
            st.dictionaries(st.sampled_from(["x", "y", "z"]), st.integers(0, 10**12), max_size=3),
        ),
        max_size=6,
    )
)
def test_after_any_way_the_last_accepted_stands(plan: Plan, deeds: list[tuple[str, dict[str, int]]]) -> None:
    """Whatever is accepted and reopened in turn: in force is what the last accepted record says, and nothing is lost."""
    Figure.objects.all().delete()
    stands: dict[str, int] = {}
    records: list[str] = []
    made = 0
    for deed, cells in deeds:
        if deed == "accept":
            records.append(f"r{len(records)}")
            lines = [said(plan, code, value) for code, value in cells.items()]
            put(plan, records[-1], *lines, replaces=tuple(records[:-1]))
            stands, made = dict(cells), made + len(cells)
        else:
            withdraw_figures(plan, evidence_model="reports.submission", evidence_ids=records, actor=None)
            stands = {}
        assert in_force() == stands
        assert Figure.objects.count() == made


class TestCounted:
    @pytest.fixture(autouse=True)
    def source(self, plan: Plan, settings: Any) -> Any:
        settings.MEASURES = [f"{__name__}.counted_here"]
        COUNTED.clear()
        yield
        COUNTED.clear()

    def measure(self, plan: Plan, code: str, value: Any, *, unit: str = "caibe", period: Any = None) -> Measure:
        one = said(plan, code, value, unit=unit, period=period)
        return Measure(
            one.activity_id, one.unit_id, code, one.value, one.in_period, "desks.work", f"w-{unit}", "/ban-viec/"
        )

    def freeze(self, plan: Plan) -> Outcome:
        return freeze_counted(plan, since=DAY, until=DAY, actor=None)

    def test_the_same_is_left_alone_what_changed_is_replaced_what_is_gone_withdrawn(self, plan: Plan) -> None:
        COUNTED[:] = [self.measure(plan, "x", 4, period=1), self.measure(plan, "y", "2.50"), self.measure(plan, "z", 1)]
        assert self.freeze(plan) == Outcome(made=3, withdrawn=0, kept=0)
        rows = AuditRow.objects.count()
        assert self.freeze(plan) == Outcome(made=0, withdrawn=0, kept=3)
        assert AuditRow.objects.count() == rows
        COUNTED[:] = [self.measure(plan, "x", 4, period=2), self.measure(plan, "y", "2.5")]
        assert self.freeze(plan) == Outcome(made=1, withdrawn=2, kept=1)
        assert in_force() == {"x": 4, "y": Decimal("2.5")}
        assert Figure.objects.count() == 4

    def test_what_units_typed_is_never_touched(self, plan: Plan) -> None:
        put(plan, "a", said(plan, "x", 40))
        COUNTED[:] = [self.measure(plan, "x", 4)]
        self.freeze(plan)
        assert in_force(origin="typed") == {"x": 40}
        assert in_force(origin="counted") == {"x": 4}
        COUNTED[:] = []
        self.freeze(plan)
        assert in_force(origin="typed") == {"x": 40}
        assert in_force(origin="counted") == {}

    def test_many_figures_few_queries(self, plan: Plan) -> None:
        activity = plan.activities.get(key="a2")
        units = list(Unit.objects.all())

        def many(number: int) -> list[Measure]:
            for at in range(number):
                Indicator.objects.get_or_create(code=f"k{at}", defaults={"name": "k", "measure": "lượt"})
            return [
                Measure(activity.pk, unit.pk, f"k{at}", Decimal(at), None, "desks.work", "w", "/")
                for unit in units
                for at in range(number)
            ]

        counts = []
        for number in (1, 3):
            COUNTED[:] = many(number)
            with CaptureQueriesContext(connection) as queries:
                self.freeze(plan)
            counts.append(len(queries))
            with CaptureQueriesContext(connection) as queries:
                self.freeze(plan)
            counts.append(len(queries))
        assert counts[0] >= counts[2]
        assert counts[1] == counts[3]
