"""Pages of what was drawn and issued: files, hash, recount."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.papers.bound import Names
from ngayso.reports import consolidation as actions
from ngayso.reports import versions as contents
from ngayso.reports.consolidation_views import frame, number_page, round_seen
from ngayso.reports.models import Edition, Round, Version
from ngayso.reports.preview import sheet
from ngayso.reports.recount import recount
from ngayso.words.office import find_office


def _version(request: HttpRequest, plan_id: UUID, round_id: UUID, version_id: UUID, *, run: bool = False) -> Version:
    round_ = round_seen(request, plan_id, round_id, run=run)
    found = Version.objects.visible_to(request.user).select_related("consolidation", "docx", "pdf", "xlsx")
    version = get_object_or_404(found, pk=version_id, consolidation__round=round_)
    version.consolidation.round = round_
    return version


def _frame(request: HttpRequest, version: Version) -> dict[str, Any]:
    row = version.consolidation
    return frame(request, row.round, row.edition, "versions") | {"version": version}


@require_safe
def versions(request: HttpRequest, plan_id: UUID, round_id: UUID, edition: str) -> HttpResponse:
    """Drafts and issues of one edition, the newest first."""
    round_ = round_seen(request, plan_id, round_id)
    if edition not in Edition.values:
        raise Http404
    found = Version.objects.visible_to(request.user).filter(consolidation__round=round_, consolidation__edition=edition)
    rows = found.select_related("docx", "pdf", "xlsx").defer("content").order_by("-number")
    context = frame(request, round_, edition, "versions") | {"rows": rows}
    return render(request, "reports/versions.html", context)


@require_safe
def version(request: HttpRequest, plan_id: UUID, round_id: UUID, version_id: UUID) -> HttpResponse:
    """One version: its files, its hash, its words with every number a link to the frozen figures."""
    found = _version(request, plan_id, round_id, version_id)
    document = contents.document_of(found.content)
    context = _frame(request, found) | {
        "sheet": sheet(document, _number_url(found)),
        "progress": _progress(found),
        "office": find_office() is not None,
        "replaced": Version.objects.filter(
            consolidation=found.consolidation_id, issued=True, number__gt=found.number
        ).order_by("number").defer("content").first()
        if found.issued
        else None,
    }  # fmt: skip
    return render(request, "reports/version.html", context)


def _number_url(version: Version) -> Any:
    round_: Round = version.consolidation.round
    page = reverse("reports:version_number", args=[round_.plan_id, round_.pk, version.pk])
    return lambda name: f"{page}?ten={quote(name)}"


@require_safe
def number(request: HttpRequest, plan_id: UUID, round_id: UUID, version_id: UUID) -> HttpResponse:
    """One number as this version printed it."""
    found = _version(request, plan_id, round_id, version_id)
    body = contents.body_in(found.content)
    context = _frame(request, found) | {"back": reverse("reports:version", args=[plan_id, round_id, version_id])}
    return number_page(request, context, body, Names(body), _number_url(found))


@require_safe
def recounted(request: HttpRequest, plan_id: UUID, round_id: UUID, version_id: UUID) -> HttpResponse:
    """Counts the version again and tells what disagrees. Reads only."""
    found = _version(request, plan_id, round_id, version_id)
    return render(request, "reports/version_recount.html", _frame(request, found) | {"result": recount(found)})


def _progress(version: Version) -> dict[str, Any]:
    """What is told of the .pdf while it is made, and when it could not be made."""
    round_ = version.consolidation.round
    args = [round_.plan_id, round_.pk, version.pk]
    made = version.pdf_id is not None
    failed = not made and actions.has_failed(version)
    return {
        "id": "in-pdf",
        "url": reverse("reports:version_progress", args=args),
        "steps": [
            (_("Tệp Word đã xong"), "done"),
            (_("Chưa in được PDF. In lại, hoặc dùng tệp Word."), "wrong")
            if failed
            else (_("In PDF từ tệp Word"), "done" if made else "now"),
        ],
        "total": 2,
        "done": 2 if made else 1,
        "ended": made or failed,
        "next_url": reverse("file", args=[version.pdf_id]) if made else "",
        "next_label": _("Tải PDF"),
    }


@require_safe
def progress(request: HttpRequest, plan_id: UUID, round_id: UUID, version_id: UUID) -> HttpResponse:
    """How far the .pdf is; the whole page without htmx."""
    found = _version(request, plan_id, round_id, version_id)
    if not request.headers.get("HX-Request"):
        return redirect("reports:version", plan_id, round_id, version_id)
    return render(request, "core/parts/progress.html", {"progress": _progress(found)})


@require_POST
def print_again(request: HttpRequest, plan_id: UUID, round_id: UUID, version_id: UUID) -> HttpResponse:
    found = _version(request, plan_id, round_id, version_id, run=True)
    actions.print_again(found, actor=request.user)
    messages.success(request, _("Đã xếp hàng in lại PDF."))
    return redirect("reports:version", plan_id, round_id, version_id)
