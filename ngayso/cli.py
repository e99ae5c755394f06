"""The command `ngayso`: one function a subcommand; what needs Django is imported inside, so the rest starts fast."""

import argparse
import contextlib
import datetime as dt
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ngayso.reader.reading import Activity, Duty, Reading, Value, When


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the subcommand and gives its exit code: 0 well, 2 when the request or the file is turned away."""
    arguments = command_line().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing more to say, also not while Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ngayso", description="Ngày Số: từ kế hoạch đến ngày hội chuyển đổi số.")
    commands = parser.add_subparsers(title="lệnh", metavar="LỆNH", required=True)
    for add in (add_read, add_up, add_serve, add_report, add_recount, add_admin, add_audit, add_backup, add_restore):
        add(commands)
    return parser


def add_read(commands: Any) -> None:
    """ngayso read FILE: reads a plan and prints what was understood."""
    parser = commands.add_parser("read", help="đọc một kế hoạch (.docx, .pdf, .html, .md, .txt)")
    parser.add_argument("file", metavar="TỆP", help="tệp kế hoạch")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--tree", action="store_true", help="cây đề mục với hoạt động, nhiệm vụ và độ tin cậy")
    form.add_argument("--json", action="store_true", help="toàn bộ kết quả đọc, dạng JSON")
    form.add_argument("--exchange", action="store_true", help="kết quả rút gọn để trao đổi, dạng JSON")
    parser.set_defaults(run=run_read)


def run_read(arguments: argparse.Namespace) -> int:
    import msgspec

    from ngayso.reader.child import read_file
    from ngayso.reader.errors import Refused

    try:
        reading = read_file(arguments.file, name=os.path.basename(arguments.file))
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 2
    with contextlib.suppress(AttributeError, ValueError):  # a captured output has no encoding to set
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(reading), indent=1).decode())
    elif arguments.exchange:
        from ngayso.reader.exchange import exchange

        print(json.dumps(exchange(reading), ensure_ascii=False, indent=1))
    else:
        for line in tree(reading) if arguments.tree else summary(reading):
            print(line)
    sys.stdout.flush()
    return 0


def add_up(commands: Any) -> None:
    """ngayso up: what `make run` does once the libraries are in."""
    parser = commands.add_parser("up", help="chuẩn bị dữ liệu ví dụ rồi chạy (make run gọi lệnh này)")
    parser.set_defaults(run=lambda arguments: in_the_house("up", lambda: importlib.import_module("ngayso.up").up()))


def add_serve(commands: Any) -> None:
    """ngayso serve: the web process and the worker, until Ctrl-C."""
    parser = commands.add_parser("serve", help="chạy máy chủ web và máy làm việc nền")
    parser.set_defaults(run=lambda arguments: in_the_house("serve", run_serve))


def run_serve() -> int:
    from ngayso import place, serve

    place.check_tables()
    return serve.serve()


def add_report(commands: Any) -> None:
    """ngayso report --out DIR: the consolidated report of a programme as documents."""
    parser = commands.add_parser("report", help="viết báo cáo tổng hợp của một chương trình ra tệp .docx, .pdf, .xlsx")
    parser.add_argument("--out", metavar="THƯ_MỤC", required=True, type=Path, help="thư mục nhận tệp")
    parser.add_argument(
        "--edition",
        choices=("ministry", "province"),
        help="bản gửi Bộ (ministry) hay gửi Chủ tịch UBND tỉnh (province); không nêu thì cả hai",
    )
    parser.add_argument("--plan", metavar="MÃ", help="mã chương trình; không nêu thì lấy chương trình mới nhất")
    parser.set_defaults(run=lambda arguments: in_the_house("report", lambda: run_report(arguments)))


def run_report(arguments: argparse.Namespace) -> int:
    from ngayso import place
    from ngayso.reports.actions import write_reports

    place.check_tables()
    written = write_reports(out=arguments.out, edition=arguments.edition, plan_id=arguments.plan, actor=None)
    for path in written.paths:
        print(path)
    for remark in written.remarks:
        print(remark, file=sys.stderr)
    return 0


def add_recount(commands: Any) -> None:
    """ngayso recount: whether every number of every report that was drawn equals a count made anew."""
    parser = commands.add_parser(
        "recount", help="đếm lại mọi số đã in trong báo cáo tổng hợp: số liệu, tổng, tệp, mã băm"
    )
    parser.add_argument("--plan", metavar="MÃ", help="chỉ của một chương trình; không nêu thì mọi chương trình")
    parser.set_defaults(run=lambda arguments: in_the_house("recount", lambda: run_recount(arguments.plan)))


def run_recount(plan_id: str | None) -> int:
    """0 when all agrees, 1 with what does not, a line each."""
    from ngayso import place
    from ngayso.reports.actions import plan_named
    from ngayso.reports.recount import recounts

    place.check_tables()
    numbers = versions = wrong = 0
    for result in recounts(None if plan_id is None else plan_named(plan_id)):
        numbers, versions = numbers + result.numbers, versions + 1
        for line in result.wrong:
            print(f"{result.version}: {line}", file=sys.stderr)
        wrong += len(result.wrong)
    if wrong:
        print(f"Đã đếm lại {numbers} số trong {versions} bản: {wrong} chỗ không khớp.", file=sys.stderr)
        return 1
    print(f"Đã đếm lại {numbers} số trong {versions} bản: khớp.")
    return 0


def add_admin(commands: Any) -> None:
    """ngayso admin LOGIN NAME: the first administrator, by a link that signs in once."""
    parser = commands.add_parser("admin", help="tạo tài khoản quản trị đầu tiên, in liên kết đăng nhập dùng một lần")
    parser.add_argument("login", metavar="TÊN_ĐĂNG_NHẬP", help="thường là địa chỉ thư điện tử công vụ")
    parser.add_argument("name", metavar="HỌ_TÊN", help="họ và tên")
    parser.set_defaults(run=lambda arguments: in_the_house("admin", lambda: run_admin(arguments.login, arguments.name)))


def run_admin(login: str, name: str) -> int:
    from django.conf import settings
    from django.urls import reverse

    from ngayso import place
    from ngayso.people.founding import make_admin

    place.check_tables()
    token = make_admin(login, name=name)
    print("Mở liên kết này trong vòng một ngày để đăng nhập và đặt mật khẩu (dùng được một lần):")
    print(settings.PUBLIC_URL + reverse("people:open_link", args=[token]))
    return 0


def add_audit(commands: Any) -> None:
    """ngayso audit: whether the chain of the audit log holds."""
    parser = commands.add_parser("audit", help="kiểm tra chuỗi băm của nhật ký: có dòng nào bị sửa, bị xóa không")
    parser.set_defaults(run=lambda arguments: in_the_house("audit", run_audit))


def run_audit() -> int:
    from ngayso import place
    from ngayso.core import audit
    from ngayso.core.models import AuditRow

    place.check_tables()
    broken = audit.broken_at()
    if broken is not None:
        print(f"Nhật ký không còn nguyên vẹn từ dòng {broken}.", file=sys.stderr)
        return 1
    print(f"Nhật ký nguyên vẹn: {AuditRow.objects.count()} dòng.")
    return 0


def add_backup(commands: Any) -> None:
    """ngayso backup [FILE]: everything of this place in one file."""
    parser = commands.add_parser("backup", help="sao lưu dữ liệu và tệp vào một tệp")
    parser.add_argument(
        "file", metavar="TỆP", nargs="?", type=Path, help="tệp đích; không nêu thì đặt trong var/backups"
    )
    parser.set_defaults(run=lambda arguments: in_the_house("backup", lambda: run_backup(arguments.file)))


def run_backup(file: Path | None) -> int:
    from django.conf import settings

    from ngayso import place
    from ngayso.core import backup, clock

    place.check_tables()
    target = file or settings.VAR / "backups" / f"ngayso-{clock.now().astimezone(clock.HERE):%Y%m%d-%H%M%S}.tar.gz"
    backup.write(target)
    print(f"Đã sao lưu vào {target}")
    return 0


def add_restore(commands: Any) -> None:
    """ngayso restore FILE: brings back what a backup holds."""
    parser = commands.add_parser("restore", help="phục hồi từ một tệp sao lưu")
    parser.add_argument("file", metavar="TỆP", type=Path, help="tệp do ngayso backup ghi")
    parser.set_defaults(run=lambda arguments: in_the_house("restore", lambda: run_restore(arguments.file)))


def run_restore(file: Path) -> int:
    from ngayso.core import backup

    backup.restore(file)
    print(f"Đã phục hồi từ {file}")
    return 0


def in_the_house(command: str, run: Callable[[], int]) -> int:
    """Runs what needs settings and database; what does not do is said in one sentence, exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngayso.settings")
    from ngayso import place

    try:
        place.enter()
        from ngayso.core import audit
        from ngayso.core.errors import Refusal

        try:
            with audit.coming_from(command=command):
                return run()
        except Refusal as refusal:
            print(refusal.sentence, file=sys.stderr)
    except place.Misplaced as misplaced:
        print(misplaced, file=sys.stderr)
    return 2


def summary(reading: "Reading") -> Iterator[str]:
    """The reading for the eye, line by line."""
    head = reading.header
    for label, value in (
        ("Loại văn bản", head.kind),
        ("Cơ quan ban hành", head.issuer),
        ("Số, ký hiệu", head.number),
        ("Tên văn bản", head.title),
        ("Chủ đề", reading.theme),
    ):
        if value is not None:
            yield f"{label}: {value.text}"
    if head.date is not None and head.date.start is not None:
        yield f"Ngày ban hành: {_day(head.date.start)}"
    signer = [v.text for v in (head.signer_authority, head.signer_position, head.signer_name) if v is not None]
    if signer:
        yield f"Người ký: {' – '.join(signer)}"
    yield ""
    yield f"Hoạt động ({len(reading.activities)}):"
    for activity in reading.activities:
        yield from _activity(activity, "  ")
    yield f"Nhiệm vụ của các đơn vị ({len(reading.duties)}):"
    for duty in reading.duties:
        yield f"  {_numbered(duty.ref, _names(duty.units))} ({len(duty.items)} việc)"
    yield f"Báo cáo ({len(reading.reports)}):"
    for report in reading.reports:
        to = "chưa rõ nơi nhận" if report.to is None else f"gửi {report.to.text}"
        due = _day(report.due) if report.due else report.due_text.text if report.due_text else "không nêu hạn"
        yield f"  {_numbered(report.ref, to)}; {due}"
    if reading.funding is not None:
        yield f"Kinh phí: {reading.funding.text}"
    if reading.recipients:
        yield f"Nơi nhận: {_names(reading.recipients, '; ')}"
    yield from _remarks(reading)


def tree(reading: "Reading") -> Iterator[str]:
    """The section tree with what was read in each section and how sure it is."""
    activities: dict[str | None, list[Activity]] = {}
    duties: dict[str | None, list[Duty]] = {}
    for activity in reading.activities:
        activities.setdefault(activity.section, []).append(activity)
    for duty in reading.duties:
        duties.setdefault(duty.section, []).append(duty)
    known = {section.id for section in reading.sections}
    for section in (None, *reading.sections):
        pad = "  " * (0 if section is None else section.level)
        if section is not None:
            title = "" if section.title is None else section.title.text
            yield f"{pad[2:]}{_numbered(section.ref, _short(title))}"
        key = None if section is None else section.id
        for activity in activities.get(key, []):
            yield from _activity(activity, pad, sure=True)
        for duty in duties.get(key, []):
            yield f"{pad}▸ Nhiệm vụ: {', '.join(_sure(unit) for unit in duty.units)}"
            for item in duty.items:
                yield f"{pad}    – {_short(item.text)} {_confidence(item.confidence)}"
    for name in {*activities, *duties} - known - {None}:
        for activity in activities.get(name, []):
            yield from _activity(activity, "", sure=True)
    yield from _remarks(reading)


def _activity(activity: "Activity", pad: str, sure: bool = False) -> Iterator[str]:
    shown = _sure if sure else lambda value: value.text
    title = f"{_short(activity.title.text)} {_confidence(activity.title.confidence)}" if sure else activity.title.text
    yield f"{pad}● {_numbered(activity.ref, title)}"
    if activity.leads:
        yield f"{pad}    Chủ trì: {'; '.join(map(shown, activity.leads))}"
    if activity.partners:
        yield f"{pad}    Phối hợp: {'; '.join(map(shown, activity.partners))}"
    if activity.time is not None:
        days = "" if activity.when is None else _days(activity.when)
        yield f"{pad}    Thời gian: {shown(activity.time)}{days}"
    for label, value in (("Địa điểm", activity.place), ("Đối tượng", activity.audience)):
        if value is not None:
            yield f"{pad}    {label}: {shown(value)}"


def _remarks(reading: "Reading") -> Iterator[str]:
    for warning in reading.warnings:
        yield f"Lưu ý: {warning}"
    for unread in reading.unread:
        yield f"Chưa đọc được: “{_short(reading.text[unread.span.start : unread.span.end])}” ({unread.why})"


def _numbered(ref: str, text: str) -> str:
    return f"{ref}. {text}" if ref else text


def _names(values: "Iterable[Value]", between: str = ", ") -> str:
    return between.join(value.text for value in values)


def _sure(value: "Value") -> str:
    return f"{value.text} {_confidence(value.confidence)}"


def _confidence(confidence: float) -> str:
    word = "Chắc" if confidence >= 0.9 else "Khá chắc" if confidence >= 0.7 else "Cần xem"
    return f"[{word}]"


def _short(text: str, most: int = 110) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _day(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")


def _days(when: "When") -> str:
    start = "…" if when.start is None else _day(when.start)
    end = "…" if when.end is None else _day(when.end)
    return f" [{start}]" if start == end != "…" else f" [{start} – {end}]" if start != end else ""


if __name__ == "__main__":
    sys.exit(main())
