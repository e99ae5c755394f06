"""Whole plans made up for tests: what a plan says (Plan), how an office writes it (Manner), and both with hypothesis.

Provinces, bodies and persons are invented or combined at random; the same Plan in any Manner must be read alike.
"""

import dataclasses
import datetime as dt
import textwrap

from hypothesis import strategies as st

BODIES = (
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Nội vụ",
    "Công an tỉnh",
    "Văn phòng Ủy ban nhân dân tỉnh",
    "Đài Phát thanh và Truyền hình tỉnh",
    "Hội Nông dân tỉnh",
    "Ủy ban nhân dân các xã, phường",
    "các sở, ban, ngành tỉnh",
    "các doanh nghiệp viễn thông",
    "Tỉnh đoàn",
    "Trung tâm Chuyển đổi số",
)
WORKS = (
    "Tổ chức lễ phát động Tuần lễ kỹ năng số",
    "Tập huấn kỹ năng số cho cán bộ cấp xã",
    "Ra quân hướng dẫn người dân dùng dịch vụ công",
    "Mở gian hàng trưng bày giải pháp số",
    "Cuộc thi tìm hiểu dữ liệu mở",
    "Diễn tập ứng cứu sự cố mạng",
    "Triển khai mô hình chợ không tiền mặt",
    "Tọa đàm về an toàn dữ liệu trẻ em",
)
TASKS = (
    "Theo dõi, đôn đốc các đơn vị thực hiện Kế hoạch.",
    "Bố trí nhân lực, trang thiết bị phục vụ các hoạt động.",
    "Tuyên truyền rộng rãi đến đoàn viên, hội viên.",
    "Bảo đảm an toàn thông tin trong thời gian diễn ra sự kiện.",
    "Hướng dẫn các địa phương triển khai tại cơ sở.",
)
PROVINCES = ("Bình Sơn", "Phú Thạnh", "An Hải", "Kim Lâm")
PLACES = (None, "Nhà Văn hóa trung tâm", "Hội trường Tỉnh ủy", "Quảng trường mùng 2 tháng 9")


@dataclasses.dataclass(frozen=True)
class Work:
    """An activity as it is meant."""

    title: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    start: dt.date
    end: dt.date
    place: str | None


@dataclasses.dataclass(frozen=True)
class Task:
    """A duty as it is meant."""

    body: str
    items: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Plan:
    province: str
    number: int
    day: dt.date
    works: tuple[Work, ...]
    tasks: tuple[Task, ...]


@dataclasses.dataclass(frozen=True)
class Manner:
    """How an office writes: its numbers, words, order of labels, dates and lines."""

    marks: tuple[str, str, str]
    """Row of section marks, of item marks, of label marks."""
    lead: str
    partner: str
    time: str
    place: str
    labels_turned: bool
    dates: str
    wide: int
    """Letters a line; 0 for one line a paragraph."""
    closing: str
    """What ends a label."""


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_LETTERS = "abcdđeghiklm"


def _mark(row: str, at: int) -> str:
    return row.replace("I", _ROMAN[at]).replace("A", "ABCDEGH"[at]).replace("1", str(at + 1)).replace("a", _LETTERS[at])


def _time(work: Work, manner: Manner) -> str:
    start, end = work.start, work.end
    if manner.dates == "slash":
        return f"từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"
    if manner.dates == "words":
        return f"Từ ngày {start.day:02} tháng {start.month:02} năm {start.year} đến ngày {end.day:02} tháng {end.month:02} năm {end.year}"
    if manner.dates == "dash":
        return f"{start:%d/%m/%Y} - {end:%d/%m/%Y}"
    return f"từ {start.day}/{start.month} đến {end.day}/{end.month}/{end.year}"


def paragraphs(plan: Plan, manner: Manner) -> list[str]:
    """The paragraphs of the whole plan, head to signature."""
    section, item, label = manner.marks
    made = [
        f"ỦY BAN NHÂN DÂN TỈNH {plan.province.upper()}",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {plan.number}/KH-UBND",
        f"{plan.province}, ngày {plan.day.day:02} tháng {plan.day.month:02} năm {plan.day.year}",
        "KẾ HOẠCH",
        f"Tổ chức Tuần lễ kỹ năng số tỉnh {plan.province} năm {plan.day.year}",
        f"Căn cứ Nghị quyết số 12/NQ-CP ngày 02/01/{plan.day.year} của Chính phủ;",
        f"Ủy ban nhân dân tỉnh {plan.province} ban hành Kế hoạch với các nội dung sau:",
        f"{_mark(section, 0)} MỤC ĐÍCH, YÊU CẦU",
        f"{_mark(item, 0)} Nâng cao kỹ năng số của người dân trên địa bàn tỉnh.",
        f"{_mark(section, 1)} NỘI DUNG",
    ]
    for at, work in enumerate(plan.works):
        made.append(f"{_mark(item, at)} {work.title}")
        said = [f"{manner.time}: {_time(work, manner)}", f"{manner.lead}: {'; '.join(work.leads)}"]
        said += [f"{manner.partner}: {'; '.join(work.partners)}"] if work.partners else []
        said += [f"{manner.place}: {work.place}"] if work.place else []
        if manner.labels_turned:
            said.reverse()
        made += [f"{_mark(label, n)} {text}{manner.closing}" for n, text in enumerate(said)]
    made += [f"{_mark(section, 2)} KINH PHÍ", "Kinh phí thực hiện từ nguồn ngân sách nhà nước theo phân cấp."]
    made.append(f"{_mark(section, 3)} TỔ CHỨC THỰC HIỆN")
    for at, task in enumerate(plan.tasks):
        made.append(f"{_mark(item, at)} {task.body[:1].upper()}{task.body[1:]}")
        made += [f"{_mark(label, n)} {text}" for n, text in enumerate(task.items)]
    made += [
        "Trên đây là Kế hoạch tổ chức Tuần lễ kỹ năng số, đề nghị các đơn vị nghiêm túc thực hiện./.",
        "Nơi nhận:",
        "- Các sở, ban, ngành tỉnh;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Văn Mẫu",
    ]
    return made


def written(plan: Plan, manner: Manner) -> str:
    """The plan as a text file."""
    made = paragraphs(plan, manner)
    if manner.wide:
        made = [textwrap.fill(text, manner.wide, break_long_words=False, break_on_hyphens=False) for text in made]
    return "\n\n".join(made)


def tabled(plan: Plan) -> str:
    """The plan with its activities in a Markdown table."""
    manner = Manner(("I.", "1.", "-"), "", "", "", "", False, "slash", 0, "")
    lines = []
    for text in paragraphs(dataclasses.replace(plan, works=()), manner):
        lines.append(text)
        if text == "II. NỘI DUNG":
            rows = [
                "| TT | Nội dung công việc | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian | Địa điểm |",
                "|---|---|---|---|---|---|",
            ]
            for at, work in enumerate(plan.works):
                cells = [
                    str(at + 1),
                    work.title,
                    "; ".join(work.leads),
                    "; ".join(work.partners),
                    _time(work, manner),
                    work.place or "",
                ]
                rows.append(f"| {' | '.join(cells)} |")
            lines.append("\n".join(rows))
    return "\n\n".join(lines)


def _unique(names: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def works(draw: st.DrawFn, titles: tuple[str, ...], year: int) -> tuple[Work, ...]:
    made = []
    for title in titles:
        bodies = draw(_unique(BODIES, 1, 4))
        leads = draw(st.integers(1, len(bodies)))
        start = draw(st.dates(dt.date(year, 1, 2), dt.date(year, 11, 20)))
        end = start + dt.timedelta(days=draw(st.integers(1, 30)))
        made.append(Work(title, bodies[:leads], bodies[leads:], start, end, draw(st.sampled_from(PLACES))))
    return tuple(made)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of one to five activities and one to four duties."""
    day = draw(st.dates(dt.date(2021, 1, 1), dt.date(2029, 12, 31)))
    bodies = draw(_unique(BODIES, 1, 4))
    tasks = tuple(Task(body, draw(_unique(TASKS, 1, 3))) for body in bodies)
    return Plan(
        draw(st.sampled_from(PROVINCES)),
        draw(st.integers(1, 4000)),
        day,
        draw(works(draw(_unique(WORKS, 1, 5)), day.year)),
        tasks,
    )


def manners() -> st.SearchStrategy[Manner]:
    """Ways of writing that offices use."""
    return st.builds(
        Manner,
        marks=st.sampled_from((("I.", "1.", "a)"), ("I.", "1.", "-"), ("A.", "I.", "1."), ("I/", "1/", "a/"), ("I-", "1-", "+"), ("I.", "a)", "-"))),
        lead=st.sampled_from(("Đơn vị chủ trì", "Cơ quan chủ trì thực hiện", "Chủ trì", "Đơn vị thực hiện", "Cơ quan chủ trì")),
        partner=st.sampled_from(("Đơn vị phối hợp", "Cơ quan phối hợp thực hiện", "Phối hợp", "Đơn vị phối hợp thực hiện")),
        time=st.sampled_from(("Thời gian", "Thời gian thực hiện", "Thời gian tổ chức", "Thời hạn thực hiện", "Tiến độ thực hiện")),
        place=st.sampled_from(("Địa điểm", "Địa điểm tổ chức", "Nơi tổ chức")),
        labels_turned=st.booleans(),
        dates=st.sampled_from(("slash", "words", "dash", "short")),
        wide=st.sampled_from((0, 60, 75, 90)),
        closing=st.sampled_from((".", ";", "")),
    )  # fmt: skip
