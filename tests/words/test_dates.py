import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.words.dates import date_range, find_dates, say_day


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("từ ngày 15/9 đến 10/10/2024", "2024-09-15", "2024-10-10"),
        ("Từ 15/9/2024 đến ngày 10/10/2024", "2024-09-15", "2024-10-10"),
        ("từ ngày 15 tháng 9 năm 2024 đến hết ngày 10 tháng 10 năm 2024", "2024-09-15", "2024-10-10"),
        ("từ ngày 01 đến ngày 10 tháng 10 năm 2024", "2024-10-01", "2024-10-10"),
        ("từ ngày 01 - 10/10/2024", "2024-10-01", "2024-10-10"),
        ("từ 0h00 ngày 15/9 đến 24h00 ngày 10/10/2024", "2024-09-15", "2024-10-10"),
        ("bắt đầu từ ngày 01/10/2024 và kết thúc vào ngày 10/10/2024", "2024-10-01", "2024-10-10"),
        ("từ 20/12 đến 05/01/2025", "2024-12-20", "2025-01-05"),
        ("từ ngày 20/12/2024 đến ngày 05/01", "2024-12-20", "2025-01-05"),
        ("ngày 15 tháng 9 năm 2024", "2024-09-15", "2024-09-15"),
        ("7h30, ngày 05/10/2024", "2024-10-05", "2024-10-05"),
        ("14 giờ 00 phút, thứ Sáu, ngày 04/10/2024 (dự kiến 01 buổi)", "2024-10-04", "2024-10-04"),
        ("03 ngày: 24, 25 và 26 tháng 8 năm 2026", "2026-08-24", "2026-08-26"),
        ("trong tháng 10/2024", "2024-10-01", "2024-10-31"),
        ("06 ngày, dự kiến trong tháng 10/2024", "2024-10-01", "2024-10-31"),
        ("Tháng 2 năm 2024", "2024-02-01", "2024-02-29"),
        ("từ tháng 9/2024 đến tháng 10/2024", "2024-09-01", "2024-10-31"),
        ("Tháng 11 - 12/2025", "2025-11-01", "2025-12-31"),
        ("tháng 9 và tháng 10/2024", "2024-09-01", "2024-10-31"),
        ("Quý III/2024", "2024-07-01", "2024-09-30"),
        ("Quí IV-2025", "2025-10-01", "2025-12-31"),
        ("Quý IV năm 2025", "2025-10-01", "2025-12-31"),
        ("Quý III, IV/2025", "2025-07-01", "2025-12-31"),
        ("Quý IV/2025 và Quý I/2026", "2025-10-01", "2026-03-31"),
        ("Từ tháng 12/2025 đến quý I/2026", "2025-12-01", "2026-03-31"),
        ("6 tháng cuối năm 2025", "2025-07-01", "2025-12-31"),
        ("năm 2024", "2024-01-01", "2024-12-31"),
        ("2025 - 2026", "2025-01-01", "2026-12-31"),
        ("Hoàn thành trong năm 2025", "2025-01-01", "2025-12-31"),
        ("trước ngày 30/10/2024", None, "2024-10-30"),
        ("Trước 16h00 ngày 30/10/2024", None, "2024-10-30"),
        ("chậm nhất ngày 10/12/2025 (trước ngày bầu cử 95 ngày)", None, "2025-12-10"),
        ("đến hết ngày 31/12/2024", None, "2024-12-31"),
        ("dự kiến 05/12 (chậm nhất 10/12)", "2024-12-05", "2024-12-05"),
        ("ngày 05/10 hoặc ngày 06/10/2024", "2024-10-05", "2024-10-05"),
        ("từ ngày 15/9/2024 đến ngày 10/10/2024 hoặc trong toàn bộ tháng 10/2024", "2024-09-15", "2024-10-10"),
        ("từ ngày 15/9 đến 15/10/2024, trong đó cao điểm từ ngày 01/10 đến 20/10/2024", "2024-09-15", "2024-10-15"),
        ("trong 10 ngày (từ ngày 01/10/2024 đến ngày 10/10/2024)", "2024-10-01", "2024-10-10"),
        ("vòng 1 trước ngày 15/12/2025; vòng 2 trước ngày 31/12/2025", None, "2025-12-31"),
        ("phát động ngày 01/9/2024, hoàn thành trước ngày 30/10/2024", "2024-09-01", "2024-10-30"),
        ("năm 2025 và các năm tiếp theo", "2025-01-01", None),
        ("2026 trở đi", "2026-01-01", None),
        ("từ tháng 11/2025 đến khi kết thúc kiểm kê", "2025-11-01", None),
        ("kể từ ngày 01/11/2025", "2025-11-01", None),
        ("ngày 10/10", "2024-10-10", "2024-10-10"),
        ("Từ năm 2026 đến năm 2030", "2026-01-01", "2030-12-31"),
        ("Tuần 2 tháng 12/2025", "2025-12-01", "2025-12-31"),
        ("Hoàn thành trước tháng 12/2025", None, "2025-11-30"),
        ("theo hướng dẫn về pháp luật trước ngày 15/11/2025", None, "2025-11-15"),
        ("Sáng 15/9 và chiều 16/9/2025", "2025-09-15", "2025-09-16"),
        ("nhận bài: từ ngày 01/11/2025 đến ngày 30/11/2025; trao giải: 20/12/2025", "2025-11-01", "2025-12-20"),
    ],
)
def test_times_as_documents_print_them(text: str, start: str | None, end: str | None) -> None:
    found = date_range(text, year=2024)
    assert found is not None
    assert (found.start, found.end) == (day(start), day(end))


@pytest.mark.parametrize(
    "text",
    [
        "thường xuyên",
        "Hằng năm",
        "Tháng 12 hằng năm",
        "định kỳ trước ngày 01/6 và 15/11 hằng năm",
        "trước ngày 20 hằng tháng",
        "ngay khi nước rút",
        "7h00 - 7h15",
        "trong 24-48 giờ",
        "06 ngày",
        "năm học 2025-2026",
        "theo Quyết định số 505/QĐ-TTg ngày 22/4/2022",
        "theo tiến độ của Luật Đất đai 2024",
        "theo Nghị định 12/2024/NĐ-CP",
        "từ ngày 15 đến ngày 28 tháng 12 âm lịch",
        "ngày 31/02/2024",
        "",
    ],
)
def test_a_text_without_a_day_gives_none(text: str) -> None:
    assert date_range(text, year=2024) is None


def test_without_any_year_nothing_is_guessed() -> None:
    assert date_range("ngày 10/10") is None
    assert date_range("tháng 10") is None


def test_a_range_printed_the_wrong_way_round_has_no_end_and_is_unsure() -> None:
    found = date_range("từ ngày 15/10/2024 đến ngày 10/9/2024")
    assert found is not None
    assert (found.start, found.end, found.rule) == (dt.date(2024, 10, 15), None, "date.reversed")
    assert found.confidence < 0.5


def test_tentative_and_unsure_times_say_so() -> None:
    tentative = date_range("dự kiến trong tháng 10/2024")
    either = date_range("ngày 05/10 hoặc ngày 06/10/2024")
    printed = date_range("ngày 05/10/2024")
    assert tentative
    assert tentative.tentative
    assert either
    assert either.confidence < 0.7
    assert printed
    assert printed.confidence >= 0.9
    assert not printed.tentative


def test_running_text_gives_each_date_with_its_place() -> None:
    text = "Đăng ký trước ngày 20/9/2024 tỷ lệ 1/2 số hộ; khai mạc ngày 01 tháng 10 năm 2024, bế mạc ngày 10/10."
    found = find_dates(text, year=2024)
    assert [text[slice(*d.span)] for d in found] == ["trước ngày 20/9/2024", "ngày 01 tháng 10 năm 2024", "ngày 10/10"]
    assert found[0].start is None


DAYS = st.dates(min_value=dt.date(2001, 1, 1), max_value=dt.date(2098, 12, 31))
PRINT = st.sampled_from(
    [say_day, lambda d: f"{d.day:02}/{d.month:02}/{d.year}", lambda d: f"{d.day:02} tháng {d.month:02} năm {d.year}"]
)
RANGE = st.sampled_from(
    ["từ ngày {} đến ngày {}", "Từ {} đến {}", "từ ngày {} - {}", "Từ ngày {} đến hết ngày {}", "{} – {}"]
)


@given(DAYS, DAYS, PRINT, RANGE)
def test_a_printed_range_is_read_back(a: dt.date, b: dt.date, said, pattern: str) -> None:  # type: ignore[no-untyped-def]
    first, last = sorted((a, b))
    found = date_range(pattern.format(said(first), said(last)))
    assert found is not None
    assert (found.start, found.end, found.precision) == (first, last, "day")


@given(DAYS, PRINT, st.sampled_from(["trước ngày {}", "chậm nhất ngày {}", "đến hết ngày {}", "hoàn thành trước {}"]))
def test_a_printed_deadline_is_read_back(a: dt.date, said, pattern: str) -> None:  # type: ignore[no-untyped-def]
    found = date_range(pattern.format(said(a)))
    assert found is not None
    assert (found.start, found.end) == (None, a)


@given(DAYS, st.integers(1, 300))
def test_the_missing_year_comes_from_the_mate(first: dt.date, days: int) -> None:
    last = first + dt.timedelta(days=days)
    found = date_range(f"từ ngày {first.day}/{first.month} đến ngày {last.day}/{last.month}/{last.year}")
    assert found is not None
    assert (found.start, found.end) == (first, last)


@given(
    st.integers(2001, 2098),
    st.integers(1, 12),
    st.sampled_from(["tháng {1}/{0}", "trong tháng {1:02} năm {0}", "{1:02}/{0}"]),
)
def test_a_printed_month_is_read_back(year: int, month: int, pattern: str) -> None:
    found = date_range(pattern.format(year, month))
    assert found is not None
    assert found.precision == "month"
    assert found.start == dt.date(year, month, 1)
    assert found.end == dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


@given(st.text(alphabet="ngày tháng năm từ đến quý trước 0123456789/.-–,()ivhoặc"))
def test_no_text_breaks_the_grammar(text: str) -> None:
    for found in [*find_dates(text, year=2024), *filter(None, [date_range(text)])]:
        assert 0 <= found.span[0] < found.span[1] <= len(text)
        assert not (found.start and found.end) or found.start <= found.end


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("09 - 10/2026", "2026-09-01", "2026-10-31"),
        ("tháng 4,5,6/2026", "2026-04-01", "2026-06-30"),
        ("Quý II, III, IV năm 2026", "2026-04-01", "2026-12-31"),
        ("Q2/2026", "2026-04-01", "2026-06-30"),
        ("Thứ 7, ngày 20/12/2025", "2025-12-20", "2025-12-20"),
        ("Phòng Nội vụ tham mưu, trước 31/01/2026", "None", "2026-01-31"),
    ],
)
def test_lists_of_months_weekdays_and_deadlines_behind_a_comma(text: str, start: str, end: str) -> None:
    found = date_range(text, year=2024)
    assert found is not None
    assert (str(found.start), str(found.end)) == (start, end)


def test_the_number_of_a_place_and_half_a_day_are_no_date() -> None:
    assert find_dates("phường Hòa Thắng 5 và xã Cao Thăng 3 tổ chức", year=2026) == []
    assert [str(one.start) for one in find_dates("xong trong thang 5", year=2026)] == ["2026-05-01"]
    half = date_range("1/2 ngày, sáng 25/3/2026", year=2026)
    assert half is not None
    assert (str(half.start), str(half.end)) == ("2026-03-25", "2026-03-25")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("01 buổi, từ 7h30 ngày 20/3/2026", "2026-03-20", "2026-03-20"),
        ("từ 8h00 ngày 10/11 đến 17h00 ngày 12/11/2025", "2025-11-10", "2025-11-12"),
        ("tại khu phố 3, ngày 09/11/2025", "2025-11-09", "2025-11-09"),
    ],
)
def test_hours_and_numbers_of_places_are_no_days(text: str, start: str, end: str) -> None:
    found = date_range(text, year=2024)
    assert found is not None
    assert (str(found.start), str(found.end)) == (start, end)


def test_a_bare_day_behind_a_part_of_the_day() -> None:
    assert [str(one.start) for one in find_dates("trao 50 suất quà vào sáng 10/11", year=2025)] == ["2025-11-10"]
