"""Labels of activities and doers in sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.reader.doers import is_unit, leading_units, leads_inside, partners_in
from ngayso.reader.labels import kind_of, qualifier, read_labels


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Thời gian", "time"), ("Thời gian tuyên truyền", "time"), ("Thời hạn hoàn thành", "time"), ("Dự kiến thời gian tổ chức", "time"),
        ("Thời gian, địa điểm", "timeplace"), ("Địa điểm", "place"), ("Nơi tổ chức", "place"),
        ("Đơn vị chủ trì", "lead"), ("Cơ quan chủ trì thực hiện", "lead"), ("Chủ trì", "lead"), ("Đơn vị, cá nhân phụ trách", "lead"),
        ("Đơn vị phối hợp", "partner"), ("Cơ quan phối hợp thực hiện", "partner"), ("Phối hợp", "partner"),
        ("Đơn vị thực hiện", "doer"), ("Cơ quan thực hiện", "doer"), ("Phân công thực hiện", "doer"), ("Đơn vị tổ chức", "doer"),
        ("Đối tượng tham gia", "audience"), ("Thành phần", "audience"), ("Thành phần tham dự", "audience"),
        ("Nội dung", "content"), ("Nội dung thi", "content"), ("Hình thức", "content"), ("Kết quả", "result"), ("Kinh phí", "funding"),
        ("Sở Nội vụ", None), ("Triển khai chiến dịch", None), ("Thời gian qua", None), ("Tổ chức Hội nghị", None), ("", None),
    ],
)  # fmt: skip
def test_kinds(label: str, kind: str | None) -> None:
    assert kind_of(label) == kind


def test_labels_inside_a_paragraph_part_it() -> None:
    text = "Tặng quà học sinh. Thời gian: ngày 05/9/2026. Đơn vị chủ trì: Hội Khuyến học; phối hợp: Đoàn xã."
    made = [(said.kind, text[said.value : said.end].strip(" .;")) for said in read_labels(text)]
    assert made == [("time", "ngày 05/9/2026"), ("lead", "Hội Khuyến học"), ("partner", "Đoàn xã")]


def test_a_time_without_its_colon() -> None:
    assert [said.kind for said in read_labels("Thời gian thực hiện từ tháng 3 đến tháng 5 năm 2026.")] == ["time"]
    assert read_labels("Thời gian là vàng bạc.") == []


def test_what_a_time_label_says_beyond_time() -> None:
    assert qualifier("Thời gian thực hiện") == ""
    assert qualifier("Thời gian nhận bài dự thi") == "nhận bài dự thi"


@pytest.mark.parametrize(
    "name",
    [
        "Sở Y tế",
        "Uỷ ban nhân dân xã",
        "UBND các phường",
        "các sở, ngành",
        "Công an tỉnh",
        "Đ/c Lan",
        "Thầy Bình",
        "Đối tượng thực hiện",
    ],
)
def test_names_of_bodies_and_persons(name: str) -> None:
    assert is_unit(name)


@pytest.mark.parametrize(
    "words",
    [
        "Tổ chức hội thi",
        "Ban hành quy chế",
        "Phòng chống dịch",
        "Báo cáo kết quả",
        "Bảo đảm an ninh",
        "Bộ tiêu chí",
        "Đoàn kết",
        "Trường hợp cần",
        "Số hóa hồ sơ",
    ],
)
def test_words_that_only_begin_like_names(words: str) -> None:
    assert not is_unit(words)


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("Sở Y tế chủ trì, phối hợp với Sở Nội vụ tổ chức lớp", "Sở Y tế", "chủ trì"),
        ("Giao Phòng Kinh tế cân đối ngân sách", "Phòng Kinh tế", "cân đối"),
        ("Đề nghị Hội Nông dân, Hội Phụ nữ: vận động hội viên", "Hội Nông dân, Hội Phụ nữ", " vận động"),
        ("Các cơ quan, tổ chức có liên quan căn cứ Kế hoạch này", "Các cơ quan, tổ chức có liên quan", "căn cứ"),
        ("Ban Quản lý các khu công nghiệp hướng dẫn doanh nghiệp", "Ban Quản lý các khu công nghiệp", "hướng dẫn"),
        ("Các đơn vị được giao nhiệm vụ có trách nhiệm báo cáo", "Các đơn vị được giao nhiệm vụ", "có trách nhiệm"),
        ("Sở Y tế phối hợp Trung tâm Y tế: tiêm phòng", "Sở Y tế phối hợp Trung tâm Y tế", " tiêm"),
    ],
)
def test_the_names_that_a_sentence_begins_with(text: str, names: str, rest: str) -> None:
    found = leading_units(text)
    assert found is not None
    assert text[found[0] : found[1]].strip() == names
    assert text[found[2] :].startswith(rest)


@pytest.mark.parametrize("text", ["Tổ chức hội nghị tổng kết", "Nâng cao nhận thức của người dân", "Sở Y tế"])
def test_sentences_that_begin_with_no_doer(text: str) -> None:
    assert leading_units(text) is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Phối hợp với lực lượng quân đội, công an hỗ trợ vận chuyển nước", "lực lượng quân đội, công an"),
        ("Hợp tác với các trường đại học để đào tạo nhân lực", "các trường đại học"),
        ("Mời gọi các doanh nghiệp số tham gia ngày hội", "các doanh nghiệp số"),
    ],
)
def test_those_who_take_part(text: str, who: str) -> None:
    assert [text[low:high].strip() for low, high in partners_in(text)] == [who]


def test_a_doer_named_further_on() -> None:
    text = "Nâng cấp đường truyền (Phòng Kinh tế chủ trì; xong trong quý III)"
    found = leads_inside(text)
    assert found is not None
    assert text[found[0] : found[1]] == "Phòng Kinh tế"
    assert leads_inside("Nâng cấp đường truyền (thực hiện thường xuyên)") is None


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    for said in read_labels(text):
        assert 0 <= said.start <= said.value <= said.end <= len(text)
    found = leading_units(text)
    assert found is None or 0 <= found[0] <= found[1] <= found[2] <= len(text)
    assert all(0 <= low <= high <= len(text) for low, high in partners_in(text))


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Chỉ đạo", "lead"), ("Báo cáo viên", "lead"), ("Chủ trì hội nghị", "lead"), ("Cơ quan trình", "result"), ("Khách mời", "audience")],
)  # fmt: skip
def test_further_kinds(label: str, kind: str) -> None:
    assert kind_of(label) == kind


def test_labels_on_one_line_and_the_doer_behind_them() -> None:
    text = "Thời gian dự kiến: tháng 5/2026; địa điểm: Nhà văn hóa xã; đối tượng: học sinh khối 9; Xã đoàn chủ trì phối hợp với Hội Khuyến học tổ chức."
    made = [(said.kind, text[said.value : said.end].strip(" .;")) for said in read_labels(text)]
    assert made[:3] == [("time", "tháng 5/2026"), ("place", "Nhà văn hóa xã"), ("audience", "học sinh khối 9")]
    assert made[3][0] == "lead"
    assert made[3][1].startswith("Xã đoàn chủ trì")


def test_labels_in_brackets() -> None:
    text = "(Thời gian: ngày 02/6/2026. Địa điểm: xã Đông. Chỉ đạo: Ban Chỉ huy Quân sự.)"
    assert [(said.kind, said.start == 0) for said in read_labels(text)] == [
        ("time", True), ("place", False), ("lead", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Công ty Khai thác công trình thủy lợi kiểm tra 05 hồ", "Công ty Khai thác công trình thủy lợi "),
        ("Ban An toàn giao thông thị trấn hướng dẫn các thôn", "Ban An toàn giao thông thị trấn "),
        ("Tổ Cảnh sát khu vực in 300 tờ rơi", "Tổ Cảnh sát khu vực "),
        ("Các hợp tác xã nạo vét kênh", "Các hợp tác xã "),
    ],
)
def test_names_end_before_the_verb_and_no_sooner(text: str, name: str) -> None:
    found = leading_units(text)
    assert found is not None
    assert text[found[0] : found[1]] == name


def test_partners_right_behind_chu_tri() -> None:
    text = "Tổ Trật tự chủ trì, phối hợp Đoàn Thanh niên phường tổ chức ra quân"
    assert [text[low:high].strip() for low, high in partners_in(text)] == ["Đoàn Thanh niên phường"]


def test_a_label_with_la_in_place_of_its_colon() -> None:
    text = "Thực hiện theo quý; đơn vị đầu mối là Phòng Du lịch."
    assert [(said.kind, text[said.value : said.end].strip(" .")) for said in read_labels(text)] == [
        ("lead", "Phòng Du lịch")
    ]


def test_the_first_of_two_verbs_belongs_to_the_name() -> None:
    text = "Trung tâm Xúc tiến đầu tư chủ trì tham mưu"
    found = leading_units(text)
    assert found is not None
    assert text[found[0] : found[1]] == "Trung tâm Xúc tiến đầu tư "
