"""From a confirmed plan to two issued editions: thirty units receive, some work, some are silent, all is followed up.

The clock is the house's own; the story moves it through the autumn of 2025.
"""

import datetime as dt
import io
import re
from dataclasses import dataclass
from decimal import Decimal
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
    from reports.test_sheet import column, line_of, rows_in, written

    from ngayso.desks.models import Acknowledgement, Progress
    from ngayso.follow.models import Letter
    from ngayso.office.models import Delivery
    from ngayso.people.models import Unit
    from ngayso.plans.models import Figure
    from ngayso.reports import recount
    from ngayso.reports.models import Submission, UnitReport, Version

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

    # The urging letter names who is late, is issued once, and stands on their desks.
    officer.goto(f"{home}{reverse('follow:draft_letter', args=[plan.pk])}")
    officer.get_by_role("button", name="Soạn bản nháp").click()
    officer.get_by_role("link", name="Xem như khi in").click()
    officer.get_by_role("link", name="Ban hành", exact=True).click()
    officer.locator("input[name=number]").fill("7")
    officer.get_by_role("button", name=re.compile("Ban hành")).dblclick()
    expect(officer.locator("h1")).to_contain_text("Công văn số 07/")
    letter = Letter.objects.get(issued_at__isnull=False)
    named = set(letter.urged.values_list("unit__code", flat=True))
    assert silent < named
    assert Delivery.objects.filter(purpose="urging").values("unit").distinct().count() == len(named)
    work_done()
    expect(officer.get_by_role("link", name="Tải bản .pdf")).to_be_visible()
    letter.refresh_from_db()
    assert letter.docx is not None
    assert letter.pdf is not None
    told = signed(people["huyen-23"]).get(reverse("desks:desk", args=[unit("huyen-23").pk])).content.decode()
    assert reverse("follow:letter", args=[plan.pk, letter.pk]) in told

    # The reporting round comes from the plan's own duty; its form is what each unit was assigned.
    officer.goto(f"{home}{reverse('reports:rounds', args=[plan.pk])}")
    officer.get_by_role("button", name="Lập kỳ báo cáo").first.click()
    officer.get_by_role("button", name="Mở kỳ báo cáo").click()
    expect(officer.locator("main")).to_contain_text("30 trong 30 đơn vị chưa gửi")
    round_ = plan.rounds.get()
    assert (round_.until, round_.due.astimezone(VIETNAM)) == (
        dt.date(2025, 10, 15),
        dt.datetime(2025, 10, 16, tzinfo=VIETNAM),
    )

    def form_of(code: str) -> str:
        return reverse("reports:unit_report", args=[plan.pk, round_.pk, unit(code).pk])

    def key_of(activity: str, indicator: str) -> Any:
        return round_.asks.get(activity__key=activity, indicator__code=indicator).pk

    # Cái Bè by telephone: a number that cannot be is refused at its place; what the house counted is taken by a button.
    clock.move(2025, 10, 14, 15)
    phone.goto(f"{home}/bat-dau/")
    phone.goto(f"{home}{form_of('caibe')}")
    houses, times, teams = (key_of("a2", code) for code in ("ho-da-den", "luot-huong-dan", "to-ra-quan"))
    open_block(phone, campaign)
    phone.fill(f"#k-{houses}", "500")
    phone.fill(f"#v-{houses}", "120")
    phone.fill(f"#k-{times}", "300")
    phone.fill(f"#v-{times}", "300")
    phone.fill(f"#v-{teams}", "12")
    phone.locator(f"#hd-{campaign.pk} textarea").first.fill("Đã đến ba ấp, người lớn tuổi cần người giúp tại chỗ.")
    phone.locator(f"#hd-{campaign.pk}").get_by_role("button", name="Ghi hoạt động này").click()
    expect(phone.locator("#can-xem")).to_contain_text(re.compile("trong kỳ", re.IGNORECASE))
    assert not Submission.objects.exists()
    phone.fill(f"#k-{houses}", "120")
    phone.locator(f"#hd-{campaign.pk}").get_by_role("button", name="Ghi hoạt động này").click()
    phone.get_by_role("button", name="Gửi báo cáo").click()
    expect(phone.locator("main")).to_contain_text("Đã gửi")
    assert Submission.objects.get().report.unit.code == "caibe"

    # Mỹ Tho by Excel: the form out, filled, in again, looked at, sent.
    clerk = page_of(people["mytho"])
    book = rows_in(
        signed(people["mytho"])
        .get(reverse("reports:report_sheet", args=[plan.pk, round_.pk, unit("mytho").pk]))
        .content
    )
    for words, value in (
        ("Hộ đã đến", 80),
        ("Lượt người được hướng dẫn", 200),
        ("Tổ công nghệ số cộng đồng đã ra quân", 9),
    ):
        line = line_of(book, words)
        book[line][column("value")] = value
        if words != "Tổ công nghệ số cộng đồng đã ra quân":
            book[line][column("in_period")] = value
    clerk.goto(f"{home}{reverse('reports:take_sheet', args=[plan.pk, round_.pk, unit('mytho').pk])}")
    clerk.set_input_files("input[type=file]", {"name": "mau.xlsx", "mimeType": XLSX, "buffer": written(book)})
    clerk.get_by_role("button", name="Xem trước").click()
    clerk.get_by_role("button", name=re.compile("gửi")).click()
    expect(clerk.locator("main")).to_contain_text("Đã gửi")
    assert Submission.objects.filter(way="excel").count() == 1

    # The others send theirs, one with a slip; three come late or not at all.
    late, never = "huyen-22", {"huyen-23", "huyen-24"}
    for code, user in people.items():
        if code not in never | {late, "caibe", "mytho"}:
            fill(round_, unit(code), houses=7000 if code == "huyen-5" else 40, actor=user)
            address = reverse("reports:submit", args=[plan.pk, round_.pk, unit(code).pk])
            assert signed(user).post(address).status_code == 302, code
    assert UnitReport.objects.filter(state="submitted").count() == 27

    # The officer returns one with a mark at its field; the unit mends it and sends again.
    officer.goto(f"{home}{reverse('reports:review', args=[plan.pk, round_.pk, unit('huyen-5').pk])}")
    officer.locator("tr", has_text="Hộ đã đến").locator("input").fill("Xã chỉ có 5.000 hộ, xem lại số này.")
    officer.get_by_role("button", name="Trả lại").click()
    expect(officer.locator("main")).to_contain_text("Trả lại")
    mender = page_of(people["huyen-5"])
    mender.goto(f"{home}{form_of('huyen-5')}")
    expect(mender.locator("main")).to_contain_text("Xã chỉ có 5.000 hộ")
    open_block(mender, campaign)
    for box in ("k", "v"):
        mender.fill(f"#{box}-{houses}", "70")
    mender.locator(f"#hd-{campaign.pk}").get_by_role("button", name="Ghi hoạt động này").click()
    mender.get_by_role("button", name="Gửi báo cáo").click()
    expect(mender.locator("main")).to_contain_text("Đã gửi")

    # After the due: one is late and still taken, the silent ones are reminded together, once.
    clock.move(2025, 10, 17)
    fill(round_, unit(late), houses=40, actor=people[late])
    assert (
        signed(people[late]).post(reverse("reports:submit", args=[plan.pk, round_.pk, unit(late).pk])).status_code
        == 302
    )
    assert UnitReport.objects.get(unit__code=late).late
    officer.goto(f"{home}{round_.get_absolute_url()}")
    officer.get_by_role("button", name="Nhắc 2 đơn vị chưa gửi").click()
    expect(officer.locator("main")).to_be_visible()
    assert {d.unit.code for d in Delivery.objects.filter(purpose="silence")} == never

    # All that is clean is accepted at once, the rest one by one; then the round is locked.
    accept = reverse("reports:accept_clean", args=[plan.pk, round_.pk])
    assert signed(focal).post(accept).status_code == 302
    for report in UnitReport.objects.filter(state="submitted"):
        address = reverse("reports:review", args=[plan.pk, round_.pk, report.unit_id])
        seen = hidden(signed(focal).get(address).content.decode(), "seen")
        answer = signed(focal).post(
            reverse("reports:accept_report", args=[plan.pk, round_.pk, report.unit_id]), {"seen": seen}
        )
        assert answer.status_code == 302
    assert UnitReport.objects.filter(state="accepted").count() == 28
    assert signed(focal).post(reverse("reports:lock_round", args=[plan.pk, round_.pk])).status_code == 302
    figure = Figure.objects.in_force().get(unit__code="caibe", indicator__code="ho-da-den", origin="typed")
    assert figure.value == 120

    # Both editions are issued from the same figures; a number leads to the report and to the entry it rests on.
    clock.move(2025, 10, 18)
    for number, edition in ((31, "ministry"), (32, "province")):
        officer.goto(f"{home}{reverse('reports:consolidation', args=[plan.pk, round_.pk, edition])}")
        expect(officer.locator("main")).to_contain_text(re.compile("Hộ đã đến|hộ"))
        officer.goto(f"{home}{reverse('reports:consolidation_issue', args=[plan.pk, round_.pk, edition])}")
        officer.locator("input[name=number]").fill(str(number))
        officer.get_by_role("button", name="Ban hành báo cáo").dblclick()
        expect(officer.locator("main")).to_contain_text(re.compile("mã băm", re.IGNORECASE))
    assert Version.objects.filter(issued=True).count() == 2
    work_done()
    for version in Version.objects.filter(issued=True):
        assert version.docx is not None
        assert version.pdf is not None
        assert version.xlsx is not None
        assert recount.recount(version).wrong == []

    reader = page_of(auditor)
    reader.goto(f"{home}{reverse('reports:figure', args=[plan.pk, figure.pk])}")
    expect(reader.locator("main")).to_contain_text("120")
    reader.locator(f"a[href*='{reverse('reports:submission', args=[plan.pk, figure.evidence_id])}']").first.click()
    expect(reader.locator("main")).to_contain_text("Hộ đã đến")
    reader.go_back()
    reader.locator(
        f"a[href*='{reverse('desks:work', args=[plan.pk, figure.unit_id, 'hoat-dong', campaign.pk])}']"
    ).first.click()
    expect(reader.locator(".entries")).to_contain_text("Đi từng nhà ở ba ấp")

    # The leader looks for a minute.
    minute = page_of(leader)
    minute.goto(f"{home}/bat-dau/")
    expect(minute.locator("h1")).to_contain_text("Một phút")
    assert [said for said in complaints if said] == []


VIETNAM = dt.timezone(dt.timedelta(hours=7))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_block(page: Any, activity: Any) -> None:
    """Opens the part of the form that speaks of the activity."""
    page.locator(f"#hd-{activity.pk}").evaluate("part => part.setAttribute('open', '')")


def fill(round_: Any, unit: Any, *, houses: int, actor: Any) -> None:
    """What a clerk types: a number for each figure that is required, and words."""
    from reports import flow_build

    from ngayso.reports import cells
    from ngayso.reports.asked import asked_of

    report = cells.open_report(round_, unit, actor=actor)
    typed = {"ho-da-den": houses, "luot-huong-dan": 3 * houses, "to-ra-quan": 4}
    for one in asked_of(round_, unit):
        for ask in one.asks:
            if ask.required:
                value = Decimal(typed.get(ask.indicator.code, 10))
                flow = ask.indicator.course == "flow"
                word = "Số của cả đợt, ghi từ sổ của các tổ."
                flow_build.save_cell(
                    report, ask, in_period=value if flow else None, value=value, word=word, seen=0, actor=actor
                )
        flow_build.save_passage(
            report, one.activity, words="Đã thực hiện.", difficulties="", proposals="", seen=0, actor=actor
        )
    flow_build.save_general(report, difficulties="Thiếu máy.", proposals="", seen=report.version, actor=actor)


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1600, 900), (10, 77, 92)).save(out, "PNG")
    return out.getvalue()
