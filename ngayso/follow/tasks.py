"""What runs by itself in the follow-up."""

import datetime as dt

from ngayso.core.timetable import Line
from ngayso.follow.reminders import run_today

TIMETABLE = (Line("follow.reminders_sent", dt.timedelta(hours=1), run_today),)
