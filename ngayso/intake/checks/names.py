"""When two printed names mean one body, and when a stock group covers a body."""

import functools
import re

from rapidfuzz import fuzz

from ngayso.reader.reading import Activity, Reading
from ngayso.words.fold import fold, small
from ngayso.words.units import is_collective, unit_key

_JOINING = frozenset(
    [
        "cac",
        "va",
        "cua",
        "cho",
        "tai",
        "ve",
        "trong",
        "nam",
        "tren",
        "dia",
        "ban",
        "tinh",
        "thanh",
        "pho",
        "xa",
        "phuong",
        "huyen",
        "to",
        "chuc",
        "trien",
        "khai",
        "thuc",
        "hien",
    ]
)

# Which noun of a stock group covers which beginnings of names.
_CLASSES = (
    ("sở", r"sở|thanh tra"),
    ("bộ", r"bộ (?!chỉ huy|đội|tư lệnh|chqs)"),
    ("ban", r"ban|văn phòng"),
    ("ngành", r"công an|bộ chỉ huy|bộ chqs|bộ đội|cục|chi cục|kho bạc|thuế|hải quan|bảo hiểm|ngân hàng|thanh tra|viện|tòa án|bưu điện"),
    ("đoàn thể", r"đoàn|hội|mặt trận|ủy ban mặt trận|ủy ban mttq|ubmttq|liên đoàn|tỉnh đoàn|thành đoàn|huyện đoàn|xã đoàn|công đoàn|liên minh"),
    ("hội", r"hội|liên hiệp"),
    ("ủy ban nhân dân", r"ủy ban nhân dân|ubnd|chủ tịch ubnd|chủ tịch ủy ban"),
    ("doanh nghiệp", r"doanh nghiệp|công ty|tổng công ty|tập đoàn|viettel|vnpt|mobifone|viễn thông|bưu điện|ngân hàng"),
    ("báo", r"báo|đài|cơ quan báo"),
    ("đài", r"báo|đài"),
    ("trường", r"trường|đại học|cao đẳng"),
    ("phòng", r"phòng|trung tâm"),
    ("thôn", r"thôn|ấp|khu phố|ban công tác"),
)  # fmt: skip
_ALL = re.compile(
    r"(?<![^\W_])(?:đơn vị|cơ quan|tổ chức|địa phương|như (?:trên|điều|mục)|thành viên"
    r"|mục [ivx]+)(?![^\W_])"
)


@functools.lru_cache(maxsize=4096)
def same_unit(a: str, b: str) -> bool:
    """True when both names print one body or one group: alike after abbreviations, or one is the other with its place."""
    x, y = unit_key(a), unit_key(b)
    if not x or not y:
        return False
    if x == y or fuzz.token_sort_ratio(x, y) >= 92:
        return True
    shorter, longer = sorted((x.split(), y.split()), key=len)
    return len(shorter) >= 3 and longer[: len(shorter)] == shorter and len(longer) - len(shorter) <= 5


@functools.lru_cache(maxsize=4096)
def covers(group: str, unit: str) -> bool:
    """True when the name `group` is the unit or a stock group that the unit belongs to."""
    if same_unit(group, unit):
        return True
    wide = small(group).replace("ubnd", "ủy ban nhân dân")
    if not (is_collective(group) or "," in group or re.match(r"như |mục ", wide)):
        return False
    if _ALL.search(wide) or ("," in group and set(unit_key(unit).split()) <= set(unit_key(group).split())):
        # "VNPT, Viettel Cà Mau" names "VNPT Cà Mau", too.
        return True
    name = re.sub(r"^(?:các|những)\s+", "", small(unit))
    if is_collective(unit):
        nouns = [noun for noun, _ in _CLASSES if re.search(rf"(?<![^\W_]){noun}(?![^\W_])", name)]
        return any(re.search(rf"(?<![^\W_]){noun}(?![^\W_])", wide) for noun in nouns)
    return any(
        re.search(rf"(?<![^\W_]){noun}(?![^\W_])", wide) and re.match(rf"(?:{begins})(?![^\W_])", name)
        for noun, begins in _CLASSES
    )


def is_whole(reading: Reading, activity: Activity) -> bool:
    """True for the entry that stands for the plan as a whole beside its parts: it bears the title of the plan, or
    is the section on its time."""
    title = reading.header.title
    if title is None or len(reading.activities) < 2:
        return False
    own = fold(activity.title.text)
    return own.startswith("thoi gian ") or fuzz.ratio(fold(title.text), own) >= 90


def shared_words(title: str, said: str) -> float:
    """Which share of the telling words of `title` stand in `said`, 0 to 1."""
    words = [w for w in fold(title).split() if w not in _JOINING and not w.isdigit()]
    if len(words) < 3:
        return 0.0
    there = set(fold(said).split())
    return sum(w in there for w in words) / len(words)
