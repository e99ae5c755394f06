"""Questions of the units to the focal unit, and its answers: what may be read of them, every write."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.desks import rules
from ngayso.desks.hand_overs import moves
from ngayso.desks.models import HandOver, Question, QuestionQuerySet
from ngayso.desks.todos import Todo
from ngayso.office import actions as office
from ngayso.people.models import Unit
from ngayso.people.queries import province
from ngayso.plans.models import Activity, DutyItem, Plan
from ngayso.plans.rules import may_oversee
from ngayso.plans.titles import short_title
from ngayso.words.fold import fold

MOST_SIGNS = 4000
SHOWN = 5
"""Turns that a talk shows before it leads on to the page of questions."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as one person may see it."""

    question: Question
    who: str
    """Who asks; another unit is not named to those who do not look after all units."""
    answerer: str
    ref: str
    """The clause it is about, or a short title when the plan prints none; "" of the plan as a whole."""
    about: str
    """What it is about, in words."""
    url: str

    @property
    def is_open(self) -> bool:
        return self.question.answered_at is None

    @property
    def waited(self) -> str:
        """ "Chờ 3 ngày": how long it has waited, up to now."""
        passed = clock.now() - self.question.asked_at
        if passed.days:
            return _("Chờ %d ngày") % passed.days
        hours = passed.seconds // 3600
        return _("Chờ %d giờ") % hours if hours else _("Chờ trả lời")


@dataclass(frozen=True, slots=True)
class Talk:
    """What a desk, the page of a piece of work or the one-minute page shows of questions; newest first."""

    turns: list[Turn]
    count: int
    """All that there are, also those that are not among `turns`."""
    waiting: int
    """How many of `count` wait for an answer."""
    ask_url: str
    """The way to ask; "" for who may not."""
    all_url: str
    moves: list[HandOver]
    """What the unit handed over or took, or asked to hand over, of the same work."""


def talk(
    user: Any,
    plan: Plan,
    unit: Unit | None,
    *,
    activity: Activity | None = None,
    item: DutyItem | None = None,
    most: int = SHOWN,
) -> Talk:
    """Questions of a unit and those that were shown to all; with `activity` or `item` only those about it. `unit` None:
    of every unit that the user may see. For desks/parts/talk.html. At most 3 queries.
    """
    found = Question.objects.visible_to(user).filter(plan=plan)
    if unit is not None:
        found = found.filter(Q(unit=unit) | Q(shared=True, answered_at__isnull=False))
    where = {"chuong-trinh": str(plan.pk)}
    if activity is not None:
        found = found.filter(activity=activity)
        where["viec"] = about_code(activity=activity)
    elif item is not None:
        found = found.filter(item__duty=item.duty_id)
        where["viec"] = about_code(item=item)
    counted = found.aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(answered_at=None)))
    may_ask = unit is not None and rules.may_write_at_desk(user, unit)
    ask_url = reverse("desks:ask", args=[plan.pk, unit.pk]) if may_ask and unit is not None else ""
    if ask_url and "viec" in where:
        ask_url += "?" + urlencode({"viec": where["viec"]})
    return Talk(
        turns=turns(user, found.order_by("-asked_at", "-pk")[:most]) if counted["all"] else [],
        count=counted["all"],
        waiting=counted["waiting"],
        ask_url=ask_url,
        moves=moves(user, plan, unit, activity=activity, item=item) if unit is not None else [],
        all_url=f"{reverse('desks:questions')}?{urlencode(where | {'tinh-trang': 'tat-ca'})}",
    )


def turns(user: Any, found: QuerySet[Question]) -> list[Turn]:
    """Each question with the words around it. 1 query."""
    named = may_oversee(user)
    mine = set(user.unit_ids())
    rows = found.select_related(
        "unit__parent__parent", "plan__focal", "activity", "item__duty", "asked_by", "answered_by"
    )
    return [_turn(one, named or bool(mine & _above(one.unit))) for one in rows]


def _above(unit: Unit) -> set[UUID]:
    """The unit and the two above it, as visible_to counts them."""
    up = unit.parent
    return {unit.pk} | ({up.pk, *([up.parent_id] if up.parent_id else [])} if up is not None else set())


def _turn(question: Question, named: bool) -> Turn:
    activity, item = question.activity, question.item
    ref = about = ""
    if activity is not None:
        ref, about = activity.ref or short_title(activity.title, most=30), activity.title
    elif item is not None:
        ref, about = item.duty.ref or short_title(item.text, most=30), item.text
    focal = question.plan.focal
    return Turn(
        question=question,
        who=str(question.unit) if named else _("Một đơn vị khác"),
        answerer=str(focal) if focal else _("Cơ quan đầu mối"),
        ref=ref,
        about=about,
        url=reverse("desks:question", args=[question.pk]),
    )


def about_code(*, activity: Activity | None = None, item: DutyItem | None = None) -> str:
    """What a question is about, as forms and addresses say it: "hoat-dong:<id>", "nhiem-vu:<id>", "" the plan as a whole."""
    if activity is not None:
        return f"hoat-dong:{activity.pk}"
    return f"nhiem-vu:{item.pk}" if item is not None else ""


def about_of(plan: Plan, code: str) -> dict[str, Any]:
    """The activity or item that a code names: {"activity": …}, {"item": …} or {}. Raises Refusal (404)."""
    if not code:
        return {}
    sort, _colon, pk = code.partition(":")
    try:
        if sort == "hoat-dong":
            return {"activity": plan.activities.get(pk=UUID(pk))}
        if sort == "nhiem-vu":
            return {"item": DutyItem.objects.select_related("duty").get(pk=int(pk), duty__plan=plan)}
    except (ValueError, OverflowError, Activity.DoesNotExist, DutyItem.DoesNotExist):
        pass
    raise Refusal(_("Không tìm thấy việc này trong Kế hoạch."), 404)


def matching(found: QuestionQuerySet, words: str) -> QuestionQuerySet:
    """Those whose question or answer holds all the words, whatever their tone marks and case. 1 query."""
    wanted = fold(words).split()
    if not wanted:
        return found
    said = {pk: fold(f"{text} {answer}") for pk, text, answer in found.values_list("pk", "text", "answer")}
    return found.filter(pk__in=[pk for pk, text in said.items() if all(word in text for word in wanted)])


def waiting_count(user: Any) -> int:
    """How many questions wait for whoever answers; 0 for others. 1 query."""
    return Question.objects.filter(answered_at=None).count() if rules.may_answer(user) else 0


def question_todos(user: Any, units: Sequence[Unit], day: dt.date) -> list[Todo]:
    """On the desk of a focal unit, for who may answer: the questions that wait, one line a programme. 2 queries."""
    if not rules.may_answer(user) or not units:
        return []
    here = province()
    own = {unit.pk for unit in units}
    rows = (
        Question.objects.filter(answered_at=None)
        .values("plan_id", "plan__focal_id", "plan__name")
        .annotate(count=Count("pk"))
        .order_by("plan_id")
    )
    made = []
    for row in rows:
        unit = row["plan__focal_id"] or (here.focal_id if here else None)
        if unit in own:
            made.append(
                Todo(
                    unit_id=unit,
                    plan_id=row["plan_id"],
                    title=_("Trả lời %d câu hỏi của các đơn vị") % row["count"],
                    action=_("Xem câu hỏi"),
                    url=f"{reverse('desks:questions')}?chuong-trinh={row['plan_id']}",
                    state="ask",
                )
            )
    return made


# Writes


def ask_question(
    plan: Plan,
    unit: Unit,
    *,
    key: UUID,
    text: str,
    activity: Activity | None = None,
    item: DutyItem | None = None,
    actor: Any,
) -> Question:
    """Puts a question of a unit to the focal unit. `key` is the form's own: the same form sent twice is one question,
    other words under the same key are refused (409). A stranger and another unit get 404.
    """
    if not rules.may_write_at_desk(actor, unit):
        raise Refusal(_("Không tìm thấy trang này."), 404)
    text = _tidy(text)
    if not text:
        raise Refusal(_("Ghi câu hỏi, nêu rõ việc cần hướng dẫn."), field="text")
    with transaction.atomic():
        Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        there = Question.objects.filter(pk=key).first()
        if there is not None:
            said = (there.plan_id, there.unit_id, there.activity_id, there.item_id, there.text, there.asked_by_id)
            same = (plan.pk, unit.pk, activity.pk if activity else None, item.pk if item else None, text, actor.pk)
            if said == same:
                return there
            raise Refusal(
                _("Câu hỏi gửi từ trang này đã được ghi với nội dung khác. Mở lại trang để hỏi câu mới."), 409
            )
        question = Question.objects.create(
            id=key, plan=plan, unit=unit, activity=activity, item=item, text=text, asked_by=actor
        )
        about = about_code(activity=activity, item=item)
        audit.record("desks.question_asked", question, actor=actor, plan=plan.pk, unit=unit.pk, about=about)
    return question


def _tidy(text: str) -> str:
    """Without blanks at the ends of lines and of the whole; lines stay."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()[:MOST_SIGNS]


def stamp(question: Question) -> str:
    """A short mark of the answer that a form was shown with, so that nobody overwrites another's unseen."""
    return hashlib.sha256(repr((question.answer, question.shared)).encode()).hexdigest()[:16]


def answer_question(question: Question, *, answer: str, shared: bool, seen: str, actor: Any) -> Question:
    """Answers a question, or corrects the answer; the old words stay in the audit log. The asker is told once, at the
    first answer, and again of a correction.

    `seen` is the stamp of what the writer saw; refused (409) with who and when if another has answered since. The same
    answer twice is harmless. Only who runs the plan (404).
    """
    if not rules.may_answer(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)
    answer = _tidy(answer)
    if not answer:
        raise Refusal(_("Ghi câu trả lời."), field="answer")
    with transaction.atomic():
        row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        if (row.answer, row.shared) == (answer, shared) and row.answered_at is not None:
            return row
        if seen != stamp(row):
            raise Refusal(
                _("%(who)s đã trả lời câu này lúc %(when)s. Xem lại câu trả lời đó rồi sửa nếu cần.")
                % {"who": row.answered_by or _("Người khác"), "when": _said_when(row.answered_at)},
                409,
            )
        first = row.answered_at is None
        before = {} if first else {"answer": row.answer, "shared": row.shared, "by": str(row.answered_by)}
        reworded = row.answer != answer
        row.answer, row.shared = answer, shared
        if reworded:
            row.answered_by, row.answered_at = actor, clock.now()
        row.save(update_fields=["answer", "shared", "answered_by", "answered_at"])
        changed = audit.record(
            "desks.question_answered" if first else "desks.answer_corrected",
            row,
            actor=actor,
            before=before,
            shared=shared,
            unit=row.unit_id,
        )
        if reworded:
            _tell_asker(row, first=first, number=changed.number)
    return row


def _said_when(at: dt.datetime | None) -> str:
    return f"{at.astimezone(clock.HERE):%H:%M %d/%m/%Y}" if at else ""


def _tell_asker(question: Question, *, first: bool, number: int) -> None:
    """To the person who asked; to the unit when it was asked on its behalf by telephone."""
    unit = Unit.objects.get(pk=question.unit_id)
    words: dict[str, Any] = {
        "key": f"tra-loi:{question.pk}:{number}",
        "purpose": "answer",
        "subject": _("Đã có trả lời cho câu hỏi của đơn vị") if first else _("Câu trả lời vừa được sửa"),
        "body": _("Câu hỏi: %(question)s\n\nTrả lời: %(answer)s")
        % {"question": question.text, "answer": question.answer},
        "link": reverse("desks:question", args=[question.pk]),
        "about": question,
    }
    asker = question.asked_by
    if rules.works_for(asker, unit):
        office.deliver(unit=unit, user=asker, **words)
    else:
        office.deliver_to_unit(unit, **words)
