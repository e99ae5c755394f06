"""What every story stands on: a browser, a database that the server's threads share, pages that are signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
WAIT = 20_000
"""Milliseconds that a page may take to come to what is expected of it, on a machine that does other things too."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in memory locks whole tables between threads; a file waits its turn as it does in the product."""
    from django.db import connections

    own = connections["default"].settings_dict
    if own["ENGINE"].endswith("sqlite3"):
        own["TEST"]["NAME"] = str(tmp_path_factory.mktemp("story") / "stories.sqlite3")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("không thấy Chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT)
    # Playwright runs a loop of its own in this thread; Django would take every query for one of that loop.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def signed_page(browser: Any, live_server: Any) -> Iterator[Callable[..., tuple[Any, list[str]]]]:
    """Opens a page signed in as a user (None for a stranger); with it the list of what its console complains of:
    errors of scripts, breaches of the content security policy.
    """
    from django.conf import settings
    from django.test import Client

    contexts = []

    def open_page(user: Any, *, width: int = 1280, height: int = 900, **more: Any) -> tuple[Any, list[str]]:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        context.set_default_timeout(WAIT)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page, said = context.new_page(), []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "console", lambda m: said.append(m.text) if m.type == "error" and "Content Security" in m.text else None
        )
        return page, said

    yield open_page
    for context in contexts:
        context.close()
