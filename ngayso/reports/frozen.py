"""What a unit's report says at one moment, as canonical JSON: frozen, hashed, and what differs from the time before."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ngayso.people.models import Unit
from ngayso.plans import measures
from ngayso.reports.asked import asked_of
from ngayso.reports.models import Submission, UnitReport

TYPED = ("cells", "passages", "difficulties", "proposals")
"""What the unit itself wrote; the rest is what the house found at that moment."""


def plain(value: Decimal | None) -> str:
    """A number without idle noughts: 12.00 → "12", 12.50 → "12.5", None → ""."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def number(text: Any) -> Decimal | None:
    """The number that a frozen cell holds, None for none."""
    if text in (None, ""):
        return None
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def content_of(
    report: UnitReport, *, problems: Sequence[Any] = (), missing: Iterable[Unit] = (), word: str = ""
) -> dict[str, Any]:
    """The content of a submission as reports.Submission.content describes it, in the order of the form: with what the
    house has counted by now, the problems that a word answers, and the units below that are missing. A fixed number of
    queries. Cells of what is no longer asked of the unit are left out.
    """
    round_, unit = report.round, report.unit
    cells = {cell.ask_id: cell for cell in report.cells.all()}
    passages = {passage.activity_id: passage for passage in report.passages.all()}
    found = measures.counted(round_.plan, since=round_.since, until=round_.until, unit_id=unit.pk)
    counted = {(one.activity_id, one.indicator): one.value for one in found if one.unit_id == unit.pk}
    told: list[dict[str, str]] = []
    said: list[dict[str, str]] = []
    for asked in asked_of(round_, unit):
        activity_id = asked.activity.pk
        for ask in asked.asks:
            cell, code = cells.get(ask.pk), ask.indicator.code
            own = counted.get((activity_id, code))
            if cell is None and own is None:
                continue
            told.append(
                {
                    "activity": str(activity_id),
                    "indicator": code,
                    "in_period": plain(cell.in_period) if cell else "",
                    "value": plain(cell.value) if cell else "",
                    "word": cell.word if cell else "",
                    "counted": plain(own),
                }
            )
        passage = passages.get(activity_id)
        if passage is not None and (passage.words or passage.difficulties or passage.proposals):
            said.append(
                {
                    "activity": str(activity_id),
                    "words": passage.words,
                    "difficulties": passage.difficulties,
                    "proposals": passage.proposals,
                }
            )
    return {
        "cells": told,
        "passages": said,
        "difficulties": report.difficulties,
        "proposals": report.proposals,
        "problems": [_problem(one) for one in problems],
        "missing": {"units": [unit.name for unit in missing], "word": word},
    }


def _problem(one: Any) -> dict[str, str]:
    return {
        "activity": str(one.activity_id or ""),
        "indicator": one.ask.indicator.code if one.ask is not None else "",
        "weight": one.weight,
        "sentence": one.sentence,
    }


def digest(content: Any) -> str:
    """SHA-256 of the content as canonical JSON (RFC 8785 for what occurs here: text, lists, tables)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def says_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the unit wrote the same; what the house counted meanwhile does not matter."""
    return _typed(one) == _typed(other)


def _typed(content: dict[str, Any]) -> dict[str, Any]:
    told = {name: content.get(name) for name in TYPED}
    rows = [{k: v for k, v in cell.items() if k != "counted"} for cell in content.get("cells", [])]
    return told | {"cells": [row for row in rows if row["value"] or row["in_period"] or row["word"]]}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a submission says otherwise than the one before. `what`: a key of a cell or passage, or of the
    report as a whole."""

    activity: str
    indicator: str
    what: str
    before: str
    after: str


def differences(before: Submission | None, after: Submission) -> list[Difference]:
    """What changed, in the order of the form; everything is new in the first."""
    found: list[Difference] = []
    old = before.content if before is not None else {}
    new = after.content
    cells = {(c["activity"], c["indicator"]): c for c in old.get("cells", [])}
    now = {(c["activity"], c["indicator"]): c for c in new.get("cells", [])}
    for key in dict.fromkeys([*now, *cells]):
        for what in ("in_period", "value", "word"):
            found += _changed(*key, what, cells.get(key, {}), now.get(key, {}))
    passages = {p["activity"]: p for p in old.get("passages", [])}
    said = {p["activity"]: p for p in new.get("passages", [])}
    for activity in dict.fromkeys([*said, *passages]):
        for what in ("words", "difficulties", "proposals"):
            found += _changed(activity, "", what, passages.get(activity, {}), said.get(activity, {}))
    for what in ("difficulties", "proposals"):
        found += _changed("", "", what, old, new)
    return found


def _changed(activity: str, indicator: str, what: str, old: dict[str, str], new: dict[str, str]) -> list[Difference]:
    before, after = old.get(what, ""), new.get(what, "")
    return [] if before == after else [Difference(activity, indicator, what, before, after)]
