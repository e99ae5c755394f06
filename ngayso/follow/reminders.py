"""Who is reminded today, and of what: all that is due by rule over all programmes, one digest a person and day."""

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.desks.models import Acknowledgement, Work, WorkState
from ngayso.desks.queries import expected
from ngayso.desks.todos import todos
from ngayso.follow.lateness import OWN_ROOMS
from ngayso.follow.reminder_hours import days_covered, goes_at, is_working_day
from ngayso.follow.reminder_rules import Sort, matches, rules_of
from ngayso.office.actions import Message, deliver_all, drop_delivery, reachable_people
from ngayso.office.models import Delivery, DeliveryState
from ngayso.people.models import Unit, User
from ngayso.plans.models import Activity, Assigned, Part, Plan
from ngayso.plans.rules import may_run_plan
from ngayso.plans.titles import short_title
from ngayso.words.dates import say_day

PURPOSE = "reminder"
BEGINS = dt.time(7, 0)
"""From when on the timetable gathers, so that what was done late in the evening is no longer in it."""
LIVES = dt.timedelta(days=366)
"""How long after its Day a programme is looked at."""
SETTLED = (WorkState.DONE, WorkState.OFF, WorkState.STUCK)
"""What a unit said that ends its reminders: done, called off, or that it cannot (then it is the focal unit's turn)."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of which a unit is to be reminded."""

    sort: str
    plan: Plan
    unit: Unit
    title: str
    due: dt.date
    """Of a plan that was not received: the day on which it was sent out."""
    ref: str = ""
    part: str = ""

    def line(self, day: dt.date) -> str:
        """As it stands in the digest. Documents and messages are Vietnamese, whatever the language of the screen."""
        head = f"{self.ref} {self.title}".strip()
        if self.sort == Sort.RECEIVE:
            return f"Bấm “Đã nhận” {self.title}, gửi ngày {say_day(self.due)}."
        left = (self.due - day).days
        told = f"còn {left} ngày" if left > 0 else "hôm nay là ngày cuối" if left == 0 else f"đã quá {-left} ngày"
        part = {Part.LEAD: " (chủ trì)", Part.PARTNER: " (phối hợp)"}.get(self.part, "")  # type: ignore[call-overload]
        return f"{head}{part}: hạn {say_day(self.due)}, {told}."


@dataclass(slots=True)
class Digest:
    """What one person, or one unit without reachable people, is told on a day."""

    user: User | None
    unit: Unit
    """The person's first unit."""
    things: list[Thing] = field(default_factory=list)

    def key(self, day: dt.date) -> str:
        """Of its Delivery: one a person and day, one a unit and day where nobody can be reached."""
        if self.user is not None:
            return f"nhac:{self.user.pk}:{day.isoformat()}"
        return f"nhac:{self.unit.pk}:{day.isoformat()}:{self.unit.pk}"

    @property
    def units(self) -> list[Unit]:
        return list({thing.unit.pk: thing.unit for thing in self.things}.values())

    def is_urgent(self, day: dt.date) -> bool:
        return any(_is_urgent(thing, day) for thing in self.things)

    def subject(self, day: dt.date) -> str:
        return f"Nhắc {len(self.things):02d} việc đến hạn, ngày {say_day(day)}"

    def body(self, day: dt.date) -> str:
        """Programme by programme, and unit by unit when the person works for several."""
        parts: dict[tuple[UUID, UUID], list[Thing]] = defaultdict(list)
        for thing in self.things:
            parts[thing.plan.pk, thing.unit.pk].append(thing)
        told = []
        for things in parts.values():
            named = f" của {things[0].unit.name}" if len(self.units) > 1 else ""
            lines = "\n".join(f"- {thing.line(day)}" for thing in things)
            told.append(f"{things[0].plan.name}, việc đến hạn{named}:\n{lines}")
        told.append("Việc đã làm thì ghi trên Bàn việc của đơn vị; việc đã ghi xong sẽ không nhắc nữa.")
        return "\n\n".join(told)

    @property
    def link(self) -> str:
        units = self.units
        return reverse("desks:desk", args=[units[0].pk]) if len(units) == 1 else reverse("desks:desks")


def _is_urgent(thing: Thing, day: dt.date) -> bool:
    return thing.sort != Sort.RECEIVE and thing.due == day


# What is due


def things_due(day: dt.date, *, since: dt.date | None = None) -> list[Thing]:
    """Everything to remind of on a day, by programme, unit, due; also what the quiet days before it (or all days from
    `since`) would have reminded of. On a quiet day only what is due that very day.

    Queries: 5, one a programme that has an activity to remind of, and those of the rooms that want something.
    """
    days: Collection[dt.date] = days_covered(day)
    if since is not None and since < min(days):
        days = [since + dt.timedelta(days=n) for n in range((day - since).days + 1)]
    plans = list(Plan.objects.filter(day__gte=day - LIVES))
    if not plans:
        return []
    rules = rules_of(plans)
    units = _units(plans, day)
    found = _not_received(plans, rules, units, days)
    found += _activities(plans, rules, units, days)
    found += _wanted(plans, rules, units, days, day)
    if not is_working_day(day):
        found = [thing for thing in found if _is_urgent(thing, day)]
    place = {plan.pk: at for at, plan in enumerate(plans)}
    return sorted(found, key=lambda t: (place[t.plan.pk], t.unit.order, t.unit.name, t.due, t.ref, t.title))


def _units(plans: Sequence[Plan], day: dt.date) -> dict[UUID, dict[UUID, Unit]]:
    """Plan id → the units that it gives anything and that still exist, by id. 2 queries."""
    by_plan: dict[UUID, set[UUID]] = {plan.pk: set() for plan in plans}
    for way in ("assignment__activity__plan", "assignment__duty__plan"):
        rows = Assigned.objects.filter(**{f"{way}__in": plans}).order_by().values_list(way, "unit_id").distinct()
        for plan_id, unit_id in rows:
            by_plan[plan_id].add(unit_id)
    there = Unit.objects.on(day).in_bulk({unit_id for ids in by_plan.values() for unit_id in ids})
    return {plan_id: {pk: there[pk] for pk in ids if pk in there} for plan_id, ids in by_plan.items()}


def _not_received(plans: Sequence[Plan], rules: Any, units: Any, days: Collection[dt.date]) -> list[Thing]:
    received = set(Acknowledgement.objects.filter(plan__in=plans).values_list("plan_id", "unit_id"))
    found = []
    for plan in plans:
        sent = plan.confirmed_at.astimezone(clock.HERE).date()
        if matches(rules[plan.pk][Sort.RECEIVE], sent, [day for day in days if day > sent]):
            title = f"Kế hoạch số {plan.number}" if plan.number else f"Kế hoạch {plan.name}"
            waiting = [unit for pk, unit in units[plan.pk].items() if (plan.pk, pk) not in received]
            found += [Thing(Sort.RECEIVE, plan, unit, title, sent) for unit in waiting]
    return found


def _activities(plans: Sequence[Plan], rules: Any, units: Any, days: Collection[dt.date]) -> list[Thing]:
    by_id = {plan.pk: plan for plan in plans}
    ending = Activity.objects.filter(plan__in=plans, cancelled_at=None, end__isnull=False)
    due = {a.pk: a for a in ending if a.end and matches(rules[a.plan_id][Sort.ACTIVITY], a.end, days)}
    if not due:
        return []
    settled = set(
        Work.objects.filter(activity__in=due, state__in=SETTLED).values_list("unit_id", "activity_id")
    )  # fmt: skip
    found = []
    for plan_id in dict.fromkeys(activity.plan_id for activity in due.values()):
        for piece in expected(by_id[plan_id]):
            activity = due.get(piece.activity_id)
            unit = units[plan_id].get(piece.unit_id)
            if activity is None or unit is None or (piece.unit_id, piece.activity_id) in settled:
                continue
            title = short_title(activity.title, most=110)
            end: Any = activity.end
            found.append(Thing(Sort.ACTIVITY, by_id[plan_id], unit, title, end, activity.ref, piece.part))
    return found


def _wanted(plans: Sequence[Plan], rules: Any, units: Any, days: Collection[dt.date], day: dt.date) -> list[Thing]:
    """Reports, and whatever else with a day another room wants of a unit."""
    by_id = {plan.pk: plan for plan in plans}
    every = {pk: unit for of in units.values() for pk, unit in of.items()}
    return [
        Thing(Sort.REPORT, by_id[todo.plan_id], every[todo.unit_id], todo.title, todo.due, todo.ref)
        for todo in todos(None, list(every.values()), day, without=OWN_ROOMS)
        if todo.is_open
        and todo.due is not None
        and todo.plan_id in by_id
        and todo.unit_id in every
        and matches(rules[todo.plan_id][Sort.REPORT], todo.due, days)
    ]


def digests(things: Iterable[Thing]) -> list[Digest]:
    """One for each person who works for one of the units, one for each unit in which nobody can be reached. 1 query."""
    by_unit: dict[UUID, list[Thing]] = defaultdict(list)
    for thing in things:
        by_unit[thing.unit.pk].append(thing)
    people = reachable_people(by_unit)
    found: dict[UUID, Digest] = {}
    for unit_id, of in by_unit.items():
        unit = of[0].unit
        for user in people.get(unit_id, []):
            found.setdefault(user.pk, Digest(user, unit)).things.extend(of)
        if not people.get(unit_id):
            found[unit_id] = Digest(None, unit, of)
    return list(found.values())


# Sending


def run(day: dt.date, now: dt.datetime) -> int:
    """Makes the digests of a day that are not made yet and gives how many; office sends them. As often as you like: a
    person gets one a day. One that was put off to this day and still waits is taken back and told in this day's digest.
    """
    put_off = _put_off(day)
    since = min((made for _row, made in put_off), default=None)
    with transaction.atomic():
        found = digests(things_due(day, since=since))
        there = set(Delivery.objects.filter(key__in=[one.key(day) for one in found]).values_list("key", flat=True))
        for row, _made in put_off:
            with contextlib.suppress(Refusal):  # it is on its way this very moment
                drop_delivery(row, actor=None)
        new = [one for one in found if one.key(day) not in there]
        deliver_all([_message(one, day, now) for one in new], purpose=PURPOSE)
        made = len(new)
        if made:
            audit.record("follow.reminders_sent", None, label=say_day(day), count=made)
    return made


def _message(one: Digest, day: dt.date, now: dt.datetime) -> Message:
    at = goes_at(day, now, urgent=one.is_urgent(day))
    return Message(one.key(day), one.unit, one.subject(day), one.body(day), one.link, one.user, not_before=at)


def _put_off(day: dt.date) -> list[tuple[Delivery, dt.date]]:
    """Digests of earlier days that wait for this day's morning, with their days."""
    if not is_working_day(day):
        return []
    rows = Delivery.objects.filter(
        purpose=PURPOSE, state=DeliveryState.WAITING, tries=0, key__startswith="nhac:", not_before__gte=clock.day_start(day)
    )  # fmt: skip
    dated = [(row, dt.date.fromisoformat(row.key.split(":")[2])) for row in rows]
    return [(row, made) for row, made in dated if made < day]


def run_today() -> None:
    """For the timetable, every hour: once a day by the keys."""
    now = clock.now()
    here = now.astimezone(clock.HERE)
    if here.time() >= BEGINS:
        run(here.date(), now)


def send_now(*, actor: Any) -> int:
    """Today's reminders at once, for who does not want to wait for the timetable. Twice is harmless. 404 to others."""
    if not may_run_plan(actor):
        raise Refusal(_("Không có trang này."), 404)
    return run(clock.today(), clock.now())
