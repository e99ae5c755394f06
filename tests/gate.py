"""All that must hold before a change is taken: `make test`. Runs all steps, then tells times, failures and skips.

`python tests/gate.py ruff mypy` runs only the steps of these names.
NGAYSO_NO_SKIPS=1 makes a failure of every step and every test that could not be tried here.
"""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-q")


class Failed(Exception):
    """A step found something."""


class Skipped(Exception):
    """A step cannot be tried on this machine; the text says what is missing."""


class Gate:
    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        # The tests get a place of their own: what a developer has under var/ neither helps nor suffers.
        self.env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PUBLIC_URL", "PORT", "PLAN")}
        self.env |= {
            "NGAYSO_VAR": str(scratch / "var"),
            "SECRET_KEY": "gate-" + os.urandom(32).hex(),
            "DJANGO_SETTINGS_MODULE": "ngayso.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.skipped_tests: list[str] = []

    def run(self, *command: str, **env: str) -> None:
        sys.stdout.flush()
        if subprocess.run(command, cwd=ROOT, env=self.env | env, stdin=subprocess.DEVNULL).returncode:
            raise Failed

    def manage(self, *arguments: str, **env: str) -> None:
        self.run(sys.executable, "manage.py", *arguments, **env)

    def ruff(self) -> None:
        self.run(str(BIN / "ruff"), "check", "--quiet", ".")
        self.run(str(BIN / "ruff"), "format", "--check", "--quiet", ".")

    def mypy(self) -> None:
        self.run(str(BIN / "mypy"))

    def contracts(self) -> None:
        self.run(str(BIN / "lint-imports"))

    def build(self) -> None:
        """Fonts, catalogues and static files, which pages need to be shown."""
        self.run(
            sys.executable,
            "-c",
            "from ngayso.place import enter; enter(); from ngayso.built import build; build(lambda what, do: do())",
        )

    def migrations(self) -> None:
        self.manage("makemigrations", "--check", "--dry-run")

    def deploy(self) -> None:
        self.manage("check", "--deploy", "--fail-level", "WARNING", PUBLIC_URL="https://ngayso.example.vn")

    def translations(self) -> None:
        self.run(*PYTEST, "-p", "no:cacheprovider", "tests/house/test_translations.py")

    def licences(self) -> None:
        self.run(*PYTEST, "-p", "no:cacheprovider", "tests/house/test_licences.py")

    def on_sqlite(self) -> None:
        self.pytest("sqlite", *NOT_STORIES)

    def on_postgres(self) -> None:
        given = os.environ.get("TEST_DATABASE_URL")
        with contextlib.nullcontext(given) if given else own_postgres() as url:
            # What touches no database has been tried already.
            self.pytest("postgresql", *NOT_STORIES, *BEYOND_PURE, DATABASE_URL=str(url))

    def stories(self) -> None:
        if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
            raise Skipped("không thấy Chromium (apt install chromium)")
        self.pytest("stories", "-m", "story", "tests/stories")

    def pytest(self, name: str, *arguments: str, **env: str) -> None:
        report = self.scratch / f"{name}.xml"
        try:
            self.run(*PYTEST, "--durations=5", f"--junitxml={report}", *arguments, **env)
        finally:
            if report.exists():
                for case in ET.parse(report).iter("testcase"):
                    for skip in case.iter("skipped"):
                        if skip.get("type") == "pytest.xfail":  # was tried, and did what its reason says
                            continue
                        why = skip.get("message", "")
                        self.skipped_tests.append(f"{case.get('classname')}.{case.get('name')} ({name}): {why}")


NOT_STORIES = ("-m", "not story", "-n", "2")

# What knows no database, or brings one of its own, runs once.
BEYOND_PURE = tuple(
    f"--ignore=tests/{name}"
    for name in ("words", "reader", "papers", "house", "test_cli.py", "test_place.py", "test_serve.py", "test_up.py")
)

STEPS: tuple[tuple[str, Callable[[Gate], None]], ...] = (
    ("Mã nguồn (ruff)", Gate.ruff),
    ("Kiểu dữ liệu (mypy)", Gate.mypy),
    ("Hợp đồng giữa các phòng", Gate.contracts),
    ("Dựng tệp tĩnh, danh mục câu chữ", Gate.build),
    ("Thiếu bước nâng cấp bảng", Gate.migrations),
    ("Cấu hình khi triển khai thật", Gate.deploy),
    ("Bản dịch", Gate.translations),
    ("Giấy phép của thư viện", Gate.licences),
    ("Kiểm thử trên SQLite", Gate.on_sqlite),
    ("Kiểm thử trên PostgreSQL", Gate.on_postgres),
    ("Chuyện kể trên trình duyệt", Gate.stories),
)


@contextlib.contextmanager
def own_postgres() -> Iterator[str]:
    """A cluster of our own, reached only by a socket in a folder of our own; gone afterwards."""
    found = [shutil.which("initdb"), *sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True)]
    programs = next((Path(path).parent for path in found if path), None)
    if programs is None:
        raise Skipped("không thấy PostgreSQL (apt install postgresql, hoặc đặt TEST_DATABASE_URL)")
    folder = Path(tempfile.mkdtemp(prefix="ngayso-pg-"))
    as_owner: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            raise Skipped("không có tài khoản postgres để chạy PostgreSQL dưới quyền root") from None
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "postgres", "--"]

    def call(program: str, *arguments: str) -> None:
        command = [*as_owner, str(programs / program), *arguments]
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout + done.stderr)
            raise Failed

    data = str(folder / "data")
    # What is thrown away afterwards need not survive a power cut.
    options = f"-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off -k {folder}"
    try:
        call("initdb", "-D", data, "-U", "ngayso", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        call("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgres://ngayso@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stop(number: int, frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # asked twice, it does not break off the cleaning up
    sys.exit(128 + number)


def main() -> int:
    # Asked to end, it still stops the cluster and removes its folders.
    signal.signal(signal.SIGTERM, stop)
    forbidden = os.environ.get("NGAYSO_NO_SKIPS") == "1"
    told: list[str] = []
    failed = False
    with tempfile.TemporaryDirectory(prefix="ngayso-gate-") as scratch:
        gate = Gate(Path(scratch))
        for title, step in STEPS:
            if len(sys.argv) > 1 and step.__name__ not in sys.argv[1:]:
                continue
            print(f"\n=== {title}", flush=True)
            started = time.monotonic()
            try:
                step(gate)
                word = "đạt"
            except Failed:
                word, failed = "KHÔNG ĐẠT", True
            except Skipped as why:
                word, failed = f"bỏ qua: {why}", failed or forbidden
            told.append(f"{time.monotonic() - started:6.1f} giây  {title}: {word}")
    print("\n=== Tóm tắt")
    print("\n".join(told))
    if gate.skipped_tests:
        print(f"Kiểm thử bị bỏ qua ({len(gate.skipped_tests)}):")
        print("\n".join(f"  {line}" for line in gate.skipped_tests))
        failed = failed or forbidden
    if forbidden and (gate.skipped_tests or any("bỏ qua" in line for line in told)):
        print("NGAYSO_NO_SKIPS=1: bỏ qua cũng là không đạt.")
    print("KHÔNG ĐẠT" if failed else "ĐẠT")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
