"""Messages are rows first: one a key, to the best address there is, moved by whoever runs the plan alone."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngayso.core import audit
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.office import actions
from ngayso.office.models import Delivery
from ngayso.people.models import Membership, Unit, User

pytestmark = pytest.mark.django_db

TOLD: dict[str, Any] = {"purpose": "reminder", "subject": "Nhắc việc", "body": "Việc."}
_SAME: dict[str, Any] = {"purpose": "round", "subject": "Mở kỳ"}


def unit(code: str = "caibe") -> Unit:
    return Unit.objects.get(code=code)


def person(login: str, code: str = "caibe", *, role: str = "clerk", **fields: Any) -> User:
    user = User.objects.create_user(login, name=f"Cán bộ {login}", **fields)
    Membership.objects.create(user=user, unit=unit(code), role=role, since=dt.date(2024, 1, 1))
    return user


def test_the_same_key_is_the_same_message(province: Any) -> None:
    first = actions.deliver(key="k", unit=unit(), **TOLD)
    again = actions.deliver(key="k", unit=unit("mytho"), **(TOLD | {"subject": "Khác"}))
    assert again.pk == first.pk
    assert Delivery.objects.get().subject == "Nhắc việc"
    assert AuditRow.objects.filter(verb="office.delivery_made").count() == 1


def test_a_message_goes_with_the_write_that_is_rolled_back(province: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.deliver(key="k", unit=unit(), **TOLD)
        raise ZeroDivisionError
    assert not Delivery.objects.exists()


def test_without_a_channel_it_is_held(province: Any) -> None:
    made = actions.deliver(key="k", unit=unit(), channel="email", address="a@b.vn", **TOLD)
    assert (made.state, made.channel) == ("held", "email")


def test_to_each_who_can_be_reached(province: Any, mail: Any) -> None:
    one, two = person("mot", email="mot@b.vn"), person("hai@b.vn", role="leader")
    person("ba", email="ba@b.vn", role="auditor")
    person("bon", email="bon@b.vn", is_active=False)
    person("nam")
    made = actions.deliver_to_unit(unit(), key="k", link="/ban-viec/", **TOLD)
    assert {(row.user, row.address, row.state) for row in made} == {
        (one, "mot@b.vn", "waiting"),
        (two, "hai@b.vn", "waiting"),
    }
    assert [row.pk for row in actions.deliver_to_unit(unit(), key="k", **TOLD)] == [row.pk for row in made]


def test_else_to_the_unit_else_a_letter(province: Any, mail: Any) -> None:
    person("khong-dia-chi")
    (letter,) = actions.deliver_to_unit(unit(), key="k", **TOLD)
    assert (letter.channel, letter.state, letter.address) == ("letter", "held", "")
    Unit.objects.filter(code="mytho").update(email="ubnd@mytho.example")
    (own,) = actions.deliver_to_unit(unit("mytho"), key="k", **TOLD)
    assert (own.channel, own.state, own.address) == ("email", "waiting", "ubnd@mytho.example")


CODES = ("ubnd", "tttt", "yte", "ca", "mytho", "caibe")


class Undo(Exception):
    """Takes back what a part of a test wrote."""


def _made(send: Any) -> Any:
    """What stands in the rows and in the log after `send`, which is taken back afterwards."""
    found: list[Any] = []
    with pytest.raises(Undo), transaction.atomic():
        before = AuditRow.objects.count()
        rows = send()
        fields = ("key", "channel", "state", "user", "unit", "address", "purpose", "subject", "body", "data", "link")
        told = [[getattr(row, name) for name in (*fields, "about_model", "about_id")] for row in rows]
        stored = {row.pk: row.key for row in Delivery.objects.all()}
        assert all(stored[row.pk] == row.key for row in rows)
        log = AuditRow.objects.filter(number__gt=before).order_by("number")
        lines = [(row.verb, row.object_label, row.detail, stored[UUID(row.object_id)]) for row in log]
        assert audit.broken_at() is None
        found = [told, sorted(stored.values()), lines]
        raise Undo
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    codes=st.lists(st.sampled_from(CODES), max_size=8),
    people=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["", "mot@b.vn", "hai@b.vn"])), max_size=5),
    own=st.sets(st.sampled_from(CODES)),
    before=st.sets(st.sampled_from(CODES)),
)
def test_many_units_at_once_make_the_rows_of_one_by_one(
    province: Any, mail: Any, codes: list[str], people: list[tuple[str, str]], own: set[str], before: set[str]
) -> None:
    with pytest.raises(Undo), transaction.atomic():
        for number, (code, email) in enumerate(people):
            person(f"nguoi-{number}", code, email=email)
        Unit.objects.filter(code__in=own).update(email="van-thu@b.vn")
        about = unit("tttt")
        for code in before:
            actions.deliver_to_unit(unit(code), key=f"k:{code}", purpose="x", subject="Trước", body="")
        units = [unit(code) for code in codes]

        def one_by_one() -> list[Delivery]:
            return [
                row
                for one in units
                for row in actions.deliver_to_unit(
                    one, key=f"k:{one.code}", purpose="round", subject="Mở  kỳ", body=f"Gửi {one.name}",
                    link=f"/{one.code}/", data={"unit": one.name}, about=about,
                )
            ]  # fmt: skip

        def at_once() -> list[Delivery]:
            return actions.deliver_to_units(
                units, key_of=lambda u: f"k:{u.code}", purpose="round", subject="Mở  kỳ",
                body_of=lambda u: f"Gửi {u.name}", link_of=lambda u: f"/{u.code}/",
                data_of=lambda u: {"unit": u.name}, about=about,
            )  # fmt: skip

        assert _made(at_once) == _made(one_by_one)
        raise Undo


def test_many_units_at_once_ask_as_much_as_few(province: Any) -> None:
    units = [unit(code) for code in CODES]

    def count(some: list[Unit], key: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            actions.deliver_to_units(some, key_of=lambda u: f"{key}:{u.code}", body_of=str, **_SAME)
        return len(queries)

    assert count(units[:1], "a") == count(units, "b") <= 10
    assert count(units, "b") <= 4


def test_a_message_that_somebody_else_makes_meanwhile_stands(province: Any, monkeypatch: Any) -> None:
    theirs, row_of = [], actions._row

    def in_between(one: Any, *told: Any) -> Delivery:
        theirs.append(actions.deliver(key=one.key, unit=one.unit, **TOLD))
        return row_of(one, *told)

    monkeypatch.setattr(actions, "_row", in_between)
    (found,) = actions.deliver_to_units([unit()], key_of=str, body_of=str, **_SAME)
    assert (found.pk, found.subject) == (theirs[0].pk, "Nhắc việc")
    assert AuditRow.objects.filter(verb="office.delivery_made").count() == 1


def test_the_first_channel_that_is_configured(province: Any, gateway: Any) -> None:
    user = person("mot", email="mot@b.vn", phone="0912 345 678")
    made = actions.deliver(key="k", unit=unit(), user=user, **TOLD)
    assert (made.channel, made.state, made.address) == ("sms", "waiting", "84912345678")


@pytest.mark.parametrize(("channel", "address"), [("email", "van-thu"), ("sms", "0273 3872 123"), ("zalo", "")])
def test_an_address_that_does_not_do_is_told(province: Any, channel: str, address: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.deliver(key="k", unit=unit(), channel=channel, address=address, **TOLD)
    assert (refused.value.status, refused.value.field) == (400, "address")
    assert not Delivery.objects.exists()


def test_a_link_stays_in_the_house(province: Any) -> None:
    for link in ("https://a.vn/", "//a.vn/"):
        with pytest.raises(ValueError, match="path"):
            actions.deliver(key="k", unit=unit(), link=link, **TOLD)


def state(row: Delivery, to: str) -> Delivery:
    Delivery.objects.filter(pk=row.pk).update(state=to, tries=3)
    row.refresh_from_db()
    return row


def test_what_failed_is_sent_again(focal: Any, mail: Any, message: Any) -> None:
    row = state(message(), "failed")
    actions.try_again(row, actor=focal)
    assert (row.state, row.tries, row.claimed_at) == ("waiting", 0, None)
    actions.try_again(row, actor=focal)
    assert AuditRow.objects.filter(verb="office.delivery_tried_again").count() == 1


def test_what_cannot_be_sent_here_is_not_sent_again(focal: Any, message: Any) -> None:
    row = message()
    assert row.state == "held"
    with pytest.raises(Refusal, match="chưa được cài đặt") as refused:
        actions.try_again(row, actor=focal)
    assert refused.value.status == 409


@pytest.mark.parametrize(("arrived", "to"), [(True, "sent"), (False, "waiting")])
def test_a_person_settles_what_is_uncertain(focal: Any, mail: Any, message: Any, arrived: bool, to: str) -> None:
    row = state(message(), "uncertain")
    actions.settle_uncertain(row, arrived, actor=focal)
    actions.settle_uncertain(row, arrived, actor=focal)
    assert row.state == to
    assert AuditRow.objects.get(verb="office.delivery_settled").detail == {"arrived": arrived}
    with pytest.raises(Refusal) as refused:
        actions.settle_uncertain(row, not arrived, actor=focal)
    assert refused.value.status == 409


def test_passed_on_by_hand(focal: Any, message: Any) -> None:
    row = message(channel="letter")
    actions.mark_passed_on(row, actor=focal)
    actions.mark_passed_on(row, actor=focal)
    assert row.state == "sent"
    assert row.ended_at is not None
    assert AuditRow.objects.filter(verb="office.delivery_passed_on").count() == 1


@pytest.mark.parametrize(("before", "dropped"), [("waiting", True), ("held", True), ("failed", True), ("sending", False), ("sent", False)])  # fmt: skip
def test_what_went_out_is_not_dropped(focal: Any, message: Any, before: str, dropped: bool) -> None:
    row = state(message(), before)
    if dropped:
        actions.drop_delivery(row, actor=focal)
        actions.drop_delivery(row, actor=focal)
        assert row.state == "dropped"
    else:
        with pytest.raises(Refusal, match="không làm việc đó được nữa"):
            actions.drop_delivery(row, actor=focal)


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "stranger"])
def test_others_do_nothing(who: str, request: pytest.FixtureRequest, message: Any) -> None:
    user, row = request.getfixturevalue(who), message()
    deeds = (
        lambda: actions.drop_delivery(row, actor=user),
        lambda: actions.try_again(row, actor=user),
        lambda: actions.mark_passed_on(row, actor=user),
        lambda: actions.settle_uncertain(row, True, actor=user),
    )
    for deed in deeds:
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.status == 404
