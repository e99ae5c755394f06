"""Addresses of the office, below /van-thu/."""

from django.urls import path

from ngayso.office import views

app_name = "office"

urlpatterns = [
    path("hop-thu-di/", views.outbox, name="outbox"),
    path("hop-thu-di/thu-in.docx", views.all_letters, name="letters"),
    path("hop-thu-di/thu-in/chuyen-tay/", views.pass_on_letters, name="pass_on_letters"),
    path("hop-thu-di/<uuid:delivery_id>/", views.delivery, name="delivery"),
    path("hop-thu-di/<uuid:delivery_id>/thu.docx", views.letter, name="letter"),
    path("hop-thu-di/<uuid:delivery_id>/bo/", views.drop, name="drop"),
    path("hop-thu-di/<uuid:delivery_id>/gui-lai/", views.try_again, name="try_again"),
    path("hop-thu-di/<uuid:delivery_id>/xac-nhan/", views.settle, name="settle"),
    path("hop-thu-di/<uuid:delivery_id>/chuyen-tay/", views.pass_on, name="pass_on"),
]
