"""Files at the door: the content decides, and every bad one gets one sentence."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngayso.reader.document import Document
from ngayso.reader.errors import Refused
from ngayso.reader.formats.open import open_document
from ngayso.reader.refusals import SENTENCES

Make = Callable[..., bytes]
PARAGRAPH = "<w:p><w:r><w:t>KẾ HOẠCH tổ chức Ngày Chuyển đổi số</w:t></w:r></w:p>"
HTML = "<!DOCTYPE html><html><body><p>KẾ HOẠCH</p></body></html>".encode()
TEXT = "KẾ HOẠCH\n\nTổ chức Ngày Chuyển đổi số".encode()


def code(data: bytes, name: str) -> str:
    with pytest.raises(Refused) as refused:
        open_document(data, name)
    sentence = refused.value.sentence
    assert sentence.endswith((".", ")"))
    assert "\n" not in sentence
    return refused.value.code


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return made.getvalue()


def ole(stream: str) -> bytes:
    """The look of an old Office file: its magic, and the name of a stream in UTF-16."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(1000)


def test_each_format_opens_by_its_content(make_docx: Make, make_pdf) -> None:
    pdf = make_pdf().new_page().text(100, 100, "Kế hoạch tổ chức Ngày Chuyển đổi số").data()
    assert open_document(make_docx(PARAGRAPH), "kế hoạch.docx").format == "docx"
    assert open_document(make_docx(PARAGRAPH), "ke-hoach").format == "docx"
    assert open_document(pdf, "KEHOACH.PDF").format == "pdf"
    assert open_document(HTML, "a.html").format == "html"


def test_macros_are_not_run_and_not_read(make_docx: Make) -> None:
    data = make_docx(PARAGRAPH, more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"})
    assert len(open_document(data, "a.docm").blocks) == 1


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.docx", "empty"),
        (b" \r\n\0\0", "a.txt", "empty"),
        (ole("EncryptedPackage"), "a.docx", "office.locked"),
        (ole("WordDocument"), "a.doc", "kind.doc"),
        (ole("Workbook"), "a.xls", "kind.sheet"),
        (ole("Something"), "a.bin", "kind.unknown"),
        (b"{\\rtf1\\ansi K\\'ea ho\\u7841?ch}", "a.doc", "kind.rtf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png", "kind.image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a.jpg", "kind.image"),
        (b"MZ\x90\0\x03\0\0\0", "a.exe", "kind.program"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "a.7z", "kind.archive"),
        (b"<?xml version='1.0'?><a><b/></a>", "a.xml", "kind.xml"),
        (b"abc\0def\0" * 50, "a.txt", "kind.unknown"),
        (zipped({"a.docx": b"x", "b.pdf": b"y"}), "a.zip", "kind.archive"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "a.xlsx", "kind.sheet"),
        (zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "a.pptx", "kind.slides"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt", "kind.odt"),
        (zipped({"word/document.xml": b"<a>"}), "a.docx", "docx.broken"),
        (zipped({"word/document.xml": b"<a/>"}), "a.docx", "docx.broken"),
        (zipped({"word/styles.xml": b"<a/>"}), "a.docx", "docx.broken"),
        (b"%PDF-1.7 nothing more", "a.pdf", "pdf.broken"),
        (b"x" * 50_000_001, "a.txt", "limit.size"),
        (HTML, "a.docx", "name.wrong"),
        (TEXT, "a.pdf", "name.wrong"),
        (TEXT, "a.png", "name.wrong"),
    ],
)
def test_what_is_not_a_plan_is_refused(data: bytes, name: str, expected: str) -> None:
    assert code(data, name) == expected


def test_a_wrong_extension_is_told_what_the_file_really_is(make_docx: Make) -> None:
    with pytest.raises(Refused, match=r"đuôi \.pdf nhưng nội dung là Word \(\.docx\)\. Hãy đổi đuôi"):
        open_document(make_docx(PARAGRAPH), "kế hoạch.pdf")


def test_zip_bombs(make_docx: Make) -> None:
    huge = make_docx(PARAGRAPH, more={"word/media/image1.bmp": bytes(30_000_000)})
    many = make_docx(PARAGRAPH, more={f"word/media/{n}.png": b"" for n in range(3_001)})
    body = make_docx("<w:p><w:r><w:t>" + "a" * 45_000_000 + "</w:t></w:r></w:p>")
    assert [code(data, "a.docx") for data in (huge, many, body)] == ["limit.unpacked"] * 3


def test_a_zip_within_a_zip_is_never_opened(make_docx: Make) -> None:
    inner = zipped({"a": bytes(900_000)})
    data = make_docx(PARAGRAPH, more={"word/embeddings/a.zip": zipped({"b.zip": inner})})
    assert len(open_document(data, "a.docx").blocks) == 1


def test_a_zip_that_lies_about_its_sizes(make_docx: Make) -> None:
    data = bytearray(make_docx(PARAGRAPH))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", data, at + 24, 10)  # uncompressed size in the directory
        at = data.find(b"PK\x01\x02", at + 1)
    assert code(bytes(data), "a.docx") == "docx.broken"


def test_a_long_docx_has_too_many_pages(make_docx: Make) -> None:
    page = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>trang</w:t></w:r></w:p>"
    assert code(make_docx(page * 501), "a.docx") == "limit.pages"
    assert code(b"<html><body>" + b"<p>" + b"abcde " * 600_000 + b"</p>", "a.html") == "limit.pages"


def test_a_cut_docx_is_broken_wherever_it_is_cut(make_docx: Make) -> None:
    data = make_docx(PARAGRAPH * 50)
    for part in range(1, 20):
        assert code(data[: len(data) * part // 20], "a.docx") in ("docx.broken", "kind.archive", "kind.unknown")


def test_a_cut_pdf_never_fails_otherwise(make_pdf) -> None:
    data = make_pdf().new_page().text(100, 100, "Kế hoạch tổ chức Ngày Chuyển đổi số").data()
    for part in range(1, 20):
        try:
            open_document(data[: len(data) * part // 20], "a.pdf")
        except Refused as refused:
            assert refused.code in SENTENCES


NAMES = st.sampled_from(["a.docx", "a.pdf", "a.html", "a", "a.xyz", "../../a.docx", "a\0.pdf", ".pdf", "kế hoạch"])
STARTS = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"\xff\xfe", b"<?xml?><html "]
)


@given(STARTS, st.binary(max_size=3_000), NAMES)
@settings(max_examples=300, deadline=None)
def test_any_bytes_under_any_name_open_or_are_refused(start: bytes, data: bytes, name: str) -> None:
    opened_or_refused(start + data, name)


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_docx_with_wrong_bytes_opens_or_is_refused(make_docx: Make, data: st.DataObject) -> None:
    good = bytearray(make_docx(PARAGRAPH * 3))
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(good) - 1), st.integers(0, 255)), max_size=9)):
        good[place] = byte
    opened_or_refused(bytes(good), "a.docx")


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_pdf_with_wrong_bytes_opens_or_is_refused(make_pdf, data: st.DataObject) -> None:
    pdf = make_pdf().new_page().text(100, 100, "Kế hoạch tổ chức").line(50, 50, 300, 50).line(50, 50, 50, 300)
    good = bytearray(pdf.line(50, 300, 300, 300).line(300, 50, 300, 300).data())
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(good) - 1), st.integers(0, 255)), max_size=9)):
        good[place] = byte
    opened_or_refused(bytes(good), "a.pdf")


XML = st.recursive(
    st.sampled_from(["<w:t>a</w:t>", "<w:br/>", '<w:fldChar w:fldCharType="begin"/>', "<w:sym/>", "<w:tblPr/>"]),
    lambda inner: st.builds(
        lambda name, parts: f"<w:{name}>{''.join(parts)}</w:{name}>",
        st.sampled_from(["p", "r", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "pict", "txbxContent", "pPr"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@given(XML)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_docx_of_any_shape_opens_or_is_refused(make_docx: Make, body: str) -> None:
    opened_or_refused(make_docx(body), "a.docx")


def test_deep_nesting_is_refused_or_read(make_docx: Make) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 2_000 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 2_000
    assert code(make_docx(deep), "a.docx") == "docx.broken"
    opened_or_refused(b"<html><body>" + b"<div>" * 100_000 + b"a", "a.html")
    opened_or_refused(b"<html><body>" + b"<table><tr><td>" * 5_000 + b"a", "a.html")
    opened_or_refused(b"<html><body>" + b"<ul><li>" * 5_000 + b"a", "a.html")


def opened_or_refused(data: bytes, name: str) -> None:
    try:
        document = open_document(data, name)
    except Refused as refused:
        assert refused.code in SENTENCES
    else:
        assert isinstance(document, Document)
        assert document.blocks
