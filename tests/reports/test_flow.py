"""A unit's report on its way: sent once and frozen, taken back, returned with marks, approved from below, accepted."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from intake.test_together import at_once
from reports import flow_build as build

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.office.models import Delivery
from ngayso.people.models import Unit
from ngayso.plans.models import Figure, Part
from ngayso.reports import flow, frozen, locks
from ngayso.reports.models import LockException, ReportState, Review, Submission, UnitReport, Way

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(province: Any, clerk: Any) -> Submission:
    return flow.submit_report(build.report(build.round_()), way=Way.WEB, actor=clerk)


def values() -> dict[str, Any]:
    return {f.indicator.code: (f.value, f.in_period) for f in Figure.objects.in_force().filter(origin="typed")}


def test_what_is_sent_is_frozen_with_its_hash(sent: Submission, clerk: Any) -> None:
    report = sent.report
    report.refresh_from_db()
    assert (report.state, report.late, sent.number, sent.way) == (ReportState.SUBMITTED, False, 1, Way.WEB)
    assert report.submitted_at == report.first_submitted_at == sent.at
    assert sent.content["cells"][0] == {
        "activity": str(report.round.plan.activities.get(key="a2").pk),
        "indicator": "thu-ho",
        "in_period": "12",
        "value": "40",
        "word": "",
        "counted": "",
    }
    assert sent.content["passages"][0]["words"] == "Đã đến từng nhà."
    assert sent.sha256 == frozen.digest(Submission.objects.get(pk=sent.pk).content)
    row = AuditRow.objects.get(verb="reports.report_submitted")
    assert (row.actor_id, row.detail["sha256"]) == (str(clerk.pk), sent.sha256)
    assert audit.broken_at() is None


def test_sent_twice_it_is_one_submission(sent: Submission, clerk: Any, focal: Any) -> None:
    assert flow.submit_report(sent.report, way=Way.WEB, actor=clerk) == sent
    flow.accept_report(sent.report, actor=focal)
    assert flow.submit_report(sent.report, way=Way.WEB, actor=clerk) == sent
    build.fill(sent.report, houses="41", period="12", teams="3")
    with pytest.raises(Refusal) as refusal:
        flow.submit_report(sent.report, way=Way.WEB, actor=clerk)
    assert refusal.value.status == 409
    assert "Cán bộ Đầu Mối" in refusal.value.sentence
    assert Submission.objects.count() == 1


def test_the_focal_unit_writes_for_a_unit(province: Any, focal: Any) -> None:
    sent = flow.submit_report(build.report(build.round_()), way=Way.WEB, actor=focal)
    assert sent.way == Way.ON_BEHALF


def test_what_must_be_mended_is_named(province: Any, clerk: Any) -> None:
    report = build.report(build.round_(), houses="5", period="12")
    with pytest.raises(Refusal) as refusal:
        flow.submit_report(report, way=Way.WEB, actor=clerk)
    assert refusal.value.status == 400
    assert "lớn hơn lũy kế" in refusal.value.sentence
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    assert not Submission.objects.exists()


def test_after_the_due_it_is_late_and_stays_so(province: Any, clerk: Any, focal: Any) -> None:
    round_ = build.round_(due=clock.now() - dt.timedelta(hours=1))
    report = build.report(round_)
    flow.submit_report(report, way=Way.WEB, actor=clerk)
    assert report.late
    first = report.first_submitted_at
    flow.return_report(report, note="Xem lại", marks=[], actor=focal)
    type(round_).objects.update(due=clock.now() + dt.timedelta(days=1))
    flow.submit_report(report, way=Way.WEB, actor=clerk)
    report.refresh_from_db()
    assert report.late
    assert report.first_submitted_at == first != report.submitted_at


def test_a_locked_round_takes_nothing_but_by_an_exception(province: Any, clerk: Any, focal: Any) -> None:
    round_ = build.round_()
    report = build.report(round_)
    flow.lock_round(round_, actor=focal)
    locked = AuditRow.objects.filter(verb="reports.round_locked")
    flow.lock_round(round_, actor=focal)
    assert locked.count() == 1
    with pytest.raises(Refusal) as refusal:
        flow.submit_report(report, way=Way.WEB, actor=clerk)
    assert refusal.value.status == 409
    assert refusal.value.sentence.startswith("Báo cáo đã khóa lúc ")
    assert refusal.value.sentence.endswith("Xin Sở TT&TT mở lại.")
    until = clock.now() + dt.timedelta(hours=2)
    row = flow.add_exception(round_, report.unit, until=until, reason="Mất điện", actor=focal)
    assert flow.add_exception(round_, report.unit, until=until, reason="Mất điện", actor=focal) == row
    assert not flow.is_open_for(round_, Unit.objects.get(code="mytho"), clock.now())
    assert flow.submit_report(report, way=Way.WEB, actor=clerk).number == 1
    locks.end_exception(row, actor=focal)
    assert not flow.is_open_for(round_, report.unit, clock.now())
    flow.unlock_round(round_, actor=focal)
    assert flow.is_open_for(round_, report.unit, clock.now())


def test_exceptions_want_a_reason_a_time_to_come_and_a_unit_that_is_asked(province: Any, focal: Any) -> None:
    round_ = build.round_()
    later = clock.now() + dt.timedelta(hours=1)
    unit = Unit.objects.get(code="caibe")
    for given, field in (
        ((unit, clock.now() - dt.timedelta(1), "Lý do"), "until"),
        ((unit, later, "  "), "reason"),
        ((Unit.objects.get(code="yte"), later, "Lý do"), "unit"),
    ):
        with pytest.raises(Refusal) as refusal:
            flow.add_exception(round_, given[0], until=given[1], reason=given[2], actor=focal)
        assert (refusal.value.status, refusal.value.field) == (400, field)
    assert not LockException.objects.exists()


def test_a_unit_takes_its_report_back_until_there_is_a_verdict(sent: Submission, clerk: Any, focal: Any) -> None:
    report = flow.withdraw_submission(sent.report, actor=clerk)
    assert report.state == ReportState.DRAFT
    flow.withdraw_submission(report, actor=clerk)
    assert AuditRow.objects.filter(verb="reports.report_withdrawn").count() == 1
    again = flow.submit_report(report, way=Way.WEB, actor=clerk)
    assert again.number == 2
    flow.accept_report(report, actor=focal)
    with pytest.raises(Refusal) as refusal:
        flow.withdraw_submission(report, actor=clerk)
    assert refusal.value.status == 409


def test_returned_with_marks_that_a_new_submission_clears(sent: Submission, clerk: Any, focal: Any) -> None:
    report, activity = sent.report, sent.content["cells"][0]["activity"]
    with pytest.raises(Refusal) as refusal:
        flow.return_report(report, note=" ", marks=[{"activity": activity, "indicator": "", "text": " "}], actor=focal)
    assert (refusal.value.status, refusal.value.field) == (400, "note")
    with pytest.raises(Refusal):
        flow.return_report(report, note="", marks=[{"activity": activity, "indicator": "la", "text": "?"}], actor=focal)
    marks = [
        {"activity": activity, "indicator": "thu-ho", "text": "Số này lấy ở đâu?"},
        {"activity": activity, "indicator": "", "text": "Kể rõ hơn"},
    ]
    review = flow.return_report(report, note="Sửa hai chỗ", marks=marks, actor=focal)
    assert flow.return_report(report, note="Sửa hai chỗ", marks=marks, actor=focal) == review
    assert report.state == ReportState.RETURNED
    assert report.cells.exclude(mark="").get().mark == "Số này lấy ở đâu?"
    assert report.passages.get().mark == "Kể rõ hơn"
    assert review.marks == marks
    told = Delivery.objects.get(about_id=str(report.pk))
    assert "Số này lấy ở đâu?" in told.body
    flow.submit_report(report, way=Way.WEB, actor=clerk)
    assert not report.cells.exclude(mark="").exists()
    assert not report.passages.exclude(mark="").exists()
    assert Review.objects.get(pk=review.pk).marks == marks


def test_a_mark_on_a_field_without_a_number_makes_its_place(province: Any, clerk: Any, focal: Any) -> None:
    report = build.report(build.round_(), teams=None)
    sent = flow.submit_report(report, way=Way.WEB, actor=clerk)
    activity = sent.content["cells"][0]["activity"]
    flow.return_report(
        report, note="", marks=[{"activity": activity, "indicator": "thu-to", "text": "Thiếu số"}], actor=focal
    )
    assert report.cells.get(ask__indicator__code="thu-to").mark == "Thiếu số"


def test_accepted_its_figures_stand_reopened_they_are_withdrawn(sent: Submission, clerk: Any, focal: Any) -> None:
    report = sent.report
    review = flow.accept_report(report, actor=focal)
    assert flow.accept_report(report, actor=focal) == review
    assert values() == {"thu-ho": (40, 12), "thu-to": (3, None)}
    figure = Figure.objects.get(indicator__code="thu-ho")
    assert (figure.day, figure.evidence_id) == (report.round.until, str(sent.pk))
    with pytest.raises(Refusal) as refusal:
        flow.reopen_report(report, reason=" ", actor=focal)
    assert refusal.value.field == "reason"
    flow.reopen_report(report, reason="Đơn vị báo nhầm", actor=focal)
    assert values() == {}
    assert report.state == ReportState.RETURNED
    build.fill(report, houses="50", period="22", teams=None)
    flow.submit_report(report, way=Way.WEB, actor=clerk)
    flow.accept_report(report, actor=focal)
    assert values() == {"thu-ho": (50, 22)}
    assert Figure.objects.count() == 3
    assert Delivery.objects.filter(purpose="report").count() == 3


def test_a_verdict_on_what_was_changed_meanwhile_is_refused(sent: Submission, clerk: Any, focal: Any) -> None:
    report = flow.withdraw_submission(sent.report, actor=clerk)
    build.fill(report, houses="44", period="12", teams="3")
    flow.submit_report(report, way=Way.WEB, actor=clerk)
    with pytest.raises(Refusal) as refusal:
        flow.accept_report(report, actor=focal, seen=sent.pk)
    assert refusal.value.status == 409
    assert "lần 2" in refusal.value.sentence
    assert UnitReport.objects.get(pk=report.pk).state == ReportState.SUBMITTED
    assert not Figure.objects.exists()


class TestThreeTiers:
    """Communes, their district, the focal unit."""

    @pytest.fixture
    def round_(self, province: Any) -> Any:
        found = build.round_()
        units = build.communes()
        row = found.plan.activities.get(key="a2").assignments.get(part=Part.LEAD)
        for unit in units:
            row.assigned.create(unit=unit)
        return found

    def test_from_below_upwards(self, round_: Any, clerk: Any, focal: Any) -> None:
        commune = build.person("xa", "anthai")
        below, own = build.report(round_, "anthai"), build.report(round_, "caibe")
        assert {unit.code for unit in flow.missing_below(own)} == {"anthai", "mydu"}
        with pytest.raises(Refusal) as refusal:
            flow.submit_report(own, way=Way.WEB, actor=clerk)
        assert (refusal.value.status, refusal.value.field) == (400, "word")
        flow.submit_report(below, way=Way.WEB, actor=commune)
        with pytest.raises(Refusal) as refusal:
            flow.accept_report(below, actor=focal)
        assert (refusal.value.status, refusal.value.field) == (400, "note")
        review = flow.approve_report(below, actor=clerk)
        assert flow.approve_report(below, actor=clerk) == review
        assert review.unit.code == "caibe"
        assert {unit.code for unit in flow.missing_below(own)} == {"mydu"}
        sent = flow.submit_report(own, way=Way.WEB, actor=clerk, word="Xã Mỹ Đủ mất liên lạc do lũ")
        assert sent.content["missing"]["units"] == ["Ủy ban nhân dân xã mydu"]
        assert not flow.is_clean(sent)
        flow.accept_report(below, actor=focal)
        assert below.state == ReportState.ACCEPTED

    def test_past_the_unit_between_with_a_word(self, round_: Any, focal: Any) -> None:
        below = build.report(round_, "anthai")
        flow.submit_report(below, way=Way.WEB, actor=build.person("xa", "anthai"))
        assert flow.accept_report(below, actor=focal, note="Huyện không có người trực").note

    def test_the_unit_between_returns_and_no_other_does(self, round_: Any, clerk: Any) -> None:
        below = build.report(round_, "anthai")
        flow.submit_report(below, way=Way.WEB, actor=build.person("xa", "anthai"))
        other = build.person("huyen", "mytho")
        for verdict in (flow.approve_report, flow.accept_report):
            with pytest.raises(Refusal) as refusal:
                verdict(below, actor=other)
            assert refusal.value.status == 404
        with pytest.raises(Refusal) as refusal:
            flow.return_report(below, note="x", marks=[], actor=other)
        assert refusal.value.status == 404
        assert flow.return_report(below, note="Xem lại", marks=[], actor=clerk).unit.code == "caibe"

    def test_clean_ones_are_accepted_together(self, round_: Any, clerk: Any, focal: Any) -> None:
        build.report(round_, "anthai")
        flow.submit_report(UnitReport.objects.get(unit__code="anthai"), way=Way.WEB, actor=focal)
        mytho = build.report(round_, "mytho")
        flow.submit_report(mytho, way=Way.WEB, actor=focal, word="Chưa có báo cáo xã")
        flow.submit_report(build.report(round_, "mydu"), way=Way.WEB, actor=focal)
        flow.approve_report(UnitReport.objects.get(unit__code="mydu"), actor=clerk)
        assert flow.accept_clean(round_, actor=focal) == (1, 2)
        states = dict(UnitReport.objects.values_list("unit__code", "state"))
        assert states == {"anthai": "submitted", "mytho": "submitted", "mydu": "accepted"}
        assert flow.accept_clean(round_, actor=focal) == (0, 2)


def test_without_districts_nobody_stands_between(province: Any, focal: Any) -> None:
    """Two tiers: the commune is below the province."""
    round_ = build.round_()
    unit = build.communes()[0]
    unit.parent = province.unit
    unit.save()
    round_.plan.activities.get(key="a2").assignments.get(part=Part.LEAD).assigned.create(unit=unit)
    report = build.report(round_, "anthai")
    flow.submit_report(report, way=Way.WEB, actor=build.person("xa", "anthai"))
    flow.accept_report(report, actor=focal)
    assert report.state == ReportState.ACCEPTED


@pytest.mark.parametrize("who", ["stranger", "auditor", "leader", "clerk"])
def test_others_have_no_such_report(who: str, province: Any, focal: Any, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    round_ = build.round_()
    report = build.report(round_, "mytho")
    works = [
        lambda: flow.submit_report(report, way=Way.WEB, actor=user),
        lambda: flow.lock_round(round_, actor=user),
        lambda: flow.add_exception(round_, report.unit, until=clock.now(), reason="x", actor=user),
        lambda: flow.accept_clean(round_, actor=user),
    ]
    flow.submit_report(report, way=Way.WEB, actor=focal)
    works += [
        lambda: flow.withdraw_submission(report, actor=user),
        lambda: flow.accept_report(report, actor=user),
        lambda: flow.approve_report(report, actor=user),
        lambda: flow.return_report(report, note="x", marks=[], actor=user),
        lambda: flow.reopen_report(report, reason="x", actor=user),
    ]
    before = AuditRow.objects.count()
    for work in works:
        with pytest.raises(Refusal) as refusal:
            work()
        assert refusal.value.status == 404
    assert AuditRow.objects.count() == before


@pytest.mark.django_db(transaction=True)
class TestTogether:
    """Two people at the very same moment."""

    @pytest.fixture
    def report(self, transactional_db: Any, province: Any, clerk: Any) -> UnitReport:
        found = build.report(build.round_())
        flow.submit_report(found, way=Way.WEB, actor=clerk)
        return found

    def fresh(self, report: UnitReport) -> UnitReport:
        return UnitReport.objects.select_related("round__plan", "unit").get(pk=report.pk)

    def test_one_verdict_wins_and_the_other_hears_who(self, report: UnitReport, focal: Any, admin: Any) -> None:
        results = at_once(
            lambda: flow.accept_report(self.fresh(report), actor=focal),
            lambda: flow.return_report(self.fresh(report), note="Sửa", marks=[], actor=admin),
        )
        lost = [result for result in results if isinstance(result, Refusal)]
        assert [refusal.status for refusal in lost] == [409]
        assert focal.name in lost[0].sentence or admin.name in lost[0].sentence
        assert Review.objects.count() == 1
        stands = UnitReport.objects.get(pk=report.pk).state == ReportState.ACCEPTED
        assert Figure.objects.in_force().exists() == stands

    def test_sent_by_two_hands_it_is_one(self, report: UnitReport, clerk: Any, focal: Any) -> None:
        flow.withdraw_submission(report, actor=clerk)
        results = at_once(
            lambda: flow.submit_report(self.fresh(report), way=Way.WEB, actor=clerk),
            lambda: flow.submit_report(self.fresh(report), way=Way.WEB, actor=focal),
        )
        assert results[0] == results[1]
        assert Submission.objects.filter(report=report).count() == 2
        assert connection.vendor in ("sqlite", "postgresql")

    def test_taken_back_or_accepted_never_both(self, report: UnitReport, clerk: Any, focal: Any) -> None:
        results = at_once(
            lambda: flow.withdraw_submission(self.fresh(report), actor=clerk),
            lambda: flow.accept_report(self.fresh(report), actor=focal),
        )
        assert sum(isinstance(result, Refusal) for result in results) == 1
