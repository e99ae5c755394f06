"""Reads an untrusted file in a child process that the system itself keeps within bounds."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import msgspec

from ngayso.reader.errors import Refused
from ngayso.reader.reading import Reading
from ngayso.reader.refusals import MOST_BYTES, refuse

log = logging.getLogger(__name__)

MOST_SECONDS = 10.0
MOST_MEMORY = 500_000_000

_ROOT = str(Path(__file__).resolve().parents[2])
# The limits stand before anything of the file or of a library is touched; only resource and sys are loaded by then.
_START = """
import resource as r, sys
seconds, memory, root = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
for kind, most in ((r.RLIMIT_CPU, seconds), (r.RLIMIT_AS, memory), (r.RLIMIT_DATA, memory), (r.RLIMIT_FSIZE, 0),
                   (r.RLIMIT_NOFILE, 32), (r.RLIMIT_CORE, 0)):
    hard = r.getrlimit(kind)[1]
    most = most if hard == r.RLIM_INFINITY else min(most, hard)
    r.setrlimit(kind, (most, most))
sys.path.insert(0, root)
sys.dont_write_bytecode = True
try:
    from ngayso.reader.child import answer
    answer(sys.argv[4])
except MemoryError:
    sys.exit(71)
"""
_MEMORY_EXIT = 71
_TIME_SIGNALS = (signal.SIGXCPU, signal.SIGKILL)


class _Read(msgspec.Struct, frozen=True, tag="read"):
    reading: Reading


class _Turned(msgspec.Struct, frozen=True, tag="refused"):
    code: str
    sentence: str


class _Failed(msgspec.Struct, frozen=True, tag="failed"):
    where: str
    """Class of the error and place in the code, no words of the document."""


_Answer = _Read | _Turned | _Failed


def read_file(
    path: str | os.PathLike[str], *, name: str, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY
) -> Reading:
    """Opens and reads the file at `path`, which its sender calls `name`, in a fresh process without network use.

    `seconds` bounds both processor and wall time, `memory` the address space in bytes. Raises Refused, also with
    "limit.time" or "limit.memory" when a bound is reached; nothing is written and no process is left behind.
    """
    try:
        size = os.stat(path).st_size
        source = open(path, "rb")  # noqa: SIM115 closed below, after the child has it
    except FileNotFoundError as error:
        raise refuse("missing", name=name) from error
    except OSError as error:
        raise refuse("unreadable", name=name) from error
    with source:
        if size > MOST_BYTES:
            raise refuse("limit.size")
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(max(1, round(seconds))), str(memory), _ROOT, name],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            cwd="/",
            start_new_session=True,
        )
    try:
        told, _ = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise refuse("limit.time") from error
    finally:
        _end(child)
    return _understood(told, child.returncode)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ends the whole group of the child, takes its exit state, closes the pipe."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()


def _understood(told: bytes, status: int) -> Reading:
    if -status in _TIME_SIGNALS:
        raise refuse("limit.time")
    if status == _MEMORY_EXIT:
        raise refuse("limit.memory")
    try:
        answered: _Answer = msgspec.json.decode(told, type=_Answer)
    except msgspec.DecodeError as error:
        # A library that gets no memory ends the process by a signal, or by failing to load.
        log.warning("reader.child_died", extra={"status": status})
        raise refuse("limit.memory" if status else "reader.failed") from error
    if isinstance(answered, _Turned):
        raise Refused(answered.code, answered.sentence)
    if isinstance(answered, _Failed):
        log.error("reader.child_failed", extra={"where": answered.where})
        raise refuse("reader.failed")
    return answered.reading


def answer(name: str) -> NoReturn:
    """What the child does: reads standard input, answers on standard output, ends."""
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not mix with the answer
    told: _Answer
    try:
        from ngayso.reader.formats.open import open_document
        from ngayso.reader.read import read

        with open(0, "rb", closefd=False) as source:
            data = source.read(MOST_BYTES + 1)
        told = _Read(read(open_document(data, name), name))
    except Refused as refused:
        told = _Turned(refused.code, refused.sentence)
    except MemoryError:
        os._exit(_MEMORY_EXIT)
    except Exception as error:  # whatever a library throws at a hostile file, the answer is one sentence
        told = _Failed(_where(error))
    with open(out, "wb") as pipe:
        pipe.write(msgspec.json.encode(told))
    # Nothing is left to tidy, and tearing the libraries down costs time.
    os._exit(0)


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    return f"{type(error).__name__} {place}"
