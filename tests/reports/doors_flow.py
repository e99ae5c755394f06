"""What the doors of the flow of reports, of locks and of the trace answer."""

from typing import Any

from ngayso.reports import flow
from ngayso.reports.models import Way

# roles: nobody, stranger, clerk, leader, auditor, focal, admin  (clerk is of the unit "caibe"; leader of the province committee)
# (GET own, POST own, GET other, POST other)
DOORS: dict[str, tuple[str, str, str, str]] = {
    "reports:queue": ("sxooooo", "mmmmmmm", "", ""),
    "reports:accept_clean": ("mmmmmmm", "xxxxxrr", "", ""),
    "reports:submit": ("mmmmmmm", "xxrxxrr", "mmmmmmm", "xxxxxrr"),
    "reports:withdraw_submission": ("mmmmmmm", "xxrxxrr", "mmmmmmm", "xxxxxrr"),
    "reports:review": ("sxxoooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "reports:return_report": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxbb"),
    "reports:approve_report": ("mmmmmmm", "xxxxxxx", "mmmmmmm", "xxxxxxx"),
    "reports:accept_report": ("mmmmmmm", "xxxxxrr", "mmmmmmm", "xxxxxrr"),
    "reports:reopen_report": ("mmmmmmm", "xxxxxbb", "mmmmmmm", "xxxxxbb"),
    "reports:history": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "reports:locks": ("sxxoooo", "mmmmmmm", "", ""),
    "reports:lock_round": ("mmmmmmm", "xxxxxrr", "", ""),
    "reports:unlock_round": ("mmmmmmm", "xxxxxrr", "", ""),
    "reports:add_exception": ("mmmmmmm", "xxxxxbb", "", ""),
    "reports:end_exception": ("mmmmmmm", "xxxxxrr", "", ""),
    "reports:submission": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "reports:figure": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
}


def words(
    plan: Any, own: Any, other: Any, people: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """A sent report of each unit in an open round that asks one figure of an activity given to both; a figure of each."""
    import datetime as dt
    from decimal import Decimal

    from ngayso.core import clock
    from ngayso.plans.models import Figure, Indicator, Part
    from ngayso.reports.models import Ask, Cell, LockException, Round, UnitReport

    focal, now = people["focal"], clock.now()
    day = dt.date(2024, 10, 15)
    activity = plan.activities.all()[0]
    assignment = activity.assignments.filter(part=Part.LEAD).first() or activity.assignments.create(
        part=Part.LEAD, printed="Đơn vị", by_hand=True
    )
    indicator, _made = Indicator.objects.get_or_create(
        code="cua-thu", defaults={"name": "Số thử ở cửa", "measure": "lượt"}
    )
    due = now + dt.timedelta(days=5)
    round_ = Round.objects.create(plan=plan, name="Kỳ thử", since=day, until=day, due=due, opened_at=now)
    ask = Ask.objects.create(round=round_, activity=activity, indicator=indicator)
    told: list[dict[str, dict[str, Any]]] = []
    for unit in (own, other):
        assignment.assigned.get_or_create(unit=unit)
        report = UnitReport.objects.create(round=round_, unit=unit)
        Cell.objects.create(report=report, ask=ask, value=Decimal(4), in_period=Decimal(4))
        sent = flow.submit_report(report, way=Way.WEB, actor=focal, word="Thử cửa")
        figure = Figure.objects.create(
            plan=plan,
            activity=activity,
            unit=unit,
            indicator=indicator,
            day=day,
            value=Decimal(4),
            in_period=Decimal(4),
            origin="typed",
            evidence_model="reports.submission",
            evidence_id=str(sent.pk),
        )
        exception = LockException.objects.create(
            round=round_, unit=unit, until=now + dt.timedelta(days=9), reason="Thử", by=focal
        )
        in_round = {"plan_id": plan.pk, "round_id": round_.pk}
        of_unit = in_round | {"unit_id": unit.pk}
        rounds = ("queue", "accept_clean", "locks", "lock_round", "unlock_round", "add_exception")
        doors = {f"reports:{name}": in_round for name in rounds}
        doors |= {door: of_unit for door in DOORS if door not in doors}
        doors["reports:end_exception"] = in_round | {"exception_id": exception.pk}
        doors["reports:submission"] = {"plan_id": plan.pk, "submission_id": sent.pk}
        doors["reports:figure"] = {"plan_id": plan.pk, "figure_id": figure.pk}
        told.append(doors)
    return told[0], told[1]
