"""What a review page shows: the open entry with its values, where each stands, what to look at next."""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as made_of
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ngayso.core.ids import uuid7
from ngayso.intake import findings, queries, rules, sheet
from ngayso.intake.entries import kind_label
from ngayso.intake.fields import FIELDS, KINDS, Cell, Field, cells, kept, needs_look, shown, text_of
from ngayso.intake.models import Change, Draft, Entry
from ngayso.intake.queries import Place
from ngayso.intake.understood import confidence_of, empty_reading, reading_of
from ngayso.people.models import Group, Unit
from ngayso.plans import kinds
from ngayso.reader.reading import Reading, Section

FEW_FINDINGS = 2
"""So many findings stand open on the page; the rest is folded, so that the fields are not far."""


@dataclass(slots=True)
class Conflict:
    """Two values of one cell, for a choice."""

    mine: str
    theirs: str
    by: str


@dataclass(slots=True)
class Shown:
    """One value as the form shows it."""

    entry: str
    field: Field
    path: str
    cell: Cell | None
    number: int | None
    source: str = ""
    units: list[Unit] = made_of(default_factory=list)
    candidates: list[Unit] = made_of(default_factory=list)
    group: str = ""
    clashes: list[findings.Named] = made_of(default_factory=list)
    options: list[tuple[str, str]] = made_of(default_factory=list)
    wrong: str = ""
    typed: str | None = None
    conflict: Conflict | None = None
    request_id: str = made_of(default_factory=lambda: str(uuid7()))

    @property
    def dom(self) -> str:
        return self.path.replace(".", "-")

    @property
    def v(self) -> int:
        return self.cell["v"] if self.cell else 0

    @property
    def value(self) -> str:
        if self.typed is not None:
            return self.typed
        return shown(self.field, self.cell["text"]) if self.cell else ""

    @property
    def absent(self) -> bool:
        """Nothing stands there and nothing was typed."""
        return not self.value and self.field.type != "flag"

    @property
    def see(self) -> bool:
        return self.cell is not None and needs_look(self.field, self.cell)

    @property
    def dropped(self) -> bool:
        return bool(self.cell and self.cell.get("dropped"))

    @property
    def certainty(self) -> float | None:
        """None of an empty value and of one that a person has seen."""
        if self.cell is None or self.cell["checked"] or not self.cell["rule"]:
            return None
        return confidence_of(self.cell)

    @property
    def checked_by(self) -> str:
        return self.cell["by"] if self.cell and self.cell["checked"] else ""

    @property
    def span(self) -> list[int] | None:
        return self.cell["span"] if self.cell else None

    @property
    def rows(self) -> int:
        """Lines of the text box, so that most texts stand there whole."""
        return min(14, 1 + sum(1 + len(line) // 62 for line in self.value.split("\n")))

    @property
    def unresolved(self) -> bool:
        """A printed name of which nobody knows yet which units it means."""
        return self.field.type == "name" and self.cell is not None and bool(self.cell["text"]) and not self.cell["sure"]


@dataclass(slots=True)
class Listed:
    """All values of one field that is a list."""

    entry: str
    field: Field
    cells: list[Shown]
    gone: list[Shown]
    wrong: str = ""
    typed: str | None = None
    request_id: str = made_of(default_factory=lambda: str(uuid7()))


Put = dict[tuple[str, str], Callable[[Shown | Listed], None]]
"""By entry key and path: writes what was refused into the value or list that is shown again."""


@dataclass(slots=True)
class Step:
    """An entry as the list of entries names it."""

    entry: Entry
    label: str
    look: int
    """Values that a person must look at."""
    here: bool


class Lines:
    """Says where a place of the text stands, as people say it: "III.2.d, dòng 6"."""

    def __init__(self, reading: Reading) -> None:
        self._starts = [block.start for block in reading.blocks]
        self._sections = reading.sections

    def section(self, at: int) -> Section | None:
        """The innermost section that holds the place."""
        around = [s for s in self._sections if s.span.start <= at < s.span.end]
        return max(around, key=lambda s: (s.span.start, s.level), default=None)

    def where(self, at: int) -> str:
        section = self.section(at)
        first = 0 if section is None else section.span.start
        line = bisect_right(self._starts, at) - bisect_right(self._starts, first) + 1
        if section is None:
            return _("phần đầu, dòng %d") % line
        return _("%(ref)s, dòng %(line)d") % {"ref": section.ref, "line": line}


class Review:
    """One draft under review, as one user sees it. Entries, findings and units are read once."""

    def __init__(self, draft: Draft, user: Any, put: Put | None = None) -> None:
        self.put = put or {}
        self.draft = draft
        self.user = user
        self.may_edit = rules.may_review(user) and draft.state == "review"
        self.read = reading_of(draft)
        self.reading = self.read or empty_reading()
        self.entries = queries.entries_of(draft)
        self.named = findings.named(draft)

        self.undoable: Change | None = None
        """The change that was just made, offered to be taken back."""
        self.rid = str(uuid7())
        self.rid_add = [str(uuid7()) for _kind in range(3)]

    @property
    def title(self) -> str:
        """Name of the plan, of the file while it has none."""
        head = next((e for e in self.entries if e.kind == "head"), None)
        return (text_of(head.fields, "name") or text_of(head.fields, "title") if head else "") or self.draft.name

    @cached_property
    def open_findings(self) -> list[findings.Named]:
        """The first of the findings that need a decision: contradictions before gaps before matters of form."""
        return self._open[:FEW_FINDINGS]

    @property
    def more_findings(self) -> list[findings.Named]:
        return self._open[FEW_FINDINGS:]

    @cached_property
    def _open(self) -> list[findings.Named]:
        return sorted((n for n in self.named if n.is_open), key=lambda n: -n.body.weight)

    @property
    def settled(self) -> list[findings.Named]:
        return [n for n in self.named if not n.is_open]

    @cached_property
    def by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def live(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.dropped]

    @cached_property
    def places(self) -> list[Place]:
        return queries.places_to_look(self.entries)

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.reading)

    @cached_property
    def counts(self) -> dict[str, int]:
        return {
            "values": queries.values_counted(self.entries),
            "look": len(self.places),
            "unknown": queries.unknown_names(self.entries),
            "open": sum(1 for named in self.named if named.is_open),
        }

    def opened(self, key: str = "") -> Entry | None:
        """The entry to open: the one asked for, else the first with something to look at, else the first activity."""
        if (asked := self.by_key.get(key)) is not None:
            return asked
        for place in self.places:
            if self.by_key[place.entry].kind == "activity":
                return self.by_key[place.entry]
        if self.places:
            return self.by_key[self.places[0].entry]
        return next((e for e in self.live if e.kind == "activity"), next(iter(self.live), None))

    def next_place(self, key: str, path: str = "") -> Place | None:
        """The next value to look at after this one, round and round; None when there is none."""
        if not self.places:
            return None
        order = {entry.key: n for n, entry in enumerate(self.entries)}
        here = order.get(key, -1)
        if path and Place(key, path) in self.places:
            return self.places[(self.places.index(Place(key, path)) + 1) % len(self.places)]
        return next((p for p in self.places if order[p.entry] >= here), self.places[0])

    def places_until(self, key: str) -> int:
        """How many values to look at stand in the entries up to this one, itself included."""
        order = {entry.key: n for n, entry in enumerate(self.entries)}
        return sum(1 for place in self.places if order[place.entry] <= order.get(key, -1))

    def steps(self, entry: Entry) -> list[Step]:
        """All live entries of the kind of this one."""
        look: dict[str, int] = {}
        for place in self.places:
            look[place.entry] = look.get(place.entry, 0) + 1
        return [Step(e, label_of(e), look.get(e.key, 0), e.key == entry.key) for e in self.live if e.kind == entry.kind]

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """The entries before and after, over all kinds."""
        keys = [e.key for e in self.live]
        if entry.key not in keys:
            return None, None
        at = keys.index(entry.key)
        return (self.live[at - 1] if at else None), (self.live[at + 1] if at + 1 < len(keys) else None)

    def form(self, entry: Entry) -> list[list[Shown] | Listed]:
        """The fields of an entry: a row of one or two plain values, or a list."""
        shows = self.shown(entry)
        parts: list[list[Shown] | Listed] = []
        for half, fields in groupby(FIELDS[entry.kind].values(), key=lambda f: f.half):
            for spec in fields:
                if spec.many:
                    parts.append(self.listed(entry, spec, shows))
                elif half and parts and isinstance(parts[-1], list) and len(parts[-1]) == 1 and parts[-1][0].field.half:
                    parts[-1].append(shows[spec.name])
                else:
                    parts.append([shows[spec.name]])
        return parts

    def listed(self, entry: Entry, spec: Field, shows: dict[str, Shown] | None = None) -> Listed:
        shows = shows or self.shown(entry)
        of_list = [s for s in shows.values() if s.field is spec]
        made = Listed(entry.key, spec, [s for s in of_list if not s.dropped], [s for s in of_list if s.dropped])
        if (write := self.put.get((entry.key, spec.name))) is not None:
            write(made)
        return made

    def shown(self, entry: Entry) -> dict[str, Shown]:
        """Every value of an entry, by path; a plain field that was never given is there, too."""
        units = queries.units_in([entry])
        groups = self._groups(entry)
        numbers = {path: n for n, (_f, path, _c) in enumerate(cells(entry.kind, entry.fields), 1)}
        made: dict[str, Shown] = {}
        for spec, path, cell in self._all(entry):
            one = Shown(entry.key, spec, path, cell, numbers.get(path))
            if cell is not None and cell["span"]:
                one.source = self.lines.where(cell["span"][0])
                one.clashes = [n for n in self.named if n.is_open and n.touches(*cell["span"])]
            if cell is not None and spec.type == "name":
                one.units = [units[pk] for pk in cell["units"] if pk in units]
                one.candidates = [units[pk] for pk in cell["candidates"] if pk in units]
                one.group = groups.get(cell["group"] or "", "")
            one.options = self._options(spec)
            if (write := self.put.get((entry.key, path))) is not None:
                write(one)
            made[path] = one
        return made

    def _all(self, entry: Entry) -> Iterator[tuple[Field, str, Cell | None]]:
        given = {path: (spec, cell) for spec, path, cell in cells(entry.kind, entry.fields, dropped=True)}
        for spec in FIELDS[entry.kind].values():
            if spec.many:
                yield from ((f, path, cell) for path, (f, cell) in given.items() if f is spec)
            else:
                yield spec, spec.name, given[spec.name][1] if spec.name in given else None

    def _groups(self, entry: Entry) -> dict[str, str]:
        codes = {
            cell["group"] for spec, _p, cell in cells(entry.kind, entry.fields) if spec.type == "name" and cell["group"]
        }
        found: QuerySet[Group] = Group.objects.filter(pk__in=codes)
        return {group.pk: group.name for group in found}

    def _options(self, spec: Field) -> list[tuple[str, str]]:
        if spec.type == "kind":
            return [("", kind_label("")), *((kind.slug, str(kind.label)) for kind in kinds.all_kinds())]
        if spec.type == "duty":
            return [("", _("Không thuộc nhiệm vụ nào")), *((e.key, label_of(e)) for e in self.live if e.kind == "duty")]
        return []

    @cached_property
    def marks(self) -> list[sheet.Mark]:
        return sheet.marks_of(self.entries)

    @cached_property
    def clashes(self) -> list[sheet.Clash]:
        return [
            sheet.Clash(place.start, place.end, named.name)
            for named in self.named
            if named.is_open
            for place in named.places
            if place.start is not None and place.end is not None
        ]

    @cached_property
    def signature(self) -> str:
        """Changes when the marks in the document change."""
        return hashlib.blake2b(repr((self.marks, self.clashes)).encode(), digest_size=8).hexdigest()

    def pages(self) -> list[sheet.Page]:
        """The document with its marks; empty of a programme without one."""
        return [] if self.read is None else sheet.pages_of(self.reading, self.marks, self.clashes)

    def unread(self) -> list[dict[str, Any]]:
        """What could not be read and is not part of an entry by now."""
        spans = [(e.span_start, e.span_end) for e in self.live if e.span_start is not None and e.span_end is not None]
        by_hand = [(s, t) for e in self.live if e.key.startswith("tay_") for s, t in [(e.span_start, e.span_end)]]
        made = []
        for n, one in enumerate(self.reading.unread):
            if (one.span.start, one.span.end) in by_hand:
                continue
            text = self.reading.text[one.span.start : one.span.end]
            inside = any(s <= one.span.start and one.span.end <= t for s, t in spans)
            where = self.lines.where(one.span.start)
            made.append(
                {
                    "n": n,
                    "at": one.span.start,
                    "text": text,
                    "why": one.why,
                    "where": where,
                    "inside": inside,
                    "rid": str(uuid7()),
                }
            )
        return made


def label_of(entry: Entry) -> str:
    """What an entry is called in a list."""
    fields = entry.fields
    if entry.kind == "activity":
        return text_of(fields, "title") or _("Chưa có tên")
    if entry.kind == "duty":
        return ", ".join(cell["text"] for cell in kept(fields, "units")) or _("Chưa rõ đơn vị")
    if entry.kind == "report":
        return " · ".join(filter(None, [text_of(fields, "to"), text_of(fields, "due_text")])) or _("Báo cáo")
    return str(KINDS[entry.kind])


def counted(entries: Iterable[Entry]) -> dict[str, int]:
    """How many live entries of each kind."""
    counts = dict.fromkeys(KINDS, 0)
    for entry in entries:
        if not entry.dropped:
            counts[entry.kind] += 1
    return counts
