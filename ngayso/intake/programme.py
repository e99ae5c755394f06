"""A reviewed draft as the programme it will become: entries → plans.actions.PlanSpec."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec

from ngayso.intake.entries import DAY, as_of
from ngayso.intake.fields import Cell, cells, day_of, kept, text_of
from ngayso.intake.models import Draft, Entry
from ngayso.intake.understood import confidence_of, entry_span, precision_of, reading_of, rule_of, understood
from ngayso.plans.actions import (
    ActivitySpec,
    AssignmentSpec,
    DeadlineSpec,
    DutySpec,
    PlanSpec,
    SectionSpec,
    SourceSpec,
    TargetSpec,
)
from ngayso.plans.models import Part
from ngayso.reader.reading import Reading

HEAD_FIELDS = ("issuer", "number", "place", "signer_authority", "signer_position", "signer_name", "theme", "funding")


def spec_of(draft: Draft, entries: Iterable[Entry], *, open_findings: int) -> PlanSpec:
    """Everything that confirming writes. Dropped entries and values are left out; each value keeps its source."""
    entries = sorted((e for e in entries if not e.dropped), key=lambda e: (e.order, e.key))
    read = reading_of(draft)
    now = understood(draft, entries, read=read)
    head_entry = next((e for e in entries if e.kind == "head"), None)
    head = head_entry.fields if head_entry else {}
    activities = [e for e in entries if e.kind == "activity"]
    duties = [e for e in entries if e.kind == "duty"]
    reports = [e for e in entries if e.kind == "report"]
    bound = {e.key for e in duties}
    day = day_of(head, "day") or dt.date(as_of(read).year, *DAY)
    focal = (head.get("focal") or {}).get("units") or []
    return PlanSpec(
        title=text_of(head, "title") or draft.name,
        name=text_of(head, "name"),
        issued_on=day_of(head, "date"),
        bases=tuple(cell["text"] for cell in kept(head, "bases")),
        recipients=tuple(cell["text"] for cell in kept(head, "recipients")),
        day=day,
        as_of=as_of(read),
        focal=UUID(focal[0]) if focal else None,
        text=now.text,
        blocks=tuple(msgspec.to_builtins(now.blocks)),
        file=draft.file,
        open_findings=open_findings,
        sections=tuple(_sections(now)),
        activities=tuple(_activity(e, now) for e in activities),
        duties=tuple(_duty(e, now) for e in duties),
        deadlines=tuple(_deadline(e, now, bound) for e in reports),
        sources=tuple(_sources(head_entry, now)) if head_entry else (),
        **{name: text_of(head, name) for name in HEAD_FIELDS},
    )


def _sections(reading: Reading) -> Iterator[SectionSpec]:
    for section in reading.sections:
        yield SectionSpec(
            key=section.id,
            ref=section.ref,
            parent=section.parent or "",
            level=section.level,
            title=section.title.text if section.title else "",
            role=section.role,
            start=section.span.start,
            end=section.span.end,
        )


def _sources(entry: Entry, reading: Reading) -> Iterator[SourceSpec]:
    """Sources of every value; those of a list are numbered from 0 ("leads.0"), "entry" is the whole entry."""
    counted: dict[str, int] = {}
    for field, _path, cell in cells(entry.kind, entry.fields):
        if not cell["text"]:
            continue
        name = field.name
        if field.many:
            n = counted[name] = counted.get(name, -1) + 1
            name = f"{name}.{n}"
        yield _source(name, cell, reading)
    span = entry_span(entry)
    if span is not None:
        text = reading.text[span.start : span.end]
        yield SourceSpec(field="entry", start=span.start, end=span.end, text=text, rule="entry")


def _source(name: str, cell: Cell, reading: Reading) -> SourceSpec:
    start, end = cell["span"] or (None, None)
    return SourceSpec(
        field=name,
        start=start,
        end=end,
        text="" if start is None else reading.text[start:end],
        rule=rule_of(cell),
        confidence=confidence_of(cell),
        checked_by=cell["by"] if cell["checked"] else "",
    )


def _assignments(fields: dict[str, Any], name: str, part: Part) -> Iterator[AssignmentSpec]:
    for cell in kept(fields, name):
        yield AssignmentSpec(
            part=part,
            printed=cell["text"],
            group=cell["group"],
            units=tuple(UUID(pk) for pk in cell["units"]),
            by_hand=frozenset(UUID(pk) for pk in cell["by_hand"]),
        )


def _activity(entry: Entry, reading: Reading) -> ActivitySpec:
    fields = entry.fields
    targets = next((a.targets for a in reading.activities if a.id == entry.key), ())
    return ActivitySpec(
        key=entry.key,
        ref=entry.ref,
        section=entry.section or None,
        title=text_of(fields, "title"),
        content=text_of(fields, "content"),
        kind=text_of(fields, "kind"),
        time=text_of(fields, "time"),
        start=day_of(fields, "start"),
        end=day_of(fields, "end"),
        precision=precision_of(fields),
        tentative=bool(text_of(fields, "tentative")),
        place=text_of(fields, "place"),
        audience=text_of(fields, "audience"),
        by_hand=entry.span_start is None,
        assignments=(*_assignments(fields, "leads", Part.LEAD), *_assignments(fields, "partners", Part.PARTNER)),
        targets=tuple(TargetSpec(amount=t.amount, unit=t.unit, text=t.text) for t in targets),
        sources=tuple(_sources(entry, reading)),
    )


def _duty(entry: Entry, reading: Reading) -> DutySpec:
    return DutySpec(
        key=entry.key,
        ref=entry.ref,
        section=entry.section or None,
        items=tuple(cell["text"] for cell in kept(entry.fields, "items")),
        assignments=tuple(_assignments(entry.fields, "units", Part.BOUND)),
        sources=tuple(_sources(entry, reading)),
    )


def _deadline(entry: Entry, reading: Reading, bound: set[str]) -> DeadlineSpec:
    fields = entry.fields
    to = fields.get("to") or {}
    owed_by = text_of(fields, "duty")
    # "to" may be a group or several units; a deadline names one receiver or none.
    units = to.get("units") or []
    return DeadlineSpec(
        key=entry.key,
        ref=entry.ref,
        duty=owed_by if owed_by in bound else None,
        to=text_of(fields, "to"),
        to_unit=UUID(units[0]) if len(units) == 1 else None,
        due=day_of(fields, "due"),
        due_text=text_of(fields, "due_text"),
        sources=tuple(_sources(entry, reading)),
    )
