"""Saved web pages."""

import pytest

from ngayso.reader.document import Document, Paragraph, Table
from ngayso.reader.errors import Refused
from ngayso.reader.formats.html import open_html


def page(body: str, head: str = "") -> Document:
    return open_html(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_paragraphs_breaks_entities_and_look() -> None:
    document = page(
        "<p align=center><b>KẾ HOẠCH</b></p><h2>I. Mục&nbsp;đích &amp;\n yêu cầu</h2><p>một<br>hai <i>ba</i></p>"
        '<div style="text-align: right; font-weight:700">bốn</div>trần'
    )
    assert texts(document) == ["KẾ HOẠCH", "I. Mục đích & yêu cầu", "một\nhai ba", "bốn", "trần"]
    first, second, third, fourth, _ = (block for block in document.blocks if isinstance(block, Paragraph))
    assert (first.align, first.bold) == ("center", True)
    assert (second.heading, second.bold) == (2, True)
    assert not third.italic
    assert (fourth.align, fourth.bold) == ("right", True)


def test_what_is_not_the_document_is_left_out() -> None:
    document = page(
        "<nav>Trang chủ</nav><script>x</script><style>p{}</style><p hidden>a</p><p style='display:none'>b</p>"
        "<form><input value=c>d</form><!-- e --><p>KẾ HOẠCH</p><footer>g</footer>",
        "<title>t</title>",
    )
    assert texts(document) == ["KẾ HOẠCH"]


def test_lists_are_numbered_as_a_browser_does() -> None:
    document = page(
        "<ol><li>a<ul><li>b</li></ul></li><li value=5>c</li><li>d</li></ol>"
        "<ol type=A start=2><li><p>e</p><p>g</p></li></ol><ol type=i><li>h</li></ol>"
    )
    assert texts(document) == ["1. a", "- b", "5. c", "6. d", "B. e", "g", "i. h"]


def test_tables_with_spans() -> None:
    document = page(
        "<table><thead><tr><th>TT<th colspan=2>Việc</thead><tr><td rowspan=9>1<td>a<td>b<tr><td>c<td>d</table>"
    )
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert (table.height, table.width) == (3, 3)
    assert [(c.row, c.column, c.rows, c.columns, c.paragraphs[0].text, c.head) for c in table.cells] == [
        (0, 0, 1, 1, "TT", True),
        (0, 1, 1, 2, "Việc", True),
        (1, 0, 2, 1, "1", False),
        (1, 1, 1, 1, "a", False),
        (1, 2, 1, 1, "b", False),
        (2, 1, 1, 1, "c", False),
        (2, 2, 1, 1, "d", False),
    ]


def test_a_table_that_frames_the_page_is_no_table() -> None:
    document = page("<table><tr><td><p>KẾ HOẠCH</p><table><tr><td>a<td>b</table></td></tr></table>")
    assert [type(block) for block in document.blocks] == [Paragraph, Table]


TEXT = "Kế hoạch đổi mới, chuyển đổi số ở xã"


@pytest.mark.parametrize(
    "data",
    [
        f"<html><p>{TEXT}".encode(),
        f"<html><p>{TEXT}".encode("utf-8-sig"),
        f"<html><p>{TEXT}".encode("utf-16"),
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p></html>'.encode(),
    ],
)
def test_unicode_encodings(data: bytes) -> None:
    assert texts(open_html(data)) == [TEXT]


def test_windows_1258_is_composed() -> None:
    # The code page writes tone marks as letters of their own after the vowel.
    import unicodedata

    parts = []
    for letter in TEXT:
        try:
            parts.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base, mark = unicodedata.normalize("NFD", letter)[0], unicodedata.normalize("NFD", letter)[-1]
            rest = unicodedata.normalize("NFC", unicodedata.normalize("NFD", letter).replace(mark, "", 1))
            parts.append((rest if len(rest) == 1 else base).encode("cp1258") + mark.encode("cp1258"))
    data = b'<html><meta http-equiv="Content-Type" content="text/html; charset=windows-1258"><p>' + b"".join(parts)
    assert texts(open_html(data)) == [TEXT]


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        open_html(b'<html><meta charset="utf-8"><p>' + bytes([0x8A, 0x9D, 0x9E]) * 200)
    assert refused.value.code == "text.letters"
