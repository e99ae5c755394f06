"""Width of text without a font, and where titles are cut."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.papers.measure import read_lines, width

FONTS = Path("/usr/share/fonts/truetype/liberation2")
TITLE = partial(width, size=14, style="bold")


def test_the_motto_takes_88_mm_at_12_points():
    assert width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "bold") == pytest.approx(88.3, abs=0.1)
    assert width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, "bold") == pytest.approx(95.7, abs=0.1)


@pytest.mark.skipif(not FONTS.is_dir(), reason="Liberation fonts are not installed")
@pytest.mark.parametrize(("style", "file"), [("regular", "Regular"), ("bold", "Bold"), ("italic", "Italic")])
def test_widths_are_those_of_the_font(style, file):
    from fontTools.ttLib import TTFont

    font = TTFont(FONTS / f"LiberationSerif-{file}.ttf")
    names, advances = font.getBestCmap(), font["hmtx"]
    vietnamese = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    for character in vietnamese + vietnamese.upper() + "“”…–0123456789 .,;:/-()&%":
        assert width(character, 2048 * 72 / 25.4, style) == pytest.approx(advances[names[ord(character)]][0], abs=0.01)


@pytest.mark.parametrize(
    ("name", "most", "lines"),
    [
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", 66, ["SỞ THÔNG TIN", "VÀ TRUYỀN THÔNG"]),
        ("ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG", 66, ["ỦY BAN NHÂN DÂN", "TỈNH TIỀN GIANG"]),
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", 66, ["SỞ VĂN HÓA,", "THỂ THAO VÀ DU LỊCH"]),
        ("SỞ Y TẾ", 66, ["SỞ Y TẾ"]),
        ("", 66, [""]),
        (
            "Kết quả tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số quốc gia, Ngày Chuyển đổi số tỉnh Tiền Giang "
            "năm 2024",
            153,
            [
                "Kết quả tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số quốc gia,",
                "Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024",
            ],
        ),
    ],
)
def test_names_and_titles_are_cut_where_they_read_well(name, most, lines):
    assert read_lines(name, most, TITLE if most > 100 else partial(width, size=12, style="bold")) == lines


@given(st.lists(st.text("abcđươnghỨ,", min_size=1, max_size=12), max_size=40), st.integers(30, 160))
def test_cut_lines_keep_every_word_and_fit(words, most):
    made = read_lines(" ".join(words), most, TITLE)
    assert " ".join(made).split() == words
    assert all(TITLE(line) <= most or " " not in line for line in made)


def test_a_place_left_blank_is_no_place_to_cut():
    made = read_lines("Kèm theo Báo cáo số\u00a0\u00a0\u00a0/BC ngày\u00a0\u00a0\u00a0tháng", 40, TITLE)
    assert any("số\u00a0\u00a0\u00a0/BC" in line for line in made)
