"""To whom a document goes: the items of "Nơi nhận"."""

import re

from ngayso.reader.lines import Line
from ngayso.reader.reading import Span, Value
from ngayso.reader.values import cut
from ngayso.words.fold import small

_OPENS = re.compile(r"\W*n[ơo]i\s+(?:nhận|gửi)\s*[:.]?\s*")
_KEPT = re.compile(r"\W*l[ưu]+u(?![^\W_])")
_BULLET = re.compile(r"(?:[-–—+*•·]|\d{1,2}[.)])\s*")
_INNER = re.compile(r";\s*(?=[-–—+•]\s*\S)|(?<=\S)\s+(?=[-–—•]\s+(?![a-zđ])[^\W\d_])")
# One dash inside an item may belong to it: "Phòng Tham mưu - Công an tỉnh"; behind a mark, or one of several, it parts.
_SURE = re.compile(r";\s*(?=[-–—+•]\s*\S)|(?<=[;,.])\s+(?=[-–—•]\s+(?![a-zđ])[^\W\d_])")
_ENDS = re.compile(
    r"(?:TM|T/M|KT|TL|TUQ|Q)\s*[./]|(?:PHỤ LỤC|KẾ HOẠCH|MẪU|BIỂU|DANH MỤC|LỊCH|CHƯƠNG TRÌNH|[IVX]{1,4}\.\s)|(?:PHÓ "
    r"|QUYỀN )?(?:CHỦ TỊCH|GIÁM"
    r" ĐỐC|HIỆU TRƯỞNG|BÍ THƯ|THỦ TƯỚNG|BỘ TRƯỞNG|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG|CỤC TRƯỞNG)(?:\s|$)"
)
# "(để b/c)", "(b/c)", "(để t/h)", "(báo cáo)", "(đưa tin)": why it is sent, not who it is.
_PURPOSE = re.compile(
    r"\s*[;,]?\s*\(\s*(?:để\b[^()]*|thay\b[^()]*|qua\b[^()]*|[bptckđhx]+\s*/\s*[a-zđ]+[^()]*|(?:báo cáo|b\.c|bc"
    r"|thực hiện|t\.h|th|phối hợp"
    r"|chỉ đạo|theo dõi|biết|đăng tải|đưa tin|đăng tin|kiểm tra|giám sát|đôn đốc|tuyên truyền|triển khai|công khai"
    r"|xin ý kiến"
    r"|tổng hợp|đăng)[^()]*)\)?\s*(?=[;,.\s]*$)",
    re.IGNORECASE,
)


def read_recipients(text: str, lines: tuple[Line, ...]) -> tuple[Value, ...]:
    """The items of the first "Nơi nhận" that has any, without the line "Lưu" and without the purpose in brackets."""
    for at, line in enumerate(lines):
        opens = _OPENS.match(small(line.text))
        if (
            opens is None
            or len(line.text) > 400
            or (line.text[opens.end() :] and not _is_list(line.text[opens.end() :]))
        ):
            continue
        made = _items(text, lines[at:], opens.end())
        if made:
            return made
    return ()


def _is_list(rest: str) -> bool:
    return bool(_BULLET.match(rest.strip()) or ";" in rest)


def _items(text: str, lines: tuple[Line, ...], opened: int) -> tuple[Value, ...]:
    first = lines[0]
    made: list[Value] = []
    pieces: list[tuple[int, int, bool]] = []
    for line in lines:
        begin = opened if line is first else 0
        if line.table != first.table or line.column != first.column:
            if line.table is None or first.table is None or (line.table == first.table and line.column == first.column):
                break
            continue
        if line is not first and line.table is not None and line.row != first.row and not _BULLET.match(line.text):
            break
        if line is not first and (_ENDS.match(line.text) or line.heading or _OPENS.match(small(line.text))):
            break
        low = begin
        inner = list(_INNER.finditer(line.text, begin))
        for mark in [*(inner if len(inner) > 1 else _SURE.finditer(line.text, begin)), None]:
            high = mark.start() if mark else len(line.text)
            piece = line.text[low:high].strip()
            if piece:
                pieces.append((line.start + low, line.start + high, bool(_BULLET.match(piece))))
            low = mark.end() if mark else high
    bulleted = any(p[2] for p in pieces)
    for low, high, bullet in pieces:
        printed = text[low:high]
        bare = _BULLET.sub("", printed.strip(), count=1)
        if _KEPT.match(small(bare)):
            break
        if not any(c.isalpha() for c in bare):
            continue
        goes_on = (
            bulleted and not bullet and made and (not text[:low].rstrip().endswith((";", ":")) or bare[:1].islower())
        )
        value = _item(text, low, high)
        if value is None:
            continue
        if goes_on and made[-1].span is not None and value.span is not None:
            joined = _item(text, made[-1].span.start, value.span.end)
            made[-1] = joined if joined is not None else made[-1]
        elif not bulleted or bullet or made:
            made.append(value)
    return tuple(made)


def _item(text: str, low: int, high: int) -> Value | None:
    lead = re.match(rf"\s*(?:{_BULLET.pattern})?", text[low:high])
    low += lead.end() if lead else 0
    purpose = _PURPOSE.search(text[low:high])
    if purpose is not None and purpose.start() > 0:
        high = low + purpose.start()
    value = cut(text, low, high, "recipients.item", 0.95)
    if purpose is not None and purpose.start() == 0 and not text[low:high][purpose.end() :].strip(" .;,"):
        return None
    if value is None or value.span is None:
        return None
    return Value(value.text.replace(": + ", ": "), Span(value.span.start, value.span.end), value.rule, value.confidence)
