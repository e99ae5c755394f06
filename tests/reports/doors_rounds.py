"""What the doors of the reporting rounds answer."""

import datetime as dt
from typing import Any

# "Other" is a round that is still being made ready: whoever does not oversee must not see it.
DOORS: dict[str, tuple[str, str, str, str]] = {
    "reports:rounds": ("sxooooo", "mmmmmmm", "", ""),
    "reports:make_round": ("sxxxxoo", "xxxxxbb", "", ""),
    "reports:round": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "reports:change_round": ("sxxxxoo", "xxxxxbb", "sxxxxoo", "xxxxxbb"),
    "reports:open_round": ("mmmmmmm", "xxxxxrr", "mmmmmmm", "xxxxxrr"),
    "reports:remind_silent": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxcc"),
    "reports:round_form": ("sxxoooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "reports:round_activity": ("sxxxxoo", "xxxxxbb", "sxxxxoo", "xxxxxbb"),
    "reports:round_xlsx": ("sxxoooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
}


def words(plan: Any, own: Any, other: Any, people: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """An open round, and one that is not open yet."""
    from ngayso.core import clock
    from ngayso.reports import rounds

    made = rounds.make_round(plan, deadline=plan.deadlines.get(), actor=people["focal"])
    rounds.open_round(made, actor=people["focal"])
    due = clock.day_start(dt.date(2025, 12, 6))
    ready = rounds.make_round(plan, until=dt.date(2025, 11, 30), due=due, actor=people["focal"])

    def named(round_: Any, door: str) -> dict[str, Any]:
        found = {"plan_id": plan.pk}
        if door not in ("reports:rounds", "reports:make_round"):
            found["round_id"] = round_.pk
        if door == "reports:round_activity":
            found["activity_id"] = plan.activities.get(key="a2").pk
        return found

    return {door: named(made, door) for door in DOORS}, {door: named(ready, door) for door in DOORS}
