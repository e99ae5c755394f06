"""What the desks counted: the figures of the days, of entries that stand."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from ngayso.desks.models import DayFigure
from ngayso.plans.measures import Measure
from ngayso.plans.models import Course, Plan

CENT = Decimal("0.01")
_BY = ("progress__work__activity_id", "progress__work__unit_id", "progress__work_id", "indicator__code")


def day_figures(plan: Plan, *, since: dt.date, until: dt.date, unit_id: UUID | None = None) -> list[Measure]:
    """Per unit, activity and indicator: of a flow the sum up to `until` and what came from `since` on, of a stock what the
    last day has (the last entry of it when several tell). Entries that were corrected count no more. 2 queries.
    """
    standing = DayFigure.objects.filter(
        progress__work__plan=plan,
        progress__work__activity__isnull=False,
        progress__corrections=None,
        progress__day__lte=until,
    )
    if unit_id is not None:
        standing = standing.filter(progress__work__unit=unit_id)
    flows = (
        standing.filter(indicator__course=Course.FLOW)
        .values_list(*_BY)
        .annotate(whole=Sum("value"), period=Sum("value", filter=Q(progress__day__gte=since)))
        .order_by(*_BY)
    )
    newest = Window(
        RowNumber(),
        partition_by=[F(name) for name in _BY],
        order_by=[F("progress__day").desc(), F("progress__at").desc(), F("progress_id").desc()],
    )
    stocks = (
        standing.filter(indicator__course=Course.STOCK)
        .annotate(place=newest)
        .filter(place=1)
        .order_by(*_BY)
        .values_list(*_BY, "value")
    )
    found = [_measure(plan, row[:4], row[4], row[5] or Decimal(0)) for row in flows.iterator()]
    return found + [_measure(plan, row[:4], row[4], None) for row in stocks.iterator()]


def _measure(plan: Plan, by: tuple[Any, ...], value: Decimal, period: Decimal | None) -> Measure:
    activity, unit, work, code = by
    return Measure(
        activity_id=activity,
        unit_id=unit,
        indicator=code,
        value=value.quantize(CENT),
        in_period=None if period is None else period.quantize(CENT),
        evidence_model="desks.work",
        evidence_id=str(work),
        url=reverse("desks:work", args=[plan.pk, unit, "hoat-dong", activity]),
    )
