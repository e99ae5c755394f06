"""Reporting rounds: proposed from the plan's words, made with their forms, opened once."""

import datetime as dt
from typing import Any

import pytest
from plans import build

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.people.models import Unit
from ngayso.plans.actions import TargetSpec, cancel_activity
from ngayso.plans.models import Deadline
from ngayso.reports import rounds
from ngayso.reports.asked import expected_units
from ngayso.reports.models import Round

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "last", "late"),
    [
        ("trước ngày 16/10/2025", "2025-10-15", "2025-10-16 00:00"),
        ("đến hết ngày 16/10/2025", "2025-10-16", "2025-10-17 00:00"),
        ("trước hết ngày 16/10/2025", "2025-10-16", "2025-10-17 00:00"),
        ("chậm nhất ngày 16/10/2025", "2025-10-16", "2025-10-17 00:00"),
        ("ngày 16/10/2025", "2025-10-16", "2025-10-17 00:00"),
        ("trước 17 giờ ngày 16/10/2025", "2025-10-15", "2025-10-16 17:00"),
        ("trước 16h30 ngày 16/10/2025", "2025-10-15", "2025-10-16 16:30"),
        ("trước 24h00 ngày 16/10/2025", "2025-10-16", "2025-10-17 00:00"),
        ("", "2025-10-16", "2025-10-17 00:00"),
    ],
)
def test_the_words_of_a_deadline_say_what_is_late(said: str, last: str, late: str) -> None:
    until, due = rounds.period_of(Deadline(due=dt.date(2025, 10, 16), due_text=said))
    assert (f"{until}", f"{due.astimezone(clock.HERE):%Y-%m-%d %H:%M}") == (last, late)


def test_the_plan_proposes_its_rounds(focal: Any) -> None:
    plan = build.plan()
    first, more = rounds.proposals(plan, [])
    assert first.name == "Báo cáo kết quả (trước 16/10/2025)"
    assert (first.since, first.until) == (dt.date(2025, 8, 20), dt.date(2025, 10, 15))
    assert not first.is_ours
    assert "trước ngày 16/10/2025" in first.why
    assert [a.key for a in more.activities] == ["a1", "a3"]
    assert (more.since, more.until) == (dt.date(2025, 10, 16), dt.date(2025, 11, 30))
    assert more.due == clock.day_start(dt.date(2025, 12, 6))
    assert "đề xuất" in more.why
    made = rounds.make_round(plan, deadline=first.deadline, actor=focal)
    left = rounds.proposals(plan, [made])
    assert [(p.is_ours, p.before) for p in left] == [(True, made)]
    second = rounds.make_round(
        plan, name=more.name, since=more.since, until=more.until, due=more.due, activities=more.activities, actor=focal
    )
    assert second.before == made
    assert {a.activity.key for a in second.asks.select_related("activity")} == {"a1", "a3"}
    assert rounds.proposals(plan, [made, second]) == []


def test_a_round_asks_what_the_kinds_ask(focal: Any) -> None:
    drill = build.drill(
        assignments=(build.named("ca", build.Part.LEAD),),
        targets=(
            TargetSpec(amount=100, unit="người", text="100 người"),
            TargetSpec(amount=6, unit="ngày", text="06 ngày"),
        ),
    )
    plan = build.plan(activities=(build.contest(), build.campaign(), drill))
    cancel_activity(plan.activities.get(key="a1"), reason="Công văn 9", actor=focal)
    round_ = rounds.make_round(plan, deadline=plan.deadlines.get(), actor=focal)
    asks = list(round_.asks.select_related("activity", "indicator"))
    assert {a.activity.key for a in asks} == {"a2", "a3"}
    campaign = [a for a in asks if a.activity.key == "a2"]
    assert [a.indicator.code for a in campaign][:2] == ["ho-da-den", "luot-huong-dan"]
    assert campaign[0].required
    assert {a.indicator.code: a.target for a in asks if a.target is not None} == {"nguoi-dien-tap": 100}
    assert not any(a.required for a in asks if a.indicator.nature == "rate")


def test_twice_is_one_round(focal: Any) -> None:
    plan = build.plan()
    deadline = plan.deadlines.get()
    one = rounds.make_round(plan, deadline=deadline, actor=focal)
    assert rounds.make_round(plan, deadline=deadline, actor=focal) == one
    until, due = dt.date(2025, 11, 30), clock.day_start(dt.date(2025, 12, 6))
    more = rounds.make_round(plan, until=until, due=due, actor=focal)
    assert rounds.make_round(plan, until=until, due=due + dt.timedelta(hours=8), actor=focal) == more
    assert Round.objects.count() == 2
    assert AuditRow.objects.filter(verb="reports.round_made").count() == 2


def test_days_that_do_not_fit_are_refused(focal: Any, clerk: Any) -> None:
    plan = build.plan()
    day = dt.date(2025, 11, 30)
    for since, due, field in (
        (day + dt.timedelta(days=1), clock.day_start(day), "until"),
        (None, clock.day_start(day) - dt.timedelta(hours=1), "due"),
    ):
        with pytest.raises(Refusal) as refusal:
            rounds.make_round(plan, since=since, until=day, due=due, actor=focal)
        assert (refusal.value.status, refusal.value.field) == (400, field)
    with pytest.raises(Refusal) as refusal:
        rounds.make_round(plan, actor=focal)
    assert refusal.value.status == 400
    with pytest.raises(Refusal) as refusal:
        rounds.make_round(plan, deadline=plan.deadlines.get(), actor=clerk)
    assert refusal.value.status == 404
    assert not Round.objects.exists()


def test_who_must_report_comes_from_what_was_assigned(focal: Any) -> None:
    plan = build.plan()
    first = rounds.make_round(plan, deadline=plan.deadlines.get(), actor=focal)
    codes = set(Unit.objects.filter(pk__in=expected_units(first)).values_list("code", flat=True))
    assert codes == {"tttt", "vhttdl", "yte", "ca", "mytho", "caibe"}
    late = rounds.make_round(
        plan,
        until=dt.date(2025, 10, 25),
        due=clock.day_start(dt.date(2025, 10, 31)),
        activities=[plan.activities.get(key="a1")],
        actor=focal,
    )
    assert set(Unit.objects.filter(pk__in=expected_units(late)).values_list("code", flat=True)) == {"tttt"}


def test_deadlines_of_one_day_are_one_round(focal: Any) -> None:
    first = build.spec().deadlines[0]
    other = build.DeadlineSpec(
        key="r2", ref="II.1", duty="d1", to=first.to, to_unit=first.to_unit, due=first.due, due_text=first.due_text
    )
    plan = build.plan(deadlines=(other, first))
    found = [p for p in rounds.proposals(plan, []) if not p.is_ours]
    assert len(found) == 1
    made = rounds.make_round(plan, deadline=found[0].deadline, actor=focal)
    assert Unit.objects.get(code="yte").pk in expected_units(made)
    assert [p.is_ours for p in rounds.proposals(plan, [made])] == [True]


def test_a_round_is_changed_once_seen(focal: Any) -> None:
    plan = build.plan()
    made = rounds.make_round(plan, deadline=plan.deadlines.get(), actor=focal)
    seen = [made.name, made.since, made.until, made.due]
    later = made.due + dt.timedelta(days=2)
    unit = Unit.objects.get(code="caibe")
    report = made.reports.create(unit=unit, state="submitted", first_submitted_at=made.due, late=True)
    rounds.change_round(made, actor=focal, seen=seen, due=later, name="Kỳ một")
    report.refresh_from_db()
    assert not report.late
    with pytest.raises(Refusal) as refusal:
        rounds.change_round(made, actor=focal, seen=seen, name="Kỳ khác")
    assert refusal.value.status == 409
    with pytest.raises(Refusal) as refusal:
        rounds.change_round(made, actor=focal, until=made.until + dt.timedelta(days=1))
    assert refusal.value.status == 409
    Round.objects.filter(pk=made.pk).update(locked_at=clock.now())
    with pytest.raises(Refusal):
        rounds.change_round(made, actor=focal, name="Kỳ khác")
