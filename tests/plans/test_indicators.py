"""The indicator catalogue: what is shipped holds together, and is put in without overwriting anything."""

from typing import Any

import pytest

from ngayso.core import clock
from ngayso.core.models import AuditRow
from ngayso.plans import indicators, kinds
from ngayso.plans.models import Indicator, Nature, Relation

pytestmark = pytest.mark.django_db


def test_the_shipped_catalogue_holds_together() -> None:
    assert indicators.install() == 85
    every = {i.code: i for i in Indicator.objects.all()}
    slugs = {kind.slug for kind in kinds.all_kinds()}
    assert {i.kind for i in every.values()} == slugs | {""}
    for one in every.values():
        one.full_clean()
        assert one.phrase.count("{}") == 1, one.code
        assert one.definition.endswith("."), one.code
        assert one.source, one.code
        assert one.nature != Nature.RATE or one.numerator is not None
    for relation in Relation.objects.all():
        relation.full_clean()
        assert relation.sentence.endswith("."), relation.code
        of = {every[code].kind for code in [*relation.left, *relation.right]}
        assert len(of) == 1, relation.code


def test_a_second_time_puts_in_only_what_is_missing() -> None:
    indicators.install()
    Indicator.objects.filter(code="ho-da-den").update(name="Hộ tổ đã tới", retired_at=clock.now())
    Relation.objects.filter(code="ho-luot").delete()
    Indicator.objects.filter(code="ty-le-khac-phuc").delete()
    assert indicators.install() == 2
    assert indicators.install() == 0
    assert Indicator.objects.get(code="ho-da-den").name == "Hộ tổ đã tới"
    assert AuditRow.objects.filter(verb="plans.indicators_installed").count() == 2


def test_what_is_asked_of_a_kind(django_assert_num_queries: Any) -> None:
    indicators.install()
    with django_assert_num_queries(1):
        asked = indicators.for_kind("campaign")
    assert [i.code for i in asked][:2] == ["ho-da-den", "luot-huong-dan"]
    assert [i.code for i in asked][-4:] == ["van-ban", "lop-tap-huan", "luot-tap-huan", "kinh-phi"]
    assert [i.code for i in indicators.for_kind("")] == ["van-ban", "lop-tap-huan", "luot-tap-huan", "kinh-phi"]
    assert all(indicators.for_kind(kind.slug) for kind in kinds.all_kinds())
    Indicator.objects.filter(code="ho-da-den").update(retired_at=clock.now())
    assert "ho-da-den" not in [i.code for i in indicators.for_kind("campaign")]
