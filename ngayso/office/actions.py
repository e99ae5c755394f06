"""Every write to messages that leave the house, but for what the worker finds out by sending them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.core.models import label_of
from ngayso.office import rules
from ngayso.office.addresses import email_address, phone_number
from ngayso.office.channels import is_configured
from ngayso.office.models import ChannelName, Delivery, DeliveryState
from ngayso.people.models import Membership, Role, Unit, User

# In the order of preference: a letter can be kept and answered, a call in Zalo is seen, an SMS always arrives.
_PREFERRED = (ChannelName.EMAIL, ChannelName.ZALO, ChannelName.SMS)


def deliver(
    *,
    key: str,
    unit: Unit,
    purpose: str,
    subject: str,
    body: str,
    link: str = "",
    user: User | None = None,
    channel: str | None = None,
    address: str = "",
    about: models.Model | None = None,
    data: dict[str, str] | None = None,
    not_before: dt.datetime | None = None,
) -> Delivery:
    """Makes the row of a message, in the caller's transaction; the worker sends it after `not_before`.

    The same key gives the same row, whatever else is said. Without `channel` and `address` the best one of the person, else
    of the unit, is taken. Where the channel is not configured the message is held in the outbox. Raises Refusal 400
    for an address that the channel cannot use.
    """
    found = Delivery.objects.filter(key=key).first()
    if found is not None:
        return found
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("link must be a path of this house")
    channel, address = _checked(channel, address) if channel else _best(user, unit)
    state = DeliveryState.WAITING if is_configured(channel) else DeliveryState.HELD
    try:
        with transaction.atomic():
            row = Delivery.objects.create(
                key=key,
                channel=channel,
                state=state,
                user=user,
                unit=unit,
                address=address,
                purpose=purpose,
                subject=_one_line(subject),
                body=body,
                data=data or {},
                link=link,
                about_model="" if about is None else label_of(about),
                about_id="" if about is None else str(about.pk),
                not_before=not_before or clock.now(),
            )
            audit.record("office.delivery_made", row, channel=channel, state=state, purpose=purpose, unit=unit.code)
    except IntegrityError:
        return Delivery.objects.get(key=key)  # somebody made it in the meantime
    return row


def deliver_to_unit(
    unit: Unit,
    *,
    key: str,
    purpose: str,
    subject: str,
    body: str,
    link: str = "",
    about: models.Model | None = None,
    data: dict[str, str] | None = None,
    not_before: dt.datetime | None = None,
) -> list[Delivery]:
    """One message to each active clerk or leader of the unit who can be reached, by the best channel of each; to the
    unit's own e-mail when there is none; else a letter to be printed. Each has a key of its own below `key`.
    """
    told: dict[str, Any] = {
        "unit": unit,
        "purpose": purpose,
        "subject": subject,
        "body": body,
        "link": link,
        "about": about,
        "data": data,
        "not_before": not_before,
    }
    people = reachable_people([unit.pk]).get(unit.pk, [])
    if people:
        return [deliver(key=f"{key}:{user.pk}", user=user, **told) for user in people]
    return [deliver(key=f"{key}:{unit.pk}", **told)]


@dataclass(frozen=True, slots=True)
class Message:
    """One of many messages, on its way to become a Delivery: what `deliver` is told of it."""

    key: str
    unit: Unit
    subject: str
    body: str
    link: str = ""
    user: User | None = None
    data: dict[str, str] = field(default_factory=dict)
    not_before: dt.datetime | None = None


def deliver_all(messages: Iterable[Message], *, purpose: str, about: models.Model | None = None) -> list[Delivery]:
    """As `deliver` of one after the other, by the best channel of each: the same rows with the same lines in the audit log,
    in the order of the messages. Queries: a handful, and one a batch of rows.
    """
    messages, wanted = list(messages), dict[str, Message]()
    for one in messages:
        wanted.setdefault(one.key, one)  # the first of a key counts
    if any(one.link and (not one.link.startswith("/") or one.link.startswith("//")) for one in wanted.values()):
        raise ValueError("link must be a path of this house")
    with transaction.atomic():
        known = Delivery.objects.in_bulk(list(wanted), field_name="key")
        new = [_row(one, purpose, about) for one in wanted.values() if one.key not in known]
        if not new:
            return [known[one.key] for one in messages]
        # Somebody else may make one of them in the meantime: then that one stands, and only ours are told of.
        Delivery.objects.bulk_create(new, ignore_conflicts=True)
        known |= Delivery.objects.in_bulk([row.key for row in new], field_name="key")
        made = [row for row in new if known[row.key].pk == row.pk]
        audit.record_all(
            "office.delivery_made",
            [
                (row, {"channel": row.channel, "state": row.state, "purpose": purpose, "unit": row.unit.code})
                for row in made
            ],
        )
        known |= {row.key: row for row in made}
    return [known[one.key] for one in messages]


def deliver_to_units(
    units: Iterable[Unit],
    *,
    key_of: Callable[[Unit], str],
    purpose: str,
    subject: str,
    body_of: Callable[[Unit], str],
    link_of: Callable[[Unit], str] = lambda unit: "",
    data_of: Callable[[Unit], dict[str, str]] = lambda unit: {},
    about: models.Model | None = None,
) -> list[Delivery]:
    """As `deliver_to_unit` of one unit after the other, in the queries of `deliver_all` and one more."""
    units = list(units)
    people: dict[Any, list[Any]] = {**reachable_people(unit.pk for unit in units)}
    messages = []
    for unit in units:
        key, body, link, data = key_of(unit), body_of(unit), link_of(unit), data_of(unit)
        messages += [
            Message(f"{key}:{unit.pk if user is None else user.pk}", unit, subject, body, link, user, data)
            for user in people.get(unit.pk, [None])
        ]
    return deliver_all(messages, purpose=purpose, about=about)


def _row(one: Message, purpose: str, about: models.Model | None) -> Delivery:
    channel, address = _best(one.user, one.unit)
    return Delivery(
        key=one.key,
        channel=channel,
        state=DeliveryState.WAITING if is_configured(channel) else DeliveryState.HELD,
        user=one.user,
        unit=one.unit,
        address=address,
        purpose=purpose,
        subject=_one_line(one.subject),
        body=one.body,
        data=one.data,
        link=one.link,
        about_model="" if about is None else label_of(about),
        about_id="" if about is None else str(about.pk),
        not_before=one.not_before or clock.now(),
    )


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:300]


def reachable_people(unit_ids: Iterable[Any]) -> dict[Any, list[User]]:
    """Unit id → its active clerks and leaders of today who have an address, by name. 1 query."""
    held = Membership.objects.on(clock.today()).filter(
        unit__in=list(unit_ids), role__in=(Role.CLERK, Role.LEADER), user__is_active=True
    )
    found: dict[Any, dict[Any, User]] = {}
    for membership in held.select_related("user").order_by("user__name", "user_id"):
        if addresses_of(membership.user):
            found.setdefault(membership.unit_id, {})[membership.user_id] = membership.user
    return {unit_id: list(people.values()) for unit_id, people in found.items()}


def addresses_of(user: User) -> dict[str, str]:
    """Channel → address of a person, the preferred first; only addresses that can be used."""
    email = email_address(user.email) or email_address(user.login)
    phone = phone_number(user.phone)
    given = {ChannelName.EMAIL: email, ChannelName.ZALO: phone, ChannelName.SMS: phone}
    return {str(name): given[name] for name in _PREFERRED if given[name]}


def _best(user: User | None, unit: Unit) -> tuple[str, str]:
    """Channel and address: the first that is configured, else the first that there is, else a letter."""
    if user is not None:
        given = addresses_of(user)
    else:
        given = {str(ChannelName.EMAIL): own} if (own := email_address(unit.email)) else {}
    for name, address in given.items():
        if is_configured(name):
            return name, address
    return next(iter(given.items()), (str(ChannelName.LETTER), ""))


def _checked(channel: str, address: str) -> tuple[str, str]:
    if channel not in ChannelName.values:
        raise ValueError(f"no channel {channel}")
    if channel == ChannelName.LETTER:
        return channel, ""
    clean = email_address(address) if channel == ChannelName.EMAIL else phone_number(address)
    if not clean:
        if channel == ChannelName.EMAIL:
            raise Refusal(_("Địa chỉ thư điện tử chưa đúng. Viết như ten@tiengiang.gov.vn."), field="address")
        raise Refusal(_("Số điện thoại chưa đúng. Viết số di động Việt Nam, như 0912 345 678."), field="address")
    return channel, clean


# What a person decides of a message


def drop_delivery(delivery: Delivery, *, actor: Any) -> None:
    """Nobody needs it any more. Twice is harmless; 409 for one that was sent or is being sent."""
    states = (DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.UNCERTAIN)
    with transaction.atomic():
        if before := _moved(delivery, states, DeliveryState.DROPPED, actor=actor, ended_at=clock.now()):
            audit.record("office.delivery_dropped", delivery, actor=actor, before=before)


def try_again(delivery: Delivery, *, actor: Any) -> None:
    """One that surely did not go out is sent again, from the first try on; one that was held, once its channel is
    configured (409 before that). Twice is harmless."""
    _may(actor)
    if not is_configured(delivery.channel):
        raise Refusal(
            _("Kênh “%s” chưa được cài đặt ở đây. Chép nội dung rồi chuyển tay, hoặc xin quản trị cài đặt kênh.")
            % delivery.get_channel_display(),
            409,
        )
    states = (DeliveryState.FAILED, DeliveryState.HELD)
    fresh = {"tries": 0, "claimed_at": None, "ended_at": None, "not_before": clock.now()}
    with transaction.atomic():
        if before := _moved(delivery, states, DeliveryState.WAITING, actor=actor, **fresh):
            audit.record("office.delivery_tried_again", delivery, actor=actor, before=before)


def settle_uncertain(delivery: Delivery, arrived: bool, *, actor: Any) -> None:
    """A person found out whether it went out: it did and is done with, or it did not and is sent again."""
    if arrived:
        to = DeliveryState.SENT
        fields: dict[str, Any] = {"ended_at": clock.now(), "said": _("Người phụ trách xác nhận đã đến.")}
    else:
        to = DeliveryState.WAITING if is_configured(delivery.channel) else DeliveryState.HELD
        fields = {"tries": 0, "claimed_at": None, "not_before": clock.now(), "said": ""}
    with transaction.atomic():
        if _moved(delivery, (DeliveryState.UNCERTAIN,), to, actor=actor, **fields):
            audit.record("office.delivery_settled", delivery, actor=actor, arrived=arrived)


def mark_passed_on(delivery: Delivery, *, actor: Any) -> None:
    """A person handed it over: a letter, or a message that no channel could send. Twice is harmless."""
    states = (DeliveryState.HELD, DeliveryState.FAILED)
    fields = {"ended_at": clock.now(), "said": _("Đã chuyển tay.")}
    with transaction.atomic():
        if before := _moved(delivery, states, DeliveryState.SENT, actor=actor, **fields):
            audit.record("office.delivery_passed_on", delivery, actor=actor, before=before)


def pass_on_letters(last: UUID, *, actor: Any) -> int:
    """All printed letters were handed over: those that wait, made no later than the one with the id `last`, so that
    one which came after the printing is not taken for printed. Gives how many."""
    _may(actor)
    rows = Delivery.objects.filter(state=DeliveryState.HELD, channel=ChannelName.LETTER, pk__lte=last)
    with transaction.atomic():
        waiting = list(rows.order_by("pk"))
        for row in waiting:
            mark_passed_on(row, actor=actor)
    return len(waiting)


def _may(actor: Any) -> None:
    if not rules.may_run_outbox(actor):
        raise Refusal(_("Không có tin này."), 404)


def _moved(
    delivery: Delivery, states: tuple[DeliveryState, ...], to: DeliveryState, *, actor: Any, **fields: Any
) -> str:
    """Claims the move by a conditional update and gives the state before it; "" when it stands there already. 409 from
    another state."""
    _may(actor)
    seen = delivery.state
    claimed = Delivery.objects.filter(pk=delivery.pk, state__in=states).update(state=to, **fields)
    delivery.refresh_from_db()
    if claimed:
        return seen
    if delivery.state != to:
        raise Refusal(
            _("Tin này đang ở tình trạng “%s”, không làm việc đó được nữa. Mở lại trang để xem.")
            % delivery.get_state_display(),
            409,
        )
    return ""
