"""What any room wants of a unit: a plug, so that a desk shows it without knowing the room."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from ngayso.people.models import Unit


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that a unit is asked to do, with the words of its button and its address."""

    unit_id: UUID
    plan_id: UUID
    title: str
    action: str
    url: str
    text: str = ""
    due: dt.date | None = None
    """The last day on which it is in time."""
    ref: str = ""
    state: str = "none"
    """A state of the look: none, go, done, late, stuck, off, silent, ask."""

    @property
    def is_open(self) -> bool:
        return self.state not in ("done", "off")


def todos(user: Any, units: Sequence[Unit], day: dt.date, *, without: tuple[str, ...] = ()) -> list[Todo]:
    """What all rooms want of these units as of a day, open and late first, by due. Queries: fixed a room.

    `user` None asks for the house itself. `without` are packages ("ngayso.desks.") whose rooms are not asked, by those
    that tell the same of their own rows.
    """
    found: list[Todo] = []
    for path in settings.TODOS if units else ():
        if not path.startswith(without):
            found += import_string(path)(user, units, day)
    return sorted(found, key=lambda one: (not one.is_open, one.state != "late", one.due or dt.date.max))
