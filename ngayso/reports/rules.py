"""Who may draw reports."""

from typing import Any

from ngayso.people.models import Role


def may_report(user: Any) -> bool:
    """Focal officers, administrators, leaders and auditors: the report speaks of all units."""
    roles = (Role.FOCAL, Role.ADMIN, Role.LEADER, Role.AUDITOR)
    return bool(getattr(user, "is_authenticated", False) and user.is_active and user.has_role(*roles))
