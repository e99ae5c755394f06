import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ngayso.words.fold import fold, nfc, plain, tone_key

VIETNAMESE = st.text(
    alphabet="aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựvxyỳýỷỹỵ ĐÀẠ,.-1"
)


def test_the_place_of_the_tone_is_folded_and_nothing_else() -> None:
    assert tone_key("Uỷ ban") == tone_key("Ủy ban")
    assert tone_key("hoà bình, khoẻ, thuỷ") == tone_key("hòa bình, khỏe, thủy")
    assert len({tone_key(w) for w in ("hoa", "hoà", "hoá", "hoả", "hoạ", "Hoa", "hoan")}) == 7


def test_fold_keeps_letters_and_digits() -> None:
    assert fold("Sở TT&TT – Đắk Lắk (2024)") == "so tt tt dak lak 2024"
    assert fold("Uỷ ban") == fold("ỦY BAN") == "uy ban"


@given(VIETNAMESE)
def test_keys_do_not_depend_on_the_unicode_form(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert fold(apart) == fold(text)
    assert tone_key(apart) == tone_key(text)
    assert nfc(apart) == nfc(text)


@given(st.text())
def test_plain_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert fold(fold(text)) == fold(text)
