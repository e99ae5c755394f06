"""The front page of the province."""

from django.urls import path

from ngayso.portal import views

app_name = "portal"

urlpatterns = [path("", views.home, name="home")]
