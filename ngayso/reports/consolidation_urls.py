"""Addresses of the consolidated report, below /bao-cao/."""

from django.urls import path

from ngayso.reports import consolidation_views as views
from ngayso.reports import version_views

_OF = "<uuid:plan_id>/ky/<uuid:round_id>/tong-hop/<slug:edition>/"
_BAN = "<uuid:plan_id>/ky/<uuid:round_id>/ban/<uuid:version_id>/"

urlpatterns = [
    path(_OF, views.consolidation, name="consolidation"),
    path(f"{_OF}loi/<str:place>/", views.save_words, name="consolidation_words"),
    path(f"{_OF}dau-van-ban/", views.head, name="consolidation_head"),
    path(f"{_OF}xem/", views.preview, name="consolidation_preview"),
    path(f"{_OF}so/", views.number, name="consolidation_number"),
    path(f"{_OF}thay-doi/", views.changes, name="consolidation_changes"),
    path(f"{_OF}dem/", views.count, name="consolidation_count"),
    path(f"{_OF}ban-nhap/", views.draw, name="consolidation_draw"),
    path(f"{_OF}ban-hanh/", views.issue, name="consolidation_issue"),
    path(f"{_OF}cac-ban/", version_views.versions, name="versions"),
    path(_BAN, version_views.version, name="version"),
    path(f"{_BAN}so/", version_views.number, name="version_number"),
    path(f"{_BAN}dem-lai/", version_views.recounted, name="version_recount"),
    path(f"{_BAN}tien-do/", version_views.progress, name="version_progress"),
    path(f"{_BAN}in-lai/", version_views.print_again, name="version_print"),
]
