"""Who may draw reports."""

from typing import Any

from ngayso.plans.rules import may_oversee


def may_report(user: Any) -> bool:
    """Whoever oversees all units: the report speaks of them all."""
    return may_oversee(user)
