"""Heads and signatures of bodies of every sort; the names are invented."""

import datetime as dt

import pytest

from ngayso.reader.header import read_header, sentence_case
from ngayso.reader.reading import Header, Value
from tests.reader.written import laid

COLUMNS = """\
|
**ỦY BAN NHÂN DÂN**
TỈNH CÀ MAU
-------
|
**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số: 41/KH-UBND
|
*Cà Mau, ngày 05 tháng 9 năm 2024*
|

**KẾ HOẠCH**

TỔ CHỨC NGÀY HỘI ĐỌC SÁCH TRÊN ĐỊA BÀN
TỈNH CÀ MAU NĂM 2024

Căn cứ Quyết định số 12/QĐ-TTg ngày 01/02/2024 của Thủ tướng Chính phủ về việc đọc sách;

I. MỤC ĐÍCH

Đọc nhiều hơn.

|
**Nơi nhận:**
- Các sở, ban, ngành;
- Lưu: VT.
|
**TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH**
Lê Thị Mai Hoa
|
"""

LINES = """\
ĐẢNG BỘ TỈNH LÂM ĐỒNG
ĐẢNG ỦY XÃ HÒA NINH
*
Số 12-KH/ĐU

ĐẢNG CỘNG SẢN VIỆT NAM

Hòa Ninh, ngày 3 tháng 10 năm 2025

KẾ HOẠCH
tuyên truyền đại hội đảng các cấp
-----

Thực hiện Hướng dẫn số 07-HD/BTGTU ngày 01/9/2025 của Ban Tuyên giáo Tỉnh ủy, Ban Thường vụ Đảng ủy ban hành kế hoạch.

I. MỤC ĐÍCH

Tuyên truyền rộng.

Nơi nhận:
- Ban Tuyên giáo Tỉnh ủy (báo cáo),
- Các chi bộ trực thuộc (thực hiện),
- Lưu Văn phòng Đảng ủy.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ


Trần Văn Bình
"""

DECISION = """\
BỘ KHOA HỌC VÀ CÔNG NGHỆ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1234/QĐ-BKHCN
Hà Nội, ngày 20 tháng 11 năm 2025

QUYẾT ĐỊNH

Về việc ban hành Kế hoạch kiểm tra đo lường năm 2026

BỘ TRƯỞNG BỘ KHOA HỌC VÀ CÔNG NGHỆ

Căn cứ Nghị định số 55/2025/NĐ-CP ngày 02 tháng 3 năm 2025 của Chính phủ;

Theo đề nghị của Chánh Văn phòng Bộ.

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch kiểm tra đo lường năm 2026.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

Nơi nhận:
- Như Điều 2;
- Lưu: VT.

KT. BỘ TRƯỞNG
THỨ TRƯỞNG

(Đã ký)

Phạm Hữu Thành

KẾ HOẠCH

Kiểm tra đo lường năm 2026

(Kèm theo Quyết định số 1234/QĐ-BKHCN ngày 20 tháng 11 năm 2025 của Bộ trưởng)

I. MỤC ĐÍCH

Kiểm tra.
"""

SCHOOL = """\
UBND PHƯỜNG MỸ THO
TRƯỜNG THCS LÊ LỢI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc

Số:      /KH-THCSLL
Mỹ Tho, ngày ..... tháng 9 năm 2026

KẾ HOẠCH
Tổ chức hội thi khoa học kỹ thuật năm học 2026 - 2027

I. MỤC ĐÍCH

Thi.

Nơi nhận:
- Phòng VHXH phường;
- Lưu: VT.

HIỆU TRƯỞNG

leang

12

Nguyễn Thị Thanh Thúy
"""

YOUTH = """\
   TỈNH ĐOÀN AN GIANG                            ĐOÀN TNCS HỒ CHÍ MINH
BAN THƯỜNG VỤ XÃ ĐOÀN AN PHÚ
          ***
     Số: 05 - KH/ĐTN                      An Phú, ngày 12 tháng 3 năm 2026

                                KẾ HOẠCH
                  Tổ chức Tháng Thanh niên năm 2026
                             -----------

      Thực hiện Kế hoạch số 30-KH/TĐTN-BTG ngày 01/3/2026 của Tỉnh đoàn, Ban Thường vụ Xã đoàn ban hành kế hoạch:
      I. MỤC ĐÍCH
      - Phát huy vai trò xung kích.

 Nơi nhận:                                       TM. BAN THƯỜNG VỤ
 - Tỉnh đoàn (b/c);                                   BÍ THƯ
 - Các chi đoàn;
 - Lưu VP.


                                                  Đỗ Quốc Huy
"""


def header(text: str) -> tuple[Header, str]:
    said, lines = laid(text)
    return read_header(said, lines), said


def words(value: Value | None) -> str | None:
    return value.text if value is not None else None


def everything(text: str) -> dict[str, str | None]:
    head, _ = header(text)
    return {
        "kind": words(head.kind),
        "issuer": words(head.issuer),
        "number": words(head.number),
        "place": words(head.place),
        "date": head.date.start.isoformat() if head.date and head.date.start else None,
        "title": words(head.title),
        "authority": words(head.signer_authority),
        "position": words(head.signer_position),
        "name": words(head.signer_name),
    }


def test_two_columns_of_a_province() -> None:
    assert everything(COLUMNS) == {
        "kind": "Kế hoạch",
        "issuer": "Ủy ban nhân dân tỉnh Cà Mau",
        "number": "41/KH-UBND",
        "place": "Cà Mau",
        "date": "2024-09-05",
        "title": "TỔ CHỨC NGÀY HỘI ĐỌC SÁCH TRÊN ĐỊA BÀN TỈNH CÀ MAU NĂM 2024",
        "authority": "KT. CHỦ TỊCH",
        "position": "PHÓ CHỦ TỊCH",
        "name": "Lê Thị Mai Hoa",
    }


def test_party_committee_under_its_parent() -> None:
    assert everything(LINES) == {
        "kind": "Kế hoạch",
        "issuer": "Đảng ủy xã Hòa Ninh",
        "number": "12-KH/ĐU",
        "place": "Hòa Ninh",
        "date": "2025-10-03",
        "title": "tuyên truyền đại hội đảng các cấp",
        "authority": "T/M BAN THƯỜNG VỤ",
        "position": "PHÓ BÍ THƯ",
        "name": "Trần Văn Bình",
    }


def test_decision_with_the_plan_attached() -> None:
    assert everything(DECISION) == {
        "kind": "Kế hoạch",
        "issuer": "Bộ Khoa học và Công nghệ",
        "number": "1234/QĐ-BKHCN",
        "place": "Hà Nội",
        "date": "2025-11-20",
        "title": "Kiểm tra đo lường năm 2026",
        "authority": "KT. BỘ TRƯỞNG",
        "position": "THỨ TRƯỞNG",
        "name": "Phạm Hữu Thành",
    }


def test_school_with_blanks_and_scan_noise() -> None:
    assert everything(SCHOOL) == {
        "kind": "Kế hoạch",
        "issuer": "Trường THCS Lê Lợi",
        "number": None,
        "place": "Mỹ Tho",
        "date": None,
        "title": "Tổ chức hội thi khoa học kỹ thuật năm học 2026 - 2027",
        "authority": None,
        "position": "HIỆU TRƯỞNG",
        "name": "Nguyễn Thị Thanh Thúy",
    }


def test_youth_union_with_its_own_number_style() -> None:
    got = everything(YOUTH)
    assert got["number"] == "05-KH/ĐTN"
    assert got["issuer"] == "Ban Thường vụ Xã đoàn An Phú"
    assert (got["authority"], got["position"], got["name"]) == ("TM. BAN THƯỜNG VỤ", "BÍ THƯ", "Đỗ Quốc Huy")
    assert got["title"] == "Tổ chức Tháng Thanh niên năm 2026"


MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(
    ("bodies", "issuer"),
    [
        ("UBND TỈNH BẮC NINH\nSỞ KHOA HỌC VÀ CÔNG NGHỆ", "Sở Khoa học và Công nghệ"),
        ("BỘ QUỐC PHÒNG\nBỘ TƯ LỆNH QUÂN KHU 9", "Bộ Tư lệnh Quân khu 9"),
        ("HỘI LHPN TỈNH ĐIỆN BIÊN\nBAN THƯỜNG VỤ", "Ban Thường vụ Hội LHPN tỉnh Điện Biên"),
        ("SỞ GDĐT HẢI PHÒNG\nTRƯỜNG TIỂU HỌC NGUYỄN DU", "Trường Tiểu học Nguyễn Du"),
        ("UBND PHƯỜNG BẾN NGHÉ\nBAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Ban Chỉ đạo chuyển đổi số"),
        ("BỘ CÔNG THƯƠNG", "Bộ Công Thương"),
        ('PHÒNG VHXH XÃ CHỢ MỚI\nTRƯỜNG TIỂU HỌC "A" LONG ĐIỀN', 'Trường Tiểu học "A" Long Điền'),
        ("ỦY BAN NHÂN DÂN\nĐẶC KHU PHÚ QUỐC", "Ủy ban nhân dân đặc khu Phú Quốc"),
    ],
)
def test_who_issues(bodies: str, issuer: str) -> None:
    text = f"{bodies}\n\n{MOTTO}\n\nSố: 88/KH-ABC\nHòa Ninh, ngày 09 tháng 10 năm 2025\n\nKẾ HOẠCH\nTổ chức hội thi\n\nI. MỤC ĐÍCH\n\nThi.\n"
    assert everything(text)["issuer"] == issuer


@pytest.mark.parametrize(
    ("block", "authority", "position", "name"),
    [
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nThS. Nguyễn Văn Phúc", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn Phúc"),
        ("TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\n\nTrần Thị Thu Hà", "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Trần Thị Thu Hà"),
        ("TUQ. BỘ TRƯỞNG\nVỤ TRƯỞNG VỤ PHÁP CHẾ\n\nVũ Bá Nam", "TUQ. BỘ TRƯỞNG", "VỤ TRƯỞNG VỤ PHÁP CHẾ", "Vũ Bá Nam"),
        ("TM. THƯỜNG TRỰC HĐND CHỦ TỊCH\n\nVũ Đức Thịnh", "TM. THƯỜNG TRỰC HĐND", "CHỦ TỊCH", "Vũ Đức Thịnh"),
        ("KT. BỘ TRƯỞNG THỨ TRƯỞNG\n\nHà Thị Nga", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Hà Thị Nga"),
        ("TƯ LỆNH\n\nThiếu tướng Lê Văn Hùng", None, "TƯ LỆNH", "Lê Văn Hùng"),
        ("HIỆU TRƯỞNG\n(Đã ký)\n\nĐỗ Thị Hồng Nhung", None, "HIỆU TRƯỞNG", "Đỗ Thị Hồng Nhung"),
        ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLò Văn Mai", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lò Văn Mai"),
    ],
)  # fmt: skip
def test_who_signs(block: str, authority: str | None, position: str | None, name: str) -> None:
    text = f"KẾ HOẠCH\nTổ chức hội thi\n\nI. MỤC ĐÍCH\n\nThi.\n\nNơi nhận:\n- Các xã;\n- Lưu: VT.\n\n{block}\n"
    got = everything(text)
    assert (got["authority"], got["position"], got["name"]) == (authority, position, name)


@pytest.mark.parametrize("text", [COLUMNS, LINES, DECISION, SCHOOL, YOUTH])
def test_every_value_is_a_place_of_the_text(text: str) -> None:
    head, said = header(text)
    for value in (head.number, head.place, head.title, head.signer_name, head.signer_position, head.signer_authority):
        if value is not None and value.span is not None:
            printed = said[value.span.start : value.span.end]
            assert printed.replace(" ", "").replace("\n", "") == value.text.replace(" ", "")
    if head.date is not None and head.date.span is not None:
        assert said[head.date.span.start : head.date.span.end].startswith("ngày")


@pytest.mark.parametrize("province", ["Cần Thơ", "Lào Cai", "Huế", "Đắk Lắk", "Thành phố Hồ Chí Minh"])
@pytest.mark.parametrize("kind", ["tỉnh", "thành phố", "xã", "phường", "đặc khu"])
def test_any_place_is_read_alike(province: str, kind: str) -> None:
    text = COLUMNS.replace("TỈNH CÀ MAU\n-", f"{kind} {province}".upper() + "\n-").replace("*Cà Mau,", f"*{province},")
    got = everything(text)
    assert got["issuer"] is not None
    assert got["issuer"].lower() == f"Ủy ban nhân dân {kind} {province}".lower()
    assert got["place"] == province


def test_years_in_brackets_belong_to_the_title() -> None:
    text = "KẾ HOẠCH\nKỷ niệm 43 năm Ngày Nhà giáo Việt Nam\n\n(20/11/1982 - 20/11/2025)\n\nCăn cứ kế hoạch năm học;\n\nI. MỤC ĐÍCH\n\nDạy.\n"
    assert everything(text)["title"] == "Kỷ niệm 43 năm Ngày Nhà giáo Việt Nam (20/11/1982 - 20/11/2025)"


def test_a_letter_without_any_head_gives_nothing() -> None:
    head, _ = header("Dear Sir,\n\nThank you for your letter of 5 May.\n\nYours faithfully\n\nJohn Smith\n")
    assert head == Header()


def test_names_in_capitals_are_written_as_in_running_text() -> None:
    assert sentence_case("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "") == "Sở Giáo dục và Đào tạo"
    assert sentence_case("UBND XÃ BA TRI", "") == "UBND xã Ba Tri"
    assert sentence_case("HỘI NÔNG DÂN", "của Hội Nông dân xã") == "Hội Nông dân"


def test_the_day_is_a_real_day() -> None:
    head, _ = header(COLUMNS.replace("ngày 05 tháng 9", "ngày 31 tháng 9"))
    assert head.date is None
    head, _ = header(COLUMNS.replace("ngày 05 tháng 9", "ngày 5/9/2024 tháng 9"))
    assert head.date is None or head.date.start == dt.date(2024, 9, 5)


def test_a_line_end_within_the_body_that_signs() -> None:
    head, _ = header(
        "KẾ HOẠCH\nTổ chức hội thi\n\nI. MỤC ĐÍCH\n\nVui.\n\n| Nơi nhận:<br>- Như trên. | TM. ỦY BAN<br>NHÂN DÂN<br>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH<br>Lê Văn An |\n|---|---|\n"
    )
    assert head.signer_authority is not None
    assert head.signer_authority.text == "KT. CHỦ TỊCH"
    assert head.signer_name is not None
    assert head.signer_name.text == "Lê Văn An"


_BODY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nKẾ HOẠCH\nThi đọc sách\n\nI. MỤC ĐÍCH\n\nThi.\n\n"


def test_an_office_of_two_lines_and_an_annex_behind_it() -> None:
    said = everything(
        _BODY
        + "Nơi nhận:                                 TL. GIÁM ĐỐC\n- Như trên;                   GIÁM ĐỐC TRUNG TÂM HỖ TRỢ\n"
        "- Lưu: VT.                  DOANH NGHIỆP, HỢP TÁC XÃ\n\n                          PHỤ LỤC\n"
    )
    assert (said["authority"], said["position"], said["name"]) == (
        "TL. GIÁM ĐỐC", "GIÁM ĐỐC TRUNG TÂM HỖ TRỢ DOANH NGHIỆP, HỢP TÁC XÃ", None,
    )  # fmt: skip


def test_an_authority_alone_above_the_two_columns() -> None:
    said = everything(
        _BODY + "                                              TM. BAN VĂN HÓA - XÃ HỘI\n"
        "Nơi nhận:                                            TRƯỞNG BAN\n- Như trên;\n"
        "- Lưu: VT.                                       Lê Thị Mai\n"
    )
    assert (said["authority"], said["position"], said["name"]) == (
        "TM. BAN VĂN HÓA - XÃ HỘI",
        "TRƯỞNG BAN",
        "Lê Thị Mai",
    )


def test_line_ends_within_a_cell_of_web_text() -> None:
    said = everything(
        "HUYỆN ĐOÀN\nYÊN SƠN\n***\nSố: 46-KH/ĐTN\n|\nĐOÀN\nTNCS HỒ CHÍ MINH\nYên\nSơn, ngày 25 tháng 02 năm 2025\n|\nKẾ HOẠCH\n"
        "Thi đọc sách\n\nI. MỤC ĐÍCH\n\nThi.\n\n|\nNơi nhận:\n- Như trên;\n- Lưu VP.\n|\nTM.\nBAN THƯỜNG VỤ\nBÍ THƯ\nLê Văn Trung\n|\n"
    )
    assert (said["place"], said["authority"], said["position"]) == ("Yên Sơn", "TM. BAN THƯỜNG VỤ", "BÍ THƯ")


def test_a_body_within_another_is_one_name_and_a_bar_is_no_part_of_a_place() -> None:
    said = everything(
        "ĐẢNG BỘ PHƯỜNG NAM HÒA\nCHI BỘ TRƯỜNG THCS LÊ LỢI\n\nSố: 05-KH/CB | Nam Hòa, ngày 12 tháng 5 năm 2026\n\nKẾ HOẠCH\nĐọc sách\n\n"
        "I. MỤC ĐÍCH\n\nĐọc.\n"
    )
    assert (said["issuer"], said["place"], said["number"]) == ("Chi bộ Trường THCS Lê Lợi", "Nam Hòa", "05-KH/CB")
