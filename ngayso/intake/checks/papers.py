"""Rules on the document: what its form lacks, what it cites, which permits and norms its work needs."""

import re
from collections import defaultdict
from collections.abc import Iterator

from ngayso import law
from ngayso.intake.checks.dates import last_day_mark, subject_of
from ngayso.intake.checks.duties import head_place
from ngayso.intake.checks.finding import ASK, KEEP, Citation, Finding, Place, Rule, Way, made, of_time, of_title, place
from ngayso.intake.checks.norms import day_of, norm
from ngayso.reader.reading import Activity, Reading, Span
from ngayso.words.fold import small
from ngayso.words.numbers import find_numbers, number_key

_BANNER = re.compile(r"(?<![^\W_])(?:băng[ -]?r[ôo]n|banner|phướn|băng zôn)(?![^\W_])")
_PROMOTION = re.compile(r"(?<![^\W_])khuyến m[ạã]i(?![^\W_])")
_PROMOTION_DONE = re.compile(
    r"sở công thương|thông báo (?:hoạt động|chương trình) khuyến|đăng ký (?:hoạt động"
    r"|chương trình) khuyến"
)
_FRAME = re.compile(r"mục tiêu diễn tập|phạm vi diễn tập|hệ thống diễn tập|kịch bản|phương án diễn tập|công cụ|quy tắc")
_SECTION_REF = re.compile(
    r"(?<![^\W_])(?P<kind>mục|phần|điểm|khoản)\s+(?P<ref>[ivx]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđ])"
    r"(?P<more>(?:\s*,?\s*(?:khoản|mục|phần)\s+(?:[ivx]{1,5}|\d{1,2}(?:\.\d{1,2})*))*)\s*(?:,\s*)?(?:của\s+"
    r"|tại\s+)?(?:kế hoạch|chương trình) này"
)
_ANNEX_REF = re.compile(
    r"(?<![^\W_])phụ lục\s*(?:số\s*)?(?P<no>[ivx]{1,4}|\d{1,2})?\s*(?:đính kèm|kèm theo"
    r"|ban hành kèm theo)"
)


# ── What the form of a document lacks ────────────────────────────────────────────────────────────────────────────────


def form(reading: Reading) -> Iterator[Finding]:
    """Number, day, issuing body, signer or recipients are missing or blank: one finding for all of them."""
    if not reading.text:
        # A programme that began without a document has no form.
        return
    head = reading.header
    parts = (
        ("số, ký hiệu", head.number is None),
        ("ngày ban hành", head.date is None or head.date.start is None),
        ("cơ quan ban hành", head.issuer is None),
        ("người ký", head.signer_name is None),
        ("Nơi nhận", not reading.recipients),
    )
    lacking = [name for name, lacks in parts if lacks]
    if lacking:
        yield made(
            "papers.form",
            f"Văn bản chưa có {', '.join(lacking)}",
            "Bản đọc được thiếu các phần này: có thể là bản dự thảo, hoặc bị mất khi chuyển tệp.",
            (head_place(reading, "Đầu văn bản"),),
            (Way("write", "Ghi thêm"), KEEP, ASK),
            citation=norm(reading, "document.form"),
            weight=1,
            about="all",
        )


def no_funding(reading: Reading) -> Iterator[Finding]:
    """No words on where the money comes from."""
    if reading.funding is None and reading.activities:
        yield made(
            "papers.no_funding",
            "Kinh phí lấy từ nguồn nào?",
            "Kế hoạch không nói nguồn kinh phí.",
            (head_place(reading, "Toàn văn"),),
            (Way("write", "Ghi nguồn kinh phí"), KEEP, ASK),
        )


# ── What it cites ────────────────────────────────────────────────────────────────────────────────────────────────────


def number_dates(reading: Reading) -> Iterator[Finding]:
    """One document number is cited with two days."""
    cited: dict[str, list[tuple[tuple[int, int, int], Span, str]]] = defaultdict(list)
    for number in find_numbers(reading.text):
        if number.day is not None:
            end = reading.text.find(str(number.day[0]), number.span[1]) + 4
            cited[number_key(number.text)].append((number.day, Span(number.span[0], end), number.text))
    for key, uses in cited.items():
        days = {day for day, _, _ in uses}
        if len(days) > 1:
            firsts = [next(use for use in uses if use[0] == day) for day in sorted(days)]
            said = " hay ".join(f"{d:02}/{m}/{y}" for y, m, d in sorted(days))
            yield made(
                "papers.number_dates",
                f"Văn bản số {firsts[0][2]} ban hành ngày {said}?",
                "Cùng một số văn bản nhưng dẫn hai ngày khác nhau.",
                (place(reading, _ref_at(reading, span), span) for _, span, _ in firsts),
                (ASK, KEEP),
                weight=3,
                about=key,
            )


def _ref_at(reading: Reading, span: Span) -> str:
    inside = [s for s in reading.sections if s.span.start <= span.start < s.span.end]
    return max(inside, key=lambda s: s.level).ref if inside else "Mở đầu"


def section_missing(reading: Reading) -> Iterator[Finding]:
    """ "mục IV Kế hoạch này" where the plan has no section IV."""
    refs = {small(s.ref) for s in reading.sections}
    parts = refs | {ref.split(".")[-1] for ref in refs} | {".".join(ref.split(".")[1:]) for ref in refs}
    if not refs:
        return
    for match in _SECTION_REF.finditer(small(reading.text)):
        if match["ref"] not in parts:
            span = Span(*match.span())
            yield made(
                "papers.section_missing",
                f"Kế hoạch không có {match['kind']} {match['ref'].upper() if match['kind'] in ('mục', 'phần') else match['ref']}",
                "Nội dung dẫn đến một mục không có trong văn bản; có thể số mục đã đổi khi sửa dự thảo.",
                (place(reading, _ref_at(reading, span), span, around=50),),
                (ASK, KEEP),
                weight=3,
                about=match["ref"],
            )


def annex_missing(reading: Reading) -> Iterator[Finding]:
    """An annex is said to be attached and none is there."""
    has = re.search(r"(?:^|\n)\s*(?:PHỤ LỤC|Phụ lục|DANH MỤC|BIỂU|MẪU)", reading.text) or any(
        s.role == "annex" for s in reading.sections
    )
    match = _ANNEX_REF.search(small(reading.text))
    if match is not None and not has:
        span = Span(*match.span())
        yield made(
            "papers.annex_missing",
            "Phụ lục kèm theo ở đâu?",
            "Văn bản nói có phụ lục kèm theo nhưng tệp này không có phụ lục.",
            (place(reading, _ref_at(reading, span), span, around=60),),
            (Way("file", "Nộp thêm tệp phụ lục"), KEEP, ASK),
        )


# ── What its work needs ──────────────────────────────────────────────────────────────────────────────────────────────


def banners(reading: Reading) -> Iterator[Finding]:
    """Banners hang longer than one notice allows."""
    for activity in reading.activities:
        when = activity.when
        if when is None or when.start is None or when.end is None or activity.span is None or when.precision == "year":
            continue
        said = _BANNER.search(small(reading.text[activity.span.start : activity.span.end]))
        row = law.on(when.start, "banner.days")
        days = (when.end - when.start).days + 1
        if said is None or row is None or row.value is None or days <= row.value:
            continue
        span = Span(activity.span.start + said.start(), activity.span.start + said.end())
        time = of_time(reading, activity)
        mark = last_day_mark(reading, time.mark) if time.mark is not None else None
        yield made(
            "papers.banners",
            f"Băng rôn treo {days} ngày, mỗi lượt chỉ được {int(row.value)} ngày",
            f"Thời gian tuyên truyền dài {days} ngày. Nên chia hai lượt, hoặc chỉ treo trong đợt cao điểm.",
            (
                place(reading, activity.ref, span, entry=activity.id, around=60),
                Place(time.ref, time.span, time.quote, mark, time.entry),
            ),
            (Way("split", "Chia hai lượt treo"), Way("peak", "Chỉ treo đợt cao điểm"), KEEP, ASK),
            citation=Citation(row.citation, row.verified, row.note),
        )


def promotions(reading: Reading) -> Iterator[Finding]:
    """Promotions are planned and nobody is told to notify the department of trade."""
    if _PROMOTION_DONE.search(small(reading.text)):
        return
    for activity in reading.activities:
        if activity.span is None:
            continue
        said = _PROMOTION.search(small(reading.text[activity.span.start : activity.span.end]))
        if said is None:
            continue
        day = (activity.when.start or activity.when.end) if activity.when is not None else day_of(reading)
        row = law.on(day, "promotion.notice") if day is not None else None
        if row is None:
            continue
        span = Span(activity.span.start + said.start(), activity.span.start + said.end())
        yield made(
            "papers.promotions",
            "Ai thông báo chương trình khuyến mại với Sở Công Thương?",
            "Kế hoạch khuyến khích khuyến mại nhưng không nhắc việc thông báo, đăng ký trước khi thực hiện.",
            (place(reading, activity.ref, span, entry=activity.id, around=60),),
            (Way("duty", "Thêm nhiệm vụ cho Sở Công Thương"), KEEP, ASK),
            citation=Citation(row.citation, row.verified, row.note),
            weight=1,
        )


def exercises(reading: Reading) -> Iterator[Finding]:
    """A live exercise without the frame that has to be fixed beforehand."""
    for activity in reading.activities:
        if "diễn tập thực chiến" not in small(activity.title.text) or _frame(reading, activity):
            continue
        yield made(
            "papers.exercises",
            "Diễn tập thực chiến trên hệ thống nào, với công cụ và mức khai thác nào?",
            "Mục tiêu, thành phần, công cụ, mức khai thác và thời gian phải ấn định trước để hạn chế rủi ro.",
            (of_title(reading, activity),),
            (Way("plan", "Yêu cầu phương án diễn tập"), KEEP, ASK),
            citation=norm(reading, "exercise.scope"),
            weight=1,
        )


def _frame(reading: Reading, activity: Activity) -> bool:
    span = activity.span
    return span is not None and _FRAME.search(small(reading.text[span.start : span.end])) is not None


def targets(reading: Reading) -> Iterator[Finding]:
    """One activity promises two amounts of one thing."""
    for activity in reading.activities:
        by_unit: dict[str, set[float]] = defaultdict(set)
        for target in activity.targets:
            by_unit[small(target.unit)].add(target.amount)
        for unit, amounts in by_unit.items():
            if len(amounts) > 1 and unit in ("người", "đại biểu", "học viên", "đội"):
                said = " hay ".join(f"{int(a)} {unit}" for a in sorted(amounts))
                yield made(
                    "papers.targets",
                    f"{subject_of(reading, activity)}: {said}?",
                    "Một hoạt động ghi hai con số khác nhau.",
                    (place(reading, activity.ref, t.span, entry=activity.id, around=40)
                     for t in activity.targets if small(t.unit) == unit),
                    (ASK, KEEP),
                    weight=1,
                    about=unit,
                )  # fmt: skip


RULES: dict[str, Rule] = {
    "papers.number_dates": number_dates,
    "papers.section_missing": section_missing,
    "papers.banners": banners,
    "papers.annex_missing": annex_missing,
    "papers.no_funding": no_funding,
    "papers.promotions": promotions,
    "papers.exercises": exercises,
    "papers.targets": targets,
    "papers.form": form,
}
