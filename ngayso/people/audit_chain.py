"""The check of the audit log's chain as a job: how far it is, what it found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ngayso.core import audit, clock, jobs
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7
from ngayso.core.models import AuditHead, AuditRow
from ngayso.people import rules
from ngayso.people.models import User

STEP = 5_000


def ask_check(*, actor: Any) -> UUID:
    """Queues a check and gives its id; while one of the same person waits or runs, that one's."""
    if not rules.may_audit(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)
    with transaction.atomic():
        AuditHead.objects.select_for_update().get(id=1)
        for waiting in _runs().filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)):
            run, who = waiting.args_kwargs["args"]
            if who == str(actor.pk):
                return UUID(run)
        run = uuid7()
        audit.record("people.chain_asked", None, actor=actor, label="Nhật ký", run=run)
        jobs.later(check_chain, str(run), str(actor.pk))
    return run


@jobs.job()
def check_chain(run: str, user_id: str) -> dict[str, Any]:
    """Walks the chain from its first row to its present end. Gives {"rows", "broken_at"}; recorded in the log itself."""
    mine = _runs().filter(args_kwargs__args__0=run, status=TaskResultStatus.RUNNING)

    def told(done: int, total: int) -> None:
        mine.update(return_value={"done": done, "total": total})

    began = clock.now()
    rows, broken = checked(told)
    seconds = round((clock.now() - began).total_seconds(), 1)
    with transaction.atomic():
        actor = User.objects.filter(pk=user_id).first()
        audit.record(
            "people.chain_checked",
            None,
            actor=actor,
            label="Nhật ký",
            run=run,
            rows=rows,
            broken_at=broken,
            seconds=seconds,
        )
    return {"rows": rows, "broken_at": broken}


def checked(told: Callable[[int, int], None]) -> tuple[int, int | None]:
    """(rows walked, number of the first that does not follow from the one before or None). Rows that are appended
    meanwhile are left for the next check. `told` hears after each step how far it is.
    """
    head = AuditHead.objects.get(id=1)
    number, previous = 0, "0" * 64
    while number < head.number:
        rows = AuditRow.objects.filter(number__gt=number, number__lte=head.number).order_by("number")[:STEP]
        seen = False
        for row in rows:
            seen = True
            if row.number != number + 1 or row.previous != previous or row.hash != audit.digest(row):
                return number, number + 1
            number, previous = row.number, row.hash
        if not seen:
            return number, number + 1
        told(number, head.number)
    return number, None if previous == head.hash or head.number == 0 else number + 1


@dataclass(frozen=True)
class Run:
    """A check, as far as it is."""

    id: UUID
    state: str
    """A TaskResultStatus: READY, RUNNING, SUCCESSFUL, FAILED."""
    done: int
    total: int
    broken_at: int | None

    @property
    def has_ended(self) -> bool:
        return self.state in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)

    @property
    def is_whole(self) -> bool:
        return self.state == TaskResultStatus.SUCCESSFUL and self.broken_at is None


def run_of(run: UUID) -> Run | None:
    """None when there is none, or it ended so long ago that the queue has forgotten it."""
    found = _runs().filter(args_kwargs__args__0=str(run)).first()
    if found is None:
        return None
    told = found.return_value or {}
    rows = told.get("rows", 0)
    return Run(run, found.status, told.get("done", rows), told.get("total", rows), told.get("broken_at"))


def _runs() -> Any:
    return DBTaskResult.objects.filter(task_path=check_chain.module_path)
