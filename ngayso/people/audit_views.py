"""Pages of the audit log: searched, read row by row, taken along as a workbook, its chain checked. Nothing is written but
the log's own rows on who looked."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_tasks import TaskResultStatus

from ngayso.core import audit, clock, limits
from ngayso.core.deeds import DEEDS
from ngayso.core.files import XLSX
from ngayso.core.models import AuditRow
from ngayso.people import audit_chain, audit_search, rules
from ngayso.people.audit_sheet import MOST_ROWS, write_rows
from ngayso.people.visits import needs
from ngayso.words.sorting import sort_key


def _number(request: HttpRequest, name: str) -> int | None:
    """A row's number in the address; whatever is none is nothing."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


@needs(rules.may_audit)
@require_safe
def audit_rows(request: HttpRequest) -> HttpResponse:
    """The audit log, newest first, by words, actor, verb, object, days."""
    search = audit_search.search_asked(request.GET)
    below, above = _number(request, "truoc"), _number(request, "sau")
    found = audit_search.Found() if search.wrong else audit_search.find(search, below=below, above=above)
    context = {
        "search": search,
        "found": found,
        "below": below,
        "verbs": sorted(((verb, str(deed)) for verb, deed in DEEDS.items()), key=lambda one: sort_key(one[1])),
        "query": search.query(),
        "older_query": search.query(truoc=found.older),
        "newer_query": search.query(sau=found.newer),
        "xlsx_url": f"{reverse('people:audit_xlsx')}?{search.query()}",
        "most": MOST_ROWS,
        "checks": AuditRow.objects.filter(verb="people.chain_checked").order_by("-number")[:3],
    }
    return render(request, "people/audit.html", context, status=400 if search.wrong else 200)


@needs(rules.may_audit)
@require_safe
def audit_row(request: HttpRequest, number: int) -> HttpResponse:
    """One row: what was before and after, from where, how it hangs in the chain."""
    row = get_object_or_404(AuditRow, number=number)
    near = {one.number: one for one in audit_search.around(row)}
    before = near.get(row.number - 1)
    follows = row.previous == (before.hash if before is not None else "0" * 64)
    context = {
        "row": row,
        "before": before,
        "after": near.get(row.number + 1),
        "agrees": audit.digest(row) == row.hash and follows,
        "detail": list(_told(row.detail)),
        "has_before": any(one.has_before for one in _told(row.detail)),
        "whence": list(_flat(row.whence, "")),
        "url": object_url(row, request.user),
        "thing": f"{row.object_model}:{row.object_id}" if row.object_id else "",
    }
    return render(request, "people/audit_row.html", context)


SILENT = ("changes", "marks")
NAMES = {
    "activity": gettext_lazy("hoạt động"),
    "asked": gettext_lazy("điều đã tìm"),
    "broken_at": gettext_lazy("đứt ở dòng"),
    "channel": gettext_lazy("kênh gửi"),
    "day": gettext_lazy("ngày"),
    "difficulties": gettext_lazy("khó khăn"),
    "evidence": gettext_lazy("minh chứng"),
    "in_period": gettext_lazy("số trong kỳ"),
    "indicator": gettext_lazy("số liệu"),
    "kept": gettext_lazy("số liệu giữ nguyên"),
    "late": gettext_lazy("sau hạn"),
    "made": gettext_lazy("số liệu ghi mới"),
    "name": gettext_lazy("tên"),
    "note": gettext_lazy("ý kiến"),
    "number": gettext_lazy("lần"),
    "proposals": gettext_lazy("kiến nghị"),
    "reason": gettext_lazy("lý do"),
    "role": gettext_lazy("vai trò"),
    "rows": gettext_lazy("số dòng"),
    "run": gettext_lazy("mã lần kiểm tra"),
    "seconds": gettext_lazy("số giây"),
    "sha256": gettext_lazy("mã băm"),
    "state": gettext_lazy("tình trạng"),
    "submission": gettext_lazy("mã lần gửi"),
    "text": gettext_lazy("lời"),
    "title": gettext_lazy("tên"),
    "unit": gettext_lazy("đơn vị"),
    "until": gettext_lazy("đến lúc"),
    "value": gettext_lazy("giá trị"),
    "way": gettext_lazy("cách gửi"),
    "withdrawn": gettext_lazy("số liệu rút"),
    "word": gettext_lazy("lời giải thích"),
    "words": gettext_lazy("kết quả bằng lời"),
}
"""Names in the detail of a row, as the screen says them; others stand as they are."""


@dataclass(frozen=True)
class Told:
    """One line of what a row says: a value, or what it was before and is after."""

    name: str
    value: Any
    before: Any = None
    has_before: bool = False

    @property
    def label(self) -> str:
        """The path in words, as far as its names are known."""
        return ", ".join(str(NAMES.get(part, part)) for part in self.name.split(".") if part not in SILENT)


def _told(value: Any, name: str = "") -> Iterator[Told]:
    """The lines of a JSON table, nested ones with their path; "before" and "after" of one thing stand side by side."""
    if isinstance(value, dict) and "before" in value and "after" in value:
        before, after = dict(_flat(value["before"], "")), dict(_flat(value["after"], ""))
        for key in dict.fromkeys([*before, *after]):
            yield Told(".".join(filter(None, (name, key))), after.get(key), before.get(key), has_before=True)
        value = {key: one for key, one in value.items() if key not in ("before", "after")}
    if isinstance(value, dict | list):
        for key, one in _parts(value):
            yield from _told(one, f"{name}.{key}" if name else key)
    else:
        yield Told(name, value)


def _flat(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        for key, one in _parts(value):
            yield from _flat(one, f"{name}.{key}" if name else key)
    else:
        yield name, value


def _parts(value: Any) -> Iterable[tuple[str, Any]]:
    """Keys and values of a table; a list counts from 1."""
    if isinstance(value, dict):
        return ((str(key), one) for key, one in value.items())
    return ((str(at), one) for at, one in enumerate(value, start=1))


def object_url(row: AuditRow, user: Any) -> str:
    """The page of the thing that a row tells of, when it has one and the reader may see it; else ""."""
    if not row.object_model or not row.object_id:
        return ""
    try:
        model: Any = apps.get_model(row.object_model)
    except (LookupError, ValueError):
        return ""
    things = model._default_manager
    if not hasattr(things, "visible_to") or not hasattr(model, "get_absolute_url"):
        return ""
    try:
        thing = things.visible_to(user).filter(pk=row.object_id).first()
        return str(thing.get_absolute_url()) if thing is not None else ""
    except (ValueError, ValidationError, NoReverseMatch):
        return ""


@never_cache
@needs(rules.may_audit)
@require_safe
def audit_xlsx(request: HttpRequest) -> HttpResponseBase:
    """What a search finds as a workbook. That it was taken along is recorded."""
    search = audit_search.search_asked(request.GET)
    if search.wrong:
        return audit_rows(request)
    limits.spend("people.audit_xlsx", request.user.pk, most=20, seconds=3600)
    file = tempfile.TemporaryFile()  # noqa: SIM115 FileResponse closes it
    told = search.told()
    written = write_rows(audit_search.every(search), file, asked=told, now=clock.now())
    with transaction.atomic():
        audit.record("people.audit_exported", None, actor=request.user, label="Nhật ký", asked=told, rows=written)
    file.seek(0)
    name = f"nhat-ky-{clock.today().isoformat()}.xlsx"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@needs(rules.may_audit)
@require_POST
def check_chain(request: HttpRequest) -> HttpResponse:
    """Has the chain checked, from its first row to the last."""
    return redirect("people:chain", audit_chain.ask_check(actor=request.user))


@needs(rules.may_audit)
@require_safe
def chain(request: HttpRequest, run: UUID) -> HttpResponse:
    """How far a check is, then what it found."""
    found = audit_chain.run_of(run)
    if found is None:
        raise Http404
    words = [
        _("Xếp hàng chờ kiểm tra"),
        _("Tính lại mã băm từng dòng, từ dòng đầu đến dòng cuối"),
        _("Chuỗi còn nguyên, không dòng nào bị sửa, bị xóa") if found.is_whole or not found.has_ended else _said(found),
    ]
    at = 3 if found.has_ended else 1 if found.state == TaskResultStatus.RUNNING else 0
    steps = [(w, "done" if n < at else "now" if n == at else "next") for n, w in enumerate(words)]
    if found.has_ended and not found.is_whole:
        steps[-1] = (words[-1], "wrong")
    context = {
        "run": found,
        "checked": AuditRow.objects.filter(verb="people.chain_checked", detail__run=str(run))
        .order_by("-number")
        .first(),
        "progress": {
            "id": "tien-do",
            "url": reverse("people:chain", args=[run]),
            "steps": steps,
            "done": found.done,
            "total": found.total,
            "ended": found.has_ended,
            "next_url": reverse("people:audit") if found.has_ended else "",
            "next_label": _("Về nhật ký"),
        },
    }
    if request.headers.get("HX-Request"):
        if found.has_ended:
            return HttpResponse(headers={"HX-Redirect": request.path})
        return render(request, "core/parts/progress.html", context)
    return render(request, "people/audit_chain.html", context)


def _said(found: audit_chain.Run) -> str:
    if found.broken_at is not None:
        return _("Chuỗi đứt ở dòng %d: dòng ấy bị sửa, bị xóa, hoặc không nối với dòng trước.") % found.broken_at
    return _("Chưa kiểm tra được. Bấm kiểm tra lại; nếu vẫn vậy, báo người quản trị.")
