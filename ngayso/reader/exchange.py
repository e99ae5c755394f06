"""The smaller form of a reading, as printed for exchange between systems and for scoring."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ngayso.reader.reading import Reading, Value


def exchange(reading: Reading) -> dict[str, Any]:
    """The reading as plain data: texts, lists of texts, days as ISO dates; what was not read is None or []."""
    head = reading.header
    return {
        "document": {
            "kind": _text(head.kind),
            "issuer": _text(head.issuer),
            "number": _text(head.number),
            "place": _text(head.place),
            "date": _day(head.date.start if head.date else None),
            "title": _text(head.title),
            "signer": {
                "authority": _text(head.signer_authority),
                "position": _text(head.signer_position),
                "name": _text(head.signer_name),
            },
        },
        "bases": _texts(reading.bases),
        "activities": [
            {
                "ref": a.ref,
                "title": a.title.text,
                "leads": _texts(a.leads),
                "partners": _texts(a.partners),
                "time": _text(a.time),
                "start": _day(a.when.start if a.when else None),
                "end": _day(a.when.end if a.when else None),
                "place": _text(a.place),
                "audience": _text(a.audience),
            }
            for a in reading.activities
        ],
        "duties": [{"ref": d.ref, "units": _texts(d.units), "items": _texts(d.items)} for d in reading.duties],
        "reports": [{"to": _text(r.to), "due": _day(r.due), "due_text": _text(r.due_text)} for r in reading.reports],
        "funding": _text(reading.funding),
        "recipients": _texts(reading.recipients),
    }


def _text(value: Value | None) -> str | None:
    return value.text if value is not None else None


def _texts(values: Iterable[Value]) -> list[str]:
    return [value.text for value in values]


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
