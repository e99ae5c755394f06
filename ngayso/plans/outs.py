"""A programme leaves as a file."""

import json
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ngayso.core.files import XLSX
from ngayso.people.models import User
from ngayso.plans import calendar as calendars
from ngayso.plans import exchange as exchanges
from ngayso.plans import workbook as workbooks
from ngayso.plans.models import Plan
from ngayso.plans.views import day_asked, seen
from ngayso.words.fold import fold


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes to be saved, never opened in the page."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def file_name(plan: Plan, ending: str) -> str:
    """The programme's name in plain letters."""
    return f"{fold(plan.name).replace(' ', '-')[:80] or 'chuong-trinh'}.{ending}"


@require_safe
def exchange(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = seen(request, plan_id)
    text = json.dumps(exchanges.programme(plan), ensure_ascii=False, indent=1)
    return attachment(text.encode(), "application/json; charset=utf-8", file_name(plan, "json"))


@require_safe
def workbook(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = seen(request, plan_id)
    return attachment(workbooks.workbook(plan, day_asked(request).day), XLSX, file_name(plan, "xlsx"))


@require_safe
def calendar(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = seen(request, plan_id)
    return attachment(calendars.feed(plan), "text/calendar; charset=utf-8", file_name(plan, "ics"))


@require_safe
def feed(request: HttpRequest, plan_id: UUID, secret: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: the token in the address says who reads."""
    reader_id = calendars.reader_of(plan_id, secret)
    reader: Any = User.objects.filter(pk=reader_id, is_active=True).first() if reader_id else None
    plan = Plan.objects.visible_to(reader).filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    response = HttpResponse(calendars.feed(plan), content_type="text/calendar; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
