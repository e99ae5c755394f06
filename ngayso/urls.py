"""Every door of the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.i18n import set_language

from ngayso.core import views
from ngayso.core.styleguide import styleguide


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = failed

urlpatterns = [
    path("", include("ngayso.portal.urls")),
    path("", include("ngayso.people.urls")),
    path("chuong-trinh/", include("ngayso.plans.urls")),
    path("tiep-nhan/", include("ngayso.intake.urls")),
    path("bao-cao/", include("ngayso.reports.urls")),
    path("tep/<uuid:file_id>/", views.download, name="file"),
    path("giao-dien/", views.set_theme, name="set_theme"),
    path("ngon-ngu/", set_language, name="set_language"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
]
