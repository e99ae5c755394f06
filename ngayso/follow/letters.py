"""Urging letters: drafted from who is late and on what, edited, issued once and frozen, told to every unit they name."""

import datetime as dt
import hashlib
import io
import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import audit, clock, files, jobs
from ngayso.core.errors import Refusal
from ngayso.follow.lateness import Reason, late_units
from ngayso.follow.models import Letter, Urged
from ngayso.office import actions as office
from ngayso.papers import docx
from ngayso.papers.naming import in_text, named_plan
from ngayso.papers.numbers import short_day
from ngayso.papers.parts import OfficialDocument, Signer
from ngayso.papers.urging import Lateness, UrgedUnit, Urging, phrase, urging_letter
from ngayso.people.models import Membership, Role, Unit
from ngayso.people.posts import head_of, initials
from ngayso.people.queries import province
from ngayso.plans.models import Plan
from ngayso.plans.queries import group_of
from ngayso.plans.rules import may_run_plan
from ngayso.words.dates import say_day
from ngayso.words.fold import fold
from ngayso.words.office import OfficeMissing, print_pdf

log = logging.getLogger(__name__)

EDITABLE = (
    "agency", "parent", "place", "symbol", "subject", "opening", "asks", "answer_by", "signer_authority",
    "signer_position", "signer_name", "recipients",
)  # fmt: skip
ANSWER_DAYS = 5
"""A draft gives so many days to answer; the officer changes it."""
FIELD = "CĐS"
"""The field in the symbol of a draft, after the agency: chuyển đổi số."""
_ARCHIVE = "lưu:"


# What a letter says


def document_of(letter: Letter, urged: Sequence[Urged] | None = None) -> OfficialDocument:
    """The letter as an official document, as it stands. Refuses (400) what cannot be set: no unit, no ask. 1 query."""
    rows = named_units(letter) if urged is None else urged
    recipients = [name for name in letter.recipients if not name.lower().startswith(_ARCHIVE)]
    archive = next((name[len(_ARCHIVE) :] for name in letter.recipients if name.lower().startswith(_ARCHIVE)), "")
    try:
        return urging_letter(
            Urging(
                parent=letter.parent,
                agency=letter.agency,
                number=letter.number,
                symbol=letter.symbol,
                place=letter.place,
                day=letter.day,
                year=(letter.day or letter.as_of).year,
                subject=letter.subject,
                opening=letter.opening,
                as_of=letter.as_of,
                units=tuple(UrgedUnit(row.unit.name, tuple(map(lateness, row.reasons))) for row in rows),
                asks=tuple(asks_of(letter)),
                answer_by=letter.answer_by,
                recipients=tuple(recipients),
                archive=archive.strip(" ."),
                signer=Signer(letter.signer_position, letter.signer_name, letter.signer_authority),
            )
        )
    except ValueError as error:
        raise Refusal(str(error)) from error


def named_units(letter: Letter) -> list[Urged]:
    """The units that it names, in the order of the matrix: by group, then by their own order. 1 query."""
    rows = list(letter.urged.select_related("unit"))
    return sorted(rows, key=lambda row: (_GROUPS.index(group_of(row.unit)), row.unit.order, row.unit.name))


_GROUPS = ("province", "district", "business", "commune", "ministry")


def lateness(reason: dict[str, Any]) -> Lateness:
    return Lateness(
        ref=reason.get("ref", ""),
        title=reason.get("title", ""),
        what=reason.get("what", ""),
        sort=reason.get("sort", "other"),
    )


def phrase_of(reason: dict[str, Any]) -> str:
    """A reason as the letter prints it."""
    return phrase(lateness(reason))


def asks_of(letter: Letter) -> list[str]:
    return [line.strip() for line in letter.asks.splitlines() if line.strip()]


def stamp(letter: Letter) -> str:
    """A short mark of all that the letter says now, units and reasons too: who issues it has seen just this."""
    rows = [[str(row.unit_id), row.reasons] for row in letter.urged.order_by("unit_id")]
    told = json.dumps([letter.version, rows], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def urged_stamp(urged: Urged) -> str:
    """The same of one unit's reasons."""
    return hashlib.sha256(json.dumps(urged.reasons, sort_keys=True).encode()).hexdigest()[:16]


# Drafting


def draft_letter(
    plan: Plan, *, key: UUID, units: Iterable[UUID], sorts: Iterable[str] = (), day: dt.date, actor: Any
) -> Letter:
    """A draft that names the picked units with what they are late on as of a day; `sorts` keeps only reasons of these
    sorts. `key` is the form's own: sent twice it is one letter.

    Only who runs the plan (404). Refuses when none of the picked is late, and a day to come (400); another plan under
    the same key (409).
    """
    _ask(actor)
    if day > clock.today():
        raise Refusal(_("Ngày %s chưa đến, chưa biết ai trễ. Soạn theo hôm nay hoặc một ngày trước.") % say_day(day))
    picked, kept = set(units), set(sorts)
    found = []
    titles = _titles(plan)
    for late in late_units(plan, day):
        reasons = [_in_full(one, titles) for one in late.reasons if not kept or one["sort"] in kept]
        if late.unit.pk in picked and reasons:
            found.append((late.unit, reasons))
    with transaction.atomic():
        Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        there = Letter.objects.filter(pk=key).first()
        if there is not None:
            if there.plan_id == plan.pk and there.made_by_id == actor.pk:
                return there
            raise Refusal(_("Trang này đã được gửi với nội dung khác. Mở lại trang rồi soạn lại."), 409)
        if not found:
            raise Refusal(_("Chọn ít nhất một đơn vị đang trễ hạn hoặc chưa có tin."), field="units")
        letter = Letter.objects.create(id=key, plan=plan, as_of=day, made_by=actor, **_first_words(plan, day))
        Urged.objects.bulk_create(Urged(letter=letter, unit=unit, reasons=reasons) for unit, reasons in found)
        audit.record("follow.letter_drafted", letter, actor=actor, plan=plan.pk, as_of=day, units=len(found))
    return letter


def _titles(plan: Plan) -> dict[str, str]:
    """Activity → its whole title: a letter does not break off in the middle of one. 1 query."""
    return {str(pk): " ".join(title.split())[:300] for pk, title in plan.activities.values_list("pk", "title")}


def _in_full(reason: Reason, titles: dict[str, str]) -> dict[str, Any]:
    return {**reason, "title": titles.get(reason["id"], reason["title"])}


def _first_words(plan: Plan, day: dt.date) -> dict[str, Any]:
    """The words that a draft begins with: from the plan, its deadlines, the focal unit and who heads it."""
    here = province()
    focal = plan.focal or (here.focal if here else None)
    agency = focal.name if focal else plan.issuer
    above = focal.parent if focal else None
    held = Membership.objects.on(clock.today()).filter(unit=focal, role=Role.LEADER, user__is_active=True)
    head = held.select_related("user").order_by("user__name").first() if focal else None
    recipients = ["Như trên"]
    if above is not None:
        recipients.append(f"{above.name} (để báo cáo)")
    recipients.append("Lưu: VT")
    return {
        "agency": agency[:300],
        "parent": above.name if above else "",
        "symbol": f"{initials(focal.name)}-{FIELD}"[:40] if focal else "",
        "place": plan.place or (focal.place if focal else ""),
        "subject": _subject(plan),
        "opening": "\n".join(_opening(plan, agency)),
        "asks": "\n".join(
            (
                "Tập trung thực hiện, hoàn thành các nội dung nêu trên theo đúng phân công của Kế hoạch",
                "Ghi tiến độ, kết quả và minh chứng trên Bàn việc của đơn vị ngay khi có",
                "Trường hợp có khó khăn, vướng mắc, nêu rõ lý do và đề xuất hướng giải quyết",
            )
        ),
        "answer_by": day + dt.timedelta(days=ANSWER_DAYS),
        "signer_position": (head.user.position if head and head.user.position else head_of(focal)),
        "signer_name": head.user.name if head else "",
        "recipients": recipients,
    }


def _subject(plan: Plan) -> str:
    told = f"Đôn đốc thực hiện Kế hoạch {in_text(plan.title)}"
    if len(told) > 160 and plan.number:
        told = f"Đôn đốc thực hiện Kế hoạch số {plan.number}"
    return told[:300]


def _opening(plan: Plan, agency: str) -> list[str]:
    """The plan with its number, day and title; the days by which it wants reports."""
    named = named_plan("Kế hoạch", plan.number, plan.issued_on, plan.issuer, plan.title)
    lines = [f"Thực hiện {named} (sau đây gọi là Kế hoạch), {agency} được giao theo dõi, hướng dẫn, đôn đốc."]
    dues = []
    for deadline in plan.deadlines.exclude(due=None).order_by("due"):
        place = f" (mục {deadline.ref})" if deadline.ref else ""
        when = deadline.due_text or (f"trước ngày {short_day(deadline.due)}" if deadline.due else "")
        dues.append(f"báo cáo kết quả về {deadline.to or agency} {when}{place}")
    if dues:
        lines.append(f"Kế hoạch yêu cầu các đơn vị {'; '.join(dict.fromkeys(dues))}.")
    return lines


# Editing


def change_letter(letter: Letter, *, version: int, actor: Any, **fields: Any) -> Letter:
    """Sets some of EDITABLE on a draft; what differs is recorded, no difference writes nothing. `version` is that of the
    text which the writer saw: refused (409) when another has changed it since, and when it was issued."""
    _ask(actor)
    if strange := set(fields) - set(EDITABLE):
        raise ValueError(f"not editable: {sorted(strange)}")
    with transaction.atomic():
        row = _open(letter)
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if not changed:
            return row
        if row.version != version:
            raise Refusal(
                _("Bản nháp vừa được người khác sửa. Xem hai bản dưới đây, giữ chữ cần giữ rồi ghi lại."), 409
            )
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        audit.record("follow.letter_changed", row, actor=actor, before=before, after=changed)
    return row


def add_urged(letter: Letter, unit: Unit, *, actor: Any) -> Urged:
    """Names one more unit, with what it is late on as of the letter's day; nothing of that leaves its reasons to be
    written. Twice is harmless."""
    _ask(actor)
    with transaction.atomic():
        row = _open(letter)
        there = row.urged.filter(unit=unit).first()
        if there is not None:
            return there
        late = next((one for one in late_units(row.plan, row.as_of) if one.unit.pk == unit.pk), None)
        titles = _titles(row.plan)
        reasons = [_in_full(one, titles) for one in late.reasons] if late else []
        made = Urged.objects.create(letter=row, unit=unit, reasons=reasons)
        audit.record("follow.letter_changed", row, actor=actor, added=unit.pk, name=unit.name)
    return made


def set_reasons(urged: Urged, *, keep: Sequence[int], more: Sequence[str], seen: str, actor: Any) -> Urged:
    """What a letter says of one unit: the reasons at the places `keep` stay, `more` are written by hand. Refused when
    nothing is left (400), when another changed it since `seen` (409)."""
    _ask(actor)
    with transaction.atomic():
        letter = _open(urged.letter)
        row = Urged.objects.select_for_update(of=("self",)).filter(pk=urged.pk).first()
        if row is None:
            raise Refusal(_("Đơn vị này vừa được đưa ra khỏi công văn."), 409)
        reasons = [one for at, one in enumerate(row.reasons) if at in set(keep)]
        known = {one["what"] for one in reasons}
        for line in (" ".join(line.split()) for line in more):
            if line and line not in known:
                known.add(line)
                reasons.append({"ref": "", "what": line[:500], "model": "", "id": "", "title": "", "sort": "other"})
        if not reasons:
            raise Refusal(_("Giữ ít nhất một nội dung, hoặc đưa đơn vị ra khỏi công văn."), field="more")
        if reasons == row.reasons:
            return row
        if urged_stamp(row) != seen:
            raise Refusal(_("Phần của đơn vị này vừa được người khác sửa. Mở lại trang rồi sửa tiếp."), 409)
        before, row.reasons = row.reasons, reasons
        row.save(update_fields=["reasons"])
        audit.record(
            "follow.letter_changed", letter, actor=actor, unit=row.unit_id, before=_whats(before), after=_whats(reasons)
        )
    return row


def _whats(reasons: list[dict[str, Any]]) -> list[str]:
    return [one["what"] for one in reasons]


def drop_urged(urged: Urged, *, actor: Any) -> None:
    """Names a unit no more. Twice is harmless."""
    _ask(actor)
    with transaction.atomic():
        letter = _open(urged.letter)
        gone, _each = Urged.objects.filter(pk=urged.pk).delete()
        if gone:
            audit.record("follow.letter_changed", letter, actor=actor, removed=urged.unit_id, name=urged.unit.name)


def drop_letter(letter: Letter, *, actor: Any) -> None:
    """Throws a draft away; an issued letter stays."""
    _ask(actor)
    with transaction.atomic():
        row = _open(letter)
        audit.record("follow.letter_dropped", row, actor=actor, plan=row.plan_id, units=row.urged.count())
        row.delete()


def _ask(actor: Any) -> None:
    if not may_run_plan(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)


def _locked(letter: Letter) -> Letter:
    row = (
        Letter.objects.select_for_update(of=("self",)).select_related("plan", "issued_by").filter(pk=letter.pk).first()
    )
    if row is None:
        raise Refusal(_("Bản nháp này đã bị bỏ."), 404)
    return row


def _open(letter: Letter) -> Letter:
    """The draft, locked; Refusal (409) when it was issued."""
    row = _locked(letter)
    if row.issued_at is not None:
        raise Refusal(_issued_words(row), 409)
    return row


def _issued_words(letter: Letter) -> str:
    at = f"{letter.issued_at.astimezone(clock.HERE):%H:%M %d/%m/%Y}" if letter.issued_at else ""
    return _("Công văn đã ban hành lúc %(when)s, %(who)s ghi. Nội dung không đổi được nữa.") % {
        "when": at,
        "who": letter.issued_by,
    }


# Issuing


def issue_letter(letter: Letter, *, number: int, symbol: str, day: dt.date, seen: str, actor: Any) -> Letter:
    """Freezes the letter: its .docx is kept, every unit named is told once, the PDF is printed by the worker.

    `seen` is `stamp` of what the issuer read. The same number and day sent twice by the same person is one issue;
    whoever comes second otherwise is told who and when (409), and so is who read an older text. Refuses (400) a day
    before the one that lateness was told for or after today, an answer that is due before the letter; (409) a
    number that another letter of that year has.
    """
    _ask(actor)
    symbol = symbol.strip()[:40]
    with transaction.atomic():
        row = _locked(letter)
        if row.issued_at is not None:
            if (row.number, row.symbol, row.day, row.issued_by_id) == (number, symbol, day, actor.pk):
                return row
            raise Refusal(_issued_words(row), 409)
        if stamp(row) != seen:
            raise Refusal(_("Bản nháp vừa được sửa. Mở lại trang, đọc bản mới rồi ban hành."), 409)
        _check_issue(row, number, symbol, day)
        row.number, row.symbol, row.day = number, symbol, day
        urged = named_units(row)
        bare = next((one.unit for one in urged if not one.reasons), None)
        if bare is not None:
            raise Refusal(_("Chưa ghi nội dung đôn đốc của %s. Ghi nội dung, hoặc đưa đơn vị ra.") % bare.name)
        document = docx.write(document_of(row, urged))
        row.issued_at, row.issued_by = clock.now(), actor
        row.docx = files.store(
            io.BytesIO(document), name=f"{file_stem(row)}.docx", owner=row, actor=actor, allowed=(files.DOCX,)
        )
        row.save(update_fields=["number", "symbol", "day", "issued_at", "issued_by", "docx"])
        audit.record(
            "follow.letter_issued",
            row,
            actor=actor,
            number=f"{number:02d}/{symbol}",
            day=day,
            sha256=row.docx.sha256,
            units=[str(one.unit_id) for one in urged],
        )
        _tell(row, urged)
        jobs.later(print_letter, str(row.pk))
    return row


def _check_issue(letter: Letter, number: int, symbol: str, day: dt.date) -> None:
    if number < 1:
        raise Refusal(_("Số của công văn là số từ 1 trở lên, do văn thư cấp."), field="number")
    if not symbol:
        raise Refusal(_("Ghi ký hiệu, ví dụ STTTT-CĐS."), field="symbol")
    if day < letter.as_of:
        raise Refusal(
            _("Ngày ký đang trước ngày %s mà công văn nói đến. Ghi ngày ký từ ngày đó.") % say_day(letter.as_of),
            field="day",
        )
    if day > clock.today():
        raise Refusal(_("Ngày ký chưa đến. Ghi ngày hôm nay hoặc trước đó."), field="day")
    if letter.answer_by is not None and letter.answer_by <= day:
        raise Refusal(
            _("Hạn trả lời %s không sau ngày ký. Sửa hạn trong bản nháp.") % say_day(letter.answer_by), field="day"
        )
    same = Letter.objects.filter(number=number, symbol=symbol, day__year=day.year, issued_at__isnull=False)
    other = same.exclude(pk=letter.pk).first()
    if other is not None:
        raise Refusal(
            _("Số %(number)02d/%(symbol)s đã dùng cho công văn “%(subject)s”. Lấy số khác.")
            % {"number": number, "symbol": symbol, "subject": other.subject[:120]},
            409,
            field="number",
        )


def _tell(letter: Letter, urged: Sequence[Urged]) -> None:
    until = _(" trước ngày %s") % short_day(letter.answer_by) if letter.answer_by else ""
    reasons = {one.unit_id: "\n".join(f"- {phrase_of(reason)}" for reason in one.reasons) for one in urged}
    body = _("%(agency)s đôn đốc %(unit)s:\n%(reasons)s\n\nĐề nghị thực hiện và trả lời%(until)s.")
    link = reverse("follow:letter", args=[letter.plan_id, letter.pk])
    people = office.reachable_people(one.unit_id for one in urged)
    office.deliver_to_units(
        [one.unit for one in urged],
        key_of=lambda unit: f"don-doc:{letter.pk}:{unit.pk}",
        purpose="urging",
        subject=_("Công văn đôn đốc số %(number)02d/%(symbol)s: %(subject)s")
        % {"number": letter.number or 0, "symbol": letter.symbol, "subject": letter.subject[:180]},
        body_of=lambda unit: (
            body % {"agency": letter.agency, "unit": unit.name, "reasons": reasons[unit.pk], "until": until}
        ),
        # What is printed on paper leads to the desk, on which the letter stands.
        link_of=lambda unit: link if unit.email or people.get(unit.pk) else reverse("desks:desk", args=[unit.pk]),
        about=letter,
    )


def file_stem(letter: Letter) -> str:
    """The name of its files without the ending: "cong-van-don-doc-07-sttt-cds", "…-du-thao" of a draft."""
    mark = f"{letter.number:02d} {letter.symbol}" if letter.issued_at and letter.number else "du thao"
    return f"cong-van-don-doc-{'-'.join(fold(mark).replace('-', ' ').split())}"


@jobs.job()
def print_letter(letter_id: str) -> None:
    """Prints the PDF of an issued letter from its frozen .docx. Twice is harmless; where LibreOffice is missing the
    .docx stays alone."""
    letter = Letter.objects.select_related("docx").get(pk=letter_id)
    if letter.pdf_id is not None or letter.docx is None:
        return
    try:
        printed = print_pdf(files.path(letter.docx).read_bytes())
    except OfficeMissing:
        log.warning("follow.letter_not_printed", extra={"letter": letter_id, "why": "no LibreOffice"})
        return
    with transaction.atomic():
        row = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
        if row.pdf_id is None:
            row.pdf = files.store(
                io.BytesIO(printed), name=f"{file_stem(row)}.pdf", owner=row, actor=None, allowed=(files.PDF,)
            )
            row.save(update_fields=["pdf"])
            audit.record("follow.letter_printed", row, actor=None, sha256=row.pdf.sha256)


def print_again(letter: Letter, *, actor: Any) -> None:
    """Puts the printing in the queue once more, when it is missing."""
    _ask(actor)
    with transaction.atomic():
        row = _locked(letter)
        if row.issued_at is not None and row.pdf_id is None:
            jobs.later(print_letter, str(row.pk))
