"""The plan check on a draft: what it finds now, what was decided on it before, which edits would mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
from django.db.models import QuerySet

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.intake import check as plan_check
from ngayso.intake.models import Draft, Entry, Finding
from ngayso.intake.understood import understood
from ngayso.reader.reading import Span

EVERYWHERE = ("ask", "keep")
"""Codes of the ways that every finding offers by itself."""
AS_IT_STANDS = ("first", "second", "days")
"""Codes of ways that take one of two readings: without changes, the one that stands."""
DOORS = {
    "name": ("", "leads"),
    "partner": ("", "partners"),
    "to": ("", "to"),
    "merge": ("", ""),
    "write": ("", ""),
    "add": ("head", "recipients"),
    "due": ("", "them"),
    "report": ("", "them"),
    "supplement": ("", "them"),
    "duty": ("", "them"),
}
"""Codes of ways that a person walks on the page: of which entry ("" is the one the finding speaks of), to which value.
"them" is the form that adds entries. What has neither changes nor a door is asked of the drafting unit."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A place that a finding quotes, the telling words apart from those around them."""

    ref: str
    start: int | None
    end: int | None
    before: str
    words: str
    after: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A finding as the page shows it; `name` is "K1" and stays with it."""

    name: str
    row: Finding
    body: plan_check.Finding
    places: tuple[Quoted, ...]
    request_id: str = field(default_factory=lambda: str(uuid7()))

    @property
    def title(self) -> str:
        return self.body.title

    @property
    def is_open(self) -> bool:
        return self.row.decision == Finding.Decision.OPEN and not self.row.gone

    @property
    def ways(self) -> list[tuple[int, str]]:
        """Ways out that one press takes, with their numbers."""
        return [(n, w.label) for n, w in enumerate(self.body.ways) if w.code not in EVERYWHERE and not _is_door(w)]

    @property
    def doors(self) -> list[tuple[str, str, str]]:
        """Ways out that lead to a value of the review: label, entry, path."""
        spoken = next((place.entry for place in self.body.places if place.entry), None) or "head"
        return [(w.label, DOORS[w.code][0] or spoken, DOORS[w.code][1]) for w in self.body.ways if _is_door(w)]

    def touches(self, start: int, end: int) -> bool:
        """Whether it quotes words of that place."""
        return any(p.start is not None and p.end is not None and p.start < end and p.end > start for p in self.places)


def refresh(draft: Draft, entries: Iterable[Entry] | None = None) -> None:
    """Checks the draft as it stands and writes what is new, what is gone, what came back. In the running transaction."""
    found = {f.key: f for f in plan_check.check(understood(draft, entries or draft.entries.all()))}
    there = {row.key: row for row in draft.findings.all()}
    Finding.objects.bulk_create(
        Finding(draft=draft, key=key, rule=f.rule, body=msgspec.to_builtins(f))
        for key, f in found.items()
        if key not in there
    )
    changed = []
    for key, row in there.items():
        gone, body = key not in found, row.body
        if not gone:
            body = msgspec.to_builtins(found[key])
        if (gone, body) == (row.gone, row.body):
            continue
        if row.gone and not gone and row.decision == Finding.Decision.MENDED:
            # What was mended has come back.
            row.decision = Finding.Decision.OPEN
        row.gone, row.body = gone, body
        changed.append(row)
    Finding.objects.bulk_update(changed, ["gone", "body", "decision"])


def still_open(draft: Draft) -> QuerySet[Finding]:
    """Findings that nobody has decided on and that still hold."""
    return draft.findings.filter(decision=Finding.Decision.OPEN, gone=False)


def decide(finding: Finding, decision: str, note: str, by: str) -> None:
    """Writes a decision."""
    finding.decision, finding.note, finding.by_label, finding.at = decision, note, by, clock.now()
    finding.save(update_fields=["decision", "note", "by_label", "at"])


def body_of(row: Finding) -> plan_check.Finding:
    return msgspec.convert(row.body, plan_check.Finding)


def _is_door(way: plan_check.Way) -> bool:
    return not way.changes and way.code in DOORS


def way_of(finding: Finding, choice: int) -> tuple[plan_check.Way, str] | None:
    """The way out of that number and the decision that taking it is; None of one that a person must walk."""
    ways = body_of(finding).ways
    if choice >= len(ways) or ways[choice].code in EVERYWHERE or _is_door(ways[choice]):
        return None
    way = ways[choice]
    if way.changes:
        return way, Finding.Decision.MENDED.value
    return way, (Finding.Decision.ACCEPTED if way.code in AS_IT_STANDS else Finding.Decision.SENT_BACK).value


def named(draft: Draft) -> list[Named]:
    """All findings that hold or were decided on, by the order in which they were found."""
    made = []
    for n, row in enumerate(draft.findings.order_by("pk"), 1):
        if row.gone and row.decision == Finding.Decision.OPEN:
            continue
        body = body_of(row)
        made.append(Named(f"K{n}", row, body, tuple(_quoted(place) for place in body.places)))
    return made


def _quoted(place: plan_check.Place) -> Quoted:
    """The quote cut at its mark. Blanks of the quote are tidied, so the mark is found from its distance to the ends."""
    span, mark = place.span, place.mark
    if span is None:
        return Quoted(place.ref, None, None, "", place.quote, "", place.entry)
    if mark is None or mark == span or len(place.quote) != span.end - span.start:
        return Quoted(place.ref, *_ends(mark or span), *_found(place.quote, None), place.entry)
    low, high = mark.start - span.start, mark.end - span.start
    return Quoted(place.ref, mark.start, mark.end, *_found(place.quote, (low, high)), place.entry)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _found(quote: str, at: tuple[int, int] | None) -> tuple[str, str, str]:
    if at is None or not 0 <= at[0] < at[1] <= len(quote):
        return "", quote, ""
    return quote[: at[0]], quote[at[0] : at[1]], quote[at[1] :]
