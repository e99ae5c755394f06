"""A plan comes in as a Word file and leaves as a programme, through the browser."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as here
from django.test import Client

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

EXAMPLE = Path(here.ROOT) / "examples" / "tien-giang-2024" / "plan.docx"


def test_a_plan_comes_in_and_becomes_a_programme(
    signed_page: Any, live_server: Any, focal: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playwright.sync_api import expect

    from ngayso.intake import actions
    from ngayso.intake.actions import read_draft
    from ngayso.intake.models import Draft
    from ngayso.plans.models import Plan

    # As with a long document, which waits for the worker.
    monkeypatch.setattr(actions, "AT_ONCE_SECONDS", 0.01)
    page, said = signed_page(focal)
    page.goto(f"{live_server.url}/tiep-nhan/")
    page.set_input_files("input[type=file]", str(EXAMPLE))
    page.get_by_role("button", name="Đọc kế hoạch").click()
    page.get_by_role("heading", name="Đang đọc kế hoạch").wait_for()

    # The worker is another process; here it works between two looks of the page.
    draft = read_draft(Draft.objects.get().pk)
    page.get_by_role("heading", name="Soát kế hoạch").wait_for()
    assert page.locator(".sheet a.span").count() > 50

    # A click on words opens their value.
    words = page.locator("#van-ban a.span", has_text=re.compile(r"Thúc đẩy sử dụng sản phẩm, dịch vụ số")).first
    words.click()
    expect(page.locator("#muc-ten")).to_contain_text("III.2.d")
    expect(page.locator("#o-title")).to_have_class(re.compile("cell--here"))
    # The value shows its words.
    page.locator("#f-end").focus()
    expect(page.locator("#van-ban .span--here", has_text="15/10/2024")).to_have_count(1)

    # A value is corrected, and is there when the page is opened again.
    page.locator("#f-end").fill("12/10/2024")
    page.keyboard.press("Tab")
    expect(page.locator("#o-end .sure")).to_contain_text(str(focal))
    page.reload()
    expect(page.locator("#f-end")).to_have_value("12/10/2024")

    # What was just done can be taken back at once.
    page.locator("#f-place").evaluate("field => field.closest('details')?.setAttribute('open', '')")
    page.locator("#f-place").fill("Sân vận động")
    page.locator("#f-place").blur()
    page.get_by_role("button", name="Lấy lại lần sửa vừa rồi").click()
    expect(page.locator("#o-place")).to_contain_text("Kế hoạch không ghi")

    # What is no day is refused beside its field, with the words kept.
    page.locator("#f-start").fill("31/9/2024")
    page.keyboard.press("Tab")
    expect(page.locator("#o-start .field__wrong")).to_contain_text("Lịch không có ngày")
    page.locator("#f-start").fill("15/9/2024")
    page.keyboard.press("Tab")
    expect(page.locator("#o-start .field__wrong")).to_have_count(0)

    # J goes to a value that needs a look, Enter accepts it.
    page.locator("#muc-ten").focus()
    told = page.locator("#tong").get_attribute("data-places") or ""
    if places := told.split():
        page.keyboard.press("j")
        expect(page.locator(".cell--here")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator("#tong p b").nth(1)).to_have_text(str(len(places) - 1))

    # A finding is settled on the page.
    undecided = int(page.locator("#tong p b").nth(2).inner_text())
    page.locator(".finding").first.get_by_role("button", name="Hỏi đơn vị soạn").click()
    expect(page.locator("#tong p b").nth(2)).to_have_text(str(undecided - 1))

    # Nothing is public before; then it is.
    title = "Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024"
    assert title not in client.get("/").content.decode()
    page.get_by_role("link", name="Xác nhận thành chương trình").click()
    page.get_by_role("button", name="Xác nhận thành chương trình").click()
    page.wait_for_url("**/chuong-trinh/**")
    plan = Plan.objects.get()
    assert plan.name == title
    assert f"{plan.activities.get(key__contains='diem_d#').end:%d/%m/%Y}" == "12/10/2024"
    assert plan.activities.count() == draft.entries.filter(kind="activity").count()
    assert title in client.get("/").content.decode()
    assert said == []


def test_two_reviewers_see_each_other(signed_page: Any, live_server: Any, focal: Any, admin: Any) -> None:
    from playwright.sync_api import expect

    from ngayso.intake.actions import read_draft, take_file

    draft = read_draft(take_file(EXAMPLE, name="plan.docx", actor=focal).pk)
    key = draft.entries.filter(kind="activity").order_by("order").first().key.replace("#", "%23")
    mine, said = signed_page(focal)
    theirs, _said = signed_page(admin)
    for page in (mine, theirs):
        page.goto(f"{live_server.url}/tiep-nhan/{draft.pk}/?muc={key}")
    expect(mine.locator("#theo-doi")).to_contain_text(str(admin))

    theirs.locator("#f-title").fill("Tên của quản trị")
    theirs.keyboard.press("Tab")
    expect(mine.locator("#f-title")).to_have_value("Tên của quản trị")

    # Both write at once: nobody's words are lost, one chooses.
    mine.locator("#f-title").fill("Tên đang gõ")
    theirs.locator("#f-title").fill("Tên khác của quản trị")
    theirs.keyboard.press("Tab")
    expect(theirs.locator("#o-title .sure")).to_contain_text(str(admin))
    mine.locator("#f-title").blur()
    expect(mine.locator("#o-title .conflict")).to_contain_text("Tên khác của quản trị")
    expect(mine.locator("#o-title .conflict")).to_contain_text("Tên đang gõ")
    mine.get_by_role("button", name="Ghi giá trị vừa gõ").click()
    expect(theirs.locator("#f-title")).to_have_value("Tên đang gõ")
    assert said == []


def test_a_closed_tab_loses_nothing_and_a_phone_can_review(signed_page: Any, live_server: Any, focal: Any) -> None:
    from playwright.sync_api import expect

    from ngayso.intake.actions import read_draft, take_file

    draft = read_draft(take_file(EXAMPLE, name="plan.docx", actor=focal).pk)
    key = draft.entries.filter(kind="activity").order_by("order").first().key.replace("#", "%23")
    page, said = signed_page(focal, width=360)
    page.goto(f"{live_server.url}/tiep-nhan/{draft.pk}/?muc={key}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#f-title").fill("Chữ gõ dở")
    again = page.context.new_page()
    page.close()
    page = again
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/tiep-nhan/{draft.pk}/?muc={key}")
    expect(page.locator("#o-title q")).to_have_text("Chữ gõ dở")
    page.get_by_role("button", name="Dùng lại").click()
    expect(page.locator("#o-title .sure")).to_contain_text(str(focal))
    page.get_by_role("link", name="Xuống văn bản").click()
    expect(page.locator("#cot-van-ban")).to_be_in_viewport()
    page.locator("#van-ban a.span").first.click()
    expect(page.locator("#muc")).to_be_in_viewport()
    assert said == []


def test_what_is_typed_without_a_network_is_said_and_sent_later(signed_page: Any, live_server: Any, focal: Any) -> None:
    from playwright.sync_api import expect

    from ngayso.intake.actions import read_draft, take_file

    draft = read_draft(take_file(EXAMPLE, name="plan.docx", actor=focal).pk)
    key = draft.entries.filter(kind="activity").order_by("order").first().key.replace("#", "%23")
    page, said = signed_page(focal)
    page.goto(f"{live_server.url}/tiep-nhan/{draft.pk}/?muc={key}")
    page.context.set_offline(True)
    page.locator("#f-title").fill("Gõ khi mất mạng")
    page.keyboard.press("Tab")
    expect(page.locator("#o-title [role=alert]")).to_contain_text("mất kết nối")
    page.context.set_offline(False)
    expect(page.locator("#o-title .sure")).to_contain_text(str(focal))
    page.reload()
    expect(page.locator("#f-title")).to_have_value("Gõ khi mất mạng")
    assert said == []
