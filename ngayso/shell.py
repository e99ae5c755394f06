"""What every page shows around its content: the province, who is in, the way about. The front door knows every room."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngayso.intake.rules import may_see_intake
from ngayso.people.models import Role
from ngayso.people.queries import province
from ngayso.people.rules import may_audit, may_see_persons
from ngayso.plans.models import Plan
from ngayso.plans.rules import may_oversee


@dataclass(frozen=True)
class Shell:
    """Read by core/base.html and its parts. `nav` and `languages` : (label, url, current), (code, label, current)."""

    province_name: str
    unit_name: str
    unit_short: str
    user: Any
    nav: tuple[tuple[str, str, bool], ...]
    languages: tuple[tuple[str, str, bool], ...]
    language_url: str
    account_url: str
    sign_in_url: str
    sign_out_url: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` (asked of the database only when a template uses it), `theme`, `request_id`."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "theme": getattr(request, "theme", ""),
        "request_id": getattr(request, "id", ""),
    }


def _shell(request: HttpRequest) -> Shell:
    here = province()
    user = getattr(request, "user", None)
    held = user.held() if user is not None and user.is_authenticated else []
    now = get_language()
    return Shell(
        province_name="" if here is None else here.name,
        unit_name=held[0].unit.name if held else "",
        unit_short=str(held[0].unit) if held else "",
        user=user,
        nav=tuple(_doors(request, user)) if held else (),
        languages=tuple((code, str(label), code == now) for code, label in settings.LANGUAGES),
        language_url=reverse("set_language"),
        account_url=reverse("people:account"),
        sign_in_url=reverse("people:sign_in"),
        sign_out_url=reverse("people:sign_out"),
    )


def _doors(request: HttpRequest, user: Any) -> list[tuple[str, str, bool]]:
    doors = [(_("Bàn việc"), reverse("desks:desks")), (_("Chương trình"), reverse("plans:plans"))]
    if may_oversee(user):
        doors.append((_("Theo dõi"), reverse("follow")))
        doors.append((_("Báo cáo"), reverse("reports")))
    if may_see_intake(user):
        doors.append((_("Tiếp nhận"), reverse("intake:drafts")))
    doors.append((_("Đơn vị"), reverse("people:units")))
    if may_see_persons(user):
        doors.append((_("Người dùng"), reverse("people:persons")))
    if may_audit(user):
        doors.append((_("Nhật ký"), reverse("people:audit")))
    return [(label, url, request.path.startswith(url)) for label, url in doors]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where a person's day begins: the desk of a unit, the minute of a leader, the programmes of who runs them."""
    user = request.user
    if not user.is_authenticated:
        raise Http404
    if not user.held():
        return redirect("portal:home")
    newest = Plan.objects.visible_to(user).newest()
    if newest is None or user.has_role(Role.FOCAL, Role.ADMIN, Role.AUDITOR):
        return redirect("plans:plans")
    return redirect("follow:minute", newest.pk) if user.has_role(Role.LEADER) else redirect("desks:desks")


@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """The board of the newest programme."""
    return _of_newest(request, "follow:board")


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of the newest programme."""
    return _of_newest(request, "reports:plan")


def _of_newest(request: HttpRequest, name: str) -> HttpResponse:
    if not may_oversee(request.user):
        raise Http404
    newest = Plan.objects.visible_to(request.user).newest()
    return redirect("plans:plans") if newest is None else redirect(name, newest.pk)
