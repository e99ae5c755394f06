"""`make run` from an empty folder: what it prints, what it keeps, what it refuses, that nothing is left running."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


class House:
    """One place in a folder of its own, on a port of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PUBLIC_URL", "PLAN")}
        self.env = kept | {"NGAYSO_VAR": str(var), "PORT": str(self.port), "WEB_PROCESSES": "1"}

    def up(self, plan: str = "") -> "tuple[subprocess.Popen[str], str]":
        """Starts and waits until it tells that it runs, or has ended; the process and what it printed so far."""
        process = subprocess.Popen(
            [sys.executable, "-m", "ngayso.cli", "up"],
            env=self.env | {"PLAN": plan},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        return process, "".join(lines)

    def command(self, *arguments: str) -> "tuple[int, str]":
        """The exit code of a subcommand and what it printed."""
        run = [sys.executable, "-m", "ngayso.cli", *arguments]
        done = subprocess.run(
            run, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return done.returncode, done.stdout

    def get(self, url: str, cookie: str = "") -> "tuple[int, http.client.HTTPMessage, str]":
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        path = url.removeprefix(f"http://localhost:{self.port}")
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}", "Cookie": cookie})
        answer = connection.getresponse()
        told = answer.status, answer.headers, answer.read().decode()
        connection.close()
        return told

    def count(self, table: str) -> int:
        with sqlite3.connect(self.var / "ngayso.sqlite3") as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A place that was started once and ended. Made in each process of tests that needs it."""
    made = House(tmp_path_factory.mktemp("nha") / "var")
    process, _told = made.up()
    end(process)
    return made


def end(process: "subprocess.Popen[str]") -> None:
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - started < 15


def test_from_nothing_to_a_programme_and_back(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    process, told = house.up()
    try:
        assert f"http://localhost:{house.port}" in told, told
        links = re.findall(r"^  (\S.*): (http://localhost:\d+/\S+)$", told, re.MULTILINE)
        assert len(links) >= 4, told
        assert house.get("/healthz")[0] == 200
        status, _, page = house.get("/")
        assert status == 200
        assert "Chuyển đổi số" in page
        assert house.count("plans_plan") == 1
        for _, link in links:
            assert house.get(link)[0] in (200, 302)
    finally:
        end(process)
    assert "ngayso.serve" not in _running(house)


def test_again_it_loads_nothing_twice_and_keeps_what_is_there(house: House) -> None:
    before = {table: house.count(table) for table in ("plans_plan", "plans_activity", "people_unit", "people_user")}
    process, told = house.up()
    end(process)
    assert "→ Tạo hoặc nâng cấp" not in told
    assert {table: house.count(table) for table in before} == before


def test_the_same_plan_twice_is_one_and_its_review_is_told(house: House, tmp_path: Path) -> None:
    plan = tmp_path / "ke-hoach.txt"
    plan.write_text(_PLAN, encoding="utf-8")
    for _ in range(2):
        process, told = house.up(str(plan))
        try:
            assert "chưa soát" in told, told
        finally:
            end(process)
        assert house.count("intake_draft") == 2  # the example and this one
    assert house.count("plans_plan") == 1


def test_a_refused_plan_is_told_and_nothing_is_served(house: House, tmp_path: Path) -> None:
    files = house.count("core_file")
    broken = tmp_path / "hong.pdf"
    broken.write_bytes(b"%PDF-1.7 hong")
    process, told = house.up(str(broken))
    assert process.wait() == 2
    assert "Ctrl-C" not in told
    assert told.strip().splitlines()[-1].endswith(".")
    assert house.count("core_file") == files


def test_report_backup_and_restore(house: House, tmp_path: Path) -> None:
    assert house.command("report", "--out", str(tmp_path / "bao-cao"))[0] == 0
    assert [path.suffix for path in (tmp_path / "bao-cao").iterdir()] == [".docx"]
    code, told = house.command("report", "--out", str(tmp_path), "--plan", "khong-co")
    assert (code, told.count("\n")) == (2, 1)
    kept = tmp_path / "nha.tar.gz"
    assert house.command("backup", str(kept))[0] == 0
    assert house.command("backup", str(kept))[0] == 2  # never over a file that is there
    other = House(tmp_path / "khac")
    assert other.command("restore", str(kept))[0] == 0
    for table in ("plans_activity", "people_unit", "core_auditrow"):
        assert other.count(table) == house.count(table)
    assert other.command("restore", str(tmp_path / "khong-co"))[0] == 2


def test_a_taken_port_is_told_before_any_work(house: House) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", house.port))
        taken.listen()
        process, told = house.up()
        assert process.wait() == 1
    assert "đang có chương trình khác dùng" in told


def _running(house: House) -> str:
    """Command lines of processes of this place that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"NGAYSO_VAR={house.var}".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().decode().replace("\0", " "))
        except OSError:
            continue
    return "\n".join(found)


_PLAN = """ỦY BAN NHÂN DÂN
TỈNH BÌNH AN

KẾ HOẠCH
Tổ chức Ngày Chuyển đổi số tỉnh Bình An năm 2025

I. NỘI DUNG
1. Tập huấn kỹ năng số cho cán bộ xã
- Thời gian: từ ngày 01/10/2025 đến ngày 10/10/2025.
- Đơn vị chủ trì: Sở Khoa học và Công nghệ.
- Đơn vị phối hợp: Ủy ban nhân dân các xã, phường.
II. TỔ CHỨC THỰC HIỆN
1. Sở Khoa học và Công nghệ
- Theo dõi, đôn đốc các đơn vị; báo cáo kết quả trước ngày 15/10/2025.
"""
