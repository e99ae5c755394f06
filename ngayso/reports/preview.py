"""A document as a page shows it: its blocks for the template, every bound number with the address of its figures."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ngayso.papers.numbers import document_number, letter, long_day, roman
from ngayso.papers.parts import (
    Block,
    Bullets,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Picture,
    Span,
    Table,
    Text,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; a number leads to `url`."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One block. `sort`: h1, h2, h3, text, note, dashes, table, picture."""

    sort: str
    runs: list[Run] = field(default_factory=list)
    lines: list[list[Run]] = field(default_factory=list)
    heads: list[tuple[str, bool]] = field(default_factory=list)
    """(words, whether numbers stand below)"""
    rows: list[Any] = field(default_factory=list)
    caption: str = ""
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document on the screen: head, body, annexes."""

    parent: str
    agency: str
    number: str
    day: str
    kind: str
    title: str
    addressees: tuple[str, ...]
    blocks: list[Shown]
    recipients: list[str]
    signed: list[str]
    name: str
    annexes: list[tuple[str, str, list[Shown]]]


def sheet(document: OfficialDocument, url_of: Callable[[str], str]) -> Sheet:
    """`url_of` gives the address of a bound number by its name."""
    many = len(document.annexes) > 1
    signer = document.signer
    lines = [f"- {name.rstrip(' ;.')};" for name in document.recipients]
    if document.archive:
        lines.append(f"- Lưu: {document.archive.rstrip(' ;.')}.")
    return Sheet(
        parent=document.parent,
        agency=document.agency,
        number=document_number(document.number, document.symbol) if document.symbol else "",
        day=f"{document.place}, {long_day(document.day, document.year)}" if document.place else "",
        kind=document.kind,
        title=document.title,
        addressees=document.addressees,
        blocks=blocks_shown(document.body, url_of),
        recipients=lines,
        signed=[line.upper() for line in (*signer.authority.split("\n"), signer.position) if line.strip()],
        name=signer.name,
        annexes=[
            (f"Phụ lục {roman(at)}" if many else "Phụ lục", annex.title, blocks_shown(annex.body, url_of))
            for at, annex in enumerate(document.annexes, start=1)
        ],
    )


def runs(text: Text, url_of: Callable[[str], str]) -> list[Run]:
    spans = (Span(text),) if isinstance(text, str) else text
    return [Run(span.text, url_of(span.name) if span.name else "") for span in spans]


def blocks_shown(blocks: Iterable[Block], url_of: Callable[[str], str]) -> list[Shown]:
    made: list[Shown] = []
    counts = [0, 0, 0]
    for block in blocks:
        match block:
            case Heading():
                at = block.level - 1
                counts[at] += 1
                counts[at + 1 :] = [0] * (2 - at)
                mark = (f"{roman(counts[at])}.", f"{counts[at]}.", f"{letter(counts[at])})")[at]
                text = block.text.upper() if block.level == 1 else block.text
                made.append(Shown(f"h{block.level}", runs=[Run(f"{mark} {text}")]))
            case Paragraph():
                made.append(Shown("text", runs=runs(block.text, url_of)))
            case Note():
                made.append(Shown("note", runs=runs(block.text, url_of)))
            case Bullets():
                made.append(Shown("dashes", lines=[runs(item, url_of) for item in block.items]))
            case Table():
                made.append(_table(block, url_of))
            case Picture():
                data = base64.b64encode(block.data).decode()
                made.append(
                    Shown("picture", picture=f"data:image/png;base64,{data}", alt=block.alt, caption=block.caption)
                )
    return made


def _table(block: Table, url_of: Callable[[str], str]) -> Shown:
    heads = [(column.title, column.align == "right") for column in block.columns]
    rows = []
    for row in block.rows:
        cells = [(runs(cell, url_of), column.align == "right") for cell, column in zip(row.cells, block.columns)]  # noqa: B905 a group has one cell
        rows.append({"cells": cells, "bold": row.bold, "group": len(row.cells) == 1 < len(block.columns)})
    return Shown("table", heads=heads, rows=rows, caption=block.caption)
