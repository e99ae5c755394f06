"""A plan is written whole, or not at all."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from plans import build

from ngayso.core.audit import broken_at
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.plans import actions, indicators
from ngayso.plans.models import Activity, Assigned, Assignment, Deadline, Duty, Part, Plan, Source, Target

pytestmark = pytest.mark.django_db


def test_a_plan_is_written_whole(focal: Any) -> None:
    plan = actions.make_plan(build.spec(open_findings=2), actor=focal)
    plan.refresh_from_db()
    assert plan.name == "Ngày Chuyển đổi số tỉnh Tiền Giang năm 2025"
    assert plan.confirmed_by == focal
    assert plan.focal == build.unit("tttt")
    assert [(a.ref, a.kind, a.order) for a in plan.activities.all()] == [
        ("I.1", "contest", 0),
        ("I.2", "campaign", 1),
        ("I.3", "exercise", 2),
    ]
    assert [d.ref for d in plan.duties.all()] == ["II.1", "II.2"]
    assert plan.deadlines.get().duty == plan.duties.get(key="d2")
    assert plan.activities.get(key="a1").section == plan.sections.get(key="muc_I")
    assert Target.objects.get().amount == 100
    lead = Assignment.objects.get(activity__key="a2", part=Part.LEAD)
    assert lead.group_id == "ubnd-huyen"
    assert {u.code for u in lead.units.all()} == {"mytho", "caibe"}
    source = Source.objects.get(owner_id=str(plan.activities.get(key="a1").pk), field="time")
    assert plan.text[source.start : source.end] == source.text == "trước ngày 25/10/2025"
    row = AuditRow.objects.get(verb="plans.plan_confirmed")
    assert row.object_id == str(plan.pk)
    assert row.detail["activities"] == 3
    assert broken_at() is None


def test_the_words_of_a_source_are_copied_from_the_text_when_not_given(province: Any) -> None:
    start, end = build.where("tại nhà dân".replace("tại nhà dân", "Công an tỉnh"))
    source = actions.SourceSpec(field="partners.0", start=start, end=end)
    plan = build.plan(activities=(build.campaign(sources=(source,)),))
    assert plan.sources.get(owner_model="activity").text == "Công an tỉnh"


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "stranger"])
def test_others_make_no_plan(who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    with pytest.raises(Refusal) as refusal:
        actions.make_plan(build.spec(), actor=user)
    assert refusal.value.status == 404
    assert not Plan.objects.exists()


def test_administrators_make_plans(admin: Any) -> None:
    assert actions.make_plan(build.spec(), actor=admin).pk


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"title": "  "}, 400),
        ({"activities": [{"title": " "}]}, 400),
        ({"activities": [{"start": dt.date(2025, 10, 9), "end": dt.date(2025, 10, 1)}]}, 400),
        ({"activities": [{"kind": "dua-thuyen"}]}, 400),
        (
            {"activities": [{"assignments": (actions.AssignmentSpec(part=Part.LEAD, printed="X", units=(uuid4(),)),)}]},
            409,
        ),
        ({"activities": [{"assignments": (actions.AssignmentSpec(part=Part.LEAD, printed="X", group="khong"),)}]}, 409),
        ({"focal": uuid4()}, 409),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_written(
    province: Any, wrong: dict[str, Any], status: int
) -> None:
    if "activities" in wrong:
        wrong = {"activities": tuple(build.contest(**change) for change in wrong["activities"])}
    with pytest.raises(Refusal) as refusal:
        build.plan(**wrong)
    assert refusal.value.status == status
    assert str(refusal.value).endswith((".", "?"))
    for model in (Plan, Activity, Duty, Assignment, Assigned, Deadline, Source):
        assert not model.objects.exists()
    assert not AuditRow.objects.exists()


def test_keys_that_repeat_are_the_callers_slip(province: Any) -> None:
    with pytest.raises(ValueError, match="a1"):
        build.plan(activities=(build.contest(), build.contest()))


def test_a_large_plan_costs_as_many_queries_as_a_small_one(province: Any) -> None:
    indicators.install()

    def cost(count: int) -> int:
        many = tuple(build.campaign(key=f"a{n}", sources=()) for n in range(count))
        with CaptureQueriesContext(connection) as asked:
            plan = build.plan(activities=many)
        assert plan.activities.count() == count
        assert Assigned.objects.filter(assignment__activity__plan=plan).count() == count * 3
        return len(asked)

    assert cost(3) == cost(40) <= 30
