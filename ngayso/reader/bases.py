"""The grounds of a document: the numbers of what it cites in "Căn cứ …", "Thực hiện …", "Theo …"."""

import re

from ngayso.reader.header import PLAN_KINDS
from ngayso.reader.lines import Line
from ngayso.reader.reading import Span, Value
from ngayso.reader.signature import capitals_end
from ngayso.words.fold import small
from ngayso.words.numbers import find_numbers, number_key

_OPENS = re.compile(
    r"\W*(?:căn cứ|thực hiện|theo|xét|tiếp theo|triển khai|thi hành|chấp hành|tiếp tục|trên cơ sở|thừa ủy quyền"
    r"|hưởng ứng"
    r"|để (?:\w+ )?(?:\w+ )?(?:triển khai|thực hiện|cụ thể|tổ chức|thi hành)|nhằm (?:triển khai|thực hiện|cụ thể)"
    r"|được sự)(?![^\W_])"
)
_KIND = (
    r"(?:quyết định|nghị quyết|luật|bộ luật|nghị định|thông tư|thông tri|kế hoạch|chỉ thị|công văn|chương trình"
    r"|kết luận"
    r"|thông báo|hướng dẫn|văn bản|đề án|chiến lược|pháp lệnh|công điện|tờ trình|báo cáo|hiến pháp|quy định|điều lệ"
    r"|quy chế"
    r"|quy hoạch|biên bản|phương án|giấy mời|ý kiến)"
)
_CITES = re.compile(rf"\W*(?:và\s+)?(?:các\s+)?{_KIND}(?![^\W_])")
_ISSUES = re.compile(
    r"(?<![^\W_])(?:ban hành|xây dựng|lập|triển khai|tổ chức)\s+(?:kế hoạch|chương trình|phương án)(?![^\W_])"
)
_SECTION = re.compile(r"(?:[IVX]{1,4}\s*[.)/-]\s|PHẦN\s|Phần\s|Điều\s+\d|A\s*[.)]\s|1\s*[.)]\s)")
_GROUNDS = re.compile(r"^\W*(?:\w{1,4}\W+)?(?:các\s+)?căn cứ(?: pháp lý| lập| xây dựng| ban hành| thực hiện|\W*$)")
_MARK = re.compile(r"(?:[-–+•*]|\d{1,2}[.)]|[a-zđ]\))\s*")
_STOPS = re.compile(r"(?:quyết định|kế hoạch|nghị quyết)\s*:?\s*$")
# Words that begin the subject of a cited document; numbers behind them belong to its title.
_ABOUT = re.compile(
    r"(?<![^\W_])(?:về|phê duyệt|ban hành|quy định|sửa đổi|thông qua|công bố|triển khai|thực hiện|hướng dẫn|tổ chức"
    r"|giao|kèm theo"
    r"|thành lập|điều chỉnh|tăng cường|đẩy mạnh|phát động)(?![^\W_])"
)
_AMENDED = re.compile(
    r"(?:được\s+)?(?:sửa đổi|bổ sung|thay thế|điều chỉnh|đính chính)[^;]*?(?:tại|bởi|bằng|theo)\s+(?:các\s+)?"
    rf"{_KIND}[^;]{{0,40}}$"
)
_ANSWERED = re.compile(
    r"(?:và|,)\s+(?:hướng dẫn|ý kiến|chỉ đạo|đề nghị|yêu cầu|văn bản)(?: chỉ đạo)? của [^;]{3,80} tại (?:các )?"
    + _KIND
    + r"\s+(?:số\s*)?$"
)
_NEXT = re.compile(rf"[,;]\s*(?:và\s+)?{_KIND}\s+(?:số\s*)?:?\s*$|\bvà\s+{_KIND}\s+(?:số\s*)?:?\s*$")


_ALSO = rf"(?<![^\W_])và\s+{_KIND}\s+(?:số\s*)?:?\s*$"
_NORM = re.compile(r"(?:/TT-|/TTLT-|/NĐ-CP$|/QH\d*$)")
_ORDER = re.compile(r"(?:/|-)(?:KH|CTr|CV|TB|HD|CĐ)(?:[-/]|$)")


def read_bases(text: str, lines: tuple[Line, ...]) -> tuple[Value, ...]:
    """The numbers cited as grounds, in order, each once. A number within the title of a cited document is none."""
    made: dict[str, Value] = {}
    for start, words in _opening(lines):
        for low, high in _clauses(words):
            for number in _own_numbers(words[low:high]):
                span = Span(start + low + number[1], start + low + number[2])
                made.setdefault(number_key(number[0]), Value(number[0], span, "bases.number", number[3]))
    return tuple(made.values())


def _opening(lines: tuple[Line, ...]) -> list[tuple[int, str]]:
    """The lines of the opening that state grounds, with their place: behind the kind, before the first section."""
    out: list[tuple[int, str]] = []
    seen_kind = wide = False
    for at, line in enumerate(lines):
        bare = small(line.text)
        if line.text[:6].isupper() and len(bare) < 70 and (bare.startswith(PLAN_KINDS) or _STOPS.match(bare)):
            seen_kind, wide = True, False
            continue
        if bare.startswith(PLAN_KINDS) and 20 < (cut := capitals_end(line.text)) < len(line.text):
            # A title in capitals with the opening behind it in one paragraph.
            seen_kind, wide = True, False
            rest = line.text[cut:].lstrip()
            if _OPENS.match(small(rest)):
                out.append((line.end - len(rest), rest))
            continue
        if _SECTION.match(line.text):
            if not out and _GROUNDS.search(bare):
                # "I. CĂN CỨ LẬP KẾ HOẠCH": the grounds have a section of their own.
                return _listed(lines[at + 1 :])
            wide = True
            if out or at > 60:
                # A plan attached to a decision has an opening of its own, but what it cites there only explains.
                break
            continue
        if wide or (not seen_kind and not bare.startswith("căn cứ")):
            continue
        opens = _OPENS.match(bare) and not line.text.isupper() and _is_ground(lines, at)
        goes_on = out and _CITES.match(bare) and out[-1][1].rstrip().endswith((";", ",")) and find_numbers(line.text)
        if opens or goes_on:
            out.append((line.start, line.text))
    return out


def _listed(lines: tuple[Line, ...]) -> list[tuple[int, str]]:
    out = []
    for line in lines:
        if _SECTION.match(line.text) and not find_numbers(line.text):
            break
        if find_numbers(line.text):
            mark = _MARK.match(line.text)
            lead = mark.end() if mark else 0
            out.append((line.start + lead, line.text[lead:]))
    return out


def _is_ground(lines: tuple[Line, ...], at: int) -> bool:
    """Not the title itself ("Thực hiện công tác …"), which stands right under the kind and ends like no sentence."""
    line = lines[at]
    before = small(lines[at - 1].text) if at else ""
    under_kind = before.startswith(PLAN_KINDS) and len(before) < 30
    return not under_kind or bool(re.search(r"[;:.,]\s*$|[;]", line.text)) or small(line.text).startswith("căn cứ")


def _clauses(words: str) -> list[tuple[int, int]]:
    out, low = [], 0
    for mark in [*re.finditer(r";", words), None]:
        high = mark.start() if mark else len(words)
        piece = small(words[low:high])
        first = low == 0
        if first or _CITES.match(piece) or _OPENS.match(piece):
            out.append((low, high))
        elif _ISSUES.search(piece):
            break
        low = high + 1
    return out


def _own_numbers(clause: str) -> list[tuple[str, int, int, float]]:
    """The numbers of a clause that are cited themselves."""
    bare = small(clause)
    issues = re.search(
        r"[,.]\s*[^,.;]{0,120}?(?<![^\W_])ban hành (?:kế hoạch|chương trình|phương án)(?: này)?(?![^\W_])", bare
    )
    out: list[tuple[str, int, int, float]] = []
    quote = 0
    last = 0
    opens = _OPENS.match(bare)
    for number in find_numbers(clause):
        low, high = number.span
        between = bare[last:low]
        quote += between.count("“") - between.count("”")
        begun = opens.end() if opens and not out else 0
        if quote > 0 or (issues and out and low > issues.start()):
            last = high
            continue
        if not out:
            # "Thực hiện công tác … theo Quyết định số": the first number is the ground whatever stands before it.
            out.append((number.text, low, high, 0.95 if low - begun < 80 else 0.85))
        elif _ANSWERED.search(between):
            out.append((number.text, low, high, 0.8))
        elif (_AMENDED.search(between) and last == out[-1][2]) or not _ABOUT.search(bare[out[-1][2] : low]):
            out.append((number.text, low, high, 0.9))
        elif (joint := _NEXT.search(between)) and (joint.group().startswith((",", ";")) or last == out[-1][2]):
            # "và Quyết định số …" goes on with the grounds, unless the title before it already cites a document.
            out.append((number.text, low, high, 0.75))
        elif re.search(_ALSO, between) and _NORM.search(out[-1][0]) and _ORDER.search(number.text):
            # A norm is never about a plan or a letter: what follows "và" is a ground of its own.
            out.append((number.text, low, high, 0.7))
        last = high
    return out
