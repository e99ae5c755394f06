"""Which unit a printed name means.

A name is read as its words ("Công an") and the places at its end ("huyện Cái Bè", "tỉnh Tiền Giang"). The first word, the
numbers, the single letters and the places must agree; elsewhere a slip of scanning is forgiven. What fits two units, or
none well enough, is asked.
"""

import dataclasses
import functools
import itertools
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from ngayso.words.fold import fold, nfc, plain, tone_key
from ngayso.words.units import expand

K = TypeVar("K", bound=Hashable)

SURE = 90.0
MARGIN = 10.0
_PARTLY = 80.0
"""The most that a name can be like one that it does not wholly agree with: never sure, nor in the way of what is."""
_ASK_FROM = 60.0

# Provinces before and since 1/7/2025 (NQ 202/2025/QH15): at the end of a name they say whose it is.
_PROVINCE_NAMES = """
    An Giang, Bà Rịa - Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre, Bình Dương, Bình Định, Bình Phước,
    Bình Thuận, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà
    Giang, Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa Bình, Hồ Chí Minh, Hưng Yên, Khánh Hòa,
    Kiên Giang, Kon Tum, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận,
    Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái
    Bình, Thái Nguyên, Thanh Hóa, Thừa Thiên Huế, Thừa Thiên - Huế, Huế, Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh
    Long, Vĩnh Phúc, Yên Bái
"""
_PROVINCES = frozenset(map(fold, _PROVINCE_NAMES.split(",")))
_JOINING = frozenset(("va", "cac", "cua"))
_COMMUNE = frozenset(("xa", "phuong", "thi tran", "dac khu"))
_YOUTH = ("doan", "thanh", "nien", "cong", "san", "ho", "chi", "minh")
_COMMITTEE = ("uy", "ban", "nhan", "dan")
# First words that are never a slip for one another.
_HEAD_WORDS = """
    so bo cuc chi tong vu phong ban uy hoi cong van trung thanh tinh huyen doan bao dai truong vien toa kho ngan buu
    lien hiep dang doi to khoi quy thuong chu pho mat kiem hai bien tap nha nhom khoa tram xa phuong thi cum
"""
_HEADS = frozenset(_HEAD_WORDS.split())
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:uyee|uye|uya|uoi|uou|ieu|yeu|oai|oay|oeo|uay|uyu|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye"
    r"|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_NOTHING = re.compile(r"(?!)")
_NUMBER = re.compile(r"\b\d+\b")
_TOKEN = re.compile(r"[^\W_]+|[,;()]|\s[-–—]\s")
# "UBND H. Cái Bè", "CA P.10", "UBND xã Tân Hội, TX Cai Lậy"; elsewhere these letters mean other things.
_PLACE_SHORT = re.compile(
    r"(?P<before>(?:UBND|HĐND|MTTQ|nhân dân|Công an|CA|Việt Nam|VN|Đoàn|,)\s*)(?P<kind>TX|TT|[HXPQ])"
    r"(?:\.\s*|\s+)(?=[A-ZĐ\u00c0-\u1ef9\d])"
)
_TOWN_SHORT = re.compile(r"(?<![^\W_])T\.?([PpXx])(?:\.\s*|\s+)(?=[A-ZĐ\u00c0-\u1ef9])")
_KINDS = {"TX": "thị xã", "TT": "thị trấn", "H": "huyện", "X": "xã", "P": "phường", "Q": "quận"}
# "VPUB: CVP, các PCVP": the people of the unit that stands before.
_PEOPLE = re.compile(r":\s*(?=(?:các\s+)?(?:CVP|PCVP|CT|PCT|GĐ|PGĐ|Chánh|Phó|Lãnh đạo)(?!\w)).*", re.DOTALL)
# Who speaks for a unit: the unit is worth asking about.
_OFFICE = re.compile(
    r"(?:(?:đại diện|lãnh đạo|thủ trưởng|người đứng đầu|(?:phó )?chủ tịch|(?:phó )?giám đốc|(?:phó )?trưởng"
    r"|P?CT|P?GĐ)\s+)+(?=\S)",
    re.IGNORECASE,
)
_LONG = {
    "vn": ("viet", "nam"), "hcm": ("ho", "chi", "minh"), "ca": ("cong", "an"), "pct": ("pho", "chu", "tich"),
    "tu": ("tinh", "uy"),
}  # fmt: skip
# What may be said or left out of a collective name. "UBND các tỉnh" are others.
_OF_GROUPS = (
    (
        re.compile(
            r"^(?:(?:dai dien|thu truong|lanh dao|giam doc|chu tich|nguoi dung dau) )+(?=(?:uy ban nhan dan )?cac )"
        ),
        "",
    ),
    (re.compile(r" (?:co )?lien quan\b"), ""),
    (re.compile(r"\bthi xa\b"), "thi"),
    (re.compile(r"\bthanh pho\b"), "thanh"),
    (re.compile(r"(?<!cac)(?: (?:thuoc|trong|cap|tren|dia ban|toan|cua|o))* tinh$"), ""),
    (re.compile(r" tren dia (?:ban|phuong)$"), ""),
    (re.compile(r"\b(?:va|cac|cua) "), ""),
)


class Place(NamedTuple):
    """A place at the end of a name: ("xa", "thanh hoa"); a kind or a name that is not printed is empty."""

    kind: str
    name: str
    toned: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    """A printed name, read."""

    flat: str
    """All words, expanded and folded, without joining words."""
    toned: str
    """All words with their tones, at one place of the syllable."""
    words: tuple[str, ...]
    """The folded words before the places."""
    places: tuple[Place, ...]
    """The lowest first."""
    many: bool
    """Several units in one name: "các sở, ngành", "UBND cấp xã", "huyện, thị xã, thành phố"."""
    crowd: str
    """Of a collective name: its words in order of the alphabet, without those that change nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Match(Generic[K]):
    """What a printed name may mean: `sure` is the one unit, or None when a person must choose from `asked`."""

    sure: K | None
    asked: tuple[tuple[K, float], ...]
    """Candidates and their likeness, 0 to 100, best first; at most five."""


@functools.lru_cache(maxsize=16384)
def read_name(text: str) -> Key:
    """The words and places of a printed name. Never raises."""
    text = _PEOPLE.sub("", nfc(text))
    text = _TOWN_SHORT.sub(lambda m: "thành phố " if m[1] in "Pp" else "thị xã ", text)
    text = _PLACE_SHORT.sub(lambda m: f"{m['before']} {_KINDS[m['kind']]} ", text)
    tokens = _tokens(expand(text))
    flat = [t[0] for t in tokens if t[0] not in _JOINING and t[0] != ","]
    words, places, apart = _cut(tokens)
    many = apart or any(
        w == "cac" or (w == "cap" and n in ("huyen", "xa", "co"))
        for (w, _), (n, _) in itertools.pairwise([*tokens, ("", "")])
    )
    crowd = " ".join(t[0] for t in tokens if t[0] != ",")
    for pattern, instead in _OF_GROUPS:
        crowd = pattern.sub(instead, crowd).strip()
    toned = " ".join(t[1] for t in tokens if t[0] not in _JOINING and t[0] != ",")
    return Key(" ".join(flat), toned, words, places, many, " ".join(sorted(crowd.split())))


@functools.lru_cache(maxsize=4096)
def _word(token: str) -> tuple[str, str]:
    return fold(token), tone_key(token.lower())


def _tokens(text: str) -> list[tuple[str, str]]:
    """Folded and toned words; a mark that parts is (",", "")."""
    tokens: list[tuple[str, str]] = []
    for token in _TOKEN.findall(text):
        folded, toned = _word(token)
        if not folded:
            if token.strip() in (",", ";", "(", "-", "–", "—"):
                tokens.append((",", ""))
            continue
        if folded == "ct" and (not tokens or tokens[-1][0] == "pho"):
            tokens += [("chu", "chủ"), ("tich", "tịch")]
        elif folded in _LONG and token.isupper():
            tokens += [(w, w) for w in _LONG[folded]]
        else:
            tokens.append((folded, toned))
    while tokens and tokens[-1][0] == ",":
        tokens.pop()
    return tokens


_SMALL_KINDS = {"xa": ("xã", "xa"), "huyen": ("huyện", "huyen"), "tinh": ("tỉnh", "tinh"), "quan": ("quận",)}
_TONED_KINDS = {word: {tone_key(t) for t in toned} for word, toned in _SMALL_KINDS.items()}


def _vowels(word: str) -> str:
    return "".join(c for c in word if c in "aeiouy")


@functools.lru_cache(maxsize=4096)
def _mended_kind(word: str, toned: str, after: str) -> tuple[str, str, str]:
    """The kind of place that a scanner spoilt into no word at all: "tỉnk", "huyệh", "tnành phố"."""
    if word.isdigit() or len(word) < 3 or (_SYLLABLE.fullmatch(word) and (not after or _SYLLABLE.fullmatch(after))):
        return word, toned, after
    for pair in (("thanh", "pho"), ("thi", "tran")):
        if Levenshtein.distance(f"{word} {after}", " ".join(pair)) == 1:
            return pair[0], pair[0], pair[1]
    vowels = _vowels(word)
    for kind, said in (("tinh", "tỉnh"), ("huyen", "huyện"), ("phuong", "phường")):
        if not _SYLLABLE.fullmatch(word) and vowels == _vowels(kind) and Levenshtein.distance(word, kind) == 1:
            return kind, tone_key(said), after
    return word, toned, after


def _kind_at(tokens: Sequence[tuple[str, str]], at: int) -> tuple[str, int]:
    """The kind of place that begins at a token, and how many words say it; ("", 0) when none does."""
    word, toned = tokens[at]
    after = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    before = tokens[at - 1][0] if at else ""
    if at:
        word, toned, after = _mended_kind(word, toned, after)
    pair = f"{word} {after}"
    if pair in ("thanh pho", "thi xa", "thi tran", "dac khu"):
        return pair, 2
    if word == "phuong":
        return (word, 1) if toned != "phương" or after.isdigit() else ("", 0)
    if word not in _TONED_KINDS or toned not in _TONED_KINDS[word]:
        return "", 0
    if word == "xa" and (before in ("tac", "tan") or (after == "hoi" and before not in ("dan", "an", "uy", "doan"))):
        # hợp tác xã, thông tấn xã, xã hội.
        return "", 0
    return word, 1


_SEATS = {"tinh": "tinh", "thanh": "thanh pho", "thi": "thi xa", "huyen": "huyen", "quan": "quan", "xa": "xa",
          "phuong": "phuong"}  # fmt: skip


def _cut(tokens: list[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[Place, ...], bool]:
    """The words before the places, the places, and whether more stands there than one name: "Công an tỉnh, Sở Y tế"."""
    words: list[str] = []
    places: list[Place] = []
    kind: str | None = None
    name: list[tuple[str, str]] = []

    def close() -> None:
        if kind or name:
            places.append(Place(kind or "", " ".join(n for n, _ in name), " ".join(t for _, t in name)))
        name.clear()

    at = 0
    while at < len(tokens):
        word = tokens[at][0]
        after = tokens[at + 1][0] if at + 1 < len(tokens) else ""
        if word == ",":
            if kind is not None:
                close()
                kind = ""
            at += 1
            continue
        if word in _SEATS and after in ("uy", "doan"):
            # "Tỉnh ủy Kiên Giang", "Huyện đoàn Tân Phú Đông": the place follows the body.
            if kind is not None:
                close()
                return tuple(words), tuple(places), True
            words += [word, after]
            kind = _SEATS[word]
            at += 2
            continue
        found, long = _kind_at(tokens, at)
        if found:
            if kind is not None:
                close()
            elif words and words[-1] == "cap":
                words.pop()
            kind = found
            at += long
            continue
        if kind is not None:
            name.append(tokens[at])
        elif word not in _JOINING:
            words.append(word)
        at += 1
    if kind is not None:
        close()
    apart = any(not p.name for p in places[:-1]) or any(" và " in p.toned for p in places)
    if not places:
        for long in (4, 3, 2, 1):
            tail = " ".join(words[-long:])
            if len(words) > long and tail in _PROVINCES and not (
                (tail == "ho chi minh" and words[-long - 1] in ("san", "phong"))
                or (tail == "hue" and tokens[-1][1] != tone_key("huế"))
            ):  # fmt: skip
                places.append(Place("", tail, " ".join(t for _, t in tokens[-long:])))
                del words[-long:]
                break
    if places:
        kept = " ".join(words).replace("viet nam", "").split()
        words = kept or words
        if tuple(words) in (("doan", "thanh", "nien"), *((s, "doan") for s in _SEATS)):
            words = list(_YOUTH)
    return tuple(words), tuple(places), apart


class _Printing(NamedTuple, Generic[K]):
    """One way to print a candidate's name."""

    owner: K
    key: Key


class Names(Generic[K]):
    """The names of many candidates, read once, for finding what printed names mean.

    `above` gives the names of what a candidate belongs to, the nearest first: its district, its province. So "UBND xã Tân
    Hội, thị xã Cai Lậy" is told from its namesake, and "Sở Y tế tỉnh Tiền Giang" is "Sở Y tế" of that province.
    """

    def __init__(
        self,
        candidates: Mapping[K, Iterable[str]],
        above: Mapping[K, Sequence[str]] | None = None,
        *,
        collective: bool = False,
    ) -> None:
        """`collective`: the candidates are groups of units, so each form means several, with "các" or without."""
        self._collective = collective
        self._by_words: dict[tuple[str, ...], list[_Printing[K]]] = {}
        self._crowds: dict[str, list[_Printing[K]]] = {}
        self._flat: dict[str, list[_Printing[K]]] = {}
        self._own: dict[K, list[Place]] = {}
        """The places that a candidate's own names say, the lowest of each name."""
        self._flats: dict[K, set[str]] = {}
        self._known: dict[K, list[Place]] = {}
        """Those and all above."""
        self._nearest: dict[K, Place | None] = {}
        self._vocabulary: set[str] = set()
        uppers: list[list[Place]] = []
        for owner, names in candidates.items():
            keys = {(k.flat, k.toned, k.many): k for k in map(read_name, names) if k.flat}
            self._flats[owner] = {k.flat for k in keys.values()}
            own = [k.places[0] for k in keys.values() if k.places]
            higher = [p for k in keys.values() for p in k.places[1:]]
            upper = [p for name in (above or {}).get(owner, ()) for p in _places_of(name)]
            uppers.append(upper)
            self._own[owner] = own
            self._known[owner] = [*own, *higher, *upper]
            self._nearest[owner] = next((p for p in upper if p.name), None)
            for key in keys.values():
                printing = _Printing(owner, key)
                self._flat.setdefault(key.flat, []).append(printing)
                self._vocabulary.update(key.flat.split())
                if key.many or collective:
                    self._crowds.setdefault(key.crowd, []).append(printing)
                else:
                    self._by_words.setdefault(key.words, []).append(printing)
        # "các sở, ngành tỉnh Tiền Giang", in Tiền Giang; "các sở, ngành Thành phố", in a city of the first order.
        provinces = Counter(p[:2] for places in uppers for p in places if p.kind and p.name in _PROVINCES)
        home = [Place(*p) for p, _ in provinces.most_common(1)]
        said = [f"tinh {p.name}" for p in home if p.kind == "tinh"]
        said += [f"(?:thanh pho|tp[.]?)(?: {p.name})?" for p in home if p.kind == "thanh pho"]
        self._ours = re.compile(r"\b(?:" + "|".join(said).replace(" ", r"\s+") + r")\W*$") if said else _NOTHING
        self._heads = _HEADS | {words[0] for words in self._by_words if words}
        self._districts = {
            p.name for places in self._known.values() for p in places if p.name and p.kind not in _COMMUNE
        }

    def match(self, printed: str) -> Match[K]:
        """Sure is a likeness of at least 90 that is 10 better than any other candidate, or the only one that is equal
        word for word and tone for tone. A collective name is only ever like a collective name."""
        key = read_name(printed)
        if not key.flat:
            return Match(None, ())
        if key.many and len(key.places) == 1 and (ours := self._ours.search(plain(nfc(printed)))):
            key = read_name(nfc(printed)[: ours.start()] + "tỉnh")
        best: dict[K, float] = {}
        for owner, likeness in self._scores(self._with_tail(key)):
            if likeness >= _ASK_FROM and likeness > best.get(owner, 0.0):
                best[owner] = likeness
        scored = sorted(best.items(), key=lambda t: -t[1])
        if len(scored) > 1:
            # Those that are equally near: by the letters.
            last = scored[:5][-1][1]
            letters = {
                owner: max(fuzz.ratio(key.flat, flat) for flat in self._flats[owner])
                for owner, likeness in scored
                if likeness >= last
            }
            scored = sorted((t for t in scored if t[0] in letters), key=lambda t: (t[1], letters[t[0]]), reverse=True)
        if not scored:
            office = _OFFICE.match(printed)
            of = self.match(printed[office.end() :]).asked if office else ()
            return Match(None, tuple((owner, min(likeness, _PARTLY)) for owner, likeness in of))
        first = scored[0][1]
        second = scored[1][1] if len(scored) > 1 else 0.0
        sure = first >= SURE and (first - second >= MARGIN or (first == 100.0 and second < 100.0))
        return Match(scored[0][0] if sure else None, tuple(scored[:5]))

    def _with_tail(self, key: Key) -> Key:
        """ "UBND Mỹ Tho": a district's name at the end, without its kind."""
        if key.places or key.many or key.flat in self._flat:
            return key
        for long in (4, 3, 2):
            tail = " ".join(key.words[-long:])
            if len(key.words) > long and self._is_near(tail):
                place = Place("", tail, " ".join(key.toned.split()[-long:]))
                return dataclasses.replace(key, words=key.words[:-long], places=(place,))
        return key

    def _is_near(self, tail: str) -> bool:
        words = tuple(tail.split())
        return tail in self._districts or any(self._slips(words, tuple(d.split())) for d in self._districts)

    def _scores(self, key: Key) -> Iterable[tuple[K, float]]:
        for owner, other in self._flat.get(key.flat, ()):
            if other.many == key.many:
                yield owner, self._equal(key, other)
        for owner, other in self._crowds.get(key.crowd, ()):
            # "Sở, ban, ngành tỉnh" means several though it has no "các"; "Sở" does not mean "các sở".
            if (key.many and self._collective) or (other.many and (key.many or key.crowd.count(" ") > 1)):
                yield owner, 98.0
        if key.many:
            for crowd, printings in self._crowds.items():
                if crowd.count(" ") != key.crowd.count(" "):
                    continue
                ours, other_words = Counter(key.crowd.split()), Counter(crowd.split())
                more, less = tuple((ours - other_words).elements()), tuple((other_words - ours).elements())
                rest = tuple((ours & other_words).elements())
                if len(more) == len(less) == 1 and (slips := self._slips(rest + more, rest + less)):
                    yield from ((owner, 97.0 - 3 * slips) for owner, _ in printings)
            return
        words = key.words or _COMMITTEE
        for theirs, printings in self._by_words.items():
            likeness = self._words_likeness(words, theirs)
            if likeness < _ASK_FROM:
                continue
            if not key.words:
                likeness = min(likeness, _PARTLY)
            for owner, other in printings:
                yield owner, min(likeness, self._place_likeness(key, other, owner))

    @staticmethod
    def _equal(key: Key, other: Key) -> float:
        if key.toned == other.toned:
            return 100.0
        same = not key.places or _same_tones(key.places[0], other.places[0] if other.places else None)
        return 97.0 if same else _PARTLY

    def _words_likeness(self, words: tuple[str, ...], theirs: tuple[str, ...]) -> float:
        if not theirs:
            return 0.0
        if words == theirs:
            return 99.0
        if words[0] != theirs[0] and (words[0] in self._heads or Levenshtein.distance(words[0], theirs[0]) > 1):
            return 0.0
        slips = self._slips(words, theirs)
        if slips is not None:
            return 99.0 - 3 * slips
        if words[0] == theirs[0] and sorted(words) == sorted(theirs):
            return 96.0
        ours, other = " ".join(words), " ".join(theirs)
        if _NUMBER.findall(ours) != _NUMBER.findall(other):
            return 0.0
        ratio = fuzz.token_sort_ratio(ours, other)
        if len(words) > 2 and set(words) <= set(theirs):
            ratio = max(ratio, 70.0)
        return min(ratio, _PARTLY)

    def _slips(self, words: tuple[str, ...], theirs: tuple[str, ...]) -> int | None:
        """How many words a scanner has spoilt if the names are the same; None if they are not.

        A word that the directory knows is no slip, nor is a short one or one of a short name that can be a word.
        """
        if words == theirs:
            return 0
        if len(words) != len(theirs):
            return 1 if len(words) > 2 and "".join(words) == "".join(theirs) else None
        slips = 0
        for word, their in zip(words, theirs, strict=True):
            if word == their:
                continue
            if word in self._vocabulary or word.isdigit() or their.isdigit() or Levenshtein.distance(word, their) > 1:
                return None
            if len(word) < 4 or len(words) < 5:
                if (
                    _SYLLABLE.fullmatch(word)
                    or not _SYLLABLE.fullmatch(their)
                    or len(their) < 2
                    or (len(their) == 2 and len(words) < 4 and word.isalpha())
                ):
                    return None
            slips += 1
        return slips if slips <= max(1, len(words) // 4) else None

    def _place_likeness(self, key: Key, other: Key, owner: K) -> float:
        """How far the places at the ends agree: 99 wholly, 80 perhaps, 0 not."""
        if not key.places:
            if not other.places:
                return 99.0
            # A Sở is there once in a province; "Thanh tra", "Hội Nông dân" are there at every level.
            return 99.0 if key.words[0] == "so" and other.places[0].kind in ("tinh", "") else _PARTLY
        first, *rest = key.places
        if other.places:
            likeness = self._agree(first, other.places[0])
        else:
            own = self._own[owner] or [p for p in (self._nearest[owner],) if p]
            likeness = max((self._agree(first, p) for p in own), default=0.0)
            if not own and first == Place("tinh", ""):
                likeness = 99.0
        if likeness == 0.0:
            return 0.0
        for place in rest:
            found = max((self._agree(place, p) for p in self._known[owner]), default=0.0)
            if found < SURE:
                if place.name in _PROVINCES or any(p.kind == place.kind and p.kind for p in self._known[owner]):
                    return 0.0
                likeness = min(likeness, _PARTLY)
        return likeness

    def _agree(self, printed: Place, place: Place) -> float:
        if printed.kind and place.kind and printed.kind != place.kind:
            return 0.0
        if not printed.kind and place.kind in _COMMUNE:
            return 0.0
        if not printed.kind and printed.name in _PROVINCES and place.kind not in ("", "tinh", "thanh pho"):
            return 0.0
        if not printed.name:
            whole = printed.kind == "tinh" or (printed.kind == "thanh pho" and place.name in _PROVINCES)
            return 99.0 if whole or not place.name else _PARTLY
        if not place.name:
            return 0.0
        if printed.name == place.name:
            return 99.0 if _same_tones(printed, place) else _PARTLY
        if printed.name in _PROVINCES and printed.kind in ("", "tinh"):
            return 0.0
        ours, theirs = tuple(printed.name.split()), tuple(place.name.split())
        if _NUMBER.findall(printed.name) != _NUMBER.findall(place.name):
            return 0.0
        slips = self._slips(ours, theirs)
        if slips is not None:
            return 99.0 - 3 * slips
        short, long = sorted((ours, theirs), key=len)
        ratio = fuzz.ratio(printed.name, place.name)
        # "xã Mỹ Lợi" for "xã Mỹ Lợi A": half said.
        return _PARTLY if long[: len(short)] == short else min(ratio, _PARTLY) if ratio >= _PARTLY else 0.0


def _places_of(name: str) -> tuple[Place, ...]:
    """The places that a name says, or the whole of it when it is a bare place: "Tiền Giang"."""
    key = read_name(name)
    return key.places or ((Place("", key.flat, key.toned),) if key.flat in _PROVINCES else ())


def _same_tones(printed: Place, place: Place | None) -> bool:
    """Tones make another commune of a name (Thanh Hòa, Thạnh Hòa); elsewhere, and without any tones, they may be slips."""
    return place is None or printed.kind not in _COMMUNE or printed.toned == place.toned or printed.toned.isascii()


def match(name: str, candidates: Mapping[K, Sequence[str]]) -> Match[K]:
    """Which of the candidates (each with all its names) the printed name means. For many names, make `Names` once."""
    return Names(candidates).match(name)
