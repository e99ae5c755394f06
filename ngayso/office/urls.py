"""Addresses of the office, below /van-thu/."""

app_name = "office"

urlpatterns: list[object] = []
