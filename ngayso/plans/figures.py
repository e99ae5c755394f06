"""Figures are set, replaced and withdrawn here, and nowhere else. A figure is never changed and never deleted."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from ngayso.core import audit, clock
from ngayso.plans import measures
from ngayso.plans.models import Figure, Indicator, Plan

BATCH = 900
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Said:
    """A number as a unit reported it, on its way to become a figure."""

    activity_id: UUID
    unit_id: UUID
    indicator: str
    """Code of the Indicator."""
    value: Decimal
    """Cumulative of a flow, the level of a stock."""
    in_period: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many figures were made, withdrawn, and left as they were."""

    made: int
    withdrawn: int
    kept: int


def set_figures(
    plan: Plan,
    said: Sequence[Said],
    *,
    day: dt.date,
    evidence_model: str,
    evidence_id: str,
    replaces: Collection[str] = (),
    actor: Any,
) -> Outcome:
    """One TYPED figure for each number, up to the end of `day`, shown by one record (`reports.submission`).

    Withdrawn in the same transaction: figures of the records named in `replaces`, and any other figure that says the same
    thing (unit, activity, indicator, day). Queries: fixed, and one a batch of rows.
    """
    with transaction.atomic():
        _hold(plan)
        codes = _indicators(one.indicator for one in said)
        wanted = {(one.activity_id, one.unit_id, codes[one.indicator]): one for one in said}
        standing = plan.figures.in_force().filter(origin=Figure.Origin.TYPED, evidence_model=evidence_model)
        old = set(standing.filter(evidence_id__in=list(replaces)).values_list("pk", flat=True)) if replaces else set()
        # The columns of figure_once and no other (an activity has one plan): so it is looked up there, and not searched for
        # among all figures of the plan and day.
        activities, units = {one.activity_id for one in said}, {one.unit_id for one in said}
        same = Figure.objects.in_force().filter(
            origin=Figure.Origin.TYPED,
            day=day,
            activity_id__in=activities,
            unit_id__in=units,
            indicator_id__in=codes.values(),
        )
        for pk, *key in same.order_by().values_list("pk", "activity_id", "unit_id", "indicator_id"):
            if tuple(key) in wanted:
                old.add(pk)
        now, label = clock.now(), _label(actor)
        _withdraw(old, now)
        Figure.objects.bulk_create(
            [
                Figure(
                    plan=plan,
                    activity_id=activity_id,
                    unit_id=unit_id,
                    indicator_id=indicator_id,
                    day=day,
                    value=one.value,
                    in_period=one.in_period,
                    origin=Figure.Origin.TYPED,
                    evidence_model=evidence_model,
                    evidence_id=evidence_id,
                    made_at=now,
                    made_by=label,
                )
                for (activity_id, unit_id, indicator_id), one in wanted.items()
            ],
            batch_size=BATCH,
        )
        outcome = Outcome(made=len(wanted), withdrawn=len(old), kept=0)
        audit.record(
            "plans.figures_set", plan, actor=actor, day=day, evidence=evidence_id, made=outcome.made, withdrawn=len(old)
        )
    return outcome


def withdraw_figures(plan: Plan, *, evidence_model: str, evidence_ids: Collection[str], actor: Any) -> int:
    """Takes the figures of these records out of force. Returns how many; twice is harmless."""
    with transaction.atomic():
        _hold(plan)
        found = plan.figures.in_force().filter(evidence_model=evidence_model, evidence_id__in=list(evidence_ids))
        count = found.update(withdrawn_at=clock.now())
        if count:
            audit.record("plans.figures_withdrawn", plan, actor=actor, evidence=sorted(evidence_ids), withdrawn=count)
    return count


def freeze_counted(plan: Plan, *, since: dt.date, until: dt.date, actor: Any) -> Outcome:
    """COUNTED figures up to the end of `until` from what all sources counted (`plans.measures`).

    Those that still say the same are left alone, so doing it twice writes nothing; those that changed are withdrawn and
    made anew; those that nothing counts any more are withdrawn.
    """
    with transaction.atomic():
        _hold(plan)
        counted = measures.counted(plan, since=since, until=until)
        codes = _indicators(one.indicator for one in counted)
        wanted = {(one.activity_id, one.unit_id, codes[one.indicator]): one for one in counted}
        old: set[UUID] = set()
        kept: set[tuple[UUID, UUID, int]] = set()
        for figure in plan.figures.in_force().filter(origin=Figure.Origin.COUNTED, day=until):
            key = (figure.activity_id, figure.unit_id, figure.indicator_id)
            one = wanted.get(key)
            if one is not None and _says(figure) == _measured(one):
                kept.add(key)
            else:
                old.add(figure.pk)
        now, label = clock.now(), _label(actor)
        _withdraw(old, now)
        made = [
            Figure(
                plan=plan,
                activity_id=key[0],
                unit_id=key[1],
                indicator_id=key[2],
                day=until,
                value=one.value.quantize(CENT),
                in_period=_cents(one.in_period),
                origin=Figure.Origin.COUNTED,
                evidence_model=one.evidence_model,
                evidence_id=one.evidence_id,
                made_at=now,
                made_by=label,
            )
            for key, one in wanted.items()
            if key not in kept
        ]
        Figure.objects.bulk_create(made, batch_size=BATCH)
        outcome = Outcome(made=len(made), withdrawn=len(old), kept=len(kept))
        if made or old:
            audit.record(
                "plans.counted_frozen", plan, actor=actor, day=until, made=len(made), withdrawn=len(old), kept=len(kept)
            )
    return outcome


def _hold(plan: Plan) -> None:
    """Figures of one plan are written by one hand at a time, else two would both find nothing to replace."""
    Plan.objects.select_for_update(no_key=True).only("pk").get(pk=plan.pk)


def _withdraw(ids: Iterable[UUID], now: dt.datetime) -> None:
    every = list(ids)
    for at in range(0, len(every), BATCH):
        Figure.objects.in_force().filter(pk__in=every[at : at + BATCH]).update(withdrawn_at=now)


def _indicators(codes: Iterable[str]) -> dict[str, int]:
    """Code → id of the indicators named; a KeyError later for one that the catalogue lacks."""
    return dict(Indicator.objects.filter(code__in=set(codes)).values_list("code", "pk"))


def _says(figure: Figure) -> tuple[Decimal | None, Decimal | None, str, str]:
    return (_cents(figure.value), _cents(figure.in_period), figure.evidence_model, figure.evidence_id)


def _measured(one: measures.Measure) -> tuple[Decimal | None, Decimal | None, str, str]:
    return (_cents(one.value), _cents(one.in_period), one.evidence_model, one.evidence_id)


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(CENT)


def _label(actor: Any) -> str:
    return (str(actor) if getattr(actor, "is_authenticated", False) else audit.SYSTEM)[:200]
