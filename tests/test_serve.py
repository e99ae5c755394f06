"""Keeping processes: restarts, giving up, ending all, and ending with the supervisor."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ngayso.serve import Part, Supervisor, is_healthy, is_port_free


def part(tmp_path: Path, name: str, code: str) -> Part:
    script = tmp_path / f"{name}.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    return Part(name, [sys.executable, str(script), str(tmp_path / f"{name}.seen")])


STAYS = """
    import os, sys, time
    open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
    time.sleep(60)
"""
DIES = """
    import sys
    open(sys.argv[1], "a").write("x\\n")
    sys.exit(3)
"""
# Starts a child of its own and does not listen to polite requests.
STUBBORN = """
    import os, signal, subprocess, sys, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open(sys.argv[1], "a").write(f"{os.getpid()}\\n{child.pid}\\n")
    time.sleep(60)
"""


def seen(part: Part) -> list[str]:
    path = Path(part.command[-1])
    return path.read_text().split() if path.exists() else []


def is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(what: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return what()


def ask_to_end(after: Callable[[], bool]) -> threading.Thread:
    def wait_and_ask() -> None:
        wait_for(after)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=wait_and_ask)
    thread.start()
    return thread


def test_asked_to_end_it_ends_all_and_leaves_nothing(tmp_path: Path) -> None:
    kept = [part(tmp_path, "a", STAYS), part(tmp_path, "b", STUBBORN)]
    asking = ask_to_end(lambda: len(seen(kept[0])) == 1 and len(seen(kept[1])) == 2)
    assert Supervisor(kept, grace=0.5).run() == 0
    asking.join()
    for pid in (*seen(kept[0]), *seen(kept[1])):
        assert wait_for(lambda pid=pid: not is_running(pid))


def test_a_dead_part_is_started_again(tmp_path: Path) -> None:
    kept = part(tmp_path, "a", STAYS)

    def kill_first_then_wait() -> bool:
        pids = seen(kept)
        if len(pids) == 1 and is_running(pids[0]):
            os.kill(int(pids[0]), signal.SIGKILL)
        return len(pids) == 2

    asking = ask_to_end(kill_first_then_wait)
    assert Supervisor([kept], first_wait=0.05).run() == 0
    asking.join()
    assert len(seen(kept)) == 2


def test_a_part_that_keeps_dying_ends_the_whole_loudly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other, dying = part(tmp_path, "other", STAYS), part(tmp_path, "dying", DIES)
    assert Supervisor([other, dying], first_wait=0.01, most_crashes=3).run() == 1
    assert seen(dying) == ["x"] * 3
    assert "“dying” dừng đột ngột 3 lần" in capsys.readouterr().err
    assert wait_for(lambda: not any(map(is_running, seen(other))))


def test_it_tells_once_when_ready(tmp_path: Path) -> None:
    kept = part(tmp_path, "a", STAYS)
    told: list[str] = []
    asking = ask_to_end(lambda: bool(told))
    assert Supervisor([kept], is_ready=lambda: bool(seen(kept)), when_ready=lambda: told.append("x")).run() == 0
    asking.join()
    assert told == ["x"]


def test_never_ready_is_given_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = part(tmp_path, "a", STAYS)
    assert Supervisor([kept], is_ready=lambda: False, patience=0.3).run() == 1
    assert "không trả lời" in capsys.readouterr().err


def test_parts_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    kept = part(tmp_path, "a", "from ngayso.serve import end_with_parent\nend_with_parent()" + textwrap.dedent(STAYS))
    script = "import sys; from ngayso.serve import Part, Supervisor; Supervisor([Part('a', sys.argv[1:])]).run()"
    supervisor = subprocess.Popen([sys.executable, "-c", script, *kept.command])
    assert wait_for(lambda: bool(seen(kept)))
    supervisor.kill()
    supervisor.wait()
    assert wait_for(lambda: not is_running(seen(kept)[0]))


def test_a_taken_port_is_seen() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_port_free("127.0.0.1", port)
        taken.settimeout(0)
    assert is_port_free("127.0.0.1", port)
    assert not is_healthy("127.0.0.1", port)
