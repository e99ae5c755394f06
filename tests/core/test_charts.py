"""The pictures hold for any days and words: well-formed, inside their frame, no word on another."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.core.charts import Deadline, Row, dayrule, legend, mark, period, timeline, timeline_sheets
from ngayso.core.lettering import cut, width, wrap

SVG = "{http://www.w3.org/2000/svg}"
TODAY = dt.date(2024, 10, 3)
SIZES = {"t-title": 13.5, "t-small": 12.75}

near = st.dates(dt.date(2023, 1, 1), dt.date(2028, 12, 31))
anywhen = st.dates()
words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "Tổ chức Hội nghị tổng kết công tác chuyển đổi số gắn với sơ kết Đề án 06 trên địa bàn tỉnh năm 2024",
        "Ra quân Tổ công nghệ số cộng đồng",
        "<script>alert(1)</script>",
        "",
    ]
)
STATES = ["none", "go", "done", "late", "stuck", "off", "silent", "ask"]


def rows_of(days: st.SearchStrategy[dt.date], least: int = 0, most: int = 12) -> st.SearchStrategy[list[Row]]:
    row = st.builds(
        Row,
        ref=st.sampled_from(["III.1", "III.2.đ", "IV.12.b", "", "Phụ lục II.3.10.a"]),
        title=words,
        who=words,
        start=st.none() | days,
        end=st.none() | days,
        tentative=st.booleans(),
        state=st.sampled_from(STATES),
        url=st.sampled_from(["", "/chuong-trinh/1/", "javascript:alert(1)"]),
        note=st.just("") | words,
    )
    return st.lists(row, min_size=least, max_size=most)


def parsed(svg: str) -> ElementTree.Element:
    # HTML needs no namespace; an XML parser does.
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def frame(root: ElementTree.Element) -> tuple[float, float]:
    _, _, wide, tall = map(float, root.attrib["viewBox"].split())
    return wide, tall


def boxes(root: ElementTree.Element) -> list[tuple[float, float, float, float, str]]:
    """Every written word: left, right, top of its x-height, baseline, text."""
    out = []
    for text in root.iter(f"{SVG}text"):
        css = text.attrib.get("class", "").split()
        size = next((SIZES[name] for name in css if name in SIZES), 13.0)
        said = text.text or ""
        room = width(said, size, strong=bool({"t-strong", "t-ref", "t-title", "t-paper", "t-red"} & set(css)))
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        left = x - room / 2 if text.attrib.get("text-anchor") == "middle" else x
        out.append((left, left + room, y - 0.7 * size, y, said))
    return [box for box in out if box[4].strip()]


def holds(svg: str) -> None:
    root = parsed(svg)
    wide, tall = frame(root)
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert w > 0 or "gold-wash" in rect.attrib["fill"]
        assert x >= -0.05, rect.attrib
        assert x + w <= wide + 0.05, rect.attrib
        assert y >= 0, rect.attrib
        assert y + h <= tall + 0.05, rect.attrib
    placed = boxes(root)
    for left, right, top, base, said in placed:
        assert left >= -0.5, said
        assert right <= wide + 0.5, said
        assert top >= 0, said
        assert base <= tall, said
    for n, (left, right, top, base, said) in enumerate(placed):
        for other_left, other_right, other_top, other_base, other in placed[n + 1 :]:
            apart = right <= other_left or other_right <= left or base <= other_top or other_base <= top
            assert apart, (said, other)
    assert "style=" not in re.sub(r">[^<]*<", "><", svg)
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', svg))


@pytest.mark.parametrize("size", ["wide", "narrow"])
@given(data=st.data(), rows=rows_of(near), today=near)
def test_timeline_holds_for_plans_of_days_to_years(
    size: str, data: st.DataObject, rows: list[Row], today: dt.date
) -> None:
    peak = data.draw(st.none() | st.tuples(near, near).map(lambda pair: (min(pair), max(pair))))
    deadlines = data.draw(st.lists(st.builds(Deadline, near, words), max_size=8))
    holds(timeline(rows, today=today, peak=peak, deadlines=deadlines, width=size))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", ["wide", "narrow"])
@given(rows=rows_of(anywhen, most=4), today=anywhen)
def test_timeline_holds_for_any_days(size: str, rows: list[Row], today: dt.date) -> None:
    holds(timeline(rows, today=today, width=size))  # type: ignore[arg-type]


@given(rows=rows_of(near, least=30, most=40))
def test_long_programmes_are_cut_into_sheets_that_lose_nothing(rows: list[Row]) -> None:
    sheets = timeline_sheets(rows, today=TODAY)
    assert sum(len(re.findall(r"<g><title>|<a href", sheet)) for sheet in sheets) == len(rows)
    for sheet in sheets:
        holds(sheet)
        assert frame(parsed(sheet))[1] < 1000


def test_two_drawings_on_one_page_share_no_name() -> None:
    rows = [Row("I.1", "Lễ phát động", start=TODAY, end=TODAY)]
    (sheet,) = timeline_sheets(rows, today=TODAY)
    names = [re.findall(r' id="([^"]+)"', drawn) for drawn in (timeline(rows, today=TODAY), sheet)]
    assert not set(names[0]) & set(names[1])


def test_a_short_plan_of_days_names_each_day() -> None:
    svg = timeline([Row("I.1", "Lễ phát động", start=TODAY, end=TODAY + dt.timedelta(days=4))], today=TODAY)
    for day in range(3, 8):
        assert f">{day}</text>" in svg
    holds(svg)


def test_what_the_plan_leaves_open_is_drawn_as_open() -> None:
    day = dt.date(2024, 10, 30)
    dotted = timeline([Row("III.2.b", "Cuộc thi", end=day)], today=TODAY)
    assert 'stroke-dasharray="2 4"' in dotted
    hatched = timeline([Row("III.2.a", "Diễn tập", start=TODAY, end=day, tentative=True)], today=TODAY)
    assert re.search(r'fill="url\(#tlw[0-9a-f]+h\)"', hatched)
    unknown = timeline([Row("III.2.g", "Hội nghị")], today=TODAY)
    assert "Kế hoạch không ghi thời gian" in unknown
    wrong = timeline([Row("I", "Sai ngày", start=day, end=TODAY)], today=TODAY)
    assert "Ngày kết thúc đứng trước ngày bắt đầu" in wrong


def test_done_is_gold_and_late_says_so() -> None:
    span = {"start": dt.date(2024, 9, 1), "end": dt.date(2024, 9, 20)}
    done = timeline([Row("I", "Tọa đàm", state="done", **span)], today=TODAY)
    assert 'fill="var(--gold)"' in done
    assert ">xong</text>" in done
    late = timeline([Row("I", "Ra quân", state="late", **span)], today=TODAY)
    assert ">Trễ hạn</text>" in late


def test_today_has_a_flag_only_inside_the_period() -> None:
    rows = [Row("I", "Ra quân", start=dt.date(2024, 10, 1), end=dt.date(2024, 10, 10))]
    assert "Hôm nay 03/10" in timeline(rows, today=TODAY)
    after = timeline(rows, today=dt.date(2024, 12, 1))
    assert "Hôm nay" not in after
    assert "Kỳ này đã qua" in after


def test_rows_link_and_say_everything_to_a_screen_reader() -> None:
    row = Row("III.2.c", "Ra quân", "UBND huyện", dt.date(2024, 10, 1), dt.date(2024, 10, 10), url="/x/?a=1&b=2")
    root = parsed(timeline([row], today=TODAY))
    link = root.find(f"{SVG}a")
    assert link is not None
    assert link.attrib["href"] == "/x/?a=1&b=2"
    assert link.attrib["aria-label"] == "III.2.c Ra quân 01/10/2024 – 10/10/2024 UBND huyện"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None


def test_deadlines_of_one_day_share_a_mark() -> None:
    rows = [Row("I", "Ra quân", start=dt.date(2024, 10, 1), end=dt.date(2024, 10, 31))]
    due = [Deadline(dt.date(2024, 10, 16), "Báo cáo"), Deadline(dt.date(2024, 10, 16), "Quyết toán")]
    svg = timeline(rows, today=TODAY, deadlines=due)
    assert "Báo cáo và 1 hạn khác 16/10" in svg
    assert "Báo cáo: 16/10/2024; Quyết toán: 16/10/2024" in svg


def test_two_drawings_on_a_page_have_their_own_ids() -> None:
    rows = [Row("I", "Ra quân", start=TODAY, end=TODAY)]
    wide, narrow = timeline(rows, today=TODAY), timeline(rows, today=TODAY, width="narrow")
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (wide, narrow)]
    assert not ids[0] & ids[1]
    assert timeline(rows, today=TODAY) == wide


def test_the_legend_says_only_what_is_drawn() -> None:
    rows = [Row("I", "Ra quân", start=TODAY, end=TODAY)]
    assert "dự kiến" not in legend(rows)
    assert "dự kiến" in legend([Row("I", "Diễn tập", start=TODAY, end=TODAY, tentative=True)])
    assert "cao điểm 01/10 – 10/10" in legend(rows, peak=(dt.date(2024, 10, 1), dt.date(2024, 10, 10)))


@given(rows=rows_of(near, most=5), today=near)
def test_the_period_holds_every_day_and_at_least_a_week(rows: list[Row], today: dt.date) -> None:
    first, last = period(rows, today=today)
    assert (last - first).days >= 6
    assert all(first <= day <= last for row in rows for day in (row.start, row.end) if day)


@pytest.mark.parametrize(("left", "filled"), [(None, 0), (45, 0), (10, 0), (7, 3), (1, 9), (0, 10), (-30, 10)])
def test_the_mark_counts_ten_days(left: int | None, filled: int) -> None:
    svg = mark(left, css="clock__pic")
    parsed(svg)
    assert svg.count('stroke="var(--gold)"') == filled
    assert svg.count('stroke="var(--rule)"') == 10 - filled


@given(day=st.dates(dt.date(1, 1, 10)), today=anywhen)
def test_the_ruler_shows_ten_days_and_where_we_are(day: dt.date, today: dt.date) -> None:
    html = dayrule(day, today=today)
    assert html.count("<li") == 10
    assert html.count('class="day"') == 1
    assert html.count("aria-current") == (0 <= (day - today).days < 10)


@given(text=words, room=st.floats(20, 400), lines=st.integers(1, 3))
def test_words_are_wrapped_into_their_room(text: str, room: float, lines: int) -> None:
    out = wrap(text, 13.5, room, lines)
    assert 1 <= len(out) <= lines
    assert all(width(line, 13.5) <= room for line in out)
    assert cut(text, 13.5, 10_000) == text
