"""Long titles are made short without losing what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.plans.titles import post, short_name, short_title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            "Tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số quốc gia, Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024",
            "Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024",
        ),
        ("Triển khai thi hành Luật Dữ liệu", "Thi hành Luật Dữ liệu"),
        ("Kiểm kê tài sản công", "Kiểm kê tài sản công"),
    ],
)
def test_the_name_of_a_programme(title: str, name: str) -> None:
    assert short_name(title) == name


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Tổ chức ra quân của Tổ Công nghệ số cộng đồng trên địa bàn tỉnh", "Ra quân của Tổ Công nghệ số cộng đồng"),
        ("Các hoạt động truyền thông hưởng ứng Ngày hội", "Truyền thông hưởng ứng Ngày hội"),
        ("Tổ chức lại Ban Chỉ huy", "Tổ chức lại Ban Chỉ huy"),
        ("Phối hợp với lực lượng quân đội", "Phối hợp với lực lượng quân đội"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert short_title(title) == short


@given(st.text(min_size=1, max_size=300), st.integers(min_value=12, max_value=80))
def test_a_short_title_is_never_longer_than_asked(title: str, most: int) -> None:
    assert len(short_title(title, most=most)) <= most
    if title.split():
        assert short_name(title)


def test_posts_as_running_text_has_them() -> None:
    assert post("KT. CHỦ TỊCH") == "KT. Chủ tịch"
    assert post("PHÓ CHỦ TỊCH") == "Phó Chủ tịch"
    assert post("TM. ỦY BAN NHÂN DÂN") == "TM. Ủy ban nhân dân"
    assert post("GIÁM ĐỐC") == "Giám đốc"
    assert post("") == ""


@pytest.mark.parametrize(
    ("title", "names", "short"),
    [
        (
            "TỔ CHỨC CÁC HOẠT ĐỘNG HƯỞNG ỨNG NGÀY CHUYỂN ĐỔI SỐ TỈNH SÔNG LAM NĂM 2025",
            ["Ủy ban nhân dân tỉnh Sông Lam"],
            "Ngày Chuyển đổi số tỉnh Sông Lam năm 2025",
        ),
        (
            "PHÁT TRIỂN KINH TẾ TẬP THỂ TRÊN ĐỊA BÀN THÀNH PHỐ AN LẠC",
            ["Ủy ban nhân dân thành phố An Lạc", "An Lạc"],
            "Phát triển kinh tế tập thể trên địa bàn thành phố An Lạc",
        ),
        ("Tuần lễ An toàn số ở xã Hòa Bình", [], "Tuần lễ An toàn số ở xã Hòa Bình"),
    ],
)
def test_a_title_in_capitals_is_said_in_running_text(title: str, names: list[str], short: str) -> None:
    assert short_name(title, names) == short
