"""Who may follow up."""

from typing import Any

from ngayso.follow.models import SavedView
from ngayso.people.models import Role
from ngayso.plans.rules import may_oversee, may_run_plan


def may_follow(user: Any) -> bool:
    """Whoever oversees all units sees the board, the comparison and the one-minute page."""
    return may_oversee(user)


def may_remind(user: Any) -> bool:
    """Who runs the plan has units reminded."""
    return may_run_plan(user)


def may_keep_view(user: Any) -> bool:
    """Who follows up keeps views of the board, but for those who only audit: they change nothing."""
    return may_oversee(user) and user.has_role(Role.FOCAL, Role.ADMIN, Role.LEADER)


def may_change_view(user: Any, view: SavedView) -> bool:
    """One's own; a shared one also who runs the plan."""
    return may_keep_view(user) and (view.user_id == user.pk or (view.shared and may_run_plan(user)))
