"""The way back of a figure: to what the unit sent, frozen, to the work on its desk, to the records; and whether all agree."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from ngayso.core.templatetags.look import vi_number
from ngayso.desks.models import DayFigure, Evidence, Progress, Work
from ngayso.plans.models import Course, Figure
from ngayso.reports.flow import EVIDENCE
from ngayso.reports.frozen import digest, number
from ngayso.reports.models import Submission

WORK = "desks.work"
BATCH = 900
MOST = 200
"""So many entries of a piece of work stand on the page, the last ones; the rest is on the desk."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure that its record does not bear out. str() is a Vietnamese sentence."""

    figure: Figure
    sentence: str

    def __str__(self) -> str:
        return (
            f"{self.figure.unit.name}, {self.figure.activity.ref or '?'}, {self.figure.indicator.name}: {self.sentence}"
        )


@dataclass(frozen=True, slots=True)
class DayLine:
    """What one day of the desk added to a counted figure."""

    progress: Progress
    value: Decimal
    counts: bool
    """False of a stock's earlier level, and of what came in or was corrected otherwise than the figure knew."""
    after: bool
    """Came in, or was corrected, after the figure was frozen."""


@dataclass(slots=True)
class Trace:
    """The steps from a figure to its records."""

    figure: Figure
    submission: Submission | None = None
    recomputed: str = ""
    """The hash of the submission, computed now."""
    frozen_value: Decimal | None = None
    frozen_period: Decimal | None = None
    word: str = ""
    counted: Decimal | None = None
    """What the house had counted when the report was sent."""
    work: Work | None = None
    entries: list[Progress] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    days: list[DayLine] = field(default_factory=list)
    recount: Decimal | None = None
    wrong: list[Disagreement] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.wrong


def trace(figure: Figure) -> Trace:
    """All steps behind one figure. A fixed number of queries."""
    found = Trace(figure)
    if figure.evidence_model == EVIDENCE:
        sent = Submission.objects.filter(pk=figure.evidence_id).select_related("report__round", "report__unit", "by")
        found.submission = sent.prefetch_related("reviews__by", "reviews__unit").first()
        if found.submission is not None:
            found.recomputed = digest(found.submission.content)
            cell = _cell(found.submission, figure)
            found.frozen_value, found.frozen_period = number(cell.get("value")), number(cell.get("in_period"))
            found.word, found.counted = cell.get("word", ""), number(cell.get("counted"))
        found.work = Work.objects.filter(unit=figure.unit, activity=figure.activity, item=None).first()
    elif figure.evidence_model == WORK:
        found.work = Work.objects.filter(pk=figure.evidence_id).first()
    if found.work is not None:
        entries = found.work.progress.select_related("by").prefetch_related("corrections")
        found.entries = list(entries.filter(day__lte=figure.day).order_by("-at")[:MOST])
        found.evidence = list(found.work.evidence.select_related("file", "by").order_by("at"))
        if figure.origin == Figure.Origin.COUNTED:
            rows = [row for row in said([found.work.pk], figure.day) if row.indicator_id == figure.indicator_id]
            found.days = _days(figure, rows)
            found.recount = _sum(figure, rows)
    found.wrong = disagreements([figure])
    return found


def disagreements(figures: Iterable[Figure]) -> list[Disagreement]:
    """The figures that their records do not bear out: a typed one whose value is not what its submission says, or whose
    submission no longer has its hash or belongs to another unit; a counted one that the day figures up to its day, as
    they stood when it was made, do not add up to. Figures of other sources are left to them. One query a batch of records.
    """
    every = list(figures)
    typed = [one for one in every if one.evidence_model == EVIDENCE]
    counted = [one for one in every if one.evidence_model == WORK]
    return [*_of_submissions(typed), *_of_days(counted)]


def _of_submissions(figures: Sequence[Figure]) -> Iterable[Disagreement]:
    ids = {one.evidence_id for one in figures}
    sent: dict[str, Submission] = {}
    for some in _batches(sorted(ids)):
        found = Submission.objects.filter(pk__in=some).select_related("report")
        sent |= {str(one.pk): one for one in found}
    broken = {pk for pk, one in sent.items() if digest(one.content) != one.sha256}
    cells = {
        (pk, cell["activity"], cell["indicator"]): cell for pk, one in sent.items() for cell in one.content["cells"]
    }
    for figure in figures:
        submission = sent.get(figure.evidence_id)
        if submission is None:
            yield Disagreement(figure, _("lần gửi báo cáo làm minh chứng không còn."))
            continue
        if figure.evidence_id in broken:
            yield Disagreement(figure, _("nội dung lần gửi %d đã bị sửa, mã băm không còn khớp.") % submission.number)
        if submission.report.unit_id != figure.unit_id:
            yield Disagreement(figure, _("lần gửi báo cáo làm minh chứng là của đơn vị khác."))
        cell = cells.get((figure.evidence_id, str(figure.activity_id), figure.indicator.code), {})
        value, period = number(cell.get("value")), number(cell.get("in_period"))
        if value != figure.value:
            yield Disagreement(figure, _differs(figure.value, value, _("trong báo cáo đã gửi")))
        if period != figure.in_period:
            yield Disagreement(figure, _differs(figure.in_period, period, _("trong kỳ, ở báo cáo đã gửi")))


def _of_days(figures: Sequence[Figure]) -> Iterable[Disagreement]:
    if not figures:
        return
    last = max(one.day for one in figures)
    rows: dict[tuple[str, int], list[DayFigure]] = defaultdict(list)
    works: dict[str, tuple[UUID, UUID | None]] = {}
    for some in _batches(sorted({one.evidence_id for one in figures})):
        for pk, unit_id, activity_id in Work.objects.filter(pk__in=some).values_list("pk", "unit_id", "activity_id"):
            works[str(pk)] = (unit_id, activity_id)
        for row in said(some, last):
            rows[str(row.progress.work_id), row.indicator_id].append(row)
    for figure in figures:
        work = works.get(figure.evidence_id)
        if work is None:
            yield Disagreement(figure, _("phần việc làm minh chứng không còn."))
            continue
        if work != (figure.unit_id, figure.activity_id):
            yield Disagreement(figure, _("phần việc làm minh chứng là của đơn vị hoặc hoạt động khác."))
        again = _sum(figure, rows[figure.evidence_id, figure.indicator_id])
        if again != figure.value:
            yield Disagreement(figure, _differs(figure.value, again, _("khi đếm lại số ghi từng ngày")))


def said(work_ids: Iterable[object], until: dt.date) -> Iterable[DayFigure]:
    """Day figures of these pieces of work up to the end of a day, by day, each with `mended_at`: when its entry was
    corrected, None when it stands.
    """
    found = DayFigure.objects.filter(progress__work__in=list(work_ids), progress__day__lte=until)
    # An entry is corrected once at most, so the join makes no row twice.
    found = found.annotate(mended_at=F("progress__corrections__at"))
    return found.select_related("progress").order_by("progress__day", "progress__at", "progress_id")


def _known(figure: Figure, row: Any) -> bool:
    """Whether the figure could count the row: it had come in when the figure was made, and was not corrected yet."""
    return bool(row.progress.at <= figure.made_at and (row.mended_at is None or row.mended_at > figure.made_at))


def _sum(figure: Figure, rows: Iterable[DayFigure]) -> Decimal | None:
    """As of when the figure was made: a flow adds up, of a stock the last level holds; None when no day says anything."""
    within = [row.value for row in rows if row.progress.day <= figure.day and _known(figure, row)]
    if not within:
        return None
    return within[-1] if figure.indicator.course == Course.STOCK else sum(within, Decimal())


def _days(figure: Figure, rows: Sequence[Any]) -> list[DayLine]:
    """The rows that the figure counted, and those that stand today."""
    stock = figure.indicator.course == Course.STOCK
    counted = [row for row in rows if _known(figure, row)]
    last = counted[-1] if counted else None
    return [
        DayLine(
            progress=row.progress,
            value=row.value,
            counts=_known(figure, row) and (not stock or row is last),
            after=row.progress.at > figure.made_at or row.mended_at is not None,
        )
        for row in rows
        if row.mended_at is None or _known(figure, row)
    ]


def _cell(submission: Submission, figure: Figure) -> dict[str, str]:
    key = (str(figure.activity_id), figure.indicator.code)
    cells: list[dict[str, str]] = submission.content["cells"]
    return next((cell for cell in cells if (cell["activity"], cell["indicator"]) == key), {})


def _differs(figure: Decimal | None, record: Decimal | None, where: str) -> str:
    return _("số liệu là %(figure)s, %(where)s là %(record)s.") % {
        "figure": vi_number(figure) or _("trống"),
        "where": where,
        "record": vi_number(record) or _("trống"),
    }


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]
