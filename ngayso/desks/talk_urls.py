"""Addresses of questions and hand-overs."""

from django.urls import path

from ngayso.desks import hand_over_views, question_views

urlpatterns = [
    path("hoi-dap/", question_views.questions, name="questions"),
    path("hoi-dap/<uuid:question_id>/", question_views.question, name="question"),
    path("hoi-dap/<uuid:question_id>/tra-loi/", question_views.answer, name="answer"),
    path("hoi-dap/<uuid:plan_id>/<uuid:unit_id>/", question_views.ask, name="ask"),
    path("chuyen-viec/", hand_over_views.hand_overs, name="hand_overs"),
    path("chuyen-viec/<uuid:hand_over_id>/", hand_over_views.hand_over, name="hand_over"),
    path("chuyen-viec/<uuid:hand_over_id>/quyet-dinh/", hand_over_views.decide, name="decide_hand_over"),
    path("chuyen-viec/<uuid:hand_over_id>/rut/", hand_over_views.withdraw, name="withdraw_hand_over"),
    path(
        "chuyen-viec/<uuid:plan_id>/<uuid:unit_id>/<slug:sort>/<str:thing>/",
        hand_over_views.ask_hand_over,
        name="ask_hand_over",
    ),
]
