"""Pages of urging letters."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.files import DOCX
from ngayso.follow import letters as writing
from ngayso.follow.lateness import LateUnit, late_units
from ngayso.follow.letter_forms import SORTS, IssueForm, LetterForm, PickForm, UrgedForm
from ngayso.follow.letter_sheet import sheet
from ngayso.follow.models import Letter, Urged
from ngayso.papers import docx
from ngayso.people.models import Unit
from ngayso.people.queries import within_reach
from ngayso.plans.edits import READ_OR_WRITE, run
from ngayso.plans.forms import UnitNameForm
from ngayso.plans.models import Plan
from ngayso.plans.outs import attachment
from ngayso.plans.queries import GROUPS, group_of
from ngayso.plans.rules import may_oversee, may_run_plan
from ngayso.plans.views import day_asked, seen
from ngayso.words.dates import say_day
from ngayso.words.office import find_office

SLOW_SECONDS = 60
"""A printing that takes longer may be queued again."""


def _plan_overseen(request: HttpRequest, plan_id: UUID) -> Plan:
    plan = seen(request, plan_id)
    if not may_oversee(request.user):
        raise Http404
    return plan


def _letter(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> Letter:
    """The letter when the person may see it, else 404."""
    found = Letter.objects.visible_to(request.user).filter(plan_id=plan_id)
    return get_object_or_404(found.select_related("plan__focal", "docx", "pdf", "issued_by", "made_by"), pk=letter_id)


def _draft(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> Letter:
    """The letter of a plan that the person may run, else 404. Whether it is still a draft the action says."""
    run(request, plan_id)
    return _letter(request, plan_id, letter_id)


def _home(letter: Letter) -> str:
    return reverse("follow:letter", args=[letter.plan_id, letter.pk])


def _tried(form: forms.Form, write: Callable[[], Any]) -> int:
    """Writes; 200 when it was written. A refusal becomes an error of the form, and its status is given back."""
    try:
        write()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return refusal.status
    return 200


@require_safe
def letters(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The urging letters of a programme, newest first."""
    plan = _plan_overseen(request, plan_id)
    found = (
        Letter.objects.visible_to(request.user)
        .filter(plan=plan)
        .annotate(unit_count=Count("urged"))
        .order_by("-made_at", "-pk")
    )
    page = Paginator(found.select_related("made_by"), 30).get_page(request.GET.get("page"))
    context = {"plan": plan, "page": page, "may_run": may_run_plan(request.user), "asked": day_asked(request)}
    return render(request, "follow/letters.html", context)


@READ_OR_WRITE
def draft_letter(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Picks units out of those that are late; `?chon=district` ticks a group, `?ly-do=late` one sort of reason."""
    plan, asked = run(request, plan_id), day_asked(request)
    late = late_units(plan, asked.day)
    sort, group = request.GET.get("ly-do", ""), request.GET.get("chon", "")
    if sort not in ("", *dict(SORTS)) or group not in ("", "khong", *dict(GROUPS)):
        raise Http404
    shown = [one for one in late if not sort or any(reason["sort"] == sort for reason in one.reasons)]
    form = PickForm(
        [(str(one.unit.pk), one.unit.name) for one in late], request.POST if request.method == "POST" else None
    )
    status = 400 if asked.wrong else 200
    if request.method == "POST":
        status = 400
        made: list[Letter] = []
        if form.is_valid():
            key, picked = form.cleaned_data["key"], [UUID(pk) for pk in form.cleaned_data["units"]]
            sorts = form.cleaned_data["sorts"]
            status = _tried(
                form,
                lambda: made.append(
                    writing.draft_letter(plan, key=key, units=picked, sorts=sorts, day=asked.day, actor=request.user)
                ),
            )
        if made:
            messages.success(request, _("Đã soạn bản nháp. Đọc lại từng câu trước khi ban hành."))
            return redirect("follow:edit_letter", plan.pk, made[0].pk)
    ticked = set(request.POST.getlist("units")) if form.is_bound else _ticked(shown, group)
    context = {
        "plan": plan,
        "asked": asked,
        "day": asked.day,
        "form": form,
        "late": late,
        "bands": _bands(shown),
        "shown": shown,
        "ticked": ticked,
        "sorts": [
            (slug, label, sum(any(r["sort"] == slug for r in one.reasons) for one in late)) for slug, label in SORTS
        ],
        "sort": sort,
        "group": group,
    }
    return render(request, "follow/letter_draft.html", context, status=status)


def _ticked(shown: list[LateUnit], group: str) -> set[str]:
    if group == "khong":
        return set()
    return {str(one.unit.pk) for one in shown if not group or group_of(one.unit) == group}


def _bands(shown: list[LateUnit]) -> list[tuple[str, str, list[LateUnit]]]:
    """(slug, head, units) of each group that has any."""
    bands = [(slug, str(label), [one for one in shown if group_of(one.unit) == slug]) for slug, label in GROUPS]
    return [band for band in bands if band[2]]


@require_safe
def letter(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponse:
    """A letter: to those who look after all units as it will look, with its files and the units it names; to a unit
    that it names what it says of that unit."""
    found = _letter(request, plan_id, letter_id)
    overseer = may_oversee(request.user)
    named = writing.named_units(found)
    if not overseer:
        mine = set(Urged.objects.filter(letter=found, unit__in=_reach(request)).values_list("pk", flat=True))
        named = [row for row in named if row.pk in mine]
    context: dict[str, Any] = {
        "plan": found.plan,
        "letter": found,
        "named": [(row, [writing.phrase_of(one) for one in row.reasons]) for row in named],
        "asks": writing.asks_of(found),
        "overseer": overseer,
        "may_run": may_run_plan(request.user),
        **_printing(found, request),
    }
    if overseer:
        try:
            context["sheet"] = sheet(writing.document_of(found, named))
        except Refusal as refusal:
            context["lacks"] = refusal.sentence
    return render(request, "follow/letter.html", context)


def _reach(request: HttpRequest) -> Any:
    """The units whose papers the person may see."""
    return Unit.objects.filter(within_reach(request.user, field="pk")).values("pk")


def _printing(found: Letter, request: HttpRequest) -> dict[str, Any]:
    """How far the printing of an issued letter is."""
    if found.issued_at is None or found.pdf_id is not None:
        return {"printing": "", "printable": True}
    if find_office() is None:
        return {"printing": "", "printable": False}
    seconds = max(0, round((clock.now() - found.issued_at).total_seconds()))
    return {
        "printing": "slow" if seconds > SLOW_SECONDS else "now",
        "printable": True,
        "may_again": may_run_plan(request.user),
        "progress": {
            "id": "in-pdf",
            "url": reverse("follow:letter_progress", args=[found.plan_id, found.pk]),
            "steps": [(_("Đã ban hành, tệp Word đã chốt"), "done"), (_("In ra PDF, thường mất vài giây"), "now")],
            "done": 1,
            "total": 2,
        },
    }


@require_safe
def letter_progress(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponse:
    """How far the printing is, for the page to ask; sends it on when the PDF is there."""
    found = _letter(request, plan_id, letter_id)
    told = _printing(found, request)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(_home(found))
    if not told["printing"]:
        return HttpResponse(headers={"HX-Redirect": _home(found)})
    return render(request, "follow/parts/letter_printing.html", {"letter": found, "plan": found.plan, **told})


@READ_OR_WRITE
def edit_letter(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponse:
    """The words of a draft, and the units it names."""
    found = _draft(request, plan_id, letter_id)
    if found.issued_at is not None and request.method != "POST":
        return redirect(_home(found))
    form = LetterForm.of(found, request.POST if request.method == "POST" else None)
    status = 200
    clash: list[tuple[str, str, str]] = []
    if request.method == "POST":
        status = 400
        if form.is_valid():
            fields = dict(form.cleaned_data)
            version = fields.pop("version")
            status = _tried(form, lambda: writing.change_letter(found, version=version, actor=request.user, **fields))
            if status == 200:
                messages.success(request, _("Đã ghi bản nháp."))
                return redirect("follow:edit_letter", found.plan_id, found.pk)
            if status == 409:
                found = _letter(request, plan_id, letter_id)
                form, clash = _with_both(request, found, form, fields)
    return _edit(request, found, form, clash=clash, status=status)


def _with_both(
    request: HttpRequest, found: Letter, refused: LetterForm, mine: dict[str, Any]
) -> tuple[LetterForm, list[tuple[str, str, str]]]:
    """The form with what was typed, to be sent in knowledge of the newer text; what differs: (label, theirs, mine)."""
    typed = request.POST.copy()
    typed["version"] = str(found.version)
    form = LetterForm.of(found, typed)
    form.is_valid()
    for sentence in refused.non_field_errors():
        form.add_error(None, sentence)
    clash = []
    for name, value in mine.items():
        theirs = getattr(found, name)
        if theirs != value:
            clash.append((str(form.fields[name].label), _told(theirs), _told(value)))
    return form, clash


def _told(value: Any) -> str:
    if isinstance(value, dt.date):
        return say_day(value)
    return "\n".join(value) if isinstance(value, list) else str(value or "")


def _edit(
    request: HttpRequest,
    found: Letter,
    form: LetterForm,
    *,
    clash: list[tuple[str, str, str]],
    unit_form: UnitNameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    named = writing.named_units(found)
    context = {
        "plan": found.plan,
        "letter": found,
        "form": form,
        "clash": clash,
        "named": [(row, [writing.phrase_of(one) for one in row.reasons]) for row in named],
        "unit_form": unit_form or UnitNameForm(day=found.plan.as_of),
        "directory": Unit.objects.on(found.plan.as_of).order_by("order", "name"),
    }
    return render(request, "follow/letter_edit.html", context, status=status)


@require_POST
def add_urged(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponse:
    """Names one more unit; the form stands on the page of the draft."""
    found = _draft(request, plan_id, letter_id)
    form = UnitNameForm(request.POST, day=found.plan.as_of)
    status = 400
    made: list[Urged] = []
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        status = _tried(form, lambda: made.append(writing.add_urged(found, unit, actor=request.user)))
    if made:
        messages.success(request, _("Đã thêm %s. Soát các nội dung đôn đốc.") % made[0].unit.name)
        return redirect("follow:edit_urged", found.plan_id, found.pk, made[0].unit_id)
    return _edit(request, found, LetterForm.of(found), clash=[], unit_form=form, status=status)


@READ_OR_WRITE
def edit_urged(request: HttpRequest, plan_id: UUID, letter_id: UUID, unit_id: UUID) -> HttpResponse:
    """What a draft says of one unit; `do=bo` names it no more."""
    found = _draft(request, plan_id, letter_id)
    row = get_object_or_404(Urged.objects.select_related("unit", "letter"), letter=found, unit_id=unit_id)
    if found.issued_at is not None and request.method != "POST":
        return redirect(_home(found))
    form = UrgedForm(row, request.POST if request.method == "POST" else None)
    status = 200
    back = redirect(f"{reverse('follow:edit_letter', args=[found.plan_id, found.pk])}#don-vi")
    if request.method == "POST":
        if request.POST.get("do") == "bo":
            writing.drop_urged(row, actor=request.user)
            messages.success(request, _("Đã đưa %s ra khỏi công văn.") % row.unit.name)
            return back
        status = 400
        if form.is_valid():
            status = _tried(form, lambda: writing.set_reasons(row, actor=request.user, **form.cleaned_data))
            if status == 200:
                messages.success(request, _("Đã ghi nội dung đôn đốc %s.") % row.unit.name)
                return back
    context = {"plan": found.plan, "letter": found, "urged": row, "form": form}
    return render(request, "follow/letter_unit.html", context, status=status)


@require_safe
def letter_docx(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponseBase:
    """The .docx: of a draft as it stands now, of an issued letter the frozen one."""
    found = _letter(request, plan_id, letter_id)
    if found.issued_at is not None:
        return redirect("file", found.docx_id)
    return attachment(docx.write(writing.document_of(found)), DOCX, f"{writing.file_stem(found)}.docx")


@READ_OR_WRITE
def issue_letter(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponse:
    """Asks for number, symbol and day, then freezes the letter."""
    found = _draft(request, plan_id, letter_id)
    if found.issued_at is not None and request.method != "POST":
        return redirect(_home(found))
    form = IssueForm.of(found, clock.today(), request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status = _tried(form, lambda: writing.issue_letter(found, actor=request.user, **form.cleaned_data))
            if status == 200:
                messages.success(request, _("Đã ban hành. Công văn đứng trên Bàn việc của mọi đơn vị được nêu."))
                return redirect(_home(found))
            if status == 409:
                found = _letter(request, plan_id, letter_id)
    context = {
        "plan": found.plan,
        "letter": found,
        "form": form,
        "count": found.urged.count(),
        "has_office": find_office() is not None,
    }
    return render(request, "follow/letter_issue.html", context, status=status)


@require_POST
def print_letter(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponse:
    """Puts the printing in the queue once more."""
    found = _draft(request, plan_id, letter_id)
    writing.print_again(found, actor=request.user)
    return redirect(_home(found))


@READ_OR_WRITE
def drop_letter(request: HttpRequest, plan_id: UUID, letter_id: UUID) -> HttpResponse:
    """Asks, then throws a draft away."""
    found = _draft(request, plan_id, letter_id)
    if found.issued_at is not None and request.method != "POST":
        return redirect(_home(found))
    if request.method == "POST":
        writing.drop_letter(found, actor=request.user)
        messages.success(request, _("Đã bỏ bản nháp."))
        return redirect("follow:letters", found.plan_id)
    context = {
        "heading": _("Bỏ bản nháp này?"),
        "sentences": [found.subject, _("Bản nháp và các nội dung đã ghi sẽ mất, không lấy lại được.")],
        "button": _("Bỏ bản nháp"),
        "back_url": _home(found),
        "danger": True,
    }
    return render(request, "core/confirm.html", context)
