"""What leaves as a file is what the programme holds: files are opened again and compared."""

import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import icalendar
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plans import build
from python_calamine import CalamineWorkbook

from ngayso.plans import actions, calendar, exchange, workbook
from ngayso.plans.models import Part, Plan

pytestmark = pytest.mark.django_db

WORDS = st.text(alphabet="aăâđêôơưáàảãạ bcdeghi,;:“”=+-@<>&\n", min_size=1, max_size=40).filter(str.strip)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))


@st.composite
def activities(draw: Any, key: str) -> actions.ActivitySpec:
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if start and end and end < start:
        start, end = end, start
    parts = draw(st.lists(st.sampled_from([Part.LEAD, Part.PARTNER]), max_size=3))
    return actions.ActivitySpec(
        key=key,
        ref=draw(st.sampled_from(["", "I.1", "III.2.đ"])),
        title=draw(WORDS),
        content=draw(st.just("") | WORDS),
        kind=draw(st.sampled_from(["", "contest", "event"])),
        time=draw(st.just("") | WORDS),
        start=start,
        end=end,
        tentative=draw(st.booleans()),
        place=draw(st.just("") | WORDS),
        audience=draw(st.just("") | WORDS),
        assignments=tuple(build.named(draw(st.sampled_from(["yte", "ca", "caibe"])), p, draw(WORDS)) for p in parts),
        targets=tuple(
            actions.TargetSpec(amount=draw(st.integers(0, 10**6)), unit="người", text=draw(WORDS))
            for _ in range(draw(st.integers(0, 2)))
        ),
        sources=tuple(
            actions.SourceSpec(field=f"f{n}", start=n, end=n + 5, text="chữ", confidence=0.5)
            for n in range(draw(st.integers(0, 2)))
        ),
    )


@st.composite
def specs(draw: Any) -> actions.PlanSpec:
    return build.spec(
        title=draw(WORDS),
        theme=draw(st.just("") | WORDS),
        number=draw(st.sampled_from(["", "12/KH-UBND"])),
        bases=tuple(draw(st.lists(st.sampled_from(["505/QĐ-TTg", "8-NQ/TU"]), max_size=2))),
        activities=tuple(draw(activities(f"a{n}")) for n in range(draw(st.integers(0, 4)))),
        duties=tuple(
            actions.DutySpec(
                key=f"d{n}",
                ref=f"V.{n}",
                items=tuple(draw(st.lists(WORDS, max_size=3))),
                assignments=(build.named("ca", Part.BOUND, draw(WORDS)),),
            )
            for n in range(draw(st.integers(0, 3)))
        ),
        deadlines=(),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_plan_goes_out_as_it_came_in(province: Any, data: st.DataObject) -> None:
    spec = data.draw(specs())
    plan = actions.make_plan(spec, actor=None)
    told = json.loads(json.dumps(exchange.programme(Plan.objects.get(pk=plan.pk))))
    out, inner = told["programme"], told["exchange"]
    assert told["format"] == exchange.FORMAT
    assert inner["document"]["title"] == spec.title.strip()
    assert inner["document"]["number"] == (spec.number or None)
    assert inner["bases"] == list(spec.bases)
    assert [d["items"] for d in out["duties"]] == [list(d.items) for d in spec.duties]
    assert [d["items"] for d in inner["duties"]] == [[text[:80] for text in d.items] for d in spec.duties]
    for given_, there, small in zip(spec.activities, out["activities"], inner["activities"], strict=True):
        for name in ("key", "ref", "kind", "content", "time", "tentative", "place", "audience"):
            assert there[name] == getattr(given_, name)
        assert there["title"] == given_.title.strip()
        assert there["start"] == small["start"] == (given_.start.isoformat() if given_.start else None)
        assert there["end"] == small["end"] == (given_.end.isoformat() if given_.end else None)
        assert [(a["part"], a["printed"]) for a in there["assignments"]] == [
            (a.part, a.printed) for a in given_.assignments
        ]
        assert small["leads"] == [a.printed for a in given_.assignments if a.part == Part.LEAD]
        assert [Decimal(str(t["amount"])) for t in there["targets"]] == [Decimal(t.amount) for t in given_.targets]
    assert sum(s["owner"] == "activity" for s in out["sources"]) == sum(len(a.sources) for a in spec.activities)
    assert all(s["key"] is not None for s in out["sources"])


def sheets(plan: Plan, day: dt.date) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.workbook(plan, day)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_holds_activities_duties_units_and_days(province: Any) -> None:
    found = sheets(build.plan(), dt.date(2025, 10, 3))
    assert list(found) == ["Hoạt động", "Nhiệm vụ", "Đơn vị × hoạt động", "Hạn"]
    activities = found["Hoạt động"]
    assert activities[0][0] == "Ngày Chuyển đổi số tỉnh Tiền Giang năm 2025"
    assert activities[1][0] == "Hoạt động. Tính đến ngày 03/10/2025."
    head, rows = activities[3], activities[4:]
    assert head[:3] == ["Mục", "Hoạt động", "Loại"]
    campaign = dict(zip(head, rows[1], strict=True))
    assert campaign["Chủ trì"] == "Ủy ban nhân dân các huyện, thị xã, thành phố"
    assert campaign["Bắt đầu"] == dt.date(2025, 10, 1)
    assert campaign["Trạng thái"] == "Đang diễn ra"
    assert [row[3] for row in found["Nhiệm vụ"][4:]] == [
        "theo dõi, đôn đốc",
        "báo cáo kết quả",
        "tuyên truyền trong cơ quan",
    ]
    units = {row[1]: row for row in found["Đơn vị × hoạt động"][4:]}
    assert units["Ủy ban nhân dân huyện Cái Bè"][2:6] == ["", "chủ trì", "", 1.0]
    assert units["Sở Thông tin và Truyền thông"][-1] == 3.0
    assert [row[0] for row in found["Hạn"][4:]] == [
        dt.date(2025, 10, 10),
        dt.date(2025, 10, 16),
        dt.date(2025, 10, 25),
        dt.date(2025, 11, 30),
    ]


@pytest.mark.parametrize(
    "wicked", ["=1+1", "@SUM(A1)", "+84123", "-2+3", '=HYPERLINK("http://x")', "http://x.vn", "12"]
)
def test_no_text_of_a_plan_becomes_a_formula_a_link_or_a_number(province: Any, wicked: str) -> None:
    plan = build.plan(activities=(build.contest(title=wicked, place=wicked, sources=()),))
    row = sheets(plan, dt.date(2025, 10, 3))["Hoạt động"][4]
    assert row[1] == wicked
    assert row[9] == wicked


def events(plan: Plan) -> dict[str, Any]:
    found = icalendar.Calendar.from_ical(calendar.feed(plan))
    return {str(event["uid"]): event for event in found.walk("VEVENT")}


def test_the_calendar_holds_all_day_events_with_lasting_ids(focal: Any) -> None:
    plan = build.plan()
    found = events(plan)
    campaign = found[f"{plan.activities.get(key='a2').pk}@ngayso"]
    assert campaign["dtstart"].dt == dt.date(2025, 10, 1)
    assert campaign["dtend"].dt == dt.date(2025, 10, 11)
    assert str(campaign["status"]) == "CONFIRMED"
    assert str(campaign["location"]) == "tại nhà dân"
    contest = found[f"{plan.activities.get(key='a1').pk}@ngayso"]
    assert contest["dtstart"].dt == dt.date(2025, 10, 25)
    assert str(contest["summary"]).startswith("Hạn: ")
    drill = plan.activities.get(key="a3")
    assert str(found[f"{drill.pk}@ngayso"]["status"]) == "TENTATIVE"
    assert found[f"han-{plan.pk}-r1@ngayso"]["dtstart"].dt == dt.date(2025, 10, 16)
    assert found[f"ngay-{plan.pk}@ngayso"]["dtstart"].dt == build.DAY
    actions.cancel_activity(drill, reason="Công văn 1", actor=focal)
    again = events(plan)
    assert set(again) == set(found)
    assert str(again[f"{drill.pk}@ngayso"]["status"]) == "CANCELLED"


def test_the_feed_opens_with_its_secret_alone(focal: Any, leader: Any) -> None:
    plan, other = build.plan(), build.plan(name="Khác")
    address = f"{plan.get_absolute_url()}lich/{{}}.ics"
    secret = calendar.token(plan, focal)
    response = Client().get(address.format(secret))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in response.content
    assert calendar.token(plan, leader) != secret
    for wrong in (secret[:-1] + ("a" if secret[-1] != "a" else "b"), "x", calendar.token(other, focal)):
        assert Client().get(address.format(wrong)).status_code == 404
    focal.is_active = False
    focal.save()
    assert Client().get(address.format(secret)).status_code == 404


def test_files_are_attachments_with_plain_names(leader: Any) -> None:
    plan = build.plan()
    client = Client()
    client.force_login(leader)
    for address in ("xuat.json", "xuat.xlsx", "lich.ics"):
        response = client.get(plan.get_absolute_url() + address)
        ending = address.rsplit(".", 1)[1]
        name = f"ngay-chuyen-doi-so-tinh-tien-giang-nam-2025.{ending}"
        assert response["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
        assert response["X-Content-Type-Options"] == "nosniff"
