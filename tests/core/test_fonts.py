"""The cut fonts hold what Vietnamese needs, weigh little, and are cut once."""

import gzip
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import ngayso.core
from ngayso.core.fonts import WEIGHTS, build_fonts, font_name

VOWELS = "aăâeêioôơuưy"
MARKS = "\u0300\u0301\u0303\u0309\u0323"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    build_fonts(folder, [400, 600])
    return folder


def test_every_vietnamese_letter_and_sign_is_there(folder: Path) -> None:
    import unicodedata

    letters = {unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in MARKS} | set(VOWELS) | {"đ"}
    needed = letters | {letter.upper() for letter in letters} | set("–—“”‘’…·€₫№ 0123456789/,.;:!?()[]%&@§°")
    for weight in (400, 600):
        with TTFont(folder / font_name(weight)) as font:
            held = font.getBestCmap()
            lacking = {sign for sign in needed if ord(sign) not in held}
            assert lacking <= {"№", "₫"}, lacking
            assert font.flavor == "woff2"


def test_two_weights_fit_a_citizens_page(folder: Path) -> None:
    assert sum((folder / font_name(weight)).stat().st_size for weight in (400, 600)) < 40_000


def test_a_citizens_first_page_weighs_little(tmp_path: Path) -> None:
    fonts = sum(path.stat().st_size for path in build_fonts(tmp_path))
    static = Path(ngayso.core.__file__).parent / "static/core"
    around = [static / name for name in ("tokens.css", "base.css", "icons.svg", "favicon.svg", "js/theme.js")]
    rest = sum(len(gzip.compress(path.read_bytes())) for path in around)
    # What is left of the 100 KB is for the words and pictures of the page.
    assert fonts + rest < 80_000


def test_it_cuts_once(folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert build_fonts(folder, [400, 600]) == [folder / font_name(400), folder / font_name(600)]
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_lost_file_is_cut_again(folder: Path) -> None:
    (folder / font_name(400)).unlink()
    build_fonts(folder, [400])
    assert (folder / font_name(400)).stat().st_size > 5_000


def test_a_weight_that_the_look_does_not_use_is_refused(tmp_path: Path) -> None:
    assert list(WEIGHTS) == [400, 500, 600, 700]
    with pytest.raises(KeyError):
        build_fonts(tmp_path, [900])
