"""The urging letter: drafted from who is late, edited in turns, issued once, frozen, on the desks of those it names."""

import datetime as dt
import io
from typing import Any
from uuid import uuid4

import docx as word
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from plans import build
from together import at_once

from ngayso.core import clock, files
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.desks import actions as desks
from ngayso.follow import letter_views, letters
from ngayso.follow.models import Letter
from ngayso.follow.todos import letter_todos
from ngayso.office.models import Delivery
from ngayso.people.models import Membership, User
from ngayso.plans.models import Plan
from ngayso.words.office import OfficeMissing, find_office

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 10, 20)
"""Ten days after the campaign has ended; nobody has written anything."""


def person(login: str, unit: str, role: str = "clerk") -> Any:
    user = User.objects.create_user(login, None, name=login, email=f"{login}@tiengiang.gov.vn")
    Membership.objects.create(user=user, unit=build.unit(unit), role=role, since=dt.date(2024, 1, 1))
    return user


def running() -> Plan:
    """The plan, confirmed in time, so that late is late."""
    plan = build.plan()
    Plan.objects.filter(pk=plan.pk).update(confirmed_at=dt.datetime(2025, 9, 2, 8, tzinfo=dt.UTC))
    plan.refresh_from_db()
    return plan


def drafted(plan: Plan, actor: Any, *codes: str, **more: Any) -> Letter:
    given: dict[str, Any] = {"key": uuid4(), "day": DAY} | more
    units = [build.unit(code).pk for code in codes or ("caibe", "mytho")]
    return letters.draft_letter(plan, units=units, actor=actor, **given)


def issued(letter: Letter, actor: Any, **more: Any) -> Letter:
    given: dict[str, Any] = {"number": 7, "symbol": "STTTT-CĐS", "day": dt.date(2025, 10, 21)} | more
    return letters.issue_letter(letter, seen=letters.stamp(letter), actor=actor, **given)


def refused(write: Any, status: int) -> str:
    with pytest.raises(Refusal) as refusal:
        write()
    assert refusal.value.status == status
    return refusal.value.sentence


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(letter: Letter) -> str:
    assert letter.docx is not None
    opened = word.Document(io.BytesIO(files.path(letter.docx).read_bytes()))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in opened.paragraphs)])


# Drafting


def test_a_draft_names_the_picked_units_and_what_they_are_late_on(focal: Any) -> None:
    plan, key = running(), uuid4()
    letter = drafted(plan, focal, "caibe", key=key)
    assert drafted(plan, focal, "caibe", key=key) == letter
    [row] = letters.named_units(letter)
    assert row.unit.code == "caibe"
    assert {one["sort"] for one in row.reasons} == {"late", "receive"}
    assert letter.subject.startswith("Đôn đốc thực hiện Kế hoạch tổ chức các hoạt động")
    assert "Kế hoạch số 77/KH-UBND ngày 20/8/2025" in letter.opening
    assert "trước ngày 16/10/2025" in letter.opening
    assert (letter.symbol, letter.place, letter.answer_by) == ("STTTT-CĐS", "Tiền Giang", dt.date(2025, 10, 25))
    assert letter.parent == "Ủy ban nhân dân tỉnh Tiền Giang"
    assert AuditRow.objects.filter(verb="follow.letter_drafted").count() == 1


def test_only_the_chosen_sorts_of_lateness_are_taken(focal: Any) -> None:
    letter = drafted(running(), focal, "caibe", sorts=["receive"])
    assert [one["sort"] for one in letters.named_units(letter)[0].reasons] == ["receive"]


def test_who_signs_is_the_leader_of_the_focal_unit(focal: Any) -> None:
    head = person("giam-doc", "tttt", "leader")
    User.objects.filter(pk=head.pk).update(name="Nguyễn Văn Thử", position="Phó Giám đốc")
    letter = drafted(running(), focal)
    assert (letter.signer_position, letter.signer_name) == ("Phó Giám đốc", "Nguyễn Văn Thử")


def test_units_that_are_not_late_are_no_letter(focal: Any) -> None:
    plan = running()
    refused(lambda: drafted(plan, focal, "vhttdl", day=dt.date(2025, 9, 3)), 400)
    assert "chưa đến" in refused(lambda: drafted(plan, focal, day=clock.today() + dt.timedelta(days=1)), 400)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "stranger"])
def test_only_who_runs_the_plan_writes(who: str, request: Any, focal: Any) -> None:
    plan = running()
    letter, actor = drafted(plan, focal), request.getfixturevalue(who)
    row = letters.named_units(letter)[0]
    refused(lambda: drafted(plan, actor), 404)
    refused(lambda: letters.change_letter(letter, version=1, actor=actor, place="X"), 404)
    refused(lambda: letters.add_urged(letter, build.unit("ca"), actor=actor), 404)
    refused(lambda: letters.set_reasons(row, keep=[0], more=[], seen="", actor=actor), 404)
    refused(lambda: letters.drop_urged(row, actor=actor), 404)
    refused(lambda: letters.drop_letter(letter, actor=actor), 404)
    refused(lambda: issued(letter, actor), 404)
    refused(lambda: letters.print_again(letter, actor=actor), 404)


# Editing


def test_nobody_overwrites_what_he_has_not_seen_and_both_texts_are_shown(focal: Any, admin: Any) -> None:
    letter = drafted(running(), focal)
    letters.change_letter(letter, version=1, actor=admin, place="Mỹ Tho")
    letters.change_letter(letter, version=1, actor=admin, place="Mỹ Tho")
    refused(lambda: letters.change_letter(letter, version=1, actor=focal, place="Cái Bè"), 409)
    address = reverse("follow:edit_letter", args=[letter.plan_id, letter.pk])
    form = letter_views.LetterForm.of(letter)
    sent = {name: str(form.initial.get(name) or "") for name in form.fields}
    sent |= {"place": "Cái Bè", "answer_by": "2025-10-25"}
    answer = signed_in(focal).post(address, sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Mỹ Tho" in page
    assert "Cái Bè" in page
    assert 'name="version" value="2"' in page
    assert signed_in(focal).post(address, sent | {"version": "2"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.place, letter.version) == ("Cái Bè", 3)


def test_reasons_are_kept_dropped_and_written_by_hand(focal: Any) -> None:
    letter = drafted(running(), focal, "caibe")
    [row] = letters.named_units(letter)
    seen = letters.urged_stamp(row)
    letters.set_reasons(row, keep=[0], more=["Chưa cử đầu mối", "Chưa cử  đầu mối"], seen=seen, actor=focal)
    row.refresh_from_db()
    assert [one["what"] for one in row.reasons][1:] == ["Chưa cử đầu mối"]
    refused(lambda: letters.set_reasons(row, keep=[1], more=[], seen=seen, actor=focal), 409)
    refused(lambda: letters.set_reasons(row, keep=[], more=[], seen=letters.urged_stamp(row), actor=focal), 400)


def test_a_unit_is_added_with_its_lateness_and_taken_out(focal: Any) -> None:
    letter = drafted(running(), focal, "caibe")
    made = letters.add_urged(letter, build.unit("mytho"), actor=focal)
    assert letters.add_urged(letter, build.unit("mytho"), actor=focal) == made
    assert made.reasons
    letters.drop_urged(made, actor=focal)
    letters.drop_urged(made, actor=focal)
    assert [row.unit.code for row in letters.named_units(letter)] == ["caibe"]


def test_a_draft_can_be_thrown_away_an_issued_letter_not(focal: Any) -> None:
    plan = running()
    letters.drop_letter(drafted(plan, focal), actor=focal)
    assert not Letter.objects.exists()
    refused(lambda: letters.drop_letter(issued(drafted(plan, focal), focal), actor=focal), 409)


# Issuing


def test_it_is_issued_once_frozen_and_told_to_each_unit_once(focal: Any) -> None:
    clerk = person("cai-be", "caibe")
    letter = drafted(running(), focal)
    first = issued(letter, focal)
    seen = letters.stamp(letter)
    again = letters.issue_letter(
        letter, number=7, symbol="STTTT-CĐS", day=dt.date(2025, 10, 21), seen=seen, actor=focal
    )
    assert again.docx == first.docx
    assert first.docx is not None
    assert AuditRow.objects.filter(verb="follow.letter_issued").count() == 1
    assert Delivery.objects.filter(purpose="urging").count() == 2
    told = Delivery.objects.get(user=clerk)
    assert told.link == reverse("follow:letter", args=[letter.plan_id, letter.pk])
    on_paper = Delivery.objects.get(unit=build.unit("mytho"))
    assert (on_paper.channel, on_paper.link) == ("letter", reverse("desks:desk", args=[on_paper.unit_id]))
    assert DBTaskResult.objects.count() == 1
    said = words_of(first)
    assert "Số:\u00a007/STTTT-CĐS" in said
    assert "ngày\u00a021\u00a0tháng\u00a010\u00a0năm\u00a02025" in said
    assert "Ủy ban nhân dân huyện Cái Bè" in said
    refused(lambda: letters.change_letter(letter, version=1, actor=focal, place="X"), 409)
    refused(lambda: letters.add_urged(letter, build.unit("ca"), actor=focal), 409)
    refused(lambda: letters.drop_urged(letters.named_units(letter)[0], actor=focal), 409)


def test_who_issues_second_is_told_who_was_first(focal: Any, admin: Any) -> None:
    letter = drafted(running(), focal)
    issued(letter, focal)
    assert str(focal) in refused(lambda: issued(letter, admin), 409)
    assert str(focal) in refused(lambda: issued(letter, focal, number=8), 409)


def test_two_who_issue_at_once_issue_once(transactional_db: Any, focal: Any, admin: Any) -> None:
    letter = drafted(running(), focal)
    seen = letters.stamp(letter)
    day = dt.date(2025, 10, 21)
    told = at_once(
        lambda: letters.issue_letter(letter, number=7, symbol="A-B", day=day, seen=seen, actor=focal),
        lambda: letters.issue_letter(letter, number=8, symbol="A-B", day=day, seen=seen, actor=admin),
    )
    assert sorted(str(getattr(one, "status", "issued")) for one in told) == ["409", "issued"]
    assert AuditRow.objects.filter(verb="follow.letter_issued").count() == 1


def test_what_was_changed_meanwhile_is_not_issued_unseen(focal: Any) -> None:
    letter = drafted(running(), focal)
    for change in (
        lambda: letters.change_letter(letter, version=1, actor=focal, place="Mỹ Tho"),
        lambda: letters.drop_urged(letters.named_units(letter)[0], actor=focal),
    ):
        seen = letters.stamp(Letter.objects.get(pk=letter.pk))
        change()
        refused(
            lambda seen=seen: letters.issue_letter(
                letter, number=7, symbol="A", day=dt.date(2025, 10, 21), seen=seen, actor=focal
            ),
            409,
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 0},
        {"symbol": " "},
        {"day": dt.date(2025, 10, 19)},
        {"day": dt.date(2025, 10, 25)},
        {"day": clock.today() + dt.timedelta(days=1)},
    ],
)
def test_a_number_or_day_that_cannot_be_is_turned_back(wrong: dict[str, Any], focal: Any) -> None:
    letter = drafted(running(), focal)
    refused(lambda: issued(letter, focal, **wrong), 400)
    assert not Letter.objects.filter(issued_at__isnull=False).exists()


def test_a_number_is_given_once_a_year(focal: Any) -> None:
    plan = running()
    issued(drafted(plan, focal), focal)
    assert "07/STTTT-CĐS" in refused(lambda: issued(drafted(plan, focal, "caibe"), focal), 409)


def test_a_letter_to_nobody_or_of_nothing_is_not_issued(focal: Any) -> None:
    letter = drafted(running(), focal, "caibe")
    letters.add_urged(letter, build.unit("vhttdl"), actor=focal).letter.urged.filter(unit=build.unit("vhttdl")).update(
        reasons=[]
    )
    assert "Văn hóa" in refused(lambda: issued(letter, focal), 400)
    for row in letters.named_units(letter):
        letters.drop_urged(row, actor=focal)
    refused(lambda: issued(letter, focal), 400)
    assert not Delivery.objects.exists()


# Printing


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_the_worker_prints_the_pdf_from_the_frozen_file_once(focal: Any) -> None:
    letter = issued(drafted(running(), focal), focal)
    letters.print_letter.call(str(letter.pk))
    letters.print_letter.call(str(letter.pk))
    letter.refresh_from_db()
    assert letter.pdf is not None
    assert files.path(letter.pdf).read_bytes().startswith(b"%PDF-")
    assert AuditRow.objects.filter(verb="follow.letter_printed").count() == 1
    page = signed_in(focal).get(reverse("follow:letter", args=[letter.plan_id, letter.pk])).content.decode()
    assert reverse("file", args=[letter.pdf_id]) in page


def test_where_libreoffice_is_missing_the_docx_stays_alone_and_the_page_says_so(focal: Any, monkeypatch: Any) -> None:
    def missing(_docx: bytes) -> bytes:
        raise OfficeMissing("không có")

    monkeypatch.setattr(letters, "print_pdf", missing)
    monkeypatch.setattr(letter_views, "find_office", lambda: None)
    letter = issued(drafted(running(), focal), focal)
    letters.print_letter.call(str(letter.pk))
    letter.refresh_from_db()
    assert letter.pdf is None
    page = signed_in(focal).get(reverse("follow:letter", args=[letter.plan_id, letter.pk])).content.decode()
    assert "chưa cài LibreOffice" in page
    assert reverse("file", args=[letter.docx_id]) in page


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_the_page_says_how_far_the_printing_is_and_goes_on_when_it_is_done(focal: Any) -> None:
    letter = issued(drafted(running(), focal), focal)
    client = signed_in(focal)
    address = reverse("follow:letter_progress", args=[letter.plan_id, letter.pk])
    assert "In ra PDF" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    Letter.objects.filter(pk=letter.pk).update(issued_at=clock.now() - dt.timedelta(minutes=5))
    assert "Xếp hàng in lại" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    letters.print_again(letter, actor=focal)
    assert DBTaskResult.objects.count() == 2
    letters.print_letter.call(str(letter.pk))
    done = client.get(address, headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == reverse("follow:letter", args=[letter.plan_id, letter.pk])


# Who sees it


def test_a_unit_sees_an_issued_letter_that_names_it_and_only_its_own_reasons(clerk: Any, focal: Any) -> None:
    other, outside = person("my-tho", "mytho"), person("y-te", "yte")
    letter = drafted(running(), focal)
    address = reverse("follow:letter", args=[letter.plan_id, letter.pk])
    assert signed_in(clerk).get(address).status_code == 404
    row = next(one for one in letters.named_units(letter) if one.unit.code == "mytho")
    letters.set_reasons(row, keep=[0], more=["Riêng Mỹ Tho chưa họp"], seen=letters.urged_stamp(row), actor=focal)
    letter = issued(letter, focal)
    page = signed_in(clerk).get(address)
    assert page.status_code == 200
    said = page.content.decode()
    assert "Ủy ban nhân dân huyện Cái Bè" in said
    assert "Mỹ Tho" not in said
    assert "Riêng Mỹ Tho" in signed_in(other).get(address).content.decode()
    assert signed_in(outside).get(address).status_code == 404
    document = reverse("file", args=[letter.docx_id])
    assert signed_in(clerk).get(document).status_code == 200
    assert signed_in(outside).get(document).status_code == 404
    assert signed_in(clerk).get(reverse("follow:letters", args=[letter.plan_id])).status_code == 404


def test_it_stands_on_the_desks_of_those_it_names_until_it_is_done(clerk: Any, focal: Any) -> None:
    plan = running()
    own, other, outside = (build.unit(code) for code in ("caibe", "mytho", "yte"))
    assert letter_todos(clerk, [own], DAY) == []
    letter = issued(drafted(plan, focal), focal)
    day = dt.date(2025, 10, 22)
    found = letter_todos(clerk, [own, other, outside], day)
    assert {todo.unit_id for todo in found} == {own.pk, other.pk}
    todo = next(one for one in found if one.unit_id == own.pk)
    assert (todo.state, todo.due) == ("none", dt.date(2025, 10, 25))
    assert todo.url == reverse("follow:letter", args=[plan.pk, letter.pk])
    assert todo.title.endswith("07/STTTT-CĐS")
    assert letter_todos(clerk, [own], dt.date(2025, 10, 26))[0].state == "late"
    assert letter_todos(clerk, [own], DAY) == []
    desks.acknowledge(plan, own, actor=clerk)
    assert letter_todos(clerk, [own], day)[0].is_open
    activity = plan.activities.get(key="a2")
    work = desks.work_of(plan, own, activity=activity)
    type(work).objects.filter(pk=work.pk).update(state="done", last_at=clock.now())
    assert [one.state for one in letter_todos(clerk, [own], day)] == ["done"]
    assert letter_todos(clerk, [other], day)[0].is_open


# Pages


def test_it_is_drafted_and_issued_on_the_pages(focal: Any) -> None:
    plan, client = running(), signed_in(focal)
    pick = f"{reverse('follow:draft_letter', args=[plan.pk])}?ngay=2025-10-20"
    page = client.get(pick).content.decode()
    own = build.unit("caibe")
    assert f'value="{own.pk}" checked' in page
    assert f'value="{own.pk}" checked' not in client.get(f"{pick}&chon=province").content.decode()
    assert client.post(pick, {"key": str(uuid4())}).status_code == 400
    answer = client.post(pick, {"key": str(uuid4()), "units": [str(own.pk)]})
    letter = Letter.objects.get()
    assert answer["Location"] == reverse("follow:edit_letter", args=[plan.pk, letter.pk])
    assert client.get(answer["Location"]).status_code == 200
    sheet = client.get(reverse("follow:letter", args=[plan.pk, letter.pk])).content.decode()
    assert "Kính gửi: Ủy ban nhân dân huyện Cái Bè." in sheet
    document = client.get(reverse("follow:letter_docx", args=[plan.pk, letter.pk]))
    assert document.content.startswith(b"PK")
    add = reverse("follow:add_urged", args=[plan.pk, letter.pk])
    assert client.post(add, {"unit": "Sở Không Có"}).status_code == 400
    assert client.post(add, {"unit": "Công an tỉnh"}).status_code == 302
    police = reverse("follow:edit_urged", args=[plan.pk, letter.pk, build.unit("ca").pk])
    assert client.get(police).status_code == 200
    assert client.post(police, {"do": "bo"}).status_code == 302
    issue = reverse("follow:issue_letter", args=[plan.pk, letter.pk])
    assert client.post(issue, {"number": "x"}).status_code == 400
    sent = {"seen": letters.stamp(letter), "number": "7", "symbol": "STTTT-CĐS", "day": "2025-10-21"}
    assert client.post(issue, sent).status_code == client.post(issue, sent).status_code == 302
    assert Letter.objects.get().issued_by == focal
    assert client.get(issue).status_code == 302
    assert "07/STTTT-CĐS" in client.get(reverse("follow:letters", args=[plan.pk])).content.decode()


@pytest.mark.parametrize("query", ["ly-do=la", "chon=la"])
def test_filters_that_are_none_are_not_there(query: str, focal: Any) -> None:
    address = reverse("follow:draft_letter", args=[running().pk])
    assert signed_in(focal).get(f"{address}?{query}").status_code == 404


def test_pages_ask_the_database_as_often_for_three_as_for_one(clerk: Any, focal: Any) -> None:
    plan, client = running(), signed_in(focal)
    counts: list[list[int]] = []
    for n, codes in enumerate((["caibe"], ["caibe", "mytho", "ca"])):
        letter = issued(drafted(plan, focal, *codes), focal, number=n + 1)
        asked = []
        for address in (
            reverse("follow:letters", args=[plan.pk]),
            reverse("follow:letter", args=[plan.pk, letter.pk]),
        ):
            with CaptureQueriesContext(connection) as ran:
                assert client.get(address).status_code == 200
            asked.append(len(ran))
        with CaptureQueriesContext(connection) as ran:
            letter_todos(clerk, [build.unit(code) for code in codes], dt.date(2025, 10, 22))
        asked.append(len(ran) - len(codes))
        counts.append(asked)
    assert counts[0] == counts[1]
