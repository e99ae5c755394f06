"""Who may do what with units and persons."""

from typing import Any

from ngayso.people.models import Role


def may_run_house(user: Any) -> bool:
    """Administrators and the focal officers: units, persons, roles, plans."""
    return bool(getattr(user, "is_authenticated", False) and user.has_role(Role.ADMIN, Role.FOCAL))


def may_edit_units(user: Any) -> bool:
    return may_run_house(user)


def may_invite(user: Any, unit: Any, role: str) -> bool:
    """Administrators invite anybody; the focal officers everybody but administrators; nobody else invites."""
    if not may_run_house(user):
        return False
    return user.has_role(Role.ADMIN) or role != Role.ADMIN


def may_see_persons(user: Any) -> bool:
    return may_run_house(user)


def may_audit(user: Any) -> bool:
    """The audit log is read by auditors and administrators."""
    return bool(getattr(user, "is_authenticated", False) and user.has_role(Role.AUDITOR, Role.ADMIN))
