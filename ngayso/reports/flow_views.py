"""Pages on which reports are sent, looked through and judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core.errors import Refusal
from ngayso.desks.rules import may_write_at_desk
from ngayso.plans.rules import may_oversee
from ngayso.reports import flow, rules
from ngayso.reports import queue as queues
from ngayso.reports.flow_forms import ReopenForm, VerdictForm
from ngayso.reports.models import ReportState, Review, Round, UnitReport, Way
from ngayso.reports.unit_form import Row, desk_url, read_form
from ngayso.reports.validation import Problem, checked

PAGE = 50
WAITS = (ReportState.SUBMITTED, ReportState.APPROVED)


def round_of(request: HttpRequest, plan_id: UUID, round_id: UUID) -> Round:
    """The round when the user may see it, else 404."""
    rounds = Round.objects.visible_to(request.user).select_related("plan__focal")
    return get_object_or_404(rounds, pk=round_id, plan_id=plan_id)


def report_of(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> UnitReport:
    """The unit's report when the user may see it, else 404. Brings its round and unit along."""
    round_ = round_of(request, plan_id, round_id)
    found = UnitReport.objects.visible_to(request.user).select_related("unit__parent")
    report = get_object_or_404(found, round=round_, unit_id=unit_id)
    report.round = round_
    return report


@require_safe
def queue(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    """What waits for a verdict, the longest waiting first, problems beside."""
    round_ = round_of(request, plan_id, round_id)
    which = request.GET.get("loc", "")
    if not queues.may_see_queue(request.user) or which not in queues.FILTERS:
        raise Http404
    page = Paginator(queues.queue(round_, request.user, which), PAGE).get_page(request.GET.get("page"))
    lines = queues.shown(list(page.object_list))
    oversees = may_oversee(request.user)
    context = {
        "plan": round_.plan,
        "round": round_,
        "page": page,
        "lines": lines,
        "which": which,
        "filters": [(slug, label) for slug, label in queues.FILTERS.items() if oversees or slug != "cap-huyen"],
        "clean": which == "" and any(one.is_clean for one in lines) and rules.may_run_round(request.user),
        "first": lines[0] if lines and which == "" else None,
    }
    return render(request, "reports/queue.html", context)


@require_POST
def accept_clean(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    """Accepts all reports at once that had nothing unusual."""
    round_ = round_of(request, plan_id, round_id)
    accepted, left = flow.accept_clean(round_, actor=request.user)
    said = _("Đã duyệt %(accepted)d báo cáo không có chỗ nào lạ. Còn %(left)d báo cáo cần xem từng cái.")
    messages.success(request, said % {"accepted": accepted, "left": left})
    return redirect("reports:queue", plan_id, round_id)


@require_POST
def submit(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """The unit sends its report; what keeps it from being sent is told with the way back."""
    report = report_of(request, plan_id, round_id, unit_id)
    if not may_write_at_desk(request.user, report.unit):
        raise Http404
    try:
        sent = flow.submit_report(report, way=Way.WEB, actor=request.user, word=request.POST.get("word", ""))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        context = {
            "plan": report.round.plan,
            "round": report.round,
            "report": report,
            "refusal": refusal,
            "missing": flow.missing_below(report) if refusal.field == "word" else [],
        }
        return render(request, "reports/submission_refused.html", context, status=refusal.status)
    messages.success(request, _("Đã gửi báo cáo, lần gửi %d. Bản đã gửi được giữ nguyên.") % sent.number)
    return redirect("reports:submission", plan_id, sent.pk)


@require_POST
def withdraw(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """The unit takes its report back."""
    report = report_of(request, plan_id, round_id, unit_id)
    flow.withdraw_submission(report, actor=request.user)
    messages.success(request, _("Đã rút báo cáo về. Sửa xong thì gửi lại."))
    return redirect(report)


@dataclass(frozen=True)
class Marked:
    """One figure on the page of a review, or the words of one activity (`row` None)."""

    name: str
    """Of the field for a mark."""
    row: Row | None
    median: Any
    problems: list[Problem]
    typed: str
    """The mark as it was typed before the page came back."""
    before: str
    """The mark of the last time it was returned."""


@dataclass(frozen=True)
class Judged:
    """One activity on the page of a review."""

    block: Any
    url: str
    figures: list[Marked]
    words: Marked


def _seen_for_verdict(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> UnitReport:
    report = report_of(request, plan_id, round_id, unit_id)
    if not may_oversee(request.user) and not rules.may_approve(request.user, report.unit):
        raise Http404
    return report


@require_safe
def review(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """One report with everything beside it that a verdict needs."""
    return _page(request, _seen_for_verdict(request, plan_id, round_id, unit_id))


def _page(
    request: HttpRequest,
    report: UnitReport,
    *,
    form: VerdictForm | None = None,
    reopening: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    round_, unit, user = report.round, report.unit, request.user
    locked = round_.locked_at is not None
    read = read_form(round_, unit, report=report)
    last = report.submissions.order_by("-number").first()
    reviews = list(
        Review.objects.filter(submission__report=report).select_related("unit", "by", "submission").order_by("-at")
    )
    returned = next((one for one in reviews if one.verdict == Review.Verdict.RETURNED), None)
    runs = rules.may_run_round(user)
    between = rules.between(unit)
    may_approve = rules.may_approve(user, unit) and report.state == ReportState.SUBMITTED
    waits = report.state in WAITS
    may_judge = waits and (runs or rules.may_approve(user, unit))
    may_reopen = runs and report.state == ReportState.ACCEPTED
    context = {
        "plan": round_.plan,
        "round": round_,
        "unit": unit,
        "report": report,
        "last": last,
        "reviews": reviews,
        "between": between,
        "past_between": runs and between is not None and report.state == ReportState.SUBMITTED,
        "judged": _judged(request, read, returned, queues.medians(round_, unit)),
        "missing": last.content.get("missing", {}) if last is not None else {},
        "around": queues.around(round_, user, report),
        "ring": queues.RINGS[report.state],
        "may_accept": runs and waits,
        "may_approve": may_approve,
        "may_judge": may_judge,
        "may_reopen": may_reopen,
        "form": form or VerdictForm(locked=locked and runs, initial={"seen": last.pk if last else None}),
        "reopening": reopening or ReopenForm(locked=locked),
    }
    return render(request, "reports/review.html", context, status=status)


def _judged(request: HttpRequest, read: Any, returned: Review | None, medians: dict[int, Any]) -> list[Judged]:
    found = checked(read)
    before = {(m["activity"], m["indicator"]): m["text"] for m in (returned.marks if returned is not None else ())}
    shown = []
    for block in read.blocks:
        activity = str(block.activity.pk)
        figures = []
        for row in block.rows:
            name = f"m-{row.ask.pk}"
            own = [one for one in found if one.ask is not None and one.ask.pk == row.ask.pk]
            typed = request.POST.get(name, "")
            told = before.get((activity, row.indicator.code), "")
            figures.append(Marked(name, row, medians.get(row.ask.pk), own, typed, told))
        name = f"m-w-{activity}"
        own = [one for one in found if one.ask is None and str(one.activity_id) == activity]
        words = Marked(name, None, None, own, request.POST.get(name, ""), before.get((activity, ""), ""))
        shown.append(Judged(block, desk_url(read.round, read.unit, block.activity), figures, words))
    return shown


def _marks(request: HttpRequest, report: UnitReport) -> list[dict[str, str]]:
    """The marks that the form sends: "m-<ask>" on a figure, "m-w-<activity>" on words."""
    asks = {
        f"m-{pk}": (str(activity), code)
        for pk, activity, code in report.round.asks.values_list("pk", "activity_id", "indicator__code")
    }
    asks |= {f"m-w-{activity}": (activity, "") for activity, _code in list(asks.values())}
    return [
        {"activity": asks[name][0], "indicator": asks[name][1], "text": str(text)}
        for name, text in request.POST.dict().items()
        if name in asks and str(text).strip()
    ]


def _verdict(
    request: HttpRequest, report: UnitReport, judge: Callable[[dict[str, Any]], Any], done: str
) -> HttpResponse:
    """Gives a verdict and goes on to the next report that waits; a refusal stands on the page, nothing typed is lost."""
    locked = report.round.locked_at is not None and rules.may_run_round(request.user)
    form = VerdictForm(request.POST, locked=locked)
    if not form.is_valid():
        return _page(request, report, form=form, status=400)
    refused = _tried(form, lambda: judge(form.cleaned_data))
    if refused:
        report.refresh_from_db(fields=["state"])
        return _page(request, report, form=form, status=refused)
    messages.success(request, done % {"unit": report.unit.name})
    after = queues.around(report.round, request.user, report).after
    if after is not None:
        return redirect("reports:review", report.round.plan_id, report.round_id, after)
    return redirect("reports:queue", report.round.plan_id, report.round_id)


def _tried(form: forms.Form, write: Callable[[], Any]) -> int:
    """Writes; 0 when it was written. A refusal becomes an error of the form, and its status is given back."""
    try:
        write()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return refusal.status
    return 0


@require_POST
def give_back(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    report = _seen_for_verdict(request, plan_id, round_id, unit_id)
    marks = _marks(request, report)

    def judge(given: dict[str, Any]) -> None:
        flow.return_report(
            report,
            note=given["note"],
            marks=marks,
            actor=request.user,
            seen=given["seen"],
            until=given.get("until"),
        )

    return _verdict(request, report, judge, _("Đã trả lại báo cáo của %(unit)s và báo cho đơn vị."))


@require_POST
def approve(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    report = _seen_for_verdict(request, plan_id, round_id, unit_id)

    def judge(given: dict[str, Any]) -> None:
        flow.approve_report(report, actor=request.user, note=given["note"], seen=given["seen"])

    return _verdict(request, report, judge, _("Đã duyệt báo cáo của %(unit)s, chuyển cơ quan đầu mối."))


@require_POST
def accept(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    report = _seen_for_verdict(request, plan_id, round_id, unit_id)

    def judge(given: dict[str, Any]) -> None:
        flow.accept_report(report, actor=request.user, note=given["note"], seen=given["seen"])

    return _verdict(request, report, judge, _("Đã duyệt báo cáo của %(unit)s. Số liệu đã được ghi nhận."))


@require_POST
def reopen(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    report = _seen_for_verdict(request, plan_id, round_id, unit_id)
    if not rules.may_run_round(request.user):
        raise Http404
    form = ReopenForm(request.POST, locked=report.round.locked_at is not None)
    if not form.is_valid():
        return _page(request, report, reopening=form, status=400)
    given = form.cleaned_data
    refused = _tried(
        form,
        lambda: flow.reopen_report(report, reason=given["reason"], actor=request.user, until=given.get("until")),
    )
    if refused:
        report.refresh_from_db(fields=["state"])
        return _page(request, report, reopening=form, status=refused)
    messages.success(request, _("Đã mở lại báo cáo của %s và rút số liệu của báo cáo này.") % report.unit.name)
    return redirect(review_url(report))


def review_url(report: UnitReport) -> str:
    """The page on which a report is judged."""
    return reverse("reports:review", args=[report.round.plan_id, report.round_id, report.unit_id])
