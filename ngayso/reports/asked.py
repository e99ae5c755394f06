"""Who must report in a round, and on what: from what was assigned, never from what was declared."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from ngayso.people.models import Unit
from ngayso.plans.models import Activity, Assigned, Deadline, DutyItem, Part
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


def duties_of(rounds: Sequence[Round]) -> dict[UUID, set[UUID]]:
    """By round, the duties that bind units to report in it: that of its deadline, and those of the other deadlines of the
    plan on the same day to the same receiver ("các sở …" in one place, "các huyện …" in another); none for a round
    without such a duty. Deadlines of the rounds must be loaded. 1 query.
    """
    found: dict[UUID, set[UUID]] = {round_.pk: set() for round_ in rounds}
    bound = [one for one in rounds if one.deadline is not None and one.deadline.duty_id is not None]
    deadlines = Deadline.objects.filter(plan__in={one.plan_id for one in bound}, duty__isnull=False)
    for plan, due, to_unit, duty in deadlines.values_list("plan_id", "due", "to_unit_id", "duty_id"):
        for one in bound:
            deadline = one.deadline
            if deadline is not None and (one.plan_id, deadline.due, deadline.to_unit_id) == (plan, due, to_unit):
                found[one.pk].add(duty)
    return found


def expected_units(round_: Round) -> set[UUID]:
    """Ids of the units that must report: those bound by the duty of the round's deadline (and of the plan's other
    deadlines of that day to the same receiver), and the leads of the activities that the round asks about. Without such
    a duty: whoever was assigned one of these activities. 3 queries at most, 1 more where the deadline is not loaded.
    """
    activities = round_.asks.filter(activity__cancelled_at=None).values("activity_id")
    asked = Assigned.objects.filter(assignment__activity__in=activities)
    deadline = round_.deadline
    if deadline is None or deadline.duty_id is None:
        return set(asked.values_list("unit_id", flat=True).distinct())
    bound = Assigned.objects.filter(assignment__duty__in=duties_of([round_])[round_.pk])
    leads = set(asked.filter(assignment__part=Part.LEAD).values_list("unit_id", flat=True).distinct())
    return leads | set(bound.values_list("unit_id", flat=True).distinct())
