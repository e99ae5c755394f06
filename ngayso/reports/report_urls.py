"""Addresses below /bao-cao/."""

urlpatterns: list[object] = []
