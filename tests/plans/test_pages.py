"""Pages of a programme: who sees them, what they say, what they cost."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from plans import build

from ngayso.plans import actions
from ngayso.plans.models import Assignment, Part, Plan

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def addresses(plan: Plan) -> list[str]:
    home = plan.get_absolute_url()
    activity = plan.activities.get(key="a2")
    return [
        home,
        f"{home}dong-thoi-gian/",
        f"{home}don-vi/",
        f"{home}don-vi/{build.unit('mytho').pk}/",
        f"{home}van-ban/",
        activity.get_absolute_url(),
        f"{home}xuat.json",
        f"{home}xuat.xlsx",
        f"{home}lich.ics",
        "/chuong-trinh/",
    ]


def writing_addresses(plan: Plan) -> list[str]:
    home = plan.get_absolute_url()
    activity = plan.activities.get(key="a2").get_absolute_url()
    name = Assignment.objects.get(activity__plan=plan, activity__key="a2", part=Part.LEAD)
    return [
        f"{home}them-hoat-dong/",
        f"{activity}sua/",
        f"{activity}huy/",
        f"{home}ten/{name.pk}/",
        f"{home}dau-moi/",
    ]


@pytest.mark.parametrize("who", ["focal", "clerk", "leader", "auditor", "admin"])
def test_whoever_holds_a_role_reads_every_page(who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    plan = build.plan()
    client = signed_in(user)
    for address in addresses(plan):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("who", ["stranger", None])
def test_strangers_find_nothing(who: str | None, province: Any, request: pytest.FixtureRequest) -> None:
    client = Client() if who is None else signed_in(request.getfixturevalue(who))
    plan = build.plan()
    for address in [*addresses(plan), *writing_addresses(plan)]:
        response = client.get(address)
        # Whoever has not signed in is asked to, whether there is such a page or not.
        assert response.status_code == (404 if who else 302), address
        assert b"Ra qu" not in response.content


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor"])
def test_only_who_runs_the_programme_gets_the_forms(who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    plan = build.plan()
    client = signed_in(user)
    for address in writing_addresses(plan):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {}).status_code == 404, address
    activity = plan.activities.get(key="a2").get_absolute_url()
    for address in (f"{activity}loai/", f"{activity}giao/"):
        assert client.post(address, {}).status_code == 404, address


def test_the_programme_page_says_what_the_plan_says(focal: Any) -> None:
    plan = build.plan(open_findings=2)
    page = signed_in(focal).get(f"{plan.get_absolute_url()}?ngay=2025-10-03").content.decode().replace("\u00a0", " ")
    assert '<html lang="vi">' in page
    for words in (
        "Dịch vụ số đến từng nhà",
        "KT. Chủ tịch, Phó Chủ tịch Lê Văn Thử",
        "505/QĐ-TTg",
        "ngày nữa",
        "Ghi đơn vị chủ trì: diễn tập",
        "không ghi đơn vị nào chủ trì hoạt động “Diễn tập ứng cứu sự cố”",
        "từ ngày 01/10/2025 đến ngày 10/10/2025",
        "Chưa rõ chủ trì",
        "hết ngày 15/10/2025 phải có",
        "Các sở, ban, ngành tỉnh",
        "03/10/2025",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2025-09-20", "Chưa bắt đầu"),
        ("2025-10-03", "Đang diễn ra"),
        ("2025-10-20", "Chưa có tin"),
        ("03/10/2025", "Đang"),
    ],
)
def test_as_of_any_day(leader: Any, day: str, says: str) -> None:
    plan = build.plan(activities=(build.campaign(),))
    page = signed_in(leader).get(plan.get_absolute_url(), {"ngay": day}).content.decode()
    assert says in page


@pytest.mark.parametrize(
    "day", ["abc", "2025-02-30", "31/02/2025", "99999-01-01", "9999-12-31", "0001-01-01", "<script>"]
)
def test_a_day_that_is_none_is_said(leader: Any, day: str) -> None:
    plan = build.plan()
    response = signed_in(leader).get(plan.get_absolute_url(), {"ngay": day})
    assert response.status_code == 400
    assert "không phải là một ngày" in response.content.decode()
    assert "<script>”" not in response.content.decode()


def test_the_work_of_one_unit(leader: Any) -> None:
    plan = build.plan()
    client = signed_in(leader)
    page = client.get(plan.get_absolute_url(), {"don-vi": str(build.unit("ca").pk)}).content.decode()
    assert "Ra quân hướng dẫn" in page.replace("\u00a0", " ")
    assert "Diễn tập ứng cứu" not in page.split('id="hoat-dong"')[1].split("</section>")[0]
    assert client.get(plan.get_absolute_url(), {"don-vi": "khong"}).status_code == 404
    unit = client.get(f"{plan.get_absolute_url()}don-vi/{build.unit('ca').pk}/").content.decode()
    for words in ("Phối hợp", "báo cáo kết quả", "Phải báo cáo", "Các sở, ban, ngành tỉnh"):
        assert words in unit, words


def test_units_by_activities(leader: Any) -> None:
    plan = build.plan()
    client = signed_in(leader)
    page = client.get(f"{plan.get_absolute_url()}don-vi/").content.decode()
    assert "UBND huyện Cái Bè, Ra quân" not in page
    assert "Ủy ban nhân dân huyện Cái Bè, Ra quân: chủ trì" in page
    assert "Công an tỉnh, Ra quân: phối hợp" in page
    assert "3 việc" in page  # the focal department: its own and those of all departments
    only = client.get(f"{plan.get_absolute_url()}don-vi/?cap=district").content.decode()
    assert "Ủy ban nhân dân huyện Cái Bè, Ra quân" in only
    assert "Công an tỉnh, Ra quân" not in only
    assert client.get(f"{plan.get_absolute_url()}don-vi/?cap=x").status_code == 404


def test_each_value_shows_the_words_it_came_from(leader: Any) -> None:
    plan = build.plan()
    client = signed_in(leader)
    page = client.get(plan.activities.get(key="a1").get_absolute_url()).content.decode()
    source = plan.sources.get(owner_model="activity", field="time", owner_id=str(plan.activities.get(key="a1").pk))
    assert "Khá chắc" in page
    assert "Cán bộ Đầu Mối đã soát" in page
    link = f"{plan.get_absolute_url()}van-ban/?nguon={source.pk}#nguon-{source.pk}"
    assert link in page
    text = client.get(link.split("#")[0]).content.decode()
    assert f'span--here" id="nguon-{source.pk}"' in text
    assert text.count("span--here") == 1


def test_a_programme_without_a_document_has_no_text(leader: Any) -> None:
    plan = build.plan(text="", sections=(), sources=(), activities=(build.drill(),), deadlines=())
    client = signed_in(leader)
    assert client.get(plan.get_absolute_url()).status_code == 200
    assert client.get(f"{plan.get_absolute_url()}van-ban/").status_code == 404


def test_an_empty_programme_has_its_pages(focal: Any) -> None:
    plan = build.plan(text="", sections=(), sources=(), activities=(), duties=(), deadlines=(), focal=None, theme="")
    client = signed_in(focal)
    for address in ("", "dong-thoi-gian/", "don-vi/", "xuat.json", "xuat.xlsx", "lich.ics"):
        assert client.get(plan.get_absolute_url() + address).status_code == 200, address


def test_a_page_costs_as_much_for_three_rows_as_for_one(focal: Any) -> None:
    one = build.plan(activities=(build.campaign(sources=()),), name="Một")
    three = build.plan(activities=tuple(build.campaign(key=f"a{n}", sources=()) for n in range(3)), name="Ba")
    client = signed_in(focal)

    def cost(plan: Plan, address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(plan.get_absolute_url() + address).status_code == 200
        return len(queries)

    client.get(one.get_absolute_url())
    health = build.unit("ca").pk
    for address in (
        "",
        "dong-thoi-gian/",
        "don-vi/",
        f"don-vi/{health}/",
        "van-ban/",
        "xuat.json",
        "xuat.xlsx",
        "lich.ics",
    ):
        assert cost(one, address) == cost(three, address), address
    Plan.objects.exclude(pk=one.pk).delete()
    with CaptureQueriesContext(connection) as before:
        client.get("/chuong-trinh/")
    build.plan(name="Hai")
    build.plan(name="Ba")
    with CaptureQueriesContext(connection) as after:
        client.get("/chuong-trinh/")
    assert len(before) == len(after)


def test_the_focal_officer_adds_edits_and_cancels(focal: Any) -> None:
    plan = build.plan()
    client = signed_in(focal)
    form = f"{plan.get_absolute_url()}them-hoat-dong/"
    sent = {
        "key": actions.new_key(),
        "title": "Ngày hội công nghệ",
        "kind": "event",
        "start": "2025-10-09",
        "end": "10/10/2025",
        "leads": "Sở Y tế; Ủy ban nhân dân các huyện, thị xã, thành phố",
        "partners": "",
    }
    assert client.get(form).status_code == 200
    wrong = client.post(form, sent | {"end": "2025-10-01"})
    assert wrong.status_code == 400
    assert "đang trước ngày bắt đầu" in wrong.content.decode()
    unknown = client.post(form, sent | {"leads": "Sở Không Có Thật Nào"})
    assert unknown.status_code == 400
    assert not plan.activities.filter(by_hand=True).exists()
    assert client.post(form, sent).status_code == 302
    assert client.post(form, sent).status_code == 302
    made = plan.activities.get(by_hand=True)
    assert (made.start, made.end, made.kind) == (dt.date(2025, 10, 9), dt.date(2025, 10, 10), "event")
    assert {u.code for a in made.assignments.all() for u in a.units.all()} == {"yte", "mytho", "caibe"}
    page = client.get(made.get_absolute_url())
    assert "thêm ngoài Kế hoạch" in page.content.decode()
    edit = f"{made.get_absolute_url()}sua/"
    assert client.get(edit).status_code == 200
    stale = {"title": "Ngày hội số", "start": "", "end": "", "seen": "0123456789abcdef"}
    assert client.post(edit, stale).status_code == 409
    seen = {"seen": actions.stamp(made)}
    assert client.post(edit, {"title": "Ngày hội số", "start": "", "end": ""} | seen).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.start, made.kind) == ("Ngày hội số", None, "")
    assert client.post(f"{made.get_absolute_url()}loai/", {"kind": "event"}).status_code == 302
    assert client.post(f"{made.get_absolute_url()}loai/", {"kind": "dua-thuyen"}).status_code == 400
    assert client.post(f"{made.get_absolute_url()}huy/", {"reason": ""}).status_code == 400
    assert client.post(f"{made.get_absolute_url()}huy/", {"reason": "Công văn 5"}).status_code == 302
    assert client.post(edit, {"title": "x"}).status_code == 409


def test_the_focal_officer_names_units(focal: Any) -> None:
    plan = build.plan()
    client = signed_in(focal)
    drill = plan.activities.get(key="a3")
    unclear = client.post(f"{drill.get_absolute_url()}giao/", {"part": "lead", "unit": "Sở Nào Đó"})
    assert unclear.status_code == 400
    assert client.post(f"{drill.get_absolute_url()}giao/", {"part": "lead", "unit": "Công an tỉnh"}).status_code == 302
    named = drill.assignments.get()
    assert client.post(f"{plan.get_absolute_url()}ten/{named.pk}/bo/").status_code == 302
    lead = Assignment.objects.get(activity__plan=plan, activity__key="a2", part=Part.LEAD)
    address = f"{plan.get_absolute_url()}ten/{lead.pk}/"
    page = client.get(address).content.decode()
    assert "Ủy ban nhân dân huyện Cái Bè" in page
    mytho = str(build.unit("mytho").pk)
    assert client.post(address, {"units": [mytho], "add": "Sở Y tế"}).status_code == 302
    assert {u.code for u in lead.units.all()} == {"mytho", "yte"}
    back = client.get(address).content.decode()
    assert "nhóm này gồm cả đơn vị này" in back
    assert client.post(address, {"units": [mytho, "khong"]}).status_code == 400
    assert client.get(f"{plan.get_absolute_url()}ten/999999/").status_code == 404
    assert client.post(f"{plan.get_absolute_url()}dau-moi/", {"unit": "Sở Y tế"}).status_code == 302
    plan.refresh_from_db()
    assert plan.focal == build.unit("yte")


def test_a_name_of_another_programme_is_not_there(focal: Any) -> None:
    plan, other = build.plan(), build.plan(name="Khác")
    lead = Assignment.objects.get(activity__plan=other, activity__key="a1")
    assert signed_in(focal).get(f"{plan.get_absolute_url()}ten/{lead.pk}/").status_code == 404
    activity = other.activities.get(key="a1")
    assert signed_in(focal).get(f"{plan.get_absolute_url()}hoat-dong/{activity.pk}/").status_code == 404


def test_words_of_the_plan_are_never_markup(focal: Any) -> None:
    wicked = '<script>alert(1)</script>"><img src=x>'
    plan = build.plan(name=wicked, theme=wicked, activities=(build.contest(title=wicked, place=wicked, sources=()),))
    client = signed_in(focal)
    for address in ("", "dong-thoi-gian/", "don-vi/"):
        page = client.get(plan.get_absolute_url() + address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "<script>alert" not in client.get(plan.activities.get().get_absolute_url()).content.decode()


def test_the_report_is_offered_to_those_who_may_draw_it_alone(leader: Any, clerk: Any) -> None:
    plan = build.plan()
    door = f"/bao-cao/{plan.pk}/"
    assert door in signed_in(leader).get(plan.get_absolute_url()).content.decode()
    assert door not in signed_in(clerk).get(plan.get_absolute_url()).content.decode()
