"""Units in and out as sheets, names found, groups resolved."""

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngayso.core.errors import Refusal
from ngayso.core.models import File
from ngayso.people import directory, queries, sheet
from ngayso.people.models import Group, Unit
from ngayso.people.names import find

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 10, 1)


def table(*rows: dict[str, str]) -> list[list[str]]:
    return [list(sheet.COLUMNS), *([row.get(key, "") for key in sheet.COLUMNS] for row in rows)]


GOOD = {"code": "so-xd", "parent": "ubnd", "kind": "department", "level": "province", "name": "Sở Xây dựng"}


def book(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet()
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write_string(line, column, text)
    return out.getvalue()


def test_the_sheet_that_goes_out_comes_in_without_a_change(focal: Any) -> None:
    Unit.objects.filter(code="caibe").update(valid_from=dt.date(2000, 1, 1), members=12, verified=True)
    Unit.objects.get(code="caibe").successors.add(Unit.objects.get(code="mytho"))
    units = Unit.objects.select_related("parent").prefetch_related("aliases", "successors")
    read = sheet.read_xlsx(sheet.write_xlsx(units))
    assert read.wrong == []
    assert len(read.rows) == Unit.objects.count()
    assert sheet.differences(read) == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"code": "sở xd"}, "code"),
        ({"kind": "sở"}, "kind"),
        ({"level": ""}, "level"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"parent": "khong-co"}, "parent"),
        ({"parent": "so-xd"}, "parent"),
        ({"successors": "khong-co"}, "successors"),
        ({"valid_from": "32/10/2024"}, "valid_from"),
        ({"valid_from": "01/10/2024", "valid_to": "2024-10-01"}, "valid_to"),
        ({"members": "nhiều"}, "members"),
        ({"email": "khong-phai-thu"}, "email"),
    ],
)
def test_each_wrong_cell_is_named_with_its_row(focal: Any, change: dict[str, str], column: str) -> None:
    read = sheet.read_rows(table(GOOD | change))
    assert [(w.line, w.column) for w in read.wrong] == [(2, sheet.COLUMNS[column])]
    with pytest.raises(Refusal):
        directory.import_units(read, actor=focal)
    assert not Unit.objects.filter(name="Sở Xây dựng").exists()


def test_a_code_twice_in_a_sheet_is_wrong(focal: Any) -> None:
    read = sheet.read_rows(table(GOOD, GOOD))
    assert [w.line for w in read.wrong] == [3]


def test_units_that_are_each_others_parent_are_wrong(focal: Any) -> None:
    read = sheet.read_rows(table(GOOD | {"parent": "b"}, GOOD | {"code": "b", "name": "B", "parent": "so-xd"}))
    assert {w.line for w in read.wrong} == {2, 3}


def test_an_import_makes_and_changes_and_twice_is_once(focal: Any) -> None:
    rows = table(
        GOOD | {"aliases": "Sở XD; SXD", "successors": "yte", "members": "1.200"},
        {"code": "yte", "parent": "ubnd", "kind": "Sở", "level": "Cấp tỉnh", "name": "Sở Y tế tỉnh"},
    )
    assert directory.import_units(sheet.read_rows(rows), actor=focal) == (1, 1)
    made = Unit.objects.get(code="so-xd")
    assert {a.text for a in made.aliases.all()} == {"Sở XD", "SXD"}
    assert (made.members, made.parent.code, made.folded) == (1200, "ubnd", "so xay dung")  # type: ignore[union-attr]
    assert [u.code for u in made.successors.all()] == ["yte"]
    assert Unit.objects.get(code="yte").folded == "so y te tinh"
    assert directory.import_units(sheet.read_rows(rows), actor=focal) == (0, 0)


@pytest.mark.parametrize("rows", [[], [["Tên"], ["Sở"]]])
def test_a_sheet_without_its_heads_is_refused(focal: Any, rows: list[list[str]]) -> None:
    with pytest.raises(Refusal):
        sheet.read_rows(rows)


def test_an_import_is_shown_before_it_is_written(focal: Any) -> None:
    client = Client()
    client.force_login(focal)
    content = io.BytesIO(book(table(GOOD)))
    content.name = "don-vi.xlsx"
    answer = client.post("/don-vi/nhap/", {"sheet": content})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Thêm mới" in page
    assert not Unit.objects.filter(code="so-xd").exists()
    client.post(answer["Location"])
    assert Unit.objects.filter(code="so-xd").exists()
    assert not File.objects.exists()
    assert client.post(answer["Location"]).status_code == 404


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 hong", b"ten;ma\n", b"\x00" * 100])
def test_a_file_that_is_no_sheet_is_a_form_error_and_is_not_kept(focal: Any, content: bytes) -> None:
    client = Client()
    client.force_login(focal)
    given = io.BytesIO(content)
    given.name = "don-vi.xlsx"
    answer = client.post("/don-vi/nhap/", {"sheet": given})
    assert answer.status_code == 400
    assert not File.objects.exists()


def test_cells_in_opposite_corners_of_a_sheet_are_refused() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet()
        page.write_string(0, 0, "Mã")
        page.write_string(1_048_575, 16_383, "x")
    with pytest.raises(Refusal, match="Không mở được bảng tính"):
        sheet.read_xlsx(out.getvalue())


def test_only_those_who_run_the_house_change_units(clerk: Any, leader: Any, stranger: Any, focal: Any) -> None:
    unit = Unit.objects.get(code="yte")
    closed = [
        reverse("people:add_unit"),
        reverse("people:import_units"),
        reverse("people:change_unit", args=[unit.pk]),
        reverse("people:persons"),
        reverse("people:invite"),
    ]
    for person in (clerk, leader, stranger):
        client = Client()
        client.force_login(person)
        assert [client.get(url).status_code for url in closed] == [404] * 5
        assert client.get("/don-vi/").status_code == (404 if person == stranger else 200)
    client = Client()
    assert client.get("/don-vi/")["Location"].startswith("/dang-nhap/")
    client.force_login(focal)
    assert [client.get(url).status_code for url in closed] == [200] * 5


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Sở Thông tin và Truyền thông", "tttt"),
        ("Sở TT&TT", "tttt"),
        ("sở Thông tin và truyền thông", "tttt"),
        ("Công an tỉnh Tiền Giang", "ca"),
        ("UBND thành phố Mỹ Tho", "mytho"),
        ("Uỷ ban nhân dân huyện Cái Bè", "caibe"),
    ],
)
def test_a_printed_name_finds_its_unit(province: Any, printed: str, code: str) -> None:
    found = find(printed, DAY)
    assert found.unit is not None
    assert found.unit.code == code


def test_a_collective_name_finds_its_group_and_its_members(province: Any) -> None:
    found = find("Uỷ ban nhân dân các huyện, thị xã, thành phố", DAY)
    assert found.group is not None
    assert {u.code for u in queries.members(found.group, DAY)} == {"mytho", "caibe"}


def test_a_group_means_those_who_exist_on_the_day(province: Any) -> None:
    Unit.objects.filter(code="caibe").update(valid_to=dt.date(2025, 7, 1))
    group = Group.objects.get(code="ubnd-huyen")
    assert len(queries.members(group, dt.date(2025, 6, 30))) == 2
    assert len(queries.members(group, dt.date(2025, 7, 1))) == 1


def test_a_name_that_two_units_bear_is_asked(province: Any) -> None:
    for code in ("gc1", "gc2"):
        Unit.objects.create(
            code=code, name="Ủy ban nhân dân huyện Gò Công", kind="district-committee", level="district"
        )
    found = find("UBND huyện Gò Công", DAY)
    assert not found.sure
    assert {u.code for u in found.candidates[:2]} == {"gc1", "gc2"}
    assert find("Câu lạc bộ cờ vua", DAY).unit is None


@pytest.mark.parametrize("rule", ["", "level", "kind=khong-co", "level=province và gì đó", "xyz=1"])
def test_a_rule_that_cannot_be_read_is_refused(focal: Any, rule: str) -> None:
    with pytest.raises(Refusal):
        directory.change_group("ubnd-huyen", name="X", patterns=[], rule=rule, actor=focal)


def test_a_unit_with_people_is_ended_not_dropped(focal: Any, clerk: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        directory.drop_unit(clerk.held()[0].unit_id, actor=focal)
    assert refusal.value.status == 409
    directory.drop_unit(Unit.objects.get(code="yte").pk, actor=focal)
    assert not Unit.objects.filter(code="yte").exists()


def test_the_list_of_units_asks_the_same_queries_for_one_and_for_three(
    focal: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(focal)
    counts = []
    for asked in ("Sở Y tế", "Sở"):
        with CaptureQueriesContext(
            connection,
        ) as asked_queries:
            assert client.get("/don-vi/", {"tim": asked}).status_code == 200
        counts.append(len(asked_queries))
    assert counts[0] == counts[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=21), max_size=6))
def test_any_table_is_read_or_refused_in_words(province: Any, rows: list[list[str]]) -> None:
    try:
        read = sheet.read_rows([list(sheet.COLUMNS), *rows])
    except Refusal as refusal:
        assert str(refusal)
    else:
        assert all(w.sentence for w in read.wrong)


def test_a_province_that_is_no_more_shows_the_directory_of_its_last_day(focal: Any) -> None:
    Unit.objects.filter(code="ubnd").update(valid_to=dt.date(2025, 7, 1))
    assert queries.directory_day() == dt.date(2025, 6, 30)
    Unit.objects.filter(code="yte").update(valid_to=dt.date(2025, 7, 1))
    client = Client()
    client.force_login(focal)
    assert "Sở Y tế" in client.get("/don-vi/").content.decode()
    said = client.get("/don-vi/", {"ngay": "2025-07-32"}).content.decode()
    assert "chưa đúng" in said
    assert "Sở Y tế" not in client.get("/don-vi/", {"ngay": "2025-07-01"}).content.decode()
