"""The note to the unit that drafted a plan: what the check asks, to be printed or taken as a Word file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngayso.core import clock, files
from ngayso.core.errors import Refusal
from ngayso.intake import findings
from ngayso.intake.fields import day_of, text_of
from ngayso.intake.findings import Named
from ngayso.intake.models import Draft, Finding
from ngayso.papers import docx
from ngayso.papers.note import CheckNote, Question, Quote, check_note
from ngayso.papers.parts import Blank, Bullets, Heading, OfficialDocument, Paragraph, Signer, Span, Text
from ngayso.people import queries as people


def _asked(draft: Draft) -> list[Named]:
    """What goes into the note: what was sent back; while nothing was, all that is open."""
    every = findings.named(draft)
    sent = [n for n in every if n.row.decision == Finding.Decision.SENT_BACK and not n.row.gone]
    return sent or [n for n in every if n.is_open]


def note_of(draft: Draft) -> CheckNote:
    """The note as of today. Its day is left blank: it is written when the note is signed."""
    entry = draft.entries.filter(kind="head").first()
    head: dict[str, Any] = entry.fields if entry else {}
    province = people.province()
    issuer = text_of(head, "issuer") or (province.unit.name if province else "")
    return CheckNote(
        parent=province.unit.name if province else "",
        agency=province.focal.name if province else _("Cơ quan đầu mối"),
        place=text_of(head, "place") or (province.focal.place if province else ""),
        year=clock.today().year,
        to=_("Đơn vị soạn thảo kế hoạch"),
        issuer=issuer,
        plan_kind=text_of(head, "kind").capitalize() or "Kế hoạch",
        plan_number=text_of(head, "number"),
        plan_day=day_of(head, "date"),
        plan_title=text_of(head, "title") or draft.name,
        questions=tuple(_question(named) for named in _asked(draft)),
        signer=Signer(position=_("Giám đốc")),
    )


def _question(named: Named) -> Question:
    body = named.body
    law = body.citation
    unverified = "" if law is None or law.verified else _(" (chưa kiểm chứng)")
    return Question(
        title=body.title,
        quotes=tuple(Quote(_place(place.ref), place.quote) for place in body.places if place.quote),
        question=named.row.note,
        reason=body.explanation,
        citation="" if law is None else law.text + unverified,
    )


def _place(ref: str) -> str:
    """ "III.2.d" → "mục III.2.d"; "Nơi nhận" as it is."""
    return _("mục %s") % ref if any(c.isdigit() or c in "IVX" for c in ref[:2]) and " " not in ref else ref


def _seen(request: HttpRequest, draft_id: UUID) -> Draft:
    return get_object_or_404(
        Draft.objects.visible_to(request.user).filter(state__in=["review", "confirmed"]), pk=draft_id
    )


@require_safe
def note(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The note as a page to be printed."""
    draft = _seen(request, draft_id)
    note = note_of(draft)
    if not note.questions:
        return render(request, "intake/note.html", {"draft": draft})
    document = check_note(note)
    return render(request, "intake/note.html", {"draft": draft, "document": document, "lines": list(_lines(document))})


def _lines(document: OfficialDocument) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """The body as the page prints it, word for word as the Word file has it: what sort of line, and its pieces."""
    count = 0
    for block in document.body:
        if isinstance(block, Heading):
            count += 1
            yield "heading", (Span(f"{count}. {block.text}", bold=True),)
        elif isinstance(block, Bullets):
            for item in block.items:
                yield "bullet", _pieces(item)
        elif isinstance(block, Paragraph):
            yield "paragraph", _pieces(block.text)
        elif isinstance(block, Blank):
            yield "blank", (Span(block.label),)


def _pieces(text: Text) -> tuple[Span, ...]:
    return (Span(text),) if isinstance(text, str) else text


@require_safe
def note_docx(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The note as a Word file in the form of Nghị định 30."""
    draft = _seen(request, draft_id)
    note = note_of(draft)
    if not note.questions:
        raise Refusal(_("Không có nội dung nào cần làm rõ nên không lập phiếu."), 409)
    response = HttpResponse(docx.write(check_note(note)), content_type=files.DOCX)
    name = quote(_("Phiếu góp ý kế hoạch.docx"))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
