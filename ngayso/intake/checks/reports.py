"""Rules on reporting: nobody reports, no day, no receiver, reports that fall due before the work ends."""

import datetime as dt
import re
from collections.abc import Iterator

from ngayso.intake.checks.dates import subject_of
from ngayso.intake.checks.duties import head_place
from ngayso.intake.checks.finding import ASK, KEEP, Finding, Rule, Way, made, of_report, of_time, short
from ngayso.intake.checks.norms import norm
from ngayso.reader.reading import Activity, Reading, Report
from ngayso.words.dates import say_day
from ngayso.words.fold import small

_WHOLE = re.compile(
    r"(?:kết quả|báo cáo)(?:\s+\S+){0,4}\s+(?:thực hiện|tổ chức|triển khai|kế hoạch|hoạt động|tháng"
    r"|đợt)"
)


def before_end(reading: Reading) -> Iterator[Finding]:
    """The report on the whole plan is due before some of its work has ended."""
    for report in reading.reports:
        if report.due is None or not _is_on_plan(reading, report):
            continue
        late = [a for a in reading.activities if (end := _ends(a)) is not None and end > report.due]
        if not late:
            continue
        # Work with a printed last day first: that is what the officer can check against.
        late.sort(key=lambda a: (a.when is None or a.when.precision != "day", a.span.start if a.span else 0))
        first = late[0]
        last = max(end for a in late if (end := _ends(a)) is not None)
        more = f" và {len(late) - 1} hoạt động khác" if len(late) > 1 else ""
        yield made(
            "reports.before_end",
            f"Hạn báo cáo đến trước khi {_in_sentence(subject_of(reading, first))} kết thúc",
            f"Báo cáo trước ngày {say_day(report.due)} sẽ thiếu kết quả của hoạt động này{more}. "
            f"Nên có báo cáo bổ sung sau ngày {short(last)}.",
            (of_report(reading, report), *(of_time(reading, a) for a in late)),
            (Way("supplement", "Thêm báo cáo bổ sung"), KEEP, ASK),
            citation=norm(reading, "report.regime"),
            weight=3,
        )


def _ends(activity: Activity) -> dt.date | None:
    """The last day of the work; work of a whole year or without end goes on beside any report."""
    when = activity.when
    if re.search(r"báo cáo|tổng kết|sơ kết", small(activity.title.text)):
        # Reporting goes on when the rest has ended.
        return None
    return when.end if when is not None and when.end is not None and when.precision != "year" else None


def _is_on_plan(reading: Reading, report: Report) -> bool:
    """True for a report on the plan as a whole: not a step within one of its activities."""
    if report.span is None:
        return True
    if any(a.span is not None and a.span.start <= report.span.start < a.span.end for a in reading.activities):
        return False
    return bool(_WHOLE.search(small(reading.text[report.span.start : report.span.end])))


def _in_sentence(name: str) -> str:
    return name if name.startswith("“") else name[:1].lower() + name[1:]


def none(reading: Reading) -> Iterator[Finding]:
    """Nobody has to report."""
    if reading.activities and not reading.reports:
        yield made(
            "reports.none",
            "Kế hoạch không yêu cầu báo cáo kết quả",
            "Không có nơi nhận báo cáo và hạn báo cáo.",
            (head_place(reading, "Toàn văn"),),
            (Way("report", "Thêm hạn báo cáo"), KEEP, ASK),
            citation=norm(reading, "report.regime"),
        )


def no_day(reading: Reading) -> Iterator[Finding]:
    """There are reports, but none of them says by when."""
    reports = reading.reports
    if reports and all(r.due is None and r.due_text is None for r in reports):
        yield made(
            "reports.no_day",
            "Báo cáo gửi chậm nhất ngày nào?",
            "Kế hoạch yêu cầu báo cáo nhưng không ghi hạn.",
            (of_report(reading, r) for r in reports),
            (Way("due", "Thêm hạn báo cáo"), ASK),
            citation=norm(reading, "report.regime"),
            about="all",
        )


def no_receiver(reading: Reading) -> Iterator[Finding]:
    """A report with a deadline and no receiver."""
    for report in reading.reports:
        if report.to is None and report.due is not None:
            yield made(
                "reports.no_receiver",
                f"Báo cáo trước ngày {say_day(report.due)} gửi về đâu?",
                "Có hạn báo cáo nhưng không ghi nơi nhận.",
                (of_report(reading, report),),
                (Way("to", "Thêm nơi nhận báo cáo"), ASK),
                citation=norm(reading, "report.regime"),
            )


def past(reading: Reading) -> Iterator[Finding]:
    """A report that was due before the plan was issued."""
    issued = reading.header.date.start if reading.header.date is not None else None
    for report in reading.reports:
        if issued is not None and report.due is not None and report.due < issued:
            yield made(
                "reports.past",
                f"Hạn báo cáo {say_day(report.due)} trước ngày ban hành",
                f"Kế hoạch ban hành ngày {say_day(issued)}; hạn báo cáo có thể ghi nhầm năm.",
                (of_report(reading, report),),
                (ASK, KEEP),
                weight=3,
            )


RULES: dict[str, Rule] = {
    "reports.before_end": before_end,
    "reports.none": none,
    "reports.no_day": no_day,
    "reports.no_receiver": no_receiver,
    "reports.past": past,
}
