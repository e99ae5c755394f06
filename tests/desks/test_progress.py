"""Progress is appended, the head keeps step, figures are those that are asked day by day."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from plans import build

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 10, 2)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x18\xdd\x8d\xb0\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def plan(province: Any) -> Any:
    from ngayso.plans import indicators

    indicators.install()
    return build.plan()


def write(plan: Any, actor: Any, code: str = "caibe", key: str = "a2", **told: Any) -> Any:
    from ngayso.desks.actions import add_progress

    given = {"id": uuid7(), "state": "go", "day": DAY, "text": "Đã đi 3 ấp"} | told
    return add_progress(plan, build.unit(code), activity=plan.activities.get(key=key), actor=actor, **given)


def test_receipt_is_said_once_and_by_whom(plan: Any, clerk: Any, focal: Any, stranger: Any) -> None:
    from ngayso.core.models import AuditRow
    from ngayso.desks.actions import acknowledge, acknowledge_all

    unit = build.unit("caibe")
    first = acknowledge(plan, unit, actor=clerk)
    assert acknowledge_all([plan], unit, actor=focal) == [first]
    assert first.by == clerk
    assert AuditRow.objects.filter(verb="desks.plan_acknowledged").count() == 1
    for person, code in ((stranger, "caibe"), (clerk, "mytho"), (focal, "ubnd")):
        with pytest.raises(Refusal) as refused:
            acknowledge(plan, build.unit(code), actor=person)
        assert refused.value.status == 404


def test_an_entry_keeps_the_head_in_step(plan: Any, clerk: Any) -> None:
    first = write(plan, clerk)
    second = write(plan, clerk, state="stuck", reason="  Mất   điện ")
    work = second.work
    work.refresh_from_db()
    assert (work.state, work.reason, work.entries, work.last_at) == ("stuck", "Mất điện", 2, second.at)
    assert first.work == work
    assert not first.on_behalf


def test_the_same_id_is_one_entry_and_other_words_under_it_are_told(plan: Any, clerk: Any) -> None:
    from ngayso.desks.models import Progress

    key = uuid7()
    first = write(plan, clerk, id=key, figures={"ho-da-den": Decimal("12")})
    assert write(plan, clerk, id=key, figures={"ho-da-den": Decimal("12.00")}, device_at=clock.now()) == first
    with pytest.raises(Refusal) as refused:
        write(plan, clerk, id=key, figures={"ho-da-den": Decimal("13")})
    assert refused.value.status == 409
    with pytest.raises(Refusal) as refused:
        write(plan, clerk, code="caibe", key="a2", id=key, text="Khác")
    assert refused.value.status == 409
    assert Progress.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "status", "field"),
    [
        ({"state": "stuck"}, 400, "reason"),
        ({"state": "off", "reason": "Quyết định 12/QĐ-UBND"}, 400, "state"),
        ({"state": "xong"}, 400, "state"),
        ({"day": dt.date(2999, 1, 1)}, 400, "day"),
        ({"figures": {"ho-da-den": Decimal("-1")}}, 400, "figure_ho-da-den"),
        ({"figures": {"ho-da-den": Decimal("1.5")}}, 400, "figure_ho-da-den"),
        ({"figures": {"ho-da-den": Decimal("NaN")}}, 400, "figure_ho-da-den"),
        ({"figures": {"luot-du-thi": Decimal("1")}}, 400, None),
        ({"figures": {"khong-co": Decimal("1")}}, 400, None),
        ({"corrects": uuid7()}, 404, None),
        ({"code": "mytho"}, 404, None),
        ({"key": "a1"}, 404, None),
    ],
)
def test_what_is_refused(plan: Any, clerk: Any, told: dict[str, Any], status: int, field: str | None) -> None:
    from ngayso.desks.models import Progress, Work

    with pytest.raises(Refusal) as refused:
        write(plan, clerk, **told)
    assert (refused.value.status, refused.value.field) == (status, field)
    assert not Progress.objects.exists()
    assert not Work.objects.exists()


def test_a_partner_writes_no_figure_of_which_the_lead_counts_the_whole(plan: Any, focal: Any) -> None:
    from ngayso.plans.models import Indicator

    Indicator.objects.filter(code="ho-da-den").update(of_partners=False)
    assert write(plan, focal, figures={"ho-da-den": Decimal("5")}).on_behalf
    with pytest.raises(Refusal):
        write(plan, focal, code="ca", figures={"ho-da-den": Decimal("5")})


def test_who_runs_the_plan_calls_work_off_with_the_decision(plan: Any, clerk: Any, focal: Any) -> None:
    with pytest.raises(Refusal, match="Quyết định"):
        write(plan, focal, state="off", reason="thôi")
    entry = write(plan, focal, state="off", reason="Quyết định 12/QĐ-UBND")
    assert entry.on_behalf
    with pytest.raises(Refusal) as refused:
        write(plan, clerk)
    assert refused.value.status == 409
    assert write(plan, focal).state == "go"


def test_nothing_is_written_of_a_cancelled_activity(plan: Any, clerk: Any, focal: Any) -> None:
    from ngayso.plans.actions import cancel_activity

    cancel_activity(plan.activities.get(key="a2"), reason="Công văn 3", actor=focal)
    with pytest.raises(Refusal) as refused:
        write(plan, clerk)
    assert refused.value.status == 409


def test_a_correction_takes_the_place_of_one_entry_once(plan: Any, clerk: Any) -> None:
    first = write(plan, clerk, figures={"ho-da-den": Decimal("12")})
    mended = write(plan, clerk, figures={"ho-da-den": Decimal("21")}, corrects=first.pk, state="done")
    assert mended.work.state == "done"
    with pytest.raises(Refusal) as refused:
        write(plan, clerk, corrects=first.pk)
    assert refused.value.status == 409


def test_correcting_an_old_entry_leaves_the_state(plan: Any, clerk: Any) -> None:
    first = write(plan, clerk)
    write(plan, clerk, state="done")
    mended = write(plan, clerk, state="go", corrects=first.pk, text="Đã đi 4 ấp")
    work = mended.work
    work.refresh_from_db()
    assert (mended.state, work.state, work.entries) == ("done", "done", 3)


def test_an_item_of_a_duty_has_entries_too(plan: Any, focal: Any) -> None:
    from ngayso.desks.actions import add_progress
    from ngayso.plans.models import DutyItem

    item = DutyItem.objects.get(text="tuyên truyền trong cơ quan")
    told = {"day": DAY, "text": "Đã phổ biến", "actor": focal, "state": "done", "item": item}
    entry = add_progress(plan, build.unit("yte"), id=uuid7(), **told)
    assert entry.work.state == "done"
    with pytest.raises(Refusal) as refused:
        add_progress(plan, build.unit("caibe"), id=uuid7(), **told)
    assert refused.value.status == 404


def test_evidence_is_kept_once_checked_and_only_taken_off_the_list(plan: Any, clerk: Any, stranger: Any) -> None:
    from ngayso.core.models import File
    from ngayso.desks.actions import add_evidence, remove_evidence
    from ngayso.desks.models import Evidence

    entry = write(plan, clerk)
    key = uuid7()

    def photo(content: bytes = PNG, actor: Any = clerk, **more: Any) -> Any:
        given = {"id": key, "sort": "photo", "source": io.BytesIO(content), "name": "a.png"} | more
        return add_evidence(entry.work, progress=entry, actor=actor, **given)

    first = photo()
    assert photo() == first
    assert File.objects.get().owner_id == str(first.pk)
    link = add_evidence(entry.work, id=uuid7(), sort="link", url=" https://vi.du/tin ", actor=clerk)
    assert link.url == "https://vi.du/tin"
    for wrong in (
        {"content": b"%PDF-1.7", "id": uuid7()},
        {"sort": "link", "url": "javascript:alert(1)", "id": uuid7()},
        {"sort": "link", "url": "https://", "id": uuid7()},
        {"sort": "file", "content": b"plain words", "id": uuid7()},
    ):
        with pytest.raises(Refusal) as refused:
            photo(**wrong)
        assert refused.value.status == 400
    with pytest.raises(Refusal) as refused:
        photo(actor=stranger, id=uuid7())
    assert refused.value.status == 404
    remove_evidence(first, actor=clerk)
    remove_evidence(first, actor=clerk)
    assert Evidence.objects.get(pk=first.pk).removed_at
    assert File.objects.count() == 1


def test_evidence_goes_only_to_what_the_unit_still_has(plan: Any, clerk: Any, focal: Any) -> None:
    from ngayso.desks.actions import add_evidence
    from ngayso.plans.actions import cancel_activity, change_assigned
    from ngayso.plans.models import Assignment

    work = write(plan, clerk).work
    link = {"sort": "link", "url": "https://vi.du/tin", "actor": clerk}
    sent = uuid7()
    first = add_evidence(work, id=sent, **link)
    unit = build.unit("caibe")
    held = Assignment.objects.filter(activity=work.activity, assigned__unit=unit)
    for assignment in held:
        change_assigned(assignment, add=[], remove=[unit.pk], actor=focal)
    assert add_evidence(work, id=sent, **link) == first  # what came before the hand-over stays taken
    with pytest.raises(Refusal) as refused:
        add_evidence(work, id=uuid7(), **link)
    assert refused.value.status == 404
    work = write(plan, focal, code="mytho").work
    cancel_activity(plan.activities.get(key="a2"), reason="Công văn 3", actor=focal)
    work.activity.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        add_evidence(work, id=uuid7(), **(link | {"actor": focal}))
    assert refused.value.status == 409


def test_a_slip_of_the_finger_is_told_for_what_it_is(plan: Any, clerk: Any) -> None:
    with pytest.raises(Refusal, match="lớn quá mức"):
        write(plan, clerk, figures={"ho-da-den": Decimal(10**12)})
    with pytest.raises(Refusal, match="hơn một năm") as refused:
        write(plan, clerk, day=dt.date(205, 10, 2))
    assert refused.value.field == "day"
    assert write(plan, clerk, day=dt.date(2025, 1, 2)).day == dt.date(2025, 1, 2)
