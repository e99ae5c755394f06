"""Pages of questions and answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ngayso.core.errors import Refusal
from ngayso.desks import questions as talks
from ngayso.desks import rules
from ngayso.desks.models import Question, QuestionQuerySet
from ngayso.desks.talk_forms import AnswerForm, AskForm, about_choices
from ngayso.people.models import Unit
from ngayso.plans.edits import READ_OR_WRITE
from ngayso.plans.models import Plan
from ngayso.plans.views import seen

STATES = (
    ("cho", gettext_lazy("Chờ trả lời")),
    ("xong", gettext_lazy("Đã trả lời")),
    ("tat-ca", gettext_lazy("Tất cả")),
)


def unit_at_desk(request: HttpRequest, unit_id: UUID) -> Unit:
    """The unit when the person may write at its desk, else 404."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=unit_id)
    if not rules.may_write_at_desk(request.user, unit):
        raise Http404
    return unit


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Questions over all programmes: the waiting ones, oldest first, for who answers; one's own unit's and those shown
    to all for the others."""
    user: Any = request.user
    if not user.is_authenticated or not user.held():
        raise Http404
    may_answer = rules.may_answer(user)
    state = request.GET.get("tinh-trang", "cho" if may_answer else "tat-ca")
    if state not in dict(STATES):
        raise Http404
    plan = _plan_asked(request)
    words = request.GET.get("tim", "").strip()[:200]
    found = Question.objects.visible_to(user)
    about = request.GET.get("viec", "") if plan is not None else ""
    if plan is not None:
        found = _about(found.filter(plan=plan), plan, about)
    found = talks.matching(found, words)
    if state == "cho":
        found = found.filter(answered_at=None).order_by("asked_at", "pk")
    else:
        found = found.filter(answered_at__isnull=False) if state == "xong" else found
        found = found.order_by("-asked_at", "-pk")
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    shown: Any = page.object_list
    context = {
        "page": page,
        "turns": talks.turns(user, shown),
        "plans": Plan.objects.visible_to(user),
        "plan": plan,
        "abouts": about_choices(plan, None)[1:] if plan is not None else [],
        "about": about,
        "states": STATES,
        "state": state,
        "words": words,
        "waiting": talks.waiting_count(user),
        "may_answer": may_answer,
        "ask_units": _ask_units(user) if plan is not None else [],
    }
    return render(request, "desks/questions.html", context)


def _ask_units(user: Any) -> list[Unit]:
    """The units for which the person may ask, each once."""
    return list({m.unit_id: m.unit for m in user.held() if rules.works_for(user, m.unit)}.values())


def _plan_asked(request: HttpRequest) -> Plan | None:
    given = request.GET.get("chuong-trinh", "")
    if not given:
        return None
    try:
        return Plan.objects.visible_to(request.user).get(pk=UUID(given))
    except (ValueError, Plan.DoesNotExist):
        raise Http404 from None


def _about(found: QuestionQuerySet, plan: Plan, code: str) -> QuestionQuerySet:
    thing = talks.about_of(plan, code)
    if "activity" in thing:
        return found.filter(activity=thing["activity"])
    return found.filter(item__duty=thing["item"].duty_id) if "item" in thing else found


@READ_OR_WRITE
def ask(request: HttpRequest, plan_id: UUID, unit_id: UUID) -> HttpResponse:
    """A unit asks the focal unit; `?viec=hoat-dong:<id>` says about what."""
    plan = seen(request, plan_id)
    unit = unit_at_desk(request, unit_id)
    posted = request.method == "POST"
    form = AskForm(plan, unit, request.POST if posted else None, initial={"about": request.GET.get("viec", "")[:60]})
    status = 200
    if posted:
        status = 400
        if form.is_valid():
            about = talks.about_of(plan, form.cleaned_data["about"])
            key, text = form.cleaned_data["key"], form.cleaned_data["text"]
            try:
                question = talks.ask_question(plan, unit, key=key, text=text, actor=request.user, **about)
            except Refusal as refusal:
                if refusal.status == 404:
                    raise
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Đã gửi câu hỏi đến cơ quan đầu mối. Có trả lời sẽ có tin nhắn."))
                return redirect("desks:question", question.pk)
    context = {"plan": plan, "unit": unit, "form": form, "talk": talks.talk(request.user, plan, unit)}
    return render(request, "desks/question_ask.html", context, status=status)


def _question(request: HttpRequest, question_id: UUID) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user), pk=question_id)


@require_safe
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question with its answer; who answers finds the form here."""
    found = _question(request, question_id)
    return _shown(request, found, AnswerForm.of(found))


@require_POST
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answers, or corrects the answer."""
    found = _question(request, question_id)
    if not rules.may_answer(request.user):
        raise Http404
    form = AnswerForm.of(found, request.POST)
    if not form.is_valid():
        return _shown(request, found, form, status=400)
    try:
        talks.answer_question(found, actor=request.user, **form.cleaned_data)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        found = _question(request, question_id)
        # The page shows the other's answer; what was typed stays in the field, to be sent in its knowledge.
        typed = request.POST.copy()
        typed["seen"] = talks.stamp(found)
        form = AnswerForm.of(found, typed)
        form.add_error(refusal.field, refusal.sentence)
        return _shown(request, found, form, status=refusal.status)
    messages.success(request, _("Đã ghi câu trả lời. Người hỏi nhận được tin."))
    return redirect("desks:question", found.pk)


def _shown(request: HttpRequest, found: Question, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    [turn] = talks.turns(request.user, Question.objects.filter(pk=found.pk))
    context = {
        "turn": turn,
        "plan": turn.question.plan,
        "form": form if rules.may_answer(request.user) else None,
        "waiting": talks.waiting_count(request.user),
    }
    return render(request, "desks/question.html", context, status=status)
