"""The way of a unit's report: sent and frozen, taken back, returned, approved by the unit between, accepted, reopened."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.core.models import label_of
from ngayso.core.templatetags.look import vi_day_short, vi_time
from ngayso.desks.rules import is_on_behalf, may_write_at_desk
from ngayso.office.actions import deliver_to_unit
from ngayso.people.models import Level, Unit
from ngayso.people.queries import province
from ngayso.plans.figures import Said, set_figures, withdraw_figures
from ngayso.reports import rules
from ngayso.reports.asked import expected_units
from ngayso.reports.frozen import content_of, digest, number, says_the_same
from ngayso.reports.locks import add_exception, is_open_for, lock_round, unlock_round
from ngayso.reports.models import Cell, Passage, ReportState, Review, Round, Submission, UnitReport, Way
from ngayso.reports.unit_form import read_form
from ngayso.reports.validation import checked

__all__ = [
    "accept_clean",
    "accept_report",
    "add_exception",
    "approve_report",
    "is_open_for",
    "lock_round",
    "missing_below",
    "reopen_report",
    "return_report",
    "submit_report",
    "unlock_round",
    "withdraw_submission",
]

EVIDENCE = "reports.submission"
DONE = (ReportState.APPROVED, ReportState.ACCEPTED)
LONGEST_MARK, LONGEST_NOTE = 500, 4000
FEW = 3
Verdict = Review.Verdict


def submit_report(report: UnitReport, *, way: str, actor: Any, word: str = "") -> Submission:
    """Freezes what the report says and sends it. Sending the same again gives the same submission.

    Refuses 404 whoever may not write for the unit; 409 when the round is closed to it or the report has moved on; 400 while
    something must be mended or wants a word, naming the first three, or while reports of the units below are not
    approved and `word` does not say why (field "word").
    """
    word = " ".join(word.split())[:LONGEST_NOTE]
    with transaction.atomic():
        row = _locked(report)
        _ask(actor is None or may_write_at_desk(actor, row.unit))
        now = clock.now()
        last = row.submissions.order_by("-number").first()
        if row.state not in (ReportState.DRAFT, ReportState.RETURNED):
            if last is not None and says_the_same(last.content, content_of(row)):
                return _given_back(report, row, last)
            raise _moved_on(row)
        _check_open(row, now)
        missing = missing_below(row)
        if missing and not word:
            raise Refusal(
                _(
                    "Còn %(count)d xã chưa được duyệt báo cáo: %(names)s. Duyệt các báo cáo này, hoặc ghi lý do gửi trước."
                )
                % {"count": len(missing), "names": _few([unit.name for unit in missing])},
                field="word",
            )
        found = checked(read_form(row.round, row.unit, report=row))
        _check_problems(found)
        content = content_of(row, problems=found, missing=missing, word=word)
        made = Submission.objects.create(
            report=row,
            number=1 if last is None else last.number + 1,
            at=now,
            by=actor,
            by_label=_label(actor),
            way=Way.ON_BEHALF if actor is not None and is_on_behalf(actor, row.unit) else way,
            content=content,
            sha256=digest(content),
        )
        first = row.first_submitted_at is None
        row.state, row.submitted_at = ReportState.SUBMITTED, now
        if first:
            row.first_submitted_at, row.late = now, now >= row.round.due
        row.save(update_fields=["state", "submitted_at", "first_submitted_at", "late"])
        row.cells.exclude(mark="").update(mark="")
        row.passages.exclude(mark="").update(mark="")
        audit.record(
            "reports.report_submitted",
            row,
            actor=actor,
            submission=made.pk,
            number=made.number,
            sha256=made.sha256,
            way=made.way,
            late=row.late,
            below_missing=len(missing),
        )
    return _given_back(report, row, made)


def withdraw_submission(report: UnitReport, *, actor: Any) -> UnitReport:
    """The unit takes its report back to change it, while nobody has given a verdict. What was sent stays in its history."""
    with transaction.atomic():
        row = _locked(report)
        _ask(actor is None or may_write_at_desk(actor, row.unit))
        if row.state == ReportState.DRAFT:
            if row.submissions.exists():
                return row
            raise Refusal(_("Báo cáo này chưa gửi nên không có gì để rút."), 409)
        _check_open(row, clock.now())
        row = _claimed(row, (ReportState.SUBMITTED,), ReportState.DRAFT)
        audit.record("reports.report_withdrawn", row, actor=actor)
    report.state = row.state
    return row


def approve_report(report: UnitReport, *, actor: Any, note: str = "", seen: UUID | None = None) -> Review:
    """The unit between lets a report through to the focal unit."""
    with transaction.atomic():
        row = _locked(report)
        above = rules.between(row.unit)
        _ask(above is not None and rules.may_approve(actor, row.unit))
        done = _done_already(row, Verdict.APPROVED, actor)
        if done is not None:
            return done
        _claimed(row, (ReportState.SUBMITTED,), ReportState.APPROVED)
        review = _reviewed(row, report, Verdict.APPROVED, above, note, [], actor, seen)
        audit.record("reports.report_approved", row, actor=actor, **_told(review))
    return review


def accept_report(report: UnitReport, *, actor: Any, note: str = "", seen: UUID | None = None) -> Review:
    """The focal unit takes a report: its figures stand from now on, in place of those before.

    A report that the unit between has not approved is taken only with a word that says why (400, field "note").
    """
    with transaction.atomic():
        row = _locked(report)
        _ask(rules.may_run_round(actor))
        done = _done_already(row, Verdict.ACCEPTED, actor)
        if done is not None:
            return done
        above = rules.between(row.unit)
        if above is not None and row.state == ReportState.SUBMITTED and not note.strip():
            raise Refusal(
                _("%s chưa duyệt báo cáo này. Chờ đơn vị ấy duyệt, hoặc ghi lý do nhận thẳng vào ô ý kiến.")
                % above.name,
                field="note",
            )
        _claimed(row, (ReportState.SUBMITTED, ReportState.APPROVED), ReportState.ACCEPTED)
        agency = _focal(row.round)
        review = _reviewed(row, report, Verdict.ACCEPTED, agency, note, [], actor, seen)
        audit.record("reports.report_accepted", row, actor=actor, **_told(review))
        submission = review.submission
        set_figures(
            row.round.plan,
            _said(row, submission),
            day=row.round.until,
            evidence_model=EVIDENCE,
            evidence_id=str(submission.pk),
            replaces=_sent_before(row, submission),
            actor=actor,
        )
        subject = _("%(agency)s đã nhận báo cáo: %(round)s") % {"agency": agency, "round": row.round}
        body = _("Báo cáo của %(unit)s, lần gửi %(number)d, đã được duyệt. Số liệu trong báo cáo này đã được ghi nhận.")
        _tell(row, review, subject, body % {"unit": row.unit.name, "number": submission.number})
    return review


def return_report(
    report: UnitReport,
    *,
    note: str,
    marks: Sequence[Mapping[str, str]],
    actor: Any,
    seen: UUID | None = None,
    until: dt.datetime | None = None,
) -> Review:
    """Sends a report back to be mended: by the focal unit, or by the unit between.

    `marks`: [{"activity": id, "indicator": code or "", "text": …}], put on the fields for the unit to see; there must be
    a mark or a note (400, field "note"). `until`: of the focal unit, a lock exception until then.
    """
    note = note.strip()[:LONGEST_NOTE]
    with transaction.atomic():
        row = _locked(report)
        runs = rules.may_run_round(actor)
        _ask(runs or rules.may_approve(actor, row.unit))
        kept = _marks(row, marks)
        if not note and not kept:
            raise Refusal(_("Ghi ý kiến chung hoặc đánh dấu ít nhất một chỗ phải sửa rồi trả lại."), field="note")
        done = _done_already(row, Verdict.RETURNED, actor)
        if done is not None and (done.note, done.marks) == (note, kept):
            return done
        _claimed(row, (ReportState.SUBMITTED, ReportState.APPROVED), ReportState.RETURNED)
        agency = _focal(row.round) if runs else rules.between(row.unit)
        review = _reviewed(row, report, Verdict.RETURNED, agency, note, kept, actor, seen)
        audit.record("reports.report_returned", row, actor=actor, **_told(review))
        _put_marks(row, kept)
        if until is not None and runs:
            add_exception(row.round, row.unit, until=until, reason=_("Báo cáo được trả lại để sửa"), actor=actor)
        said = [note, *(f"- {mark['text']}" for mark in kept)]
        subject = _("Báo cáo cần sửa: %s") % row.round
        body = _("%(agency)s trả lại báo cáo của %(unit)s để sửa.") % {"agency": agency, "unit": row.unit.name}
        _tell(row, review, subject, "\n".join([body, *filter(None, said)]))
    return review


def reopen_report(report: UnitReport, *, reason: str, actor: Any, until: dt.datetime | None = None) -> Review:
    """The focal unit opens a report again that it had accepted: its figures are withdrawn, the unit may change it.

    Wants a reason (400, field "reason").
    """
    reason = reason.strip()[:LONGEST_NOTE]
    with transaction.atomic():
        row = _locked(report)
        _ask(rules.may_run_round(actor))
        if not reason:
            raise Refusal(_("Ghi lý do mở lại báo cáo đã duyệt."), field="reason")
        done = _done_already(row, Verdict.REOPENED, actor)
        if done is not None and done.note == reason:
            return done
        _claimed(row, (ReportState.ACCEPTED,), ReportState.RETURNED)
        agency = _focal(row.round)
        review = _reviewed(row, report, Verdict.REOPENED, agency, reason, [], actor, None)
        audit.record("reports.report_reopened", row, actor=actor, **_told(review))
        sent = [str(pk) for pk in row.submissions.values_list("pk", flat=True)]
        withdraw_figures(row.round.plan, evidence_model=EVIDENCE, evidence_ids=sent, actor=actor)
        if until is not None:
            add_exception(row.round, row.unit, until=until, reason=reason[:300], actor=actor)
        subject = _("Báo cáo được mở lại: %s") % row.round
        body = _("%(agency)s mở lại báo cáo của %(unit)s. Lý do: %(reason)s") % {
            "agency": agency,
            "unit": row.unit.name,
            "reason": reason,
        }
        _tell(row, review, subject, body)
    return review


def accept_clean(round_: Round, *, actor: Any) -> tuple[int, int]:
    """Accepts every report that waits for the focal unit, wants nobody's approval before and had nothing unusual when it
    was sent. Returns how many were accepted and how many were left for a look. Each is a write of its own: one that
    somebody else takes at the same moment does not stop the others.
    """
    _ask(rules.may_run_round(actor))
    accepted = left = 0
    waiting = UnitReport.objects.filter(round=round_, state__in=(ReportState.SUBMITTED, ReportState.APPROVED))
    for report in waiting.select_related("unit__parent").prefetch_related("submissions").order_by("submitted_at"):
        last = max(report.submissions.all(), key=lambda one: one.number, default=None)
        early = report.state == ReportState.SUBMITTED and rules.between(report.unit) is not None
        if last is None or early or not is_clean(last):
            left += 1
            continue
        try:
            accept_report(report, actor=actor, seen=last.pk)
            accepted += 1
        except Refusal as refusal:
            if refusal.status != 409:
                raise
            left += 1
    return accepted, left


def is_clean(submission: Submission) -> bool:
    """Nothing was unusual in it when it was sent, and no report below was missing."""
    content = submission.content
    return not content.get("problems") and not content.get("missing", {}).get("units")


def missing_below(report: UnitReport) -> list[Unit]:
    """The communes below a district that must report in the round and whose report was not approved yet."""
    unit = report.unit
    if unit.level != Level.DISTRICT:
        return []
    approved = UnitReport.objects.filter(round=report.round, state__in=DONE).values("unit_id")
    below = Unit.objects.filter(parent=unit, level=Level.COMMUNE).exclude(pk__in=approved)
    communes = list(below.order_by("order", "name"))
    if not communes:
        return []
    expected = expected_units(report.round)
    return [commune for commune in communes if commune.pk in expected]


def _ask(allowed: bool) -> None:
    if not allowed:
        raise Refusal(_("Không tìm thấy báo cáo này."), 404)


def _locked(report: UnitReport) -> UnitReport:
    """The row as it stands, held until the transaction ends: whoever comes second sees what the first did."""
    found = UnitReport.objects.select_for_update(of=("self",)).select_related("round__plan__focal", "unit__parent")
    return found.get(pk=report.pk)


def _claimed(row: UnitReport, states: Sequence[str], to: str) -> UnitReport:
    if not UnitReport.objects.filter(pk=row.pk, state__in=states).update(state=to):
        raise _moved_on(row)
    row.state = to
    return row


def _given_back(report: UnitReport, row: UnitReport, made: Submission) -> Submission:
    for name in ("state", "submitted_at", "first_submitted_at", "late"):
        setattr(report, name, getattr(row, name))
    return made


_DEEDS = {
    Verdict.APPROVED: "duyệt",
    Verdict.ACCEPTED: "duyệt",
    Verdict.RETURNED: "trả lại",
    Verdict.REOPENED: "mở lại",
}


def _moved_on(row: UnitReport) -> Refusal:
    """409: what happened meanwhile, who did it and when."""
    last = Review.objects.filter(submission__report=row).select_related("by", "unit").order_by("-at", "-pk").first()
    if row.state in (ReportState.DRAFT, ReportState.SUBMITTED) or last is None:
        if row.state == ReportState.SUBMITTED:
            said = _("Báo cáo đã gửi %s và đang chờ duyệt. Muốn sửa, rút báo cáo về rồi gửi lại.")
            return Refusal(said % when(row.submitted_at), 409)
        return Refusal(_("Đơn vị đang soạn báo cáo, chưa gửi hoặc đã rút về để sửa. Chờ đơn vị gửi."), 409)
    told = {
        "who": f"{last.by}, {last.unit}" if last.by is not None else str(last.unit),
        "deed": _DEEDS[Verdict(last.verdict)],
        "when": when(last.at),
    }
    return Refusal(_("%(who)s đã %(deed)s báo cáo này %(when)s. Tải lại trang để xem rồi quyết định.") % told, 409)


def when(at: dt.datetime | None) -> str:
    """ "lúc 17:00 ngày 15/10"."""
    return _("lúc %(time)s ngày %(day)s") % {"time": vi_time(at), "day": vi_day_short(at)} if at else ""


def _check_open(row: UnitReport, now: dt.datetime) -> None:
    round_ = row.round
    if round_.opened_at is None:
        raise Refusal(_("Kỳ báo cáo này chưa mở. Chờ cơ quan đầu mối mở kỳ."), 409)
    if not is_open_for(round_, row.unit, now):
        raise Refusal(
            _("Báo cáo đã khóa %(when)s. Xin %(agency)s mở lại.")
            % {"when": when(round_.locked_at), "agency": round_.plan.focal or _("cơ quan đầu mối")},
            409,
        )


def _check_problems(found: Iterable[Any]) -> None:
    still = [one for one in found if one.is_open]
    if still:
        raise Refusal(
            _("Báo cáo còn %(count)d chỗ phải sửa hoặc giải thích trước khi gửi. %(first)s")
            % {"count": len(still), "first": " ".join(one.sentence for one in still[:FEW])}
        )


def _done_already(row: UnitReport, verdict: str, actor: Any) -> Review | None:
    """The same verdict by the same person on what stands now: a second press of the button."""
    state = {
        Verdict.APPROVED: ReportState.APPROVED,
        Verdict.ACCEPTED: ReportState.ACCEPTED,
        Verdict.RETURNED: ReportState.RETURNED,
        Verdict.REOPENED: ReportState.RETURNED,
    }[Verdict(verdict)]
    if row.state != state:
        return None
    last = Review.objects.filter(submission__report=row).select_related("submission").order_by("-at", "-pk").first()
    return last if last is not None and last.verdict == verdict and last.by == actor else None


def _reviewed(
    row: UnitReport,
    report: UnitReport,
    verdict: str,
    unit: Unit | None,
    note: str,
    marks: list[dict[str, str]],
    actor: Any,
    seen: UUID | None,
) -> Review:
    submission = row.submissions.order_by("-number").first()
    if submission is None or unit is None:
        raise _moved_on(row)
    if seen is not None and submission.pk != seen:
        raise Refusal(
            _("Đơn vị vừa gửi bản khác (lần %(number)d, %(when)s). Xem bản mới rồi quyết định.")
            % {"number": submission.number, "when": when(submission.at)},
            409,
        )
    note = note.strip()[:LONGEST_NOTE]
    review = Review.objects.create(
        submission=submission, verdict=verdict, unit=unit, at=clock.now(), by=actor, note=note, marks=marks
    )
    report.state = row.state
    return review


def _told(review: Review) -> dict[str, Any]:
    """What the audit log says of a verdict."""
    sent = review.submission
    return {"submission": sent.pk, "number": sent.number, "note": review.note, "marks": review.marks}


def _focal(round_: Round) -> Unit:
    """In whose name the focal officers act."""
    agency = round_.plan.focal
    if agency is None and (here := province()) is not None:
        agency = here.focal
    if agency is None:
        raise Refusal(_("Chương trình chưa ghi cơ quan đầu mối. Ghi cơ quan đầu mối rồi làm lại."), 409)
    return agency


def _marks(row: UnitReport, marks: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The marks with words, on fields that the round has; one a field. Refuses (400) words that are too long."""
    fields = {(str(a), code) for a, code in row.round.asks.values_list("activity_id", "indicator__code")}
    fields |= {(activity, "") for activity, _code in fields}
    kept: dict[tuple[str, str], str] = {}
    for mark in marks:
        text = " ".join(str(mark.get("text", "")).split())
        if not text:
            continue
        key = (str(mark.get("activity", "")), str(mark.get("indicator", "")))
        if key not in fields:
            raise Refusal(_("Chỗ đánh dấu không có trong báo cáo này. Tải lại trang rồi làm lại."))
        if len(text) > LONGEST_MARK:
            raise Refusal(_("Ý kiến ở một chỗ dài quá 500 ký tự. Viết ngắn lại, hoặc ghi vào ý kiến chung."))
        kept[key] = text
    return [{"activity": activity, "indicator": code, "text": text} for (activity, code), text in kept.items()]


def _put_marks(row: UnitReport, marks: Iterable[Mapping[str, str]]) -> None:
    asks = {(str(ask.activity_id), ask.indicator.code): ask for ask in row.round.asks.select_related("indicator")}
    for mark in marks:
        text = {"mark": mark["text"]}
        if mark["indicator"]:
            Cell.objects.update_or_create(
                report=row, ask=asks[mark["activity"], mark["indicator"]], defaults=text, create_defaults=text
            )
        else:
            Passage.objects.update_or_create(
                report=row, activity_id=UUID(mark["activity"]), defaults=text, create_defaults=text
            )


def _said(row: UnitReport, submission: Submission) -> list[Said]:
    """The numbers that the unit typed and sent; what it left open is no figure."""
    said = []
    for cell in submission.content["cells"]:
        value = number(cell["value"])
        if value is not None:
            said.append(Said(UUID(cell["activity"]), row.unit_id, cell["indicator"], value, number(cell["in_period"])))
    return said


def _sent_before(row: UnitReport, submission: Submission) -> list[str]:
    return [str(pk) for pk in row.submissions.exclude(pk=submission.pk).values_list("pk", flat=True)]


def _tell(row: UnitReport, review: Review, subject: str, body: str) -> None:
    deliver_to_unit(
        row.unit,
        key=f"{label_of(review)}:{review.pk}",
        purpose="report",
        subject=subject,
        body=body,
        link=row.get_absolute_url(),
        about=row,
    )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:FEW]) + (_(" và %d đơn vị khác") % (len(names) - FEW) if len(names) > FEW else "")


def _label(actor: Any) -> str:
    return (str(actor) if actor is not None else audit.SYSTEM)[:200]
