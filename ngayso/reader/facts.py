"""What labels and sentences say of one piece of work: who leads, who takes part, when, where, for whom."""

import dataclasses
import datetime as dt
import re

from ngayso.reader.doers import OFFICE, PERSON, leading_units, name_end, partners_in
from ngayso.reader.labels import Said, qualifier
from ngayso.reader.reading import Span, Value, When
from ngayso.reader.values import cut
from ngayso.words.dates import DateRange, date_range, find_dates
from ngayso.words.fold import fold, plain
from ngayso.words.units import Piece, split_roles, split_units

# No time stands further in a paragraph than this.
_MOST = 3_000


@dataclasses.dataclass(frozen=True)
class Source:
    """The text that is read and the day that its missing years hang on."""

    text: str
    issued: dt.date | None
    year: int | None


@dataclasses.dataclass
class Facts:
    """All that was said of one piece of work so far."""

    leads: list[Value] = dataclasses.field(default_factory=list)
    doers: list[Value] = dataclasses.field(default_factory=list)
    """Of a label "Đơn vị thực hiện": leads when nothing else names leads, else partners."""
    partners: list[Value] = dataclasses.field(default_factory=list)
    times: list[tuple[str, Value]] = dataclasses.field(default_factory=list)
    """(name of the phase or of the part, time)."""
    place: Value | None = None
    audience: Value | None = None
    content: Value | None = None
    whole: bool = True
    """False when nothing but a place, an audience or a content was said."""

    def __bool__(self) -> bool:
        return bool(self.leads or self.doers or self.partners or self.times)

    def names(self) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
        """Leads and partners, each name once a side."""
        leads, partners = list(self.leads), list(self.partners)
        if leads:
            partners = self.doers + partners
        else:
            leads = list(self.doers)
        kept: tuple[list[Value], list[Value]] = ([], [])
        for side, values in zip(kept, (leads, partners), strict=True):
            seen: set[str] = set()
            for value in values:
                if (key := fold(value.text)) and key not in seen:
                    seen.add(key)
                    side.append(value)
        return tuple(kept[0]), tuple(kept[1])


def names_of(
    source: Source, pieces: list[Piece] | tuple[Piece, ...], base: int, rule: str, confidence: float
) -> list[Value]:
    """Unit names as values; `base` is where the text of the pieces begins."""
    made = []
    for piece in pieces:
        value = cut(source.text, base + piece.span[0], base + piece.span[1], rule, confidence)
        if value is not None and any(c.isalpha() for c in value.text):
            made.append(value)
    return made


def units_at(source: Source, start: int, end: int, rule: str, confidence: float) -> list[Value]:
    """The names of the list text[start:end]."""
    return names_of(source, pieces_of(source.text[start:end]), start, rule, confidence)


_NEXT_PERSON = re.compile(r"\s*(?:,|;|và)\s+(?=(?:thầy|cô|đồng chí|đ/c|ông|bà|anh|chị)\s+[A-ZĐÀ-Ỹ])", re.IGNORECASE)


def pieces_of(text: str) -> list[Piece]:
    """The names of a list, persons with their office as one: "Đồng chí A, Phó Chủ tịch", "thầy Nam", "cô Hoa"."""
    pieces: list[Piece] = []
    for piece in split_units(text):
        last = pieces[-1] if pieces else None
        if (
            last is not None
            and PERSON.match(last.text)
            and last.text[:3].lower() != "các"
            and OFFICE.match(piece.text)
            and text[last.span[1] : piece.span[0]].strip() in (",", "-", "–")
        ):
            pieces[-1] = Piece(text[last.span[0] : piece.span[1]], (last.span[0], piece.span[1]))
        elif PERSON.match(piece.text):
            pieces += _persons(piece)
        else:
            pieces.append(piece)
    if (
        pieces
        and len(kept := _GIVEN_TAIL.sub("", pieces[-1].text)) < len(pieces[-1].text)
        and not _VAGUE.fullmatch(kept)
    ):
        pieces[-1] = Piece(kept, (pieces[-1].span[0], pieces[-1].span[0] + len(kept)))
    return pieces


def _persons(piece: Piece) -> list[Piece]:
    made, at = [], 0
    for mark in [*_NEXT_PERSON.finditer(piece.text), None]:
        stop = mark.start() if mark is not None else len(piece.text)
        made.append(Piece(piece.text[at:stop], (piece.span[0] + at, piece.span[0] + stop)))
        at = mark.end() if mark is not None else stop
    return made


# "UBND các xã được phân công chủ trì …" is UBND các xã; "các đơn vị được phân công …" says which ones.
_GIVEN_TAIL = re.compile(
    r"\s*,?\s*(?:được (?:phân công|giao)|theo (?:chức năng|nhiệm vụ)|căn cứ chức năng)\b.*$", re.IGNORECASE | re.DOTALL
)
_VAGUE = re.compile(
    r"(?:các |những )?(?:cơ quan|đơn vị|tổ chức|cá nhân|địa phương|phòng|ban|ngành|[,\s]|và)+", re.IGNORECASE
)


def add_label(source: Source, facts: Facts, said: Said, base: int) -> None:
    """Takes the value of a label into the facts; `base` is where the paragraph of `said` begins in the text."""
    start, end = base + said.value, base + said.end
    if said.kind in ("lead", "partner", "doer"):
        _add_names(source, facts, said.kind, start, end)
    elif said.kind == "time":
        phases = _phases(source, start, end)
        value = cut(source.text, start, end, "label.time", 0.95)
        if phases:
            facts.times += phases
        elif value is not None:
            facts.times.append((qualifier(said.label), value))
    elif said.kind == "timeplace":
        _add_time_place(source, facts, start, end)
    elif said.kind == "place":
        facts.place = facts.place or cut(source.text, start, end, "label.place", 0.95)
    elif said.kind == "audience":
        value = cut(source.text, start, end, "label.audience", 0.9)
        if value is not None and (facts.audience is None or re.search(r"tham gia|tham dự", said.label, re.IGNORECASE)):
            facts.audience = value
    elif said.kind == "content":
        facts.content = facts.content or cut(source.text, start, end, "label.content", 0.9)


_PHASE = re.compile(
    r"\s*((?:Đợt|Giai đoạn|Vòng|Lần|Buổi|Bước|Khối|Cấp)\s[^:;.]{1,40}?)\s*:\s*([^;]+?)\s*(?:;|\.?\s*$|\.\s+(?=Đợt|Giai đoạn|Vòng))",
    re.IGNORECASE,
)


def _phases(source: Source, start: int, end: int) -> list[tuple[str, Value]]:
    """ "Vòng sơ khảo: từ …; Vòng chung kết: ngày …" → each with its time; none when the value is no such list."""
    text = source.text[start:end]
    found = list(_PHASE.finditer(text))
    if len(found) < 2 or sum(len(one[0]) for one in found) < 0.9 * len(text.strip()):
        return []
    made = []
    for one in found:
        value = cut(source.text, start + one.start(2), start + one.end(2), "label.time.phase", 0.88)
        if value is None or date_range(value.text, year=source.year) is None:
            return []
        made.append((one[1].strip(), value))
    return made


def _add_names(source: Source, facts: Facts, kind: str, start: int, end: int) -> None:
    text = source.text[start:end]
    roles = split_roles(text)
    if kind == "partner":
        pieces = list(roles.leads) + list(roles.partners) if roles.told else pieces_of(text)
        facts.partners += names_of(source, pieces, start, "label.partner", 0.92)
        return
    if roles.told and (roles.leads or roles.partners):
        facts.leads += names_of(source, [_bare(piece) for piece in roles.leads], start, "label.lead.split", 0.9)
        facts.partners += names_of(
            source, [_bare(piece) for piece in roles.partners], start, "label.partner.split", 0.88
        )
        return
    shift = len(text) - len(text.lstrip())
    found = leading_units(text[shift:])
    before = len(facts.leads)
    if found is not None:
        # "X tiến hành …; Y rà soát …": each clause with a doer of its own names a lead.
        for clause in re.finditer(r";\s+", text):
            further = leading_units(text[clause.end() :])
            if further is not None and text[clause.end() + further[2] - 1] != ":":
                facts.leads += units_at(
                    source,
                    start + clause.end() + further[0],
                    start + clause.end() + further[1],
                    "label.lead.clause",
                    0.8,
                )
        text = text[: shift + found[1]]
        partners = partners_in(source.text[start + shift + found[2] : end])
        for low, high in partners[:1]:
            facts.partners += units_at(
                source, start + shift + found[2] + low, start + shift + found[2] + high, "label.partner.split", 0.8
            )
    names = names_of(source, pieces_of(text), start, f"label.{kind}", 0.93)
    if kind == "lead" or len(facts.leads) > before:
        facts.leads[before:before] = names
    else:
        facts.doers += names


def _bare(piece: Piece) -> Piece:
    """The name without the work that it runs on into."""
    end = name_end(piece.text)
    return Piece(piece.text[:end], (piece.span[0], piece.span[0] + end)) if end < len(piece.text) else piece


_AT_PLACE = re.compile(r"[,;.]?\s*(?:(?<!\w)tại|địa điểm\s*:)\s+", re.IGNORECASE)


def _add_time_place(source: Source, facts: Facts, start: int, end: int) -> None:
    parted = _AT_PLACE.search(source.text, start, end)
    stop = parted.start() if parted else end
    value = cut(source.text, start, stop, "label.time", 0.9)
    if value is not None:
        facts.times.append(("", value))
    if parted is not None and facts.place is None:
        facts.place = cut(source.text, parted.end(), end, "label.place", 0.88)


def when_of(source: Source, time: Value | None, year: int | None = None) -> When | None:
    """The days of a time that a label or cell gives; None when it gives none."""
    if time is None or time.span is None:
        return None
    text = source.text[time.span.start : min(time.span.end, time.span.start + _MOST)]
    return to_when(date_range(text, year=year or source.year), time.span.start)


def when_of_all(source: Source, times: list[Value]) -> When | None:
    """The days of several times of one work: from the first day to the last; staged deadlines end with the latest."""
    found = [when for time in times if (when := when_of(source, time)) is not None]
    if len(found) < 2:
        return found[0] if found else None
    starts = [when.start for when in found if when.start is not None]
    ends = [when.end for when in found if when.end is not None]
    start = min(starts) if len(starts) == len(found) else None
    end = max(ends) if len(ends) == len(found) else None
    return When(
        start,
        end,
        found[-1].span,
        "date.staged",
        min(when.confidence for when in found) - 0.1,
        found[0].precision,
        any(when.tentative for when in found),
    )


def to_when(found: DateRange | None, base: int) -> When | None:
    """A date range of the words as a When of the text; None when neither side is a day."""
    if found is None or (found.start is None and found.end is None):
        return None
    span = Span(base + found.span[0], base + found.span[1])
    return When(found.start, found.end, span, found.rule, found.confidence, found.precision, found.tentative)


def _clause(text: str, low: int, high: int, inner: tuple[int, int]) -> tuple[int, int]:
    """The part of a bracket, between semicolons, that holds `inner`."""
    low = max(low, text.rfind(";", low, inner[0]) + 1)
    stop = text.find(";", inner[1], high)
    return low, high if stop == -1 else stop


# A time without a day: "ngay khi nước rút", "trong 24 giờ sau khi …", "hằng ngày", "khi phát hiện …".
_DAYLESS = re.compile(
    r"^mỗi (?:học kỳ|tháng|quý|tuần)\b(?= (?:tổ chức|thực hiện|phát|có))|ngay (?:sau )?khi\s[^,;.]+|trong (?:vòng )?\d{1,3}(?:\s*[-–]\s*\d{1,3})?\s*(?:giờ|ngày)\b[^,;.]*\b(?:sau|kể từ|từ khi)\s[^,;.]+|(?<!\w)(?:hằng|hàng) ngày\b[^,;.]*"
    r"|(?<!\w)khi (?:xuất hiện|phát hiện|xảy ra)\s[^,;.]+|định kỳ (?:hằng|hàng|mỗi) (?:tuần|tháng|quý|năm)", re.IGNORECASE,
)  # fmt: skip


def dayless_in(source: Source, start: int, end: int) -> Value | None:
    """The time without a day that a sentence gives; None when it gives none."""
    found = _DAYLESS.search(source.text, start, end)
    return None if found is None else cut(source.text, found.start(), found.end(), "prose.time.dayless", 0.72)


_EVENT = re.compile(
    r"(?:kỷ niệm|kỉ niệm|truyền thống|quốc tế|tính đến|thời điểm|quốc gia|số liệu|ban hành|kể từ|có hiệu lực|bầu cử|việt nam|nghị quyết|quyết định|chỉ thị|kế hoạch|luật|"
    r"công văn|thông tư|nghị định|(?<!\w)sinh (?:ngày|năm)|thành lập)[^.;]{0,60}$", re.IGNORECASE,
)  # fmt: skip
_DEADLINE = re.compile(
    r"(?:trước|đến hết|chậm nhất|từ|trong|hoàn thành|xong|dự kiến|vào|thời gian|cao điểm|diễn ra|\()\s*(?:(?:sáng|chiều|tối|lúc|(?:thứ (?:hai|ba|tư|năm|sáu|bảy|\d))|chủ nhật)\s*,?\s*|ngày\s*|tháng\s*|quý\s*|khoảng\s*|là\s*|:\s*)*$",
    re.IGNORECASE,
)


def time_in(source: Source, start: int, end: int) -> tuple[Value, When] | None:
    """The time that a sentence gives to its work: days, months, quarters; years only in brackets at its end."""
    text = source.text[start : min(end, start + _MOST)]
    for found in find_dates(text, year=source.year):
        before = text[: found.span[0]]
        if _EVENT.search(before) and not _DEADLINE.search(before):
            continue
        if found.precision == "year":
            closing = text[found.span[1] :].strip(" .;,:)")
            if (
                not re.search(r"\([^()]*$", before)
                or (closing and not closing.startswith(("trở đi", "và")))
                or plain(before).rstrip().endswith("giai doan")
            ):
                continue
        low, high = found.span
        opened = before.rfind("(")
        if opened != -1 and ")" not in before[opened:] and (shut := text.find(")", high)) != -1:
            low, high = _clause(text, opened + 1, shut, found.span)
        value = cut(source.text, start + low, start + high, "prose.time", 0.8)
        when = to_when(found, start)
        if value is not None and when is not None:
            return value, when
    return None
