"""Manners of writing that plans of schools, youth unions, councils and hospitals have: whole readings."""

import pytest

from ngayso.reader.doers import leading_units, leads_inside
from ngayso.reader.reading import Activity
from tests.reader.written import read_written

_HEAD = "KẾ HOẠCH\nHoạt động tháng 3 năm 2026\n\n"
_TAIL = "\n\nV. TỔ CHỨC THỰC HIỆN\n\n1. Văn phòng: theo dõi.\n"


def told(one: Activity) -> tuple[str, list[str], str, str]:
    title = one.title.text if one.title is not None else ""
    when = f"{one.when.start}..{one.when.end}" if one.when is not None else ""
    return title, [name.text for name in one.leads], when, one.place.text if one.place is not None else ""


def activities(body: str) -> list[tuple[str, list[str], str, str]]:
    return [told(one) for one in read_written(_HEAD + body + _TAIL).activities]


def test_a_schedule_of_times_and_places_is_one_activity_a_row() -> None:
    assert activities(
        "IV. NỘI DUNG\n\n2. Khảo sát tại các thôn\n\nNgày          Nơi làm việc      Người chủ trì\n"
        "02/4/2026     Thôn 1            Bà Hoa\n03/4/2026     Thôn 5            Ông Bình\n"
    ) == [
        ("Khảo sát tại các thôn: Thôn 1", ["Bà Hoa"], "2026-04-02..2026-04-02", "Thôn 1"),
        ("Khảo sát tại các thôn: Thôn 5", ["Ông Bình"], "2026-04-03..2026-04-03", "Thôn 5"),
    ]


def test_a_time_that_a_merged_cell_lost_is_that_of_the_row_above() -> None:
    made = activities(
        "IV. LỊCH CÔNG TÁC\n\n| Tuần | Thời gian | Nội dung công việc | Người thực hiện |\n|---|---|---|---|\n"
        "| 1 | 02/3 - 06/3 | Phát động thi đua | Tổng phụ trách |\n| | | Nộp hồ sơ dự thi | Tổ trưởng |\n| 2 | 09/3 | Thi vẽ | Chi đoàn |\n"
    )
    assert [when for _, _, when, _ in made] == [
        "2026-03-02..2026-03-06", "2026-03-02..2026-03-06", "2026-03-09..2026-03-09",
    ]  # fmt: skip


def test_who_helps_is_a_partner() -> None:
    made = read_written(
        _HEAD + "IV. ĐỀ ÁN\n\n| TT | Nội dung | Khoa chủ trì | Hỗ trợ | Thời gian |\n|---|---|---|---|---|\n"
        "| 1 | Giảm thời gian chờ | Khoa Dược | Phòng Hành chính | Quý I/2026 |\n" + _TAIL
    ).activities
    assert [name.text for name in made[0].partners] == ["Phòng Hành chính"]


def test_labels_of_the_last_numbered_item_are_its_own() -> None:
    assert activities(
        "IV. NỘI DUNG\n\n1. Rà soát quy trình: Phòng Nội vụ tham mưu, trước 28/02/2026.\n\n2. Tập huấn\n\n"
        "Thời gian: 12/3/2026\n\nĐịa điểm: Hội trường B\n\nNgười thực hiện: Phòng Y tế\n"
    )[1] == ("Tập huấn", ["Phòng Y tế"], "2026-03-12..2026-03-12", "Hội trường B")


def test_the_time_and_people_of_the_whole_plan_are_no_work() -> None:
    made = activities(
        "II. PHẠM VI, ĐỐI TƯỢNG\n\n1. Phạm vi: từ ngày 01/01/2025 đến ngày 31/12/2025.\n\nIII. THÀNH PHẦN ĐOÀN GIÁM SÁT\n\n"
        "1. Trưởng đoàn: ông Lê Văn An.\n\nIV. TRỌNG TÂM THÁNG 3\n\n- Kiểm tra hồ sơ.\n"
    )
    assert made == []


def test_bodies_under_another_heading_have_duties() -> None:
    reading = read_written(
        _HEAD
        + "D. BIỆN PHÁP THỰC HIỆN\n\n1. Ban Giám hiệu: chỉ đạo, kiểm tra.\n\n2. Tổng phụ trách Đội: xây dựng kịch bản trước ngày 10/3/2026.\n"
    )
    assert [duty.units[0].text for duty in reading.duties] == ["Ban Giám hiệu", "Tổng phụ trách Đội"]
    assert reading.activities == ()


def test_a_bar_too_many_ends_at_the_title() -> None:
    reading = read_written(
        "HUYỆN ĐOÀN AN SƠN\nSố: 25-KH/HĐTN\n|\nĐOÀN TNCS HỒ CHÍ MINH\nAn Sơn, ngày 15 tháng 02 năm 2026\n|\nKẾ HOẠCH\nTổ chức Tháng Thanh niên\n\n"
        "II. NỘI DUNG\n\n1. Lễ ra quân\n\n- Thời gian: ngày 01/3/2026\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Huyện Đoàn\n\n- Theo dõi.\n\n"
        "|\nNơi nhận:\n- Tỉnh Đoàn;\n|\nTM.\nBAN THƯỜNG VỤ\nBÍ THƯ\nLê Thị Lan\n|\n"
    )
    assert reading.header.title is not None
    assert reading.header.title.text == "Tổ chức Tháng Thanh niên"
    assert [told(one)[0] for one in reading.activities] == ["Lễ ra quân"]
    assert len(reading.duties) == 1


def test_two_lettered_items_on_one_line() -> None:
    assert [row[0] for row in activities(
        "IV. NỘI DUNG\n\n4. Sơ kết, tổng kết\n\na) Sơ kết: ngày 16/3/2026. b) Tổng kết: trước ngày 20/4/2026.\n"
    )] == ["Sơ kết", "Tổng kết"]  # fmt: skip


def test_who_stands_before_phoi_hop_is_a_partner() -> None:
    made = read_written(
        _HEAD
        + "IV. NỘI DUNG\n\n2. Thi nấu ăn\n\n- Thời gian: 06/3/2026\n\n- Ban Tổ chức: Hội Phụ nữ xã chủ trì; Hội Nông dân xã, Đoàn Thanh niên xã phối hợp\n"
        + _TAIL
    ).activities
    assert [name.text for name in made[0].leads] == ["Hội Phụ nữ xã"]
    assert [name.text for name in made[0].partners] == ["Hội Nông dân xã", "Đoàn Thanh niên xã"]


def test_a_column_of_time_and_place_and_one_of_the_end() -> None:
    made = activities(
        "IV. NỘI DUNG\n\n| TT | Nội dung | Người phụ trách | Thời gian, địa điểm |\n|---|---|---|---|\n"
        "| 1 | Thi vẽ tranh | Cô Hoa | 12/3/2026, tại Nhà văn hóa xã |\n"
    )
    assert [one[2:] for one in made] == [("2026-03-12..2026-03-12", "Nhà văn hóa xã")]
    made = activities(
        "IV. NỘI DUNG\n\n| Nhiệm vụ | Đơn vị thực hiện | Hoàn thành |\n|---|---|---|\n| Số hóa sách | Thư viện | Cả năm 2026 |\n"
    )
    assert [one[2] for one in made] == ["2026-01-01..2026-12-31"]


def test_the_steps_of_a_meeting_are_no_activities() -> None:
    made = read_written(
        "KẾ HOẠCH\nTổ chức hội nghị tập huấn đọc sách\n\nI. MỤC ĐÍCH\n\nĐọc nhiều.\n\nII. THỜI GIAN, THÀNH PHẦN\n\n"
        "1. Thời gian: 1/2 ngày, Thứ Sáu, ngày 31/7/2026.\n\n2. Thành phần: cán bộ thư viện.\n\nIII. TỔ CHỨC THỰC HIỆN\n\n"
        "1. Văn phòng: chuẩn bị hội trường.\n\nPHỤ LỤC\n\nDỰ KIẾN CHƯƠNG TRÌNH HỘI NGHỊ\n\nThời gian: sáng ngày 31/7/2026\n\n"
        "| Thời gian | Nội dung | Thực hiện |\n|---|---|---|\n| 8h00 - 8h10 | Đón tiếp đại biểu | Văn phòng |\n"
        "| 8h10 - 8h20 | Khai mạc | Lãnh đạo Sở |\n"
    )
    assert [told(one)[:3] for one in made.activities] == [
        ("Tổ chức hội nghị tập huấn đọc sách", [], "2026-07-31..2026-07-31")
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trung tâm Kiểm soát thanh toán BHYT, BHXH điện tử: Chủ trì xây dựng tài liệu", "Trung tâm Kiểm soát thanh toán BHYT, BHXH điện tử"),
        ("Các cơ sở Đoàn đồng loạt ra quân", "Các cơ sở Đoàn"),
        ("Đoàn kiểm tra do Chủ tịch xã thành lập tiến hành kiểm tra", "Đoàn kiểm tra do Chủ tịch xã thành lập"),
        ("Cơ sở KCB tuyến xã: cử cán bộ", "Cơ sở KCB tuyến xã"),
        ("Các Sở: Tài chính, Y tế, Công Thương: phối hợp thực hiện", "Các Sở: Tài chính, Y tế, Công Thương"),
        ("Các Sở: Tài chính, Y tế phối hợp thực hiện", "Các Sở: Tài chính, Y tế"),
        ("Các trường: tổ chức tuyên truyền", "Các trường"),
    ],
)  # fmt: skip
def test_a_name_is_not_cut_inside(text: str, name: str) -> None:
    found = leading_units(text)
    assert found is not None
    assert text[found[0] : found[1]].strip() == name


def test_a_sports_day_is_no_body_and_who_sets_a_team_up_leads_nothing() -> None:
    assert leading_units("Hội thao công nhân, viên chức: tổ chức tháng 5") is None
    assert leads_inside("Tham gia các đoàn kiểm tra do Ban Thường trực tỉnh tổ chức khi có yêu cầu") is None


@pytest.mark.parametrize(
    "heading", ["PHÂN CÔNG THỰC HIỆN", "TRÁCH NHIỆM CỦA CÁC ĐƠN VỊ", "BIỆN PHÁP THỰC HIỆN", "PHÂN CÔNG NHIỆM VỤ"]
)
def test_headings_that_give_duties_to_bodies(heading: str) -> None:
    made = read_written(
        f"{_HEAD}IV. {heading}\n\n1. Phòng Tổ chức\n- Theo dõi việc thi.\n- Tổng hợp.\n\n2. Khoa Nội: cử người dự thi.\n\n"
        "3. Đề nghị Công đoàn bệnh viện vận động đoàn viên.\n"
    )
    assert [([unit.text for unit in duty.units], len(duty.items)) for duty in made.duties] == [
        (["Phòng Tổ chức"], 2), (["Khoa Nội"], 1), (["Công đoàn bệnh viện"], 1),
    ]  # fmt: skip


def test_numbered_names_of_works_are_headings() -> None:
    made = activities(
        "IV. NỘI DUNG\n\n1. Hoạt động 1: Tiêm chủng thường xuyên\n\n- Thời gian: tháng 3/2026\n\n- Đơn vị thực hiện: Trạm Y tế\n\n"
        "2. Nội dung tập huấn: kỹ năng số\n\n- Thời gian: tháng 4/2026\n\n- Đơn vị chủ trì: Đoàn xã\n"
    )
    assert [(title, leads) for title, leads, _, _ in made] == [
        ("Hoạt động 1: Tiêm chủng thường xuyên", ["Trạm Y tế"]), ("Nội dung tập huấn: kỹ năng số", ["Đoàn xã"]),
    ]  # fmt: skip


def test_what_stands_behind_the_name_of_the_signer() -> None:
    header = read_written(
        _HEAD
        + "IV. NỘI DUNG\n\n1. Tập huấn: Đoàn xã thực hiện.\n\nNơi nhận:\n- Các chi bộ;\n- Lưu.\n\nTRƯỞNG BAN\n\nLê Quang Đông (Bí thư Đảng ủy)\n"
    ).header
    assert header.signer_name is not None
    assert header.signer_name.text == "Lê Quang Đông"


_AGENDA = (
    "| Thời gian | Nội dung | Thực hiện |\n|---|---|---|\n| 8h00 - 8h10 | Đón tiếp đại biểu | Văn phòng |\n"
    "| 8h10 - 8h20 | Khai mạc | Giám đốc |\n| 8h20 - 9h00 | Giới thiệu sách mới | Thư viện |\n"
)


def test_the_agenda_of_one_meeting_with_its_day_above() -> None:
    made = activities(f"III. CHƯƠNG TRÌNH HỘI NGHỊ\n\nThời gian: ngày 05/4/2026\n\n{_AGENDA}")
    assert [one[0] for one in made] == ["CHƯƠNG TRÌNH HỘI NGHỊ"]


def test_the_hours_of_one_day_of_several_are_activities() -> None:
    assert len(activities(f"III. NỘI DUNG\n\nNGÀY 1: THỨ HAI, NGÀY 06/4/2026\n\n{_AGENDA}")) == 3


def test_who_takes_part_beside_who_leads() -> None:
    made = read_written(
        f"{_HEAD}IV. NỘI DUNG\n\n| TT | Nhiệm vụ | Người phụ trách | Tham gia | Hoàn thành |\n|---|---|---|---|---|\n"
        f"| 1 | Thi vẽ | Cô Hoa | Khoa Dược, Khoa Nội | 15/3/2026 |\n{_TAIL}"
    ).activities
    assert [name.text for name in made[0].partners] == ["Khoa Dược", "Khoa Nội"]
    assert made[0].audience is None


def test_weeks_and_days_as_headings_without_numbers() -> None:
    made = activities(
        "II. NỘI DUNG\n\nTuần 1 (từ 02/3 đến 07/3/2026):\n- Phát động thi đua: Tổng phụ trách.\n- Trang trí lớp học.\n\n"
        "Tuần 2 (từ 09/3 đến 14/3/2026):\n- Thi văn nghệ cấp trường: Ban văn nghệ, 14h00 ngày 13/3 tại sân trường.\n"
    )
    assert [(title, leads, when) for title, leads, when, _ in made] == [
        ("Phát động thi đua", ["Tổng phụ trách"], "2026-03-02..2026-03-07"),
        ("Trang trí lớp học", [], "2026-03-02..2026-03-07"),
        ("Thi văn nghệ cấp trường", ["Ban văn nghệ"], "2026-03-13..2026-03-13"),
    ]


def test_a_step_with_words_of_its_own_keeps_them() -> None:
    made = activities(
        "II. NỘI DUNG\n\n3. Các bước tiến hành\n\nBước 1: Thành lập Ban Tổ chức (trước ngày 20/02/2026).\n\nBước 2: Tổng duyệt ngày 24/3/2026.\n"
    )
    assert [title for title, _, _, _ in made] == [
        "Bước 1: Thành lập Ban Tổ chức (trước ngày 20/02/2026)",
        "Bước 2: Tổng duyệt ngày 24/3/2026",
    ]


def test_works_of_one_cell_each_with_its_lead_and_the_number_of_a_week() -> None:
    made = read_written(
        f"{_HEAD}II. CÔNG TÁC\n\n| Tuần | Thời gian | Nội dung công việc | Người thực hiện |\n|---|---|---|---|\n"
        f"| 1 | 02/3 - 06/3 | - Thi vẽ.<br>- Thi hát. | BGH, TPT<br>GVCN |\n| 2 | 09/3 | Thi đọc | Văn phòng |\n{_TAIL}"
    ).activities
    assert [(one.title.text, [name.text for name in one.leads]) for one in made if one.title] == [
        ("Thi vẽ", ["BGH", "TPT"]), ("Thi hát", ["GVCN"]), ("Thi đọc", ["Văn phòng"]),
    ]  # fmt: skip
    assert [one.time.text for one in made if one.time] == ["02/3 - 06/3", "02/3 - 06/3", "09/3"]
