"""A clerk writes at the desk: without a network, with a photograph from the phone, beside a colleague."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from plans import build

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def piece(province: Any, live_server: Any) -> str:
    """The page of the campaign at the desk of Cái Bè, in a programme that runs today."""
    from django.urls import reverse

    from ngayso.core import clock
    from ngayso.plans import indicators

    indicators.install()
    today = clock.today()
    begun, left = today - dt.timedelta(days=3), today + dt.timedelta(days=6)
    plan = build.plan(day=left, activities=(build.contest(), build.campaign(start=begun, end=left)))
    unit, activity = build.unit("caibe"), plan.activities.get(key="a2")
    return f"{live_server.url}{reverse('desks:work', args=[plan.pk, unit.pk, 'hoat-dong', activity.pk])}"


def colleague() -> Any:
    from ngayso.people.models import Membership, User

    other = User.objects.create_user("dong-nghiep", None, name="Đồng nghiệp Cái Bè")
    Membership.objects.create(user=other, unit=build.unit("caibe"), role="clerk", since=dt.date(2024, 1, 1))
    return other


def fill(page: Any, words: str, number: str) -> None:
    page.get_by_label(re.compile("^Hộ đã đến ngày")).fill(number)
    page.get_by_label("Việc đã làm").fill(words)


def photo(width: int = 3000, height: int = 2000) -> bytes:
    """A photograph as a phone gives it: large, with the place in it."""
    from PIL import Image

    picture = Image.effect_noise((width // 4, height // 4), 60).resize((width, height)).convert("RGB")
    notes = Image.Exif()
    notes[0x010F] = "May anh thu"
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=92, exif=notes)
    return kept.getvalue()


def test_what_is_sent_without_a_network_arrives_once(signed_page: Any, piece: str, clerk: Any) -> None:
    from playwright.sync_api import expect

    from ngayso.core import files
    from ngayso.desks.models import Evidence, Progress

    page, said = signed_page(clerk, width=360)
    page.goto(piece)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    fill(page, "Đã đi ấp 3", "41")
    page.locator("#g-photos").set_input_files(
        [{"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": photo()}], timeout=20_000
    )
    expect(page.locator(".shots img")).to_have_count(1)
    expect(page.locator("#ghi [data-draft-said]")).to_contain_text("Đã giữ trên máy này")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#ghi [data-draft-said]")).to_contain_text("Không có mạng")
    expect(page.get_by_role("button", name="Gửi ngay").first).to_be_visible()
    assert not Progress.objects.exists()

    # The tab is closed; later the page is opened again, with a network.
    again = page.context.new_page()
    again.on("pageerror", lambda error: said.append(str(error)))
    page.close()
    again.context.set_offline(False)
    again.goto(piece)
    expect(again.locator("#lich-su .entries > li")).to_have_count(1)
    expect(again.locator("#lich-su")).to_contain_text("Đã đi ấp 3")
    expect(again.locator("#ghi [data-draft-line]")).to_be_hidden()
    assert Progress.objects.count() == 1
    assert {f.indicator.code: f.value for f in Progress.objects.get().figures.all()} == {"ho-da-den": 41}

    # The photograph came small and without what the camera noted.
    from PIL import Image

    proof = Evidence.objects.get()
    kept = Image.open(files.path(proof.file))
    assert max(kept.size) == 1280
    assert not dict(kept.getexif())
    again.reload()
    expect(again.locator("#ghi [data-draft-line]")).to_be_hidden()
    assert Progress.objects.count() == 1
    assert said == []


def test_the_network_comes_back_while_the_page_is_open(signed_page: Any, piece: str, clerk: Any) -> None:
    from playwright.sync_api import expect

    from ngayso.desks.models import Progress

    page, said = signed_page(clerk)
    page.goto(piece)
    fill(page, "Đã đi ấp 4", "12")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#ghi [data-draft-said]")).to_contain_text("Không có mạng")
    page.context.set_offline(False)
    expect(page.locator("#lich-su")).to_contain_text("Đã đi ấp 4")
    assert Progress.objects.count() == 1
    assert said == []


def test_an_answer_that_is_lost_makes_no_second_entry(signed_page: Any, piece: str, clerk: Any) -> None:
    """The server took it, the answer never came: the writer goes on typing, and what is new becomes a correction."""
    from playwright.sync_api import expect

    from ngayso.desks.models import Progress

    page, said = signed_page(clerk)
    page.goto(piece)
    fill(page, "Đã đi ấp 5", "7")

    def lose(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route("**/ban-viec/**", lose)
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#ghi [data-draft-said]")).to_contain_text("Không có mạng")
    assert Progress.objects.count() == 1
    page.unroute("**/ban-viec/**")
    page.get_by_label(re.compile("^Hộ đã đến ngày")).fill("8")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#ghi .errors")).to_contain_text("Máy chủ đã nhận bản ghi này")
    expect(page.get_by_label(re.compile("^Hộ đã đến ngày"))).to_have_value("8")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#lich-su del")).to_contain_text("7 hộ")
    assert [f.value for p in Progress.objects.filter(corrections=None) for f in p.figures.all()] == [8]
    assert said == []


def test_a_refusal_stands_at_its_field_and_the_words_stay(signed_page: Any, piece: str, clerk: Any) -> None:
    from playwright.sync_api import expect

    page, said = signed_page(clerk)
    page.goto(piece)
    fill(page, "Đã đi ấp 6", "mười")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#ghi .field__wrong").first).to_contain_text("“mười” chưa phải một số")
    expect(page.locator("#ghi [data-draft-said]")).to_contain_text("Chưa gửi được")
    expect(page.get_by_label("Việc đã làm")).to_have_value("Đã đi ấp 6")
    page.reload()
    expect(page.locator("#ghi [data-draft-said]")).to_contain_text("Bản ghi dở từ")
    expect(page.get_by_label("Việc đã làm")).to_have_value("Đã đi ấp 6")
    # The desk says what waits on this device, and leads to it.
    page.locator(".crumbs a").first.click()
    page.locator("[data-drafts] a").click()
    page.get_by_role("button", name="Bỏ bản ghi dở").first.click()
    expect(page.get_by_label("Việc đã làm")).to_have_value("")
    expect(page.locator("#ghi [data-draft-line]")).to_be_hidden()
    assert said == []


def test_nobody_else_on_the_machine_gets_the_draft(signed_page: Any, piece: str, clerk: Any, live_server: Any) -> None:
    from django.conf import settings
    from django.test import Client
    from playwright.sync_api import expect

    from ngayso.desks.models import Progress

    other = colleague()
    page, said = signed_page(clerk)
    page.goto(piece)
    fill(page, "Của người thứ nhất", "3")

    # The session ends, the words stay.
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#ghi [data-draft-said]")).to_contain_text("Phiên đăng nhập đã hết")
    expect(page.get_by_role("link", name="Đăng nhập lại")).to_be_visible()

    # Somebody else signs in on the same machine: an empty form.
    client = Client()
    client.force_login(other)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.goto(piece)
    expect(page.get_by_label("Việc đã làm")).to_have_value("")
    expect(page.locator("#ghi [data-draft-line]")).to_be_hidden()

    # The first comes back, finds the words, signs out after being asked: then they are gone.
    page.context.add_cookies([c for c in cookies if c["name"] == name])
    page.goto(piece)
    expect(page.get_by_label("Việc đã làm")).to_have_value("Của người thứ nhất")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Thoát", exact=True).click()
    page.wait_for_url(lambda url: "/ban-viec/" not in url)
    assert asked == ["Còn 1 bản ghi chưa gửi trên máy này. Thoát sẽ bỏ các bản ghi ấy. Vẫn thoát?"]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 0
    assert not Progress.objects.exists()
    assert said == []


def test_two_clerks_at_once_lose_nothing(signed_page: Any, piece: str, clerk: Any) -> None:
    from playwright.sync_api import expect

    from ngayso.desks.models import Work

    mine, said = signed_page(clerk)
    theirs, _said = signed_page(colleague())
    for page, words, number in ((mine, "Đã đi ấp 7", "10"), (theirs, "Đã đi ấp 8", "20")):
        page.goto(piece)
        fill(page, words, number)
    mine.get_by_role("button", name="Ghi", exact=True).click(no_wait_after=True)
    theirs.get_by_role("button", name="Ghi", exact=True).click(no_wait_after=True)
    for page in (mine, theirs):
        expect(page.locator("#lich-su .entries > li").first).to_be_visible()
    mine.reload()
    for words in ("Đã đi ấp 7", "Đã đi ấp 8"):
        expect(mine.locator("#lich-su")).to_contain_text(words)
    expect(mine.locator("table td", has_text=re.compile("^30$"))).to_have_count(1)
    assert Work.objects.get().entries == 2
    assert said == []


def test_the_form_works_without_scripts(signed_page: Any, piece: str, clerk: Any) -> None:
    from playwright.sync_api import expect

    page, _said = signed_page(clerk, java_script_enabled=False)
    page.goto(piece)
    fill(page, "Đã đi ấp 9", "1.250")
    page.locator("#g-photos").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(40, 40)}])
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.locator("#lich-su")).to_contain_text("1.250 hộ")
    expect(page.locator("#lich-su .proofs img")).to_have_count(1)
