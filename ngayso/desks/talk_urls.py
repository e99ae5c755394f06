"""Addresses of questions and hand-overs."""

from django.urls import path

from ngayso.desks import question_views

urlpatterns = [
    path("hoi-dap/", question_views.questions, name="questions"),
    path("hoi-dap/<uuid:question_id>/", question_views.question, name="question"),
    path("hoi-dap/<uuid:question_id>/tra-loi/", question_views.answer, name="answer"),
    path("hoi-dap/<uuid:plan_id>/<uuid:unit_id>/", question_views.ask, name="ask"),
]
