"""The indicator catalogue: what is shipped holds together, and is put in without overwriting anything."""

from typing import Any

import pytest
from django.test import Client
from plans import build

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.plans import indicators, kinds
from ngayso.plans.models import Figure, Indicator, Nature, Relation

pytestmark = pytest.mark.django_db


def test_the_shipped_catalogue_holds_together() -> None:
    assert indicators.install() == 85
    every = {i.code: i for i in Indicator.objects.all()}
    slugs = {kind.slug for kind in kinds.all_kinds()}
    assert {i.kind for i in every.values()} == slugs | {""}
    for one in every.values():
        one.full_clean()
        assert one.phrase.count("{}") == 1, one.code
        assert one.definition.endswith("."), one.code
        assert one.source, one.code
        assert one.nature != Nature.RATE or one.numerator is not None
    for relation in Relation.objects.all():
        relation.full_clean()
        assert relation.sentence.endswith("."), relation.code
        of = {every[code].kind for code in [*relation.left, *relation.right]}
        assert len(of) == 1, relation.code


def test_a_second_time_puts_in_only_what_is_missing() -> None:
    indicators.install()
    Indicator.objects.filter(code="ho-da-den").update(name="Hộ tổ đã tới", retired_at=clock.now())
    Relation.objects.filter(code="ho-luot").delete()
    Indicator.objects.filter(code="ty-le-khac-phuc").delete()
    assert indicators.install() == 2
    assert indicators.install() == 0
    assert Indicator.objects.get(code="ho-da-den").name == "Hộ tổ đã tới"
    assert AuditRow.objects.filter(verb="plans.indicators_installed").count() == 2


def test_what_is_asked_of_a_kind(django_assert_num_queries: Any) -> None:
    indicators.install()
    with django_assert_num_queries(1):
        asked = indicators.for_kind("campaign")
    assert [i.code for i in asked][:2] == ["ho-da-den", "luot-huong-dan"]
    assert [i.code for i in asked][-4:] == ["van-ban", "lop-tap-huan", "luot-tap-huan", "kinh-phi"]
    assert [i.code for i in indicators.for_kind("")] == ["van-ban", "lop-tap-huan", "luot-tap-huan", "kinh-phi"]
    assert all(indicators.for_kind(kind.slug) for kind in kinds.all_kinds())
    Indicator.objects.filter(code="ho-da-den").update(retired_at=clock.now())
    assert "ho-da-den" not in [i.code for i in indicators.for_kind("campaign")]


def fields(**changes: Any) -> dict[str, Any]:
    made = {
        "name": "Xe lưu động",
        "measure": "xe",
        "definition": "Số xe đã đi.",
        "nature": "amount",
        "course": "flow",
        "kind": "campaign",
        "places": 0,
        "numerator": None,
        "denominator": None,
        "phrase": "{} xe lưu động",
        "daily": False,
        "of_partners": False,
        "required": False,
        "source": "",
        "verified": False,
        "order": 0,
    }
    return made | changes


def refused(**changes: Any) -> tuple[int, str | None]:
    with pytest.raises(Refusal) as refusal:
        indicators.make_indicator(actor=None, **fields(**changes))
    return refusal.value.status, refusal.value.field


def test_an_indicator_is_added_once_behind_its_kind() -> None:
    indicators.install()
    made = indicators.make_indicator(actor=None, **fields())
    assert made.code == "xe-luu-dong"
    assert indicators.make_indicator(actor=None, **fields()) == made
    assert next(i.code for i in reversed(indicators.for_kind("campaign")) if i.kind) == "xe-luu-dong"
    assert refused(measure="chiếc") == (409, "code")
    assert AuditRow.objects.filter(verb="plans.indicator_made").count() == 1


def test_what_does_not_hold_together_is_refused() -> None:
    indicators.install()
    rate = Indicator.objects.get(code="ty-le-ap-co-to-di")
    count, other = Indicator.objects.get(code="ho-da-den"), Indicator.objects.get(code="doanh-thu")
    assert refused(name=" ") == (400, "name")
    assert refused(measure="") == (400, "measure")
    assert refused(kind="khong-co") == (400, "kind")
    assert refused(places=3) == (400, "places")
    for phrase in ("xe", "{} và {}", "{} {x}", "{0}"):
        assert refused(phrase=phrase) == (400, "phrase")
    assert refused(numerator=count) == (400, "numerator")
    assert refused(nature="rate", numerator=count) == (400, "denominator")
    assert refused(nature="rate", numerator=rate, denominator=count) == (400, "numerator")
    assert refused(nature="rate", numerator=count, denominator=count) == (400, "denominator")
    assert refused(nature="rate", numerator=count, denominator=other) == (400, "denominator")
    for code in ("them", "Xe", "xe--a", "đi"):
        assert refused(code=code) == (400, "code")


def test_a_change_is_seen_recorded_and_careful(province: Any) -> None:
    indicators.install()
    row = Indicator.objects.get(code="ho-da-den")
    seen = indicators.stamp(row)
    indicators.change_indicator(row, seen=seen, actor=None, name="Hộ tổ đã đến")
    with pytest.raises(Refusal) as refusal:
        indicators.change_indicator(row, seen=seen, actor=None, name="Hộ khác")
    assert refusal.value.status == 409
    plan = build.plan()
    Figure.objects.create(
        plan=plan, activity=plan.activities.get(key="a2"), unit=province.focal, indicator=row, day=plan.day, value=1,
        origin="typed", evidence_model="thu", evidence_id="1",
    )  # fmt: skip
    for change in ({"measure": "nhà"}, {"code": "ho-khac"}):
        with pytest.raises(Refusal) as refusal:
            indicators.change_indicator(row, actor=None, **change)  # type: ignore[arg-type]
        assert refusal.value.status == 409
    indicators.change_indicator(row, actor=None, definition="Số hộ.")
    assert Indicator.objects.get(code="ho-da-den").definition == "Số hộ."
    told = AuditRow.objects.filter(verb="plans.indicator_changed").order_by("number")
    assert told[0].detail["after"] == {"name": "Hộ tổ đã đến"}
    free = Indicator.objects.get(code="van-ban")
    assert indicators.change_indicator(free, code="van-ban-chi-dao", actor=None).code == "van-ban-chi-dao"


def test_retired_and_back() -> None:
    indicators.install()
    part, rate = Indicator.objects.get(code="tieu-chi"), Indicator.objects.get(code="ty-le-tieu-chi-dat")
    with pytest.raises(Refusal) as refusal:
        indicators.set_retired(part, retired=True, actor=None)
    assert refusal.value.status == 409
    for row in (rate, part):
        for _twice in range(2):
            indicators.set_retired(row, retired=True, actor=None)
    assert "tieu-chi" not in [i.code for i in indicators.for_kind("pilot")]
    indicators.set_retired(part, retired=False, actor=None)
    assert "tieu-chi" in [i.code for i in indicators.for_kind("pilot")]
    assert AuditRow.objects.filter(verb="plans.indicator_retired").count() == 2


def test_a_relation_holds_between_figures_of_one_activity() -> None:
    indicators.install()
    given = {"operator": "le", "weight": "stop", "sentence": "Sai.", "order": 0}
    made = indicators.make_relation(left=["to-roi"], right=["luot-tiep-can"], actor=None, **given)
    assert indicators.make_relation(left=["to-roi"], right=["luot-tiep-can"], actor=None, **given) == made
    for left, right in (
        ([], ["to-roi"]),
        (["to-roi"], ["khong-co"]),
        (["to-roi"], ["to-roi"]),
        (["to-roi"], ["doanh-thu"]),
        (["ty-le-khac-phuc"], ["diem-yeu"]),
    ):
        with pytest.raises(Refusal) as refusal:
            indicators.make_relation(left=left, right=right, actor=None, **given)
        assert refusal.value.status == 400
    seen = indicators.stamp(made)
    indicators.change_relation(made, seen=seen, actor=None, sentence="Xem lại.")
    with pytest.raises(Refusal) as refusal:
        indicators.change_relation(made, seen=seen, actor=None, sentence="Xem kỹ.")
    assert refusal.value.status == 409


def test_the_catalogue_on_the_screen(focal: Any, clerk: Any) -> None:
    client = Client()
    client.force_login(focal)
    assert "Đưa mục mẫu vào" in client.get("/chuong-trinh/so-lieu/").content.decode()
    client.post("/chuong-trinh/so-lieu/bo-sung/")
    page = client.get("/chuong-trinh/so-lieu/?loai=campaign").content.decode()
    assert "Hộ đã đến" in page
    assert "Doanh thu" not in page
    assert client.get("/chuong-trinh/so-lieu/?loai=gi").status_code == 404
    sent = {name: value for name, value in fields(numerator="", denominator="").items() if value is not False}
    assert client.post("/chuong-trinh/so-lieu/them/", sent).status_code == 302
    assert client.post("/chuong-trinh/so-lieu/them/", sent | {"measure": "chiếc"}).status_code == 409
    form = client.get("/chuong-trinh/so-lieu/xe-luu-dong/").context["form"]
    again = sent | {"seen": form["seen"].value(), "phrase": "đi {} xe", "order": "5"}
    assert client.post("/chuong-trinh/so-lieu/xe-luu-dong/", again).status_code == 302
    assert client.post("/chuong-trinh/so-lieu/xe-luu-dong/", again | {"phrase": "{} xe"}).status_code == 409
    assert client.post("/chuong-trinh/so-lieu/xe-luu-dong/thoi-dung/").status_code == 302
    assert Indicator.objects.get(code="xe-luu-dong").retired_at is not None
    relation = client.get("/chuong-trinh/so-lieu/quan-he/ho-luot/").context["form"]
    told = {name: relation[name].value() for name in relation.fields}
    assert client.post("/chuong-trinh/so-lieu/quan-he/ho-luot/", told | {"weight": "stop"}).status_code == 302
    assert Relation.objects.get(code="ho-luot").weight == "stop"
    other = Client()
    other.force_login(clerk)
    read = other.get("/chuong-trinh/so-lieu/").content.decode()
    assert "Hộ đã đến" in read
    assert "Sửa quan hệ" not in read
