"""Pages of the indicator catalogue: read by everybody with a role, written by who runs the plan."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngayso.core.errors import Refusal
from ngayso.plans import indicators as actions
from ngayso.plans import rules
from ngayso.plans.indicator_forms import IndicatorForm, RelationForm, kind_names
from ngayso.plans.models import Indicator, Relation

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _run(request: HttpRequest) -> None:
    if not rules.may_run_plan(request.user):
        raise Http404


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """The catalogue, kind by kind; `?loai=` keeps one kind, "chung" those of every kind."""
    if not request.user.is_authenticated or not request.user.held():
        raise Http404
    asked = request.GET.get("loai", "")
    names = [(slug or "chung", label) for slug, label in kind_names()]
    if asked and asked not in dict(names):
        raise Http404
    rows = list(Indicator.objects.select_related("numerator", "denominator").order_by("order", "code"))
    relations = list(Relation.objects.order_by("order", "code"))
    by_code = {one.code: one for one in rows}
    # A kind that was closed here keeps its indicators, under its bare name.
    names += [(kind, kind) for kind in dict.fromkeys(one.kind for one in rows) if kind and kind not in dict(names)]
    bands = []
    for slug, label in names:
        if asked and slug != asked:
            continue
        kind = "" if slug == "chung" else slug
        mine = [(one, one.phrase.replace("{}", "…")) for one in rows if one.kind == kind]
        told = [_told(r, by_code) for r in relations if _kind_of(r, by_code) == kind]
        if mine or told:
            bands.append((slug, label, mine, told))
    context = {
        "bands": bands,
        "kinds": names,
        "asked": asked,
        "count": sum(one.retired_at is None for one in rows),
        "may_run": rules.may_run_plan(request.user),
        "missing": actions.missing_count() if rules.may_run_plan(request.user) else 0,
    }
    return render(request, "plans/indicators.html", context)


def _kind_of(relation: Relation, by_code: dict[str, Indicator]) -> str:
    of = [by_code[code].kind for code in [*relation.left, *relation.right] if code in by_code]
    return next((kind for kind in of if kind), "")


def _told(relation: Relation, by_code: dict[str, Indicator]) -> tuple[Relation, str, str]:
    left, right = (
        " + ".join(by_code[code].name if code in by_code else code for code in side)
        for side in (relation.left, relation.right)
    )
    return relation, left, right


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


def _home(kind: str = "") -> HttpResponse:
    return redirect(f"{reverse('plans:indicators')}?loai={kind or 'chung'}")


@require_POST
def install_indicators(request: HttpRequest) -> HttpResponse:
    _run(request)
    added = actions.install(actor=request.user)
    messages.success(request, _("Đã đưa %d mục mẫu còn thiếu vào danh mục; mục tỉnh đã sửa giữ nguyên.") % added)
    return redirect("plans:indicators")


@READ_OR_WRITE
def add_indicator(request: HttpRequest) -> HttpResponse:
    _run(request)
    asked = request.GET.get("loai", "")
    form = IndicatorForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": "" if asked == "chung" else asked, "of_partners": True},
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
            status = _tried(form, lambda: actions.make_indicator(actor=request.user, **given))
            if status == 200:
                messages.success(request, _("Đã thêm số liệu vào danh mục."))
                return _home(given["kind"])
    return render(request, "plans/indicator_form.html", {"form": form}, status=status)


@READ_OR_WRITE
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Changes one indicator."""
    _run(request)
    row = get_object_or_404(Indicator.objects.select_related("numerator", "denominator"), code=code)
    form = IndicatorForm.of(row, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["order"] = given["order"] or row.order
            status = _tried(form, lambda: actions.change_indicator(row, actor=request.user, **given))
            if status == 200:
                messages.success(request, _("Đã ghi thay đổi của số liệu. Kỳ báo cáo đã lập giữ mẫu của mình."))
                return _home(given["kind"])
    return render(request, "plans/indicator_form.html", {"form": form, "indicator": row}, status=status)


@require_POST
def retire_indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Out of use, or back with `dung-lai`."""
    _run(request)
    row = get_object_or_404(Indicator, code=code)
    retired = "dung-lai" not in request.POST
    actions.set_retired(row, retired=retired, actor=request.user)
    said = _("Số liệu thôi dùng cho kỳ báo cáo mới; số đã báo cáo vẫn còn.") if retired else _("Số liệu được dùng lại.")
    messages.success(request, said)
    return _home(row.kind)


@READ_OR_WRITE
def add_relation(request: HttpRequest) -> HttpResponse:
    _run(request)
    form = RelationForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
            status = _tried(form, lambda: actions.make_relation(actor=request.user, **given))
            if status == 200:
                messages.success(request, _("Đã thêm quan hệ. Báo cáo gửi từ bây giờ được soát theo quan hệ này."))
                return redirect("plans:indicators")
    return render(request, "plans/relation_form.html", {"form": form}, status=status)


@READ_OR_WRITE
def relation(request: HttpRequest, code: str) -> HttpResponse:
    """Changes what must hold between figures."""
    _run(request)
    row = get_object_or_404(Relation, code=code)
    form = RelationForm.of(row, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status = _tried(form, lambda: actions.change_relation(row, actor=request.user, **form.cleaned_data))
            if status == 200:
                messages.success(request, _("Đã ghi thay đổi của quan hệ."))
                return redirect("plans:indicators")
    return render(request, "plans/relation_form.html", {"form": form, "relation": row}, status=status)


@require_POST
def retire_relation(request: HttpRequest, code: str) -> HttpResponse:
    """Out of use, or back with `dung-lai`."""
    _run(request)
    row = get_object_or_404(Relation, code=code)
    retired = "dung-lai" not in request.POST
    actions.set_retired(row, retired=retired, actor=request.user)
    messages.success(request, _("Quan hệ thôi dùng.") if retired else _("Quan hệ được dùng lại."))
    return redirect("plans:indicators")
