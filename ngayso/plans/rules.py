"""Who may run a programme."""

from typing import Any

from ngayso.people.models import Role


def may_run_plan(user: Any) -> bool:
    """Focal officers and administrators. None is the system itself: a command run on the machine."""
    if user is None:
        return True
    return bool(getattr(user, "is_authenticated", False) and user.is_active and user.has_role(Role.FOCAL, Role.ADMIN))


def may_oversee(user: Any) -> bool:
    """Focal officers, administrators, leaders and auditors: they look after the work of all units."""
    roles = (Role.FOCAL, Role.ADMIN, Role.LEADER, Role.AUDITOR)
    return bool(getattr(user, "is_authenticated", False) and user.is_active and user.has_role(*roles))
