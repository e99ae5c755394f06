"""What the doors of the reminders answer."""

from typing import Any

DOORS: dict[str, tuple[str, str, str, str]] = {
    # Nothing ticked is a rule, too: nobody is reminded.
    "follow:reminders": ("sxxoooo", "xxxxxrr", "", ""),
    "follow:send_reminders": ("mmmmmmm", "xxxxxrr", "", ""),
}


def words(
    plan: Any, own: Any, other: Any, people: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """The words of each address."""
    return {door: {"plan_id": plan.pk} for door in DOORS}, {}
