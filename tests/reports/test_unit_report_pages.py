"""The pages of the report of one unit: filled in, saved, turned away, read, and what the desks show of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reports import flow_build as build

from ngayso.core import clock
from ngayso.core.models import AuditRow
from ngayso.people.models import Unit
from ngayso.plans.measures import Measure
from ngayso.reports.flow import accept_report, return_report, submit_report
from ngayso.reports.models import Ask, Cell, Passage, ReportState, Round, Submission, UnitReport, Way
from ngayso.reports.round_asks import change_asks
from ngayso.reports.todos import reports_due

pytestmark = pytest.mark.django_db
COUNTED: list[Measure] = []


def counted(plan: Any, *, since: Any, until: Any, unit_id: Any) -> list[Measure]:
    """A source of counted numbers, as settings.MEASURES names one."""
    return [one for one in COUNTED if one.unit_id == unit_id]


@pytest.fixture(autouse=True)
def _source(settings: Any) -> Any:
    settings.MEASURES = [f"{__name__}.counted"]
    COUNTED.clear()


@pytest.fixture
def round_(province: Any) -> Round:
    return build.round_()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(round_: Round, name: str = "unit_report", code: str = "caibe", **more: Any) -> str:
    given = {"plan_id": round_.plan_id, "round_id": round_.pk, "unit_id": Unit.objects.get(code=code).pk}
    return reverse(f"reports:{name}", kwargs=given | more)


def block(round_: Round) -> str:
    return address(round_, "save_block", activity_id=round_.plan.activities.get(key="a2").pk)


def fields(round_: Round, *, houses: str = "", period: str = "", teams: str = "", **more: str) -> dict[str, str]:
    """What the form of the campaign sends."""
    keys = {ask.indicator.code: ask.pk for ask in round_.asks.select_related("indicator")}
    ho, to = keys["thu-ho"], keys["thu-to"]
    made = {f"v-{ho}": houses, f"k-{ho}": period, f"l-{ho}": "", f"v-{to}": teams, f"l-{to}": ""}
    made |= {"words": "", "difficulties": "", "proposals": ""}
    return made | {name.replace("_ho", f"-{ho}").replace("_to", f"-{to}"): value for name, value in more.items()}


def test_a_look_writes_nothing(round_: Round, clerk: Any) -> None:
    page = signed_in(clerk).get(address(round_))
    assert page.status_code == 200
    assert not UnitReport.objects.exists()
    text = page.content.decode()
    for said in ("Số hộ đã đến", "mỗi hộ đếm một lần", "Số tổ ra quân", "Trong kỳ", "Lũy kế", "Số đang có"):
        assert said in text
    assert text.count('inputmode="decimal"') == 3
    assert "style=" not in text


def test_an_activity_is_saved_by_the_button(round_: Round, clerk: Any) -> None:
    client = signed_in(clerk)
    given = fields(round_, houses="12.480", period="1 250", teams="3", words="Đã đến từng nhà.")
    answer = client.post(block(round_), given)
    assert answer.status_code == 302
    report = UnitReport.objects.get()
    values = dict(report.cells.values_list("ask__indicator__code", "value"))
    assert values == {"thu-ho": 12480, "thu-to": 3}
    assert report.cells.get(ask__indicator__code="thu-ho").in_period == 1250
    assert report.passages.get().words == "Đã đến từng nhà."
    assert AuditRow.objects.filter(verb="reports.report_saved").count() == 1
    text = client.get(address(round_)).content.decode()
    assert 'value="12.480"' in text
    assert "3 trên 3" not in text
    assert "2 trên 2 số liệu đã ghi" in text
    assert f'action="{address(round_, "submit")}" data-send' in text


def test_wrong_numbers_are_told_at_their_place_and_stay(round_: Round, clerk: Any) -> None:
    page = signed_in(clerk).post(block(round_), fields(round_, houses="5.2", teams="ba", words="Lời giữ lại"))
    assert page.status_code == 400
    text = page.content.decode()
    for said in ("“5.2” chưa rõ là số nào", "“ba” chưa phải một số", 'value="5.2"', 'value="ba"', "Lời giữ lại"):
        assert said in text
    assert not Cell.objects.exists()


def test_two_at_once_lose_nothing(round_: Round, clerk: Any, focal: Any) -> None:
    one, two = signed_in(clerk), signed_in(focal)
    one.post(block(round_), fields(round_, houses="40", s_ho="0"))
    page = two.post(block(round_), fields(round_, houses="55", teams="4", s_ho="0"))
    assert page.status_code == 409
    text = page.content.decode()
    assert "vừa ghi ô này" in text
    assert "Chuyên viên Cái Bè" in text
    assert 'value="55"' in text
    assert not Cell.objects.filter(ask__indicator__code="thu-to").exists()
    # Without a choice it is asked again; with one, it is done.
    assert two.post(block(round_), fields(round_, houses="55", teams="4", s_ho="0")).status_code == 409
    theirs = fields(round_, houses="55", teams="4", s_ho="0", stand_ho="theirs")
    assert two.post(block(round_), theirs).status_code == 302
    assert dict(Cell.objects.values_list("ask__indicator__code", "value")) == {"thu-ho": 40, "thu-to": 4}
    mine = fields(round_, houses="55", teams="4", s_ho="0", stand_ho="mine:1")
    assert two.post(block(round_), mine).status_code == 302
    assert Cell.objects.get(ask__indicator__code="thu-ho").value == 55


def test_the_counted_number_is_taken_only_by_its_button(round_: Round, clerk: Any) -> None:
    activity = round_.plan.activities.get(key="a2")
    unit = Unit.objects.get(code="caibe")
    COUNTED.append(
        Measure(activity.pk, unit.pk, "thu-ho", Decimal(44), Decimal(12), "desks.work", "1", "/ban-viec/minh-chung")
    )
    client = signed_in(clerk)
    client.post(block(round_), fields(round_, houses="40", period="40"))
    text = client.get(address(round_)).content.decode()
    assert '<a class="num" href="/ban-viec/minh-chung">44, trong kỳ 12</a>' in text
    assert "Dùng số này" in text
    # Enter in a field presses the first button of its form: never the one that takes another number.
    assert text.split("data-save ")[1].split("<button")[1].startswith(' class="hush" name="ghi"')
    assert Cell.objects.get(ask__indicator__code="thu-ho").value == 40
    key = str(Ask.objects.get(indicator__code="thu-ho").pk)
    client.post(block(round_), fields(round_, houses="linh tinh", period="40", s_ho="1", use=key))
    cell = Cell.objects.get(ask__indicator__code="thu-ho")
    assert (cell.value, cell.in_period) == (44, 12)
    assert "Dùng số này" not in client.get(address(round_)).content.decode()


def test_the_sum_is_offered_and_taken(round_: Round, clerk: Any) -> None:
    client = signed_in(clerk)
    client.post(block(round_), fields(round_, period="12"))
    assert "Lũy kế là 12" in client.get(address(round_)).content.decode()
    key = str(Ask.objects.get(indicator__code="thu-ho").pk)
    client.post(block(round_), fields(round_, period="12", s_ho="1", sum=key))
    assert Cell.objects.get(ask__indicator__code="thu-ho").value == 12


def test_the_script_gets_the_parts_that_changed(round_: Round, clerk: Any) -> None:
    client = signed_in(clerk)
    answer = client.post(block(round_), fields(round_, houses="10", period="12"), headers={"X-Saved-By": "script"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<html" not in text
    assert 'data-fresh="gui"' in text
    assert "lớn hơn lũy kế" in text
    UnitReport.objects.update(state=ReportState.SUBMITTED)
    answer = client.post(block(round_), fields(round_, houses="11", s_ho="1"), headers={"X-Saved-By": "script"})
    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/plain")


def test_the_whole_is_saved_and_guarded(round_: Round, clerk: Any) -> None:
    client = signed_in(clerk)
    where = address(round_, "save_general")
    assert client.post(where, {"difficulties": "Thiếu máy", "proposals": ""}).status_code == 302
    page = client.post(where, {"difficulties": "Thiếu người", "proposals": "", "s-general": "1"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Thiếu máy" in text
    assert "Thiếu người" in text
    mine = {"difficulties": "Thiếu người", "proposals": "", "s-general": "1", "stand-general": "mine:2"}
    assert client.post(where, mine).status_code == 302
    assert UnitReport.objects.get().difficulties == "Thiếu người"
    assert client.post(where, {"difficulties": "a" * 10_001}).status_code == 400


def test_returned_marks_stand_at_their_fields(round_: Round, clerk: Any, focal: Any) -> None:
    report = build.report(round_)
    submit_report(report, way=Way.WEB, actor=clerk)
    activity = str(round_.plan.activities.get(key="a2").pk)
    marks = [
        {"activity": activity, "indicator": "thu-ho", "text": "Cộng lại số hộ"},
        {"activity": activity, "indicator": "", "text": "Viết rõ hơn"},
    ]
    return_report(report, note="Xem lại giúp", marks=marks, actor=focal)
    client = signed_in(clerk)
    text = client.get(address(round_)).content.decode()
    for said in ("Xem lại giúp", "Cộng lại số hộ", "Viết rõ hơn", "trả lại lúc", "Trả lại để sửa"):
        assert said in text
    assert "đã sửa sau đó" not in text
    version = Cell.objects.get(ask__indicator__code="thu-ho").version
    given = fields(round_, houses="41", period="12", teams="3", words="Đã đến từng nhà.", s_ho=str(version))
    assert client.post(block(round_), given).status_code == 302
    text = client.get(address(round_)).content.decode()
    assert "đã sửa sau đó" in text
    assert "Đã sửa 1 chỗ từ lúc ấy:" in text


def test_what_was_sent_is_read(round_: Round, clerk: Any, focal: Any, auditor: Any) -> None:
    report = build.report(round_)
    submit_report(report, way=Way.WEB, actor=clerk)
    for person in (clerk, auditor):
        text = signed_in(person).get(address(round_)).content.decode()
        assert "Lần gửi 1: Chuyên viên Cái Bè" in text
        assert 'inputmode="decimal"' not in text
    accept_report(report, actor=focal)
    assert "Đầu mối duyệt: " in signed_in(clerk).get(address(round_)).content.decode()


def test_who_runs_the_plan_writes_on_behalf_and_the_page_says_so(round_: Round, clerk: Any, focal: Any) -> None:
    assert "Đang ghi thay" in signed_in(focal).get(address(round_)).content.decode()
    assert "Đang ghi thay" not in signed_in(clerk).get(address(round_)).content.decode()


def test_a_unit_that_is_not_asked_has_no_page(round_: Round, focal: Any) -> None:
    assert signed_in(focal).get(address(round_, code="yte")).status_code == 404


def test_communes_stand_beside_and_are_not_added(round_: Round, clerk: Any) -> None:
    build.communes()
    activity = round_.plan.activities.get(key="a2")
    given = activity.assignments.get(part="lead")
    for code, houses in (("anthai", "11"), ("mydu", "12")):
        given.assigned.create(unit=Unit.objects.get(code=code))
        build.report(round_, code, houses=houses)
    UnitReport.objects.filter(unit__code="anthai").update(state=ReportState.SUBMITTED)
    text = signed_in(clerk).get(address(round_)).content.decode()
    assert "11, của 1 xã đã gửi; không cộng vào số của huyện" in text
    assert 'value="11"' not in text


def test_as_many_queries_for_one_activity_as_for_three(round_: Round, clerk: Any) -> None:
    build.report(round_)
    client = signed_in(clerk)
    client.get(address(round_))
    with CaptureQueriesContext(connection) as one:
        client.get(address(round_))
    indicators = [ask.indicator for ask in round_.asks.select_related("indicator")]
    for key in ("a1", "a3"):
        activity = round_.plan.activities.get(key=key)
        given = activity.assignments.create(part="lead", printed="x", by_hand=True)
        given.assigned.create(unit=Unit.objects.get(code="caibe"))
        for indicator in indicators:
            Ask.objects.create(round=round_, activity=activity, indicator=indicator)
    with CaptureQueriesContext(connection) as three:
        client.get(address(round_))
    assert len(three) == len(one)


class TestTodos:
    def todo(self, day: dt.date, code: str = "caibe") -> Any:
        found = reports_due(None, [Unit.objects.get(code=code)], day)
        assert len(found) <= 1
        return found[0] if found else None

    def test_a_round_wants_a_report_of_each_expected_unit(self, province: Any) -> None:
        due = clock.day_start(dt.date(2025, 10, 16))
        round_ = build.round_(due=due, opened_at=clock.day_start(dt.date(2025, 10, 1)))
        before, on, after = dt.date(2025, 9, 30), dt.date(2025, 10, 15), dt.date(2025, 10, 16)
        assert self.todo(before) is None
        assert (self.todo(on).state, self.todo(on).due) == ("none", on)
        assert self.todo(after).state == "late"
        assert self.todo(on, "yte") is None
        assert self.todo(on).url == address(round_)
        report = build.report(round_)
        assert self.todo(on).state == "go"
        UnitReport.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED, submitted_at=clock.now())
        assert self.todo(after).state == "done"
        UnitReport.objects.filter(pk=report.pk).update(state=ReportState.RETURNED)
        assert self.todo(after).state == "ask"

    def test_it_agrees_with_who_is_expected(self, province: Any) -> None:
        from ngayso.reports.asked import expected_units

        round_ = build.round_()
        for deadline in (None, round_.plan.deadlines.get(key="r1")):
            round_.deadline = deadline
            round_.save()
            found = {one.unit_id for one in reports_due(None, list(Unit.objects.all()), clock.today())}
            assert found == expected_units(round_)

    def test_as_many_queries_for_one_round_as_for_three(self, province: Any) -> None:
        round_ = build.round_()
        build.report(round_)
        units = list(Unit.objects.all())
        with CaptureQueriesContext(connection) as one:
            reports_due(None, units, clock.today())
        for _number in range(2):
            build.report(build.round_(round_.plan))
        with CaptureQueriesContext(connection) as three:
            assert len(reports_due(None, units, clock.today())) > 3
        assert len(three) == len(one)


def test_numbers_typed_long_ago_are_not_lost_by_a_sent_report(round_: Round, clerk: Any) -> None:
    """A page that was left open over the sending is told so, and writes nothing."""
    report = build.report(round_)
    submit_report(report, way=Way.WEB, actor=clerk)
    answer = signed_in(clerk).post(block(round_), fields(round_, houses="99", s_ho="1"))
    assert answer.status_code == 409
    assert "Đã gửi" in answer.content.decode()
    assert Submission.objects.count() == 1
    assert Passage.objects.get().words == "Đã đến từng nhà."


def test_a_long_form_opens_one_activity_at_a_time(round_: Round, clerk: Any) -> None:
    indicators = [ask.indicator for ask in round_.asks.select_related("indicator")]
    unit = Unit.objects.get(code="caibe")
    activities = []
    for number in range(32):
        activity = round_.plan.activities.create(key=f"z{number}", title=f"Việc thứ {number}", order=50 + number)
        activity.assignments.create(part="lead", printed="x", by_hand=True).assigned.create(unit=unit)
        for indicator in indicators:
            Ask.objects.create(round=round_, activity=activity, indicator=indicator)
        activities.append(activity)
    client, last = signed_in(clerk), activities[-1]
    first = client.get(address(round_)).content.decode()
    assert first.count("data-save ") == 2  # the first activity and the part about the whole
    assert "Việc thứ 31" in first
    asked = client.get(address(round_) + f"?mo={last.pk}").content.decode()
    assert reverse("reports:save_block", args=[round_.plan_id, round_.pk, unit.pk, last.pk]) in asked
    where = address(round_, "save_block", activity_id=last.pk)
    key = last.asks.get(indicator__code="thu-to").pk
    answer = client.post(where, {f"v-{key}": "7"})
    assert answer["Location"].endswith(f"?mo={last.pk}#hd-{last.pk}")
    assert 'value="7"' in client.get(answer["Location"]).content.decode()
    # A number that was turned away is shown in its activity, open.
    assert 'value="bảy"' in client.post(where, {f"v-{key}": "bảy"}).content.decode()
    part = client.get(address(round_) + f"?mo={last.pk}", headers={"X-Saved-By": "script"}).content.decode()
    assert "<html" not in part
    assert 'value="7"' in part


def test_a_number_for_a_figure_that_was_just_dropped_is_told(round_: Round, clerk: Any, focal: Any) -> None:
    client, activity = signed_in(clerk), round_.plan.activities.get(key="a2")
    given = fields(round_, houses="12", period="12", teams="34")
    (gone,) = round_.asks.filter(indicator__code="thu-to")
    change_asks(round_, activity, changes={}, drop=[gone.pk], actor=focal)
    said = "Đầu mối vừa bỏ số liệu khỏi mẫu, nên không ghi số đã gõ ở đó: 34."
    assert said in client.post(block(round_), given, follow=True).content.decode()
    assert said in client.post(block(round_), given, headers={"X-Saved-By": "script"}).content.decode()
    assert [cell.value for cell in Cell.objects.all()] == [Decimal(12)]


def test_an_activity_that_left_the_form_while_one_typed_is_told(round_: Round, clerk: Any) -> None:
    client, activity = signed_in(clerk), round_.plan.activities.get(key="a2")
    client.post(block(round_), fields(round_, houses="11"))
    activity.cancelled_at = clock.now()
    activity.save()
    answer = client.post(block(round_), fields(round_, houses="12"))
    assert answer.status_code == 409
    assert "vừa bị hủy hoặc được đưa ra khỏi mẫu" in answer.content.decode()
    stranger = address(round_, "save_block", activity_id=round_.plan.activities.get(key="a1").pk)
    assert client.post(stranger, {}).status_code == 404
