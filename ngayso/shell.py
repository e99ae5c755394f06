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
from ngayso.office.rules import may_read_outbox
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
    more: tuple[tuple[str, str, bool], ...]
    """Doors for which the masthead has no room: they stand in a fold at its end."""
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
        nav=_marked(request, _doors(user)) if held else (),
        more=_marked(request, _more(user)) if held else (),
        languages=tuple((code, str(label), code == now) for code, label in settings.LANGUAGES),
        language_url=reverse("set_language"),
        account_url=reverse("people:account"),
        sign_in_url=reverse("people:sign_in"),
        sign_out_url=reverse("people:sign_out"),
    )


def _doors(user: Any) -> list[tuple[str, str]]:
    doors = [(_("Bàn việc"), reverse("desks:desks")), (_("Chương trình"), reverse("plans:plans"))]
    if may_oversee(user):
        doors += [(_("Theo dõi"), reverse("follow")), (_("Báo cáo"), reverse("reports"))]
    if may_see_intake(user):
        doors.append((_("Tiếp nhận"), reverse("intake:drafts")))
    return doors if _more(user) else [*doors, (_("Đơn vị"), reverse("people:units"))]


def _more(user: Any) -> list[tuple[str, str]]:
    """None for who has one door more only: it stands in the row itself."""
    if not may_oversee(user):
        return []
    doors = [(_("Hỏi đáp"), reverse("desks:questions")), (_("Chuyển việc"), reverse("desks:hand_overs"))]
    if may_read_outbox(user):
        doors.append((_("Hộp thư đi"), reverse("office:outbox")))
    doors += [(_("Danh mục số liệu"), reverse("plans:indicators")), (_("Đơn vị"), reverse("people:units"))]
    if may_see_persons(user):
        doors.append((_("Người dùng"), reverse("people:persons")))
    if may_audit(user):
        doors.append((_("Nhật ký"), reverse("people:audit")))
    return doors


def _marked(request: HttpRequest, doors: list[tuple[str, str]]) -> tuple[tuple[str, str, bool], ...]:
    """The doors, the deepest one that leads here marked: questions lie below the desks. Who has no door to the reports
    comes to the report of a unit from its desk.
    """
    every = [url for _label, url in [*_doors(request.user), *_more(request.user)]]
    path = request.path
    if path.startswith(reverse("reports")) and reverse("reports") not in every:
        path = reverse("desks:desks")
    here = max((url for url in every if path.startswith(url)), key=len, default="")
    return tuple((label, url, url == here) for label, url in doors)


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
