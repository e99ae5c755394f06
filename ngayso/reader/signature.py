"""The signature of a document: for whom it is signed, the office, the name."""

import dataclasses
import itertools
import re
from collections.abc import Iterator

from ngayso.reader.lines import Line
from ngayso.reader.reading import Value
from ngayso.reader.values import cut
from ngayso.words.fold import small
from ngayso.words.units import begins_unit

LINE_MOST = 400
"""A longer line, in letters, is running text: neither head nor signature."""
_SIGNS_FOR = re.compile(r"(?<![^\W_])(?:(?:T/M|K/T|T/L)\s*\.?|(?:TM|KT|TL|TUQ|T\.M|K\.T|Q)\s*[./]+)\s*(?=[^\W\d_])")
_POSITION = re.compile(
    r"(?<![^\W_])(?:chủ tịch|giám đốc|hiệu trưởng|bí thư|bộ trưởng|thứ trưởng|thủ tướng|trưởng ban|chủ nhiệm"
    r"|chánh văn phòng|cục trưởng"
    r"|chi cục trưởng|vụ trưởng|viện trưởng|trưởng phòng|trưởng công an|chỉ huy trưởng|tư lệnh|tổng cục trưởng"
    r"|tổng giám đốc|trưởng khoa"
    r"|ủy viên|trưởng trạm|đội trưởng|chánh thanh tra|chánh án|tổng biên tập|trưởng đoàn|thủ trưởng|ban thường vụ"
    r"|ban thường trực"
    r"|ban chấp hành|trưởng thôn|tổng kiểm toán|thống đốc|chủ tịch nước|tổ trưởng|liên đội trưởng|phụ trách|chánh"
    r"|ủy ban nhân dân)"
    r"(?![^\W_])"
)
_OFFICE = re.compile(
    r"(?<![^\W_])(?:(?:PHÓ|QUYỀN)\s+)?(?:CHỦ TỊCH|BÍ THƯ|(?:TỔNG )?GIÁM ĐỐC|HIỆU TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG"
    r"|TRƯỞNG BAN|TRƯỞNG PHÒNG"
    r"|CỤC TRƯỞNG|VỤ TRƯỞNG|CHÁNH VĂN PHÒNG|VIỆN TRƯỞNG|CHỦ NHIỆM|CHI CỤC TRƯỞNG|TRƯỞNG KHOA|THỦ TƯỚNG"
    r"|CHỈ HUY TRƯỞNG)(?![^\W_])"
)
_CUT_BODY = re.compile(r"(?:[ỦU][ỶY] BAN|BAN (?:CHẤP|CHỈ|THƯỜNG|QUẢN|GIÁM|TỔ)|HỘI ĐỒNG|MẶT TRẬN)$")
_NAME = re.compile(
    r"(?:(?:(?:PGS|GS|TS|ThS|BS|CN|KS|Th\.S|T\.S|CKI{1,2}|BSCK\w*|LS)\s*\.?\s*|(?:Đại|Thượng|Trung|Thiếu) (?:tướng"
    r"|tá|úy)\s+)*)"
    r"(?P<name>[^\W\d_][\w'’]*(?:\s+[^\W\d_][\w'’]*){1,4})"
)
_ANNEX = re.compile(r"(?:PHỤ LỤC|PHỤ BIỂU|BIỂU MẪU|MẪU SỐ|DANH MỤC|DANH SÁCH|CHƯƠNG TRÌNH|LỊCH|DỰ KIẾN)(?![^\W_])")


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line in the signature."""

    text: str
    start: int
    place: tuple[int | None, int]


def capitals_end(text: str) -> int:
    """Where the words in capitals that begin the text end; "QĐ-TTg" counts as one, "Thực" does not."""
    end = 0
    for token in re.finditer(r"\S+", text):
        if sum(c.islower() for c in token.group()) > 1:
            break
        end = token.end()
    return end


def _parts(line: Line) -> Iterator[Part]:
    """The line cut before each "KT." and between capitals and the name behind them."""
    if len(line.text) > LINE_MOST:
        return
    place = (line.table, line.column)
    cuts = sorted({0, *(m.start() for m in _SIGNS_FOR.finditer(line.text)), len(line.text)})
    for low, high in itertools.pairwise(cuts):
        piece = line.text[low:high]
        if _SIGNS_FOR.match(piece) or (piece.split(" ")[0].isupper() and _POSITION.search(small(piece))):
            office = _office_behind(piece) if _SIGNS_FOR.match(piece) else None
            named = _name_behind(piece)
            marks = [m for m in (office, named) if m is not None]
            for a, b in zip([0, *marks], [*marks, len(piece)], strict=False):
                lead = len(piece[a:b]) - len(piece[a:b].lstrip())
                yield Part(piece[a:b].strip(), line.start + low + a + lead, place)
        else:
            lead = len(piece) - len(piece.lstrip())
            yield Part(piece.strip(), line.start + low + lead, place)


def _office_behind(piece: str) -> int | None:
    """Where the signer's own office begins behind the authority on one line; None when there is none.

    "TM. BAN THƯỜNG VỤ BÍ THƯ": the first office; "KT. CHỦ TỊCH PHÓ CHỦ TỊCH": the second, the first is whom he signs for.
    """
    offices = [m.start() for m in _OFFICE.finditer(piece[: capitals_end(piece)])]
    wanted = 0 if piece.startswith(("TM", "T/M", "T.M")) else 1
    return offices[wanted] if len(offices) > wanted and offices[wanted] > 4 else None


def _name_behind(piece: str) -> int | None:
    """Where capitals end and a name of two to five words begins; None when the piece does not end in a name."""
    tokens = list(re.finditer(r"[^\W\d_]+", piece))
    low = next((t for t in tokens[1:] if not t.group().isupper()), None)
    if low is None or not 2 <= sum(t.start() >= low.start() for t in tokens) <= 5:
        return None
    return low.start() if all(t.group()[0].isupper() for t in tokens if t.start() >= low.start()) else None


def _is_title(part: Part) -> bool:
    text = part.text.strip(" .*-")
    if not text or len(text) > 90 or not any(c.isalpha() for c in text):
        return False
    if _SIGNS_FOR.match(text):
        return text.upper() == text or text.split(" ", 1)[-1].isupper()
    return text.isupper() and _POSITION.search(small(text)) is not None


def _unadorned(text: str) -> str:
    """The name without what stands behind it in brackets: "Lê Văn An (đã ký)"."""
    return re.sub(r"\s*\([^()]*\)$", "", text.strip(" .*_-,"))


def _is_name(part: Part) -> bool:
    text = _unadorned(part.text)
    match = _NAME.fullmatch(text)
    if match is None or (_POSITION.search(small(text)) and not text.istitle()):
        return False
    words = match.group("name").split()
    return (
        all(w[0].isupper() for w in words)
        and 2 <= len(words) <= 5
        and not begins_unit(text.capitalize() if text.isupper() else "x")
    )


def read_signature(
    text: str, lines: tuple[Line, ...], attached: tuple[int, str, int] | None, first: tuple[int, str, int] | None
) -> list[Part]:
    """The titles and the name of the first complete signature; of the decision when the plan is attached to one."""
    begin = first[0] + 1 if first else 0
    end = attached[0] if attached else len(lines)
    found = _find_signature(lines[begin:end])
    if not found and attached:
        found = _find_signature(lines[end:])
    return found


def _find_signature(lines: tuple[Line, ...]) -> list[Part]:
    recipients = next((i for i, x in enumerate(lines) if re.match(r"\W*nơi (?:nhận|gửi)", small(x.text))), None)
    best: list[Part] = []
    near = shut = False
    groups: list[tuple[int, list[Part]]] = []
    for at, line in enumerate(lines):
        if _ANNEX.match(line.text) and line.text.isupper():
            # Behind the title of an annex no name closes the signature before it.
            shut = True
            continue
        for part in _parts(line):
            if groups and at == groups[-1][0] + 1 and _is_rest(groups[-1][1], part):
                last = groups[-1][1].pop()
                groups[-1] = (at, [*groups[-1][1], Part(f"{last.text}\n{part.text}", last.start, last.place)])
            elif _is_title(part):
                shut = False
                if (
                    groups
                    and _open(groups[-1][1])
                    and groups[-1][1][-1].place == part.place
                    and at - groups[-1][0] <= 3
                ):
                    groups[-1] = (at, [*groups[-1][1], part])
                else:
                    groups.append((at, [part]))
            elif groups and part.text.isupper() and _CUT_BODY.search((last := groups[-1][1][-1]).text):
                # "TM. ỦY BAN" / "NHÂN DÂN": a line end cut the name of the body.
                groups[-1][1][-1] = Part(f"{last.text} {part.text}", last.start, last.place)
            elif groups and not shut and _open(groups[-1][1]) and at - groups[-1][0] <= 14 and _is_name(part):
                beside = groups[-1][1][-1].place != part.place and part.place[0] is not None
                groups[-1][1].extend(() if beside else (part,))
    for at, group in groups:
        complete = not _open(group)
        close = recipients is not None and -12 <= at - recipients <= 40
        if complete and close and not near:
            return group
        if complete:
            best, near = group, close
        elif not best and (_SIGNS_FOR.match(group[0].text) or close):
            best = group
    return best


def _is_rest(group: list[Part], part: Part) -> bool:
    """True for the second line of an office: "GIÁM ĐỐC TRUNG TÂM HỖ TRỢ" / "DOANH NGHIỆP, HỢP TÁC XÃ"."""
    last = group[-1]
    return (
        _open(group)
        and last.place == part.place
        and part.place[0] is not None
        and not _SIGNS_FOR.match(last.text)
        and part.text.isupper()
        and last.start + len(last.text) + 1 == part.start
        and _POSITION.search(small(part.text)) is None
        and ("," in part.text or len(part.text.split()) > 5)
    )


def _open(group: list[Part]) -> bool:
    """True while no name has closed the signature."""
    return not _is_name(group[-1]) or _is_title(group[-1])


def read_signer(text: str, signature: list[Part]) -> tuple[Value | None, Value | None, Value | None]:
    """For whom it is signed, the signer's office, his name; what the signature does not say is None."""
    titles = [p for p in signature if _is_title(p)]
    name = signature[-1] if signature and not _open(signature) else None
    authorities = [p for p in titles if _SIGNS_FOR.match(p.text)]
    authority = authorities[-1] if authorities else None
    behind = titles[titles.index(authority) + 1 :] if authority else titles
    position = behind[0] if behind else None

    if name is not None and (bare := _NAME.fullmatch(_unadorned(name.text))) is not None:
        # Ranks and degrees are no part of a name.
        own = bare.group("name")
        name = Part(own, name.start + name.text.rindex(own), name.place)

    def value(part: Part | None, rule: str, confidence: float) -> Value | None:
        return cut(text, part.start, part.start + len(part.text), rule, confidence) if part else None

    sure = 0.95 if name else 0.6
    return (
        value(authority, "signature.authority", sure),
        value(position, "signature.position", sure),
        value(name, "signature.name", 0.93),
    )
