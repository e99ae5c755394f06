"""A unit asks, the focal unit answers: once, corrected openly, told to who asked, shown to all when of use to all."""

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
from ngayso.desks import questions
from ngayso.desks.models import Question
from ngayso.office.models import Delivery
from ngayso.people.models import Membership, User

pytestmark = pytest.mark.django_db


def person(login: str, unit: str, role: str = "clerk") -> Any:
    user = User.objects.create_user(login, None, name=login, email=f"{login}@tiengiang.gov.vn")
    Membership.objects.create(user=user, unit=build.unit(unit), role=role, since=dt.date(2024, 1, 1))
    return user


def asked(
    plan: Any, actor: Any, text: str = "Hộ vắng nhà có tính lượt không?", unit: str = "caibe", **about: Any
) -> Any:
    return questions.ask_question(plan, build.unit(unit), key=uuid4(), text=text, actor=actor, **about)


def answered(question: Any, actor: Any, answer: str = "Có.", *, shared: bool = False) -> Any:
    question.refresh_from_db()
    return questions.answer_question(
        question, answer=answer, shared=shared, seen=questions.stamp(question), actor=actor
    )


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_question_sent_twice_is_one_and_other_words_under_its_key_are_refused(clerk: Any) -> None:
    plan, unit, key = build.plan(), build.unit("caibe"), uuid4()
    first = questions.ask_question(plan, unit, key=key, text="Hỏi gì?  \n", actor=clerk)
    assert questions.ask_question(plan, unit, key=key, text="Hỏi gì?", actor=clerk) == first
    assert first.text == "Hỏi gì?"
    with pytest.raises(Refusal) as refusal:
        questions.ask_question(plan, unit, key=key, text="Hỏi khác", actor=clerk)
    assert refusal.value.status == 409
    assert AuditRow.objects.filter(verb="desks.question_asked").count() == 1


@pytest.mark.parametrize("who", ["stranger", "auditor", "leader"])
def test_only_the_unit_and_who_runs_the_plan_ask(who: str, request: Any, province: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(build.plan(), request.getfixturevalue(who))
    assert refusal.value.status == 404
    assert not Question.objects.exists()


def test_an_empty_question_is_turned_back(clerk: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(build.plan(), clerk, " \n ")
    assert (refusal.value.status, refusal.value.field) == (400, "text")


def test_an_answer_is_told_to_who_asked_once(clerk: Any, focal: Any) -> None:
    person("nguoi-khac", "caibe")
    question = asked(build.plan(), clerk)
    answered(question, focal)
    answered(question, focal)
    told = Delivery.objects.get()
    assert (told.user, told.purpose, told.link) == (clerk, "answer", reverse("desks:question", args=[question.pk]))
    assert "Có." in told.body


def test_the_answer_to_a_question_asked_by_telephone_goes_to_the_unit(focal: Any) -> None:
    colleague = person("can-bo-cai-be", "caibe")
    answered(asked(build.plan(), focal), focal)
    assert Delivery.objects.get().user == colleague


def test_a_correction_keeps_the_old_words_in_the_log(clerk: Any, focal: Any, admin: Any) -> None:
    question = answered(asked(build.plan(), clerk), focal, "Có.")
    corrected = answered(question, admin, "Không, chỉ tính hộ.", shared=True)
    assert (corrected.answer, corrected.answered_by, corrected.shared) == ("Không, chỉ tính hộ.", admin, True)
    row = AuditRow.objects.get(verb="desks.answer_corrected")
    assert row.detail["before"] == {"answer": "Có.", "shared": False, "by": str(focal)}
    assert Delivery.objects.count() == 2


def test_showing_an_answer_to_all_leaves_its_words_and_tells_nobody_again(clerk: Any, focal: Any, admin: Any) -> None:
    question = answered(asked(build.plan(), clerk), focal, "Có.")
    shown = answered(question, admin, "Có.", shared=True)
    assert (shown.answered_by, shown.shared) == (focal, True)
    assert Delivery.objects.count() == 1


def test_who_answers_second_is_told_who_was_first(clerk: Any, focal: Any, admin: Any) -> None:
    question = asked(build.plan(), clerk)
    seen = questions.stamp(question)
    questions.answer_question(question, answer="Có.", shared=False, seen=seen, actor=focal)
    with pytest.raises(Refusal) as refusal:
        questions.answer_question(question, answer="Không.", shared=False, seen=seen, actor=admin)
    assert refusal.value.status == 409
    assert str(focal) in refusal.value.sentence
    question.refresh_from_db()
    assert question.answer == "Có."


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "stranger"])
def test_only_who_runs_the_plan_answers(who: str, request: Any, clerk: Any) -> None:
    question = asked(build.plan(), clerk)
    with pytest.raises(Refusal) as refusal:
        answered(question, request.getfixturevalue(who))
    assert refusal.value.status == 404


def test_two_who_answer_at_once_leave_one_answer(transactional_db: Any, clerk: Any, focal: Any, admin: Any) -> None:
    question = asked(build.plan(), clerk)
    seen = questions.stamp(question)
    told = at_once(
        lambda: questions.answer_question(question, answer="Có.", shared=False, seen=seen, actor=focal),
        lambda: questions.answer_question(question, answer="Không.", shared=False, seen=seen, actor=admin),
    )
    assert sorted(str(getattr(one, "status", "written")) for one in told) == ["409", "written"]
    assert AuditRow.objects.filter(verb="desks.question_answered").count() == 1


def test_another_unit_sees_only_what_is_shown_to_all_and_not_who_asked(clerk: Any, focal: Any) -> None:
    plan, other = build.plan(), person("my-tho", "mytho")
    own = asked(plan, clerk, "Câu riêng?")
    shared = answered(asked(plan, clerk, "Câu chung?"), focal, shared=True)
    unanswered = asked(plan, clerk, "Câu chưa trả lời?")
    Question.objects.filter(pk=unanswered.pk).update(shared=True)
    told = questions.talk(other, plan, build.unit("mytho"))
    assert [(turn.question, turn.who) for turn in told.turns] == [(shared, "Một đơn vị khác")]
    mine = questions.talk(clerk, plan, build.unit("caibe"))
    assert {turn.question for turn in mine.turns} == {own, shared, unanswered}
    assert {turn.who for turn in mine.turns} == {"UBND huyện Cái Bè"}
    page = signed_in(other).get(reverse("desks:questions")).content.decode()
    assert "Câu chung?" in page
    assert "Câu riêng?" not in page
    assert "Cái Bè" not in page


def test_a_talk_of_one_piece_of_work_holds_what_was_asked_of_it(clerk: Any) -> None:
    plan, unit = build.plan(), build.unit("caibe")
    campaign, contest = plan.activities.get(key="a2"), plan.activities.get(key="a1")
    item = plan.duties.get(key="d2").items.all()[0]
    of_work = asked(plan, clerk, activity=campaign)
    asked(plan, clerk, activity=contest)
    of_duty = asked(plan, clerk, item=item)
    asked(plan, clerk)
    told = questions.talk(clerk, plan, unit, activity=campaign)
    assert [turn.question for turn in told.turns] == [of_work]
    assert (told.count, told.waiting) == (1, 1)
    assert f"viec=hoat-dong%3A{campaign.pk}" in told.ask_url
    assert [turn.question for turn in questions.talk(clerk, plan, unit, item=item).turns] == [of_duty]
    whole = questions.talk(clerk, plan, unit, most=2)
    assert (len(whole.turns), whole.count) == (2, 4)


def test_an_auditor_reads_and_is_not_offered_to_ask(clerk: Any, auditor: Any) -> None:
    plan = build.plan()
    asked(plan, clerk)
    told = questions.talk(auditor, plan, build.unit("caibe"))
    assert (told.count, told.ask_url) == (1, "")


def test_the_page_of_the_focal_unit_has_the_oldest_waiting_first(clerk: Any, focal: Any) -> None:
    plan = build.plan()
    asked(plan, clerk, "Câu mới?")
    old = asked(plan, clerk, "Câu cũ?", activity=plan.activities.get(key="a2"))
    Question.objects.filter(pk=old.pk).update(asked_at=clock.now() - dt.timedelta(days=3))
    answered(asked(plan, clerk, "Câu xong?"), focal)
    client = signed_in(focal)
    page = client.get(reverse("desks:questions")).content.decode()
    assert page.index("Câu cũ?") < page.index("Câu mới?")
    assert "Chờ 3 ngày" in page
    assert "2 câu hỏi chờ trả lời" in page
    assert "Câu xong?" not in page
    assert "Câu xong?" in client.get(reverse("desks:questions"), {"tinh-trang": "xong"}).content.decode()
    one = {"chuong-trinh": plan.pk, "viec": questions.about_code(activity=plan.activities.get(key="a2"))}
    page = client.get(reverse("desks:questions"), one).content.decode()
    assert "Câu cũ?" in page
    assert "Câu mới?" not in page
    page = client.get(reverse("desks:questions"), {"tim": "cau moi"}).content.decode()
    assert "Câu mới?" in page
    assert "Câu cũ?" not in page


@pytest.mark.parametrize("words", [{"tinh-trang": "la"}, {"chuong-trinh": "x"}, {"chuong-trinh": str(uuid4())}])
def test_filters_that_are_none_are_not_there(words: dict[str, str], focal: Any) -> None:
    assert signed_in(focal).get(reverse("desks:questions"), words).status_code == 404


def test_the_desk_of_the_focal_unit_is_told_how_many_wait(clerk: Any, focal: Any) -> None:
    plan = build.plan()
    asked(plan, clerk)
    asked(plan, clerk, "Câu nữa?")
    units = [build.unit("tttt")]
    [todo] = questions.question_todos(focal, units, clock.today())
    assert (todo.unit_id, todo.plan_id, todo.title) == (units[0].pk, plan.pk, "Trả lời 2 câu hỏi của các đơn vị")
    assert questions.question_todos(focal, [build.unit("caibe")], clock.today()) == []
    assert questions.question_todos(clerk, units, clock.today()) == []


def test_it_is_asked_and_answered_on_the_page(clerk: Any, focal: Any) -> None:
    plan, unit = build.plan(), build.unit("caibe")
    address = reverse("desks:ask", args=[plan.pk, unit.pk])
    activity = plan.activities.get(key="a2")
    page = signed_in(clerk).get(address, {"viec": questions.about_code(activity=activity)})
    assert f'value="hoat-dong:{activity.pk}" selected' in page.content.decode()
    sent = {"key": str(uuid4()), "about": questions.about_code(activity=activity), "text": "Tính thế nào?"}
    answer = signed_in(clerk).post(address, sent)
    question = Question.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("desks:question", args=[question.pk]))
    assert question.activity == activity
    seen = questions.stamp(question)
    reply = {"seen": seen, "answer": "Mỗi hộ một lần.", "shared": "on"}
    assert signed_in(focal).post(reverse("desks:answer", args=[question.pk]), reply).status_code == 302
    late = signed_in(focal).post(reverse("desks:answer", args=[question.pk]), {"seen": seen, "answer": "Khác."})
    assert late.status_code == 409
    said = late.content.decode()
    assert "Mỗi hộ một lần." in said
    assert "Khác." in said
    assert signed_in(clerk).get(reverse("desks:question", args=[question.pk])).content.decode().count("Mỗi hộ") == 1


def test_a_thing_of_another_plan_cannot_be_asked_of(clerk: Any) -> None:
    plan, other = build.plan(), build.plan(number="78/KH-UBND")
    about = questions.about_code(activity=other.activities.get(key="a2"))
    sent = {"key": str(uuid4()), "about": about, "text": "Hỏi?"}
    answer = signed_in(clerk).post(reverse("desks:ask", args=[plan.pk, build.unit("caibe").pk]), sent)
    assert answer.status_code == 400


def test_pages_ask_the_database_as_often_for_three_questions_as_for_one(clerk: Any, focal: Any) -> None:
    plan = build.plan()
    client = signed_in(focal)
    focal.held()
    counts = []
    for most in (1, 3):
        while Question.objects.count() < most:
            asked(plan, clerk, activity=plan.activities.get(key="a2"))
        with CaptureQueriesContext(connection) as ran:
            assert client.get(reverse("desks:questions"), {"chuong-trinh": plan.pk}).status_code == 200
            questions.talk(focal, plan, build.unit("caibe"))
        counts.append(len(ran))
    assert counts[0] == counts[1]
