"""The words of a consolidated report: what is proposed from the body of figures, and the grammar in which they are written.

A line is a paragraph, one that begins with "- " a dash of a list. A number is a name in braces (ngayso.papers.bound); the
rest is plain text, and no brace stands alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ngayso.papers.bound import Bound, Names
from ngayso.papers.consolidated import DIFFICULTIES, GUIDANCE, NEXT, PROPOSALS, activity_place
from ngayso.papers.figures import Activity, Body, Indicator, Said
from ngayso.papers.naming import in_text
from ngayso.papers.numbers import short_day
from ngayso.papers.parts import Block, Bullets, Paragraph, Span

MOST = 20_000
"""Characters of the words of one place."""
NAMED_UNITS = 3
"""Units named with gathered words; more are "các đơn vị khác"."""
TOLD = 8
"""Figures of an activity that the proposed sentence tells; all stand in the table below it."""
QUOTED = 12
"""Gathered words that are proposed; the rest stands in the XLSX annex."""

_BRACES = re.compile(r"\{([^{}\n]{0,200})\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text, or a name when `is_name`; `start` is its place in the text."""

    text: str
    is_name: bool
    start: int


def pieces(text: str) -> list[Piece]:
    """The text cut at its names; joined with their braces the pieces give the text again."""
    found: list[Piece] = []
    at = 0
    for match in _BRACES.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()], False, at))
        found.append(Piece(match[1], True, match.start()))
        at = match.end()
    if at < len(text):
        found.append(Piece(text[at:], False, at))
    return found


def names_in(text: str) -> list[str]:
    """The names in the text, each once, in order."""
    return list(dict.fromkeys(piece.text.strip() for piece in pieces(text) if piece.is_name))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the words of a place, as a sentence, and at which characters."""

    sentence: str
    start: int
    end: int


def faults(text: str, names: Names) -> list[Fault]:
    """Unknown names and braces that stand alone, in order."""
    found: list[Fault] = []
    for piece in pieces(text):
        end = piece.start + len(piece.text)
        if piece.is_name:
            if names.get(piece.text.strip()) is None:
                shown = f"{{{piece.text}}}"
                found.append(
                    Fault(
                        _("“%s” không phải tên số liệu nào của kỳ này. Chọn tên trong danh sách bên dưới.") % shown,
                        piece.start,
                        end + 2,
                    )
                )
            continue
        for sign in re.finditer(r"[{}]", piece.text):
            near = piece.text[max(sign.start() - 15, 0) : sign.end() + 15].replace("\n", " ")
            at = piece.start + sign.start()
            found.append(
                Fault(_("Dấu ngoặc nhọn lẻ ở “…%s…”. Viết tên số liệu giữa hai dấu { và }.") % near, at, at + 1)
            )
    return found


# What digits may be typed: days, hours, places of a document, numbers of documents, ordinals. All else is a number that has
# no figure behind it.
_SIGN = r"[A-ZĐƯÂÊÔƠĂ][\wĐđ&.-]*"
_ALLOWED = re.compile(
    "|".join(
        (
            rf"\d{{1,6}}(?:/\d{{4}})?[/-](?:{_SIGN})(?:[/-]{_SIGN})*",  # 505/QĐ-TTg, 85/2015/QH13, 08-NQ/TU
            r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?(?![\d/])",  # 15/9, 03/10/2024
            r"\d{1,2}/\d{4}(?![\d/])",  # 10/2024
            r"\d{1,2}(?:\s?(?:h|g|giờ)(?:\s?\d{2}(?!\d))?|:\d{2})(?!\w)",
            r"(?i:ngày|tháng|năm|quý|tuần|đợt|kỳ|lần|lần thứ|thứ|khóa|giai đoạn|nhiệm kỳ)(?:\s+(?:\d{1,4}(?:/\d{1,4}){0,2}(?!\d|[.,]\d)|[IVX]+))(?:\s*[-–]\s*\d{1,4})?",
            r"(?i:mục|khoản|điểm|điều|phần|chương|phụ lục|trang|bảng|hình|số thứ tự)\s+[\dIVX]+(?:\.[\wđĐ]+)*",
            r"(?i:đề án|dự án|nghị quyết|quyết định|chương trình|quận|phường|khu phố|ấp|tổ|văn phòng|cấp độ|mức độ|công nghiệp)\s+\d{1,4}(?:\.\d)?(?![\d,])",
            r"(?<![\d\w])[A-Za-zĐđ]+\d+[A-Za-z]*",  # 4G is below; QH13, H41
            r"(?<![\d\w])\d[GDK](?!\w)",  # 4G, 3D, 4K
            r"(?:^|(?<=\n))\s*\(?\d{1,2}[.)]\s",  # the ordinal of a line
        )
    )
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*\s?%?")


def known_phrases(body: Body) -> re.Pattern[str] | None:
    """Names with digits in them, which are no numbers: of units, figures, activities, the plan. None when there are none."""
    named = {
        *(name for unit in body.units for name in (unit.name, unit.short)),
        *(one.name for one in body.indicators),
        *(one.title for one in body.activities),
        *body.plan.coming,
        body.plan.title,
        body.plan.name,
    }
    phrases = sorted((name for name in named if re.search(r"\d", name)), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in phrases)) if phrases else None


def typed_digits(text: str, known: re.Pattern[str] | None = None) -> list[str]:
    """Numbers typed by hand that are no day, place, number of a document or ordinal, in order, with the word after them.

    `known` are phrases whose digits are not meant.
    """
    found = []
    if known is not None:
        text = known.sub(lambda phrase: "\u00b7" * len(phrase[0]), text)
    for piece in pieces(text):
        if piece.is_name:
            continue
        kept = [match.span() for match in _ALLOWED.finditer(piece.text)]
        for match in _DIGITS.finditer(piece.text):
            if any(start <= match.start() < end for start, end in kept):
                continue
            after = re.match(r"\s*[^\W\d]*", piece.text[match.end() :])
            found.append(" ".join((match[0] + (after[0] if after else "")).split()))
    return found


def spans(text: str, names: Names) -> tuple[Span, ...]:
    """The text with each name as its number. A name that is not known stands as it was typed."""
    made = []
    for piece in pieces(text):
        bound = names.get(piece.text.strip()) if piece.is_name else None
        if bound is not None:
            made.append(Span(bound.text, name=bound.name))
        else:
            made.append(Span(f"{{{piece.text}}}" if piece.is_name else piece.text))
    return tuple(made)


def shown(text: str, names: Names) -> str:
    """The text as it prints."""
    return "".join(span.text for span in spans(text, names))


def blocks(text: str, names: Names) -> tuple[Block, ...]:
    """The words of a place as parts of a document."""
    made: list[Block] = []
    dashes: list[tuple[Span, ...]] = []
    for line in [*text.split("\n"), ""]:
        line = line.strip()
        if line.startswith(("- ", "– ", "+ ")):
            dashes.append(spans(line[2:].strip(), names))
            continue
        if dashes:
            made.append(Bullets(tuple(dashes)))
            dashes = []
        if line:
            made.append(Paragraph(spans(line, names)))
    return tuple(made)


_NUMBERED = re.compile(r"(?P<before>\{\s*|^)(?P<number>[1-9]\d*)(?=\.[A-Za-z0-9])")


def numbered(text: str) -> set[int]:
    """The numbers of the activities whose figures the text names."""
    return {int(found["number"]) for name in names_in(text) if (found := _NUMBERED.match(name))}


def renumbered(text: str, moved: Mapping[int, int]) -> str:
    """The text, or one name, with its names following their activities: from what number to what. 0 is of an activity that
    is no longer asked: no name begins so, and it is told as a fault.
    """
    return _NUMBERED.sub(lambda m: f"{m['before']}{moved.get(int(m['number']), int(m['number']))}", text)


def written(words: Mapping[str, str], names: Names) -> dict[str, tuple[Block, ...]]:
    return {place: blocks(text, names) for place, text in words.items()}


# What is proposed


def places(body: Body) -> list[str]:
    """The places of words, in the order of print."""
    return [GUIDANCE, *(activity_place(one.number) for one in body.activities), DIFFICULTIES, PROPOSALS, NEXT]


def proposed(body: Body, names: Names) -> dict[str, str]:
    """Words for every place in the order of print, from the body alone: no number of ours in them that is not bound."""
    told = defaultdict(list)
    for said in body.said:
        if said.sort == "words" and said.activity:
            told[said.activity].append(said)
    made = {GUIDANCE: "\n".join(_guidance(body))}
    for one in body.activities:
        lines = _activity(body, names, one)
        lines += [f"- {line}" for line in _attributed(body, told[one.number], most=NAMED_UNITS)]
        made[activity_place(one.number)] = "\n".join(lines)
    return made | {
        DIFFICULTIES: _gathered(body, "difficulties", "Các đơn vị chưa nêu khó khăn, vướng mắc."),
        PROPOSALS: _gathered(body, "proposals", "Các đơn vị chưa có kiến nghị, đề xuất."),
        NEXT: "\n".join(_next(body)),
    }


def _braced(text: str) -> str:
    """Words of others in our grammar: a brace of theirs is a bracket."""
    return text.replace("{", "(").replace("}", ")")


def _guidance(body: Body) -> Iterator[str]:
    told = f"Các hoạt động và nhiệm vụ của {body.plan.kind} đã được giao cho {{units.given}} đơn vị"
    if body.guidance.acknowledged:
        told += f"; {{units.acknowledged}} đơn vị đã xác nhận nhận {body.plan.kind}"
    yield f"{told}."
    if body.guidance.letters:
        letters = [
            " ".join(filter(None, [
                f"số {one.number:02d}/{one.symbol}" if one.number is not None else "",
                f"ngày {short_day(one.day)}" if one.day is not None else "",
            ]))
            for one in body.guidance.letters
        ]  # fmt: skip
        numbers = f" (Công văn {'; '.join(filter(None, letters))})" if any(letters) else ""
        yield f"Đã ban hành {{letters.issued}} công văn đôn đốc{numbers}, đôn đốc {{letters.units}} đơn vị."
    if body.guidance.asked:
        yield "Đã trả lời {questions.answered} trong {questions.asked} câu hỏi của các đơn vị về triển khai Kế hoạch."


def _activity(body: Body, names: Names, one: Activity) -> list[str]:
    if one.cancelled:
        return [f"Hoạt động đã hủy: {_braced(one.cancelled.rstrip('. '))}."]
    reported: list[str] = []
    counted: list[str] = []
    for ask in one.asks:
        indicator = body.by_code[ask.indicator]
        if (bound := _main(names, one, indicator)) is not None and bound.value:
            (counted if bound.name.endswith(".dem") else reported).append(_phrase(indicator, bound))
    lines = [f"Kết quả{' chủ yếu' if len(reported) > TOLD else ''}: {'; '.join(reported[:TOLD])}."] if reported else []
    if counted:
        other = "Số liệu khác do hệ thống đếm" if reported else "Số liệu do hệ thống đếm"
        lines.append(f"{other}, chưa có trong báo cáo được duyệt: {'; '.join(counted[:TOLD])}.")
    return lines or ["Chưa có số liệu được duyệt."]


def _main(names: Names, one: Activity, indicator: Indicator) -> Bound | None:
    """What the units reported; what the house counted where nobody reported."""
    name = f"{one.number}.{indicator.code}"
    return names.get(name) or names.get(f"{name}.dem")


def _phrase(indicator: Indicator, bound: Bound) -> str:
    named = f"{{{bound.name}}}"
    if "{}" in indicator.phrase:
        # The sign of a share stands close: 94,1%.
        phrase = re.sub(r"\{\}\s+%", "{}%", indicator.phrase)
        told = _braced(phrase.replace("{}", "\0")).replace("\0", named)
    else:
        told = _braced(f"{in_text(indicator.name[:1].lower() + indicator.name[1:])}: ") + named
        told += indicator.measure if indicator.measure == "%" else f" {indicator.measure}"
    return told


def _next(body: Body) -> Iterator[str]:
    plan = body.plan
    if any(not unit.has_reported for unit in body.expected):
        yield "- Đôn đốc {units.missing} đơn vị chưa báo cáo gửi báo cáo bổ sung;"
    if body.plan.coming:
        titles = "; ".join(_braced(title.rstrip(" .;")) for title in plan.coming[:QUOTED])
        yield f"- Tiếp tục triển khai các hoạt động chưa kết thúc theo {plan.kind}: {titles};"
    yield "- Tiếp tục theo dõi, hướng dẫn, tổng hợp kết quả của các đơn vị, báo cáo bổ sung khi có đủ số liệu."


def _gathered(body: Body, sort: str, nothing: str) -> str:
    said = [one for one in body.said if one.sort == sort]
    lines = _attributed(body, said, most=QUOTED)
    return "\n".join(f"- {line}" for line in lines) or nothing


def _attributed(body: Body, said: Iterable[Said], *, most: int) -> list[str]:
    """What units wrote, the same words once, each with who wrote it, once; the words of most units first."""
    by_words: dict[str, dict[str, bool]] = {}
    shown: dict[str, str] = {}
    for one in said:
        text = " ".join(one.text.split()).strip(" -+–;.")
        key = text.casefold()
        if key:
            shown.setdefault(key, text[0].upper() + text[1:])
            by_words.setdefault(key, {}).setdefault(body.units[one.unit].short, one.accepted)
    ordered = sorted(by_words.items(), key=lambda item: -len(item[1]))
    lines = []
    for key, units in ordered[:most]:
        some = list(units.items())[:NAMED_UNITS]
        names = [unit + ("" if accepted else " – báo cáo chưa duyệt") for unit, accepted in some]
        more = " và các đơn vị khác" if len(units) > NAMED_UNITS else ""
        lines.append(f"{_braced(shown[key])} ({_braced('; '.join(names))}{more}).")
    return lines
