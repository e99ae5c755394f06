"""Units that have not said that the plan reached them: how they are reached, and reminded."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.desks.models import Acknowledgement
from ngayso.follow import rules
from ngayso.follow.board import UnitRow
from ngayso.office.actions import deliver_to_units
from ngayso.office.models import Delivery
from ngayso.people.models import Membership, Role, Unit, User
from ngayso.plans.models import Assigned, Plan
from ngayso.words.dates import say_day

PURPOSE = "receive"


@dataclass(slots=True)
class Reached:
    """A unit, who answers for it, and when it was last reminded to say that it has received."""

    row: UnitRow
    people: list[User] = field(default_factory=list)
    reminded_at: dt.datetime | None = None
    today: bool = False
    """Reminded already today: another press does nothing."""


def reached(plan: Plan, rows: Sequence[UnitRow]) -> list[Reached]:
    """These units with their people and last reminders. 2 queries."""
    found = {row.unit.pk: Reached(row) for row in rows}
    held = Membership.objects.on(clock.today()).filter(
        unit__in=list(found), role__in=(Role.CLERK, Role.LEADER), user__is_active=True
    )
    for membership in held.select_related("user").order_by("user__name"):
        mine = found[membership.unit_id].people
        if membership.user not in mine:
            mine.append(membership.user)
    sent = Delivery.objects.filter(
        about_model="plans.plan", about_id=str(plan.pk), purpose=PURPOSE, unit__in=list(found)
    ).order_by("made_at")
    for unit_id, at in sent.values_list("unit_id", "made_at"):
        found[unit_id].reminded_at = at
        found[unit_id].today = at.astimezone(clock.HERE).date() == clock.today()
    return list(found.values())


def remind_to_receive(plan: Plan, unit_ids: Iterable[UUID], *, actor: Any) -> list[Delivery]:
    """A message to each of these units that has not acknowledged the plan; once a unit and day, however often it is
    pressed. Answers the messages of today.

    Refusal 404 for whom it is not or a unit without work in the plan, 400 for none, 409 when all have acknowledged.
    """
    if not rules.may_remind(actor):
        raise Refusal(_("Không có trang này."), 404)
    wanted = set(unit_ids)
    if not wanted:
        raise Refusal(_("Chọn đơn vị cần nhắc."))
    given = Assigned.objects.filter(unit__in=wanted)
    of_plan = given.filter(assignment__activity__plan=plan) | given.filter(assignment__duty__plan=plan)
    units = list(Unit.objects.filter(pk__in=of_plan.values("unit_id")).order_by("order", "name"))
    if len(units) != len(wanted):
        raise Refusal(_("Đơn vị này không được Kế hoạch giao việc."), 404)
    today = clock.today()
    with transaction.atomic():
        known = set(Acknowledgement.objects.filter(plan=plan, unit__in=wanted).values_list("unit_id", flat=True))
        units = [unit for unit in units if unit.pk not in known]
        if not units:
            raise Refusal(_("Đơn vị đã xác nhận nhận Kế hoạch, không cần nhắc nữa."), 409)
        before = set(Delivery.objects.filter(key__startswith=_key(plan, today)).values_list("pk", flat=True))
        messages = _remind(plan, units, today)
        new = [message for message in messages if message.pk not in before]
        if new:
            told = {message.unit_id for message in new}
            codes = [unit.code for unit in units if unit.pk in told]
            audit.record("follow.receipt_reminded", plan, actor=actor, units=codes, messages=len(new))
    return messages


def _key(plan: Plan, day: dt.date) -> str:
    return f"chua-nhan:{plan.pk}:{day.isoformat()}:"


def _remind(plan: Plan, units: Sequence[Unit], day: dt.date) -> list[Delivery]:
    sent = say_day(plan.confirmed_at.astimezone(clock.HERE).date())
    number = f" số {plan.number}" if plan.number else ""
    return deliver_to_units(
        units,
        key_of=lambda unit: f"{_key(plan, day)}{unit.pk}",
        purpose=PURPOSE,
        subject=f"Đề nghị xác nhận đã nhận Kế hoạch {plan.name}",
        body_of=lambda unit: (
            f"Kế hoạch{number} ({plan.name}) có giao việc cho {unit.name} và được gửi ngày {sent}. "
            "Đến nay đơn vị chưa xác nhận đã nhận.\n\n"
            "Đề nghị đơn vị mở Bàn việc, bấm “Đã nhận” và xem các việc được giao."
        ),
        link_of=lambda unit: reverse("desks:desk", args=[unit.pk]),
        about=plan,
    )
