"""What was sent, as it was frozen; and the way of a figure back to its record. Pages that are only read."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ngayso.desks.models import Work
from ngayso.plans.models import Activity, Figure, Indicator, Plan
from ngayso.plans.rules import may_oversee
from ngayso.plans.views import seen
from ngayso.reports import rules
from ngayso.reports.flow_views import report_of, review_url
from ngayso.reports.frozen import differences, digest, number
from ngayso.reports.models import Review, Submission, UnitReport
from ngayso.reports.queue import RINGS
from ngayso.reports.trace import trace

WHAT = {
    "value": _("lũy kế, hoặc số đang có"),
    "in_period": _("số trong kỳ"),
    "word": _("lời giải thích"),
    "words": _("kết quả bằng lời"),
    "difficulties": _("khó khăn, vướng mắc"),
    "proposals": _("kiến nghị, đề xuất"),
}
NUMBERS = ("value", "in_period")


def _named(plan: Plan, content: dict[str, Any]) -> tuple[dict[str, Activity], dict[str, Indicator]]:
    """Activities and indicators that a frozen content names. 2 queries."""
    activities = {str(one.pk): one for one in plan.activities.all()}
    codes = {cell["indicator"] for cell in content.get("cells", [])}
    return activities, {one.code: one for one in Indicator.objects.filter(code__in=codes)}


@require_safe
def submission(request: HttpRequest, plan_id: UUID, submission_id: UUID) -> HttpResponse:
    """What a unit sent once, its hash, what differs from the time before, what was said of it."""
    plan = seen(request, plan_id)
    found = Submission.objects.visible_to(request.user).filter(report__round__plan=plan)
    sent = get_object_or_404(found.select_related("report__round", "report__unit__parent", "by"), pk=submission_id)
    sent.report.round.plan = plan
    near = {one.number: one for one in sent.report.submissions.filter(number__in=(sent.number - 1, sent.number + 1))}
    before = near.get(sent.number - 1)
    activities, indicators = _named(plan, sent.content)
    cells: dict[str, list[dict[str, Any]]] = {}
    for cell in sent.content["cells"]:
        row: dict[str, Any] = {name: number(cell[name]) for name in ("in_period", "value", "counted")}
        row |= {"indicator": indicators.get(cell["indicator"]), "code": cell["indicator"], "word": cell["word"]}
        cells.setdefault(cell["activity"], []).append(row)
    passages = {one["activity"]: one for one in sent.content["passages"]}
    context = {
        "plan": plan,
        "round": sent.report.round,
        "report": sent.report,
        "unit": sent.report.unit,
        "sent": sent,
        "before": before,
        "after": near.get(sent.number + 1),
        "agrees": digest(sent.content) == sent.sha256,
        "parts": [
            (activities.get(key), cells.get(key, []), passages.get(key)) for key in dict.fromkeys([*cells, *passages])
        ],
        "changes": [_change(one, activities, indicators) for one in differences(before, sent)] if before else [],
        "reviews": sent.reviews.select_related("unit", "by"),
        "ring": RINGS[sent.report.state],
        "review_url": review_url(sent.report) if _judges(request.user, sent.report) else "",
        "activities": activities,
    }
    return render(request, "reports/submission.html", context)


def _change(one: Any, activities: dict[str, Activity], indicators: dict[str, Indicator]) -> dict[str, Any]:
    activity, indicator = activities.get(one.activity), indicators.get(one.indicator)
    is_number = one.what in NUMBERS
    return {
        "activity": activity,
        "name": indicator.name if indicator is not None else one.indicator,
        "what": WHAT[one.what],
        "before": number(one.before) if is_number else one.before,
        "after": number(one.after) if is_number else one.after,
        "is_number": is_number,
    }


@require_safe
def history(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """Every time that a report was sent, and every verdict, newest first."""
    report = report_of(request, plan_id, round_id, unit_id)
    steps: list[tuple[Any, str, Any]] = [(one.at, "sent", one) for one in report.submissions.select_related("by")]
    verdicts = Review.objects.filter(submission__report=report).select_related("unit", "by", "submission")
    steps += [(one.at, "verdict", one) for one in verdicts]
    context = {
        "plan": report.round.plan,
        "round": report.round,
        "report": report,
        "unit": report.unit,
        "steps": sorted(steps, key=lambda step: step[0], reverse=True),
        "ring": RINGS[report.state],
        "review_url": review_url(report) if _judges(request.user, report) else "",
    }
    return render(request, "reports/submission_history.html", context)


def _judges(user: Any, report: UnitReport) -> bool:
    return may_oversee(user) or rules.may_approve(user, report.unit)


@require_safe
def figure(request: HttpRequest, plan_id: UUID, figure_id: UUID) -> HttpResponse:
    """A figure, step by step back to its record, and whether the steps agree."""
    plan = seen(request, plan_id)
    found = Figure.objects.visible_to(request.user).select_related("activity", "unit", "indicator")
    row = get_object_or_404(found, pk=figure_id, plan=plan)
    row.plan = plan
    steps = trace(row)
    context = {
        "plan": plan,
        "figure": row,
        "trace": steps,
        "work_url": work_url(steps.work) if steps.work is not None else "",
        "later": Figure.objects.filter(
            plan=plan, activity=row.activity, unit=row.unit, indicator=row.indicator, day=row.day, origin=row.origin
        )
        .exclude(pk=row.pk)
        .order_by("made_at"),
        "beside": Figure.objects.in_force()
        .filter(plan=plan, activity=row.activity, unit=row.unit, indicator=row.indicator, day=row.day)
        .exclude(origin=row.origin)
        .first(),
    }
    return render(request, "reports/trace.html", context)


def work_url(work: Work) -> str:
    """The page of a piece of work on its desk; "" where the desks are closed."""
    try:
        return reverse("desks:work", args=[work.plan_id, work.unit_id, "hoat-dong", work.activity_id])
    except NoReverseMatch:
        return ""
