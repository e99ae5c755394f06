"""The leader's one-minute page: its sentence, its decisions, its cuts."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ngayso.desks.models import Progress, Question, Work
from ngayso.follow.board import read_board
from ngayso.follow.lateness import late_on
from ngayso.follow.minute import (
    BARS,
    LINES,
    SHEET,
    activity_states,
    cut_names,
    decisions,
    in_words,
    letter_said,
    progressed,
    room,
    slow,
    timeline,
    verdict,
)
from ngayso.follow.models import Letter
from ngayso.people.models import Unit
from ngayso.plans.models import Activity, Assigned, Part, Plan
from tests.plans import build

SENT = dt.datetime(2025, 9, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def plan(province: Any) -> Plan:
    made = build.plan()
    Plan.objects.filter(pk=made.pk).update(confirmed_at=SENT)
    return Plan.objects.get(pk=made.pk)


def enter(plan: Plan, code: str, key: str, state: str, day: int, by: Any) -> None:
    at = dt.datetime(2025, 10, day, 3, tzinfo=dt.UTC)
    activity = plan.activities.get(key=key)
    work, _new = Work.objects.get_or_create(plan=plan, unit=Unit.objects.get(code=code), activity=activity)
    Progress.objects.create(work=work, at=at, day=at.date(), state=state, by=by, sha256="0" * 64)
    Work.objects.filter(pk=work.pk).update(state=state, entries=work.progress.count(), last_at=at)


def test_the_sentence_is_made_from_the_states(plan: Plan, clerk: Any) -> None:
    for code in ("caibe", "mytho", "ca"):
        enter(plan, code, "a2", "go", 3, clerk)
    enter(plan, "tttt", "a1", "go", 3, clerk)
    board = read_board(plan, dt.date(2025, 10, 4))
    states = activity_states(board)
    assert states == ["go", "go", "ask"]
    said = verdict(board, states, 1)
    assert (said.first, said.strong, said.last) == ("Hai hoạt động đang làm", "một việc đang chờ quyết định", "")


def test_silence_is_said_with_who_and_since_when(plan: Plan, clerk: Any) -> None:
    for code in ("mytho", "ca"):
        enter(plan, code, "a2", "done", 3, clerk)
    enter(plan, "tttt", "a1", "go", 8, clerk)
    enter(plan, "caibe", "a2", "go", 2, clerk)
    board = read_board(plan, dt.date(2025, 10, 9))
    assert (
        verdict(board, activity_states(board), 0).last.replace("\u00a0", " ")
        == "Một đơn vị cấp huyện im lặng từ 02/10."
    )


def test_done_is_said_only_when_every_lead_has_finished(plan: Plan, clerk: Any) -> None:
    enter(plan, "mytho", "a2", "done", 9, clerk)
    assert activity_states(read_board(plan, dt.date(2025, 10, 9)))[1] != "done"
    enter(plan, "caibe", "a2", "done", 9, clerk)
    assert activity_states(read_board(plan, dt.date(2025, 10, 9)))[1] == "done"


def test_what_waits_for_a_decision_is_named_with_its_clause(plan: Plan, clerk: Any, focal: Any) -> None:
    enter(plan, "caibe", "a2", "stuck", 3, clerk)
    at = dt.datetime(2025, 10, 3, 3, tzinfo=dt.UTC)
    Question.objects.create(plan=plan, unit=Unit.objects.get(code="caibe"), text="Hỏi?", asked_by=clerk, asked_at=at)
    found = decisions(plan, read_board(plan, dt.date(2025, 10, 4)), focal)
    assert [one.title for one in found] == [
        "Ai chủ trì “Diễn tập ứng cứu sự cố”?",
        "Gỡ vướng cho Cái Bè",
        "Một câu hỏi của đơn vị chưa trả lời",
    ]
    assert [[ref for ref, _url in one.refs] for one in found] == [["I.3"], ["I.2"], []]
    before = decisions(plan, read_board(plan, dt.date(2025, 10, 2)), focal)
    assert len(before) == 1, "what came later is not there yet"


def test_few_units_are_drawn_one_by_one_by_days_with_entries(plan: Plan, clerk: Any) -> None:
    for day in (1, 2, 3):
        enter(plan, "mytho", "a2", "go", day, clerk)
    how_far = progressed(read_board(plan, dt.date(2025, 10, 4)))
    assert how_far is not None
    assert dict(how_far.rows) == {"Mỹ Tho": "75", "Cái Bè": "0"}
    late = progressed(read_board(plan, dt.date(2025, 10, 11)))
    assert late is not None
    assert dict(late.rows) == {"Mỹ Tho": "trễ", "Cái Bè": "trễ"}


def test_the_letter_is_told(plan: Plan, focal: Any) -> None:
    day = dt.date(2025, 10, 12)
    assert letter_said(plan, day) == ""
    at = dt.datetime(2025, 10, 11, 3, tzinfo=dt.UTC)
    letter = Letter.objects.create(
        plan=plan, agency="Sở", subject="đôn đốc", opening="", asks="", as_of=day, made_by=focal, made_at=at
    )
    assert letter_said(plan, day) == "Một công văn đã soạn, chờ ký."
    Letter.objects.filter(pk=letter.pk).update(issued_at=at, number=7, symbol="STTTT-CĐS", day=dt.date(2025, 10, 11))
    assert letter_said(plan, day) == "Công văn đôn đốc 07/STTTT-CĐS ngày 11/10."


def test_numbers_and_names_are_said_as_documents_say_them() -> None:
    assert [in_words(n) for n in (1, 5, 10, 11)] == ["một", "năm", "mười", "11"]
    assert cut_names(["A", "B", "C", "D"], most=3) == "A, B, C và 1 đơn vị khác"
    assert cut_names(["A", "B"], most=3) == "A, B"


@pytest.mark.parametrize("bars", [0, 3, 11])
@pytest.mark.parametrize("slow", [0, 2, 4])
def test_lists_give_way_until_the_sheet_holds_them(bars: int, slow: int) -> None:
    found = room(50, 40, 9, bars, slow)
    assert found.height(bars, slow) <= SHEET
    assert found.decisions >= 3
    assert found.lines >= 5
    few = room(1, 3, 2, bars, slow)
    assert (few.decisions, few.lines, few.dues) == (1, 3, 2)


def test_much_is_cut_so_that_the_page_stays_one_sheet(plan: Plan, focal: Any, province: Any) -> None:
    lead = plan.activities.get(key="a2").assignments.filter(part=Part.LEAD)[0]
    for n in range(14):
        above = Unit.objects.create(
            code=f"h-{n}", name=f"Ủy ban nhân dân huyện H{n}", kind="district-committee", level="district"
        )
        unit = Unit.objects.create(
            code=f"x-{n}", name=f"Ủy ban nhân dân xã X{n}", kind="commune-committee", level="commune", parent=above
        )
        Assigned.objects.create(assignment=lead, unit=unit)
    Activity.objects.bulk_create(
        Activity(plan=plan, key=f"b{n}", ref=f"III.{n}", order=50 + n, title=f"Hoạt động {n}") for n in range(12)
    )
    board = read_board(plan, dt.date(2025, 10, 12))
    how_far = progressed(board)
    assert how_far is not None
    assert len(how_far.rows) == BARS
    assert how_far.more == 15 - BARS
    assert timeline(board, activity_states(board), [])[2] == 15 - LINES
    assert all("đơn vị khác" in one.text for one in slow(board, late_on(board)) if one.state == "late")
    client = Client()
    client.force_login(focal)
    page = client.get(f"{reverse('follow:minute', args=[plan.pk])}?ngay=2025-10-12").content.decode()
    assert 3 <= page.count('class="decide__what"') <= 4
    assert "việc khác chờ quyết định" in page
