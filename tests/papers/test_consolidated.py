"""The consolidated report as a document: its parts, its numbers, its two editions, one unit or three hundred."""

import re
from decimal import Decimal

import msgspec
import pytest
from papers import bodies
from papers.test_report import plain, told, under
from papers.written import Written

from ngayso.papers import bars, docx
from ngayso.papers.bound import Names
from ngayso.papers.consolidated import Edition, consolidated
from ngayso.papers.figures import Body, Figure, percent, rounded
from ngayso.papers.parts import Bullets, Heading, OfficialDocument, Paragraph, Picture, Table

WORDS = {
    "guidance": (Paragraph("Đã chỉ đạo."),),
    "activity.1": (Paragraph("Đã ra quân."),),
    "difficulties": (Bullets(("Khó.",)),),
    "proposals": (Paragraph("Đề nghị."),),
    "next": (Paragraph("Làm tiếp."),),
}
EDITIONS: tuple[Edition, ...] = ("ministry", "province")


def document(units: int, edition: Edition = "province", activities: int = 3) -> OfficialDocument:
    body = bodies.body(units, activities)
    return consolidated(body, Names(body), WORDS, bodies.head(edition), edition)


def numbers(made: OfficialDocument) -> dict[str, str]:
    """Every bound number that is printed, by its name."""
    found: dict[str, str] = {}

    def take(text) -> None:
        for span in () if isinstance(text, str) else text:
            if span.name:
                assert found.setdefault(span.name, span.text).lstrip("0") == span.text.lstrip("0"), span.name
        return None

    for body in (made.body, *(annex.body for annex in made.annexes)):
        for block in body:
            match block:
                case Table():
                    for row in block.rows:
                        for cell in row.cells:
                            take(cell)
                case Bullets():
                    for item in block.items:
                        take(item)
                case Paragraph() | Heading():
                    take(block.text)
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_its_parts_stand_in_the_order_of_the_decree(edition):
    made = document(30, edition)
    assert [block.text for block in made.body if isinstance(block, Heading) and block.level == 1] == [
        "Công tác chỉ đạo, điều hành",
        "Kết quả theo từng hoạt động",
        "Tổng hợp báo cáo của các đơn vị",
        "Khó khăn, vướng mắc",
        "Kiến nghị, đề xuất",
        "Nhiệm vụ tiếp theo",
    ]
    assert isinstance(made.body[-1], Paragraph)
    assert made.kind == "Báo cáo"
    assert made.title.startswith("Kết quả tổ chức các hoạt động hưởng ứng")


def test_both_editions_print_the_same_numbers():
    ministry, province = (numbers(document(30, edition)) for edition in EDITIONS)
    assert ministry == {name: text for name, text in province.items() if name in ministry}
    assert set(province) == set(ministry)
    assert len(ministry) > 60


def test_only_the_edition_to_the_chairman_names_who_is_silent():
    silent = "Ủy ban nhân dân huyện Thử Nghiệm 5"
    for edition, named in zip(EDITIONS, (False, True), strict=True):
        made = document(30, edition)
        lines = [line for part in (made, *made.annexes) for line in told(part_of(part))]
        assert any(silent in line for line in lines) is named
        assert any("chưa báo cáo: 06" in line for line in lines)


def part_of(part):
    """Tables with their cells as plain text."""
    blocks = []
    for block in part.body:
        if isinstance(block, Table):
            rows = tuple(type(row)(tuple(map(plain, row.cells)), row.bold) for row in block.rows)
            block = type(block)(block.columns, rows, block.caption, block.size)
        blocks.append(block)
    return type("Part", (), {"body": tuple(blocks)})()


def test_only_accepted_figures_are_results_and_it_says_who_is_not_in():
    body = bodies.body(30)
    accepted = {at for at, unit in enumerate(body.units) if unit.state == "accepted"}
    assert {figure.unit for figure in body.figures} == accepted
    lines = told(part_of(document(30)))
    assert (
        "(Số liệu dưới đây là của 20/30 đơn vị có báo cáo đã duyệt; chưa gồm 04 báo cáo đã gửi chưa được duyệt, "
        "06 đơn vị chưa báo cáo.)"
    ) in lines
    assert "(Số liệu dưới đây là của 01/01 đơn vị có báo cáo đã duyệt.)" in told(part_of(document(1)))


def test_sums_are_sums_and_rates_are_of_sums():
    body = bodies.body(30)
    for (activity, code, origin), total in body.totals.items():
        figures = [f for f in body.figures if (f.activity, f.indicator, f.origin) == (activity, code, origin)]
        if code != "ty-le-truc-tuyen":
            assert total.value == sum(f.value for f in figures)
            assert [body.figures[at] for at in total.places] == figures
    over, under_ = body.totals[1, "ho-so-truc-tuyen", "typed"], body.totals[1, "ho-so", "typed"]
    assert body.totals[1, "ty-le-truc-tuyen", "typed"].value == percent(over.value, under_.value)
    assert rounded(Decimal("0.25"), 1) == Decimal("0.3")


def test_typed_and_counted_stand_side_by_side_and_are_never_mixed():
    (table, *_rest) = [block for block in document(30).body if isinstance(block, Table)]
    rows = {plain(row.cells[0]): [plain(cell) for cell in row.cells] for row in table.rows}
    assert "Lượt người được hướng dẫn" in rows
    assert "Lượt người được hướng dẫn (hệ thống đếm)" in rows
    assert rows["Lượt người được hướng dẫn"] != rows["Lượt người được hướng dẫn (hệ thống đếm)"]


def test_what_may_overlap_is_remarked():
    assert "(Số hộ đã đến: cộng theo đơn vị, có thể trùng.)" in told(part_of(document(30)))
    assert not any("có thể trùng" in line for line in told(part_of(document(1, activities=1))))


@pytest.mark.parametrize(("units", "pictures"), [(1, 0), (3, 3), (30, 3), (300, 3)])
def test_a_picture_stands_where_three_units_can_be_compared(units, pictures):
    made = document(units)
    drawn = [block for block in made.body if isinstance(block, Picture)]
    assert len(drawn) == pictures
    for picture in drawn:
        assert "Số hộ đã đến theo đơn vị (hộ)" in picture.caption
        assert ("10 đơn vị có số lớn nhất" in picture.caption) is (units > 10)


def test_a_unit_alone_and_none_at_all_make_a_report():
    for units in (0, 1):
        made = docx.write(document(units, activities=1))
        assert "./." in "".join(Written(made).texts("BodyText"))
    body = Body(
        plan=bodies.body(1).plan, round=bodies.body(1).round, activities=(), units=()
    )  # fmt: skip
    empty = consolidated(body, Names(body), {}, bodies.head("province"), "province")
    assert empty.annexes == ()
    assert docx.write(empty)


def test_the_same_report_gives_the_same_bytes():
    assert docx.write(document(30)) == docx.write(document(30))


@pytest.mark.parametrize("edition", EDITIONS)
def test_head_and_signature_of_each_edition(edition):
    written = Written(docx.write(document(30, edition)))
    motto = "\n".join(written.texts("Motto")).replace("\u00a0", " ")
    signed = written.texts("Signer")
    if edition == "ministry":
        assert "ỦY BAN NHÂN DÂN" in motto
        assert signed == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn Thử"]
        assert re.search(r"Số: +/BC-UBND", motto)
    else:
        assert "SỞ KHOA HỌC VÀ CÔNG NGHỆ" in motto
        assert signed == ["GIÁM ĐỐC", "Trần Thị Thử"]
        assert "Số: 07/BC-SKHCN" in motto
        assert "ngày 20 tháng 10 năm 2026" in motto
    assert any(line.startswith("Kính gửi: ") for line in written.texts("Addressees"))
    assert written.texts("Recipients")[-1].startswith("- Lưu: VT")


def test_a_supplement_says_to_which_day_it_speaks():
    made = document(3)
    assert made.title.endswith("(số liệu đến hết ngày 15/10/2026)")
    first = bodies.body(3, before=False)
    again = consolidated(first, Names(first), WORDS, bodies.head("province"), "province")
    assert "số liệu" not in again.title
    assert under(made, "Công tác chỉ đạo") == ["Đã chỉ đạo."]


def test_bars_are_the_same_bytes_each_time():
    given = [("Ủy ban nhân dân một huyện có tên rất dài trên địa bàn", 3.0, "3"), ("B", 0.0, "0")]
    assert bars.draw(given) == bars.draw(given)
    assert bars.draw([]) != b""


def changed(body: Body, **changes) -> OfficialDocument:
    body = msgspec.structs.replace(body, **changes)
    return consolidated(body, Names(body), WORDS, bodies.head("province"), "province")


def heads(made: OfficialDocument) -> list[list[str]]:
    return [[column.title for column in block.columns] for block in made.body if isinstance(block, Table)]


def test_a_rate_is_of_the_units_that_gave_both_numbers():
    body = bodies.body(4, 1, silent=9)
    alone = Figure("f9", 1, 3, "ho-so", "typed", Decimal(99_000), None, 3)
    kept = [f for f in body.figures if (f.unit, f.indicator) != (3, "ho-so-truc-tuyen") and f.unit < 4]
    kept = [alone if (f.unit, f.indicator) == (3, "ho-so") else f for f in kept]
    one = msgspec.structs.replace(body, figures=tuple(kept)).totals[1, "ty-le-truc-tuyen", "typed"]
    assert one.value == 50  # 2 of 4 in each of the three; the lone 99.000 is no denominator of theirs
    assert (one.units, one.remark) == (3, "tính từ 03 đơn vị có đủ tử số và mẫu số")
    assert {kept[at].unit for at in one.places} == {0, 1, 2}
    nothing = tuple(f for f in kept if f.indicator != "ho-so" or f.unit == 3)
    assert msgspec.structs.replace(body, figures=nothing).totals[1, "ty-le-truc-tuyen", "typed"].value is None


def test_a_column_of_the_period_that_says_what_the_next_says_is_left_out():
    body = bodies.body(30)
    assert all("Trong kỳ" in row for row in heads(changed(body))[:3])
    first = tuple(msgspec.structs.replace(f, in_period=None if f.in_period is None else f.value) for f in body.figures)
    assert not any("Trong kỳ" in row for row in heads(changed(body, figures=first)))


def test_a_picture_is_of_what_must_be_given():
    body = bodies.body(30, 1)
    without = tuple(f for f in body.figures if f.indicator != "ho-da-den")
    assert not any(isinstance(block, Picture) for block in changed(body, figures=without).body)


def test_annexes_say_what_lacks_and_name_a_source_once():
    body = bodies.body(30, 2)
    without = tuple(f for f in body.figures if f.indicator != "ho-da-den")
    _first, compared, *_rest = changed(body, figures=without).annexes
    (table,) = [block for block in compared.body if isinstance(block, Table)]
    rows = {plain(row.cells[1]): plain(row.cells[3]) for row in table.rows if len(row.cells) > 1}
    assert rows["Số hộ đã đến"] == "chưa có"
    assert "(Nguồn số cùng kỳ năm trước: Báo cáo số 210/BC-STTTT ngày 20/10/2025 (Lượt người được hướng dẫn).)" in told(
        part_of(compared)
    )


def test_silent_units_stand_in_the_first_table_by_unit_alone():
    (by_unit, *_rest) = document(30, activities=12).annexes
    first, second = (block for block in by_unit.body if isinstance(block, Table))
    assert len(first.rows) > len(second.rows)
    assert all(any(plain(cell) for cell in row.cells[2:]) for row in second.rows if len(row.cells) > 1)


def test_only_what_there_is_is_compared():
    def annex(made):
        (found,) = [one for one in made.annexes if one.title.startswith("So sánh")]
        return found.title, [column.title for column in found.body[0].columns][3:]

    body = bodies.body(30, 1)
    assert annex(changed(body)) == (
        "So sánh với chỉ tiêu, với cùng kỳ năm trước và với kỳ trước",
        ["Kết quả", "Chỉ tiêu", "Đạt (%)", "Cùng kỳ năm trước", "So với năm trước (%)", "Kỳ trước"],
    )
    (one,) = body.activities
    asks = tuple(msgspec.structs.replace(ask, last=None) for ask in one.asks)
    first = msgspec.structs.replace(one, asks=asks)
    assert annex(changed(body, activities=(first,))) == (
        "So sánh với chỉ tiêu và với cùng kỳ năm trước",
        ["Kết quả", "Chỉ tiêu", "Đạt (%)", "Cùng kỳ năm trước", "So với năm trước (%)"],
    )
    asks = tuple(msgspec.structs.replace(ask, baseline=None) for ask in asks)
    only = msgspec.structs.replace(one, asks=asks)
    assert annex(changed(body, activities=(only,))) == ("So sánh với chỉ tiêu", ["Kết quả", "Chỉ tiêu", "Đạt (%)"])
