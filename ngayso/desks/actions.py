"""Every write at a desk but questions and hand-overs."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ngayso.core import audit, clock, files
from ngayso.core.errors import Refusal
from ngayso.desks import rules
from ngayso.desks.models import Acknowledgement, DayFigure, Evidence, Progress, Work, WorkState
from ngayso.people.models import Unit
from ngayso.plans import indicators
from ngayso.plans.models import Activity, Assigned, DutyItem, Indicator, Part, Plan
from ngayso.plans.rules import may_run_plan
from ngayso.words.dates import say_day

PHOTOS = (files.JPEG, files.PNG)
PAPERS = (files.PDF, files.DOCX, files.XLSX, files.JPEG, files.PNG)
MOST_VALUE = Decimal("1000000000000")
"""A number beyond this is a slip of the finger."""
LONG_BEFORE = dt.timedelta(days=366)
"""Work is told of that was done before the plan, but a year before it a day is a slip of the finger."""


def acknowledge(plan: Plan, unit: Unit, *, actor: Any) -> Acknowledgement:
    """ "Đã nhận": once; who says it again gets the first. 404 to a stranger and for a plan that gives the unit nothing.

    Who runs the plan may say it for a unit that told so by telephone; the row and the log then name that person.
    """
    if not rules.may_write_at_desk(actor, unit) or not _is_named(plan, unit):
        raise Refusal(_("Không có bàn việc này."), 404)
    with transaction.atomic():
        row, made = Acknowledgement.objects.get_or_create(plan=plan, unit=unit, defaults={"by": actor})
        if made:
            on_behalf = rules.is_on_behalf(actor, unit)
            audit.record(
                "desks.plan_acknowledged",
                row,
                actor=actor,
                label=f"{unit}: {plan}",
                plan=plan.pk,
                unit=unit.pk,
                on_behalf=on_behalf,
            )
    return row


def acknowledge_all(plans: Sequence[Plan], unit: Unit, *, actor: Any) -> list[Acknowledgement]:
    """ "Đã nhận" for several programmes at once."""
    with transaction.atomic():
        return [acknowledge(plan, unit, actor=actor) for plan in plans]


def _is_named(plan: Plan, unit: Unit) -> bool:
    of = Q(assignment__activity__plan=plan) | Q(assignment__duty__plan=plan)
    return Assigned.objects.filter(of, unit=unit).exists()


def work_of(plan: Plan, unit: Unit, *, activity: Activity | None = None, item: DutyItem | None = None) -> Work:
    """The row of one unit's part in one activity or one item of a duty, made when there is none. Asks nobody's rights.

    Refuses (404) what the plan does not give to the unit, unless there is a row already.
    """
    if (activity is None) == (item is None):
        raise ValueError("a work is of one activity or of one item")
    found = Work.objects.filter(plan=plan, unit=unit, activity=activity, item=item).first()
    if found is not None:
        return found
    if not is_given(plan, unit, activity=activity, item=item):
        raise Refusal(_("Chương trình không giao việc này cho đơn vị."), 404)
    return Work.objects.get_or_create(unit=unit, activity=activity, item=item, defaults={"plan": plan})[0]


def is_given(plan: Plan, unit: Unit, *, activity: Activity | None = None, item: DutyItem | None = None) -> bool:
    """Whether the plan gives this to the unit today. 1 query."""
    if activity is not None:
        return activity.plan_id == plan.pk and bool(part_of(unit, activity))
    mine = Assigned.objects.filter(unit=unit, assignment__duty__plan=plan)
    return item is not None and mine.filter(assignment__duty=item.duty_id).exists()


def part_of(unit: Unit, activity: Activity) -> str:
    """Part.LEAD, Part.PARTNER or "" when the activity is not given to the unit. 1 query."""
    given = Assigned.objects.filter(unit=unit, assignment__activity=activity)
    parts = set(given.values_list("assignment__part", flat=True))
    return Part.LEAD if Part.LEAD in parts else Part.PARTNER if parts else ""


def add_progress(
    plan: Plan,
    unit: Unit,
    *,
    activity: Activity | None = None,
    item: DutyItem | None = None,
    id: UUID,
    state: str,
    day: dt.date,
    text: str = "",
    reason: str = "",
    place: str = "",
    figures: Mapping[str, Decimal] | None = None,
    corrects: UUID | None = None,
    device_at: dt.datetime | None = None,
    actor: Any,
) -> Progress:
    """Appends an entry to a piece of work and brings its head in step. The same id with the same content gives the same
    row, with other content 409.

    `figures` : code of a daily indicator of the activity's kind → what that day added (flow) or had (stock).
    `corrects` names an entry of the same work: its figures count no more. Correcting an entry that is not the last
    leaves the state of the work as it is. Refuses: a stranger, a wrong unit, what the plan does not give (404);
    an activity that is cancelled, a work that is called off, an entry that was corrected before (409); a day to come or
    more than a year before the plan, a state without its reason, a figure that is not asked for, negative, or finer than its places (400).
    """
    if not rules.may_write_at_desk(actor, unit):
        raise Refusal(_("Không có việc này."), 404)
    text, reason, place = text.strip(), " ".join(reason.split()), " ".join(place.split())
    figures = dict(figures or {})
    content = _digest(plan, unit, activity, item, state, day, text, reason, place, figures, corrects)
    try:
        with transaction.atomic():
            work = work_of(plan, unit, activity=activity, item=item)
            work = (
                Work.objects.select_for_update(of=("self",)).select_related("unit", "activity", "item").get(pk=work.pk)
            )
            there = Progress.objects.filter(pk=id).first()
            if there is not None:
                return _same(there, content)
            if not is_given(plan, unit, activity=activity, item=item):
                raise Refusal(_("Chương trình không giao việc này cho đơn vị."), 404)
            _check_open(work, actor)
            _check_state(state, reason, actor, was=work)
            _check_day(plan, work, day)
            values = _cleaned(work, figures)
            old = _to_correct(work, corrects) if corrects is not None else None
            if old is not None and not _is_last(work, old):
                state, reason = work.state, work.reason
            row = Progress.objects.create(
                id=id,
                work=work,
                device_at=device_at,
                day=day,
                state=state,
                reason=reason[:500],
                text=text,
                place=place[:200],
                by=actor,
                on_behalf=rules.is_on_behalf(actor, unit),
                corrects=old,
                sha256=content,
            )
            DayFigure.objects.bulk_create(DayFigure(progress=row, indicator=i, value=v) for i, v in values.items())
            work.state, work.reason = state, reason[:500]
            work.entries, work.last_at = work.entries + 1, row.at
            work.save(update_fields=["state", "reason", "entries", "last_at"])
            audit.record(
                "desks.progress_corrected" if old is not None else "desks.progress_added",
                work,
                actor=actor,
                label=f"{unit}: {work}",
                progress=row.pk,
                corrects=corrects,
                day=day,
                state=state,
                figures={i.code: f"{v:f}" for i, v in values.items()},
                on_behalf=row.on_behalf,
            )
    except IntegrityError:
        # Another transaction kept this id, or corrected the same entry, in between.
        there = Progress.objects.filter(pk=id).first()
        if there is not None:
            return _same(there, content)
        raise _corrected_before() from None
    return row


def _digest(
    plan: Plan,
    unit: Unit,
    activity: Activity | None,
    item: DutyItem | None,
    state: str,
    day: dt.date,
    text: str,
    reason: str,
    place: str,
    figures: Mapping[str, Decimal],
    corrects: UUID | None,
) -> str:
    """SHA-256 of what a form sent, the same however a number was written ("12", "12.00")."""
    numbers = sorted((code, f"{value.normalize():f}") for code, value in figures.items())
    thing = activity.pk if activity is not None else item.pk if item is not None else None
    content = [plan.pk, unit.pk, thing, state, day, text, reason, place, numbers, corrects]
    return hashlib.sha256(json.dumps(content, default=str, ensure_ascii=False).encode()).hexdigest()


def _same(there: Progress, content: str) -> Progress:
    if there.sha256 != content:
        raise Refusal(
            _("Máy chủ đã nhận bản ghi này lúc %(time)s với nội dung khác. Xem lại rồi ghi phần khác thành bản sửa.")
            % {"time": there.at.astimezone(clock.HERE).strftime("%H:%M %d/%m/%Y")},
            409,
        )
    return there


def _check_open(work: Work, actor: Any) -> None:
    if work.activity is not None and work.activity.cancelled_at is not None:
        raise Refusal(_("Hoạt động này đã hủy: %s. Không ghi thêm được.") % work.activity.cancelled_why, 409)
    if work.state == WorkState.OFF and not may_run_plan(actor):
        raise Refusal(_("Việc này đã hủy theo %s. Muốn ghi tiếp, xin cơ quan đầu mối mở lại.") % work.reason, 409)


def _check_state(state: str, reason: str, actor: Any, *, was: Work) -> None:
    if state not in WorkState.values:
        raise Refusal(_("Chọn trạng thái trong danh sách."), field="state")
    if state == WorkState.STUCK and not reason:
        raise Refusal(_("Ghi lý do không làm được và cần ai gỡ."), field="reason")
    if state == WorkState.OFF:
        if not may_run_plan(actor):
            raise Refusal(
                _("Chỉ cơ quan đầu mối ghi hủy theo quyết định. Nếu không làm được, chọn Không làm được và ghi lý do."),
                field="state",
            )
        if not any(sign.isdigit() for sign in reason):
            raise Refusal(_("Ghi số, ngày của quyết định hủy, ví dụ: Quyết định 12/QĐ-UBND."), field="reason")


def _check_day(plan: Plan, work: Work, day: dt.date) -> None:
    if day > clock.today():
        raise Refusal(_("Ngày %s chưa đến. Chọn ngày hôm nay hoặc trước đó.") % say_day(day), field="day")
    begun = min(filter(None, (plan.as_of, plan.day, work.activity.start if work.activity is not None else None)))
    if day < begun - LONG_BEFORE:
        raise Refusal(
            _("Ngày %s trước Kế hoạch hơn một năm. Xem lại năm rồi ghi.") % say_day(day),
            field="day",
        )


def daily_indicators(activity: Activity, part: str) -> list[Indicator]:
    """What a unit with this part writes day by day of the activity. Rates are computed, never typed; where the lead counts
    the whole, its partners write nothing, lest it be counted twice. 1 query.
    """
    return [i for i in indicators.for_kind(activity.kind) if is_daily(i, part)]


def is_daily(indicator: Indicator, part: str) -> bool:
    return indicator.daily and indicator.numerator_id is None and (part == Part.LEAD or indicator.of_partners)


def _cleaned(work: Work, figures: Mapping[str, Decimal]) -> dict[Indicator, Decimal]:
    if not figures:
        return {}
    of = work.activity
    known = {i.code: i for i in daily_indicators(of, part_of(work.unit, of))} if of is not None else {}
    found = {}
    for code, value in figures.items():
        one = known.get(code)
        if one is None:
            raise Refusal(_("Việc này không ghi số liệu “%s” hằng ngày. Bỏ số này rồi ghi lại.") % code[:60])
        if not value.is_finite() or value < 0:
            raise Refusal(_("Số liệu “%s” phải từ 0 trở lên.") % one.name, field=f"figure_{code}")
        if value >= MOST_VALUE:
            raise Refusal(
                _("Số liệu “%s” lớn quá mức có thể có. Xem lại số chữ số.") % one.name, field=f"figure_{code}"
            )
        if value != round(value, one.places):
            sentence = (
                _("Số liệu “%(name)s” nhận nhiều nhất %(n)d chữ số sau dấu phẩy.") % {"name": one.name, "n": one.places}
                if one.places
                else _("Số liệu “%s” là số nguyên, không có phần lẻ.") % one.name
            )
            raise Refusal(sentence, field=f"figure_{code}")
        found[one] = value
    return found


def _to_correct(work: Work, corrects: UUID) -> Progress:
    old = Progress.objects.filter(pk=corrects, work=work).first()
    if old is None:
        raise Refusal(_("Không có bản ghi này."), 404)
    if old.corrections.exists():
        raise _corrected_before()
    return old


def _corrected_before() -> Refusal:
    return Refusal(_("Bản ghi này vừa được người khác sửa. Mở lại trang, xem bản mới rồi sửa tiếp."), 409)


def _is_last(work: Work, entry: Progress) -> bool:
    last = work.progress.order_by("-at", "-id").values_list("pk", flat=True).first()
    return last == entry.pk


def add_evidence(
    work: Work,
    *,
    id: UUID,
    sort: str,
    source: Any = None,
    name: str = "",
    url: str = "",
    caption: str = "",
    progress: Progress | None = None,
    actor: Any,
) -> Evidence:
    """Gives a piece of work a photograph, a file or a link. The same id again gives the same row and keeps no second file.

    404 to a stranger, a wrong unit and what the plan does not give to the unit any more; 409 when the activity was
    cancelled; 400 for what is neither a picture (of a photo), a PDF, DOCX, XLSX or picture (of a
    file), nor an http address (of a link); 413 beyond the bound of core.files.
    """
    if not rules.may_write_at_desk(actor, work.unit) or (progress is not None and progress.work_id != work.pk):
        raise Refusal(_("Không có việc này."), 404)
    if sort not in Evidence.Sort.values:
        raise Refusal(_("Minh chứng là ảnh, tệp hoặc liên kết."))
    link = _checked_link(url) if sort == Evidence.Sort.LINK else ""
    with transaction.atomic():
        # The lock lets the same upload, sent twice at once, find the first.
        Work.objects.select_for_update().get(pk=work.pk)
        there = Evidence.objects.filter(pk=id).first()
        if there is not None:
            if there.work_id != work.pk:
                raise Refusal(_("Mã minh chứng này đã dùng cho việc khác. Tải lại trang rồi gửi lại."), 409)
            return there
        if not is_given(work.plan, work.unit, activity=work.activity, item=work.item):
            raise Refusal(_("Chương trình không giao việc này cho đơn vị."), 404)
        if work.activity is not None and work.activity.cancelled_at is not None:
            raise Refusal(_("Hoạt động này đã hủy: %s. Không ghi thêm được.") % work.activity.cancelled_why, 409)
        row = Evidence(
            id=id, work=work, progress=progress, sort=sort, url=link, caption=" ".join(caption.split())[:200], by=actor
        )
        if not link:
            allowed = PHOTOS if sort == Evidence.Sort.PHOTO else PAPERS
            field = "photos" if sort == Evidence.Sort.PHOTO else "papers"
            try:
                row.file = files.store(source, name=name, owner=row, actor=actor, allowed=allowed)
            except Refusal as refusal:
                raise Refusal(f"{name[:80]}: {refusal.sentence}", refusal.status, field=field) from refusal
        row.save(force_insert=True)
        audit.record(
            "desks.evidence_added",
            row,
            actor=actor,
            label=f"{work.unit}: {work}",
            work=work.pk,
            progress=progress.pk if progress is not None else None,
            sort=sort,
            sha256=row.file.sha256 if row.file is not None else "",
            on_behalf=rules.is_on_behalf(actor, work.unit),
        )
    return row


def _checked_link(url: str) -> str:
    url = url.strip()
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= 500
    except ValueError:
        good = False
    if not good or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise Refusal(
            _("Liên kết phải là một địa chỉ bắt đầu bằng https:// hoặc http://, dài nhất 500 ký tự."), field="link"
        )
    return url


def remove_evidence(evidence: Evidence, *, actor: Any) -> Evidence:
    """Takes a piece of evidence off the lists; the row and the file stay, for what rests on them. Twice is harmless."""
    if not rules.may_write_at_desk(actor, evidence.work.unit):
        raise Refusal(_("Không có minh chứng này."), 404)
    with transaction.atomic():
        if Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=clock.now()):
            evidence.refresh_from_db()
            audit.record(
                "desks.evidence_removed",
                evidence,
                actor=actor,
                label=f"{evidence.work.unit}: {evidence}",
                work=evidence.work_id,
                on_behalf=rules.is_on_behalf(actor, evidence.work.unit),
            )
    return evidence
