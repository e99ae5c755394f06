"""What the house itself counted: the spine asks every source that settings.MEASURES lists."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from ngayso.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of one unit on one activity that was counted, not typed into a report."""

    activity_id: UUID
    unit_id: UUID
    indicator: str
    """Code of the Indicator."""
    value: Decimal
    """Up to the end of `until`: cumulative of a flow, the last level of a stock."""
    in_period: Decimal | None
    """What came from `since` on; None of a stock."""
    evidence_model: str
    evidence_id: str
    """The record that shows it: `desks.work` …"""
    url: str
    """Where a person sees it."""


def counted(plan: Plan, *, since: dt.date, until: dt.date, unit_id: UUID | None = None) -> list[Measure]:
    """What all sources counted for a programme, both days included; of one unit when given. Queries: fixed a source."""
    found: list[Measure] = []
    for path in settings.MEASURES:
        found += import_string(path)(plan, since=since, until=until, unit_id=unit_id)
    return found
