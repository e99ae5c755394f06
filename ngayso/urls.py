"""Every door of the house."""

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from ngayso import shell
from ngayso.core import views
from ngayso.core.errors import Refusal
from ngayso.core.styleguide import styleguide

OFFICES = ("people", "office", "plans", "desks", "follow", "intake", "reports")
OUR_WAYS = ("start", "follow", "reports")
BY_TOKEN = ("open_link", "accept", "feed")


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there, or not yours: one answer. Whoever is not signed in is asked to, whether or not the thing is there, so
    that a link in a letter or a page left open over night leads on.
    """
    match = request.resolver_match
    if (
        request.method in ("GET", "HEAD")
        and match is not None
        and (match.namespace in OFFICES or match.url_name in OUR_WAYS)
        and match.url_name not in BY_TOKEN
        and not request.user.is_authenticated
    ):
        if request.headers.get("HX-Request"):
            # The whole page goes to sign in, not a part of it.
            here = request.headers.get("HX-Current-URL", "")
            return HttpResponse(headers={"HX-Redirect": redirect_to_login(urlsplit(here).path or "/").url})
        return redirect_to_login(request.get_full_path())
    said = {"sentence": str(exception)} if isinstance(exception.__cause__, Refusal) else {}
    return render(request, "404.html", {"status": 404, **said}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = failed

urlpatterns = [
    path("", include("ngayso.portal.urls")),
    path("", include("ngayso.people.urls")),
    path("van-thu/", include("ngayso.office.urls")),
    path("ban-viec/", include("ngayso.desks.urls")),
    path("theo-doi/", include("ngayso.follow.urls")),
    path("chuong-trinh/", include("ngayso.plans.urls")),
    path("tiep-nhan/", include("ngayso.intake.urls")),
    path("bao-cao/", include("ngayso.reports.urls")),
    path("bat-dau/", shell.start, name="start"),
    path("theo-doi/", shell.follow, name="follow"),
    path("bao-cao/", shell.reports, name="reports"),
    path("tep/<uuid:file_id>/", views.download, name="file"),
    path("giao-dien/", views.set_theme, name="set_theme"),
    path("ngon-ngu/", require_POST(set_language), name="set_language"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
]
