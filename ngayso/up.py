"""`ngayso up`, behind `make run`: brings a place up to date and serves it. Does again only what is not done yet."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from ngayso import built, example, place, serve
from ngayso.core import origin
from ngayso.people.founding import has_admin


def up() -> int:
    """Migrates, builds, loads the example, takes the plan of PLAN when given, serves. The exit code.

    Raises core.errors.Refusal when the plan is turned away: nothing is served then and nothing of it is kept.
    """
    if not serve.is_port_free(settings.BIND, settings.PORT):
        serve.tell(serve.taken(settings.PORT))
        return 1
    started = time.monotonic()
    origin.mark_made_by_run()
    migrate()
    built.build(step)
    example.load(step)
    plan = os.environ.get("PLAN", "").strip()
    taken = example.take_plan(Path(plan).expanduser(), step) if plan else None
    if time.monotonic() - started > 1:
        print(f"Chuẩn bị xong sau {time.monotonic() - started:.0f} giây.", flush=True)

    def tell_more() -> None:
        links = example.sign_in_links()
        for role, link in links:
            print(f"  {role}: {link}")
        if not links and not has_admin():
            print('Chưa có tài khoản quản trị. Tạo bằng lệnh: .venv/bin/ngayso admin THƯ_ĐIỆN_TỬ "HỌ TÊN"')
        if taken is not None:
            said, way = taken
            # Where there are demo accounts, through the door of the first: the officer who reviews.
            address = f"{links[0][1]}?{urlencode({'next': way})}" if links else f"{settings.PUBLIC_URL}{way}"
            print(f"{said}: {address}", flush=True)

    if sys.stderr.isatty():
        # A person is watching: a line for each request would push the links off the screen.
        os.environ.setdefault("LOG_LEVEL", "WARNING")
    return serve.serve(tell_more)


def migrate() -> None:
    """Brings the tables up to date; costs nothing when they are."""
    from django.core.management import call_command

    pending = place.pending_migrations()
    if pending:
        step(
            f"Tạo hoặc nâng cấp các bảng dữ liệu ({pending} bước)",
            lambda: call_command("migrate", interactive=False, verbosity=0),
        )


def step(what: str, do: Callable[[], object]) -> None:
    """Tells what is being done and how long it took."""
    print(f"  → {what} …", flush=True)
    started = time.monotonic()
    do()
    print(f"      xong, {time.monotonic() - started:.0f} giây", flush=True)
