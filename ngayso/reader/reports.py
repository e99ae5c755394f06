"""Duties to report results: "báo cáo kết quả về Sở X trước ngày 16/10/2024"."""

import bisect
import datetime as dt
import itertools
import re

from ngayso.reader.lines import Line
from ngayso.reader.reading import Duty, Report, Section, Span, Value
from ngayso.reader.values import cut
from ngayso.words.dates import date_range, find_dates
from ngayso.words.fold import fold, small
from ngayso.words.units import begins_unit, expand

_B = r"(?<![^\W_])"
_E = r"(?![^\W_])"
_VERB = re.compile(rf"{_B}(?:báo cáo|gửi|nộp){_E}")
_NO_VERB_AFTER = re.compile(r"\s*(?:viên|chuyên đề|tham luận|đề dẫn|thuế|tài chính|thực hành|chính trị)")
# What is reported: results and figures. Plans, registrations, proposals and difficulties are no report of results.
_RESULT = re.compile(rf"{_B}(?:báo cáo|kết quả|tình hình|biên bản|số liệu|tiến độ|sơ kết|tổng kết|sản phẩm){_E}")
_NOT = re.compile(
    rf"{_B}(?:nếu có|nếu thấy|vướng mắc|khó khăn|trường hợp|đề xuất|kiến nghị|đăng ký|phản ánh|tin, bài|tin bài"
    rf"|dữ liệu|hồ sơ dự thi|bài dự thi"
    rf"|phát sinh sự cố|dự toán|kinh phí|xem xét, (?:quyết định|chỉ đạo)|phê duyệt|danh sách|giấy mời|hiện vật"
    rf"|ủng hộ|quà|tài liệu){_E}"
)
_TO = re.compile(rf"{_B}(?:gửi về|gửi cho|gửi tới|gửi đến|gửi|về|cho|lên|tới|đến|với|nộp về|trình)\s+(?:cho\s+)?")
_THROUGH = re.compile(
    rf"[,(]?\s*{_B}(?:thông qua|qua){_E}\s+(?!đó|các|hệ thống|phần mềm|thư|email|hộp|địa chỉ|trục|zalo)"
)
_CHANNEL = re.compile(rf"{_B}(?:qua|thông qua)\s+(?:hệ thống|phần mềm|thư|email|hộp|địa chỉ|trục|zalo)")
_TO_ENDS = re.compile(
    rf"\s*(?:[(;:]|[,.]?\s*{_B}(?:để|trước|chậm nhất|muộn nhất|theo|(?<!tổng hợp )kết quả|về (?:kết quả|việc"
    rf"|tình hình|tiến độ|công tác)|bằng"
    rf"|định kỳ|hằng|hàng|thông qua|qua|trong (?:tháng|ngày|quý|năm|vòng|thời)|vào|khi|(?<!trách nhiệm )tổng hợp"
    rf"|tình hình|từ ngày|ngày|đồng thời|sau khi|ngay"
    rf"|xem xét|và (?:báo cáo|tổng hợp|đề xuất|gửi)|trình|nhằm|trên cơ sở|những|số liệu|tiến độ|cho|biết|(?<!ban )chỉ đạo"
    rf"|đảm bảo|bảo đảm|phục vụ"
    rf"|làm (?:cơ sở|căn cứ)|kèm|được|đúng|đầy đủ|kịp thời|tại|danh sách|đối với|nội dung|có){_E})"
)
_HIGHER = re.compile(r"(?:cơ quan|đơn vị|cấp trên|nhà trường|bộ phận|thường trực|ban|tổ|phòng|đảng|ubnd)" + _E)
_AFTER_PURPOSE = re.compile(rf"{_B}để\s+(?:\w+\s+){{0,3}}tổng hợp")
_TASK_TIME = re.compile(r"(?:thời gian|thời hạn|tiến độ|hạn)(?: \w+){0,3}\s*:")
_OFTEN = re.compile(
    rf"{_B}(?:(?:thường xuyên,? )?(?:định kỳ\s+)?(?:(?:trước|vào|chậm nhất) ngày \d{{1,2}}(?:\s*/\s*\d{{1,2}}"
    rf"|\s+tháng \d{{1,2}})?(?: và (?:ngày )?\d{{1,2}}/\d{{1,2}})?\s+)?"
    rf"(?:hằng|hàng|mỗi) (?:năm|quý|tháng|tuần|ngày)(?:\s*\([^)]*\))?(?: hoặc đột xuất| trong mùa [^\W\d_]+)?"
    rf"|định kỳ(?: \d+ (?:tháng|tuần)| quý| năm)?(?:\s*\([^)]*\))?(?:(?:,| và) (?:\d+ tháng|quý|năm)(?:\s*\([^)]*\))?)*"
    rf"(?: và đột xuất)?|khi xuất hiện[^,;]*, báo cáo ngay"
    rf"|(?:trong vòng|chậm nhất|sau) \d{{1,2}} ngày(?: làm việc)?(?: (?:sau khi|kể từ|từ khi|từ ngày)[^,;.(]*)?)"
)
_FIXED = re.compile(rf"{_B}(?:trước|chậm nhất|muộn nhất|vào|đến hết|trong)\s+(?:là\s+)?(?:ngày|tháng|quý|\d)")
_SKIP = re.compile(r"(?:nơi nhận|căn cứ|kính gửi)")
_NAMED = re.compile(rf"\s*(?:sơ kết|tổng kết|\d{{1,2}} tháng|năm|quý|tháng|tuần|đợt){_E}")
_PRODUCT = re.compile(r"(?:sản phẩm|kết quả|hồ sơ|văn bản)(?![^\W_])")
_CLAUSE_MOST = 2_000
"""A clause longer than that, in letters, is read only so far."""
_PRINTED = 0.9
"""A day of the grammar that is at least that sure was printed with its year."""
_CLOSES = re.compile(r"(?:trên đây là|yêu cầu|đề nghị (?:các|thủ trưởng)|trong quá trình)(?![^\W_])")


def read_reports(
    text: str,
    lines: tuple[Line, ...],
    sections: tuple[Section, ...],
    duties: tuple[Duty, ...],
    *,
    issued: dt.date | None,
    title: Value | None,
) -> tuple[Report, ...]:
    """Every duty to report results that names a receiver or a day; one that is stated twice is one."""
    year = issued.year if issued is not None else _year_in(title)
    found: list[tuple[Line, tuple[int, int], Value | None, dt.date | None, Value | None, float]] = []
    aims = [s.span for s in sections if s.role in ("aim", "theme", "funding")]
    aim_starts = [span.start for span in aims]
    aim_ends = list(itertools.accumulate((span.end for span in aims), max))
    body = min((s.span.start for s in sections), default=0)
    heads: dict[tuple[int | None, int], str] = {}
    for at, line in enumerate(lines):
        if line.table is not None:
            head = heads.setdefault((line.table, line.column), small(line.text))
            if _PRODUCT.match(head):
                # What comes of the work is named there, nothing ordered.
                continue
        if line.start < body or line.text.isupper():
            continue
        before = bisect.bisect_right(aim_starts, line.start)
        if before and line.start < aim_ends[before - 1]:
            continue
        bare = small(line.text)
        if _SKIP.match(bare) and not (body and bare.startswith("căn cứ")):
            continue
        for low, high in _clauses(line.text):
            told = _told(text, line, low, high)
            if told is None:
                continue
            receiver, confidence = told
            due, due_text = _due(text, lines, at, low, high, year, issued)
            if receiver is None and due_text is None:
                continue
            if receiver is None and due is None and not _names_day(due_text):
                continue
            found.append((line, (low, high), receiver, due, due_text, confidence))
    return tuple(_once(found, sections, duties))


def _year_in(title: Value | None) -> int | None:
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", title.text) if title else []
    return int(years[-1]) if years else None


def _names_day(value: Value | None) -> bool:
    """Without a receiver "định kỳ" alone says nothing; "hằng ngày" does."""
    return value is not None and bool(re.search(r"hằng|hàng|mỗi|\d|ngay", small(value.text)))


def _clauses(words: str) -> list[tuple[int, int]]:
    """Sentences and parts between semicolons, outside brackets."""
    out, low, depth = [], 0, 0
    for at, sign in enumerate(words):
        depth += (sign == "(") - (sign == ")" and depth > 0)
        stop = sign == ";" or (sign == "." and words[at + 1 : at + 2] in (" ", "") and not words[at - 1 : at].isdigit())
        if stop and not depth:
            out.append((low, at))
            low = at + 1
    out.append((low, len(words)))
    return [(a, b) for a, b in out if words[a:b].strip()]


def _told(text: str, line: Line, low: int, high: int) -> tuple[Value | None, float] | None:
    """The receiver of the report that the clause orders and how sure; None when it orders none."""
    high = min(high, low + _CLAUSE_MOST)
    clause = small(line.text[low:high])
    for verb in _VERB.finditer(clause):
        before, after = clause[: verb.start()], clause[verb.end() :]
        if _NO_VERB_AFTER.match(after) or _AFTER_PURPOSE.search(before[-60:]):
            continue
        if (
            re.search(
                rf"{_B}(?:chế độ|công tác|nội dung|mẫu|các|giám sát, kiểm tra,|lập|xây dựng(?: các)?|viết)\s*$", before
            )
            and verb.group() == "báo cáo"
        ) and not re.search(r"chế độ\s*$", before):
            continue
        if _NOT.search(before) or _is_other(after):
            return None
        direct = line.text[low + verb.end() : high]
        lead = len(direct) - len(direct.lstrip())
        if verb.group() == "báo cáo" and lead and begins_unit(direct):
            dated = bool(_FIXED.search(after) and find_dates(direct)) or _OFTEN.search(after) is not None
            if (
                re.search(rf"{_B}(?:tham mưu|trình|giúp)\b[^,]*$", before)
                and not re.search(r"kết quả|tình hình", after)
                and not dated
            ):
                continue
            if not (
                dated
                or _RESULT.search(after)
                or re.search(r"tổng hợp|định kỳ|hằng|hàng|kết quả|tổng kết|sơ kết", before)
            ):
                continue
            if line.table is not None and not _RESULT.search(after):
                continue
            receiver = _receiver(text, line, low + verb.end() + lead, high)
            return receiver, 0.85
        if (
            verb.group() == "báo cáo"
            and re.match(r"\s+(?:cơ quan|cấp trên)", after)
            and "cấp có thẩm quyền" not in after[:40]
        ):
            return _receiver(text, line, low + verb.end() + lead, high), 0.75
        if verb.group() in ("gửi", "nộp") and not _RESULT.search(clause):
            continue
        for to in _TO.finditer(clause, verb.start()):
            rest = line.text[low + to.end() : high]
            if to.group().startswith("trình") and not find_dates(rest):
                continue
            if begins_unit(rest) or _HIGHER.match(small(rest)):
                if re.match(r"(?:các|những)\s", small(rest)) and to.group().strip() in ("về", "đến", "với"):
                    continue
                if _NOT.search(clause[verb.end() : to.start()]) and not _RESULT.search(clause[verb.end() : to.start()]):
                    return None
                return _receiver(text, line, low + to.end(), high), 0.9
        if (
            verb.group() == "báo cáo"
            and (_OFTEN.search(clause) or find_dates(line.text[low:high]))
            and not re.search(r"thiết lập|theo yêu cầu|cung cấp", before)
        ) and re.match(r"\s*(?:$|,|hằng|hàng|ngay|kết quả|nhanh|định kỳ|trước)", after):
            return None if "ngay" in after[:6] else (None, 0.6)
        named = not re.sub(r"^[\W_]*(?:[a-zđ]\)|\d{1,2}[.)])?[\W_]*", "", before) and _NAMED.match(after)
        of_time = re.search(r"thời (?:gian|hạn)(?: nộp| gửi)?\s*$", before) and after.lstrip().startswith(":")
        if verb.group() == "báo cáo" and (named or of_time) and find_dates(line.text[low:high]):
            return None, 0.65
    return None


def _is_other(after: str) -> bool:
    """True when what follows the verb is no result: "gửi đề xuất", not "gửi kết quả kèm theo đề xuất"."""
    other, result = _NOT.search(after[:90]), _RESULT.search(after)
    return other is not None and (result is None or other.start() < result.start())


def _receiver(text: str, line: Line, low: int, high: int) -> Value | None:
    words = line.text[low:high]
    stop = _TO_ENDS.search(small(words), 2)
    end = stop.start() if stop else len(words)
    through = _THROUGH.search(small(words))
    if through and begins_unit(words[through.end() :]):
        inner = words[through.end() :]
        stop = re.search(r"[);]|" + _TO_ENDS.pattern, small(inner)[2:])
        low += through.end()
        end = stop.start() + 2 if stop else len(inner)
    return cut(text, line.start + low, line.start + low + end, "report.to", 0.88)


def _due(
    text: str, lines: tuple[Line, ...], at: int, low: int, high: int, year: int | None, issued: dt.date | None
) -> tuple[dt.date | None, Value | None]:
    line = lines[at]
    own = _due_in(text, line.start + low, line.text[low:high], year, issued)
    if own is not None:
        return own
    behind = line.text[high:]
    if label := re.match(rf"[.;]\s*{_TASK_TIME.pattern}", small(behind)):
        return _due_of_task(text, line.start + high + label.end(), behind[label.end() :], year)
    if line.table is not None:
        row = [other for other in lines if other.table == line.table and other.row == line.row]
        for other in row if len(row) < 16 else ():
            if other is not line and len(other.text) < 60:
                told = _due_in(text, other.start, other.text, year, issued)
                if told is not None:
                    return told
        return None, None
    if at + 1 < len(lines) and (label := _TASK_TIME.match(small(lines[at + 1].text).lstrip("-+* "))):
        next_ = lines[at + 1]
        skip = len(next_.text) - len(next_.text.lstrip("-+* ")) + label.end()
        return _due_of_task(text, next_.start + skip, next_.text[skip:], year)
    return None, None


def _due_of_task(text: str, start: int, words: str, year: int | None) -> tuple[dt.date | None, Value | None]:
    found = date_range(words, year=year)
    if found is None or found.end is None:
        return None, None
    return found.end, cut(text, start, start + len(words), "report.due.label", 0.85)


def _due_in(
    text: str, start: int, words: str, year: int | None, issued: dt.date | None
) -> tuple[dt.date | None, Value | None] | None:
    """The day and the words of time within the words; None when there are none.

    A day printed with its year is the next fixed day also where the report returns ("hằng tuần … trước ngày 10/8/2026").
    """
    days = [d for d in find_dates(words, year=year) if d.precision in ("day", "month") and d.end is not None]
    deadlines = [d for d in days if d.rule.startswith(("date.before", "date.until"))] or days
    often = _OFTEN.search(small(words))
    if often and often.group().strip():
        deadlines = [d for d in deadlines if d.precision == "day" and d.confidence >= _PRINTED]
        if not deadlines:
            return None, cut(text, start + often.start(), start + often.end(), "report.due.often", 0.85)
    if not deadlines:
        return None
    ahead = [d for d in deadlines if d.end is not None and (issued is None or d.end >= issued)] or deadlines
    taken = min(ahead, key=lambda d: d.end or dt.date.max)
    return taken.end, cut(text, start + taken.span[0], start + taken.span[1], "report.due", taken.confidence)


def _once(
    found: list[tuple[Line, tuple[int, int], Value | None, dt.date | None, Value | None, float]],
    sections: tuple[Section, ...],
    duties: tuple[Duty, ...],
) -> list[Report]:
    made: list[Report] = []
    seen: set[tuple[str, dt.date]] = set()
    receivers: set[str] = set()
    for line, (low, high), receiver, due, due_text, confidence in found:
        key = fold(expand(receiver.text)) if receiver is not None else ""
        if due is not None:
            if (key, due) in seen:
                continue
            seen.add((key, due))
        elif due_text is None and key in receivers and _CLOSES.match(small(line.text)):
            # The closing words only say it again.
            continue
        receivers.add(key)
        lead = len(line.text[low:high]) - len(line.text[low:high].lstrip(" -+*"))
        span = Span(line.start + low + lead, line.start + high)
        ref = _ref(span, sections, duties)
        made.append(Report(f"report_{len(made) + 1}", ref, receiver, due, due_text, span, "report.clause", confidence))
    return made


def _ref(span: Span, sections: tuple[Section, ...], duties: tuple[Duty, ...]) -> str:
    holding = [d for d in duties if d.span is not None and d.span.start <= span.start < d.span.end]
    inside = [s for s in sections if s.span.start <= span.start < s.span.end]
    deepest = max(inside, key=lambda s: s.level, default=None)
    if deepest is not None:
        return deepest.ref
    return holding[0].ref if holding else ""
