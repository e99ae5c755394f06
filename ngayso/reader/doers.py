"""Who does it, in running sentences: "Sở X chủ trì, phối hợp với Y …", "Giao Sở X …", "mời gọi các doanh nghiệp tham gia"."""

import re

# Words that ask before they name: they are no part of the name.
REQUEST = re.compile(
    r"(?:(?:trân trọng |kính )?(?:đề nghị|mời|giao nhiệm vụ cho|giao cho|(?-i:[Gg]iao(?! (?:ban|lưu)\b))|yêu cầu|phân công|ủy quyền cho|uỷ quyền cho|chỉ đạo)\s*:?\s+"
    r"|trách nhiệm (?:của |thực hiện của )?|nhiệm vụ (?:của )|đối với |về phía )", re.IGNORECASE,
)  # fmt: skip

_HEAD = re.compile(
    r"(?:(?:các|những|mỗi|từng|toàn thể|toàn bộ|một số|tất cả|đồng chí|đ/c|đại diện)\s+)*"
    r"(?:sở|ủy ban|uỷ ban|ubnd|ubmttq|ub|ban(?! hành| đầu|g)|công an|phòng(?!,? ?chống|,? ngừa| cháy| trừ| vệ| trưng)|văn phòng|vp|vpub|trung tâm|hội(?! nhập| tụ| thảo| thi| nghị| diễn| trại| chợ| thao| khỏe| khoẻ)"
    r"|đoàn(?! kết| viên| thể)|đoàn thể|đoàn viên|liên đoàn|bộ(?! nhận| tiêu| câu| công cụ| dữ| tài liệu)|cục|chi cục|tổng cục|vụ(?! việc)|kho bạc|báo(?! cáo| hiệu| động)|đài|trường(?! hợp)|viện|bệnh viện"
    r"|tổ(?! chức)|tổ chức (?:chính trị|xã hội|đảng|thành viên|công đoàn|tín dụng|quốc tế)|đội|mặt trận|mttq|chủ tịch|phó chủ tịch|giám đốc|phó giám đốc|thủ trưởng|hiệu trưởng"
    r"|phó hiệu trưởng|bí thư|phó bí thư|thành đoàn|tỉnh đoàn|huyện đoàn|xã đoàn|liên minh|hiệp hội|liên hiệp|ngân hàng|bảo hiểm xã hội|điện lực|bưu điện|bưu chính|viễn thông|công ty|tổng công ty"
    r"|tập đoàn|doanh nghiệp|người đứng đầu|giáo viên|gvcn|gvbm|cán bộ|công chức|chuyên viên|viên chức|thành viên|ủy viên|uỷ viên|tạp chí|thống kê tỉnh|chính quyền|vườn quốc gia|cơ quan|đơn vị|cá nhân|đảng ủy|đảng uỷ|tỉnh ủy|tỉnh uỷ|thành ủy"
    r"|thành uỷ|huyện ủy|huyện uỷ|chi bộ|thường trực|hđnd|hội đồng|quân sự|bch|btv|btt|công đoàn|bhxh|lđlđ|ttyt|bgh|btc|bcđ|bql|cax|tpt|lãnh đạo|trưởng|phó trưởng|tổ trưởng|tổng phụ trách|tòa án|toà án|thanh tra (?:tỉnh|sở|chính phủ|bộ|huyện|thành phố|nhà nước|viên)|viện kiểm sát|vnpt"
    r"|viettel|mobifone|thư viện|bảo tàng|nhà (?:trường|văn hóa|văn hoá|thiếu nhi|hát|xuất bản)|ấp|thôn|khu phố|khu dân cư|khối|nhóm|hợp tác xã|htx|hộ kinh doanh|địa phương|ngành|cấp ủy|cấp uỷ|chi ủy|chi uỷ|cơ sở (?:đoàn|giáo dục|y tế|kcb|khám bệnh|đào tạo|hội|sản xuất)"
    r"|cơ sở giáo dục|bộ phận|chi đoàn|chi hội|tiểu ban|đối tượng thực hiện|lực lượng|bộ đội|bộ chỉ huy|bộ tư lệnh|hải quan|thuế|quản lý thị trường|kiểm lâm|trạm|xã|phường|huyện|thị xã|thành phố|tỉnh|kế toán|y tế|văn thư"
    r"|bảo vệ|phó|phụ huynh|học sinh|tổ dân phố|câu lạc bộ|clb|liên chi hội|đại sứ quán|quỹ|phân hiệu|cụm|hạt|xí nghiệp|khoa|lớp|người dân|nhân dân)(?![\w])"
)


PERSON = re.compile(
    r"(?:[Cc]ác\s+)?(?:[Đđ]ồng chí|[Đđ]/[Cc]|[Ôô]ng|[Bb]à|[Tt]hầy|[Cc]ô|[Aa]nh|[Cc]hị)\s*:?\s+(?=[A-ZĐÀ-Ỹ])"
)

OFFICE = re.compile(
    r"(?:Quyền |Nguyên )?(?:Phó|Chủ tịch|Bí thư|Giám đốc|Trưởng|Hiệu trưởng|Ủy viên|Uỷ viên|Tổ trưởng|Chủ nhiệm|Chánh|Tổng phụ trách|Thư ký|Giáo viên|Chuyên viên|Công chức|Cán bộ)\b"
)
"""An office behind the name of a person is no second name: "Đồng chí Nguyễn Văn A, Phó Chủ tịch"."""

# What a duty begins with. Written as they are: a name ends before the first of them.
_VERBS = (
    "chủ trì|phối hợp|chịu trách nhiệm|có trách nhiệm|có nhiệm vụ|xây dựng|tổ chức thực hiện|tổ chức|triển khai|căn cứ|theo dõi|hướng dẫn|tham mưu|chủ động|thực hiện|rà soát|đẩy mạnh"
    "|tăng cường|bố trí|chỉ đạo|đôn đốc|kiểm tra|tổng hợp|báo cáo|tuyên truyền|quán triệt|tiếp tục|làm|là|đảm bảo|bảo đảm|cung cấp|cập nhật|định kỳ|trong phạm vi|trên cơ sở|theo chức năng"
    "|theo nhiệm vụ|theo lĩnh vực|theo thẩm quyền|nghiên cứu|đề xuất|tham gia|hỗ trợ|gửi|lập|phân công|vận động|cân đối|thẩm định|trình|ban hành|hoàn thành|khẩn trương|kịp thời|huy động|đưa tin|đưa"
    "|nâng cao|phát động|phát huy|sẽ|phải|cần|được|tập trung|ứng dụng|khai thác|vận hành|giúp|cử|đăng ký|chuẩn bị|phân bổ|tiếp nhận|đăng tải|công khai|công bố|lồng ghép|thường xuyên|tích cực"
    "|nghiêm túc|quan tâm|ưu tiên|giám sát|đánh giá|sơ kết|tổng kết|đề nghị|thành lập|kiện toàn|chấp hành|xác định|kết nối|chia sẻ|tạo điều kiện|khuyến khích|ra quân|mở rộng|mở|lãnh đạo|phổ biến"
    "|giới thiệu|tập huấn|nắm bắt|sử dụng|quản lý|trực tiếp|vận dụng|phản ánh|phát hiện|xử lý|lựa chọn|hàng tháng|hằng tháng|hàng năm|hằng năm|hàng quý|hằng quý|kết hợp|lên kế hoạch|viết bài|định hướng"
    "|nhắc nhở|duy trì|phát triển|góp ý|đóng góp|cụ thể hóa|cụ thể hoá|giao|yêu cầu|kêu gọi|tiến hành|biên soạn|sáng tạo|thiết kế|đầu tư|khảo sát|điều tra|thống kê|phê duyệt|quyết định|tùy theo"
    "|tuỳ theo|tùy tình hình|dựa trên|tự tổ chức|bám sát|hoàn thiện|điều phối|điều hành|đảm nhận|đảm nhiệm|thông báo|giải quyết|khắc phục|lắp đặt|sửa chữa|thu gom|trang trí|đón tiếp|quyết toán"
    "|thanh toán|nâng cấp|đổi mới|thống nhất|sắp xếp|tham dự|tuần tra|khen thưởng|xem xét|ký kết|cam kết|in ấn|mua sắm|vệ sinh|dọn dẹp|ghi hình|hoàn tất|khai báo|niêm yết|nghiệm thu|bàn giao"
    "|tiêm phòng|thẩm tra|thu thập|số hóa|số hoá|treo|dọn|phun|trồng|tặng|thăm|chấm|cam kết|bổ sung|điều chỉnh|tạo lập|chuẩn hóa|đào tạo|bồi dưỡng|phòng ngừa|đấu tranh|ngăn chặn|hợp tác|nạo vét|cấp phép|cấp phát|chi trả|sơ tán|hưởng ứng|diễn tập|nộp|mời|ký|trao|tiêm|viết|soạn thảo|nhắn tin|tuyên dương|biểu dương|thăm hỏi"
    "|đồng loạt|động viên|điều tiết|đối thoại|giải đáp|rà quét"
)


def _verbs() -> str:
    return "|".join(sorted(set(_VERBS.split("|")), key=len, reverse=True))


# Only lower-case words are verbs ("Ban Quản lý …" is a name), and not behind a word that makes them a noun.
# "in" and "đến" are verbs of duty only with what is printed and where one goes.
_VERB = re.compile(rf"(?<![\w-])(?:{_verbs()}|in(?=\s+(?:\d|tờ|tài liệu|băng|pa))|đến(?=\s+(?:từng|tận)))(?![\w-])")
# "công trình", "giao thông", "việc làm", "hợp tác xã" hold a verb and are none.
_WORD_OF_TWO = re.compile(
    r"(?<![\w])(?:(?:công|chương|quy|quá|tờ|lộ|tiến|phát|giáo|hành) trình|việc làm|độc lập|công lập|bầu cử)$",
    re.IGNORECASE,
)
_WORD_GOES_ON = re.compile(
    r"giao (?:thông|dịch|lưu|tiếp)|hợp tác xã|báo cáo viên|ký túc|tuyên truyền viên|cộng tác viên|tham gia bảo vệ an ninh"
)
_NOUN_BEFORE = re.compile(
    r"(?:các|những|cơ quan,?|đơn vị,?|,|;|và|công tác|việc|ngành|lĩnh vực|bộ phận|phòng|ban|quan|mặt|tác)\s*$",
    re.IGNORECASE,
)
_NOUNS = frozenset(("tổ chức", "thực hiện", "quản lý", "hướng dẫn", "đầu tư", "phát triển", "thường xuyên", "giám sát", "kiểm tra", "tuyên truyền", "tham mưu", "phối hợp", "xây dựng", "lãnh đạo", "ứng dụng", "đánh giá", "thống kê", "báo cáo", "thẩm định", "nghiên cứu", "đăng ký", "trình", "vận động", "điều tra", "tổng hợp", "cung cấp", "vệ sinh", "điều hành", "đổi mới", "thông báo", "khen thưởng", "thẩm tra", "thu thập", "số hóa", "số hoá", "điều phối", "đào tạo", "bồi dưỡng", "hợp tác", "phòng ngừa", "giới thiệu", "thanh toán", "sáng tạo", "thiết kế", "khai thác", "vận hành", "xử lý", "sử dụng", "ứng dụng", "tiếp nhận", "chuẩn hóa", "kết nối", "công bố", "giải quyết"))  # fmt: skip


def is_unit(text: str) -> bool:
    """True when the words begin as the name of a body, a person in office, or a group of them."""
    bare = text.lstrip(' “"(')
    return _HEAD.match(bare.lower()) is not None or PERSON.match(bare) is not None


# Names end within this; a paragraph longer than any real one is not searched to its end.
_MOST = 1_200


_NAMED_TO = re.compile(
    r"(?:tổng hợp|hợp tác|đào tạo|thống kê|hướng dẫn|giám sát|tuyên truyền|phát triển|đầu tư|điều tra|kiểm tra|xử lý|quản lý|tham mưu)(?: \w+)?\s*:"
)


_LISTED = re.compile(
    r"(?:các|những)\s+(?:sở|phòng|ban|ngành|trường|khoa|xã|phường|huyện|hội|đơn vị|chi cục):(?-i:\s*[A-ZĐ][^:;.,]{1,40},\s*[A-ZĐ])",
    re.IGNORECASE,
)


def leading_units(text: str) -> tuple[int, int, int] | None:
    """(start, end, rest): the list of units that a sentence begins with and where its work begins; None elsewhere.

    "Đề nghị Sở X, Sở Y phối hợp …" → the words "Sở X, Sở Y" and "phối hợp …".
    """
    text = text[:_MOST]
    start = 0
    asked = REQUEST.match(text)
    if asked is not None:
        start = asked.end()
    if not is_unit(text[start:]):
        return None
    colon = _colon(text, start)
    verb = _first_verb(text, start)
    if colon != -1 and (verb is None or verb > colon) and _LISTED.match(text, start):
        # "Các Sở: Tài chính, Y tế: phối hợp …": the list behind the first colon belongs to the name.
        colon = _colon(text, colon + 1)
    if verb is not None and colon != -1 and _NAMED_TO.match(text, verb, colon + 1):
        # "Phòng Kế hoạch tổng hợp: theo dõi": what ends at the colon belongs to the name.
        return start, colon, colon + 1
    if verb is not None and verb < colon and text.startswith("phối hợp", verb):
        # "Sở X phối hợp Sở Y: hướng dẫn …"
        later = _first_verb(text, verb + 8)
        if later is None or colon < later:
            verb = None
    if colon != -1 and (verb is None or colon < verb) and colon - start < 400:
        return start, colon, colon + 1
    if verb is None or verb - start > 400:
        return None
    return start, verb, verb


def _colon(text: str, start: int) -> int:
    """The first colon outside brackets, -1 when there is none."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if text[at] == ":" and depth <= 0:
            return at
    return -1


# "các đơn vị được phân công chủ trì thực hiện nhiệm vụ theo Kế hoạch này": who is meant, not what they do.
_GIVEN = re.compile(
    r"được (?:phân công|giao|chỉ định|phân cấp|lựa chọn|thụ hưởng)(?:,? (?:chủ trì|phối hợp|thực hiện|nhiệm vụ|tham mưu|phụ trách|tại|theo|trong|kế hoạch|này|mục [IVX\d.]+|và|các|quản lý))*(?![\w])",
    re.IGNORECASE,
)


def name_end(text: str) -> int:
    """Where a name that runs on into its work ends: before the first verb."""
    verb = _first_verb(text, 0)
    return len(text) if verb is None else verb


def _first_verb(text: str, start: int) -> int | None:
    depth = 0
    opened = [0] * (len(text) + 1)
    for at, sign in enumerate(text):
        depth += (sign in "(“") - (sign in ")”")
        opened[at] = depth
    past, noun = 0, -1
    for found in _VERB.finditer(text, start + 2):
        if opened[found.start()] > 0 or found.start() < past:
            continue
        before = text[start : found.start()]
        if _WORD_OF_TWO.search(text[max(0, found.start() - 8) : found.end()]) or _WORD_GOES_ON.match(
            text, found.start()
        ):
            continue
        if found[0] == "được" and (given := _GIVEN.match(text, found.start())) is not None:
            past = given.end()
            continue
        if found[0] in ("chủ trì", "thực hiện", "phân công") and before.rstrip().endswith(
            ("được", "được giao", "được phân công")
        ):
            continue
        if found[0] in ("đề nghị", "giao", "yêu cầu") and is_unit(text[found.end() :]):
            continue
        if found[0] == "thành lập" and re.search(r"(?<!\w)do\s+[^,;:]+$", before):
            # "Đoàn kiểm tra do Giám đốc Sở thành lập": who made it belongs to the name.
            continue
        if found[0] in _NOUNS and (found.start() == noun + 1 or _is_noun(found[0], before, text[found.end() :])):
            # "cơ quan tham mưu quản lý ngành": a noun of two verbs.
            noun = found.end()
            continue
        return found.start()
    return None


# "Trung tâm Kiểm soát thanh toán …", "Trung tâm Giám sát điều hành": the name of what the body works at, in two words.
_OF_WORK = re.compile(
    r"(?:Trung tâm|Cục|Vụ|Viện|Phòng|Ban)\s+(?:Kiểm soát|Giám sát|Hỗ trợ|Xúc tiến|Quản lý|Phát triển|Dịch vụ|Tư vấn)\s*$"
)


_OF_A_NAME = frozenset(("đầu tư", "phát triển", "đào tạo", "thống kê", "hướng dẫn", "tổng hợp", "quản lý", "kiểm tra", "giám sát", "tuyên truyền", "hợp tác", "điều tra"))  # fmt: skip
_TAKES_ON = re.compile(r"\s+(?:chủ trì|có trách nhiệm|có nhiệm vụ|chịu trách nhiệm|phối hợp với)\b")


def _is_noun(word: str, before: str, after: str) -> bool:
    """True for "các cơ quan, tổ chức có liên quan", "Phòng Văn hóa thông tin", "đơn vị quản lý nhà nước"."""
    if word in ("thanh toán", "điều hành", "khai thác", "đầu tư", "xử lý", "phát triển") and _OF_WORK.search(before):
        return True
    if word in _OF_A_NAME and _TAKES_ON.match(after):
        # "Trung tâm Xúc tiến đầu tư chủ trì": the first of two verbs belongs to the name.
        return True
    if word == "tổ chức":
        return re.search(
            r"(?:các|cơ quan|đơn vị|cá nhân|,|;|và|những|doanh nghiệp)\s*$", before, re.IGNORECASE
        ) is not None and not re.match(
            r"\s+(?:các (?:hoạt động|lớp|hội nghị|buổi)|thực hiện|triển khai|hội|lớp|cuộc|lễ|tập huấn|tuyên truyền)",
            after,
        )
    if word in ("giám sát", "kiểm tra", "khảo sát", "thanh tra") and re.search(
        r"(?:^|trưởng |viên |các )đoàn\s*$", before, re.IGNORECASE
    ):
        return True
    named = re.search(r"(?:Trung tâm|Ban|Phòng|Cục|Viện|Tổ|Đội|Văn phòng)\s+([^,;]+),\s*$", before)
    if named is not None and _VERB.match(named[1].lower()):
        return True
    if re.search(r"(?:lĩnh vực|công tác|đối tượng|dịch vụ)\s*$", before, re.IGNORECASE):
        return True
    if word in ("tham mưu", "quản lý") and re.search(r"(?:cơ quan|đơn vị|(?<!liên )quan)\s*$", before, re.IGNORECASE):
        return True
    if word in ("phối hợp", "thực hiện", "báo cáo", "xây dựng", "tuyên truyền", "tham mưu", "thường xuyên"):
        return (
            re.search(
                r"(?:đơn vị|cơ quan|ngành|bộ phận|công tác|ban|phòng|lực lượng|lĩnh vực)\s*$", before, re.IGNORECASE
            )
            is not None
            and re.match(r"\s*(?:[,;:]|$|và\b)", after) is not None
        )
    return re.search(
        r"(?:đơn vị|cơ quan|ngành|bộ phận|công tác|ban|phòng|cán bộ|(?<!nội )vụ|lĩnh vực|phụ trách|tổ|đội|cơ sở|(?<!liên )quan|chức năng|(?<!bệnh )viện|trung tâm|nhà|vốn|chủ|,)\s*$",
        before,
        re.IGNORECASE,
    ) is not None and not (before.rstrip().endswith(",") and _after_list(before))


def _after_list(before: str) -> bool:
    return not re.search(r"(?:các|ngành)[^,;]*,\s*$", before)


# "(X chủ trì …)", "do X thực hiện", "giao X chủ trì" in the midst of a sentence.
_NAMED_INSIDE = re.compile(
    r"(?:(?<![\w])(?:do|giao(?: cho)?)\s+|\((?!\s*(?:do|giao)\s)|\s[-–]\s|[:;]\s+)(?P<who>[^();:.]{3,160}?)\s+(?:là đơn vị )?(?:chủ trì|đảm nhận|phụ trách|làm đầu mối|chịu trách nhiệm|tổ chức thực hiện|tổ chức|thực hiện)\b",
    re.IGNORECASE,
)


def leads_inside(text: str) -> tuple[int, int] | None:
    """Where a sentence names its doer further on, None when it does not."""
    text, at = text[: 4 * _MOST], 0
    while (found := _NAMED_INSIDE.search(text, at)) is not None:
        # "Tham gia các đoàn kiểm tra do cấp trên tổ chức": who sets it up does not lead this work.
        other = found[0].endswith(" tổ chức") and re.match(r"\W*tham (?:gia|dự)\b", text, re.IGNORECASE)
        if is_unit(found["who"]) and _first_verb(found["who"], 0) is None and not other:
            return found.span("who")
        # A name may begin inside of what was taken for one: "…: từ 10/02, do Ban X chủ trì".
        at = found.start("who")
    return None


# "phối hợp (chặt chẽ) với X", "hợp tác với X": up to the work that they do together.
_WITH = re.compile(
    r"(?:phối hợp|hợp tác|phối kết hợp|liên kết|kết hợp|cùng)(?: (?:chặt chẽ|tốt|đồng bộ|thường xuyên|chủ động))*(?:,? (?:chia sẻ|trao đổi))?(?:\s+cùng)?\s+với\s+"
    r"|(?:(?<=chủ trì )cùng|(?:(?<!, )(?<!công tác )(?<!quy chế )(?<!việc )|(?<=chủ trì, )|(?<=, )(?=phối hợp (?-i:Sở|Công an|UBND|Ủy ban|Phòng|Hội|Đoàn|Trung tâm|Ban)\b))phối hợp(?:\s+cùng)?)\s+(?=(?:các\s|Sở|Công an|UBND|Ủy ban|Uỷ ban|Bộ|Ban|Phòng|Hội|Đoàn|Trung tâm|Trường|Văn phòng|Mặt trận|MTTQ|Báo|Đài|lực lượng|chính quyền|Công đoàn|Liên đoàn|Chi |Tổ |Đội |Đảng|Hạt |Trạm |Bệnh viện|Viện |Kho bạc|Ngân hàng|Công ty|Bảo hiểm|BHXH|Thanh tra|Cục |Viễn thông|Bưu điện|Điện lực|Bộ đội|Hiệp hội|Cơ quan|Nhà |Thư viện|Giáo viên|Tòa án|Huyện|Tỉnh|Thành|Xã |Phường))", re.IGNORECASE,
)  # fmt: skip
_CALLED = re.compile(
    r"(?:mời gọi|mời|huy động|kêu gọi|vận động|thu hút)\s+(?P<who>[^;.]{4,160}?)\s+(?:cùng\s+)?tham gia\b",
    re.IGNORECASE,
)
_WITH_END = re.compile(
    r"\s+(?:để|nhằm|trong việc|trong công tác|trong quá trình|trong (?:triển khai|tổ chức|thực hiện|xây dựng|lĩnh vực|hoạt động|thời gian)|về việc|về|theo|tại|khi|thông qua|phục vụ)\b|[.;:]|$",
    re.IGNORECASE,
)


def partners_in(text: str, start: int = 0) -> list[tuple[int, int]]:
    """The lists of those who take part in a sentence, as offsets: "phối hợp với X trong …", "mời gọi X tham gia"."""
    text = text[: start + 4 * _MOST]
    found: list[tuple[int, int]] = []
    for with_ in _WITH.finditer(text, start):
        at = with_.end()
        if not is_unit(text[at:]) and not re.match(r"(?:các|những|một số)\s", text[at:], re.IGNORECASE):
            continue
        ends = [match.start() for match in [_WITH_END.search(text, at)] if match]
        if (verb := _first_verb(text[: at + _MOST], at)) is not None:
            ends.append(verb)
        found.append((at, min([*ends, len(text)])))
    for called in _CALLED.finditer(text, start):
        if is_unit(called["who"]) or re.match(r"(?:các|những)\s", called["who"], re.IGNORECASE):
            found.append(called.span("who"))
    return sorted(found)
