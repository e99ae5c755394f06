"""What the desks counted is the sum of what stands, whatever came in which order."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from plans import build

from ngayso.core.ids import uuid7

FLOW, STOCK = "ho-da-den", "dang-co"
FIRST = dt.date(2025, 10, 1)

# (day, flow or None, stock or None, which of the entries before it corrects or None)
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.none() | st.integers(0, 1000),
        st.none() | st.integers(0, 1000),
        st.none() | st.integers(0, 8),
    ),
    max_size=9,
)


def made() -> Any:
    from ngayso.people.models import Group, Province, Unit
    from ngayso.plans import indicators
    from ngayso.plans.models import Indicator

    def unit(code: str, kind: str, level: str = "province") -> Any:
        return Unit.objects.create(code=code, name=f"Đơn vị {code}", kind=kind, level=level)

    root = unit("ubnd", "province-committee")
    Province.objects.create(name="Tỉnh", unit=root, focal=unit("tttt", "department"))
    unit("ca", "police")
    unit("caibe", "district-committee", "district")
    Group.objects.create(code="ubnd-huyen", name="các huyện", rule="kind=district-committee")
    Group.objects.create(code="so-nganh", name="các sở", rule="kind in department,police")
    indicators.install()
    Indicator.objects.create(code=STOCK, kind="campaign", name="Tổ đang có", measure="tổ", course="stock", daily=True)
    return build.plan()


class TestSums(TestCase):  # type: ignore[misc]
    @settings(max_examples=25, deadline=None)
    @given(entries=ENTRIES, since=st.integers(0, 5), until=st.integers(0, 5))
    def test_the_sum_of_what_stands(self, entries: list[tuple[Any, ...]], since: int, until: int) -> None:
        from ngayso.core.models import AuditHead
        from ngayso.desks.actions import add_progress
        from ngayso.desks.measures import day_figures

        AuditHead.objects.get_or_create(id=1)
        plan = made()
        unit, activity = build.unit("caibe"), plan.activities.get(key="a2")
        from ngayso.people.models import Membership, User

        clerk = User.objects.create_user("a", None, name="A")
        Membership.objects.create(user=clerk, unit=unit, role="clerk", since=dt.date(2024, 1, 1))
        standing: list[tuple[int, int, int | None, int | None]] = []
        rows: list[Any] = []
        gone: set[int] = set()
        for number, (day, flow, stock, mends) in enumerate(entries):
            old = mends if mends is not None and mends < number and mends not in gone else None
            figures = {c: Decimal(v) for c, v in ((FLOW, flow), (STOCK, stock)) if v is not None}
            rows.append(
                add_progress(
                    plan, unit, activity=activity, id=uuid7(), state="go", day=FIRST + dt.timedelta(days=day),
                    figures=figures, corrects=rows[old].pk if old is not None else None, actor=clerk,
                )
            )  # fmt: skip
            if old is not None:
                gone.add(old)
            standing.append((number, day, flow, stock))
        kept = [one for one in standing if one[0] not in gone and one[1] <= until]
        flows = [(day, flow) for _n, day, flow, _s in kept if flow is not None]
        stocks = [(day, n, stock) for n, day, _f, stock in kept if stock is not None]
        told = {
            m.indicator: (m.value, m.in_period)
            for m in day_figures(plan, since=FIRST + dt.timedelta(days=since), until=FIRST + dt.timedelta(days=until))
        }
        wanted: dict[str, tuple[Any, Any]] = {}
        if flows:
            wanted[FLOW] = (sum(f for _d, f in flows), sum(f for d, f in flows if d >= since))
        if stocks:
            wanted[STOCK] = (max(stocks)[2], None)
        assert told == wanted


@pytest.mark.django_db
def test_two_queries_however_many(province: Any, focal: Any, django_assert_num_queries: Any) -> None:
    from ngayso.desks.actions import add_progress
    from ngayso.plans import indicators
    from ngayso.plans.measures import counted

    indicators.install()
    plan = build.plan()
    activity = plan.activities.get(key="a2")
    for code in ("caibe", "mytho", "caibe"):
        add_progress(
            plan,
            build.unit(code),
            activity=activity,
            id=uuid7(),
            state="go",
            day=FIRST,
            figures={FLOW: Decimal(7)},
            actor=focal,
        )
        with django_assert_num_queries(2):
            found = counted(plan, since=FIRST, until=FIRST)
    values = {m.unit_id: m.value for m in found}
    assert values == {build.unit("caibe").pk: 14, build.unit("mytho").pk: 7}
    mine = counted(plan, since=FIRST, until=FIRST, unit_id=build.unit("mytho").pk)
    assert [(m.evidence_model, m.value, m.in_period) for m in mine] == [("desks.work", 7, 7)]
    assert mine[0].url.endswith(f"/{build.unit('mytho').pk}/hoat-dong/{activity.pk}/")
