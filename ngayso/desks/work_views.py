"""The page of one piece of work: what the plan says, what was told of it, the form for the next entry."""

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ngayso.core import clock, limits
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7
from ngayso.desks import actions, rules
from ngayso.desks.desk import end_of, work_url
from ngayso.desks.forms import OnlyEvidenceForm, ProgressForm, first_values, values_of
from ngayso.desks.history import history
from ngayso.desks.models import Evidence, Progress, Work, WorkState
from ngayso.desks.queries import shown_state
from ngayso.desks.questions import talk
from ngayso.desks.views import seen_unit
from ngayso.people.models import Unit
from ngayso.plans.models import Activity, DutyItem, Part, Plan
from ngayso.plans.rules import may_run_plan
from ngayso.plans.views import day_asked, seen

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])
MOST_AN_HOUR = 600


class Piece:
    """What an address names: one unit's part in one activity or one item of a duty, with its row when there is one."""

    def __init__(self, request: HttpRequest, plan_id: UUID, unit_id: UUID, what: str, thing_id: str) -> None:
        self.unit: Unit = seen_unit(request, unit_id)
        self.plan: Plan = seen(request, plan_id)
        self.what = what
        self.activity: Activity | None = None
        self.item: DutyItem | None = None
        try:
            if what == "hoat-dong":
                self.activity = self.plan.activities.filter(pk=UUID(thing_id)).first()
            elif what == "nhiem-vu":
                items = DutyItem.objects.select_related("duty").filter(duty__plan=self.plan)
                self.item = (
                    items.filter(pk=int(thing_id)).first() if thing_id.isdecimal() and len(thing_id) < 19 else None
                )
        except ValueError:
            raise Http404 from None
        thing = self.activity or self.item
        if thing is None:
            raise Http404
        self.thing: Activity | DutyItem = thing
        found = Work.objects.filter(plan=self.plan, unit=self.unit, **self.named).select_related("assignee", "unit")
        self.work: Work | None = found.first()
        if self.activity is not None:
            self.part = actions.part_of(self.unit, self.activity)
            self.given = bool(self.part)
        else:
            self.part = str(Part.BOUND)
            self.given = actions.is_given(self.plan, self.unit, **self.named)
        if not self.given and self.work is None:
            raise Http404

    @property
    def named(self) -> dict[str, Any]:
        return {"activity": self.activity, "item": self.item}

    @property
    def url(self) -> str:
        return work_url(self.plan.pk, self.unit.pk, self.thing)

    @property
    def is_closed(self) -> bool:
        return self.activity is not None and self.activity.cancelled_at is not None


@READ_OR_WRITE
def work(request: HttpRequest, plan_id: UUID, unit_id: UUID, what: str, thing_id: str) -> HttpResponse:
    """Reads it, or appends an entry; `?sua=<id>` mends one."""
    piece = Piece(request, plan_id, unit_id, what, thing_id)
    may_write = rules.may_write_at_desk(request.user, piece.unit)
    old = _to_mend(request, piece)
    if request.method != "POST":
        form = _form(request, piece, old) if may_write else None
        return _shown(request, piece, form, old=old)
    if not may_write:
        raise Http404
    form = _form(request, piece, old, sent=True)
    status = _written(request, piece, form)
    if status != 200:
        return _shown(request, piece, form, old=old, status=status)
    messages.success(request, _("Đã ghi bản sửa. Bản cũ còn trong lịch sử, gạch ngang.") if old else _("Đã ghi."))
    return redirect(piece.url)


def _to_mend(request: HttpRequest, piece: Piece) -> Progress | None:
    given = request.GET.get("sua", "")
    if not given or piece.work is None:
        return None
    try:
        return piece.work.progress.filter(pk=UUID(given)).select_related("by").first()
    except ValueError:
        raise Http404 from None


def _form(request: HttpRequest, piece: Piece, old: Progress | None, *, sent: bool = False) -> ProgressForm:
    day = _day_to_write(request)
    of = piece.activity
    asked: dict[str, Any] = {
        "indicators": actions.daily_indicators(of, piece.part) if of is not None else [],
        "may_call_off": may_run_plan(request.user),
    }
    state = request.GET.get("trang-thai", "")
    first = values_of(old) if old else first_values(piece.work, day, state=state if state in WorkState.values else "")
    if old is not None:
        day = old.day
    return ProgressForm(
        request.POST if sent else None, request.FILES if sent else None, initial=first, day=day, auto_id="g-%s", **asked
    )


def _day_to_write(request: HttpRequest) -> dt.date:
    """From `?ghi-ngay=2024-10-02`; today when there is none or it has not come."""
    try:
        return min(dt.date.fromisoformat(request.GET.get("ghi-ngay", "")), clock.today())
    except ValueError:
        return clock.today()


def _written(request: HttpRequest, piece: Piece, form: ProgressForm) -> int:
    """200 when it was written, else the status to answer, with the reason on the form."""
    if getattr(request, "too_large", False):
        form.add_error("photos", _("Ảnh và tệp cộng lại lớn hơn 50 MB. Bớt tệp hoặc giảm dung lượng rồi gửi lại."))
        return 413
    if not form.is_valid():
        return 400
    told = form.cleaned_data
    entry = {name: told[name] for name in ("id", "state", "day", "text", "reason", "place", "corrects", "device_at")}
    try:
        limits.spend("desks.entry", request.user.pk, most=MOST_AN_HOUR, seconds=3600)
        with transaction.atomic():
            row = actions.add_progress(
                piece.plan, piece.unit, **piece.named, **entry, figures=form.figures, actor=request.user
            )
            _give_evidence(row.work, form, row, request.user)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        if refusal.status == 409:
            _offer_mending(piece, form)
        return refusal.status
    return 200


def _give_evidence(work: Work, form: Any, entry: Progress | None, actor: Any) -> None:
    """Each file under a key made of the form's key and its bytes, so that a form sent twice brings it once."""
    told, key = form.cleaned_data, form.cleaned_data["id"]
    given: dict[str, Any] = {"caption": told["caption"], "progress": entry, "actor": actor}
    for sort, files in ((Evidence.Sort.PHOTO, told["photos"]), (Evidence.Sort.FILE, told["papers"])):
        for file in files:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            actions.add_evidence(work, id=uuid5(key, digest), sort=sort, source=file, name=file.name, **given)
    if told["link"]:
        actions.add_evidence(work, id=uuid5(key, told["link"]), sort=Evidence.Sort.LINK, url=told["link"], **given)


def _offer_mending(piece: Piece, form: ProgressForm) -> None:
    """The server has other words under the key of this form: what stands in it now may go as a correction of them."""
    there = Progress.objects.filter(pk=form.cleaned_data["id"], work__plan=piece.plan, work__unit=piece.unit).first()
    if there is None:
        return
    sent: Any = form.data
    changed = sent.copy()
    changed["id"], changed["corrects"] = str(uuid7()), str(there.pk)
    form.data = changed


def _shown(
    request: HttpRequest,
    piece: Piece,
    form: ProgressForm | None,
    *,
    old: Progress | None = None,
    proof: OnlyEvidenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = day_asked(request)
    told = history(piece.work, asked.day)
    since = piece.plan.confirmed_at.astimezone(clock.HERE).date()
    said, at = (told.last.progress.state, told.last.progress.at) if told.last else ("", None)
    called_off = said == WorkState.OFF and not may_run_plan(request.user)
    may_write = form is not None and asked.is_today and piece.given and not piece.is_closed
    context = {
        "piece": piece,
        "plan": piece.plan,
        "unit": piece.unit,
        "work": piece.work,
        "state": shown_state(said, at, activity=piece.activity, since=since, day=asked.day),
        "reason": told.last.progress.reason if told.last else "",
        "told": told,
        "form": form if may_write and not called_off else None,
        "proof": proof or OnlyEvidenceForm(initial={"id": uuid7()}, auto_id="m-%s"),
        "may_write": may_write,
        "old": old,
        "old_is_last": old is not None and told.last is not None and told.last.progress.pk == old.pk,
        "on_behalf": may_write and rules.is_on_behalf(request.user, piece.unit),
        "named": list(piece.activity.assignments.order_by("part", "order")) if piece.activity is not None else [],
        "targets": list(piece.activity.targets.all()) if piece.activity is not None else [],
        "talk": talk(request.user, piece.plan, piece.unit, **piece.named),
        "asked": asked,
        "day": asked.day,
        "end": end_of(asked.day),
    }
    return render(request, "desks/work.html", context, status=400 if asked.wrong and status == 200 else status)


@require_POST
def add_evidence(request: HttpRequest, plan_id: UUID, unit_id: UUID, what: str, thing_id: str) -> HttpResponse:
    """Evidence without an entry."""
    piece = Piece(request, plan_id, unit_id, what, thing_id)
    if not rules.may_write_at_desk(request.user, piece.unit):
        raise Http404
    proof = OnlyEvidenceForm(request.POST, request.FILES, auto_id="m-%s")
    status = 200
    if getattr(request, "too_large", False):
        proof.add_error("photos", _("Ảnh và tệp cộng lại lớn hơn 50 MB. Bớt tệp hoặc giảm dung lượng rồi gửi lại."))
        status = 413
    elif not proof.is_valid():
        status = 400
    else:
        try:
            limits.spend("desks.entry", request.user.pk, most=MOST_AN_HOUR, seconds=3600)
            with transaction.atomic():
                row = actions.work_of(piece.plan, piece.unit, **piece.named)
                _give_evidence(row, proof, None, request.user)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            proof.add_error(refusal.field if refusal.field in proof.fields else None, refusal.sentence)
            status = refusal.status
    if status != 200:
        return _shown(request, piece, _form(request, piece, None), proof=proof, status=status)
    messages.success(request, _("Đã gắn minh chứng."))
    return redirect(f"{piece.url}#minh-chung")


@require_POST
def remove_evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Takes a piece of evidence off the lists."""
    found = Evidence.objects.visible_to(request.user).select_related("work__plan", "work__unit", "work__activity")
    evidence = get_object_or_404(found.select_related("work__item__duty", "file"), pk=evidence_id)
    actions.remove_evidence(evidence, actor=request.user)
    messages.success(request, _("Đã bỏ minh chứng khỏi danh sách. Tệp còn giữ trong hồ sơ."))
    of = evidence.work
    thing = of.activity or of.item
    assert thing is not None
    return redirect(f"{work_url(of.plan_id, of.unit_id, thing)}#minh-chung")
