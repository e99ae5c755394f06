"""What a unit types into its report: numbers by cell, words by activity, difficulties and proposals of the whole."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.core.templatetags.look import vi_number
from ngayso.desks.rules import may_write_at_desk
from ngayso.people.models import Unit
from ngayso.plans.models import Activity, Course, Nature
from ngayso.reports.asked import asked_of, expected_units
from ngayso.reports.locks import is_open_for
from ngayso.reports.models import Ask, Cell, Passage, ReportState, Round, UnitReport
from ngayso.words.quantities import MOST

EDITABLE = (ReportState.DRAFT, ReportState.RETURNED)
LONGEST_WORD, LONGEST_WORDS = 500, 10_000


@dataclass(frozen=True, slots=True)
class CellEntry:
    """What the form sends of one figure."""

    ask: Ask
    in_period: Decimal | None
    value: Decimal | None
    word: str
    seen: int
    """Version of the cell that the page showed; 0 when it showed none."""


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """What the form sends of one activity in words."""

    activity: Activity
    words: str
    difficulties: str
    proposals: str
    seen: int


@dataclass(frozen=True, slots=True)
class GeneralEntry:
    """Difficulties and proposals of the unit as a whole."""

    difficulties: str
    proposals: str
    seen: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else wrote here after the page was opened: what the form sends, and what stands now."""

    entry: CellEntry | PassageEntry | GeneralEntry
    theirs: dict[str, Any]
    """By field, as it stands: Decimals or None, and text."""
    version: int
    by: str


class Changed(Refusal):
    """409: others have written meanwhile. Nothing of the save was written; `conflicts` has both values of each place."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        who = ", ".join(dict.fromkeys(one.by for one in conflicts if one.by)) or _("người khác")
        told = "; ".join(_both(one) for one in conflicts[:3])
        super().__init__(
            _("%(who)s vừa ghi chỗ này: %(both)s. Chọn số liệu, lời nào được giữ rồi ghi lại.")
            % {"who": who, "both": told},
            409,
        )
        self.conflicts = list(conflicts)


@dataclass(slots=True)
class _Save:
    """The changes of one save: what is told in its one audit row."""

    report: UnitReport
    by: str
    changes: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def is_asked(round_: Round, unit: Unit) -> bool:
    """Whether the round asks anything of the unit: figures, words, or the report as such. 3–5 queries."""
    return bool(asked_of(round_, unit)) or unit.pk in expected_units(round_)


def open_report(round_: Round, unit: Unit, *, actor: Any) -> UnitReport:
    """The unit's report in the round, made when there is none. Refuses (404) a unit that the round asks nothing of, and
    whoever may not write for the unit.
    """
    found = UnitReport.objects.select_related("round__plan", "unit").filter(round=round_, unit=unit).first()
    if found is not None:
        return found
    if (actor is not None and not may_write_at_desk(actor, unit)) or not is_asked(round_, unit):
        raise Refusal(_("Kỳ báo cáo này không yêu cầu đơn vị báo cáo."), 404)
    with transaction.atomic():
        report, made = UnitReport.objects.get_or_create(round=round_, unit=unit)
        if made:
            audit.record("reports.report_opened", report, actor=actor)
    return report


def save(
    report: UnitReport,
    *,
    cells: Iterable[CellEntry] = (),
    passages: Iterable[PassageEntry] = (),
    general: GeneralEntry | None = None,
    actor: Any,
) -> int:
    """Writes what one form or one workbook says, all or nothing, in one audit row; how many places changed.

    Refuses (404) whoever may not write for the unit and what is not asked of it, (409) a report that was sent or a round
    that is closed to the unit, (409, Changed) when others wrote meanwhile, (400) numbers that cannot be.
    What stands already is not written again.
    """
    if actor is not None and not may_write_at_desk(actor, report.unit):
        raise Refusal(_("Không có báo cáo này."), 404)
    try:
        return _saved(report, list(cells), list(passages), general, actor)
    except IntegrityError:
        # PostgreSQL finds at the end that the form lost, in this very moment, a figure that was typed.
        raise Refusal(_("Mẫu báo cáo vừa được đổi. Tải lại trang, xem mẫu mới rồi ghi lại."), 409) from None


def _saved(
    report: UnitReport,
    given_cells: Sequence[CellEntry],
    given_passages: Sequence[PassageEntry],
    general: GeneralEntry | None,
    actor: Any,
) -> int:
    with transaction.atomic():
        locked = UnitReport.objects.select_for_update(of=("self",)).select_related("round", "unit").get(pk=report.pk)
        check_open(locked)
        asked = {one.activity.pk: {ask.pk for ask in one.asks} for one in asked_of(locked.round, locked.unit)}
        doing = _Save(locked, str(actor) if actor is not None else audit.SYSTEM)
        _save_cells(doing, given_cells, asked)
        _save_passages(doing, given_passages, asked)
        if general is not None:
            _save_whole(doing, general)
        if doing.conflicts:
            raise Changed(doing.conflicts)
        if doing.changes:
            audit.record("reports.report_saved", locked, actor=actor, changes=doing.changes)
    return len(doing.changes)


def check_open(report: UnitReport) -> None:
    """Refuses (409) to write in a report that was sent, or whose round is closed to the unit."""
    if report.state not in EDITABLE:
        raise Refusal(
            _("Báo cáo đang ở tình trạng “%s” nên không sửa được. Muốn sửa, xin cơ quan đầu mối trả lại hoặc mở lại.")
            % report.get_state_display(),
            409,
        )
    if not is_open_for(report.round, report.unit, clock.now()):
        raise Refusal(
            _("Kỳ báo cáo này chưa mở hoặc đã khóa. Điều vừa ghi chưa được nhận; xin cơ quan đầu mối mở cho đơn vị."),
            409,
        )


def _save_cells(doing: _Save, entries: Sequence[CellEntry], asked: dict[Any, set[int]]) -> None:
    standing = {
        cell.ask_id: cell
        for cell in Cell.objects.filter(report=doing.report, ask__in=[entry.ask.pk for entry in entries])
    }
    for entry in entries:
        ask = entry.ask
        if ask.pk not in asked.get(ask.activity_id, ()):
            raise Refusal(_("Số liệu này không có trong báo cáo của đơn vị."), 404)
        _check_cell(entry)
        cell = standing.get(ask.pk) or Cell(report=doing.report, ask=ask, version=0)
        before = {"in_period": cell.in_period, "value": cell.value, "word": cell.word}
        after = {"in_period": entry.in_period, "value": entry.value, "word": entry.word.strip()}
        if before == after:
            continue
        # A row that says nothing (made to hold a mark) hides nobody's words.
        if cell.version != entry.seen and any(part not in (None, "") for part in before.values()):
            doing.conflicts.append(Conflict(entry, before, cell.version, cell.changed_by))
            continue
        _put(doing, cell, after)
        doing.changes.append(
            {"activity": str(ask.activity_id), "indicator": ask.indicator.code, "before": before, "after": after}
        )


def _check_cell(entry: CellEntry) -> None:
    indicator = entry.ask.indicator
    if indicator.nature == Nature.RATE:
        raise Refusal(_("Tỷ lệ được tính từ hai số liệu khác, không ghi trực tiếp."))
    if indicator.course == Course.STOCK and entry.in_period is not None:
        raise Refusal(_("“%s” là số tại thời điểm chốt, không có số trong kỳ.") % indicator.name)
    for number in (entry.in_period, entry.value):
        if number is None:
            continue
        if not number.is_finite() or number < 0 or number >= MOST:
            raise Refusal(_("“%s”: số phải từ 0 trở lên và không lớn quá mức.") % indicator.name)
        if number != round(number, indicator.places):
            raise Refusal(
                _("“%(name)s”: %(number)s có quá %(places)d chữ số sau dấu phẩy. Xin làm tròn.")
                % {"name": indicator.name, "number": vi_number(number), "places": indicator.places}
            )
    if len(entry.word.strip()) > LONGEST_WORD:
        raise Refusal(_("Lời giải thích dài quá 500 ký tự. Xin viết gọn, chi tiết ghi ở phần bằng lời."))


def _save_passages(doing: _Save, entries: Sequence[PassageEntry], asked: dict[Any, set[int]]) -> None:
    standing = {
        one.activity_id: one
        for one in Passage.objects.filter(report=doing.report, activity__in=[e.activity.pk for e in entries])
    }
    for entry in entries:
        if entry.activity.pk not in asked:
            raise Refusal(_("Hoạt động này không có trong báo cáo của đơn vị."), 404)
        passage = standing.get(entry.activity.pk) or Passage(report=doing.report, activity=entry.activity, version=0)
        before = {part: getattr(passage, part) for part in ("words", "difficulties", "proposals")}
        after = {part: _words(getattr(entry, part)) for part in before}
        if before == after:
            continue
        if passage.version != entry.seen and any(before.values()):
            doing.conflicts.append(Conflict(entry, before, passage.version, passage.changed_by))
            continue
        _put(doing, passage, after)
        doing.changes.append({"activity": str(entry.activity.pk), "before": before, "after": after})


def _save_whole(doing: _Save, entry: GeneralEntry) -> None:
    report = doing.report
    before = {"difficulties": report.difficulties, "proposals": report.proposals}
    after = {"difficulties": _words(entry.difficulties), "proposals": _words(entry.proposals)}
    if before == after:
        return
    if report.version != entry.seen and any(before.values()):
        doing.conflicts.append(Conflict(entry, before, report.version, ""))
        return
    report.difficulties, report.proposals = after["difficulties"], after["proposals"]
    report.version += 1
    report.save(update_fields=["difficulties", "proposals", "version"])
    doing.changes.append({"before": before, "after": after})


def _put(doing: _Save, row: Cell | Passage, after: dict[str, Any]) -> None:
    for part, given in after.items():
        setattr(row, part, given)
    row.version += 1
    row.changed_at, row.changed_by = clock.now(), doing.by[:200]
    row.save()


def _words(text: str) -> str:
    """As typed, with plain line ends. Refuses (400) what is too long for a report."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(plain) > LONGEST_WORDS:
        raise Refusal(_("Đoạn này dài quá 10.000 ký tự. Xin viết gọn, phần chi tiết gắn làm minh chứng."))
    return plain


def _both(conflict: Conflict) -> str:
    """ "“Số hộ”: 120 và 150" """
    entry = conflict.entry
    if isinstance(entry, CellEntry):
        theirs, mine = vi_number(conflict.theirs["value"]), vi_number(entry.value)
        return _("“%(name)s” đang là %(theirs)s, chỗ này ghi %(mine)s") % {
            "name": entry.ask.indicator.name,
            "theirs": theirs or _("trống"),
            "mine": mine or _("trống"),
        }
    if isinstance(entry, PassageEntry):
        return _("phần bằng lời của “%s”") % entry.activity.title[:80]
    return _("khó khăn và kiến nghị chung")
