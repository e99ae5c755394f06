"""Long titles of plans made short enough for a heading, a list, a picture. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

_DAY = re.compile(r"Ngày\s+[Cc]huyển\s+đổi\s+số[^,;.()“”\"]*", re.UNICODE)
# Verbs that a heading can spare, only before words that stand well without them.
_LEAD_IN = re.compile(
    r"^(?:(?:tiếp tục\s+)?(?:tổ chức|triển khai|thực hiện)(?:\s+(?:thực hiện|tổ chức))?\s*:?\s+"
    r"(?=(?:các|những|cuộc thi|chiến dịch|hội|tọa đàm|diễn đàn|lễ|ra quân|mô hình|chương trình|tập huấn|diễn tập|"
    r"tuyên truyền|truyền thông|thi hành|thi tìm|sinh hoạt|tổng kiểm kê|công tác|ngày)\b))?"
    r"(?:(?:các|những)\s+)?(?:hoạt động\s+(?=hưởng ứng|truyền thông|tuyên truyền|hỗ trợ))?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:,\s*)?(?:trên địa bàn\s+(?:tỉnh|thành phố|huyện|xã|phường|thị xã|toàn tỉnh)\b.*|năm\s+20\d\d\.?)$",
    re.IGNORECASE,
)


# Names that a title in capitals hides and that every reader expects with theirs.
_NAMES = (
    "Ngày Chuyển đổi số",
    "Việt Nam",
    "Hồ Chí Minh",
    "Đảng",
    "Nhà nước",
    "Nhân dân",
    "Quốc hội",
    "Chính phủ",
    "Thủ tướng Chính phủ",
)
_CITED = re.compile(r"\b(?:nghị quyết|quyết định|chỉ thị|nghị định|thông tư|kế hoạch|công văn)(?= số\b)")
_SYMBOL = re.compile(r"\d.*/|^\W*(?:UBND|HĐND|MTTQ|CNTT|ATTT|CCHC|CĐS|[BCDĐGHKLMNPQRSTVX]{2,})\W*$")
_AREA = re.compile(r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+(.+)$", re.IGNORECASE)


def sentence_case(title: str, names: Iterable[str] = ()) -> str:
    """A title printed in capitals as running text has it; `names` (bodies, places) keep theirs. Others stay as they are."""
    if not title.isupper():
        return title
    low = title.lower()
    areas = [found[1] for name in names if (found := _AREA.search(name))]
    for name in sorted({*_NAMES, *areas, *names}, key=len):
        low = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name.replace("\\", r"\\"), low, flags=re.IGNORECASE)
    low = _CITED.sub(lambda cited: cited.group().capitalize(), low)
    # Numbers of documents and abbreviations are written in capitals anywhere.
    words = [was if _SYMBOL.search(was) else word for was, word in zip(title.split(" "), low.split(" "), strict=True)]
    return re.sub(r"\w", lambda first: first.group().upper(), " ".join(words), count=1)


def short_name(title: str, names: Iterable[str] = ()) -> str:
    """How a programme is called: the last "Ngày Chuyển đổi số …" of a title, else the title without its lead-in.

    At most 200 characters, never empty for a title that is not. `names` as of sentence_case.
    """
    title = sentence_case(" ".join(title.split()), names)
    named = [found.group().strip() for found in _DAY.finditer(title)]
    if named:
        return named[-1][:200]
    return short_title(title, most=200, tail=True)


@lru_cache(maxsize=4096)
def short_title(title: str, *, most: int = 44, tail: bool = False) -> str:
    """A title without "Tổ chức …" before and "trên địa bàn tỉnh …" behind, cut at a word with "…" beyond `most`."""
    title = " ".join(title.split())
    title = title.rstrip(" .;:") or title
    short = _LEAD_IN.sub("", title)
    if not tail:
        while (cut := _TAIL.sub("", short)) != short:
            short = cut
    short = short.strip(" ,;:.") if len(short.strip()) >= 4 else title
    short = short[:1].upper() + short[1:]
    if len(short) <= most:
        return short
    return short[: most - 1].rsplit(" ", 1)[0].rstrip(' ,;:–-(“"') + "…"


_POSTS = ("chủ tịch", "giám đốc", "bộ trưởng", "thủ tướng", "bí thư", "chánh văn phòng", "thứ trưởng", "hiệu trưởng")


def post(printed: str) -> str:
    """A post printed in capitals as running text has it: "KT. CHỦ TỊCH" → "KT. Chủ tịch", "PHÓ CHỦ TỊCH" → "Phó Chủ tịch"."""
    words = printed.split()
    signs = [word for word in words[:1] if word.endswith(".")]
    rest = " ".join(words[len(signs) :]).lower()
    for name in _POSTS:
        rest = rest.replace(name, name.capitalize())
    return " ".join([*signs, rest[:1].upper() + rest[1:]]).strip()
