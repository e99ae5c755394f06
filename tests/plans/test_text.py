"""The text of a plan is laid out without losing or doubling a character."""

from hypothesis import given
from hypothesis import strategies as st

from ngayso.plans.text import Mark, Paragraph, Table, laid_out


def words(part: Paragraph | Table) -> str:
    if isinstance(part, Table):
        return "\n".join(words(p) for row in part.rows for cell in row for p in cell.paragraphs)
    return "".join(piece.text for piece in part.pieces)


@given(
    st.text(alphabet="ab\n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), max_size=6),
)
def test_every_character_stands_once(text: str, spans: list[tuple[int, int, bool]]) -> None:
    marks = [Mark(min(a, b), max(a, b), n, here) for n, (a, b, here) in enumerate(spans)]
    assert "\n".join(words(part) for part in laid_out(text, [], marks)) == text


def test_the_mark_that_is_asked_for_wins_then_the_shorter_one() -> None:
    long, short, here = Mark(0, 10, "long"), Mark(2, 4, "short"), Mark(3, 8, "here", here=True)
    (paragraph,) = laid_out("0123456789", [], [long, short])
    assert [(p.text, p.mark.of if p.mark else None) for p in paragraph.pieces] == [  # type: ignore[union-attr]
        ("01", None),
        ("23", "short"),
        ("456789", None),
    ]
    (paragraph,) = laid_out("0123456789", [], [long, short, here])
    assert [p.text for p in paragraph.pieces if p.mark] == ["34567"]  # type: ignore[union-attr]


def test_a_mark_over_two_paragraphs_begins_once() -> None:
    parts = laid_out("một\nhai", [], [Mark(1, 6, "x")])
    pieces = [piece for part in parts for piece in part.pieces if piece.mark]  # type: ignore[union-attr]
    assert [piece.text for piece in pieces] == ["ột", "ha"]
    assert [piece.first for piece in pieces] == [True, False]


def test_cells_come_together_in_their_table() -> None:
    text = "đầu\na\nb\nc\ncuối"
    blocks = [
        {"start": 0, "end": 3},
        {"start": 4, "end": 5, "table": 0, "row": 0, "column": 0, "rows": 2, "columns": 1},
        {"start": 6, "end": 7, "table": 0, "row": 0, "column": 1, "rows": 1, "columns": 1},
        {"start": 8, "end": 9, "table": 0, "row": 1, "column": 1, "rows": 1, "columns": 1},
        {"start": 10, "end": 14, "align": "center", "bold": True},
    ]
    first, table, last = laid_out(text, blocks, [])
    assert isinstance(table, Table)
    assert [[words(p) for cell in row for p in cell.paragraphs] for row in table.rows] == [["a", "b"], ["c"]]
    assert table.rows[0][0].rows == 2
    assert words(first) == "đầu"
    assert isinstance(last, Paragraph)
    assert (last.align, last.bold) == ("center", True)
