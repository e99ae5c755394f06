"""Rules on days: the same work dated twice, ranges turned round, work outside the document's own time."""

import datetime as dt
import re
from collections.abc import Iterator

from ngayso import law
from ngayso.intake.checks.finding import (
    ASK,
    KEEP,
    Change,
    Citation,
    Finding,
    Place,
    Rule,
    Way,
    clip,
    made,
    of_time,
    of_title,
    place,
    short,
)
from ngayso.intake.checks.gaps import each_or_all
from ngayso.intake.checks.names import is_whole, same_unit, shared_words
from ngayso.reader.reading import Activity, Reading, Span
from ngayso.words.dates import DateRange, find_dates, say_day
from ngayso.words.fold import small

_DAY = re.compile(r"(?:ngày\s+)?\d{1,2}\s*(?:/|\s+tháng\s+)\s*\d{1,2}(?:\s*(?:/|\s+năm\s+)\s*\d{4})?", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?:thường xuyên|hằng|hàng|định kỳ|xuyên suốt|ngay (?:khi|sau)|khi|trong (?:\d|thời gian)|\d+h"
    r"|suốt)"
)
_EVENT = re.compile(r"(?:hội nghị|hội thảo|tọa đàm|tập huấn|lễ |khai mạc|họp|diễn đàn|hội thi)")
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_WEEKDAY = re.compile(
    r"(?P<before>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])"
    r"|chủ nhật)\s*,?\s*(?:\(\s*)?ngày\s+(?P<d1>\d{1,2})/(?P<m1>\d{1,2})/(?P<y1>\d{4})"
    r"|ngày\s+(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4})\s*[,(]\s*(?P<after>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])"
    r"|chủ nhật)"
)
_COUNTED = re.compile(r"(?<!\d)(?P<days>\d{1,3})\s+ngày\s*\(?\s*(?:,|:|\()?\s*(?=từ)")


def year_of(reading: Reading) -> int | None:
    """The year that days without one belong to: of the document, else the last in its title."""
    if reading.header.date is not None and reading.header.date.start is not None:
        return reading.header.date.start.year
    years = _title_years(reading)
    return years[-1] if years else None


def _title_years(reading: Reading) -> list[int]:
    title = reading.header.title.text if reading.header.title is not None else ""
    loose = re.sub(r"\d{1,2}/\d{1,2}/\d{4}|\d+/\d{4}/|tháng \d{1,2}(?:/| năm )\d{4}", " ", title, flags=re.IGNORECASE)
    return [int(y) for y in re.findall(r"(?<![\d/-])20\d\d(?![\d])", loose)]


def last_day_mark(reading: Reading, span: Span) -> Span:
    """The last day printed within the span, to be marked; the span itself when it prints none."""
    days = list(_DAY.finditer(reading.text, span.start, span.end))
    return Span(days[-1].start(), days[-1].end()) if days else span


def _marked(reading: Reading, activity: Activity) -> Place:
    """The time of the activity with its last day marked."""
    at = of_time(reading, activity)
    if at.mark is None:
        return at
    return Place(at.ref, at.span, at.quote, last_day_mark(reading, at.mark), at.entry)


# ── The same work, dated twice ───────────────────────────────────────────────────────────────────────────────────────


def disagree(reading: Reading) -> Iterator[Finding]:
    """A duty dates the work of an activity otherwise than the activity itself.

    It is the same work when the duty's unit leads the activity and both begin (or end) on one day, or when the duty
    says most words of the activity's title.
    """
    for duty in reading.duties:
        for item in duty.items:
            if item.span is None:
                continue
            said = reading.text[item.span.start : item.span.end]
            for found in find_dates(said, year=year_of(reading)):
                if found.precision != "day" or found.end is None or _of_report(said, found):
                    continue
                span = Span(item.span.start + found.span[0], item.span.start + found.span[1])
                for activity in reading.activities:
                    if _same_work(activity, [u.text for u in duty.units], said, found):
                        yield _clash("dates.disagree", reading, activity, duty.ref, duty.id, span, found)


def _of_report(said: str, found: DateRange) -> bool:
    """A day to report by is no day of the work."""
    return found.start is None and re.search(r"báo cáo|gửi|nộp|đăng ký", small(said)) is not None


def _same_work(activity: Activity, units: list[str], said: str, found: DateRange) -> bool:
    when = activity.when
    if when is None or when.end is None or when.precision != "day" or found.end == when.end:
        return False
    if activity.span is not None and activity.title.text in said:
        return True
    named = shared_words(activity.title.text, said) >= 0.8
    leads = any(same_unit(lead.text, unit) for lead in activity.leads for unit in units)
    joined = found.start is not None and found.start == when.start
    return (leads and joined) or (named and leads)


def _clash(
    rule: str, reading: Reading, activity: Activity, ref: str, entry: str, span: Span, found: DateRange
) -> Finding:
    assert activity.when is not None
    assert activity.when.end is not None
    assert found.end is not None
    mine, theirs = activity.when.end, found.end
    there = place(reading, ref, span, entry=entry)
    there = Place(there.ref, there.span, there.quote, last_day_mark(reading, span), entry)
    return made(
        rule,
        f"{subject_of(reading, activity)} hết ngày {short(mine)} hay {short(theirs)}?",
        f"Mục {activity.ref} ghi kết thúc ngày {say_day(mine)}; mục {ref} ghi ngày {say_day(theirs)}.",
        (_marked(reading, activity), there),
        (
            Way("first", f"Lấy {short(mine)}", (Change(activity.id, "end", mine.isoformat()),)),
            Way("second", f"Lấy {short(theirs)}", (Change(activity.id, "end", theirs.isoformat()),)),
            ASK,
        ),
        weight=3,
        about=f"{mine:%m%d}-{theirs:%m%d}",
    )


_SUBJECTS = (
    ("khuyến mại", "Khuyến mại"), ("khuyến mãi", "Khuyến mãi"), ("cuộc thi", "Cuộc thi"), ("hội thi", "Hội thi"),
    ("diễn tập", "Diễn tập"), ("ra quân", "Ra quân"), ("tập huấn", "Tập huấn"), ("tuyên truyền", "Tuyên truyền"),
    ("truyền thông", "Truyền thông"), ("hội nghị", "Hội nghị"), ("hội thảo", "Hội thảo"), ("tọa đàm", "Tọa đàm"),
)  # fmt: skip


def subject_of(reading: Reading, activity: Activity) -> str:
    """What people call the work in one word, from its title, else from its words; else the title, cut."""
    inside = reading.text[activity.span.start : activity.span.end] if activity.span is not None else ""
    for text in (activity.title.text, inside):
        bare = small(text)
        told = [(bare.index(word), name) for word, name in _SUBJECTS if word in bare]
        if told:
            return min(told)[1]
    return "“" + clip(activity.title.text, 50) + "”"


def inside(reading: Reading) -> Iterator[Finding]:
    """The words of an activity give a range that begins with its time and ends otherwise."""
    for activity in reading.activities:
        when, span = activity.when, activity.span
        if when is None or span is None or when.start is None or when.end is None or when.precision != "day":
            continue
        if when.rule.startswith(("date.either", "date.several")):
            continue
        time = activity.time.span if activity.time is not None else None
        for found in find_dates(reading.text[span.start : span.end], year=when.end.year):
            low, high = span.start + found.span[0], span.start + found.span[1]
            if time is not None and low < time.end and time.start < high:
                continue
            if found.precision == "day" and found.start == when.start and found.end not in (None, when.end, when.start):
                yield _clash("dates.inside", reading, activity, activity.ref, activity.id, Span(low, high), found)


def counted(reading: Reading) -> Iterator[Finding]:
    """ "10 ngày (từ ngày 01/10 đến ngày 12/10)": the days counted are not the days printed."""
    for match in _COUNTED.finditer(small(reading.text)):
        line_end = reading.text.find("\n", match.end())
        rest = reading.text[match.end() : line_end if line_end > 0 else None]
        found = next(iter(find_dates(rest, year=year_of(reading))), None)
        if found is None or found.span[0] > 5 or found.start is None or found.end is None or found.precision != "day":
            continue
        days = (found.end - found.start).days + 1
        if days != int(match["days"]):
            span = Span(match.start(), match.end() + found.span[1])
            owner = _owner(reading, span)
            yield made(
                "dates.counted",
                f"{int(match['days'])} ngày hay {days} ngày?",
                f"Từ ngày {say_day(found.start)} đến ngày {say_day(found.end)} là {days} ngày, Kế hoạch ghi {int(match['days'])} ngày.",
                (place(reading, owner.ref if owner else "", span, entry=owner.id if owner else None),),
                (Way("days", f"Lấy {days} ngày"), ASK),
                weight=3,
                about=str(span.start),
            )


def _owner(reading: Reading, span: Span) -> Activity | None:
    return next((a for a in reading.activities if a.span is not None and a.span.start <= span.start < a.span.end), None)


def weekday(reading: Reading) -> Iterator[Finding]:
    """A weekday printed beside a day is not the weekday of that day."""
    for match in _WEEKDAY.finditer(small(reading.text)):
        name = match["before"] or match["after"]
        parts = (match["y1"] or match["y2"], match["m1"] or match["m2"], match["d1"] or match["d2"])
        try:
            day = dt.date(*map(int, parts))
        except ValueError:
            continue
        said = _WEEKDAYS.index(name) if name in _WEEKDAYS else int(name[-1]) - 2
        if said != day.weekday():
            span = Span(*match.span())
            yield made(
                "dates.weekday",
                f"Ngày {say_day(day)} là {_WEEKDAYS[day.weekday()]}, không phải {name}",
                "Thứ và ngày không khớp nhau: một trong hai bị ghi nhầm.",
                (place(reading, _ref_at(reading, span), span, around=60),),
                (ASK, KEEP),
                weight=3,
                about=str(span.start),
            )


def _ref_at(reading: Reading, span: Span) -> str:
    inside = [s for s in reading.sections if s.span.start <= span.start < s.span.end]
    return max(inside, key=lambda s: s.level).ref if inside else ""


def reversed_range(reading: Reading) -> Iterator[Finding]:
    """A range whose start stands behind its end."""
    for activity in reading.activities:
        when = activity.when
        if when is None:
            continue
        turned = when.start is not None and when.end is not None and when.start > when.end
        if turned or when.rule.endswith("date.reversed"):
            yield made(
                "dates.reversed",
                "Ngày bắt đầu sau ngày kết thúc",
                f"Thời gian của “{clip(activity.title.text)}” ghi ngược; chưa lấy ngày kết thúc nào.",
                (of_time(reading, activity),),
                (ASK,),
                weight=3,
            )


def either(reading: Reading) -> Iterator[Finding]:
    """A time that says "A hoặc B": the reader took A, an officer decides."""
    for activity in reading.activities:
        when = activity.when
        if when is None or "date.either" not in when.rule or activity.time is None:
            continue
        others = [
            f for f in find_dates(activity.time.text, year=(when.end or dt.date.max).year)
            if f.end is not None and f.end != when.end
        ]  # fmt: skip
        ways = [Way("first", f"Lấy {_said(when.start, when.end)}")]
        if others and others[0].end is not None:
            other = others[0]
            changes = [Change(activity.id, "end", other.end.isoformat() if other.end else None)]
            if other.start is not None:
                changes.insert(0, Change(activity.id, "start", other.start.isoformat()))
            ways.append(Way("second", f"Lấy {_said(other.start, other.end)}", tuple(changes)))
        yield made(
            "dates.either",
            f"{subject_of(reading, activity)} theo thời gian nào?",
            f"Kế hoạch ghi hai khả năng. Đang lấy khả năng đầu: {_said(when.start, when.end)}.",
            (of_time(reading, activity),),
            (*ways, ASK),
        )


def _said(start: dt.date | None, end: dt.date | None) -> str:
    if start is None or end is None:
        return f"đến {short(end)}" if end else f"từ {short(start)}" if start else "không rõ"
    return short(start) if start == end else f"{short(start)}–{short(end)}"


# ── Work outside the time of the document ────────────────────────────────────────────────────────────────────────────


def before_document(reading: Reading) -> Iterator[Finding]:
    """Work that ends, or on a printed day begins, before the document was issued."""
    issued = reading.header.date.start if reading.header.date is not None else None
    if issued is None:
        return
    late = []
    for activity in reading.activities:
        when = activity.when
        if when is None:
            continue
        ended = when.end is not None and when.end < issued
        begun = when.precision == "day" and when.start is not None and when.start < issued and when.rule != "date.open"
        if ended or begun:
            late.append(activity)
    yield from each_or_all(
        reading,
        "dates.before_document",
        late,
        lambda a: f"{subject_of(reading, a)} {_past(a, issued)} trước ngày ban hành {say_day(issued)}",
        f"việc kết thúc hoặc bắt đầu trước ngày ban hành {say_day(issued)}",
        "Kế hoạch giao việc mà hạn hoặc ngày bắt đầu đã qua khi ký.",
        of_time,
        extra=(Place("Đầu văn bản", *_date_place(reading)),),
    )


def _past(activity: Activity, issued: dt.date) -> str:
    end = activity.when.end if activity.when is not None else None
    return "kết thúc" if end is not None and end < issued else "bắt đầu"


def _date_place(reading: Reading) -> tuple[Span | None, str, Span | None, str]:
    span = reading.header.date.span if reading.header.date is not None else None
    words = reading.text[span.start : span.end] if span is not None else ""
    return span, words, span, "head"


def outside_year(reading: Reading) -> Iterator[Finding]:
    """Work of a one-year programme that lies in another year: often a slip of the year."""
    years = _title_years(reading)
    title = reading.header.title
    if title is None or len(set(years)) != 1 or re.search(r"giai đoạn|năm học|nhiệm kỳ", small(title.text)):
        return
    year = years[0]
    strange = [
        a for a in reading.activities
        if a.when is not None
        and any(d is not None and d.year != year for d in (a.when.start, a.when.end))
    ]  # fmt: skip
    yield from each_or_all(
        reading,
        "dates.outside_year",
        strange,
        lambda a: f"{subject_of(reading, a)} có ngày ngoài năm {year}",
        f"hoạt động có ngày ngoài năm {year}",
        f"Tên Kế hoạch ghi năm {year}; ngày nằm ngoài năm đó có thể là ghi nhầm năm.",
        of_time,
        weight=1,
    )


_WHOLE_TIME = re.compile(
    r"(?:\W|\d|[ivx]+[.)])*\s*(?:về )?thời gian(?: và địa điểm)?(?: (?:tổ chức|thực hiện|triển khai|tiến hành))*"
)


def outside_range(reading: Reading) -> Iterator[Finding]:
    """Work outside the time that a section of its own ("Thời gian thực hiện") gives to the whole plan."""
    for section in reading.sections:
        if section.level > 2 or section.title is None or not _WHOLE_TIME.match(small(section.title.text)):
            continue
        inside = [a for a in reading.activities if a.span is not None and section.span.start <= a.span.start]
        if any(a.span is not None and a.span.end <= section.span.end and not is_whole(reading, a) for a in inside):
            continue
        words = reading.text[section.span.start : section.span.end]
        found = next((d for d in find_dates(words, year=year_of(reading)) if d.start and d.end), None)
        if found is None or found.start is None or found.end is None:
            continue
        first, last = found.start, found.end
        # What prepares an event comes before it; what carries a plan out does not begin before the plan's own time.
        early = re.search(r"thực hiện|triển khai", small(section.title.text)) is not None
        common = f"nằm ngoài thời gian chung {_said(first, last)}"
        span = Span(section.span.start + found.span[0], section.span.start + found.span[1])
        outside = [
            a for a in reading.activities
            if a.when is not None
            and not is_whole(reading, a)
            and ((early and a.when.start is not None and a.when.start < first) or (a.when.end or last) > last)
            and a.when.precision in ("day", found.precision)
        ]  # fmt: skip
        yield from each_or_all(
            reading,
            "dates.outside_range",
            outside,
            lambda a, common=common: f"{subject_of(reading, a)} {common}",  # type: ignore[misc]
            f"hoạt động {common}",
            f"Mục {section.ref} ghi thời gian của cả Kế hoạch là {_said(first, last)}.",
            _marked,
            weight=3,
            extra=(place(reading, section.ref, span),),
        )
        return


def weekend(reading: Reading) -> Iterator[Finding]:
    """A deadline to report or hand in that falls on a day off."""
    for report in reading.reports:
        if report.due is None or report.due_text is None or report.due_text.span is None:
            continue
        off, citation = day_off(report.due)
        if off:
            yield made(
                "dates.weekend",
                f"Hạn {say_day(report.due)} rơi vào {off}",
                "Cơ quan nhận và đơn vị gửi đều nghỉ; nên nói rõ là ngày làm việc trước hay sau đó.",
                (place(reading, report.ref, report.due_text.span, entry=report.id, around=80),),
                (
                    Way("earlier", f"Lấy {say_day(working_day(report.due, -1))}",
                        (Change(report.id, "due", working_day(report.due, -1).isoformat()),)),
                    Way("later", f"Lấy {say_day(working_day(report.due, 1))}",
                        (Change(report.id, "due", working_day(report.due, 1).isoformat()),)),
                    KEEP,
                ),
                citation=citation,
                weight=1,
            )  # fmt: skip


def day_off(day: dt.date) -> tuple[str, Citation | None]:
    """What makes the day a day off ("thứ bảy", "ngày nghỉ lễ"), "" for a working day; the norm of a holiday."""
    row = law.on(day, "holidays")
    if row is not None and day in row.days:
        return "ngày nghỉ lễ", Citation(row.citation, row.verified, row.note)
    return (_WEEKDAYS[day.weekday()], None) if day.weekday() >= 5 else ("", None)


def working_day(day: dt.date, step: int) -> dt.date:
    """The nearest working day before (step -1) or behind (step 1) the day."""
    day += dt.timedelta(days=step)
    while day_off(day)[0]:
        day += dt.timedelta(days=step)
    return day


def short_notice(reading: Reading) -> Iterator[Finding]:
    """A meeting that begins before invitations can lawfully arrive after the document was issued."""
    issued = reading.header.date.start if reading.header.date is not None else None
    row = law.on(issued, "invitation.days") if issued is not None else None
    if issued is None or row is None or row.value is None:
        return
    first = issued
    for _ in range(int(row.value)):
        first = working_day(first, 1)
    for activity in reading.activities:
        when = activity.when
        if (
            when is None
            or when.start is None
            or when.precision != "day"
            or not _EVENT.search(small(activity.title.text))
        ):
            continue
        if issued <= when.start < first:
            yield made(
                "dates.short_notice",
                f"{subject_of(reading, activity)} ngày {short(when.start)}, chỉ ít ngày sau khi ban hành",
                f"Ban hành ngày {say_day(issued)}; giấy mời gửi sớm nhất cũng chưa đủ {int(row.value)} ngày làm việc.",
                (of_time(reading, activity),),
                (ASK, KEEP),
                citation=Citation(row.citation, row.verified, row.note),
                weight=1,
            )


# ── No time ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def missing(reading: Reading) -> Iterator[Finding]:
    """An activity without any time."""
    bare = [a for a in reading.activities if a.when is None and a.time is None]
    yield from each_or_all(
        reading,
        "dates.missing",
        bare,
        lambda a: f"Bao giờ làm “{clip(a.title.text, 50)}”?",
        "hoạt động chưa ghi thời gian",
        "Không có thời gian thì không theo dõi, nhắc và báo cáo được.",
        of_title,
    )


def vague(reading: Reading) -> Iterator[Finding]:
    """A time from which no day follows ("theo kế hoạch riêng", "sau khi có quy chế"), recurring work apart."""
    loose = [
        a for a in reading.activities
        if a.time is not None
        and (a.when is None or (a.when.start is None and a.when.end is None))
        and not _VAGUE.search(small(a.time.text))
    ]  # fmt: skip
    yield from each_or_all(
        reading,
        "dates.vague",
        loose,
        lambda a: f"“{clip(a.title.text, 50)}” hoàn thành vào ngày nào?",
        "hoạt động có thời gian nhưng không rõ ngày",
        "Thời gian phụ thuộc việc khác; nên ấn định ngày chậm nhất.",
        of_time,
        weight=1,
    )


RULES: dict[str, Rule] = {
    "dates.disagree": disagree,
    "dates.inside": inside,
    "dates.counted": counted,
    "dates.weekday": weekday,
    "dates.reversed": reversed_range,
    "dates.either": either,
    "dates.before_document": before_document,
    "dates.outside_year": outside_year,
    "dates.outside_range": outside_range,
    "dates.weekend": weekend,
    "dates.short_notice": short_notice,
    "dates.missing": missing,
    "dates.vague": vague,
}
