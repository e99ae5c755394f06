"""Pages of the reports."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ngayso.core.files import DOCX
from ngayso.plans.models import Plan
from ngayso.plans.outs import attachment
from ngayso.plans.views import Asked, day_asked, seen
from ngayso.reports import actions, rules
from ngayso.reports.queries import told


def _plan(request: HttpRequest, plan_id: UUID) -> Plan:
    plan = seen(request, plan_id)
    if not rules.may_report(request.user):
        raise Http404
    return plan


@require_safe
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """What the report will say, in short, and where to get it."""
    plan, asked = _plan(request, plan_id), day_asked(request)
    context = {"plan": plan, "asked": asked, "day": asked.day, "told": told(plan, asked.day)}
    return render(request, "reports/plan.html", context, status=400 if asked.wrong else 200)


@require_POST
def download(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The report as a Word document, drawn now and recorded."""
    plan = _plan(request, plan_id)
    asked: Asked = day_asked(request)
    name, document = actions.draw_report(plan, as_of=asked.day, actor=request.user)
    return attachment(document, DOCX, name)
