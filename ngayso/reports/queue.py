"""What waits for a verdict: the reports of a round before the focal unit, and before a unit between."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ngayso.people.models import Level, Role, Unit
from ngayso.plans.rules import may_oversee
from ngayso.reports import rules
from ngayso.reports.frozen import number
from ngayso.reports.models import Cell, ReportState, Round, Submission, UnitReport
from ngayso.reports.unit_form import SENT

RINGS = {"draft": "none", "submitted": "go", "returned": "ask", "approved": "go", "accepted": "done"}
FILTERS = {
    "": _("Chờ duyệt"),
    "cap-huyen": _("Chờ cấp huyện duyệt"),
    "tra-lai": _("Đã trả lại"),
    "da-duyet": _("Đã duyệt"),
    "tat-ca": _("Mọi báo cáo đã gửi"),
}
LIKE_UNITS = 3
"""So many like units must have sent a figure before their median is shown."""

_BETWEEN = Q(unit__level=Level.COMMUNE, unit__parent__level=Level.DISTRICT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report in the queue, with what was unusual when it was sent."""

    report: UnitReport
    submission: Submission | None
    problems: tuple[dict[str, str], ...]
    missing: tuple[str, ...]
    off: int
    """Cells that say otherwise than what the house had counted."""
    between: Unit | None

    @property
    def ring(self) -> str:
        return RINGS[self.report.state]

    @property
    def is_clean(self) -> bool:
        return not self.problems and not self.missing


def may_see_queue(user: Any) -> bool:
    """Overseers, and people of a unit between."""
    return may_oversee(user) or bool(_own_districts(user))


def _own_districts(user: Any) -> list[UUID]:
    """Units between in which the person gives verdicts."""
    if not getattr(user, "is_authenticated", False):
        return []
    roles = (Role.CLERK, Role.LEADER)
    return [m.unit_id for m in user.held() if m.role in roles and m.unit.level == Level.DISTRICT]


def queue(round_: Round, user: Any, which: str = "") -> QuerySet[UnitReport]:
    """The reports of one filter, the longest waiting first: of all units for overseers, else of those below one's own."""
    found = UnitReport.objects.filter(round=round_).exclude(submitted_at=None)
    oversees = may_oversee(user)
    if not oversees:
        found = found.filter(_BETWEEN, unit__parent__in=_own_districts(user))
    if which == "":
        mine = Q(state=ReportState.APPROVED) | Q(state=ReportState.SUBMITTED) & ~_BETWEEN
        found = found.filter(mine if oversees else Q(state=ReportState.SUBMITTED))
    elif which == "cap-huyen":
        found = found.filter(_BETWEEN, state=ReportState.SUBMITTED)
    elif which == "tra-lai":
        found = found.filter(state=ReportState.RETURNED)
    elif which == "da-duyet":
        found = found.filter(state__in=(ReportState.ACCEPTED,) if oversees else (ReportState.APPROVED, "accepted"))
    return found.select_related("unit__parent").order_by("submitted_at", "pk")


def shown(reports: Sequence[UnitReport]) -> list[Waiting]:
    """These reports with their last submissions. 1 query."""
    last: dict[UUID, Submission] = {}
    for sent in Submission.objects.filter(report__in=reports).order_by("number"):
        last[sent.report_id] = sent
    return [_waiting(report, last.get(report.pk)) for report in reports]


def _waiting(report: UnitReport, sent: Submission | None) -> Waiting:
    content = sent.content if sent is not None else {}
    cells = content.get("cells", [])
    return Waiting(
        report=report,
        submission=sent,
        problems=tuple(content.get("problems", ())),
        missing=tuple(content.get("missing", {}).get("units", ())),
        off=sum(bool(c["counted"] and c["value"]) and number(c["counted"]) != number(c["value"]) for c in cells),
        between=rules.between(report.unit),
    )


@dataclass(frozen=True, slots=True)
class Around:
    """The reports before and after one in the queue, and how many wait."""

    before: UUID | None
    after: UUID | None
    count: int


def around(round_: Round, user: Any, report: UnitReport) -> Around:
    """Units whose reports stand before and after this one among those that wait. 1 query."""
    ids = list(queue(round_, user).values_list("unit_id", "submitted_at"))
    units = [unit for unit, _at in ids]
    if report.unit_id in units:
        at = units.index(report.unit_id)
        return Around(units[at - 1] if at else None, units[at + 1] if at + 1 < len(units) else None, len(units))
    return Around(None, units[0] if units else None, len(units))


def medians(round_: Round, unit: Unit) -> dict[int, Any]:
    """By figure (id of its ask): the median of what like units (same kind and level) have sent, and how many they are.
    1 query."""
    like = Cell.objects.filter(
        ask__round=round_,
        value__isnull=False,
        report__state__in=SENT,
        report__unit__kind=unit.kind,
        report__unit__level=unit.level,
    ).exclude(report__unit=unit)
    values: dict[int, list[Any]] = {}
    for ask_id, value in like.values_list("ask_id", "value"):
        values.setdefault(ask_id, []).append(value)
    return {ask: median(found) for ask, found in values.items() if len(found) >= LIKE_UNITS}
