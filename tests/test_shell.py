"""Where a person's day begins, and the doors that lead to the newest programme."""

from typing import Any

import pytest
from django.test import Client
from plans import build

pytestmark = pytest.mark.django_db


def begins(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return str(client.get("/bat-dau/")["Location"])


def test_each_role_begins_where_its_work_is(
    focal: Any, clerk: Any, leader: Any, auditor: Any, stranger: Any, client: Client
) -> None:
    assert begins(leader) == "/chuong-trinh/"  # nothing runs yet
    plan = build.plan()
    assert begins(leader) == f"/theo-doi/{plan.pk}/mot-phut/"
    assert begins(clerk) == "/ban-viec/"
    assert begins(focal) == begins(auditor) == "/chuong-trinh/"
    assert begins(stranger) == "/"
    assert client.get("/bat-dau/")["Location"].startswith("/dang-nhap/")


def test_the_doors_of_follow_up_and_reports_lead_to_the_newest_programme(focal: Any, client: Client) -> None:
    client.force_login(focal)
    assert client.get("/theo-doi/")["Location"] == client.get("/bao-cao/")["Location"] == "/chuong-trinh/"
    plan = build.plan()
    assert client.get("/theo-doi/")["Location"] == f"/theo-doi/{plan.pk}/"
    assert client.get("/bao-cao/")["Location"] == f"/bao-cao/{plan.pk}/"
