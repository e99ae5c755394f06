"""What the doors of the report of one unit answer: read by the unit and whoever looks after all, written by the unit and
whoever runs the plan.
"""

from typing import Any

DOORS: dict[str, tuple[str, str, str, str]] = {
    "reports:unit_report": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "reports:save_block": ("mmmmmmm", "xxrxxrr", "mmmmmmm", "xxxxxrr"),
    "reports:save_general": ("mmmmmmm", "xxrxxrr", "mmmmmmm", "xxxxxrr"),
    "reports:report_sheet": ("sxooooo", "mmmmmmm", "sxxoooo", "mmmmmmm"),
    "reports:take_sheet": ("sxoxxoo", "xxbxxbb", "sxxxxoo", "xxxxxbb"),
    # The workbook is the focal officer's own: nobody else has it. Without the mark of what was seen nothing is written.
    "reports:preview_sheet": ("sxxxxox", "xxxxxcx", "sxxxxox", "xxxxxcx"),
}


def words(
    plan: Any, own: Any, other: Any, people: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """A round of the plan that is open to both units, with a workbook of the focal officer for each."""
    import datetime as dt
    import io

    from django.db import transaction

    from ngayso.core import clock, files
    from ngayso.plans.models import Assigned, Assignment, Indicator, Part
    from ngayso.reports.models import Ask, Round
    from ngayso.reports.sheet import write_sheet
    from ngayso.reports.unit_form import read_form

    activity = plan.activities.filter(cancelled_at=None).order_by("order")[0]
    for unit in (own, other):
        given = Assignment.objects.create(activity=activity, part=Part.LEAD, printed=unit.name, by_hand=True)
        Assigned.objects.create(assignment=given, unit=unit)
    indicator = Indicator.objects.get_or_create(code="cua-ho", defaults={"name": "Số hộ", "measure": "hộ"})[0]
    now = clock.now()
    round_ = Round.objects.create(
        plan=plan,
        name="Kỳ của cửa",
        since=dt.date(2024, 10, 1),
        until=dt.date(2024, 10, 15),
        due=now + dt.timedelta(days=9),
        opened_at=now,
    )
    Ask.objects.create(round=round_, activity=activity, indicator=indicator)
    found: list[dict[str, dict[str, Any]]] = []
    for unit in (own, other):
        focal = people["focal"]
        with transaction.atomic():
            book = io.BytesIO(write_sheet(read_form(round_, unit)))
            file = files.store(book, name="bao-cao.xlsx", owner=focal, actor=focal, allowed=files.SHEETS)
        base = {"plan_id": plan.pk, "round_id": round_.pk, "unit_id": unit.pk}
        made = {door: dict(base) for door in DOORS}
        made["reports:save_block"]["activity_id"] = activity.pk
        made["reports:preview_sheet"]["file_id"] = file.pk
        found.append(made)
    return found[0], found[1]
