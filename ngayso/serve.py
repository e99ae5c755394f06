"""`ngayso serve`: keeps the web process and the workers running, and ends them together.

A part that dies is started again after a wait that doubles; one that keeps dying ends the whole, loudly. Each part
leads a process group of its own, so Ctrl-C reaches only the supervisor and nothing is left behind when it ends; a
part also ends by itself when the supervisor is gone, however that went.
"""

import contextlib
import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

log = logging.getLogger("ngayso.serve")


class Part:
    """One kept process: its name in messages, its command, when it last died."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = list(command)
        self.process: subprocess.Popen[bytes] | None = None
        self.crashes: deque[float] = deque()
        self.start_at = 0.0

    def start(self) -> None:
        # The pipe on its standard input closes with us: `end_with_parent` watches it.
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)

    def signal_all(self, number: signal.Signals) -> None:
        """To the process and what it has started, also when itself has gone already."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def is_gone(self) -> bool:
        return self.process is None or self.process.poll() is not None


class Supervisor:
    """Runs the parts until it is asked to end. Seconds: `within` counts crashes, `grace` is the time to end in order,
    `patience` the time until `is_ready` must have come true."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        is_ready: Callable[[], bool] = lambda: True,
        when_ready: Callable[[], None] = lambda: None,
        most_crashes: int = 5,
        within: float = 60.0,
        first_wait: float = 0.5,
        grace: float = 6.0,
        patience: float = 60.0,
    ) -> None:
        self.parts = parts
        self.is_ready = is_ready
        self.when_ready = when_ready
        self.most_crashes = most_crashes
        self.within = within
        self.first_wait = first_wait
        self.grace = grace
        self.patience = patience
        self._asked = threading.Event()

    def run(self) -> int:
        """Gives 0 when it was asked to end, 1 when it gave up."""
        before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            for part in self.parts:
                part.start()
            return self._keep()
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()

    def _keep(self) -> int:
        ready, started = False, time.monotonic()
        while not self._asked.wait(0.1):
            for part in self.parts:
                if not self._mend(part):
                    return 1
            if not ready and self.is_ready():
                ready = True
                self.when_ready()
            if not ready and time.monotonic() - started > self.patience:
                tell(f"Máy chủ không trả lời sau {self.patience:.0f} giây nên dừng lại; nguyên nhân ở các dòng trên.")
                return 1
        return 0

    def _mend(self, part: Part) -> bool:
        """Starts a dead part again when its wait is over; False when it has died too often."""
        if not part.is_gone():
            return True
        now = time.monotonic()
        if part.process is not None:
            code = part.process.returncode
            part.signal_all(signal.SIGKILL)  # what it left behind
            part.process = None
            part.crashes.append(now)
            while part.crashes and now - part.crashes[0] > self.within:
                part.crashes.popleft()
            if len(part.crashes) >= self.most_crashes:
                tell(
                    f"Tiến trình “{part.name}” dừng đột ngột {len(part.crashes)} lần trong {self.within:.0f} giây "
                    f"(mã {code}) nên Ngày Số dừng lại; nguyên nhân ở các dòng trên."
                )
                return False
            wait = self.first_wait * 2 ** (len(part.crashes) - 1)
            part.start_at = now + wait
            log.warning("serve.part_ended", extra={"part": part.name, "code": code, "again_in": wait})
        elif now >= part.start_at:
            part.start()
        return True

    def _end(self) -> None:
        for part in self.parts:
            if part.process is not None and part.process.poll() is None:
                # To the process alone: a job in its child may still be finished within the grace.
                part.process.terminate()
        deadline = time.monotonic() + self.grace
        while time.monotonic() < deadline and not all(part.is_gone() for part in self.parts):
            time.sleep(0.05)
        for part in self.parts:
            part.signal_all(signal.SIGKILL)
            if part.process is not None:
                part.process.wait()
                if part.process.stdin is not None:
                    part.process.stdin.close()


def tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def is_port_free(host: str, port: int) -> bool:
    """Nothing listens there and we may."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_healthy(host: str, port: int) -> bool:
    """The web process answers /healthz with 200."""
    # An address that means "all of them" is none to call.
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(place, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def parts() -> list[Part]:
    """The processes of one place: the web, and the worker that also keeps the timetable."""
    return [Part(name, [sys.executable, "-m", "ngayso.serve", role]) for name, role in _ROLES.items()]


def serve(when_ready: Callable[[], None] | None = None) -> int:
    """Serves until it is asked to end; the exit code. `when_ready` tells more than the address."""
    from ngayso import settings

    if not is_port_free(settings.BIND, settings.PORT):
        tell(taken(settings.PORT))
        return 1

    def tell_address() -> None:
        print(f"\nNgày Số đang chạy tại {settings.PUBLIC_URL}", flush=True)
        if when_ready is not None:
            when_ready()
        print("Dừng lại bằng Ctrl-C.", flush=True)

    return Supervisor(parts(), is_ready=lambda: is_healthy(settings.BIND, settings.PORT), when_ready=tell_address).run()


def taken(port: int) -> str:
    return f"Cổng {port} đang có chương trình khác dùng. Chạy lại với một cổng khác, ví dụ: make run PORT={port + 1}"


def end_with_parent() -> None:
    """Ends this process in order when its standard input closes, that is when the supervisor is gone."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def run_web() -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from ngayso import settings

    logging_config: dict[str, Any] = {**settings.LOGGING, "loggers": {"_granian": {"handlers": []}}}
    Granian(
        "ngayso.wsgi:application",
        address=settings.BIND,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=settings.WEB_PROCESSES,
        blocking_threads=settings.WEB_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logging_config,
    ).serve()


def run_worker() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "work", "--skip-checks"])


_ROLES = {"máy chủ web": "web", "máy làm việc nền": "worker"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngayso.settings")
    end_with_parent()
    {"web": run_web, "worker": run_worker}[sys.argv[1]]()
