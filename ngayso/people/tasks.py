"""What runs by itself for persons."""

import datetime as dt

from ngayso.core.timetable import Line
from ngayso.people import signin

TIMETABLE = (Line("people.links_swept", dt.timedelta(days=1), signin.sweep),)
