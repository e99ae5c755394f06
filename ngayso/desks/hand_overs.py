"""Work goes to a colleague at once, to another unit when the focal unit agrees: what may be read, every write."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.desks import rules
from ngayso.desks.actions import work_of
from ngayso.desks.models import HandOver, HandOverState, Work
from ngayso.desks.todos import Todo
from ngayso.office import actions as office
from ngayso.people.models import Membership, Role, Unit, User
from ngayso.people.queries import province
from ngayso.plans.actions import change_assigned
from ngayso.plans.models import Activity, Assignment, DutyItem, Part, Plan

SORTS = {"hoat-dong": "activity", "nhiem-vu": "item"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One unit's part in one activity, or its duty through one of its items."""

    plan: Plan
    unit: Unit
    activity: Activity | None = None
    item: DutyItem | None = None

    @property
    def sort(self) -> str:
        return "hoat-dong" if self.activity is not None else "nhiem-vu"

    @property
    def thing(self) -> Activity | DutyItem:
        found = self.activity or self.item
        if found is None:
            raise ValueError("a piece of work is of one activity or of one item")
        return found

    @property
    def title(self) -> str:
        return self.activity.title if self.activity is not None else self.item.text if self.item is not None else ""

    @property
    def ref(self) -> str:
        return self.activity.ref if self.activity is not None else self.item.duty.ref if self.item is not None else ""

    @property
    def named(self) -> dict[str, Any]:
        return {"activity": self.activity, "item": self.item}

    @property
    def url(self) -> str:
        """The page of this piece of work."""
        return reverse("desks:work", args=[self.plan.pk, self.unit.pk, self.sort, self.thing.pk])

    @property
    def move_url(self) -> str:
        """The page that hands it over."""
        return reverse("desks:ask_hand_over", args=[self.plan.pk, self.unit.pk, self.sort, self.thing.pk])

    @property
    def items(self) -> int:
        """How many items of the duty go along with it; 0 of an activity. 1 query."""
        return self.item.duty.items.count() if self.item is not None else 0


def piece_of(work: Work) -> Piece:
    return Piece(work.plan, work.unit, work.activity, work.item)


def assignments_of(piece: Piece) -> list[Assignment]:
    """The printed names by which the unit holds it. 1 query."""
    found = Assignment.objects.filter(assigned__unit=piece.unit)
    if piece.activity is not None:
        return list(found.filter(activity=piece.activity))
    return list(found.filter(duty=piece.item.duty_id)) if piece.item is not None else []


def _part(assignments: Sequence[Assignment]) -> str:
    parts = {one.part for one in assignments}
    return next((part for part in (Part.LEAD, Part.PARTNER, Part.BOUND) if part in parts), "")


def colleagues(unit: Unit) -> QuerySet[User]:
    """Active clerks and leaders of the unit today, by name."""
    held = Membership.objects.on(clock.today()).filter(unit=unit, role__in=(Role.CLERK, Role.LEADER))
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def asked_before(piece: Piece) -> HandOver | None:
    """The hand-over of this piece (of any item of the same duty) that waits for a decision. 1 query."""
    found = HandOver.objects.filter(state=HandOverState.ASKED, work__unit=piece.unit)
    if piece.activity is not None:
        found = found.filter(work__activity=piece.activity)
    elif piece.item is not None:
        found = found.filter(work__item__duty=piece.item.duty_id)
    return found.select_related("to_unit", "asked_by").first()


def moves(
    user: Any, plan: Plan, unit: Unit, *, activity: Activity | None = None, item: DutyItem | None = None
) -> list[HandOver]:
    """What this unit gave to other units or took from them in a plan, or asked to give; of one piece of work also whom
    it was given to within the unit. Newest first, at most ten, for desks/parts/moves.html. 1 query.
    """
    found = HandOver.objects.visible_to(user).filter(Q(work__unit=unit) | Q(to_unit=unit), work__plan=plan)
    if activity is not None:
        found = found.filter(work__activity=activity)
    elif item is not None:
        found = found.filter(work__item__duty=item.duty_id)
    else:
        found = found.filter(to_user=None)
    return list(full(found.exclude(state=HandOverState.WITHDRAWN).order_by("-asked_at", "-pk"))[:10])


def full(found: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """With all that a list of hand-overs shows."""
    return found.select_related(
        "work__plan", "work__unit", "work__activity", "work__item__duty", "to_unit", "to_user", "asked_by", "decided_by"
    )


def waiting_count(user: Any) -> int:
    """How many hand-overs wait for who decides; 0 for others. 1 query."""
    return HandOver.objects.filter(state=HandOverState.ASKED).count() if rules.may_answer(user) else 0


def hand_over_todos(user: Any, units: Sequence[Unit], day: dt.date) -> list[Todo]:
    """On the desk of a focal unit, for who decides: the hand-overs that wait, one line a programme. 2 queries."""
    if not rules.may_answer(user) or not units:
        return []
    here = province()
    own = {unit.pk for unit in units}
    waiting = HandOver.objects.filter(state=HandOverState.ASKED)
    rows = waiting.values("work__plan_id", "work__plan__focal_id").annotate(count=Count("pk")).order_by("work__plan_id")
    made = []
    for row in rows:
        unit = row["work__plan__focal_id"] or (here.focal_id if here else None)
        if unit in own:
            made.append(
                Todo(
                    unit_id=unit,
                    plan_id=row["work__plan_id"],
                    title=_("Quyết định %d đề nghị chuyển việc sang đơn vị khác") % row["count"],
                    action=_("Xem đề nghị"),
                    url=reverse("desks:hand_overs"),
                    state="ask",
                )
            )
    return made


# Writes


def give_to_colleague(piece: Piece, *, key: UUID, to: User, reason: str = "", actor: Any) -> HandOver:
    """A person of the same unit takes the work, at once. `key` is the form's own: sent twice it is one hand-over.

    Refuses: who may not write at this desk (404), work that the unit does not hold (404), a person without a role in the
    unit (400), one who has it already (409), work that was called off (409).
    """
    _ask(piece, actor)
    with transaction.atomic():
        _lock(piece)
        there = _sent_before(piece, key, to_user=to, reason=reason)
        if there is not None:
            return there
        _check_held(piece)
        if not colleagues(piece.unit).filter(pk=to.pk).exists():
            raise Refusal(_("Người này không còn vai trò trong đơn vị. Chọn người khác."), field="to")
        work = Work.objects.select_for_update(of=("self",)).get(pk=work_of(piece.plan, piece.unit, **piece.named).pk)
        if work.assignee_id == to.pk:
            raise Refusal(_("%s đang giữ việc này rồi. Chọn người khác.") % to.name, 409, field="to")
        now = clock.now()
        made = HandOver.objects.create(
            id=key,
            work=work,
            to_user=to,
            reason=" ".join(reason.split())[:500],
            state=HandOverState.DONE,
            asked_by=actor,
            asked_at=now,
            decided_by=actor,
            decided_at=now,
        )
        before = work.assignee_id
        Work.objects.filter(pk=work.pk).update(assignee=to)
        audit.record("desks.work_assigned", work, actor=actor, before=before, after=to.pk, unit=piece.unit.pk)
        if to.pk != actor.pk:
            office.deliver(
                key=f"giao-viec:{made.pk}",
                unit=piece.unit,
                user=to,
                purpose="hand-over",
                subject=_("%(who)s giao việc: %(what)s") % {"who": actor, "what": piece.title[:150]},
                body=_("%(who)s giao cho Ông/Bà việc sau của đơn vị: %(what)s.%(reason)s")
                % {"who": actor, "what": piece.title, "reason": f"\n\n{reason}" if reason else ""},
                link=piece.url,
                about=work,
            )
    return made


def ask_hand_over(piece: Piece, *, key: UUID, to: Unit, reason: str, actor: Any) -> HandOver:
    """Asks the focal unit to give the work to another unit; nothing changes before it agrees. `key` as above.

    Refuses: who may not write at this desk and what the unit does not hold (404); to itself, to a unit that is there
    neither on the plan's day nor today, without a reason (400); to one that has it with the same part, while another hand-over of it
    waits, work that was called off (409).
    """
    _ask(piece, actor)
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Refusal(_("Ghi lý do đề nghị chuyển."), field="reason")
    with transaction.atomic():
        _lock(piece)
        there = _sent_before(piece, key, to_unit=to, reason=reason)
        if there is not None:
            return there
        _check_held(piece)
        _check_taker(piece, to)
        waiting = asked_before(piece)
        if waiting is not None:
            raise Refusal(
                _("Việc này đã có đề nghị chuyển sang %s, đang chờ cơ quan đầu mối. Rút đề nghị đó trước.")
                % waiting.to_unit,
                409,
            )
        work = work_of(piece.plan, piece.unit, **piece.named)
        made = HandOver.objects.create(id=key, work=work, to_unit=to, reason=reason, asked_by=actor)
        audit.record("desks.hand_over_asked", made, actor=actor, unit=piece.unit.pk, to=to.pk, plan=piece.plan.pk)
    return made


def _ask(piece: Piece, actor: Any) -> None:
    if not rules.may_write_at_desk(actor, piece.unit):
        raise Refusal(_("Không tìm thấy trang này."), 404)


def _lock(piece: Piece) -> None:
    """One hand-over of a plan at a time, so that no two are written past each other."""
    Plan.objects.select_for_update(of=("self",)).get(pk=piece.plan.pk)


def _sent_before(
    piece: Piece, key: UUID, *, to_user: User | None = None, to_unit: Unit | None = None, reason: str
) -> HandOver | None:
    """The hand-over that the same form made before; other content under its key is refused (409)."""
    there = HandOver.objects.select_related("work").filter(pk=key).first()
    if there is None:
        return None
    work = there.work
    said = (work.unit_id, work.activity_id, work.item_id, there.to_user_id, there.to_unit_id, there.reason)
    activity, item = piece.activity, piece.item
    same = (piece.unit.pk, activity.pk if activity else None, item.pk if item else None)
    if said == (
        *same,
        to_user.pk if to_user else None,
        to_unit.pk if to_unit else None,
        " ".join(reason.split())[:500],
    ):
        return there
    raise Refusal(_("Trang này đã được gửi với nội dung khác. Mở lại trang của việc rồi chuyển lại."), 409)


def _check_held(piece: Piece) -> None:
    if not assignments_of(piece):
        raise Refusal(_("Chương trình không giao việc này cho đơn vị."), 404)
    if piece.activity is not None:
        row = Activity.objects.get(pk=piece.activity.pk)
        if row.cancelled_at is not None:
            raise Refusal(_("Hoạt động này đã hủy nên không chuyển."), 409)


def takers(plan: Plan) -> QuerySet[Unit]:
    """Units that may take work: those of the plan's day, and those of today that a merger has made since."""
    return Unit.objects.on(plan.as_of) | Unit.objects.on(clock.today())


def _check_taker(piece: Piece, to: Unit) -> None:
    if to.pk == piece.unit.pk:
        raise Refusal(_("%s đang giữ việc này. Chọn đơn vị khác, hoặc giao cho người trong đơn vị.") % to, field="unit")
    if not takers(piece.plan).filter(pk=to.pk).exists():
        raise Refusal(_("%s không có trong danh bạ của Kế hoạch. Chọn đơn vị khác.") % to.name, field="unit")
    has = _part(assignments_of(Piece(piece.plan, to, piece.activity, piece.item)))
    part = _part(assignments_of(piece))
    if has == part:
        raise Refusal(
            _("%(unit)s đã có việc này với cùng vai “%(part)s”. Chọn đơn vị khác.")
            % {"unit": to, "part": Part(part).label.lower()},
            409,
            field="unit",
        )


def decide_hand_over(hand_over: HandOver, *, agree: bool, note: str = "", actor: Any) -> HandOver:
    """The focal unit agrees, and the plan's assignments change in the same transaction; or it does not, and says why.

    Only who runs the plan (404). The same decision of the same person twice is harmless; whoever comes second is told who
    decided and when (409), and so is who decides what was withdrawn. Agreeing is refused (409) when meanwhile the
    activity was called off, the unit lost the work, or the other has it.
    """
    if not rules.may_answer(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)
    note = " ".join(note.split())[:500]
    if not agree and not note:
        raise Refusal(_("Ghi lý do không đồng ý để đơn vị đề nghị biết."), field="note")
    wanted = HandOverState.DONE if agree else HandOverState.REFUSED
    with transaction.atomic():
        row = full(HandOver.objects.all()).get(pk=hand_over.pk)
        piece = piece_of(row.work)
        _lock(piece)
        if not _claim(row, wanted, actor=actor, note=note):
            return row
        if agree:
            _move(row, piece, actor)
        audit.record(
            "desks.hand_over_approved" if agree else "desks.hand_over_refused",
            row,
            actor=actor,
            unit=piece.unit.pk,
            to=row.to_unit_id,
            plan=piece.plan.pk,
            note=note,
        )
        _tell(row, piece, agree=agree)
    return row


def withdraw_hand_over(hand_over: HandOver, *, actor: Any) -> HandOver:
    """The unit that asked takes it back. Twice is harmless; refused (409) when it was decided before."""
    row = full(HandOver.objects.all()).get(pk=hand_over.pk)
    _ask(piece_of(row.work), actor)
    with transaction.atomic():
        if _claim(row, HandOverState.WITHDRAWN, actor=actor, note=""):
            audit.record("desks.hand_over_withdrawn", row, actor=actor, unit=row.work.unit_id, to=row.to_unit_id)
    return row


def _claim(row: HandOver, to: HandOverState, *, actor: Any, note: str) -> bool:
    """Moves it from asked by a conditional update. False when this person did the same before; Refusal (409) when it has
    ended otherwise."""
    claimed = HandOver.objects.filter(pk=row.pk, state=HandOverState.ASKED).update(
        state=to, decided_by=actor, decided_at=clock.now(), note=note
    )
    now = HandOver.objects.select_related("decided_by").get(pk=row.pk)
    row.state, row.decided_by, row.decided_at, row.note = now.state, now.decided_by, now.decided_at, now.note
    if claimed:
        return True
    if (now.state, now.decided_by_id) == (to, actor.pk):
        return False
    at = f"{now.decided_at.astimezone(clock.HERE):%H:%M %d/%m/%Y}" if now.decided_at else ""
    raise Refusal(
        _("Đề nghị này đã có kết quả: %(state)s, %(who)s ghi lúc %(when)s.")
        % {"state": now.get_state_display().lower(), "who": now.decided_by, "when": at},
        409,
    )


def _move(row: HandOver, piece: Piece, actor: Any) -> None:
    """The units of the assignments change; the entries, and whoever wrote them, stay with the old unit."""
    to = row.to_unit
    if to is None:
        raise ValueError("a hand-over to a colleague needs no decision")
    held = assignments_of(piece)
    if not held:
        raise Refusal(_("%s không còn giữ việc này nên không chuyển được.") % piece.unit, 409)
    _check_held(piece)
    _check_taker(piece, to)
    for assignment in held:
        change_assigned(assignment, add=[to.pk], remove=[piece.unit.pk], actor=actor)
    Work.objects.filter(pk=row.work_id).update(assignee=None)


def _tell(row: HandOver, piece: Piece, *, agree: bool) -> None:
    to = row.to_unit
    if to is None:
        return
    what = f"{piece.ref} {piece.title}".strip()
    note = f"\n\n{row.note}" if row.note else ""
    said = _("đồng ý") if agree else _("không đồng ý")
    office.deliver_to_unit(
        piece.unit,
        key=f"chuyen-viec:{row.pk}:ket-qua",
        purpose="hand-over",
        subject=_("Cơ quan đầu mối %(said)s chuyển việc sang %(to)s") % {"said": said, "to": to},
        body=_("Việc: %(what)s.%(note)s") % {"what": what, "note": note},
        link=reverse("desks:hand_over", args=[row.pk]),
        about=row,
    )
    if agree:
        taken = Piece(piece.plan, to, piece.activity, piece.item)
        office.deliver_to_unit(
            to,
            key=f"chuyen-viec:{row.pk}:nhan",
            purpose="hand-over",
            subject=_("Đơn vị nhận việc từ %s") % piece.unit,
            body=_(
                "Cơ quan đầu mối đã đồng ý để %(from)s chuyển việc sau cho đơn vị: %(what)s.\nLý do: %(reason)s.%(note)s"
            )
            % {"from": piece.unit.name, "what": what, "reason": row.reason.rstrip(". "), "note": note},
            link=taken.url,
            about=row,
        )


def may_withdraw(user: Any, hand_over: HandOver) -> bool:
    return hand_over.state == HandOverState.ASKED and rules.may_write_at_desk(user, hand_over.work.unit)
