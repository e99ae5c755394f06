"""A recount agrees with what was printed, and finds whatever was tampered with."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from reports import consolidated as made
from reports.test_consolidation import issued

from ngayso.core import clock, files
from ngayso.core.models import File
from ngayso.plans.models import Figure
from ngayso.reports import consolidation as actions
from ngayso.reports.models import Round, Submission, Version
from ngayso.reports.recount import recount, recounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


@pytest.fixture
def counting(settings: Any) -> None:
    """The desks count, nothing else."""
    settings.MEASURES = ["ngayso.desks.measures.day_figures"]


@pytest.fixture
def version(focal: Any) -> Version:
    return issued(made.small_round(), focal)


def again(version: Version) -> list[str]:
    return recount(Version.objects.select_related("docx", "pdf", "xlsx").get(pk=version.pk)).wrong


def test_it_agrees_and_says_how_much_it_counted(version: Version) -> None:
    (result,) = recounts()
    assert result.wrong == []
    assert result.numbers == len(version.content["numbers"]) + len(version.content["body"]["figures"])


def test_a_figure_withdrawn_since_still_agrees_and_the_next_version_differs(version: Version, focal: Any) -> None:
    round_ = version.consolidation.round
    made.report(round_, "caibe", {"ho-da-den": 310, "luot": 700}, number=2)
    assert again(version) == []
    later = actions.draw_draft(round_, "province", actor=focal)
    assert later.content["numbers"]["1.thu-ho-da-den"] == "510"
    assert again(later) == []


def rewritten(file: File | None, change: Callable[[bytes], bytes], *, hash_too: bool) -> None:
    assert file is not None
    path = files.path(file)
    data = change(path.read_bytes())
    path.write_bytes(data)
    if hash_too:
        import hashlib

        File.objects.filter(pk=file.pk).update(sha256=hashlib.sha256(data).hexdigest())


def other_words(data: bytes) -> bytes:
    """The .docx with one number changed in its text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(out, "w") as now:
        for item in was.infolist():
            content = was.read(item)
            if item.filename == "word/document.xml":
                assert b"1.200" in content
                content = content.replace(b"1.200", b"1.900")
            now.writestr(item, content)
    return out.getvalue()


def test_a_figure_that_was_changed_is_found(version: Version) -> None:
    Figure.objects.filter(indicator__code="thu-luot", unit__code="mytho").update(value=Decimal(900))
    wrong = again(version)
    assert any("đã chốt 500, số liệu gốc nay là 900" in line for line in wrong)
    assert any("{1.thu-luot}: đã in 1.200, đếm lại 1.600" in line for line in wrong)
    assert any(".docx khác bản vẽ lại" in line for line in wrong)
    assert any(".xlsx khác bản vẽ lại" in line for line in wrong)


def test_a_figure_that_is_gone_or_of_another_is_found(version: Version) -> None:
    Figure.objects.filter(indicator__code="thu-luot", unit__code="mytho").delete()
    assert any("số liệu gốc không còn" in line for line in again(version))
    Figure.objects.filter(indicator__code="thu-ho-so", unit__code="mytho").update(origin="counted")
    assert any("thuộc đơn vị, hoạt động hoặc chỉ số khác" in line for line in again(version))


def test_a_submission_that_was_changed_is_found(version: Version) -> None:
    sent = Submission.objects.get(report__unit__code="caibe")
    sent.content["cells"][0]["value"] = "3000"
    sent.save()
    assert any("nội dung lần gửi 1 đã bị sửa" in line for line in again(version))


def test_a_submission_and_its_hash_that_were_changed_are_found(version: Version) -> None:
    from ngayso.reports.frozen import digest

    sent = Submission.objects.get(report__unit__code="caibe")
    sent.content["cells"][0]["value"] = "3000"
    sent.sha256 = digest(sent.content)
    sent.save()
    assert again(version)


def test_when_a_unit_first_sent_and_whose_it_is_are_counted_again(version: Version) -> None:
    sent = Submission.objects.get(report__unit__code="caibe")
    Submission.objects.filter(pk=sent.pk).update(at=clock.now())
    assert any("lúc gửi lần đầu đã bị sửa" in line for line in again(version))
    Submission.objects.filter(pk=sent.pk).update(
        report=Submission.objects.get(report__unit__code="ca").report, number=5
    )
    assert any("nay là của đơn vị khác" in line for line in again(version))


def test_content_that_was_changed_is_found(version: Version) -> None:
    version.content["words"]["next"] = "- Không làm gì nữa."
    version.save()
    assert any("nội dung đã bị sửa" in line for line in again(version))


def test_content_and_its_hash_that_were_changed_are_found_by_the_log(version: Version) -> None:
    from ngayso.reports.frozen import digest

    version.content["words"]["next"] = "- Không làm gì nữa."
    version.sha256 = digest(version.content)
    version.save()
    wrong = again(version)
    assert any("khác mã băm mà nhật ký ghi" in line for line in wrong)
    assert any(".docx khác bản vẽ lại" in line for line in wrong)


@pytest.mark.parametrize("hash_too", [False, True])
def test_a_word_file_that_was_changed_is_found(version: Version, hash_too: bool) -> None:
    rewritten(version.docx, other_words, hash_too=hash_too)
    told = ".docx khác tệp mà nhật ký ghi" if hash_too else "mã băm không khớp"
    assert any(told in line for line in again(version))


def test_a_workbook_that_was_changed_or_lost_is_found(version: Version) -> None:
    rewritten(version.xlsx, lambda data: data + b"\0", hash_too=False)
    assert any(".xlsx đã bị sửa" in line for line in again(version))
    assert version.xlsx is not None
    files.path(version.xlsx).unlink()
    assert any(".xlsx không còn trên máy chủ" in line for line in again(version))


def test_content_that_cannot_be_read_is_told(version: Version) -> None:
    version.content["body"] = {"plan": 3}
    version.save()
    assert "Nội dung bản này không đọc được nữa." in again(version)


def test_queries_do_not_grow_with_figures(version: Version, focal: Any, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        again(version)
    round_ = version.consolidation.round
    for code in ("yte", "vhttdl"):
        made.report(round_, code, {"ho-da-den": 3, "luot": 4})
    later = issued(round_, focal, number=8, why="Thêm đơn vị")
    with django_assert_num_queries(len(few)):
        again(later)


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("leader", 200), ("focal", 200), ("clerk", 404)])
def test_the_page_tells_it(version: Version, who: str, status: int, request: pytest.FixtureRequest) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(who))
    round_: Round = version.consolidation.round
    page = reverse("reports:version_recount", args=[round_.plan_id, round_.pk, version.pk])
    assert client.get(page).status_code == status
    if status == 200:
        assert "khớp" in client.get(page).content.decode()
        Figure.objects.filter(indicator__code="thu-luot").update(value=1)
        assert "Không khớp" in client.get(page).content.decode()


def test_the_pdf_is_printed_once_and_counted(version: Version, tmp_path: Path) -> None:
    from ngayso.words.office import find_office

    if find_office() is None:
        pytest.skip("LibreOffice is not installed")
    print_version: Any = actions.print_version
    assert print_version.call(str(version.pk)) == ""
    assert print_version.call(str(version.pk)) == ""
    assert again(version) == []
    version.refresh_from_db()
    rewritten(version.pdf, lambda data: data + b"x", hash_too=False)
    assert any(".pdf đã bị sửa" in line for line in again(version))
    assert clock.now() >= version.at


def test_a_report_that_goes_the_whole_way_is_recounted(province: Any, focal: Any) -> None:
    from plans import build

    from ngayso.people.models import Unit
    from ngayso.reports import flow
    from ngayso.reports.cells import CellEntry, GeneralEntry, open_report, save

    due = clock.now().replace(microsecond=0) + timedelta(days=2)
    today = clock.today()
    round_ = made.round_of(build.plan(), due=due, since=today, until=today)
    for at, code in enumerate(("caibe", "mytho"), start=1):
        report = open_report(round_, Unit.objects.get(code=code), actor=focal)
        cells = [
            CellEntry(
                ask,
                None if ask.indicator.course == "stock" else Decimal(10 * at),
                Decimal(10 * at),
                "Số của kỳ đầu",
                0,
            )
            for ask in round_.asks.select_related("indicator")
            if ask.indicator.nature != "rate"
        ]
        save(report, cells=cells, general=GeneralEntry("Khó", "Xin hướng dẫn", report.version), actor=focal)
        flow.submit_report(report, way="web", actor=focal)
        report.refresh_from_db()
        flow.accept_report(report, actor=focal)
    version = actions.draw_draft(round_, "ministry", actor=focal)
    assert version.content["numbers"]["1.thu-ho-da-den"] == "30"
    assert version.content["numbers"]["1.thu-ty-le"] == "100,0"
    assert again(version) == []


def test_a_pdf_that_could_not_be_made_is_told(version: Version, focal: Any) -> None:
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    client = Client()
    client.force_login(focal)
    round_ = version.consolidation.round
    args = [round_.plan_id, round_.pk, version.pk]
    part = {"HTTP_HX_REQUEST": "true"}
    asked = client.get(reverse("reports:version_progress", args=args), **part)
    assert "every 1s" in asked.content.decode()
    assert not actions.has_failed(version)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    assert actions.has_failed(version)
    told = client.get(reverse("reports:version_progress", args=args), **part).content.decode()
    assert "Chưa in được PDF" in told
    assert "every 1s" not in told
    assert client.post(reverse("reports:version_print", args=args)).status_code == 302
    assert not actions.has_failed(version)


def test_drawing_otherwise_one_day_is_no_lie_of_what_was_issued(version: Version, monkeypatch: Any) -> None:
    """A later release sets its documents otherwise; the files issued before stay, and their numbers are proved."""
    from ngayso.papers import annexes
    from ngayso.reports import annex_book

    monkeypatch.setattr(annexes, "FEW_UNITS", 0)
    monkeypatch.setitem(annex_book.SORTS, "words", "lời")
    assert again(version) == []
    # It excuses nothing that the numbers say.
    Figure.objects.filter(origin="typed").update(value=Decimal(77))
    assert any("đã chốt" in line for line in again(version))


def test_what_is_told_of_units_is_counted_again(version: Version, focal: Any) -> None:
    from ngayso.desks.models import Acknowledgement
    from ngayso.reports.models import Review

    round_ = version.consolidation.round
    hour = timedelta(hours=1)
    Review.objects.filter(submission__report__unit__code="caibe").update(verdict="returned")
    assert any("huyện Cái Bè: báo cáo đã duyệt hay chưa" in line for line in again(version))
    Review.objects.update(verdict="accepted")
    unit = round_.reports.first().unit
    row = Acknowledgement.objects.create(plan=round_.plan, unit=unit, by=focal, at=version.at + hour)
    assert again(version) == []
    Acknowledgement.objects.filter(pk=row.pk).update(at=version.at - hour)
    assert again(version) == ["Số đơn vị đã nhận: đã in 0, đếm lại 1."]
