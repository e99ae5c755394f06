"""The board: what stands in its cells, its filters as links, who has not received, views that people keep."""

import datetime as dt
import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.desks.models import Acknowledgement, Progress, Work
from ngayso.follow.board import read_board
from ngayso.follow.board_compare import loads
from ngayso.follow.board_filter import LEAD_ONLY, STATES, UNRECEIVED, Filter, seen, sums
from ngayso.follow.board_heat import FOLD, ROWS, bands, cut
from ngayso.follow.board_reminding import remind_to_receive
from ngayso.follow.models import SavedView
from ngayso.follow.saved import drop_view, save_view
from ngayso.office.models import Delivery
from ngayso.people.models import Unit
from ngayso.plans.models import Assigned, Part, Plan
from ngayso.plans.queries import GROUPS
from tests.plans import build

SENT = dt.datetime(2025, 9, 1, 2, tzinfo=dt.UTC)
DAY = dt.date(2025, 10, 13)


@pytest.fixture
def plan(province: Any) -> Plan:
    made = build.plan()
    Plan.objects.filter(pk=made.pk).update(confirmed_at=SENT)
    return Plan.objects.get(pk=made.pk)


def enter(plan: Plan, code: str, key: str, state: str, at: dt.datetime, by: Any) -> None:
    activity = plan.activities.get(key=key)
    work, _new = Work.objects.get_or_create(plan=plan, unit=Unit.objects.get(code=code), activity=activity)
    Progress.objects.create(work=work, at=at, day=at.date(), state=state, by=by, sha256="0" * 64)
    Work.objects.filter(pk=work.pk).update(state=state, entries=work.progress.count(), last_at=at)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def board_of(plan: Plan, query: str = "") -> str:
    return f"{reverse('follow:board', args=[plan.pk])}?ngay={DAY.isoformat()}{query}"


def cell(page: str, unit: str, activity: str) -> str:
    """The cell of a unit and an activity, without the address of its icon."""
    found = re.search(rf'<td class="([^"]*)"><a href="[^"]*" aria-label="{unit}, {activity}[^"]*">(.*?)</a></td>', page)
    assert found, f"{unit}, {activity}"
    return f"{found[1]}: {re.sub('<[^>]+>', '', found[2]).strip()}"


def test_a_cell_says_its_state_and_its_number_and_leads_to_the_work(plan: Plan, clerk: Any, focal: Any) -> None:
    at = dt.datetime(2025, 10, 9, 3, tzinfo=dt.UTC)
    enter(plan, "mytho", "a2", "done", at, clerk)
    enter(plan, "caibe", "a2", "go", at, clerk)
    page = signed_in(focal).get(board_of(plan)).content.decode()
    assert cell(page, "UBND TP. Mỹ Tho", "Ra quân") == "lead done: xong"
    assert cell(page, "UBND huyện Cái Bè", "Ra quân") == "lead late: trễ 3"
    assert cell(page, "Công an tỉnh", "Ra quân") == "late: trễ 3"
    unit, activity = Unit.objects.get(code="caibe"), plan.activities.get(key="a2")
    assert reverse("desks:work", args=[plan.pk, unit.pk, "hoat-dong", activity.pk]) in page


def test_who_may_not_oversee_finds_nothing(plan: Plan, clerk: Any, stranger: Any, leader: Any) -> None:
    names = ("follow:board", "follow:minute", "follow:compare", "follow:unreceived", "follow:board_xlsx")
    for name in names:
        assert signed_in(clerk).get(reverse(name, args=[plan.pk])).status_code == 404
        assert signed_in(stranger).get(reverse(name, args=[plan.pk])).status_code == 404
        assert signed_in(leader).get(reverse(name, args=[plan.pk])).status_code == 200


@pytest.mark.parametrize("query", ["nhom=khac", "tinh-trang=xa", "vai=x", "hoat-dong=1", "don-vi=" + "0" * 32])
def test_a_filter_that_is_none_of_ours_is_no_page(plan: Plan, focal: Any, query: str) -> None:
    assert signed_in(focal).get(board_of(plan, f"&{query}")).status_code == 404


def test_filters_leave_the_units_and_activities_they_speak_of(plan: Plan, clerk: Any) -> None:
    enter(plan, "mytho", "a2", "done", dt.datetime(2025, 10, 9, 3, tzinfo=dt.UTC), clerk)
    board = read_board(plan, DAY)

    def shown(**asked: Any) -> tuple[list[str], list[int]]:
        found = seen(board, Filter(**asked))
        return [row.unit.code for row in found.rows], found.columns

    assert shown(state="tre") == (["caibe", "ca"], [1])
    assert shown(state="xong") == (["mytho"], [1])
    assert shown(state="tre", lead_only=True) == (["caibe"], [1])
    assert shown(group="district")[0] == ["mytho", "caibe"] or shown(group="district")[0] == ["caibe", "mytho"]
    assert shown(activity=str(plan.activities.get(key="a1").pk)) == (["tttt"], [0])
    assert set(shown(state=UNRECEIVED)[0]) == {row.unit.code for row in board.rows}
    counted = sums(board, Filter())
    assert (counted.parts["tre"], counted.units["tre"], counted.parts["xong"]) == (2, 2, 1)
    assert (counted.received, counted.all_units) == (0, 6)


def test_soon_due_is_what_is_open_and_ends_within_a_week(plan: Plan) -> None:
    board = read_board(plan, dt.date(2025, 10, 18))
    assert [row.unit.code for row in seen(board, Filter(state="den-han")).rows] == ["tttt"]
    board = read_board(plan, dt.date(2025, 10, 17))
    assert seen(board, Filter(state="den-han")).rows == []


FILTERS = st.builds(
    Filter,
    group=st.sampled_from(["", *(slug for slug, _label in GROUPS)]),
    state=st.sampled_from(["", UNRECEIVED, *STATES]),
    activity=st.one_of(st.just(""), st.uuids().map(str)),
    unit=st.one_of(st.just(""), st.uuids().map(str)),
    above=st.one_of(st.just(""), st.uuids().map(str)),
    lead_only=st.booleans(),
    day=st.just(""),
    page=st.integers(1, 999),
)


@given(FILTERS)
def test_a_filter_comes_back_from_its_address(asked: Filter) -> None:
    from django.http import QueryDict

    assert Filter.of(QueryDict(asked.query(page=asked.page)[1:]), None) == asked
    assert LEAD_ONLY in asked.query() or not asked.lead_only


def _communes(plan: Plan, province: Any, count: int) -> None:
    activity = plan.activities.get(key="a2")
    lead = activity.assignments.filter(part=Part.LEAD)[0]
    above = [Unit.objects.get(code="mytho"), Unit.objects.get(code="caibe")]
    for n in range(count):
        unit = Unit.objects.create(
            code=f"xa-{n}", name=f"Ủy ban nhân dân xã Thử {n}", kind="commune-committee", level="commune",
            parent=above[n % 2], order=n,
        )  # fmt: skip
        Assigned.objects.create(assignment=lead, unit=unit)


def test_many_communes_stand_as_a_line_a_district_until_they_are_asked_for(
    plan: Plan, province: Any, focal: Any
) -> None:
    _communes(plan, province, FOLD + 25)
    client = signed_in(focal)
    page = client.get(board_of(plan)).content.decode()
    assert page.count('<tr class="fold">') == 2
    assert "xã Thử 3<" not in page
    assert "<span>0</span><span>/33</span>" in page
    mytho = Unit.objects.get(code="mytho")
    page = client.get(board_of(plan, f"&nhom=commune&tren={mytho.pk}")).content.decode()
    assert page.count('<th scope="row">') == 33
    page = client.get(board_of(plan, "&nhom=commune")).content.decode()
    assert page.count('<th scope="row">') == ROWS
    assert "Trang 1 trong 2" in page
    page = client.get(board_of(plan, "&nhom=commune&trang=2")).content.decode()
    assert page.count('<th scope="row">') == FOLD + 25 - ROWS


def test_pages_hold_every_row_once(plan: Plan, province: Any) -> None:
    _communes(plan, province, FOLD + 25)
    board, asked = read_board(plan, DAY), Filter(group="commune")
    every = bands(seen(board, asked), asked, {})
    first = cut(every, 3, 1)
    rows = [row for n in range(1, first.total + 1) for band in cut(every, 3, n).bands for row in band.rows]
    assert len(rows) == len(seen(board, asked).rows)


def test_the_names_of_units_and_activities_are_escaped(plan: Plan, focal: Any) -> None:
    plan.activities.filter(key="a2").update(title="Ra quân <script>alert(1)</script>")
    Unit.objects.filter(code="caibe").update(short='<b>"X"')
    for name in ("follow:board", "follow:minute", "follow:compare", "follow:unreceived"):
        page = signed_in(focal).get(f"{reverse(name, args=[plan.pk])}?ngay={DAY.isoformat()}").content.decode()
        assert "<script>alert" not in page
        assert '<b>"X"' not in page


@pytest.mark.parametrize("name", ["follow:board", "follow:compare", "follow:unreceived", "follow:minute"])
def test_queries_do_not_grow_with_units(plan: Plan, clerk: Any, focal: Any, province: Any, name: str) -> None:
    at = dt.datetime(2025, 10, 9, 3, tzinfo=dt.UTC)
    client = signed_in(focal)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{reverse(name, args=[plan.pk])}?ngay={DAY.isoformat()}")
        return len(asked)

    _communes(plan, province, 1)
    enter(plan, "xa-0", "a2", "go", at, clerk)
    queries()
    at_one = queries()
    for n in (1, 2):
        unit = Unit.objects.create(
            code=f"xa-{n}",
            name=f"Xã {n}",
            kind="commune-committee",
            level="commune",
            parent=Unit.objects.get(code="mytho"),
        )
        Assigned.objects.create(assignment=plan.activities.get(key="a2").assignments.all()[0], unit=unit)
        enter(plan, f"xa-{n}", "a2", "go", at, clerk)
    assert queries() == at_one


def test_units_are_compared_by_the_share_done_of_what_was_due(plan: Plan, clerk: Any) -> None:
    enter(plan, "mytho", "a2", "done", dt.datetime(2025, 10, 9, 3, tzinfo=dt.UTC), clerk)
    enter(plan, "caibe", "a2", "go", dt.datetime(2025, 10, 9, 3, tzinfo=dt.UTC), clerk)
    board = read_board(plan, DAY)
    (load,) = loads(board, seen(board, Filter()), Filter())
    assert (load.units[0].row.unit.code, load.units[0].said) == ("mytho", "1/1")
    assert {one.said for one in load.units[1:]} == {"0/1"}
    assert load.waiting == 1, "the contest of the focal unit is not due yet"
    assert "1/1" in load.wide
    board = read_board(plan, dt.date(2025, 10, 1))
    assert all(not load.units for load in loads(board, seen(board, Filter()), Filter()))


def test_the_workbook_holds_what_the_filters_leave(plan: Plan, clerk: Any, focal: Any) -> None:
    enter(plan, "mytho", "a2", "done", dt.datetime(2025, 10, 9, 3, tzinfo=dt.UTC), clerk)
    url = f"{reverse('follow:board_xlsx', args=[plan.pk])}?ngay={DAY.isoformat()}&tinh-trang=tre"
    book = CalamineWorkbook.from_filelike(io.BytesIO(signed_in(focal).get(url).content))
    units = book.get_sheet_by_name("Bảng theo dõi").to_python()
    names = [row[1] for row in units[4:]]
    assert names == ["Ủy ban nhân dân huyện Cái Bè", "Công an tỉnh"]
    works = book.get_sheet_by_name("Từng việc").to_python()[4:]
    assert [(row[0], row[3], row[4], row[5]) for row in works] == [
        ("Ủy ban nhân dân huyện Cái Bè", "chủ trì", "trễ 3 ngày", 3),
        ("Công an tỉnh", "phối hợp", "trễ 3 ngày", 3),
    ]


# Who has not received


def test_reminding_is_once_a_unit_and_day(plan: Plan, clerk: Any, focal: Any) -> None:
    client, url = signed_in(focal), reverse("follow:remind_to_receive", args=[plan.pk])
    caibe = Unit.objects.get(code="caibe")
    Acknowledgement.objects.create(plan=plan, unit=Unit.objects.get(code="mytho"), by=clerk)
    for _again in range(2):
        assert client.post(url, {"don-vi": str(caibe.pk)}).status_code == 302
    (sent,) = Delivery.objects.all()
    assert (sent.unit, sent.purpose, sent.about_id) == (caibe, "receive", str(plan.pk))
    assert AuditRow.objects.filter(verb="follow.receipt_reminded").count() == 1
    client.post(url, {"tat-ca": "1"})
    assert Delivery.objects.values("unit_id").distinct().count() == 5, "all but the one that has received"
    page = client.get(reverse("follow:unreceived", args=[plan.pk])).content.decode()
    assert page.count("đã nhắc hôm nay") == 5


def test_who_has_received_needs_no_reminder(plan: Plan, clerk: Any, focal: Any) -> None:
    mytho = Unit.objects.get(code="mytho")
    Acknowledgement.objects.create(plan=plan, unit=mytho, by=clerk)
    with pytest.raises(Refusal) as refused:
        remind_to_receive(plan, [mytho.pk], actor=focal)
    assert refused.value.status == 409
    root = Unit.objects.get(code="ubnd")
    with pytest.raises(Refusal) as refused:
        remind_to_receive(plan, [root.pk], actor=focal)
    assert refused.value.status == 404
    assert not Delivery.objects.exists()


def test_a_leader_sees_who_has_not_received_and_reminds_nobody(plan: Plan, leader: Any) -> None:
    page = signed_in(leader).get(reverse("follow:unreceived", args=[plan.pk])).content.decode()
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]
    with pytest.raises(Refusal):
        remind_to_receive(plan, [Unit.objects.get(code="caibe").pk], actor=leader)


# Views that people keep


def test_a_view_is_kept_shared_changed_and_forgotten(plan: Plan, focal: Any, leader: Any, admin: Any) -> None:
    client, url = signed_in(focal), reverse("follow:keep_view", args=[plan.pk])
    client.post(url, {"ten": " Huyện  trễ ", "loc": "nhom=district&tinh-trang=tre&ngay=2025-10-01", "la": "x"})
    view = SavedView.objects.get()
    assert (view.name, view.query, view.shared) == ("Huyện trễ", "nhom=district&tinh-trang=tre", False)
    board = reverse("follow:board", args=[plan.pk])
    assert "Huyện trễ" not in signed_in(leader).get(board).content.decode()
    client.post(url, {"ten": "Huyện trễ", "loc": "nhom=district&tinh-trang=tre", "chung": "1"})
    assert SavedView.objects.get().shared
    assert "Huyện trễ" in signed_in(leader).get(board).content.decode()
    view = SavedView.objects.get()
    with pytest.raises(Refusal) as refused:
        drop_view(view, actor=leader)
    assert refused.value.status == 403
    assert signed_in(admin).post(reverse("follow:forget_view", args=[plan.pk, view.pk])).status_code == 302
    drop_view(view, actor=focal)  # twice is harmless
    assert AuditRow.objects.filter(verb="follow.view_dropped").count() == 1


def test_a_view_needs_a_name_and_filters(plan: Plan, focal: Any, auditor: Any) -> None:
    for name, query in (("", "nhom=district"), ("A", ""), ("x" * 101, "nhom=district")):
        with pytest.raises(Refusal):
            save_view(plan, name, query, shared=False, actor=focal)
    with pytest.raises(Refusal) as refused:
        save_view(plan, "A", "nhom=district", shared=False, actor=auditor)
    assert refused.value.status == 404
    url = reverse("follow:keep_view", args=[plan.pk])
    for wrong in ("nhom=la", f"hoat-dong={uuid4()}", f"don-vi={uuid4()}"):
        assert signed_in(focal).post(url, {"ten": "A", "loc": wrong}).status_code == 400
    assert not SavedView.objects.exists()


def test_a_day_that_is_none_says_so_and_speaks_of_today(plan: Plan, focal: Any) -> None:
    answer = signed_in(focal).get(f"{reverse('follow:board', args=[plan.pk])}?ngay=mai")
    assert answer.status_code == 400
    assert answer.context["day"] == clock.today()


@pytest.mark.parametrize("name", ["board", "compare", "minute", "reminders", "draft_letter", "board_xlsx"])
@pytest.mark.parametrize("day", ["mai", "9999-12-31", "0001-01-01"])
def test_no_page_breaks_on_a_day_out_of_the_calendar(plan: Plan, focal: Any, name: str, day: str) -> None:
    answer = signed_in(focal).get(reverse(f"follow:{name}", args=[plan.pk]), {"ngay": day})
    assert answer.status_code == 400
    assert "không phải là một ngày" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["board", "compare", "minute", "unreceived", "reminders", "draft_letter", "board_xlsx"]
)
@pytest.mark.parametrize("day", ["1990-01-01", "2025-10-13", "2199-12-31"])
def test_a_programme_without_units_or_activities_has_its_pages(focal: Any, name: str, day: str) -> None:
    empty = build.plan(activities=(), duties=(), deadlines=(), sections=())
    assert signed_in(focal).get(reverse(f"follow:{name}", args=[empty.pk]), {"ngay": day}).status_code == 200
