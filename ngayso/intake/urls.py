from django.urls import path

from ngayso.intake import notes, views, workbench

app_name = "intake"

urlpatterns = [
    path("", views.drafts, name="drafts"),
    path("moi/", views.blank, name="blank"),
    path("<uuid:draft_id>/", views.draft, name="draft"),
    path("<uuid:draft_id>/tien-do/", views.progress, name="progress"),
    path("<uuid:draft_id>/doc-lai/", views.again, name="again"),
    path("<uuid:draft_id>/bo/", views.drop, name="drop"),
    path("<uuid:draft_id>/xac-nhan/", views.confirm, name="confirm"),
    path("<uuid:draft_id>/sua/", workbench.history, name="history"),
    path("<uuid:draft_id>/sua/<int:seq>/lay-lai/", workbench.undo, name="undo"),
    path("<uuid:draft_id>/thay-doi/", workbench.changes, name="changes"),
    path("<uuid:draft_id>/ten-la/", workbench.keep_names, name="keep_names"),
    path("<uuid:draft_id>/them/<str:kind>/", workbench.add, name="add"),
    path("<uuid:draft_id>/soat/<int:finding_id>/", workbench.settle, name="settle"),
    path("<uuid:draft_id>/muc/<str:key>/", workbench.entry, name="entry"),
    path("<uuid:draft_id>/muc/<str:key>/viec/", workbench.entry_work, name="entry_work"),
    path("<uuid:draft_id>/muc/<str:key>/<str:path>/", workbench.edit, name="edit"),
    path("<uuid:draft_id>/muc/<str:key>/<str:path>/don-vi/", workbench.units, name="units"),
    path("<uuid:draft_id>/phieu/", notes.note, name="note"),
    path("<uuid:draft_id>/phieu.docx", notes.note_docx, name="note_docx"),
]
