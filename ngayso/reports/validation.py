"""What is wrong or unusual in a unit's report, and what must be said of it before it can be sent."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from uuid import UUID

from django.utils.translation import gettext as _

from ngayso.core.templatetags.look import vi_number
from ngayso.desks.models import WorkState
from ngayso.plans.models import Relation
from ngayso.reports.models import Ask, Cell, UnitReport
from ngayso.reports.unit_form import SENT, Block, Row, UnitForm, read_form

STOP, WORD = "stop", "word"
LIKE_UNITS = 5
"""So many other reports of like units must be there before a number is measured by their median."""
TIMES_MEDIAN, TIMES_LAST, TIMES_COUNTED = 3, 5, 3
NEAR_COUNTED = Decimal("0.1")
"""A typed number may differ from the counted one by this share of it without a word."""
FEW = 10
"""Numbers up to this are never outliers: one more or less doubles them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a report that stops it, or that asks for a word."""

    ask: Ask | None
    """The figure; None when it is about the activity in words."""
    activity_id: UUID
    weight: str
    """ "stop": must be mended; "word": a word at its place settles it."""
    sentence: str
    word: str = ""
    """The word that was given."""

    @property
    def is_open(self) -> bool:
        return self.weight == STOP or not self.word

    @property
    def place(self) -> str:
        """The id of its place on the form."""
        return f"o-{self.ask.pk}" if self.ask is not None else f"loi-{self.activity_id}"


def problems(report: UnitReport) -> list[Problem]:
    """What still keeps a report from being sent: every "stop", and every "word" that has no word yet."""
    return [one for one in checked(read_form(report.round, report.unit, report=report)) if one.is_open]


def checked(form: UnitForm) -> list[Problem]:
    """All that was found, in the order of the form, those that a word has settled too. 2 queries."""
    relations = list(Relation.objects.filter(retired_at=None))
    medians = _medians(form)
    found: list[Problem] = []
    for block in form.blocks:
        for row in block.rows:
            found += _of_row(row, medians.get(row.ask.pk))
        found += _of_relations(block, relations)
        found += _of_words(block)
    return found


def _of_row(row: Row, usual: Decimal | None) -> Iterator[Problem]:
    if row.is_rate:
        if row.rate is not None and row.rate > 100:
            yield _stop(
                row,
                _("“%(name)s” tính ra %(rate)s %%, quá 100 %%. Kiểm tra hai số liệu dùng để tính.")
                % {"name": row.indicator.name, "rate": vi_number(row.rate)},
            )
        return
    value, now = row.value, row.in_period
    if value is None:
        if row.ask.required:
            yield _word(
                row, _("“%s” là số bắt buộc mà chưa có. Ghi số, hoặc ghi lý do chưa có số.") % row.indicator.name
            )
        return
    said = {"name": row.indicator.name, "value": vi_number(value), "now": vi_number(now)}
    if row.is_flow and now is not None and now > value:
        yield _stop(row, _("“%(name)s”: số trong kỳ %(now)s lớn hơn lũy kế %(value)s. Sửa một trong hai số.") % said)
    if row.last is not None and row.is_flow:
        said |= {"last": vi_number(row.last.value)}
        if value < row.last.value:
            yield _stop(
                row, _("“%(name)s”: lũy kế %(value)s nhỏ hơn lũy kế kỳ trước %(last)s. Lũy kế không thể giảm.") % said
            )
        elif now is not None and now <= value and now + row.last.value != value:
            said |= {"sum": vi_number(now + row.last.value)}
            yield _word(
                row,
                _(
                    "“%(name)s”: kỳ trước %(last)s cộng trong kỳ %(now)s là %(sum)s, không phải %(value)s. "
                    "Sửa số, hoặc ghi rõ vì sao khác."
                )
                % said,
            )
    yield from _unusual(row, value, usual)


def _unusual(row: Row, value: Decimal, usual: Decimal | None) -> Iterator[Problem]:
    """Far from what the house counted, from like units, from the unit's own last report; the sum of its communes, whose
    numbers stand in the total by themselves."""
    said = {"name": row.indicator.name, "value": vi_number(value)}
    if row.counted is not None and row.counted.value != value:
        counted = row.counted.value
        said |= {"counted": vi_number(counted)}
        if value > TIMES_COUNTED * counted and value > FEW:
            yield _word(
                row,
                _(
                    "“%(name)s”: ghi %(value)s, gấp hơn 3 lần số hệ thống đếm được (%(counted)s). "
                    "Kiểm tra lại, hoặc ghi rõ nguồn của số này."
                )
                % said,
            )
        elif abs(value - counted) > NEAR_COUNTED * counted:
            yield _word(
                row,
                _(
                    "“%(name)s”: ghi %(value)s, hệ thống đếm được %(counted)s, lệch hơn 10 %%. "
                    "Kiểm tra lại, hoặc ghi rõ vì sao lệch."
                )
                % said,
            )
    if row.below is not None and row.below.units > 1 and value > FEW and value == row.below.value:
        said |= {"communes": str(row.below.units)}
        yield _word(
            row,
            _(
                "“%(name)s”: %(value)s đúng bằng tổng của %(communes)s xã đã gửi. Số của xã được tính riêng, cộng cả hai là "
                "trùng. Chỉ ghi phần của huyện, hoặc ghi rõ vì sao bằng."
            )
            % said,
        )
    if usual is not None and value > FEW and value > TIMES_MEDIAN * usual:
        said |= {"usual": vi_number(usual)}
        yield _word(
            row,
            _(
                "“%(name)s”: %(value)s gấp hơn 3 lần mức giữa của các đơn vị cùng loại (%(usual)s). "
                "Kiểm tra lại, hoặc ghi rõ vì sao cao."
            )
            % said,
        )
    last = row.last
    if last is None:
        return
    before, after = (last.in_period, row.in_period) if row.is_flow else (last.value, value)
    if before is not None and after is not None and after > FEW and after > TIMES_LAST * before:
        said |= {"after": vi_number(after), "before": vi_number(before)}
        yield _word(
            row,
            _(
                "“%(name)s”: %(after)s gấp hơn 5 lần kỳ trước của đơn vị (%(before)s). "
                "Kiểm tra lại, hoặc ghi rõ vì sao tăng."
            )
            % said,
        )


def _of_relations(block: Block, relations: Sequence[Relation]) -> Iterator[Problem]:
    rows = {row.indicator.code: row for row in block.rows if row.value is not None}
    for relation in relations:
        codes = [*relation.left, *relation.right]
        if not relation.left or not relation.right or any(code not in rows for code in codes):
            continue
        left = sum((rows[code].value or Decimal() for code in relation.left), Decimal())
        right = sum((rows[code].value or Decimal() for code in relation.right), Decimal())
        if holds(left, relation.operator, right):
            continue
        sentence = f"{relation.sentence} ({vi_number(left)} {_NOT[relation.operator]} {vi_number(right)})"
        word = next((rows[code].word for code in codes if rows[code].word), "")
        row = rows[relation.left[0]]
        yield Problem(row.ask, row.ask.activity_id, relation.weight, sentence, word)


_NOT = {"le": ">", "eq": "≠", "ge": "<"}


def holds(left: Decimal, operator: str, right: Decimal) -> bool:
    """`left` le, eq or ge `right`."""
    return {"le": left <= right, "eq": left == right, "ge": left >= right}[operator]


def _of_words(block: Block) -> Iterator[Problem]:
    """The lead of an activity that is done says something of it."""
    done = block.work is not None and block.work.state == WorkState.DONE
    if block.is_lead and done and not block.is_begun:
        sentence = _(
            "“%s” đã báo hoàn thành nhưng báo cáo chưa có số liệu hay lời nào. Ghi ít nhất một câu về kết quả."
        )
        yield Problem(None, block.activity.pk, WORD, sentence % block.activity.title[:120])


def _medians(form: UnitForm) -> dict[int, Decimal]:
    """By figure, the median of what like units (same kind and level) have sent in this round, where there are enough."""
    asks = [row.ask.pk for block in form.blocks for row in block.rows if row.value is not None and row.value > FEW]
    if not asks:
        return {}
    like = Cell.objects.filter(
        ask__in=asks,
        value__isnull=False,
        report__state__in=SENT,
        report__unit__kind=form.unit.kind,
        report__unit__level=form.unit.level,
    ).exclude(report__unit=form.unit)
    values: dict[int, list[Decimal]] = defaultdict(list)
    for ask_id, value in like.values_list("ask_id", "value"):
        values[ask_id].append(Decimal(value or 0))
    return {ask: Decimal(median(found)) for ask, found in values.items() if len(found) >= LIKE_UNITS}


def _stop(row: Row, sentence: str) -> Problem:
    return Problem(row.ask, row.ask.activity_id, STOP, sentence, row.word)


def _word(row: Row, sentence: str) -> Problem:
    return Problem(row.ask, row.ask.activity_id, WORD, sentence, row.word)
