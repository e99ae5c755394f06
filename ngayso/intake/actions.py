"""What happens to a draft as a whole: taken in, read, begun by hand, dropped, confirmed. Edits of a review: edits.py,
entry_edits.py, decisions.py."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ngayso.core import audit, clock, files, jobs
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7
from ngayso.core.models import File, label_of
from ngayso.intake import findings, rules
from ngayso.intake.entries import blank_head, make_entries
from ngayso.intake.models import Draft, Entry, State
from ngayso.intake.programme import spec_of
from ngayso.intake.writing import not_there
from ngayso.plans.actions import make_plan
from ngayso.plans.models import Plan
from ngayso.reader import child
from ngayso.reader.errors import Refused
from ngayso.reader.reading import Reading

LOST_AFTER = dt.timedelta(minutes=1)
"""A reading is bounded by 10 seconds; one that has not ended by then has lost its worker."""
AT_ONCE_SECONDS = 2.0
"""How long a page may wait for a reading; most plans take less than one."""
STAMPED = "stamp.secret"
"""Code of the reader's refusal of a document stamped MẬT."""


def take_file(source: str | Path | Any, *, name: str, actor: Any) -> Draft:
    """Keeps a document as a draft that waits to be read. `source` is a path or an uploaded file.

    The same file twice is the same draft. Raises Refusal when the content is no document, empty or over 50 MB; then
    nothing is kept.
    """
    if not rules.may_review(actor):
        raise not_there()
    if isinstance(source, str | Path):
        with open(source, "rb") as opened:
            return _take(opened, name, actor)
    return _take(source, name, actor)


def take_upload(upload: Any, *, name: str, actor: Any) -> Draft:
    """Takes a document that the page sent. One that is read within AT_ONCE_SECONDS opens its review at once; a longer one
    waits in the queue. Raises Refusal (400, 413) with the reader's own sentence, and then nothing was kept.
    """
    if not rules.may_review(actor):
        raise not_there()
    reading = None if _same(_sha256(upload)) is not None else _look(upload, name, actor)
    with transaction.atomic():
        draft = take_file(upload, name=name, actor=actor)
        if reading is None:
            read_later(draft)
        elif Draft.objects.filter(pk=draft.pk, state=State.WAITING).update(
            state=State.READING, started_at=clock.now(), step="units"
        ):
            draft = open_review(draft, reading)
    return draft


def _look(upload: Any, name: str, actor: Any) -> Reading | None:
    """The reading when it comes soon enough, None when it takes longer."""
    try:
        return child.read_file(upload.temporary_file_path(), name=files.plain_name(name), seconds=AT_ONCE_SECONDS)
    except Refused as refused:
        if refused.code == "limit.time":
            return None
        with transaction.atomic():
            label = _("Tài liệu không được nhận")
            audit.record("intake.file_refused", None, actor=actor, label=label, code=refused.code)
        raise Refusal(refused.sentence, 413 if refused.code == "limit.size" else 400) from refused


def _take(source: Any, name: str, actor: Any) -> Draft:
    digest = _sha256(source)
    kept: File | None = None
    try:
        with transaction.atomic():
            if (there := _same(digest)) is not None:
                return there
            draft = Draft(id=uuid7(), name=files.plain_name(name), created_by=actor)
            kept = files.store(source, name=name, owner=draft, actor=actor, allowed=files.DOCUMENTS)
            draft.file, draft.sha256 = kept, kept.sha256
            draft.save(force_insert=True)
            # The name is the sender's and not yet known to be fit to be kept for ever.
            audit.record("intake.file_taken", draft, actor=actor, label=_("Tài liệu mới nộp"), size=kept.size)
    except IntegrityError:
        # Two people handed in the same file at the same moment.
        if kept is not None:
            files.path(kept).unlink(missing_ok=True)
        if (there := _same(digest)) is None:
            raise
        return there
    return draft


def _sha256(source: BinaryIO) -> str:
    digest = hashlib.sha256()
    source.seek(0)
    while chunk := source.read(1 << 20):
        digest.update(chunk)
    source.seek(0)
    return digest.hexdigest()


def _same(digest: str) -> Draft | None:
    return Draft.objects.filter(sha256=digest).exclude(state__in=[State.REFUSED, State.DROPPED]).first()


@jobs.job(queue="reading")
def read_draft_job(draft_id: str) -> None:
    """The job behind `read_later`."""
    read_draft(UUID(draft_id))


def read_later(draft: Draft) -> None:
    """Puts the reading in the queue; of a draft that no longer waits, does nothing."""
    if draft.state == State.WAITING:
        jobs.later(read_draft_job, str(draft.pk))


def read_draft(draft_id: UUID) -> Draft:
    """Reads the file of a waiting draft and opens its review; refused files leave their sentence and nothing else.

    Whoever claims it reads it; called again, or by a second worker, it returns the draft as it stands.
    """
    now = clock.now()
    free = Q(state=State.WAITING) | Q(state=State.READING, started_at__lt=now - LOST_AFTER)
    claimed = Draft.objects.filter(free, pk=draft_id).update(state=State.READING, started_at=now, step="open")
    draft = Draft.objects.select_related("file").get(pk=draft_id)
    if not claimed or draft.file is None:
        return draft
    try:
        try:
            reading = child.read_file(files.path(draft.file), name=draft.name)
        except Refused as refused:
            return _refuse(draft, refused)
        Draft.objects.filter(pk=draft.pk).update(step="units")
        return open_review(draft, reading)
    except BaseException:
        # Free for the next try of the job.
        Draft.objects.filter(pk=draft.pk, state=State.READING, started_at=now).update(state=State.WAITING, step="")
        raise


def _refuse(draft: Draft, refused: Refused) -> Draft:
    """Keeps the sentence alone. Of a document stamped secret not even its name or hash stays."""
    with transaction.atomic():
        file = draft.file
        claimed = Draft.objects.filter(pk=draft.pk, state=State.READING).update(
            state=State.REFUSED, sentence=refused.sentence[:500], sha256="", file=None, step="", read_at=clock.now(),
            **({"name": _("Tài liệu không được nhận")} if refused.code == STAMPED else {}),
        )  # fmt: skip
        draft.refresh_from_db()
        if claimed and file is not None:
            files.discard(file)
            audit.record("intake.file_refused", draft, label=_("Tài liệu không được nhận"), code=refused.code)
    return draft


def open_review(draft: Draft, reading: Reading) -> Draft:
    """Makes the entries of a reading, finds the units, checks the plan; from now on the draft can be reviewed."""
    with transaction.atomic():
        claimed = Draft.objects.filter(pk=draft.pk, state=State.READING).update(
            state=State.REVIEW, reading=msgspec.to_builtins(reading), read_at=clock.now(), step=""
        )
        draft.refresh_from_db()
        if not claimed:
            return draft
        Entry.objects.bulk_create(make_entries(draft, reading), batch_size=500)
        findings.refresh(draft)
        audit.record(
            "intake.draft_read", draft, activities=len(reading.activities), duties=len(reading.duties),
            reports=len(reading.reports), unread=len(reading.unread),
        )  # fmt: skip
    return draft


def read_again(draft: Draft, *, actor: Any) -> Draft:
    """Queues a reading that has waited too long or lost its worker. Twice is harmless: one reader claims it."""
    if not rules.may_review(actor):
        raise not_there()
    with transaction.atomic():
        lost = Q(state=State.READING, started_at__lt=clock.now() - LOST_AFTER) | Q(state=State.WAITING)
        if Draft.objects.filter(lost, pk=draft.pk).update(state=State.WAITING, step=""):
            draft.refresh_from_db()
            read_later(draft)
            audit.record("intake.draft_requeued", draft, actor=actor, label=_("Tài liệu đang chờ đọc"))
    return draft


def start_blank(title: str, *, actor: Any, request_id: str = "") -> Draft:
    """Begins a programme that has no document. `request_id` (a UUID) becomes its id: sent twice, it is one draft."""
    if not rules.may_review(actor):
        raise not_there()
    title = " ".join(title.split())
    if not title:
        raise Refusal(_("Ghi tên chương trình rồi lập."), field="title")
    if len(title) > 250:
        raise Refusal(_("Tên chương trình dài quá 250 ký tự. Rút gọn tên."), field="title")
    with transaction.atomic():
        if request_id and (there := Draft.objects.filter(pk=request_id).first()) is not None:
            if there.created_by_id != actor.pk:
                raise not_there()
            return there
        draft = Draft(id=UUID(request_id) if request_id else uuid7(), state=State.REVIEW, name=title, created_by=actor)
        draft.read_at = clock.now()
        draft.save(force_insert=True)
        blank_head(draft, title).save(force_insert=True)
        findings.refresh(draft)
        audit.record("intake.blank_started", draft, actor=actor)
    return draft


def drop_draft(draft: Draft, *, actor: Any) -> Draft:
    """Puts a draft aside with all that was read of it; its file goes, so that it can be handed in anew."""
    if not rules.may_review(actor):
        raise not_there()
    with transaction.atomic():
        file = File.objects.filter(pk=draft.file_id).first() if draft.file_id else None
        claimed = (
            Draft.objects.filter(pk=draft.pk)
            .exclude(state__in=[State.CONFIRMED, State.DROPPED])
            .update(state=State.DROPPED, file=None, sha256="", reading=None)
        )
        draft.refresh_from_db()
        if not claimed and draft.state == State.CONFIRMED:
            raise Refusal(_("Kế hoạch này đã thành chương trình nên không bỏ được."), 409)
        if claimed:
            draft.entries.all().delete()
            draft.changes.all().delete()
            draft.findings.all().delete()
            draft.presences.all().delete()
            if file is not None:
                files.discard(file)
            audit.record("intake.draft_dropped", draft, actor=actor)
    return draft


def confirm_draft(draft: Draft, *, actor: Any, sure_plan: bool = False) -> Plan:
    """Makes the programme, whole, in one transaction; confirmed twice, it is the same Plan.

    `sure_plan` says that a person has read a document that does not look like a plan and takes it for one. Raises Refusal
    409 when the draft is not under review, 400 when a value stands in the way.
    """
    if not rules.may_review(actor):
        raise not_there()
    with transaction.atomic():
        # Alone, without its neighbours: PostgreSQL reads the locked row anew, but not what a join brought beside it.
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.state == State.CONFIRMED and locked.plan_id is not None:
            return Plan.objects.get(pk=locked.plan_id)
        if locked.state != State.REVIEW:
            raise Refusal(_("Bản đọc này chưa ở bước soát nên chưa xác nhận được. Tải lại trang."), 409)
        if locked.reading is not None and not locked.reading["is_plan"] and not sure_plan:
            raise Refusal(
                _(
                    "Văn bản này không giống một kế hoạch. Đọc lại văn bản; nếu đúng là kế hoạch, đánh dấu vào ô rồi xác nhận."
                ),
                field="sure_plan",
            )
        if not Draft.objects.filter(pk=locked.pk, state=State.REVIEW).update(state=State.CONFIRMED):
            raise Refusal(_("Có người vừa xác nhận cùng lúc. Tải lại trang."), 409)
        findings.refresh(locked)
        open_count = findings.still_open(locked).count()
        plan = make_plan(spec_of(locked, list(locked.entries.all()), open_findings=open_count), actor=actor)
        Draft.objects.filter(pk=locked.pk).update(plan=plan)
        locked.presences.all().delete()
        if locked.file is not None:
            # The document is now the programme's: whoever may see that may fetch it.
            File.objects.filter(pk=locked.file.pk).update(owner_model=label_of(plan), owner_id=str(plan.pk))
        audit.record("intake.draft_confirmed", locked, actor=actor, plan=plan.pk, open_findings=open_count)
    draft.state, draft.plan = State.CONFIRMED, plan
    return plan
