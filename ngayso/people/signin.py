"""How a person comes in: with a password, or with a link that works once."""

import datetime as dt
import functools
import hashlib
import secrets
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.origin import is_made_by_run
from ngayso.people.models import SignInLink, User

LINK_LASTS = dt.timedelta(minutes=30)


def digest(token: str) -> str:
    """SHA-256 of a random token: with 256 random bits no slow hash is needed, and a look-up is one index read."""
    return hashlib.sha256(token.encode()).hexdigest()


class LongEnough(MinimumLengthValidator):
    """The shortest password, told in the language of the page: Django's catalogue has no Vietnamese sentence for it."""

    def get_error_message(self) -> str:
        return _("Mật khẩu ngắn hơn %(count)d ký tự. Hãy đặt mật khẩu dài hơn.") % {"count": self.min_length}


class PasswordOrLink:
    """Django authentication backend."""

    def authenticate(
        self, request: Any, login: str | None = None, password: str | None = None, token: str | None = None
    ) -> User | None:
        if token is not None:
            return self.by_link(token)
        if login is None or password is None:
            return None
        user = User.objects.filter(login=login.strip().lower()).first()
        # A stranger's name costs the same time as a wrong password, so that names cannot be tried out.
        if user is None or not user.has_usable_password():
            check_password(password, nobody())
            return None
        if not check_password(password, user.password, setter=lambda raw: _rehash(user, raw)):
            return None
        return user if self.may_come_in(user) else None

    def by_link(self, token: str) -> User | None:
        """Claims the link (two clicks at once: one wins) and gives its person."""
        now = clock.now()
        link = SignInLink.objects.select_related("user").filter(token_hash=digest(token), expires_at__gt=now).first()
        if link is None or not self.may_come_in(link.user):
            return None
        if link.reusable:
            return link.user if link.user.demo else None
        claimed = SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now)
        return link.user if claimed else None

    def may_come_in(self, user: User) -> bool:
        return user.is_active and (not user.demo or is_made_by_run())

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and self.may_come_in(user) else None


@functools.cache
def nobody() -> str:
    """A password that is nobody's; made at the first need, since making it takes a while on purpose."""
    return make_password(secrets.token_urlsafe(16))


def _rehash(user: User, raw: str) -> None:
    user.set_password(raw)
    user.save(update_fields=["password"])


def is_demo_link(token: str) -> bool:
    """Whether the token belongs to a demo account's lasting link."""
    return SignInLink.objects.filter(token_hash=digest(token), reusable=True, user__demo=True).exists()


def make_link(user: User, *, actor: Any, lasts: dt.timedelta = LINK_LASTS, reusable: bool = False) -> str:
    """A fresh sign-in token for the person; only its hash is kept. `reusable` only for demo accounts."""
    if reusable and not user.demo:
        raise ValueError("only a demo account has a reusable link")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        SignInLink.objects.create(
            token_hash=digest(token), user=user, expires_at=clock.now() + lasts, reusable=reusable
        )
        audit.record("people.link_made", user, actor=actor, reusable=reusable)
    return token


def sweep() -> None:
    """Forgets links that were used or ran out over a day ago."""
    old = clock.now() - dt.timedelta(days=1)
    SignInLink.objects.filter(Q(used_at__lt=old) | Q(expires_at__lt=old)).delete()
