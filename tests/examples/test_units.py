"""The shipped directory of units: what must hold whoever edits it."""

import csv
import datetime as dt
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from ngayso.words.units import unit_key

UNITS = Path(__file__).parents[2] / "examples" / "tien-giang-2024" / "units"
OCTOBER = "2024-10-10"
BEGINNING = "2024-01-01"

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (UNITS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = table("units.csv")
BY_CODE = {row["code"]: row for row in ROWS}
GROUPS = table("groups.csv")
HEIRS = table("successors.csv")


def valid(row: Row, day: str) -> bool:
    return (not row["valid_from"] or row["valid_from"] <= day) and (not row["valid_to"] or day < row["valid_to"])


def on(day: str, kind: str = "") -> list[Row]:
    return [row for row in ROWS if valid(row, day) and (not kind or row["kind"] == kind)]


def listed(row: Row, column: str) -> list[str]:
    return row[column].split(";") if row[column] else []


def names(row: Row) -> list[str]:
    return [row["name"], row["short"], *listed(row, "aliases")]


def test_units_begin_with_the_hand_kept_bodies() -> None:
    bodies = table("bodies.csv")
    assert ROWS[: len(bodies)] == bodies, "run build.py after a change of bodies.csv"


@pytest.mark.parametrize(
    ("day", "communes", "districts"),
    [
        ("2024-04-30", 172, 11),
        ("2024-05-01", 170, 11),
        (OCTOBER, 170, 11),
        ("2024-10-31", 170, 11),
        ("2024-11-01", 164, 11),
        ("2024-11-02", 164, 11),
        ("2025-06-30", 164, 11),
        ("2025-07-01", 0, 0),
    ],
)
def test_counts_of_committees_by_day(day: str, communes: int, districts: int) -> None:
    assert len(on(day, "commune-committee")) == communes
    assert len(on(day, "district-committee")) == districts


def test_communes_by_district_in_october() -> None:
    count = Counter(row["parent"] for row in on(OCTOBER, "commune-committee"))
    assert count == {
        "tg-tp-my-tho": 17, "tg-tp-go-cong": 10, "tg-tx-cai-lay": 16, "tg-h-tan-phuoc": 12, "tg-h-cai-be": 25,
        "tg-h-cai-lay": 16, "tg-h-chau-thanh": 23, "tg-h-cho-gao": 19, "tg-h-go-cong-tay": 13, "tg-h-go-cong-dong": 13,
        "tg-h-tan-phu-dong": 6,
    }  # fmt: skip


def test_codes_are_unique_slugs_and_texts_are_clean() -> None:
    assert len(BY_CODE) == len(ROWS)
    for row in ROWS:
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", row["code"])
        assert len(row["code"]) <= 80
        for text in row.values():
            assert text == unicodedata.normalize("NFC", " ".join(text.split())), row["code"]


def test_columns_hold_what_the_directory_of_people_can_take() -> None:
    from ngayso.people.models import Level, UnitKind

    for row in ROWS:
        assert row["kind"] in UnitKind.values, row["code"]
        assert row["level"] in Level.values, row["code"]
        assert row["verified"] in ("yes", "no")
        assert 0 < len(row["name"]) <= 200
        assert 0 < len(row["short"]) <= 100
        assert all(0 < len(alias) <= 200 for alias in listed(row, "aliases")), row["code"]
        assert len(listed(row, "aliases")) == len(set(listed(row, "aliases"))), row["code"]
        assert not {row["name"], row["short"]} & set(listed(row, "aliases")), row["code"]
        for column in ("valid_from", "valid_to"):
            assert not row[column] or dt.date.fromisoformat(row[column])
        assert not (row["valid_from"] and row["valid_to"]) or row["valid_from"] < row["valid_to"], row["code"]


def test_every_row_has_a_source_and_committees_have_a_code_of_their_area() -> None:
    for row in ROWS:
        assert 0 < len(row["source"]) <= 500, row["code"]
        if row["kind"] == "commune-committee":
            assert re.fullmatch(r"\d{5}", row["area_code"]), row["code"]
        if row["kind"] == "district-committee":
            assert re.fullmatch(r"\d{3}", row["area_code"]), row["code"]
    for day in ("2024-04-30", OCTOBER, "2024-11-02"):
        codes = [row["area_code"] for row in on(day) if row["area_code"]]
        assert len(codes) == len(set(codes))


def test_a_parent_stands_before_its_children_and_lives_as_long_as_they_do() -> None:
    seen: set[str] = set()
    for row in ROWS:
        if row["parent"]:
            assert row["parent"] in seen, row["code"]
            parent = BY_CODE[row["parent"]]
            # An unknown beginning lies before the directory's own.
            assert max(parent["valid_from"], BEGINNING) <= max(row["valid_from"], BEGINNING), row["code"]
            assert not parent["valid_to"] or (row["valid_to"] and row["valid_to"] <= parent["valid_to"]), row["code"]
        seen.add(row["code"])


def days() -> list[str]:
    return sorted({row[c] for row in ROWS for c in ("valid_from", "valid_to") if row[c]} | {BEGINNING, OCTOBER})


@pytest.mark.parametrize("day", days())
def test_no_two_units_of_a_day_share_a_name_under_one_parent(day: str) -> None:
    for column in ("name", "short"):
        count = Counter((row["parent"], unit_key(row[column])) for row in on(day))
        assert [what for what, n in count.items() if n > 1] == []


@pytest.mark.parametrize("day", [OCTOBER, "2024-11-02"])
def test_short_names_are_the_only_ones_of_their_day(day: str) -> None:
    count = Counter(row["short"] for row in on(day))
    assert [name for name, n in count.items() if n > 1] == []


def test_names_of_bodies_above_the_communes_mean_one_unit() -> None:
    owner: dict[str, str] = {}
    for row in on(OCTOBER):
        if row["level"] != "commune":
            for name in set(map(unit_key, names(row))):
                assert owner.setdefault(name, row["code"]) == row["code"], name


def test_successors_exist_and_are_there_on_the_day_the_unit_ends() -> None:
    for row in ROWS:
        for code in listed(row, "successors"):
            assert valid(BY_CODE[code], row["valid_to"]), row["code"]


def test_every_commune_that_ended_before_july_2025_has_one_successor() -> None:
    ended = [r for r in ROWS if r["kind"] == "commune-committee" and r["valid_to"] < "2025-07-01"]
    assert len(ended) == 12 + 6
    assert all(len(listed(row, "successors")) == 1 for row in ended)


def test_the_164_communes_become_57() -> None:
    last = {row["code"] for row in on("2025-06-30", "commune-committee")}
    heirs = [row for row in HEIRS if row["code"] != "tg-ubnd"]
    assert [row["code"] for row in heirs if BY_CODE[row["code"]]["name"] != row["name"]] == []
    assert len(heirs) == 164
    assert {row["code"] for row in heirs} == last
    assert len({row["successor_area_code"] for row in heirs}) == 57
    assert len({(row["successor_area_code"], row["successor_name"]) for row in heirs}) == 57
    assert all(row["day"] == BY_CODE[row["code"]]["valid_to"] and row["source"] for row in HEIRS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tg-tp-my-tho-p-4", "Ủy ban nhân dân phường Đạo Thạnh"),
        ("tg-tp-my-tho-p-1", "Ủy ban nhân dân phường Mỹ Tho"),
        ("tg-tx-cai-lay-p-4", "Ủy ban nhân dân phường Cai Lậy"),
        ("tg-h-tan-phu-dong-x-tan-phu", "Ủy ban nhân dân xã Tân Thới"),
        ("tg-tx-cai-lay-x-tan-phu", "Ủy ban nhân dân xã Tân Phú"),
    ],
)
def test_what_follows_a_commune_of_a_common_name(old: str, new: str) -> None:
    assert [row["successor_name"] for row in HEIRS if row["code"] == old] == [new]


@pytest.mark.parametrize(
    "printed",
    [
        "Bộ Thông tin và Truyền thông", "Cục An toàn thông tin", "TTTU", "TT HĐND tỉnh", "Ủy ban nhân dân tỉnh",
        "Trung tâm Ứng cứu khẩn cấp không gian mạng Việt Nam - Chi nhánh TP. Hồ Chí Minh", "Tỉnh ủy Tiền Giang",
        "Văn phòng Tỉnh ủy", "Văn phòng Đoàn Đại biểu Quốc hội và Hội đồng nhân dân tỉnh", "VPUB",
        "Văn phòng Ủy ban nhân dân tỉnh", "Trường Chính trị", "Trung tâm Tin học và Công báo", "Hội Tin học tỉnh",
        "Công an tỉnh", "Cục Thuế tỉnh", "Kho bạc nhà nước tỉnh", "Đài Phát thanh và Truyền hình tỉnh", "Đài PTTH tỉnh",
        "Đội ứng cứu sự cố của tỉnh", "Viettel Tiền Giang", "Viễn Thông Tiền Giang", "Báo Ấp Bắc", "Sở Y tế",
        "Sở Thông tin và Truyền thông", "Sở Văn hóa, Thể thao và Du lịch", "TTPVHCC&KSTTHC", "TTTH&CB", "Bưu điện tỉnh",
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Tiền Giang", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
        "Công TTĐT tỉnh", "Trung tâm Hội nghị tỉnh Tiền Giang", "Đài Truyền thanh - Truyền hình thành phố Mỹ Tho",
        "CT, các PCT UBND tỉnh",
    ],
)  # fmt: skip
def test_every_unit_that_the_plan_names_is_there(printed: str) -> None:
    wanted = unit_key(printed)
    assert len([row for row in on(OCTOBER) if wanted in map(unit_key, names(row))]) == 1


@pytest.mark.parametrize(
    "printed",
    [
        "các sở, ban, ngành, đoàn thể tỉnh", "các sở, ban, ngành tỉnh", "các hội, hiệp hội",
        "các ngân hàng trên địa phương",
        "các doanh nghiệp có liên quan trên địa bàn tỉnh", "Ủy ban nhân dân các huyện, thị xã, thành phố",
        "UBND các huyện, thị xã, thành phố", "Ủy ban nhân dân huyện, thị xã, thành phố", "Đoàn thanh niên",
        "Hội Liên hiệp phụ nữ các cấp cơ sở", "Chi nhánh các doanh nghiệp bưu chính, viễn thông",
        "các doanh nghiệp công nghệ thông tin, bưu chính và viễn thông trên địa bàn tỉnh",
        "các sở, ban, ngành có liên quan",
        "các doanh nghiệp công nghệ thông tin và bưu chính, viễn thông", "các doanh nghiệp trên địa bàn tỉnh",
        "các doanh nghiệp Công nghệ thông tin, Bưu chính, Viễn thông", "các doanh nghiệp có liên quan", "báo, đài",
        "Các doanh nghiệp CNTT, Bưu chính, Viễn thông", "các huyện, thành, thị đoàn", "Đài Truyền thanh cấp xã",
        "Phòng Văn hóa và Thông tin các huyện, thị xã, thành phố",
        "Trung tâm Văn hóa - Thể thao và Truyền thanh các huyện, thị xã",
    ],
)  # fmt: skip
def test_every_group_that_the_plan_names_is_there_once(printed: str) -> None:
    wanted = unit_key(printed)
    found = [g["code"] for g in GROUPS if wanted in {unit_key(n) for n in (g["name"], *listed(g, "patterns"))}]
    assert len(found) == 1


def test_no_printed_form_means_two_groups() -> None:
    owner: dict[str, str] = {}
    for group in GROUPS:
        for form in (group["name"], *listed(group, "patterns")):
            assert owner.setdefault(unit_key(form), group["code"]) == group["code"], form


def met(rule: str, row: Row) -> bool:
    for alternative in rule.split("|"):
        terms = re.findall(r"(\w+)(?:=| in )(\S+)", alternative)
        if terms and all(row["parent" if what == "under" else what] in values.split(",") for what, values in terms):
            return True
    return False


@pytest.mark.parametrize(
    ("group", "least", "most"),
    [
        ("so", 16, 16),
        ("so-ban-nganh-tinh", 25, 40),
        ("so-ban-nganh-doan-the-tinh", 30, 50),
        ("doan-the-tinh", 6, 6),
        ("ubnd-cap-huyen", 11, 11),
        ("ubnd-cap-xa", 170, 170),
        ("phong-vhtt", 11, 11),
        ("truyen-thanh-huyen", 10, 10),
        ("cong-an-huyen", 11, 11),
        ("huyen-doan", 11, 11),
        ("dn-cntt-bcvt", 5, 10),
        ("bao-dai", 2, 2),
    ],
)
def test_members_of_groups_in_october(group: str, least: int, most: int) -> None:
    rule = next(g["rule"] for g in GROUPS if g["code"] == group)
    assert least <= len([row for row in on(OCTOBER) if met(rule, row)]) <= most


def test_every_group_has_members_and_names_only_known_units() -> None:
    from ngayso.people.queries import condition

    for group in GROUPS:
        assert condition(group["rule"])
        assert len(group["rule"]) <= 500
        assert any(met(group["rule"], row) for row in on(OCTOBER)), group["code"]
        for what, values in re.findall(r"(\w+)(?:=| in )(\S+)", group["rule"]):
            if what in ("code", "under"):
                assert set(values.split(",")) <= set(BY_CODE), group["code"]
