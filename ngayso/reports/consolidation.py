"""Writes of the consolidated report: its words, its head, a draft, an issue."""

import datetime as dt
import io
import unicodedata
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ngayso.core import audit, clock, files, jobs
from ngayso.core.errors import Refusal
from ngayso.core.models import File
from ngayso.papers.consolidated import Head
from ngayso.plans import figures
from ngayso.reports import annex_book, rules, versions
from ngayso.reports import words as wording
from ngayso.reports.frozen import digest
from ngayso.reports.models import Consolidation, Edition, Round, Version
from ngayso.reports.standing import HEAD_FIELDS, Standing, missing_in, moment, standing
from ngayso.words.dates import say_day
from ngayso.words.office import OfficeMissing, print_pdf


def _may(actor: Any) -> None:
    if not rules.may_run_round(actor):
        raise Refusal(_("Không có trang này."), 404)


def _held(round_: Round, edition: str) -> Consolidation:
    """The row, made when it is missing, locked until the transaction ends."""
    if edition not in Edition.values:
        raise Refusal(_("Không có bản báo cáo này."), 404)
    row, _made = Consolidation.objects.get_or_create(round=round_, edition=edition)
    return Consolidation.objects.select_for_update().get(pk=row.pk)


class Overtaken(Refusal):
    """Somebody wrote the same place meanwhile: `theirs` and `yours` are to be shown side by side."""

    def __init__(self, sentence: str, *, theirs: str, yours: str, by: str) -> None:
        super().__init__(sentence, 409)
        self.theirs, self.yours, self.by = theirs, yours, by


def save_words(round_: Round, edition: str, place: str, text: str, *, seen: int, actor: Any) -> Consolidation:
    """Writes the words of one place. `seen` is the count of saves that the officer saw.

    Refuses 400 with what is wrong in the text, 409 (Overtaken) when somebody wrote it meanwhile. The same text again
    changes nothing; the text of the proposal gives the place back to the proposal.
    """
    _may(actor)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    with transaction.atomic():
        row = _held(round_, edition)
        now = standing(round_, edition, row=row)
        if place not in now.proposed:
            raise Refusal(_("Không có phần này trong báo cáo. Tải lại trang."), 404)
        if len(text) > wording.MOST:
            raise Refusal(
                _("Phần này dài quá %d ký tự. Rút gọn, đưa chi tiết vào phụ lục.") % wording.MOST, field="text"
            )
        found = wording.faults(text, now.names)
        if found:
            raise Refusal(found[0].sentence, field="text")
        own = now.own.get(place, {})
        if now.words[place] == text and ("text" in own or text == now.proposed[place]):
            return row
        if int(own.get("n", 0)) != seen:
            raise Overtaken(
                _("%s vừa ghi phần này. Đọc cả hai bản, sửa lại bản của mình rồi ghi.")
                % (own.get("by") or _("Người khác")),
                theirs=now.words[place],
                yours=text,
                by=own.get("by", ""),
            )
        written: dict[str, Any] = {"n": seen + 1, "by": _label(actor), "at": moment(clock.now())}
        if text != now.proposed[place]:
            values = {name: bound.cell for name in wording.names_in(text) if (bound := now.names.get(name)) is not None}
            written |= {"text": text, "values": values, "proposed": now.proposed[place]}
            written |= now.about(place, text + now.proposed[place])
        row.words = now.own | {place: written}
        _save(row, actor)
        audit.record("reports.words_saved", row, actor=actor, place=place, own="text" in written)
        return row


def save_head(round_: Round, edition: str, given: dict[str, Any], *, seen: int, actor: Any) -> Consolidation:
    """Writes what stands around the text (HEAD_FIELDS). Refuses 409 when somebody wrote it meanwhile."""
    _may(actor)
    with transaction.atomic():
        row = _held(round_, edition)
        told = {name: given[name] for name in HEAD_FIELDS if name in given}
        if {name: row.head.get(name) for name in told} == told:
            return row
        if int(row.head.get("n", 0)) != seen:
            raise Refusal(_("Người khác vừa sửa phần đầu văn bản. Tải lại trang, xem rồi sửa tiếp."), 409)
        row.head = row.head | told | {"n": seen + 1}
        _save(row, actor)
        audit.record("reports.head_saved", row, actor=actor)
        return row


def _save(row: Consolidation, actor: Any) -> None:
    row.version += 1
    row.changed_at = clock.now()
    row.changed_by = _label(actor)
    row.save(update_fields=["words", "head", "version", "changed_at", "changed_by"])


def _label(actor: Any) -> str:
    return (str(actor) if getattr(actor, "is_authenticated", False) else audit.SYSTEM)[:200]


def count_again(round_: Round, *, actor: Any) -> figures.Outcome:
    """Takes into the report what the house has counted by now, up to the end of the round. Twice writes nothing."""
    _may(actor)
    return figures.freeze_counted(round_.plan, since=round_.since, until=round_.until, actor=actor)


def draw_draft(round_: Round, edition: str, *, actor: Any) -> Version:
    """Freezes the report as it stands as a draft with its .docx; the .pdf follows as a job.

    Nothing changed since the last draft: that one is given back.
    """
    _may(actor)
    with transaction.atomic():
        row = _held(round_, edition)
        count_again(round_, actor=actor)
        now = standing(round_, edition, row=row)
        _whole(now)
        content = now.content()
        last = row.versions.order_by("-number").first()
        if last is not None and not last.issued and last.sha256 == digest(content):
            return last
        return _frozen(row, now, content, issued=False, actor=actor)


def issue_version(
    round_: Round,
    edition: str,
    *,
    key: UUID,
    number: int,
    day: dt.date,
    why: str = "",
    unlocked: str = "",
    typed_said: bool = False,
    actor: Any,
) -> Version:
    """Issues the report: frozen with number and day, .docx and .xlsx kept, the .pdf follows as a job.

    `key` makes it once however often the button is pressed. Refuses 400 when the round is open and `unlocked` gives no
    word, when numbers were typed by hand and `typed_said` is not set, when something of the head is missing, when a
    correction does not say `why`; 409 when the key was used for another issue.
    """
    _may(actor)
    why, unlocked = why.strip()[:300], unlocked.strip()[:300]
    with transaction.atomic():
        row = _held(round_, edition)
        made = Version.objects.filter(pk=key).first()
        if made is not None:
            return _same_issue(made, row, number=number, day=day)
        count_again(round_, actor=actor)
        now = standing(round_, edition, row=row)
        _whole(now)
        head = _issued_head(now, number=number, day=day)
        locked = Round.objects.filter(pk=round_.pk, locked_at__isnull=False).exists()
        if not locked and not unlocked:
            raise Refusal(
                _("Kỳ báo cáo chưa khóa, số liệu còn có thể đổi. Khóa kỳ, hoặc ghi vì sao ban hành trước khi khóa."),
                field="unlocked",
            )
        typed = now.typed
        if typed and not typed_said:
            raise Refusal(
                ngettext(
                    "Còn %(n)d số gõ tay, không có số liệu đi kèm. Gắn với số liệu, hoặc đánh dấu là đã kiểm tra.",
                    "Còn %(n)d số gõ tay, không có số liệu đi kèm. Gắn với số liệu, hoặc đánh dấu là đã kiểm tra.",
                    len(typed),
                )
                % {"n": len(typed)},
                field="typed_said",
            )
        content = now.content(
            head, typed=[number for _place, number in typed], unlocked="" if locked else unlocked, locked=locked
        )
        before = row.versions.filter(issued=True).order_by("-number").first()
        if before is not None:
            if before.sha256 == digest(content):
                return before
            if not why:
                raise Refusal(_("Báo cáo này đã ban hành. Ghi lý do ban hành lại."), field="why")
        return _frozen(row, now, content, issued=True, actor=actor, key=key, why=why if before is not None else "")


def _whole(now: Standing) -> None:
    """Names in the words may have ceased to be since they were written."""
    for one in now.places:
        if one.faults:
            raise Refusal(f"{one.label}: {one.faults[0].sentence}", field="words")


def _same_issue(made: Version, row: Consolidation, *, number: int, day: dt.date) -> Version:
    head = made.content.get("head", {})
    if made.consolidation_id != row.pk or (head.get("number"), head.get("day")) != (number, day.isoformat()):
        raise Refusal(_("Lần ban hành này đã ghi với nội dung khác. Tải lại trang rồi ban hành lại."), 409)
    return made


def _issued_head(now: Standing, *, number: int, day: dt.date) -> Head:
    lacking = missing_in(now.head)
    if lacking:
        raise Refusal(lacking, field="head")
    if number < 1:
        raise Refusal(_("Số văn bản là số từ 1 trở lên."), field="number")
    if day > clock.today():
        raise Refusal(_("Ngày ban hành đang sau hôm nay. Ghi ngày ký của văn bản."), field="day")
    if day < now.round.until:
        raise Refusal(
            _("Ngày ban hành đang trước ngày chốt số liệu %s mà báo cáo nói đến. Ghi ngày ký của văn bản.")
            % say_day(now.round.until),
            field="day",
        )
    return msgspec.structs.replace(now.head, number=number, day=day)


def _frozen(
    row: Consolidation,
    now: Standing,
    content: dict[str, Any],
    *,
    issued: bool,
    actor: Any,
    key: UUID | None = None,
    why: str = "",
) -> Version:
    last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
    sha256 = digest(content)
    known = actor if getattr(actor, "is_authenticated", False) else None
    version = Version(
        consolidation=row,
        number=last + 1,
        issued=issued,
        why=why,
        by=known,
        by_label=_label(actor),
        content=content,
        sha256=sha256,
        **({} if key is None else {"id": key}),
    )
    version.save(force_insert=True)
    version.docx = _kept(version, versions.drawn(content, now.body), "docx", actor)
    if issued:
        version.xlsx = _kept(
            version, annex_book.book(now.body, content["edition"], mark=mark_of(sha256)), "xlsx", actor
        )
    version.save(update_fields=["docx", "xlsx"])
    audit.record(
        "reports.version_issued" if issued else "reports.draft_drawn",
        version,
        actor=actor,
        sha256=sha256,
        number=version.number,
        why=why,
        files={name: file.sha256 for name in FILES if (file := getattr(version, name)) is not None},
    )
    jobs.later(print_version, str(version.pk))
    return version


FILES = ("docx", "xlsx")
"""Files that are made together with a version; the log keeps their hashes."""


def mark_of(sha256: str) -> str:
    """What stands at the foot of the XLSX annex."""
    return f"Mã băm nội dung bản ban hành (SHA-256): {sha256}"


def _kept(version: Version, data: bytes, ending: str, actor: Any) -> File:
    name = versions.file_name(version.content, ending, number=version.number)
    return files.store(
        io.BytesIO(data), name=name, owner=version, actor=actor, allowed=(files.DOCX, files.XLSX, files.PDF)
    )


@jobs.job()
def print_version(version_id: str) -> str:
    """The .pdf of a version from its .docx. "" when it is there, else why there is none. Twice is harmless."""
    version = Version.objects.select_related("docx").filter(pk=version_id).first()
    if version is None or version.pdf_id is not None or version.docx is None:
        return ""
    try:
        printed = print_pdf(files.path(version.docx).read_bytes())
    except OfficeMissing as error:
        return str(error)
    with transaction.atomic():
        claimed = Version.objects.select_for_update().get(pk=version.pk)
        if claimed.pdf_id is None:
            claimed.pdf = _kept(claimed, printed, "pdf", None)
            claimed.save(update_fields=["pdf"])
            audit.record("reports.version_printed", claimed, actor=None, sha256=claimed.pdf.sha256)
    return ""


def has_failed(version: Version) -> bool:
    """Whether the last job that should print the version has given up."""
    last = DBTaskResult.objects.filter(
        task_path=print_version.module_path, args_kwargs={"args": [str(version.pk)], "kwargs": {}}
    )
    return last.order_by("-enqueued_at").values_list("status", flat=True).first() == TaskResultStatus.FAILED


def print_again(version: Version, *, actor: Any) -> None:
    """Asks for the .pdf once more, after a failure."""
    _may(actor)
    with transaction.atomic():
        if Version.objects.filter(pk=version.pk, pdf=None).exists():
            jobs.later(print_version, str(version.pk))
            audit.record("reports.printing_asked", version, actor=actor)
