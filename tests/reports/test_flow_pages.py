"""The pages on which reports are sent and judged, locked, and looked at as they were sent."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from reports import doors_flow
from reports import flow_build as build

from ngayso.core import clock
from ngayso.people.models import Unit
from ngayso.plans.models import Figure, Part
from ngayso.reports import flow
from ngayso.reports.models import LockException, ReportState, Submission, UnitReport, Way

pytestmark = pytest.mark.django_db
ROLES = ("nobody", "stranger", "clerk", "leader", "auditor", "focal", "admin")


def page(user: Any, name: str, *args: Any, **given: Any) -> Any:
    client = Client()
    if user is not None:
        client.force_login(user)
    method = client.post if "data" in given else client.get
    return method(reverse(f"reports:{name}", args=args) + given.pop("query", ""), **given)


@pytest.fixture
def sent(province: Any, clerk: Any) -> Submission:
    return flow.submit_report(build.report(build.round_()), way=Way.WEB, actor=clerk)


def place(sent: Submission) -> tuple[Any, Any, Any]:
    return sent.report.round.plan_id, sent.report.round_id, sent.report.unit_id


def test_a_unit_sends_and_takes_back(province: Any, clerk: Any) -> None:
    report = build.report(build.round_())
    args = report.round.plan_id, report.round_id, report.unit_id
    answer = page(clerk, "submit", *args, data={})
    sent = report.submissions.get()
    assert answer["Location"] == reverse("reports:submission", args=[args[0], sent.pk])
    shown = page(clerk, "submission", args[0], sent.pk).content.decode()
    assert sent.sha256 in shown
    assert "Nội dung còn nguyên như lúc gửi" in shown
    assert page(clerk, "withdraw_submission", *args, data={}).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_what_keeps_it_from_being_sent_is_told(province: Any, clerk: Any) -> None:
    report = build.report(build.round_(), houses="5", period="12")
    answer = page(clerk, "submit", report.round.plan_id, report.round_id, report.unit_id, data={})
    assert answer.status_code == 400
    assert "lớn hơn lũy kế" in answer.content.decode()


def test_a_district_says_why_communes_are_missing(province: Any, clerk: Any) -> None:
    round_ = build.round_()
    lead = round_.plan.activities.get(key="a2").assignments.get(part=Part.LEAD)
    for unit in build.communes():
        lead.assigned.create(unit=unit)
    report = build.report(round_)
    args = report.round.plan_id, report.round_id, report.unit_id
    answer = page(clerk, "submit", *args, data={})
    assert answer.status_code == 400
    assert 'name="word"' in answer.content.decode()
    assert page(clerk, "submit", *args, data={"word": "Lũ"}).status_code == 302
    assert "Lũ" in page(clerk, "submission", args[0], report.submissions.get().pk).content.decode()


def test_judged_one_after_another(sent: Submission, focal: Any) -> None:
    plan_id, round_id, unit_id = place(sent)
    other = flow.submit_report(build.report(sent.report.round, "mytho"), way=Way.WEB, actor=focal)
    shown = page(focal, "queue", plan_id, round_id).content.decode()
    assert shown.index("Cái Bè") < shown.index("Mỹ Tho")
    shown = page(focal, "review", plan_id, round_id, unit_id).content.decode()
    assert 'rel="next"' in shown
    assert 'rel="prev"' not in shown
    answer = page(focal, "accept_report", plan_id, round_id, unit_id, data={"seen": str(sent.pk)})
    assert answer["Location"] == reverse("reports:review", args=[plan_id, round_id, other.report.unit_id])
    ask = sent.report.round.asks.first()
    marked = {"seen": str(other.pk), f"m-{ask.pk}": "Số ở đâu?"}
    answer = page(focal, "return_report", plan_id, round_id, other.report.unit_id, data=marked)
    assert answer["Location"] == reverse("reports:queue", args=[plan_id, round_id])
    assert other.report.cells.get(ask=ask).mark == "Số ở đâu?"
    assert "Không còn báo cáo nào chờ duyệt" in page(focal, "queue", plan_id, round_id).content.decode()
    assert "Số ở đâu?" in page(focal, "history", plan_id, round_id, other.report.unit_id).content.decode()


def test_what_was_typed_stays_when_a_verdict_is_refused(sent: Submission, focal: Any, admin: Any) -> None:
    plan_id, round_id, unit_id = place(sent)
    empty = page(focal, "return_report", plan_id, round_id, unit_id, data={"note": " "})
    assert empty.status_code == 400
    assert "đánh dấu ít nhất một chỗ" in empty.content.decode()
    flow.accept_report(sent.report, actor=admin)
    ask = sent.report.round.asks.first()
    late = page(focal, "return_report", plan_id, round_id, unit_id, data={"note": "Sửa lại", f"m-{ask.pk}": "Chỗ này"})
    assert late.status_code == 409
    assert admin.name in late.content.decode()
    assert "Sửa lại" not in [r.note for r in sent.reviews.all()]


def test_reopened_from_the_page(sent: Submission, focal: Any) -> None:
    flow.accept_report(sent.report, actor=focal)
    assert page(focal, "reopen_report", *place(sent), data={}).status_code == 400
    assert page(focal, "reopen_report", *place(sent), data={"reason": "Nhầm"}).status_code == 302
    assert not Figure.objects.in_force().exists()


def test_a_district_judges_its_communes(province: Any, clerk: Any, focal: Any) -> None:
    round_ = build.round_()
    lead = round_.plan.activities.get(key="a2").assignments.get(part=Part.LEAD)
    for unit in build.communes():
        lead.assigned.create(unit=unit)
    sent = [
        flow.submit_report(build.report(round_, code), way=Way.WEB, actor=focal) for code in ("anthai", "mydu", "trung")
    ]
    shown = page(clerk, "queue", round_.plan_id, round_.pk).content.decode()
    assert "xã anthai" in shown
    assert "xã mydu" in shown
    assert "xã trung" not in shown
    assert "Không còn báo cáo" in page(focal, "queue", round_.plan_id, round_.pk).content.decode()
    assert "xã anthai" in page(focal, "queue", round_.plan_id, round_.pk, query="?loc=cap-huyen").content.decode()
    assert page(clerk, "review", *place(sent[2])).status_code == 404
    assert page(clerk, "approve_report", *place(sent[2]), data={}).status_code == 404
    assert page(clerk, "approve_report", *place(sent[0]), data={"seen": str(sent[0].pk)}).status_code == 302
    assert page(focal, "accept_report", *place(sent[1]), data={}).status_code == 400
    assert "xã anthai" in page(focal, "queue", round_.plan_id, round_.pk).content.decode()


def test_the_lock_and_its_exceptions(sent: Submission, focal: Any, auditor: Any) -> None:
    plan_id, round_id, unit_id = place(sent)
    page(focal, "lock_round", plan_id, round_id, data={})
    wrong = page(focal, "add_exception", plan_id, round_id, data={"unit": str(unit_id), "until": "hôm nào"})
    assert wrong.status_code == 400
    until = f"{clock.today().year + 1}-10-16T17:00"
    given = {"unit": str(unit_id), "until": until, "reason": "Mất điện cả ngày"}
    assert page(focal, "add_exception", plan_id, round_id, data=given).status_code == 302
    row = LockException.objects.get()
    assert row.until.astimezone(clock.HERE).hour == 17
    shown = page(auditor, "locks", plan_id, round_id).content.decode()
    assert "Mất điện cả ngày" in shown
    assert "<button" not in shown[shown.index("<main") : shown.index("</main>")]
    page(focal, "end_exception", plan_id, round_id, row.pk, data={})
    assert "đã hết" in page(auditor, "locks", plan_id, round_id).content.decode()
    page(focal, "unlock_round", plan_id, round_id, data={})
    assert flow.is_open_for(type(sent.report.round).objects.get(), sent.report.unit, clock.now())


def test_the_auditor_has_no_buttons(sent: Submission, auditor: Any, focal: Any) -> None:
    plan_id, round_id, unit_id = place(sent)
    flow.accept_report(sent.report, actor=focal)
    figure = Figure.objects.in_force()[0]
    for name, args in (
        ("queue", (plan_id, round_id)),
        ("review", (plan_id, round_id, unit_id)),
        ("history", (plan_id, round_id, unit_id)),
        ("submission", (plan_id, sent.pk)),
        ("figure", (plan_id, figure.pk)),
    ):
        answer = page(auditor, name, *args)
        assert answer.status_code == 200, name
        shown = answer.content.decode()
        assert "<button" not in shown[shown.index("<main") : shown.index("</main>")], name


def test_differences_to_the_time_before(sent: Submission, clerk: Any, focal: Any) -> None:
    flow.return_report(sent.report, note="Sửa", marks=[], actor=focal)
    build.fill(sent.report, houses="4100", period="12", teams="3")
    again = flow.submit_report(sent.report, way=Way.WEB, actor=clerk)
    shown = page(clerk, "submission", sent.report.round.plan_id, again.pk).content.decode()
    assert "Khác lần gửi trước" in shown
    assert "4.100" in shown


def test_the_queue_asks_as_much_for_three_as_for_one(
    sent: Submission, focal: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    plan_id, round_id, unit_id = place(sent)

    def asked() -> list[int]:
        counts = []
        for name, args in (("queue", (plan_id, round_id)), ("review", (plan_id, round_id, unit_id))):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(focal, name, *args)
            counts.append(len(queries))
        return counts

    one = asked()
    lead = sent.report.round.plan.activities.get(key="a2").assignments.get(part=Part.LEAD)
    lead.assigned.create(unit=Unit.objects.get(code="yte"))
    for code in ("mytho", "yte"):
        flow.submit_report(build.report(sent.report.round, code), way=Way.WEB, actor=focal)
    assert asked() == one
    assert UnitReport.objects.count() == 3


def test_the_doors(province: Any, request: pytest.FixtureRequest) -> None:
    """The table of doors, tried in small; the whole house tries it again."""
    from django.db import transaction
    from plans import build as plans

    people = {role: None if role == "nobody" else request.getfixturevalue(role) for role in ROLES}
    own, other = Unit.objects.get(code="caibe"), Unit.objects.get(code="mytho")
    mine, theirs = doors_flow.words(plans.plan(), own, other, people)
    letters = {200: "o", 404: "x", 405: "m", 400: "b", 409: "c", 403: "f"}
    wrong = {}
    for door, answers in doors_flow.DOORS.items():
        told = []
        for kwargs, method in ((mine, "get"), (mine, "post"), (theirs, "get"), (theirs, "post")):
            word = ""
            for role in ROLES:
                client = Client()
                point = transaction.savepoint()
                if people[role] is not None:
                    client.force_login(people[role])
                answer = getattr(client, method)(reverse(door, kwargs=kwargs[door]))
                transaction.savepoint_rollback(point)
                if answer.status_code == 302:
                    word += "s" if answer["Location"].startswith("/dang-nhap/") else "r"
                else:
                    word += letters.get(answer.status_code, f"({answer.status_code})")
            told.append(word)
        if tuple(told) != tuple(a or t for a, t in zip(answers, told, strict=True)):
            wrong[door] = (told, answers)
    assert wrong == {}
