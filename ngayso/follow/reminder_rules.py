"""By which days a programme reminds: the rules that its focal unit set, else the usual ones."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ngayso.core import audit
from ngayso.core.errors import Refusal
from ngayso.follow.models import ReminderRule
from ngayso.plans.models import Plan
from ngayso.plans.rules import may_run_plan

Sort = ReminderRule.Sort

USUAL: dict[str, tuple[list[int], list[int]]] = {
    Sort.RECEIVE: ([], [2, 5]),
    Sort.ACTIVITY: ([1, 3, 7], [1, 3]),
    Sort.REPORT: ([0, 2, 5], [1, 3, 7]),
}
"""Sort → days before, days after."""
MOST_DAYS = 60


@dataclass(frozen=True)
class RuleSpec:
    on: bool
    before: tuple[int, ...]
    after: tuple[int, ...]


def rules_of(plans: Iterable[Plan]) -> dict[UUID, dict[str, ReminderRule]]:
    """Plan id → sort → its rule; the usual one (not in the database) where nobody set any. 1 query."""
    plans = list(plans)
    found: dict[UUID, dict[str, ReminderRule]] = {plan.pk: {} for plan in plans}
    for rule in ReminderRule.objects.filter(plan__in=plans):
        found[rule.plan_id][rule.sort] = rule
    for plan in plans:
        for sort, (before, after) in USUAL.items():
            found[plan.pk].setdefault(sort, ReminderRule(plan=plan, sort=sort, before=before, after=after))
    return found


def matches(rule: ReminderRule, due: dt.date, days: Collection[dt.date]) -> bool:
    """Whether one of the days is a day on which the rule reminds of what is due then."""
    return rule.on and any(
        (due - day).days in rule.before if day <= due else (day - due).days in rule.after for day in days
    )


def save_rules(plan: Plan, given: dict[str, RuleSpec], *, actor: Any) -> None:
    """Sets the rules of the named sorts. 404 to whoever does not run the plan, 400 for days out of bounds. The same again
    changes nothing."""
    if not may_run_plan(actor):
        raise Refusal(_("Không có trang này."), 404)
    for spec in given.values():
        if any(not 0 <= day <= MOST_DAYS for day in (*spec.before, *spec.after)):
            raise Refusal(_("Số ngày phải từ 0 đến %d.") % MOST_DAYS)
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)  # one at a time, so that the log tells what was before
        now = rules_of([plan])[plan.pk]
        changed: dict[str, Any] = {}
        for sort, spec in given.items():
            fields = {"on": spec.on, "before": sorted(set(spec.before)), "after": sorted(set(spec.after))}
            before = {name: getattr(now[sort], name) for name in fields}
            if before == fields:
                continue
            ReminderRule.objects.update_or_create(plan=plan, sort=sort, defaults=fields)
            changed[sort] = {"before": before, "after": fields}
        if changed:
            audit.record("follow.rules_changed", plan, actor=actor, **changed)
