"""Pages of the report of one unit: filled in, saved activity by activity, read when it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.templatetags.look import vi_time
from ngayso.desks import rules as desks
from ngayso.people.models import Unit
from ngayso.plans.models import Assigned
from ngayso.reports import cells, rules
from ngayso.reports.flow import missing_below
from ngayso.reports.models import ReportState, Round, UnitReport
from ngayso.reports.report_forms import (
    WORDS,
    BlockData,
    GeneralForm,
    ShownBlock,
    far_block,
    read_block,
    read_general,
    seen_of,
    shown_block,
)
from ngayso.reports.unit_form import SENT, UnitForm, desk_url, last_day, read_form
from ngayso.reports.validation import Problem, checked

FEW_BLOCKS = 4
"""So many activities stand open; more are folded, but those that want something."""
FEW_FIGURES = 60
"""A form of more figures shows one activity at a time; the others are opened by their names."""
STATES = {
    ReportState.DRAFT: "go",
    ReportState.RETURNED: "ask",
    ReportState.SUBMITTED: "go",
    ReportState.APPROVED: "go",
    ReportState.ACCEPTED: "done",
}
SAVED_BY_SCRIPT = "X-Saved-By"
"""The header of a save while one types: the answer is the parts of the page that changed."""


@dataclass(frozen=True)
class Place:
    """Whose report it is, and what this person may do with it."""

    round: Round
    unit: Unit
    report: UnitReport
    may_write: bool
    on_behalf: bool

    @property
    def args(self) -> list[Any]:
        return [self.round.plan_id, self.round.pk, self.unit.pk]

    @property
    def home(self) -> str:
        return reverse("reports:unit_report", args=self.args)

    @property
    def is_open(self) -> bool:
        """Whether the person may write in it now."""
        if not self.may_write:
            return False
        try:
            cells.check_open(self.report)
        except Refusal:
            return False
        return True


def place_of(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID, *, write: bool = False) -> Place:
    """The report when the person may see it (write it), else 404."""
    rounds = Round.objects.visible_to(request.user).select_related("plan", "deadline", "before")
    round_ = get_object_or_404(rounds, pk=round_id, plan_id=plan_id)
    unit = get_object_or_404(Unit.objects.select_related("parent"), pk=unit_id)
    may_write = desks.may_write_at_desk(request.user, unit)
    if not (may_write if write else desks.may_see_desk(request.user, unit)):
        raise Http404
    report = UnitReport.objects.filter(round=round_, unit=unit).first()
    if report is None:
        if not cells.is_asked(round_, unit):
            raise Http404
        report = UnitReport(round=round_, unit=unit)
    report.round, report.unit = round_, unit
    return Place(round_, unit, report, may_write, may_write and desks.is_on_behalf(request.user, unit))


@require_safe
def unit_report(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """The form while it may be filled in, else what was sent; `?mo=` names the activity that is open in a long form."""
    place = place_of(request, plan_id, round_id, unit_id)
    if SAVED_BY_SCRIPT in request.headers and place.is_open:
        form = read_form(place.round, place.unit, report=place.report)
        block = form.block(request.GET.get("mo", ""))
        if block is None:
            raise Http404
        return _parts(request, place, block.activity.pk, None, None, 200, saved=False)
    return _page(request, place)


@require_POST
def save_block(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID, activity_id: UUID) -> HttpResponse:
    """Writes the figures and words of one activity: by a button, or by the script while one types."""
    place = place_of(request, plan_id, round_id, unit_id, write=True)
    form = read_form(place.round, place.unit, report=place.report)
    block = form.block(activity_id)
    if block is None:
        raise _no_more(place, activity_id)
    read = read_block(block, request.POST.dict())
    changed, status = None, 400 if read.wrong else 200
    if not read.wrong:
        try:
            report = cells.open_report(place.round, place.unit, actor=request.user)
            passages = [read.passage] if read.passage is not None else []
            cells.save(report, cells=read.cells, passages=passages, actor=request.user)
        except cells.Changed as refusal:
            changed, status = refusal, 409
        except Refusal as refusal:
            if SAVED_BY_SCRIPT not in request.headers or refusal.status == 404:
                raise
            return HttpResponse(refusal.sentence, status=refusal.status, content_type="text/plain; charset=utf-8")
    if SAVED_BY_SCRIPT in request.headers:
        return _parts(
            request, place, activity_id, read if status != 200 else None, changed, status, dropped=read.dropped
        )
    if status == 200:
        messages.success(request, _("Đã ghi lúc %s.") % vi_time(clock.now()))
        if read.dropped:
            told = _("Đầu mối vừa bỏ số liệu khỏi mẫu, nên không ghi số đã gõ ở đó: %s.") % ", ".join(read.dropped)
            messages.warning(request, told)
        return redirect(f"{place.home}?mo={activity_id}#hd-{activity_id}")
    return _page(request, place, activity_id=activity_id, read=read, changed=changed, status=status)


def _no_more(place: Place, activity_id: UUID) -> Exception:
    """409 for who typed while the activity left the form, 404 for who was never asked."""
    given = Assigned.objects.filter(
        unit=place.unit, assignment__activity=activity_id, assignment__activity__plan=place.round.plan_id
    )
    if not given.exists():
        return Http404()
    return Refusal(
        _(
            "Hoạt động này vừa bị hủy hoặc được đưa ra khỏi mẫu, nên điều vừa gõ không ghi được. Mở lại báo cáo để xem mẫu."
        ),
        409,
    )


@require_POST
def save_general(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """Writes difficulties and proposals of the unit as a whole."""
    place = place_of(request, plan_id, round_id, unit_id, write=True)
    sent = GeneralForm(request.POST, auto_id="chung-%s")
    changed, status = None, 200 if sent.is_valid() else 400
    entry = read_general(request.POST.dict())
    if status == 200 and entry is not None:
        try:
            report = cells.open_report(place.round, place.unit, actor=request.user)
            cells.save(report, general=entry, actor=request.user)
        except cells.Changed as refusal:
            changed, status = refusal, 409
        except Refusal as refusal:
            if SAVED_BY_SCRIPT not in request.headers or refusal.status == 404:
                raise
            return HttpResponse(refusal.sentence, status=refusal.status, content_type="text/plain; charset=utf-8")
    if SAVED_BY_SCRIPT in request.headers:
        return _parts(request, place, None, None, changed, status, general=sent if status != 200 else None)
    if status == 200:
        messages.success(request, _("Đã ghi lúc %s.") % vi_time(clock.now()))
        return redirect(f"{place.home}#chung")
    return _page(request, place, general=sent, changed=changed, status=status)


def _page(
    request: HttpRequest,
    place: Place,
    *,
    activity_id: UUID | None = None,
    read: BlockData | None = None,
    general: GeneralForm | None = None,
    changed: cells.Changed | None = None,
    status: int = 200,
) -> HttpResponse:
    form = read_form(place.round, place.unit, report=place.report)
    context = page_context(request, place, form)
    sent = {activity_id: (read, changed)} if activity_id is not None else {}
    template = "reports/unit_report.html" if context["is_open"] else "reports/unit_report_read.html"
    context["is_long"] = context["is_long"] and context["is_open"]
    context["blocks"] = _blocks(place, context, request.GET.get("mo", ""), sent)
    context |= _general(place, general, changed if activity_id is None else None)
    return render(request, template, context, status=status)


def _parts(
    request: HttpRequest,
    place: Place,
    activity_id: UUID | None,
    read: BlockData | None,
    changed: cells.Changed | None,
    status: int,
    *,
    general: GeneralForm | None = None,
    saved: bool = True,
    dropped: Sequence[str] = (),
) -> HttpResponse:
    """What a save changed on the page: the activity, what is wrong, the next step."""
    report = UnitReport.objects.filter(round=place.round, unit=place.unit).first()
    form = read_form(place.round, place.unit, report=report)
    context = page_context(request, place, form)
    if activity_id is not None:
        form.blocks = [one for one in form.blocks if one.activity.pk == activity_id]
        context["blocks"] = _blocks(place, context, "", {activity_id: (read, changed)})
        for one in context["blocks"]:
            one.saved, one.dropped = saved and status == 200, ", ".join(dropped)
    else:
        context |= _general(place, general, changed) | {"with_general": True, "general_saved": status == 200}
    context["report"] = form.report
    return render(request, "reports/unit_report_saved.html", context, status=status)


def page_context(request: HttpRequest, place: Place, form: UnitForm) -> dict[str, Any]:
    """What every page of the report shows: its state, the next step, what was found in it."""
    found = checked(form)
    open_problems = [one for one in found if one.is_open]
    review = form.review
    returned = review if review is not None and form.report.state == ReportState.RETURNED else None
    due = last_day(place.round)
    return {
        "place": place,
        "plan": place.round.plan,
        "round": place.round,
        "unit": place.unit,
        "report": form.report,
        "form": form,
        "is_open": place.is_open,
        "problems": found,
        "open_problems": open_problems,
        "stops": sum(one.weight == "stop" for one in open_problems),
        "review": review,
        "returned": returned,
        "changed_since": form.changed_since(returned.at) if returned is not None else [],
        "returned_at": returned.at if returned is not None else None,
        "state": STATES[ReportState(form.report.state)],
        "due": due,
        "is_late": clock.now() >= place.round.due and form.report.first_submitted_at is None,
        "is_long": sum(len(block.rows) for block in form.blocks) > FEW_FIGURES,
        "day": clock.today(),
        "sent": None if form.is_new else form.report.submissions.order_by("-number").first(),
        "may_withdraw": place.may_write and form.report.state == ReportState.SUBMITTED,
        "may_review": form.report.state in SENT
        and (rules.may_run_round(request.user) or rules.may_approve(request.user, place.unit)),
        "missing": missing_below(form.report) if place.is_open else [],
        "word_fields": WORDS,
        "typed": sum(block.typed for block in form.blocks),
        "wanted": sum(block.wanted for block in form.blocks),
    }


def _blocks(
    place: Place, context: dict[str, Any], asked: str, sent: dict[Any, tuple[BlockData | None, cells.Changed | None]]
) -> list[ShownBlock]:
    """The activities as the page shows them. `asked`: the one to be open among many; "" the first that wants something."""
    form: UnitForm = context["form"]
    by_activity: dict[UUID, list[Problem]] = {}
    for one in context["problems"]:
        by_activity.setdefault(one.activity_id, []).append(one)
    few = len(form.blocks) <= FEW_BLOCKS
    near = {block.activity.pk for block in form.blocks}
    if context["is_long"]:
        near = {block.activity.pk for block in form.blocks if str(block.activity.pk) == asked} | set(sent)
        near = near or _first(form, context["open_problems"])
    shown = []
    for block in form.blocks:
        key = block.activity.pk
        url, found = desk_url(place.round, place.unit, block.activity), by_activity.get(key, [])
        if key not in near:
            shown.append(far_block(block, found, work_url=url))
            continue
        read, changed = sent.get(key, (None, None))
        wide = few or context["is_long"] or key in sent
        given: dict[str, Any] = {"read": read, "changed": changed, "since": context["returned_at"]}
        shown.append(shown_block(block, found, **given, open_=wide, work_url=url))
    return shown


def _first(form: UnitForm, problems: list[Problem]) -> set[UUID]:
    """The activity to go on with: of the first problem, else the first that nothing was written of; none at the end."""
    wanting = [one.activity_id for one in problems[:1]]
    return set(wanting or [block.activity.pk for block in form.blocks if not block.is_begun][:1])


def _general(place: Place, sent: GeneralForm | None, changed: cells.Changed | None) -> dict[str, Any]:
    report = UnitReport.objects.filter(round=place.round, unit=place.unit).first() or place.report
    conflict = changed.conflicts[0] if changed is not None else None
    version = report.version if report.pk and not report._state.adding else 0
    if sent is not None:
        version = seen_of(sent.data, "general")
    return {
        "general": sent or GeneralForm.of(report),
        "general_version": version,
        "general_conflict": conflict,
    }
