"""What the doors of the board and of the one-minute page answer."""

from typing import Any

# The board speaks of all units: its doors know no own and other unit.
DOORS: dict[str, tuple[str, str, str, str]] = {
    "follow:board": ("sxxoooo", "mmmmmmm", "", ""),
    "follow:minute": ("sxxoooo", "mmmmmmm", "", ""),
    "follow:board_xlsx": ("sxxoooo", "mmmmmmm", "", ""),
    "follow:compare": ("sxxoooo", "mmmmmmm", "", ""),
    "follow:unreceived": ("sxxoooo", "mmmmmmm", "", ""),
    "follow:remind_to_receive": ("mmmmmmm", "xxxxxbb", "", ""),
    "follow:keep_view": ("mmmmmmm", "xxxbxbb", "", ""),
    # A view that the focal officer keeps, first for all, then for one's own eyes: leaders see the first and may not drop
    # it; nobody else sees the second.
    "follow:forget_view": ("mmmmmmm", "xxxfxrr", "mmmmmmm", "xxxxxrx"),
}


def words(plan: Any, own: Any, other: Any, people: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The words of each address with objects of one's own unit, and of another's."""
    from ngayso.follow.models import SavedView

    shared = SavedView.objects.create(
        plan=plan, user=people["focal"], name="Việc trễ", query="tinh-trang=tre", shared=True
    )
    private = SavedView.objects.create(plan=plan, user=people["focal"], name="Của mình", query="nhom=district")
    here = {name: {"plan_id": plan.pk} for name in DOORS if name != "follow:forget_view"}
    of_shared = {"follow:forget_view": {"plan_id": plan.pk, "view_id": shared.pk}}
    of_private = {"follow:forget_view": {"plan_id": plan.pk, "view_id": private.pk}}
    return here | of_shared, of_private
