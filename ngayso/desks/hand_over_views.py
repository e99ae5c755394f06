"""Pages that hand work over."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core.errors import Refusal
from ngayso.desks import hand_overs as moves
from ngayso.desks import rules
from ngayso.desks.models import HandOver, HandOverState
from ngayso.desks.question_views import unit_at_desk
from ngayso.desks.questions import about_of
from ngayso.desks.talk_forms import ColleagueForm, DecisionForm, OtherUnitForm
from ngayso.plans.edits import READ_OR_WRITE
from ngayso.plans.views import seen


def _piece(request: HttpRequest, plan_id: UUID, unit_id: UUID, sort: str, thing: str) -> moves.Piece:
    plan = seen(request, plan_id)
    unit = unit_at_desk(request, unit_id)
    if sort not in moves.SORTS:
        raise Http404
    piece = moves.Piece(plan, unit, **about_of(plan, f"{sort}:{thing}"))
    if not moves.assignments_of(piece):
        raise Http404
    return piece


@READ_OR_WRITE
def ask_hand_over(request: HttpRequest, plan_id: UUID, unit_id: UUID, sort: str, thing: str) -> HttpResponse:
    """Gives a piece of work to a colleague, or asks that another unit takes it."""
    piece = _piece(request, plan_id, unit_id, sort, thing)
    people = moves.colleagues(piece.unit)
    to_other = request.method == "POST" and request.POST.get("cho") == "don-vi"
    to_one = request.method == "POST" and not to_other
    person = ColleagueForm(people, request.POST if to_one else None)
    other = OtherUnitForm(piece.plan, request.POST if to_other else None)
    status = 200
    if to_one:
        given = person.cleaned_data if person.is_valid() else {}
        status = (
            400 if not given else _tried(person, lambda: moves.give_to_colleague(piece, **given, actor=request.user))
        )
        if status == 200:
            messages.success(request, _("Đã giao việc cho %s.") % given["to"].name)
            return redirect(piece.url)
    if to_other:
        status = 400
        made: list[HandOver] = []
        if other.is_valid():
            cleaned = dict(other.cleaned_data)
            cleaned["to"] = cleaned.pop("unit")
            status = _tried(other, lambda: made.append(moves.ask_hand_over(piece, **cleaned, actor=request.user)))
        if made:
            messages.success(request, _("Đã gửi đề nghị chuyển việc. Việc vẫn ở đơn vị cho đến khi đầu mối đồng ý."))
            return redirect("desks:hand_over", made[0].pk)
    context = {
        "piece": piece,
        "plan": piece.plan,
        "unit": piece.unit,
        "person": person,
        "other": other,
        "wrong": other if to_other else person,
        "has_people": people.exists(),
        "waiting": moves.asked_before(piece),
        "directory": moves.takers(piece.plan).order_by("order", "name"),
    }
    return render(request, "desks/hand_over_ask.html", context, status=status)


def _tried(form: forms.Form, write: Callable[[], Any]) -> int:
    """Writes; 200 when it was written. A refusal becomes an error of the form, and its status is given back."""
    try:
        write()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return refusal.status
    return 200


@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Hand-overs to other units: those that wait, oldest first; then those that have ended."""
    user: Any = request.user
    if not user.is_authenticated or not user.held():
        raise Http404
    found = moves.full(HandOver.objects.visible_to(user).filter(to_user=None))
    ended = found.exclude(state=HandOverState.ASKED).order_by("-decided_at", "-pk")
    page = Paginator(ended, 30).get_page(request.GET.get("page"))
    context = {
        "waiting": list(found.filter(state=HandOverState.ASKED).order_by("asked_at", "pk")),
        "page": page,
        "may_decide": rules.may_answer(user),
    }
    return render(request, "desks/hand_overs.html", context)


def _hand_over(request: HttpRequest, hand_over_id: UUID) -> HandOver:
    return get_object_or_404(moves.full(HandOver.objects.visible_to(request.user)), pk=hand_over_id)


@require_safe
def hand_over(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """One hand-over: who gives what to whom and why, and how it ended."""
    return _shown(request, _hand_over(request, hand_over_id), DecisionForm())


@require_POST
def decide(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """The focal unit agrees or not."""
    found = _hand_over(request, hand_over_id)
    if not rules.may_answer(request.user) or found.to_unit is None:
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form, status=400)
    agree, note = form.cleaned_data["decision"] == "dong-y", form.cleaned_data["note"]
    status = _tried(form, lambda: moves.decide_hand_over(found, agree=agree, note=note, actor=request.user))
    if status != 200:
        return _shown(request, _hand_over(request, hand_over_id), form, status=status)
    said = _("Đã chuyển việc sang %s.") % found.to_unit if agree else _("Đã ghi không đồng ý; đơn vị đề nghị nhận tin.")
    messages.success(request, said)
    return redirect("desks:hand_overs")


@require_POST
def withdraw(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """The unit takes its asking back."""
    found = _hand_over(request, hand_over_id)
    moves.withdraw_hand_over(found, actor=request.user)
    messages.success(request, _("Đã rút đề nghị. Việc vẫn ở đơn vị."))
    return redirect("desks:hand_over", found.pk)


def _shown(request: HttpRequest, found: HandOver, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    waits = found.state == HandOverState.ASKED
    context = {
        "move": found,
        "piece": moves.piece_of(found.work),
        "plan": found.work.plan,
        "form": form,
        "decides": waits and rules.may_answer(request.user),
        "withdraws": moves.may_withdraw(request.user, found),
        "held": moves.assignments_of(moves.piece_of(found.work)) if waits else [],
    }
    return render(request, "desks/hand_over.html", context, status=status)
