"""Each rule of the plan check: a plan on which it fires, and the same plan mended, on which it stays silent."""

import msgspec
import pytest

from ngayso.intake.check import RULES, Finding, check
from tests.reader.written import read_written

CLEAN = """\
ỦY BAN NHÂN DÂN
XÃ BA TRI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 15/KH-UBND

Ba Tri, ngày 05 tháng 8 năm 2025

KẾ HOẠCH
Tổ chức ngày hội đọc sách năm 2025

Căn cứ Quyết định số 12/QĐ-TTg ngày 01/02/2024 của Thủ tướng Chính phủ về ngày hội đọc sách;

I. MỤC ĐÍCH

Đọc sách nhiều hơn, theo Quyết định số 12/QĐ-TTg ngày 01/02/2024.

II. NỘI DUNG

1. Hội thi kể chuyện theo sách

- Nội dung: thi kể chuyện, 40 người tham gia, theo mục I Kế hoạch này.

- Thời gian: từ ngày 15/9/2025 đến ngày 26/9/2025.

- Đơn vị chủ trì: Phòng Văn hóa - Xã hội.

- Đơn vị phối hợp: Đoàn Thanh niên xã.

2. Treo băng rôn giới thiệu sách

- Thời gian: từ ngày 15/9/2025 đến ngày 26/9/2025.

- Đơn vị chủ trì: Phòng Kinh tế.

III. KINH PHÍ

Kinh phí được bố trí từ ngân sách xã năm 2025.

IV. TỔ CHỨC THỰC HIỆN

1. Phòng Văn hóa - Xã hội

a) Là cơ quan đầu mối, theo dõi, đôn đốc việc thực hiện.

b) Báo cáo kết quả thực hiện Kế hoạch về Ủy ban nhân dân tỉnh trước ngày 15/10/2025.

2. Phòng Kinh tế

a) Tổ chức treo băng rôn từ ngày 15/9/2025 đến ngày 26/9/2025.

3. Đoàn Thanh niên xã

a) Vận động đoàn viên đọc sách.

Nơi nhận:
- Ủy ban nhân dân tỉnh;
- Phòng Văn hóa - Xã hội;
- Phòng Kinh tế;
- Đoàn Thanh niên xã;
- Lưu: VT.

KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Lê Văn An
"""

RANGE = "từ ngày 15/9/2025 đến ngày 26/9/2025"

FIRES: list[tuple[str, str, str]] = [
    ("dates.disagree", "băng rôn " + RANGE, "băng rôn từ ngày 15/9/2025 đến ngày 30/9/2025"),
    ("dates.inside", "thi kể chuyện, 40", "thi kể chuyện từ ngày 15/9/2025 đến ngày 20/9/2025, 40"),
    ("dates.counted", "thi kể chuyện, 40", f"thi kể chuyện trong 10 ngày ({RANGE}), 40"),
    ("dates.weekday", "ngày 15/10/2025", "ngày 15/10/2025 (thứ Sáu)"),
    ("dates.reversed", f"Thời gian: {RANGE}", "Thời gian: từ ngày 26/9/2025 đến ngày 15/9/2025"),
    ("dates.either", f"Thời gian: {RANGE}", "Thời gian: ngày 15/9/2025 hoặc ngày 26/9/2025"),
    ("dates.before_document", f"Thời gian: {RANGE}", "Thời gian: từ ngày 15/7/2025 đến ngày 26/7/2025"),
    ("dates.outside_year", f"Thời gian: {RANGE}", "Thời gian: từ ngày 15/9/2026 đến ngày 26/9/2026"),
    (
        "dates.outside_range",
        "II. NỘI DUNG",
        "II. THỜI GIAN THỰC HIỆN\n\nTừ ngày 15/9/2025 đến ngày 20/9/2025.\n\nIII. NỘI DUNG",
    ),
    ("dates.weekend", "15/10/2025", "19/10/2025"),
    ("dates.short_notice", f"Thời gian: {RANGE}", "Thời gian: ngày 06/8/2025"),
    ("dates.missing", f"- Thời gian: {RANGE}.\n\n- Đơn vị chủ trì: Phòng Kinh tế", "- Đơn vị chủ trì: Phòng Kinh tế"),
    ("dates.vague", f"Thời gian: {RANGE}", "Thời gian: theo kế hoạch riêng của xã"),
    ("units.no_lead", "- Đơn vị chủ trì: Phòng Kinh tế.\n\n", ""),
    ("units.collective_lead", "Đơn vị chủ trì: Phòng Kinh tế", "Đơn vị chủ trì: các doanh nghiệp trên địa bàn xã"),
    ("units.partner_leads", "phối hợp: Đoàn Thanh niên xã", "phối hợp: Đoàn Thanh niên xã, Phòng Văn hóa - Xã hội"),
    ("units.lead_without_duty", "Đơn vị chủ trì: Phòng Kinh tế", "Đơn vị chủ trì: Công an xã"),
    ("units.not_recipient", "- Phòng Kinh tế;\n", ""),
    ("duties.none", "*duties", ""),
    ("duties.no_focal", "Là cơ quan đầu mối, theo dõi, đôn đốc việc thực hiện", "Đọc sách cho thiếu nhi nghe"),
    ("duties.twice", "3. Đoàn Thanh niên xã", "3. Phòng Kinh tế"),
    ("reports.before_end", "trước ngày 15/10/2025", "trước ngày 22/9/2025"),
    ("reports.none", "b) Báo cáo kết quả thực hiện Kế hoạch về Ủy ban nhân dân tỉnh trước ngày 15/10/2025.\n\n", ""),
    ("reports.no_day", " trước ngày 15/10/2025", ""),
    ("reports.no_receiver", " Kế hoạch về Ủy ban nhân dân tỉnh trước", " trước"),
    ("reports.past", "15/10/2025", "15/7/2025"),
    ("papers.number_dates", "12/QĐ-TTg ngày 01/02/2024.", "12/QĐ-TTg ngày 02/02/2024."),
    ("papers.section_missing", "mục I Kế hoạch này", "mục VII Kế hoạch này"),
    ("papers.banners", RANGE, "từ ngày 15/9/2025 đến ngày 10/10/2025"),
    ("papers.annex_missing", "40 người tham gia", "40 người tham gia theo phụ lục I kèm theo"),
    ("papers.no_funding", "III. KINH PHÍ\n\nKinh phí được bố trí từ ngân sách xã năm 2025.\n\n", ""),
    ("papers.promotions", "thi kể chuyện, 40", "thi kể chuyện, khuyến mại sách, 40"),
    ("papers.exercises", "1. Hội thi kể chuyện theo sách", "1. Diễn tập thực chiến cứu sách"),
    ("papers.targets", "40 người tham gia", "40 người tham gia, trong đó 60 người xem"),
    ("papers.form", "Số: 15/KH-UBND", "Số:     /KH-UBND"),
]


def found(text: str) -> list[Finding]:
    return check(read_written(text))


def rules(text: str) -> set[str]:
    return {finding.rule for finding in found(text)}


def broken(old: str, new: str) -> str:
    if old == "*duties":
        low, high = CLEAN.index("IV. TỔ CHỨC"), CLEAN.index("Nơi nhận:")
        return CLEAN[:low] + CLEAN[high:]
    assert old in CLEAN
    return CLEAN.replace(old, new)


def test_a_sound_plan_has_no_findings() -> None:
    assert [(f.rule, f.title) for f in found(CLEAN)] == []


@pytest.mark.parametrize(("rule", "old", "new"), FIRES, ids=[rule for rule, _, _ in FIRES])
def test_the_rule_fires_where_the_plan_is_broken(rule: str, old: str, new: str) -> None:
    assert rule in rules(broken(old, new))


def test_every_rule_has_a_plan_on_which_it_fires() -> None:
    assert {rule for rule, _, _ in FIRES} | {"duties.empty"} == set(RULES)


SILENT: list[tuple[str, str, str]] = [
    ("dates.disagree", "trước ngày 15/10/2025", "trước ngày 27/9/2025"),
    ("dates.disagree", "băng rôn " + RANGE, "băng rôn trong tháng 9/2025"),
    ("dates.inside", "thi kể chuyện, 40", f"thi kể chuyện {RANGE}, 40"),
    ("dates.counted", "thi kể chuyện, 40", f"thi kể chuyện trong 12 ngày ({RANGE}), 40"),
    ("dates.weekday", "ngày 15/10/2025", "ngày 15/10/2025 (thứ Tư)"),
    ("dates.either", f"Thời gian: {RANGE}", f"Thời gian: {RANGE} (sáng hoặc chiều)"),
    ("dates.before_document", f"Thời gian: {RANGE}", "Thời gian: năm 2025 và các năm tiếp theo"),
    ("dates.outside_year", "đọc sách năm 2025", "đọc sách giai đoạn 2025 - 2026"),
    ("dates.short_notice", f"Thời gian: {RANGE}", "Thời gian: ngày 11/8/2025"),
    ("dates.outside_range", "II. NỘI DUNG", "II. THỜI GIAN THỰC HIỆN\n\nTrong tháng 9/2025.\n\nIII. NỘI DUNG"),
    ("dates.vague", f"Thời gian: {RANGE}", "Thời gian: thường xuyên"),
    ("units.collective_lead", "Đơn vị chủ trì: Phòng Kinh tế", "Đơn vị chủ trì: Ủy ban nhân dân các xã"),
    ("units.not_recipient", "- Phòng Kinh tế;\n", "- Các phòng, đơn vị thuộc xã;\n"),
    ("units.lead_without_duty", "2. Phòng Kinh tế\n", "2. Các phòng, đơn vị thuộc xã\n"),
    ("reports.before_end", "15/10/2025", "29/9/2025"),
    ("reports.no_day", "trước ngày 15/10/2025", "hằng quý"),
    ("papers.number_dates", "12/QĐ-TTg ngày 01/02/2024.", "13/QĐ-TTg ngày 02/02/2024."),
    ("papers.section_missing", "mục I Kế hoạch này", "điểm b khoản 1 mục IV Kế hoạch này"),
    ("papers.banners", "Treo băng rôn giới thiệu sách", "Phát thanh giới thiệu sách"),
    ("papers.promotions", "thi kể chuyện, 40", "thi kể chuyện, khuyến mại sách sau khi báo Sở Công Thương, 40"),
    ("papers.targets", "40 người tham gia", "40 người tham gia, 3 giải thưởng"),
]


@pytest.mark.parametrize(("rule", "old", "new"), SILENT)
def test_the_rule_stays_silent_on_what_only_looks_alike(rule: str, old: str, new: str) -> None:
    assert rule not in rules(broken(old, new))


def test_a_unit_without_work_is_asked_about() -> None:
    reading = read_written(CLEAN)
    bare = msgspec.structs.replace(reading.duties[1], items=())
    changed = msgspec.structs.replace(reading, duties=(reading.duties[0], bare, *reading.duties[2:]))
    assert "duties.empty" in {finding.rule for finding in check(changed)}


def test_the_ways_out_of_a_clash_of_days_write_the_day_that_is_taken() -> None:
    (clash,) = [f for f in found(broken(FIRES[0][1], FIRES[0][2])) if f.rule == "dates.disagree"]
    assert [change.value for way in clash.ways for change in way.changes] == ["2025-09-26", "2025-09-30"]
    assert [place.ref for place in clash.places] == ["II.2", "IV.2"]
    assert clash.title == "“Treo băng rôn giới thiệu sách” hết ngày 26/9 hay 30/9?"


def test_who_has_the_work_in_the_organisation_part_is_proposed_as_lead() -> None:
    text = broken("- Đơn vị chủ trì: Phòng Kinh tế.\n\n", "").replace(
        "Tổ chức treo băng rôn", "Tổ chức treo băng rôn giới thiệu sách"
    )
    (gap,) = [f for f in found(text) if f.rule == "units.no_lead"]
    assert [place.ref for place in gap.places] == ["II.2", "IV.2"]
    assert [(change.field, change.value) for change in gap.ways[0].changes] == [("leads", "Phòng Kinh tế")]


def test_missing_recipients_can_be_added_at_once() -> None:
    (gap,) = [f for f in found(broken("- Phòng Kinh tế;\n", "")) if f.rule == "units.not_recipient"]
    assert [(c.entry, c.field, c.value) for c in gap.ways[0].changes] == [("head", "recipients", "Phòng Kinh tế")]


def test_a_norm_that_nobody_checked_says_so() -> None:
    long = broken(RANGE, "từ ngày 15/9/2025 đến ngày 10/10/2025")
    (known,) = {f.citation for f in found(long) if f.rule == "papers.banners"}
    (later,) = {f.citation for f in found(long.replace("2025", "2026")) if f.rule == "papers.banners"}
    assert known is not None
    assert known.verified
    assert later is not None
    assert not later.verified


def test_many_gaps_of_one_sort_are_one_finding() -> None:
    works = "".join(
        f"{n}. Đọc sách đợt thứ {n} tại thư viện\n\n- Đơn vị chủ trì: Phòng Kinh tế.\n\n" for n in range(3, 7)
    )
    missing = [f for f in found(broken("III. KINH PHÍ", works + "III. KINH PHÍ")) if f.rule == "dates.missing"]
    assert len(missing) == 1
    assert len(missing[0].places) == 4


@pytest.mark.parametrize(("rule", "old", "new"), FIRES, ids=[rule for rule, _, _ in FIRES])
def test_a_finding_quotes_words_of_the_plan_and_proposes_a_way(rule: str, old: str, new: str) -> None:
    text = broken(old, new)
    reading = read_written(text)
    for finding in check(reading):
        assert finding.title
        assert finding.explanation
        assert finding.ways
        assert finding.places
        for place in finding.places:
            if place.span is not None:
                assert place.quote in " ".join(reading.text[place.span.start : place.span.end].split())
                if place.mark is None:
                    # What the whole document lacks has no telling words of its own.
                    assert place.entry == "head"
                    continue
                assert place.span.start <= place.mark.start <= place.mark.end <= place.span.end
            assert place.ref or place.entry is None
    keys = [finding.key for finding in check(reading)]
    assert len(keys) == len(set(keys))
    assert [f.key for f in check(reading)] == keys
