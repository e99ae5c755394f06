"""Takes the pictures of the papers from a place that runs with the example: `pictures.py ADDRESS FOLDER`.

Run on the machine of that place, with its environment (NGAYSO_VAR); it needs the demo accounts, Chromium, and for the
first page of the report LibreOffice and pdftoppm. Hands in the example's plan.pdf, so that there is a reading to review.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "examples" / "tien-giang-2024" / "plan.pdf"
DAY = "?ngay=2024-10-03"
"""A day on which the campaign of the example runs."""
WIDE, PHONE = (1280, 900), (360, 740)


class Camera:
    """One browser; a page of its own for each role ("" is a stranger)."""

    def __init__(self, browser: Any, address: str, folder: Path, sessions: dict[str, str]) -> None:
        self.browser, self.address, self.folder, self.sessions = browser, address.rstrip("/"), folder, sessions

    def open(self, role: str, path: str, size: tuple[int, int] = WIDE) -> Any:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, device_scale_factor=1, locale="vi-VN"
        )
        if role:
            context.add_cookies([{"name": "ngayso", "value": self.sessions[role], "url": self.address}])
        page = context.new_page()
        page.goto(self.address + path)
        page.evaluate("document.fonts.ready")
        return page

    def take(self, name: str, page: Any, *, until: str = "") -> None:
        """The view, or the page from its top to the end of what `until` selects."""
        path = self.folder / f"{name}.png"
        if until:
            box = page.locator(until).last.bounding_box()
            high = round(box["y"] + box["height"] + page.evaluate("scrollY")) + 4
            page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": width_of(page), "height": high})
        else:
            page.screenshot(path=path)
        lighten(path)
        page.context.close()


def main(address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sessions = sign_in()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        program = next(p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name)))
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        take_pages(Camera(browser, address, folder, sessions))
        browser.close()
    take_report(folder)
    for path in sorted(folder.glob("*.png")):
        print(f"{path.stat().st_size:>7} {path.name}")


def sign_in() -> dict[str, str]:
    """A session of each demo account, by role. The links that were printed stay good."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngayso.settings")
    from ngayso import place

    place.enter()
    from django.test import Client

    from ngayso.people.models import User

    sessions = {}
    for user in User.objects.filter(demo=True):
        client = Client()
        client.force_login(user)
        sessions[user.login.removeprefix("demo-")] = client.cookies["ngayso"].value
    return sessions


def take_pages(camera: Camera) -> None:
    plans = camera.open("focal", "/chuong-trinh/")
    plan = plans.locator("a.title").last.get_attribute("href")
    plans.goto(camera.address + plan + DAY)
    activity = plans.locator("#hoat-dong a.title").nth(1).get_attribute("href")
    plans.goto(f"{camera.address}{plan}van-ban/")
    source = plans.locator("a.span[href*='/hoat-dong/']").nth(3).get_attribute("id").removeprefix("nguon-")
    plans.goto(camera.address + "/tiep-nhan/")
    plans.set_input_files("input[type=file]", PLAN)
    plans.locator("form.upload button").click()
    plans.wait_for_selector("#soat-ban", timeout=60_000)
    draft = plans.url.removeprefix(camera.address).partition("?")[0]
    plans.goto(f"{camera.address}{draft}?loai=activity")
    entry = plans.locator("ol.steps a").nth(1).get_attribute("href")
    plans.context.close()

    for size, end in ((WIDE, ""), (PHONE, "-phone")):
        camera.take(f"programme{end}", camera.open("focal", plan + DAY, size), until="" if end else "figure.picture")
        camera.take(f"review{end}", camera.open("focal", draft, size))
        unit = camera.open("clerk", plan + DAY, size)
        unit.locator(".next__do a").first.click()
        unit.wait_for_load_state()
        camera.take(f"unit{end}", unit)
    camera.take("activity", camera.open("focal", activity))
    camera.take("home", camera.open("", "/"))
    timeline = camera.open("focal", plan + DAY, PHONE)
    timeline.evaluate("scrollTo(0, document.querySelector('#s1').getBoundingClientRect().top - 12)")
    camera.take("timeline-phone", timeline)
    fields = camera.open("focal", draft + entry)
    fields.locator("#muc .cell__foot a[data-show]").first.click()
    fields.wait_for_timeout(1500)  # the document moves to the words
    fields.evaluate("scrollTo(0, document.querySelector('#soat-ban').offsetTop - 16)")
    fields.wait_for_timeout(300)
    camera.take("review-fields", fields)
    camera.take("units", camera.open("focal", f"{plan}don-vi/{DAY}"), until="tbody:nth-of-type(1)")
    camera.take("confirm", camera.open("focal", f"{draft}xac-nhan/"), until="form.confirm")
    camera.take("note", camera.open("focal", f"{draft}phieu/"))
    camera.take("text", camera.open("auditor", f"{plan}van-ban/?nguon={source}#nguon-{source}"))
    camera.take("leader", camera.open("leader", plan + DAY))
    camera.take("reading-along", camera.open("leader", draft))
    camera.take("audit", camera.open("auditor", "/nhat-ky/"))
    camera.take("persons", camera.open("admin", "/nguoi-dung/"), until="table.set")
    camera.take("invite", camera.open("admin", "/nguoi-dung/moi/"), until="form.stack")


def take_report(folder: Path) -> None:
    """The first page of the report, as LibreOffice sets it."""
    from django.test import Client

    from ngayso.people.models import User
    from ngayso.plans.models import Plan

    plan = Plan.objects.order_by("confirmed_at").first()
    assert plan is not None
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(login="demo-focal"))
    with tempfile.TemporaryDirectory() as there:
        document = Path(there, "report.docx")
        answer = client.post(f"/bao-cao/{plan.pk}/bao-cao.docx{DAY}")
        document.write_bytes(b"".join(answer))
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", there, document], check=True)
        pdf, page = document.with_suffix(".pdf"), folder / "report"
        subprocess.run(["pdftoppm", "-png", "-r", "90", "-singlefile", "-f", "1", pdf, page], check=True)
    lighten(folder / "report.png")


def width_of(page: Any) -> int:
    return int(page.viewport_size["width"])


def lighten(path: Path) -> None:
    """Few colours serve these pages: a palette keeps letters clean and a picture under 150 kB."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(255, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
