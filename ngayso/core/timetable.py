"""What runs when, and the claim that lets each line run once however many workers there are."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from ngayso.core import clock, files, jobs, limits
from ngayso.core.models import Run

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """`run` is called every `every`, at least once after a pause of the house."""

    name: str
    every: dt.timedelta
    run: Callable[[], object]


TIMETABLE = (
    Line("core.jobs_swept", dt.timedelta(seconds=30), jobs.sweep),
    Line("core.limits_swept", dt.timedelta(hours=1), limits.sweep),
    Line("core.files_swept", dt.timedelta(days=1), files.sweep),
)


def lines() -> list[Line]:
    """The lines of all rooms, as settings.TIMETABLE lists them."""
    return [line for path in settings.TIMETABLE for line in import_string(path)]


def tick() -> list[str]:
    """Runs every line that is due and not claimed by another worker. Returns the names of those it ran."""
    ran = []
    for line in lines():
        now = clock.now()
        run, made = Run.objects.get_or_create(name=line.name, defaults={"last_at": now})
        if not made:
            if run.last_at + line.every > now:
                continue
            if not Run.objects.filter(name=line.name, last_at=run.last_at).update(last_at=now):
                continue
        try:
            line.run()
        except Exception:
            # One line that fails must not stop the others; it is due again at its next time.
            log.exception("timetable.line_failed", extra={"line": line.name})
        ran.append(line.name)
    return ran
