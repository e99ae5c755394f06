"""Who may read the outbox, and who acts on it."""

from typing import Any

from ngayso.people.models import Role
from ngayso.people.rules import may_run_house


def may_run_outbox(user: Any) -> bool:
    """Focal officers and administrators. None is the system itself."""
    return user is None or bool(may_run_house(user) and user.is_active)


def may_read_outbox(user: Any) -> bool:
    """Whoever acts on it, and auditors."""
    return user is not None and bool(
        getattr(user, "is_authenticated", False)
        and user.is_active
        and user.has_role(Role.FOCAL, Role.ADMIN, Role.AUDITOR)
    )
