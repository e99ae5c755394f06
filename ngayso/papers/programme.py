"""What a programme knows of itself, in the plainest form that a report needs: text and days, no database."""

import datetime

import msgspec

from ngayso.papers.parts import Signer


class ActivityLine(msgspec.Struct, frozen=True, kw_only=True):
    """An activity of the plan, its words as the plan prints them; "" and () where the plan says nothing."""

    ref: str
    """Place in the plan, "III.2.a"; "" for one added by hand."""
    title: str
    leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    time: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None
    """First and last day, closed; None where the plan sets no such day."""
    place: str = ""
    audience: str = ""
    targets: tuple[str, ...] = ()
    state: str = ""
    """What the focal unit recorded, as a Vietnamese phrase: "đã hoàn thành". "" when nothing was recorded."""
    results: tuple[str, ...] = ()
    """Sentences reported of it, each with who reported it. () prints that there is no report yet."""


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan asks of the units named in one heading of its last part."""

    ref: str
    units: tuple[str, ...]
    items: tuple[str, ...]


class DueReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that the plan asks for."""

    ref: str = ""
    by: tuple[str, ...] = ()
    """Who sends it."""
    to: str
    due: datetime.date | None = None
    due_text: str = ""
    """The deadline as printed."""


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """How much the plan gives one unit, groups counted on each of their members."""

    name: str
    leads: int
    partners: int
    duties: int


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as of one day, with what the head and the end of its report say."""

    parent: str = ""
    agency: str
    """Who reports: the focal unit."""
    symbol: str
    """Of the report: "BC-STTTT"."""
    place: str
    as_of: datetime.date
    """Nothing later than the end of this day is told."""
    addressees: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    signer: Signer

    issuer: str
    """Who issued the plan, in sentence case."""
    plan_kind: str = "Kế hoạch"
    plan_number: str = ""
    """"321/KH-UBND"; "" when the plan's number is not known."""
    plan_day: datetime.date | None = None
    plan_title: str
    theme: str = ""
    bases: tuple[str, ...] = ()
    """Documents on which the plan stands, as printed: "Quyết định số 505/QĐ-TTg ngày …"."""
    activities: tuple[ActivityLine, ...]
    duties: tuple[DutyLine, ...] = ()
    reports: tuple[DueReport, ...] = ()
    units: tuple[UnitLine, ...] = ()
    funding: str = ""
    proposals: tuple[str, ...] = ()
    """Sentences that the officer adds to the proposals."""
