"""Opens a unit's workbook in a child process that the system keeps within bounds: it comes from outside, and a few
kilobytes can ask for more memory than any machine has.
"""

import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from ngayso.reader.child import MOST_MEMORY, MOST_SECONDS

Value = str | int | float | bool | None
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
from ngayso.reports.sheet_child import answer
answer(sys.argv[4], int(sys.argv[5]))
"""


class Unopened(Exception):
    """The bytes are no workbook, or one that takes more time or memory than a report can need."""


def rows_of(source: bytes, *, sheet: str, most_rows: int) -> list[list[Value]]:
    """Rows of the sheet of that name (the first when there is none), numbers as numbers, formulas as their values; at
    most `most_rows`. Raises Unopened.
    """
    given = [str(round(MOST_SECONDS)), str(MOST_MEMORY), _ROOT, sheet, str(most_rows)]
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-c", _START, *given],
            input=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "PYTHONUTF8": "1"},
            cwd="/",
            timeout=MOST_SECONDS,
            check=True,
        )
        rows: list[list[Value]] = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unopened from error
    return rows


def answer(wanted: str, most_rows: int) -> NoReturn:
    """What the child does: a workbook on standard input, its rows as JSON on standard output."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheet = book.get_sheet_by_name(wanted) if wanted in book.sheet_names else book.get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False, nrows=most_rows)
    json.dump([[plain(cell) for cell in row] for row in rows], sys.stdout)
    sys.exit(0)


def plain(cell: Any) -> Value:
    """A cell as JSON can carry it; a day is told as a day, so that nobody takes it for a number."""
    if isinstance(cell, dt.datetime | dt.date | dt.time | dt.timedelta):
        return cell.strftime("%d/%m/%Y") if isinstance(cell, dt.date) else str(cell)
    return cell if isinstance(cell, str | int | float | bool) else None
