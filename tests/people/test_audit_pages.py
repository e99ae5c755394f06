"""The auditor's pages: the log is searched, read, taken along, its chain checked; nothing else is written."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ngayso.core import audit, clock
from ngayso.core.models import AuditHead, AuditRow
from ngayso.people import audit_chain, audit_search, audit_sheet, audit_views
from ngayso.people.audit_search import Search, find, search_asked
from ngayso.people.models import Unit

pytestmark = pytest.mark.django_db


def wrote(number: int = 1, *, verb: str = "people.unit_changed", actor: Any = None, **more: Any) -> list[AuditRow]:
    unit = Unit.objects.get(code="caibe")
    with transaction.atomic():
        return [audit.record(verb, unit, actor=actor, **more) for _ in range(number)]


def seen(user: Any, query: str = "", path: str = "audit", **kwargs: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"people:{path}", kwargs=kwargs) + query)


def numbers(search: Search, **more: Any) -> list[int]:
    return [row.number for row in find(search, **more).rows]


def test_found_by_words_person_deed_object_and_day(auditor: Any, focal: Any) -> None:
    unit = wrote(1, actor=focal)[0]
    closed = wrote(1, verb="people.account_closed", actor=auditor)[0]
    assert numbers(Search(words="khóa tài khoản")) == [closed.number]
    assert numbers(Search(words="cán bộ đầu")) == [unit.number]
    assert set(numbers(Search(words="Cái Bè"))) == {unit.number, closed.number}
    assert numbers(Search(actor=str(focal.pk))) == [unit.number]
    assert numbers(Search(actor="thanh tra")) == [closed.number]
    assert numbers(Search(verb="people.account_closed")) == [closed.number]
    assert set(numbers(Search(thing=f"people.unit:{unit.object_id}"))) == {unit.number, closed.number}
    assert numbers(Search(thing="people.unit:khong-co")) == []
    today = clock.today()
    assert set(numbers(Search(since=today, until=today))) == {unit.number, closed.number}
    assert numbers(Search(since=today + dt.timedelta(days=1))) == []
    assert numbers(Search(until=today - dt.timedelta(days=1))) == []


def test_days_are_found_by_halving(auditor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(1, 11):
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda day=day: dt.datetime(2024, 10, day, 5, tzinfo=dt.UTC))
            wrote(3)
    third = [row.number for row in AuditRow.objects.filter(at__day=3)]
    day = dt.date(2024, 10, 3)
    assert sorted(numbers(Search(since=day, until=day))) == third
    with CaptureQueriesContext(connection) as queries:
        audit_search.bounds(Search(since=day, until=day))
    assert len(queries) <= 2 * 6 + 1


def test_a_day_that_is_none_is_told(auditor: Any) -> None:
    wrote()
    answer = seen(auditor, "?tu=hôm qua")
    assert answer.status_code == 400
    assert "không phải là một ngày" in answer.content.decode()
    assert search_asked({"tu": "2024-10-05", "den": "2024-10-01"}).wrong


def test_paged_by_number_both_ways(auditor: Any) -> None:
    wrote(audit_search.PAGE * 2 + 10)
    first = find(Search())
    assert first.newer is None
    second = find(Search(), below=first.older)
    assert second.rows[0].number == first.rows[-1].number - 1
    back = find(Search(), above=second.newer)
    assert [r.number for r in back.rows] == [r.number for r in first.rows]
    last = find(Search(), below=second.older)
    assert last.older is None
    assert last.rows[-1].number == 1


def test_every_row_is_seen_once_however_rare(auditor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_search, "WINDOW", 3)
    monkeypatch.setattr(audit_search, "PAGE", 2)
    monkeypatch.setattr(audit_search, "MOST_SEARCHED", 9)
    for at in range(40):
        wrote(verb="people.account_closed" if at % 9 == 0 else "people.unit_changed")
    wanted = list(
        AuditRow.objects.filter(verb="people.account_closed").order_by("-number").values_list("number", flat=True)
    )
    for search in (Search(words="khóa"), Search(verb="people.account_closed")):
        told: list[int] = []
        below = None
        for _ in range(40):
            found = find(search, below=below)
            told += [row.number for row in found.rows]
            below = found.older
            if below is None:
                break
        assert told == wanted


def test_a_page_asks_as_much_for_three_rows_as_for_one(auditor: Any) -> None:
    wrote(1)
    with CaptureQueriesContext(connection) as one:
        seen(auditor)
    wrote(40)
    with CaptureQueriesContext(connection) as many:
        seen(auditor)
    assert len(one) == len(many)
    assert not any("COUNT(" in query["sql"].upper() for query in many)


def test_a_row_is_read_whole(auditor: Any, focal: Any) -> None:
    row = wrote(1, actor=focal, before={"name": "Tên cũ"}, after={"name": "Tên mới <b>"}, why="thử")[0]
    wrote(1)
    lines = {(one.name, one.before, one.value) for one in audit_views._told(row.detail)}
    assert lines == {("name", "Tên cũ", "Tên mới <b>"), ("why", None, "thử")}
    many = {"changes": [{"activity": "a", "before": {"value": 1}, "after": {"value": 2}}]}
    assert [(one.name, one.before, one.value) for one in audit_views._told(many)] == [
        ("changes.1.value", 1, 2),
        ("changes.1.activity", None, "a"),
    ]
    shown = seen(auditor, path="audit_row", number=row.number).content.decode()
    for said in ("Tên cũ", "Tên mới &lt;b&gt;", row.hash, row.previous, "Mã băm tính lại khớp"):
        assert said in shown, said
    assert seen(auditor, path="audit_row", number=10**6).status_code == 404


def test_a_row_leads_to_its_thing_only_when_the_reader_may_see_it(auditor: Any, focal: Any) -> None:
    from plans import build

    from ngayso.people.audit_views import object_url

    plan = build.plan()
    with transaction.atomic():
        row = audit.record("plans.plan_confirmed", plan, actor=focal)
        gone = audit.record("people.unit_dropped", None, actor=focal, label="Đơn vị cũ")
    assert object_url(row, auditor) == plan.get_absolute_url()
    assert plan.get_absolute_url() in seen(auditor, path="audit_row", number=row.number).content.decode()
    row.object_id = "không phải mã"
    assert object_url(row, auditor) == ""
    assert object_url(gone, auditor) == ""
    row.object_model = "khong.co"
    assert object_url(row, auditor) == ""


def test_what_is_found_is_taken_along(auditor: Any, focal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(3, actor=focal, note="=1+1")
    wrote(1, verb="people.account_closed")
    answer = seen(auditor, "?viec=people.unit_changed", path="audit_xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    table = rows.to_python()
    assert "Sửa đơn vị" in table[1][0]
    assert [row[4] for row in table[4:]] == ["Sửa đơn vị"] * 3
    assert '"=1+1"' in table[4][8]
    taken = AuditRow.objects.get(verb="people.audit_exported")
    assert (taken.actor_id, taken.detail["rows"]) == (str(auditor.pk), 3)
    monkeypatch.setattr(audit_sheet, "MOST_ROWS", 2)
    answer = seen(auditor, "?viec=people.unit_changed", path="audit_xlsx")
    table = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    assert "Còn dòng cũ hơn chưa xuất" in table.to_python()[6][0]


def test_the_chain_is_checked_from_the_page(auditor: Any) -> None:
    wrote(7)
    client = Client()
    client.force_login(auditor)
    answer = client.post(reverse("people:check_chain"))
    again = client.post(reverse("people:check_chain"))
    assert answer["Location"] == again["Location"]
    assert "Xếp hàng chờ kiểm tra" in client.get(answer["Location"]).content.decode()
    run = answer["Location"].rstrip("/").rpartition("/")[2]
    told = audit_chain.check_chain.func(run, str(auditor.pk))
    assert told["broken_at"] is None
    row = AuditRow.objects.get(verb="people.chain_checked")
    assert (row.detail["rows"], row.actor_label) == (told["rows"], auditor.name)
    assert "Còn nguyên" in seen(auditor).content.decode()
    assert seen(auditor, path="chain", run="019a0000-0000-7000-8000-000000000000").status_code == 404


def test_progress_of_a_check_and_its_end(auditor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django_tasks_db.models import DBTaskResult

    monkeypatch.setattr(audit_chain, "STEP", 3)
    wrote(8)
    run = audit_chain.ask_check(actor=auditor)
    heard: list[tuple[int, int]] = []
    total = AuditHead.objects.get(id=1).number
    assert audit_chain.checked(lambda done, of: heard.append((done, of))) == (total, None)
    assert heard[0] == (3, total)
    DBTaskResult.objects.update(status="RUNNING", return_value={"done": 3, "total": total})
    found = audit_chain.run_of(run)
    assert found is not None
    assert (found.done, found.has_ended) == (3, False)
    DBTaskResult.objects.update(status="SUCCESSFUL", return_value={"rows": total, "broken_at": 5})
    shown = seen(auditor, path="chain", run=run).content.decode()
    assert "Chuỗi đứt ở dòng 5" in shown
    assert "Xem dòng 5" in shown


@pytest.mark.parametrize("change", ["content", "gap"])
def test_a_row_that_was_altered_is_found(auditor: Any, change: str) -> None:
    row = wrote(6)[3]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER core_auditrow_no_update")
            cursor.execute("DROP TRIGGER core_auditrow_no_delete")
        if change == "content":
            cursor.execute("UPDATE core_auditrow SET object_label = 'khác' WHERE number = %s", [row.number])
        else:
            cursor.execute("DELETE FROM core_auditrow WHERE number = %s", [row.number])
    assert audit_chain.checked(lambda done, total: None)[1] == row.number == audit.broken_at()
    if change == "content":
        assert "không khớp mã băm" in seen(auditor, path="audit_row", number=row.number).content.decode()


@pytest.mark.parametrize("who", ["stranger", "clerk", "leader", "focal"])
def test_others_have_no_such_pages(who: str, province: Any, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    wrote()
    for path, kwargs in (("audit", {}), ("audit_xlsx", {}), ("audit_row", {"number": 1})):
        assert seen(user, path=path, **kwargs).status_code == 404
    client = Client()
    client.force_login(user)
    assert client.post(reverse("people:check_chain")).status_code == 404
