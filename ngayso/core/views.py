"""Pages of the ground: health, files, refusals."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ngayso.core import files
from ngayso.core.middleware import THEMES


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its tables are there, 503 otherwise. Says nothing a stranger could use."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM core_audithead")
            well = cursor.fetchone() is not None
    except DatabaseError:
        well = False
    return JsonResponse({"ok": well}, status=200 if well else 503)


@require_safe
def download(request: HttpRequest, file_id: Any) -> HttpResponseBase:
    """The bytes of a file, always as an attachment, to whoever may see its owner; 404 to all others."""
    file = files.visible(file_id, request.user)
    if file is None:
        raise Http404
    try:
        source = open(files.path(file), "rb")  # noqa: SIM115 FileResponse closes it
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(source, content_type=file.type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark on this device; anything else means: as the device says."""

    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=settings.SECURE):
        back = "/"
    response = redirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SECURE)
    else:
        response.delete_cookie("theme")
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: usually a page left open over a new sign-in."""
    sentence = _("Trang này đã mở từ lâu hoặc từ phiên khác. Hãy tải lại trang rồi gửi lại.")
    return render(request, "core/refused.html", {"sentence": sentence, "status": 403}, status=403)
