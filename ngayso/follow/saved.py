"""Views of a board that people keep."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ngayso.core import audit
from ngayso.core.errors import Refusal
from ngayso.follow import rules
from ngayso.follow.models import SavedView
from ngayso.plans.models import Plan


def save_view(plan: Plan, name: str, query: str, *, shared: bool, actor: Any) -> SavedView:
    """Keeps these filters under a name, for oneself or for all who follow up. The same name again changes one's view.

    Refusal 404 for whom it is not, 400 without a name or filters.
    """
    if not rules.may_keep_view(actor):
        raise Refusal(_("Không có trang này."), 404)
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise Refusal(_("Đặt tên cho cách xem này, không quá 100 chữ."), field="ten")
    if not query or len(query) > 500:
        raise Refusal(_("Bảng đang hiện tất cả. Chọn nhóm, trạng thái hoặc hoạt động rồi lưu cách xem."), field="ten")
    with transaction.atomic():
        view = SavedView.objects.select_for_update().filter(plan=plan, user=actor, name=name).first()
        if view is None:
            try:
                with transaction.atomic():
                    view = SavedView.objects.create(plan=plan, user=actor, name=name, query=query, shared=shared)
            except IntegrityError:  # the same person pressed twice
                view = SavedView.objects.get(plan=plan, user=actor, name=name)
        elif (view.query, view.shared) == (query, shared):
            return view
        view.query, view.shared = query, shared
        view.save(update_fields=["query", "shared"])
        audit.record("follow.view_saved", view, actor=actor, query=query, shared=shared)
    return view


def drop_view(view: SavedView, *, actor: Any) -> None:
    """Forgets a view: one's own, or a shared one for whoever runs the plan. Twice is harmless."""
    if not rules.may_change_view(actor, view):
        raise Refusal(_("Cách xem này do người khác lưu. Lưu một cách xem của mình rồi sửa."), 403)
    with transaction.atomic():
        if SavedView.objects.filter(pk=view.pk).delete()[0]:
            audit.record("follow.view_dropped", view, actor=actor)
