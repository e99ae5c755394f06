"""What a programme is on a day: states, days to remember, the next step."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import build

from ngayso.plans import queries
from ngayso.plans.models import Activity, Part, state_on

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))


@given(st.none() | DAYS, st.none() | DAYS, DAYS, st.integers(0, 400))
def test_time_goes_one_way(start: dt.date | None, end: dt.date | None, day: dt.date, later: int) -> None:
    """Coming, then running, then ended: a later day never brings an activity back."""
    if start and end and end < start:
        start, end = end, start
    order = ["undated", "coming", "running", "ended"]
    activity = Activity(title="x", start=start, end=end)
    first, then = state_on(activity, day), state_on(activity, day + dt.timedelta(days=later))
    assert order.index(first) <= order.index(then)
    assert (first == "undated") == (start is None and end is None)
    if start:
        assert state_on(activity, start) == "running"
        assert state_on(activity, start - dt.timedelta(days=1)) == "coming"
    if end:
        assert state_on(activity, end) == "running"
        assert state_on(activity, end + dt.timedelta(days=1)) == "ended"


@pytest.mark.django_db
def test_days_to_remember(province: Any) -> None:
    plan = build.plan()
    day = dt.date(2025, 10, 3)
    lines = queries.lines(plan, day)
    due = queries.dues(plan, lines, queries.deadlines(plan), day)
    assert [(d.day.isoformat(), d.left) for d in due] == [
        ("2025-10-10", 7),
        ("2025-10-16", 13),
        ("2025-10-25", 22),
        ("2025-11-30", 58),
    ]
    assert due[0].is_day
    assert "ra quân" in due[0].note.lower()
    assert (due[1].is_report, due[1].note) == (True, "hết ngày 15/10/2025 phải có")
    assert due[2].only_end


@pytest.mark.django_db
def test_the_next_step_is_the_most_pressing(focal: Any) -> None:
    plan = build.plan(
        open_findings=3,
        activities=(build.contest(), build.drill(), build.contest(key="a9", end=None, time="trong năm")),
    )
    day = dt.date(2025, 10, 3)

    def titles(day: dt.date) -> list[str]:
        lines = queries.lines(plan, day)
        due = queries.dues(plan, lines, queries.deadlines(plan), day)
        return [step.title.split(":")[0] for step in queries.steps(plan, lines, due, day)]

    assert titles(day) == [
        "Ghi đơn vị chủ trì",
        "Làm rõ 3 điểm chưa thống nhất trong Kế hoạch",
        "Chốt ngày",
        "Báo cáo kết quả về Sở Thông tin và Truyền thông",
    ]
    # What is over needs no lead any more, and no deadline is ahead.
    assert titles(dt.date(2026, 1, 1)) == ["Làm rõ 3 điểm chưa thống nhất trong Kế hoạch", "Chốt ngày"]


@pytest.mark.django_db
def test_units_stand_under_their_heads_and_leading_outweighs_supporting(province: Any) -> None:
    both = build.campaign(assignments=(build.named("yte", Part.PARTNER, "y tế"), build.named("yte", Part.LEAD)))
    plan = build.plan(activities=(both,), duties=(), deadlines=())
    lines = queries.lines(plan, build.AS_OF)
    (band,) = queries.matrix(plan, lines).bands
    assert (band.slug, band.count) == ("province", 1)
    assert band.rows[0].parts == [Part.LEAD]
    folded = queries.matrix(plan, lines, most=0)
    assert (folded.bands[0].rows, folded.bands[0].count) == ([], 1)


@pytest.mark.django_db
def test_the_work_of_a_unit_names_how_the_plan_calls_it(province: Any) -> None:
    plan = build.plan()
    work = queries.unit_work(plan, build.unit("ca"), build.AS_OF)
    assert ([one.activity.key for one in work.leads], [one.activity.key for one in work.partners]) == ([], ["a2"])
    assert [duty.key for duty in work.duties] == ["d2"]
    assert [deadline.key for deadline in work.owes] == ["r1"]
    assert sorted(work.names) == ["Các sở, ban, ngành tỉnh", "Công an tỉnh"]
    focal = queries.unit_work(plan, build.unit("tttt"), build.AS_OF)
    assert [deadline.key for deadline in focal.receives] == ["r1"]
    assert queries.unit_work(plan, province.unit, build.AS_OF).empty


@pytest.mark.django_db
def test_a_month_in_which_work_is_only_expected_does_not_say_that_it_goes_on(province: Any) -> None:
    plan = build.plan()
    contest = plan.activities.get(title__contains="cuộc thi")
    for tentative, word in ((True, "Dự kiến trong thời gian này"), (False, "Đang diễn ra")):
        plan.activities.filter(pk=contest.pk).update(tentative=tentative)
        line = next(one for one in queries.lines(plan, dt.date(2025, 10, 3)) if one.activity.pk == contest.pk)
        assert line.word == word
