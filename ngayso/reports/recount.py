"""Counts again what a version printed: its hash, its figures, its sums, its documents. What disagrees is told in words."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import msgspec
from django.db.models import QuerySet
from python_calamine import CalamineWorkbook

from ngayso.core import files
from ngayso.core.models import AuditRow, File
from ngayso.desks.models import Acknowledgement, Question
from ngayso.follow.models import Letter, Urged
from ngayso.papers import docx
from ngayso.papers import figures as papers
from ngayso.papers.bound import printed
from ngayso.plans.models import Figure, Plan
from ngayso.reports import annex_book, versions
from ngayso.reports.body import plain_number
from ngayso.reports.consolidation import mark_of
from ngayso.reports.frozen import digest
from ngayso.reports.models import ReportState, Review, Submission, Version
from ngayso.reports.trace import disagreements

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


@dataclass(slots=True)
class Result:
    """What a recount of one version found."""

    version: Version
    numbers: int = 0
    """Figures and sums that were counted again."""
    wrong: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.wrong


def recount(version: Version) -> Result:
    """Counts one version again. Reads only. Queries: fixed, whatever the number of figures."""
    result = Result(version)
    logged = _logged(version)
    result.wrong += _hash(version, logged)
    is_sound = not result.wrong
    try:
        body = versions.body_in(version.content)
    except (KeyError, TypeError, msgspec.ValidationError):
        result.wrong.append("Nội dung bản này không đọc được nữa.")
        return result
    standing = {one.pk.hex: one for one in _figures(body)}
    result.wrong += _compared(body, standing)
    result.wrong += _evidence(body, standing)
    result.wrong += [*_submissions(body), *_letters(body), *_counts(version, body)]
    again = _recounted(body, standing)
    numbers = versions.numbers_of(again, version.content["words"])
    told: Mapping[str, str] = version.content.get("numbers", {})
    for name, was in told.items():
        if numbers.get(name) != was:
            result.wrong.append(f"Số {{{name}}}: đã in {was}, đếm lại {numbers.get(name, 'không có')}.")
    result.numbers = len(told) + len(body.figures)
    result.wrong += _documents(
        version, body, again, logged.detail.get("files", {}) if logged is not None else {}, is_sound=is_sound
    )
    return result


def recounts(plan: Plan | None = None) -> Iterator[Result]:
    """Every version, or those of one programme, in the order of their making."""
    found = Version.objects.select_related("consolidation__round", "docx", "pdf", "xlsx").order_by("at")
    if plan is not None:
        found = found.filter(consolidation__round__plan=plan)
    for version in found.iterator(chunk_size=20):
        yield recount(version)


def _logged(version: Version) -> AuditRow | None:
    verbs = ("reports.version_issued", "reports.draft_drawn")
    return AuditRow.objects.filter(object_model="reports.version", object_id=str(version.pk), verb__in=verbs).first()


def _hash(version: Version, row: AuditRow | None) -> Iterator[str]:
    if digest(version.content) != version.sha256:
        yield "Mã băm của nội dung không còn khớp: nội dung đã bị sửa sau khi chốt."
    if row is None:
        yield "Nhật ký không có dòng nào ghi việc chốt bản này."
    elif row.detail.get("sha256") != version.sha256:
        yield "Mã băm của bản này khác mã băm mà nhật ký ghi khi chốt."


def _figures(body: papers.Body) -> Iterable[Figure]:
    """The figures of the plan on the day of the round, also those withdrawn since: a version keeps what it printed."""
    found = Figure.objects.filter(plan_id=body.plan.id, day=body.round.until)
    return found.select_related("indicator", "activity", "unit")


def _compared(body: papers.Body, standing: Mapping[str, Figure]) -> Iterator[str]:
    activities = {one.number: one for one in body.activities}
    for frozen in body.figures:
        now = standing.get(frozen.id)
        named = _named(body, frozen)
        if now is None:
            yield f"{named}: số liệu gốc không còn."
            continue
        if now.value != frozen.value or now.in_period != frozen.in_period:
            places = body.by_code[frozen.indicator].places
            was, found = printed(frozen.value, places), printed(now.value, places)
            yield f"{named}: đã chốt {was}, số liệu gốc nay là {found}."
        same = (str(now.activity_id), str(now.unit_id), now.indicator.code, now.origin)
        if same != (activities[frozen.activity].id, body.units[frozen.unit].id, frozen.indicator, frozen.origin):
            yield f"{named}: số liệu gốc nay thuộc đơn vị, hoạt động hoặc chỉ số khác."


def _named(body: papers.Body, figure: papers.Figure) -> str:
    indicator = body.by_code[figure.indicator].name
    return f"{body.units[figure.unit].name}, hoạt động {figure.activity}, {indicator}"


def _evidence(body: papers.Body, standing: Mapping[str, Figure]) -> Iterator[str]:
    """Each figure against the record that it comes from."""
    wanted = [standing[one.id] for one in body.figures if one.id in standing]
    for one in disagreements(wanted):
        yield str(one)


def _submissions(body: papers.Body) -> Iterator[str]:
    """What units had sent is still what it was, and their first sending was when it is said to have been."""
    found: dict[str, Submission] = {}
    first: dict[str, Submission] = {}
    every = Submission.objects.filter(report__round_id=body.round.id).select_related("report")
    for one in every.order_by("-number"):
        found[str(one.pk)] = one
        first[str(one.report.unit_id)] = one
    for unit in body.units:
        if unit.sent is None:
            continue
        now = found.get(unit.sent.id)
        if now is None:
            yield f"{unit.name}: lần gửi báo cáo đã chốt không còn."
            continue
        if now.sha256 != unit.sent.sha256 or digest(now.content) != now.sha256:
            yield f"{unit.name}: nội dung lần gửi {now.number} đã bị sửa."
        if str(now.report.unit_id) != unit.id:
            yield f"{unit.name}: lần gửi {now.number} nay là của đơn vị khác."
        elif unit.first_at is not None and abs(first[unit.id].at - unit.first_at) >= SECOND:
            yield f"{unit.name}: lúc gửi lần đầu đã bị sửa."


def _letters(body: papers.Body) -> Iterator[str]:
    """The letters that were told are there and issued."""
    there = set(Letter.objects.filter(plan_id=body.plan.id, issued_at__isnull=False).values_list("pk", flat=True))
    for letter in body.guidance.letters:
        if UUID(letter.id) not in there:
            yield f"Công văn đôn đốc {letter.number or ''}/{letter.symbol} không còn trong sổ."


def _recounted(body: papers.Body, standing: Mapping[str, Figure]) -> papers.Body:
    """The body with the values that the figures have now; a figure that is gone counts no more."""
    again = []
    for one in body.figures:
        now = standing.get(one.id)
        if now is not None:
            value, in_period = plain_number(now.value), None if now.in_period is None else plain_number(now.in_period)
            again.append(msgspec.structs.replace(one, value=value, in_period=in_period))
    return msgspec.structs.replace(body, figures=tuple(again))


def _counts(version: Version, body: papers.Body) -> Iterator[str]:
    """Who was late and who was accepted, who had received, been urged, asked and been answered, as of the version.

    What was written in the minute before may be in it or not: it was not locked while the report was read.
    """
    for unit in body.units:
        if unit.first_at is not None and unit.late != (unit.first_at >= body.round.due):
            yield f"{unit.name}: báo cáo đúng hạn hay muộn không khớp với lúc gửi và hạn của kỳ."
    verdicts: dict[tuple[bool, str], str] = {}
    reviews = Review.objects.filter(submission__report__round_id=body.round.id, at__lte=version.at).order_by("at", "pk")
    for unit_id, verdict, at in reviews.values_list("submission__report__unit_id", "verdict", "at"):
        verdicts[True, str(unit_id)] = verdict
        if at <= version.at - MINUTE:
            verdicts[False, str(unit_id)] = verdict
    for unit in body.units:
        accepted = unit.state == ReportState.ACCEPTED
        if accepted not in {verdicts.get((late, unit.id)) == Review.Verdict.ACCEPTED for late in (True, False)}:
            yield f"{unit.name}: báo cáo đã duyệt hay chưa không khớp với các lần duyệt đã ghi."
    plan, told = UUID(body.plan.id), body.guidance
    counted: tuple[tuple[str, int, QuerySet[Any], str], ...] = (
        ("đơn vị đã nhận", told.acknowledged, Acknowledgement.objects.filter(plan=plan), "at"),
        ("câu hỏi", told.asked, Question.objects.filter(plan=plan), "asked_at"),
        ("câu hỏi đã trả lời", told.answered, Question.objects.filter(plan=plan), "answered_at"),
        ("đơn vị được đôn đốc", told.urged, Urged.objects.filter(letter__plan=plan), "letter__issued_at"),
    )
    for name, was, found, when in counted:
        key = "unit" if found.model is Urged else "pk"
        most, least = (
            found.filter(**{f"{when}__lte": moment}).values(key).distinct().count()
            for moment in (version.at, version.at - MINUTE)
        )
        if not least <= was <= most:
            yield f"Số {name}: đã in {was}, đếm lại {most}."


def _documents(
    version: Version, body: papers.Body, again: papers.Body, logged: Mapping[str, str], *, is_sound: bool
) -> Iterator[str]:
    """The files are what the log says, and say what is drawn from the figures counted again. Where the file is as it was
    made and drawing its own content gives other words today, it is the drawing that has changed since: the numbers are
    proved by the content, whose hash stands.
    """
    for label, file in (("docx", version.docx), ("pdf", version.pdf), ("xlsx", version.xlsx)):
        if file is None:
            if label == "docx" or (label == "xlsx" and version.issued):
                yield f"Bản này không có tệp .{label}."
            continue
        data = _bytes(file)
        if data is None:
            yield f"Tệp .{label} không còn trên máy chủ."
        elif hashlib.sha256(data).hexdigest() != file.sha256:
            yield f"Tệp .{label} đã bị sửa: mã băm không khớp."
        elif label in logged and logged[label] != file.sha256:
            yield f"Tệp .{label} khác tệp mà nhật ký ghi khi chốt."
        elif label == "docx":
            drawn = docx.write(versions.document_of(version.content, again))
            if text_of(data) != text_of(drawn):
                own = docx.write(versions.document_of(version.content, body))
                if not is_sound or label not in logged or text_of(data) == text_of(own):
                    yield f"Chữ trong tệp .docx khác bản vẽ lại từ số liệu đếm lại: {_first_difference(data, drawn)}."
        elif label == "xlsx":
            edition, mark = version.content["edition"], mark_of(version.sha256)
            if (cells := cells_of(data)) != cells_of(annex_book.book(again, edition, mark=mark)):
                if not is_sound or label not in logged or cells == cells_of(annex_book.book(body, edition, mark=mark)):
                    yield "Ô trong tệp .xlsx khác bản vẽ lại từ số liệu đếm lại."


def _bytes(file: File) -> bytes | None:
    try:
        return files.path(file).read_bytes()
    except OSError:
        return None


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(data: bytes) -> list[str]:
    """The words of a .docx, a line a paragraph; [] when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314 our own file, its hash compared
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return []
    return ["".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")]


def _first_difference(one: bytes, other: bytes) -> str:
    left, right = text_of(one), text_of(other)
    for was, now in zip(left, right, strict=False):
        if was != now:
            return f"“{was[:120]}” và “{now[:120]}”"
    return f"{len(left)} và {len(right)} đoạn"


def cells_of(data: bytes) -> list[list[list[Any]]]:
    """The cells of an .xlsx by sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
