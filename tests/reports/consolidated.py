"""A round with its units' reports and figures, as real rows: for the tests of the consolidated report.

`build.plan()` gives the plan: activity a1 led by tttt, a2 by the two districts with the police beside. The round asks a2 for
households (distinct), contacts, files and online files with their rate.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from plans import build

from ngayso.core import clock
from ngayso.desks.models import DayFigure, Progress, Work
from ngayso.people.models import Unit, User
from ngayso.plans import figures
from ngayso.plans.models import Figure, Indicator, Plan
from ngayso.reports.frozen import digest
from ngayso.reports.models import Ask, ReportState, Review, Round, Submission, UnitReport, Way

UNTIL = dt.date(2025, 10, 15)
SENT = dt.datetime(2025, 10, 15, 9, tzinfo=dt.UTC)


def indicators() -> dict[str, Indicator]:
    made: dict[str, Indicator] = {}
    for order, (code, name, measure, nature, course, phrase) in enumerate(
        (
            ("ho-da-den", "Số hộ đã đến", "hộ", "distinct", "flow", "đã đến {} hộ"),
            ("luot", "Lượt người được hướng dẫn", "lượt", "times", "flow", ""),
            ("ho-so", "Hồ sơ tiếp nhận", "hồ sơ", "amount", "flow", ""),
            ("ho-so-tt", "Hồ sơ nộp trực tuyến", "hồ sơ", "amount", "flow", ""),
            ("tai-khoan", "Tài khoản đang dùng", "tài khoản", "amount", "stock", ""),
        )
    ):
        made[code] = Indicator.objects.create(
            code=f"thu-{code}", name=name, measure=measure, nature=nature, course=course, phrase=phrase, order=order
        )
    made["ty-le"] = Indicator.objects.create(
        code="thu-ty-le", name="Tỷ lệ hồ sơ trực tuyến", measure="%", nature="rate", course="stock", places=1,
        numerator=made["ho-so-tt"], denominator=made["ho-so"], order=9,
    )  # fmt: skip
    return made


def round_of(plan: Plan, *, known: dict[str, Indicator] | None = None, **changes: Any) -> Round:
    """An open round whose form asks activity a2."""
    known = indicators() if known is None else known
    given = {
        "plan": plan, "deadline": plan.deadlines.first(), "name": "Báo cáo lần đầu", "since": dt.date(2025, 9, 1),
        "until": UNTIL, "due": dt.datetime(2025, 10, 16, tzinfo=clock.HERE), "opened_at": clock.now(),
    }  # fmt: skip
    round_ = Round.objects.create(**(given | changes))
    activity = plan.activities.get(key="a2")
    for order, indicator in enumerate(known.values()):
        Ask.objects.create(
            round=round_, activity=activity, indicator=indicator, order=order, required=order == 0,
            target=Decimal(1000) if order == 0 else None, baseline=Decimal(400) if order == 1 else None,
            baseline_source="Báo cáo 210/BC-STTTT" if order == 1 else "",
        )  # fmt: skip
    return round_


def report(round_: Round, code: str, values: dict[str, int | str], *, state: str = "accepted", late: bool = False,
           words: str = "", difficulties: str = "", proposals: str = "", number: int = 1) -> Submission:  # fmt: skip
    """What a unit sent. Accepted: its figures stand. `values` by the code without "thu-"."""
    unit, activity = Unit.objects.get(code=code), round_.plan.activities.get(key="a2")
    row, _made = UnitReport.objects.get_or_create(round=round_, unit=unit)
    at = SENT + dt.timedelta(days=1) if late else SENT
    row.state, row.late, row.submitted_at = state, late, at
    row.first_submitted_at = row.first_submitted_at or at
    row.save()
    content = {
        "cells": [
            {"activity": str(activity.pk), "indicator": f"thu-{name}", "value": str(value),
             "in_period": "" if name == "tai-khoan" else str(value), "word": "", "counted": ""}
            for name, value in values.items()
        ],
        "passages": [{"activity": str(activity.pk), "words": words, "difficulties": "", "proposals": ""}] if words else [],
        "difficulties": difficulties,
        "proposals": proposals,
        "problems": [],
        "missing": {"units": [], "word": ""},
    }  # fmt: skip
    sent = Submission.objects.create(
        report=row, number=number, at=at, by_label="Chuyên viên", way=Way.WEB, content=content, sha256=digest(content)
    )
    if state == ReportState.ACCEPTED:
        Review.objects.create(
            submission=sent, verdict=Review.Verdict.ACCEPTED, unit=Unit.objects.get(code="tttt"), at=at
        )
        stocks = ("tai-khoan",)
        said = [
            figures.Said(activity.pk, unit.pk, f"thu-{n}", Decimal(v), None if n in stocks else Decimal(v))
            for n, v in values.items()
        ]
        figures.set_figures(
            round_.plan,
            said,
            day=round_.until,
            evidence_model="reports.submission",
            evidence_id=str(sent.pk),
            actor=None,
        )
    return sent


def counted(round_: Round, code: str, name: str, value: int) -> Figure:
    """A number that the house counted, from an entry on the unit's desk."""
    unit, activity = Unit.objects.get(code=code), round_.plan.activities.get(key="a2")
    indicator = Indicator.objects.get(code=f"thu-{name}")
    clerk, _made = User.objects.get_or_create(login=f"ban-{code}", defaults={"name": "Người ghi"})
    work = Work.objects.create(plan=round_.plan, unit=unit, activity=activity, state="go", entries=1, last_at=SENT)
    entry = Progress.objects.create(work=work, day=dt.date(2025, 10, 3), state="go", by=clerk, sha256="0" * 64)
    DayFigure.objects.create(progress=entry, indicator=indicator, value=value)
    return Figure.objects.create(
        plan=round_.plan, activity=activity, unit=unit, indicator=indicator, day=round_.until, value=value,
        in_period=value, origin="counted", evidence_model="desks.work", evidence_id=str(work.pk),
    )  # fmt: skip


def small_round(**changes: Any) -> Round:
    """Two districts accepted, the police waits, the other departments are silent; one number counted by the house."""
    round_ = round_of(build.plan(), **changes)
    report(round_, "caibe", {"ho-da-den": 300, "luot": 700, "ho-so": 50, "ho-so-tt": 20, "tai-khoan": 9},
           words="Đi từng ngõ, gõ từng nhà", difficulties="Đường truyền chậm", proposals="Thêm điểm phát Wi-Fi")  # fmt: skip
    report(round_, "mytho", {"ho-da-den": 200, "luot": 500, "ho-so": 30, "ho-so-tt": 20}, late=True,
           difficulties="đường truyền chậm.")  # fmt: skip
    report(round_, "ca", {"ho-da-den": 5}, state="submitted", difficulties="Thiếu {máy} quét")
    counted(round_, "caibe", "luot", 690)
    return round_
