"""The norm behind a rule, as it held on the day of the plan."""

import datetime as dt

from ngayso import law
from ngayso.intake.checks.finding import Citation
from ngayso.reader.reading import Reading


def day_of(reading: Reading) -> dt.date | None:
    """The day on which the plan is judged: its own, else the first day of its work; None when it has neither."""
    if reading.header.date is not None and reading.header.date.start is not None:
        return reading.header.date.start
    days = [a.when.start or a.when.end for a in reading.activities if a.when is not None]
    return min((d for d in days if d is not None), default=None)


def norm(reading: Reading, code: str) -> Citation | None:
    """The citation of the norm on the day of the plan; None when none held or the day is not known."""
    day = day_of(reading)
    row = law.on(day, code) if day is not None else None
    return Citation(row.citation, row.verified, row.note) if row is not None else None
