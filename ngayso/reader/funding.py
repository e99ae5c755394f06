"""Where the money comes from: what the section "Kinh phí" says, else the sentences that name the source."""

import re

from ngayso.reader.lines import Line
from ngayso.reader.reading import Section, Span, Value
from ngayso.reader.values import cut, first_sentence
from ngayso.words.fold import small

_HEADING = re.compile(
    r"\W*(?:[ivxlc\d]{1,5}(?:\.\d+)*[.)]?\s*|[a-zđ]\)\s*)?(?:nguồn\s+|dự toán\s+|về\s+)?(?:kinh phí"
    r"|nguồn lực tài chính|ngân sách)[^.:;]{0,60}?[:.]?\s*$"
)
_LABEL = re.compile(
    r"\W*(?:[ivxlc\d]{1,5}(?:\.\d+)*[.)]?\s*|[a-zđ]\)\s*)?(?:nguồn\s+|dự toán\s+)?kinh phí(?: thực hiện| tổ chức"
    r"| triển khai| bảo đảm)?\s*:\s*"
)
_SOURCE = re.compile(
    r"(?:kinh phí|ngân sách|nguồn lực)\b[^.;]*?(?:được bố trí|bố trí từ|bố trí trong|từ nguồn|lấy từ|trích từ"
    r"|sử dụng nguồn|chi từ"
    r"|do [^.;]{3,60} (?:bảo đảm|đảm bảo|cấp|chi trả|hỗ trợ)|cân đối|xã hội hóa|huy động từ|trong dự toán"
    r"|từ ngân sách|ngân sách nhà nước"
    r"|nguồn kinh phí|nguồn hợp pháp)"
)
_MONEY = re.compile(
    r"(?<![^\W_])(?:nguồn|ngân sách|kinh phí|xã hội hóa|tài trợ|dự toán|vốn|dự phòng|quỹ|đóng góp)(?![^\W_])"
)
# Sentences that order what to do about money, not where it comes from.
_PROCEDURE = re.compile(
    r"(?<![^\W_])(?:chủ trì|có trách nhiệm|trình (?:hội đồng|cấp|ủy ban|hđnd|ubnd)|quyết toán|văn bản đề xuất|thẩm định"
    r"|trường hợp|gửi (?:về )?(?:sở|phòng|bộ)|vướng mắc|khẩn trương|báo cáo)(?![^\W_])"
)
_OTHER_HEADING = re.compile(r"[IVX]{1,5}\s*[.)]|[A-Z]\s*[.)]\s")
_MARK = re.compile(r"(?:[-–—+•*]\s*|[IVX]{1,5}[.)]\s*|\(?\d{1,2}(?:\.\d{1,2})*[.)]\s*|[a-zđ]\)\s*)")


def read_funding(text: str, lines: tuple[Line, ...], sections: tuple[Section, ...]) -> Value | None:
    """The words that name the source of money, None when the plan does not say."""
    top = [s for s in sections if s.role == "funding"]
    for section in sorted(top, key=lambda s: (s.level, s.span.start)):
        value = _section(text, lines, section)
        if value is not None:
            return value
    return _prose(text, lines)


def _section(text: str, lines: tuple[Line, ...], section: Section) -> Value | None:
    inside = [x for x in lines if section.span.start <= x.start and x.end <= section.span.end and x.table is None]
    if not inside:
        return None
    head, rest = inside[0], [(x.start, x.end) for x in inside[1:]]
    label = re.match(r"[^:]{3,70}:\s*(?=\S)", head.text)
    if label and head.end - head.start - label.end() > 25:
        return _sources(text, [(head.start + label.end(), head.end), *rest], "funding.heading", 0.9)
    if not _HEADING.match(small(head.text)) and len(head.text) > 90:
        # The heading is the sentence itself.
        return _sources(text, [(head.start, head.end), *rest], "funding.paragraph", 0.85)
    return _sources(text, rest, "funding.section", 0.93) if rest else None


def _sources(text: str, spans: list[tuple[int, int]], rule: str, confidence: float) -> Value | None:
    """The sentences within the spans that name a source; the first paragraph when none does."""
    kept = [one for span in spans for one in _sentences(text, *span) if _names_source(text[slice(*one)])]
    if kept:
        return _joined(text, kept, rule, confidence)
    return _joined(text, spans[:1], rule, 0.65)


def _sentences(text: str, low: int, high: int) -> list[tuple[int, int]]:
    label = re.match(
        r"\s*(?:[-–+•]\s*)?(?:nhiệm vụ|nội dung|kinh phí thực hiện|nguồn kinh phí)\s*:\s*", small(text[low:high])
    )
    low += label.end() if label else 0
    out = []
    while low < high:
        stop = first_sentence(text, low, high)
        out.append((low, stop))
        low = stop + 2
    return out


def _names_source(sentence: str) -> bool:
    bare = small(sentence)
    estimates = re.search(r"(?:lập|xây dựng)(?: \w+){0,2} dự toán", bare) and not re.search(
        r"(?:từ|trong)(?: các)? (?:nguồn|ngân sách|dự toán)", bare
    )
    return bool(_MONEY.search(bare)) and not _PROCEDURE.search(bare) and not estimates


def _joined(text: str, spans: list[tuple[int, int]], rule: str, confidence: float) -> Value | None:
    parts = []
    for i, (low, high) in enumerate(spans):
        mark = _MARK.match(text[low:high])
        drop = mark.end() if mark and (i == 0 or not text[low].isdigit()) else 0
        words = text[low + drop : high].strip()
        if words:
            parts.append(words)
    if not parts:
        return None
    said = parts[0]
    for part in parts[1:]:
        said = said.rstrip("; ")
        said += ("" if said.endswith((".", ":")) else ".") + " " + part
    return Value(said.strip(" .;:/-–"), Span(spans[0][0], spans[-1][1]), rule, confidence)


def _prose(text: str, lines: tuple[Line, ...]) -> Value | None:
    for line in lines:
        label = _LABEL.match(small(line.text))
        if label and len(line.text) - label.end() > 15:
            return cut(text, line.start + label.end(), line.end, "funding.label", 0.85)
    for at, line in enumerate(lines[:-1]):
        if len(line.text) < 60 and _HEADING.match(small(line.text)):
            block: list[tuple[int, int]] = []
            for next_ in lines[at + 1 : at + 6]:
                if _OTHER_HEADING.match(next_.text) or next_.table != line.table or next_.heading:
                    break
                if _MARK.match(next_.text) and block and not _SOURCE.search(small(next_.text)):
                    break
                block.append((next_.start, next_.end))
            if block and _SOURCE.search(small(text[block[0][0] : block[-1][1]])):
                return _sources(text, block, "funding.heading.below", 0.8)
    for line in lines:
        bare = small(line.text)
        if len(line.text) < 60 or not (found := _SOURCE.search(bare)):
            continue
        low = max(bare.rfind(". ", 0, found.start()) + 2, bare.rfind("; ", 0, found.start()) + 2, 0)
        if low < 2:
            low = 0
        mark = _MARK.match(line.text[low:])
        low += mark.end() if mark else 0
        if re.match(r"(?:nguồn\s+)?(?:kinh phí|ngân sách)|các đơn vị được giao|sử dụng|nguồn", bare[low:]):
            stop = bare.find(". ", found.end())
            return cut(text, line.start + low, line.start + (stop if stop > 0 else len(bare)), "funding.sentence", 0.7)
    return None
