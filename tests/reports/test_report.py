"""The first consolidated report: written for the newest programme or for one, opened again and read."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from plans import build

from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.people.posts import initials
from ngayso.plans import actions as plans
from ngayso.reports import actions
from ngayso.reports.queries import document_name, told

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 10, 3)


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    lines = [p.text for p in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines).replace("\u00a0", " ")


def test_the_report_of_the_newest_programme_is_written(province: Any, tmp_path: Path) -> None:
    build.plan(name="Cũ", day=dt.date(2024, 10, 10))
    build.plan()
    path = actions.write_report(out=tmp_path / "ra" / "đây", as_of=DAY, actor=None)
    assert path.name == "bao-cao-ngay-chuyen-doi-so-tinh-tien-giang-nam-2025-2025-10-03.docx"
    text = words(path.read_bytes())
    for said in (
        "Độc lập - Tự do - Hạnh phúc",
        "BC-STTTT",
        "Quyết định số 505/QĐ-TTg",
        "Dịch vụ số đến từng nhà",
        "Ủy ban nhân dân các huyện, thị xã, thành phố",
        "từ ngày 01/10/2025 đến ngày 10/10/2025",
        "trước ngày 16/10/2025",
        "GIÁM ĐỐC",
    ):
        assert said in text, said
    assert AuditRow.objects.filter(verb="reports.report_drawn").count() == 1


def test_the_report_of_one_programme(province: Any, tmp_path: Path) -> None:
    old = build.plan(name="Ngày hội cũ", day=dt.date(2024, 10, 10))
    build.plan()
    path = actions.write_report(out=tmp_path, plan_id=str(old.pk), as_of=DAY, actor=None)
    assert path.name.startswith("bao-cao-ngay-hoi-cu")


@pytest.mark.parametrize("given", [None, "khong-phai-ma", "5e667927-d8cd-4aa0-86ea-3e4845e1e01b"])
def test_without_a_programme_it_refuses(province: Any, tmp_path: Path, given: str | None) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.write_report(out=tmp_path, plan_id=given, actor=None)
    assert refusal.value.status == 404
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(province: Any, tmp_path: Path) -> None:
    build.plan()
    (tmp_path / "tep").write_text("x")
    with pytest.raises(Refusal):
        actions.write_report(out=tmp_path / "tep", actor=None)


def test_what_the_report_knows(focal: Any) -> None:
    plan = build.plan()
    plans.cancel_activity(plan.activities.get(key="a3"), reason="Công văn 9", actor=focal)
    known = told(plan, dt.date(2100, 1, 1))
    assert known.agency == "Sở Thông tin và Truyền thông"
    assert known.parent == "Ủy ban nhân dân tỉnh Tiền Giang"
    assert known.activities[2].state == "đã hủy (Công văn 9)"
    assert known.activities[2].targets == ("100 người",)
    units = {unit.name: (unit.leads, unit.partners, unit.duties) for unit in known.units}
    assert units["Ủy ban nhân dân huyện Cái Bè"] == (1, 0, 0)
    assert units["Công an tỉnh"] == (0, 1, 2)
    assert known.addressees == ("Ủy ban nhân dân tỉnh Tiền Giang",)


def test_a_programme_without_a_focal_unit_has_its_report(province: Any) -> None:
    plan = build.plan(focal=None, deadlines=(), duties=(), activities=(), theme="", bases=(), issuer="")
    _name, content = actions.draw_report(plan, as_of=DAY, actor=None)
    assert words(content)


@pytest.mark.parametrize(
    ("who", "status"),
    [("focal", 200), ("admin", 200), ("leader", 200), ("auditor", 200), ("clerk", 404), ("stranger", 404)],
)
def test_who_gets_the_report(who: str, status: int, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    plan = build.plan()
    client = Client()
    client.force_login(user)
    page = f"/bao-cao/{plan.pk}/"
    assert client.get(page).status_code == status
    response = client.post(f"{page}bao-cao.docx?ngay=2025-10-03")
    assert response.status_code == status
    if status == 200:
        assert response["Content-Disposition"].startswith("attachment;")
        assert "BC-STTTT" in words(response.content)
    assert Client().get(page).status_code in (302, 404)


def test_abbreviations_and_names_of_documents() -> None:
    assert initials("Sở Thông tin và Truyền thông") == "STTTT"
    assert document_name("505/QĐ-TTg") == "Quyết định số 505/QĐ-TTg"
    assert document_name("08-NQ/TU") == "Nghị quyết số 08-NQ/TU"
    assert document_name("85/2015/QH13") == "85/2015/QH13"
