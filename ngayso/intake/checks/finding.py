"""What a rule of the plan check gives, and the tools that every rule quotes with."""

import datetime as dt
from collections.abc import Callable, Iterable

import msgspec

from ngayso.reader.reading import Activity, Duty, Reading, Report, Span, Value


class Place(msgspec.Struct, frozen=True):
    """A place that a finding speaks of. `quote` is as printed; `mark` is the telling part of it, within `span`."""

    ref: str
    """As people say it: "III.2.d", "Nơi nhận", "Phần ký"."""
    span: Span | None
    quote: str
    mark: Span | None
    entry: str | None = None
    """Id of the activity, duty or report in the Reading; "head" for the head of the document; None elsewhere."""


class Change(msgspec.Struct, frozen=True):
    """A value to write when its way out is taken; `field` is "start", "end", "due", "leads"; `value` an ISO day or text."""

    entry: str
    field: str
    value: str | None


class Way(msgspec.Struct, frozen=True):
    """A way out that is proposed. Without changes it is only told: a person writes the rest."""

    code: str
    label: str
    changes: tuple[Change, ...] = ()


class Citation(msgspec.Struct, frozen=True):
    """The norm behind a finding. An unverified one is shown with "(chưa kiểm chứng)"."""

    text: str
    verified: bool
    note: str = ""


class Finding(msgspec.Struct, frozen=True):
    """A contradiction or a gap of the plan, as a question to the officer."""

    rule: str
    """Stable slug of the rule: "dates.disagree"."""
    key: str
    """Stable while the same words clash in the same places: rule and refs."""
    title: str
    """A clear question or statement in one line."""
    explanation: str
    places: tuple[Place, ...]
    ways: tuple[Way, ...]
    citation: Citation | None = None
    weight: int = 2
    """3 contradiction, 2 gap that stops somebody's work, 1 matter of form or of care."""


Rule = Callable[[Reading], Iterable[Finding]]

ASK = Way("ask", "Hỏi đơn vị soạn")
KEEP = Way("keep", "Để nguyên")


def short(day: dt.date) -> str:
    """Day and month: "15/10", "05/9"."""
    return f"{day.day:02}/{day.month:02}" if day.month < 3 else f"{day.day:02}/{day.month}"


def clip(text: str, most: int = 60) -> str:
    """The text cut at a word, for a title."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"


def quoted(reading: Reading, span: Span | None, *, around: int = 0) -> tuple[Span | None, str]:
    """The span, widened to whole words by at most `around` letters within its line, and its words."""
    if span is None:
        return None, ""
    low, high = span.start, span.end
    if around:
        line_low = reading.text.rfind("\n", 0, low) + 1
        line_high = reading.text.find("\n", high)
        line_high = len(reading.text) if line_high < 0 else line_high
        wide_low, wide_high = max(line_low, low - around), min(line_high, high + around)
        while wide_low > line_low and not reading.text[wide_low - 1].isspace():
            wide_low -= 1
        while wide_high < line_high and not reading.text[wide_high].isspace():
            wide_high += 1
        low, high = wide_low, wide_high
    words = reading.text[low:high]
    lead = len(words) - len(words.lstrip())
    return Span(low + lead, low + lead + len(words.strip())), " ".join(words.split())


def place(reading: Reading, ref: str, span: Span | None, *, entry: str | None = None, around: int = 0) -> Place:
    """A place that quotes `span` (and `around` letters to both sides) and marks it."""
    wide, words = quoted(reading, span, around=around)
    return Place(ref, wide, words, span if wide is not None else None, entry)


def of_title(reading: Reading, activity: Activity) -> Place:
    """The place of an activity's title."""
    return (
        place(reading, activity.ref, activity.title.span, entry=activity.id)
        if activity.title.span
        else Place(activity.ref, None, activity.title.text, None, activity.id)
    )


def of_time(reading: Reading, activity: Activity) -> Place:
    """The place of an activity's time: the time as printed with the days marked; its title when it has none."""
    span = activity.time.span if activity.time is not None else None
    day = activity.when.span if activity.when is not None else None
    if span is None:
        span = day
    if span is None:
        return of_title(reading, activity)
    inside = day if day is not None and span.start <= day.start and day.end <= span.end else span
    wide, words = quoted(reading, span)
    return Place(activity.ref, wide, words, inside, activity.id)


def of_value(reading: Reading, ref: str, value: Value, *, entry: str | None = None, around: int = 0) -> Place:
    """The place of a value; one that a person wrote has no span and is quoted as it stands."""
    if value.span is None:
        return Place(ref, None, value.text, None, entry)
    return place(reading, ref, value.span, entry=entry, around=around)


def of_report(reading: Reading, report: Report) -> Place:
    """The place of a reporting duty, its deadline marked."""
    wide, words = quoted(reading, report.span)
    mark = report.due_text.span if report.due_text is not None else report.span
    if wide is None:
        return Place(report.ref, None, report.to.text if report.to else "Báo cáo", None, report.id)
    return Place(report.ref, wide, clip(words, 400), mark, report.id)


def of_duty(reading: Reading, duty: Duty) -> Place:
    """The place of a duty's heading."""
    spans = [u.span for u in duty.units if u.span is not None]
    if not spans:
        return Place(duty.ref, None, ", ".join(u.text for u in duty.units), None, duty.id)
    return place(reading, duty.ref, Span(spans[0].start, spans[-1].end), entry=duty.id)


def made(
    rule: str,
    title: str,
    explanation: str,
    places: Iterable[Place],
    ways: Iterable[Way] = (ASK, KEEP),
    *,
    citation: Citation | None = None,
    weight: int = 2,
    about: str = "",
) -> Finding:
    """A finding with its key; `about` tells apart two findings of one rule in one place."""
    places = tuple(places)
    key = ":".join([rule, *(p.entry or p.ref for p in places[:2]), about]).rstrip(":")
    return Finding(rule, key[:200], title, explanation, places, tuple(ways), citation, weight)
