from ngayso.reader.theme import read_theme
from tests.reader.written import laid_with_sections

HEAD = "KẾ HOẠCH\nTổ chức ngày sách\n\n"


def theme(body: str) -> str | None:
    value = read_theme(*laid_with_sections(HEAD + body))
    return value.text if value else None


def test_the_section_on_the_theme_names_it_in_quotation_marks() -> None:
    body = (
        "I. MỤC ĐÍCH\n\nĐọc.\n\nII. CHỦ ĐỀ NĂM 2024\n\nChủ đề là “Sách mở ra **thế giới**”.\n\nIII. NỘI DUNG\n\nĐọc.\n"
    )
    assert theme(body) == "Sách mở ra thế giới"


def test_a_label_and_a_sentence_name_it() -> None:
    assert theme("I. MỤC ĐÍCH\n\n1. Chủ đề: Mỗi ngày một trang sách.\n") == "Mỗi ngày một trang sách"
    assert theme("I. MỤC ĐÍCH\n\nHưởng ứng ngày sách với chủ đề “Cùng đọc sách hay”.\n") == "Cùng đọc sách hay"


def test_a_plan_that_only_speaks_of_a_theme_names_none() -> None:
    assert theme("I. MỤC ĐÍCH\n\nTreo băng rôn theo chủ đề của năm. Gọi là “Ngày sách” từ nay.\n") is None
    assert theme("I. MỤC ĐÍCH\n\nĐọc.\n") is None
