import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.words.numbers import find_numbers, number_key


@pytest.mark.parametrize(
    "number",
    [
        "505/QĐ-TTg", "08-NQ/TU", "12-KH/ĐU", "934/QĐ-BTTTT", "85/2015/QH13", "66.2/2025/NQ-CP", "06/KH-MTTW-BTT",
        "02-TT/TU", "8935/BNV-CTTN&BĐG", "3679/STC-QLGCS", "10-CTr/TU", "03-QĐ/BCĐ", "01/2025/QĐ-UBND", "0130/KH-UBND",
        "16/KH-MTTQ-BTT", "57-KL/TW", "935/KH-SGDĐT",
    ],
)  # fmt: skip
def test_numbers_stand_whole_in_running_text(number: str) -> None:
    found = find_numbers(f"Thực hiện văn bản số {number} ngày 22/4/2022 của cấp trên, hoàn thành 24/7 trong năm 2024.")
    assert [n.text for n in found] == [number]
    assert found[0].day == (2022, 4, 22)


@pytest.mark.parametrize("printed", ["505 /QĐ-TTg", "505/ QĐ-TTg", "505/QĐ - TTg", "505/QĐ- TTg"])
def test_spaces_of_a_scan_are_forgiven(printed: str) -> None:
    assert [n.text for n in find_numbers(f"Quyết định số {printed} của Thủ tướng")] == ["505/QĐ-TTg"]


def test_the_old_style_of_the_youth_union_keeps_its_space() -> None:
    assert [n.text for n in find_numbers("Kế hoạch số 298 KH/TWĐTN ngày 14/7/2011")] == ["298 KH/TWĐTN"]


@pytest.mark.parametrize(
    "text", ["ngày 15/9/2024", "UBND tỉnh", "24/7", "giai đoạn 2021-2025", "tỷ lệ 1/2 Hội viên", "năm 2025 - Đại hội"]
)
def test_dates_and_shares_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == []


def test_printings_of_one_number_share_a_key() -> None:
    assert number_key("12 /kh–UBND") == "12/KH-UBND"


@given(
    st.integers(1, 99999),
    st.sampled_from(["QĐ", "KH", "NQ", "CT", "CTr"]),
    st.sampled_from(["UBND", "TTg", "BTTTT", "HĐND", "SKHCN", "ĐTN"]),
    st.sampled_from(["/2024", ""]),
)
def test_a_printed_number_is_read_back(number: int, kind: str, body: str, year: str) -> None:
    printed = f"{number}{year}/{kind}-{body}"
    text = f"Căn cứ Quyết định số {printed};"
    found = find_numbers(text)
    assert [n.text for n in found] == [printed]
    assert text[slice(*found[0].span)] == printed


@given(st.text(alphabet="0123456789/-QĐKHUBND TTg.&ngày"))
def test_no_text_breaks_the_grammar(text: str) -> None:
    for number in find_numbers(text):
        assert text[slice(*number.span)].replace(" ", "").replace("–", "-") == number.text.replace(" ", "")
