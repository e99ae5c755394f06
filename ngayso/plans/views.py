"""Pages of a programme that are read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngayso.core import charts, clock
from ngayso.core.templatetags.look import nbsp_compounds
from ngayso.people.models import Unit
from ngayso.plans import calendar, kinds, queries, rules
from ngayso.plans import text as texts
from ngayso.plans.forms import NewNameForm, kind_choices
from ngayso.plans.models import Activity, Plan
from ngayso.plans.titles import short_title

FEW_UNITS = 30
MANY_UNITS = 80
"""A group of units longer than this is folded to its count until it is asked for: on the programme's page, on its own."""
WHOLE = ("entry", "content", "funding", "items", "recipients", "kind", "name", "day", "start", "end", "tentative")
"""Fields whose words are whole paragraphs, or stand under another mark already."""
SHEET, WHOLE_SHEET = 480, 545
"""Pixels of rows that stand on one A4 sheet on its side, below the head of a section, below a line of heading."""
FIRST_YEAR, LAST_YEAR = 1990, 2199
"""Days beyond are slips of the keyboard, and the calendar itself ends soon after."""
FEW_ACTIVITIES = 14
"""Beyond this the table of units by activities stands on its own page only."""


def seen(request: HttpRequest, plan_id: UUID) -> Plan:
    """The plan when the user may see it, else 404."""
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("focal", "file"), pk=plan_id)


@dataclass(frozen=True)
class Asked:
    """The day that a page is asked to speak of."""

    day: dt.date
    wrong: str = ""
    """A sentence when what was asked is no day; the page then speaks of today."""
    given: str = ""

    @property
    def is_today(self) -> bool:
        return self.day == clock.today()

    @property
    def query(self) -> str:
        """ "?ngay=…" to keep the day on the way to another page; empty for today."""
        return "" if self.is_today else f"?ngay={self.day.isoformat()}"


def day_asked(request: HttpRequest) -> Asked:
    """From `?ngay=2024-10-03` or `?ngay=03/10/2024`."""
    given = request.GET.get("ngay", "").strip()
    if not given:
        return Asked(clock.today())
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(given, form).date()
        except ValueError:
            continue
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return Asked(day, given=given)
    sentence = _("“%s” không phải là một ngày. Chọn lại ngày, ví dụ 03/10/2024. Trang đang tính đến hôm nay.")
    return Asked(clock.today(), sentence % given[:40], given)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], asked: Asked) -> HttpResponse:
    context |= {"asked": asked, "day": asked.day, "may_run": rules.may_run_plan(request.user)}
    context["may_oversee"] = rules.may_oversee(request.user)
    return render(request, template, context, status=400 if asked.wrong else 200)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The programmes, newest first."""
    found = Plan.objects.visible_to(request.user)
    if not request.user.is_authenticated or not request.user.held():
        raise Http404
    counted = found.select_related("focal").annotate(
        activity_count=Count("activities", filter=Q(activities__cancelled_at=None))
    )
    counted = counted.order_by("-day", "-confirmed_at")
    page = Paginator(counted, 30).get_page(request.GET.get("page"))
    return render(
        request, "plans/plans.html", {"page": page, "day": clock.today(), "may_run": rules.may_run_plan(request.user)}
    )


@require_safe
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The programme: what it is, what to do next, when, who, by when."""
    plan, asked = seen(request, plan_id), day_asked(request)
    day = asked.day
    every = queries.lines(plan, day)
    only = _unit_asked(request)
    shown = every if only is None else queries.lines(plan, day, unit=only)
    reports = queries.deadlines(plan)
    due = queries.dues(plan, every, reports, day)
    may_run = rules.may_run_plan(request.user)
    todo = queries.steps(plan, every, due, day) if may_run else []
    if may_run and every and all(one.state in ("ended", "cancelled") for one in every if one.leads):
        todo.insert(0, _report_step(plan))
    mine = [m.unit for m in request.user.held()] if request.user.is_authenticated else []
    matrix = queries.matrix(plan, every, most=FEW_UNITS) if only is None and len(every) <= FEW_ACTIVITIES else None
    return _shown(
        request,
        "plans/plan.html",
        {
            "plan": plan,
            "lines": shown,
            "count": len(every),
            "only": only,
            "mine": list({unit.pk: unit for unit in mine}.values()),
            "steps": todo,
            "step": todo[0] if todo else None,
            "drawn": drawn(plan, shown, due, day),
            "dues": due,
            "reports": reports,
            "matrix": matrix,
            "unit_count": matrix.units if matrix else queries.counted_units(plan),
            "duties": queries.duties(plan, unit=only),
            "watch": [one for one in every if one.state in ("leadless", "undated", "cancelled")],
            "key_days": queries.key_days(plan, every, day),
            "left": (plan.day - day).days,
            "motto": plan.theme.strip(' “”".'),
            "sources": queries.sources(plan, plan),
            "feed_url": request.build_absolute_uri(
                reverse("plans:feed", args=[plan.pk, calendar.token(plan, request.user)])
            ),
        },
        asked,
    )


def _report_step(plan: Plan) -> queries.Step:
    return queries.Step(
        _("Lập báo cáo tổng hợp"),
        _("Mọi hoạt động có đơn vị chủ trì đều đã hết thời gian ghi trong Kế hoạch."),
        reverse("reports:plan", args=[plan.pk]),
        _("Mở trang báo cáo"),
    )


def _unit_asked(request: HttpRequest) -> Unit | None:
    """From `?don-vi=<id>`; an id that is none shows nobody's work as everybody's: 404."""
    given = request.GET.get("don-vi", "")
    if not given:
        return None
    try:
        return Unit.objects.visible_to(request.user).get(pk=UUID(given))
    except (ValueError, Unit.DoesNotExist):
        raise Http404 from None


@require_safe
def timeline(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The timeline alone, for an A4 sheet on its side."""
    plan, asked = seen(request, plan_id), day_asked(request)
    lines = queries.lines(plan, asked.day)
    due = queries.dues(plan, lines, queries.deadlines(plan), asked.day)
    context = {
        "plan": plan,
        "lines": lines,
        "drawn": drawn(plan, lines, due, asked.day, room=WHOLE_SHEET),
        "dues": due,
    }
    return _shown(request, "plans/timeline.html", context, asked)


@require_safe
def units(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Units by activities."""
    plan, asked = seen(request, plan_id), day_asked(request)
    only = request.GET.get("cap", "")
    if only and only not in dict(queries.GROUPS):
        raise Http404
    lines = queries.lines(plan, asked.day)
    context = {
        "plan": plan,
        "matrix": queries.matrix(plan, lines, only=only, most=MANY_UNITS),
        "only": only,
        "groups": queries.GROUPS,
    }
    return _shown(request, "plans/units.html", context, asked)


@require_safe
def unit(request: HttpRequest, plan_id: UUID, unit_id: UUID) -> HttpResponse:
    """What the programme asks of one unit."""
    plan, asked = seen(request, plan_id), day_asked(request)
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=unit_id)
    return _shown(
        request,
        "plans/unit.html",
        {"plan": plan, "unit": unit, "work": queries.unit_work(plan, unit, asked.day)},
        asked,
    )


@require_safe
def activity(request: HttpRequest, plan_id: UUID, activity_id: UUID) -> HttpResponse:
    """Everything that the plan says of one activity, each value with the words it came from."""
    plan, asked = seen(request, plan_id), day_asked(request)
    activity = get_object_or_404(plan.activities.prefetch_related("targets"), pk=activity_id)
    return _shown(request, "plans/activity.html", activity_context(plan, activity, asked.day), asked)


def activity_context(plan: Plan, activity: Activity, day: dt.date) -> dict[str, Any]:
    """What the page of an activity shows."""
    sources = queries.sources(plan, activity)
    named = queries.named_units(activity)
    counted: dict[str, int] = {}
    for assignment in named:
        at = counted[assignment.part] = counted.get(assignment.part, -1) + 1
        assignment.source = sources.get(f"{assignment.part}s.{at}")  # type: ignore[attr-defined]
    return {
        "plan": plan,
        "activity": activity,
        "line": queries.line(activity, day),
        "kind": kinds.kind_of(activity.kind),
        "kinds": kind_choices(),
        "named": named,
        "sources": sources,
        "name_form": NewNameForm(day=plan.as_of),
        "around": _around(plan, activity),
        "directory": Unit.objects.on(plan.as_of).order_by("order", "name"),
    }


def _around(plan: Plan, activity: Activity) -> dict[str, Activity | None]:
    """The activities before and after, for leafing through."""
    keys = list(plan.activities.values_list("pk", flat=True))
    at = keys.index(activity.pk)
    near = {a.pk: a for a in plan.activities.filter(pk__in=keys[max(at - 1, 0) : at + 2])}
    return {
        "before": near[keys[at - 1]] if at else None,
        "after": near[keys[at + 1]] if at + 1 < len(keys) else None,
    }


@require_safe
def text(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The document as it looks; `?nguon=<id>` marks the words that one value came from."""
    plan = seen(request, plan_id)
    if not plan.text:
        raise Http404
    sources = [s for s in plan.sources.all() if s.start is not None and s.end is not None]
    given = request.GET.get("nguon", "")
    here = next((s for s in sources if str(s.pk) == given), None)
    activities = {str(pk): title for pk, title in plan.activities.values_list("pk", "title")}
    marks = [
        texts.Mark(s.start or 0, s.end or 0, s, here=s is here)
        for s in sources
        if s is here or s.field.partition(".")[0] not in WHOLE
    ]
    return render(
        request,
        "plans/text.html",
        {
            "plan": plan,
            "parts": texts.laid_out(plan.text, plan.blocks, marks),
            "here": here,
            "here_title": activities.get(here.owner_id, "") if here else "",
            "activities": activities,
            "sections": plan.sections.filter(level__lte=2),
        },
    )


@dataclass(frozen=True)
class Drawn:
    """The timeline, drawn wide, narrow and cut into sheets for paper; with the signs it uses."""

    wide: str
    narrow: str
    legend: str
    sheets: list[str]


def drawn(
    plan: Plan,
    lines: list[queries.Line],
    due: list[queries.Due],
    day: dt.date,
    *,
    public: bool = False,
    room: int = SHEET,
) -> Drawn:
    """SVG of our own making: every word of the plan in it is escaped by core.charts. `public` leaves out what only
    officers see: links, doubts, sheets for paper."""
    rows = [_row(one, public=public) for one in lines]
    ends = {one.activity.end for one in lines}
    told = [charts.Deadline(d.day, _("Báo cáo"), d.refs[0][1] if d.refs else "") for d in due if d.is_report]
    told += [charts.Deadline(d.day, _("Hạn"), "") for d in due if d.day in ends and d.only_end]
    peak = (plan.day - dt.timedelta(days=9), plan.day)
    given: dict[str, Any] = {"today": day, "peak": peak, "deadlines": told}
    return Drawn(
        wide=mark_safe(charts.timeline(rows, **given)),  # noqa: S308 escaped by core.charts
        narrow=mark_safe(charts.timeline(rows, **given, width="narrow")),  # noqa: S308
        legend=mark_safe(charts.legend(rows, peak=peak, deadlines=told)),  # noqa: S308
        sheets=[mark_safe(s) for s in charts.timeline_sheets(rows, **given, room=room)] if not public else [],  # noqa: S308
    )


def _row(one: queries.Line, *, public: bool) -> charts.Row:
    activity = one.activity
    doubtful = one.state == "leadless" and bool(activity.start or activity.end) and not public
    return charts.Row(
        ref=activity.ref,
        title=nbsp_compounds(short_title(activity.title, most=110)),
        who=one.lead_names or ("" if public else _("Kế hoạch không ghi đơn vị chủ trì")),
        start=activity.start,
        end=activity.end,
        tentative=activity.tentative,
        state="off" if one.state == "cancelled" else "none",
        url="" if public else one.url,
        note=_("Chưa rõ chủ trì") if doubtful else "",
    )
