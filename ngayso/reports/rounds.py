"""Reporting rounds: proposed from the plan's own deadlines, made with their forms, opened, told to every unit."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.office import actions as office
from ngayso.people.models import Unit
from ngayso.plans import indicators
from ngayso.plans.models import Activity, Deadline, Indicator, Nature, Plan, Target
from ngayso.reports import rules
from ngayso.reports.asked import expected_units
from ngayso.reports.models import Ask, Round
from ngayso.words.dates import say_day
from ngayso.words.fold import fold

WRITING_DAYS = 5
"""Whole days that we propose for writing the report of a supplement, after its last activity ends."""
STEP = 10
_BEFORE = re.compile(r"\btruoc\b")
_HOUR = re.compile(r"\b(\d{1,2})\s*(?:gio|g|h|:)\s*(\d{2})?\b")


# Proposals


@dataclass(frozen=True, slots=True)
class Proposal:
    """A round that the plan asks for, or that follows from its days; nothing is written before somebody makes it."""

    name: str
    since: dt.date
    until: dt.date
    due: dt.datetime
    why: str
    deadline: Deadline | None = None
    """None of a supplement: its days are ours, not the plan's words."""
    activities: tuple[Activity, ...] = ()
    """What a supplement speaks of; empty speaks of all."""
    before: Round | None = None

    @property
    def is_ours(self) -> bool:
        return self.deadline is None

    @property
    def due_words(self) -> str:
        return say_moment(self.due)


def proposals(plan: Plan, made: Sequence[Round]) -> list[Proposal]:
    """The rounds that are still to be made: one for each day on which the plan makes units report, and a supplement for
    the activities that end after the last of them. `made` are the rounds of the plan. 2 queries.
    """
    found = []
    activities = list(plan.activities.filter(cancelled_at=None))
    theirs = {round_.deadline_id for round_ in made}
    latest = max(made, key=lambda one: one.until, default=None)
    until = latest.until if latest is not None else None
    dated = [one for one in plan.deadlines.order_by("due", "order") if one.due is not None]
    days = {(one.due, one.to_unit_id) for one in dated if one.pk in theirs}
    for deadline in dated:
        if (deadline.due, deadline.to_unit_id) in days:
            continue
        days.add((deadline.due, deadline.to_unit_id))
        last, due = period_of(deadline)
        until = max(until, last) if until is not None else last
        found.append(
            Proposal(
                name=name_of(deadline),
                since=min(_first_day(plan, activities), last),
                until=last,
                due=due,
                why=_("Kế hoạch ghi ở mục %(ref)s: báo cáo về %(to)s %(when)s.")
                % {"ref": deadline.ref or "?", "to": deadline.to or "?", "when": deadline.due_text or say_day(last)},
                deadline=deadline,
            )
        )
    if latest is not None and latest.deadline_id is None and latest.locked_at is None:
        return found
    after = [a for a in activities if until is not None and a.end is not None and a.end > until]
    if until is not None and after:
        end = max(a.end for a in after if a.end is not None)
        found.append(
            Proposal(
                name=_("Báo cáo bổ sung (đến hết %s)") % say_day(end),
                since=until + dt.timedelta(days=1),
                until=end,
                due=clock.day_start(end + dt.timedelta(days=WRITING_DAYS + 1)),
                why=_(
                    "%(n)d hoạt động kết thúc sau ngày chốt số liệu %(until)s nên báo cáo đầu chưa nói hết được. Kế hoạch "
                    "không ghi hạn nào cho phần này; hạn dưới đây do hệ thống đề xuất, sửa được."
                )
                % {"n": len(after), "until": say_day(until)},
                activities=tuple(after),
                before=latest,
            )
        )
    return found


def period_of(deadline: Deadline) -> tuple[dt.date, dt.datetime]:
    """The last day that a report tells of, and the first moment that is late.

    "trước ngày 16/10" ends on 15/10 and is late from 16/10 00:00; "đến hết ngày 16/10", "chậm nhất 16/10" end on 16/10
    and are late from the next day; an hour ("trước 17 giờ ngày 16/10") is late from that hour, told up to the day before.
    Asks for a deadline with a day.
    """
    day = deadline.due
    if day is None:
        raise ValueError("the deadline has no day")
    said = fold(deadline.due_text)
    hour = _HOUR.search(said)
    if hour is not None and int(hour[1]) <= 24 and int(hour[2] or 0) < 60:
        due = clock.day_start(day) + dt.timedelta(hours=int(hour[1]), minutes=int(hour[2] or 0))
        return (day if int(hour[1]) == 24 else day - dt.timedelta(days=1)), due
    # "đến hết", "trước hết ngày": the day itself is still in time.
    if "het ngay" in said or "den het" in said or not _BEFORE.search(said):
        return day, clock.day_start(day + dt.timedelta(days=1))
    return day - dt.timedelta(days=1), clock.day_start(day)


def name_of(deadline: Deadline) -> str:
    """ "Báo cáo kết quả (trước 16/10/2024)"."""
    last, _due = period_of(deadline)
    if deadline.due is not None and last < deadline.due:
        return _("Báo cáo kết quả (trước %s)") % say_day(deadline.due)
    return _("Báo cáo kết quả (đến hết %s)") % say_day(last)


def _first_day(plan: Plan, activities: Collection[Activity]) -> dt.date:
    """The day the plan was issued, or the first on which something began, whichever is earlier."""
    days = [plan.issued_on, *(a.start for a in activities)]
    return min((day for day in days if day is not None), default=plan.day)


# Writes


def make_round(
    plan: Plan,
    *,
    deadline: Deadline | None = None,
    name: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    due: dt.datetime | None = None,
    before: Round | None = None,
    activities: Collection[Activity] | None = None,
    actor: Any,
) -> Round:
    """A round with its form: what is not given is taken from the deadline. Twice is one: a deadline has one round, and so
    has a day of a supplement; the round that is there is given back.

    `activities` None asks about all that are not called off; `before` None is the round before it in time. Refuses (404)
    who may not, (400) days that do not fit.
    """
    _ask(actor)
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        indicators.install()
        live = list(plan.activities.filter(cancelled_at=None))
        if deadline is not None:
            if deadline.plan_id != plan.pk or deadline.due is None:
                raise Refusal(_("Kế hoạch không ghi ngày cho báo cáo này. Lập kỳ báo cáo với hạn tự ghi."))
            last, late = period_of(deadline)
            name, until, due = name or name_of(deadline), until or last, due or late
        if until is None or due is None:
            raise Refusal(_("Ghi ngày chốt số liệu và hạn gửi của kỳ báo cáo."), field="until" if due else "due")
        there = _there(plan, deadline, due)
        if there is not None:
            return there
        if before is None:
            before = plan.rounds.filter(until__lt=until).order_by("-until").first()
        if since is None:
            since = before.until + dt.timedelta(days=1) if before is not None else min(_first_day(plan, live), until)
        check_days(since, until, due)
        made = Round.objects.create(
            plan=plan,
            deadline=deadline,
            name=(name.strip() or _("Báo cáo bổ sung (đến hết %s)") % say_day(until))[:200],
            since=since,
            until=until,
            due=due,
            before=before,
        )
        wanted = None if activities is None else {a.pk for a in activities}
        _write_asks(made, [a for a in live if wanted is None or a.pk in wanted])
        audit.record(
            "reports.round_made", made, actor=actor, plan=plan.pk, since=since, until=until, due=due,
            deadline=deadline.pk if deadline else "",
        )  # fmt: skip
    return made


def _there(plan: Plan, deadline: Deadline | None, due: dt.datetime) -> Round | None:
    if deadline is not None:
        # Deadlines of one day to one receiver are one round, see asked.expected_units.
        return plan.rounds.filter(deadline__due=deadline.due, deadline__to_unit=deadline.to_unit_id).first()
    day = clock.day_start(due.astimezone(clock.HERE).date())
    same = plan.rounds.filter(deadline=None, locked_at=None, due__gte=day, due__lt=day + dt.timedelta(days=1))
    return same.first()


def check_days(since: dt.date, until: dt.date, due: dt.datetime) -> None:
    """Refuses a period that ends before it begins, and a due before the period has ended."""
    if until < since:
        raise Refusal(
            _("Ngày chốt số liệu %(until)s đang trước ngày đầu kỳ %(since)s. Sửa một trong hai ngày.")
            % {"until": say_day(until), "since": say_day(since)},
            field="until",
        )
    if due < clock.day_start(until):
        raise Refusal(
            _("Hạn gửi đang trước ngày chốt số liệu %s. Đơn vị cần hết ngày ấy mới có số; lùi hạn gửi lại.")
            % say_day(until),
            field="due",
        )


def _write_asks(round_: Round, activities: Sequence[Activity]) -> None:
    by_kind = indicators.asked_of_kinds({a.kind for a in activities})
    targets: dict[UUID, list[Target]] = {}
    for target in Target.objects.filter(activity__in=activities):
        targets.setdefault(target.activity_id, []).append(target)
    Ask.objects.bulk_create(
        (
            ask
            for activity in activities
            for ask in asks_of(round_, activity, by_kind[activity.kind], targets.get(activity.pk, ()))
        ),
        batch_size=1000,
    )


def asks_of(
    round_: Round, activity: Activity, asked: Sequence[Indicator], targets: Sequence[Target], *, start: int = 0
) -> list[Ask]:
    """The asks of one activity, not saved. A target of the plan goes to the first figure of its unit of measure, when the
    plan names one such target only."""
    free = {fold(t.unit): t for t in targets if sum(fold(o.unit) == fold(t.unit) for o in targets) == 1}
    made = []
    for number, indicator in enumerate(asked, start=1):
        target = None if indicator.nature == Nature.RATE else free.pop(fold(indicator.measure), None)
        amount: Decimal | None = target.amount if target is not None else None
        made.append(
            Ask(
                round=round_,
                activity=activity,
                indicator=indicator,
                order=start + STEP * number,
                required=indicator.required and indicator.nature != Nature.RATE,
                of_partners=indicator.of_partners,
                target=amount,
            )
        )
    return made


CHANGEABLE = ("name", "since", "until", "due")


def change_round(round_: Round, *, actor: Any, seen: Sequence[Any] | None = None, **fields: Any) -> Round:
    """Sets some of CHANGEABLE. Its period stays once a report was sent in: the numbers in it speak of that period.

    A due that moves decides anew who was late. `seen` are the values that the writer saw; refused (409) when somebody
    has changed them since, or when the round is locked.
    """
    _ask(actor)
    if strange := set(fields) - set(CHANGEABLE):
        raise ValueError(f"not changeable: {sorted(strange)}")
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        if row.locked_at is not None:
            raise Refusal(_("Kỳ báo cáo đã khóa nên không sửa được. Mở khóa trước."), 409)
        if seen is not None and list(seen) != [getattr(row, name) for name in CHANGEABLE]:
            raise Refusal(_("Người khác vừa sửa kỳ báo cáo này. Tải lại trang, xem giá trị mới rồi sửa tiếp."), 409)
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if not changed:
            return row
        sent = row.reports.filter(first_submitted_at__isnull=False)
        if {"since", "until"} & set(changed) and sent.exists():
            raise Refusal(
                _("Đã có đơn vị gửi báo cáo nên không đổi được ngày đầu kỳ và ngày chốt số liệu. Lập kỳ bổ sung."), 409,
                field="until",
            )  # fmt: skip
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        check_days(row.since, row.until, row.due)
        row.save(update_fields=list(changed))
        if "due" in changed:
            sent.filter(first_submitted_at__gte=row.due).update(late=True)
            sent.filter(first_submitted_at__lt=row.due).update(late=False)
        audit.record("reports.round_changed", row, actor=actor, before=before, after=changed)
    return row


def open_round(round_: Round, *, actor: Any) -> Round:
    """From now on units report, and every unit that must is told. Twice is once. Refuses (409) a round that is locked,
    (400) one that asks nothing or of nobody.
    """
    _ask(actor)
    with transaction.atomic():
        row = Round.objects.select_for_update(of=("self",)).select_related("plan", "deadline").get(pk=round_.pk)
        if row.opened_at is not None:
            return row
        if row.locked_at is not None:
            raise Refusal(_("Kỳ báo cáo đã khóa. Mở khóa trước khi mở cho đơn vị."), 409)
        if not row.asks.exists():
            raise Refusal(_("Mẫu của kỳ này chưa hỏi số liệu nào. Thêm số liệu vào mẫu rồi mở kỳ."))
        units = list(Unit.objects.filter(pk__in=expected_units(row)).order_by("order", "name"))
        if not units:
            raise Refusal(_("Chưa có đơn vị nào phải báo cáo kỳ này. Ghi đơn vị chủ trì cho hoạt động trước."))
        row.opened_at = clock.now()
        row.save(update_fields=["opened_at"])
        due = say_moment(row.due)
        office.deliver_to_units(
            units,
            key_of=lambda unit: f"ky-bao-cao:{row.pk}:{unit.pk}",
            purpose="round",
            subject=f"Mở kỳ báo cáo: {row.name}"[:300],
            body_of=lambda unit: opening_words(row, unit),
            link_of=lambda unit: report_path(row, unit),
            data_of=lambda unit: {"unit": unit.name, "round": row.name, "due": due},
            about=row,
        )
        audit.record("reports.round_opened", row, actor=actor, units=len(units))
    round_.opened_at = row.opened_at
    return row


def report_path(round_: Round, unit: Unit) -> str:
    return reverse("reports:unit_report", args=[round_.plan_id, round_.pk, unit.pk])


def opening_words(round_: Round, unit: Unit) -> str:
    """What a unit is told when a round opens; a letter, so in Vietnamese only."""
    return (
        f"Kính gửi {unit.name},\n\n"
        f"Kỳ báo cáo “{round_.name}” của chương trình {round_.plan.name} đã mở. Báo cáo nói về thời gian từ "
        f"{say_day(round_.since)} đến hết {say_day(round_.until)}. Hạn gửi: trước {say_moment(round_.due)}.\n\n"
        "Mẫu chỉ hỏi những hoạt động mà Kế hoạch giao cho đơn vị. Mở đường dẫn kèm theo để ghi và gửi; có thể tải "
        "mẫu Excel về điền rồi gửi lại."
    )


def say_moment(at: dt.datetime) -> str:
    """The first late moment in words: "16/10/2024", with the hour where it is not the day's beginning."""
    here = at.astimezone(clock.HERE)
    if (here.hour, here.minute) == (0, 0):
        return say_day(here.date())
    return f"{here:%H:%M} ngày {say_day(here.date())}"


def _ask(actor: Any) -> None:
    if not rules.may_run_round(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)
