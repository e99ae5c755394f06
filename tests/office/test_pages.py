"""The outbox: what needs a person comes first, each with its one clear action."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from ngayso.office import letters
from ngayso.office.models import Delivery
from ngayso.people.models import Unit

pytestmark = pytest.mark.django_db
OUTBOX = "/van-thu/hop-thu-di/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def state(row: Delivery, to: str, **fields: Any) -> Delivery:
    Delivery.objects.filter(pk=row.pk).update(state=to, **fields)
    row.refresh_from_db()
    return row


def test_what_needs_a_person_comes_first(focal: Any, mail: Any, message: Any) -> None:
    state(message(subject="Tin đã đi"), "sent")
    state(message(subject="Tin hỏng"), "failed", said="Máy chủ thư không nhận địa chỉ này (mã 550).")
    state(message(subject="Tin ngờ"), "uncertain")
    page = signed_in(focal).get(OUTBOX).content.decode()
    assert page.index("Tin ngờ") < page.index("Tin hỏng") < page.index("Tin đã đi")
    assert "Xác nhận 1 tin chưa rõ đã đến chưa" in page
    assert "mã 550" in page
    assert "Gửi lại" in page


def test_an_auditor_reads_and_has_no_button(auditor: Any, mail: Any, message: Any) -> None:
    row = state(message(subject="Tin hỏng"), "failed")
    client = signed_in(auditor)
    for address in (OUTBOX, f"{OUTBOX}{row.pk}/"):
        page = client.get(address).content.decode()
        assert "Tin hỏng" in page
        assert "gui-lai" not in page
    assert client.post(f"{OUTBOX}{row.pk}/gui-lai/").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "leader", "stranger"])
def test_others_find_nothing(who: str, request: pytest.FixtureRequest, message: Any) -> None:
    client, row = signed_in(request.getfixturevalue(who)), message()
    for address in (OUTBOX, f"{OUTBOX}{row.pk}/", f"{OUTBOX}{row.pk}/thu.docx", f"{OUTBOX}thu-in.docx"):
        assert client.get(address).status_code == 404, address


def test_filters_are_links(focal: Any, mail: Any, message: Any) -> None:
    message(subject="Nhắc thứ nhất")
    message(subject="Thư đôn đốc", channel="letter", purpose="urging")
    client = signed_in(focal)
    page = client.get(OUTBOX, {"kenh": "letter", "muc-dich": "urging"}).content.decode()
    assert "Thư đôn đốc" in page
    assert "Nhắc thứ nhất" not in page
    assert "Không có tin nào như vậy" in client.get(OUTBOX, {"tinh-trang": "failed"}).content.decode()
    assert client.get(OUTBOX, {"tinh-trang": "la-gi"}).status_code == 404


def test_each_state_has_its_action(focal: Any, mail: Any, message: Any) -> None:
    client, row = signed_in(focal), state(message(), "uncertain")
    address = f"{OUTBOX}{row.pk}/"
    assert client.post(f"{address}xac-nhan/").status_code == 400
    assert client.post(f"{address}xac-nhan/", {"da-den": "0"}).status_code == 302
    assert Delivery.objects.get().state == "waiting"
    state(row, "failed")
    response = client.post(f"{address}gui-lai/", {"ve": "tinh-trang=failed&la=1"})
    assert response["Location"] == f"{OUTBOX}?tinh-trang=failed"
    assert Delivery.objects.get().state == "waiting"
    assert client.post(f"{address}chuyen-tay/").status_code == 409
    assert client.post(f"{address}bo/").status_code == 302
    assert Delivery.objects.get().state == "dropped"


def test_a_held_message_can_be_copied_and_passed_on(focal: Any, message: Any, settings: Any) -> None:
    client, row = signed_in(focal), message()
    page = client.get(f"{OUTBOX}{row.pk}/").content.decode()
    assert "Việc thứ nhất." in page
    assert f"{settings.PUBLIC_URL}/ban-viec/" in page
    assert client.post(f"{OUTBOX}{row.pk}/chuyen-tay/", follow=True).status_code == 200
    assert Delivery.objects.get().state == "sent"


def test_letters_are_printed_a_page_each(focal: Any, message: Any, settings: Any) -> None:
    assert signed_in(focal).get(f"{OUTBOX}thu-in.docx").status_code == 404
    for code in ("caibe", "mytho"):
        unit = Unit.objects.get(code=code)
        message(channel="letter", unit=unit, link=f"/ban-viec/{unit.pk}/", body="Các việc sau:\n- I.2 Ra quân: hạn 10/10/2025.\n\nXin ghi kết quả.")  # fmt: skip
    response = signed_in(focal).get(f"{OUTBOX}thu-in.docx")
    document = Document(io.BytesIO(response.content))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Ủy ban nhân dân huyện Cái Bè" in text
    assert "- I.2 Ra quân: hạn 10/10/2025." in text
    assert f"{settings.PUBLIC_URL}/ban-viec/{Unit.objects.get(code='mytho').pk}/" in text
    assert len(document.inline_shapes) == 2
    assert len(document.sections) == 2
    assert document.element.xml.count("XÃ HỘI CHỦ NGHĨA") == 2


def test_printed_letters_are_passed_on_together(focal: Any, auditor: Any, message: Any) -> None:
    rows = [message(channel="letter") for _n in range(3)]
    given = {"den": str(rows[1].pk)}
    address = f"{OUTBOX}thu-in/chuyen-tay/"
    assert signed_in(auditor).post(address, given).status_code == 404
    assert f'value="{rows[2].pk}"' in signed_in(focal).get(OUTBOX).content.decode()
    assert signed_in(focal).post(address, given).status_code == 302
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["sent", "sent", "held"], "the third came after the printing"


def test_the_same_letter_is_the_same_bytes(message: Any) -> None:
    row = message(channel="letter")
    assert letters.printed([row]) == letters.printed([row])


def test_as_many_queries_for_one_message_as_for_three(focal: Any, mail: Any, message: Any) -> None:
    client = signed_in(focal)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(OUTBOX)
        return len(asked)

    message(channel="letter")
    count()
    one = count()
    message(unit=Unit.objects.get(code="mytho"))
    message()
    assert count() == one
