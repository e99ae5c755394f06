"""`manage.py work`: takes jobs from the queue and keeps the timetable."""

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from ngayso.core import audit, jobs, timetable

log = logging.getLogger(__name__)

BEAT_SECONDS = 15.0


class Retrying(Worker):
    """The worker of django-tasks-db, which also tries a failed job again."""

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        with audit.coming_from(command="work", job=db_task_result.task_path):
            super().run_task(db_task_result)
        db_task_result.refresh_from_db()
        if db_task_result.status == TaskResultStatus.FAILED:
            jobs.try_again(db_task_result, why=db_task_result.exception_class_path)


class Command(BaseCommand):
    help = "Làm các việc trong hàng đợi và giữ lịch chạy định kỳ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="giây giữa hai lần hỏi hàng đợi")
        parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi thôi")

    def handle(self, *args: Any, interval: float, once: bool, **options: Any) -> None:
        worker = Retrying(
            queue_names=["*"],
            interval=interval,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        if once:
            timetable.tick()
            worker.run()
            return
        worker.configure_signals()
        keeper = threading.Thread(target=keep_time, args=(worker,), name="timekeeper", daemon=True)
        keeper.start()
        worker.run()


def keep_time(worker: Worker) -> None:
    """Every 15 seconds: a sign of life and what the timetable has due. Outlives a database that is away for a while."""
    pause = threading.Event()
    with audit.coming_from(command="work", job="timetable"):
        while worker.running:
            try:
                close_old_connections()
                jobs.beat(worker.worker_id)
                timetable.tick()
            except Exception:
                log.exception("work.timekeeper_failed")
                connection.close()
            pause.wait(BEAT_SECONDS)
