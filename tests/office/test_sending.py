"""Each message is sent once: claimed first, tried again when it surely did not go out, left to a person when in doubt."""

import datetime as dt
import email
import email.policy
import json
import logging
import stat
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from ngayso.core import clock
from ngayso.office import http, sending, zalo
from ngayso.office.models import Delivery
from ngayso.office.sending import ask_for_sending, find_lost, send_due

pytestmark = pytest.mark.django_db


def due_now(row: Delivery) -> None:
    Delivery.objects.filter(pk=row.pk).update(not_before=clock.now() - dt.timedelta(seconds=1))


# E-mail


def test_an_email_arrives_whole(mail: Any, message: Any, settings: Any) -> None:
    row = message(subject="Nhắc 02 việc đến hạn, ngày 13/10/2025")
    assert send_due() == 1
    assert send_due() == 0
    ((sender, to, content),) = mail.taken
    assert "ngayso@example.vn" in sender
    assert to == "van-thu@caibe.example"
    read = email.message_from_bytes(content, policy=email.policy.default)
    assert read["Subject"] == "Nhắc 02 việc đến hạn, ngày 13/10/2025"
    assert read["Message-ID"] == f"<{row.pk}@localhost>"
    assert read["Date"]
    assert read["Auto-Submitted"] == "auto-generated"
    text = read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert ". dấu chấm đầu dòng" in text
    assert f"{settings.PUBLIC_URL}/ban-viec/" in text
    assert "<p>Việc thứ nhất.</p>" in read.get_body(("html",)).get_content()  # type: ignore[union-attr]
    row.refresh_from_db()
    assert (row.state, row.tries, row.said) == ("sent", 1, f"<{row.pk}@localhost>")
    assert row.ended_at is not None


@pytest.mark.parametrize("manner", ["defer", "hang up before"])
def test_what_surely_did_not_go_out_is_tried_five_times(mail: Any, message: Any, manner: str) -> None:
    mail.manner = manner
    row = message()
    pauses = []
    for _try in range(4):
        send_due()
        row.refresh_from_db()
        assert row.state == "waiting"
        pauses.append((row.not_before - clock.now()).total_seconds())
        assert send_due() == 0, "it waits for its time"
        due_now(row)
    assert pauses == sorted(pauses)
    assert pauses[0] > 30
    send_due()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("failed", 5)
    assert row.said
    assert mail.taken == []


@pytest.mark.parametrize("manner", ["refuse", "refuse content"])
def test_what_never_will_fails_at_once(mail: Any, message: Any, manner: str) -> None:
    mail.manner = manner
    row = message()
    send_due()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("failed", 1)
    assert "55" in row.said


def test_a_line_that_breaks_after_the_content_leaves_doubt(mail: Any, message: Any) -> None:
    mail.manner = "hang up after"
    row = message()
    send_due()
    row.refresh_from_db()
    assert row.state == "uncertain"
    assert "chưa trả lời" in row.said
    mail.manner = ""
    assert send_due() == 0
    assert len(mail.taken) == 1


def test_a_dead_channel_rests_as_a_whole(mail: Any, message: Any, settings: Any) -> None:
    rows = [message() for _n in range(3)]
    settings.EMAIL_CONFIG = mail.config | {"EMAIL_PORT": 1}
    assert send_due() == 0
    tries = sorted(Delivery.objects.values_list("tries", flat=True))
    assert tries == [0, 0, 1], "one was tried, the others wait without losing a try"
    assert not Delivery.objects.filter(not_before__lte=clock.now()).exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    settings.EMAIL_CONFIG = mail.config
    for row in rows:
        due_now(row)
    assert send_due() == 3


def test_a_channel_that_was_closed_holds_what_waited(mail: Any, message: Any, settings: Any) -> None:
    row = message()
    settings.EMAIL_CONFIG = {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    send_due()
    row.refresh_from_db()
    assert row.state == "held"


def test_nothing_before_its_time(mail: Any, message: Any) -> None:
    message(not_before=clock.now() + dt.timedelta(hours=1))
    ask_for_sending()
    assert send_due() == 0
    assert not DBTaskResult.objects.exists()


def test_logs_hold_no_address_and_no_words(mail: Any, message: Any, caplog: pytest.LogCaptureFixture) -> None:
    message()
    with caplog.at_level(logging.INFO):
        send_due()
    told = " ".join(str(vars(record)) for record in caplog.records)
    assert "v***@caibe.example" in told
    assert "van-thu@" not in told
    assert "Việc thứ" not in told


def test_a_worker_that_died_leaves_doubt(mail: Any, message: Any) -> None:
    row = message()
    Delivery.objects.filter(pk=row.pk).update(state="sending", claimed_at=clock.now() - dt.timedelta(minutes=6))
    young = message()
    Delivery.objects.filter(pk=young.pk).update(state="sending", claimed_at=clock.now())
    assert find_lost() == 1
    assert send_due() == 0
    row.refresh_from_db()
    assert row.state == "uncertain"
    assert mail.taken == []


def test_a_slip_of_ours_leaves_doubt(mail: Any, message: Any, settings: Any) -> None:
    row = message()
    settings.DEFAULT_FROM_EMAIL = None
    send_due()
    row.refresh_from_db()
    assert row.state == "uncertain"


def test_one_job_at_a_time_is_asked_for(mail: Any, message: Any) -> None:
    message()
    ask_for_sending()
    ask_for_sending()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_the_timetable_asks_for(mail: Any, message: Any, settings: Any) -> None:
    settings.TIMETABLE = ["ngayso.office.tasks.TIMETABLE"]
    row = message()
    call_command("work", once=True)
    row.refresh_from_db()
    assert row.state == "sent"
    assert len(mail.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(mail: Any, message: Any) -> None:
    """SQLite in memory has one connection: there the workers run one after the other."""
    for _n in range(12):
        message()
    mail.slow = 0.01
    sent: list[int] = []
    gate = threading.Barrier(3)

    def work() -> None:
        try:
            gate.wait(timeout=30)
            sent.append(send_due())
        finally:
            connection.close()

    if connection.vendor == "sqlite":
        sent += [send_due(), send_due()]
    else:
        threads = [threading.Thread(target=work) for _n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert sum(sent) == 12
    assert len(mail.taken) == len({content for _s, _t, content in mail.taken}) == 12
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}


# Zalo


def zalo_message(message: Any, phone: str = "0912 345 678", **given: Any) -> Delivery:
    return message(channel="zalo", address=phone, **given)  # type: ignore[no-any-return]


def sent_to(server: Any, path: str) -> list[tuple[dict[str, str], str]]:
    return [(headers, body) for _method, where, headers, body in server.asked if where == path]


def test_zalo_gets_a_template_with_its_values(zalo: Any, message: Any) -> None:
    row = zalo_message(message, data={"han": "16/10/2025"})
    assert send_due() == 1
    ((headers, body),) = sent_to(zalo, "/message/template")
    assert headers["access_token"] == "a1"
    said = json.loads(body)
    assert (said["phone"], said["template_id"], said["tracking_id"]) == ("84912345678", "t-9", str(row.pk))
    assert said["template_data"] | {"ngay": ""} == {
        "ten": "UBND huyện Cái Bè",
        "don_vi": "Ủy ban nhân dân huyện Cái Bè",
        "noi_dung": "Nhắc 02 việc đến hạn",
        "ngay": "",
        "duong_dan": "ban-viec/",
        "han": "16/10/2025",
    }
    row.refresh_from_db()
    assert (row.state, row.said) == ("sent", "m-77")


def test_zalo_tokens_are_kept_privately_and_changed_when_they_end(zalo: Any, message: Any, settings: Any) -> None:
    zalo_message(message)
    zalo_message(message)
    send_due()
    place = settings.VAR / "zalo-token.json"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert json.loads(place.read_text())["refresh_token"] == "r1"
    assert len(sent_to(zalo, "/token")) == 1
    kept = json.loads(place.read_text())
    place.write_text(json.dumps(kept | {"until": 0}))
    zalo_message(message)
    send_due()
    assert json.loads(place.read_text())["refresh_token"] == "r2"
    assert [headers["access_token"] for headers, _body in sent_to(zalo, "/message/template")] == ["a1", "a1", "a2"]


def test_a_token_that_zalo_called_back_is_changed_once(zalo: Any, message: Any, settings: Any) -> None:
    zalo_message(message)
    send_due()
    zalo.count += 1  # somebody asked for a token elsewhere: a1 is no longer good, r1 still is
    zalo_message(message)
    assert send_due() == 1
    assert json.loads((settings.VAR / "zalo-token.json").read_text())["access_token"] == "a3"


def test_a_new_refresh_token_in_the_settings_replaces_what_is_kept(zalo: Any, message: Any, settings: Any) -> None:
    zalo_message(message)
    send_due()
    settings.ZALO_REFRESH_TOKEN = zalo.refresh = "moi"
    zalo_message(message)
    assert send_due() == 1
    assert len(sent_to(zalo, "/token")) == 2


def test_a_refresh_token_that_is_used_up_stops_the_channel(zalo: Any, message: Any) -> None:
    zalo.refresh = "khac"
    row, other = zalo_message(message), zalo_message(message)
    send_due()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.tries, other.tries) == ("waiting", 1, 0)
    assert "ZALO_REFRESH_TOKEN" in row.said
    assert sent_to(zalo, "/message/template") == []


@pytest.mark.parametrize(
    ("code", "state", "says"),
    [(-118, "failed", "không có tài khoản Zalo"), (-115, "waiting", "hết số dư"), (-999, "waiting", "-999")],
)
def test_what_zalo_turns_away(zalo: Any, message: Any, code: int, state: str, says: str) -> None:
    zalo.errors["84912345678"] = code
    row = zalo_message(message)
    send_due()
    row.refresh_from_db()
    assert row.state == state
    assert says in row.said


def test_two_workers_change_a_token_once(zalo: Any) -> None:
    gate, tokens = threading.Barrier(4), []

    def work() -> None:
        gate.wait()
        tokens.append(zalo_token())

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tokens == ["a1"] * 4
    assert len(sent_to(zalo, "/token")) == 1


def zalo_token() -> str:
    return zalo.access_token()


# SMS


def sms(message: Any, **given: Any) -> Delivery:
    return message(channel="sms", address="0912 345 678", **given)  # type: ignore[no-any-return]


def test_sms_by_json(gateway: Any, message: Any, settings: Any) -> None:
    settings.SMS_HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer khoa"}
    settings.SMS_SUCCESS = r'"code": 100, "id": "(.*?)"'
    row = sms(message, subject="Nhắc “Đề án” 02 việc\\đến hạn")
    assert send_due() == 1
    ((method, path, headers, body),) = gateway.asked
    assert (method, path, headers["authorization"]) == ("POST", "/gui", "Bearer khoa")
    assert json.loads(body) == {
        "phone": "84912345678",
        "text": f'Nhac "De an" 02 viec\\den han {settings.PUBLIC_URL}/ban-viec/',
        "id": str(row.pk),
    }
    row.refresh_from_db()
    assert (row.state, row.said) == ("sent", "s-5")


def test_sms_by_address(gateway: Any, message: Any, settings: Any) -> None:
    settings.SMS_METHOD, settings.SMS_HEADERS, settings.SMS_BODY = "GET", {}, ""
    settings.SMS_URL, settings.SMS_PLAIN = f"{gateway.url}/gui?to={{phone}}&text={{text}}", False
    sms(message, subject="Nhắc & hẹn", link="")
    assert send_due() == 1
    assert gateway.asked[0][:2] == ("GET", "/gui?to=84912345678&text=Nh%E1%BA%AFc%20%26%20h%E1%BA%B9n")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((500, "lỗi"), "uncertain"),
        ((504, ""), "uncertain"),
        (None, "uncertain"),
        ((503, "bận"), "waiting"),
        ((429, "chậm lại"), "waiting"),
        ((401, "không được"), "waiting"),
        ((302, ""), "waiting"),
        ((400, "số sai"), "failed"),
        ((200, '{"code": 101}'), "waiting"),
        ((200, ""), "uncertain"),
    ],
)
def test_what_a_gateway_answers(gateway: Any, message: Any, settings: Any, answer: Any, state: str) -> None:
    settings.SMS_SUCCESS = r'"code": 100\b'
    gateway.answers = [answer]
    row = sms(message)
    send_due()
    row.refresh_from_db()
    assert row.state == state
    assert row.said
    assert [path for _method, path, _headers, _body in gateway.asked] == ["/gui"], "no redirect is followed"


def test_an_answer_that_does_not_come_leaves_doubt(gateway: Any, message: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SECONDS", 0.2)
    release = threading.Event()
    gateway.answer = lambda *asked: (release.wait(5), (200, ""))[1]
    row = sms(message)
    send_due()
    release.set()
    row.refresh_from_db()
    assert row.state == "uncertain"


def test_pauses_grow() -> None:
    assert list(sending.PAUSES) == sorted(sending.PAUSES)
    assert len(sending.PAUSES) == sending.MOST_TRIES - 1
