"""What was told of one piece of work, up to the end of a day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from ngayso.desks.desk import end_of
from ngayso.desks.models import DayFigure, Evidence, Progress, Work
from ngayso.plans.models import Course, Indicator


@dataclass(slots=True)
class Entry:
    """An entry with its figures and evidence; `mended` is the one that took its place."""

    progress: Progress
    figures: list[DayFigure]
    evidence: list[Evidence] = field(default_factory=list)
    mended: Progress | None = None


@dataclass(slots=True)
class DaySum:
    """What stands for one day: value per indicator (aligned with History.indicators), None where nothing was written."""

    day: dt.date
    values: list[Decimal | None]


@dataclass(slots=True)
class History:
    entries: list[Entry]
    """Newest first."""
    loose: list[Evidence]
    """Evidence that came without an entry."""
    indicators: list[Indicator]
    days: list[DaySum]
    """Newest first."""

    @property
    def last(self) -> Entry | None:
        return self.entries[0] if self.entries else None


def history(work: Work | None, day: dt.date) -> History:
    """4 queries; none for a work of which there is no row."""
    if work is None:
        return History([], [], [], [])
    figures = DayFigure.objects.select_related("indicator").order_by("indicator__order", "indicator__code")
    told = work.progress.filter(at__lt=end_of(day)).order_by("-at", "-id").select_related("by")
    rows = list(told.prefetch_related(Prefetch("figures", figures)))
    mended = {one.corrects_id: one for one in rows if one.corrects_id is not None}
    entries = [Entry(one, list(one.figures.all()), mended=mended.get(one.pk)) for one in rows]
    by_id = {one.progress.pk: one for one in entries}
    loose: list[Evidence] = []
    evidence = work.evidence.filter(at__lt=end_of(day)).exclude(removed_at__lt=end_of(day))
    for shown in evidence.select_related("file", "by"):
        entry = by_id.get(shown.progress_id) if shown.progress_id is not None else None
        (entry.evidence if entry is not None else loose).append(shown)
    return History(entries, loose, *_days(entries))


def _days(entries: list[Entry]) -> tuple[list[Indicator], list[DaySum]]:
    found: dict[UUID | int, Indicator] = {}
    sums: dict[dt.date, dict[Any, Decimal]] = defaultdict(dict)
    for entry in reversed(entries):
        if entry.mended is not None:
            continue
        for one in entry.figures:
            found[one.indicator.pk] = one.indicator
            before = sums[entry.progress.day].get(one.indicator.pk, Decimal(0))
            stock = one.indicator.course == Course.STOCK
            sums[entry.progress.day][one.indicator.pk] = one.value if stock else before + one.value
    indicators = sorted(found.values(), key=lambda i: (i.order, i.code))
    days = [DaySum(day, [sums[day].get(i.pk) for i in indicators]) for day in sorted(sums, reverse=True)]
    return indicators, days
