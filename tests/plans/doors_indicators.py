"""What the doors of the indicator catalogue answer."""

from typing import Any

DOORS: dict[str, tuple[str, str, str, str]] = {
    "plans:indicators": ("sxooooo", "mmmmmmm", "", ""),
    "plans:add_indicator": ("sxxxxoo", "xxxxxbb", "", ""),
    "plans:install_indicators": ("mmmmmmm", "xxxxxrr", "", ""),
    "plans:indicator": ("sxxxxoo", "xxxxxbb", "", ""),
    "plans:retire_indicator": ("mmmmmmm", "xxxxxrr", "", ""),
    "plans:add_relation": ("sxxxxoo", "xxxxxbb", "", ""),
    "plans:relation": ("sxxxxoo", "xxxxxbb", "", ""),
    "plans:retire_relation": ("mmmmmmm", "xxxxxrr", "", ""),
}


def words(plan: Any, own: Any, other: Any, people: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """One catalogue for all units: there is no other."""
    from ngayso.plans import indicators

    indicators.install()
    code = {"code": "ho-da-den"}
    relation = {"code": "ho-luot"}
    found = {
        "plans:indicator": code,
        "plans:retire_indicator": code,
        "plans:relation": relation,
        "plans:retire_relation": relation,
    }
    return {door: found.get(door, {}) for door in DOORS}, {}
