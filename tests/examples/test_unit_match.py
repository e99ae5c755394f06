"""Printed names find their unit of the shipped directory, or ask: full, shortened, other tone place, scanning slips."""

import csv
import functools
import json
from pathlib import Path

import pytest

from ngayso.words.unit_match import Names
from ngayso.words.units import split_units

UNITS = Path(__file__).parents[2] / "examples" / "tien-giang-2024" / "units"
ASKS = "asks"


def rows(name: str) -> list[dict[str, str]]:
    with (UNITS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def units(day: str) -> Names[str]:
    there = {
        r["code"]: r
        for r in rows("units.csv")
        if (not r["valid_from"] or r["valid_from"] <= day) and (not r["valid_to"] or day < r["valid_to"])
    }
    ours = ["Ủy ban nhân dân tỉnh Tiền Giang"]
    above = {code: [r["place"]] if r["level"] == "ministry" else ours for code, r in there.items()}
    for code, r in there.items():
        if parent := there.get(r["parent"]):
            above[code] = [parent["name"], *above[parent["code"]]]
    names = {code: [r["name"], r["short"], *filter(None, r["aliases"].split(";"))] for code, r in there.items()}
    return Names(names, above)


@functools.cache
def groups() -> Names[str]:
    return Names({r["code"]: [r["name"], *r["patterns"].split(";")] for r in rows("groups.csv")}, collective=True)


def meant(printed: str, day: str = "2024-10-10") -> str:
    found = units(day).match(printed).sure
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

OTHERS = [
    ("Sở Thông tin và Truyền thông tỉnh An Giang", ASKS),
    ("Sở Văn hóa, Thể thao và Du lịch tỉnh Hà Giang", ASKS),
    ("Công an tỉnh Kiên Giang", ASKS),
    ("Tỉnh ủy Kiên Giang", ASKS),
    ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh An Giang", ASKS),
    ("Sở Y tế Long An", ASKS),
    ("Đài Phát thanh và Truyền hình Vĩnh Long", ASKS),
    ("Viettel Kiên Giang", ASKS),
    ("Trường Chính trị tỉnh Hậu Giang", ASKS),
    ("Công an thành phố Cần Thơ", ASKS),
    ("UBND xã Mỹ Lợi B, huyện Cái Bè, tỉnh An Giang", ASKS),
    ("UBND xã Tân Hội, thị xã Cai Lậy", "tg-tx-cai-lay-x-tan-hoi"),
    ("UBND xã Tân Phú, thị xã Cai Lậy, tỉnh Tiền Giang", "tg-tx-cai-lay-x-tan-phu"),
    ("UBND xã Tân Phú - huyện Tân Phú Đông", "tg-h-tan-phu-dong-x-tan-phu"),
    ("UBND xã Tân Phú, huyện Cái Bè", ASKS),
    ("UBND xã Thanh Hòa", "tg-tx-cai-lay-x-thanh-hoa"),
    ("UBND xã Thạnh Hòa", "tg-h-tan-phuoc-x-thanh-hoa"),
    ("UBND xã Thành Hòa", ASKS),
    ("UBND xã Hậu Mỹ Bắc", ASKS),
    ("Sở Thông tin và Truyền thônq", "tg-so-tttt"),
    ("Bộ Nội vụ", ASKS),
    ("Sở Nội vụ", "tg-so-nv"),
    ("Sở Ngoại vụ", "tg-so-ngv"),
    ("Chi cục Thuế", ASKS),
    ("Công an tỉnh, Sở Y tế", ASKS),
    ("các hội đoàn thể huyện Cái Bè", ASKS),
    ("UBND huyện, thị xã, thành phố", ASKS),
]


@pytest.mark.parametrize(("printed", "code"), FULL + SHORTENED + OTHER_TONE + SCANNED + ASKING + OTHERS)
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
        ("UBND các xã, phường", "ubnd-cap-xa"),
        ("UBND cấp huyện", "ubnd-cap-huyen"),
        ("UBND huyện, thị xã, thành phố", "ubnd-cap-huyen"),
        ("các sở, ban, ngành có liên quan", "so-ban-nganh-tinh"),
        ("Thủ trưởng các sở, ngành tỉnh", "so-ban-nganh-tinh"),
        ("sở, ban, ngành tỉnh", "so-ban-nganh-tinh"),
        ("báo, đài", "bao-dai"),
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
    assert groups().match(printed).sure == code
    assert units("2024-10-10").match(printed).sure is None


@pytest.mark.parametrize(
    "printed",
    [
        "các hội đoàn thể huyện Cái Bè", "các cơ quan, đơn vị liên quan", "các sở, ban, ngành tỉnh An Giang", "Sở",
        "các sở, ban, ngành thành phố Cần Thơ", "UBND các tỉnh, thành phố trực thuộc Trung ương", "UBND huyện Cái Bè",
        "các doanh nghiệp công nghệ số", "Sở Y tế", "Công an tỉnh", "Ngân hàng", "Hội Liên hiệp Phụ nữ tỉnh",
    ],
)  # fmt: skip
def test_what_is_in_no_group_is_not_guessed(printed: str) -> None:
    assert groups().match(printed).sure is None


def test_every_unit_and_group_that_the_plan_names_is_found_on_its_day() -> None:
    gold = json.loads((UNITS.parent / "gold.json").read_text(encoding="utf-8"))
    names = {n for a in gold["activities"] for n in (*a["leads"], *a["partners"])}
    names |= {n for d in gold["duties"] for n in d["units"]} | {r["to"] for r in gold["reports"] if r["to"]}
    day = "2024-09-05"

    def is_sure(name: str) -> bool:
        return units(day).match(name).sure is not None or groups().match(name).sure is not None

    # A line of recipients may hold two units.
    names |= set(gold["recipients"]) - {"TTTU, TT HĐND tỉnh"} | {"TTTU", "TT HĐND tỉnh"}
    lost = {n for n in names if not is_sure(n) and not all(is_sure(piece.text) for piece in split_units(n))}
    assert lost == set()


PROVINCES = """
    An Giang, Bạc Liêu, Bến Tre, Bình Dương, Cà Mau, Đồng Nai, Đồng Tháp, Hà Giang, Hậu Giang, Kiên Giang, Long An,
    Sóc Trăng, Tây Ninh, Trà Vinh, Vĩnh Long, Bắc Giang, Hà Tiên, Điện Biên
"""


@pytest.mark.parametrize("province", [p.strip() for p in PROVINCES.split(",")])
def test_a_unit_of_another_province_never_links_to_ours(province: str) -> None:
    wrong = []
    for row in rows("units.csv"):
        for name in (row["name"], row["short"], *filter(None, row["aliases"].split(";"))):
            if "Tiền Giang" in name:
                other = name.replace("Tiền Giang", province)
            elif row["kind"] in ("department", "police", "press") and row["level"] == "province":
                other = f"{name} {province}" if name.endswith("tỉnh") else f"{name} tỉnh {province}"
            else:
                continue
            if meant(other) != ASKS:
                wrong.append((other, meant(other)))
    assert wrong == []


def test_every_printing_in_the_directory_finds_its_unit_unless_namesakes_share_it() -> None:
    day = "2024-10-10"
    shared = 0
    for row in rows("units.csv"):
        if (row["valid_from"] and row["valid_from"] > day) or (row["valid_to"] and row["valid_to"] <= day):
            continue
        for name in (row["name"], row["short"], *filter(None, row["aliases"].split(";"))):
            found = meant(name)
            assert found == row["code"] or (found == ASKS and row["level"] == "commune"), name
            shared += found == ASKS
    assert shared < 100
