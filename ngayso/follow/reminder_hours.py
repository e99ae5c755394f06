"""When a reminder may reach people: in office hours of working days. Pure but for the dated rows of holidays."""

import datetime as dt

from ngayso import law
from ngayso.core import clock

OPENS, CLOSES = dt.time(7, 30), dt.time(17, 30)
"""Vietnam time; half-open."""


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday and no holiday; in a year whose holidays nobody has entered only the weekend is known."""
    row = law.on(day, "holidays")
    return day.weekday() < 5 and (row is None or day not in row.days)


def working_day_after(day: dt.date) -> dt.date:
    day += dt.timedelta(days=1)
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def days_covered(day: dt.date) -> list[dt.date]:
    """The day and the quiet days right before it: what these would have reminded of is told on the first working day."""
    covered = [day]
    while not is_working_day(covered[-1] - dt.timedelta(days=1)):
        covered.append(covered[-1] - dt.timedelta(days=1))
    return covered


def goes_at(day: dt.date, now: dt.datetime, *, urgent: bool) -> dt.datetime:
    """When a reminder of that day may go: at once within office hours, else when they open next. What is due that very
    day (`urgent`) does not wait for another day."""
    opens = dt.datetime.combine(day, OPENS, clock.HERE)
    closes = dt.datetime.combine(day, CLOSES, clock.HERE)
    if urgent or (is_working_day(day) and now < closes):
        return max(now, opens)
    return dt.datetime.combine(working_day_after(day), OPENS, clock.HERE)
