"""The date grammar of state documents: "từ ngày 15/9 đến 10/10/2024", "trong tháng 10/2024", "Quý III/2024" …

A text goes through three steps: words of the clock are blanked, atoms (a day, a list of days, a month, a quarter, a
year) are found, and atoms are joined by the words between them. What the text leaves out is taken from its mate or from
the year of the document, else it stays unknown; a day is never guessed.
"""

import calendar
import dataclasses
import datetime as dt
import re
from typing import Literal

from ngayso.words.fold import plain

Precision = Literal["day", "month", "quarter", "year", "none"]


@dataclasses.dataclass(frozen=True, slots=True)
class DateRange:
    """A time as a closed interval of days; a side that the text does not give is None.

    `span` is half-open, in characters of the text given (which must be NFC).
    """

    start: dt.date | None
    end: dt.date | None
    precision: Precision
    tentative: bool
    span: tuple[int, int]
    rule: str
    """Dotted name: "date.day", "date.range", "date.before", "date.either", "date.open" …"""
    confidence: float
    """0 to 1; a year taken from the document, an "or" and a vague month are worth less than a printed day."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    precision: Precision
    first: tuple[int | None, int, int]
    """Year or None, month, day of the first day; day 0 is the first and month 0 the first month of what is named."""
    last: tuple[int | None, int, int]
    cued: bool
    """True when the text calls it a date ("ngày", "tháng", "quý", "năm") or prints its year."""
    vague: bool = False


_DASH = r"[-–—]"
# "1/2 ngày" is half a day, not the first of February.
_HALF_DAY = re.compile(r"(?<![\d/])(?<!ngay )1/2(?=\s+(?:ngay|buoi)\b)")
# "phường Thạch Thang 5": only "tháng" is the month, unless the text has no tones at all.
_NO_MONTH = ("thang", "thắng", "thăng", "thằng", "thẳng")
_YEAR = r"(?:19|20)\d{2}"
_OF_YEAR = rf"(?:\s*(?:[/.,-]|nam\b)\s*|\s+)(?:nam\s+)?({_YEAR})(?![\d/]|\s*{_DASH}\s*{_YEAR})"
_LIST = rf"\s*(?:,|;|&|va|{_DASH}|den(?:\s+het)?|toi)\s*(?:het\s+)?(?:ngay\s+)?"

_CLOCK = re.compile(
    r"(?<![\d/])(?:\d{1,2}\s?(?:h|g|gio)\s?(?:[0-5]\d)?(?:\s?(?:phut|'|’|p))?(?![a-z\d])|\d{1,2}:[0-5]\d(?::[0-5]\d)?(?!\d))"
)
# The "từ" and "đến" between hours of one day are no range of days: "từ 7 giờ 30 đến 11 giờ 00 ngày 15/5/2026".
_CLOCK_RANGE = re.compile(rf"(?:\btu\s+)?{_CLOCK.pattern}\s*(?:\bden|{_DASH})\s*{_CLOCK.pattern}")
# "từ 7h30 ngày 20/3": the hour is from when, the day is one.
_FROM_CLOCK = re.compile(rf"\b(?:bat dau\s+)?tu\s+(?={_CLOCK.pattern})")
# "Thứ 7, ngày 20/12": the figure is no day.
_WEEKDAY = re.compile(r"\bthu\s+[2-7],?(?=\s*(?:\(|,|ngay\b|\d{1,2}/))")
# "505/QĐ-TTg ngày 22/4/2022": the day of a cited document is no time of work.
_CITED = re.compile(
    r"(?:\d[\d.]*(?:/\d{4})?\s?[/-]\s?[a-z]{1,6}\d{0,2}(?:\s?[-/&]\s?[a-z]{1,8}\d{0,2})*|(?<!phap )\bluat\b(?:(?!\b(?:truoc|tu|den|het|nhat|vao|han|gian|trong)\b)[^;.:)]){0,120}?)[,;]?\s*"
    r"(?:ban hanh\s+|ky\s+)?ngay\s*$"
)
_DAYS = re.compile(
    rf"(?<![\d/.,:])(?<!tuan )(?<!tuan thu )(?<!pho )(?<!thon )(?<!phuong )(?<!quan )(?<!\bap )(?<!khom )(?<!cum )(?:ngay\s*)?(\d{{1,2}})((?:{_LIST}\d{{1,2}}(?!\s*(?:/|thang|nam|%)\s*\d)(?!\d))*?)"
    rf"(?:{_LIST}(\d{{1,2}}))?(?:\s*[/.]\s*|{_DASH}(?=\d{{1,2}}{_DASH}\d{{4}})|\s*thang\s*)(\d{{1,2}})(?!\d|\s*%)(?:{_OF_YEAR})?"
)
_MONTHS = re.compile(
    rf"\bthang\s*(\d{{1,2}})(?:{_LIST}\d{{1,2}}(?={_LIST}\d)(?!\s*/))*(?:{_LIST}(?:thang\s*)?(\d{{1,2}})(?!\s*/\s*\d{{1,2}}(?!\d)))?(?:{_OF_YEAR})?(?!\d)"
    rf"|(?<![\d/.,-])(?<!\bq)(?:(\d{{1,2}})\s*{_DASH}\s*)?(\d{{1,2}})\s?/\s?({_YEAR})(?![\d/]|\s*/)"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_Q = r"(iv|i{1,3}|[1-4])\b"
_QUARTERS = re.compile(
    rf"\b(?:qu[yi]\s*|q(?=[1-4]\s?/))(?:{_Q})(?:{_LIST}(?:qu[yi]\s*)?(?:iv|i{{1,3}}|[1-4])\b(?={_LIST}(?:qu|i|[1-4]\b)))*(?:{_LIST}(?:qu[yi]\s*)?{_Q})?(?:{_OF_YEAR})?"
)
_HALVES = re.compile(rf"\b(?:6|sau|9|chin|3|ba)\s+thang\s+(dau|cuoi)\s+nam(?:\s+({_YEAR}))?")
_YEARS = re.compile(
    rf"(?:\b(?:cac\s+)?nam\s+|\bgiai doan\s+|(?<![\d/.,])(?<!so ))({_YEAR})"
    rf"(?:\s*(?:{_DASH}|den|va|,)\s*(?:nam\s+)?({_YEAR}))?(?![\d/]|\s*/)"
)
_NOT_YEARS = re.compile(r"(?:nam hoc|nien khoa|nhiem ky|khoa|luat|nghi dinh|bo luat|so)\s*$")
# A year without "năm" is a time only at the start, after a mark, or after a word of time: not in "Luật Đất đai 2024".
_BARE_YEAR = re.compile(r"(?:^|[^\w\s]|\b(?:tu|den|trong|truoc|sau|het|suot|ky|va|hoac|tai|vao|doan|hien))\s*$")

_BEFORE = re.compile(
    r"(?:\btruoc(?!\s*,)|\bcham nhat(?:\s+(?:la|vao|den|truoc|trong))*|\bmuon nhat(?:\s+(?:la|vao))?"
    r"|\bkhong (?:muon|tre|cham) hon|\bkhong qua|\bden het|\bhet|\bxong truoc|\bhan cuoi(?:\s+(?:la|den))?|\bdeadline)"
    r"\s*(?:het\s+)?(?:thoi diem\s+|ngay\s+)?(?:thu\s+\w+,?\s*)?$"
)
_TO = re.compile(r"(?:\bden|\btoi|\bcho den)\s*(?:het\s+)?(?:ngay\s+|cuoi\s+)?(?:thu\s+\w+,?\s*)?$")
_FROM = re.compile(r"(?:\btu|\bke tu|\bbat dau(?:\s+tu)?|\bsau)\s*(?:ngay\s+|dau\s+)?(?:thu\s+\w+,?\s*)?$")
_VAGUE = re.compile(
    r"\b(?:dau|giua|cuoi|tuan\s+(?:\d|dau|cuoi|thu\s+\w+)(?:\s+cua)?|trung tuan|thuong tuan|ha tuan)\s*,?\s*$"
)
_OPEN_AFTER = re.compile(
    r"^\s*(?:,\s*)?(?:tro di|tro ve sau|va (?:cac|nhung) (?:nam|thang|quy|ky) (?:tiep theo|sau|ke tiep|tiep sau)"
    r"|va hang nam|va nam tiep theo|va (?:duy tri )?thuong xuyen|va tiep tuc|den khi\b|cho den khi\b)"
)
_YEARLY = re.compile(r"\b(?:hang|moi)\s+(?:nam|thang|quy|tuan)\b")
_LUNAR_AFTER = re.compile(r"^\s*(?:\(?\s*)?(?:am lich|al\b|nam (?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy)\b)")
_THEN = re.compile(
    rf"^\s*(?:\([^()]*\)\s*)?,?\s*(?:{_DASH}|cho\s+den|keo dai\s+den|va\s+ket thuc|ket thuc|den|toi)\s*"
    r"(?:vao\s+|truoc\s+|het\s+|khoang\s+|cuoi\s+)*(?:ngay\s+)?(?:thu\s+\w+,?\s*)?(?:ngay\s+)?(?:du kien\s+)?$"
)
_OR = re.compile(r"\bhoac\b|^\s*/\s*$")
_ASIDE = re.compile(r"\b(?:trong do|cao diem|tap trung|rieng|cu the)\b")
_TENTATIVE = re.compile(r"\bdu kien\b")


def say_day(day: dt.date) -> str:
    """The day as documents print it: months 1 and 2 and days below 10 with a zero, "05/02/2025", "05/9/2024"."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def find_dates(text: str, *, year: int | None = None) -> list[DateRange]:
    """Every date or range in running text, in order. `text` is NFC; `year` is the year of the document.

    In running text a bare "5/10" is taken only with a word beside it that makes it a date ("ngày", "từ", "đến" …).
    """
    return _find(text, year, loose=False)


def date_range(text: str, *, year: int | None = None) -> DateRange | None:
    """The one time that a label, a cell or a phrase of time gives; None when it gives no day.

    Words in brackets count only when nothing outside names a day. Of "A hoặc B" A is taken; of several deadlines of one
    work the latest; of several days their hull; "trong đó cao điểm …" is an aside.
    """
    outside = _blank_brackets(text)
    found = _find(outside, year, loose=True)
    if not found and outside != text:
        found = _find(text, year, loose=True)
    if not found:
        return None
    bare = plain(text)
    taken = found[0]
    for other in found[1:]:
        between = bare[taken.span[1] : other.span[0]]
        if _OR.search(between):
            return _with(taken, other, "date.either", 0.65, keep=True)
        if _ASIDE.search(between):
            break
        taken = _with(taken, other, "date.several", 0.75)
    if taken.rule != "date.either" and re.search(r"\bhoac\b.{0,40}\b(?:thang|quy|nam|ngay)\b", bare[taken.span[1] :]):
        return dataclasses.replace(taken, rule="date.either", confidence=0.65)
    return taken


def _with(a: DateRange, b: DateRange, rule: str, most: float, *, keep: bool = False) -> DateRange:
    span = (a.span[0], b.span[1])
    tentative = a.tentative or (b.tentative and not keep)
    confidence = min(a.confidence, b.confidence, most)
    if keep:
        return dataclasses.replace(a, rule=rule, confidence=min(a.confidence, most), tentative=tentative)
    start = min(a.start, b.start) if a.start and b.start else a.start
    end = max(a.end, b.end) if a.end and b.end else None
    precision = _coarser(a.precision, b.precision)
    return DateRange(start, end, precision, tentative, span, rule, confidence)


def _coarser(a: Precision, b: Precision) -> Precision:
    order: tuple[Precision, ...] = ("day", "month", "quarter", "year", "none")
    return max(a, b, key=order.index)


def _blank_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)?", lambda m: " " * len(m.group()), text)


def _find(text: str, year: int | None, *, loose: bool) -> list[DateRange]:
    bare = _without_likes(text, plain(text))
    bare = _HALF_DAY.sub("   ", bare)
    bare = _CLOCK_RANGE.sub(lambda m: " " * len(m.group()), bare)
    bare = _FROM_CLOCK.sub(lambda m: " " * len(m.group()), bare)
    bare = _CLOCK.sub(lambda m: " " * len(m.group()), bare)
    bare = _WEEKDAY.sub(lambda m: " " * len(m.group()), bare)
    atoms = [a for a in _atoms(bare) if not _excluded(bare, a)]
    out: list[DateRange] = []
    i = 0
    while i < len(atoms):
        mate = None
        if i + 1 < len(atoms) and _THEN.match(bare[atoms[i].end : atoms[i + 1].start]):
            mate = atoms[i + 1]
        made = _join(bare, atoms, i, mate, year, loose)
        if made is not None:
            out.append(made)
        i += 2 if mate is not None else 1
    return out


def _without_likes(text: str, bare: str) -> str:
    """The bare text without the words that only look like "tháng" when their tones are taken away."""
    if text.lower() == bare or "thang" not in bare:
        return bare
    return re.sub(r"\bthang\b", lambda m: "-" * 5 if text[slice(*m.span())].lower() in _NO_MONTH else m[0], bare)


def _atoms(bare: str) -> list[_Atom]:
    """Atoms in order; where two overlap, the finer grammar (days before months before quarters before years) wins."""
    taken: list[_Atom] = []
    for make, pattern in _GRAMMAR:
        for match in pattern.finditer(bare):
            if any(match.start() < a.end and a.start < match.end() for a in taken):
                continue
            atom = make(match)
            if atom is not None:
                taken.append(atom)
    return sorted(taken, key=lambda a: a.start)


def _days(m: re.Match[str]) -> _Atom | None:
    days = [int(m[1]), *(int(d) for d in re.findall(r"\d+", m[2] or "")), *([int(m[3])] if m[3] else [])]
    month = int(m[4])
    year = int(m[5]) if m[5] else None
    if not 1 <= month <= 12 or not all(1 <= d <= 31 for d in days):
        return None
    cued = m.group().startswith("ngay") or "thang" in m.group() or year is not None
    if len(days) > 1 and days != sorted(days):
        # "từ ngày 25 đến 5/10": the first day stands in the month before, which the text does not say.
        return None
    return _Atom(m.start(), m.end(), "day", (year, month, days[0]), (year, month, days[-1]), cued)


def _months(m: re.Match[str]) -> _Atom | None:
    if m[5]:
        first, last = int(m[4] or m[5]), int(m[5])
        year: int | None = int(m[6])
    else:
        first, last = int(m[1]), int(m[2] or m[1])
        year = int(m[3]) if m[3] else None
    if not 1 <= first <= last <= 12:
        return None
    return _Atom(m.start(), m.end(), "month", (year, first, 0), (year, last, 0), True)


def _quarters(m: re.Match[str]) -> _Atom | None:
    numbers = [_ROMAN.get(q) or int(q) for q in (m[1], m[2] or m[1])]
    year = int(m[3]) if m[3] else None
    return _Atom(m.start(), m.end(), "quarter", (year, numbers[0] * 3 - 2, 0), (year, max(numbers) * 3, 0), True)


def _halves(m: re.Match[str]) -> _Atom | None:
    count = {"6": 6, "s": 6, "9": 9, "c": 9, "3": 3, "b": 3}[m.group()[0]]
    year = int(m[2]) if m[2] else None
    first, last = (1, count) if m[1] == "dau" else (13 - count, 12)
    return _Atom(m.start(), m.end(), "month", (year, first, 0), (year, last, 0), True)


def _years(m: re.Match[str]) -> _Atom | None:
    first, last = int(m[1]), int(m[2] or m[1])
    if last < first:
        return None
    return _Atom(m.start(), m.end(), "year", (first, 0, 0), (last, 0, 0), True)


_GRAMMAR = ((_days, _DAYS), (_quarters, _QUARTERS), (_halves, _HALVES), (_months, _MONTHS), (_years, _YEARS))


def _excluded(bare: str, atom: _Atom) -> bool:
    before, after = bare[max(0, atom.start - 160) : atom.start], bare[atom.end : atom.end + 30]
    words = bare[atom.start : atom.end]
    if words.startswith("ngay"):
        before += "ngay"
    if _CITED.search(before) or _LUNAR_AFTER.match(after):
        return True
    if atom.precision == "year" and _NOT_YEARS.search(before + (words[:4] if words.startswith("nam") else "")):
        return True
    if atom.precision == "year" and words[0].isdigit() and not _BARE_YEAR.search(before):
        return True
    if atom.first[0] is not None or atom.last[0] is not None:
        return False
    # "trước ngày 01/6 và 15/11 hằng năm": what returns every year has no day of its own.
    sentence = bare[max(bare.rfind(c, 0, atom.start) for c in ";.\n") + 1 :]
    return bool(_YEARLY.search(re.split(r"[;.\n]", sentence, maxsplit=1)[0]))


def _join(bare: str, atoms: list[_Atom], i: int, mate: _Atom | None, year: int | None, loose: bool) -> DateRange | None:
    atom = atoms[i]
    lead = bare[atoms[i - 1].end if i else 0 : atom.start]
    close = mate or atom
    after = bare[close.end :]
    told = re.search(r"\b(?:ngay|sang|chieu|toi|vao|luc)\s*$", lead)
    cued = atom.cued or told or (mate is not None and mate.cued) or any(w.search(lead) for w in (_BEFORE, _FROM, _TO))
    if not loose and not cued:
        return None
    lent = False
    first_year = atom.first[0]
    last_year = close.last[0]
    if last_year is None:
        last_year = next((a.last[0] for a in atoms[i:] if a.last[0] is not None), None) if loose else None
        if last_year is None and first_year is not None:
            last_year = first_year
        if last_year is None:
            last_year, lent = year, True
    mated = first_year is None and last_year is not None
    if first_year is None:
        first_year = last_year
    if first_year is None or last_year is None:
        return None
    start, end = _first_day(first_year, atom.first), _last_day(last_year, close.last)
    if start is None or end is None:
        return None
    if start > end and atom.first[0] is None:
        start = _first_day(first_year - 1, atom.first)
    elif start > end and mate is not None and mate.last[0] is None:
        end = _last_day(last_year + 1, mate.last)
    if start is None or end is None:
        return None
    if start > end:
        # Printed the wrong way round: the end is not known, and whoever reads must be asked.
        return _made(bare, lead, atom.start, close.end, start, None, "day", "date.reversed", 0.3)
    precision = atom.precision if mate is None else _coarser(atom.precision, mate.precision)
    rule, confidence, low = f"date.{atom.precision}", 0.97, atom.start
    if mate is not None:
        rule, confidence = "date.range", 0.97
        if from_ := _FROM.search(lead):
            low -= len(lead) - from_.start()
    elif before := _BEFORE.search(lead):
        rule, low = "date.before", atom.start - (len(lead) - before.start())
        if atom.precision != "day" and before.group().startswith("truoc"):
            # "trước tháng 12": the month itself is too late.
            end, rule = start - dt.timedelta(days=1), "date.before.coarse"
        return _made(bare, lead, low, close.end, None, end, precision, rule, 0.8 if lent else 0.95)
    elif to := _TO.search(lead):
        rule, low = "date.until", atom.start - (len(lead) - to.start())
        return _made(bare, lead, low, close.end, None, end, precision, rule, 0.75 if lent else 0.9)
    elif (from_ := _FROM.search(lead)) and atom.first != atom.last:
        rule, low = "date.range", atom.start - (len(lead) - from_.start())
    elif from_:
        # "kể từ ngày A" without an end, and "từ tháng 11/2025 đến khi …"
        low = atom.start - (len(lead) - from_.start())
        following = atoms[i + 1] if i + 1 < len(atoms) else None
        gap = bare[atom.end : following.start] if following else ""
        if following is None or not re.search(r"\b(?:den|toi)\b", gap):
            return _made(bare, lead, low, close.end, start, None, precision, "date.from", 0.75 if lent else 0.9)
    if _OPEN_AFTER.match(after):
        rule = "date.open"
        return _made(bare, lead, low, close.end, start, None, precision, rule, 0.8 if lent else 0.93)
    if _VAGUE.search(lead) and atom.precision in ("month", "year") and mate is None:
        rule, confidence = "date.vague", 0.6
        if atom.precision == "year":
            return None
    elif lent:
        rule, confidence = rule + ".documentyear", 0.8
    elif mated:
        confidence = 0.93
    return _made(bare, lead, low, close.end, start, end, precision, rule, confidence)


def _made(
    bare: str,
    lead: str,
    low: int,
    high: int,
    start: dt.date | None,
    end: dt.date | None,
    precision: Precision,
    rule: str,
    confidence: float,
) -> DateRange:
    tentative = bool(_TENTATIVE.search(lead[-60:])) or bool(re.match(r"\s*\(?\s*du kien\b", bare[high : high + 20]))
    return DateRange(start, end, precision, tentative, (low, high), rule, confidence)


def _first_day(year: int, named: tuple[int | None, int, int]) -> dt.date | None:
    _, month, day = named
    return _day(year, month or 1, day or 1)


def _last_day(year: int, named: tuple[int | None, int, int]) -> dt.date | None:
    _, month, day = named
    month = month or 12
    return _day(year, month, day or calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
