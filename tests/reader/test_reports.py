import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.reader.reading import Report
from ngayso.reader.reports import read_reports
from ngayso.words.dates import say_day
from tests.reader.written import laid_with_sections

HEAD = "KẾ HOẠCH\nTổ chức ngày sách năm 2024\n\nI. MỤC ĐÍCH\n\nBáo cáo nhiều hơn.\n\nII. TỔ CHỨC THỰC HIỆN\n\n1. Các phòng\n\n"


def reports(item: str) -> tuple[Report, ...]:
    text, lines, sections = laid_with_sections(HEAD + item + "\n")
    return read_reports(text, lines, sections, (), issued=dt.date(2024, 9, 5), title=None)


def short(item: str) -> list[tuple[str | None, str | None]]:
    return [(r.to.text if r.to else None, r.due.isoformat() if r.due else None) for r in reports(item)]


@pytest.mark.parametrize(
    ("item", "want"),
    [
        ("a) Báo cáo kết quả về Sở Y tế trước ngày 16/10/2024.", [("Sở Y tế", "2024-10-16")]),
        ("a) Gửi báo cáo kết quả về Phòng Nội vụ chậm nhất ngày 16/10 để tổng hợp, báo cáo UBND xã.", [("Phòng Nội vụ", "2024-10-16")]),
        ("a) Báo cáo UBND tỉnh (qua Sở Nội vụ) kết quả thực hiện trước ngày 01/11/2024.", [("Sở Nội vụ", "2024-11-01")]),
        ("a) Tổng hợp, báo cáo Bộ Y tế và Ủy ban nhân dân tỉnh về kết quả thực hiện.", [("Bộ Y tế và Ủy ban nhân dân tỉnh", None)]),
        ("a) Định kỳ hằng quý báo cáo kết quả về Sở Y tế.", [("Sở Y tế", None)]),
        ("a) Trước ngày 30 tháng 11 hằng năm báo cáo kết quả về Sở Y tế.", [("Sở Y tế", None)]),
        (
            "a) Báo cáo 6 tháng (trước ngày 10/6/2025), năm (trước ngày 10/11/2025) về Ban Chỉ đạo (qua Sở Y tế).",
            [("Sở Y tế", "2025-06-10")],
        ),
        ("a) Đánh giá kết quả và báo cáo UBND tỉnh (thông qua Sở Y tế) trước ngày 01/12 hằng năm.", [("Sở Y tế", None)]),
        ("a) Báo cáo kết quả về Sở Y tế trong vòng 05 ngày sau khi kết thúc.", [("Sở Y tế", None)]),
        ("a) Gửi báo cáo về Sở Y tế hằng tuần và báo cáo tổng kết trước ngày 10/8/2025.", [("Sở Y tế", "2025-08-10")]),
        ("a) Báo cáo sơ kết: trước ngày 15/6/2025.", [(None, "2025-06-15")]),
        ("a) Thời gian báo cáo: trước ngày 10/12/2025.", [(None, "2025-12-10")]),
        ("a) Gửi biên bản họp về Phòng Nội vụ chậm nhất ngày 01/02/2025.", [("Phòng Nội vụ", "2025-02-01")]),
        ("a) Tham mưu UBND xã báo cáo Sở Y tế trước ngày 12/11/2024.", [("Sở Y tế", "2024-11-12")]),
        ("a) Tham mưu UBND xã báo cáo Sở Y tế.", []),
        ("a) Rà soát sách hỏng, báo cáo Giám đốc Sở trước ngày 12/11/2024.", [("Giám đốc Sở", "2024-11-12")]),
        ("a) Báo cáo Ủy ban nhân dân tỉnh trước ngày 15 tháng 12 hằng năm.", [("Ủy ban nhân dân tỉnh", None)]),
        ("a) Hoàn thành báo cáo kết quả, trình Thường trực HĐND xã trước ngày 12/11/2024.", [("Thường trực HĐND xã", "2024-11-12")]),
        ("a) Tổng hợp báo cáo Ban Chỉ đạo vào ngày 20 hằng tháng.", [("Ban Chỉ đạo", None)]),
        ("a) Nếu có vướng mắc, báo cáo về Sở Y tế.", []),
        ("a) Gửi kế hoạch và đăng ký về Sở Y tế trước ngày 16/10/2024.", []),
        ("a) Cử báo cáo viên; báo cáo chuyên đề về sách.", []),
        ("a) Tổng hợp, báo cáo theo quy định.", []),
        (
            "a) Tổng hợp, báo cáo kết quả gửi Sở Y tế.\n\nThời hạn hoàn thành: Trước ngày 15/4/2025.",
            [("Sở Y tế", "2025-04-15")],
        ),
        (
            "a) Báo cáo kết quả về Sở Y tế trước ngày 16/10/2024.\n\nb) Gửi kết quả về Sở Y tế trước ngày 16/10/2024.",
            [("Sở Y tế", "2024-10-16")],
        ),
    ],
)  # fmt: skip
def test_who_reports_to_whom_by_when(item: str, want: list[tuple[str | None, str | None]]) -> None:
    assert short(item) == want


@given(
    st.sampled_from(["Sở Tài chính", "Ủy ban nhân dân xã", "Phòng Văn hóa - Xã hội", "Ban Giám hiệu", "Tỉnh đoàn"]),
    st.dates(min_value=dt.date(2024, 1, 1), max_value=dt.date(2030, 12, 31)),
    st.sampled_from(["Báo cáo kết quả về {} trước ngày {}.", "Gửi báo cáo về {} chậm nhất ngày {}.", "Báo cáo {} kết quả trước ngày {}."]),
)  # fmt: skip
def test_any_receiver_and_day_is_read_back(receiver: str, day: dt.date, pattern: str) -> None:
    assert short("a) " + pattern.format(receiver, say_day(day))) == [(receiver, day.isoformat())]


def test_a_report_says_where_it_stands() -> None:
    (report,) = reports("a) Báo cáo kết quả về Sở Y tế trước ngày 16/10/2024.")
    assert report.ref == "II.1.a"
    assert report.due_text is not None
    assert report.due_text.text == "trước ngày 16/10/2024"


def test_a_column_of_products_orders_no_report() -> None:
    table = (
        "| STT | Nhiệm vụ | Chủ trì | Thời gian | Sản phẩm |\n|---|---|---|---|---|\n"
        "| 1 | Kiểm tra việc đọc sách | Sở Y tế | Tháng 10/2024 | Báo cáo kết quả gửi Sở Y tế |\n"
        "| 2 | Báo cáo kết quả về Sở Nội vụ | Sở Y tế | Trước ngày 20/12/2024 | Báo cáo |\n"
    )
    assert short("a) Theo bảng sau.\n\n" + table) == [("Sở Nội vụ", "2024-12-20")]


def test_a_returning_time_is_kept_whole() -> None:
    (report,) = reports("a) Định kỳ 6 tháng (trước ngày 15/6), năm (trước ngày 10/12) báo cáo kết quả về Sở Y tế.")
    assert report.due_text is not None
    assert report.due_text.text == "Định kỳ 6 tháng (trước ngày 15/6), năm (trước ngày 10/12)"
