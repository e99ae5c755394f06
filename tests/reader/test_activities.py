"""Activities and duties of every form that plans use; all texts are invented."""

from typing import Any

from ngayso.reader.exchange import exchange
from tests.reader.written import read_written

HEAD = "ỦY BAN NHÂN DÂN XÃ KIM LÂM\n\nSố: 3/KH-UBND\n\nKim Lâm, ngày 02 tháng 01 năm 2026\n\nKẾ HOẠCH\n\nTổ chức ngày hội số năm 2026\n\nI. MỤC ĐÍCH\n\n1. Nâng cao kỹ năng.\n\n"


def told(body: str) -> dict[str, Any]:
    return exchange(read_written(HEAD + body))


def activities(body: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = told("II. NỘI DUNG\n\n" + body)["activities"]
    return made


def duties(body: str) -> list[tuple[list[str], list[str]]]:
    return [(duty["units"], duty["items"]) for duty in told("III. TỔ CHỨC THỰC HIỆN\n\n" + body)["duties"]]


def test_labels_in_a_sub_heading() -> None:
    [made] = activities(
        "1.1. Kho dữ liệu:\n\na) Nhiệm vụ: dựng kho.\n\nb) Cơ quan thực hiện:\n\n- Đơn vị chủ trì: Sở Y tế.\n\n- Đơn vị phối hợp: Sở Nội vụ.\n\nc) Thời gian thực hiện: Hoàn thành trong năm 2026.\n"
    )
    assert (made["title"], made["leads"], made["partners"]) == ("Kho dữ liệu", ["Sở Y tế"], ["Sở Nội vụ"])
    assert (made["start"], made["end"]) == ("2026-01-01", "2026-12-31")


def test_a_numbered_placeholder_takes_its_title_from_the_content() -> None:
    [made] = activities(
        "1. Truyền thông\n\na) Hoạt động 1\n\n- Nội dung: Phát sóng phim ngắn (từ ngày 01/3 đến ngày 05/3).\n\n- Cơ quan thực hiện: Đài tỉnh chủ trì, phối hợp với Sở Y tế.\n"
    )
    assert made["title"] == "Phát sóng phim ngắn (từ ngày 01/3 đến ngày 05/3)"
    assert (made["leads"], made["partners"], made["end"]) == (["Đài tỉnh"], ["Sở Y tế"], "2026-03-05")


def test_two_events_under_one_heading() -> None:
    made = activities(
        "1. Hội nghị chuyên đề\n\n- Hội nghị ngành y.\n\n+ Cơ quan chủ trì: Sở Y tế.\n\n+ Thời gian: tháng 3/2026.\n\n- Tọa đàm báo chí.\n\n+ Cơ quan chủ trì: Hội Nhà báo.\n"
    )
    assert [(one["title"], one["leads"]) for one in made] == [
        ("Hội nghị ngành y", ["Sở Y tế"]),
        ("Tọa đàm báo chí", ["Hội Nhà báo"]),
    ]


def test_several_label_blocks_in_one_row_of_bullets() -> None:
    made = activities(
        "1. Công tác tuyên truyền\n\n- Treo băng rôn.\n\n- Thời gian: tháng 3/2026.\n\n- Đơn vị chủ trì: Đoàn xã.\n\n"
        "- Phát tờ rơi.\n\n- Thời gian: tháng 4/2026.\n\n- Đơn vị chủ trì: Hội Phụ nữ.\n"
    )
    assert [(one["title"], one["leads"], one["start"]) for one in made] == [
        ("Treo băng rôn", ["Đoàn xã"], "2026-03-01"), ("Phát tờ rơi", ["Hội Phụ nữ"], "2026-04-01"),
    ]  # fmt: skip


def test_phases_of_one_work() -> None:
    made = activities(
        "1. Giải bóng đá\n\n- Thời gian: Đợt 1: từ 01/3 đến 05/3/2026; Đợt 2: ngày 10/4/2026.\n\n- Đơn vị chủ trì: Đoàn xã.\n"
    )
    assert [(one["title"], one["start"], one["leads"]) for one in made] == [
        ("Giải bóng đá: Đợt 1", "2026-03-01", ["Đoàn xã"]), ("Giải bóng đá: Đợt 2", "2026-04-10", ["Đoàn xã"]),
    ]  # fmt: skip


def test_two_deadlines_of_one_work_end_with_the_later() -> None:
    [made] = activities(
        "1. Rà soát văn bản\n\n- Cơ quan thực hiện: Sở Tư pháp.\n\n- Thời gian thực hiện:\n\n+ Sở, ngành gửi kết quả trước ngày 15/3/2026.\n\n+ Sở Tư pháp tổng hợp trước ngày 31/3/2026.\n"
    )
    assert (made["start"], made["end"]) == (None, "2026-03-31")


def test_dated_items_under_a_unit_are_led_by_it() -> None:
    made = activities(
        "1. Sở Tài chính - Cơ quan thường trực\n\n- Lập danh mục.\n\nThời gian hoàn thành: Tháng 3/2026.\n\n- Gửi báo cáo. Thời gian hoàn thành: trước ngày 31/5/2026.\n"
    )
    assert [(one["title"], one["leads"], one["end"]) for one in made] == [
        ("Lập danh mục", ["Sở Tài chính"], "2026-03-31"), ("Gửi báo cáo", ["Sở Tài chính"], "2026-05-31"),
    ]  # fmt: skip


def test_sub_items_inherit_units() -> None:
    made = activities(
        "2.1. Hội nghị hiệp thương\n\n- Nguyên tắc: dân chủ.\n\n(1) Lần thứ nhất: Chậm nhất ngày 10/3/2026.\n\n(2) Lần thứ hai: Chậm nhất ngày 20/3/2026.\n\n- Thời gian: Quý I/2026.\n\n- Đơn vị chủ trì: Ban Thường trực.\n"
    )
    assert [(one["title"], one["leads"], one["end"]) for one in made] == [
        ("Hội nghị hiệp thương", ["Ban Thường trực"], "2026-03-31"),
        ("Lần thứ nhất", ["Ban Thường trực"], "2026-03-10"),
        ("Lần thứ hai", ["Ban Thường trực"], "2026-03-20"),
    ]


def test_sentences_that_name_a_doer_or_a_time() -> None:
    made = activities(
        "1. Truyền thông\n\n- Sở Y tế chủ trì phun hóa chất.\n\n- Hợp tác với các trường đại học để đào tạo.\n\n- Nâng cao nhận thức.\n\n"
        "- Xử lý nước đọng ngay khi nước rút.\n\n- Phun thuốc từ ngày 01/6 đến 15/6/2026.\n\n- Tập huấn cho cán bộ.\n"
    )
    assert [(one["leads"], one["partners"], one["end"]) for one in made] == [
        (["Sở Y tế"], [], None), ([], ["các trường đại học"], None), ([], [], None), ([], [], "2026-06-15"),
    ]  # fmt: skip


def test_aims_and_undated_solutions_are_no_activities() -> None:
    assert (
        told(
            "II. MỤC TIÊU\n\n1. Năm 2026 đạt 60% hộ dân.\n\nIII. GIẢI PHÁP\n\n1. Đẩy mạnh tuyên truyền.\n\n2. Thực hiện trong giai đoạn 2026-2030.\n"
        )["activities"]
        == []
    )


def test_the_plan_of_one_event() -> None:
    [made] = activities(
        "1. Thời gian: 8h00 ngày 10/3/2026.\n\n2. Địa điểm: Nhà Văn hóa.\n\n3. Thành phần: Toàn thể học sinh.\n"
    )
    assert (made["title"], made["start"], made["place"]) == (
        "Tổ chức ngày hội số năm 2026",
        "2026-03-10",
        "Nhà Văn hóa",
    )


def test_a_table_with_merged_cells_groups_and_two_works_in_a_cell() -> None:
    body = (
        "|\nTT\n|\nNhiệm vụ\n|\nCơ quan chủ trì\n|\nThời gian\n|\nSản phẩm\n|\n|\nI\n|\nThể chế\n|\n|\n1\n|\nBan hành quy chế.\n|\nSở Nội vụ\n|\nQuý I/2026\n|\nQuy chế\n|\n"
        "|\nCông bố quy chế.\n|\nSở Tư pháp\n|\n|\n2\n|\nCử nhân lực nhập liệu.\nCử nhân lực vận hành.\n|\nSở Y tế\nSở Tài chính\n|\nNăm 2026\n|\nDanh sách\n|\n"
    )
    made = [(one["title"], one["leads"], one["end"]) for one in activities(body)]
    assert made == [
        ("Ban hành quy chế", ["Sở Nội vụ"], "2026-03-31"),
        ("Công bố quy chế", ["Sở Tư pháp"], "2026-03-31"),
        ("Cử nhân lực nhập liệu", ["Sở Y tế"], "2026-12-31"),
        ("Cử nhân lực vận hành", ["Sở Tài chính"], "2026-12-31"),
    ]


def test_those_who_carry_out_beside_the_lead_take_part() -> None:
    table = "| TT | Việc | Đơn vị chủ trì | Đơn vị thực hiện | Bắt đầu | Kết thúc |\n|-|-|-|-|-|-|\n| 1 | Quét sân | Đoàn xã | Các chi đoàn | 01/3/2026 | 05/3/2026 |\n"
    [made] = activities(f"1. Vệ sinh\n\n{table}")
    assert (made["leads"], made["partners"]) == (["Đoàn xã"], ["Các chi đoàn"])
    assert (made["start"], made["end"]) == ("2026-03-01", "2026-03-05")


def test_a_list_of_members_is_no_work() -> None:
    table = "| TT | Họ và tên | Chức vụ | Nhiệm vụ | Đơn vị |\n|-|-|-|-|-|\n| 1 | Lê Văn Thử | Phó Chủ tịch | Trưởng ban | UBND xã |\n"
    assert activities(f"1. Ban Tổ chức\n\n{table}") == []


def test_labels_below_a_row_of_items_are_of_the_heading() -> None:
    [made] = activities(
        "1. Về xúc tiến\n\n- Tham gia hội chợ.\n\n- Đón đoàn khảo sát.\n\nCơ quan chủ trì: Sở Y tế.\n\nThời gian: Quý II/2026.\n"
    )
    assert (made["title"], made["leads"], made["end"]) == ("Về xúc tiến", ["Sở Y tế"], "2026-06-30")


def test_works_named_behind_their_date_and_under_a_month() -> None:
    made = activities("1. Tiến độ\n\n- Từ 01/3 đến 05/3/2026: Lập kế hoạch.\n\n2. Tháng 9/2026\n\n- Khai giảng.\n")
    assert [(one["title"], one["start"]) for one in made] == [
        ("Lập kế hoạch", "2026-03-01"),
        ("Khai giảng", "2026-09-01"),
    ]


def test_text_under_a_heading_names_its_doer() -> None:
    [made] = activities(
        "1. Cổng dữ liệu\n\nPhòng Kinh tế chủ trì, phối hợp với VNPT xây dựng cổng; xong trước ngày 30/6/2026.\n"
    )
    assert (made["title"], made["leads"], made["partners"]) == ("Cổng dữ liệu", ["Phòng Kinh tế"], ["VNPT"])
    assert made["end"] == "2026-06-30"


def test_the_hours_of_a_day_above_the_table() -> None:
    table = "| Thời gian | Nội dung | Phụ trách |\n|---|---|---|\n| 7h00 - 7h15 | Ổn định | Đoàn trường |\n"
    [made] = activities(f"#### Ngày 1: Thứ Hai, ngày 24/8/2026\n\n{table}")
    assert (made["leads"], made["start"], made["end"]) == (["Đoàn trường"], "2026-08-24", "2026-08-24")
    assert activities(f"1. Chương trình lễ khai mạc\n\n{table}") == []


def test_a_sentence_that_a_table_repeats_counts_once() -> None:
    table = "| TT | Nhiệm vụ | Chủ trì |\n|--|--|--|\n| 1 | Hợp tác với các viện nghiên cứu | Sở Y tế |\n"
    assert len(activities(f"1. Hợp tác với các viện nghiên cứu.\n\n{table}")) == 1


def test_duties_under_headings_and_in_sentences() -> None:
    made = duties(
        "1. Sở Y tế\n\na) Phun thuốc.\n\nb) Báo cáo.\n\n2. Công an tỉnh: bảo đảm an ninh.\n\n3. Giao Sở Nội vụ theo dõi.\n\n4. Đề nghị Hội Nông dân, Hội Phụ nữ vận động hội viên.\n\n"
        "5. Căn cứ Kế hoạch này, các sở, ban, ngành xây dựng kế hoạch của mình.\n\n6. Chế độ báo cáo\n\nCác đơn vị báo cáo trước ngày 15/12/2026.\n"
    )
    assert made == [
        (["Sở Y tế"], ["Phun thuốc", "Báo cáo"]),
        (["Công an tỉnh"], ["bảo đảm an ninh"]),
        (["Sở Nội vụ"], ["theo dõi"]),
        (["Hội Nông dân", "Hội Phụ nữ"], ["vận động hội viên"]),
        (["các sở, ban, ngành"], ["Căn cứ Kế hoạch này, các sở, ban, ngành xây dựng kế hoạch của mình"]),
    ]


def test_a_lead_in_line_gives_way_to_what_it_leads_to() -> None:
    assert duties("1. Sở Y tế\n\nThực hiện các nhiệm vụ sau:\n\n- Phun thuốc.\n\n- Tiêm phòng.\n") == [
        (["Sở Y tế"], ["Phun thuốc", "Tiêm phòng"])
    ]


def test_persons_with_their_office() -> None:
    assert duties("1. Đồng chí Lê Văn Thử, Phó Chủ tịch\n\n- Chỉ đạo chung.\n") == [
        (["Đồng chí Lê Văn Thử, Phó Chủ tịch"], ["Chỉ đạo chung"])
    ]


def test_trouble_is_no_duty() -> None:
    assert duties(
        "1. Sở Y tế: tiêm phòng.\n\nTrong quá trình thực hiện, nếu có vướng mắc, các đơn vị báo cáo về Sở Y tế.\n"
    ) == [(["Sở Y tế"], ["tiêm phòng"])]
