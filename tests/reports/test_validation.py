"""What is wrong or unusual in a report is named, and a word settles what may be unusual."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import flow_build as build

from ngayso.core import clock
from ngayso.desks.models import Work
from ngayso.people.models import Unit
from ngayso.plans.measures import Measure
from ngayso.plans.models import Figure, Indicator, Relation
from ngayso.reports import validation
from ngayso.reports.models import Ask, Cell, ReportState, UnitReport
from ngayso.reports.unit_form import rate, read_form

D = Decimal
COUNTED: list[Measure] = []


def counted(plan: Any, *, since: Any, until: Any, unit_id: Any) -> list[Measure]:
    """A source of counted numbers, as settings.MEASURES names one."""
    return [one for one in COUNTED if one.unit_id == unit_id]


@pytest.fixture(autouse=True)
def _source(settings: Any) -> Any:
    settings.MEASURES = [f"{__name__}.counted"]
    COUNTED.clear()


def said(report: UnitReport) -> list[tuple[str, str]]:
    report = UnitReport.objects.get(pk=report.pk)
    return [(one.ask.indicator.code if one.ask else "", one.weight) for one in validation.problems(report)]


def word(report: UnitReport, text: str, code: str = "thu-ho") -> None:
    Cell.objects.filter(report=report, ask__indicator__code=code).update(word=text)


def house_counted(report: UnitReport, value: int, code: str = "thu-ho") -> None:
    activity = report.round.plan.activities.get(key="a2")
    COUNTED.append(Measure(activity.pk, report.unit_id, code, D(value), D(value), "desks.work", "1", "/ban-viec/"))


def last(report: UnitReport, value: int, in_period: int | None = None, code: str = "thu-ho") -> None:
    """The round before, with an accepted figure."""
    round_ = report.round
    if round_.before is None:
        round_.before = build.Round.objects.create(
            plan=round_.plan,
            name="Kỳ trước",
            since=dt.date(2025, 9, 1),
            until=dt.date(2025, 9, 30),
            due=clock.now(),
        )
        round_.save()
    Figure.objects.create(
        plan=round_.plan,
        activity=round_.plan.activities.get(key="a2"),
        unit=report.unit,
        indicator=Indicator.objects.get(code=code),
        day=round_.before.until,
        value=value,
        in_period=in_period,
        origin="typed",
        evidence_model="reports.submission",
        evidence_id="1",
    )


@pytest.mark.django_db
class TestProblems:
    def test_a_plain_report_has_none(self, province: Any) -> None:
        assert said(build.report(build.round_())) == []

    def test_a_required_number_or_a_word(self, province: Any) -> None:
        report = build.report(build.round_(), houses=None, period=None)
        Ask.objects.filter(indicator__code="thu-ho").update(required=True)
        assert said(report) == [("thu-ho", "word")]
        ask = Ask.objects.get(indicator__code="thu-ho")
        Cell.objects.create(report=report, ask=ask, word="Chưa chốt được sổ")
        assert said(report) == []

    def test_in_period_is_within_the_cumulative(self, province: Any) -> None:
        report = build.report(build.round_(), houses="10", period="12")
        word(report, "Vẫn thế")
        assert said(report) == [("thu-ho", "stop")]

    def test_the_cumulative_never_falls(self, province: Any) -> None:
        report = build.report(build.round_(), houses="40", period="12")
        last(report, 50, 20)
        assert said(report) == [("thu-ho", "stop")]

    def test_the_sum_with_the_round_before(self, province: Any) -> None:
        report = build.report(build.round_(), houses="40", period="12")
        last(report, 25, 20)
        assert said(report) == [("thu-ho", "word")]
        word(report, "Ba hộ kỳ trước ghi sót")
        assert said(report) == []
        (row, _teams) = read_form(report.round, report.unit).blocks[0].rows
        assert row.offer == 37

    def test_without_a_problem_the_sum_is_not_offered(self, province: Any) -> None:
        report = build.report(build.round_(), houses="40", period="12")
        last(report, 28, 20)
        assert said(report) == []
        assert read_form(report.round, report.unit).blocks[0].rows[0].offer is None

    @pytest.mark.parametrize(("value", "found"), [(40, []), (44, []), (45, [("thu-ho", "word")])])
    def test_far_from_what_was_counted(self, province: Any, value: int, found: list[Any]) -> None:
        report = build.report(build.round_(), houses=str(value), period=None)
        house_counted(report, 40)
        assert said(report) == found

    def test_three_times_the_counted_is_said_so(self, province: Any) -> None:
        report = build.report(build.round_(), houses="121", period=None)
        house_counted(report, 40)
        (problem,) = validation.problems(report)
        assert "gấp hơn 3 lần" in problem.sentence
        assert "40" in problem.sentence

    def test_five_times_the_last_period(self, province: Any) -> None:
        report = build.report(build.round_(), houses="111", period="101")
        last(report, 10, 20)
        assert said(report) == [("thu-ho", "word")]

    def test_far_over_like_units(self, province: Any) -> None:
        round_ = build.round_()
        report = build.report(round_, houses="400", period=None)
        ask = Ask.objects.get(indicator__code="thu-ho")
        for number in range(5):
            assert said(report) == []
            unit = Unit.objects.create(
                code=f"h{number}", name=f"Huyện {number}", kind="district-committee", level="district", source="thử"
            )
            other = UnitReport.objects.create(round=round_, unit=unit, state=ReportState.SUBMITTED)
            Cell.objects.create(report=other, ask=ask, value=100 + number)
        assert said(report) == [("thu-ho", "word")]

    def test_a_rate_over_the_whole(self, province: Any) -> None:
        report = build.report(build.round_(), houses="40", period=None, teams="30")
        houses, teams = (Indicator.objects.get(code=code) for code in ("thu-ho", "thu-to"))
        share = Indicator.objects.create(
            code="ty-le", name="Tỷ lệ", measure="%", nature="rate", places=1, numerator=houses, denominator=teams
        )
        activity = report.round.plan.activities.get(key="a2")
        Ask.objects.create(round=report.round, activity=activity, indicator=share, order=9)
        assert said(report) == [("ty-le", "stop")]
        assert read_form(report.round, report.unit).blocks[0].rows[2].rate == D("133.3")

    def test_relations_of_both_weights(self, province: Any) -> None:
        report = build.report(build.round_(), houses="40", period=None, teams="50")
        kept = Relation.objects.create(
            code="to-ho", left=["thu-to"], right=["thu-ho"], operator="le", sentence="Số tổ không quá số hộ"
        )
        assert said(report) == [("thu-to", "stop")]
        (problem,) = validation.problems(report)
        assert problem.sentence == "Số tổ không quá số hộ (50 > 40)"
        kept.weight = "word"
        kept.save()
        assert said(report) == [("thu-to", "word")]
        word(report, "Tổ ghép", "thu-ho")
        assert said(report) == []
        Cell.objects.filter(report=report, ask__indicator__code="thu-ho").update(value=None, word="")
        assert said(report) == []

    def test_done_work_of_a_lead_says_something(self, province: Any) -> None:
        round_ = build.round_()
        report = UnitReport.objects.create(round=round_, unit=Unit.objects.get(code="caibe"))
        activity = round_.plan.activities.get(key="a2")
        Work.objects.create(plan=round_.plan, unit=report.unit, activity=activity, state="done")
        assert said(report) == [("", "word")]
        build.Passage.objects.create(report=report, activity=activity, words="Xong.")
        assert said(report) == []

    def test_as_many_queries_for_one_activity_as_for_three(
        self, province: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        round_ = build.round_()
        report = build.report(round_)
        report.round = round_
        with CaptureQueriesContext(connection) as one:
            validation.checked(read_form(round_, report.unit, report=report))
        indicators = [ask.indicator for ask in round_.asks.select_related("indicator")]
        for key in ("a1", "a3"):
            activity = round_.plan.activities.get(key=key)
            given = activity.assignments.create(part="lead", printed="x", by_hand=True)
            given.assigned.create(unit=report.unit)
            for indicator in indicators:
                ask = Ask.objects.create(round=round_, activity=activity, indicator=indicator)
                Cell.objects.create(report=report, ask=ask, value=20)
        with django_assert_num_queries(len(one)):
            form = read_form(round_, report.unit, report=report)
            validation.checked(form)
        assert len(form.blocks) == 3


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_relations_are_arithmetic(left: Decimal, right: Decimal) -> None:
    assert validation.holds(left, "le", right) == (not validation.holds(right, "le", left) or left == right)
    assert validation.holds(left, "ge", right) == validation.holds(right, "le", left)
    assert validation.holds(left, "eq", right) == (
        validation.holds(left, "le", right) and validation.holds(left, "ge", right)
    )


@given(st.decimals(0, 10**6, places=2), st.decimals("0.01", 10**6, places=2), st.integers(0, 2))
def test_a_rate_is_near_the_quotient(part: Decimal, whole: Decimal, places: int) -> None:
    found = rate(part, whole, places=places)
    assert found is not None
    assert abs(found - part * 100 / whole) <= D(10) ** -places / 2
    if part <= whole:
        assert found <= 100


def test_no_rate_without_a_whole() -> None:
    assert rate(D(5), D(0)) is None
    assert rate(None, D(5)) is None


def test_a_district_that_gives_the_sum_of_its_communes_says_why(province: Any) -> None:
    round_ = build.round_()
    lead = round_.plan.activities.get(key="a2").assignments.get(part="lead")
    build.communes()
    for code, houses in (("anthai", "11"), ("mydu", "12")):
        lead.assigned.create(unit=Unit.objects.get(code=code))
        build.report(round_, code, houses=houses, period=houses)
    UnitReport.objects.update(state=ReportState.SUBMITTED)
    report = build.report(round_, houses="23", period="23")
    assert said(report) == [("thu-ho", "word")]
    word(report, "Huyện đến các hộ khác, trùng số ngẫu nhiên.")
    assert said(report) == []
    Cell.objects.filter(report=report, ask__indicator__code="thu-ho").update(value=24, in_period=24, word="")
    assert said(report) == []
