"""The way of a document as a whole: handed in, read, confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngayso.core import clock, limits
from ngayso.core.errors import Refusal
from ngayso.intake import actions, queries, rules
from ngayso.intake.fields import field_of
from ngayso.intake.forms import BlankForm, ConfirmForm, UploadForm
from ngayso.intake.models import Draft, State
from ngayso.intake.review import Review, counted, label_of
from ngayso.intake.workbench import place_url, show_review

SLOW = 20
"""Seconds after which a reading that has not begun is offered to be queued again."""

FEW_PLACES = 12
"""So many values that need a look are named before confirming; the rest is counted."""


def seen(request: HttpRequest, draft_id: UUID) -> Draft:
    """The draft when the user may see it, else 404."""
    return get_object_or_404(Draft.objects.visible_to(request.user).select_related("plan", "file"), pk=draft_id)


@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """What is on its way in; here a document is handed in."""
    if not rules.may_see_intake(request.user):
        raise Http404
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        if not rules.may_review(request.user):
            raise Http404
        if getattr(request, "too_large", False):
            form.errors["file"] = form.error_class([_("Tệp lớn hơn 50 MB. Giảm dung lượng ảnh trong tệp rồi nộp lại.")])
            return _drafts(request, form, status=413)
        if not form.is_valid():
            return _drafts(request, form, status=400)
        file = form.cleaned_data["file"]
        try:
            limits.spend("intake.file", request.user.pk, most=60, seconds=3600)
            draft = actions.take_upload(file, name=file.name, actor=request.user)
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
            return _drafts(request, form, status=refusal.status)
        return redirect(draft)
    return _drafts(request, form)


def _drafts(
    request: HttpRequest, form: UploadForm, *, blank: BlankForm | None = None, status: int = 200
) -> HttpResponse:
    found = Draft.objects.visible_to(request.user).exclude(state=State.DROPPED)
    page = Paginator(found.select_related("created_by", "plan").defer("reading"), 30).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "blank": blank or BlankForm(),
        "page": page,
        "may_edit": rules.may_review(request.user),
    }
    return render(request, "intake/drafts.html", context, status=status)


@require_POST
def blank(request: HttpRequest) -> HttpResponse:
    """Begins a programme that has no document."""
    if not rules.may_review(request.user):
        raise Http404
    form = BlankForm(request.POST)
    if not form.is_valid():
        return _drafts(request, UploadForm(), blank=form, status=400)
    draft = actions.start_blank(
        form.cleaned_data["title"], actor=request.user, request_id=str(form.cleaned_data["rid"])
    )
    return redirect(draft)


@require_safe
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft as it stands: waiting, refused, under review, or already a programme."""
    draft = seen(request, draft_id)
    if draft.state in (State.WAITING, State.READING):
        return render(request, "intake/progress.html", {"draft": draft, **_progress(request, draft)})
    if draft.state == State.CONFIRMED and draft.plan is not None:
        return redirect(draft.plan)
    if draft.state == State.REVIEW:
        return show_review(request, draft, key=request.GET.get("muc", ""), path=request.GET.get("o", ""))
    return render(request, "intake/refused.html", {"draft": draft, "may_edit": rules.may_review(request.user)})


@require_safe
def progress(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """How far the reading is; sends the page on when it has ended."""
    draft = seen(request, draft_id)
    if draft.state not in (State.WAITING, State.READING):
        if request.htmx:  # type: ignore[attr-defined]
            response = HttpResponse(status=200)
            response["HX-Redirect"] = draft.get_absolute_url()
            return response
        return redirect(draft)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(draft)
    return render(request, "intake/parts/progress.html", {"draft": draft, **_progress(request, draft)})


def _progress(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    began = draft.started_at if draft.state == State.READING and draft.started_at else draft.created_at
    seconds = max(0, round((clock.now() - began).total_seconds()))
    order = ["", "open", "units"]
    at = order.index(draft.step) if draft.state == State.READING and draft.step in order else 0
    words = [
        _("Đã nhận tệp, chờ đến lượt đọc"),
        _("Đọc văn bản: mục, hoạt động, nhiệm vụ, ngày"),
        _("Tìm đơn vị trong danh bạ, soát kế hoạch"),
    ]
    steps = [(w, "done" if n < at else "now" if n == at else "next") for n, w in enumerate(words)]
    slow = seconds > (SLOW if draft.state == State.WAITING else actions.LOST_AFTER.total_seconds())
    return {
        "progress": {
            "id": "tien-do",
            "url": reverse("intake:progress", args=[draft.pk]),
            "steps": steps,
            "done": at,
            "total": len(steps),
            "ended": False,
        },
        "seconds": seconds,
        "slow": slow and rules.may_review(request.user),
    }


@require_POST
def again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Queues a reading that has waited too long."""
    draft = actions.read_again(seen(request, draft_id), actor=request.user)
    return redirect(draft)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Asks, then puts a draft aside for good."""
    draft = seen(request, draft_id)
    if not rules.may_review(request.user):
        raise Http404
    if request.method == "POST":
        actions.drop_draft(draft, actor=request.user)
        messages.success(request, _("Đã bỏ “%s” cùng tệp và mọi giá trị đã soát.") % draft.name)
        return redirect("intake:drafts")
    context = {
        "heading": _("Bỏ bản đọc “%s”?") % draft.name,
        "sentences": [_("Tệp, các giá trị đã đọc và đã soát sẽ bị hủy, không lấy lại được. Có thể nộp lại tệp sau.")],
        "button": _("Bỏ bản đọc này"),
        "back_url": draft.get_absolute_url(),
        "danger": True,
    }
    return render(request, "core/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Shows what will be made, then makes it."""
    draft = seen(request, draft_id)
    if not rules.may_review(request.user):
        raise Http404
    if draft.state == State.CONFIRMED and draft.plan is not None:
        return redirect(draft.plan)
    if draft.state != State.REVIEW:
        return redirect(draft)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.confirm_draft(draft, actor=request.user, sure_plan=form.cleaned_data["sure_plan"])
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.add_error("sure_plan" if refusal.field == "sure_plan" else None, refusal.sentence)
            return _confirm(request, draft, form, status=refusal.status)
        messages.success(request, _("Đã thành chương trình. Từ bây giờ trang chủ công khai tên, chủ đề và ngày."))
        return redirect(plan)
    return _confirm(request, draft, form)


def _confirm(request: HttpRequest, draft: Draft, form: ConfirmForm, *, status: int = 200) -> HttpResponse:
    review = Review(draft, request.user)
    head = next((e for e in review.live if e.kind == "head"), None)
    undated = [e for e in review.live if e.kind == "activity" and not ({"start", "end"} & set(e.fields))]
    context = {
        "draft": draft,
        "review": review,
        "form": form,
        "head": review.shown(head) if head else {},
        "counts": counted(review.live),
        "shown_places": [_named_place(review, place) for place in review.places[:FEW_PLACES]],
        "more_places": max(0, len(review.places) - FEW_PLACES),
        "open_findings": [named for named in review.named if named.is_open],
        "undated": undated,
        "is_plan": draft.reading is None or draft.reading["is_plan"],
    }
    return render(request, "intake/confirm.html", context, status=status)


def _named_place(review: Review, place: queries.Place) -> dict[str, str]:
    """Where a value that needs a look is, in words, and the way there."""
    entry = review.by_key[place.entry]
    spec, _cell_id = field_of(entry.kind, place.path)
    words = " · ".join(filter(None, [entry.ref, label_of(entry)[:90], str(spec.label).lower()]))
    return {"url": place_url(review.draft, place.entry, place.path), "label": words}
