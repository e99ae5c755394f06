"""The first administrator, made at the machine itself: everybody after that is invited on the page."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.people.models import Membership, Province, Role, User
from ngayso.people.signin import make_link


def has_admin() -> bool:
    """Somebody holds the role of administrator today and may sign in."""
    held = Membership.objects.on(clock.today()).filter(role=Role.ADMIN)
    return held.filter(user__is_active=True, user__demo=False).exists()


def make_admin(login: str, *, name: str) -> str:
    """An account with the role of administrator in the focal unit; the token of a link that signs in once, for a day.

    Twice gives the same account and a fresh link, which also helps an administrator who is locked out. Asks no right:
    whoever runs commands here holds the database. Raises Refusal when there is no directory yet, the name belongs to
    somebody without that role, or the account is closed.
    """
    login = login.strip().lower()
    province = Province.objects.select_related("focal").first()
    if province is None:
        raise Refusal(_("Chưa có danh bạ đơn vị. Hãy chạy make run trước."), 409)
    if not login or not name.strip():
        raise Refusal(_("Hãy nêu tên đăng nhập và họ tên."))
    with transaction.atomic():
        user = User.objects.filter(login=login).first()
        if user is None:
            user = User(login=login, name=name.strip(), email=login if "@" in login else "")
            user.set_unusable_password()
            user.save()
            Membership.objects.create(user=user, unit=province.focal, role=Role.ADMIN)
            audit.record("people.admin_made", user, unit=province.focal.code)
        elif user.demo or not user.is_active or not user.has_role(Role.ADMIN):
            raise Refusal(_("Tên đăng nhập này đã có người dùng khác. Hãy chọn tên khác."), 409)
        return make_link(user, actor=None, lasts=dt.timedelta(days=1))
