"""The desk of a unit: what lies on it, the word of receipt."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core import clock
from ngayso.desks import actions, rules
from ngayso.desks.desk import desk as desk_of
from ngayso.desks.desk import next_step
from ngayso.desks.questions import talk
from ngayso.people.models import Unit
from ngayso.people.queries import within_reach
from ngayso.plans.models import Assigned, Plan
from ngayso.plans.rules import may_oversee
from ngayso.plans.views import day_asked
from ngayso.words.fold import fold

MOST_UNITS = 60
FEW_DUTIES = 8
"""So many items of duties stand open on the desk; the rest is folded."""


def seen_unit(request: HttpRequest, unit_id: UUID) -> Unit:
    """The unit when the user may see its desk, else 404."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=unit_id)
    if not rules.may_see_desk(request.user, unit):
        raise Http404
    return unit


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """To the desk of one's unit; who looks after several chooses."""
    user: Any = request.user
    if not user.is_authenticated or not user.held():
        raise Http404
    oversees = may_oversee(user)
    mine = list({m.unit_id: m.unit for m in user.held()}.values())
    given = request.GET.get("tim", "").strip()[:100]
    whole = "tat-ca" in request.GET or bool(given) or "page" in request.GET
    if len(mine) == 1 and not oversees and not whole:
        return redirect("desks:desk", mine[0].pk)
    found = Unit.objects.filter(pk__in=Assigned.objects.values("unit_id"))
    if not oversees:
        found = found.filter(within_reach(user, field="pk"))
    if given:
        found = found.filter(Q(folded__contains=fold(given)) | Q(aliases__folded__contains=fold(given))).distinct()
    page = Paginator(found.order_by("order", "name"), MOST_UNITS).get_page(request.GET.get("page"))
    return render(request, "desks/desks.html", {"page": page, "mine": mine, "given": given})


@require_safe
def desk(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Everything that lies on the desk, as of a day."""
    unit, asked = seen_unit(request, unit_id), day_asked(request)
    may_write = rules.may_write_at_desk(request.user, unit) and asked.is_today
    found = desk_of(unit, asked.day, request.user)
    newest = found.running[0] if found.running else None
    key_days = {one.plan.day - dt.timedelta(days=ago) for one in [*found.running, *found.over][:2] for ago in (0, 7)}
    wanted = request.GET.get("qua", "") or (str(found.over[0].plan.pk) if found.over and newest is None else "")
    context = {
        "unit": unit,
        "desk": found,
        "opened": next((one.plan for one in found.over if str(one.plan.pk) == wanted), None),
        "newest": newest,
        "step": next_step(found, may_write=may_write),
        "may_write": may_write,
        "on_behalf": may_write and rules.is_on_behalf(request.user, unit),
        "talk": talk(request.user, newest.plan, unit) if newest is not None else None,
        "has_below": unit.children.filter(assigned__isnull=False).exists(),
        "few_duties": FEW_DUTIES,
        "key_days": sorted(one for one in key_days if one < clock.today() and one != asked.day),
        "asked": asked,
        "day": asked.day,
    }
    return render(request, "desks/desk.html", context, status=400 if asked.wrong else 200)


@require_POST
def acknowledge(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """ "Đã nhận": of the programmes named by `plan`."""
    unit = seen_unit(request, unit_id)
    if not rules.may_write_at_desk(request.user, unit):
        raise Http404
    try:
        ids = [UUID(given) for given in request.POST.getlist("plan")]
    except ValueError:
        raise Http404 from None
    plans = list(Plan.objects.visible_to(request.user).filter(pk__in=ids))
    if not ids or len(plans) != len(set(ids)):
        raise Http404
    actions.acknowledge_all(plans, unit, actor=request.user)
    messages.success(request, _("Đã ghi: đơn vị đã nhận. Cơ quan đầu mối thấy tên và giờ của lần báo đầu tiên."))
    return redirect("desks:desk", unit.pk)
