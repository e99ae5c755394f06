"""Pages of persons, roles and invitations."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngayso.core import clock
from ngayso.people import actions, queries, rules
from ngayso.people.forms import InviteForm, RoleForm
from ngayso.people.models import Invitation, Membership, Role, Unit, User
from ngayso.people.visits import needs


def _roles(user: Any) -> list[str]:
    return [r for r in Role.values if rules.may_invite(user, None, r)]


@needs(rules.may_see_persons)
@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    found = User.objects.visible_to(request.user)
    asked = request.GET.get("tim", "").strip()
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(login__icontains=asked) | Q(email__icontains=asked))
    found = found.prefetch_related("memberships__unit").order_by("name")
    now = clock.now()
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "asked": asked,
        "waiting": waiting.select_related("unit", "invited_by")[:100],
    }
    return render(request, "people/persons.html", context)


@never_cache
@needs(rules.may_see_persons)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    units = Unit.objects.on(queries.directory_day())
    form = InviteForm(request.POST if request.method == "POST" else None, units=units, roles=_roles(request.user))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        invitation, token = actions.invite(
            unit_id=given["unit"].pk, role=given["role"], name=given["name"], email=given["email"], actor=request.user
        )
        url = settings.PUBLIC_URL + reverse("people:accept", args=[token])
        actions.send_invitation(invitation, url)
        # Shown once: only the hash is kept.
        return render(request, "people/invited.html", {"invitation": invitation, "url": url})
    return render(request, "people/invite.html", {"form": form}, status=400 if form.is_bound else 200)


@needs(rules.may_see_persons)
@require_POST
def withdraw(request: HttpRequest, invitation_id: Any) -> HttpResponse:
    actions.withdraw_invitation(invitation_id, actor=request.user)
    messages.success(request, _("Đã rút lời mời."))
    return redirect("people:persons")


@needs(rules.may_see_persons)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, user_id: Any) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    form = RoleForm(
        request.POST if request.method == "POST" else None,
        units=Unit.objects.on(queries.directory_day()),
        roles=_roles(request.user),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.give_role(found.pk, unit_id=given["unit"].pk, role=given["role"], actor=request.user)
        messages.success(request, _("Đã giao vai trò."))
        return redirect("people:person", found.pk)
    context = {
        "person": found,
        "form": form,
        "held": found.memberships.select_related("unit").order_by("-since"),
        "roles": _roles(request.user),
    }
    return render(request, "people/person.html", context, status=400 if form.is_bound else 200)


@needs(rules.may_see_persons)
@require_POST
def end_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    held = Membership.objects.filter(pk=membership_id).first()
    if held is None:
        raise Http404
    actions.end_role(membership_id, actor=request.user)
    messages.success(request, _("Đã thôi vai trò từ hôm nay."))
    return redirect("people:person", held.user_id)


@never_cache
@needs(rules.may_see_persons)
@require_POST
def link(request: HttpRequest, user_id: Any) -> HttpResponse:
    found, token = actions.make_link_for(user_id, actor=request.user)
    url = settings.PUBLIC_URL + reverse("people:open_link", args=[token])
    return render(request, "people/person_link.html", {"person": found, "url": url})


@needs(rules.may_see_persons)
@require_POST
def set_active(request: HttpRequest, user_id: Any) -> HttpResponse:
    actions.set_active(user_id, active=request.POST.get("mo") == "1", actor=request.user)
    return redirect("people:person", user_id)
