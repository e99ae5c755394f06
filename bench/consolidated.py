"""Seconds of a consolidated report: its body read from the database, .docx, .pdf and .xlsx drawn, a version recounted.

usage: python bench/consolidated.py [UNITS [ACTIVITIES [FIGURES]]]

Makes an SQLite place of its own in a folder that is thrown away: three programmes that share FIGURES figures (in force,
typed and counted), and reports on the round of one of them. Prints JSON lines. Texts and numbers are invented.
"""

import datetime as dt
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

UNTIL = dt.date(2026, 10, 15)
SENT = dt.datetime(2026, 10, 15, 9, tzinfo=dt.UTC)
PLANS = 3


def main() -> int:
    given = sys.argv[1:]
    units, activities, figures = (int(n) for n in (*given, *("300", "40", "200000")[len(given) :]))
    with tempfile.TemporaryDirectory(prefix="ngayso-bench-") as place:
        os.environ |= {"NGAYSO_VAR": place, "DJANGO_SETTINGS_MODULE": "ngayso.settings", "LOG_LEVEL": "ERROR"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(units, activities, figures)
    return 0


def measure(units: int, activities: int, figures: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ngayso.papers import docx
    from ngayso.reports import annex_book, versions
    from ngayso.reports.body import body_of
    from ngayso.reports.consolidation import draw_draft
    from ngayso.reports.models import Round, Version
    from ngayso.reports.recount import recount
    from ngayso.reports.standing import standing
    from ngayso.words.office import OfficeMissing, print_pdf

    size = {"units": units, "activities": activities, "plans": PLANS, "figures": filled(units, activities, figures)}
    found = Round.objects.select_related("plan__focal__parent", "before", "deadline")
    round_ = found.order_by("pk")[0]

    def tell(what: str, seconds: float, **more: Any) -> None:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told = {"bench": "consolidated", "what": what, **size, "seconds": round(seconds, 3), **more}
        print(json.dumps({**told, "memory_mb": memory}), flush=True)

    with CaptureQueriesContext(connection) as asked:
        body, seconds = best(lambda: body_of(round_), 1)
    tell("body", seconds, queries=len(asked), of_round=len(body.figures))
    for edition in ("ministry", "province"):
        content, seconds = best(lambda edition=edition: standing(round_, edition, body=body).content(), 2)
        tell("content", seconds, edition=edition)
        made, seconds = best(lambda c=content: docx.write(versions.document_of(c, body)), 2)
        tell("docx", seconds, edition=edition, kb=len(made) // 1024)
        whole, seconds = best(lambda e=edition: versions.drawn(standing(round_, e).content()), 2)
        tell("docx from the database", seconds, edition=edition, kb=len(whole) // 1024)
        try:
            printed, seconds = best(lambda m=made: print_pdf(m), 2)
            tell("pdf", seconds, edition=edition, kb=len(printed) // 1024, pages=pages(printed))
        except OfficeMissing as error:
            print(error, file=sys.stderr)
    sheet, seconds = best(lambda: annex_book.book(body, "province", mark=""), 1)
    tell("xlsx", seconds, kb=len(sheet) // 1024)
    version, seconds = best(lambda: draw_draft(round_, "province", actor=None), 1)
    tell("draft kept", seconds)
    known = Version.objects.select_related("docx", "pdf", "xlsx").get(pk=version.pk)
    result, seconds = best(lambda: recount(known), 1)
    tell("recount", seconds, numbers=result.numbers, wrong=len(result.wrong))


def best(run: Callable[[], Any], times: int) -> tuple[Any, float]:
    spent = []
    made: Any = None
    for _ in range(times):
        begun = time.perf_counter()
        made = run()
        spent.append(time.perf_counter() - begun)
    return made, min(spent)


def pages(printed: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(printed)
    try:
        return len(document)
    finally:
        document.close()


def filled(units: int, activities: int, figures: int) -> int:
    """Makes the programmes with their rounds, reports and figures; gives the number of figures."""
    from django.db import transaction

    from ngayso.core import clock
    from ngayso.people.models import Province, Unit
    from ngayso.plans.models import Activity, Assigned, Assignment, Figure, Indicator, Part, Plan
    from ngayso.reports.frozen import digest
    from ngayso.reports.models import Ask, Review, Round, Submission, UnitReport

    day = dt.date(2026, 10, 10)
    root = Unit.objects.create(
        code="ubnd", name="Ủy ban nhân dân tỉnh Thử Nghiệm", short="UBND tỉnh", kind="province-committee",
        level="province", place="Thử Nghiệm",
    )  # fmt: skip
    focal = Unit.objects.create(
        code="so", name="Sở Khoa học và Công nghệ", kind="department", level="province", parent=root, place="Thử Nghiệm"
    )
    Province.objects.create(name="Tỉnh Thử Nghiệm", unit=root, focal=focal)
    communes = Unit.objects.bulk_create(
        Unit(code=f"xa-{at}", name=f"Ủy ban nhân dân xã Thử Nghiệm {at}", short=f"UBND xã Thử Nghiệm {at}",
             kind="commune-committee", level="commune", area="xã", parent=root, order=at, folded="x")
        for at in range(1, units + 1)
    )  # fmt: skip
    natures = ("distinct", "times", "amount", "amount", "amount")
    per = max(1, round(figures / (PLANS * units * activities)))
    indicators = Indicator.objects.bulk_create(
        Indicator(code=f"so-lieu-{at}", name=f"Số liệu thử nghiệm thứ {at}", measure="lượt", nature=natures[at % 5],
                  course="stock" if at % 5 == 4 else "flow", order=at)
        for at in range(1, per + 1)
    )  # fmt: skip
    count = 0
    for number in range(PLANS):
        with transaction.atomic():
            plan = Plan.objects.create(
                title=f"Tổ chức Ngày Chuyển đổi số tỉnh Thử Nghiệm năm {2026 - number}", name=f"Ngày hội {number}",
                issuer=root.name, number="100/KH-UBND", place="Thử Nghiệm", issued_on=dt.date(2026, 9, 5), day=day,
                as_of=day, focal=focal,
            )  # fmt: skip
            works = Activity.objects.bulk_create(
                Activity(plan=plan, key=f"a{at}", ref=f"III.{at}", order=at, start=dt.date(2026, 9, 15), end=day,
                         title=f"Hoạt động thử nghiệm thứ {at} về chuyển đổi số trên địa bàn tỉnh")
                for at in range(1, activities + 1)
            )  # fmt: skip
            named = Assignment.objects.bulk_create(
                Assignment(activity=work, part=Part.LEAD, printed="Ủy ban nhân dân các xã") for work in works
            )
            Assigned.objects.bulk_create((Assigned(assignment=one, unit=unit) for one in named for unit in communes),
                                         batch_size=5000)  # fmt: skip
            kept = Round.objects.create(
                plan=plan, name="Báo cáo lần đầu", since=dt.date(2026, 9, 15), until=UNTIL,
                due=dt.datetime(2026, 10, 16, tzinfo=clock.HERE), opened_at=clock.now(),
            )  # fmt: skip
            Ask.objects.bulk_create(
                Ask(round=kept, activity=work, indicator=one, order=at, required=at == 0, target=1000 if at == 0 else None)
                for work in works for at, one in enumerate(indicators)
            )  # fmt: skip
            reports = UnitReport.objects.bulk_create(
                UnitReport(round=kept, unit=unit, state="accepted", submitted_at=SENT, first_submitted_at=SENT)
                for unit in communes
            )
            contents = [_content(works, indicators, at) for at in range(units)]
            sent = Submission.objects.bulk_create(
                [Submission(report=report, number=1, at=SENT, by_label="x", way="web", content=c, sha256=digest(c))
                 for report, c in zip(reports, contents, strict=True)]
            )  # fmt: skip
            Review.objects.bulk_create(
                Review(submission=one, verdict="accepted", unit=one.report.unit, at=SENT) for one in sent
            )
            rows = (
                Figure(plan=plan, activity=work, unit=unit, indicator=one, day=UNTIL, value=_value(at, turn),
                       in_period=None if one.course == "stock" else _value(at, turn), origin="typed",
                       evidence_model="reports.submission", evidence_id=str(sent[at].pk))
                for work in works for at, unit in enumerate(communes) for turn, one in enumerate(indicators)
            )  # fmt: skip
            count += len(Figure.objects.bulk_create(rows, batch_size=5000))
    return count


def _value(unit: int, turn: int) -> Decimal:
    return Decimal((unit * 37 + turn * 11) % 900 + 10)


def _content(works: Any, indicators: Any, at: int) -> dict[str, Any]:
    cells = [
        {
            "activity": str(work.pk), "indicator": one.code, "value": str(_value(at, turn)), "word": "", "counted": "",
            "in_period": "" if one.course == "stock" else str(_value(at, turn)),
        }
        for work in works for turn, one in enumerate(indicators)
    ]  # fmt: skip
    return {"cells": cells, "passages": [], "difficulties": "Đường truyền còn chậm", "proposals": "", "problems": [],
            "missing": {"units": [], "word": ""}}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
