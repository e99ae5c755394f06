"""What runs by itself in the office."""

import datetime as dt

from ngayso.core.timetable import Line
from ngayso.office.sending import ask_for_sending

TIMETABLE = (Line("office.sending_asked", dt.timedelta(seconds=20), ask_for_sending),)
