"""Plain text and Markdown: paragraphs, columns and tables by their look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngayso.reader.document import Document, Paragraph, Table
from ngayso.reader.formats.markdown import open_markdown
from ngayso.reader.formats.text import open_text


def opened(text: str) -> Document:
    return open_text(text.encode())


def texts(text: str) -> list[str]:
    return [block.text for block in opened(text).blocks if isinstance(block, Paragraph)]


def grid(table: Table) -> list[list[str]]:
    rows = [[""] * table.width for _ in range(table.height)]
    for cell in table.cells:
        rows[cell.row][cell.column] = " ¶ ".join(paragraph.text for paragraph in cell.paragraphs)
    return rows


def test_lines_cut_anywhere_are_one_paragraph() -> None:
    assert texts("Căn cứ Nghị quyết số\n28/NQ-CP ngày 03 tháng 3\nnăm 2021 của Chính phủ;\n\n**IV.\nKINH PHÍ**\n\n- Sở Y\ntế.\n- Sở Nội vụ.\n") == [
        "Căn cứ Nghị quyết số 28/NQ-CP ngày 03 tháng 3 năm 2021 của Chính phủ;", "IV. KINH PHÍ", "- Sở Y tế.", "- Sở Nội vụ.",
    ]  # fmt: skip


def test_indented_first_lines_part_paragraphs() -> None:
    body = "".join(
        f"      {n}. Đoạn thứ {n} của văn bản được viết cho đủ dài\ndòng tiếp theo của đoạn.\n" for n in range(1, 9)
    )
    assert texts(body)[0] == "1. Đoạn thứ 1 của văn bản được viết cho đủ dài dòng tiếp theo của đoạn."
    assert len(texts(body)) == 8


def test_two_columns_side_by_side() -> None:
    made = opened(
        "   ĐOÀN HUYỆN AN HẢI                    ĐOÀN TNCS HỒ CHÍ MINH\n  BCH ĐOÀN XÃ KIM LÂM\n      Số: 5 - KH/ĐTN                     Kim Lâm, ngày 5 tháng 1 năm 2026\n\n              KẾ HOẠCH\n"
    )
    head = made.blocks[0]
    assert isinstance(head, Table)
    assert [[p.text for p in cell.paragraphs] for cell in head.cells] == [
        ["ĐOÀN HUYỆN AN HẢI", "BCH ĐOÀN XÃ KIM LÂM", "Số: 5 - KH/ĐTN"], ["ĐOÀN TNCS HỒ CHÍ MINH", "Kim Lâm, ngày 5 tháng 1 năm 2026"],
    ]  # fmt: skip


DRAWN = "|\nTT\n|\nViệc\n|\nĐơn vị\n|\nThời gian\n|\n|\n1\n|\nQuét sân\n|\nĐoàn xã\n|\nQuý I\n|\n|\nQuét đường\n|\nHội Phụ nữ\n|\n|\n2\n|\nTrồng cây\n|\nĐoàn xã\n|\n|\n"


def test_a_drawn_table_gets_its_merged_cells_back() -> None:
    [table] = opened(DRAWN).blocks
    assert isinstance(table, Table)
    assert (table.height, table.width) == (4, 4)
    assert grid(table)[2] == ["", "Quét đường", "Hội Phụ nữ", ""]
    spans = {(cell.row, cell.column): cell.rows for cell in table.cells}
    assert spans[1, 0] == 2
    assert spans[1, 3] == 2
    assert grid(table)[3] == ["2", "Trồng cây", "Đoàn xã", ""]


def drawn(*rows: tuple[str, ...]) -> str:
    return "".join("|\n" + "".join(f"{cell}\n|\n" if cell else "|\n" for cell in row) for row in rows)


def test_a_head_of_two_rows_and_an_empty_cell_within_a_row() -> None:
    [table] = opened(
        drawn(
            ("TT", "Nội dung nhiệm vụ", "Phân công thực hiện", "Thời gian", "Sản phẩm"),
            ("Cơ quan chủ trì", "Cơ quan phối hợp"),
            ("I", "Nhóm việc"),
            ("1", "Quét sân", "Đoàn xã", "Hội Phụ nữ", "Quý I", "Sân sạch"),
            ("2", "Quét đường", "Đoàn xã", "", "Quý II", "Đường sạch"),
        )
    ).blocks
    assert isinstance(table, Table)
    assert grid(table) == [
        ["TT", "Nội dung nhiệm vụ", "Phân công thực hiện", "", "Thời gian", "Sản phẩm"],
        ["", "", "Cơ quan chủ trì", "Cơ quan phối hợp", "", ""],
        ["I", "Nhóm việc", "", "", "", ""],
        ["1", "Quét sân", "Đoàn xã", "Hội Phụ nữ", "Quý I", "Sân sạch"],
        ["2", "Quét đường", "Đoàn xã", "", "Quý II", "Đường sạch"],
    ]


def test_a_drawn_table_ends_where_its_last_row_is_whole() -> None:
    made = opened("|\nA\n|\nB\n|\n|\nC\n|\nD\n|\n**KẾ HOẠCH**\nvề việc gì đó\n").blocks
    assert isinstance(made[0], Table)
    assert grid(made[0]) == [["A", "B"], ["C", "D"]]
    assert isinstance(made[1], Paragraph)
    assert made[1].text == "KẾ HOẠCH"


def test_a_table_that_spaces_hold_apart() -> None:
    [table] = opened(
        " TT     Nội dung công việc         Phụ trách      Thời gian\n"
        "                                                  hoàn thành\n"
        "  1     Trang trí sân khấu,        Tổ Văn phòng   25/8/2026\n"
        "        băng rôn\n"
        "  2     Tập văn nghệ               Tổ Nhạc        30/8/2026\n"
    ).blocks
    assert isinstance(table, Table)
    assert grid(table) == [
        ["TT", "Nội dung công việc", "Phụ trách", "Thời gian hoàn thành"],
        ["1", "Trang trí sân khấu, băng rôn", "Tổ Văn phòng", "25/8/2026"],
        ["2", "Tập văn nghệ", "Tổ Nhạc", "30/8/2026"],
    ]


def test_markdown_marks_go_and_say_how_it_looks() -> None:
    made = open_markdown(
        b"## **I. M\xe1\xbb\xa4C \xc4\x90\xc3\x8dCH**\n\n**1. Sao**\n\n*in nghi\xc3\xaang*\n\n* g\xe1\xba\xa1ch\n\n---\n\n| a | b |\n|---|---|\n| c ||\n"
    ).blocks
    paragraphs = [block for block in made if isinstance(block, Paragraph)]
    assert [(p.text, p.heading, p.bold, p.italic) for p in paragraphs] == [
        ("I. MỤC ĐÍCH", 2, True, False), ("1. Sao", 0, True, False), ("in nghiêng", 0, False, True), ("• gạch", 0, False, False),
    ]  # fmt: skip
    assert isinstance(made[-1], Table)
    assert [(cell.row, cell.column, cell.columns) for cell in made[-1].cells] == [(0, 0, 1), (0, 1, 1), (1, 0, 2)]


@given(st.text(alphabet="a1I.|-* \n)bĐ:", max_size=200))
def test_any_text_opens(text: str) -> None:
    made = opened(text)
    letters = [c for c in text if c.isalnum()]
    kept = [
        c
        for block in made.blocks
        for p in ([block] if isinstance(block, Paragraph) else [q for cell in block.cells for q in cell.paragraphs])
        for c in p.text
        if c.isalnum()
    ]
    assert len(kept) == len(letters)


def test_where_lines_are_paragraphs_nothing_is_joined() -> None:
    assert texts(
        "I. TỔ CHỨC THỰC HIỆN\n1. Ban Giám hiệu\n"
        "Chỉ đạo chung việc thực hiện kế hoạch này ở các khối lớp và các đoàn thể trong nhà trường từ đầu năm học đến ngày tổng kết\n"
        "2. Văn phòng nhà trường\n"
        "Tổng hợp kết quả của các khối lớp, các đoàn thể, tham mưu báo cáo theo yêu cầu của cấp trên\n"
        "3. Đoàn trường\n"
        "Tuyên truyền đến đoàn viên, thanh niên và học sinh của tất cả các khối lớp trong năm học này\n4. Chi hội\n"
    )[1:] == [
        "1. Ban Giám hiệu",
        "Chỉ đạo chung việc thực hiện kế hoạch này ở các khối lớp và các đoàn thể trong nhà trường từ đầu năm học đến ngày tổng kết",
        "2. Văn phòng nhà trường",
        "Tổng hợp kết quả của các khối lớp, các đoàn thể, tham mưu báo cáo theo yêu cầu của cấp trên",
        "3. Đoàn trường",
        "Tuyên truyền đến đoàn viên, thanh niên và học sinh của tất cả các khối lớp trong năm học này",
        "4. Chi hội",
    ]


def test_marks_that_a_converter_escaped() -> None:
    assert texts("1\\. Phòng Nội vụ\n\\- Theo dõi;\n\\- Tổng hợp.\n") == [
        "1. Phòng Nội vụ",
        "- Theo dõi;",
        "- Tổng hợp.",
    ]


def test_line_breaks_in_a_typed_cell_are_paragraphs() -> None:
    table = open_markdown("| Nơi nhận: | GIÁM ĐỐC |\n|---|---|\n| - Như trên;<br>- Lưu: VT. | Lê Văn An |\n".encode())
    assert grid(table.blocks[0])[1] == ["- Như trên; ¶ - Lưu: VT.", "Lê Văn An"]  # type: ignore[arg-type]


def test_an_even_table_without_numbers() -> None:
    table = opened(
        "2. Khảo sát\n\nNgày          Nơi làm việc      Người chủ trì\n02/4/2026     Thôn 1            Bà Hoa\n"
        "03/4/2026     Thôn 5            Ông Bình\n\nIII. TỔ CHỨC THỰC HIỆN\n"
    ).blocks[1]
    assert grid(table) == [  # type: ignore[arg-type]
        ["Ngày", "Nơi làm việc", "Người chủ trì"],
        ["02/4/2026", "Thôn 1", "Bà Hoa"],
        ["03/4/2026", "Thôn 5", "Ông Bình"],
    ]


def test_number_and_place_on_one_line_of_markdown() -> None:
    document = open_markdown(
        "## SỞ NỘI VỤ\n\nSố: 12/KH-SNV              Hòa Bình, ngày 08 tháng 12 năm 2025\n\n## KẾ HOẠCH\n\n"
        "#### **I. MỤC TIÊU**\n\n**a) Tập huấn**\n- Chủ trì: Phòng A\n".encode()
    )
    assert grid(document.blocks[1]) == [["Số: 12/KH-SNV", "Hòa Bình, ngày 08 tháng 12 năm 2025"]]  # type: ignore[arg-type]
    assert [block.text for block in document.blocks[2:] if isinstance(block, Paragraph)] == [
        "KẾ HOẠCH", "I. MỤC TIÊU", "a) Tập huấn", "- Chủ trì: Phòng A",
    ]  # fmt: skip


def test_a_line_that_ends_in_the_first_word_of_a_body_goes_on() -> None:
    body = "".join(f"{at}. Việc thứ {at} của xã\n- Phối hợp: Công an xã, Sở\nNội vụ\n" for at in range(1, 8))
    assert "- Phối hợp: Công an xã, Sở Nội vụ" in texts("KẾ HOẠCH\n" + body)


def test_a_decimal_number_behind_a_full_line_that_ended_begins_a_paragraph() -> None:
    full = "- Quyết định những vấn đề thuộc phạm vi nhiệm vụ của Ban Tổ chức hội thi cấp huyện năm nay."
    assert texts(f"1.1. Trưởng Ban\n{full}\n1.2. Phòng Tài chính\n{full}\n1.3. Văn phòng\n{full}\n")[2] == (
        "1.2. Phòng Tài chính"
    )


_ROWS = [["TT", "Nội dung", "Chủ trì"], ["1", "Thi vẽ", "Khoa Nội"], ["2", "Thi hát", "Khoa Dược"]]


@pytest.mark.parametrize(
    "table",
    [
        "TT | Nội dung | Chủ trì\n--- | --- | ---\n1 | Thi vẽ | Khoa Nội\n2 | Thi hát | Khoa Dược",
        "TT | Nội dung | Chủ trì\n1 | Thi vẽ | Khoa Nội\n2 | Thi hát | Khoa Dược",
        "TT | Nội dung | Chủ trì |\n1 | Thi vẽ | Khoa Nội |\n2 | Thi hát | Khoa Dược |",
        "| TT | Nội dung | Chủ trì\n| 1 | Thi vẽ | Khoa Nội\n| 2 | Thi hát | Khoa Dược",
        "| TT | Nội dung | Chủ trì |\n| 1 | Thi vẽ | Khoa Nội |\n| 2 | Thi hát | Khoa Dược |",
        "+----+----------+---------+\n| TT | Nội dung | Chủ trì |\n+----+----------+---------+\n| 1  | Thi      | Khoa    |\n"
        "|    | vẽ       | Nội     |\n+----+----------+---------+\n| 2  | Thi hát  | Khoa    |\n|    |          | Dược    |\n+----+----------+---------+",
        "┌────┬──────────┬───────────┐\n│ TT │ Nội dung │ Chủ trì   │\n├────┼──────────┼───────────┤\n│ 1  │ Thi vẽ   │ Khoa Nội  │\n"
        "│ 2  │ Thi hát  │ Khoa Dược │\n└────┴──────────┴───────────┘",
    ],
)  # fmt: skip
def test_typed_tables_with_and_without_outer_bars_and_rulers(table: str) -> None:
    blocks = opened(f"II. NỘI DUNG\n\n{table}\n\nIII. KINH PHÍ\n").blocks
    assert [type(block).__name__ for block in blocks] == ["Paragraph", "Table", "Paragraph"]
    assert grid(blocks[1]) == _ROWS  # type: ignore[arg-type]


def test_a_bar_within_a_sentence_is_no_table() -> None:
    assert texts("Chọn A | B | C theo mẫu.\n\nGửi về Sở.") == ["Chọn A | B | C theo mẫu.", "Gửi về Sở."]


def test_an_even_table_whose_cells_go_on_below() -> None:
    table = opened(
        "2. Nội dung\n\nNội dung công việc         Người thực hiện     Thời gian\nTập huấn sơ cứu cho        Khoa Nội            Tháng 3/2026\n"
        "nhân viên thôn\nKhám lưu động              Khoa Ngoại          05/4/2026\n                           và Khoa Dược\n"
        "III. TỔ CHỨC THỰC HIỆN\n"
    ).blocks[1]
    assert grid(table) == [  # type: ignore[arg-type]
        ["Nội dung công việc", "Người thực hiện", "Thời gian"],
        ["Tập huấn sơ cứu cho nhân viên thôn", "Khoa Nội", "Tháng 3/2026"],
        ["Khám lưu động", "Khoa Ngoại và Khoa Dược", "05/4/2026"],
    ]
