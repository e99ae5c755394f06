"""What the doors of the consolidated report answer: overseers read, who runs the plan writes, to all others there is nothing."""

from typing import Any

from reports import consolidated as made

from ngayso.reports import consolidation as actions

_READ = ("sxxoooo", "mmmmmmm", "sxxoooo", "mmmmmmm")
_WRITE = ("mmmmmmm", "xxxxxrr", "mmmmmmm", "xxxxxrr")
# (GET, POST, GET other, POST other): no unit stands in these addresses, so "other" is another round.
DOORS: dict[str, tuple[str, str, str, str]] = {
    "reports:consolidation": _READ,
    "reports:consolidation_preview": _READ,
    "reports:consolidation_changes": _READ,
    "reports:consolidation_number": ("sxxxxxx", "mmmmmmm", "sxxxxxx", "mmmmmmm"),
    "reports:consolidation_words": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxbb"),
    "reports:consolidation_head": ("sxxxxoo", "xxxxxbb", "sxxxxoo", "xxxxxbb"),
    "reports:consolidation_count": _WRITE,
    "reports:consolidation_draw": _WRITE,
    "reports:consolidation_issue": ("sxxxxoo", "xxxxxbb", "sxxxxoo", "xxxxxbb"),
    "reports:versions": _READ,
    "reports:version": _READ,
    "reports:version_number": ("sxxxxxx", "mmmmmmm", "sxxxxxx", "mmmmmmm"),
    "reports:version_recount": _READ,
    "reports:version_progress": ("sxxrrrr", "mmmmmmm", "sxxrrrr", "mmmmmmm"),
    "reports:version_print": _WRITE,
}


def words(plan: Any, own: Any, other: Any, people: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two rounds of the plan, each with a draft."""
    known = made.indicators()
    found = []
    for name in ("Lần đầu", "Bổ sung"):
        round_ = made.round_of(plan, known=known, name=name)
        version = actions.draw_draft(round_, "province", actor=people["focal"])
        common = {"plan_id": plan.pk, "round_id": round_.pk}
        of_edition = common | {"edition": "province", "place": "next"}
        found.append(
            {
                door: common | {"version_id": version.pk}
                if door.startswith("reports:version_") or door == "reports:version"
                else of_edition
                for door in DOORS
            }
        )
    return found[0], found[1]
