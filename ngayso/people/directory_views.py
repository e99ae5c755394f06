"""Pages of the directory: units, groups, import with preview, export."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ngayso.core import clock, files
from ngayso.core.errors import Refusal
from ngayso.core.models import File
from ngayso.people import directory, queries, rules
from ngayso.people.forms import GroupForm, SheetForm, UnitForm
from ngayso.people.models import Group, Level, Province, Unit, UnitKind
from ngayso.people.sheet import differences, read_xlsx, write_xlsx
from ngayso.people.visits import has_any_role, needs
from ngayso.words.fold import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_day(request: HttpRequest) -> tuple[dt.date, str]:
    """The day in `?ngay=`, today without one; a day that cannot be read is said, not guessed."""
    text = request.GET.get("ngay", "")
    if not text:
        return queries.directory_day(), ""
    try:
        return dt.date.fromisoformat(text), ""
    except ValueError:
        day = queries.directory_day()
        return day, _("Ngày “%(given)s” chưa đúng. Đang xem danh bạ ngày %(day)s.") % {
            "given": text[:20],
            "day": f"{day:%d/%m/%Y}",
        }


@needs(has_any_role)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units of a day, searched by folded name, filtered by level and kind."""
    day, wrong_day = asked_day(request)
    found = Unit.objects.visible_to(request.user).on(day).select_related("parent")
    asked = request.GET.get("tim", "").strip()
    if asked:
        key = fold(asked)
        found = found.filter(
            Q(folded__contains=key) | Q(aliases__folded__contains=key) | Q(code__iexact=asked) | Q(area_code=asked)
        ).distinct()
    level, kind = request.GET.get("cap", ""), request.GET.get("loai", "")
    if level in Level.values:
        found = found.filter(level=level)
    if kind in UnitKind.values:
        found = found.filter(kind=kind)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "day": day,
        "wrong_day": wrong_day,
        "asked": asked,
        "level": level,
        "kind": kind,
        "levels": Level.choices,
        "kinds": UnitKind.choices,
        "groups": Group.objects.all(),
        "may_edit": rules.may_edit_units(request.user),
    }
    return render(request, "people/units.html", context)


@needs(has_any_role)
@require_safe
def unit(request: HttpRequest, unit_id: Any) -> HttpResponse:
    found = get_object_or_404(
        Unit.objects.visible_to(request.user)
        .select_related("parent")
        .prefetch_related("aliases", "successors", "predecessors"),
        pk=unit_id,
    )
    context = {
        "unit": found,
        "children": found.children.on(queries.directory_day())[:200],
        "may_edit": rules.may_edit_units(request.user),
    }
    return render(request, "people/unit.html", context)


@needs(rules.may_edit_units)
@require_http_methods(["GET", "HEAD", "POST"])
def add_unit(request: HttpRequest) -> HttpResponse:
    return _edit(request, Unit(parent=Province.objects.get().unit if Province.objects.exists() else None))


@needs(rules.may_edit_units)
@require_http_methods(["GET", "HEAD", "POST"])
def change_unit(request: HttpRequest, unit_id: Any) -> HttpResponse:
    found = get_object_or_404(Unit, pk=unit_id)
    if "bo" in request.POST:
        try:
            directory.drop_unit(found.pk, actor=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return redirect("people:unit", found.pk)
        messages.success(request, _("Đã xóa %(unit)s khỏi danh bạ.") % {"unit": found.name})
        return redirect("people:units")
    return _edit(request, found)


def _edit(request: HttpRequest, found: Unit) -> HttpResponse:
    new = found._state.adding
    aliases = "" if new else "\n".join(a.text for a in found.aliases.all())
    form = UnitForm(request.POST if request.method == "POST" else None, instance=found, initial={"aliases": aliases})
    if request.method == "POST" and form.is_valid():
        saved = directory.save_unit(form.save(commit=False), form.cleaned_data["aliases"], actor=request.user)
        messages.success(request, _("Đã ghi %(unit)s.") % {"unit": saved.name})
        return redirect("people:unit", saved.pk)
    context = {"form": form, "unit": None if new else found}
    return render(request, "people/unit_form.html", context, status=400 if form.is_bound else 200)


@needs(has_any_role)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, code: str) -> HttpResponse:
    """Who a collective name means on a day; the officer may change its printed forms and its rule."""
    found = get_object_or_404(Group, pk=code)
    may_edit = rules.may_edit_units(request.user)
    if request.method == "POST" and not may_edit:
        raise Http404
    start = {"name": found.name, "patterns": "\n".join(found.patterns), "rule": found.rule}
    form = GroupForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            directory.change_group(code, actor=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("rule", refusal.sentence)
        else:
            messages.success(request, _("Đã ghi nhóm. Kế hoạch đã xác nhận giữ nguyên danh sách cũ."))
            return redirect("people:group", code)
    day, wrong_day = asked_day(request)
    context = {
        "group": found,
        "members": queries.members(found, day),
        "day": day,
        "wrong_day": wrong_day,
        "form": form if may_edit else None,
    }
    return render(request, "people/group.html", context, status=400 if form.is_bound else 200)


@needs(has_any_role)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    found = Unit.objects.visible_to(request.user).select_related("parent").prefetch_related("aliases", "successors")
    response = HttpResponse(write_xlsx(found.order_by("order", "name")), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="don-vi-{clock.today():%Y%m%d}.xlsx"'
    return response


@needs(rules.may_edit_units)
@require_http_methods(["GET", "HEAD", "POST"])
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Takes a sheet and shows what it would do; a sheet that cannot be opened is a form error and is not kept."""
    form = SheetForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    if request.method == "POST":
        if getattr(request, "too_large", False):
            form.add_error("sheet", _("Tệp lớn hơn 50 MB. Hãy tách bảng thành nhiều tệp."))
        elif form.is_valid():
            try:
                with transaction.atomic():
                    given = form.cleaned_data["sheet"]
                    owner: Any = request.user
                    file = files.store(given, name=given.name, owner=owner, actor=owner, allowed=files.SHEETS)
                    read_xlsx(files.path(file).read_bytes())
            except Refusal as refusal:
                form.add_error("sheet", refusal.sentence)
            else:
                return redirect("people:preview_units", file.pk)
    return render(request, "people/import.html", {"form": form}, status=400 if request.method == "POST" else 200)


@needs(rules.may_edit_units)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, file_id: Any) -> HttpResponse:
    """Row by row what the sheet would make and change, and every error; the button writes it, all or nothing."""
    user: Any = request.user
    file = get_object_or_404(File.objects.of(user), pk=file_id, type=files.XLSX)
    try:
        sheet = read_xlsx(files.path(file).read_bytes())
    except FileNotFoundError as error:
        raise Http404 from error
    if request.method == "POST":
        if "bo" in request.POST:
            with transaction.atomic():
                files.discard(file)
            return redirect("people:import_units")
        with transaction.atomic():
            made, changed = directory.import_units(sheet, actor=user)
            files.discard(file)
        messages.success(request, _("Đã thêm %(made)d và sửa %(changed)d đơn vị.") % {"made": made, "changed": changed})
        return redirect("people:units")
    context = {"file": file, "sheet": sheet, "differences": [] if sheet.wrong else differences(sheet)}
    return render(request, "people/preview.html", context)
