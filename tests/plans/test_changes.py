"""What the focal officer changes is recorded; others change nothing; twice is harmless."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from plans import build

from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.plans import actions
from ngayso.plans.models import Assignment, Part, state_on

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(AuditRow.objects.order_by("number").values_list("verb", flat=True))


def test_an_activity_is_added_once_however_often_the_form_is_sent(focal: Any) -> None:
    plan = build.plan()
    spec = build.campaign(key=actions.new_key(), ref="", section=None, sources=())
    first = actions.add_activity(plan, spec, actor=focal)
    again = actions.add_activity(plan, spec, actor=focal)
    assert first == again
    assert (first.by_hand, first.order, first.kind) == (True, 3, "campaign")
    assert plan.activities.count() == 4
    assert verbs() == ["plans.plan_confirmed", "plans.indicators_installed", "plans.activity_added"]


def test_a_change_is_recorded_with_before_and_after(focal: Any) -> None:
    activity = build.plan().activities.get(key="a3")
    changed = actions.change_activity(
        activity, actor=focal, start=dt.date(2025, 11, 4), end=dt.date(2025, 11, 6), kind="exercise", place="Hội trường"
    )
    changed.refresh_from_db()
    assert (changed.start, changed.precision, changed.place) == (dt.date(2025, 11, 4), "day", "Hội trường")
    row = AuditRow.objects.get(verb="plans.activity_changed")
    assert row.detail["before"] == {"start": "2025-11-01", "end": "2025-11-30", "place": ""}
    assert row.detail["after"]["place"] == "Hội trường"
    actions.change_activity(changed, actor=focal, place="Hội trường")
    assert verbs().count("plans.activity_changed") == 1


def test_nobody_overwrites_what_he_has_not_seen(focal: Any) -> None:
    activity = build.plan().activities.get(key="a3")
    seen = actions.stamp(activity)
    actions.change_activity(activity, actor=focal, seen=seen, place="Hội trường A")
    with pytest.raises(Refusal) as refusal:
        actions.change_activity(activity, actor=focal, seen=seen, place="Hội trường B")
    assert refusal.value.status == 409
    # The same form sent twice is no conflict.
    actions.change_activity(activity, actor=focal, seen=seen, place="Hội trường A")


@pytest.mark.parametrize(
    "fields", [{"title": " "}, {"kind": "dua-thuyen"}, {"start": dt.date(2025, 12, 1)}, {"end": dt.date(2025, 1, 1)}]
)
def test_a_wrong_change_writes_nothing(focal: Any, fields: dict[str, Any]) -> None:
    activity = build.plan().activities.get(key="a3")
    with pytest.raises(Refusal):
        actions.change_activity(activity, actor=focal, **fields)
    assert "plans.activity_changed" not in verbs()


def test_only_some_fields_are_changeable(focal: Any) -> None:
    activity = build.plan().activities.get(key="a3")
    with pytest.raises(ValueError, match="key"):
        actions.change_activity(activity, actor=focal, key="x")


def test_a_cancelled_activity_stays_and_cannot_be_changed(focal: Any) -> None:
    activity = build.plan().activities.get(key="a2")
    with pytest.raises(Refusal) as refusal:
        actions.cancel_activity(activity, reason="  ", actor=focal)
    assert refusal.value.field == "reason"
    actions.cancel_activity(activity, reason="Công văn 12/UBND-VX", actor=focal)
    actions.cancel_activity(activity, reason="lần nữa", actor=focal)
    activity.refresh_from_db()
    assert activity.cancelled_why == "Công văn 12/UBND-VX"
    assert verbs().count("plans.activity_cancelled") == 1
    with pytest.raises(Refusal) as refusal:
        actions.change_activity(activity, actor=focal, place="x")
    assert refusal.value.status == 409
    with pytest.raises(Refusal):
        actions.name_unit(activity, Part.LEAD, build.unit("yte"), actor=focal)
    assert state_on(activity, activity.cancelled_at.date() + dt.timedelta(days=2)) == "cancelled"
    assert state_on(activity, dt.date(2025, 10, 3)) == "running"


def test_the_units_of_a_printed_name_are_changed_by_hand(focal: Any) -> None:
    lead = Assignment.objects.get(activity__plan=build.plan(), activity__key="a2", part=Part.LEAD)
    health, caibe = build.unit("yte"), build.unit("caibe")
    actions.change_assigned(lead, add=[health.pk], remove=[caibe.pk], actor=focal)
    assert {(row.unit.code, row.by_hand) for row in lead.assigned.all()} == {("mytho", False), ("yte", True)}
    actions.change_assigned(lead, add=[health.pk], remove=[caibe.pk], actor=focal)
    assert verbs().count("plans.assignment_changed") == 1
    with pytest.raises(Refusal) as refusal:
        actions.change_assigned(lead, add=[uuid4()], actor=focal)
    assert refusal.value.status == 409


def test_a_lead_is_named_by_hand_and_taken_back(focal: Any) -> None:
    activity = build.plan().activities.get(key="a3")
    named = actions.name_unit(activity, Part.LEAD, build.unit("ca"), actor=focal)
    assert actions.name_unit(activity, Part.LEAD, build.unit("ca"), actor=focal) == named
    assert verbs().count("plans.unit_named") == 1
    actions.drop_name(named, actor=focal)
    actions.drop_name(named, actor=focal)
    assert not activity.assignments.exists()
    assert verbs().count("plans.name_dropped") == 1


def test_a_name_that_the_plan_prints_stays(focal: Any) -> None:
    lead = Assignment.objects.get(activity__plan=build.plan(), activity__key="a1")
    with pytest.raises(Refusal) as refusal:
        actions.drop_name(lead, actor=focal)
    assert refusal.value.status == 409


def test_the_focal_unit_is_set(focal: Any) -> None:
    plan = build.plan()
    actions.set_focal(plan, build.unit("yte"), actor=focal)
    actions.set_focal(plan, build.unit("yte"), actor=focal)
    plan.refresh_from_db()
    assert plan.focal == build.unit("yte")
    assert verbs().count("plans.focal_set") == 1


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "stranger"])
def test_others_change_nothing(who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    plan = build.plan()
    activity = plan.activities.get(key="a3")
    lead = Assignment.objects.get(activity__plan=plan, activity__key="a1")
    before = verbs()
    for write in (
        lambda: actions.add_activity(plan, build.drill(key="x"), actor=user),
        lambda: actions.change_activity(activity, actor=user, place="x"),
        lambda: actions.cancel_activity(activity, reason="x", actor=user),
        lambda: actions.change_assigned(lead, remove=[build.unit("tttt").pk], actor=user),
        lambda: actions.name_unit(activity, Part.LEAD, build.unit("ca"), actor=user),
        lambda: actions.drop_name(lead, actor=user),
        lambda: actions.set_focal(plan, None, actor=user),
    ):
        with pytest.raises(Refusal) as refusal:
            write()
        assert refusal.value.status == 404
    assert verbs() == before
