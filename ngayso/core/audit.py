"""The audit log: record what was done, prove that nothing was altered."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models, transaction

from ngayso.core import clock
from ngayso.core.models import AuditHead, AuditRow, label_of

SYSTEM = "Hệ thống"
STRANGER = "Khách"

_whence: ContextVar[dict[str, Any]] = ContextVar("whence", default={})  # noqa: B039 never mutated


@contextmanager
def coming_from(**whence: Any) -> Iterator[None]:
    """Everything recorded inside says where it came from: request, address, device; or command."""
    token = _whence.set(whence)
    try:
        yield
    finally:
        _whence.reset(token)


def record(verb: str, thing: models.Model | None, *, actor: Any = None, label: str = "", **detail: Any) -> AuditRow:
    """Appends one row, in the transaction of the write that it tells of (a TransactionManagementError otherwise).

    `actor` is a User, None for the system. Values of `detail` are turned into JSON (days and ids as text).
    """
    return record_all(verb, [(thing, detail)], actor=actor, label=label)[0]


def record_all(
    verb: str, told: Sequence[tuple[models.Model | None, dict[str, Any]]], *, actor: Any = None, label: str = ""
) -> list[AuditRow]:
    """As `record`, one row for each (thing, detail), in this order: the end of the chain is taken and moved once."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record needs the transaction of the write it tells of")
    head = AuditHead.objects.select_for_update().get(id=1)
    named = actor is not None and getattr(actor, "is_authenticated", False)
    number, previous, rows = head.number, head.hash, []
    for thing, detail in told:
        row = AuditRow(
            number=number + 1,
            at=clock.now(),
            actor_id=str(actor.pk) if named else "",
            actor_label=(str(actor) if named else STRANGER if actor is not None else SYSTEM)[:200],
            verb=verb,
            object_model="" if thing is None else label_of(thing),
            object_id="" if thing is None else str(thing.pk),
            object_label=(label or ("" if thing is None else str(thing)))[:300],
            detail=json.loads(json.dumps(detail, default=str)),
            whence=dict(_whence.get()),
            previous=previous,
        )
        row.hash = digest(row)
        number, previous = row.number, row.hash
        rows.append(row)
    if rows:
        AuditRow.objects.bulk_create(rows)
        AuditHead.objects.filter(id=1).update(number=number, hash=previous)
    return rows


def digest(row: AuditRow) -> str:
    """SHA-256 over the row's content and the hash before it, as canonical JSON."""
    content = [
        row.number,
        row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        row.actor_id,
        row.actor_label,
        row.verb,
        row.object_model,
        row.object_id,
        row.object_label,
        row.detail,
        row.whence,
        row.previous,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_at() -> int | None:
    """Number of the first row that does not follow from the one before, None when the whole chain holds."""
    number, previous = 0, "0" * 64
    for row in AuditRow.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if row.number != number or row.previous != previous or row.hash != digest(row):
            return number
        previous = row.hash
    head = AuditHead.objects.get(id=1)
    return None if (head.number, head.hash) == (number, previous) else number + 1
