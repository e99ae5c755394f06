"""Rate limits count an account or a device."""

from typing import Any

import pytest

from ngayso.core import limits
from ngayso.core.errors import Refusal
from ngayso.core.models import Count

pytestmark = pytest.mark.django_db


def test_the_use_past_the_most_is_refused_with_the_time_to_wait() -> None:
    for _ in range(3):
        limits.spend("sign_in", "an", most=3, seconds=900)
    with pytest.raises(Refusal) as refusal:
        limits.spend("sign_in", "an", most=3, seconds=900)
    assert refusal.value.status == 429
    assert 0 < (refusal.value.retry_after or 0) <= 900
    limits.spend("sign_in", "binh", most=3, seconds=900)
    limits.spend("ask_link", "an", most=3, seconds=900)


def test_a_success_forgives() -> None:
    for _ in range(3):
        limits.spend("sign_in", "an", most=3, seconds=900)
    limits.forgive("sign_in", "an")
    limits.spend("sign_in", "an", most=3, seconds=900)


def test_a_new_window_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from ngayso.core import clock

    at = dt.datetime(2024, 10, 1, 8, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    limits.spend("sign_in", "an", most=1, seconds=60)
    with pytest.raises(Refusal):
        limits.spend("sign_in", "an", most=1, seconds=60)
    at += dt.timedelta(seconds=61)
    limits.spend("sign_in", "an", most=1, seconds=60)


def test_who_is_kept_only_as_a_keyed_hash(settings: Any) -> None:
    limits.spend("sign_in", "an@tiengiang.gov.vn", most=1, seconds=60)
    assert "tiengiang" not in Count.objects.get().key
    first = Count.objects.get().key
    settings.SECRET_KEY = "khác"
    limits.spend("sign_in", "an@tiengiang.gov.vn", most=1, seconds=60)
    assert Count.objects.exclude(key=first).exists()
