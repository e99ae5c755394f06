"""A note to the unit that drafted a plan: what contradicts or lacks, both places quoted, a question to each."""

import datetime

import msgspec

from ngayso.papers.naming import in_text, named_plan
from ngayso.papers.numbers import short_day, two_digits
from ngayso.papers.parts import Blank, Block, Bullets, Heading, OfficialDocument, Paragraph, Signer, Span, Text


class Quote(msgspec.Struct, frozen=True):
    """Words of the plan and where they stand: ("mục III.2.d", "từ ngày 15/9/2024 …")."""

    place: str
    text: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of the plan check as it is put to the drafting unit."""

    title: str
    quotes: tuple[Quote, ...]
    question: str = ""
    """What the reviewer asks for; "" when only the finding itself is put to the unit."""
    reason: str = ""
    """Why it must be made clear."""
    citation: str = ""
    """The rule it rests on, as cited; "" when it rests on the plan alone."""


class CheckNote(msgspec.Struct, frozen=True, kw_only=True):
    """What the note says. `day` None leaves the day blank."""

    parent: str = ""
    agency: str
    place: str
    day: datetime.date | None = None
    year: int | None = None
    to: str
    """The drafting unit."""
    issuer: str
    plan_kind: str = "Kế hoạch"
    plan_number: str = ""
    plan_day: datetime.date | None = None
    plan_title: str
    questions: tuple[Question, ...]
    answer_by: datetime.date | None = None
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    signer: Signer


def check_note(note: CheckNote) -> OfficialDocument:
    """The note as a document, with lines for the drafting unit's answer under each question.

    Raises ValueError when there is nothing to ask.
    """
    if not note.questions:
        raise ValueError("Không có nội dung nào cần làm rõ nên không lập phiếu.")
    plan = named_plan(note.plan_kind, note.plan_number, note.plan_day, note.issuer, note.plan_title)
    body: list[Block] = [
        Paragraph(
            f"Qua soát {plan}, {note.agency} đề nghị {note.to} làm rõ, chỉnh sửa hoặc bổ sung "
            f"{two_digits(len(note.questions))} nội dung sau:"
        )
    ]
    for question in note.questions:
        body += _asked(question)
    end = f"Đề nghị {note.to} xem xét, có ý kiến vào phiếu này"
    if note.answer_by is not None:
        end += f" và gửi về {note.agency} trước ngày {short_day(note.answer_by)}"
    body.append(Paragraph(f"{end} để hoàn thiện {note.plan_kind}"))
    return OfficialDocument(
        parent=note.parent,
        agency=note.agency,
        place=note.place,
        day=note.day,
        year=note.year,
        kind="Phiếu góp ý",
        title=f"Đề nghị làm rõ nội dung {note.plan_kind} {in_text(note.plan_title)}",
        addressees=(note.to,),
        body=tuple(body),
        recipients=note.recipients,
        archive=note.archive,
        signer=note.signer,
    )


def _asked(question: Question) -> list[Block]:
    lines: list[Text] = [
        f"{quote.place[:1].upper()}{quote.place[1:]} ghi: “{quote.text.strip(' “”.;')}”;" for quote in question.quotes
    ]
    if question.reason:
        lines.append((Span("Lý do: ", bold=True), Span(question.reason.strip())))
    if question.question:
        lines.append((Span("Đề nghị: ", bold=True), Span(question.question.strip())))
    if question.citation:
        lines.append(f"Căn cứ: {question.citation.rstrip('. ')}.")
    return [
        Heading(2, question.title),
        Bullets(tuple(lines)),
        Blank("Ý kiến của đơn vị soạn thảo:", 2),
    ]
