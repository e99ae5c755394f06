"""The one-minute page of a leader: a sentence, what is to be decided, when, how far, what is late. Everything on it is
told from rows; lists are cut so that it stays one sheet.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ngayso.core import charts, clock
from ngayso.core.bars import Bar, bars, compact_timeline
from ngayso.core.templatetags.look import NBSP, vi_day, vi_day_short
from ngayso.desks.models import HandOver, HandOverState, Progress, Question
from ngayso.follow.board import Board, UnitRow, groups_of, parent_names
from ngayso.follow.lateness import LateUnit
from ngayso.follow.models import Letter
from ngayso.office.models import Delivery, DeliveryState
from ngayso.people.models import Unit
from ngayso.plans import queries as plans
from ngayso.plans.models import Plan
from ngayso.plans.titles import short_title

DECISIONS, LINES, BARS, DUES, NAMES = 4, 12, 11, 4, 3
"""Most decisions, lines of the timeline, bars, days and names of units."""
SHEET = 630
"""Pixels of one A4 sheet that these lists may take together; see Room."""
_BODY = re.compile(r"^(?:UBND|Ủy ban nhân dân) (?:thành phố|huyện|thị xã|TP\.|TX\.|quận|xã|phường|thị trấn) ")
_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NOUNS = {
    "district": "đơn vị cấp huyện",
    "province": "cơ quan cấp tỉnh",
    "business": "doanh nghiệp",
    "commune": "xã, phường",
    "ministry": "cơ quan trung ương",
}


@dataclass(slots=True)
class Room:
    """How much of each list one sheet holds. Heights are those of the style sheet in print, two lines to a text."""

    decisions: int
    lines: int
    dues: int

    def height(self, bars: int, slow: int) -> float:
        right = 26 * self.dues + 42 * slow + 60
        return 44 * self.decisions + 21 * self.lines + max(17 * bars + 20, right)


def room(decisions: int, lines: int, dues: int, bars: int, slow: int) -> Room:
    """The longest lists that still fit: days give way first, then decisions down to three, then lines of the timeline."""
    found = Room(min(decisions, DECISIONS), min(lines, LINES), min(dues, DUES))
    for name, least in (("dues", 3), ("decisions", 3), ("lines", 5), ("dues", 1), ("decisions", 1)):
        while found.height(bars, slow) > SHEET and getattr(found, name) > least:
            setattr(found, name, getattr(found, name) - 1)
    return found


def in_words(number: int) -> str:
    """A count as a sentence says it: words up to ten, digits beyond."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


def activity_states(board: Board) -> list[str]:
    """The state of each activity as a whole: off, ask (a decision is missing), done, late, stuck, go, none, silent.

    Done when every lead has finished; late when its time is over and one has not; under way when one has begun.
    """
    parts: list[Counter[str]] = [Counter() for _line in board.lines]
    for row in board.rows:
        for n, told in enumerate(row.cells):
            if told is not None and row.leads[n]:
                parts[n][told.state] += 1
    return [_whole(line, counted) for line, counted in zip(board.lines, parts, strict=True)]


def _whole(line: plans.Line, counted: Counter[str]) -> str:
    if line.state == "cancelled":
        return "off"
    if line.state in ("leadless", "undated"):
        return "ask"
    counted = counted - Counter(off=counted["off"])
    if not counted:
        return "none" if line.state == "coming" else "go" if line.state == "running" else "silent"
    if set(counted) == {"done"}:
        return "done"
    for state in ("late", "go", "done", "stuck", "silent"):
        if counted[state]:
            return "go" if state == "done" else state
    return "none"


# The sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence in three parts; the middle one is printed strong."""

    first: str
    strong: str
    last: str


def verdict(board: Board, states: Sequence[str], decisions: int) -> Verdict:
    """What a leader should know, in words made from the states."""
    counted = Counter(states)
    told = [
        ("go", "đang làm"), ("done", "đã xong"), ("late", "trễ hạn"), ("silent", "chưa có tin"),
        ("stuck", "vướng"), ("none", "chưa đến lượt"), ("off", "đã hủy"),
    ]  # fmt: skip
    parts = [f"{in_words(counted[code])} {word}" for code, word in told if counted[code]]
    if parts:
        number, _blank, word = parts[0].partition(" ")
        parts[0] = f"{number} hoạt động {word}"
    first = ", ".join(parts) or "chưa có hoạt động nào"
    strong = f"{in_words(decisions)} việc đang chờ quyết định" if decisions else ""
    return Verdict(first[:1].upper() + first[1:], strong, _silence(board))


def _silence(board: Board) -> str:
    silent = [(row, min(since)) for row in board.rows if (since := _silent_since(row))]
    if not silent:
        return ""
    groups = {row.group for row, _since in silent}
    noun = _NOUNS[groups.pop()] if len(groups) == 1 else "đơn vị"
    number = in_words(len(silent))
    longest = vi_day_short(min(since for _row, since in silent))
    told = "im lặng từ" if len(silent) == 1 else "im lặng, lâu nhất từ"
    return f"{number[:1].upper()}{number[1:]}{NBSP}{noun} {told} {longest}."


def _silent_since(row: UnitRow) -> list[dt.date]:
    return [told.since for told in row.cells if told is not None and told.state == "silent" and told.since is not None]


# What is to be decided


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for a person."""

    title: str
    text: str
    url: str
    wanted: str
    """What to do, in a few words, at the right."""
    refs: tuple[tuple[str, str], ...] = ()
    """(clause, address of what it speaks of)"""


def decisions(plan: Plan, board: Board, user: Any) -> list[Decision]:
    """Leads and days that the plan does not name, work that cannot be done, findings, questions, hand-overs, messages of
    which nobody knows whether they arrived; the most pressing first. 4 queries, one more when there are findings.
    """
    day = board.day
    made = [_leadless(one, day) for one in board.lines if one.state == "leadless" and not _is_past(one, day)]
    made += [_undated(one) for one in board.lines if one.state == "undated"]
    made += _stuck(board)
    before = clock.day_start(day + dt.timedelta(days=1))
    if plan.open_findings:
        draft: Any = plan.drafts.order_by("created_at").first()
        made.append(
            Decision(
                _("%s điểm của Kế hoạch chưa thống nhất") % in_words(plan.open_findings).capitalize(),
                _("Soát kế hoạch đã nêu, chưa ai quyết."),
                draft.get_absolute_url() if draft else plan.get_absolute_url(),
                _("Chốt từng điểm"),
            )
        )
    waiting = Q(answered_at=None) | Q(answered_at__gte=before)
    asked = list(Question.objects.filter(waiting, plan=plan, asked_at__lt=before).values_list("asked_at", flat=True))
    if asked:
        made.append(
            Decision(
                _("%s câu hỏi của đơn vị chưa trả lời") % in_words(len(asked)).capitalize(),
                _("Câu đầu tiên hỏi ngày %s.") % vi_day(min(asked)),
                reverse("desks:questions"),
                _("Trả lời"),
            )
        )
    open_now = Q(state=HandOverState.ASKED) | Q(decided_at__gte=before)
    moves = HandOver.objects.filter(open_now, work__plan=plan, to_unit__isnull=False, asked_at__lt=before).count()
    if moves:
        title = _("%s đề nghị chuyển việc sang đơn vị khác") % in_words(moves).capitalize()
        made.append(
            Decision(title, _("Việc đứng yên đến khi có ý kiến."), reverse("desks:hand_overs"), _("Đồng ý hay không"))
        )
    unsure = Delivery.objects.filter(state=DeliveryState.UNCERTAIN, made_at__lt=before).count()
    if unsure:
        title = _("%s thư chưa rõ đã đến hay chưa") % in_words(unsure).capitalize()
        made.append(Decision(title, _("Kênh gửi không trả lời."), reverse("office:outbox"), _("Hỏi lại đơn vị")))
    return made


def _is_past(one: plans.Line, day: dt.date) -> bool:
    return one.activity.end is not None and one.activity.end < day


def _leadless(one: plans.Line, day: dt.date) -> Decision:
    end = one.activity.end
    left = _(" Còn %d ngày.") % (end - day).days if end is not None and end > day else ""
    return Decision(
        _("Ai chủ trì “%s”?") % _tag(one), _("Kế hoạch không ghi.") + left, f"{one.url}#don-vi", _("Chỉ định đơn vị"),
        _refs([one]),
    )  # fmt: skip


def _undated(one: plans.Line) -> Decision:
    text = _("Kế hoạch không ghi ngày bắt đầu và ngày kết thúc.")
    return Decision(_("“%s” làm vào ngày nào?") % _tag(one), text, one.url, _("Chốt ngày"), _refs([one]))


def _tag(one: plans.Line) -> str:
    return short_title(one.activity.title, most=40)


def _stuck(board: Board) -> list[Decision]:
    """All work that cannot be done, as one decision."""
    lines, names = [], []
    for n, one in enumerate(board.lines):
        if any(told is not None and told.state == "stuck" for row in board.rows for told in (row.cells[n],)):
            lines.append(one)
    for row in board.rows:
        if any(told is not None and told.state == "stuck" for told in row.cells):
            names.append(_place(row.unit))
    if not names:
        return []
    what = f"“{_tag(lines[0])}”" if len(lines) == 1 else _("%s hoạt động") % in_words(len(lines))
    url = f"{reverse('follow:board', args=[board.plan.pk])}?tinh-trang=vuong&ngay={board.day.isoformat()}"
    title = _("Gỡ vướng cho %s") % cut_names(names, most=2)
    return [
        Decision(title, _("Đơn vị báo không làm được %s.") % what, url, _("Xem lý do, cho ý kiến"), _refs(lines[:3]))
    ]


def _refs(of: Sequence[plans.Line]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((one.activity.ref, one.url) for one in of if one.activity.ref))


def cut_names(names: Sequence[str], *, most: int = NAMES) -> str:
    """ "Cái Bè, Tân Phước và 12 đơn vị khác"."""
    if len(names) <= most:
        return ", ".join(names)
    return _("%(names)s và %(n)d đơn vị khác") % {"names": ", ".join(names[:most]), "n": len(names) - most}


# When


def timeline(
    board: Board, states: Sequence[str], due: Sequence[plans.Due], *, most: int = LINES
) -> tuple[str, str, int]:
    """(SVG for the sheet, SVG for a telephone, how many activities they leave out): what goes on or comes soonest stays
    when there are too many."""
    order = sorted(range(len(board.lines)), key=lambda n: (_nearness(board.lines[n], board.day), n))
    kept = sorted(order[:most])
    rows = [
        charts.Row(
            ref=board.lines[n].activity.ref,
            title=short_title(board.lines[n].activity.title, most=60),
            start=board.lines[n].activity.start,
            end=board.lines[n].activity.end,
            tentative=board.lines[n].activity.tentative,
            state="off" if states[n] == "off" else "done" if states[n] == "done" else "none",
        )
        for n in kept
    ]
    day = board.plan.day
    given: dict[str, Any] = {
        "today": board.day,
        "peak": (day - dt.timedelta(days=9), day),
        "deadlines": [charts.Deadline(d.day, _("Báo cáo"), "") for d in due if d.is_report],
        "title": _("Dòng thời gian %d hoạt động") % len(rows),
    }
    return compact_timeline(rows, **given), charts.timeline(rows, **given, width="narrow"), len(order) - len(kept)


def _nearness(one: plans.Line, day: dt.date) -> int:
    """0 while it goes on; else days to its beginning, or since its end with a malus: what is over matters less."""
    start, end = one.activity.start, one.activity.end
    if one.state == "cancelled":
        return 10_000
    if end is not None and end < day:
        return 30 + (day - end).days
    return max((start - day).days, 0) if start is not None else 0


# How far


@dataclass(slots=True)
class Progressed:
    """How far the biggest activity is: by unit when few lead it, else by group or district."""

    line: plans.Line
    says: str
    svg: str
    more: int = 0
    """Units or groups that the picture leaves out."""
    rows: list[tuple[str, str]] = field(default_factory=list)
    """The same in words: (name, what is said)."""


def progressed(board: Board) -> Progressed | None:
    """Of the activity that most units lead (not called off). 1 query."""
    leads = [sum(row.leads[n] for row in board.rows) for n in range(len(board.lines))]
    live = [n for n in range(len(leads)) if leads[n] and board.lines[n].state != "cancelled"]
    if not live:
        return None
    n = max(live, key=lambda at: leads[at])
    rows = [row for row in board.rows if row.leads[n]]
    return _by_unit(board, n, rows) if len(rows) <= BARS else _by_group(board, n, rows)


def _by_unit(board: Board, n: int, rows: list[UnitRow]) -> Progressed:
    """Share of the days that have passed on which something came in: fair whatever a unit's size."""
    line = board.lines[n]
    begun = max(filter(None, (line.activity.start, board.plan.confirmed_at.astimezone(clock.HERE).date())))
    until = min(filter(None, (line.activity.end, board.day)))
    days = max((until - begun).days + 1, 1)
    before = clock.day_start(board.day + dt.timedelta(days=1))
    entered = Progress.objects.filter(
        work__activity=line.activity, work__unit__in=[row.unit.pk for row in rows],
        at__lt=before, day__gte=begun, day__lte=until,
    )  # fmt: skip
    counted = Counter(unit for unit, _day in entered.values_list("work__unit_id", "day").distinct())
    made = []
    for row in rows:
        told = row.cells[n]
        assert told is not None
        share = min(counted[row.unit.pk] / days, 1.0)
        name = _place(row.unit)
        match told.state:
            case "done":
                made.append(Bar(name, 1.0, _("xong"), full=True))
            case "late":
                made.append(Bar(name, None, _("trễ"), bad=True))
            case "silent" | "stuck" | "off":
                word = {"silent": _("chưa có tin"), "stuck": _("vướng"), "off": _("hủy")}[told.state]
                made.append(Bar(name, None, word))
            case _:
                made.append(Bar(name, share, str(round(share * 100))))
    says = _("Phần trăm số ngày đã qua có ghi kết quả")
    return _drawn(line, says, made)


def _by_group(board: Board, n: int, rows: list[UnitRow]) -> Progressed:
    names = parent_names(rows)
    made = []
    for slug, _label, mine in groups_of(rows):
        by: dict[Any, list[UnitRow]] = {}
        for row in mine:
            by.setdefault(row.unit.parent_id if slug == "commune" else None, []).append(row)
        for parent, some in by.items():
            done = sum(1 for row in some if (told := row.cells[n]) is not None and told.state == "done")
            name = _place_name(names[parent]) if parent in names and len(by) > 1 else _NOUNS[slug].capitalize()
            made.append(Bar(name, done / len(some), f"{done}/{len(some)}", full=done == len(some)))
    return _drawn(board.lines[n], _("Số đơn vị đã xong trong số đơn vị chủ trì"), made)


def _drawn(line: plans.Line, says: str, made: list[Bar]) -> Progressed:
    shown = made[:BARS]
    svg = bars(shown, title=f"{line.short}: {says}", size="tight")
    return Progressed(line, says, svg, len(made) - len(shown), [(bar.label, bar.said) for bar in shown])


def _place(unit: Unit) -> str:
    """A district's or commune's own name is enough beside a bar: "UBND huyện Cái Bè" → "Cái Bè"."""
    return _place_name(str(unit))


def _place_name(name: str) -> str:
    return _BODY.sub("", name)


# What is late


@dataclass(frozen=True, slots=True)
class Slow:
    """Units in one trouble, with names cut: "Cái Bè, Tân Phước và 3 đơn vị khác"."""

    state: str
    word: str
    text: str
    query: str


def slow(board: Board, late: Sequence[LateUnit]) -> list[Slow]:
    """Late, silent, report owed, not received: units of each."""
    sorts = (
        ("late", "late", _("Trễ hạn"), "tinh-trang=tre"),
        ("silent", "silent", _("Chưa có tin"), "tinh-trang=im-lang"),
        ("report", "late", _("Chưa báo cáo"), ""),
        ("receive", "silent", _("Chưa nhận"), "tinh-trang=chua-nhan"),
    )
    made = []
    for sort, state, word, query in sorts:
        units = [one.unit for one in late if any(reason["sort"] == sort for reason in one.reasons)]
        if units:
            names = cut_names([short_title(_place(unit), most=24) for unit in units])
            if sort == "silent":
                since = min(told for row in board.rows for told in _silent_since(row))
                start = _("từ") if len(units) == 1 else _("lâu nhất từ")
                names = f"{names}: {start} {vi_day_short(since)}"
            made.append(Slow(state, word, names, query))
    return made


def letter_said(plan: Plan, day: dt.date) -> str:
    """What of urging letters there is as of a day, in one sentence; "" for none. 1 query."""
    before = clock.day_start(day + dt.timedelta(days=1))
    letters = list(
        Letter.objects.filter(plan=plan, made_at__lt=before).order_by("-made_at").values_list(
            "issued_at", "number", "symbol", "day"
        )
    )  # fmt: skip
    issued = [one for one in letters if one[0] is not None and one[0] < before]
    waiting = len(letters) - len(issued)
    parts = []
    if issued:
        at, number, symbol, signed = issued[0]
        name = f"{number:02d}/{symbol}" if number and symbol else ""
        told = _("Công văn đôn đốc %(name)s ngày %(day)s") % {"name": name, "day": vi_day_short(signed or at)}
        parts.append(
            " ".join(told.split()) + (_(" và %d công văn trước") % (len(issued) - 1) if len(issued) > 1 else "")
        )
    if waiting:
        parts.append(_("một công văn đã soạn, chờ ký") if waiting == 1 else _("%d công văn đã soạn, chờ ký") % waiting)
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""
