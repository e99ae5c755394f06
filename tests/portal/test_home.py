"""The public page: nothing before a programme is confirmed, then its theme, its countdown, what a citizen can join."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from plans import build

from ngayso.core import clock
from ngayso.intake.models import Draft, State
from ngayso.plans import actions
from ngayso.portal import queries

pytestmark = pytest.mark.django_db

LIMIT = 100_000
"""Bytes of a citizen's first page, fonts and styles apart."""


def page(client: Client | None = None) -> str:
    response = (client or Client()).get("/")
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_before_any_programme_the_page_says_what_will_be_here(province: Any) -> None:
    said = page()
    assert "Tỉnh Tiền Giang" in said
    assert "còn bao nhiêu ngày" in said
    assert "<table" not in said


def test_nothing_of_a_draft_leaks(province: Any, focal: Any) -> None:
    Draft.objects.create(name="Kế hoạch bí mật của bản nháp", state=State.REVIEW, created_by=focal)
    assert "bản nháp" not in page()
    build.plan()
    assert "bản nháp" not in page()


def test_a_confirmed_programme_shows_its_theme_and_countdown(province: Any) -> None:
    day = clock.today() + dt.timedelta(days=7)
    build.plan(day=day)
    said = page()
    assert "Ngày Chuyển đổi số tỉnh Tiền Giang năm 2025" in said
    assert "Dịch vụ số đến từng nhà" in said
    assert "còn 7 ngày" in said


@pytest.mark.parametrize(("left", "words"), [(0, "Hôm nay, "), (-3, "Ngày đã qua")])
def test_on_the_day_and_after_it(province: Any, left: int, words: str) -> None:
    build.plan(day=clock.today() + dt.timedelta(days=left))
    assert words in page()


def test_citizens_see_what_they_can_join_in_the_words_of_the_plan(province: Any) -> None:
    today = clock.today()
    build.plan(
        activities=(
            build.contest(end=today + dt.timedelta(days=5)),
            build.campaign(start=today - dt.timedelta(days=9), end=today - dt.timedelta(days=2)),
            build.drill(),
        )
    )
    said = page()
    doings = said.split('class="do"')[1].split("</ol>")[0]
    assert "Cuộc thi “Hiểu đúng, dùng đúng dịch vụ số”" in doings
    assert "Người dân từ đủ 11 tuổi trên địa bàn tỉnh" in doings
    assert "Đang diễn ra" in doings
    assert "Đã hết thời gian" in doings
    assert doings.index("Cuộc thi") < doings.index("Ra quân")
    assert "Diễn tập" not in doings
    assert "Chưa rõ chủ trì" not in said


def test_a_cancelled_activity_is_gone(province: Any, focal: Any) -> None:
    plan = build.plan()
    actions.cancel_activity(plan.activities.get(key="a1"), reason="Công văn 3", actor=focal)
    assert "Hiểu đúng" not in page()


def test_officers_find_the_way_to_their_work(leader: Any, stranger: Any) -> None:
    plan = build.plan()
    client = Client()
    client.force_login(leader)
    assert plan.get_absolute_url() in page(client)
    client.force_login(stranger)
    assert plan.get_absolute_url() not in page(client)
    assert plan.get_absolute_url() not in page()


def test_the_page_is_light_however_large_the_programme(province: Any) -> None:
    build.plan(activities=tuple(build.campaign(key=f"a{n}", sources=()) for n in range(40)))
    assert len(Client().get("/").content) < LIMIT


def test_the_page_costs_as_much_for_three_activities_as_for_one(province: Any) -> None:
    one = build.plan(activities=(build.contest(),))
    page()
    with CaptureQueriesContext(connection) as before:
        page()
    one.delete()
    build.plan(activities=tuple(build.contest(key=f"a{n}", sources=()) for n in range(3)))
    with CaptureQueriesContext(connection) as after:
        page()
    assert len(before) == len(after)


def test_the_english_edition_has_english_words_and_vietnamese_quotations(province: Any) -> None:
    build.plan()
    client = Client()
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    said = page(client)
    assert '<html lang="en"' in said
    assert "Dịch vụ số đến từng nhà" in said
    assert "theo Kế hoạch của tỉnh" not in said


def test_first_words() -> None:
    assert queries.first_words("người dân  trong tỉnh; và khách") == "Người dân trong tỉnh"
    assert queries.first_words("") == ""
    assert len(queries.first_words("chữ " * 200)) <= queries.WORDS
