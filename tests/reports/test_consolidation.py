"""The consolidated report: its body of figures, its words, drafts and issues."""

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from plans import build
from reports import consolidated as made

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7
from ngayso.core.models import AuditRow
from ngayso.papers.bound import Names
from ngayso.papers.figures import Body
from ngayso.reports import consolidation as actions
from ngayso.reports import versions
from ngayso.reports.body import body_of
from ngayso.reports.models import Ask, Consolidation, Round, Version
from ngayso.reports.standing import newest_round, standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


@pytest.fixture
def counting(settings: Any) -> None:
    """The desks count, nothing else."""
    settings.MEASURES = ["ngayso.desks.measures.day_figures"]


DAY = dt.date(2025, 10, 20)


@pytest.fixture
def round_(province: Any) -> Round:
    return made.small_round()


def issued(round_: Round, actor: Any, **changes: Any) -> Version:
    given: dict[str, Any] = {"key": uuid7(), "number": 7, "day": DAY, "unlocked": "Bộ cần gấp", "typed_said": True}
    return actions.issue_version(round_, "province", actor=actor, **(given | changes))


def text(version: Version) -> str:
    from ngayso.core import files
    from ngayso.reports.recount import text_of

    assert version.docx is not None
    return "\n".join(text_of(files.path(version.docx).read_bytes())).replace("\u00a0", " ")


# The body


def test_totals_are_of_accepted_reports_alone(round_: Round) -> None:
    names = Names(body_of(round_))
    said = {bound.name: bound.cell for bound in names.listed()}
    assert said["1.thu-ho-da-den"] == "500"
    assert said["1.thu-ho-da-den.dat"] == "50,0"
    assert said["1.thu-luot"] == "1.200"
    assert said["1.thu-luot.dem"] == "690"
    assert said["1.thu-luot.so-nam-truoc"] == "300,0"
    assert said["1.thu-ty-le"] == "50,0"
    assert (said["units.accepted"], said["units.waiting"], said["units.late"]) == ("2", "1", "1")
    assert int(said["units.expected"]) == int(said["units.reported"]) + int(said["units.missing"])


def test_what_may_overlap_is_remarked_and_a_stock_has_no_period(round_: Round) -> None:
    names = Names(body_of(round_))
    first, second = names.get("1.thu-ho-da-den"), names.get("1.thu-luot")
    assert first is not None
    assert "có thể trùng" in first.remark
    assert second is not None
    assert not second.remark
    assert names.get("1.thu-tai-khoan.ky") is None
    alone = names.get("1.thu-ho-da-den/caibe")
    assert alone is not None
    assert (alone.value, len(alone.figures)) == (Decimal(300), 1)
    for unknown in ("1.thu-ho-da-den/khong-co", "2.thu-luot", "1.khong", "units.khong", "1.thu-luot.khong", ""):
        assert names.get(unknown) is None


def test_the_round_before_is_compared(round_: Round) -> None:
    round_.locked_at = clock.now()
    round_.save()
    known = {ask.indicator.code.removeprefix("thu-"): ask.indicator for ask in round_.asks.select_related("indicator")}
    later = made.round_of(
        round_.plan, known=known, name="Bổ sung", until=dt.date(2025, 10, 31), before=round_,
        due=dt.datetime(2025, 11, 5, tzinfo=clock.HERE),
    )  # fmt: skip
    body = body_of(Round.objects.select_related("plan", "before", "deadline").get(pk=later.pk))
    last = Names(body).get("1.thu-luot.ky-truoc")
    assert last is not None
    assert last.value == Decimal(1200)
    assert body.figures == ()


def test_words_are_attributed_and_what_waits_says_so(round_: Round) -> None:
    words = standing(round_, "province").proposed
    assert "Đường truyền chậm (UBND huyện Cái Bè; UBND TP. Mỹ Tho)." in words["difficulties"]
    assert "Thiếu (máy) quét (Công an tỉnh – báo cáo chưa duyệt)." in words["difficulties"]
    assert "{1.thu-ho-da-den} hộ" in words["activity.1"]
    assert "Đi từng ngõ, gõ từng nhà (UBND huyện Cái Bè)." in words["activity.1"]
    assert not [one for one in standing(round_, "province").places if one.faults]


def test_a_body_goes_to_json_and_back(round_: Round) -> None:
    body = body_of(round_)
    assert msgspec.json.decode(msgspec.json.encode(body), type=Body) == body


def test_reading_asks_as_often_for_many_units_as_for_one(province: Any, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    round_ = made.round_of(build.plan())
    made.report(round_, "caibe", {"ho-da-den": 3})
    made.counted(round_, "caibe", "luot", 3)
    known = Round.objects.select_related("plan__focal__parent", "before", "deadline")
    with CaptureQueriesContext(connection) as few:
        body_of(known.get(pk=round_.pk))
    for code in ("mytho", "ca", "yte"):
        made.report(round_, code, {"ho-da-den": 3, "luot": 4, "ho-so": 1}, words="Lời", difficulties="Khó")
    made.counted(round_, "mytho", "luot", 4)
    with django_assert_num_queries(len(few)):
        body_of(known.get(pk=round_.pk))
    assert len(few) <= 26


# Words


def test_words_are_saved_once_and_nobody_overwrites_unseen(round_: Round, focal: Any, admin: Any) -> None:
    first = "Đã đến {1.thu-ho-da-den} hộ."
    actions.save_words(round_, "province", "activity.1", first, seen=0, actor=focal)
    actions.save_words(round_, "province", "activity.1", first, seen=0, actor=focal)
    assert Consolidation.objects.get().words["activity.1"]["n"] == 1
    with pytest.raises(actions.Overtaken) as refusal:
        actions.save_words(round_, "province", "activity.1", "Của tôi.", seen=0, actor=admin)
    assert refusal.value.status == 409
    assert (refusal.value.theirs, refusal.value.yours) == (first, "Của tôi.")
    # Another place is another matter.
    actions.save_words(round_, "province", "next", "- Làm tiếp.", seen=0, actor=admin)
    assert AuditRow.objects.filter(verb="reports.words_saved").count() == 2
    now = standing(round_, "province")
    actions.save_words(round_, "province", "activity.1", now.proposed["activity.1"], seen=1, actor=focal)
    assert not standing(round_, "province").place("activity.1").is_own


@pytest.mark.parametrize("wrong", ["{1.khong-co}", "{units.tat-ca}", "mở { ra", "đóng } lại", "x" * 20_001])
def test_words_that_do_not_do_are_turned_back_in_one_sentence(round_: Round, focal: Any, wrong: str) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.save_words(round_, "province", "guidance", wrong, seen=0, actor=focal)
    assert refusal.value.status == 400
    assert refusal.value.sentence.endswith(".")
    assert not Consolidation.objects.filter(words__has_key="guidance").exists()


def test_old_words_stay_and_warn_when_figures_changed(round_: Round, focal: Any) -> None:
    actions.save_words(round_, "province", "activity.1", "Mới có {1.thu-ho-da-den} hộ.", seen=0, actor=focal)
    made.report(round_, "ca", {"ho-da-den": 100}, number=2)
    place = standing(round_, "province").place("activity.1")
    assert place.text == "Mới có {1.thu-ho-da-den} hộ."
    assert place.stale == (("1.thu-ho-da-den", "500", "600"),)


# Drafts and issues


def test_a_draft_is_drawn_once_until_something_changes(round_: Round, focal: Any) -> None:
    first = actions.draw_draft(round_, "province", actor=focal)
    assert actions.draw_draft(round_, "province", actor=focal) == first
    actions.save_words(round_, "province", "next", "- Làm tiếp.", seen=0, actor=focal)
    second = actions.draw_draft(round_, "province", actor=focal)
    assert (first.number, second.number, second.issued) == (1, 2, False)
    told = versions.changes(first.content, second.content)
    assert [word.new for word in told.words] == ["- Làm tiếp."]
    assert not told.numbers


def test_what_the_desks_counted_is_taken_in(round_: Round, focal: Any) -> None:
    from ngayso.desks.models import DayFigure, Progress

    entry = Progress.objects.get()
    later = Progress.objects.create(work=entry.work, day=dt.date(2025, 10, 9), state="go", by=focal, sha256="1" * 64)
    DayFigure.objects.create(progress=later, indicator=entry.figures.get().indicator, value=10)
    assert actions.draw_draft(round_, "province", actor=focal).content["numbers"]["1.thu-luot.dem"] == "700"
    assert actions.count_again(round_, actor=focal).made == 0


def test_an_issue_is_frozen_with_its_files(round_: Round, focal: Any) -> None:
    version = issued(round_, focal)
    assert version.issued
    assert version.sha256 == versions_digest(version)
    said = text(version)
    for words in ("Số: 07/BC-STTTT", "ngày 20 tháng 10 năm 2025", "GIÁM ĐỐC", "Chủ tịch Ủy ban nhân dân tỉnh Tiền Giang",
                  "DANH SÁCH ĐƠN VỊ CHƯA BÁO CÁO", "1.200", "./."):  # fmt: skip
        assert words in said, words
    assert version.xlsx is not None
    assert AuditRow.objects.get(verb="reports.version_issued").detail["sha256"] == version.sha256


def versions_digest(version: Version) -> str:
    from ngayso.reports.frozen import digest

    version.refresh_from_db()
    return digest(version.content)


def test_a_double_click_issues_once(round_: Round, focal: Any) -> None:
    key = uuid7()
    assert issued(round_, focal, key=key) == issued(round_, focal, key=key)
    assert issued(round_, focal) == issued(round_, focal)
    assert Version.objects.count() == 1
    with pytest.raises(Refusal) as refusal:
        issued(round_, focal, key=key, number=8)
    assert refusal.value.status == 409


def test_what_an_issue_wants_said(round_: Round, focal: Any) -> None:
    def field(**changes: Any) -> str | None:
        with pytest.raises(Refusal) as refusal:
            issued(round_, focal, **changes)
        return refusal.value.field

    assert field(unlocked="") == "unlocked"
    actions.save_words(round_, "province", "next", "- Vận động 500 hộ nữa.", seen=0, actor=focal)
    assert field(typed_said=False) == "typed_said"
    assert field(day=dt.date(2999, 1, 1)) == "day"
    assert field(day=dt.date(2025, 10, 14)) == "day"
    version = issued(round_, focal)
    assert version.content["remarks"]["typed"] == ["500 hộ"]
    assert version.content["remarks"]["unlocked"] == "Bộ cần gấp"
    actions.save_words(round_, "province", "next", "- Thôi.", seen=1, actor=focal)
    assert field() == "why"
    again = issued(round_, focal, number=9, why="Sửa nhiệm vụ tiếp theo")
    assert (again.number, again.why) == (2, "Sửa nhiệm vụ tiếp theo")
    Round.objects.filter(pk=round_.pk).update(locked_at=clock.now())
    assert not issued(round_, focal, number=10, why="Khóa", unlocked="").content["remarks"]["unlocked"]


def test_both_editions_tell_the_same_numbers_and_only_one_names_who_is_silent(round_: Round, focal: Any) -> None:
    province, ministry = (standing(round_, edition).content() for edition in ("province", "ministry"))
    assert province["numbers"] == ministry["numbers"]
    said = {edition: actions.draw_draft(round_, edition, actor=focal) for edition in ("province", "ministry")}
    assert "Sở Y tế" in text(said["province"])
    assert "Sở Y tế" not in text(said["ministry"])
    assert "TM. ỦY BAN NHÂN DÂN" in text(said["ministry"])
    assert "BC-UBND" in text(said["ministry"])


def test_who_may_not_write_is_told_there_is_nothing(round_: Round, leader: Any, auditor: Any, clerk: Any) -> None:
    for user in (leader, auditor, clerk):
        for write in (
            lambda user=user: actions.draw_draft(round_, "province", actor=user),
            lambda user=user: actions.save_words(round_, "province", "next", "x", seen=0, actor=user),
            lambda user=user: actions.save_head(round_, "province", {"place": "x"}, seen=0, actor=user),
            lambda user=user: issued(round_, user),
        ):
            with pytest.raises(Refusal) as refusal:
                write()
            assert refusal.value.status == 404
    assert not Version.objects.exists()


def test_the_newest_round_is_the_last_that_was_opened(round_: Round) -> None:
    made.round_of(round_.plan, known={}, name="Sau", opened_at=None, due=dt.datetime(2025, 12, 1, tzinfo=clock.HERE))
    assert newest_round(round_.plan) == round_


# Pages


def pages(round_: Round) -> list[str]:
    args = [round_.plan_id, round_.pk, "province"]
    names = ("consolidation", "consolidation_preview", "consolidation_changes", "versions")
    return [reverse(f"reports:{name}", args=args) for name in names]


@pytest.mark.parametrize("who", ["focal", "admin", "leader", "auditor"])
def test_overseers_read_every_page(round_: Round, who: str, focal: Any, request: pytest.FixtureRequest) -> None:
    version = issued(round_, focal)
    client = Client()
    client.force_login(request.getfixturevalue(who))
    for page in pages(round_):
        response = client.get(page)
        assert response.status_code == 200, page
    page = client.get(reverse("reports:version", args=[round_.plan_id, round_.pk, version.pk]))
    assert version.sha256 in page.content.decode()
    if who in ("focal", "auditor"):
        assert client.get(reverse("file", args=[version.docx_id])).status_code == 200


def test_every_number_of_the_preview_leads_to_its_figures(round_: Round, focal: Any) -> None:
    import re
    from html import unescape

    client = Client()
    client.force_login(focal)
    page = client.get(pages(round_)[1]).content.decode()
    links = {unescape(link) for link in re.findall(r'href="([^"]+\?ten=[^"]+)"', page)}
    assert len(links) > 15
    for link in sorted(links):
        response = client.get(link)
        assert response.status_code in (200, 302), link
    total = client.get(next(link for link in links if link.endswith("?ten=1.thu-luot"))).content.decode()
    assert "Ủy ban nhân dân huyện Cái Bè" in total
    assert "báo cáo lần 1" in total
    assert client.get(f"{pages(round_)[0]}so/?ten=1.khong-co").status_code == 404


def test_words_are_written_on_the_page(round_: Round, focal: Any, admin: Any) -> None:
    client = Client()
    client.force_login(focal)
    page = reverse("reports:consolidation_words", args=[round_.plan_id, round_.pk, "province", "activity.1"])
    assert client.post(page, {"text": "Đã đến {1.thu-ho-da-den} hộ.", "seen": 0}).status_code == 302
    shown = client.get(pages(round_)[0]).content.decode()
    assert '<a class="num" href=' in shown
    assert "Đã đến {1.thu-ho-da-den} hộ." in shown
    other = Client()
    other.force_login(admin)
    refused = other.post(page, {"text": "Khác hẳn.", "seen": 0})
    assert refused.status_code == 409
    both = refused.content.decode()
    assert "Khác hẳn." in both
    assert "Đã đến {1.thu-ho-da-den} hộ." in both
    wrong = client.post(page, {"text": "{1.khong}", "seen": 1})
    assert wrong.status_code == 400
    assert "không phải tên số liệu nào" in wrong.content.decode()
    assert client.post(page, {"text": "x", "seen": "²"}).status_code == 400
    assert client.post(page, {"seen": 1, "restore": "1"}).status_code == 302
    assert not standing(round_, "province").place("activity.1").is_own


def test_a_report_is_issued_on_the_page(round_: Round, focal: Any) -> None:
    client = Client()
    client.force_login(focal)
    page = reverse("reports:consolidation_issue", args=[round_.plan_id, round_.pk, "province"])
    form = client.get(page).context["form"]
    given = {"key": form["key"].initial or form.get_initial_for_field(form.fields["key"], "key"), "number": 7,
             "day": "2025-10-20", "typed_said": "on"}  # fmt: skip
    assert client.post(page, given).status_code == 400
    assert not Version.objects.exists()
    response = client.post(page, given | {"unlocked": "Bộ cần gấp"})
    assert response.status_code == 302
    assert client.post(page, given | {"unlocked": "Bộ cần gấp"}).status_code == 302
    assert Version.objects.count() == 1
    assert "Đã ban hành" in client.get(response["Location"]).content.decode()
    head = reverse("reports:consolidation_head", args=[round_.plan_id, round_.pk, "province"])
    told = client.get(head).context["form"].initial
    assert client.post(head, told | {"position": "Phó Giám đốc", "authority": "KT. GIÁM ĐỐC"}).status_code == 302
    assert client.post(head, told | {"position": "Khác"}).status_code == 409
    lacking = "Chưa ghi họ tên người ký"
    assert lacking in client.get(page).content.decode()
    told = client.get(head).context["form"].initial
    assert client.post(head, told | {"name": "Nguyễn Văn Thử"}).status_code == 302
    assert lacking not in client.get(page).content.decode()
    assert "Phó Giám đốc" in client.get(pages(round_)[0]).content.decode()
    changed = client.get(pages(round_)[2]).content.decode()
    assert "So với bản 1 đã ban hành" in changed
    assert "Phó Giám đốc" in changed


def test_pages_ask_as_often_for_many_units_as_for_one(
    province: Any, focal: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    round_ = made.round_of(build.plan())
    made.report(round_, "caibe", {"ho-da-den": 3})
    actions.draw_draft(round_, "province", actor=focal)
    client = Client()
    client.force_login(focal)
    few = {}
    for page in pages(round_):
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        few[page] = len(asked)
    for code in ("mytho", "ca", "yte"):
        made.report(round_, code, {"ho-da-den": 3, "luot": 4}, words="Lời", difficulties="Khó")
    actions.draw_draft(round_, "province", actor=focal)
    actions.draw_draft(round_, "province", actor=focal)
    for page, count in few.items():
        with django_assert_num_queries(count):
            client.get(page)


def test_who_wrote_nothing_on_its_desk_is_not_called_late(round_: Round) -> None:
    (activity,) = body_of(round_).activities
    assert activity.states == {"late": 1, "silent": sum(activity.states.values()) - 1}
    assert activity.states["silent"] >= 2


def test_words_follow_their_activity_when_the_form_of_the_round_moves(round_: Round, focal: Any) -> None:
    own = "Đã đến {1.thu-ho-da-den} hộ, đạt {1.thu-ho-da-den.dat}%."
    actions.save_words(round_, "province", "activity.1", own, seen=0, actor=focal)
    actions.save_words(round_, "province", "guidance", "Có {1.thu-luot} lượt.", seen=0, actor=focal)
    first = round_.plan.activities.get(key="a1")
    asked = Ask.objects.create(round=round_, activity=first, indicator=round_.asks.all()[0].indicator, order=0)
    moved = standing(round_, "province")
    assert [one.number for one in moved.body.activities if one.id != str(first.pk)] == [2]
    assert moved.words["activity.2"] == "Đã đến {2.thu-ho-da-den} hộ, đạt {2.thu-ho-da-den.dat}%."
    assert moved.words["guidance"] == "Có {2.thu-luot} lượt."
    assert not moved.place("activity.1").is_own
    assert not moved.place("activity.2").proposal_moved
    assert not moved.place("activity.2").stale
    # Saved in the new numbering, and back again.
    actions.save_words(round_, "province", "activity.1", "Chưa làm.", seen=0, actor=focal)
    asked.delete()
    back = standing(round_, "province")
    assert (back.words["activity.1"], back.words["guidance"]) == (own, "Có {1.thu-luot} lượt.")


def test_a_number_of_an_activity_that_is_asked_no_more_is_a_fault(round_: Round, focal: Any) -> None:
    actions.save_words(round_, "province", "next", "Còn {1.thu-luot} lượt.", seen=0, actor=focal)
    first = round_.plan.activities.get(key="a1")
    Ask.objects.create(round=round_, activity=first, indicator=round_.asks.get(order=1).indicator, order=0)
    round_.asks.exclude(activity=first).delete()
    with pytest.raises(Refusal, match="không phải tên số liệu nào"):
        actions.draw_draft(round_, "province", actor=focal)


def test_only_lines_that_changed_are_told(round_: Round, focal: Any) -> None:
    actions.save_words(round_, "province", "next", "- Một;\n- Hai.", seen=0, actor=focal)
    old = actions.draw_draft(round_, "province", actor=focal).content
    actions.save_words(round_, "province", "next", "- Một;\n- Ba.", seen=1, actor=focal)
    new = actions.draw_draft(round_, "province", actor=focal).content
    (told,) = versions.changes(old, new).words
    assert (told.old, told.new) == ("- Hai.", "- Ba.")
