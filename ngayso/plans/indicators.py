"""The indicator catalogue: what is shipped, what a province made of it, and every change of it."""

import functools
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ngayso.core import audit
from ngayso.plans.models import Indicator, Nature, Relation

_FILE = Path(__file__).with_name("indicators.toml")
STEP = 10
"""Between the orders of two indicators, so that another finds room."""


@functools.cache
def shipped() -> dict[str, list[dict[str, Any]]]:
    """The shipped catalogue as the file has it: "indicator" and "relation", each a list of tables."""
    return tomllib.loads(_FILE.read_text("utf-8"))


def install(*, actor: Any = None) -> int:
    """Puts in the shipped indicators and relations that are missing and says how many. What a province changed or
    retired stays as it is. 2 queries when nothing is missing.
    """
    with transaction.atomic():
        there = set(Indicator.objects.values_list("code", flat=True))
        related = set(Relation.objects.values_list("code", flat=True))
        missing = [table for table in shipped()["indicator"] if table["code"] not in there]
        relations = [table for table in shipped()["relation"] if table["code"] not in related]
        if not missing and not relations:
            return 0
        place = _orders()
        plain = [t for t in missing if t.get("nature") != Nature.RATE]
        Indicator.objects.bulk_create([Indicator(**t, order=place[t["code"]]) for t in plain], ignore_conflicts=True)
        known = {i.code: i for i in Indicator.objects.all()}
        rates = []
        for table in missing:
            if table.get("nature") == Nature.RATE:
                parts = {name: known[table[name]] for name in ("numerator", "denominator")}
                rates.append(Indicator(**(table | parts), order=place[table["code"]]))
        Indicator.objects.bulk_create(rates, ignore_conflicts=True)
        at = [table["code"] for table in shipped()["relation"]]
        made = [Relation(**table, order=STEP * (at.index(table["code"]) + 1)) for table in relations]
        Relation.objects.bulk_create(made, ignore_conflicts=True)
        codes = [table["code"] for table in [*missing, *relations]]
        audit.record("plans.indicators_installed", None, actor=actor, label=_("Danh mục số liệu"), codes=codes)
        return len(codes)


def _orders() -> dict[str, int]:
    """Code → its place among those of its kind."""
    counted: dict[str, int] = {}
    found = {}
    for table in shipped()["indicator"]:
        kind = table.get("kind", "")
        found[table["code"]] = counted[kind] = counted.get(kind, 0) + STEP
    return found


def missing_count() -> int:
    """How many shipped indicators and relations are not in the catalogue. 2 queries."""
    here = {*Indicator.objects.values_list("code", flat=True)}
    related = {*Relation.objects.values_list("code", flat=True)}
    return sum(t["code"] not in here for t in shipped()["indicator"]) + sum(
        t["code"] not in related for t in shipped()["relation"]
    )


def for_kind(slug: str) -> list[Indicator]:
    """What is asked of an activity of this kind: its own indicators in use, then those of every kind, each in order."""
    return asked_of_kinds([slug])[slug]


def asked_of_kinds(slugs: Collection[str]) -> dict[str, list[Indicator]]:
    """`for_kind` of several kinds. 1 query."""
    found: dict[str, list[Indicator]] = {slug: [] for slug in {*slugs, ""}}
    rows = Indicator.objects.in_use().filter(kind__in=found).select_related("numerator", "denominator")
    for indicator in rows.order_by("order", "code"):
        found[indicator.kind].append(indicator)
    every = found[""]
    return {slug: [*found[slug], *every] if slug else list(every) for slug in slugs}
