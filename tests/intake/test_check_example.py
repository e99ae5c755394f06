"""The plan check on the shipped plan of Tiền Giang: the four things that an officer must be asked."""

from functools import cache
from pathlib import Path

from ngayso.intake.check import Finding, check
from ngayso.reader.formats.open import open_document
from ngayso.reader.read import read

PLAN = Path(__file__).parents[2] / "examples" / "tien-giang-2024" / "plan.md"


@cache
def findings() -> tuple[Finding, ...]:
    return tuple(check(read(open_document(PLAN.read_bytes(), PLAN.name), PLAN.name)))


def by_rule(rule: str) -> list[Finding]:
    return [finding for finding in findings() if finding.rule == rule]


def test_promotions_end_on_two_days() -> None:
    (clash,) = by_rule("dates.disagree")
    assert clash.title == "Khuyến mại hết ngày 15/10 hay 10/10?"
    assert [place.ref for place in clash.places] == ["III.2.d", "V.6"]
    assert [place.quote for place in clash.places] == [
        "từ ngày 15/9/2024 đến ngày 15/10/2024",
        "từ ngày 15/9/2024 đến ngày 10/10/2024",
    ]
    assert [way.label for way in clash.ways] == ["Lấy 15/10", "Lấy 10/10", "Hỏi đơn vị soạn"]
    assert clash.ways[1].changes[0].value == "2024-10-10"


def test_reports_are_due_before_the_contest_ends() -> None:
    (early,) = by_rule("reports.before_end")
    assert early.title == "Hạn báo cáo đến trước khi cuộc thi kết thúc"
    assert [place.ref for place in early.places[:2]] == ["V.7.c", "III.2.b"]


def test_the_exercise_has_no_lead() -> None:
    (alone,) = by_rule("units.no_lead")
    assert alone.places[0].ref == "III.2.a"
    assert alone.title.startswith("Ai chủ trì “Tập huấn và tổ chức diễn tập thực chiến")


def test_the_banners_hang_longer_than_one_notice_allows() -> None:
    (banners,) = by_rule("papers.banners")
    assert banners.title == "Băng rôn treo 26 ngày, mỗi lượt chỉ được 15 ngày"
    assert banners.citation is not None
    assert banners.citation.text == "Luật Quảng cáo số 16/2012/QH13, khoản 4 Điều 27"


def test_the_contradictions_come_first_and_there_is_no_flood() -> None:
    weights = [finding.weight for finding in findings()]
    assert weights == sorted(weights, reverse=True)
    assert len(findings()) <= 12
