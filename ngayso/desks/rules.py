"""Who may see a desk and work at it."""

from typing import Any

from ngayso.people.models import Role, Unit
from ngayso.plans.rules import may_oversee, may_run_plan


def may_see_desk(user: Any, unit: Unit) -> bool:
    """Overseers; people of the unit; people of a unit above it."""
    if may_oversee(user):
        return True
    if not getattr(user, "is_authenticated", False):
        return False
    above = {unit.pk, unit.parent_id, unit.parent.parent_id if unit.parent else None} - {None}
    return bool(above & set(user.unit_ids()))


def works_for(user: Any, unit: Unit) -> bool:
    """Clerks and leaders of the unit itself."""
    return bool(
        getattr(user, "is_authenticated", False)
        and user.is_active
        and unit.pk in user.unit_ids(Role.CLERK, Role.LEADER)
    )


def may_write_at_desk(user: Any, unit: Unit) -> bool:
    """People of the unit, and those who run the plan: they write for a unit that told them by telephone or on paper."""
    return works_for(user, unit) or may_run_plan(user)


def is_on_behalf(user: Any, unit: Unit) -> bool:
    """Whether such a writing is for another: whoever runs the plan and is not of the unit."""
    return unit.pk not in user.unit_ids()


def may_answer(user: Any) -> bool:
    """Who runs the plan answers questions and decides hand-overs to other units."""
    return may_run_plan(user)
