"""Reads of a review: who else is here, which values a person must look at, which units stand in them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from ngayso.core import clock
from ngayso.intake.fields import cells, needs_look
from ngayso.intake.models import Change, Draft, Entry, Presence
from ngayso.people.models import Unit, User

HERE_FOR = dt.timedelta(seconds=20)
"""Somebody whose page has not asked for that long is gone."""
ORDER = {"head": 0, "activity": 1, "duty": 2, "report": 3}


class Place(NamedTuple):
    """A value that a person must look at."""

    entry: str
    path: str

    @property
    def dom(self) -> str:
        """Of the value's id on the page."""
        return self.path.replace(".", "-")


def entries_of(draft: Draft) -> list[Entry]:
    """All entries, dropped ones too, in the order in which a review walks them."""
    return sorted(draft.entries.all(), key=lambda e: (ORDER[e.kind], e.order, e.key))


def places_to_look(entries: Iterable[Entry]) -> list[Place]:
    """In the order of the review."""
    return [
        Place(entry.key, path)
        for entry in entries
        if not entry.dropped
        for field, path, cell in cells(entry.kind, entry.fields)
        if needs_look(field, cell)
    ]


def unknown_names(entries: Iterable[Entry]) -> int:
    """How many printed names, not looked at yet, resemble nothing in the directory."""
    return sum(
        1
        for entry in entries
        if not entry.dropped
        for field, _path, cell in cells(entry.kind, entry.fields)
        if field.type == "name" and needs_look(field, cell) and not cell["sure"] and not cell["candidates"]
    )


def values_counted(entries: Iterable[Entry]) -> int:
    """How many values were understood."""
    return sum(1 for e in entries if not e.dropped for _f, _p, cell in cells(e.kind, e.fields) if cell["text"])


def units_in(entries: Iterable[Entry]) -> dict[str, Unit]:
    """The units, found or proposed, of all names of these entries, by id as text. One query."""
    wanted: set[str] = set()
    for entry in entries:
        for field, _path, cell in cells(entry.kind, entry.fields, dropped=True):
            if field.type == "name":
                wanted |= {*cell["units"], *cell["candidates"]}
    return {str(unit.pk): unit for unit in Unit.objects.filter(pk__in=[UUID(pk) for pk in wanted])}


def changes_after(draft: Draft, seq: int, user: Any) -> list[Change]:
    """What others did after the change that a page knows."""
    return list(draft.changes.filter(seq__gt=seq).exclude(by_id=str(user.pk)).order_by("seq"))


def others_here(draft: Draft, user: Any) -> list[User]:
    """Who else has the review open now."""
    seen = draft.presences.filter(at__gte=clock.now() - HERE_FOR).exclude(user=user).select_related("user")
    return [presence.user for presence in seen.order_by("user__name")]


def note_presence(draft: Draft, user: Any, entry_key: str) -> None:
    """Remembers that the user has the review open, at most one write each few seconds. Told to nobody later."""
    now = clock.now()
    fresh = draft.presences.filter(user=user, at__gte=now - HERE_FOR / 2, entry_key=entry_key).exists()
    if not fresh:
        Presence.objects.update_or_create(draft=draft, user=user, defaults={"at": now, "entry_key": entry_key})
