"""Messages to send, and servers to send them to."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.crypto import get_random_string
from office.servers import MailServer, WebServer, ZaloServer, running

from ngayso.office.actions import deliver
from ngayso.office.models import Delivery
from ngayso.people.models import Unit


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    with running(MailServer()) as server:
        settings.EMAIL_CONFIG = server.config
        settings.DEFAULT_FROM_EMAIL = "ngayso@example.vn"
        yield server


@pytest.fixture
def zalo(settings: Any, tmp_path: Any) -> Iterator[ZaloServer]:
    with running(ZaloServer()) as server:
        settings.VAR = tmp_path
        settings.ZALO_APP_ID, settings.ZALO_SECRET_KEY = "app-1", "bi-mat"
        settings.ZALO_REFRESH_TOKEN, settings.ZALO_TEMPLATE_ID = "r0", "t-9"
        settings.ZALO_URL, settings.ZALO_TOKEN_URL = f"{server.url}/message/template", f"{server.url}/token"
        yield server


@pytest.fixture
def gateway(settings: Any) -> Iterator[WebServer]:
    with running(WebServer()) as server:
        settings.SMS_URL = f"{server.url}/gui"
        server.answers = [(200, '{"code": 100, "id": "s-5"}')]
        yield server


@pytest.fixture
def message(province: Any) -> Callable[..., Delivery]:
    """Makes a message to UBND huyện Cái Bè, by default an e-mail."""

    def make(**given: Any) -> Delivery:
        told: dict[str, Any] = {
            "key": get_random_string(12),
            "unit": Unit.objects.get(code="caibe"),
            "purpose": "reminder",
            "subject": "Nhắc 02 việc đến hạn",
            "body": "Việc thứ nhất.\n\n. dấu chấm đầu dòng\n\nViệc thứ hai.",
            "link": "/ban-viec/",
            "channel": "email",
            "address": "van-thu@caibe.example",
        }
        return deliver(**(told | given))

    return make
