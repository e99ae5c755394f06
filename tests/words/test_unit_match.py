"""Which unit a printed name means: what must agree, what may be a slip, what is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.words.unit_match import Names, match, read_name

DIRECTORY = {
    1: ["Sở Thông tin và Truyền thông"],
    2: ["Sở Văn hóa, Thể thao và Du lịch"],
    3: ["Ủy ban nhân dân Phường 1"],
    4: ["Ủy ban nhân dân Phường 2"],
    5: ["Ủy ban nhân dân huyện Cái Bè"],
    6: ["Ủy ban nhân dân huyện Cái Nước"],
}


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("Sở TTTT", 1), ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", 1), ("Sở Thông tin & Truyền thông", 1), ("Sở VHTTDL", 2),
        ("Sở Văn hoá, Thể thao và Du lịch", 2), ("UBND Phường 2", 4), ("UBND huyện Cái Bè", 5),
        ("Uỷ ban nhân dân huyện Cái Nuớc", 6), ("UBND P.1", 3), ("UBND H. Cái Bè", 5),
    ],
)  # fmt: skip
def test_a_printed_name_finds_its_unit(printed: str, unit: int) -> None:
    assert match(printed, DIRECTORY).sure == unit


def test_what_is_not_sure_is_asked() -> None:
    found = match("UBND huyện Cái", DIRECTORY)
    assert found.sure is None
    assert {k for k, _ in found.asked} >= {5, 6}
    assert match("UBND Phường 3", DIRECTORY).sure is None
    assert match("Câu lạc bộ cờ tướng", DIRECTORY).asked == ()


PROVINCE = {
    "so-tttt": ["Sở Thông tin và Truyền thông"],
    "so-nv": ["Sở Nội vụ"],
    "bo-tttt": ["Bộ Thông tin và Truyền thông"],
    "ca": ["Công an tỉnh Bình Minh"],
    "tinh-uy": ["Tỉnh ủy Bình Minh"],
    "doan": ["Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Bình Minh"],
    "doan-ha": ["Huyện Đoàn Sông Hạ"],
    "bao": ["Báo Bình Minh"],
    "ubnd": ["Ủy ban nhân dân tỉnh Bình Minh"],
    "ha": ["Ủy ban nhân dân huyện Sông Hạ"],
    "thuong": ["Ủy ban nhân dân thị xã Sông Thượng"],
    "tt-yt-ha": ["Trung tâm Y tế"],
    "ha-a": ["Ủy ban nhân dân xã Đồng Bắc A"],
    "ha-b": ["Ủy ban nhân dân xã Đồng Bắc B"],
    "ha-hoi": ["Ủy ban nhân dân xã Tân Hội"],
    "thuong-hoi": ["Ủy ban nhân dân xã Tân Hội"],
    "ha-thanh": ["Ủy ban nhân dân xã Thanh Lộc"],
    "thuong-thanh": ["Ủy ban nhân dân xã Thạnh Lộc"],
    "kcn": ["Ban Quản lý các khu công nghiệp"],
}
HOME = ["Ủy ban nhân dân tỉnh Bình Minh"]
ABOVE = {
    code: [
        *(PROVINCE["ha"] if code.startswith(("ha-", "tt-yt-ha", "doan-ha")) else ()),
        *(PROVINCE["thuong"] if code.startswith("thuong-") else ()),
        *HOME,
    ]
    for code in PROVINCE
    if code != "bo-tttt"
}
NAMES = Names(PROVINCE, ABOVE)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        # The province at the end is ours or is not said.
        ("Sở TT&TT tỉnh Bình Minh", "so-tttt"),
        ("Sở Nội vụ tỉnh", "so-nv"),
        ("Sở Nội vụ tỉnh An Giang", None),
        ("Sở Nội vụ Cà Mau", None),
        ("Sở Nội vụ thành phố Cần Thơ", None),
        ("Công an tỉnh", "ca"),
        ("CA tỉnh", "ca"),
        ("Công an tỉnh Kiên Giang", None),
        ("Công an thành phố Bình Minh", None),
        ("Tỉnh ủy", "tinh-uy"),
        ("Tỉnh uỷ Bình Minh", "tinh-uy"),
        ("Tỉnh ủy Kiên Giang", None),
        ("Tỉnh Đoàn", "doan"),
        ("Đoàn Thanh niên tỉnh", "doan"),
        ("Báo Bình Minh", "bao"),
        ("Báo Cà Mau", None),
        ("UBND tỉnh", "ubnd"),
        ("UBND các tỉnh", None),
        ("UBND tỉnh Lâm Đồng", None),
        ("Bộ TT&TT", "bo-tttt"),
        ("Bộ Thông tin và Truyền thông tỉnh Bình Minh", None),
        # The head word.
        ("Sở Ngoại vụ", None),
        ("Bộ Nội vụ", None),
        ("Phòng Nội vụ", None),
        ("Báo tỉnh", None),
        ("Chủ tịch UBND tỉnh", None),
        ("Các Phó Chủ tịch UBND Thành phố", None),
        # Slips of scanning, but no good word for another.
        ("Sở Thông tin và Truyền thônq", "so-tttt"),
        ("Sờ Thông tin và Truyển thông", "so-tttt"),
        ("Sở Thông tin và Truyềnthông", "so-tttt"),
        ("Sở Thông tin và Tuyên truyền", None),
        ("Ủy ban nhân dâr huyệh Sông Hạ", "ha"),
        ("Uỷ ban nhân dân tỉnk Bình Minh", "ubnd"),
        ("Sở Nội yụ", None),
        ("UBND xã Tah Hội", None),
        ("UBND xã Đồng Bắk A", "ha-a"),
        ("Công an tỉnh Bình Mính", "ca"),
        # Districts.
        ("UBND huyện Sông Hạ", "ha"),
        ("UBND thị xã Sông Hạ", None),
        ("UBND Sông Thượng", "thuong"),
        ("UBND huyện", None),
        ("Huyện đoàn Sông Hạ", "doan-ha"),
        ("Đoàn TNCS Hồ Chí Minh huyện Sông Hạ", "doan-ha"),
        ("Huyện đoàn Sông Thượng", None),
        ("Trung tâm Y tế huyện Sông Hạ", "tt-yt-ha"),
        ("Trung tâm Y tế tỉnh Bình Minh", None),
        # Communes: letters, numbers, tones and the district.
        ("UBND Tx. Sông Thượng", "thuong"),
        ("UBND xã Đồng Bắc A", "ha-a"),
        ("UBND xã Đồng Bắc", None),
        ("UBND xã Đồng Bắc C", None),
        ("UBND xã Đồng Bắc B, huyện Sông Hạ, tỉnh Bình Minh", "ha-b"),
        ("UBND xã Đồng Bắc B, huyện Sông Hạ, tỉnh An Giang", None),
        ("UBND xã Đồng Bắc B, thị xã Sông Thượng", None),
        ("UBND xã Tân Hội", None),
        ("UBND xã Tân Hội, thị xã Sông Thượng", "thuong-hoi"),
        ("UBND xã Tân Hội - huyện Sông Hạ", "ha-hoi"),
        ("UBND X. Tân Hội, TX. Sông Thượng", "thuong-hoi"),
        ("UBND xã Thanh Lộc", "ha-thanh"),
        ("UBND xã Thạnh Lộc", "thuong-thanh"),
        ("UBND xã Thành Lộc", None),
        ("UBND xã Thanh Loc", None),
        # One unit is no group, and two are not one.
        ("các Sở Nội vụ", None),
        ("UBND các huyện", None),
        ("Ban Quản lý các khu công nghiệp tỉnh", "kcn"),
        ("Công an tỉnh, Sở Nội vụ", None),
        ("Công an tỉnh và Sở Nội vụ", None),
        ("UBND tỉnh: CT, các PCT", "ubnd"),
        ("", None),
        ("…", None),
    ],
)
def test_what_a_name_means_in_a_province(printed: str, code: str | None) -> None:
    assert NAMES.match(printed).sure == code


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("UBND xã Tân Hội", {"ha-hoi", "thuong-hoi"}),
        ("UBND xã Đồng Bắc", {"ha-a", "ha-b"}),
        ("Công an", {"ca"}),
        ("Chủ tịch UBND tỉnh", {"ubnd"}),
        ("Lãnh đạo Sở Nội vụ", {"so-nv"}),
        ("Sở Nội vụ tỉnh An Giang", set()),
        ("Tỉnh ủy Kiên Giang", set()),
        ("các hội đoàn thể huyện Sông Hạ", set()),
        ("Câu lạc bộ cờ tướng", set()),
    ],
)
def test_who_is_asked_about(printed: str, asked: set[str]) -> None:
    assert {code for code, _ in NAMES.match(printed).asked} == asked


GROUPS = Names(
    {
        "so-nganh": ["các sở, ban, ngành tỉnh"],
        "so-nganh-doan": ["các sở, ban, ngành, đoàn thể tỉnh"],
        "so": ["các sở"],
        "doan": ["đoàn thể tỉnh"],
        "thanh-nien": ["Đoàn Thanh niên"],
        "huyen": ["Ủy ban nhân dân các huyện, thị xã, thành phố", "UBND cấp huyện"],
        "doanh-nghiep": ["các doanh nghiệp công nghệ thông tin, bưu chính, viễn thông"],
    },
    collective=True,
)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Các Sở, Ban, Ngành", "so-nganh"),
        ("các sở ban ngành cấp tỉnh có liên quan", "so-nganh"),
        ("Thủ trưởng các sở, ban, ngành, đoàn thể tỉnh", "so-nganh-doan"),
        ("sở, ban, ngành tỉnh", "so-nganh"),
        ("các sở, ban, ngành Thành phố", None),
        ("các sở, ban, ngành tỉnh An Giang", None),
        ("Giám đốc các sở", "so"),
        ("Sở", None),
        ("Sở Y tế", None),
        ("các đoàn thể tỉnh", "doan"),
        ("đoàn thanh niên", "thanh-nien"),
        ("Đoàn Thanh niên tỉnh", None),
        ("UBND các huyện, thành phố, thị xã", "huyen"),
        ("UBND các huyện, thị, thành", "huyen"),
        ("UBND huyện, thị xã, thành phố", "huyen"),
        ("UBND các huyện", None),
        ("UBND huyện Sông Hạ", None),
        ("Các DN CNTT, Bưu chính và Viễn thông trên địa bàn tỉnh", "doanh-nghiep"),
        ("các doanh nghiệp bưu chính, viễn thông", None),
        ("các hội đoàn thể huyện Sông Hạ", None),
        ("các cơ quan, đơn vị liên quan", None),
    ],
)
def test_which_group_a_name_means(printed: str, code: str | None) -> None:
    assert GROUPS.match(printed).sure == code


def test_in_a_city_of_the_first_order_the_city_is_ours() -> None:
    home = ["Ủy ban nhân dân thành phố Cần Thơ"]
    units = Names({"so": ["Sở Y tế"], "ca": ["Công an thành phố Cần Thơ"]}, {"so": home, "ca": home})
    assert units.match("Sở Y tế Thành phố").sure == "so"
    assert units.match("Công an TP").sure == "ca"
    assert units.match("Công an Tp. Cần Thơ").sure == "ca"
    assert units.match("Công an TP. Hà Nội").sure is None
    assert units.match("Sở Y tế tỉnh").sure is None
    groups = Names({"nganh": ["các sở, ban, ngành"]}, {"nganh": home}, collective=True)
    for printed in ("Các sở, ban, ngành Thành phố", "các sở, ban, ngành TP. Cần Thơ", "các sở, ban, ngành"):
        assert groups.match(printed).sure == "nganh"
    assert groups.match("các sở, ban, ngành TP. Hà Nội").sure is None


PIECES = ["Sở", "UBND", "xã", "Tân Hội", "tỉnh", "ủy", "các", ",", " - ", "thị xã", "P.", "1", "Hồ Chí Minh", "TT", ":"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join) | st.text(max_size=40))
def test_any_text_is_read_and_at_most_five_are_asked(text: str) -> None:
    read_name(text)
    for names in (NAMES, GROUPS):
        found = names.match(text)
        assert len(found.asked) <= 5
        likenesses = [likeness for _, likeness in found.asked]
        assert likenesses == sorted(likenesses, reverse=True)
        assert all(0 < likeness <= 100 for likeness in likenesses)
        assert found.sure is None or found.sure == found.asked[0][0]


@given(st.sampled_from([(code, names[0]) for code, names in PROVINCE.items() if not code.endswith("-hoi")]))
def test_every_own_name_finds_its_unit_in_capitals_too(one: tuple[str, str]) -> None:
    code, name = one
    assert NAMES.match(name).sure == code
    assert NAMES.match(name.upper()).sure == code
