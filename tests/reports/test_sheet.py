"""The report as a workbook: what goes out comes back, by its keys; what is wrong is told row by row."""

import io
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from reports import flow_build as build

from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow, File
from ngayso.people.models import Unit
from ngayso.reports import cells, sheet
from ngayso.reports.models import Cell, Round, Submission, UnitReport
from ngayso.reports.sheet_child import Unopened, rows_of
from ngayso.reports.unit_form import UnitForm, read_form

D = Decimal
Rows = list[list[Any]]


def rows_in(book: bytes, name: str = sheet.NAME) -> Rows:
    found: Rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    )
    return found


def written(rows: Rows, *, formulas: dict[tuple[int, int], tuple[str, Any]] | None = None) -> bytes:
    """These rows as a workbook that a person might have saved."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet.NAME)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell not in ("", None):
                    page.write(line, column, cell)
        for (line, column), (formula, value) in (formulas or {}).items():
            page.write_formula(line, column, formula, None, value)
    return out.getvalue()


def line_of(rows: Rows, words: str) -> int:
    return next(number for number, row in enumerate(rows) if words in str(row[3]))


def column(name: str) -> int:
    return sheet.COLUMNS.index(name)


@pytest.fixture
def round_(province: Any) -> Round:
    return build.round_()


def form_of(round_: Round, code: str = "caibe") -> UnitForm:
    return read_form(round_, Unit.objects.get(code=code))


def book_rows(round_: Round, code: str = "caibe") -> Rows:
    return rows_in(sheet.write_sheet(form_of(round_, code)))


@pytest.mark.django_db
class TestBook:
    def test_what_goes_out_comes_back_unchanged(self, round_: Round) -> None:
        build.report(round_)
        book = sheet.write_sheet(form_of(round_))
        filled = sheet.read_sheet(book, form_of(round_))
        assert (filled.cells, filled.passages, filled.general, filled.wrong, filled.differences) == (
            [],
            [],
            None,
            [],
            [],
        )

    def test_it_is_protected_but_for_its_inputs_and_explains_itself(self, round_: Round) -> None:
        import zipfile

        book = sheet.write_sheet(form_of(round_))
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            text = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<sheetProtection" in text
        assert "dataValidation" in text
        assert "Cách điền và nộp" in str(rows_in(book, "Hướng dẫn"))

    def test_numbers_texts_and_formulas_are_read(self, round_: Round) -> None:
        rows = book_rows(round_)
        houses, teams, words = (line_of(rows, name) for name in ("Số hộ", "Số tổ", "Kết quả"))
        rows[houses][column("value")] = "12.480"
        rows[teams][column("word")] = "Tổ ghép"
        rows[words][column("in_period")] = "Đã đến từng nhà."
        formulas = {
            (houses, column("in_period")): ("=1000+250", 1250),
            (teams, column("value")): ("=0.1*30", 3.0000000000000004),
        }
        filled = sheet.read_sheet(written(rows, formulas=formulas), form_of(round_))
        assert filled.wrong == []
        found = {entry.ask.indicator.code: (entry.in_period, entry.value, entry.word) for entry in filled.cells}
        assert found == {"thu-ho": (1250, 12480, ""), "thu-to": (None, 3, "Tổ ghép")}
        assert filled.passages[0].words == "Đã đến từng nhà."

    def test_rows_and_columns_may_move(self, round_: Round) -> None:
        rows = book_rows(round_)
        rows[line_of(rows, "Số hộ")][column("value")] = 40
        head, body = rows[:5], rows[5:]
        moved = [[*row[:4], "ghi chú của xã", *row[4:]] for row in [*head, *reversed(body)]]
        moved[3][4] = ""
        filled = sheet.read_sheet(written(moved), form_of(round_))
        assert filled.wrong == []
        assert [entry.value for entry in filled.cells] == [40]

    def test_errors_are_told_row_by_row(self, round_: Round) -> None:
        rows = book_rows(round_)
        houses, teams = line_of(rows, "Số hộ"), line_of(rows, "Số tổ")
        rows[houses][column("value")] = "khoảng 50"
        rows[houses][column("in_period")] = -3
        rows[teams][column("value")] = 2.5
        rows.append([*rows[teams]])
        rows.append(["", "", "", "Tự thêm", "", "", "", "", "", "", 7, ""])
        filled = sheet.read_sheet(written(rows), form_of(round_))
        assert [wrong.line for wrong in filled.wrong] == [houses + 1] * 2 + [teams + 1, len(rows) - 1, len(rows)]
        said = " ".join(wrong.sentence for wrong in filled.wrong)
        for part in ("nhỏ hơn 0", "chưa phải một số", "phần lẻ", "Trùng với dòng", "không có mã"):
            assert part in said
        assert filled.cells == []

    def test_a_blank_takes_away_only_what_was_seen(self, round_: Round, clerk: Any) -> None:
        report = build.report(round_)
        rows = book_rows(round_)
        houses, teams = line_of(rows, "Số hộ"), line_of(rows, "Số tổ")
        ask = round_.asks.get(indicator__code="thu-ho")
        build.save_cell(report, ask, in_period=D(13), value=D(41), word="", seen=1, actor=clerk)
        for name in ("in_period", "value"):
            rows[houses][column(name)] = ""
        rows[teams][column("value")] = ""
        filled = sheet.read_sheet(written(rows), form_of(round_))
        assert [(entry.ask.indicator.code, entry.value) for entry in filled.cells] == [("thu-to", None)]
        rows[houses][column("value")] = 99
        filled = sheet.read_sheet(written(rows), form_of(round_))
        assert [(one.what, one.before, one.after, one.moved) for one in filled.differences] == [
            ("Lũy kế", "41", "99", True),
            ("Số đang có", "3", "", False),
        ]

    def test_another_units_book_and_row_are_refused(self, round_: Round) -> None:
        other = sheet.write_sheet(form_of(round_, "mytho"))
        with pytest.raises(Refusal, match="đơn vị khác"):
            sheet.read_sheet(other, form_of(round_))
        rows, theirs = book_rows(round_), rows_in(other)
        rows.append(theirs[line_of(theirs, "Số hộ")])
        (wrong,) = sheet.read_sheet(written(rows), form_of(round_)).wrong
        assert "đơn vị khác" in wrong.sentence

    def test_another_rounds_book_is_refused(self, round_: Round) -> None:
        later = build.round_(round_.plan, name="Kỳ sau")
        with pytest.raises(Refusal, match="kỳ báo cáo khác"):
            sheet.read_sheet(sheet.write_sheet(form_of(later)), form_of(round_))

    def test_what_is_no_form_is_refused(self, round_: Round) -> None:
        with pytest.raises(Refusal, match="không phải biểu mẫu"):
            sheet.read_sheet(written([["a", "b"]]), form_of(round_))
        with pytest.raises(Refusal, match="Không mở được"):
            sheet.read_sheet(b"PK\x03\x04 hong", form_of(round_))

    def test_words_that_begin_like_a_formula_stay_words(self, round_: Round) -> None:
        report = build.report(round_)
        report.passages.update(words="=HYPERLINK(1)\nDòng hai", version=2)
        book = sheet.write_sheet(form_of(round_))
        assert sheet.read_sheet(book, form_of(round_)).differences == []


def test_a_bomb_of_a_book_is_stopped() -> None:
    book = written([["x"] + [""] * 3])
    with pytest.raises(Unopened):
        rows_of(book[:200], sheet=sheet.NAME, most_rows=10)


@given(st.decimals(0, 10**9, places=2))
def test_a_number_of_a_book_is_the_number(number: Decimal) -> None:
    assert sheet.number_of(float(number), places=2) == number


@pytest.mark.parametrize(
    ("cell", "said"), [(True, "đúng/sai"), ("#REF!", "công thức lỗi"), (1.5, "phần lẻ"), (5.125, "phần lẻ")]
)
def test_cells_that_are_no_whole_number(cell: Any, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        sheet.number_of(cell, places=0)


@pytest.mark.django_db
class TestPages:
    def address(self, round_: Round, name: str, **more: Any) -> str:
        unit = Unit.objects.get(code="caibe")
        given = {"plan_id": round_.plan_id, "round_id": round_.pk, "unit_id": unit.pk}
        return reverse(f"reports:{name}", kwargs=given | more)

    def sent(self, round_: Round, client: Client, rows: Rows) -> str:
        book = io.BytesIO(written(rows))
        book.name = "da-dien.xlsx"
        answer = client.post(self.address(round_, "take_sheet"), {"sheet": book})
        assert answer.status_code == 302
        return str(answer["Location"])

    @pytest.fixture
    def client(self, clerk: Any) -> Client:
        client = Client()
        client.force_login(clerk)
        return client

    def filled(self, round_: Round, client: Client) -> Rows:
        answer = client.get(self.address(round_, "report_sheet"))
        assert answer.status_code == 200
        rows = rows_in(answer.content)
        rows[line_of(rows, "Số hộ")][column("value")] = 40
        rows[line_of(rows, "Số hộ")][column("in_period")] = 12
        return rows

    def test_out_in_looked_at_written(self, round_: Round, client: Client) -> None:
        preview = self.sent(round_, client, self.filled(round_, client))
        page = client.get(preview)
        assert page.status_code == 200
        text = page.content.decode()
        assert "Ghi 2 chỗ" in text
        assert not Cell.objects.exists()
        seen = text.split('name="seen" value="')[1].split('"')[0]
        assert client.post(preview, {"seen": seen, "ghi": "1"}).status_code == 302
        assert Cell.objects.get(ask__indicator__code="thu-ho").value == 40
        assert AuditRow.objects.filter(verb="reports.report_saved").count() == 1
        assert not File.objects.exists()

    def test_written_and_sent_at_once(self, round_: Round, client: Client) -> None:
        preview = self.sent(round_, client, self.filled(round_, client))
        seen = client.get(preview).content.decode().split('name="seen" value="')[1].split('"')[0]
        assert client.post(preview, {"seen": seen, "gui": "1"}).status_code == 302
        assert Submission.objects.get().way == "excel"

    def test_what_changed_meanwhile_is_looked_at_again(self, round_: Round, client: Client, focal: Any) -> None:
        preview = self.sent(round_, client, self.filled(round_, client))
        seen = client.get(preview).content.decode().split('name="seen" value="')[1].split('"')[0]
        report = cells.open_report(round_, Unit.objects.get(code="caibe"), actor=focal)
        ask = round_.asks.get(indicator__code="thu-ho")
        build.save_cell(report, ask, in_period=None, value=D(77), word="", seen=0, actor=focal)
        page = client.post(preview, {"seen": seen, "ghi": "1"})
        assert page.status_code == 409
        assert "đã đổi trên web sau khi tải tệp" in page.content.decode()
        assert Cell.objects.get(ask=ask).value == 77

    def test_errors_are_shown_and_nothing_is_written(self, round_: Round, client: Client) -> None:
        rows = self.filled(round_, client)
        rows[line_of(rows, "Số tổ")][column("value")] = "ba"
        preview = self.sent(round_, client, rows)
        text = client.get(preview).content.decode()
        assert "Còn 1 chỗ sai" in text
        assert client.post(preview, {"seen": "x", "ghi": "1"}).status_code in (400, 409)
        assert not Cell.objects.exists()
        assert client.post(preview, {"bo": "1"}).status_code == 302
        assert not File.objects.exists()

    def test_what_cannot_be_taken_is_told_and_not_kept(self, round_: Round, client: Client) -> None:
        where = self.address(round_, "take_sheet")
        assert client.get(where).status_code == 200
        large = io.BytesIO(b"PK\x03\x04" + b"0" * (sheet.MOST_BYTES + 1))
        large.name = "a.xlsx"
        assert client.post(where, {"sheet": large}).status_code == 413
        words = io.BytesIO(b"khong phai bang tinh")
        words.name = "a.xlsx"
        assert client.post(where, {"sheet": words}).status_code == 400
        assert client.post(where, {}).status_code == 400
        assert not File.objects.exists()

    def test_another_persons_file_is_not_there(self, round_: Round, client: Client, focal: Any) -> None:
        preview = self.sent(round_, client, self.filled(round_, client))
        other = Client()
        other.force_login(focal)
        assert other.get(preview).status_code == 404

    def test_a_sent_report_takes_no_book(self, round_: Round, client: Client) -> None:
        build.report(round_)
        UnitReport.objects.update(state="submitted")
        assert client.get(self.address(round_, "take_sheet")).status_code == 409
        assert client.get(self.address(round_, "report_sheet")).status_code == 200
