"""Documents come in once, are read or refused, and become programmes once."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as here
from django.db import transaction

from ngayso.core import files
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow, File
from ngayso.intake import actions, edits
from ngayso.intake.fields import text_of
from ngayso.intake.models import Draft, Entry, State
from ngayso.plans.models import Plan

from .conftest import PLAN

pytestmark = pytest.mark.django_db


def on_disk() -> list[str]:
    folder = Path(here.FILES)
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def test_a_file_becomes_entries_with_their_units(draft: Any) -> None:
    assert draft.state == State.REVIEW
    kinds = [entry.kind for entry in draft.entries.all()]
    assert kinds.count("head") == 1
    assert kinds.count("activity") == 3
    assert "duty" in kinds
    meeting = draft.entries.filter(kind="activity").order_by("order").first()
    assert text_of(meeting.fields, "start") == "2024-10-01"
    assert text_of(meeting.fields, "end") == "2024-10-10"
    lead = meeting.fields["leads"]["list"][0]
    assert lead["sure"]
    assert len(lead["units"]) == 1
    group = next(c for c in meeting.fields["partners"]["list"] if c["group"])
    assert len(group["units"]) == 2
    assert text_of(meeting.fields, "kind") == "event"


def test_the_head_proposes_the_day_and_the_focal_unit(draft: Any, province: Any) -> None:
    head = draft.entries.get(kind="head").fields
    assert text_of(head, "day") == "2024-10-10"
    assert head["focal"]["units"] == [str(province.focal.pk)]
    assert text_of(head, "date") == "2024-08-05"


def test_the_same_file_twice_is_one_draft(focal: Any, plan_file: Path) -> None:
    first = actions.take_file(plan_file, name="a.md", actor=focal)
    again = actions.take_file(plan_file, name="b.md", actor=focal)
    assert first == again
    assert File.objects.count() == 1
    assert len(on_disk()) == 1


def test_reading_twice_changes_nothing(draft: Any) -> None:
    before = list(draft.entries.values_list("pk", "fields"))
    assert actions.read_draft(draft.pk).state == State.REVIEW
    assert list(draft.entries.values_list("pk", "fields")) == before


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("mat.md", PLAN.replace("KẾ HOẠCH\n", "MẬT\n\nKẾ HOẠCH\n", 1), "MẬT"),
        ("thu.txt", "Chào em,\n\nHôm nay trời đẹp quá.\n", "văn bản"),
        ("dem.pdf", "%PDF-1.4 đứt giữa chừng", "PDF"),
    ],
)
def test_a_refused_file_leaves_its_sentence_and_nothing_else(
    focal: Any, django_capture_on_commit_callbacks: Any, name: str, data: str, code: str
) -> None:
    import io

    with django_capture_on_commit_callbacks(execute=True):
        taken = actions.take_file(io.BytesIO(data.encode()), name=name, actor=focal)
        refused = actions.read_draft(taken.pk)
    assert refused.state == State.REFUSED
    assert code in refused.sentence
    assert refused.reading is None
    assert refused.file is None
    assert refused.sha256 == ""
    assert not Entry.objects.exists()
    assert not File.objects.exists()
    assert on_disk() == []
    if code == "MẬT":
        assert name not in str(list(AuditRow.objects.values_list("object_label", "detail")))
        assert refused.name != name


def test_what_is_no_document_is_turned_away_at_the_door(focal: Any) -> None:
    import io

    for data, word in ((b"", "rỗng"), (b"\x89PNG\r\n\x1a\nxxxx", "không phải loại"), (b"MZ\0\0\0", "không phải loại")):
        with pytest.raises(Refusal, match=word), transaction.atomic():
            actions.take_file(io.BytesIO(data), name="x.docx", actor=focal)
    assert not Draft.objects.exists()
    assert on_disk() == []


def test_others_may_not(clerk: Any, leader: Any, auditor: Any, plan_file: Path, draft: Any) -> None:
    for user in (clerk, leader, auditor):
        for work in (
            lambda u: actions.take_file(plan_file, name="x.md", actor=u),
            lambda u: actions.start_blank("Tên", actor=u),
            lambda u: actions.drop_draft(draft, actor=u),
            lambda u: actions.confirm_draft(draft, actor=u),
            lambda u: edits.set_field(draft, "head", "title", "Tên khác", seen_v=0, actor=u),
        ):
            with pytest.raises(Refusal) as told:
                work(user)
            assert told.value.status == 404


def test_confirming_makes_the_programme_once(draft: Any, focal: Any) -> None:
    plan = actions.confirm_draft(draft, actor=focal)
    assert actions.confirm_draft(draft, actor=focal) == plan
    assert Plan.objects.count() == 1
    assert plan.day == dt.date(2024, 10, 10)
    assert plan.issued_on == dt.date(2024, 8, 5)
    assert plan.activities.count() == 3
    assert plan.sources.filter(owner_model="activity", field="title").count() == 3
    title = plan.sources.filter(owner_model="activity", field="title").first()
    assert plan.text[title.start : title.end] == title.text
    assert files.visible(plan.file_id, focal) is not None
    draft.refresh_from_db()
    assert draft.state == State.CONFIRMED


def test_an_edit_reaches_the_programme(draft: Any, focal: Any) -> None:
    key = draft.entries.filter(kind="activity").order_by("order").first().key
    edits.set_field(draft, key, "end", "12/10/2024", seen_v=0, actor=focal)
    plan = actions.confirm_draft(draft, actor=focal)
    activity = plan.activities.get(key=key)
    assert activity.end == dt.date(2024, 10, 12)
    source = plan.sources.get(owner_model="activity", owner_id=str(activity.pk), field="end")
    assert source.checked_by == str(focal)
    assert source.start is not None


def test_what_stands_in_the_way_leaves_nothing(draft: Any, focal: Any) -> None:
    key = draft.entries.filter(kind="activity").order_by("order").first().key
    title = draft.entries.get(key=key).fields["title"]
    edits.set_field(draft, key, "title", "", seen_v=title["v"], actor=focal)
    with pytest.raises(Refusal, match="chưa có tên"):
        actions.confirm_draft(draft, actor=focal)
    draft.refresh_from_db()
    assert draft.state == State.REVIEW
    assert not Plan.objects.exists()


def test_another_kind_of_document_needs_a_word_more(focal: Any) -> None:
    import io

    text = PLAN.replace("KẾ HOẠCH\n\nTổ chức", "THÔNG BÁO\n\nTổ chức").replace("KH-UBND", "TB-UBND")
    taken = actions.take_file(io.BytesIO(text.encode()), name="tb.md", actor=focal)
    draft = actions.read_draft(taken.pk)
    assert draft.reading["is_plan"] is False
    with pytest.raises(Refusal) as told:
        actions.confirm_draft(draft, actor=focal)
    assert told.value.field == "sure_plan"
    assert actions.confirm_draft(draft, actor=focal, sure_plan=True) is not None


def test_the_key_of_somebody_elses_blank_programme_is_not_taken(focal: Any, admin: Any) -> None:
    rid = str(uuid.uuid4())
    actions.start_blank("Hưởng ứng Ngày Chuyển đổi số năm 2025", actor=focal, request_id=rid)
    with pytest.raises(Refusal) as refusal:
        actions.start_blank("Chương trình khác", actor=admin, request_id=rid)
    assert refusal.value.status == 404


def test_a_programme_without_a_document(focal: Any) -> None:
    rid = str(uuid.uuid4())
    draft = actions.start_blank("Hưởng ứng Ngày Chuyển đổi số năm 2025", actor=focal, request_id=rid)
    assert actions.start_blank("Hưởng ứng Ngày Chuyển đổi số năm 2025", actor=focal, request_id=rid) == draft
    from ngayso.intake import entry_edits

    entry_edits.add_entry(
        draft, "activity", {"title": "Hội nghị", "start": "1/10/2025", "leads": "Sở Y tế"}, actor=focal
    )
    plan = actions.confirm_draft(draft, actor=focal)
    assert plan.day == dt.date(2025, 10, 10)
    activity = plan.activities.get()
    assert activity.by_hand
    assert activity.assignments.get().units.get().code == "yte"


def test_a_dropped_draft_can_be_handed_in_anew(
    draft: Any, focal: Any, plan_file: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_draft(draft, actor=focal)
        actions.drop_draft(draft, actor=focal)
    assert on_disk() == []
    assert not Entry.objects.exists()
    assert actions.take_file(plan_file, name="x.md", actor=focal) != draft


def test_a_lost_reading_is_free_again(focal: Any, plan_file: Path) -> None:
    taken = actions.take_file(plan_file, name="x.md", actor=focal)
    now = taken.created_at
    Draft.objects.filter(pk=taken.pk).update(state=State.READING, started_at=now)
    assert actions.read_draft(taken.pk).state == State.READING
    Draft.objects.filter(pk=taken.pk).update(started_at=now - dt.timedelta(minutes=5))
    assert actions.read_draft(taken.pk).state == State.REVIEW
