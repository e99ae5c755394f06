"""Head of a document: who issues, number, place and day, kind, title; the signer comes from its signature."""

import datetime as dt
import re

from ngayso.reader.lines import Line
from ngayso.reader.reading import Header, Span, Value, When
from ngayso.reader.signature import LINE_MOST, Part, capitals_end, read_signature, read_signer
from ngayso.reader.values import cut
from ngayso.words.fold import plain, small
from ngayso.words.numbers import find_numbers
from ngayso.words.units import begins_unit, expand

_HEAD_MOST = 60
"""A head is never longer, in lines, even when a scan broke it."""

PLAN_KINDS = (
    "kế hoạch liên tịch", "kế hoạch phối hợp", "kế hoạch", "chương trình hành động", "chương trình phối hợp",
    "chương trình", "phương án", "đề án",
)  # fmt: skip
_OTHER_KINDS = (
    "quyết định", "nghị quyết", "hướng dẫn", "thông báo", "báo cáo", "chỉ thị", "quy chế", "quy định", "thể lệ",
    "kịch bản", "tờ trình", "công văn", "công điện", "thông tri", "kết luận", "giấy mời", "biên bản", "thông tư",
    "nghị định",
)  # fmt: skip
_KIND = re.compile(rf"(?P<kind>{'|'.join((*PLAN_KINDS, *_OTHER_KINDS))})(?![^\W_])\s*[:.]?\s*")
_LIKE_MOTTO = re.compile(
    r"(?:cộng h[òo]a x[ãa] hội|chủ nghĩa việt nam|độc lập\s*[-–—.]*\s*tự do|tự do\s*[-–—.]*\s*hạnh phúc|hạnh phúc\s*$"
    r"|đảng cộng sản việt nam\s*$|đoàn (?:tncs|thanh niên cộng sản) hồ chí minh\s*$)"
)
_PLACE_DATE = re.compile(
    r"(?P<place>[^,;:\d]{2,100}?(?:\s\d{1,2}(?=\s*,))?)\s*[,.]?\s*(?<![^\W_])ngày\s*(?P<day>[\d.…_/\s]*?)\s*tháng\s*(?P<month>[\d.…_/\s]*?)\s*"
    r"năm\s*(?P<year>[\d.…_]*)",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(?P<place>[^,;:\d]{2,60}?),\s*ngày\s*(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.IGNORECASE
)
_BASIS = re.compile(r"(?:căn cứ|thực hiện|theo|xét|tiếp theo|để|nhằm|trên cơ sở|thi hành|triển khai)(?![^\W_])")
_ATTACHED = re.compile(r"\(?\s*(?:ban hành\s+)?kèm theo")
_SECTION = re.compile(r"(?:[IVX]{1,4}\s*(?:[.)]|/(?!v))|Phần\s|Điều\s+\d|[A-Z]\s*[.)]\s|\d{1,2}\s*[.)]\s)")
_ORGAN = re.compile(
    r"(?:ban thường trực|ban thường vụ|ban chấp hành|thường trực|văn phòng|ban giám hiệu|ban tổ chức|bch|btv)\s*$"
)
# What stands within another body: "CHI BỘ TRƯỜNG THCS LÊ LỢI", "CÔNG ĐOÀN SỞ Y TẾ" are one name.
_OF_A_BODY = re.compile(r"(?:chi bộ|đảng bộ|đảng ủy|công đoàn|chi đoàn|liên đội|hội đồng|chi hội|ban chỉ đạo)")
_PLACE_WORD = re.compile(r"(?<![^\W_])(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)\s+(?=\S)")
_INNER_BODY = re.compile(
    r"(?<![^\W_])(?:đảng ủy|trường (?:thpt|thcs|tiểu học|th|mầm non|mẫu giáo|đại học|cao đẳng|chính trị|ptdt"
    r"|trung học)|sở"
    r"|bộ (?:tư lệnh|chỉ huy)|ban (?:thường trực|thường vụ|chấp hành|quản lý|chỉ đạo|chỉ huy|tổ chức|tuyên giáo"
    r"|dân vận|dân tộc|pháp chế|kinh tế|văn hóa|đô thị)|bch|btv"
    r"|chi bộ|chi cục"
    r"|phòng (?:giáo dục|văn hóa|kinh tế|nội vụ|tư pháp|y tế|tài chính)|trung tâm|ủy ban nhân dân|ubnd|công an"
    r"|công đoàn"
    r"|đoàn (?:thanh niên|tncs|xã|phường|trường)|hội (?:liên hiệp|nông dân|cựu chiến binh|chữ thập đỏ|đồng)"
    r"|ủy ban (?:mặt trận|mttq)|bệnh viện|học viện|văn phòng|trạm y tế|xã đoàn|phường đoàn|huyện đoàn)(?![^\W_])"
)
_WRITTEN = (
    "Ban Thường vụ", "Ban Chấp hành", "Ban Thường trực", "Ban Chỉ đạo", "Ban Chỉ huy", "Ban Tổ chức",
    "Ban Quản lý", "Ban Tuyên giáo", "Ban Dân vận", "Ban Dân tộc", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Tỉnh đoàn",
    "Thành đoàn", "Huyện đoàn", "Xã đoàn", "Phường đoàn", "Đảng ủy", "Đảng bộ", "Hội đồng nhân dân",
    "Mặt trận Tổ quốc", "Việt Nam", "Đoàn Thanh niên", "Hội Liên hiệp Phụ nữ", "Hội LHPN", "Quân khu", "Hội Nông dân",
    "Hội Cựu chiến binh", "Liên đoàn Lao động", "Công an", "Chỉ huy Quân sự", "Phát thanh và Truyền hình",
    "Thông tin và Truyền thông", "Khoa học và Công nghệ", "Giáo dục và Đào tạo", "Nội vụ",
    "Văn hóa, Thể thao và Du lịch", "Nông nghiệp và Môi trường", "Tài chính", "Công Thương", "Thủ tướng Chính phủ",
    "Tư pháp", "Trung học phổ thông", "Trung học cơ sở", "Hồ Chí Minh", "Thanh niên Cộng sản",
    "Dân tộc và Tôn giáo", "Xây dựng", "Pháp chế", "Kinh tế - Ngân sách", "Văn hóa - Xã hội", "Kinh tế - Xã hội",
)  # fmt: skip
_NAMED = (
    ("tiểu", "học"),
    ("mầm", "non"),
    ("mẫu", "giáo"),
    ("đại", "học"),
    ("cao", "đẳng"),
    ("bệnh", "viện"),
    ("đặc", "khu"),
)
_INITIALS = ("THPT", "THCS", "VN", "TNCS", "MTTQ", "PTDTNT", "GDNN-GDTX", "GDTX")
_WRITTEN_AS = {small(name): name for name in _WRITTEN}
_ANY_WRITTEN = re.compile(r"(?<![^\W_])(?:" + "|".join(sorted(_WRITTEN_AS, key=len, reverse=True)) + r")(?![^\W_])")
_JOINED = re.compile(r"(?:(?:^|\s)(?:và|của|các|với)|[,&–-])\s*$")


def read_header(text: str, lines: tuple[Line, ...]) -> Header:
    """Reads head and signature. In a decision with the plan attached the kind and title are the plan's, the rest the
    decision's; what is blank or missing is None.
    """
    kinds = _kinds(lines)
    first = kinds[0] if kinds else None
    plan = next((k for k in kinds if k[1] in PLAN_KINDS), None)
    if plan is not None and plan is not first and not _attaches(lines, first, plan):
        plan = None
    told = plan or first
    head = lines[: first[0]] if first is not None else _head_without_kind(lines)
    place, date = _place_and_date(text, head)
    if date is None and place is None:
        place, date = _place_and_date(text, tuple(line for line in lines[-14:] if len(line.text) < 80))
    signature = read_signature(text, lines, plan if plan is not first else None, first)
    issuer = _issuer(text, head, place) or _issuer_of_signature(text, signature)
    authority, position, name = read_signer(text, signature)
    return Header(
        kind=_kind(lines, told),
        issuer=issuer,
        number=_number(head),
        place=place,
        date=date,
        title=_title(text, lines, told),
        signer_authority=authority,
        signer_position=position,
        signer_name=name,
    )


# ── Kind and title ───────────────────────────────────────────────────────────────────────────────────────────────────


def _kinds(lines: tuple[Line, ...]) -> list[tuple[int, str, int]]:
    """Lines that begin in capitals with the name of a kind of document: index, kind, letters it takes."""
    found: list[tuple[int, str, int]] = []
    for at, line in enumerate(lines):
        lead = len(line.text) - len(line.text.lstrip("-–*# "))
        bare = line.text[lead:]
        match = _KIND.match(small(bare))
        if match is None or not bare[: match.end("kind")].isupper():
            continue
        rest = bare[match.end() : capitals_end(bare)].strip(" -–*:.")
        if bare[match.end() :].strip(" -–*:.") and not (
            _capitals(rest) and match.group("kind") in PLAN_KINDS and len(rest) > 12
        ):
            continue
        if rest.startswith(("SỐ ", "NÀY")) or (
            re.match(r"^[:.]", bare[match.end("kind") :].strip()) and not rest and at and found
        ):
            # "QUYẾT ĐỊNH:" in the middle of a decision orders, it does not name a document.
            continue
        found.append((at, match.group("kind"), lead + match.end()))
    return [k for k in found if k[0] <= _HEAD_MOST or k[1] in PLAN_KINDS]


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) >= 0.9 * len(letters) > 0


def _attaches(lines: tuple[Line, ...], first: tuple[int, str, int] | None, plan: tuple[int, str, int]) -> bool:
    """True when the later plan is what the document puts into force, not an annex of another plan."""
    if first is None or first[1] in PLAN_KINDS:
        return False
    near = lines[plan[0] : plan[0] + 8]
    if any(_ATTACHED.match(small(line.text)) for line in near):
        return True
    between = lines[first[0] : plan[0]]
    return any("kế hoạch" in small(line.text) for line in between)


def _kind(lines: tuple[Line, ...], told: tuple[int, str, int] | None) -> Value | None:
    if told is None:
        return None
    at, kind, _ = told
    line = lines[at]
    low = line.start + small(line.text).index(kind)
    return Value(kind.capitalize(), Span(low, low + len(kind)), "header.kind", 0.98)


def _title(text: str, lines: tuple[Line, ...], told: tuple[int, str, int] | None) -> Value | None:
    if told is None:
        for line in lines[:20]:
            if about := re.match(r"(?:V/v|Về việc|Trích yếu)\s*:?\s*", line.text):
                return cut(text, line.start + about.end(), line.end, "header.about", 0.8)
        return None
    at, _, length = told
    line = lines[at]
    high = capitals_end(line.text)
    if line.text[length:high].strip(" -–*:."):
        return cut(text, line.start + length, line.start + high, "header.title.line", 0.9)
    low, high, model = -1, -1, line
    for next_ in lines[at + 1 : at + 9]:
        bare = small(next_.text)
        about = re.match(r"v/v\s*:?\s*", bare)
        if not any(c.isalpha() for c in bare[about.end() if about else 0 :]) and not (low >= 0 and bare[:1] == "("):
            continue
        if low < 0:
            if bare.startswith("căn cứ") or _SECTION.match(next_.text) or _ATTACHED.match(bare):
                return None
            low, high, model = next_.start + (about.end() if about else 0), next_.end, next_
            continue
        if not _goes_on(model, next_, text[low:high]):
            break
        high = next_.end
    return cut(text, low, high, "header.title", 0.93) if low >= 0 else None


def _goes_on(title: Line, line: Line, so_far: str) -> bool:
    bare = small(line.text)
    if _SECTION.match(line.text) or _ATTACHED.match(bare) or line.table != title.table:
        return False
    if line.text.startswith("("):
        # "(20/11/1982 - 20/11/2025)" under the title belongs to it; remarks on the draft do not.
        return line.text.rstrip().endswith(")") and any(c.isdigit() for c in bare) and len(bare) < 80
    if _capitals(title.text):
        return _capitals(line.text) and not _is_issuer_line(line, so_far)
    quoted = so_far.count("“") > so_far.count("”")
    if len(line.text) > 160 or line.text.isupper() or (_BASIS.match(bare) and not quoted):
        return False
    if line.text[:1].islower():
        return True
    alike = (line.align, line.bold, line.heading) == (title.align, title.bold, title.heading)
    return alike and (title.align == "center" or (title.bold and line.bold)) and not re.search(r"[;:]$", line.text)


def _is_issuer_line(line: Line, so_far: str) -> bool:
    """ "THỦ TƯỚNG CHÍNH PHỦ" under the title of a decision is who decides, not its subject."""
    bare = small(line.text)
    if _JOINED.search(small(so_far)):
        return False
    return bool(re.match(r"(?:chủ tịch|thủ tướng|ủy ban nhân dân|bộ trưởng|giám đốc|ban thường vụ|hiệu trưởng)", bare))


# ── Number, place, day ───────────────────────────────────────────────────────────────────────────────────────────────


def _head_without_kind(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    for at, line in enumerate(lines[:30]):
        if small(line.text).startswith(("căn cứ", "kính gửi", "thực hiện")) or _SECTION.match(line.text):
            return lines[:at]
    return lines[:12]


def _number(head: tuple[Line, ...]) -> Value | None:
    for line in head:
        about = re.match(r"\W*(?:v/v|về việc)", small(line.text))
        label = re.search(r"(?<![^\W_])số\s*:?", small(line.text))
        if about or (label is None and len(line.text) > 40):
            continue
        for number in find_numbers(line.text):
            if label is None and number.span[0] > 3:
                continue
            low, high = (line.start + x for x in number.span)
            return Value(number.text, Span(low, high), "header.number", 0.97 if label else 0.75)
    return None


def _place_and_date(text: str, head: tuple[Line, ...]) -> tuple[Value | None, When | None]:
    for line in head:
        if len(line.text) > LINE_MOST:
            continue
        match = _PLACE_DATE.search(line.text) or _SLASHED.search(line.text)
        if match is None or small(line.text).startswith(("căn cứ", "(", "theo")):
            continue
        low = match.start("place")
        for number in find_numbers(line.text):
            low = max(low, number.span[1]) if number.span[1] <= match.end("place") else low
        # The last words before the comma: a number or a name of the issuer may stand on the same line.
        motto = re.search(r"(?i)hạnh phúc\W*(?=\w)", line.text[low : match.end("place")])
        low += motto.end() if motto else 0
        printed = line.text[low : match.end("place")]
        if len(printed) > 40 or printed.isupper():
            tail = re.search(r"(?:\s{2,}|\|)\s*([^|]+)$", printed)
            low += tail.start(1) if tail else 0
        low = max(low, line.text.rfind("|", low, match.end("place")) + 1)
        place = cut(text, line.start + low, line.start + match.end("place"), "header.place", 0.96)
        if place is not None and not any(c.isalpha() for c in place.text):
            place = None
        span = Span(line.start + match.start("day"), line.start + match.end("year"))
        span = Span(text.rfind("ngày", line.start, span.start + 1) if "ngày" in line.text else span.start, span.end)
        return place, _date(match, span)
    return None, None


def _date(match: re.Match[str], span: Span) -> When | None:
    parts = [re.sub(r"\D", "", match.group(name)) for name in ("day", "month", "year")]
    if not all(parts) or len(parts[2]) != 4:
        return None
    try:
        day = dt.date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None
    return When(day, day, span, "header.date", 0.97)


# ── Who issues ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _issuer(text: str, head: tuple[Line, ...], place: Value | None) -> Value | None:
    bodies: list[list[tuple[str, int]]] = []
    for words, start in _left(head):
        joined = bodies and _JOINED.search(small(bodies[-1][-1][0]))
        starts = begins_unit(words) and not joined
        if bodies and (not starts or _is_place(words)):
            bodies[-1].append((words, start))
        else:
            bodies.append([(words, start)])
    if not bodies:
        return None
    body = bodies[-1]
    above = small(bodies[-2][0][0]) if len(bodies) > 1 else ""
    of_council = above.startswith(("hội đồng nhân dân", "hđnd")) and small(body[0][0]).startswith("ban ")
    if above and (_ORGAN.match(small(body[0][0])) or of_council) and len(body) == 1:
        body = [*body, *bodies[-2]]
    name = sentence_case(" ".join(words for words, _ in body), text, place.text if place else "")
    span = Span(min(start for _, start in body), max(start + len(words) for words, start in body))
    return Value(name, span, "header.issuer", 0.93)


def _left(head: tuple[Line, ...]) -> list[tuple[str, int]]:
    """The names in capitals down to the number, with their places; of the left column when the head is a table."""
    out: list[tuple[str, int]] = []
    for line in head:
        if (line.table is not None and line.column != 0) or len(line.text) > LINE_MOST:
            continue
        number = re.search(r"(?:^|\s)\W*s[ốo]\s*(?::|\d|[-–/.…_])", small(line.text))
        before = line.text[: number.start()] if number else line.text
        if _names(before):
            out += _bodies(before, line.start)
        if (number or find_numbers(line.text)) and out:
            break
    return out


def _bodies(words: str, start: int) -> list[tuple[str, int]]:
    """The line cut where a scan glued the name of a body to that of the body above it."""
    cuts = [0]
    for mark in _INNER_BODY.finditer(small(words)):
        so_far = small(words[cuts[-1] : mark.start()]).strip()
        if (
            len(so_far.split()) > 1
            and not _ORGAN.match(so_far)
            and not _OF_A_BODY.fullmatch(so_far)
            and not _JOINED.search(so_far)
        ):
            cuts.append(mark.start())
    out = []
    for low, high in zip(cuts, [*cuts[1:], len(words)], strict=True):
        piece = words[low:high]
        lead = len(piece) - len(piece.lstrip(" *-–_.|"))
        if piece.strip(" *-–_.|"):
            out.append((piece.strip(" *-–_.|"), start + low + lead))
    return out


def _names(words: str) -> bool:
    bare = small(words).strip(" *-–_.|")
    if not any(c.isalpha() for c in bare) or _LIKE_MOTTO.search(bare) or len(bare) > 120:
        return False
    if _PLACE_DATE.search(words) or re.match(r"(?:v/v|về việc|kính gửi|dự thảo|mật|hỏa tốc|khẩn|thượng khẩn)", bare):
        return False
    return _capitals(words)


def _is_place(words: str) -> bool:
    bare = small(words)
    return bool(_PLACE_WORD.match(bare)) and not re.match(r"(?:tỉnh|thành|huyện|quận|xã|phường) (?:ủy|đoàn)", bare)


def sentence_case(words: str, text: str, place: str = "") -> str:
    """The name in capitals written as in running text: "UBND TỈNH AN GIANG" → "UBND tỉnh An Giang".

    Where the document itself prints the name in running text, that printing is taken.
    """
    words = " ".join(words.split())
    if not words.isupper() and sum(c.isupper() for c in words) < 0.7 * sum(c.isalpha() for c in words):
        return words
    low = small(words)
    at, bare = -1, small(text)
    while (at := bare.find(low, at + 1)) >= 0:
        printed = text[at : at + len(low)]
        if not printed.isupper() and printed[0].isupper() and sum(c.isupper() for c in printed) < len(printed) / 2:
            return printed
    tokens = words.split(" ")
    out: list[str] = []
    proper = False
    for i, token in enumerate(tokens):
        lower = small(token)
        key = token.strip('(),.“”"')
        spelled = len(key) == 1 and key != token
        initials = len(key) > 2 and key.isalpha() and not re.search(r"[aeiouy]", plain(key))
        before = out[-1].lower() if out else ""
        if spelled or initials or key in _INITIALS or (token.isupper() and expand(key) != key and key != "TP"):
            out.append(token)
        elif proper:
            out.append(lower.capitalize())
        elif (
            i == 0
            or (before in ("và", "sở", "bộ", "trường", "-", "–") or before.endswith(","))
            or (lower in ("việt", "nam", "đoàn", "đảng") and i)
        ):
            out.append(lower.capitalize() if lower not in ("và", "các", "của") else lower)
        else:
            out.append(lower)
        if (
            _PLACE_WORD.match(lower + " x")
            or (lower == "phố" and before == "thành")
            or (lower == "xã" and before == "thị")
        ):
            proper = True
            if out[-1][:1].isupper() and i:
                out[-1] = lower
        elif lower in ("thpt", "thcs", "ptdtnt") or (before, lower) in _NAMED:
            proper = True
    name = " ".join(out)
    name = re.sub(r"(?i)thành Phố", "thành phố", name)
    name = re.sub(r"\bthị Xã\b", "thị xã", name).replace("Quyền tỉnh", "quyền tỉnh")
    for found in list(_ANY_WRITTEN.finditer(small(name))):
        name = name[: found.start()] + _WRITTEN_AS[found.group()] + name[found.end() :]
    if place and small(name).endswith(small(place)):
        name = name[: len(name) - len(place)] + place
    return name


def _issuer_of_signature(text: str, signature: list[Part]) -> Value | None:
    for part in signature:
        found = re.match(r"(?:T/M\s*\.?|(?:TM|T\.M)\s*[./]+)\s*", part.text)
        if found:
            low = part.start + found.end()
            words = text[low : part.start + len(part.text)].strip(" .*")
            return Value(sentence_case(words, text), Span(low, low + len(words)), "header.issuer.signature", 0.7)
    return None
