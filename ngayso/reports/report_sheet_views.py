"""A unit's report leaves as a workbook and comes back as one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ngayso.core import files
from ngayso.core.errors import Refusal
from ngayso.core.models import File
from ngayso.plans.outs import attachment
from ngayso.reports import cells, sheet
from ngayso.reports.flow import submit_report
from ngayso.reports.models import Way
from ngayso.reports.report_forms import ReportSheetForm
from ngayso.reports.report_views import Place, place_of
from ngayso.reports.unit_form import read_form
from ngayso.reports.validation import checked

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def report_sheet(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """The form with what stands in it; closed when the report cannot be written now."""
    place = place_of(request, plan_id, round_id, unit_id)
    form = read_form(place.round, place.unit, report=place.report)
    return attachment(sheet.write_sheet(form, locked=not place.is_open), files.XLSX, sheet.file_name(form))


@READ_OR_WRITE
def take_sheet(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID) -> HttpResponse:
    """Takes a filled workbook and goes on to what it would change; one that cannot be read is not kept."""
    place = place_of(request, plan_id, round_id, unit_id, write=True)
    cells.check_open(place.report)
    form = ReportSheetForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    status = 200
    if request.method == "POST":
        status, given = 400, form.files.get("sheet")
        if getattr(request, "too_large", False) or (given is not None and (given.size or 0) > sheet.MOST_BYTES):
            status = 413
            form.add_error("sheet", _("Tệp lớn hơn 2 MB, không phải biểu mẫu báo cáo. Hãy nộp đúng tệp đã điền."))
        elif form.is_valid():
            try:
                return redirect(
                    "reports:preview_sheet", *place.args, _kept(request, place, form.cleaned_data["sheet"]).pk
                )
            except Refusal as refusal:
                status = refusal.status
                form.add_error("sheet", refusal.sentence)
    return render(
        request, "reports/unit_report_sheet.html", {"place": place, "form": form, **_of(place)}, status=status
    )


def _kept(request: HttpRequest, place: Place, given: Any) -> File:
    """The workbook as a file of the person's own, once it could be read."""
    user: Any = request.user
    with transaction.atomic():
        file = files.store(given, name=given.name, owner=user, actor=user, allowed=files.SHEETS)
        form = read_form(place.round, place.unit, report=place.report)
        sheet.read_sheet(files.path(file).read_bytes(), form)
    return file


def _of(place: Place) -> dict[str, Any]:
    return {"plan": place.round.plan, "round": place.round, "unit": place.unit, "report": place.report}


@READ_OR_WRITE
def preview_sheet(request: HttpRequest, plan_id: UUID, round_id: UUID, unit_id: UUID, file_id: UUID) -> HttpResponse:
    """Row by row what the workbook would change, and every error; the button writes it, all or nothing."""
    place = place_of(request, plan_id, round_id, unit_id, write=True)
    user: Any = request.user
    file = get_object_or_404(File.objects.of(user), pk=file_id, type=files.XLSX)
    if "bo" in request.POST:
        with transaction.atomic():
            files.discard(file)
        return redirect("reports:take_sheet", *place.args)
    cells.check_open(place.report)
    form = read_form(place.round, place.unit, report=place.report)
    try:
        filled = sheet.read_sheet(files.path(file).read_bytes(), form)
    except FileNotFoundError as error:
        raise Http404 from error
    seen = sheet.seen_mark(form)
    moved = request.method == "POST" and request.POST.get("seen") != seen
    if request.method == "POST" and not moved and not filled.wrong:
        return _write(request, place, file, filled)
    after = checked(sheet.laid_in(form, filled))
    context = {
        "place": place,
        "file": file,
        "filled": filled,
        "seen": seen,
        "moved": moved,
        "open_problems": [one for one in after if one.is_open],
        **_of(place),
    }
    status = 409 if moved else 400 if request.method == "POST" else 200
    return render(request, "reports/unit_report_preview.html", context, status=status)


def _write(request: HttpRequest, place: Place, file: File, filled: sheet.Filled) -> HttpResponse:
    """Writes what the workbook says and, when asked, sends the report at once."""
    with transaction.atomic():
        report = cells.open_report(place.round, place.unit, actor=request.user)
        given: dict[str, Any] = {"cells": filled.cells, "passages": filled.passages, "general": filled.general}
        changed = cells.save(report, **given, actor=request.user)
        if "gui" in request.POST:
            submit_report(report, way=Way.EXCEL, actor=request.user)
        files.discard(file)
    if "gui" in request.POST:
        messages.success(request, _("Đã ghi từ tệp Excel và gửi báo cáo."))
    else:
        messages.success(request, _("Đã ghi %d chỗ từ tệp Excel. Xem lại rồi gửi.") % changed)
    return redirect(place.home)
