"""How complete and how timely a round is: of the units that were assigned something, who has sent, when, and on what.

Nothing here asks whether a unit says that it is done: a unit counts when its report was sent in.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.office import actions as office
from ngayso.people.models import Unit
from ngayso.plans.models import Activity, Assigned, Part
from ngayso.plans.queries import GROUPS, group_of
from ngayso.reports import rules
from ngayso.reports.asked import expected_units
from ngayso.reports.models import Cell, ReportState, Round, UnitReport
from ngayso.reports.rounds import report_path, say_moment
from ngayso.words.dates import say_day
from ngayso.words.sorting import sort_key

STATES = (
    ("chua-gui", gettext_lazy("Chưa gửi")),
    ("tre", gettext_lazy("Gửi sau hạn")),
    ("cho-duyet", gettext_lazy("Đã gửi, chờ duyệt")),
    ("tra-lai", gettext_lazy("Đã trả lại")),
    ("da-duyet", gettext_lazy("Đã duyệt")),
)
"""Filters of the list of units, as links."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where one unit that must report stands."""

    round: Round
    unit: Unit
    state: str
    """A ReportState; "" when the unit has not begun."""
    at: dt.datetime | None
    """When its first report came in."""
    late: bool
    overdue: bool
    """It has not sent, and the due is past."""

    @property
    def url(self) -> str:
        """Its report."""
        return report_path(self.round, self.unit)

    @property
    def is_sent(self) -> bool:
        return self.at is not None

    @property
    def ring(self) -> str:
        """The state of the look."""
        if not self.is_sent:
            return "late" if self.overdue else "go" if self.state else "none"
        return {ReportState.ACCEPTED: "done", ReportState.RETURNED: "ask"}.get(ReportState(self.state), "go")

    @property
    def word(self) -> str:
        if not self.is_sent:
            if self.overdue:
                return _("Quá hạn, đang soạn") if self.state else _("Quá hạn, chưa mở mẫu")
            return _("Đang soạn") if self.state else _("Chưa bắt đầu")
        return str(ReportState(self.state).label)

    def fits(self, wanted: str) -> bool:
        """Whether it belongs under that filter of STATES."""
        if wanted == "chua-gui":
            return not self.is_sent
        if wanted == "tre":
            return self.is_sent and self.late
        states = {
            "cho-duyet": (ReportState.SUBMITTED,),
            "tra-lai": (ReportState.RETURNED,),
            "da-duyet": (ReportState.APPROVED, ReportState.ACCEPTED),
        }
        return self.is_sent and self.state in states.get(wanted, ())


@dataclass(slots=True)
class Tally:
    """Counts of some units that must report."""

    slug: str
    label: str
    lines: list[Line] = field(default_factory=list)

    @property
    def expected(self) -> int:
        return len(self.lines)

    @property
    def submitted(self) -> int:
        return sum(line.is_sent for line in self.lines)

    @property
    def on_time(self) -> int:
        return sum(line.is_sent and not line.late for line in self.lines)

    @property
    def late(self) -> int:
        return self.submitted - self.on_time

    @property
    def missing(self) -> int:
        return self.expected - self.submitted

    @property
    def returned(self) -> int:
        return self._in(ReportState.RETURNED)

    @property
    def approved(self) -> int:
        return self._in(ReportState.APPROVED)

    @property
    def accepted(self) -> int:
        return self._in(ReportState.ACCEPTED)

    def _in(self, state: str) -> int:
        return sum(line.is_sent and line.state == state for line in self.lines)

    @property
    def rate(self) -> float | None:
        """Per cent of the expected that have sent; None without any."""
        return 100 * self.submitted / self.expected if self.lines else None

    @property
    def rate_on_time(self) -> float | None:
        """Per cent of the expected that sent in time."""
        return 100 * self.on_time / self.expected if self.lines else None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """How many of the units that lead an activity have given a figure of it, in reports that were sent in."""

    activity: Activity
    leads: int
    given: int
    asks: int
    """Figures that the round asks of it; rates are computed, not asked."""


@dataclass(slots=True)
class Completeness:
    """A round as of a moment."""

    whole: Tally
    groups: list[Tally]
    above: list[Tally]
    """By the unit that stands above, where it approves: a district with its communes. `slug` is its id."""

    @property
    def lines(self) -> list[Line]:
        return self.whole.lines


def completeness(round_: Round, now: dt.datetime, *, among: Collection[UUID] | None = None) -> Completeness:
    """Who of those that must report has sent; with `among` only these units. 5 queries, however many units."""
    ids = expected_units(round_)
    if among is not None:
        ids &= set(among)
    sent = UnitReport.objects.filter(round=round_).order_by().only("unit_id", "state", "first_submitted_at")
    reports = {report.unit_id: report for report in sent}
    units = Unit.objects.defer("folded", "source").in_bulk(list(ids))
    parents = Unit.objects.in_bulk({unit.parent_id for unit in units.values() if unit.parent_id is not None})
    for unit in units.values():
        if unit.parent_id is not None:
            unit.parent = parents[unit.parent_id]
    lines = [_line(round_, unit, reports.get(unit.pk), now) for unit in units.values()]
    lines.sort(key=lambda line: (line.unit.order, sort_key(line.unit.name)))
    groups = {slug: Tally(slug, str(label)) for slug, label in GROUPS}
    above: dict[UUID, Tally] = {}
    for line in lines:
        groups[group_of(line.unit)].lines.append(line)
        over = rules.between(line.unit)
        if over is not None:
            above.setdefault(over.pk, Tally(str(over.pk), over.name)).lines.append(line)
    return Completeness(
        whole=Tally("", _("Tất cả"), lines),
        groups=[tally for tally in groups.values() if tally.lines],
        above=sorted(above.values(), key=lambda tally: sort_key(tally.label)),
    )


def _line(round_: Round, unit: Unit, report: UnitReport | None, now: dt.datetime) -> Line:
    at = report.first_submitted_at if report is not None else None
    return Line(
        round=round_,
        unit=unit,
        state=report.state if report is not None else "",
        at=at,
        late=at is not None and at >= round_.due,
        overdue=at is None and now >= round_.due,
    )


def by_activity(round_: Round) -> list[ActivityLine]:
    """Of each activity that the round asks about: how many leads it has, how many of them gave a figure. 4 queries, each
    with one row an activity: counted where the rows lie.
    """
    counts = Counter(round_.asks.exclude(indicator__nature="rate").values_list("activity_id", flat=True))
    activities = list(Activity.objects.filter(pk__in=counts, cancelled_at=None))
    leads = Assigned.objects.filter(assignment__activity__in=activities, assignment__part=Part.LEAD).order_by()
    filled = Cell.objects.filter(
        Q(value__isnull=False) | Q(in_period__isnull=False),
        report__round=round_,
        report__first_submitted_at__isnull=False,
        report__unit=OuterRef("unit"),
        ask__round=round_,
        ask__activity=OuterRef("assignment__activity"),
    )
    all_of, given = (
        dict(rows.values_list("assignment__activity_id").annotate(n=Count("unit", distinct=True)))
        for rows in (leads, leads.filter(Exists(filled)))
    )
    return [ActivityLine(one, all_of.get(one.pk, 0), given.get(one.pk, 0), counts[one.pk]) for one in activities]


@dataclass(frozen=True, slots=True)
class Day:
    """How many first reports came in on a day, and how many until then."""

    day: dt.date
    came: int
    until: int
    late: bool


MOST_DAYS = 45
"""A time line of more days shows only those on which something came."""


def arrivals(lines: Iterable[Line], due: dt.datetime) -> list[Day]:
    """Day by day from the first report to the last; days without any stand between, unless that were too many."""
    came = Counter(line.at.astimezone(clock.HERE).date() for line in lines if line.at is not None)
    if not came:
        return []
    first, last = min(came), max(came)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) > MOST_DAYS:
        days = sorted(came)
    found, until = [], 0
    for day in days:
        until += came[day]
        found.append(Day(day, came[day], until, clock.day_start(day) >= due))
    return found


def remind_silent(round_: Round, units: Sequence[UUID], *, actor: Any) -> int:
    """Tells each of these units that must report and has not sent; once a day however often it is asked. Says how many.

    Refuses (404) who may not, (409) a round that is not open, (400) when none of them is silent.
    """
    if not rules.may_run_round(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)
    with transaction.atomic():
        row = Round.objects.select_related("plan", "deadline").get(pk=round_.pk)
        if row.opened_at is None or row.locked_at is not None:
            raise Refusal(_("Kỳ báo cáo chưa mở hoặc đã khóa nên không nhắc. Mở kỳ trước khi nhắc."), 409)
        now = clock.now()
        silent = [one for one in completeness(row, now, among=set(units)).lines if not one.is_sent]
        if not silent:
            raise Refusal(_("Các đơn vị đã chọn đều đã gửi, hoặc chưa chọn đơn vị nào. Chọn đơn vị chưa gửi rồi nhắc."))
        today, due = clock.today(), say_moment(row.due)
        line_of = {line.unit.pk: line for line in silent}
        office.deliver_to_units(
            [line.unit for line in silent],
            key_of=lambda unit: f"im-lang:{row.pk}:{unit.pk}:{today.isoformat()}",
            purpose="silence",
            subject=f"Chưa nhận được báo cáo: {row.name}"[:300],
            body_of=lambda unit: silence_words(row, line_of[unit.pk]),
            link_of=lambda unit: line_of[unit.pk].url,
            data_of=lambda unit: {"unit": unit.name, "round": row.name, "due": due},
            about=row,
        )
        audit.record(
            "reports.silent_reminded", row, actor=actor, units=[line.unit.pk for line in silent], day=today
        )  # fmt: skip
    return len(silent)


def silence_words(round_: Round, line: Line) -> str:
    """What a silent unit is told; a letter, so in Vietnamese only."""
    when = f"đã quá hạn {say_moment(round_.due)}" if line.overdue else f"hạn gửi là trước {say_moment(round_.due)}"
    begun = "Báo cáo của đơn vị đang soạn, chưa gửi. " if line.state else ""
    return (
        f"Kính gửi {line.unit.name},\n\n"
        f"Đến {say_day(clock.today())} chưa nhận được báo cáo của đơn vị cho kỳ “{round_.name}” thuộc chương trình "
        f"{round_.plan.name}; {when}. {begun}Mở đường dẫn kèm theo để ghi và gửi. Nếu có vướng mắc, ghi vào mục "
        "khó khăn hoặc hỏi cơ quan đầu mối ngay trên Bàn việc."
    )
