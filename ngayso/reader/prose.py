"""Who does it when no label says so: "Heading: Sở X chủ trì …", "Heading. Sở X …; Sở Y …", "…; Hội Z phối hợp"."""

import re

from ngayso.reader.doers import is_unit, leading_units, name_end, partners_in
from ngayso.reader.facts import Facts, Source, units_at
from ngayso.reader.labels import kind_of
from ngayso.reader.values import first_sentence
from ngayso.words.fold import plain

PASSIVE = re.compile(r"(?:được|là|cần|phải|sẽ được)\b")
"""Behind a name: who is reached or what is required, no one who does a work."""
_WITHOUT_VERB = re.compile(
    r"[;.(]|(?<![Tt]ổng)\s(?:phụ trách|đảm nhận|đảm trách|làm đầu mối)\b|,\s*(?=\d{1,2}\s?(?:h|giờ|/\d)|(?:xong|hoàn thành|trước|trong|thời gian|từ|chậm nhất|vào|đến|dự kiến|ngày|sáng|chiều|tối|lúc)\b)|\s[-–]\s|$"
)
_JOINS = re.compile(r"(?:phối hợp|tham gia|hỗ trợ|cùng)\b")
_DOES = re.compile(
    r"(?:là (?:đơn vị|cơ quan|đầu mối)|chủ trì|phối hợp|thực hiện|tham mưu|tổ chức|chịu trách nhiệm|phụ trách|triển khai|chủ động|tham gia|hướng dẫn|bảo đảm|đảm bảo|xây dựng)\b"
)


def head_and_doer(text: str) -> tuple[int, tuple[int, int, int]] | None:
    """ "Kiểm tra hồ chứa: Phòng X phối hợp …", "Thẩm định: UBND huyện; chậm nhất …" → where the heading ends, and
    (start, end, rest) of its doers; None when what stands before the colon is a name or a label itself.
    """
    head, colon, rest = text.partition(":")
    if not colon or not 6 < len(head) < 160 or is_unit(head) or kind_of(head) is not None:
        return None
    shift = len(head) + 1 + len(rest) - len(rest.lstrip())
    if asked := re.match(r"(?:do|giao(?: cho)?)\s+(?=[A-ZĐÀ-Ỹ])", text[shift:], re.IGNORECASE):
        shift += asked.end()
    body = text[shift:]
    found = leading_units(body)
    if found is not None and body[found[2] - 1] != ":" and not PASSIVE.match(body[found[2] :].lstrip()):
        alone = _WITHOUT_VERB.search(body)
        if alone is None or alone.start() >= found[1] or body[alone.start() : alone.start() + 1] in "(-–":
            return len(head), (found[0] + shift, found[1] + shift, found[2] + shift)
    stop = _WITHOUT_VERB.search(body)
    named = body[: stop.start()] if stop else ""
    if is_unit(named) and named[:1].isupper() and len(named) < 200 and name_end(named) == len(named):
        return len(head), (shift, shift + len(named), shift + len(named))
    return None


_DONE_BY = re.compile(r"\sdo\s+(?=[A-ZĐÀ-Ỹ])")
_LED = re.compile(r"\s*(?:chủ trì|làm|phụ trách|đảm nhận|thực hiện|chịu trách nhiệm|tổ chức)\b")


def take_leads(source: Source, facts: Facts, text: str, base: int, found: tuple[int, int, int]) -> None:
    """The leads that a sentence begins with; of "Sở X phối hợp Sở Y: …" the second is a partner."""
    if (done := _DONE_BY.search(text, found[0], found[1])) is not None and _LED.match(text, found[2]):
        # "Đoàn số 2 do Sở X làm trưởng đoàn": Sở X.
        found = done.end(), found[1], found[2]
    named = text[found[0] : found[1]]
    with_ = partners_in(named)
    stop = found[1]
    if with_ and (cut := re.search(r"\s*,?\s*phối hợp", named, re.IGNORECASE)) is not None:
        stop = found[0] + cut.start()
        low, high = with_[0]
        facts.partners += units_at(source, base + found[0] + low, base + found[0] + high, "prose.partner", 0.75)
    elif (joint := re.search(r"\s+phối hợp\s+(?:với\s+)?", named)) is not None:
        stop = found[0] + joint.start()
        facts.partners += units_at(source, base + found[0] + joint.end(), base + found[1], "prose.partner", 0.75)
    facts.leads += units_at(source, base + found[0], base + stop, "prose.lead", 0.78)


def take_partners(source: Source, facts: Facts, text: str, base: int, start: int) -> None:
    """The partners of the sentence that begins at `start`."""
    end = first_sentence(text, start, len(text))
    for low, high in partners_in(text[:end], start):
        facts.partners += units_at(source, base + low, base + high, "prose.partner", 0.72)


_MOST = 1_500
"""No clause further in a sentence is read, in letters."""
_CLAUSE = re.compile(r";\s+(?=\w)")


def take_clauses(source: Source, facts: Facts, text: str, base: int, start: int) -> None:
    """ "Sở X tham mưu …; UBND xã thực hiện …" names two leads, "…; Hội Y phối hợp" a partner. `start` is where the
    sentence goes on behind its first doer.
    """
    end = min(first_sentence(text, start, len(text)), start + _MOST)
    for clause in _CLAUSE.finditer(text, start, end):
        found = leading_units(text[clause.end() : end])
        if found is None or text[clause.end() + found[2] - 1] == ":":
            continue
        verb = text[clause.end() + found[2] : end]
        low, high = base + clause.end() + found[0], base + clause.end() + found[1]
        if PASSIVE.match(verb):
            continue
        if _JOINS.match(verb):
            facts.partners += units_at(source, low, high, "prose.partner.clause", 0.7)
        elif _DOES.match(verb):
            facts.leads += units_at(source, low, high, "prose.lead.clause", 0.72)


def take_later(source: Source, facts: Facts, text: str, base: int) -> None:
    """ "Tổ chức hội nghị cấp tỉnh. Sở X chủ trì, phối hợp với Sở Y …": the doer in a further sentence."""
    text = text[: 2 * _MOST]
    at = first_sentence(text, 0, len(text))
    while at < len(text):
        low = at + len(text[at:]) - len(text[at:].lstrip(". "))
        if low >= len(text):
            return
        found = leading_units(text[low:])
        if found is not None and _DOES.match(text[low + found[2] :]):
            take_leads(source, facts, text, base, (low + found[0], low + found[1], low + found[2]))
            take_partners(source, facts, text, base, low + found[2])
            take_clauses(source, facts, text, base, low + found[2])
            return
        at = first_sentence(text, low, len(text))


_PHASE = re.compile(
    r"(?:dot|lop|giai doan|vong|khoa|ky|buoi|hoi nghi|doan|dien tap|chang|nhom|cum|ngay)\s+(?:(?:thu|so)\s+\w+|\d{1,2}|[ivx]{1,4}|(?:so|chung|ban) \w+)"
    r"|cap (?:tinh|thanh pho|huyen|quan|xa|phuong|co so|truong|trung uong|khu pho|thon|to dan pho|chi bo|chi doan|chi hoi|cum|khoi)(?:, (?:thanh pho|huyen|xa|phuong))*"
)


def is_phase(name: str) -> bool:
    """True for the name of a part of a work that is no title of its own: "Lớp thứ nhất", "Đợt 2", "Cấp xã"."""
    return _PHASE.fullmatch(plain(name).strip()) is not None
