"""Pages of the intake: who sees them, what they do without a script and with htmx, how much they ask the database."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from ngayso.core.models import File
from ngayso.intake import actions, decisions, edits, entry_edits
from ngayso.intake.fields import text_of
from ngayso.intake.models import Draft, Presence, State
from ngayso.plans.models import Plan

from .conftest import PLAN

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def first(draft: Any, kind: str = "activity") -> Any:
    return draft.entries.filter(kind=kind).order_by("order").first()


def url(name: str, *args: Any) -> str:
    return reverse(f"intake:{name}", args=args)


@pytest.fixture
def mine(focal: Any) -> Client:
    return signed(focal)


def test_who_sees_what(
    draft: Any, focal: Any, admin: Any, leader: Any, auditor: Any, clerk: Any, stranger: Any, client: Client
) -> None:
    key = first(draft).key
    reading = [
        url("drafts"),
        url("draft", draft.pk),
        url("history", draft.pk),
        url("note", draft.pk),
        url("units", draft.pk, key, "leads." + first(draft).fields["leads"]["list"][0]["id"]),
    ]
    for user in (focal, admin, leader, auditor):
        for address in reading:
            assert signed(user).get(address).status_code == 200, (user, address)
    for address in (*reading, url("confirm", draft.pk), url("drop", draft.pk), url("changes", draft.pk)):
        for other in (signed(clerk), signed(stranger)):
            assert other.get(address).status_code == 404, address
        asked = client.get(address)
        assert asked.status_code == 302, address
        assert asked["Location"].startswith(reverse("people:sign_in")), address
    for user in (leader, auditor):
        page = signed(user).get(url("draft", draft.pk)).content.decode()
        assert "<textarea" not in page.split('id="muc"')[1].split("</section>")[0]
        assert "Xác nhận thành chương trình" not in page
        assert signed(user).get(url("confirm", draft.pk)).status_code == 404


def test_writes_of_others_are_404(draft: Any, leader: Any, auditor: Any, clerk: Any, client: Client) -> None:
    key = first(draft).key
    finding = draft.findings.first()
    sent = [
        (url("drafts"), {"file": SimpleUploadedFile("x.md", PLAN.encode() + b"\nx")}),
        (url("blank"), {"title": "Tên", "rid": str(uuid.uuid4())}),
        (url("edit", draft.pk, key, "place"), {"text": "x", "v": 0}),
        (url("entry_work", draft.pk, key), {"do": "drop", "seen": 0}),
        (url("add", draft.pk, "activity"), {"title": "x"}),
        (url("settle", draft.pk, finding.pk), {"decision": "accepted"}),
        (url("undo", draft.pk, 1), {}),
        (url("keep_names", draft.pk), {}),
        (url("again", draft.pk), {}),
        (url("drop", draft.pk), {}),
        (url("confirm", draft.pk), {}),
    ]
    for one in (signed(leader), signed(auditor), signed(clerk), client):
        for address, data in sent:
            assert one.post(address, data).status_code == 404, address
    draft.refresh_from_db()
    assert (draft.state, draft.seq) == (State.REVIEW, 0)
    assert Draft.objects.count() == 1
    assert not Plan.objects.exists()


def test_a_file_that_is_read_in_a_moment_opens_its_review(mine: Client, province: Any) -> None:
    answer = mine.post(url("drafts"), {"file": SimpleUploadedFile("kế hoạch.md", PLAN.encode())}, follow=True)
    assert "Soát kế hoạch" in answer.content.decode()
    assert Draft.objects.get().state == State.REVIEW
    assert not DBTaskResult.objects.exists()


def test_a_long_file_is_taken_queued_read_and_reviewed(
    mine: Client, province: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_SECONDS", 0.01)
    answer = mine.post(url("drafts"), {"file": SimpleUploadedFile("kế hoạch.md", PLAN.encode())})
    draft = Draft.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == url("draft", draft.pk)
    assert DBTaskResult.objects.count() == 1
    page = mine.get(url("draft", draft.pk)).content.decode()
    assert "Đang đọc kế hoạch" in page
    assert "hx-get" in page
    part = mine.get(url("progress", draft.pk), headers=HTMX)
    assert "chờ đến lượt đọc" in part.content.decode()
    actions.read_draft(draft.pk)
    moved = mine.get(url("progress", draft.pk), headers=HTMX)
    assert moved["HX-Redirect"] == url("draft", draft.pk)
    assert "Soát kế hoạch" in mine.get(url("draft", draft.pk)).content.decode()
    again = mine.post(url("drafts"), {"file": SimpleUploadedFile("khác.md", PLAN.encode())})
    assert again["Location"] == url("draft", draft.pk)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("rong.docx", b"", "Tệp rỗng"),
        ("anh.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "tệp ảnh"),
        ("rac.pdf", bytes(range(256)) * 10, "Hãy nộp"),
        ("thu.txt", "Chào em, hôm nay trời đẹp.".encode(), "Hãy"),
    ],
)
def test_a_refused_upload_is_an_error_on_the_form(mine: Client, name: str, data: bytes, words: str) -> None:
    answer = mine.post(url("drafts"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Draft.objects.exists()
    assert not File.objects.exists()
    assert mine.post(url("drafts"), {}).status_code == 400


def test_a_refused_reading_says_why_and_what_to_do(mine: Client, focal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_SECONDS", 0.01)
    mine.post(url("drafts"), {"file": SimpleUploadedFile("thu.txt", "Chào em, hôm nay trời đẹp.".encode())})
    draft = actions.read_draft(Draft.objects.get().pk)
    page = mine.get(url("draft", draft.pk)).content.decode()
    assert draft.sentence in page
    assert "Nộp tệp khác" in page


def test_the_page_shows_the_document_with_its_marks(mine: Client, draft: Any) -> None:
    page = mine.get(url("draft", draft.pk)).content.decode()
    assert 'class="sheet"' in page
    assert "span--who" in page
    assert "Tổ chức hội nghị gặp mặt doanh nghiệp số" in page
    assert page.count('id="w') == len({part.split('"')[0] for part in page.split('id="w')[1:]})


def test_an_edit_without_a_script(mine: Client, draft: Any) -> None:
    key = first(draft).key
    answer = mine.post(url("edit", draft.pk, key, "place"), {"text": "Nhà văn hóa", "v": 0})
    assert answer.status_code == 302
    page = mine.get(answer["Location"]).content.decode()
    assert "Nhà văn hóa" in page
    wrong = mine.post(url("edit", draft.pk, key, "end"), {"text": "32/1/2024", "v": 0})
    assert wrong.status_code == 400
    assert "Lịch không có ngày 32/1/2024" in wrong.content.decode()
    assert 'value="32/1/2024"' in wrong.content.decode()
    stale = mine.post(url("edit", draft.pk, key, "place"), {"text": "Nơi khác", "v": 0})
    assert stale.status_code == 409
    assert "Nhà văn hóa" in stale.content.decode()
    assert "Nơi khác" in stale.content.decode()


def test_enter_in_a_field_to_look_at_keeps_what_was_typed(mine: Client, draft: Any) -> None:
    key = first(draft).key
    mine.post(url("edit", draft.pk, key, "end"), {"do": "accept", "text": "09/10/2024", "v": 0})
    assert text_of(first(draft).fields, "end") == "2024-10-09"
    mine.post(url("edit", draft.pk, key, "start"), {"do": "accept", "text": "01/10/2024", "v": 0})
    start = first(draft).fields["start"]
    assert (start["text"], start["v"], start["checked"]) == ("2024-10-01", 0, True)


def test_an_edit_with_htmx_answers_with_the_value_and_the_sums(mine: Client, draft: Any) -> None:
    entry = first(draft)
    answer = mine.post(url("edit", draft.pk, entry.key, "place"), {"text": "Nhà văn hóa", "v": 0}, headers=HTMX)
    body = answer.content.decode()
    assert answer["HX-Retarget"] == "#o-place"
    assert body.strip().startswith('<div class="field cell')
    assert 'data-v="1"' in body
    assert 'id="tong" hx-swap-oob' in body
    lead = entry.fields["leads"]["list"][0]["id"]
    split = mine.post(
        url("edit", draft.pk, entry.key, f"leads.{lead}"), {"text": "Sở Y tế\nCông an tỉnh", "v": 0}, headers=HTMX
    )
    assert split["HX-Retarget"] == "#l-leads"
    gone = mine.post(url("edit", draft.pk, entry.key, f"leads.{lead}"), {"do": "drop", "v": 1}, headers=HTMX)
    assert "Khôi phục" in gone.content.decode()
    stale = mine.post(url("edit", draft.pk, entry.key, "place"), {"text": "Nơi khác", "v": 0}, headers=HTMX)
    assert stale.status_code == 409
    assert "Ghi giá trị vừa gõ" in stale.content.decode()


def test_units_of_a_name_are_chosen(mine: Client, draft: Any, province: Any) -> None:
    from ngayso.people.models import Unit

    contest = draft.entries.filter(kind="activity").order_by("order")[1]
    partner = contest.fields["partners"]["list"][0]["id"]
    address = url("units", draft.pk, contest.key, f"partners.{partner}")
    assert "Sở Y tế" in mine.get(address).content.decode()
    assert mine.get(address, headers=HTMX).content.decode().lstrip().startswith("<form")
    health = Unit.objects.get(code="yte")
    mine.post(
        url("edit", draft.pk, contest.key, f"partners.{partner}"),
        {"do": "units", "units": [str(health.pk), ""], "v": 0},
    )
    contest.refresh_from_db()
    assert contest.fields["partners"]["list"][0]["units"] == [str(health.pk)]
    assert mine.get(url("units", draft.pk, contest.key, "title")).status_code == 404


def test_entries_are_worked_on(mine: Client, draft: Any) -> None:
    entry = first(draft)
    split = mine.post(url("entry_work", draft.pk, entry.key), {"do": "split", "title": "Nửa sau", "seen": 0})
    assert split.status_code == 302
    assert "Nửa sau" in mine.get(split["Location"]).content.decode()
    half = draft.entries.get(key__contains="~tach_")
    mine.post(url("entry_work", draft.pk, entry.key), {"do": "merge", "other": half.key, "seen": 9})
    half.refresh_from_db()
    assert half.dropped
    mine.post(url("entry_work", draft.pk, half.key), {"do": "restore", "seen": 9})
    half.refresh_from_db()
    assert not half.dropped
    assert mine.post(url("entry_work", draft.pk, "head"), {"do": "drop", "seen": 9}).status_code == 400
    added = mine.post(url("add", draft.pk, "report"), {"to": "Sở Thông tin và Truyền thông", "due": "5/11/2024"})
    assert added.status_code == 302
    report = draft.entries.filter(kind="report").order_by("-order").first()
    assert text_of(report.fields, "due") == "2024-11-05"
    assert mine.post(url("add", draft.pk, "activity"), {"title": " "}).status_code == 400
    assert mine.post(url("add", draft.pk, "kho"), {"title": "x"}).status_code == 400


def test_others_see_a_change_and_who_is_here(mine: Client, draft: Any, focal: Any, second: Any) -> None:
    key = first(draft).key
    other = signed(second)
    other.get(url("draft", draft.pk), {"muc": key})
    assert Presence.objects.filter(user=second).count() == 1
    known = mine.get(url("changes", draft.pk), {"after": 0, "muc": key}, headers=HTMX).content.decode()
    assert str(second) in known
    word = known.split("nguoi=")[1].split('"')[0]
    quiet = {"after": 0, "muc": key, "nguoi": word}
    assert mine.get(url("changes", draft.pk), quiet, headers=HTMX).status_code == 204
    edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=second)
    edits.add_cell(draft, key, "leads", "Sở Y tế", actor=second)
    told = mine.get(url("changes", draft.pk), quiet, headers=HTMX).content.decode()
    assert 'id="o-place" hx-swap-oob' in told
    assert "Nhà văn hóa" in told
    assert 'id="l-leads" hx-swap-oob' in told
    assert "after=2" in told
    # One's own changes are not told back.
    assert (
        'id="o-place"'
        not in other.get(url("changes", draft.pk), {"after": 0, "muc": key}, headers=HTMX).content.decode()
    )
    entry_edits.drop_entry(draft, key, seen_seq=2, actor=second)
    assert "Tải lại mục này" in mine.get(url("changes", draft.pk), {**quiet, "after": 2}, headers=HTMX).content.decode()


def test_a_finding_is_decided_on_the_page(mine: Client, draft: Any) -> None:
    finding = draft.findings.filter(gone=False).first()
    answer = mine.post(url("settle", draft.pk, finding.pk), {"decision": "sent-back", "muc": "head"}, headers=HTMX)
    assert 'id="soat-ke-hoach"' in answer.content.decode()
    finding.refresh_from_db()
    assert finding.decision == "sent-back"
    note = mine.get(url("note", draft.pk)).content.decode()
    assert finding.body["title"] in note.replace("&quot;", '"').replace("&#x27;", "'")
    word = mine.get(url("note_docx", draft.pk))
    assert word.status_code == 200
    assert word.content[:2] == b"PK"
    assert mine.post(url("settle", draft.pk, finding.pk), {"decision": "open"}).status_code == 302
    assert mine.post(url("settle", draft.pk, 0), {"decision": "open"}).status_code == 404


def test_a_change_is_taken_back(mine: Client, draft: Any, focal: Any) -> None:
    key = first(draft).key
    edits.set_field(draft, key, "place", "Nhà văn hóa", seen_v=0, actor=focal)
    assert "Nhà văn hóa" in mine.get(url("history", draft.pk)).content.decode()
    assert mine.post(url("undo", draft.pk, 1)).status_code == 302
    assert text_of(first(draft).fields, "place") == ""
    decisions.undo(draft, 2, actor=focal)


def test_confirming_shows_what_comes_and_makes_it_once(mine: Client, draft: Any, client: Client) -> None:
    assert client.get("/").content.decode().count("Ngày Chuyển đổi số năm 2024") == 0
    page = mine.get(url("confirm", draft.pk)).content.decode()
    assert "3 hoạt động" in page
    made = mine.post(url("confirm", draft.pk))
    plan = Plan.objects.get()
    assert made["Location"] == plan.get_absolute_url()
    assert mine.post(url("confirm", draft.pk))["Location"] == plan.get_absolute_url()
    assert Plan.objects.count() == 1
    assert mine.get(url("draft", draft.pk))["Location"] == plan.get_absolute_url()
    assert "Ngày Chuyển đổi số năm 2024" in client.get("/").content.decode()


def test_confirming_a_nameless_activity_says_so(mine: Client, draft: Any, focal: Any) -> None:
    edits.set_field(draft, first(draft).key, "title", "", seen_v=0, actor=focal)
    answer = mine.post(url("confirm", draft.pk))
    assert answer.status_code == 400
    assert "chưa có tên" in answer.content.decode()


def test_a_blank_programme_is_started_and_reviewed(mine: Client) -> None:
    rid = str(uuid.uuid4())
    for _n in range(2):
        answer = mine.post(url("blank"), {"title": "Hưởng ứng Ngày Chuyển đổi số năm 2025", "rid": rid})
        assert answer.status_code == 302
    assert Draft.objects.count() == 1
    page = mine.get(answer["Location"]).content.decode()
    assert "Thêm bằng tay" in page
    assert mine.post(url("blank"), {"title": " ", "rid": rid}).status_code == 400


def test_dropping_asks_first(mine: Client, draft: Any) -> None:
    assert "không lấy lại được" in mine.get(url("drop", draft.pk)).content.decode()
    assert mine.post(url("drop", draft.pk)).status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.DROPPED
    assert "đã bỏ" in mine.get(url("draft", draft.pk)).content.decode()


def test_bad_addresses_and_forms(mine: Client, draft: Any) -> None:
    assert mine.get(url("draft", uuid.uuid4())).status_code == 404
    assert mine.get(url("draft", draft.pk), {"muc": "khong-co", "o": "x.y", "loai": "zz"}).status_code == 200
    assert mine.get(url("entry", draft.pk, "khong-co"), headers=HTMX).status_code == 404
    key = first(draft).key
    assert mine.post(url("edit", draft.pk, key, "place"), {"do": "no", "v": 0}).status_code == 400
    assert mine.post(url("edit", draft.pk, "khong-co", "place"), {"text": "x", "v": 0}).status_code == 404
    assert mine.post(url("edit", draft.pk, key, "nope"), {"text": "x", "v": 0}).status_code == 404
    assert mine.get(url("changes", draft.pk), {"after": "x" * 40}, headers=HTMX).status_code in (200, 204)


def plan_with(activities: int) -> bytes:
    """The plan with only so many of its activities."""
    head, rest = PLAN.split("1. Tổ chức hội nghị", 1)
    body, tail = rest.split("III. KINH PHÍ", 1)
    parts = ("1. Tổ chức hội nghị" + body).split("\n2. Tổ chức cuộc thi")
    kept = parts[0] if activities == 1 else "1. Tổ chức hội nghị" + body
    return (head + kept + "\nIII. KINH PHÍ" + tail).encode()


def test_a_review_asks_the_same_of_the_database_with_one_activity_and_with_three(
    mine: Client, focal: Any, tmp_path: Path
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for number in (1, 3):
        path = tmp_path / f"{number}.md"
        path.write_bytes(plan_with(number))
        draft = actions.read_draft(actions.take_file(path, name=path.name, actor=focal).pk)
        assert draft.entries.filter(kind="activity").count() == number
        opened = {"muc": first(draft).key}
        mine.get(url("draft", draft.pk), opened)
        for what, address in (("review", url("draft", draft.pk)), ("confirm", url("confirm", draft.pk))):
            with CaptureQueriesContext(connection) as asked:
                assert mine.get(address, opened).status_code == 200
            counts[number, what] = len(asked)
    assert counts[1, "review"] == counts[3, "review"]
    assert counts[1, "confirm"] == counts[3, "confirm"]
    assert counts[3, "review"] <= 20


def test_the_list_asks_the_same_with_one_draft_and_with_three(mine: Client, focal: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 2):
        for n in range(number):
            actions.start_blank(f"Chương trình {number}.{n}", actor=focal)
        with CaptureQueriesContext(connection) as asked:
            mine.get(url("drafts"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_link_of_the_document_has_words(draft: Any, mine: Client) -> None:
    links = re.findall(r'<a class="span[^>]*>(.*?)</a>', mine.get(url("draft", draft.pk)).content.decode())
    assert links
    assert all(link.strip() for link in links)


def test_a_page_that_an_old_answer_left_behind_is_brought_up_again(mine: Client, draft: Any, focal: Any) -> None:
    """An answer asked before one's own edit may come after it; the next look puts the sums right."""
    edits.set_field(draft, first(draft).key, "place", "Nhà văn hóa", seen_v=0, actor=focal)
    draft.refresh_from_db()
    behind = mine.get(url("changes", draft.pk), {"after": draft.seq - 1}, headers=HTMX)
    assert behind.status_code == 200
    assert 'id="tong"' in behind.content.decode()
    assert f'data-seq="{draft.seq}"' in behind.content.decode()
    assert mine.get(url("changes", draft.pk), {"after": draft.seq}, headers=HTMX).status_code == 204
