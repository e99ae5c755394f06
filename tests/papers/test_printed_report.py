"""The report of Tiền Giang as LibreOffice prints it."""

import pypdfium2
import pytest


@pytest.fixture(scope="module")
def pages(report_pdf):
    document = pypdfium2.PdfDocument(report_pdf)
    yield [document[at] for at in range(len(document))]
    document.close()


def words(page) -> list[str]:
    return [line.strip() for line in page.get_textpage().get_text_range().split("\r\n")]


def box(page, text: str) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in mm of the first place where text stands, if it stands on one line."""
    found = page.get_textpage()
    at, length = found.search(text, match_case=True).get_next()
    boxes = [found.get_charbox(place) for place in range(at, at + length) if found.get_text_range(place, 1).strip()]
    bottoms = [bottom for _, bottom, _, _ in boxes]
    assert max(bottoms) - min(bottoms) < 8, f"{text} is cut"
    mm = 25.4 / 72
    return (
        min(b[0] for b in boxes) * mm, min(bottoms) * mm, max(b[2] for b in boxes) * mm, max(b[3] for b in boxes) * mm,
    )  # fmt: skip


def test_the_motto_stands_on_one_line_at_the_top_right(pages):
    left, bottom, right, top = box(pages[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert right - left == pytest.approx(88, abs=1.5)
    assert left > 98
    assert 297 - 30 < top < 297 - 20
    below = box(pages[0], "Độc lập - Tự do - Hạnh phúc")
    assert below[3] < bottom
    assert (below[0] + below[2]) / 2 == pytest.approx((left + right) / 2, abs=1)


def test_number_and_day_stand_on_one_height(pages):
    assert box(pages[0], "/BC-STTTT")[1] == pytest.approx(box(pages[0], "năm 2024")[1], abs=1.2)


def test_page_numbers_begin_on_the_second_page_in_the_middle_of_the_top_margin(pages):
    assert words(pages[0])[0] != "1"
    assert words(pages[1])[0] == "2"
    left, bottom, right, top = box(pages[1], "2")
    assert 277 < bottom < top < 297
    assert (left + right) / 2 == pytest.approx(30 + 163 / 2, abs=1)


def test_annexes_count_their_own_pages(pages):
    starts = [at for at, page in enumerate(pages) if words(page)[0].startswith("Phụ lục")]
    assert len(starts) == 3
    wide = [page.get_width() > page.get_height() for page in pages]
    assert wide[starts[0]]
    assert not wide[starts[0] - 1]
    assert not wide[starts[1]]
    for start, following in zip(starts, (*starts[1:], len(pages)), strict=True):
        for at in range(start + 1, following):
            assert words(pages[at])[0] == str(at - start + 1)


def test_the_head_of_a_table_stands_on_each_of_its_pages(pages):
    for page in pages:
        if page.get_width() > page.get_height():
            assert "STT Mục Hoạt động Chủ trì Phối hợp Thời gian Kết quả" in words(page)


def test_closing_words_recipients_and_signer_share_a_page(pages):
    closing = [at for at, page in enumerate(pages) if "./." in page.get_textpage().get_text_range()]
    signed = [at for at, page in enumerate(pages) if "GIÁM ĐỐC" in page.get_textpage().get_text_range()]
    assert closing == signed
    assert len(closing) == 1


def test_text_can_be_searched_as_it_is_written(pages):
    assert "505/QĐ-TTg" in "".join(page.get_textpage().get_text_range() for page in pages)


def test_nothing_leaves_the_margins(pages):
    mm = 25.4 / 72
    for page in pages:
        text = page.get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
        assert min(b[0] for b in boxes) * mm > 29.5
        assert max(b[2] for b in boxes) * mm < page.get_width() * mm - 16
        assert min(b[1] for b in boxes) * mm > 19


def test_the_file_is_tagged_titled_and_embeds_its_fonts(report_pdf):
    assert b"/StructTreeRoot" in report_pdf
    assert b"/Lang(vi-VN)" in report_pdf.replace(b"/Lang (", b"/Lang(")
    assert report_pdf.count(b"/FontFile2") >= 3
    document = pypdfium2.PdfDocument(report_pdf)
    assert document.get_metadata_value("Title").startswith("Báo cáo kết quả tổ chức các hoạt động")
    assert document.get_metadata_value("Author") == "Sở Thông tin và Truyền thông"
    document.close()
