"""Edits of a review: each on the version that was seen, each once, nothing lost."""

import itertools
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.intake import actions, decisions, edits, entry_edits
from ngayso.intake.fields import FIELDS, cell_at, cells, kept, text_of
from ngayso.intake.models import Change, Entry, Finding
from ngayso.intake.queries import entries_of, places_to_look
from ngayso.intake.understood import understood
from ngayso.intake.writing import Stale
from ngayso.people.models import Unit

pytestmark = pytest.mark.django_db


def first(draft: Any, kind: str = "activity") -> Entry:
    return draft.entries.filter(kind=kind, dropped=False).order_by("order").first()


def fields_of(draft: Any, key: str) -> dict[str, Any]:
    return draft.entries.get(key=key).fields


def test_a_value_is_written_with_its_change_and_audit_row(draft: Any, focal: Any) -> None:
    key = first(draft).key
    change = edits.set_field(draft, key, "place", "  Hội trường   tỉnh ", seen_v=0, actor=focal)
    assert change.seq == draft.seq == 1
    cell = fields_of(draft, key)["place"]
    assert (cell["text"], cell["v"], cell["by"], cell["checked"]) == ("Hội trường tỉnh", 1, str(focal), True)
    row = AuditRow.objects.get(verb="intake.draft_edited")
    assert "Hội trường" not in str(row.detail)


def test_a_stale_value_is_refused_and_both_are_told(draft: Any, focal: Any, second: Any) -> None:
    key = first(draft).key
    edits.set_field(draft, key, "end", "11/10/2024", seen_v=0, actor=focal)
    with pytest.raises(Stale) as told:
        edits.set_field(draft, key, "end", "12/10/2024", seen_v=0, actor=second)
    assert told.value.status == 409
    assert told.value.mine == "2024-10-12"
    assert told.value.theirs["text"] == "2024-10-11"
    assert str(focal) in told.value.sentence
    assert text_of(fields_of(draft, key), "end") == "2024-10-11"
    edits.set_field(draft, key, "end", "12/10/2024", seen_v=1, actor=second)
    assert text_of(fields_of(draft, key), "end") == "2024-10-12"


def test_other_values_merge_silently(draft: Any, focal: Any, second: Any) -> None:
    key = first(draft).key
    edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=focal)
    edits.set_field(draft, key, "audience", "Doanh nghiệp", seen_v=0, actor=second)
    lead = fields_of(draft, key)["leads"]["list"][0]
    edits.set_field(draft, key, f"leads.{lead['id']}", "Sở Y tế", seen_v=0, actor=focal)
    partner = fields_of(draft, key)["partners"]["list"][0]
    edits.set_field(draft, key, f"partners.{partner['id']}", "Sở Y tế", seen_v=0, actor=second)
    fields = fields_of(draft, key)
    assert (text_of(fields, "place"), text_of(fields, "audience")) == ("Nhà văn hóa", "Doanh nghiệp")
    assert fields["leads"]["list"][0]["text"] == fields["partners"]["list"][0]["text"] == "Sở Y tế"


def test_both_writing_the_same_is_no_conflict(draft: Any, focal: Any, second: Any) -> None:
    key = first(draft).key
    edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=focal)
    assert edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=second) is None


def test_the_same_request_twice_is_one_change(draft: Any, focal: Any) -> None:
    key, rid = first(draft).key, str(uuid.uuid4())
    one = edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=focal, request_id=rid)
    two = edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=focal, request_id=rid)
    assert one == two
    assert Change.objects.filter(draft=draft).count() == 1
    rid = str(uuid.uuid4())
    added = [entry_edits.add_entry(draft, "activity", {"title": "Mới"}, actor=focal, request_id=rid) for _n in range(2)]
    assert added[0] == added[1]
    assert draft.entries.filter(kind="activity").count() == 4


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("end", "tháng mười", "chưa phải ngày"),
        ("end", "31/9/2024", "Lịch không có"),
        ("end", "30/9/2024", "đang trước ngày bắt đầu 01/10/2024"),
        ("start", "11/10/2024", "đang sau ngày kết thúc 10/10/2024"),
        ("kind", "bay-len-trang", "không có"),
    ],
)
def test_bad_values_are_refused_with_the_way_out(draft: Any, focal: Any, path: str, text: str, words: str) -> None:
    key = first(draft).key
    with pytest.raises(Refusal, match=words) as told:
        edits.set_field(draft, key, path, text, seen_v=0, actor=focal)
    assert told.value.status == 400
    assert draft.changes.count() == 0


@pytest.mark.parametrize("path", ["nothing", "leads", "leads.zz", "title.0", "end.1"])
def test_values_that_are_not_there_are_404(draft: Any, focal: Any, path: str) -> None:
    with pytest.raises(Refusal) as told:
        edits.set_field(draft, first(draft).key, path, "x", seen_v=0, actor=focal)
    assert told.value.status == 404


def test_accepting_takes_a_value_off_the_list_to_look_at(draft: Any, focal: Any) -> None:
    places = places_to_look(entries_of(draft))
    assert places
    place = places[0]
    edits.accept_field(draft, place.entry, place.path, seen_v=0, actor=focal)
    assert place not in places_to_look(entries_of(draft))


def test_a_printed_name_keeps_its_words_when_its_units_are_chosen(draft: Any, focal: Any) -> None:
    contest = draft.entries.filter(kind="activity").order_by("order")[1]
    partner = contest.fields["partners"]["list"][0]
    assert not partner["sure"]
    health = Unit.objects.get(code="yte")
    path = f"partners.{partner['id']}"
    edits.set_units(draft, contest.key, path, [str(health.pk)], seen_v=0, actor=focal)
    cell = cell_at(fields_of(draft, contest.key), path)
    assert cell["text"] == partner["text"]
    assert cell["units"] == cell["by_hand"] == [str(health.pk)]
    with pytest.raises(Refusal):
        edits.set_units(draft, contest.key, path, [str(uuid.uuid4())], seen_v=1, actor=focal)
    with pytest.raises(Refusal):
        edits.set_units(draft, contest.key, path, ["x"], seen_v=1, actor=focal)


def test_the_same_unknown_name_elsewhere_means_the_same(draft: Any, focal: Any, second: Any) -> None:
    meeting, contest, work = draft.entries.filter(kind="activity").order_by("order")
    name = contest.fields["partners"]["list"][0]["text"]
    edits.add_cell(draft, meeting.key, "partners", "Câu lạc bộ Lập trình viên xa lạ", actor=focal)
    path = f"partners.{contest.fields['partners']['list'][0]['id']}"
    with_same = draft.entries.get(key=work.key)
    with_same.fields["partners"] = {"list": [{**contest.fields["partners"]["list"][0], "id": "abc"}]}
    with_same.save()
    health = str(Unit.objects.get(code="yte").pk)
    change = edits.set_units(draft, contest.key, path, [health], seen_v=0, actor=focal)
    assert cell_at(fields_of(draft, work.key), "partners.abc")["units"] == [health]
    assert cell_at(fields_of(draft, work.key), "partners.abc")["text"] == name
    assert draft.changes.filter(seq__gte=change.seq).count() == 2
    decisions.undo(draft, change.seq + 1, actor=second)
    assert not cell_at(fields_of(draft, work.key), "partners.abc")["sure"]
    assert cell_at(fields_of(draft, contest.key), path)["units"] == [health]


def test_names_that_resemble_nothing_are_left_as_printed_at_once(draft: Any, focal: Any) -> None:
    from ngayso.intake.queries import unknown_names

    entry = first(draft)
    held = draft.entries.get(key=entry.key)
    strange = {**entry.fields["leads"]["list"][0], "text": "Zzz", "units": [], "candidates": [], "sure": False}
    held.fields["partners"]["list"].append({**strange, "id": "zz"})
    held.save()
    before = unknown_names(entries_of(draft))
    assert before >= 1
    edits.keep_unknown_names(draft, actor=focal)
    assert unknown_names(entries_of(draft)) == 0
    assert cell_at(fields_of(draft, entry.key), "partners.zz")["checked"]
    assert draft.seq == before


def test_members_of_a_group_can_be_taken_out_and_added(draft: Any, focal: Any) -> None:
    entry = first(draft)
    group = next(c for c in entry.fields["partners"]["list"] if c["group"])
    health = str(Unit.objects.get(code="yte").pk)
    keep = group["units"][0]
    edits.set_units(draft, entry.key, f"partners.{group['id']}", [keep, health], seen_v=0, actor=focal)
    cell = cell_at(fields_of(draft, entry.key), f"partners.{group['id']}")
    assert set(cell["units"]) == {keep, health}
    assert cell["by_hand"] == [health]
    plan = actions.confirm_draft(draft, actor=focal)
    assignment = plan.activities.get(key=entry.key).assignments.get(group="ubnd-huyen")
    assert {(a.unit.code, a.by_hand) for a in assignment.assigned.all()} == {
        ("yte", True),
        (Unit.objects.get(pk=keep).code, False),
    }


def test_lists_split_merge_drop_restore(draft: Any, focal: Any) -> None:
    entry = first(draft)
    key = entry.key
    edits.add_cell(draft, key, "partners", "Sở Y tế, Công an tỉnh", actor=focal)
    added = fields_of(draft, key)["partners"]["list"][-1]
    edits.split_cell(draft, key, f"partners.{added['id']}", seen_v=0, actor=focal)
    parts = fields_of(draft, key)["partners"]["list"][-2:]
    assert [p["text"] for p in parts] == ["Sở Y tế", "Công an tỉnh"]
    assert all(p["units"] for p in parts)
    edits.merge_cells(draft, key, f"partners.{parts[0]['id']}", seen_v=1, actor=focal)
    joined = fields_of(draft, key)["partners"]["list"][-1]
    assert joined["text"] == "Sở Y tế, Công an tỉnh"
    edits.drop_cell(draft, key, f"partners.{joined['id']}", seen_v=joined["v"], actor=focal)
    assert joined["id"] not in [c["id"] for c in kept(fields_of(draft, key), "partners")]
    edits.drop_cell(draft, key, f"partners.{joined['id']}", seen_v=joined["v"] + 1, actor=focal, restore=True)
    assert joined["id"] in [c["id"] for c in kept(fields_of(draft, key), "partners")]


def test_line_breaks_part_a_value(draft: Any, focal: Any) -> None:
    entry = first(draft)
    lead = entry.fields["leads"]["list"][0]
    edits.set_field(draft, entry.key, f"leads.{lead['id']}", "Sở Y tế\nCông an tỉnh", seen_v=0, actor=focal)
    live = kept(fields_of(draft, entry.key), "leads")
    assert [c["text"] for c in live] == ["Sở Y tế", "Công an tỉnh"]
    assert live[0]["id"] == lead["id"]
    assert live[0]["span"] == lead["span"]


def test_entries_are_dropped_restored_split_merged(draft: Any, focal: Any) -> None:
    entry = first(draft)
    entry_edits.drop_entry(draft, entry.key, seen_seq=0, actor=focal)
    assert entry.key not in [a.id for a in understood(draft, draft.entries.all()).activities]
    entry_edits.drop_entry(draft, entry.key, seen_seq=1, actor=focal, restore=True)
    change = entry_edits.split_entry(draft, entry.key, title="Nửa sau", seen_seq=2, actor=focal)
    half = next(k for k in change.after if k != entry.key)
    keys = [e.key for e in entries_of(draft) if e.kind == "activity"]
    assert keys.index(half) == keys.index(entry.key) + 1
    assert any(place.entry == half for place in places_to_look(entries_of(draft)))
    edits.set_field(draft, half, "place", "Sân vận động", seen_v=0, actor=focal)
    entry_edits.merge_entries(draft, entry.key, half, seen_seq=draft.seq, actor=focal)
    assert text_of(fields_of(draft, entry.key), "place") == "Sân vận động"
    assert len(kept(fields_of(draft, entry.key), "leads")) == 1
    assert draft.entries.get(key=half).dropped


def test_a_duty_splits_by_its_paragraphs(draft: Any, focal: Any) -> None:
    duty = next(e for e in draft.entries.filter(kind="duty") if len(kept(e.fields, "items")) > 1)
    items = [c["id"] for c in kept(duty.fields, "items")]
    change = entry_edits.split_entry(draft, duty.key, items=items[1:], seen_seq=0, actor=focal)
    half = next(k for k in change.after if k != duty.key)
    assert [c["id"] for c in kept(fields_of(draft, duty.key), "items")] == items[:1]
    assert [c["id"] for c in kept(fields_of(draft, half), "items")] == items[1:]
    with pytest.raises(Refusal, match="để lại ít nhất"):
        entry_edits.split_entry(draft, duty.key, items=items[:1], seen_seq=draft.seq, actor=focal)


def test_an_entry_that_others_edited_is_not_moved_unseen(draft: Any, focal: Any, second: Any) -> None:
    entry = first(draft)
    edits.set_field(draft, entry.key, "place", "Nhà văn hóa", seen_v=0, actor=second)
    with pytest.raises(Refusal, match=str(second)) as told:
        entry_edits.drop_entry(draft, entry.key, seen_seq=0, actor=focal)
    assert told.value.status == 409
    entry_edits.drop_entry(draft, entry.key, seen_seq=1, actor=focal)
    with pytest.raises(Refusal, match="vừa bị bỏ"):
        edits.set_field(draft, entry.key, "place", "Nơi khác", seen_v=1, actor=second)


def test_the_head_stays(draft: Any, focal: Any) -> None:
    with pytest.raises(Refusal):
        entry_edits.drop_entry(draft, "head", seen_seq=0, actor=focal)


def test_undo_takes_back_and_counts_on(draft: Any, focal: Any) -> None:
    key = first(draft).key
    read = fields_of(draft, key)["end"]
    edits.set_field(draft, key, "end", "12/10/2024", seen_v=0, actor=focal)
    decisions.undo(draft, 1, actor=focal)
    cell = fields_of(draft, key)["end"]
    assert (cell["text"], cell["checked"]) == (read["text"], False)
    assert cell["v"] > 1
    with pytest.raises(Refusal, match="sửa tiếp"):
        decisions.undo(draft, 1, actor=focal)
    edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=focal)
    decisions.undo(draft, draft.seq, actor=focal)
    assert text_of(fields_of(draft, key), "place") == ""
    with pytest.raises(Stale):
        edits.set_field(draft, key, "place", "Nơi khác", seen_v=0, actor=focal)


def test_undo_of_entries(draft: Any, focal: Any) -> None:
    entry = first(draft)
    change = entry_edits.split_entry(draft, entry.key, title="Nửa sau", seen_seq=0, actor=focal)
    half = next(k for k in change.after if k != entry.key)
    decisions.undo(draft, change.seq, actor=focal)
    assert draft.entries.get(key=half).dropped
    other = draft.entries.filter(kind="activity").order_by("order").last()
    before = entries_of(draft)
    merged = entry_edits.merge_entries(draft, entry.key, other.key, seen_seq=draft.seq, actor=focal)
    decisions.undo(draft, merged.seq, actor=focal)
    now = {e.key: e for e in entries_of(draft)}
    for was in before:
        assert now[was.key].dropped == was.dropped
        texts = [(path, cell["text"]) for _f, path, cell in cells(was.kind, was.fields)]
        live = [(path, cell["text"]) for _f, path, cell in cells(was.kind, now[was.key].fields)]
        assert [t for t in live if t[1]] == [t for t in texts if t[1]]


def test_a_finding_is_decided_mended_and_comes_back(draft: Any, focal: Any) -> None:
    finding = draft.findings.filter(gone=False).first()
    assert finding is not None
    decisions.settle_finding(draft, finding.pk, "sent-back", note="Xin ghi rõ.", actor=focal)
    finding.refresh_from_db()
    assert (finding.decision, finding.note, finding.by_label) == ("sent-back", "Xin ghi rõ.", str(focal))
    decisions.undo(draft, draft.seq, actor=focal)
    finding.refresh_from_db()
    assert finding.decision == Finding.Decision.OPEN
    with pytest.raises(Refusal):
        decisions.settle_finding(draft, finding.pk, "no", actor=focal)
    with pytest.raises(Refusal) as told:
        decisions.settle_finding(draft, 0, "accepted", actor=focal)
    assert told.value.status == 404


def test_a_confirmed_draft_is_closed_to_edits(draft: Any, focal: Any) -> None:
    actions.confirm_draft(draft, actor=focal)
    with pytest.raises(Refusal) as told:
        edits.set_field(draft, "head", "theme", "Khác", seen_v=0, actor=focal)
    assert told.value.status == 409


PATHS = ("title", "place", "audience", "content", "start", "end")
TEXTS = {"start": ("1/10/2024", "2/10/2024", ""), "end": ("9/10/2024", "10/10/2024", "")}

steps = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(PATHS), st.integers(0, 3), st.booleans(), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_two_people_interleave_nothing_is_lost(
    draft: Any, focal: Any, second: Any, steps: list[tuple[int, str, int, bool, bool]]
) -> None:
    """Each keeps a page with versions that may be old. A write goes through only on the version that stands; the log of
    each value is then one unbroken chain, so every value that ever stood was seen by whoever replaced it."""
    from django.db import transaction

    with transaction.atomic():
        key = first(draft).key
        users = (focal, second)
        pages: list[dict[str, int]] = [{}, {}]

        def version(path: str) -> int:
            return (fields_of(draft, key).get(path) or {"v": 0})["v"]

        for page in pages:
            page.update({path: version(path) for path in PATHS})
        since = draft.changes.count()
        for who, path, n, looks, undoes in steps:
            if looks:
                pages[who].update({p: version(p) for p in PATHS})
            known = pages[who][path]
            texts = TEXTS.get(path, ("Một", "Hai", "Ba", ""))
            stood = version(path)
            try:
                change = edits.set_field(draft, key, path, texts[n % len(texts)], seen_v=known, actor=users[who])
            except Stale:
                assert known != stood
                continue
            if change is not None:
                assert known == stood
                pages[who][path] = version(path)
                if undoes:
                    decisions.undo(draft, change.seq, actor=users[who])
                    assert version(path) > pages[who][path] or change.verb == "accept"
        for path in PATHS:
            chain = list(draft.changes.filter(entry_key=key, field=path).order_by("seq")[0:])
            for before, after in itertools.pairwise(chain):
                assert before.after == after.before
            if chain:
                assert fields_of(draft, key).get(path) == chain[-1].after
        seqs = list(draft.changes.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        assert len(seqs) >= since
        transaction.set_rollback(True)


def test_every_kind_has_its_fields() -> None:
    assert set(FIELDS) == {"head", "activity", "duty", "report"}


def test_other_words_under_the_key_of_an_edit_are_not_lost_in_silence(draft: Any, focal: Any) -> None:
    key = draft.entries.filter(kind="activity").order_by("order")[0].key
    sent: dict[str, Any] = {"seen_v": 0, "actor": focal, "request_id": "r-1"}
    first = edits.set_field(draft, key, "title", "Hội nghị mở đầu", **sent)
    assert edits.set_field(draft, key, "title", "Hội nghị mở đầu", **sent) == first
    with pytest.raises(Refusal) as refusal:
        edits.set_field(draft, key, "title", "Hội nghị khác", **sent)
    assert refusal.value.status == 409
    with pytest.raises(Refusal):
        edits.set_field(draft, key, "place", "Hội nghị mở đầu", **sent)
    assert draft.changes.count() == 1
