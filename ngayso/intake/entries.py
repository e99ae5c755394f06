"""A Reading becomes entries that can be edited: head, activities, duties, reports, each value with where it came from."""

import datetime as dt
import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.intake.fields import Cell, make_cell, new_id
from ngayso.intake.models import Draft, Entry
from ngayso.people import queries as people
from ngayso.people.names import Directory, Found
from ngayso.plans import kinds
from ngayso.plans.titles import short_name
from ngayso.reader.reading import Activity, Duty, Header, Reading, Report, Span, Target, Value, When

HEAD_KEY = "head"
DAY = (10, 10)
"""Month and day of the national Digital Transformation Day (Quyết định 505/QĐ-TTg of 22/4/2022)."""

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


class Names:
    """Resolves printed names as of one day; the members of a group are asked for once."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self._directory = Directory.on(day)
        self._members: dict[str, list[str]] = {}

    def meaning(self, printed: str) -> dict[str, Any]:
        """The part of a cell that says which units a printed name means."""
        found = self._directory.find(printed)
        return {
            "units": self._units(found),
            "group": found.group.code if found.group else None,
            "candidates": [str(unit.pk) for unit in found.candidates],
            "sure": found.sure,
            "by_hand": [],
        }

    def _units(self, found: Found) -> list[str]:
        if found.group is None:
            return [str(found.unit.pk)] if found.unit else []
        code = found.group.code
        if code not in self._members:
            members = people.members(found.group, self.day)
            self._members[code] = [str(pk) for pk in members.values_list("pk", flat=True)]
        return self._members[code]

    def cell(self, value: Value, **more: Any) -> Cell:
        """A printed name with what it means."""
        return _cell(value, **self.meaning(value.text), **more)


def as_of(reading: Reading | None) -> dt.date:
    """The day for which the directory is asked: the plan's own; of one that prints none, the Day of the year it names;
    else today.
    """
    if reading is None:
        return clock.today()
    date = reading.header.date
    if date is not None and date.start is not None:
        return date.start
    year = year_named(reading)
    return dt.date(year, *DAY) if year else clock.today()


def year_named(reading: Reading) -> int | None:
    """The year that the title names, else the one that the text names most."""
    title = reading.header.title.text if reading.header.title is not None else ""
    years = _YEAR.findall(title) or [found for found, _n in Counter(_YEAR.findall(reading.text)).most_common(1)]
    return int(years[-1]) if years else None


def make_entries(draft: Draft, reading: Reading) -> list[Entry]:
    """Entries of a reading, not saved. Asks the directory of units as of the plan's date."""
    names = Names(as_of(reading))
    entries = [_head(draft, reading, names)]
    entries += [_activity(draft, a, n, reading, names) for n, a in enumerate(reading.activities)]
    entries += [_duty(draft, d, n, names) for n, d in enumerate(reading.duties)]
    entries += [_report(draft, r, n, reading, names) for n, r in enumerate(reading.reports)]
    return entries


def blank_head(draft: Draft, title: str) -> Entry:
    """The head of a programme that begins without a document."""
    today = clock.today()
    year = int(found[1]) if (found := _YEAR.search(title)) else today.year
    fields = {
        "title": make_cell(title),
        "name": make_cell(short_name(title)),
        "day": make_cell(dt.date(year, *DAY).isoformat()),
        "focal": _focal(),
    }
    return Entry(draft=draft, key=HEAD_KEY, kind="head", fields=_without_none(fields))


def _cell(value: Value | Target, **more: Any) -> Cell:
    return make_cell(value.text, **_whence(value), **more)


def _whence(value: Value | Target | When) -> dict[str, Any]:
    return {"span": _pair(value.span), "rule": value.rule, "confidence": value.confidence}


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: cell for name, cell in fields.items() if cell is not None}


def _listed(cells: list[Cell]) -> dict[str, Any] | None:
    return {"list": [{**cell, "id": new_id()} for cell in cells]} if cells else None


def _focal() -> Cell | None:
    province = people.province()
    if province is None:
        return None
    unit = str(province.focal_id)
    return make_cell(
        province.focal.name,
        rule="directory.focal",
        confidence=0.8,
        units=[unit],
        group=None,
        candidates=[],
        sure=True,
        by_hand=[],
    )


def _head(draft: Draft, reading: Reading, names: Names) -> Entry:
    header: Header = reading.header
    fields: dict[str, Any] = {
        name: _cell(value)
        for name in ("title", "kind", "issuer", "number", "place", "signer_authority", "signer_position", "signer_name")
        if (value := getattr(header, name)) is not None
    }
    if header.title is not None:
        names_in = [value.text for value in (header.issuer, header.place) if value is not None]
        short = short_name(header.title.text, names_in)
        fields["name"] = make_cell(short, rule="name.from_title", confidence=0.8)
    if header.date is not None and header.date.start is not None:
        fields["date"] = make_cell(header.date.start.isoformat(), **_whence(header.date))
    fields |= {
        "day": _the_day(reading),
        "focal": _focal(),
        "theme": None if reading.theme is None else _cell(reading.theme),
        "funding": None if reading.funding is None else _cell(reading.funding),
        "bases": _listed([_cell(value) for value in reading.bases]),
        "recipients": _listed([_cell(value) for value in reading.recipients]),
    }
    return Entry(draft=draft, key=HEAD_KEY, kind="head", fields=_without_none(fields))


def _the_day(reading: Reading) -> Cell:
    """10/10 of the year that the plan names; less surely of the year of its date."""
    year = year_named(reading)
    day = dt.date(year or as_of(reading).year, *DAY)
    return make_cell(day.isoformat(), rule="day.10_10", confidence=0.95 if year else 0.75)


def _activity(draft: Draft, activity: Activity, order: int, reading: Reading, names: Names) -> Entry:
    fields: dict[str, Any] = {
        "title": _cell(activity.title),
        "leads": _listed([names.cell(value) for value in activity.leads]),
        "partners": _listed([names.cell(value) for value in activity.partners]),
        "place": None if activity.place is None else _cell(activity.place),
        "audience": None if activity.audience is None else _cell(activity.audience),
        "content": None if activity.content is None else _cell(activity.content),
        "targets": _listed([_cell(t, amount=t.amount, unit=t.unit) for t in activity.targets]),
    }
    if activity.time is not None:
        fields["time"] = _cell(activity.time)
    if activity.when is not None:
        fields |= _when_cells(activity.when, reading.text)
    kind = kinds.propose(activity.title.text, activity.content.text if activity.content else "")
    fields["kind"] = make_cell(kind, rule="kind.words", confidence=0.78 if kind else 0.72)
    return _entry(draft, "activity", activity, order, _without_none(fields))


def _when_cells(when: When, text: str) -> dict[str, Cell | None]:
    first, last = _halves(when, text)
    whence = _whence(when)
    cells: dict[str, Cell | None] = {
        "start": make_cell(when.start.isoformat(), **{**whence, "span": first}) if when.start else None,
        "end": make_cell(when.end.isoformat(), **{**whence, "span": last}) if when.end else None,
        "tentative": make_cell("1", **whence) if when.tentative else None,
    }
    kept = cells["start"] or cells["end"]
    if kept is not None:
        kept["precision"] = when.precision
    return cells


_TO = re.compile(r"(?:\bđến\b|[–—-])")


def _halves(when: When, text: str) -> tuple[list[int] | None, list[int] | None]:
    """The words of the first day and of the last: split at "đến" when the span holds one, else both the whole."""
    whole = _pair(when.span)
    if when.span is None or when.start is None or when.end is None or when.start == when.end:
        return whole, whole
    words = text[when.span.start : when.span.end]
    cut = _TO.search(words, 1)
    if cut is None or not any(c.isdigit() for c in words[: cut.start()]):
        return whole, whole
    at = when.span.start + cut.start()
    return [when.span.start, when.span.start + len(words[: cut.start()].rstrip())], [at, when.span.end]


def _duty(draft: Draft, duty: Duty, order: int, names: Names) -> Entry:
    fields = {
        "units": _listed([names.cell(value) for value in duty.units]),
        "items": _listed([_cell(value) for value in duty.items]),
    }
    return _entry(draft, "duty", duty, order, _without_none(fields))


def _report(draft: Draft, report: Report, order: int, reading: Reading, names: Names) -> Entry:
    whence = {"span": _pair(report.span), "rule": report.rule, "confidence": report.confidence}
    if report.due_text is not None:
        whence["span"] = _pair(report.due_text.span) or whence["span"]
    fields: dict[str, Any] = {
        "to": None if report.to is None else names.cell(report.to),
        "due": make_cell(report.due.isoformat(), **whence) if report.due else None,
        "due_text": None if report.due_text is None else _cell(report.due_text),
    }
    if (duty := owing(report, reading.duties)) is not None:
        fields["duty"] = make_cell(duty.id, rule="report.in_duty", confidence=0.85)
    return _entry(draft, "report", report, order, _without_none(fields))


def owing(report: Report, duties: tuple[Duty, ...]) -> Duty | None:
    """The duty whose words hold the report's; the narrowest when several do."""
    if report.span is None:
        return None
    around = [d for d in duties if d.span and d.span.start <= report.span.start and report.span.end <= d.span.end]
    return min(around, key=lambda d: d.span.end - d.span.start if d.span else 0, default=None)


def _entry(draft: Draft, kind: str, read: Activity | Duty | Report, order: int, fields: dict[str, Any]) -> Entry:
    span = read.span
    return Entry(
        draft=draft,
        key=read.id,
        kind=kind,
        ref=read.ref[:60],
        section=(getattr(read, "section", None) or "")[:120],
        order=order,
        fields=fields,
        span_start=span.start if span else None,
        span_end=span.end if span else None,
    )


def kind_label(slug: str) -> str:
    """How a kind is called, the plain assignment included."""
    kind = kinds.kind_of(slug)
    return str(kind.label) if kind else _("Nhiệm vụ thường")
