"""Work that a request does not wait for: django-tasks in the database, tried three times, never lost."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from ngayso.core import clock
from ngayso.core.models import Attempt, Beat

log = logging.getLogger(__name__)

MOST_TRIES = 3
SILENT_AFTER = dt.timedelta(minutes=1)
KEPT_DAYS = 30


def job(*, queue: str = "default") -> Callable[[Callable[..., Any]], Task[..., Any]]:
    """Makes a module-level function a job. Its arguments must be JSON; doing it twice must be harmless."""
    return task(queue_name=queue)


def later(work: Task[..., Any], *args: Any) -> str:
    """Puts the job in the queue, in the running transaction: never lost once that is committed. Gives its id."""
    return str(work.enqueue(*args).id)


def try_again(result: DBTaskResult[..., Any], *, why: str) -> bool:
    """Counts a try of a job that failed or was lost; back to the queue after a pause, until three tries are spent.

    Returns whether it will be tried again. Two workers that see the same loss count it once.
    """
    with transaction.atomic():
        attempt, _ = Attempt.objects.select_for_update().get_or_create(task_id=result.pk)
        tries = attempt.tries + 1
        again = tries < MOST_TRIES
        fields: dict[str, Any] = {"status": TaskResultStatus.READY} if again else {"status": TaskResultStatus.FAILED}
        if again:
            fields |= {"run_after": clock.now() + dt.timedelta(seconds=5 * 4 ** (tries - 1)), "finished_at": None}
        else:
            fields |= {"finished_at": clock.now()}
        claimed = DBTaskResult.objects.filter(pk=result.pk, status=result.status, started_at=result.started_at).update(
            **fields
        )
        if not claimed:
            return False
        Attempt.objects.filter(pk=attempt.pk).update(tries=F("tries") + 1)
    log.log(
        logging.WARNING if again else logging.ERROR,
        "jobs.job_failed",
        extra={"job": result.task_path, "id": str(result.pk), "tries": tries, "again": again, "why": why},
    )
    return again


def beat(worker: str) -> None:
    """The worker says that it lives."""
    Beat.objects.update_or_create(worker=worker, defaults={"at": clock.now()})


def sweep() -> int:
    """Brings back jobs whose worker has fallen silent; forgets what ended long ago. Returns how many came back."""
    silent = clock.now() - SILENT_AFTER
    alive = set(Beat.objects.filter(at__gte=silent).values_list("worker", flat=True))
    came_back = 0
    for result in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=silent):
        if not result.worker_ids or result.worker_ids[-1] not in alive:
            came_back += try_again(result, why="worker silent")
    old = clock.now() - dt.timedelta(days=KEPT_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    Attempt.objects.exclude(task_id__in=DBTaskResult.objects.values("pk")).delete()
    Beat.objects.filter(at__lt=old).delete()
    return came_back
