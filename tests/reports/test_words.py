"""The grammar of bound numbers, and which numbers may be typed."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import bodies

from ngayso.papers.bound import NAME, Bound, Names, printed
from ngayso.papers.figures import Said
from ngayso.papers.parts import Bullets, Paragraph
from ngayso.reports import words

BODY = bodies.body(12)
NAMES = Names(BODY)
KNOWN = [bound.name for bound in NAMES.listed()]


@given(st.text())
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(f"{{{p.text}}}" if p.is_name else p.text for p in words.pieces(text)) == text


@given(st.text(alphabet="{}a.1-/ \n", max_size=60))
def test_faults_and_spans_never_fail_and_nothing_is_lost(text: str) -> None:
    found = words.faults(text, NAMES)
    for fault in found:
        assert 0 <= fault.start < fault.end <= len(text)
        assert fault.sentence.endswith(".")
    if not found:
        assert "{" not in words.shown(text, NAMES)


@given(st.lists(st.one_of(st.sampled_from(KNOWN), st.text(alphabet="abc ,.", max_size=8)), max_size=8))
def test_known_names_are_shown_as_their_numbers(parts: list[str]) -> None:
    text = " ".join(f"{{{part}}}" if part in KNOWN else part for part in parts)
    assert words.faults(text, NAMES) == []
    assert words.names_in(text) == list(dict.fromkeys(part for part in parts if part in KNOWN))
    assert words.shown(text, NAMES) == " ".join(
        bound.text if (bound := NAMES.get(part)) is not None and part in KNOWN else part for part in parts
    )


@given(st.text(max_size=40))
def test_any_name_is_known_or_not_and_never_fails(name: str) -> None:
    bound = NAMES.get(name)
    assert bound is None or bound.name == name


def test_every_listed_name_obeys_the_grammar() -> None:
    for bound in NAMES.listed():
        assert bound.name.split(".")[0] in ("units", "letters", "questions", "activities", "duties") or NAME.match(
            bound.name
        )


def test_a_line_is_a_paragraph_and_a_dash_a_list() -> None:
    made = words.blocks("Một.\n\n- hai {units.expected};\n- ba.\nBốn.", NAMES)
    assert [type(one) for one in made] == [Paragraph, Bullets, Paragraph]
    assert isinstance(made[1], Bullets)
    assert [span.name for span in made[1].items[0] if not isinstance(span, str)] == ["", "units.expected", ""]


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Quyết định số 505/QĐ-TTg ngày 22/4/2022 và Kế hoạch 321/KH-UBND.",
        "Từ ngày 01 đến ngày 10 tháng 10 năm 2024, trước 17:00, lúc 8 giờ 30.",
        "Nghị quyết số 08-NQ/TU, Luật 85/2015/QH13, mục III.2.c, khoản 2 Điều 5.",
        "Quý III năm 2024, tháng 10/2024, lần thứ 2, giai đoạn 2021-2025.",
        "1. Việc thứ nhất\n2) Việc thứ hai",
        "Phủ sóng 4G, mạng 5G; Đề án 06; Phường 5; mức độ 4.",
        "Không có số nào.",
    ],
)
def test_days_clauses_numbers_of_documents_and_ordinals_may_be_typed(text: str) -> None:
    assert words.typed_digits(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đã đến 1.200 hộ trong 5 xã.", ["1.200 hộ", "5 xã"]),
        ("Đạt 98,5% kế hoạch.", ["98,5% kế"]),
        ("{units.expected} đơn vị và 3 đơn vị", ["3 đơn"]),
        ("năm nay 12480 lượt", ["12480 lượt"]),
    ],
)
def test_other_numbers_are_listed(text: str, found: list[str]) -> None:
    assert words.typed_digits(text) == found


def test_digits_in_known_names_are_not_meant() -> None:
    known = words.known_phrases(BODY)
    text = f"{BODY.units[0].short} hướng dẫn, {BODY.indicators[2].name} tăng 3 lần."
    assert words.typed_digits(text, known) == ["3 lần"]


def test_the_proposal_binds_every_number() -> None:
    proposed = words.proposed(BODY, NAMES)
    assert list(proposed) == words.places(BODY)
    known = words.known_phrases(BODY)
    for place, text in proposed.items():
        assert words.faults(text, NAMES) == []
        if place in ("guidance", "next"):
            assert words.typed_digits(text, known) == []


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [("12480", 0, "12.480"), ("5.25", 1, "5,25"), ("5", 1, "5,0"), ("0", 0, "0"), ("-3", 0, "-3"), ("1234567.5", 0, "1.234.567,5")],
)  # fmt: skip
def test_numbers_as_they_print(value: str, places: int, shown: str) -> None:
    assert printed(Decimal(value), places) == shown


def test_a_number_under_ten_has_a_nought_before_it_in_running_text() -> None:
    assert [Bound("x", Decimal(n), "").text for n in (0, 7, 10)] == ["0", "07", "10"]
    assert Bound("x", Decimal(7), "").cell == "7"
    assert Bound("x", None, "").text == "chưa tính được"


def test_gathered_words_begin_as_sentences_and_name_a_unit_once() -> None:
    unit = BODY.units[0].short
    said = tuple(
        Said(unit=0, activity=number, sort="difficulties", text="đường truyền chậm.", accepted=True)
        for number in (0, 1)
    )
    body = msgspec.structs.replace(BODY, said=said)
    assert words.proposed(body, Names(body))["difficulties"] == f"- Đường truyền chậm ({unit})."


def test_the_sign_of_a_share_stands_close() -> None:
    (rate,) = [one for one in BODY.indicators if one.nature == "rate"]
    phrased = msgspec.structs.replace(rate, phrase="đạt {} % số hồ sơ")
    indicators = tuple(phrased if one is rate else one for one in BODY.indicators)
    body = msgspec.structs.replace(BODY, indicators=indicators)
    assert "đạt {1.ty-le-truc-tuyen}% số hồ sơ" in words.proposed(body, Names(body))["activity.1"]


def test_what_only_the_house_counted_is_told_apart_and_once() -> None:
    kept = tuple(f for f in BODY.figures if f.origin == "counted" or f.indicator != "luot-huong-dan")
    body = msgspec.structs.replace(BODY, figures=kept)
    first, second, *_rest = words.proposed(body, Names(body))["activity.1"].split("\n")
    assert first.startswith("Kết quả: đã đến {1.ho-da-den} hộ; ")
    assert second == (
        "Số liệu khác do hệ thống đếm, chưa có trong báo cáo được duyệt: "
        "lượt người được hướng dẫn: {1.luot-huong-dan.dem} lượt."
    )
    body = msgspec.structs.replace(BODY, figures=tuple(f for f in BODY.figures if f.origin == "counted"))
    (line, *_rest) = words.proposed(body, Names(body))["activity.1"].split("\n")
    assert line.startswith("Số liệu do hệ thống đếm, chưa có trong báo cáo được duyệt: ")
