"""What the form of a unit's report sends, cleaned; and what it shows again, word for word, when it was turned away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core.errors import Refusal
from ngayso.core.templatetags.look import vi_number
from ngayso.desks.numbers import read_number
from ngayso.plans.models import Indicator, Nature
from ngayso.reports.cells import (
    LONGEST_WORD,
    LONGEST_WORDS,
    CellEntry,
    Changed,
    Conflict,
    GeneralEntry,
    PassageEntry,
)
from ngayso.reports.models import UnitReport
from ngayso.reports.unit_form import Block, Row, was_written
from ngayso.reports.validation import Problem

WORDS = (
    ("words", gettext_lazy("Kết quả bằng lời")),
    ("difficulties", gettext_lazy("Khó khăn, vướng mắc")),
    ("proposals", gettext_lazy("Kiến nghị, đề xuất")),
)
MINE = "mine"


def seen_of(data: Mapping[str, str], name: str) -> int:
    """Which version the page showed. When the writer chose their own words over another's, the version they chose over;
    0 for anything else.
    """
    stand = data.get(f"stand-{name}", "")
    given = stand.removeprefix(f"{MINE}:") if stand.startswith(f"{MINE}:") else data.get(f"s-{name}", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


@dataclass
class BlockData:
    """What one activity of the form sent: entries to save, or what is wrong by the name of the field."""

    data: Mapping[str, str]
    cells: list[CellEntry] = field(default_factory=list)
    passage: PassageEntry | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    """Numbers that were typed for figures that are not asked any more."""


def read_block(block: Block, data: Mapping[str, str]) -> BlockData:
    """Figures and words of one activity. What was not sent stays; `use` and `sum` name the figure whose counted number,
    or whose sum with the round before, is to be taken; `stand-…` says whose words stand after two wrote at once.
    """
    read = BlockData(data)
    asked = {str(row.ask.pk) for row in block.rows}
    typed = {name[2:]: text.strip()[:40] for name, text in data.items() if name.startswith("v-") and text.strip()}
    read.dropped = [text for key, text in typed.items() if key not in asked]
    for row in block.rows:
        key = str(row.ask.pk)
        if row.is_rate or f"v-{key}" not in data or data.get(f"stand-{key}") == "theirs":
            continue
        value, now = _number(read, row, "v"), _number(read, row, "k") if row.is_flow else None
        if data.get("use") == key and row.counted is not None:
            value, now = row.counted.value, row.counted.in_period if row.is_flow else None
        if data.get("sum") == key and row.is_flow and now is not None:
            value = now + (row.last.value if row.last is not None else 0)
        word = data.get(f"l-{key}", "")
        if len(word.strip()) > LONGEST_WORD:
            read.wrong[f"l-{key}"] = _("Lời giải thích dài quá 500 ký tự. Xin viết gọn.")
        read.cells.append(CellEntry(row.ask, now, value, word, seen_of(data, key)))
    if "words" in data and data.get("stand-words") != "theirs":
        texts = {name: data.get(name, "") for name, _label in WORDS}
        for name, text in texts.items():
            if len(text.strip()) > LONGEST_WORDS:
                read.wrong[name] = _("Đoạn này dài quá 10.000 ký tự. Xin viết gọn.")
        read.passage = PassageEntry(block.activity, **texts, seen=seen_of(data, "words"))
    return read


def _number(read: BlockData, row: Row, letter: str) -> Decimal | None:
    name = f"{letter}-{row.ask.pk}"
    try:
        return read_number(read.data.get(name, ""), places=row.indicator.places)
    except Refusal as refusal:
        # A number that the button is about to replace need not be right.
        if read.data.get("use") != str(row.ask.pk):
            read.wrong[name] = refusal.sentence
        return None


def read_general(data: Mapping[str, str]) -> GeneralEntry | None:
    """None when nothing is to be written: the other's words stand."""
    if data.get("stand-general") == "theirs" or "difficulties" not in data:
        return None
    return GeneralEntry(data.get("difficulties", ""), data.get("proposals", ""), seen_of(data, "general"))


@dataclass(slots=True)
class ShownRow:
    """One figure as the page draws it: every text ready, so that 240 of them are drawn quickly."""

    row: Row
    key: str
    name: str
    measure: str
    sort: str
    """Times or distinct, in words; empty of a plain amount."""
    definition: str
    is_rate: bool
    is_flow: bool
    required: bool
    value: str
    in_period: str
    word: str
    version: int
    wrong: Sequence[str]
    value_wrong: bool
    period_wrong: bool
    problems: Sequence[Problem]
    conflict: Conflict | None
    beside: Sequence[tuple[str, str]]
    counted: str
    counted_period: str
    counted_url: str
    may_use: bool
    offer: str
    rate: str
    mark: str
    changed: bool
    """Changed since the report was returned."""

    @property
    def needs_word(self) -> bool:
        return bool(self.word) or any(one.weight == "word" for one in self.problems) or bool(self.wrong)


def sort_of(indicator: Indicator) -> str:
    """What is counted, in words: "mỗi hộ đếm một lần"; empty of a plain amount."""
    if indicator.nature == Nature.DISTINCT:
        return _("mỗi %s đếm một lần") % indicator.measure
    if indicator.nature == Nature.TIMES:
        return _("tính lượt: một người, một hộ có thể được đếm nhiều lần")
    return ""


@dataclass(slots=True)
class ShownBlock:
    """One activity as the page draws it."""

    block: Block
    rows: list[ShownRow]
    words: dict[str, str]
    words_version: int
    wrong: dict[str, str]
    problems: Sequence[Problem]
    """About its words."""
    conflict: Conflict | None
    mark: str
    words_changed: bool
    open: bool
    far: bool = False
    """Only its name stands on the page, with a link that opens it: a form of hundreds of figures is no page."""
    saved: bool = False
    dropped: str = ""
    work_url: str = ""

    @property
    def words_wrong(self) -> list[tuple[str, str]]:
        return [(str(label), self.wrong[name]) for name, label in WORDS if name in self.wrong]

    @property
    def count(self) -> int:
        """Places that still keep the report from being sent, and places that were turned away."""
        if self.far:
            return len({one.place for one in self.problems if one.is_open})
        rows = sum(bool(row.wrong) or row.conflict is not None or _open(row.problems) > 0 for row in self.rows)
        return rows + _open(self.problems) + bool(self.words_wrong) + (self.conflict is not None)


def _open(problems: Iterable[Problem]) -> int:
    return sum(one.is_open for one in problems)


def far_block(block: Block, problems: Sequence[Problem], *, work_url: str = "") -> ShownBlock:
    """An activity of which only the name stands on the page."""
    return ShownBlock(block, [], {}, 0, {}, problems, None, "", False, False, far=True, work_url=work_url)


def shown_block(
    block: Block,
    problems: Iterable[Problem],
    *,
    read: BlockData | None = None,
    changed: Changed | None = None,
    since: Any = None,
    open_: bool = True,
    work_url: str = "",
) -> ShownBlock:
    """An activity with what was found in it. `read` shows again what was sent and turned away; `since` is when the
    report was returned.
    """
    by_ask: dict[int, list[Problem]] = {}
    of_words: list[Problem] = []
    for one in problems:
        if one.ask is None:
            of_words.append(one)
        else:
            by_ask.setdefault(one.ask.pk, []).append(one)
    conflicts: dict[Any, Conflict] = {}
    for conflict in changed.conflicts if changed is not None else []:
        entry = conflict.entry
        conflicts[entry.ask.pk if isinstance(entry, CellEntry) else "words"] = conflict
    rows = [_shown_row(row, by_ask.get(row.ask.pk, ()), read, conflicts.get(row.ask.pk), since) for row in block.rows]
    passage = block.passage
    texts = {name: getattr(passage, name) if passage is not None else "" for name, _label in WORDS}
    if read is not None:
        texts |= {name: read.data[name] for name in texts if name in read.data}
    shown = ShownBlock(
        block,
        rows,
        texts,
        seen_of(read.data, "words") if read is not None else passage.version if passage is not None else 0,
        read.wrong if read is not None else {},
        of_words,
        conflicts.get("words"),
        passage.mark if passage is not None else "",
        bool(since and was_written(passage, since)),
        open_,
        work_url=work_url,
    )
    shown.open = open_ or shown.count > 0 or bool(shown.mark) or any(row.mark for row in rows)
    return shown


def _shown_row(
    row: Row, problems: Sequence[Problem], read: BlockData | None, conflict: Conflict | None, since: Any
) -> ShownRow:
    indicator, key = row.indicator, str(row.ask.pk)
    places: Any = "" if indicator.places == 0 else indicator.places
    texts = {"v": vi_number(row.value), "k": vi_number(row.in_period), "l": row.word}
    wrong: dict[str, str] = {}
    if read is not None:
        texts |= {letter: read.data[f"{letter}-{key}"] for letter in texts if f"{letter}-{key}" in read.data}
        wrong = {letter: read.wrong[f"{letter}-{key}"] for letter in texts if f"{letter}-{key}" in read.wrong}
    beside = []
    if row.last is not None:
        beside.append((_("Lũy kế kỳ trước") if row.is_flow else _("Kỳ trước"), vi_number(row.last.value)))
    if row.ask.target is not None:
        beside.append((_("Chỉ tiêu toàn tỉnh"), vi_number(row.ask.target)))
    if row.ask.baseline is not None:
        beside.append((_("Năm trước, toàn tỉnh"), vi_number(row.ask.baseline)))
    if row.below is not None:
        sent = _("%(value)s, của %(units)d xã đã gửi; không cộng vào số của huyện")
        beside.append((_("Các xã"), sent % {"value": vi_number(row.below.value), "units": row.below.units}))
    counted = row.counted
    return ShownRow(
        row=row,
        key=key,
        name=indicator.name,
        measure=indicator.measure,
        sort=sort_of(indicator),
        definition=indicator.definition,
        is_rate=row.is_rate,
        is_flow=row.is_flow,
        required=row.ask.required,
        value=texts["v"],
        in_period=texts["k"],
        word=texts["l"],
        version=row.version if read is None else seen_of(read.data, key),
        wrong=list(wrong.values()),
        value_wrong="v" in wrong,
        period_wrong="k" in wrong,
        problems=problems,
        conflict=conflict,
        beside=beside,
        counted=vi_number(counted.value) if counted is not None else "",
        counted_period=vi_number(counted.in_period) if counted is not None and row.is_flow else "",
        counted_url=counted.url if counted is not None else "",
        may_use=counted is not None
        and (counted.value != row.value or (row.is_flow and counted.in_period != row.in_period)),
        offer=vi_number(row.offer),
        rate=vi_number(row.rate, places) if row.rate is not None else "",
        mark=row.mark,
        changed=bool(since and was_written(row.cell, since)),
    )


class GeneralForm(forms.Form):
    """Difficulties and proposals of the unit as a whole."""

    difficulties = forms.CharField(
        label=gettext_lazy("Khó khăn, vướng mắc chung"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": gettext_lazy("Đoạn này dài quá 10.000 ký tự. Xin viết gọn.")},
    )
    proposals = forms.CharField(
        label=gettext_lazy("Kiến nghị, đề xuất chung"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": gettext_lazy("Đoạn này dài quá 10.000 ký tự. Xin viết gọn.")},
    )

    @classmethod
    def of(cls, report: UnitReport) -> "GeneralForm":
        return cls(initial={"difficulties": report.difficulties, "proposals": report.proposals}, auto_id="chung-%s")


class ReportSheetForm(forms.Form):
    """A filled workbook comes back."""

    sheet = forms.FileField(
        label=gettext_lazy("Tệp Excel đã điền"),
        help_text=gettext_lazy("Tệp .xlsx tải từ trang báo cáo này, không quá 2 MB."),
        error_messages={
            "required": gettext_lazy("Chưa chọn tệp. Chọn tệp Excel đã điền rồi nộp."),
            "empty": gettext_lazy("Tệp rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi nộp lại."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
