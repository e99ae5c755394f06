"""The only place that asks what time it is. Stored in UTC, shown in Asia/Ho_Chi_Minh."""

import datetime as dt

from django.utils import timezone

HERE = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """This moment, aware, UTC."""
    return timezone.now()


def today() -> dt.date:
    """The day it is in Vietnam."""
    return now().astimezone(HERE).date()


def day_start(day: dt.date) -> dt.datetime:
    """The first moment of that day in Vietnam. "24h00" of a day is day_start of the next."""
    return dt.datetime.combine(day, dt.time(), HERE)
