"""A programme as an iCalendar feed: activities, the Day, reports that are due, as all-day events."""

import datetime as dt
from typing import Any
from uuid import UUID

import icalendar
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from ngayso.plans.models import Activity, Part, Plan

SALT = "ngayso.plans.feed"


def token(plan: Plan, user: Any) -> str:
    """The secret part of a person's feed address: who may read what, signed. Calendar programs cannot sign in."""
    return signing.dumps([plan.pk.hex, user.pk.hex], salt=SALT)


def reader_of(plan_id: UUID, secret: str) -> UUID | None:
    """Id of the user for whom the token was made, None when it is not for this plan or not ours."""
    try:
        plan, user = signing.loads(secret, salt=SALT)
        return UUID(user) if UUID(plan) == plan_id else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def feed(plan: Plan) -> bytes:
    """The calendar, RFC 5545. The same event keeps its UID for ever. 3 queries."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Ngày Số//ngayso//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plan.name)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    url = settings.PUBLIC_URL + plan.get_absolute_url()
    calendar.add_component(
        _event(plan, f"ngay-{plan.pk}", _("Ngày Chuyển đổi số"), plan.day, plan.day, url, plan.theme)
    )
    for activity in plan.activities.prefetch_related("assignments"):
        # With one side open there is one day to know: the day it begins, or the day by which it is over.
        first, last = activity.start or activity.end, activity.end or activity.start
        if first is None or last is None:
            continue
        title = activity.title if activity.start else _("Hạn: %s") % activity.title
        page = settings.PUBLIC_URL + activity.get_absolute_url()
        event = _event(plan, str(activity.pk), title, first, last, page, _told(activity))
        if activity.place:
            event.add("location", activity.place)
        event["status"] = "TENTATIVE" if activity.tentative else "CONFIRMED"
        if activity.cancelled_at is not None:
            event["status"] = "CANCELLED"
            event["dtstamp"] = icalendar.vDatetime(activity.cancelled_at)
        calendar.add_component(event)
    for deadline in plan.deadlines.all():
        if deadline.due is not None:
            title = _("Hạn báo cáo về %s") % deadline.to if deadline.to else _("Hạn báo cáo")
            told = " ".join(filter(None, [deadline.ref, deadline.due_text]))
            calendar.add_component(
                _event(plan, f"han-{plan.pk}-{deadline.key}", title, deadline.due, deadline.due, url, told)
            )
    return bytes(calendar.to_ical())


def _told(activity: Activity) -> str:
    named = list(activity.assignments.all())
    rows = [
        (_("Mục"), activity.ref),
        (_("Chủ trì"), "; ".join(a.printed for a in named if a.part == Part.LEAD)),
        (_("Phối hợp"), "; ".join(a.printed for a in named if a.part == Part.PARTNER)),
        (_("Thời gian ghi trong Kế hoạch"), activity.time),
    ]
    return "\n".join(f"{label}: {value}" for label, value in rows if value)


def _event(plan: Plan, uid: str, title: str, first: dt.date, last: dt.date, url: str, told: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{uid}@ngayso")
    event.add("dtstamp", plan.confirmed_at)
    event.add("dtstart", first)
    event.add("dtend", last + dt.timedelta(days=1))
    event.add("summary", title)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    if told:
        event.add("description", told)
    return event
