"""Reads rows.toml once and answers which row of a code held on a day."""

import datetime as dt
import functools
import itertools
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

_FILE = Path(__file__).with_name("rows.toml")


class Row(msgspec.Struct, frozen=True):
    """A norm that holds from `start` until `end`, both days included; `end` None while no end is known."""

    code: str
    start: dt.date
    citation: str
    """As a document would cite it: number, article, clause."""
    verified: bool
    """False when nobody checked the row against the printed law: shown as "chưa kiểm chứng"."""
    end: dt.date | None = None
    value: float | None = None
    unit: str = ""
    text: str = ""
    """What holds when it is a name, not an amount."""
    days: tuple[dt.date, ...] = ()
    note: str = ""

    def holds(self, day: dt.date) -> bool:
        """True when the norm held on that day."""
        return self.start <= day and (self.end is None or day <= self.end)


def on(day: dt.date, code: str) -> Row | None:
    """The row of that code that held on the day; None when none did. Raises KeyError for a code that no row has."""
    rows = _shipped()[code]
    return next((row for row in rows if row.holds(day)), None)


def codes() -> tuple[str, ...]:
    """Every code that has rows."""
    return tuple(_shipped())


@functools.cache
def _shipped() -> Mapping[str, tuple[Row, ...]]:
    return parse(tomllib.loads(_FILE.read_text("utf-8"))["row"])


def parse(tables: Iterable[dict[str, Any]]) -> dict[str, tuple[Row, ...]]:
    """Rows by code, in order of time. Raises ValueError when two rows of one code overlap or a day is missing."""
    found: dict[str, list[Row]] = {}
    for table in tables:
        row = msgspec.convert(table, Row)
        found.setdefault(row.code, []).append(row)
    for code, rows in found.items():
        rows.sort(key=lambda row: row.start)
        for before, after in itertools.pairwise(rows):
            if before.end is None or before.end >= after.start:
                raise ValueError(f"rows of {code} overlap at {after.start}")
    return {code: tuple(rows) for code, rows in found.items()}
