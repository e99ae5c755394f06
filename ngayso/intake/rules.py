"""Who may bring a document in and review it."""

from typing import Any

from ngayso.people.models import Role


def may_review(user: Any) -> bool:
    """Focal officers and administrators. None is the system itself: a command run on the machine."""
    if user is None:
        return True
    return bool(getattr(user, "is_authenticated", False) and user.is_active and user.has_role(Role.FOCAL, Role.ADMIN))


def may_see_intake(user: Any) -> bool:
    """Leaders and auditors may read along; nobody else knows that drafts exist."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return bool(user.has_role(Role.FOCAL, Role.ADMIN, Role.LEADER, Role.AUDITOR))
