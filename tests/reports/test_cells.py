"""Nobody overwrites unseen; who may write, and when."""

from decimal import Decimal
from typing import Any

import pytest
from reports import flow_build as build

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.people.models import Unit
from ngayso.plans.models import Indicator
from ngayso.reports import cells
from ngayso.reports.models import Ask, Cell, ReportState, UnitReport

D = Decimal


@pytest.fixture
def report(province: Any, clerk: Any) -> UnitReport:
    return cells.open_report(build.round_(), Unit.objects.get(code="caibe"), actor=clerk)


def asks(report: UnitReport) -> tuple[Ask, Ask]:
    found = {ask.indicator.code: ask for ask in report.round.asks.select_related("indicator")}
    return found["thu-ho"], found["thu-to"]


def save(report: UnitReport, ask: Ask, value: Any, *, seen: int, actor: Any, now: Any = None, word: str = "") -> Cell:
    given = {"in_period": None if now is None else D(now), "value": None if value is None else D(value)}
    return build.save_cell(report, ask, **given, word=word, seen=seen, actor=actor)


@pytest.mark.django_db
class TestReport:
    def test_it_is_made_once(self, report: UnitReport, clerk: Any) -> None:
        again = cells.open_report(report.round, report.unit, actor=clerk)
        assert again.pk == report.pk
        assert AuditRow.objects.filter(verb="reports.report_opened").count() == 1

    def test_a_unit_that_is_not_asked_has_none(self, province: Any, focal: Any) -> None:
        round_ = build.round_()
        with pytest.raises(Refusal) as refusal:
            cells.open_report(round_, Unit.objects.get(code="yte"), actor=focal)
        assert refusal.value.status == 404

    def test_a_cell_is_written_and_told_once(self, report: UnitReport, clerk: Any) -> None:
        houses, _teams = asks(report)
        cell = save(report, houses, 40, now=12, seen=0, actor=clerk)
        assert (cell.value, cell.in_period, cell.version, cell.changed_by) == (40, 12, 1, clerk.name)
        again = save(report, houses, 40, now=12, seen=0, actor=clerk)
        assert again.version == 1
        rows = AuditRow.objects.filter(verb="reports.report_saved")
        assert rows.count() == 1
        change = rows[0].detail["changes"][0]
        assert change["indicator"] == "thu-ho"
        assert change["before"]["value"] is None
        assert change["after"]["value"] == "40"

    def test_nobody_overwrites_unseen(self, report: UnitReport, clerk: Any, focal: Any) -> None:
        houses, teams = asks(report)
        save(report, houses, 40, seen=0, actor=clerk)
        save(report, houses, 45, seen=1, actor=focal)
        entries = [
            cells.CellEntry(houses, None, D(50), "", 1),
            cells.CellEntry(teams, None, D(3), "", 0),
        ]
        with pytest.raises(cells.Changed) as refusal:
            cells.save(report, cells=entries, actor=clerk)
        assert refusal.value.status == 409
        assert "45" in refusal.value.sentence
        assert "50" in refusal.value.sentence
        (conflict,) = refusal.value.conflicts
        assert (conflict.theirs["value"], conflict.version, conflict.by) == (45, 2, focal.name)
        # All or nothing: the other figure waits, too.
        assert not Cell.objects.filter(report=report, ask=teams).exists()
        assert save(report, houses, 50, seen=2, actor=clerk).version == 3

    def test_a_row_that_only_holds_a_mark_is_no_other_word(self, report: UnitReport, clerk: Any) -> None:
        houses, _teams = asks(report)
        Cell.objects.create(report=report, ask=houses, mark="Xem lại")
        assert save(report, houses, 40, seen=0, actor=clerk).mark == "Xem lại"

    def test_words_and_the_whole_keep_their_versions(self, report: UnitReport, clerk: Any, focal: Any) -> None:
        activity = report.round.plan.activities.get(key="a2")
        passage = build.save_passage(
            report, activity, words=" Một\r\nhai ", difficulties="", proposals="", seen=0, actor=clerk
        )
        assert passage.words == "Một\nhai"
        with pytest.raises(cells.Changed):
            build.save_passage(report, activity, words="Ba", difficulties="", proposals="", seen=0, actor=focal)
        whole = build.save_general(report, difficulties="Thiếu máy", proposals="", seen=1, actor=clerk)
        assert whole.version == 2
        with pytest.raises(cells.Changed):
            build.save_general(report, difficulties="Thiếu người", proposals="", seen=1, actor=focal)

    @pytest.mark.parametrize(("value", "said"), [(D(-1), "từ 0"), (D("1.5"), "quá 0 chữ số"), (D("NaN"), "từ 0")])
    def test_numbers_that_cannot_be(self, report: UnitReport, clerk: Any, value: Decimal, said: str) -> None:
        houses, _teams = asks(report)
        with pytest.raises(Refusal, match=said) as refusal:
            build.save_cell(report, houses, in_period=None, value=value, word="", seen=0, actor=clerk)
        assert refusal.value.status == 400

    def test_a_rate_is_never_typed_and_a_level_has_no_period(self, report: UnitReport, clerk: Any) -> None:
        houses, teams = asks(report)
        part = Indicator.objects.create(
            code="ty-le",
            name="Tỷ lệ",
            measure="%",
            nature="rate",
            numerator=houses.indicator,
            denominator=teams.indicator,
        )
        rate = Ask.objects.create(round=report.round, activity=houses.activity, indicator=part)
        with pytest.raises(Refusal, match="tính từ hai"):
            save(report, rate, 5, seen=0, actor=clerk)
        with pytest.raises(Refusal, match="không có số trong kỳ"):
            save(report, teams, 5, now=1, seen=0, actor=clerk)

    def test_only_its_own_unit_and_who_runs_the_plan(self, report: UnitReport, leader: Any, auditor: Any) -> None:
        houses, _teams = asks(report)
        for actor in (leader, auditor, build.person("khac", "mytho")):
            with pytest.raises(Refusal) as refusal:
                save(report, houses, 5, seen=0, actor=actor)
            assert refusal.value.status == 404

    @pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.APPROVED, ReportState.ACCEPTED])
    def test_what_was_sent_stands(self, report: UnitReport, clerk: Any, state: str) -> None:
        UnitReport.objects.filter(pk=report.pk).update(state=state)
        with pytest.raises(Refusal) as refusal:
            save(report, asks(report)[0], 5, seen=0, actor=clerk)
        assert refusal.value.status == 409

    def test_a_locked_round_takes_nothing(self, report: UnitReport, clerk: Any) -> None:
        report.round.locked_at = clock.now()
        report.round.save()
        with pytest.raises(Refusal) as refusal:
            save(report, asks(report)[0], 5, seen=0, actor=clerk)
        assert refusal.value.status == 409

    def test_a_figure_that_is_not_asked_of_the_unit(self, report: UnitReport, clerk: Any) -> None:
        contest = report.round.plan.activities.get(key="a1")
        ask = Ask.objects.create(round=report.round, activity=contest, indicator=Indicator.objects.get(code="thu-ho"))
        with pytest.raises(Refusal) as refusal:
            save(report, ask, 5, seen=0, actor=clerk)
        assert refusal.value.status == 404
