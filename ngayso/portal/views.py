"""What everybody may see. Only confirmed programmes are asked for: nothing of a draft can come here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ngayso.core import clock
from ngayso.plans.models import Plan
from ngayso.plans.views import drawn
from ngayso.portal import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest programme: its name, theme and countdown, and what a citizen can join."""
    plan = Plan.objects.select_related("focal").newest()
    today = clock.today()
    works = request.user.is_authenticated and bool(request.user.held())
    if plan is None:
        return render(request, "portal/empty.html", {"work_url": reverse("plans:plans") if works else ""})
    lines = queries.public_lines(plan, today)
    doings = queries.doings(lines)
    return render(
        request,
        "portal/home.html",
        {
            "plan": plan,
            "motto": plan.theme.strip(' “”".'),
            "left": (plan.day - today).days,
            "today": today,
            "doings": doings,
            "over": all(doing.line.state == "ended" for doing in doings),
            "lines": lines,
            "drawn": drawn(plan, lines, [], today, public=True) if lines else None,
            "work_url": plan.get_absolute_url() if works else "",
        },
    )
