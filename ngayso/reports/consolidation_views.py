"""Pages on which a consolidated report is written, looked at and issued."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngayso.core.errors import Refusal
from ngayso.papers.bound import Bound, Names
from ngayso.papers.figures import Body
from ngayso.plans.views import seen
from ngayso.reports import consolidation as actions
from ngayso.reports import rules, versions
from ngayso.reports import words as wording
from ngayso.reports.consolidation_forms import HeadForm, IssueForm
from ngayso.reports.models import Edition, Round
from ngayso.reports.preview import blocks_shown, sheet
from ngayso.reports.standing import Standing, reference, standing

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def round_seen(request: HttpRequest, plan_id: UUID, round_id: UUID, *, run: bool = False) -> Round:
    """The round when the user may read its consolidated report (or write it, with `run`), else 404."""
    plan = seen(request, plan_id)
    allowed = rules.may_run_round(request.user) if run else rules.may_report(request.user)
    if not allowed:
        raise Http404
    rounds = Round.objects.visible_to(request.user).select_related("plan__focal__parent", "before", "deadline")
    return get_object_or_404(rounds, pk=round_id, plan=plan)


def _standing(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str, *, run: bool = False) -> Standing:
    round_ = round_seen(request, plan_id, round_id, run=run)
    if edition not in Edition.values:
        raise Http404
    return standing(round_, edition)


def frame(request: HttpRequest, round_: Round, edition: str, here: str) -> dict[str, Any]:
    """What every page of a consolidated report shows: crumbs, editions, tabs."""
    args = [round_.plan_id, round_.pk, edition]
    tabs = [
        (name, label, reverse(f"reports:{name}", args=args))
        for name, label in (
            ("consolidation", _("Soạn lời")),
            ("consolidation_preview", _("Xem văn bản")),
            ("consolidation_changes", _("Thay đổi từ bản trước")),
            ("versions", _("Các bản đã chốt")),
        )
    ]
    return {
        "plan": round_.plan,
        "round": round_,
        "edition": edition,
        "edition_label": Edition(edition).label,
        "editions": [(e.value, e.label, reverse(f"reports:{here}", args=[*args[:2], e.value])) for e in Edition],
        "tabs": tabs,
        "here": here,
        "may_run": rules.may_run_round(request.user),
    }


def number_url(round_: Round, edition: str) -> Any:
    """Name of a bound number → the page of its figures."""
    page = reverse("reports:consolidation_number", args=[round_.plan_id, round_.pk, edition])
    return lambda name: f"{page}?ten={quote(name)}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One place in the editor."""

    place: Any
    blocks: Any
    names: list[tuple[str, list[Bound]]]
    """(heading, numbers that may be put in)"""
    text: str
    error: str = ""
    theirs: str = ""


def _shown(now: Standing, *, wrong: str = "", text: str = "", error: str = "", theirs: str = "") -> list[Shown]:
    url_of = number_url(now.round, now.edition)
    counts = list(now.names.counts())
    made = []
    for one in now.places:
        own: list[tuple[str, list[Bound]]] = []
        number = one.place.partition(".")[2]
        activity = next((a for a in now.body.activities if str(a.number) == number), None)
        if activity is not None:
            own.append((_("Số liệu của hoạt động này"), list(now.names.of(activity))))
        own.append((_("Số đơn vị, công văn, câu hỏi"), counts))
        mine = one.place == wrong
        made.append(
            Shown(
                one,
                _prose(one.text, now.names, url_of),
                own,
                text if mine else one.text,
                error if mine else "",
                theirs if mine else "",
            )
        )
    return made


def _prose(text: str, names: Names, url_of: Any) -> Any:
    return blocks_shown(wording.blocks(text, names), url_of)


def _editor(request: HttpRequest, now: Standing, *, status: int = 200, **wrong: str) -> HttpResponse:
    context = frame(request, now.round, now.edition, "consolidation")
    context |= {
        "now": now,
        "shown": _shown(now, **wrong),
        "typed": now.typed,
        "counts": {name.replace(".", "_").replace("-", "_"): now.names.get(name) for name in COUNTS_SHOWN},
        "stale": sum(bool(one.stale or one.proposal_moved) for one in now.places),
        "wrong": wrong,
    }
    return render(request, "reports/consolidation.html", context, status=status)


COUNTS_SHOWN = ("units.expected", "units.reported", "units.accepted", "units.waiting", "units.missing")


@require_safe
def consolidation(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """The words, place by place, with the numbers that stand in them."""
    return _editor(request, _standing(request, plan_id, round_id, edition))


@require_POST
def save_words(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str, place: str) -> HttpResponse:
    now = _standing(request, plan_id, round_id, edition, run=True)
    if place not in now.proposed:
        raise Http404
    given = request.POST.get("text")
    counted = request.POST.get("seen", "")
    if "restore" in request.POST:
        given = now.proposed[place]
    if given is None or not counted.isascii() or not counted.isdigit():
        return _editor(request, now, status=400, wrong=place, error=_("Chưa nhận được lời. Tải lại trang rồi ghi lại."))
    try:
        actions.save_words(now.round, edition, place, given, seen=int(counted), actor=request.user)
    except actions.Overtaken as refusal:
        again = standing(now.round, edition, body=now.body)
        told = {"wrong": place, "text": refusal.yours, "error": refusal.sentence, "theirs": refusal.theirs}
        return _editor(request, again, status=409, **told)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _editor(request, now, status=refusal.status, wrong=place, text=given, error=refusal.sentence)
    messages.success(request, _("Đã ghi: %s.") % versions.place_label(place, now.body)[:80])
    return redirect(f"{reverse('reports:consolidation', args=[plan_id, round_id, edition])}#{place}")


@READ_OR_WRITE
def head(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """Who issues it, to whom, who signs."""
    now = _standing(request, plan_id, round_id, edition, run=True)
    status = 200
    form = HeadForm(request.POST) if request.method == "POST" else HeadForm.of(now.head, now.head_n)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                actions.save_head(now.round, edition, given, seen=given.pop("seen"), actor=request.user)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Đã ghi phần đầu văn bản."))
                return redirect("reports:consolidation", plan_id, round_id, edition)
    context = frame(request, now.round, edition, "consolidation") | {"form": form}
    return render(request, "reports/consolidation_head.html", context, status=status)


@require_safe
def preview(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """The document as it stands, every number a link to its figures."""
    now = _standing(request, plan_id, round_id, edition)
    document = versions.document_of(now.content(), now.body)
    context = frame(request, now.round, edition, "consolidation_preview")
    context |= {"sheet": sheet(document, number_url(now.round, edition))}
    return render(request, "reports/consolidation_preview.html", context)


@require_safe
def number(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """One bound number: the figures of which it is the sum, each with its evidence."""
    now = _standing(request, plan_id, round_id, edition)
    back = reverse("reports:consolidation_preview", args=[plan_id, round_id, edition])
    context = frame(request, now.round, edition, "consolidation_preview") | {"back": back}
    return number_page(request, context, now.body, now.names, number_url(now.round, edition))


def number_page(request: HttpRequest, context: dict[str, Any], body: Body, names: Names, url_of: Any) -> HttpResponse:
    """The page of one number, of the report as it stands or of a version."""
    bound = names.get(request.GET.get("ten", "")[:200])
    if bound is None:
        raise Http404
    activity = next((a for a in body.activities if str(a.number) == bound.name.partition(".")[0]), None)
    if "/" in bound.name and len(bound.figures) == 1:
        return redirect(figure_url(body.plan.id, body.figures[bound.figures[0]].id))
    rows = [
        {
            "unit": body.units[figure.unit],
            "figure": figure,
            "indicator": body.by_code[figure.indicator],
            "value": Bound("", figure.value, "", places=body.by_code[figure.indicator].places).cell,
            "in_period": ""
            if figure.in_period is None
            else Bound("", figure.in_period, "", places=body.by_code[figure.indicator].places).cell,
            "evidence": body.evidence[figure.evidence].name,
            "url": figure_url(body.plan.id, figure.id),
        }
        for figure in (body.figures[at] for at in bound.figures)
    ]
    indicator = body.by_code.get(bound.name.partition(".")[2].partition(".")[0])
    two = []
    if activity is not None and indicator is not None and indicator.numerator:
        for code in (indicator.numerator, indicator.denominator):
            part = names.get(f"{activity.number}.{code}")
            if part is not None:
                two.append((part, url_of(part.name)))
    context |= {
        "bound": bound,
        "activity": activity,
        "rows": rows,
        "two": two,
        "counted_units": _counted_units(body, bound.name),
        "letters": body.guidance.letters if bound.name.startswith("letters.") else (),
    }
    return render(request, "reports/consolidation_number.html", context)


def figure_url(plan_id: str, figure_id: str) -> str:
    """The page on which one figure is traced to its record."""
    return reverse("reports:figure", args=[plan_id, UUID(figure_id)])


def _counted_units(body: Body, name: str) -> list[Any] | None:
    """The units that a count counts; None of a number that counts no units of the round."""
    tests: dict[str, Any] = {
        "units.expected": lambda u: True,
        "units.reported": lambda u: u.has_reported,
        "units.on-time": lambda u: u.has_reported and not u.late,
        "units.late": lambda u: u.has_reported and u.late,
        "units.missing": lambda u: not u.has_reported,
        "units.accepted": lambda u: u.state == "accepted",
        "units.waiting": lambda u: u.has_reported and u.state != "accepted",
    }
    test = tests.get(name)
    return None if test is None else [unit for unit in body.expected if test(unit)]


@require_safe
def changes(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """What differs from the last draft that was drawn, and from the last issue."""
    now = _standing(request, plan_id, round_id, edition)
    content = now.content()
    drawn, issued = reference(now.round, edition)
    compared = [
        {"version": version, "changes": versions.changes(version.content, content)}
        for version in dict.fromkeys(filter(None, (drawn, issued)))
    ]
    context = frame(request, now.round, edition, "consolidation_changes")
    context |= {"compared": compared, "url_of": number_url(now.round, edition)}
    return render(request, "reports/consolidation_changes.html", context)


@require_POST
def count(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """Takes in what the house has counted by now."""
    round_ = round_seen(request, plan_id, round_id, run=True)
    if edition not in Edition.values:
        raise Http404
    outcome = actions.count_again(round_, actor=request.user)
    told = {"made": outcome.made, "gone": outcome.withdrawn}
    messages.success(
        request,
        _("Đã lấy số hệ thống đếm: %(made)d số mới, %(gone)d số cũ thôi dùng.") % told
        if outcome.made or outcome.withdrawn
        else _("Số hệ thống đếm không đổi."),
    )
    return redirect("reports:consolidation", plan_id, round_id, edition)


@require_POST
def draw(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """A draft as a Word document, kept as a version."""
    now = _standing(request, plan_id, round_id, edition, run=True)
    try:
        version = actions.draw_draft(now.round, edition, actor=request.user)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal.sentence)
        return redirect("reports:consolidation", plan_id, round_id, edition)
    return redirect("reports:version", plan_id, round_id, version.pk)


@READ_OR_WRITE
def issue(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """Gives the report its number and day and freezes it."""
    now = _standing(request, plan_id, round_id, edition, run=True)
    _drawn, issued = reference(now.round, edition)
    typed = now.typed
    asked = {"again": issued is not None, "locked": now.round.locked_at is not None, "typed": bool(typed)}
    form = IssueForm(request.POST if request.method == "POST" else None, **asked)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given: Any = form.given()
            try:
                version = actions.issue_version(now.round, edition, actor=request.user, **given)
            except Refusal as refusal:
                if refusal.status == 404:
                    raise
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Đã ban hành. Bản này không đổi được nữa."))
                return redirect("reports:version", plan_id, round_id, version.pk)
    context = frame(request, now.round, edition, "consolidation")
    context |= {"form": form, "typed": typed, "now": now, "issued": issued}
    return render(request, "reports/consolidation_issue.html", context, status=status)
