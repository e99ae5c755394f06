"""A round over the small plan: the districts report on the campaign, with two communes below Cái Bè."""

import datetime as dt
from decimal import Decimal
from typing import Any

from plans import build

from ngayso.core import clock
from ngayso.people.models import Membership, Unit, User
from ngayso.plans.models import Indicator, Plan
from ngayso.reports import cells
from ngayso.reports.models import Ask, Cell, Passage, Round, UnitReport

SINCE, UNTIL = dt.date(2025, 10, 1), dt.date(2025, 10, 15)


def round_(plan: Plan | None = None, **changes: Any) -> Round:
    """Opened, due in the far future, asking two figures of the campaign."""
    plan = plan or build.plan()
    houses, _ = Indicator.objects.get_or_create(
        code="thu-ho", defaults={"name": "Số hộ đã đến", "measure": "hộ", "nature": "distinct"}
    )
    teams, _ = Indicator.objects.get_or_create(
        code="thu-to", defaults={"name": "Số tổ ra quân", "measure": "tổ", "course": "stock"}
    )
    made: dict[str, Any] = {
        "name": "Báo cáo kết quả",
        "since": SINCE,
        "until": UNTIL,
        "due": clock.now() + dt.timedelta(days=30),
        "opened_at": clock.now(),
    }
    found = Round.objects.create(plan=plan, **(made | changes))
    activity = plan.activities.get(key="a2")
    for order, indicator in enumerate((houses, teams)):
        Ask.objects.create(round=found, activity=activity, indicator=indicator, order=order)
    return found


def report(
    round_: Round, code: str = "caibe", *, houses: Any = "40", period: Any = "12", teams: Any = "3"
) -> UnitReport:
    """A draft with its figures and words."""
    found = UnitReport.objects.create(round=round_, unit=Unit.objects.get(code=code))
    fill(found, houses=houses, period=period, teams=teams)
    activity = round_.plan.activities.get(key="a2")
    Passage.objects.create(report=found, activity=activity, words="Đã đến từng nhà.")
    return found


def fill(report: UnitReport, *, houses: Any = None, period: Any = None, teams: Any = None) -> None:
    """Writes the cells as if typed; None leaves a cell out."""
    for ask in report.round.asks.select_related("indicator"):
        value, now = (houses, period) if ask.indicator.code == "thu-ho" else (teams, None)
        if value is None:
            Cell.objects.filter(report=report, ask=ask).update(value=None, in_period=None)
            continue
        given = {"value": Decimal(value), "in_period": None if now is None else Decimal(now)}
        Cell.objects.update_or_create(report=report, ask=ask, defaults=given)


def communes() -> list[Unit]:
    """Two communes of Cái Bè, one of Mỹ Tho."""
    rows = []
    for code, above in (("anthai", "caibe"), ("mydu", "caibe"), ("trung", "mytho")):
        rows.append(
            Unit.objects.create(
                code=code,
                name=f"Ủy ban nhân dân xã {code}",
                kind="commune-committee",
                level="commune",
                parent=Unit.objects.get(code=above),
                source="thử",
            )
        )
    return rows


def person(login: str, code: str, role: str = "clerk") -> User:
    user = User.objects.create_user(login, "mat-khau-thu-nghiem-01", name=f"Người {login}")
    Membership.objects.create(user=user, unit=Unit.objects.get(code=code), role=role, since=dt.date(2024, 1, 1))
    return user


def save_cell(report: UnitReport, ask: Ask, *, in_period: Any, value: Any, word: str, seen: int, actor: Any) -> Cell:
    """One figure typed through the product."""
    cells.save(report, cells=[cells.CellEntry(ask, in_period, value, word, seen)], actor=actor)
    return Cell.objects.get(report=report, ask=ask)


def save_passage(
    report: UnitReport, activity: Any, *, words: str, difficulties: str, proposals: str, seen: int, actor: Any
) -> Passage:
    """The words on one activity, typed through the product."""
    cells.save(report, passages=[cells.PassageEntry(activity, words, difficulties, proposals, seen)], actor=actor)
    return Passage.objects.get(report=report, activity=activity)


def save_general(report: UnitReport, *, difficulties: str, proposals: str, seen: int, actor: Any) -> UnitReport:
    """The words on the whole, typed through the product."""
    cells.save(report, general=cells.GeneralEntry(difficulties, proposals, seen), actor=actor)
    report.refresh_from_db()
    return report
