"""Takes the pictures of the papers: `pictures.py FOLDER [PORT]`.

With NGAYSO_VAR a place that `make run` has filled with the example and that nothing else uses: the programme is acted out
in it (tools/living.py) and served from this process, whose clock stands in October 2024. Needs Chromium, and for the
first page of the report LibreOffice and pdftoppm. Hands in the example's plan.pdf, so that there is a reading to review.
"""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import living
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "examples" / "tien-giang-2024" / "plan.pdf"
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


def main(folder: Path, port: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngayso.settings")
    os.environ["PORT"] = port
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in the thread that asks the tables
    from ngayso import place

    place.enter()
    example = living.Example()
    example.receive()
    example.work()
    sessions = sign_in()
    serve(int(port))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        program = next(p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name)))
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        camera = Camera(browser, f"http://localhost:{port}", folder, sessions)
        living.move(2024, 10, 3)
        take_pages(camera, example)
        example.follow_up()
        living.move(2024, 10, 9)
        take_follow_up(camera, example)
        example.report()
        living.move(2024, 10, 14, 18)
        take_reporting(camera, example)
        example.review()
        take_review(camera, example)
        example.issue()
        work()
        take_issued(camera, example)
        browser.close()
    take_report(folder, example.version)
    for path in sorted(folder.glob("*.png")):
        print(f"{path.stat().st_size:>7} {path.name}")


def serve(port: int) -> None:
    """The house, from a thread of this process, so that its clock is ours."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from ngayso.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadedWSGIServer(("localhost", port), Quiet)
    server.set_app(application)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def work() -> None:
    """What the worker would do."""
    from django_tasks_db.models import DBTaskResult

    for row in DBTaskResult.objects.ready().order_by("enqueued_at"):
        row.task.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        DBTaskResult.objects.filter(pk=row.pk).update(status="SUCCEEDED")


def sign_in() -> dict[str, str]:
    """A session of each demo account, by role. The links that were printed stay good."""
    from django.test import Client

    from ngayso.people.models import User

    sessions = {}
    for user in User.objects.filter(demo=True):
        client = Client()
        client.force_login(user)
        sessions[user.login.removeprefix("demo-")] = client.cookies["ngayso"].value
    return sessions


def take_pages(camera: Camera, example: living.Example) -> None:
    plan = example.plan.get_absolute_url()
    plans = camera.open("focal", plan)
    activity = plans.locator("#hoat-dong a.title").nth(1).get_attribute("href")
    plans.goto(f"{camera.address}{plan}van-ban/")
    source = plans.locator("a.span[href*='/hoat-dong/']").nth(3).get_attribute("id").removeprefix("nguon-")
    plans.goto(camera.address + "/tiep-nhan/")
    plans.set_input_files("input[type=file]", PLAN)
    plans.locator("form.upload button").click()
    work()
    plans.wait_for_selector("#soat-ban", timeout=60_000)
    draft = plans.url.removeprefix(camera.address).partition("?")[0]
    plans.goto(f"{camera.address}{draft}?loai=activity")
    entry = plans.locator("ol.steps a").nth(1).get_attribute("href")
    plans.context.close()

    for size, end in ((WIDE, ""), (PHONE, "-phone")):
        camera.take(f"programme{end}", camera.open("focal", plan, size), until="" if end else "figure.picture")
        camera.take(f"review{end}", camera.open("focal", draft, size))
    camera.take("activity", camera.open("focal", activity))
    camera.take("home", camera.open("", "/"))
    timeline = camera.open("focal", plan, PHONE)
    timeline.evaluate("scrollTo(0, document.querySelector('#s1').getBoundingClientRect().top - 12)")
    camera.take("timeline-phone", timeline)
    fields = camera.open("focal", draft + entry)
    fields.locator("#muc .cell__foot a[data-show]").first.click()
    fields.wait_for_timeout(1500)  # the document moves to the words
    fields.evaluate("scrollTo(0, document.querySelector('#soat-ban').offsetTop - 16)")
    fields.wait_for_timeout(300)
    camera.take("review-fields", fields)
    camera.take("units", camera.open("focal", f"{plan}don-vi/"), until="tbody:nth-of-type(1)")
    camera.take("confirm", camera.open("focal", f"{draft}xac-nhan/"), until="form.confirm")
    camera.take("note", camera.open("focal", f"{draft}phieu/"))
    camera.take("text", camera.open("auditor", f"{plan}van-ban/?nguon={source}#nguon-{source}"))
    camera.take("reading-along", camera.open("leader", draft))
    camera.take("audit", camera.open("auditor", "/nhat-ky/"))
    camera.take("persons", camera.open("admin", "/nguoi-dung/"))
    camera.take("invite", camera.open("admin", "/nguoi-dung/moi/"), until="form.stack")


def take_follow_up(camera: Camera, example: living.Example) -> None:
    from ngayso.follow.models import Letter

    unit, plan = example.units[living.OWN], example.plan
    activity = plan.activities.get(ref="III.2.c")
    entry = at("desks:work", plan.pk, unit.pk, "hoat-dong", activity.pk)
    camera.take("desk", camera.open("clerk", at("desks:desk", unit.pk)))
    camera.take("desk-phone", camera.open("clerk", at("desks:desk", unit.pk), PHONE))
    camera.take("progress-phone", camera.open("clerk", entry, PHONE))
    camera.take("board", camera.open("focal", at("follow:board", plan.pk)))
    camera.take("minute", camera.open("leader", at("follow:minute", plan.pk)))
    camera.take("letter", camera.open("focal", at("follow:letter", plan.pk, Letter.objects.get().pk)))


def take_reporting(camera: Camera, example: living.Example) -> None:
    form = at("reports:unit_report", example.plan.pk, example.round.pk, example.units[living.OWN].pk)
    camera.take("round", camera.open("focal", example.round.get_absolute_url()))
    own = camera.open("clerk", form)
    block = f"#hd-{example.plan.activities.get(ref='III.2.c').pk}"
    own.locator(block).evaluate("part => part.setAttribute('open', '')")
    own.evaluate(f"scrollTo(0, document.querySelector('{block}').offsetTop - 16)")
    camera.take("unit-report", own)
    camera.take("unit-report-phone", camera.open("clerk", form, PHONE))


def take_review(camera: Camera, example: living.Example) -> None:
    given = (example.plan.pk, example.round.pk, example.units["tg-h-cho-gao"].pk)
    camera.take("review-report", camera.open("focal", at("reports:review", *given)))


def take_issued(camera: Camera, example: living.Example) -> None:
    from ngayso.plans.models import Figure

    figures = Figure.objects.in_force().filter(plan=example.plan, unit=example.units[living.OWN], origin="typed")
    figure = figures.get(activity__ref="III.2.c", indicator__code="ho-da-den")
    words = camera.open("focal", at("reports:consolidation", example.plan.pk, example.round.pk, "province"))
    camera.take("consolidation", words)
    camera.take("trace", camera.open("auditor", at("reports:figure", example.plan.pk, figure.pk)))


def take_report(folder: Path, version: Any) -> None:
    """The first page of the report that was issued, as LibreOffice set it."""
    from ngayso.core import files

    version.refresh_from_db()
    page = folder / "report"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "90", "-singlefile", "-f", "1", files.path(version.pdf), page], check=True
    )
    lighten(folder / "report.png")


def at(name: str, *words: Any) -> str:
    from django.urls import reverse

    return reverse(name, args=words)


def width_of(page: Any) -> int:
    return int(page.viewport_size["width"])


def lighten(path: Path) -> None:
    """Few colours serve these pages: a palette keeps letters clean and a picture under 150 kB."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(255, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "8000")
