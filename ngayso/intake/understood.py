"""Entries → Reading: what was read with every edit applied, so that the plan check and the confirmation see one thing."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, Literal, cast

import msgspec

from ngayso.intake.fields import Cell, day_of, kept, text_of
from ngayso.intake.models import Draft, Entry
from ngayso.reader.reading import Activity, Duty, Header, Reading, Report, Span, Target, Value, When

BY_HAND = "hand"
"""Rule of a value that a person wrote."""


def reading_of(draft: Draft) -> Reading | None:
    """The Reading as it was read; None when the programme began without a document."""
    return None if draft.reading is None else msgspec.convert(draft.reading, Reading)


def empty_reading() -> Reading:
    """What a programme without a document was read from."""
    return Reading(
        text="", blocks=(), format="none", pages=None, header=Header(), bases=(), theme=None, sections=(),
        activities=(), duties=(), reports=(), funding=None, recipients=(), unread=(), warnings=(),
    )  # fmt: skip


def understood(draft: Draft, entries: Iterable[Entry], *, read: Reading | None = None) -> Reading:
    """The Reading that the entries say now; what was dropped is not in it. `read` saves decoding it again."""
    read = read or reading_of(draft) or empty_reading()
    live = [entry for entry in entries if not entry.dropped]
    head: dict[str, Any] = next((entry.fields for entry in live if entry.kind == "head"), {})
    by_kind = {
        kind: sorted((e for e in live if e.kind == kind), key=lambda e: (e.order, e.key))
        for kind in ("activity", "duty", "report")
    }
    return msgspec.structs.replace(
        read,
        header=_header(head, read.header),
        theme=_value(head.get("theme")),
        funding=_value(head.get("funding")),
        bases=_values(head, "bases"),
        recipients=_values(head, "recipients"),
        activities=tuple(_activity(entry) for entry in by_kind["activity"]),
        duties=tuple(_duty(entry) for entry in by_kind["duty"]),
        reports=tuple(_report(entry) for entry in by_kind["report"]),
    )


def confidence_of(cell: Cell) -> float:
    """1 of what a person wrote or accepted, else what the reader gave."""
    return 1.0 if cell["checked"] else float(cell["confidence"])


def rule_of(cell: Cell) -> str:
    """The reader's rule, or BY_HAND of a value that a person wrote."""
    return BY_HAND if cell["v"] or not cell["rule"] else str(cell["rule"])


def _span(cell: Cell) -> Span | None:
    return None if cell["span"] is None else Span(*cell["span"])


def _value(cell: Cell | None) -> Value | None:
    if cell is None or not cell["text"]:
        return None
    return Value(cell["text"], _span(cell), rule_of(cell), confidence_of(cell))


def _values(fields: dict[str, Any], name: str) -> tuple[Value, ...]:
    return tuple(value for cell in kept(fields, name) if (value := _value(cell)) is not None)


def _header(head: dict[str, Any], read: Header) -> Header:
    names = ("title", "kind", "issuer", "number", "place", "signer_authority", "signer_position", "signer_name")
    day = day_of(head, "date")
    date = None
    if day is not None:
        cell = head["date"]
        date = When(day, day, _span(cell), rule_of(cell), confidence_of(cell))
    return Header(date=date, **{name: _value(head.get(name)) for name in names})


def _activity(entry: Entry) -> Activity:
    fields = entry.fields
    return Activity(
        id=entry.key,
        ref=entry.ref,
        section=entry.section or None,
        title=_value(fields.get("title")) or Value("", None, BY_HAND, 1.0),
        leads=_values(fields, "leads"),
        partners=_values(fields, "partners"),
        time=_value(fields.get("time")),
        when=when_of(fields),
        place=_value(fields.get("place")),
        audience=_value(fields.get("audience")),
        content=_value(fields.get("content")),
        targets=tuple(target for cell in kept(fields, "targets") if (target := _target(cell)) is not None),
        span=entry_span(entry),
    )


def entry_span(entry: Entry) -> Span | None:
    """The words of the whole entry."""
    if entry.span_start is None or entry.span_end is None:
        return None
    return Span(entry.span_start, entry.span_end)


def when_of(fields: dict[str, Any]) -> When | None:
    """The time of an activity from its two days; the finer precision "day" once a person has set one of them."""
    start, end = day_of(fields, "start"), day_of(fields, "end")
    if start is None and end is None:
        return None
    cells = [fields[name] for name in ("start", "end") if text_of(fields, name)]
    spans = [cell["span"] for cell in cells if cell["span"] is not None]
    return When(
        start,
        end,
        Span(min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None,
        rule_of(cells[0]),
        min(confidence_of(cell) for cell in cells),
        precision_of(fields),
        bool(text_of(fields, "tentative")),
    )


def precision_of(fields: dict[str, Any]) -> Literal["day", "month", "quarter", "year", "none"]:
    cells = [fields[name] for name in ("start", "end") if name in fields]
    if not cells or any(cell["v"] for cell in cells):
        return "day"
    said = next((cell["precision"] for cell in cells if "precision" in cell), "day")
    return cast(Literal["day", "month", "quarter", "year", "none"], said)


_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\s*(\S.*)?")


def amount_of(text: str) -> tuple[float, str] | None:
    """The number and the unit that a target's text begins with or holds: "ít nhất 1.200 lượt người" → 1200, "lượt người"."""
    found = _AMOUNT.search(text)
    if found is None:
        return None
    whole, part, unit = found.groups()
    return float(whole.replace(".", "") + (f".{part}" if part else "")), (unit or "").strip(" .;,")


def _target(cell: Cell) -> Target | None:
    if not cell["v"] and "amount" in cell:
        amount: tuple[float, str] | None = (cell["amount"], cell["unit"])
    else:
        amount = amount_of(cell["text"])
    if amount is None:
        return None
    return Target(*amount, cell["text"], _span(cell), rule_of(cell), confidence_of(cell))


def _duty(entry: Entry) -> Duty:
    return Duty(
        id=entry.key,
        ref=entry.ref,
        section=entry.section or None,
        units=_values(entry.fields, "units"),
        items=_values(entry.fields, "items"),
        span=entry_span(entry),
    )


def _report(entry: Entry) -> Report:
    fields = entry.fields
    due: dt.date | None = day_of(fields, "due")
    dated = fields.get("due") or fields.get("due_text") or fields.get("to")
    return Report(
        id=entry.key,
        ref=entry.ref,
        to=_value(fields.get("to")),
        due=due,
        due_text=_value(fields.get("due_text")),
        span=entry_span(entry),
        rule=rule_of(dated) if dated else BY_HAND,
        confidence=confidence_of(dated) if dated else 1.0,
    )
