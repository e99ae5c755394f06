"""From a confirmed plan to two issued editions: thirty units receive, some work, some are silent, all is followed up.

The clock is the house's own; the story moves it through the autumn of 2025.
"""

import datetime as dt
import io
import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@dataclass
class Clock:
    """What time it is, in Vietnam."""

    monkeypatch: pytest.MonkeyPatch

    def move(self, year: int, month: int, day: int, hour: int = 9) -> None:
        from ngayso.core import clock

        at = dt.datetime(year, month, day, hour, tzinfo=clock.HERE).astimezone(dt.UTC)
        # Beneath the house's own clock, so that defaults of columns go with it; sessions and the browser do not.
        self.monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: at))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def people(province: Any) -> dict[str, Any]:
    """Thirty units that the plan gives work to: 26 districts and four departments. A clerk in each but one, which has
    neither an account nor an address: it gets letters on paper."""
    from ngayso.people.models import Membership, Unit, User

    for number in range(1, 25):
        Unit.objects.create(
            code=f"huyen-{number}",
            name=f"Ủy ban nhân dân huyện Thử {number}",
            short=f"Huyện Thử {number}",
            kind="district-committee",
            level="district",
            parent=province.unit,
            order=10 + number,
        )
    found = {}
    for unit in Unit.objects.exclude(code__in=("ubnd", "huyen-24")):
        user = User.objects.create_user(f"{unit.code}@thu.vn", None, name=f"Chuyên viên {unit}", email="")
        if unit.code != "huyen-1":
            User.objects.filter(pk=user.pk).update(email=f"{unit.code}@thu.vn")
        Membership.objects.create(user=user, unit=unit, role="clerk", since=dt.date(2024, 1, 1))
        found[unit.code] = user
    return found


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hidden(text: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found is not None, name
    return found[1]


def work_done() -> int:
    """The worker does what is in the queue; it is another process, here it works between two pages."""
    from django_tasks_db.models import DBTaskResult

    done = 0
    for row in DBTaskResult.objects.ready().order_by("enqueued_at"):
        row.task.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        DBTaskResult.objects.filter(pk=row.pk).update(status="SUCCEEDED")
        done += 1
    return done


def test_from_a_confirmed_plan_to_two_issued_editions(
    signed_page: Any, live_server: Any, focal: Any, leader: Any, auditor: Any, people: dict[str, Any], clock: Clock
) -> None:
    from plans import build
    from playwright.sync_api import expect

    from ngayso.desks.models import Acknowledgement, Progress
    from ngayso.office.models import Delivery
    from ngayso.people.models import Unit

    def unit(code: str) -> Any:
        return Unit.objects.get(code=code)

    home = live_server.url
    clock.move(2025, 9, 5)
    plan = build.plan()
    campaign = plan.activities.get(key="a2")
    complaints: list[list[str]] = []

    def page_of(user: Any, **more: Any) -> Any:
        page, said = signed_page(user, **more)
        complaints.append(said)
        return page

    # Thirty units are on the board, none has received.
    officer = page_of(focal)
    officer.goto(f"{home}/theo-doi/")
    expect(officer.locator("h1")).to_be_visible()
    expect(officer.locator("main")).to_contain_text("0/30 đơn vị")

    # Two say so in their browsers, one of them on a telephone; most others through the same door; two stay silent.
    for code, width in (("caibe", 360), ("mytho", 1280)):
        desk = page_of(people[code], width=width)
        desk.goto(f"{home}/bat-dau/")
        desk.get_by_role("button", name=re.compile("Đã nhận")).click()
        expect(desk.locator("main")).to_contain_text(re.compile("Đã nhận"))
    silent = {"huyen-23", "huyen-24"}
    for code, user in people.items():
        if code not in silent | {"caibe", "mytho"}:
            address = reverse("desks:acknowledge", args=[unit(code).pk])
            assert signed(user).post(address, {"plan": plan.pk}).status_code == 302
    assert Acknowledgement.objects.count() == 28
    officer.reload()
    expect(officer.locator("main")).to_contain_text("28/30 đơn vị")

    # The campaign runs. Cái Bè writes its day on a telephone, with a photograph; others write theirs, some do not.
    clock.move(2025, 10, 5, 17)
    phone = page_of(people["caibe"], width=360)
    phone.goto(f"{home}{reverse('desks:work', args=[plan.pk, unit('caibe').pk, 'hoat-dong', campaign.pk])}")
    phone.get_by_label(re.compile("^Hộ đã đến ngày 05/10")).fill("120")
    phone.locator("textarea[name=text]").fill("Đi từng nhà ở ba ấp, hướng dẫn nộp hồ sơ trực tuyến.")
    phone.locator("label.choice", has_text="Đang làm").click()
    phone.set_input_files("input[name=photos]", {"name": "anh.png", "mimeType": "image/png", "buffer": picture()})
    phone.get_by_role("button", name="Ghi", exact=True).click()
    expect(phone.locator(".entries")).to_contain_text("Đi từng nhà ở ba ấp")
    proof = Progress.objects.get()
    assert proof.evidence.count() == 1
    for number in range(2, 19):
        user = people[f"huyen-{number}"]
        address = reverse("desks:work", args=[plan.pk, unit(f"huyen-{number}").pk, "hoat-dong", campaign.pk])
        form = signed(user).get(address).content.decode()
        field = re.search(r'name="([^"]*ho-da-den[^"]*)"', form)
        assert field is not None
        sent = {"id": hidden(form, "id"), "day": "2025-10-05", "state": "go", "text": "Đã ra quân.", field[1]: "40"}
        assert signed(user).post(address, sent).status_code == 302
    assert Progress.objects.count() == 18

    # The time is over. The officer reminds, and writes an urging letter to who is late.
    clock.move(2025, 10, 13)
    officer.goto(f"{home}{reverse('follow:reminders', args=[plan.pk])}")
    officer.get_by_role("button", name="Gửi nhắc ngay").click()
    expect(officer.locator("main")).to_contain_text("Đã lập")
    reminded = Delivery.objects.filter(purpose="reminder")
    assert reminded.count() >= 26
    assert reminded.filter(unit=unit("huyen-24"), channel="letter").count() == 1
    again = reminded.count()
    assert signed(focal).post(reverse("follow:send_reminders", args=[plan.pk])).status_code == 302
    assert reminded.count() == again
    officer.goto(f"{home}{reverse('office:outbox')}")
    expect(officer.locator("main")).to_contain_text("Hộp thư đi")


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1600, 900), (10, 77, 92)).save(out, "PNG")
    return out.getvalue()
