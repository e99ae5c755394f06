"""Who must report in a round, and on what: from what was assigned, never from what was declared."""

from dataclasses import dataclass, field
from uuid import UUID

from ngayso.people.models import Unit
from ngayso.plans.models import Activity, Assigned, DutyItem, Part
from ngayso.reports.models import Ask, Round


@dataclass(slots=True)
class AskedActivity:
    """An activity in the form of one unit: what it is there, and the figures that are asked of it."""

    activity: Activity
    part: str
    asks: list[Ask] = field(default_factory=list)


def asked_of(round_: Round, unit: Unit) -> list[AskedActivity]:
    """The form of one unit: activities of the plan (not called off) that it leads or supports and that the round speaks of,
    in the order of the plan. A partner sees only figures that are asked of partners, and an activity without any such
    figure is asked of it in words. 3 queries.
    """
    parts: dict[UUID, str] = {}
    given = Assigned.objects.filter(unit=unit, assignment__activity__plan_id=round_.plan_id)
    for activity_id, part in given.values_list("assignment__activity_id", "assignment__part"):
        if parts.get(activity_id) != Part.LEAD:
            parts[activity_id] = part
    asks: dict[UUID, list[Ask]] = {}
    for ask in round_.asks.select_related("indicator"):
        asks.setdefault(ask.activity_id, []).append(ask)
    found = []
    for activity in Activity.objects.filter(pk__in=[pk for pk in parts if pk in asks], cancelled_at=None):
        lead = parts[activity.pk] == Part.LEAD
        found.append(
            AskedActivity(activity, parts[activity.pk], [a for a in asks[activity.pk] if lead or a.of_partners])
        )
    return found


def items_of(round_: Round, unit: Unit) -> list[DutyItem]:
    """The items of the duties that bind the unit, for its words. 1 query."""
    bound = Assigned.objects.filter(unit=unit, assignment__duty__plan_id=round_.plan_id).values("assignment__duty_id")
    return list(DutyItem.objects.filter(duty__in=bound).select_related("duty").order_by("duty__order", "order"))


def expected_units(round_: Round) -> set[UUID]:
    """Ids of the units that must report: those bound by the duty of the round's deadline, and the leads of the activities
    that the round asks about. Without such a duty: whoever was assigned one of these activities. 2 queries.
    """
    asked = Assigned.objects.filter(assignment__activity__asks__round=round_, assignment__activity__cancelled_at=None)
    duty_id = round_.deadline.duty_id if round_.deadline is not None else None
    if duty_id is None:
        return set(asked.values_list("unit_id", flat=True))
    leads = set(asked.filter(assignment__part=Part.LEAD).values_list("unit_id", flat=True))
    return leads | set(Assigned.objects.filter(assignment__duty_id=duty_id).values_list("unit_id", flat=True))
