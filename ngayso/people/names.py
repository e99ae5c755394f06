"""A printed name finds its unit or its group; what is not sure is asked, never guessed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ngayso.people.models import Group, Level, Unit, UnitKind
from ngayso.words.unit_match import Names


@dataclass(frozen=True)
class Found:
    """What a printed name means: one unit, one group, or neither and the candidates to ask about, best first."""

    unit: Unit | None = None
    group: Group | None = None
    candidates: tuple[Unit, ...] = ()
    likeness: float = 0.0
    """0–100."""

    @property
    def sure(self) -> bool:
        return self.unit is not None or self.group is not None


@dataclass
class Directory:
    """The names of all units and groups as of one day, read once, for resolving a whole document (3 queries)."""

    day: dt.date
    units: dict[Any, Unit] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    _units: Names[Any] = field(default_factory=lambda: Names({}))
    _groups: Names[str] = field(default_factory=lambda: Names({}))
    _asked: dict[str, Found] = field(default_factory=dict)

    @classmethod
    def on(cls, day: dt.date) -> "Directory":
        directory = cls(day)
        printings: dict[Any, list[str]] = {}
        for unit in Unit.objects.on(day).prefetch_related("aliases"):
            directory.units[unit.pk] = unit
            printings[unit.pk] = [unit.name, unit.short or unit.name, *(a.text for a in unit.aliases.all())]
        # A name that says no province means ours.
        ours = [u.name for u in directory.units.values() if u.kind == UnitKind.PROVINCE_COMMITTEE][:1]
        above = {
            unit.pk: [*directory._higher(unit), *(ours if unit.level != Level.MINISTRY else ()), unit.place]
            for unit in directory.units.values()
        }
        directory._units = Names(printings, above)
        forms = {}
        for group in Group.objects.all():
            directory.groups[group.code] = group
            forms[group.code] = [group.name, *group.patterns]
        directory._groups = Names(forms, dict.fromkeys(forms, ours), collective=True)
        return directory

    def _higher(self, unit: Unit) -> Iterator[str]:
        """The names of the units above it that exist on the day, the nearest first."""
        seen = {unit.pk}
        above = self.units.get(unit.parent_id)
        while above is not None and above.pk not in seen:
            seen.add(above.pk)
            yield above.name
            above = self.units.get(above.parent_id)

    def find(self, printed: str) -> Found:
        """Never raises; a name that nothing resembles has no candidates."""
        if printed not in self._asked:
            self._asked[printed] = self._find(printed)
        return self._asked[printed]

    def _find(self, printed: str) -> Found:
        unit = self._units.match(printed)
        group = self._groups.match(printed)
        near_unit = unit.asked[0][1] if unit.asked else 0.0
        near_group = group.asked[0][1] if group.asked else 0.0
        if group.sure is not None and near_group >= near_unit:
            return Found(group=self.groups[group.sure], likeness=near_group)
        if unit.sure is not None:
            return Found(unit=self.units[unit.sure], likeness=near_unit)
        return Found(candidates=tuple(self.units[key] for key, _ in unit.asked), likeness=near_unit)


def find(printed: str, on: dt.date) -> Found:
    """One name. For many, make a Directory."""
    return Directory.on(on).find(printed)
