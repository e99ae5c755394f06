"""Every write of the spine."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7
from ngayso.core.models import File
from ngayso.people.models import Group, Unit
from ngayso.plans import indicators, kinds, rules
from ngayso.plans.models import (
    Activity,
    Assigned,
    Assignment,
    Deadline,
    Duty,
    DutyItem,
    Part,
    Plan,
    Section,
    Source,
    Target,
)
from ngayso.plans.titles import short_name
from ngayso.words.dates import say_day

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """The words that one value came from; see plans.Source. `field` names the value on its owner: "title", "leads.0".

    Without `text` the words are those of the plan's text from `start` to `end`.
    """

    field: str
    start: int | None = None
    end: int | None = None
    text: str = ""
    rule: str = ""
    confidence: float = 1.0
    checked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentSpec:
    """A printed name and the units it means. `by_hand` are those of `units` that a person put there."""

    part: Part
    printed: str
    group: str | None = None
    """Code of the Group that the printed name is, when it is a collective name."""
    units: tuple[UUID, ...] = ()
    by_hand: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSpec:
    amount: Decimal | float
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpec:
    key: str
    ref: str
    parent: str = ""
    level: int
    title: str = ""
    role: str = "other"
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySpec:
    """`assignments` have the parts LEAD and PARTNER, in the order of print. `kind` None takes the proposed one."""

    key: str
    ref: str = ""
    section: str | None = None
    title: str
    content: str = ""
    kind: str | None = None
    time: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str = "day"
    tentative: bool = False
    place: str = ""
    audience: str = ""
    by_hand: bool = False
    assignments: tuple[AssignmentSpec, ...] = ()
    targets: tuple[TargetSpec, ...] = ()
    sources: tuple[SourceSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySpec:
    """`assignments` have the part BOUND."""

    key: str
    ref: str = ""
    section: str | None = None
    items: tuple[str, ...] = ()
    assignments: tuple[AssignmentSpec, ...] = ()
    sources: tuple[SourceSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSpec:
    """`duty` is the key of the duty whose units owe the report."""

    key: str
    ref: str = ""
    duty: str | None = None
    to: str = ""
    to_unit: UUID | None = None
    due: dt.date | None = None
    due_text: str = ""
    sources: tuple[SourceSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSpec:
    """A whole plan, as reviewed: everything that `make_plan` writes. Lists are in the order of print."""

    title: str
    name: str = ""
    """Empty takes titles.short_name(title)."""
    issuer: str = ""
    number: str = ""
    place: str = ""
    issued_on: dt.date | None = None
    signer_authority: str = ""
    signer_position: str = ""
    signer_name: str = ""
    theme: str = ""
    funding: str = ""
    bases: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    day: dt.date
    as_of: dt.date
    focal: UUID | None = None
    text: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    """`Reading.blocks` as plain data (msgspec.to_builtins)."""
    file: File | None = None
    open_findings: int = 0
    sections: tuple[SectionSpec, ...] = ()
    activities: tuple[ActivitySpec, ...] = ()
    duties: tuple[DutySpec, ...] = ()
    deadlines: tuple[DeadlineSpec, ...] = ()
    sources: tuple[SourceSpec, ...] = ()
    """Of the head: title, theme, bases.0 …"""


def make_plan(spec: PlanSpec, *, actor: Any) -> Plan:
    """Writes the plan whole, in one transaction, with its audit row `plans.plan_confirmed`.

    Refuses (Refusal): not a focal officer (404), no title, times that end before they begin, units or groups that have
    left the directory meanwhile (409). Keys that repeat are the caller's slip: ValueError.
    """
    _ask(actor)
    _check(spec)
    with transaction.atomic():
        _check_directory(spec)
        plan = Plan.objects.create(
            title=spec.title.strip()[:500],
            name=(spec.name.strip() or short_name(spec.title))[:200],
            issuer=spec.issuer[:300],
            number=spec.number[:60],
            place=spec.place[:100],
            issued_on=spec.issued_on,
            signer_authority=spec.signer_authority[:200],
            signer_position=spec.signer_position[:200],
            signer_name=spec.signer_name[:100],
            theme=spec.theme,
            funding=spec.funding,
            bases=list(spec.bases),
            recipients=list(spec.recipients),
            day=spec.day,
            as_of=spec.as_of,
            focal_id=spec.focal,
            file=spec.file,
            text=spec.text,
            blocks=list(spec.blocks),
            confirmed_by=actor,
            open_findings=spec.open_findings,
        )
        sections = _write_sections(plan, spec.sections)
        activities = {a.key: _activity(plan, a, order, sections) for order, a in enumerate(spec.activities)}
        Activity.objects.bulk_create(activities.values(), batch_size=BATCH)
        Target.objects.bulk_create(
            (_target(activities[a.key], t) for a in spec.activities for t in a.targets), batch_size=BATCH
        )
        duties = {
            d.key: Duty(plan=plan, key=d.key, ref=d.ref[:60], section=sections.get(d.section or ""), order=order)
            for order, d in enumerate(spec.duties)
        }
        Duty.objects.bulk_create(duties.values(), batch_size=BATCH)
        DutyItem.objects.bulk_create(
            (DutyItem(duty=duties[d.key], order=n, text=text) for d in spec.duties for n, text in enumerate(d.items)),
            batch_size=BATCH,
        )
        _write_assignments(
            [
                *((activities[a.key], None, a.assignments) for a in spec.activities),
                *((None, duties[d.key], d.assignments) for d in spec.duties),
            ]
        )
        deadlines = [
            Deadline(
                plan=plan,
                key=d.key,
                ref=d.ref[:60],
                duty=duties.get(d.duty or ""),
                order=order,
                to=d.to[:300],
                to_unit_id=d.to_unit,
                due=d.due,
                due_text=d.due_text[:300],
            )
            for order, d in enumerate(spec.deadlines)
        ]
        Deadline.objects.bulk_create(deadlines, batch_size=BATCH)
        owners: list[tuple[models.Model, tuple[SourceSpec, ...]]] = [
            (plan, spec.sources),
            *((activities[a.key], a.sources) for a in spec.activities),
            *((duties[d.key], d.sources) for d in spec.duties),
            *((deadline, d.sources) for deadline, d in zip(deadlines, spec.deadlines, strict=True)),
        ]
        Source.objects.bulk_create(
            (_source(plan, owner, s) for owner, sources in owners for s in sources), batch_size=BATCH
        )
        audit.record(
            "plans.plan_confirmed",
            plan,
            actor=actor,
            activities=len(activities),
            duties=len(duties),
            deadlines=len(deadlines),
            open_findings=spec.open_findings,
            file=spec.file.sha256 if spec.file else "",
        )
        # From the first day the desks ask for the figures of the day.
        indicators.install(actor=actor)
    return plan


def _ask(actor: Any) -> None:
    if not rules.may_run_plan(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)


def _check(spec: PlanSpec) -> None:
    if not spec.title.strip():
        raise Refusal(_("Chương trình chưa có tên. Ghi tên kế hoạch rồi xác nhận lại."), field="title")
    for a in spec.activities:
        if not a.title.strip():
            raise Refusal(_("Hoạt động ở mục %s chưa có tên. Ghi tên hoặc bỏ hoạt động này.") % (a.ref or "?"))
        check_time(a.start, a.end, a.title)
        if a.kind:
            check_kind(a.kind)
    for owners in (spec.sections, spec.activities, spec.duties, spec.deadlines):
        keys = [owner.key for owner in owners]
        if len(set(keys)) != len(keys):
            raise ValueError(f"keys repeat: {sorted(k for k in keys if keys.count(k) > 1)}")


def check_time(start: dt.date | None, end: dt.date | None, title: str = "") -> None:
    """Refuses a time that ends before it begins."""
    if start and end and end < start:
        raise Refusal(
            _("Ngày kết thúc %(end)s đang trước ngày bắt đầu %(start)s%(of)s. Sửa một trong hai ngày.")
            % {
                "end": say_day(end),
                "start": say_day(start),
                "of": _(" của hoạt động “%s”") % title[:120] if title else "",
            },
            field="end",
        )


def check_kind(slug: str) -> None:
    """Refuses a kind that is not open here."""
    if slug and kinds.kind_of(slug) is None:
        raise Refusal(_("Loại hoạt động này không có. Chọn một loại trong danh sách."), field="kind")


def _all_assignments(spec: PlanSpec) -> Iterator[AssignmentSpec]:
    owners: list[ActivitySpec | DutySpec] = [*spec.activities, *spec.duties]
    for owner in owners:
        yield from owner.assignments


def _check_directory(spec: PlanSpec) -> None:
    units = {unit for a in _all_assignments(spec) for unit in a.units}
    units |= {d.to_unit for d in spec.deadlines if d.to_unit}
    units |= {spec.focal} if spec.focal else set()
    groups = {a.group for a in _all_assignments(spec) if a.group}
    check_units(units)
    if Group.objects.filter(code__in=groups).count() != len(groups):
        raise Refusal(_("Một nhóm đơn vị vừa bị bỏ khỏi danh bạ. Tải lại trang và soát các tên nhóm."), 409)


def check_units(ids: Collection[UUID]) -> None:
    """Refuses ids that the directory does not know."""
    ids = set(ids)
    known = 0
    wanted = list(ids)
    for at in range(0, len(wanted), BATCH):
        known += Unit.objects.filter(pk__in=wanted[at : at + BATCH]).count()
    if known != len(ids):
        raise Refusal(_("Một đơn vị vừa bị bỏ khỏi danh bạ. Tải lại trang và chọn lại đơn vị."), 409)


def _write_sections(plan: Plan, specs: Iterable[SectionSpec]) -> dict[str, Section]:
    made = [
        Section(
            plan=plan,
            key=s.key,
            ref=s.ref[:60],
            parent_key=s.parent or "",
            level=s.level,
            order=order,
            title=s.title,
            role=s.role,
            start=s.start,
            end=s.end,
        )
        for order, s in enumerate(specs)
    ]
    return {section.key: section for section in Section.objects.bulk_create(made, batch_size=BATCH)}


def _activity(plan: Plan, spec: ActivitySpec, order: int, sections: dict[str, Section]) -> Activity:
    return Activity(
        plan=plan,
        key=spec.key,
        ref=spec.ref[:60],
        section=sections.get(spec.section or ""),
        order=order,
        title=spec.title.strip(),
        content=spec.content,
        kind=kinds.propose(spec.title, spec.content) if spec.kind is None else spec.kind,
        time=spec.time,
        start=spec.start,
        end=spec.end,
        precision=spec.precision,
        tentative=spec.tentative,
        place=spec.place,
        audience=spec.audience,
        by_hand=spec.by_hand,
    )


def _target(activity: Activity, spec: TargetSpec) -> Target:
    return Target(
        activity=activity, amount=round(Decimal(str(spec.amount)), 2), unit=spec.unit[:60], text=spec.text[:300]
    )


def _source(plan: Plan, owner: models.Model, spec: SourceSpec) -> Source:
    return Source(
        plan=plan,
        owner_model=owner._meta.model_name or "",
        owner_id=str(owner.pk),
        field=spec.field,
        start=spec.start,
        end=spec.end,
        text=spec.text or (plan.text[spec.start : spec.end] if spec.start is not None else ""),
        rule=spec.rule[:80],
        confidence=spec.confidence,
        checked_by=spec.checked_by[:200],
    )


def _write_assignments(owners: list[tuple[Activity | None, Duty | None, tuple[AssignmentSpec, ...]]]) -> None:
    """Rows of the printed names and of the units they mean, in two inserts however many there are."""
    specs = [(activity, duty, n, spec) for activity, duty, specs in owners for n, spec in enumerate(specs)]
    made = Assignment.objects.bulk_create(
        (
            Assignment(activity=activity, duty=duty, part=s.part, order=n, printed=s.printed, group_id=s.group or None)
            for activity, duty, n, s in specs
        ),
        batch_size=BATCH,
    )
    Assigned.objects.bulk_create(
        (
            Assigned(assignment=assignment, unit_id=unit, by_hand=unit in s.by_hand)
            for assignment, (_a, _d, _n, s) in zip(made, specs, strict=True)
            for unit in dict.fromkeys(s.units)
        ),
        batch_size=BATCH * 4,
    )


def add_activity(plan: Plan, spec: ActivitySpec, *, actor: Any) -> Activity:
    """Adds an activity that the plan does not print, at the end of the list.

    The key of the spec is the form's own (made when the form was shown): the same form sent twice is one activity.
    """
    _ask(actor)
    _check_one(spec)
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        there = plan.activities.filter(key=spec.key).first()
        if there is not None:
            return there
        check_units({unit for a in spec.assignments for unit in a.units})
        last = plan.activities.aggregate(last=models.Max("order"))["last"]
        activity = _activity(plan, spec, 0 if last is None else last + 1, {})
        activity.by_hand = True
        activity.save(force_insert=True)
        Target.objects.bulk_create(_target(activity, t) for t in spec.targets)
        _write_assignments([(activity, None, spec.assignments)])
        audit.record("plans.activity_added", activity, actor=actor, plan=plan.pk, kind=activity.kind)
    return activity


def _check_one(spec: ActivitySpec) -> None:
    if not spec.title.strip():
        raise Refusal(_("Hoạt động chưa có tên. Ghi tên hoạt động."), field="title")
    check_time(spec.start, spec.end)
    check_kind(spec.kind or "")


CHANGEABLE = ("title", "content", "kind", "time", "start", "end", "tentative", "place", "audience")


def stamp(activity: Activity) -> str:
    """A short mark of what CHANGEABLE holds now: a form that was shown carries it, so that nobody overwrites unseen."""
    told = repr([getattr(activity, name) for name in CHANGEABLE])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def change_activity(activity: Activity, *, actor: Any, seen: str = "", **fields: Any) -> Activity:
    """Sets some of CHANGEABLE. What differs is written and recorded, before and after; no difference writes nothing.

    The Source of a changed value stays: it tells what the plan printed. `seen` is the stamp of what the writer saw;
    refused (409) when somebody has changed the activity since.
    """
    _ask(actor)
    if strange := set(fields) - set(CHANGEABLE):
        raise ValueError(f"not changeable: {sorted(strange)}")
    with transaction.atomic():
        row = Activity.objects.select_for_update().get(pk=activity.pk)
        if row.cancelled_at is not None:
            raise Refusal(_("Hoạt động này đã hủy nên không sửa được. Thêm hoạt động mới nếu cần làm lại."), 409)
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if not changed:
            return row
        if seen and seen != stamp(row):
            raise Refusal(
                _("Hoạt động vừa được người khác sửa. Mở lại trang sửa, xem bản mới rồi ghi phần của mình."), 409
            )
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        if not row.title.strip():
            raise Refusal(_("Hoạt động chưa có tên. Ghi tên hoạt động."), field="title")
        check_time(row.start, row.end)
        check_kind(row.kind)
        if {"start", "end"} & set(changed):
            row.precision = "day"
            changed["precision"] = "day"
        row.save(update_fields=list(changed))
        audit.record("plans.activity_changed", row, actor=actor, before=before, after=changed)
    return row


def cancel_activity(activity: Activity, *, reason: str, actor: Any) -> Activity:
    """Calls the activity off. It stays in the lists, marked so from today on. Twice is harmless."""
    _ask(actor)
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(_("Ghi lý do hủy, ví dụ số văn bản cho hủy."), field="reason")
    with transaction.atomic():
        claimed = Activity.objects.filter(pk=activity.pk, cancelled_at=None).update(
            cancelled_at=clock.now(), cancelled_why=reason[:300]
        )
        activity.refresh_from_db()
        if claimed:
            audit.record("plans.activity_cancelled", activity, actor=actor, reason=reason[:300])
    return activity


def change_assigned(
    assignment: Assignment, *, add: Collection[UUID] = (), remove: Collection[UUID] = (), actor: Any
) -> Assignment:
    """Puts units under a printed name or takes them from it, by hand. What is already so is not recorded again."""
    _ask(actor)
    with transaction.atomic():
        row = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
        there = set(row.assigned.values_list("unit_id", flat=True))
        added = [unit for unit in dict.fromkeys(add) if unit not in there and unit not in set(remove)]
        gone = there & set(remove)
        check_units(added)
        if not added and not gone:
            return row
        row.assigned.filter(unit_id__in=gone).delete()
        Assigned.objects.bulk_create(Assigned(assignment=row, unit_id=unit, by_hand=True) for unit in added)
        audit.record(
            "plans.assignment_changed",
            row,
            actor=actor,
            activity=row.activity_id,
            duty=row.duty_id,
            added=added,
            removed=sorted(map(str, gone)),
        )
    return row


def name_unit(activity: Activity, part: Part, unit: Unit, *, actor: Any) -> Assignment:
    """Gives the activity a lead or a partner that the plan does not print. Naming one that is there is harmless."""
    _ask(actor)
    with transaction.atomic():
        row = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
        if row.cancelled_at is not None:
            raise Refusal(_("Hoạt động này đã hủy nên không giao thêm đơn vị."), 409)
        there = row.assignments.filter(part=part, assigned__unit=unit).first()
        if there is not None:
            return there
        last = row.assignments.aggregate(last=models.Max("order"))["last"]
        made = Assignment.objects.create(
            activity=row, part=part, order=0 if last is None else last + 1, printed=unit.name, by_hand=True
        )
        Assigned.objects.create(assignment=made, unit=unit, by_hand=True)
        audit.record("plans.unit_named", row, actor=actor, part=part, unit=unit.pk, name=unit.name)
    return made


def drop_name(assignment: Assignment, *, actor: Any) -> None:
    """Takes back a name that a person gave. A name that the plan prints stays; only the units it means can change."""
    _ask(actor)
    with transaction.atomic():
        row = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
        if row is None:
            return
        if not row.by_hand:
            raise Refusal(
                _("Tên này in trong Kế hoạch nên không bỏ được. Chỉ sửa được các đơn vị mà tên này chỉ."), 409
            )
        audit.record(
            "plans.name_dropped", row, actor=actor, activity=row.activity_id, duty=row.duty_id, printed=row.printed
        )
        row.delete()


def set_focal(plan: Plan, unit: Unit | None, *, actor: Any) -> Plan:
    """Names the unit that keeps the programme together."""
    _ask(actor)
    with transaction.atomic():
        before = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk).focal_id
        if before != (unit.pk if unit else None):
            Plan.objects.filter(pk=plan.pk).update(focal=unit)
            audit.record("plans.focal_set", plan, actor=actor, before=before, after=unit.pk if unit else None)
    plan.focal = unit
    return plan


def new_key() -> str:
    """A key for an activity that is added by hand."""
    return f"tay-{uuid7()}"
