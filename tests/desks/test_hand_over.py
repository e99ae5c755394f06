"""Work goes to a colleague at once, to another unit when the focal unit agrees; nothing of what was recorded goes along."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from plans import build
from together import at_once

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.desks import hand_overs
from ngayso.desks.actions import work_of
from ngayso.desks.models import HandOver, HandOverState, Work
from ngayso.office.models import Delivery
from ngayso.people.models import Membership, Unit, User
from ngayso.plans.actions import cancel_activity, name_unit
from ngayso.plans.models import Assigned, Part

pytestmark = pytest.mark.django_db


def person(login: str, unit: str, role: str = "clerk") -> Any:
    user = User.objects.create_user(login, None, name=login, email=f"{login}@tiengiang.gov.vn")
    Membership.objects.create(user=user, unit=build.unit(unit), role=role, since=dt.date(2024, 1, 1))
    return user


def piece(plan: Any, unit: str = "caibe", activity: str = "a2") -> hand_overs.Piece:
    return hand_overs.Piece(plan, build.unit(unit), activity=plan.activities.get(key=activity))


def duty_piece(plan: Any, unit: str = "yte") -> hand_overs.Piece:
    return hand_overs.Piece(plan, build.unit(unit), item=plan.duties.get(key="d2").items.select_related("duty")[0])


def asked(of: hand_overs.Piece, to: str, actor: Any, **more: Any) -> HandOver:
    given = {"key": uuid4(), "reason": "Đơn vị kia có sẵn lực lượng"} | more
    return hand_overs.ask_hand_over(of, to=build.unit(to), actor=actor, **given)


def holders(of: hand_overs.Piece, part: str | None = None) -> set[str]:
    rows = Assigned.objects.filter(assignment__activity=of.activity) if of.activity else Assigned.objects.filter(
        assignment__duty=of.item.duty if of.item else None
    )  # fmt: skip
    rows = rows.filter(assignment__part=part) if part else rows
    return set(rows.values_list("unit__code", flat=True))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(write: Any, status: int) -> str:
    with pytest.raises(Refusal) as refusal:
        write()
    assert refusal.value.status == status
    return refusal.value.sentence


# To a colleague


def test_a_colleague_has_the_work_at_once_and_is_told(clerk: Any) -> None:
    of, colleague, key = piece(build.plan()), person("dong-nghiep", "caibe"), uuid4()
    made = hand_overs.give_to_colleague(of, key=key, to=colleague, reason="Anh nhận giúp", actor=clerk)
    assert hand_overs.give_to_colleague(of, key=key, to=colleague, reason="Anh nhận giúp", actor=clerk) == made
    work = Work.objects.get()
    assert (work.assignee, made.state, work.entries) == (colleague, HandOverState.DONE, 0)
    told = Delivery.objects.get()
    assert (told.user, told.link) == (colleague, of.url)
    assert AuditRow.objects.filter(verb="desks.work_assigned").count() == 1
    refused(lambda: hand_overs.give_to_colleague(of, key=key, to=clerk, reason="", actor=clerk), 409)
    refused(lambda: hand_overs.give_to_colleague(of, key=uuid4(), to=colleague, actor=clerk), 409)


def test_who_takes_it_up_is_not_told_of_it(clerk: Any) -> None:
    hand_overs.give_to_colleague(piece(build.plan()), key=uuid4(), to=clerk, actor=clerk)
    assert not Delivery.objects.exists()


def test_only_people_of_the_unit_can_have_it(clerk: Any) -> None:
    of = piece(build.plan())
    for other in (person("my-tho", "mytho"), person("kiem-tra", "caibe", "auditor")):
        refused(lambda other=other: hand_overs.give_to_colleague(of, key=uuid4(), to=other, actor=clerk), 400)
    assert not Work.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "auditor", "leader"])
def test_a_stranger_to_the_desk_hands_nothing_over(who: str, request: Any, clerk: Any) -> None:
    of, actor = piece(build.plan()), request.getfixturevalue(who)
    refused(lambda: hand_overs.give_to_colleague(of, key=uuid4(), to=clerk, actor=actor), 404)
    refused(lambda: asked(of, "yte", actor), 404)


def test_work_of_others_is_not_there_to_hand_over(clerk: Any) -> None:
    plan = build.plan()
    refused(lambda: asked(piece(plan, activity="a1"), "yte", clerk), 404)
    refused(lambda: asked(piece(plan, "mytho"), "yte", clerk), 404)


# To another unit


def test_nothing_changes_before_the_focal_unit_agrees_then_the_assignment_does(clerk: Any, focal: Any) -> None:
    plan, taker = build.plan(), person("y-te", "yte")
    of, key = piece(plan), uuid4()
    work_of(plan, of.unit, activity=of.activity)
    made = asked(of, "yte", clerk, key=key)
    assert asked(of, "yte", clerk, key=key) == made
    assert holders(of, Part.LEAD) == {"caibe", "mytho"}
    done = hand_overs.decide_hand_over(made, agree=True, note="Nhất trí", actor=focal)
    hand_overs.decide_hand_over(made, agree=True, note="Nhất trí", actor=focal)
    assert (done.state, done.decided_by) == (HandOverState.DONE, focal)
    assert holders(of, Part.LEAD) == {"yte", "mytho"}
    assert Work.objects.get().unit == of.unit
    assert Delivery.objects.filter(user=taker).count() == 1
    verbs = list(AuditRow.objects.values_list("verb", flat=True))
    assert verbs.count("desks.hand_over_approved") == verbs.count("plans.assignment_changed") == 1
    assert hand_overs.moves(clerk, plan, of.unit) == [done]
    assert hand_overs.moves(taker, plan, build.unit("yte")) == [done]
    assert hand_overs.moves(clerk, plan, of.unit, activity=of.activity) == [done]
    assert hand_overs.moves(clerk, plan, of.unit, activity=plan.activities.get(key="a1")) == []


def test_both_desks_show_it(clerk: Any, focal: Any) -> None:
    plan, taker = build.plan(), person("y-te", "yte")
    type(plan).objects.filter(pk=plan.pk).update(confirmed_at=dt.datetime(2025, 9, 2, 8, tzinfo=dt.UTC))
    of = piece(plan)
    name_unit(plan.activities.get(key="a1"), Part.PARTNER, of.unit, actor=focal)
    done = hand_overs.decide_hand_over(asked(of, "yte", clerk), agree=True, actor=focal)
    for actor, unit in ((clerk, of.unit), (taker, build.unit("yte"))):
        page = signed_in(actor).get(reverse("desks:desk", args=[unit.pk]), {"ngay": "2025-10-03"}).content.decode()
        assert reverse("desks:hand_over", args=[done.pk]) in page


def test_every_name_by_which_the_unit_held_it_changes(clerk: Any, focal: Any) -> None:
    plan = build.plan()
    of = piece(plan)
    name_unit(plan.activities.get(key="a2"), Part.PARTNER, of.unit, actor=focal)
    hand_overs.decide_hand_over(asked(of, "yte", clerk), agree=True, actor=focal)
    assert holders(of, Part.LEAD) == {"yte", "mytho"}
    assert holders(of, Part.PARTNER) == {"ca", "yte"}


def test_a_duty_goes_as_a_whole(focal: Any) -> None:
    plan, clerk = build.plan(), person("so-y-te", "yte")
    of = duty_piece(plan)
    hand_overs.decide_hand_over(asked(of, "mytho", clerk), agree=True, actor=focal)
    assert "mytho" in holders(of)
    assert "yte" not in holders(of)
    assert of.items == 2


def test_a_partner_may_become_the_lead(clerk: Any, focal: Any) -> None:
    of = piece(build.plan())
    hand_overs.decide_hand_over(asked(of, "ca", clerk), agree=True, actor=focal)
    assert holders(of, Part.LEAD) == {"ca", "mytho"}


def test_it_cannot_go_to_itself_to_one_that_has_it_or_to_one_that_is_not_there(clerk: Any) -> None:
    of = piece(build.plan())
    refused(lambda: asked(of, "caibe", clerk), 400)
    assert "chủ trì" in refused(lambda: asked(of, "mytho", clerk), 409)
    Unit.objects.filter(code="yte").update(valid_to=dt.date(2025, 3, 1))
    refused(lambda: asked(of, "yte", clerk), 400)
    refused(lambda: asked(of, "vhttdl", clerk, reason=" "), 400)
    assert not HandOver.objects.exists()


def test_it_waits_once(clerk: Any) -> None:
    of, key = piece(build.plan()), uuid4()
    asked(of, "yte", clerk, key=key)
    assert "Sở Y tế" in refused(lambda: asked(of, "vhttdl", clerk), 409)
    refused(lambda: asked(of, "vhttdl", clerk, key=key), 409)


def test_no_item_of_a_duty_waits_beside_another(focal: Any) -> None:
    plan = build.plan()
    first = duty_piece(plan)
    second = hand_overs.Piece(plan, first.unit, item=plan.duties.get(key="d2").items.select_related("duty")[1])
    asked(first, "mytho", focal)
    refused(lambda: asked(second, "caibe", focal), 409)


def test_what_was_called_off_is_not_handed_over(clerk: Any, focal: Any) -> None:
    of = piece(build.plan())
    waiting = asked(of, "yte", clerk)
    cancel_activity(of.thing, reason="Theo công văn", actor=focal)
    refused(lambda: hand_overs.decide_hand_over(waiting, agree=True, actor=focal), 409)
    waiting.refresh_from_db()
    assert waiting.state == HandOverState.ASKED
    assert holders(of, Part.LEAD) == {"caibe", "mytho"}
    hand_overs.withdraw_hand_over(waiting, actor=clerk)
    refused(lambda: asked(of, "yte", clerk), 409)
    refused(lambda: hand_overs.give_to_colleague(of, key=uuid4(), to=clerk, actor=clerk), 409)


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "stranger"])
def test_only_the_focal_side_decides(who: str, request: Any, clerk: Any) -> None:
    of = piece(build.plan())
    waiting, actor = asked(of, "yte", clerk), request.getfixturevalue(who)
    refused(lambda: hand_overs.decide_hand_over(waiting, agree=True, actor=actor), 404)
    assert holders(of, Part.LEAD) == {"caibe", "mytho"}


def test_a_refusal_says_why_and_the_unit_keeps_the_work(clerk: Any, focal: Any) -> None:
    clerk.email = "cai-be@tiengiang.gov.vn"
    clerk.save()
    of = piece(build.plan())
    waiting = asked(of, "yte", clerk)
    refused(lambda: hand_overs.decide_hand_over(waiting, agree=False, note=" ", actor=focal), 400)
    hand_overs.decide_hand_over(waiting, agree=False, note="Huyện đủ lực lượng", actor=focal)
    assert holders(of, Part.LEAD) == {"caibe", "mytho"}
    assert "Huyện đủ lực lượng" in Delivery.objects.get(user=clerk).body
    assert asked(of, "vhttdl", clerk).state == HandOverState.ASKED


def test_whoever_decides_second_is_told_who_was_first(clerk: Any, focal: Any, admin: Any) -> None:
    waiting = asked(piece(build.plan()), "yte", clerk)
    hand_overs.decide_hand_over(waiting, agree=True, actor=focal)
    said = refused(lambda: hand_overs.decide_hand_over(waiting, agree=False, note="Không", actor=admin), 409)
    assert str(focal) in said
    assert f"{clock.today():%d/%m/%Y}" in said
    refused(lambda: hand_overs.withdraw_hand_over(waiting, actor=clerk), 409)


def test_two_who_decide_at_once_decide_once(transactional_db: Any, clerk: Any, focal: Any, admin: Any) -> None:
    of = piece(build.plan())
    waiting = asked(of, "yte", clerk)
    told = at_once(
        lambda: hand_overs.decide_hand_over(waiting, agree=True, actor=focal),
        lambda: hand_overs.decide_hand_over(waiting, agree=False, note="Không", actor=admin),
    )
    assert sorted(str(getattr(one, "status", "decided")) for one in told) == ["409", "decided"]
    verbs = list(AuditRow.objects.values_list("verb", flat=True))
    assert verbs.count("desks.hand_over_approved") + verbs.count("desks.hand_over_refused") == 1


def test_only_the_unit_takes_its_asking_back_and_twice_is_harmless(clerk: Any, focal: Any) -> None:
    of = piece(build.plan())
    waiting = asked(of, "yte", clerk)
    refused(lambda: hand_overs.withdraw_hand_over(waiting, actor=person("y-te", "yte")), 404)
    hand_overs.withdraw_hand_over(waiting, actor=clerk)
    hand_overs.withdraw_hand_over(waiting, actor=clerk)
    refused(lambda: hand_overs.decide_hand_over(waiting, agree=True, actor=focal), 409)
    assert holders(of, Part.LEAD) == {"caibe", "mytho"}


# Pages


def test_it_is_asked_and_agreed_to_on_the_page(clerk: Any, focal: Any) -> None:
    plan = build.plan()
    of = piece(plan)
    sent = {"cho": "don-vi", "don-vi-key": str(uuid4()), "don-vi-unit": "Sở Y tế", "don-vi-reason": "Có lực lượng"}
    client = signed_in(clerk)
    assert client.get(of.move_url).status_code == 200
    assert client.post(of.move_url, sent | {"don-vi-unit": "Sở Không Có"}).status_code == 400
    assert client.post(of.move_url, sent).status_code == client.post(of.move_url, sent).status_code == 302
    made = HandOver.objects.get()
    assert "Rút đề nghị" in client.get(reverse("desks:hand_over", args=[made.pk])).content.decode()
    page = signed_in(focal).get(reverse("desks:hand_overs")).content.decode()
    assert "1 đề nghị chờ" in page
    decide = reverse("desks:decide_hand_over", args=[made.pk])
    assert signed_in(focal).post(decide, {"decision": "khong"}).status_code == 400
    assert signed_in(focal).post(decide, {"decision": "dong-y"}).status_code == 302
    assert holders(of, Part.LEAD) == {"yte", "mytho"}
    assert client.get(of.move_url).status_code == 404


def test_a_colleague_is_chosen_on_the_page(clerk: Any) -> None:
    of, colleague = piece(build.plan()), person("dong-nghiep", "caibe")
    sent = {"cho": "nguoi", "nguoi-key": str(uuid4()), "nguoi-to": str(colleague.pk)}
    assert signed_in(clerk).post(of.move_url, sent).status_code == 302
    assert Work.objects.get().assignee == colleague
    wrong = sent | {"nguoi-key": str(uuid4()), "nguoi-to": str(person("my-tho", "mytho").pk)}
    assert signed_in(clerk).post(of.move_url, wrong).status_code == 400


def test_the_desk_of_the_focal_unit_is_told_how_many_wait(clerk: Any, focal: Any) -> None:
    plan = build.plan()
    asked(piece(plan), "yte", clerk)
    [todo] = hand_overs.hand_over_todos(focal, [build.unit("tttt")], clock.today())
    assert (todo.plan_id, todo.title) == (plan.pk, "Quyết định 1 đề nghị chuyển việc sang đơn vị khác")
    assert hand_overs.hand_over_todos(clerk, [build.unit("tttt")], clock.today()) == []


def test_the_list_asks_the_database_as_often_for_three_as_for_one(clerk: Any, focal: Any) -> None:
    plan, counts = build.plan(), []
    client = signed_in(focal)
    for of in (piece(plan), piece(plan, "mytho"), duty_piece(plan)):
        asked(of, "vhttdl" if of.activity else "mytho", focal)
        with CaptureQueriesContext(connection) as ran:
            assert client.get(reverse("desks:hand_overs")).status_code == 200
        counts.append(len(ran))
    assert len(set(counts)) == 1


def test_a_unit_that_a_merger_has_made_may_take_work(province: Any, clerk: Any, focal: Any) -> None:
    plan = build.plan()
    today = clock.today()
    made: dict[str, Any] = {"kind": "commune-committee", "level": "commune", "parent": province.unit, "source": "thử"}
    Unit.objects.create(code="moi", name="Ủy ban nhân dân xã Mới", valid_from=today, **made)
    Unit.objects.create(code="het", name="Ủy ban nhân dân xã Hết", valid_to=build.AS_OF, **made)
    of = piece(plan)
    told = {"cho": "don-vi", "don-vi-key": str(uuid4()), "don-vi-reason": "Sáp nhập"}
    client = signed_in(clerk)
    assert client.post(of.move_url, told | {"don-vi-unit": "Ủy ban nhân dân xã Hết"}).status_code == 400
    assert "Ủy ban nhân dân xã Mới" in client.get(of.move_url).content.decode()
    assert client.post(of.move_url, told | {"don-vi-unit": "Ủy ban nhân dân xã Mới"}).status_code == 302
    hand_overs.decide_hand_over(HandOver.objects.get(), agree=True, actor=focal)
    assert "moi" in holders(of, Part.LEAD)
    with pytest.raises(Refusal):
        asked(piece(plan, "mytho"), "het", focal)
