"""Doers that a sentence names: behind a heading, in a further sentence, clause by clause; names of phases."""

import pytest

from ngayso.reader.prose import head_and_doer, is_phase
from ngayso.reader.reading import Activity
from tests.reader.written import read_written

_HEAD = "KẾ HOẠCH\nPhòng, chống hạn năm 2026\n\nII. NỘI DUNG\n\n"


def activities(body: str) -> tuple[Activity, ...]:
    return read_written(
        _HEAD + body + "\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Phòng Nội vụ: theo dõi việc thực hiện.\n"
    ).activities


def told(one: Activity) -> tuple[str, list[str], list[str]]:
    title = one.title.text if one.title is not None else ""
    return title, [name.text for name in one.leads], [name.text for name in one.partners]


def test_a_heading_and_its_doer_behind_a_colon() -> None:
    found = activities(
        "1. Kiểm tra các hồ chứa: Phòng Kinh tế phối hợp với Công ty Thủy lợi kiểm tra 05 hồ, từ ngày 02/3 đến 09/3/2026.\n\n"
        "2. Thẩm định hồ sơ: UBND các xã; thời gian chậm nhất ngày 30/6/2026.\n\n"
        "3. Cắt tỉa cây xanh: Ban Quản lý chợ huyện, xong trước 15/4."
    )
    assert [told(one) for one in found] == [
        ("Kiểm tra các hồ chứa", ["Phòng Kinh tế"], ["Công ty Thủy lợi"]),
        ("Thẩm định hồ sơ", ["UBND các xã"], []),
        ("Cắt tỉa cây xanh", ["Ban Quản lý chợ huyện"], []),
    ]
    assert [str(one.when.end) for one in found if one.when] == ["2026-03-09", "2026-06-30", "2026-04-15"]


@pytest.mark.parametrize("text", ["Yêu cầu: các lớp", "Sở Y tế: Sở Nội vụ phối hợp", "Thời gian: Phòng Kinh tế thực hiện", "Mục tiêu: Hộ dân được hỗ trợ"])  # fmt: skip
def test_no_doer_behind_a_name_or_label(text: str) -> None:
    assert head_and_doer(text) is None


def test_the_doer_in_a_further_sentence_and_clause() -> None:
    found = activities(
        "1. Kiện toàn Ban Chỉ huy các cấp. Phòng Kinh tế tham mưu cấp huyện; UBND các xã thực hiện cấp xã. Hoàn thành trước ngày 30/4/2026.\n\n"
        "2. Điện lực huyện chủ động cắt điện khi ngập; Viễn thông huyện bảo đảm liên lạc; Đoàn Thanh niên xã phối hợp thực hiện."
    )
    assert [told(one)[1:] for one in found] == [
        (["Phòng Kinh tế", "UBND các xã"], []),
        (["Điện lực huyện", "Viễn thông huyện"], ["Đoàn Thanh niên xã"]),
    ]


def test_phases_bear_the_name_of_the_work_above_them() -> None:
    found = activities(
        "1. Tập huấn cán bộ xã:\n\n- Lớp thứ nhất: tại hội trường xã, từ ngày 10 đến 12/3/2026, 40 học viên.\n\n"
        "- Lớp thứ hai: tại trung tâm, từ ngày 17 đến 19/3/2026, 50 học viên."
    )
    assert [told(one) for one in found] == [
        ("Tập huấn cán bộ xã: Lớp thứ nhất", [], []),
        ("Tập huấn cán bộ xã: Lớp thứ hai", [], []),
    ]


@pytest.mark.parametrize(
    ("name", "phase"),
    [("Đợt 2", True), ("Cấp tỉnh", True), ("Vòng sơ khảo", True), ("Lớp thứ ba", True), ("Lớp tập huấn", False), ("Tổng kết", False)],
)  # fmt: skip
def test_names_of_phases(name: str, phase: bool) -> None:
    assert is_phase(name) is phase


def test_who_leads_a_team_is_behind_do() -> None:
    found = activities("1. Kiểm tra\n\n- Đoàn số 2 do Sở Y tế làm trưởng đoàn kiểm tra các chợ trong tháng 4/2026.")
    assert [told(one)[1] for one in found] == [["Sở Y tế"]]


def test_joined_by_cung_and_what_giao_ban_is() -> None:
    found = activities(
        "1. Khánh thành nhà tình thương: Hội Chữ thập đỏ chủ trì cùng Công đoàn xã, hoàn thành trước 15/11/2026.\n\n"
        "2. Tặng quà\n\nHội Phụ nữ xã phối hợp cùng các nhà hảo tâm trao quà vào sáng 10/11.\n\n"
        "3. Giao ban: thứ Hai hằng tuần. Người phụ trách: Chánh Văn phòng.\n\n"
        "4. Ngày hội\n\n- Cấp thôn: từ ngày 10/11 đến ngày 18/11/2026, do Ban Công tác Mặt trận thôn tổ chức."
    )
    assert [told(one) for one in found] == [
        ("Khánh thành nhà tình thương", ["Hội Chữ thập đỏ"], ["Công đoàn xã"]),
        ("Tặng quà", ["Hội Phụ nữ xã"], ["các nhà hảo tâm"]),
        ("Giao ban: thứ Hai hằng tuần", ["Chánh Văn phòng"], []),
        ("Ngày hội: Cấp thôn", ["Ban Công tác Mặt trận thôn"], []),
    ]


def test_a_doer_among_labels_and_a_heading_like_a_unit() -> None:
    found = activities(
        "1. Xây dựng Quy chế\n\n- Phòng Kinh tế chủ trì, phối hợp với Phòng Tài chính và các đơn vị liên quan;\n\n- Thời hạn: Quý III năm 2026.\n\n"
        "2. Đội hình tình nguyện xây dựng nông thôn mới\n\n- Thời gian: tháng 7/2026\n\n- Đơn vị thực hiện: Đoàn xã\n\n"
        "3. Chiến dịch hè: do Ban Thanh thiếu nhi phụ trách, trong tháng 6/2026."
    )
    assert [told(one) for one in found] == [
        ("Xây dựng Quy chế", ["Phòng Kinh tế"], ["Phòng Tài chính", "các đơn vị liên quan"]),
        ("Đội hình tình nguyện xây dựng nông thôn mới", ["Đoàn xã"], []),
        ("Chiến dịch hè", ["Ban Thanh thiếu nhi"], []),
    ]


def test_a_number_that_counts_on_begins_a_paragraph() -> None:
    found = activities(
        "4. Hè\n4.1 Lễ ra quân: 07h00, ngày 05/6/2026 tại huyện\n4.2 Khám bệnh: Hội Thầy thuốc trẻ thực hiện."
    )
    assert [told(one)[0] for one in found] == ["Lễ ra quân", "Khám bệnh"]
