"""The desk of a unit and the page of a piece of work, as they are asked for over HTTP."""

import datetime as dt
import io
import re
import time
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from plans import build

from ngayso.core import clock
from ngayso.core.ids import uuid7

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 10, 3)


@pytest.fixture
def plan(province: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from ngayso.plans import indicators

    indicators.install()
    set_day(monkeypatch, dt.date(2025, 9, 5))
    made = build.plan()
    set_day(monkeypatch, TODAY)
    return made


def set_day(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    """From now on it is that day, from 08:00 on."""
    began, real = time.monotonic(), clock.day_start(day) + dt.timedelta(hours=8)
    monkeypatch.setattr(timezone, "now", lambda: real + dt.timedelta(seconds=time.monotonic() - began))


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def desk_url(code: str = "caibe") -> str:
    return reverse("desks:desk", args=[build.unit(code).pk])


def work_url(plan: Any, code: str = "caibe", key: str = "a2") -> str:
    activity = plan.activities.get(key=key)
    return reverse("desks:work", args=[plan.pk, build.unit(code).pk, "hoat-dong", activity.pk])


def sent(**told: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "day": "2025-10-02", "state": "go", "text": "Đã đi 3 ấp"} | told


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\xa0", " ")


def test_one_unit_leads_straight_to_its_desk(plan: Any, clerk: Any, focal: Any) -> None:
    assert signed(clerk).get("/ban-viec/").headers["Location"] == desk_url()
    listed = words(signed(focal).get("/ban-viec/"))
    assert "Ủy ban nhân dân huyện Cái Bè" in listed
    found = words(signed(focal).get("/ban-viec/?tim=mỹ tho"))
    assert "Mỹ Tho" in found
    assert "Cái Bè" not in found


def test_first_the_unit_says_that_it_received(plan: Any, clerk: Any) -> None:
    from ngayso.desks.models import Acknowledgement

    client = signed(clerk)
    page = words(client.get(desk_url()))
    assert "Báo đã nhận: Ngày Chuyển đổi số tỉnh Tiền Giang năm 2025" in page
    assert "Chưa báo đã nhận" in page
    url = reverse("desks:acknowledge", args=[build.unit("caibe").pk])
    assert client.post(url, {"plan": str(plan.pk)}).status_code == 302
    assert client.post(url, {"plan": str(plan.pk)}).status_code == 302
    assert Acknowledgement.objects.get().by == clerk
    assert client.post(url, {"plan": "x"}).status_code == 404
    page = words(client.get(desk_url()))
    assert "Đã nhận" in page
    assert "Chưa báo" not in page


def test_then_the_figures_of_the_days_then_what_comes(plan: Any, clerk: Any) -> None:
    from ngayso.desks.actions import acknowledge

    acknowledge(plan, build.unit("caibe"), actor=clerk)
    client = signed(clerk)
    page = words(client.get(desk_url()))
    assert "Việc kế tiếp, còn thiếu ngày 01/10" in page
    assert "Chưa có số liệu các ngày 01/10, 02/10, 03/10" in page
    for day in ("2025-10-01", "2025-10-02", "2025-10-03"):
        assert client.post(work_url(plan), sent(**{"day": day, "figure_ho-da-den": "1.250"})).status_code == 302
    page = words(client.get(desk_url()))
    assert "Hạn Kế hoạch ghi: 10/10/2025" in page
    assert "10/10, còn 7 ngày" in page


def test_late_work_comes_first(plan: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ngayso.desks.actions import acknowledge

    acknowledge(plan, build.unit("caibe"), actor=clerk)
    set_day(monkeypatch, dt.date(2025, 10, 12))
    page = words(signed(clerk).get(desk_url()))
    assert "Việc kế tiếp, quá hạn 2 ngày" in page
    assert "Trễ hạn" in page
    assert "Báo vướng mắc" in page


def test_a_group_duty_stands_on_the_desk_of_each_member(plan: Any, focal: Any) -> None:
    page = words(signed(focal).get(desk_url("yte")))
    assert "tuyên truyền trong cơ quan" in page
    assert "Giao chung cho “Các sở, ban, ngành tỉnh”." in page
    assert "Báo cáo kết quả về Sở Thông tin và Truyền thông trước ngày 16/10/2025" in page
    assert "Ghi thay Sở Y tế" in page


def test_a_desk_of_another_unit_is_not_there(plan: Any, clerk: Any, stranger: Any, auditor: Any) -> None:
    for url in (desk_url("mytho"), work_url(plan, "mytho"), work_url(plan, "caibe", "a1")):
        assert signed(clerk).get(url).status_code == 404
        assert signed(stranger).get(url).status_code == 404
    assert signed(auditor).get(desk_url("mytho")).status_code == 200
    page = signed(auditor).get(work_url(plan)).content.decode()
    assert 'id="ghi"' not in page
    assert "minh-chung/" not in page


def test_what_stood_on_an_earlier_day_can_be_seen(plan: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed(clerk)
    set_day(monkeypatch, dt.date(2025, 10, 2))
    client.post(work_url(plan), sent(text="Bắt đầu đi"))
    set_day(monkeypatch, dt.date(2025, 10, 4))
    client.post(work_url(plan), sent(text="Xong cả huyện", state="done"))
    before, then = (words(client.get(f"{work_url(plan)}?ngay=2025-10-{d}")) for d in ("03", "04"))
    assert "Bắt đầu đi" in before
    assert "Xong cả huyện" not in before
    assert "Xong cả huyện" in then
    desks = [words(client.get(f"{desk_url()}?ngay=2025-10-{d}")) for d in ("01", "03", "04")]
    assert ["Đang làm" in d for d in desks] == [False, True, False]
    assert "Hoàn thành" in desks[2]


def test_an_entry_with_a_photo_a_file_and_a_link_is_written_once(plan: Any, clerk: Any, stranger: Any) -> None:
    from PIL import Image

    from ngayso.desks.models import Evidence, Progress

    client, told = signed(clerk), sent(**{"figure_ho-da-den": "12", "link": "https://vi.du/tin", "caption": "Ra quân"})
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "JPEG")

    def files() -> dict[str, Any]:
        return {
            "photos": [SimpleUploadedFile("a.jpg", picture.getvalue())],
            "papers": [SimpleUploadedFile("b.pdf", b"%PDF-1.7\n%%EOF")],
        }

    for _again in range(2):
        assert client.post(work_url(plan), told | files()).status_code == 302
    assert Progress.objects.count() == 1
    assert sorted(Evidence.objects.values_list("sort", flat=True)) == ["file", "link", "photo"]
    photo = Evidence.objects.get(sort="photo")
    assert client.get(reverse("file", args=[photo.file_id])).status_code == 200
    assert signed(stranger).get(reverse("file", args=[photo.file_id])).status_code == 404
    page = words(client.get(work_url(plan)))
    assert "12 hộ: Hộ đã đến" in page
    assert "Ra quân" in words(client.get(desk_url()))
    assert client.post(reverse("desks:remove_evidence", args=[photo.pk])).status_code == 302
    assert str(photo.file_id) not in client.get(work_url(plan)).content.decode()


def test_a_refused_file_leaves_nothing_behind(plan: Any, clerk: Any) -> None:
    from ngayso.desks.models import Progress, Work

    told = sent(photos=[SimpleUploadedFile("a.jpg", b"no picture")])
    answer = signed(clerk).post(work_url(plan), told)
    assert answer.status_code == 400
    assert "a.jpg: Tệp này không phải loại nhận được" in words(answer)
    assert "Đã đi 3 ấp" in words(answer)
    assert not Progress.objects.exists()
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"state": "stuck"}, "Ghi lý do không làm được"),
        ({"day": "2025-10-09"}, "Ngày 09/10/2025 chưa đến"),
        ({"day": "31/9/2025"}, "Ngày này không có"),
        ({"day": "0205-10-02"}, "trước Kế hoạch hơn một năm"),
        ({"figure_ho-da-den": "mười"}, "“mười” chưa phải một số"),
        ({"figure_ho-da-den": "5.2"}, "“5.2” chưa rõ là số nào"),
        ({"figure_ho-da-den": "5,2"}, "số nguyên"),
        ({"link": "ftp://a"}, "bắt đầu bằng https://"),
        ({"text": ""}, "Chưa có gì mới để ghi"),
        ({"id": "x"}, "Chưa ghi được"),
    ],
)
def test_bad_words_are_said_at_their_field(plan: Any, clerk: Any, told: dict[str, Any], said: str) -> None:
    answer = signed(clerk).post(work_url(plan), sent(**told))
    assert answer.status_code == 400
    assert said in words(answer)


def test_other_words_under_the_same_key_may_go_as_a_correction(plan: Any, clerk: Any) -> None:
    from ngayso.desks.models import Progress

    client, told = signed(clerk), sent(**{"figure_ho-da-den": "12"})
    client.post(work_url(plan), told)
    answer = client.post(work_url(plan), told | {"figure_ho-da-den": "15"})
    assert answer.status_code == 409
    assert "Máy chủ đã nhận bản ghi này" in words(answer)
    page = answer.content.decode()
    again = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("id", "corrects")}  # type: ignore[index]
    assert client.post(work_url(plan), told | {"figure_ho-da-den": "15"} | again).status_code == 302
    assert Progress.objects.get(corrects__isnull=False).corrects_id is not None


def test_an_entry_is_mended_and_the_old_one_stays_struck_through(plan: Any, clerk: Any) -> None:
    from ngayso.desks.models import Progress

    client = signed(clerk)
    client.post(work_url(plan), sent(**{"figure_ho-da-den": "12"}))
    old = Progress.objects.get()
    page = client.get(f"{work_url(plan)}?sua={old.pk}").content.decode()
    assert 'value="12"' in page
    told = sent(**{"figure_ho-da-den": "21", "text": "Đã đi 4 ấp", "corrects": str(old.pk)})
    assert client.post(f"{work_url(plan)}?sua={old.pk}", told).status_code == 302
    page = client.get(work_url(plan)).content.decode()
    assert re.search(r"<del><p class=\"entries__text\">Đã đi 3 ấp", page)
    assert "đã sửa" in page


def test_work_of_a_person_stands_first_for_that_person(plan: Any, clerk: Any) -> None:
    from ngayso.desks.actions import work_of
    from ngayso.plans.actions import ActivitySpec, add_activity
    from ngayso.plans.models import Part

    unit = build.unit("caibe")
    spec = ActivitySpec(key="z", title="Việc thêm sau cùng", assignments=(build.named("caibe", Part.LEAD),))
    late = add_activity(plan, spec, actor=None)
    work = work_of(plan, unit, activity=late)
    work.assignee = clerk
    work.save()
    page = words(signed(clerk).get(desk_url()))
    assert page.index("Việc thêm sau cùng") < page.index("Ra quân hướng dẫn")
    assert "Người làm: Chuyên viên Cái Bè" in page


def test_a_programme_that_is_long_over_folds(plan: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(monkeypatch, dt.date(2026, 3, 1))
    page = words(signed(clerk).get(desk_url()))
    assert "Chương trình đã qua" in page
    assert "Báo đã nhận:" not in page


def test_as_many_queries_with_three_as_with_one(plan: Any, clerk: Any) -> None:
    from ngayso.desks.actions import acknowledge, add_evidence, add_progress
    from ngayso.plans.actions import ActivitySpec, add_activity
    from ngayso.plans.models import Part

    unit, client = build.unit("caibe"), signed(clerk)

    def more(plan: Any, at: int) -> None:
        spec = ActivitySpec(
            key=f"z{at}", kind="campaign", title=f"Việc {at}", start=dt.date(2025, 10, 1),
            assignments=(build.named("caibe", Part.LEAD), build.named("ca", Part.PARTNER)),
        )  # fmt: skip
        activity = add_activity(plan, spec, actor=None)
        entry = add_progress(
            plan, unit, activity=activity, id=uuid7(), state="go", day=TODAY, figures={"ho-da-den": Decimal(3)},
            actor=clerk,
        )  # fmt: skip
        add_evidence(entry.work, id=uuid7(), sort="link", url="https://vi.du/", progress=entry, actor=clerk)

    def asked(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(url).status_code == 200
        return len(found)

    acknowledge(plan, unit, actor=clerk)
    more(plan, 1)
    piece = reverse("desks:work", args=[plan.pk, unit.pk, "hoat-dong", plan.activities.get(key="z1").pk])
    one = asked(desk_url()), asked(piece), asked(f"{desk_url()}?ngay=2025-10-02")
    for at in (2, 3):
        other = build.plan(number=f"{at}/KH-UBND")
        acknowledge(other, unit, actor=clerk)
        more(other, at)
        more(plan, at)
        add_progress(
            plan, unit, activity=plan.activities.get(key="z1"), id=uuid7(), state="go", day=TODAY,
            figures={"ho-da-den": Decimal(3)}, actor=clerk,
        )  # fmt: skip
    assert (asked(desk_url()), asked(piece), asked(f"{desk_url()}?ngay=2025-10-02")) == one


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "31/12/9999", "hôm qua"])
def test_a_day_out_of_the_calendar_is_told(plan: Any, clerk: Any, day: str) -> None:
    for url in (desk_url(), work_url(plan)):
        answer = signed(clerk).get(url, {"ngay": day})
        assert answer.status_code == 400
        assert "không phải là một ngày" in words(answer)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2025-10-02T23:30:00.000Z", dt.datetime(2025, 10, 2, 23, 30, tzinfo=dt.UTC)),
        ("0001-01-01T00:00:00.000Z", None),
        ("9999-12-31T23:59:59.999Z", None),
        ("hôm qua", None),
        ("x" * 300, None),
        ("", None),
    ],
)
def test_the_clock_of_a_device_is_kept_when_it_says_a_moment_and_never_stops_an_entry(
    plan: Any, clerk: Any, said: str, kept: dt.datetime | None
) -> None:
    from ngayso.desks.models import Progress

    assert signed(clerk).post(work_url(plan), sent(device_at=said)).status_code == 302
    assert Progress.objects.get().device_at == kept


def test_a_programme_that_is_over_can_still_be_received(plan: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ngayso.desks.models import Acknowledgement

    set_day(monkeypatch, dt.date(2026, 3, 1))
    url = reverse("desks:acknowledge", args=[build.unit("caibe").pk])
    assert url in signed(clerk).get(desk_url()).content.decode()
    assert signed(clerk).post(url, {"plan": str(plan.pk)}).status_code == 302
    assert Acknowledgement.objects.get().by == clerk
    assert url not in signed(clerk).get(desk_url()).content.decode()


def test_why_a_duty_cannot_be_done_stands_on_the_desk(plan: Any, focal: Any) -> None:
    from ngayso.desks.actions import add_progress
    from ngayso.plans.models import DutyItem

    item = DutyItem.objects.get(text="tuyên truyền trong cơ quan")
    reason = "Chưa có loa" + "x" * 200
    told: dict[str, Any] = {"state": "stuck", "reason": reason, "day": dt.date(2025, 10, 2), "item": item}
    add_progress(plan, build.unit("yte"), id=uuid7(), actor=focal, **told)
    assert '<span class="small quiet said">Chưa có loax' in signed(focal).get(desk_url("yte")).content.decode()
