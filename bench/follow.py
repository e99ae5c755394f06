"""Server time and queries of the board, the one-minute page, the lateness, the desk, the completeness and a unit's form.

usage: python bench/follow.py [UNITS [ACTIVITIES [PLANS]]]

Builds PLANS programmes of UNITS units by ACTIVITIES activities, every unit in every activity, with works and entries,
six figures of each (200,000 of the 300 × 40 × 3 that are told of), and a round of reports, in a database of its own in a
folder that goes afterwards. Prints one JSON line a page: p50 and p95 in milliseconds over RUNS requests without network,
of the clock and of the processor (what else runs on the machine is in the first alone), queries, kilobytes of the
answer. Names are invented. Wanted: p95 under 80 ms.
"""

import datetime as dt
import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
RUNS = 30
TODAY = dt.date(2025, 10, 6)


def build(units: int, activities: int, plans: int) -> None:
    """The province, its units and people, the programmes with their works."""
    from django.db import transaction

    from ngayso.people.models import Level, Membership, Province, Role, Unit, UnitKind, User
    from ngayso.words.fold import fold

    def unit(code: str, name: str, kind: str, level: str, parent: Unit | None, order: int) -> Unit:
        return Unit(code=code, name=name, kind=kind, level=level, parent=parent, order=order, folded=fold(name))

    root = unit("tinh", "Ủy ban nhân dân tỉnh Thử Nghiệm", UnitKind.PROVINCE_COMMITTEE, Level.PROVINCE, None, 0)
    root.save()
    offices = [
        unit(f"so-{n}", f"Sở Thử nghiệm {n}", UnitKind.DEPARTMENT, Level.PROVINCE, root, n) for n in range(1, 21)
    ]
    districts = [
        unit(f"h-{n}", f"Ủy ban nhân dân huyện Thử {n}", UnitKind.DISTRICT_COMMITTEE, Level.DISTRICT, root, 100 + n)
        for n in range(1, 12)
    ]
    communes = [
        unit(
            f"x-{n}",
            f"Ủy ban nhân dân xã Nghiệm {n}",
            UnitKind.COMMUNE_COMMITTEE,
            Level.COMMUNE,
            districts[n % 11],
            200 + n,
        )
        for n in range(max(units - 31, 1))
    ]
    with transaction.atomic():
        every = Unit.objects.bulk_create([*offices, *districts]) + Unit.objects.bulk_create(communes)
        Province.objects.create(name="Tỉnh Thử Nghiệm", unit=root, focal=offices[0])
        focal = User.objects.create_user("dau-moi", "mat-khau-thu-nghiem-01", name="Cán bộ Đầu Mối")
        clerk = User.objects.create_user("chuyen-vien", "mat-khau-thu-nghiem-01", name="Chuyên viên")
        since = dt.date(2024, 1, 1)
        Membership.objects.create(user=focal, unit=offices[0], role=Role.FOCAL, since=since)
        Membership.objects.create(user=clerk, unit=districts[0], role=Role.CLERK, since=since)
        for number in range(plans):
            _plan(number, every[:units], activities, offices[0], focal)


def _plan(number: int, units: list[Any], activities: int, focal_unit: Any, user: Any) -> None:
    from ngayso.desks.models import Acknowledgement, Progress, Work
    from ngayso.plans.models import Activity, Assigned, Assignment, Part, Plan

    day = dt.date(2025, 10, 10)
    sent = dt.datetime(2025, 9, 5, 3, tzinfo=dt.UTC)
    plan = Plan.objects.create(
        title=f"Kế hoạch hưởng ứng Ngày Chuyển đổi số, đợt {number + 1}", name=f"Ngày Chuyển đổi số, đợt {number + 1}",
        issuer="Ủy ban nhân dân tỉnh Thử Nghiệm", day=day, as_of=day, focal=focal_unit, confirmed_at=sent,
    )  # fmt: skip
    made = Activity.objects.bulk_create(
        Activity(
            plan=plan, key=f"a{n}", ref=f"III.{n}", order=n, title=f"Hoạt động thử số {n} về kỹ năng số của người dân",
            start=day - dt.timedelta(days=25 - n % 20), end=day + dt.timedelta(days=n % 20 - 8),
        )
        for n in range(activities)
    )  # fmt: skip
    names = []
    for activity in made:
        names += [
            Assignment(activity=activity, part=Part.LEAD, order=0, printed="UBND các xã, phường"),
            Assignment(activity=activity, part=Part.PARTNER, order=1, printed="Các sở, ban, ngành; cấp huyện"),
        ]
    names = Assignment.objects.bulk_create(names)
    rows, works, entries = [], [], []
    random.seed(number)
    for lead, partner in zip(names[::2], names[1::2], strict=True):
        for unit in units:
            rows.append(Assigned(assignment=lead if unit.level == "commune" else partner, unit=unit))
            if random.random() < 0.15:
                continue
            work = Work(
                plan=plan, unit=unit, activity=lead.activity, state=random.choice(("go", "go", "done", "stuck"))
            )
            work.entries = 2
            first = dt.datetime(2025, 9, 20, 3, tzinfo=dt.UTC) + dt.timedelta(days=random.randint(0, 12))
            work.last_at = first + dt.timedelta(days=2, hours=random.randint(0, 9))
            works.append(work)
            entries += [
                Progress(work=work, at=at, day=at.date(), state=state, by=user, sha256="0" * 64)
                for at, state in ((first, "go"), (work.last_at, work.state))
            ]
    Assigned.objects.bulk_create(rows, batch_size=2000)
    Work.objects.bulk_create(works, batch_size=1000)
    Progress.objects.bulk_create(entries, batch_size=1000)
    Acknowledgement.objects.bulk_create(
        Acknowledgement(plan=plan, unit=unit, at=sent, by=user) for unit in units if random.random() < 0.9
    )
    _figures(plan, made, units)


def _figures(plan: Any, activities: list[Any], units: list[Any]) -> None:
    """A round that is open, the reports of nine units in ten, and the figures of the programme."""
    from ngayso.plans.models import Figure, Indicator
    from ngayso.reports.models import Ask, Cell, Round, UnitReport

    every = [
        Indicator.objects.get_or_create(code=f"thu-{n}", defaults={"name": f"Số liệu thử {n}", "measure": "lượt"})[0]
        for n in range(6)
    ]
    opened = dt.datetime(2025, 9, 20, 3, tzinfo=dt.UTC)
    due = dt.datetime(2025, 10, 15, 17, tzinfo=dt.UTC)
    round_ = Round.objects.create(
        plan=plan, name="Báo cáo thử", since=dt.date(2025, 9, 1), until=plan.day, due=due, opened_at=opened
    )
    asks = Ask.objects.bulk_create(
        Ask(round=round_, activity=activity, indicator=one, order=n)
        for activity in activities
        for n, one in enumerate(every)
    )
    reports = []
    for unit in units:
        if random.random() < 0.9:
            at = due - dt.timedelta(hours=random.randint(-30, 200))
            state = random.choice(("submitted", "submitted", "accepted", "returned"))
            reports.append(
                UnitReport(round=round_, unit=unit, state=state, submitted_at=at, first_submitted_at=at, late=at >= due)
            )
    UnitReport.objects.bulk_create(reports)
    cells = (Cell(report=report, ask=ask, value=1, in_period=1) for report in reports for ask in asks)
    Cell.objects.bulk_create(cells, batch_size=2000)
    figures = (
        Figure(
            plan=plan, activity=activity, unit=unit, indicator=one, day=plan.day, value=1, in_period=1, origin="typed",
            evidence_model="reports.submission", evidence_id="-",
        )
        for unit in units for activity in activities for one in every if random.random() < 0.93
    )  # fmt: skip
    Figure.objects.bulk_create(figures, batch_size=2000)


def measure(name: str, ask: Any, *, runs: int = RUNS) -> None:
    """Asks so often and prints what it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    took, worked = [], []
    for _n in range(runs):
        begun, busy = time.perf_counter(), time.thread_time()
        answer = ask()
        took.append((time.perf_counter() - begun) * 1000)
        worked.append((time.thread_time() - busy) * 1000)
    with CaptureQueriesContext(connection) as queries:
        ask()
    size = len(answer.content) / 1024 if hasattr(answer, "content") else 0
    told = {
        "page": name,
        "status": getattr(answer, "status_code", 0),
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(sorted(took)[int(len(took) * 0.95)], 1),
        "cpu_p50_ms": round(statistics.median(worked), 1),
        "cpu_p95_ms": round(sorted(worked)[int(len(worked) * 0.95)], 1),
        "queries": len(queries),
        "kb": round(size),
    }
    print(json.dumps(told), flush=True)


def main(units: int = 300, activities: int = 40, plans: int = 3) -> None:
    import django
    from django.conf import settings

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    build(units, activities, plans)
    print(json.dumps({"built_s": round(time.perf_counter() - begun, 1), "units": units, "activities": activities}))

    from ngayso import wsgi  # noqa: F401 as the server loads it
    from ngayso.follow.lateness import late_units
    from ngayso.people.models import Unit, User
    from ngayso.plans.models import Figure, Plan

    print(json.dumps({"figures": Figure.objects.count()}))
    plan = Plan.objects.earliest("confirmed_at")
    focal, clerk = Client(), Client()
    focal.force_login(User.objects.get(login="dau-moi"))
    clerk.force_login(User.objects.get(login="chuyen-vien"))
    board, day = reverse("follow:board", args=[plan.pk]), f"?ngay={TODAY.isoformat()}"
    measure("board", lambda: focal.get(board))
    measure("board, communes of all districts", lambda: focal.get(f"{board}?nhom=commune"))
    measure("board, late", lambda: focal.get(f"{board}?tinh-trang=tre"))
    measure("board as of a day that is over", lambda: focal.get(board + day), runs=10)
    measure("comparison", lambda: focal.get(reverse("follow:compare", args=[plan.pk])))
    measure("one minute", lambda: focal.get(reverse("follow:minute", args=[plan.pk])))
    measure("who has not received", lambda: focal.get(reverse("follow:unreceived", args=[plan.pk])))
    measure("lateness alone", lambda: late_units(plan, dt.date.today()))
    unit, round_ = Unit.objects.get(code="h-1"), plan.rounds.get()
    desk = reverse("desks:desk", args=[unit.pk])
    measure("desk of a unit", lambda: clerk.get(desk))
    complete = reverse("reports:round", args=[plan.pk, round_.pk])
    measure("completeness of a round", lambda: focal.get(complete))
    measure("completeness, communes one by one", lambda: focal.get(f"{complete}?nhom=commune"))
    form = reverse("reports:unit_report", args=[plan.pk, round_.pk, unit.pk])
    measure("form of a unit", lambda: clerk.get(form))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NGAYSO_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "ngayso.settings"
        os.environ["LOG_LEVEL"] = "ERROR"
        main(*(int(given) for given in sys.argv[1:4]))
