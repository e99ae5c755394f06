"""Completeness and timeliness: from what was assigned and what came in, never from a click; reminding; the form editor."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from plans import build
from python_calamine import load_workbook

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.office.models import Delivery
from ngayso.people.models import Unit
from ngayso.plans.models import Indicator
from ngayso.reports import round_asks, rounds
from ngayso.reports.completeness import arrivals, by_activity, completeness, remind_silent
from ngayso.reports.models import Ask, Cell, Round, UnitReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(focal: Any) -> Round:
    plan = build.plan()
    made = rounds.make_round(plan, deadline=plan.deadlines.get(), actor=focal)
    return rounds.open_round(made, actor=focal)


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def sent(round_: Round, code: str, hours: int, state: str = "submitted") -> UnitReport:
    """A report that came in so many hours after the due."""
    at = round_.due + dt.timedelta(hours=hours)
    return UnitReport.objects.create(
        round=round_, unit=unit(code), state=state, submitted_at=at, first_submitted_at=at, late=hours >= 0
    )


def test_a_round_opens_once_and_tells_everybody(opened: Round, focal: Any, clerk: Any) -> None:
    told = set(Delivery.objects.filter(purpose="round").values_list("unit__code", flat=True))
    assert told == {"tttt", "vhttdl", "yte", "ca", "mytho", "caibe"}
    count = Delivery.objects.count()
    rounds.open_round(opened, actor=focal)
    assert Delivery.objects.count() == count
    assert AuditRow.objects.filter(verb="reports.round_opened").count() == 1
    with pytest.raises(Refusal) as refusal:
        rounds.open_round(opened, actor=clerk)
    assert refusal.value.status == 404


def test_counts_come_from_what_came_in(opened: Round) -> None:
    UnitReport.objects.create(round=opened, unit=unit("yte"))
    sent(opened, "caibe", -1, "accepted")
    sent(opened, "mytho", 0)
    sent(opened, "ca", -30, "returned")
    told = completeness(opened, opened.due)
    whole = told.whole
    assert (whole.expected, whole.submitted, whole.on_time, whole.late, whole.missing) == (6, 3, 2, 1, 3)
    assert (whole.returned, whole.approved, whole.accepted) == (1, 0, 1)
    assert (whole.rate, round(whole.rate_on_time or 0, 1)) == (50, 33.3)
    by = {line.unit.code: line for line in told.lines}
    assert by["yte"].ring == "late"
    assert not by["yte"].is_sent
    assert [(t.slug, t.expected) for t in told.groups] == [("district", 2), ("province", 4)]
    assert completeness(opened, opened.due, among=[unit("ca").pk]).whole.expected == 1
    days = arrivals(told.lines, opened.due)
    assert [(d.came, d.until, d.late) for d in days] == [(1, 1, False), (1, 2, False), (1, 3, True)]


def test_a_district_stands_above_its_communes(opened: Round) -> None:
    plan = opened.plan
    row = plan.activities.get(key="a2").assignments.get(part="lead")
    for number in range(2):
        commune = Unit.objects.create(
            code=f"xa{number}",
            name=f"UBND xã {number}",
            kind="commune-committee",
            level="commune",
            parent=unit("caibe"),
        )
        row.assigned.create(unit=commune)
    sent(opened, "xa0", -2, "approved")
    above = completeness(opened, opened.due).above
    assert [(t.label, t.expected, t.submitted, t.approved) for t in above] == [
        ("Ủy ban nhân dân huyện Cái Bè", 2, 1, 1)
    ]


def test_an_activity_counts_leads_that_gave_figures(opened: Round) -> None:
    ask = Ask.objects.get(round=opened, activity__key="a2", indicator__code="ho-da-den")
    for code, state in (("caibe", -1), ("ca", -1)):
        Cell.objects.create(report=sent(opened, code, state), ask=ask, value=4)
    draft = UnitReport.objects.create(round=opened, unit=unit("mytho"))
    Cell.objects.create(report=draft, ask=ask, value=4)
    told = {one.activity.key: (one.leads, one.given) for one in by_activity(opened)}
    assert told == {"a1": (1, 0), "a2": (2, 1), "a3": (0, 0)}


def test_only_the_silent_are_reminded_once_a_day(opened: Round, focal: Any, clerk: Any) -> None:
    sent(opened, "caibe", -1)
    asked = [unit(code).pk for code in ("caibe", "yte", "ca")]
    assert remind_silent(opened, asked, actor=focal) == 2
    count = Delivery.objects.filter(purpose="silence").count()
    remind_silent(opened, asked, actor=focal)
    assert Delivery.objects.filter(purpose="silence").count() == count
    assert set(Delivery.objects.filter(purpose="silence").values_list("unit__code", flat=True)) == {"yte", "ca"}
    for actor, units, status in ((clerk, asked, 404), (focal, [unit("caibe").pk], 400)):
        with pytest.raises(Refusal) as refusal:
            remind_silent(opened, units, actor=actor)
        assert refusal.value.status == status


def test_the_form_is_edited_until_somebody_filled_it(opened: Round, focal: Any) -> None:
    activity = opened.plan.activities.get(key="a2")
    asks = {a.indicator.code: a for a in round_asks.asks_on(opened, activity)}
    seen = round_asks.stamp(asks.values())
    rate = Indicator.objects.get(code="ty-le-khac-phuc")
    changes = {asks["ho-da-den"].pk: {"target": 1200, "baseline": 900, "baseline_source": "BC 9"}}
    round_asks.change_asks(
        opened, activity, changes=changes, drop=[asks["chu-ky-so"].pk], add=[rate], seen=seen, actor=focal
    )
    now = {a.indicator.code: a for a in round_asks.asks_on(opened, activity)}
    assert now["ho-da-den"].target == 1200
    assert "chu-ky-so" not in now
    assert list(now)[-3:] == ["diem-yeu-khac-phuc", "diem-yeu", "ty-le-khac-phuc"]
    with pytest.raises(Refusal) as refusal:
        round_asks.change_asks(opened, activity, changes={}, seen=seen, actor=focal)
    assert refusal.value.status == 409
    with pytest.raises(Refusal) as refusal:
        round_asks.change_asks(opened, activity, changes={}, drop=[now["diem-yeu"].pk], actor=focal)
    assert refusal.value.status == 400
    Cell.objects.create(report=sent(opened, "caibe", -1), ask=now["ho-da-den"], in_period=4)
    with pytest.raises(Refusal) as refusal:
        round_asks.change_asks(opened, activity, changes={}, drop=[now["ho-da-den"].pk], actor=focal)
    assert refusal.value.status == 409
    assert Ask.objects.filter(pk=now["ho-da-den"].pk).exists()


def page(user: Any, name: str, *args: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"reports:{name}", args=args) + query)


def test_the_round_is_made_opened_and_edited_on_the_screen(focal: Any) -> None:
    plan = build.plan()
    client = Client()
    client.force_login(focal)
    first = page(focal, "rounds", plan.pk)
    assert "trước 16/10/2025" in first.content.decode()
    form = {
        "deadline": plan.deadlines.get().pk,
        "name": "Báo cáo kết quả",
        "since": "2025-08-20",
        "until": "2025-10-15",
        "due": "2025-10-16T00:00",
    }
    where = reverse("reports:make_round", args=[plan.pk])
    for _click in range(2):
        assert client.post(where, form).status_code == 302
    made = Round.objects.get()
    assert made.due == clock.day_start(dt.date(2025, 10, 16))
    assert client.post(where, form | {"deadline": "", "until": "2025-01-01"}).status_code == 400
    activity = plan.activities.get(key="a2")
    place = reverse("reports:round_activity", args=[plan.pk, made.pk, activity.pk])
    shown = client.get(place)
    sent_back = {"seen": shown.context["form"]["seen"].value(), "add": ["luot-xem-truc-tuyen"]}
    for row in shown.context["rows"]:
        sent_back |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.fields if name != "drop"}
    key = f"{shown.context['rows'][0].prefix}-target"
    assert client.post(place, sent_back | {key: "5.2"}).status_code == 400
    assert client.post(place, sent_back | {key: "12.480"}).status_code == 302
    assert client.post(place, sent_back | {key: "9"}).status_code == 409
    assert made.asks.get(activity=activity, indicator__code="ho-da-den").target == 12480
    assert made.asks.filter(activity=activity, indicator__code="luot-xem-truc-tuyen").exists()
    preview = page(focal, "round_form", plan.pk, made.pk, query=f"?don-vi={unit('caibe').pk}").content.decode()
    assert "Hộ đã đến" in preview
    assert "Lượt dự thi" not in preview
    assert client.post(reverse("reports:open_round", args=[plan.pk, made.pk])).status_code == 302
    change = reverse("reports:change_round", args=[plan.pk, made.pk])
    asked = client.get(change).context["form"]
    again = {name: asked[name].value() for name in ("name", "seen")} | {
        "since": "2025-08-20", "until": "2025-10-15", "due": "2025-10-18T12:00",
    }  # fmt: skip
    assert client.post(change, again).status_code == 302
    assert client.post(change, again).status_code == 409


def test_a_clerk_sees_only_the_own_line(opened: Round, clerk: Any, focal: Any) -> None:
    sent(opened, "mytho", -1)
    own = page(clerk, "round", opened.plan_id, opened.pk).content.decode()
    assert "Cái Bè" in own
    assert "Mỹ Tho" not in own
    assert "Sở Y tế" not in own
    every = page(focal, "round", opened.plan_id, opened.pk).content.decode()
    assert "Mỹ Tho" in every
    assert "1 trong 6" in every
    only = page(focal, "round", opened.plan_id, opened.pk, query="?tinh-trang=chua-gui&nhom=district")
    assert [line.unit.code for _tally, lines, _n in only.context["bands"] for line in lines] == ["caibe"]
    assert page(focal, "round", opened.plan_id, opened.pk, query="?tinh-trang=gi").status_code == 404


def test_reminding_on_the_screen(opened: Round, focal: Any) -> None:
    client = Client()
    client.force_login(focal)
    where = reverse("reports:remind_silent", args=[opened.plan_id, opened.pk])
    assert client.post(where, {"don-vi": [str(unit("yte").pk), "khong-phai"]}).status_code == 302
    assert set(Delivery.objects.filter(purpose="silence").values_list("unit__code", flat=True)) == {"yte"}
    assert client.post(where, {"tat-ca": "1"}).status_code == 302
    assert Delivery.objects.filter(purpose="silence").values("unit").distinct().count() == 6
    assert client.post(where, {}).status_code == 400


def test_the_workbook(opened: Round, leader: Any) -> None:
    sent(opened, "caibe", 3)
    answer = page(leader, "round_xlsx", opened.plan_id, opened.pk)
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheet_names == ["Theo nhóm", "Theo đơn vị", "Theo hoạt động"]
    rows = {row[0]: row for row in book.get_sheet_by_name("Theo đơn vị").to_python()}
    assert rows["Ủy ban nhân dân huyện Cái Bè"][4] == "trễ"


@pytest.mark.parametrize("name", ["round", "rounds", "round_form"])
def test_pages_ask_as_often_for_three_units_as_for_one(opened: Round, focal: Any, name: str) -> None:
    args = (opened.plan_id,) if name == "rounds" else (opened.plan_id, opened.pk)
    sent(opened, "caibe", -1)
    page(focal, name, *args)
    with CaptureQueriesContext(connection) as few:
        page(focal, name, *args)
    for code in ("mytho", "ca", "yte"):
        report = sent(opened, code, 2)
        Cell.objects.create(report=report, ask=opened.asks.all()[0], value=4)
    with CaptureQueriesContext(connection) as many:
        page(focal, name, *args)
    assert len(few) == len(many)
