"""Who may do what with reports."""

from typing import Any

from ngayso.people.models import Level, Role, Unit
from ngayso.plans.rules import may_oversee, may_run_plan


def may_report(user: Any) -> bool:
    """Whoever oversees all units: the consolidated report speaks of them all."""
    return may_oversee(user)


def may_run_round(user: Any) -> bool:
    """Who runs the plan makes rounds and forms, accepts, returns, locks, writes and issues the consolidated report."""
    return may_run_plan(user)


def between(unit: Unit) -> Unit | None:
    """The unit that approves a unit's report before the focal unit does: a commune's district committee, while there
    is one (three tiers); None for all others and since the districts are no more (two tiers).
    """
    parent = unit.parent
    return parent if unit.level == Level.COMMUNE and parent is not None and parent.level == Level.DISTRICT else None


def may_approve(user: Any, unit: Unit) -> bool:
    """Clerks and leaders of the unit between; nobody where there is none."""
    above = between(unit)
    return bool(
        above is not None
        and getattr(user, "is_authenticated", False)
        and user.is_active
        and above.pk in user.unit_ids(Role.CLERK, Role.LEADER)
    )
