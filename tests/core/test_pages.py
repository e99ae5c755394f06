"""What surrounds every page: health, request id, policy, refusals, theme."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ngayso.core.logs import Json

pytestmark = pytest.mark.django_db


def test_healthz_says_well() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_every_answer_carries_a_request_id_and_a_strict_policy() -> None:
    answer = Client().get("/dang-nhap/")
    assert len(answer["X-Request-ID"]) == 36
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert Client().get("/healthz", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == "abc-12345"
    assert Client().get("/healthz", headers={"X-Request-ID": "a b\n"})["X-Request-ID"] != "a b\n"


def test_a_page_that_is_not_there_is_said_in_vietnamese() -> None:
    answer = Client().get("/khong-co/")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


@pytest.mark.parametrize("address", ["/dang-nhap/?next=%00", "/loi-moi/a%00b/"])
def test_a_nul_sign_in_an_address_is_a_bad_request(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert "Yêu cầu chưa đúng" in answer.content.decode()


def test_a_nul_sign_in_a_form_is_a_bad_request() -> None:
    assert Client().post("/dang-nhap/", {"login": "a\0b", "password": "x"}).status_code == 400


def test_the_theme_is_remembered_and_goes_back_only_to_our_own_pages() -> None:
    client = Client()
    answer = client.post(reverse("set_theme"), {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert 'data-theme="dark"' in client.get("/dang-nhap/").content.decode()
    client.post(reverse("set_theme"), {"theme": "", "next": "/dang-nhap/"})
    assert "data-theme" not in client.get("/dang-nhap/").content.decode()


def test_a_form_without_its_token_is_turned_away_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "tải lại trang" in answer.content.decode()


def test_logs_are_json_and_hold_places_instead_of_words() -> None:
    def broken() -> None:
        raise ValueError("lời của văn bản")

    try:
        broken()
    except ValueError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "reader.failed", None, sys.exc_info())
    line = json.loads(Json().format(record))
    assert line["say"] == "reader.failed"
    assert line["error"] == "ValueError"
    assert "lời của văn bản" not in json.dumps(line, ensure_ascii=False)
    assert any("broken" in place for place in line["trace"])


def test_pages_of_a_person_are_not_kept_by_a_shared_computer(focal: Any) -> None:
    client = Client()
    client.force_login(focal)
    assert "no-store" in client.get(reverse("people:account"))["Cache-Control"]
