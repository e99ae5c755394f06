"""The grammar of unit names: where one ends and the next begins, who leads, who takes part.

A list is cut only where a word of the directory begins a new name, so "Sở Văn hóa, Thể thao và Du lịch" stays whole,
and a stock group ("các sở, ban, ngành, đoàn thể tỉnh") is one entry.
"""

import dataclasses
import re

from ngayso.words.fold import fold, nfc, small


def _words(text: str) -> str:
    """An alternation of the comma-separated words, longest first."""
    words = {small(" ".join(w.split())) for w in text.split(",")} - {""}
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


# Words that begin a name but say too little alone: "Sở", "Báo", "Chủ tịch".
_SCANT = _words("""
    sở, bộ, ban, phòng, hội, tổ, đội, cục, vụ, viện, trường, báo, đài, đoàn, khối, nhóm, nhà, quỹ, khoa, hđnd, hđ,
    hội đồng nhân dân, văn phòng, vp, thường trực, chủ tịch, phó chủ tịch, bí thư, phó bí thư, giám đốc,
    phó giám đốc, trưởng phòng, phó trưởng phòng, lãnh đạo, thủ trưởng, người đứng đầu, trung tâm, chi cục, tổng cục,
    tổng công ty, công ty, tập đoàn, ngân hàng, hội đồng, tiểu ban, chi bộ, chi đoàn, chi hội, liên đoàn, liên hiệp,
    liên minh, hiệp hội, chi nhánh, đồng chí, đ/c, ông, bà, thầy, cô, ủy ban, đại diện, bộ phận, trưởng ban,
    phó trưởng ban, cơ quan thường trực, cơ quan, đơn vị, doanh nghiệp, tổ chức, địa phương, thuế, bảo hiểm, phân xã,
    đặc khu""")
# Words that begin a name and may be the whole of it.
_FULL = _words("""
    ủy ban nhân dân, ubnd, ủy ban mặt trận tổ quốc, ủy ban mttq, ubmttq, mặt trận tổ quốc, mặt trận, mttq, công an,
    ca, quân đội, quân sự, bộ đội biên phòng, biên phòng, bộ chqs, bchqs, bch, btv, btc, bcđ, bql, ban giám hiệu,
    bgh, ban thường vụ, ban chấp hành, ban thường trực, ban chỉ đạo, ban chỉ huy, ban tổ chức, ban dân vận,
    ban tuyên giáo, ban quản lý, ban giám đốc, ban công tác mặt trận, bộ chỉ huy, bộ tư lệnh, hội phụ nữ,
    hội nông dân, hội cựu chiến binh, hội liên hiệp, đoàn thanh niên, đoàn tncs, đoàn xã, đoàn phường, đoàn trường,
    đoàn tn, đảng ủy, đảng bộ, tỉnh ủy, thành ủy, huyện ủy, quận ủy, tỉnh đoàn, thành đoàn, huyện đoàn, xã đoàn,
    phường đoàn, thủ tướng, chính phủ, quốc hội, thanh tra, kiểm toán, kiểm lâm, hải quan, thuế tỉnh, thuế thành phố,
    kho bạc, bảo hiểm xã hội, bhxh, bưu điện, viễn thông, vnpt, viettel, mobifone, fpt, evn, điện lực, thông tấn xã,
    tòa án, viện kiểm sát, quản lý thị trường, hiệu trưởng, phó hiệu trưởng, gvcn, giáo viên, tpt, chuyên viên, công chức,
    trưởng thôn, trưởng ấp, trưởng khu phố, trưởng đoàn thể, nhà trường, nhà văn hóa, nhà thiếu nhi, trạm y tế,
    đại sứ quán, công đoàn, câu lạc bộ, clb, học viện, đại học, cao đẳng, bệnh viện, bảo tàng, thư viện,
    cổng thông tin, cổng ttđt, tạp chí, tổ công nghệ số, tổ công tác, tổ giúp việc, hợp tác xã, văn phòng ubnd,
    văn phòng ban chỉ đạo, vpub, vpubnd, hiệp hội doanh nghiệp, liên đoàn lao động, lđlđ, tổng liên đoàn,
    liên minh hợp tác xã, bí thư chi bộ, bộ trưởng, thứ trưởng, trung tâm phục vụ hành chính công, tổng phụ trách,
    trung tâm kiểm soát bệnh tật, chánh văn phòng, phó chánh văn phòng, chi ủy, lớp, kiểm sát,
    đoàn đại biểu quốc hội, vườn quốc gia, khu bảo tồn, thống kê tỉnh, thống kê thành phố, chính quyền địa phương,
    lực lượng chức năng""")
# Bodies that are bodies also in small letters.
_SMALL = _words("""
    công an, quân đội, quân sự, biên phòng, bộ đội biên phòng, đoàn thanh niên, hội phụ nữ, hội nông dân, mặt trận,
    ubnd, ủy ban nhân dân, hội cựu chiến binh, công đoàn, hải quan, kiểm lâm, đồng chí, đ/c, giáo viên chủ nhiệm,
    gvcn, giáo viên, chính quyền địa phương, lực lượng chức năng, ban giám hiệu, đảng ủy, hđnd, hội đồng nhân dân, thanh tra, trưởng thôn, hiệu trưởng""")
# Nouns of stock groups: they carry a group on, and begin a new entry behind a proper name.
_GROUP = _words("""
    sở, ban, ngành, đoàn thể, hội, hiệp hội, bộ, phòng, đơn vị, cơ quan, tổ chức, cá nhân, địa phương, doanh nghiệp,
    trường, lớp, báo, đài, ngân hàng, viện, học viện, trung tâm, chi bộ, chi đoàn, chi hội, tổ dân phố, công ty,
    tập đoàn, hợp tác xã, hộ kinh doanh, cơ sở, nhà khoa học, chuyên gia, người dân, bộ phận, thành viên, phòng ban,
    ban ngành, lực lượng""")
_PLACE = _words("""
    tỉnh, thành phố, tp, huyện, quận, thị xã, xã, phường, thị trấn, đặc khu, thôn, ấp, khóm, khu phố, tổ dân phố,
    bản, buôn, làng, nước, địa bàn, thành, thị""")
_LATER = r"(?![^\W_])"
# A head word that goes on like this is another word: "Báo chí", "Hội nhập", "Sở hữu".
_OTHER = re.compile(
    r"(?:báo (?:chí|cáo|tồn|đảm|hành)|hội (?:nhập|họp|nghị|thảo|thi|thu|quán)|sở (?:hữu|thích)"
    r"|đoàn (?:kết|viên)|trường (?:học|hợp)|bộ (?:máy|tiêu chí)|ban (?:hành|sắc)|phòng (?:,? ?chống|cháy|trào|ngừa)"
    r"|viện (?:trợ|phí)|vụ (?:việc|mùa)|đài loan|nhà (?:nước|ở|giáo)|đội (?:ngũ)|quỹ đất|khối lượng|cơ sở"
    r"|tổ chức (?:triển khai|thực hiện"
    r"|các|hội nghị|tuyên truyền)|thuế (?:thu nhập|giá trị)|lớp (?:tập huấn|học))" + _LATER
)
_HEAD = re.compile(rf"(?:{_SCANT}|{_FULL}){_LATER}")
_HEAD_LONG = re.compile(rf"(?:{_FULL}){_LATER}")
_ONLY_SCANT = re.compile(rf"(?:các |những )?(?:{_SCANT}){_LATER}\s*$")
_SMALL_HEAD = re.compile(rf"(?:{_SMALL}){_LATER}")
_GROUP_NOUN = re.compile(rf"(?:{_GROUP}){_LATER}")
_PLACE_NOUN = re.compile(rf"(?:{_PLACE}){_LATER}")
_MANY = re.compile(r"(?:các|những|một số các|một số|toàn thể|tất cả các|tất cả)\s+")
_OFFICE = re.compile(r"(?:(?:thủ trưởng|lãnh đạo|đại diện|người đứng đầu|giám đốc|chi nhánh|cán bộ|thành viên)\s+)+")
_POLITE = re.compile(
    r"(?:kính đề nghị|đề nghị|kính mời|mời|giao cho|giao|yêu cầu)\s+(?:cho\s+)?(?=\S)|(?:\(?\d{1,2}\)|[-–+•*])\s*(?=\S)"
)
_MARK = re.compile(r"[;\n]|,(?!\d)|(?<=\s)(?:và|cùng với|cùng)(?=\s)")
_COUNCIL = re.compile(
    r"(?:văn phòng|vp|thường trực|tt|lãnh đạo|chủ tịch|ban chỉ đạo|đoàn đại biểu quốc hội|đoàn đbqh|đđbqh|đbqh|đoàn"
    r"|đảng ủy|đu|hđnd|hội đồng nhân dân|thường vụ|cấp ủy|,|\s|và|ubnd|ủy ban nhân dân|mttq|ubmttq)+$"
)
_COUNCIL_NEXT = re.compile(
    r"(?:hđnd|hội đồng nhân dân|ubnd|ủy ban nhân dân|ubmttq|ủy ban mttq|mttq|đoàn đbqh)" + _LATER
)
_NAMED_PLACE = re.compile(rf"(?:tỉnh|thành phố|huyện|xã){_LATER}\s*$")
_CLOSED = re.compile(r"(?:liên quan|trên địa bàn(?: \w+){0,4}|trực thuộc)\s*$")
# Bodies of one kind each, which in a list stand beside unlike ones: "viện nghiên cứu, trường đại học, doanh nghiệp".
_KIND_OF_BODY = re.compile(
    rf"(?:viện|học viện|trường|trung tâm|bệnh viện|cơ sở|doanh nghiệp|hợp tác xã|công ty|tập đoàn|ngân hàng){_LATER}"
)
_ROLE_NOTE = re.compile(
    r"\s*\((?:cấp (?:trung ương|tỉnh|huyện|xã|cơ sở)|bàn giao|chủ trì|đầu mối|phối hợp|thường trực)\)$", re.IGNORECASE
)
_GROUP_CLOSERS = re.compile(rf"(?:cơ quan|cơ sở|đơn vị|doanh nghiệp|tổ chức|địa phương|ngân hàng){_LATER}")
_COLON = re.compile(r"(?:các|những)\s+[^\W_]+(?:\s[^\W_]+)?\s*:")
_CHARGE = re.compile(r"(?<!tổng )\bphụ trách\b")
_PERSON = re.compile(rf"(?:các\s+)?(?:đồng chí|đ/c|ông|bà|thầy|cô|phó|trưởng|chủ tịch|bí thư|giám đốc){_LATER}")
_SAID = re.compile(r"[^ \t\n.,;:\-–—+•*…]")
_GAP = re.compile(r"[ ,;\n]*")
_LONGEST = 500
"""No name is longer, in letters; what stands farther away decides nothing."""
_EDGE = " \t\n.,;:-–—+•*…"


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """One name out of a text; `text` is as printed, `span` its place (half-open)."""

    text: str
    span: tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Roles:
    """Who leads and who takes part, out of one text; `end` is where the names end and the work begins."""

    leads: tuple[Piece, ...]
    partners: tuple[Piece, ...]
    end: int
    told: bool
    """True when the text itself says the roles ("chủ trì", "phối hợp"); False for a bare list, taken as leads."""


def begins_unit(text: str) -> bool:
    """True when the text begins with a word that begins the name of a body, a person in office or a stock group."""
    raw = text.lstrip(_EDGE)
    bare = small(raw)
    if polite := _POLITE.match(bare):
        bare, raw = bare[polite.end() :], raw[polite.end() :]
    if many := _MANY.match(bare):
        rest = bare[many.end() :]
        return bool(_HEAD.match(rest) or _GROUP_NOUN.match(rest) or _PLACE_NOUN.match(rest))
    if _OTHER.match(bare):
        return False
    if _SMALL_HEAD.match(bare):
        return True
    return raw[:1].isupper() and bool(_HEAD.match(bare) or _GROUP_NOUN.match(bare))


def split_units(text: str) -> list[Piece]:
    """The names of a list in order. `text` is NFC; polite words before and dots behind a name are left out."""
    return [p for low, high in _cuts(text) if (p := _piece(text, low, high)) is not None]


def _cuts(text: str) -> list[tuple[int, int]]:
    bare = small(text)
    depth = _depths(text)
    out, low = [], 0
    for mark in _MARK.finditer(bare):
        if depth[mark.start()]:
            continue
        if _SAID.search(bare, low, mark.start()) is None:
            continue
        gap = _GAP.match(bare, mark.end())
        at = gap.end() if gap else mark.end()
        if _begins_next(text, bare, max(low, mark.start() - _LONGEST), mark.start(), at, mark.group()):
            out.append((low, mark.start()))
            low = mark.end()
    out.append((low, len(text)))
    return out


def _depths(text: str) -> list[int]:
    """For each character, how many brackets and quotations are open around it; one never closed does not count."""
    depth, out, quoted = 0, [], False
    last_bracket, last_quote = text.rfind(")"), text.rfind("”")
    for i, letter in enumerate(text):
        if letter == "(" and i < last_bracket:
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        elif letter == "“" and i < last_quote:
            quoted = True
        elif letter == "”":
            quoted = False
        out.append(depth + quoted)
    return out


def _begins_next(text: str, bare: str, low: int, high: int, at: int, mark: str) -> bool:
    """True when at `at` a new name begins, after the name that runs from `low` to `high`."""
    so_far = _unpolite(bare[low:high].strip(_EDGE))
    rest, raw = bare[at : at + _LONGEST], text[at : at + _LONGEST]
    if not rest.strip(_EDGE):
        return False
    if mark == ";":
        return True
    polite = _POLITE.match(rest)
    if polite:
        if mark == "\n":
            return True
        rest, raw = rest[polite.end() :], raw[polite.end() :]
    if rest.startswith(("và ", "cùng ")):
        # ", và các …": the word that follows decides.
        cut = rest.index(" ") + 1
        rest, raw = rest[cut:], raw[cut:]
    if _ONLY_SCANT.match(so_far):
        return False
    if _COLON.match(so_far) and not _MANY.match(rest) and not _HEAD_LONG.match(rest + " "):
        # "Các Sở: Tài chính, Nội vụ" is one entry.
        return False
    if _CHARGE.search(so_far) and not _PERSON.match(rest):
        # "phụ trách lĩnh vực Dân tộc, Tôn giáo và các Hội": what a person is in charge of is no list of units.
        return False
    many = _MANY.match(rest)
    if many:
        noun, noun_raw = rest[many.end() :], raw[many.end() :]
        if _PLACE_NOUN.match(noun) and not _GROUP_NOUN.match(noun):
            return not re.search(rf"\bcác (?:{_PLACE}){_LATER}", so_far)
        return noun_raw[:1].islower() or bool(_HEAD.match(noun) or _GROUP_NOUN.match(noun))
    noun_match = _GROUP_NOUN.match(rest)
    if noun_match and _tells_itself(so_far, noun_match.group(), rest[noun_match.end() :]):
        return True
    if rest.startswith("cơ sở ") and mark == "," and _NAMED_PLACE.search(so_far):
        # "Đài Phát thanh tỉnh, cơ sở đào tạo": behind a body that ends in its place another one begins.
        return True
    if _OTHER.match(rest):
        return False
    group = _is_group(so_far, text[low:high].strip(_EDGE))
    if so_far.endswith("cán bộ") and rest.startswith("giáo viên"):
        return False
    if group and noun_match:
        after = rest[noun_match.end() :].lstrip()
        stands_alone = not after or after[0] in ",;)" or after.startswith(("và ", "liên quan", "có liên quan"))
        closed = _NAMED_PLACE.search(so_far)
        if raw[:1].isupper() and stands_alone:
            # "Các Sở, Ban, Ngành" goes on; "các sở, ban, ngành tỉnh, Báo và Đài" does not.
            nouns = text[low:high].strip(_EDGE)
            first = _MANY.match(small(nouns))
            stands_alone = not closed and nouns[first.end() if first else 0 :][:1].isupper()
        if raw[:1].islower() or stands_alone:
            if _CLOSED.search(so_far):
                return True
            return bool(closed and _GROUP_CLOSERS.match(rest))
        if _PLACE_NOUN.match(after) and not _HEAD_LONG.match(rest):
            return False
    if group and (head := _HEAD.match(rest)):
        # "Các cơ sở Đoàn, Hội, Đội"; "các doanh nghiệp Bưu chính, Viễn thông".
        after = rest[head.end() :].lstrip()
        trade = rest.startswith(("viễn thông", "bưu điện", "điện lực", "thuế", "hải quan"))
        if not after or after[0] in ",;)":
            return not (trade or _ONLY_SCANT.match(head.group()) or "cơ sở" in so_far)
        if trade and after.startswith(("và ", "trên ", "có ", "thuộc ")):
            return False
    if _COUNCIL_NEXT.match(rest):
        hdnd = "hội đồng nhân dân"
        if _COUNCIL.match(so_far) and hdnd in so_far.replace("hđnd", hdnd):
            return False
        if re.match(r"(?:văn phòng|vp) (?:đoàn|đđbqh|đbqh)", so_far) and rest.replace("hđnd", hdnd).startswith(hdnd):
            return False
    if raw[:1].isupper():
        return bool(_HEAD.match(rest))
    if _SMALL_HEAD.match(rest):
        return True
    return not group and noun_match is not None and not _PLACE_NOUN.match(rest)


def _tells_itself(so_far: str, noun: str, after: str) -> bool:
    """True when a noun of groups comes again with another word behind it, "các cơ sở y tế, cơ sở giáo dục", or behind
    another kind of body that was told in full: "viện nghiên cứu, trường đại học". "Các trường đại học, viện nghiên cứu"
    is one group.
    """
    many = _MANY.match(so_far)
    first = so_far[many.end() :] if many else so_far
    kind = _KIND_OF_BODY.match(first)
    if not many and kind and _KIND_OF_BODY.match(noun) and noun != kind.group() and "," not in first:
        return re.match(r"\s+(?!và\s)\w+", first[kind.end() :]) is not None
    own = first.startswith(f"{noun} ") and re.match(r"\w+", first[len(noun) + 1 :])
    other = re.match(r"\s+\w+", after)
    return bool(own and other and own.group() not in ("trực", "thuộc", "liên", "có", "và") and "," not in first)


def _unpolite(bare: str) -> str:
    polite = _POLITE.match(bare)
    return bare[polite.end() :] if polite else bare


def _is_group(bare: str, raw: str) -> bool:
    """True for a piece that is a stock group so far: "các sở, ban", "Cơ quan", "Thủ trưởng các sở"."""
    raw = raw[len(raw) - len(bare) :]
    if office := _OFFICE.match(bare):
        bare, raw = bare[office.end() :], raw[office.end() :]
    many = _MANY.match(bare)
    if many:
        bare, raw = bare[many.end() :], raw[many.end() :]
    noun = _GROUP_NOUN.match(bare)
    if noun is None:
        return False
    after = bare[noun.end() :].lstrip()
    return many is not None or raw[:1].islower() or not after or after[0] in ",;" or after.startswith("và ")


def _piece(text: str, low: int, high: int) -> Piece | None:
    while True:
        while low < high and text[low] in _EDGE:
            low += 1
        bare = small(text[low:high])
        words = re.match(r"(?:và|cùng với|cùng)\s+(?=\S)", bare) or _POLITE.match(bare)
        if words is None:
            break
        low += words.end()
    while low < high and text[high - 1] in _EDGE:
        high -= 1
    if note := _ROLE_NOTE.search(text, low, high):
        high = note.start()
    if low >= high or not any(c.isalpha() for c in text[low:high]):
        return None
    return Piece(text[low:high], (low, high))


_MANY_INSIDE = re.compile(
    rf"(?<![^\W_])(?<!liên hiệp )(?<!quản lý )(?<!liên minh )(?:các|những)\s+(?:cấp|cơ sở|{_GROUP}|{_PLACE}|khu vực){_LATER}"
)
_ALL_OF_A_KIND = re.compile(
    rf"(?:ubnd|ủy ban nhân dân|hđnd|công an|đảng ủy|trạm y tế)\s+(?:cấp\s+(?:{_PLACE}){_LATER}|(?:{_PLACE})(?:\s*[,/]|\s+và\s))"
)


def is_collective(name: str) -> bool:
    """True for a stock group that names no single body: "các sở, ban, ngành", "UBND các xã", "Cơ quan, đơn vị"."""
    bare = small(name).strip(_EDGE)
    if _MANY.match(bare) or _MANY_INSIDE.search(bare[:60]) or _ALL_OF_A_KIND.match(bare):
        return True
    noun = _GROUP_NOUN.match(bare)
    if noun is None:
        return False
    after = bare[noun.end() :].lstrip()
    goes_on = re.match(r"(?:,|và\s)\s*", after)
    return (
        not after
        or (name.strip(_EDGE)[:1].islower() and not _SMALL_HEAD.match(bare))
        or bool(goes_on and _GROUP_NOUN.match(after[goes_on.end() :]))
    )


# ── Roles ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_VERB = re.compile(
    r"(?<![\w])(?:triển khai|thực hiện|tham mưu|xây dựng|hướng dẫn|kiểm tra|rà soát|đề xuất|tổng hợp|báo cáo|theo dõi"
    r"|đôn đốc|để|nhằm|căn cứ|theo|trên cơ sở|chịu trách nhiệm|có trách nhiệm|chủ động|tăng cường|đẩy mạnh|tiếp tục"
    r"|nghiên cứu|bố trí|cân đối|lập|trình|ban hành|chỉ đạo|tuyên truyền|phổ biến|vận động|cung cấp|hỗ trợ|tiến hành"
    r"|thành lập|chuẩn bị|bảo đảm|đảm bảo|quản lý|cập nhật|kịp thời|tiếp nhận|gửi|lồng ghép|đăng ký|thẩm định|giám sát"
    r"|tham gia|phát động|huy động|là|khẩn trương|định kỳ|trong việc|trong công tác|trong quá trình|thu thập|khảo sát"
    r"|đánh giá|tập huấn|hoàn thiện|hoàn thành|vận hành|duy trì|phát huy|nâng cao|phân công|tạo điều kiện|thống nhất"
    r"|điều phối|xử lý|giải quyết|đưa tin|mở|đăng tải|tổ chức(?!\s+(?:chính trị|quốc tế|xã hội|đoàn thể|hành chính"
    r"|tín dụng|liên quan|có liên quan|đảng|thành viên|công đoàn|khác|hội(?! nghị| thảo| thi)|kinh tế|,|;)))(?![\w])"
)
_NOUN_BEFORE = re.compile(
    r"(?:ban|tổ|trung tâm|cơ quan|đơn vị|phòng|đội|đoàn|hội đồng|đối tượng|cấp|quan|viện"
    r"|nghiên cứu|công ty|các|và|,)\s*$",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:đơn vị |cơ quan |các )*(?<!\w)chủ trì(?: thực hiện)?(?:\s*:)?", re.IGNORECASE)
_WITH = re.compile(
    r"(?:đơn vị |cơ quan |các )*(?:,\s*|và\s+)?(?<!\w)phối hợp(?: chặt chẽ| thực hiện)?"
    r"(?:\s*:|\s+(?:cùng với|với|cùng))?",
    re.IGNORECASE,
)


def names_end(text: str, start: int = 0) -> int:
    """Where the names end in a sentence that goes on with the work: before the first verb, else at the end."""
    for verb in _VERB.finditer(text, start):
        before = text[start : verb.start()]
        if not before.strip(_EDGE):
            continue
        noun = _NOUN_BEFORE.search(before)
        if noun and not (noun.group().strip() in (",", "và") and not _GROUP_NOUN.match(verb.group())):
            continue
        return verb.start()
    return len(text)


def split_roles(text: str) -> Roles:
    """Leads and partners of "X chủ trì, phối hợp với Y …", "Chủ trì: X; phối hợp: Y", "X (chủ trì), Y" or a bare list.

    The names of a running sentence end before its verb. `text` is NFC.
    """
    lead, partner = _LEADS.search(text), _WITH.search(text)
    if partner and lead and partner.start() < lead.start() and text[: partner.start()].strip(_EDGE):
        partner = _WITH.search(text, lead.end())
    if lead is None and partner is None:
        pieces = tuple(split_units(text))
        return Roles(pieces, (), len(text), False)
    leads: list[Piece] = []
    partners: list[Piece] = []
    end = 0
    first = min(m.start() for m in (lead, partner) if m)
    parted = text.rfind(";", 0, first)
    if lead is None and partner is not None and parted != -1 and not text[partner.end() :].strip(_EDGE):
        # "X; Y phối hợp": only who stands in the last clause takes part.
        return Roles(tuple(_within(text, 0, parted)), tuple(_within(text, parted + 1, first)), partner.end(), True)
    if text[:first].strip(_EDGE + "("):
        leads += _within(text, 0, first)
        end = first
    if lead is not None:
        stop = partner.start() if partner and partner.start() > lead.start() else len(text)
        if text[lead.start() : lead.end()].endswith(":"):
            leads += _within(text, lead.end(), stop)
            end = stop
        else:
            end = lead.end()
    if partner is not None:
        stop = lead.start() if lead and lead.start() > partner.end() else names_end(text, partner.end())
        sentence = re.search(r"(?<!\bTP)(?<!\bTp)[.;]\s+(?=[^\W\d_])|\.\s*$", text[partner.end() : stop])
        if sentence and not text[partner.start() : partner.end()].endswith(":"):
            after = text[partner.end() + sentence.end() : stop]
            if sentence.group().startswith(".") or not begins_unit(after):
                stop = partner.end() + sentence.start()
        partners += _within(text, partner.end(), stop)
        if lead is not None and lead.end() < partner.start() and not partners:
            # "X chủ trì; Y, Z phối hợp": who stands before the word.
            partners += _within(text, lead.end(), partner.start())
        end = max(end, stop)
    if lead is not None and not text[lead.start() : lead.end()].endswith(":"):
        # "X chủ trì tham mưu …; Y chủ động triển khai": the next clause has a doer of its own.
        for clause in re.finditer(r";\s*", text[end:]):
            at = end + clause.end()
            stop = names_end(text, at)
            if stop < len(text) and begins_unit(text[at:stop]):
                leads += _within(text, at, stop)
    return Roles(tuple(leads), tuple(partners), end, True)


def _within(text: str, low: int, high: int) -> list[Piece]:
    return [
        Piece(p.text, (p.span[0] + low, p.span[1] + low))
        for p in split_units(text[low:high].rstrip("( "))
        if fold(p.text) not in ("va", "cung")
    ]


# ── Abbreviations ────────────────────────────────────────────────────────────────────────────────────────────────────

_SHORT = {
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "MTTQ": "Mặt trận Tổ quốc",
    "MTTQVN": "Mặt trận Tổ quốc Việt Nam", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam", "TTTT": "Thông tin và Truyền thông",
    "KHCN": "Khoa học và Công nghệ", "GDĐT": "Giáo dục và Đào tạo", "VHTTDL": "Văn hóa, Thể thao và Du lịch",
    "VHTT": "Văn hóa và Thông tin", "VHXH": "Văn hóa - Xã hội", "LĐTBXH": "Lao động - Thương binh và Xã hội",
    "NNPTNT": "Nông nghiệp và Phát triển nông thôn", "NNMT": "Nông nghiệp và Môi trường",
    "TNMT": "Tài nguyên và Môi trường", "KHĐT": "Kế hoạch và Đầu tư", "GTVT": "Giao thông vận tải",
    "CNTT": "công nghệ thông tin", "CĐS": "chuyển đổi số", "ATTT": "an toàn thông tin",
    "PTTH": "Phát thanh và Truyền hình", "PTTHTT": "Phát thanh, Truyền hình và Thông tin",
    "TTĐT": "Thông tin điện tử", "TNCS": "Thanh niên Cộng sản", "LHPN": "Liên hiệp Phụ nữ", "CCB": "Cựu chiến binh",
    "LHTN": "Liên hiệp Thanh niên", "LĐLĐ": "Liên đoàn Lao động", "BCH": "Ban Chấp hành", "BTV": "Ban Thường vụ",
    "BTT": "Ban Thường trực", "BCĐ": "Ban Chỉ đạo", "BQL": "Ban Quản lý", "CHQS": "Chỉ huy Quân sự",
    "BCHQS": "Ban Chỉ huy Quân sự", "BĐBP": "Bộ đội Biên phòng", "ĐBQH": "Đại biểu Quốc hội",
    "ĐĐBQH": "Đoàn Đại biểu Quốc hội", "VP": "Văn phòng", "TP": "thành phố", "HTX": "hợp tác xã",
    "DN": "doanh nghiệp", "KBNN": "Kho bạc Nhà nước", "BHXH": "Bảo hiểm xã hội", "NHNN": "Ngân hàng Nhà nước",
    "QLTT": "Quản lý thị trường", "TAND": "Tòa án nhân dân", "VKSND": "Viện kiểm sát nhân dân",
    "THPT": "Trung học phổ thông", "THCS": "Trung học cơ sở", "GVCN": "giáo viên chủ nhiệm",
    "TTPVHCC": "Trung tâm Phục vụ hành chính công", "TTTU": "Thường trực Tỉnh ủy", "CLB": "câu lạc bộ",
    "TNCSHCM": "Thanh niên Cộng sản Hồ Chí Minh",
}  # fmt: skip
_SHORT_WORD = re.compile(r"[A-ZĐƯ]{1,4}(?:(?:\s?&\s?|[,-])[A-ZĐƯ]{1,4})+(?![\w])|[A-ZĐƯ]{2,9}(?![\w])|(?<=\b)TP\.")


def expand(text: str) -> str:
    """The text with the abbreviations of state documents written out: "Sở TT&TT" → "Sở Thông tin và Truyền thông"."""
    return _SHORT_WORD.sub(lambda m: _SHORT.get(re.sub(r"[^A-ZĐƯ]", "", m.group()), m.group()), nfc(text))


def unit_key(text: str) -> str:
    """A key under which printings of one name agree: expanded, folded, without "và" and joining words."""
    return " ".join(w for w in fold(expand(text)).split() if w not in ("va", "cac", "cua"))
