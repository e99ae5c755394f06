"""What the doors of the desks and of pieces of work answer."""

import datetime as dt
from typing import Any

DOORS: dict[str, tuple[str, str, str, str]] = {
    "desks:desks": ("sxroooo", "mmmmmmm", "", ""),
    "desks:desk": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    # Nothing named: no programme to say it of.
    "desks:acknowledge": ("mmmmmmm", "xxxxxxx", "mmmmmmm", "xxxxxxx"),
    "desks:work": ("sxooooo", "xxbxxbb", "sxxoooo", "xxxxxbb"),
    "desks:add_evidence": ("mmmmmmm", "xxbxxbb", "mmmmmmm", "xxxxxbb"),
    "desks:remove_evidence": ("mmmmmmm", "xxrxxrr", "mmmmmmm", "xxxxxrr"),
}


def words(plan: Any, own: Any, other: Any, people: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The words of each address (reverse kwargs) with objects of one's own unit, and of another's."""
    from ngayso.core.ids import uuid7
    from ngayso.desks.actions import add_evidence, add_progress

    activity = plan.activities.get(key="a2")

    def of(unit: Any) -> dict[str, dict[str, Any]]:
        entry = add_progress(
            plan, unit, activity=activity, id=uuid7(), state="go", day=dt.date(2025, 10, 1), actor=people["focal"]
        )
        proof = add_evidence(entry.work, id=uuid7(), sort="link", url="https://vi.du/tin", actor=people["focal"])
        piece = {"plan_id": plan.pk, "unit_id": unit.pk, "what": "hoat-dong", "thing_id": str(activity.pk)}
        return {
            "desks:desks": {},
            "desks:desk": {"unit_id": unit.pk},
            "desks:acknowledge": {"unit_id": unit.pk},
            "desks:work": piece,
            "desks:add_evidence": piece,
            "desks:remove_evidence": {"evidence_id": proof.pk},
        }

    return of(own), of(other)
