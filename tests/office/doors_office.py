"""What the doors of the outbox answer. Messages are the affair of the house: a unit reads what it gets where it gets it."""

from typing import Any

from ngayso.office.actions import deliver

DOORS: dict[str, tuple[str, str, str, str]] = {
    "office:outbox": ("sxxxooo", "mmmmmmm", "", ""),
    "office:letters": ("sxxxooo", "mmmmmmm", "", ""),
    "office:pass_on_letters": ("mmmmmmm", "xxxxxbb", "", ""),
    "office:delivery": ("sxxxooo", "mmmmmmm", "sxxxooo", "mmmmmmm"),
    "office:letter": ("sxxxooo", "mmmmmmm", "sxxxooo", "mmmmmmm"),
    "office:drop": ("mmmmmmm", "xxxxxrr", "mmmmmmm", "xxxxxrr"),
    "office:try_again": ("mmmmmmm", "xxxxxcc", "mmmmmmm", "xxxxxcc"),  # a letter has no channel that sends
    "office:settle": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxbb"),
    "office:pass_on": ("mmmmmmm", "xxxxxrr", "mmmmmmm", "xxxxxrr"),
}


def words(
    plan: Any, own: Any, other: Any, people: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """A letter to one's own unit, one to another."""
    letters = [
        deliver(
            key=f"cua-{unit.code}",
            unit=unit,
            purpose="reminder",
            subject="Nhắc việc",
            body="Việc.",
            channel="letter",
        )
        for unit in (own, other)
    ]
    mine, theirs = ({door: {"delivery_id": row.pk} for door in DOORS} for row in letters)
    for told in (mine, theirs):
        told["office:outbox"] = told["office:letters"] = told["office:pass_on_letters"] = {}
    return mine, theirs
