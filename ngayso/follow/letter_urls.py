"""Addresses of the urging letters."""

from django.urls import path

from ngayso.follow import letter_views

_ALL = "<uuid:plan_id>/don-doc/"
_ONE = f"{_ALL}<uuid:letter_id>/"

urlpatterns = [
    path(_ALL, letter_views.letters, name="letters"),
    path(f"{_ALL}soan/", letter_views.draft_letter, name="draft_letter"),
    path(_ONE, letter_views.letter, name="letter"),
    path(f"{_ONE}sua/", letter_views.edit_letter, name="edit_letter"),
    path(f"{_ONE}don-vi/", letter_views.add_urged, name="add_urged"),
    path(f"{_ONE}don-vi/<uuid:unit_id>/", letter_views.edit_urged, name="edit_urged"),
    path(f"{_ONE}cong-van.docx", letter_views.letter_docx, name="letter_docx"),
    path(f"{_ONE}ban-hanh/", letter_views.issue_letter, name="issue_letter"),
    path(f"{_ONE}in/", letter_views.print_letter, name="print_letter"),
    path(f"{_ONE}tien-do/", letter_views.letter_progress, name="letter_progress"),
    path(f"{_ONE}bo/", letter_views.drop_letter, name="drop_letter"),
]
