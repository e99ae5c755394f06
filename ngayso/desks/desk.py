"""What lies on the desk of a unit on a day, over all its programmes. A fixed number of queries, however much it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.desks.actions import is_daily
from ngayso.desks.models import Acknowledgement, DayFigure, Evidence, Progress, Work
from ngayso.desks.queries import shown_state
from ngayso.desks.todos import Todo, todos
from ngayso.people.models import Unit
from ngayso.plans import indicators
from ngayso.plans.models import Activity, Assigned, Assignment, Deadline, DutyItem, Part, Plan
from ngayso.plans.titles import short_title
from ngayso.words.dates import say_day

OVER_DAYS = 45
"""So long after its last day a programme folds on the desk."""
MISSED_DAYS = 3
"""Of so many days, today among them, figures that were not written are asked for."""
NEW_EVIDENCE = 5


def work_url(plan_id: UUID, unit_id: UUID, thing: Activity | DutyItem) -> str:
    """The page of one unit's part in an activity or an item of a duty."""
    what = "hoat-dong" if isinstance(thing, Activity) else "nhiem-vu"
    return reverse("desks:work", args=[plan_id, unit_id, what, thing.pk])


@dataclass(slots=True)
class Row:
    """A piece of work: what the plan says, where it stands, what to do next."""

    plan: Plan
    thing: Activity | DutyItem
    part: str
    state: str
    """As shown_state."""
    url: str
    who: str = ""
    """Who leads it; of an item of a duty the printed name that means the unit, when it means others too."""
    reason: str = ""
    heard: dt.datetime | None = None
    assignee: Any = None
    missing: tuple[dt.date, ...] = ()
    """Days whose figures were not written yet."""
    daily: bool = False
    day: dt.date = dt.date.min

    @property
    def activity(self) -> Activity | None:
        return self.thing if isinstance(self.thing, Activity) else None

    @property
    def end(self) -> dt.date:
        """The last day that the plan gives; far away when it gives none."""
        return (self.activity.end if self.activity is not None else None) or dt.date.max

    @property
    def ref(self) -> str:
        return self.thing.ref if isinstance(self.thing, Activity) else self.thing.duty.ref

    @property
    def title(self) -> str:
        """An activity as headings call it; an item of a duty by its first words."""
        if isinstance(self.thing, Activity):
            return short_title(self.thing.title, most=90)
        return short_title(self.thing.text, most=90)

    @property
    def action(self) -> str:
        """Words of the link that leads on; "" when there is nothing to do."""
        if self.state == "off":
            return ""
        if self.missing:
            return _("Ghi kết quả ngày %s") % _short(self.missing[0])
        return _("Thêm minh chứng") if self.state == "done" else _("Ghi tiến độ")


def _short(day: dt.date) -> str:
    return say_day(day).rpartition("/")[0]


@dataclass(slots=True)
class Programme:
    """What one programme asks of the unit."""

    plan: Plan
    leads: list[Row] = field(default_factory=list)
    partners: list[Row] = field(default_factory=list)
    duties: list[Row] = field(default_factory=list)
    reports: list[Deadline] = field(default_factory=list)
    """Due reports that no room speaks of yet."""
    todos: list[Todo] = field(default_factory=list)
    received: Acknowledgement | None = None
    over: bool = False

    @property
    def works(self) -> list[Row]:
        return [*self.leads, *self.partners, *self.duties]

    @property
    def report_count(self) -> int:
        return len(self.reports) + len(self.todos)


@dataclass(slots=True)
class Desk:
    unit: Unit
    day: dt.date
    running: list[Programme]
    over: list[Programme]
    evidence: list[Evidence]

    @property
    def unreceived(self) -> list[Programme]:
        return [one for one in self.running if one.received is None]


def end_of(day: dt.date) -> dt.datetime:
    """The first moment that is no more of that day."""
    return clock.day_start(day + dt.timedelta(days=1))


def desk(unit: Unit, day: dt.date, user: Any) -> Desk:
    """Everything on the desk as of the end of a day. 12 queries and those of the rooms' todos."""
    asked = todos(user, [unit], day)
    parts, bound = _given(unit)
    activities = Activity.objects.filter(pk__in=parts).order_by("order")
    items = DutyItem.objects.filter(duty__in=bound).select_related("duty").order_by("duty__order", "order")
    rows: list[Activity | DutyItem] = [*activities, *items]
    plan_of: dict[Any, UUID] = {one.pk: _plan_id(one) for one in rows}
    plans = Plan.objects.filter(pk__in={*plan_of.values(), *(one.plan_id for one in asked)})
    plans = plans.defer("text", "blocks", "bases", "recipients").order_by("-day", "-confirmed_at")
    made = {plan.pk: Programme(plan) for plan in plans}
    standing = works_on(day, unit)
    kinds = indicators.asked_of_kinds({one.kind for one in rows if isinstance(one, Activity)})
    daily = {
        one.pk: any(is_daily(i, parts[one.pk]) for i in kinds[one.kind]) for one in rows if isinstance(one, Activity)
    }
    written = _written(unit, day)
    leads = _leads(parts)
    for thing in rows:
        programme = made[plan_of[thing.pk]]
        part = parts[thing.pk] if isinstance(thing, Activity) else str(Part.BOUND)
        row = _row(programme.plan, unit, thing, part, standing.get(_key(thing)), day)
        if isinstance(thing, Activity):
            row.who, row.daily = leads.get(thing.pk, ""), daily[thing.pk]
            if row.daily:
                row.missing = tuple(d for d in _asked_days(thing, row.state, day) if (thing.pk, d) not in written)
        else:
            row.who = bound[thing.duty_id]
        kept = {Part.LEAD: programme.leads, Part.PARTNER: programme.partners}.get(Part(part), programme.duties)
        kept.append(row)
    for one in asked:
        if one.plan_id in made:
            made[one.plan_id].todos.append(one)
    for deadline in Deadline.objects.filter(duty__in=bound).select_related("to_unit"):
        made[deadline.plan_id].reports.append(deadline)
    received = Acknowledgement.objects.filter(unit=unit, at__lt=end_of(day)).select_related("by")
    for row_ in received:
        if row_.plan_id in made:
            made[row_.plan_id].received = row_
    for programme in made.values():
        programme.over = _is_over(programme, day)
        programme.reports = [d for d in programme.reports if not _is_told(d, programme.todos)]
        for kept in (programme.leads, programme.partners, programme.duties):
            kept.sort(key=lambda one: one.assignee != user)
    evidence = Evidence.objects.filter(work__unit=unit, at__lt=end_of(day)).order_by("-at")
    newest = evidence.exclude(removed_at__lt=end_of(day)).select_related(
        "work__activity", "work__item__duty", "file", "by"
    )
    return Desk(
        unit,
        day,
        [one for one in made.values() if not one.over],
        [one for one in made.values() if one.over],
        list(newest[:NEW_EVIDENCE]),
    )


def _plan_id(thing: Activity | DutyItem) -> UUID:
    return thing.plan_id if isinstance(thing, Activity) else thing.duty.plan_id


def _key(thing: Activity | DutyItem) -> tuple[str, Any]:
    return ("activity" if isinstance(thing, Activity) else "item", thing.pk)


def _given(unit: Unit) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Activities with the unit's part in them; duties with the collective name that means it ("" when it is named). 1 query."""
    parts: dict[UUID, str] = {}
    bound: dict[UUID, str] = {}
    found = Assigned.objects.filter(unit=unit).values_list(
        "assignment__activity_id",
        "assignment__duty_id",
        "assignment__part",
        "assignment__printed",
        "assignment__group_id",
    )
    for activity, duty, part, printed, group in found:
        if activity is not None and parts.get(activity) != Part.LEAD:
            parts[activity] = part
        elif duty is not None:
            bound[duty] = printed if group and bound.get(duty, printed) else ""
    return parts, bound


def works_on(day: dt.date, unit: Unit) -> dict[tuple[str, Any], Work]:
    """The unit's works with `said`, `said_why` and `said_at`: what its last entry said by the end of the day. 1 query."""
    found = Work.objects.filter(unit=unit).select_related("assignee")
    if day >= clock.today():
        # The head repeats the last entry, so the entries need not be asked.
        found = found.annotate(said=F("state"), said_why=F("reason"), said_at=F("last_at"))
    else:
        last = Progress.objects.filter(work=OuterRef("pk"), at__lt=end_of(day)).order_by("-at", "-id")
        found = found.annotate(
            said=Subquery(last.values("state")[:1]),
            said_why=Subquery(last.values("reason")[:1]),
            said_at=Subquery(last.values("at")[:1]),
        )
    return {("activity", one.activity_id) if one.activity_id else ("item", one.item_id): one for one in found}


def _row(plan: Plan, unit: Unit, thing: Activity | DutyItem, part: str, work: Any, day: dt.date) -> Row:
    said, at = (work.said or "", work.said_at) if work is not None else ("", None)
    activity = thing if isinstance(thing, Activity) else None
    since = plan.confirmed_at.astimezone(clock.HERE).date()
    return Row(
        plan,
        thing,
        part,
        shown_state(said, at, activity=activity, since=since, day=day),
        work_url(plan.pk, unit.pk, thing),
        reason=(work.said_why or "") if work is not None else "",
        heard=at,
        assignee=work.assignee if work is not None else None,
        day=day,
    )


def _asked_days(activity: Activity, state: str, day: dt.date) -> Iterable[dt.date]:
    """Days on whose figures the desk insists, the oldest first: of work whose days the plan gives, while it lasts."""
    if activity.start is None or activity.tentative or state in ("done", "off", "stuck"):
        return
    for ago in range(MISSED_DAYS - 1, -1, -1):
        one = day - dt.timedelta(days=ago)
        if activity.start <= one and (activity.end is None or day <= activity.end):
            yield one


def _written(unit: Unit, day: dt.date) -> set[tuple[UUID, dt.date]]:
    """Activities and days of which figures stand. 1 query."""
    found = DayFigure.objects.filter(
        progress__work__unit=unit,
        progress__day__gt=day - dt.timedelta(days=MISSED_DAYS),
        progress__at__lt=end_of(day),
        progress__corrections=None,
    )
    return set(found.values_list("progress__work__activity_id", "progress__day").distinct())


def _leads(activities: Collection[UUID]) -> dict[UUID, str]:
    names: dict[UUID, list[str]] = defaultdict(list)
    found = Assignment.objects.filter(activity__in=activities, part=Part.LEAD).order_by("order")
    for activity, printed in found.values_list("activity_id", "printed"):
        names[activity].append(printed[:1].upper() + printed[1:])
    return {activity: "; ".join(printed) for activity, printed in names.items()}


def _is_over(one: Programme, day: dt.date) -> bool:
    days = [one.plan.day, *(d.due for d in one.reports if d.due), *(t.due for t in one.todos if t.due and t.is_open)]
    days += [row.activity.end for row in one.works if row.activity is not None and row.activity.end is not None]
    return max(days) + dt.timedelta(days=OVER_DAYS) < day


def _is_told(deadline: Deadline, told: Iterable[Todo]) -> bool:
    """Whether a room speaks of this report already: a round was made of it."""
    return any(one.ref and one.ref == deadline.ref for one in told)


# The next step


@dataclass(frozen=True, slots=True)
class Step:
    """The most pressing thing to do. `receives` : the button says "đã nhận" instead of leading on."""

    say: str
    title: str
    text: str
    action: str
    url: str = ""
    second: str = ""
    second_url: str = ""
    ref: str = ""
    receives: bool = False


SOON_DAYS = 7


def next_step(of: Desk, *, may_write: bool) -> Step | None:
    """Receive, then what is late, what rooms ask, the figures of the days, what nobody has heard of, what comes next."""
    works = [row for one in of.running for row in one.works]
    asked = [todo for one in of.running for todo in one.todos if todo.is_open]
    if may_write and of.unreceived:
        return _receive(of.unreceived)
    if late := sorted((r for r in works if r.state == "late"), key=lambda r: r.end):
        return _late(late, of.day)
    soon = of.day + dt.timedelta(days=SOON_DAYS)
    if pressing := [t for t in asked if t.state == "late" or (t.due and t.due <= soon)]:
        return _of_todo(pressing[0], of.day)
    if missing := sorted((r for r in works if r.missing), key=lambda r: (r.part != Part.LEAD, r.missing[0])):
        return _figures(missing[0], of.day)
    if silent := [r for r in works if r.state == "silent"]:
        return _silent(silent[0])
    if asked:
        return _of_todo(asked[0], of.day)
    if dated := [r for r in works if r.state in ("none", "go") and r.end < dt.date.max]:
        row = min(dated, key=lambda r: r.end)
        text = _("Hạn Kế hoạch ghi: %s.") % say_day(row.end)
        return Step(_("Việc kế tiếp"), row.title, text, row.action, row.url, ref=row.ref)
    return None


def _receive(of: list[Programme]) -> Step:
    one = of[0]
    text = _(
        "Kế hoạch giao đơn vị chủ trì %(leads)d việc, cùng thực hiện %(partners)d việc và %(duties)d nhiệm vụ. "
        "Báo đã nhận để cơ quan đầu mối biết Kế hoạch đã đến."
    ) % {"leads": len(one.leads), "partners": len(one.partners), "duties": len(one.duties)}
    if len(of) > 1:
        names = "; ".join(p.plan.name for p in of)
        return Step(_("Việc kế tiếp"), _("Báo đã nhận %d kế hoạch") % len(of), names + ".", _("Đã nhận"), receives=True)
    return Step(_("Việc kế tiếp"), _("Báo đã nhận: %s") % one.plan.name, text, _("Đã nhận"), receives=True)


def _late(late: list[Row], day: dt.date) -> Step:
    row, end = late[0], late[0].end
    text = _("Hạn Kế hoạch ghi là %s. Ghi kết quả nếu đã xong; chưa xong thì ghi đã làm đến đâu.") % say_day(end)
    if len(late) > 1:
        text += " " + _("Còn %d việc khác cũng trễ.") % (len(late) - 1)
    return Step(
        _("Việc kế tiếp, quá hạn %d ngày") % (day - end).days,
        row.title,
        text,
        _("Ghi kết quả"),
        row.url,
        _("Báo vướng mắc"),
        f"{row.url}?trang-thai=stuck#ghi",
        row.ref,
    )


def _of_todo(todo: Todo, day: dt.date) -> Step:
    say = _("Việc kế tiếp")
    if todo.due is not None:
        late = (day - todo.due).days
        say = (
            _("Việc kế tiếp, quá hạn %d ngày") % late
            if late > 0
            else _("Việc kế tiếp, hạn hết ngày %s") % say_day(todo.due)
        )
    return Step(say, todo.title, todo.text, todo.action, todo.url, ref=todo.ref)


def _figures(row: Row, day: dt.date) -> Step:
    first = row.missing[0]
    title = _("%(action)s: %(title)s") % {"action": row.action, "title": row.title}
    text = _("Số liệu ghi ở đây tự vào báo cáo của đơn vị, kèm minh chứng. Mất khoảng 3 phút.")
    if len(row.missing) > 1:
        text = _("Chưa có số liệu các ngày %s.") % ", ".join(_short(d) for d in row.missing) + " " + text
    return Step(
        _("Việc kế tiếp") if first == day else _("Việc kế tiếp, còn thiếu ngày %s") % _short(first),
        title,
        text,
        row.action,
        f"{row.url}?ghi-ngay={first.isoformat()}#ghi",
        _("Báo vướng mắc"),
        f"{row.url}?trang-thai=stuck#ghi",
        row.ref,
    )


def _silent(row: Row) -> Step:
    text = _("Việc đang trong thời gian Kế hoạch ghi mà lâu nay chưa có tin. Ghi một dòng: đã làm gì, đến đâu.")
    return Step(_("Việc kế tiếp, chưa có tin"), row.title, text, _("Ghi tiến độ"), row.url, ref=row.ref)
