"""Some of this room's addresses."""

urlpatterns: list[object] = []
