"""Jobs are never lost: rolled back with their write, tried three times, brought back when their worker fell silent."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ngayso.core import clock, jobs, timetable
from ngayso.core.models import Attempt, Beat, Run

# The worker closes and opens connections as it likes, so its tests commit.
pytestmark = pytest.mark.django_db(transaction=True)

done: list[str] = []


@jobs.job()
def note(word: str) -> None:
    done.append(word)


@jobs.job(queue="reading")
def fail(word: str) -> None:
    done.append(word)
    raise ValueError("không xong")


@pytest.fixture(autouse=True)
def _nothing_done(settings: Any) -> None:
    settings.TIMETABLE = []
    done.clear()


def test_a_job_is_done_once() -> None:
    jobs.later(note, "một")
    call_command("work", once=True)
    call_command("work", once=True)
    assert done == ["một"]


def test_a_job_goes_with_the_write_that_is_rolled_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.later(note, "một")
        raise ZeroDivisionError
    assert not DBTaskResult.objects.exists()


def test_a_job_that_fails_is_tried_three_times_with_pauses() -> None:
    job = jobs.later(fail, "một")
    pauses = []
    for _ in range(5):
        call_command("work", once=True)
        row = DBTaskResult.objects.get(pk=job)
        pauses.append((row.run_after - clock.now()).total_seconds())
        DBTaskResult.objects.filter(pk=job).update(run_after=clock.now())
    assert done == ["một"] * 3
    assert row.status == TaskResultStatus.FAILED
    assert Attempt.objects.get(task_id=job).tries == 3
    assert pauses[0] > 3
    assert pauses[1] > pauses[0]


def lost(worker: str, started: dt.datetime) -> str:
    job = jobs.later(note, "một")
    DBTaskResult.objects.filter(pk=job).update(status=TaskResultStatus.RUNNING, worker_ids=[worker], started_at=started)
    return job


def test_work_of_a_worker_that_fell_silent_comes_back() -> None:
    job = lost("gone", clock.now() - dt.timedelta(minutes=5))
    assert jobs.sweep() == 1
    assert jobs.sweep() == 0
    row = DBTaskResult.objects.get(pk=job)
    assert row.status == TaskResultStatus.READY


def test_work_of_a_worker_that_lives_stays_with_it() -> None:
    lost("alive", clock.now() - dt.timedelta(minutes=5))
    jobs.beat("alive")
    lost("new", clock.now())
    assert jobs.sweep() == 0


def test_the_sweep_forgets_what_ended_long_ago() -> None:
    job = jobs.later(note, "một")
    call_command("work", once=True)
    DBTaskResult.objects.filter(pk=job).update(finished_at=clock.now() - dt.timedelta(days=40))
    Beat.objects.create(worker="old", at=clock.now() - dt.timedelta(days=40))
    jobs.sweep()
    assert not DBTaskResult.objects.exists()
    assert not Beat.objects.exists()


ran: list[str] = []
LINES = (
    timetable.Line("a", dt.timedelta(hours=1), lambda: ran.append("a")),
    timetable.Line("b", dt.timedelta(hours=1), lambda: [][1]),
    timetable.Line("c", dt.timedelta(hours=1), lambda: ran.append("c")),
)


def test_each_line_of_the_timetable_runs_once_in_its_time(settings: Any) -> None:
    ran.clear()
    settings.TIMETABLE = [f"{__name__}.LINES"]
    assert timetable.tick() == ["a", "b", "c"]
    assert timetable.tick() == []
    Run.objects.filter(name="a").update(last_at=clock.now() - dt.timedelta(hours=2))
    assert timetable.tick() == ["a"]
    assert ran == ["a", "c", "a"]
