"""What the doors of the urging letters answer."""

import datetime as dt
from typing import Any

DOORS: dict[str, tuple[str, str, str, str]] = {
    "follow:letters": ("sxxoooo", "mmmmmmm", "", ""),
    "follow:draft_letter": ("sxxxxoo", "xxxxxbb", "", ""),
    # An issued letter, to the units that it names.
    "follow:letter": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "follow:letter_docx": ("sxrrrrr", "mmmmmmm", "sxxrrrr", "mmmmmmm"),
    "follow:letter_progress": ("sxrrrrr", "mmmmmmm", "sxxrrrr", "mmmmmmm"),
    "follow:print_letter": ("mmmmmmm", "xxxxxrr", "mmmmmmm", "xxxxxrr"),
    # A draft, to who runs the plan.
    "follow:edit_letter": ("sxxxxoo", "xxxxxbb", "sxxxxoo", "xxxxxbb"),
    "follow:add_urged": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxbb"),
    "follow:edit_urged": ("sxxxxoo", "xxxxxbb", "sxxxxoo", "xxxxxbb"),
    "follow:issue_letter": ("sxxxxoo", "xxxxxbb", "sxxxxoo", "xxxxxbb"),
    "follow:drop_letter": ("sxxxxoo", "xxxxxrr", "sxxxxoo", "xxxxxrr"),
}


def words(plan: Any, own: Any, other: Any, people: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The words of each address (reverse kwargs) with objects of one's own unit, and of another's."""
    from ngayso.core.ids import uuid7
    from ngayso.follow import letters

    focal, day = people["focal"], dt.date(2025, 10, 20)

    def draft(unit: Any) -> Any:
        return letters.draft_letter(plan, key=uuid7(), units=[unit.pk], day=day, actor=focal)

    def of(unit: Any, number: int) -> dict[str, dict[str, Any]]:
        drafted, issued = draft(unit), draft(unit)
        issued = letters.issue_letter(
            issued, number=number, symbol="STTTT", day=day, seen=letters.stamp(issued), actor=focal
        )
        mine = {"plan_id": plan.pk, "letter_id": drafted.pk}
        sent = {"plan_id": plan.pk, "letter_id": issued.pk}
        return {
            "follow:letters": {"plan_id": plan.pk},
            "follow:draft_letter": {"plan_id": plan.pk},
            **{door: sent for door in DOORS if door.split(":")[1] in ISSUED},
            **{door: mine for door in DOORS if door.split(":")[1] in DRAFTED},
            "follow:edit_urged": mine | {"unit_id": unit.pk},
        }

    return of(own, 1), of(other, 2)


ISSUED = ("letter", "letter_docx", "letter_progress", "print_letter")
DRAFTED = ("edit_letter", "add_urged", "edit_urged", "issue_letter", "drop_letter")
