"""Reminders: one digest a person and day, of what is due and open, in office hours of working days."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from plans import build

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.desks.models import Acknowledgement, Work
from ngayso.desks.todos import Todo
from ngayso.follow import reminders
from ngayso.follow.models import ReminderRule
from ngayso.follow.reminder_hours import CLOSES, OPENS, days_covered, goes_at, is_working_day
from ngayso.follow.reminder_rules import RuleSpec, matches, save_rules
from ngayso.office.models import Delivery
from ngayso.people.models import Membership, Unit, User
from ngayso.plans.actions import cancel_activity
from ngayso.plans.models import Plan

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, MONDAY = dt.date(2025, 10, 3), dt.date(2025, 10, 4), dt.date(2025, 10, 6)
"""The campaign of the plan runs from 01/10 to Friday 10/10/2025."""


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), clock.HERE)


@pytest.fixture(autouse=True)
def _no_other_room(settings: Any) -> None:
    settings.TODOS = []


@pytest.fixture
def mail(settings: Any) -> None:
    """E-mail is configured; nobody sends in these tests."""
    settings.EMAIL_CONFIG = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
    }


@pytest.fixture
def plan(province: Any) -> Plan:
    """Sent out on 01/9/2025."""
    made = build.plan()
    made.confirmed_at = at(dt.date(2025, 9, 1), 9)
    made.save()
    return made


def person(login: str, *codes: str, role: str = "clerk", **fields: Any) -> User:
    user = User.objects.create_user(login, name=f"Cán bộ {login}", email=f"{login}@example.vn", **fields)
    for code in codes:
        unit = Unit.objects.get(code=code)
        Membership.objects.create(user=user, unit=unit, role=role, since=dt.date(2024, 1, 1))
    return user


def told(day: dt.date) -> set[tuple[str, str, str]]:
    return {(one.sort, one.unit.code, one.ref) for one in reminders.things_due(day)}


def run(day: dt.date, hour: int = 8) -> int:
    return reminders.run(day, at(day, hour))


# What is due


def test_days_before_and_after_an_activity_ends(plan: Plan) -> None:
    of_campaign = {("activity", code, "I.2") for code in ("mytho", "caibe", "ca")}
    assert told(dt.date(2025, 10, 3)) == of_campaign  # 7 days before
    assert told(dt.date(2025, 10, 7)) == of_campaign  # 3
    assert told(dt.date(2025, 10, 8)) == set()
    assert told(dt.date(2025, 10, 9)) == of_campaign  # 1
    assert told(dt.date(2025, 10, 10)) == set()
    assert told(dt.date(2025, 10, 13)) == of_campaign  # 3 after; what fell on the weekend is told on Monday, too


def test_nothing_of_what_is_settled(plan: Plan, focal: Any) -> None:
    campaign = plan.activities.get(key="a2")
    for code, state in (("mytho", "done"), ("caibe", "stuck"), ("ca", "go")):
        Work.objects.create(plan=plan, unit=Unit.objects.get(code=code), activity=campaign, state=state)
    assert told(FRIDAY) == {("activity", "ca", "I.2")}
    cancel_activity(campaign, reason="Bão", actor=focal)
    assert told(FRIDAY) == set()


def test_who_has_not_received(plan: Plan, focal: Any) -> None:
    waiting = {code for _sort, code, _ref in told(dt.date(2025, 9, 3))}
    assert waiting == {"tttt", "vhttdl", "yte", "ca", "mytho", "caibe"}
    Acknowledgement.objects.create(plan=plan, unit=Unit.objects.get(code="caibe"), by=focal)
    assert {code for _sort, code, _ref in told(dt.date(2025, 9, 3))} == waiting - {"caibe"}


def test_a_unit_that_is_no_more_is_not_reminded(plan: Plan) -> None:
    Unit.objects.filter(code="caibe").update(valid_to=dt.date(2025, 10, 1))
    assert {code for _sort, code, _ref in told(FRIDAY)} == {"mytho", "ca"}


def report_todos(user: Any, units: Any, day: dt.date) -> list[Todo]:
    """Another room: a report that every unit owes by 15/10/2025; that of Cái Bè has come."""
    plan = Plan.objects.get()
    return [
        Todo(
            unit_id=unit.pk,
            plan_id=plan.pk,
            title="Báo cáo kết quả kỳ 1",
            action="Mở báo cáo",
            url="/bao-cao/",
            due=dt.date(2025, 10, 15),
            state="done" if unit.code == "caibe" else "go",
        )
        for unit in units
    ]


def test_what_other_rooms_want_by_a_day(plan: Plan, settings: Any) -> None:
    settings.TODOS = [f"{__name__}.report_todos"]
    ReminderRule.objects.create(plan=plan, sort="activity", on=False)
    found = told(dt.date(2025, 10, 15))
    assert ("report", "mytho", "") in found
    assert ("report", "caibe", "") not in found
    assert told(dt.date(2025, 10, 14)) == set()


def test_rules_of_the_programme_come_before_the_usual_ones(plan: Plan, focal: Any) -> None:
    save_rules(plan, {"activity": RuleSpec(True, (8, 4), ())}, actor=focal)
    save_rules(plan, {"activity": RuleSpec(True, (4, 8), ())}, actor=focal)
    assert ReminderRule.objects.get().before == [4, 8]
    assert AuditRow.objects.filter(verb="follow.rules_changed").count() == 1
    assert told(dt.date(2025, 10, 2)) != set()
    assert told(FRIDAY) == set()


def test_rules_are_set_by_who_runs_the_plan(plan: Plan, auditor: Any, focal: Any) -> None:
    with pytest.raises(Refusal) as refused:
        save_rules(plan, {"activity": RuleSpec(False, (), ())}, actor=auditor)
    assert refused.value.status == 404
    with pytest.raises(Refusal) as refused:
        save_rules(plan, {"activity": RuleSpec(True, (61,), ())}, actor=focal)
    assert refused.value.status == 400


# One digest


def test_one_digest_a_person_and_day(plan: Plan, mail: Any) -> None:
    both = person("hai-noi", "mytho", "caibe")
    one = person("mot-noi", "caibe", role="leader")
    assert run(FRIDAY) == 3
    rows = {row.user: row for row in Delivery.objects.all()}
    assert set(rows) == {both, one, None}  # nobody works for the police: a letter
    assert rows[None].channel == "letter"
    assert "UBND" not in rows[one].subject
    assert rows[both].body.count("Ra quân hướng dẫn") == 2
    assert "của Ủy ban nhân dân huyện Cái Bè" in rows[both].body
    assert "hạn 10/10/2025, còn 7 ngày" in rows[one].body
    assert rows[one].link == f"/ban-viec/{Unit.objects.get(code='caibe').pk}/"
    assert rows[both].link == "/ban-viec/"
    assert run(FRIDAY, 10) == 0
    assert Delivery.objects.count() == 3
    assert AuditRow.objects.get(verb="follow.reminders_sent").detail == {"count": 3}


def test_all_programmes_stand_in_one_digest(plan: Plan, mail: Any) -> None:
    other = build.plan(number="78/KH-UBND", title="Tổ chức tuần lễ số năm 2025")
    other.confirmed_at = plan.confirmed_at
    other.save()
    person("mot", "caibe")
    run(FRIDAY)
    (row,) = Delivery.objects.filter(user__login="mot")
    assert row.subject.startswith("Nhắc 02 việc")
    assert other.name in row.body


# Hours


@pytest.mark.parametrize(
    ("day", "works"),
    [(FRIDAY, True), (SATURDAY, False), (dt.date(2025, 9, 1), False), (dt.date(2025, 9, 2), False), (MONDAY, True)],
)
def test_working_days(day: dt.date, works: bool) -> None:
    assert is_working_day(day) is works


def test_hours() -> None:
    assert goes_at(FRIDAY, at(FRIDAY, 6), urgent=False) == at(FRIDAY, 7, 30)
    assert goes_at(FRIDAY, at(FRIDAY, 9), urgent=False) == at(FRIDAY, 9)
    assert goes_at(FRIDAY, at(FRIDAY, 17, 30), urgent=False) == at(MONDAY, 7, 30)
    assert goes_at(FRIDAY, at(FRIDAY, 18), urgent=True) == at(FRIDAY, 18)
    assert goes_at(SATURDAY, at(SATURDAY, 5), urgent=True) == at(SATURDAY, 7, 30)
    # The weekend before National Day runs into it.
    assert goes_at(dt.date(2025, 8, 30), at(dt.date(2025, 8, 30), 9), urgent=False) == at(dt.date(2025, 9, 3), 7, 30)
    assert days_covered(dt.date(2025, 9, 3)) == [dt.date(2025, 9, n) for n in (3, 2, 1)] + [
        dt.date(2025, 8, 31),
        dt.date(2025, 8, 30),
    ]


@given(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 20)), st.integers(0, 1439), st.booleans())
def test_a_reminder_never_goes_early_nor_in_a_quiet_hour(day: dt.date, minute: int, urgent: bool) -> None:
    now = at(day, minute // 60, minute % 60)
    goes = goes_at(day, now, urgent=urgent)
    assert goes >= now
    assert goes.time() >= OPENS
    assert urgent or (is_working_day(goes.date()) and goes.time() < CLOSES)
    assert not urgent or goes.date() == day


@given(
    st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 1)),
    st.lists(st.integers(0, 10), max_size=3),
    st.lists(st.integers(1, 10), max_size=3),
)
def test_every_day_of_a_rule_is_told_on_one_working_day(due: dt.date, before: list[int], after: list[int]) -> None:
    rule = ReminderRule(sort="report", before=before, after=after)
    wanted = {due - dt.timedelta(days=n) for n in before} | {due + dt.timedelta(days=n) for n in after}
    every = [due + dt.timedelta(days=n) for n in range(-12, 30)]
    working = [day for day in every if is_working_day(day)]
    for day in wanted:
        assert sum(day in days_covered(one) for one in working) == 1
    for one in working:
        assert matches(rule, due, days_covered(one)) == bool(wanted & set(days_covered(one)))


def test_the_weekend_is_quiet_and_told_on_monday(plan: Plan, mail: Any) -> None:
    ReminderRule.objects.create(plan=plan, sort="activity", before=[5, 6])
    person("mot", "caibe")
    assert run(SATURDAY) == 0
    assert run(dt.date(2025, 10, 5)) == 0
    assert run(MONDAY) > 0
    (row,) = Delivery.objects.filter(user__login="mot")
    assert "còn 4 ngày" in row.body, "as of the day on which it is read"


def test_what_is_due_that_very_day_does_not_wait(plan: Plan, mail: Any) -> None:
    plan.activities.filter(key="a2").update(end=SATURDAY)
    ReminderRule.objects.create(plan=plan, sort="activity", before=[0])
    person("mot", "caibe")
    assert run(SATURDAY, 6) > 0
    (row,) = Delivery.objects.filter(user__login="mot")
    assert "hôm nay là ngày cuối" in row.body
    assert row.not_before == at(SATURDAY, 7, 30)


def test_what_was_put_off_is_told_once(plan: Plan, mail: Any) -> None:
    person("mot", "caibe")
    ReminderRule.objects.create(plan=plan, sort="activity", before=[4, 7])
    run(FRIDAY, 18)
    (late,) = Delivery.objects.filter(user__login="mot")
    assert late.not_before == at(MONDAY, 7, 30)
    run(MONDAY, 7)
    states = dict(Delivery.objects.filter(user__login="mot").values_list("key", "state"))
    assert sorted(states.values()) == ["dropped", "waiting"]
    assert states[late.key] == "dropped"


# The page


def page(plan: Plan, user: Any, **asked: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/theo-doi/{plan.pk}/nhac-viec/", asked).content.decode().replace("\u00a0", " ")


def test_the_page_tells_before_it_happens(plan: Plan, focal: Any) -> None:
    person("mot", "caibe")
    said = page(plan, focal, ngay="2025-10-03")
    assert "Cán bộ mot" in said
    assert "hạn 10/10/2025, còn 7 ngày" in said
    assert "Chưa có người nhận, gửi thư in" in said
    assert "Gửi nhắc ngay" not in said, "only today's reminders can be sent"
    assert not Delivery.objects.exists()


def test_the_button_is_harmless_twice(province: Any, focal: Any, mail: Any) -> None:
    today = clock.today()
    plan = build.plan(day=today, as_of=today - dt.timedelta(days=3))
    Plan.objects.filter(pk=plan.pk).update(confirmed_at=clock.now() - dt.timedelta(days=3))
    plan.activities.filter(key="a2").update(start=None, end=today)
    ReminderRule.objects.create(plan=plan, sort="activity", before=[0], after=[])
    person("mot", "caibe")
    client = Client()
    client.force_login(focal)
    address = f"/theo-doi/{plan.pk}/nhac-viec/"
    assert "Gửi nhắc ngay" in client.get(address).content.decode()
    for _n in range(2):
        assert client.post(f"{address}gui/").status_code == 302
    assert Delivery.objects.filter(user__login="mot").count() == 1
    assert "Gửi nhắc ngay" not in client.get(address).content.decode()


def test_rules_are_edited_on_the_page(plan: Plan, focal: Any, auditor: Any) -> None:
    client = Client()
    client.force_login(focal)
    address = f"/theo-doi/{plan.pk}/nhac-viec/"
    given = {"activity_on": "on", "activity_before": "10; 4,1", "activity_after": "", "report_on": "on"}
    assert client.post(address, given).status_code == 302
    rules = {rule.sort: rule for rule in ReminderRule.objects.all()}
    assert (rules["activity"].on, rules["activity"].before, rules["activity"].after) == (True, [1, 4, 10], [])
    assert rules["receive"].on is False
    wrong = client.post(address, given | {"activity_before": "bảy"})
    assert wrong.status_code == 400
    assert "cách nhau bằng dấu phẩy" in wrong.content.decode()
    client.force_login(auditor)
    assert client.post(address, given).status_code == 404
    assert "Ghi quy tắc" not in client.get(address).content.decode()


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_others_find_no_page(plan: Plan, who: str, request: pytest.FixtureRequest) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/theo-doi/{plan.pk}/nhac-viec/").status_code == 404
    assert client.post(f"/theo-doi/{plan.pk}/nhac-viec/gui/").status_code == 404


def test_as_many_queries_for_one_unit_as_for_three(plan: Plan) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert reminders.digests(reminders.things_due(FRIDAY))
        return len(asked)

    row = plan.activities.get(key="a2").assignments.get(part="lead")
    row.assigned.exclude(unit__code="caibe").delete()
    plan.activities.get(key="a2").assignments.filter(part="partner").delete()
    person("mot", "caibe")
    one = count()
    for code in ("mytho", "yte", "vhttdl"):
        row.assigned.create(unit=Unit.objects.get(code=code))
        person(code, code)
    assert count() == one
