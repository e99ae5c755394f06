"""The Reading: what a careful official would make of a plan, each value with the words it came from.

A Reading is plain data: msgspec encodes it to JSON, so it crosses the child process and is kept by `intake`.
`exchange` (see exchange.py) prints the smaller form used between systems.
"""

import datetime as dt
from typing import Literal

import msgspec


class Span(msgspec.Struct, frozen=True):
    """Half-open range of characters (Unicode code points) of `Reading.text`."""

    start: int
    end: int


class Value(msgspec.Struct, frozen=True):
    """A text that was read.

    `text` is cleaned (lines joined, outer punctuation stripped); the words as printed are `reading.text[span]`.
    `confidence` 0–1: from 0.9 sure ("Chắc"), from 0.7 fairly sure ("Khá chắc"), below that a person must look ("Cần xem").
    """

    text: str
    span: Span | None
    rule: str
    """Dotted name of the rule that made it: "label.lead", "heading.title", "table.column.time"."""
    confidence: float


class When(msgspec.Struct, frozen=True):
    """A time as a closed interval of days; a side that the text does not give is None."""

    start: dt.date | None
    end: dt.date | None
    span: Span | None
    rule: str
    confidence: float
    precision: Literal["day", "month", "quarter", "year", "none"] = "day"
    tentative: bool = False
    """The text says "dự kiến"."""


class Target(msgspec.Struct, frozen=True):
    """An amount that the plan promises: "100 người", "10 ngày", "100%"."""

    amount: float
    unit: str
    text: str
    span: Span | None
    rule: str
    confidence: float


class Block(msgspec.Struct, frozen=True):
    """One paragraph of `Reading.text`, or one cell of a table, for showing the document as it looks.

    Blocks are in order and cover the text; between two blocks stands one "\\n".
    """

    start: int
    end: int
    page: int | None = None
    align: Literal["left", "center", "right", "both"] = "left"
    bold: bool = False
    italic: bool = False
    level: int = 0
    """Depth in the section tree of the paragraph that opens a section; 0 for running text."""
    table: int | None = None
    """Number of the table that the block is a cell paragraph of, from 0; None outside tables."""
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1


class Section(msgspec.Struct, frozen=True):
    """A numbered part of the document."""

    id: str
    """Stable, Akoma Ntoso style: "muc_III__khoan_2__diem_dd"; equal twins get "~2"."""
    ref: str
    """As people say it: "III.2.đ"."""
    parent: str | None
    level: int
    """1 for the highest."""
    title: Value | None
    span: Span
    """The whole section, with its sub-sections."""
    role: Literal["aim", "theme", "content", "funding", "organisation", "annex", "other"] = "other"


class Header(msgspec.Struct, frozen=True):
    """Head and signature of the document."""

    kind: Value | None = None
    issuer: Value | None = None
    number: Value | None = None
    place: Value | None = None
    date: When | None = None
    title: Value | None = None
    signer_authority: Value | None = None
    signer_position: Value | None = None
    signer_name: Value | None = None


class Activity(msgspec.Struct, frozen=True):
    """A piece of work of the plan: who leads it, who takes part, when, where, for whom."""

    id: str
    """Stable within the document: section id and order, "muc_III__khoan_2__diem_g#2"."""
    ref: str
    section: str | None
    title: Value
    leads: tuple[Value, ...] = ()
    partners: tuple[Value, ...] = ()
    time: Value | None = None
    when: When | None = None
    place: Value | None = None
    audience: Value | None = None
    content: Value | None = None
    """What "Nội dung" says, or the paragraphs under the heading that are no label."""
    targets: tuple[Target, ...] = ()
    span: Span | None = None
    """The whole activity."""


class Duty(msgspec.Struct, frozen=True):
    """What "Tổ chức thực hiện" gives to one unit or to several."""

    id: str
    ref: str
    section: str | None
    units: tuple[Value, ...]
    items: tuple[Value, ...]
    span: Span | None = None


class Report(msgspec.Struct, frozen=True):
    """A duty to report results: to whom and by when."""

    id: str
    ref: str
    to: Value | None
    due: dt.date | None
    due_text: Value | None
    span: Span | None
    rule: str
    confidence: float


class Unread(msgspec.Struct, frozen=True):
    """Words that look as if they said something the reader could not make out, with the reason in Vietnamese."""

    span: Span
    why: str


class Reading(msgspec.Struct, frozen=True):
    """The whole reading."""

    text: str
    """NFC, one line a paragraph; every Span points into it."""
    blocks: tuple[Block, ...]
    format: str
    pages: int | None
    header: Header
    bases: tuple[Value, ...]
    theme: Value | None
    sections: tuple[Section, ...]
    activities: tuple[Activity, ...]
    duties: tuple[Duty, ...]
    reports: tuple[Report, ...]
    funding: Value | None
    recipients: tuple[Value, ...]
    unread: tuple[Unread, ...]
    warnings: tuple[str, ...]
    """Vietnamese sentences, for example that the document is not a plan."""
    is_plan: bool = True
    """False for another kind of official document: it is shown, never confirmed by itself."""
