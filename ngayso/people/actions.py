"""Every write to persons, roles and links. Writes to units are in directory.py."""

import datetime as dt
import secrets
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.people import queries, rules
from ngayso.people.models import Invitation, Membership, Role, SignInLink, Unit, User
from ngayso.people.signin import LINK_LASTS, digest, make_link

INVITATION_LASTS = dt.timedelta(days=14)


def ask_link(email: str, *, url_of: Any) -> None:
    """Sends a sign-in link to the address if a person has it; says nothing of whether one does.

    `url_of(token)` gives the full address to send.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True, demo=False).first()
    if user is None:
        return
    token = make_link(user, actor=user)
    minutes = int(LINK_LASTS.total_seconds() // 60)
    send_mail(
        _("Đường dẫn đăng nhập Ngày Số"),
        _(
            "Mở đường dẫn dưới đây để đăng nhập. Đường dẫn dùng một lần, trong %(minutes)d phút.\n\n%(url)s\n\n"
            "Nếu không phải bạn yêu cầu, hãy bỏ qua thư này."
        )
        % {"minutes": minutes, "url": url_of(token)},
        None,
        [user.email],
    )


def make_link_for(user_id: Any, *, actor: Any) -> tuple[User, str]:
    """A one-time link that an officer hands to a person who has no e-mail at hand.

    404 to whoever may not run the house.

    An officer never gets a link into an account with more rights than their own: only administrators make links for
    administrators.
    """
    user = User.objects.filter(pk=user_id, is_active=True, demo=False).first()
    if not rules.may_run_house(actor) or user is None:
        raise Refusal(_("Không có người dùng này."), 404)
    if user.has_role(Role.ADMIN) and not actor.has_role(Role.ADMIN):
        raise Refusal(_("Chỉ quản trị hệ thống cấp được đường dẫn cho tài khoản quản trị."), 403)
    return user, make_link(user, actor=actor, lasts=dt.timedelta(days=1))


def invite(*, unit_id: Any, role: str, name: str, email: str, actor: Any) -> tuple[Invitation, str]:
    """An invitation and the token of its link. 404 to whoever may not invite."""
    unit = Unit.objects.on(queries.directory_day()).filter(pk=unit_id).first()
    if unit is None or not rules.may_invite(actor, unit, role):
        raise Refusal(_("Không có đơn vị này."), 404)
    if role not in Role.values:
        raise Refusal(_("Hãy chọn vai trò trong danh sách."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            token_hash=digest(token),
            unit=unit,
            role=role,
            name=name.strip(),
            email=email.strip().lower(),
            invited_by=actor,
            expires_at=clock.now() + INVITATION_LASTS,
        )
        audit.record("people.person_invited", invitation, actor=actor, unit=unit.code, role=role)
    return invitation, token


def withdraw_invitation(invitation_id: Any, *, actor: Any) -> None:
    """The link of the invitation stops working. Twice is harmless; one that was accepted stays."""
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None or not rules.may_invite(actor, invitation.unit, invitation.role):
        raise Refusal(_("Không có lời mời này."), 404)
    with transaction.atomic():
        claimed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
            withdrawn_at=clock.now()
        )
        if claimed:
            audit.record("people.invitation_withdrawn", invitation, actor=actor)


def open_invitation(token: str) -> Invitation:
    """The invitation that the token opens now; Refusal 404 when it was used, withdrawn, or ran out."""
    invitation = (
        Invitation.objects.select_related("unit")
        .filter(token_hash=digest(token), accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())
        .first()
    )
    if invitation is None:
        raise Refusal(_("Lời mời này đã dùng, đã rút hoặc hết hạn. Xin đơn vị đầu mối gửi lời mời mới."), 404)
    return invitation


def accept_invitation(token: str, *, login: str, password: str) -> User:
    """Makes the account and gives it the role. The invitation is claimed first, so that two clicks make one account."""
    invitation = open_invitation(token)
    login = login.strip().lower()
    user = User(login=login, name=invitation.name, email=invitation.email)
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    if User.objects.filter(login=login).exists():
        raise Refusal(_("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."), 409)
    user.set_password(password)
    try:
        with transaction.atomic():
            now = clock.now()
            if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
                accepted_at=now
            ):
                raise Refusal(_("Lời mời này vừa được dùng. Hãy đăng nhập."), 409)
            user.save(force_insert=True)
            Membership.objects.create(user=user, unit=invitation.unit, role=invitation.role)
            Invitation.objects.filter(pk=invitation.pk).update(user=user)
            audit.record(
                "people.invitation_accepted", invitation, actor=user, unit=invitation.unit.code, role=invitation.role
            )
    except IntegrityError as error:
        raise Refusal(_("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."), 409) from error
    return user


def give_role(user_id: Any, *, unit_id: Any, role: str, actor: Any) -> Membership:
    """Gives a person a role in a unit from today. Twice is one."""
    user = User.objects.filter(pk=user_id).first()
    unit = Unit.objects.filter(pk=unit_id).first()
    if user is None or unit is None or not rules.may_invite(actor, unit, role):
        raise Refusal(_("Không có người dùng này."), 404)
    if role not in Role.values:
        raise Refusal(_("Hãy chọn vai trò trong danh sách."))
    with transaction.atomic():
        membership, made = Membership.objects.get_or_create(user=user, unit=unit, role=role, until=None)
        if made:
            audit.record("people.role_given", user, actor=actor, unit=unit.code, role=role)
    return membership


def end_role(membership_id: Any, *, actor: Any) -> None:
    """Ends a role today. The last administrator stays."""
    held = Membership.objects.select_related("user", "unit").filter(pk=membership_id, until=None).first()
    if held is None or not rules.may_invite(actor, held.unit, held.role):
        raise Refusal(_("Không có vai trò này."), 404)
    with transaction.atomic():
        others = Membership.objects.select_for_update().filter(role=Role.ADMIN, until=None).exclude(pk=held.pk)
        if held.role == Role.ADMIN and not others.exists():
            raise Refusal(_("Đây là quản trị cuối cùng. Hãy giao vai trò quản trị cho người khác trước."), 409)
        if Membership.objects.filter(pk=held.pk, until=None).update(until=clock.today()):
            audit.record("people.role_ended", held.user, actor=actor, unit=held.unit.code, role=held.role)


def set_active(user_id: Any, *, active: bool, actor: Any) -> None:
    """Opens or closes an account; a closed one is out at its next click. Nobody closes their own."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not rules.may_run_house(actor):
        raise Refusal(_("Không có người dùng này."), 404)
    if user.pk == actor.pk:
        raise Refusal(_("Không thể tự khóa tài khoản của mình."), 409)
    if user.has_role(Role.ADMIN) and not actor.has_role(Role.ADMIN):
        raise Refusal(_("Chỉ quản trị hệ thống đổi được tài khoản quản trị."), 403)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk).exclude(is_active=active).update(is_active=active):
            SignInLink.objects.filter(user=user).delete()
            audit.record("people.account_opened" if active else "people.account_closed", user, actor=actor)


def make_demo(role: str, *, name: str, unit: Unit) -> str:
    """A demo account with that role, and the token of its one-click link; opens only what origin.is_made_by_run()."""
    with transaction.atomic():
        user, made = User.objects.get_or_create(login=f"demo-{role}", defaults={"name": name, "demo": True})
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            Membership.objects.create(user=user, unit=unit, role=role, since=dt.date(2024, 1, 1))
        SignInLink.objects.filter(user=user, reusable=True).delete()
        return make_link(user, actor=None, lasts=dt.timedelta(days=30), reusable=True)


def change_password(user: User, password: str) -> None:
    """The person's own new password (already validated); demo accounts keep none."""
    if user.demo:
        raise Refusal(_("Tài khoản dùng thử không có mật khẩu."), 409)
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        audit.record("people.password_changed", user, actor=user)


def send_invitation(invitation: Invitation, url: str) -> bool:
    """Sends the invitation by e-mail when it has an address; the officer sees the link in any case."""
    if not invitation.email:
        return False
    send_mail(
        _("Lời mời vào Ngày Số"),
        _(
            "%(by)s mời bạn làm %(role)s của %(unit)s trên Ngày Số.\n\nMở đường dẫn dưới đây để nhận lời mời. "
            "Đường dẫn dùng một lần, đến hết ngày %(day)s.\n\n%(url)s"
        )
        % {
            "by": invitation.invited_by.name,
            "role": invitation.get_role_display(),
            "unit": invitation.unit.name,
            "day": invitation.expires_at.astimezone(clock.HERE).strftime("%d/%m/%Y"),
            "url": url,
        },
        None,
        [invitation.email],
        fail_silently=True,
    )
    return True
