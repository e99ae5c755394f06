"""Who is late, silent, has not received: from what was assigned and what came in."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngayso.core import clock
from ngayso.desks.models import Acknowledgement, Progress, Work
from ngayso.follow.board import read_board
from ngayso.follow.lateness import late_units
from ngayso.people.models import Unit
from ngayso.plans.models import Plan
from tests.plans import build

SENT = dt.datetime(2025, 9, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def plan(province: Any) -> Plan:
    made = build.plan()
    Plan.objects.filter(pk=made.pk).update(confirmed_at=SENT)
    return Plan.objects.get(pk=made.pk)


def moment(month: int, day: int, hour: int = 3) -> dt.datetime:
    """An hour of UTC in 2025; 17 is the next day's midnight in Vietnam."""
    return dt.datetime(2025, month, day, hour, tzinfo=dt.UTC)


def enter(plan: Plan, code: str, key: str, state: str, at: dt.datetime, by: Any) -> Work:
    """An entry of a unit on an activity, as the desk writes it."""
    activity = plan.activities.get(key=key)
    work, _new = Work.objects.get_or_create(plan=plan, unit=Unit.objects.get(code=code), activity=activity)
    Progress.objects.create(work=work, at=at, day=at.date(), state=state, by=by, sha256="0" * 64)
    last = work.progress.order_by("at", "id").last()
    assert last is not None
    work.state, work.entries, work.last_at = last.state, work.progress.count(), last.at
    work.save()
    return work


def acknowledge(plan: Plan, code: str, at: dt.datetime, by: Any) -> None:
    Acknowledgement.objects.create(plan=plan, unit=Unit.objects.get(code=code), at=at, by=by)


def told(plan: Plan, day: dt.date) -> dict[str, list[str]]:
    return {one.unit.code: [f"{r['ref']}: {r['what']}" for r in one.reasons] for one in late_units(plan, day)}


def test_nobody_is_late_on_the_day_the_plan_is_sent(plan: Plan) -> None:
    assert late_units(plan, dt.date(2025, 9, 1)) == []


def test_who_has_not_received_is_named_after_three_days(plan: Plan, clerk: Any) -> None:
    acknowledge(plan, "caibe", moment(9, 2), clerk)
    assert told(plan, dt.date(2025, 9, 3)) == {}
    named = told(plan, dt.date(2025, 9, 4))
    assert "caibe" not in named
    assert named["mytho"] == [": chưa xác nhận đã nhận Kế hoạch, giao ngày 01/9/2025"]
    assert set(named) == {"mytho", "tttt", "vhttdl", "yte", "ca"}, "also those that only duties bind"


def test_an_acknowledgement_counts_from_its_own_day_in_vietnam(plan: Plan, clerk: Any) -> None:
    acknowledge(plan, "caibe", moment(9, 10, 17), clerk)  # 11/9, 00:00 in Vietnam
    assert "caibe" in told(plan, dt.date(2025, 9, 10))
    assert "caibe" not in told(plan, dt.date(2025, 9, 11))


def test_silence_is_told_from_the_last_word_or_the_beginning(plan: Plan, clerk: Any) -> None:
    for code in ("caibe", "mytho"):
        acknowledge(plan, code, moment(9, 2), clerk)
    enter(plan, "caibe", "a2", "go", moment(10, 2), clerk)
    day = dt.date(2025, 10, 8)
    named = told(plan, day)
    assert named["caibe"] == ["I.2: chưa có tin từ ngày 02/10/2025"]
    assert named["mytho"] == ["I.2: chưa có tin từ ngày 01/10/2025"]
    enter(plan, "caibe", "a2", "go", moment(10, 8), clerk)
    assert "caibe" not in told(plan, day)


def test_past_its_end_and_not_done_is_late_with_the_last_day_that_was_in_time(plan: Plan, clerk: Any) -> None:
    for code in ("caibe", "mytho"):
        acknowledge(plan, code, moment(9, 2), clerk)
    enter(plan, "caibe", "a2", "go", moment(10, 10), clerk)
    enter(plan, "mytho", "a2", "done", moment(10, 9), clerk)
    assert "caibe" not in told(plan, dt.date(2025, 10, 10))
    named = told(plan, dt.date(2025, 10, 11))
    assert named["caibe"] == ["I.2: hết hạn ngày 10/10/2025, chưa báo hoàn thành"]
    assert "mytho" not in named
    found = next(one for one in late_units(plan, dt.date(2025, 10, 11)) if one.unit.code == "caibe")
    assert found.reasons[0]["model"] == "plans.activity"
    assert found.reasons[0]["id"] == str(plan.activities.get(key="a2").pk)


def test_as_of_a_day_that_is_over_later_words_are_not_there_yet(plan: Plan, clerk: Any) -> None:
    acknowledge(plan, "caibe", moment(9, 2), clerk)
    enter(plan, "caibe", "a2", "go", moment(10, 3), clerk)
    enter(plan, "caibe", "a2", "done", moment(10, 12), clerk)
    row = next(r for r in read_board(plan, dt.date(2025, 10, 11)).rows if r.unit.code == "caibe")
    cell = row.cells[1]
    assert cell is not None
    assert (cell.state, cell.number) == ("late", 1)
    assert row.heard_on == dt.date(2025, 10, 3)
    row = next(r for r in read_board(plan, dt.date(2025, 10, 12)).rows if r.unit.code == "caibe")
    assert row.cells[1] is not None
    assert row.cells[1].state == "done"


def test_what_a_unit_cannot_do_or_what_was_called_off_is_not_late(plan: Plan, clerk: Any) -> None:
    acknowledge(plan, "caibe", moment(9, 2), clerk)
    enter(plan, "caibe", "a2", "stuck", moment(10, 3), clerk)
    assert "caibe" not in told(plan, dt.date(2025, 10, 20))


def test_today_the_works_themselves_say_the_same_as_the_entries(plan: Plan, clerk: Any) -> None:
    enter(plan, "caibe", "a2", "go", moment(10, 3), clerk)
    enter(plan, "caibe", "a2", "stuck", moment(10, 4), clerk)
    enter(plan, "mytho", "a2", "go", moment(10, 4), clerk)
    today, before = read_board(plan, clock.today()), read_board(plan, clock.today() - dt.timedelta(days=1))
    for now, then in zip(today.rows, before.rows, strict=True):
        assert now.unit == then.unit
        assert now.heard == then.heard
        assert [c and c.state for c in now.cells] == [c and c.state for c in then.cells]


def test_queries_do_not_grow_with_units(plan: Plan, clerk: Any) -> None:
    day = dt.date(2025, 10, 20)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            late_units(plan, day)
        return len(asked)

    enter(plan, "caibe", "a2", "go", moment(10, 3), clerk)
    at_one = queries()
    enter(plan, "mytho", "a2", "go", moment(10, 3), clerk)
    enter(plan, "ca", "a2", "done", moment(10, 3), clerk)
    assert queries() == at_one
