"""What surrounds every request: its id and log line, where it comes from, how a refusal is shown."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from ngayso.core import audit, logs
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7

Next = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("ngayso.request")
_ID = re.compile(r"[0-9a-zA-Z-]{8,64}")
DEVICE_COOKIE = "ngayso-device"
THEMES = ("light", "dark")


class RequestLog:
    """Gives every request an id (taken from X-Request-ID behind a proxy), logs one line, sends the id back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _ID.fullmatch(given) else str(uuid7())  # type: ignore[attr-defined]
        token = logs.request_id.set(request.id)  # type: ignore[attr-defined]
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
            # The matched pattern, not the path: a path may hold a token.
            match = request.resolver_match
            log.info(
                "request.answered",
                extra={
                    "method": request.method,
                    "route": match.route if match else None,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )
            return response
        finally:
            logs.request_id.reset(token)


class ChosenLanguage:
    """Vietnamese, unless the person switched: many office computers have a browser in English and a user who has not."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


class NoNulls:
    """400 for a request that carries a NUL sign: no person types one, and PostgreSQL cannot look for it or keep it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """After the token of the form was checked, so the body is read once and within its bounds."""
        sent = (request.GET, request.POST)
        if "\0" in request.path or any("\0" in v for given in sent for _key, vs in given.lists() for v in vs):
            raise BadRequest("NUL")


class KnowWhere:
    """Tells the audit log where a write came from, and keeps a random id of the device for rate limits.

    An address alone says little in a commune office behind one line, so limits count account and device.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.get_signed_cookie(DEVICE_COOKIE, default="")
        request.device = known or str(uuid7())  # type: ignore[attr-defined]
        theme = request.COOKIES.get("theme", "")
        request.theme = theme if theme in THEMES else ""  # type: ignore[attr-defined]
        with audit.coming_from(
            request=request.id,  # type: ignore[attr-defined]
            address=request.META.get("REMOTE_ADDR", ""),
            device=request.device,  # type: ignore[attr-defined]
        ):
            response = self.get_response(request)
        if not known and request.method == "POST":
            # Set only where something is sent, so that plain pages stay free of cookies.
            response.set_signed_cookie(
                DEVICE_COOKIE,
                request.device,  # type: ignore[attr-defined]
                max_age=365 * 24 * 3600,
                httponly=True,
                samesite="Lax",
                secure=settings.SECURE,
            )
        if request.user.is_authenticated:
            # Nothing personal stays in a shared computer's cache.
            response.setdefault("Cache-Control", "no-store")
            patch_vary_headers(response, ("Cookie",))
        return response


class Refusals:
    """Turns a Refusal into a plain page with the right status, the one place that does."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if error.status == 404:
            # What is not there and what is not yours are answered alike, in one place.
            raise Http404(error.sentence) from error
        response = render(request, "core/refused.html", {"sentence": error.sentence, "status": error.status})
        response.status_code = error.status
        if error.retry_after is not None:
            response["Retry-After"] = str(error.retry_after)
        return response
