"""Opens an untrusted workbook in a child process that the system keeps within bounds: two cells in opposite corners of a
sheet of a few kilobytes ask for more memory than any machine has, and the library then ends its whole process."""

import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from ngayso.reader.child import MOST_MEMORY, MOST_SECONDS

_ROOT = str(Path(__file__).resolve().parents[2])
_START = """
import resource as r, sys
seconds, memory = int(sys.argv[1]), int(sys.argv[2])
for kind, most in ((r.RLIMIT_CPU, seconds), (r.RLIMIT_AS, memory), (r.RLIMIT_FSIZE, 0), (r.RLIMIT_NOFILE, 32),
                   (r.RLIMIT_CORE, 0)):
    hard = r.getrlimit(kind)[1]
    r.setrlimit(kind, (most if hard == r.RLIM_INFINITY else min(most, hard),) * 2)
sys.path.insert(0, sys.argv[3])
sys.dont_write_bytecode = True
from ngayso.people.sheet_child import answer
answer(int(sys.argv[4]))
"""


class Unopened(Exception):
    """The bytes are no workbook, or one that takes more time or memory than a directory can need."""


def first_sheet(source: bytes, *, most_rows: int) -> list[list[str]]:
    """Rows of the first sheet as text, trimmed; at most `most_rows`, so that one too many can be seen. Raises Unopened."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-c", _START, str(round(MOST_SECONDS)), str(MOST_MEMORY), _ROOT, str(most_rows)],
            input=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            cwd="/",
            timeout=MOST_SECONDS,
            check=True,
        )
        rows: list[list[str]] = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unopened from error
    return rows


def answer(most_rows: int) -> NoReturn:
    """What the child does: a workbook on standard input, its rows as JSON on standard output."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
    rows = sheet.to_python(nrows=most_rows)
    json.dump([[text(cell) for cell in row] for row in rows], sys.stdout)
    sys.exit(0)


def text(cell: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").strip()
