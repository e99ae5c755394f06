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
from ngayso.reports.models import Edition, Round, Version
from ngayso.reports.queries import told
from ngayso.reports.standing import newest_round


def _plan(request: HttpRequest, plan_id: UUID) -> Plan:
    plan = seen(request, plan_id)
    if not rules.may_report(request.user):
        raise Http404
    return plan


@require_safe
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The reports of a programme: the rounds with their two editions, or the first report while there is no round."""
    plan, asked = _plan(request, plan_id), day_asked(request)
    context = {
        "plan": plan,
        "asked": asked,
        "day": asked.day,
        "told": told(plan, asked.day),
        "rounds": _rounds(plan),
        "newest": newest_round(plan),
        "editions": [(edition.value, _lower_first(str(edition.label))) for edition in Edition],
        "may_run": rules.may_run_round(request.user),
    }
    return render(request, "reports/plan.html", context, status=400 if asked.wrong else 200)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _rounds(plan: Plan) -> list[tuple[Round, list[tuple[str, str, Version | None, Version | None]]]]:
    """The rounds, each with its editions: (value, label, last version, last issue). 2 queries."""
    last: dict[tuple[UUID, str, bool], Version] = {}
    found = Version.objects.filter(consolidation__round__plan=plan).select_related("consolidation").defer("content")
    for version in found.order_by("number"):
        row = version.consolidation
        last[row.round_id, row.edition, False] = version
        if version.issued:
            last[row.round_id, row.edition, True] = version
    return [
        (
            round_,
            [
                (e.value, str(e.label), last.get((round_.pk, e.value, False)), last.get((round_.pk, e.value, True)))
                for e in Edition
            ],
        )
        for round_ in plan.rounds.all()
    ]


@require_POST
def download(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The report as a Word document, drawn now and recorded."""
    plan = _plan(request, plan_id)
    asked: Asked = day_asked(request)
    name, document = actions.draw_report(plan, as_of=asked.day, actor=request.user)
    return attachment(document, DOCX, name)
