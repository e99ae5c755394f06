"""From a figure back to its record; and what is told when the record does not bear it out."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reports import flow_build as build

from ngayso.desks.models import DayFigure, Evidence, Progress, Work
from ngayso.people.models import Unit
from ngayso.plans.figures import freeze_counted
from ngayso.plans.models import Figure, Indicator
from ngayso.reports import flow
from ngayso.reports.models import Submission, Way
from ngayso.reports.trace import disagreements, trace

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 10, 15)


@pytest.fixture
def figure(province: Any, clerk: Any, focal: Any) -> Figure:
    sent = flow.submit_report(build.report(build.round_()), way=Way.WEB, actor=clerk)
    flow.accept_report(sent.report, actor=focal)
    return Figure.objects.in_force().select_related("indicator", "activity", "unit").get(indicator__code="thu-ho")


def work_of(round_: Any, code: str = "caibe") -> Work:
    unit = Unit.objects.get(code=code)
    found, _made = Work.objects.get_or_create(
        plan=round_.plan, unit=unit, activity=round_.plan.activities.get(key="a2"), item=None
    )
    return found


def entry(
    work: Work, user: Any, day: int, value: Any, code: str = "thu-ho", corrects: Progress | None = None
) -> Progress:
    row = Progress.objects.create(
        work=work, day=dt.date(2025, 10, day), state="go", text="Đến nhà", by=user, sha256="0" * 64, corrects=corrects
    )
    DayFigure.objects.create(progress=row, indicator=Indicator.objects.get(code=code), value=Decimal(value))
    return row


def counted(work: Work, value: Any, code: str = "thu-ho") -> Figure:
    return Figure.objects.create(
        plan=work.plan,
        activity=work.activity,
        unit=work.unit,
        indicator=Indicator.objects.get(code=code),
        day=DAY,
        value=Decimal(value),
        origin="counted",
        evidence_model="desks.work",
        evidence_id=str(work.pk),
    )


def told(*figures: Figure) -> list[str]:
    return [str(one) for one in disagreements(figures)]


def test_a_typed_figure_leads_to_what_was_sent(figure: Figure, clerk: Any) -> None:
    work = work_of(Submission.objects.get().report.round)
    entry(work, clerk, 3, 12)
    Evidence.objects.create(work=work, sort="link", url="https://example.vn/anh", by=clerk)
    found = trace(figure)
    assert found.agrees
    assert found.submission is not None
    assert found.recomputed == found.submission.sha256
    assert (found.frozen_value, found.frozen_period) == (40, 12)
    assert [one.text for one in found.entries] == ["Đến nhà"]
    assert len(found.evidence) == 1
    assert found.work == work


def test_a_changed_submission_is_told(figure: Figure) -> None:
    sent = Submission.objects.get()
    content = sent.content
    content["cells"][0]["value"] = "41"
    Submission.objects.update(content=content)
    assert any("mã băm không còn khớp" in said for said in told(figure))
    assert any("trong báo cáo đã gửi là 41" in said for said in told(figure))
    assert not trace(figure).agrees


def test_a_changed_figure_and_one_of_another_unit_are_told(figure: Figure) -> None:
    Figure.objects.filter(pk=figure.pk).update(value=4000, in_period=None, unit=Unit.objects.get(code="mytho"))
    figure = Figure.objects.select_related("indicator", "activity", "unit").get(pk=figure.pk)
    said = " ".join(told(figure))
    assert "số liệu là 4.000, trong báo cáo đã gửi là 40" in said
    assert "của đơn vị khác" in said
    assert "trong kỳ, ở báo cáo đã gửi là 12" in said


def test_a_figure_whose_record_is_gone_is_told(figure: Figure) -> None:
    figure.evidence_id = "019a0000-0000-7000-8000-000000000000"
    assert "không còn" in told(figure)[0]


def test_a_counted_figure_is_the_sum_of_its_days(province: Any, clerk: Any) -> None:
    work = work_of(build.round_())
    wrong = entry(work, clerk, 2, 100)
    entry(work, clerk, 2, 10, corrects=wrong)
    right = entry(work, clerk, 3, 5)
    entry(work, clerk, 16, 7)
    figure = counted(work, 15)
    assert told(figure) == []
    found = trace(figure)
    assert [line.value for line in found.days] == [10, 5]
    assert found.recount == 15
    # What comes in or is corrected later leaves a figure that was made, and may have been printed, as it stood.
    entry(work, clerk, 4, 1)
    entry(work, clerk, 3, 50, corrects=right)
    assert told(figure) == []
    late = trace(figure)
    assert late.recount == 15
    assert [(line.value, line.counts, line.after) for line in late.days] == [
        (10, True, False),
        (5, True, True),
        (50, False, True),
        (1, False, True),
    ]
    # But a number that was altered behind the figure is found.
    DayFigure.objects.filter(progress=right).update(value=6)
    assert "đếm lại số ghi từng ngày là 16" in told(figure)[0]


def test_of_a_stock_the_last_level_counts(province: Any, clerk: Any) -> None:
    work = work_of(build.round_())
    entry(work, clerk, 2, 8, code="thu-to")
    entry(work, clerk, 5, 6, code="thu-to")
    assert told(counted(work, 6, code="thu-to")) == []
    assert [line.counts for line in trace(Figure.objects.get()).days] == [False, True]


def test_many_figures_few_queries(figure: Figure, clerk: Any, focal: Any) -> None:
    def asked() -> int:
        figures = list(Figure.objects.select_related("indicator", "activity", "unit"))
        with CaptureQueriesContext(connection) as queries:
            assert disagreements(figures) == []
        return len(queries)

    round_ = Submission.objects.get().report.round
    work = work_of(round_)
    entry(work, clerk, 3, 5)
    counted(work, 5)
    one = asked()
    for code in ("mytho", "yte"):
        round_.plan.activities.get(key="a2").assignments.filter(part="lead")[0].assigned.get_or_create(
            unit=Unit.objects.get(code=code)
        )
        sent = flow.submit_report(build.report(round_, code), way=Way.WEB, actor=focal)
        flow.accept_report(sent.report, actor=focal)
        other = work_of(round_, code)
        entry(other, clerk, 3, 5)
        counted(other, 5)
    assert Figure.objects.count() == 9
    assert asked() == one


def test_the_page_of_a_figure(figure: Figure, clerk: Any, focal: Any, stranger: Any) -> None:
    work = work_of(Submission.objects.get().report.round)
    entry(work, clerk, 3, 39)
    other = counted(work, 39)
    url = reverse("reports:figure", args=[figure.plan_id, figure.pk])
    client = Client()
    client.force_login(clerk)
    shown = client.get(url).content.decode()
    for said in ("Các bước khớp nhau", "Lần gửi 1", clerk.name, "Đến nhà", str(other.pk)):
        assert said in shown, said
    shown = client.get(reverse("reports:figure", args=[figure.plan_id, other.pk])).content.decode()
    assert "đếm lại các ngày ra đúng số này" in shown
    flow.reopen_report(Submission.objects.get().report, reason="Nhầm", actor=focal)
    shown = client.get(url).content.decode()
    assert "Đã rút" in shown
    client.force_login(stranger)
    assert client.get(url).status_code == 404


def test_what_the_desks_counted_and_froze_is_borne_out(province: Any, clerk: Any, settings: Any) -> None:
    """The count of the desks and the recount here are two hands: they must come to the same."""
    settings.MEASURES = ["ngayso.desks.measures.day_figures"]
    round_ = build.round_()
    work = work_of(round_)
    wrong = entry(work, clerk, 2, 100)
    entry(work, clerk, 4, 10, corrects=wrong)
    entry(work, clerk, 1, 7)
    entry(work, clerk, 16, 900)
    for day, value in ((5, 6), (2, 8), (5, 9)):
        entry(work, clerk, day, value, code="thu-to")
    freeze_counted(round_.plan, since=round_.since, until=round_.until, actor=None)
    figures = list(Figure.objects.in_force().select_related("indicator", "activity", "unit"))
    assert {one.indicator.code: one.value for one in figures} == {"thu-ho": 17, "thu-to": 9}
    assert disagreements(figures) == []
    sent = flow.submit_report(build.report(round_, houses="18", period="18", teams="9"), way=Way.WEB, actor=clerk)
    assert [cell["counted"] for cell in sent.content["cells"]] == ["17", "9"]
