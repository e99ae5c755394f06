"""Printed names find their unit of the shipped directory, or ask: full, shortened, other tone place, scanning slips."""

import csv
import functools
from pathlib import Path

import pytest

from ngayso.words.units import match

UNITS = Path(__file__).parents[2] / "examples" / "tien-giang-2024" / "units"
ASKS = "asks"


def rows(name: str) -> list[dict[str, str]]:
    with (UNITS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def units(day: str) -> dict[str, list[str]]:
    return {
        r["code"]: [r["name"], r["short"], *filter(None, r["aliases"].split(";"))]
        for r in rows("units.csv")
        if (not r["valid_from"] or r["valid_from"] <= day) and (not r["valid_to"] or day < r["valid_to"])
    }


@functools.cache
def groups() -> dict[str, list[str]]:
    return {r["code"]: [r["name"], *r["patterns"].split(";")] for r in rows("groups.csv")}


def meant(printed: str, day: str = "2024-10-10") -> str:
    found = match(printed, units(day)).sure
    return ASKS if found is None else found


FULL = [
    ("Sở Thông tin và Truyền thông", "tg-so-tttt"),
    ("Sở Thông tin và Truyền thông tỉnh Tiền Giang", "tg-so-tttt"),
    ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "tg-so-tttt"),
    ("Sở Thông tin và truyền thông", "tg-so-tttt"),
    ("Sở Văn hóa, Thể thao và Du lịch", "tg-so-vhttdl"),
    ("Sở Lao động - Thương binh và Xã hội", "tg-so-ldtbxh"),
    ("Sở Lao động – Thương binh và Xã hội", "tg-so-ldtbxh"),
    ("Sở Nông nghiệp và Phát triển nông thôn", "tg-so-nnptnt"),
    ("Sở Y tế", "tg-so-yt"),
    ("Sở Tài chính", "tg-so-tc"),
    ("Công an tỉnh", "tg-cong-an"),
    ("Báo Ấp Bắc", "tg-bao-ap-bac"),
    ("Đài Phát thanh và Truyền hình tỉnh", "tg-dai-ptth"),
    ("Đài Phát thanh - Truyền hình Tiền Giang", "tg-dai-ptth"),
    ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "tg-mttq"),
    ("Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Tiền Giang", "tg-tinh-doan"),
    ("Văn phòng Đoàn Đại biểu Quốc hội và Hội đồng nhân dân tỉnh", "tg-vp-dbqh-hdnd"),
    ("Văn phòng Ủy ban nhân dân tỉnh", "tg-vp-ubnd"),
    ("Ủy ban nhân dân tỉnh", "tg-ubnd"),
    ("Ủy ban nhân dân tỉnh Tiền Giang", "tg-ubnd"),
    ("Ủy ban nhân dân huyện Cái Bè", "tg-h-cai-be"),
    ("Ủy ban nhân dân thành phố Mỹ Tho", "tg-tp-my-tho"),
    ("Ủy ban nhân dân thị xã Cai Lậy", "tg-tx-cai-lay"),
    ("Ủy ban nhân dân huyện Cai Lậy", "tg-h-cai-lay"),
    ("Ủy ban nhân dân huyện Gò Công Tây", "tg-h-go-cong-tay"),
    ("Ủy ban nhân dân xã Mỹ Lợi B", "tg-h-cai-be-x-my-loi-b"),
    ("Viễn Thông Tiền Giang", "tg-vnpt"),
    ("Kho bạc nhà nước tỉnh", "tg-kho-bac"),
    ("Cục Thuế tỉnh", "tg-cuc-thue"),
    ("Trường Chính trị", "tg-truong-chinh-tri"),
    ("Hội Tin học tỉnh", "tg-hoi-tin-hoc"),
]
SHORTENED = [
    ("Sở TT&TT", "tg-so-tttt"),
    ("Sở TTTT", "tg-so-tttt"),
    ("Sở TT-TT", "tg-so-tttt"),
    ("Sở TT và TT", "tg-so-tttt"),
    ("Sở VHTTDL", "tg-so-vhttdl"),
    ("Sở VH,TT&DL", "tg-so-vhttdl"),
    ("Sở VHTT&DL", "tg-so-vhttdl"),
    ("Sở LĐ-TB&XH", "tg-so-ldtbxh"),
    ("Sở LĐTBXH", "tg-so-ldtbxh"),
    ("Sở NN&PTNT", "tg-so-nnptnt"),
    ("Sở NN và PTNT", "tg-so-nnptnt"),
    ("Sở TN&MT", "tg-so-tnmt"),
    ("Sở KH&ĐT", "tg-so-khdt"),
    ("Sở KH&CN", "tg-so-khcn"),
    ("Sở GD&ĐT", "tg-so-gddt"),
    ("Sở GDĐT tỉnh", "tg-so-gddt"),
    ("Sở GTVT", "tg-so-gtvt"),
    ("UBND tỉnh", "tg-ubnd"),
    ("VP UBND tỉnh", "tg-vp-ubnd"),
    ("VPUB", "tg-vp-ubnd"),
    ("Văn phòng Đoàn ĐBQH và HĐND tỉnh", "tg-vp-dbqh-hdnd"),
    ("UBMTTQ Việt Nam tỉnh", "tg-mttq"),
    ("Ủy ban MTTQ tỉnh", "tg-mttq"),
    ("Tỉnh đoàn", "tg-tinh-doan"),
    ("Đoàn TNCS Hồ Chí Minh tỉnh", "tg-tinh-doan"),
    ("Hội LHPN tỉnh", "tg-hoi-lhpn"),
    ("Hội CCB tỉnh", "tg-hoi-ccb"),
    ("LĐLĐ tỉnh", "tg-ldld"),
    ("Bộ CHQS tỉnh", "tg-bchqs"),
    ("BCH Quân sự tỉnh", ASKS),
    ("Đài PTTH tỉnh", "tg-dai-ptth"),
    ("Đài PT-TH", "tg-dai-ptth"),
    ("KBNN tỉnh", "tg-kho-bac"),
    ("BHXH tỉnh", "tg-bhxh"),
    ("NHNN Chi nhánh tỉnh", "tg-nhnn"),
    ("Bộ TT&TT", "bo-tttt"),
    ("TTTU", "tg-tinh-uy"),
    ("TT HĐND tỉnh", "tg-hdnd"),
    ("UBND huyện Cái Bè", "tg-h-cai-be"),
    ("UBND H. Cái Bè", "tg-h-cai-be"),
    ("UBND TP. Mỹ Tho", "tg-tp-my-tho"),
    ("UBND TP.Mỹ Tho", "tg-tp-my-tho"),
    ("UBND TX. Cai Lậy", "tg-tx-cai-lay"),
    ("UBND thành phố Gò Công", "tg-tp-go-cong"),
    ("UBND xã Mỹ Lợi B, huyện Cái Bè", "tg-h-cai-be-x-my-loi-b"),
    ("UBND TT. Vĩnh Bình", "tg-h-go-cong-tay-tt-vinh-binh"),
    ("UBND Phường 1, thành phố Mỹ Tho", "tg-tp-my-tho-p-1"),
    ("UBND Phường 1, TP. Gò Công", "tg-tp-go-cong-p-1"),
    ("UBND P.10", "tg-tp-my-tho-p-10"),
    ("Phòng VHTT huyện Chợ Gạo", "tg-h-cho-gao-phong-vhtt"),
    ("Huyện đoàn Tân Phú Đông", "tg-h-tan-phu-dong-doan"),
    ("TTTH&CB", "tg-tt-thcb"),
    ("Cổng TTĐT tỉnh", "tg-cong-ttdt"),
    ("VNPT Tiền Giang", "tg-vnpt"),
]
OTHER_TONE = [
    ("Uỷ ban nhân dân tỉnh", "tg-ubnd"),
    ("Uỷ ban nhân dân huyện Cái Bè", "tg-h-cai-be"),
    ("Sở Văn hoá, Thể thao và Du lịch", "tg-so-vhttdl"),
    ("Tỉnh uỷ", "tg-tinh-uy"),
    ("Văn phòng Tỉnh uỷ", "tg-vp-tinh-uy"),
    ("UBND xã Tân Hoà Đông", "tg-h-tan-phuoc-x-tan-hoa-dong"),
    ("UBND xã Hoà Khánh", "tg-h-cai-be-x-hoa-khanh"),
    ("Phòng Văn hoá và Thông tin huyện Tân Phước", "tg-h-tan-phuoc-phong-vhtt"),
    ("UBND xã Trung Hoà", "tg-h-cho-gao-x-trung-hoa"),
    ("UBND xã An Thạnh Thuỷ", "tg-h-cho-gao-x-an-thanh-thuy"),
]
SCANNED = [
    ("Sở Thông tin và Truyên thông", "tg-so-tttt"),
    ("Sở Thông tin và Truyển thông", "tg-so-tttt"),
    ("Sờ Thông tin và Truyền thông", "tg-so-tttt"),
    ("Sở Thòng tin và Truyền thông", "tg-so-tttt"),
    ("Sở Văn hóa, Thế thao và Du lịch", "tg-so-vhttdl"),
    ("Sở Lao động - Thương bình và Xã hội", "tg-so-ldtbxh"),
    ("Công TTĐT tỉnh", "tg-cong-ttdt"),
    ("Đài Phát thanh và Truyẽn hình tỉnh", "tg-dai-ptth"),
    ("Uy ban nhân dân huyện Cái Bè", "tg-h-cai-be"),
    ("Ủy ban nhản dân huyện Chợ Gạo", "tg-h-cho-gao"),
    ("Úy ban nhân dân thành phố Mỹ Tho", "tg-tp-my-tho"),
    ("Kho bạc Nhà nưóc tỉnh", "tg-kho-bac"),
    ("Báo Ắp Bắc", "tg-bao-ap-bac"),
    ("Công an tinh", "tg-cong-an"),
    ("Viễn thông Tiền Giarg", "tg-vnpt"),
]
ASKING = [
    ("UBND Phường 1", ASKS),
    ("Ủy ban nhân dân Phường 4", ASKS),
    ("UBND xã Tân Phú", ASKS),
    ("Sở", ASKS),
    ("Sở Du lịch", ASKS),
    ("Công an", ASKS),
    ("UBND huyện", ASKS),
    ("UBND huyện Gò Công", ASKS),
    ("Ủy ban nhân dân xã", ASKS),
    ("UBND Phường 11", ASKS),
    ("UBND xã Mỹ Lợi", ASKS),
    ("Trung tâm Văn hóa tỉnh", ASKS),
    ("Sở Giao thông công chính", ASKS),
    ("Ban Quản lý dự án", ASKS),
    ("Hội Người mù tỉnh", ASKS),
    ("Sở Khoa học, Công nghệ và Môi trường", ASKS),
    ("Sở Tài chính - Vật giá", ASKS),
    ("Công an tỉnh Đồng Tháp", ASKS),
    ("Ủy ban nhân dân tỉnh Kiên Giang", ASKS),
    ("Ủy ban nhân dân tỉnh An Giang", ASKS),
    ("Công an tỉnh Long An", ASKS),
    ("Sở Y tế tỉnh Bến Tre", ASKS),
    ("UBND phường Long Hòa", "tg-tp-go-cong-p-long-hoa"),
    ("UBND xã Long Định", "tg-h-chau-thanh-x-long-dinh"),
    ("UBND xã Mỹ Hạnh Trung", "tg-tx-cai-lay-x-my-hanh-trung"),
    ("UBND xã Mỹ Hạnh Đông", "tg-tx-cai-lay-x-my-hanh-dong"),
    ("UBND xã Mỹ Đức Tây", "tg-h-cai-be-x-my-duc-tay"),
    ("UBND xã Hậu Mỹ Bắc A", "tg-h-cai-be-x-hau-my-bac-a"),
]

# What match does not tell apart yet: the name of another province, tones that make another name, a slip in a name that
# differs from another by its head word alone.
NOT_YET = [
    ("Sở Thông tin và Truyền thông tỉnh An Giang", ASKS),
    ("Sở Văn hóa, Thể thao và Du lịch tỉnh Hà Giang", ASKS),
    ("Công an tỉnh Kiên Giang", ASKS),
    ("Tỉnh ủy Kiên Giang", ASKS),
    ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh An Giang", ASKS),
    ("UBND xã Thanh Hòa", "tg-tx-cai-lay-x-thanh-hoa"),
    ("UBND xã Thạnh Hòa", "tg-h-tan-phuoc-x-thanh-hoa"),
    ("Sở Thông tin và Truyền thônq", "tg-so-tttt"),
]


@pytest.mark.xfail(strict=True, reason="not told apart yet; when it is, the line moves to a list above")
@pytest.mark.parametrize(("printed", "code"), NOT_YET)
def test_a_printed_name_that_is_not_told_apart_yet(printed: str, code: str) -> None:
    assert meant(printed) == code


@pytest.mark.parametrize(("printed", "code"), FULL + SHORTENED + OTHER_TONE + SCANNED + ASKING)
def test_a_printed_name_finds_its_unit_or_asks(printed: str, code: str) -> None:
    assert meant(printed) == code


@pytest.mark.parametrize(
    ("printed", "day", "code"),
    [
        ("UBND thị xã Gò Công", "2024-04-30", "tg-tx-go-cong"),
        ("UBND thành phố Gò Công", "2024-05-01", "tg-tp-go-cong"),
        ("UBND xã Long Hưng, thị xã Gò Công", "2024-04-30", "tg-tx-go-cong-x-long-hung"),
        ("UBND xã Hữu Đạo", "2024-10-31", "tg-h-chau-thanh-x-huu-dao"),
        ("UBND xã Hữu Đạo", "2024-11-01", ASKS),
        ("UBND Phường 8", "2024-10-31", "tg-tp-my-tho-p-8"),
        ("UBND Phường 8", "2024-11-01", ASKS),
        ("UBND thị xã Gò Công", "2024-10-10", ASKS),
        ("Sở Thông tin và Truyền thông", "2025-03-01", ASKS),
        ("Sở Nông nghiệp và Môi trường", "2025-03-01", "tg-so-nnmt"),
    ],
)
def test_the_day_decides_who_is_there(printed: str, day: str, code: str) -> None:
    assert meant(printed, day) == code


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Các sở, ban, ngành, đoàn thể tỉnh", "so-ban-nganh-doan-the-tinh"),
        ("các sở, ban, ngành tỉnh", "so-ban-nganh-tinh"),
        ("Các Sở, ngành tỉnh", "so-ban-nganh-tinh"),
        ("UBND các huyện, thị xã, thành phố", "ubnd-cap-huyen"),
        ("Uỷ ban nhân dân các huyện, thị xã, thành phố", "ubnd-cap-huyen"),
        ("Ủy ban nhân dân các xã, phường, thị trấn", "ubnd-cap-xa"),
        ("UBND các xã, phường, thị trấn", "ubnd-cap-xa"),
        ("các doanh nghiệp công nghệ thông tin, bưu chính và viễn thông trên địa bàn tỉnh", "dn-cntt-bcvt"),
        ("Các doanh nghiệp CNTT, Bưu chính, Viễn thông", "dn-cntt-bcvt"),
        ("Chi nhánh các doanh nghiệp bưu chính, viễn thông", "dn-bcvt"),
        ("các doanh nghiệp trên địa bàn tỉnh", "dn-tinh"),
        ("các doanh nghiệp có liên quan trên địa bàn tỉnh", "dn-tinh"),
        ("các hội, hiệp hội", "hoi-hiep-hoi"),
        ("các ngân hàng trên địa phương", "ngan-hang"),
        ("các huyện, thành, thị đoàn", "huyen-doan"),
        ("Hội Liên hiệp phụ nữ các cấp cơ sở", "phu-nu-co-so"),
    ],
)
def test_a_collective_name_finds_its_group(printed: str, code: str) -> None:
    assert match(printed, groups()).sure == code
    assert match(printed, units("2024-10-10")).sure is None
