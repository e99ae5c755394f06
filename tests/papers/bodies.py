"""Invented bodies of figures of any size, for tests, pictures and measurements of the consolidated report."""

import datetime as dt
import hashlib
from decimal import Decimal

from ngayso.papers.consolidated import Head
from ngayso.papers.figures import (
    Activity,
    Asked,
    Body,
    Evidence,
    Figure,
    Guidance,
    Indicator,
    Letter,
    PlanFacts,
    RoundFacts,
    Said,
    Sent,
    UnitLine,
)

HERE = dt.timezone(dt.timedelta(hours=7))
UNTIL = dt.date(2026, 10, 15)
INDICATORS = (
    Indicator(code="ho-da-den", name="Số hộ đã đến", measure="hộ", nature="distinct", phrase="đã đến {} hộ"),
    Indicator(code="luot-huong-dan", name="Lượt người được hướng dẫn", measure="lượt", nature="times"),
    Indicator(code="tai-khoan", name="Tài khoản định danh mức 2 đang dùng", measure="tài khoản", course="stock"),
    Indicator(code="ho-so", name="Hồ sơ tiếp nhận", measure="hồ sơ"),
    Indicator(code="ho-so-truc-tuyen", name="Hồ sơ nộp trực tuyến", measure="hồ sơ"),
    Indicator(
        code="ty-le-truc-tuyen", name="Tỷ lệ hồ sơ trực tuyến", measure="%", nature="rate", course="stock", places=1,
        numerator="ho-so-truc-tuyen", denominator="ho-so",
    ),
)  # fmt: skip
TITLES = (
    "Ra quân hướng dẫn người dân sử dụng dịch vụ công trực tuyến, thanh toán không dùng tiền mặt trên địa bàn tỉnh",
    "Tuyên truyền trên báo, đài và mạng xã hội",
    "Tổ chức cuộc thi tìm hiểu về chuyển đổi số",
    "Xây dựng mô hình điểm xã, phường chuyển đổi số",
)
WORDS = (
    "Một số hộ đi làm xa nên phải đến nhiều lần",
    "Đường truyền ở các ấp vùng sâu còn chậm",
    "Đề nghị Sở hướng dẫn thống nhất cách đếm lượt",
)


def body(units: int, activities: int = 3, *, silent: int = 5, before: bool = True) -> Body:
    """A round of so many units; every `silent`-th has not reported, every seventh waits for its acceptance."""
    lines = tuple(_unit(at, silent) for at in range(units))
    numbers = range(1, activities + 1)
    evidence = tuple(
        Evidence(model="reports.submission", id=f"s{at}", name="báo cáo lần 1, gửi 16:20 ngày 15/10/2026")
        for at in range(units)
    )
    figures: list[Figure] = []
    for number in numbers:
        for at, line in enumerate(lines):
            if line.state == "accepted":
                figures += _figures(number, at)
    figures.sort(key=lambda f: (f.activity, f.indicator, f.origin, f.unit))
    said = [
        Said(unit=at, activity=0, sort=sort, text=WORDS[(at + turn) % 3], accepted=line.state == "accepted")
        for at, line in enumerate(lines)
        for turn, sort in enumerate(("difficulties", "proposals"))
        if line.has_reported
    ]
    said += [
        Said(unit=0, activity=1, sort="words", text="Các tổ đi từng ngõ, gõ từng nhà trong 10 buổi tối", accepted=True)
    ]
    return Body(
        plan=PlanFacts(
            id="p", number="100/KH-UBND", day=dt.date(2026, 9, 5), issuer="Ủy ban nhân dân tỉnh Thử Nghiệm",
            title="Tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số tỉnh Thử Nghiệm năm 2026",
            name="Ngày Chuyển đổi số tỉnh Thử Nghiệm năm 2026", duties=6, coming=(TITLES[2],),
        ),
        round=RoundFacts(
            id="r", name="Báo cáo lần đầu", since=dt.date(2026, 9, 15), until=UNTIL,
            due=dt.datetime(2026, 10, 16, tzinfo=HERE), locked=True, before="Kỳ năm ngoái" if before else "",
        ),
        indicators=INDICATORS,
        activities=tuple(_activity(number) for number in numbers),
        units=lines,
        groups=("Cấp huyện", "Sở, ban, ngành, đoàn thể, báo, đài", "Cấp xã"),
        figures=tuple(figures),
        evidence=evidence,
        said=tuple(said),
        guidance=Guidance(
            given=units, acknowledged=max(units - 2, 0), urged=2, asked=4, answered=3,
            letters=(Letter(id="l", number=7, symbol="STTTT-CĐS", day=dt.date(2026, 10, 8), subject="Đôn đốc", units=2),),
        ),
    )  # fmt: skip


def _unit(at: int, silent: int) -> UnitLine:
    name = f"Ủy ban nhân dân xã Thử Nghiệm {at + 1}" if at >= 11 else f"Ủy ban nhân dân huyện Thử Nghiệm {at + 1}"
    missing, waits = at % silent == silent - 1, at % 7 == 6
    when = dt.datetime(2026, 10, 16 if at % 9 == 8 else 15, 16, 20, tzinfo=HERE)
    return UnitLine(
        id=f"u{at}", code=f"tn-{at + 1}", name=name, short=name.replace("Ủy ban nhân dân", "UBND"),
        group="Cấp xã" if at >= 11 else "Cấp huyện", state="" if missing else "submitted" if waits else "accepted",
        first_at=None if missing else when, late=not missing and at % 9 == 8,
        sent=None if missing else Sent(id=f"s{at}", number=1, at=when, sha256="0" * 64),
    )  # fmt: skip


def _activity(number: int) -> Activity:
    base = number * 1000
    return Activity(
        number=number, id=f"a{number}", ref=f"III.{number}", title=TITLES[(number - 1) % len(TITLES)],
        leads=("Ủy ban nhân dân các huyện",), states={"done": 3, "go": 5, "silent": 1},
        asks=(
            Asked(indicator="ho-da-den", target=Decimal(base * 5), required=True),
            Asked(
                indicator="luot-huong-dan", baseline=Decimal(base * 3), last=Decimal(base),
                baseline_source="Báo cáo số 210/BC-STTTT ngày 20/10/2025",
            ),
            Asked(indicator="tai-khoan"), Asked(indicator="ho-so"), Asked(indicator="ho-so-truc-tuyen"),
            Asked(indicator="ty-le-truc-tuyen", target=Decimal(60)),
        ),
    )  # fmt: skip


def _figures(number: int, at: int) -> list[Figure]:
    seed = int(hashlib.sha256(f"{number}.{at}".encode()).hexdigest()[:6], 16) % 900 + 10
    made = []
    for turn, indicator in enumerate(INDICATORS[:5]):
        value = Decimal(seed * (turn + 1) if indicator.code != "ho-so-truc-tuyen" else seed * 2)
        part = None if indicator.course == "stock" else Decimal(seed)
        made.append(Figure(f"f{number}.{at}.{turn}", number, at, indicator.code, "typed", value, part, at))
    if at % 2:
        made.append(Figure(f"c{number}.{at}", number, at, "luot-huong-dan", "counted", Decimal(seed), Decimal(9), at))
    return made


def head(edition: str) -> Head:
    if edition == "ministry":
        return Head(
            agency="Ủy ban nhân dân tỉnh Thử Nghiệm", symbol="BC-UBND", place="Thử Nghiệm",
            addressees=("Bộ Khoa học và Công nghệ",),
            recipients=("Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh", "Sở Khoa học và Công nghệ"),
            authority="TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", position="Phó Chủ tịch", name="Nguyễn Văn Thử",
        )  # fmt: skip
    return Head(
        parent="Ủy ban nhân dân tỉnh Thử Nghiệm", agency="Sở Khoa học và Công nghệ", symbol="BC-SKHCN",
        place="Thử Nghiệm", number=7, day=dt.date(2026, 10, 20), recipients=("Như trên", "Lãnh đạo Sở"),
        addressees=("Chủ tịch Ủy ban nhân dân tỉnh Thử Nghiệm",), archive="VT, CĐS", position="Giám đốc",
        name="Trần Thị Thử",
    )  # fmt: skip
