"""Runs LibreOffice to turn one document into another: .docx → .pdf, .doc → .docx.

Every run has a profile directory of its own for as long as it lasts, so that runs side by side do not meet;
a profile is kept for the next run, which then starts a second sooner. Nothing is downloaded, macros do not run.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

MOST_SECONDS = 120.0
_COMMANDS = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_MOST_PROFILES = 8

PDF = (
    'pdf:writer_pdf_Export:'
    + json.dumps(
        {
            name: {"type": "boolean", "value": "true"}
            for name in ("UseTaggedPDF", "ExportBookmarks", "PDFUACompliance", "DisplayPDFDocumentTitle")
        },
        separators=(",", ":"),
    )
)  # fmt: skip
"""Filter for a tagged PDF (PDF/UA) with bookmarks, its fonts embedded."""


class OfficeError(Exception):
    """LibreOffice gave nothing. `str(error)` is one Vietnamese sentence that says what to do next."""


class OfficeMissing(OfficeError):
    """LibreOffice is not installed."""


def find_office() -> str | None:
    """The path of LibreOffice's program, None when the machine has none."""
    for command in _COMMANDS:
        found = shutil.which(command)
        if found is not None:
            return found
    return next((place for place in _PLACES if os.access(place, os.X_OK)), None)


def print_pdf(docx: bytes, *, seconds: float = MOST_SECONDS) -> bytes:
    """The PDF that LibreOffice prints from a .docx. Raises OfficeMissing, or OfficeError (see convert)."""
    return convert(docx, "docx", PDF, seconds=seconds)


def convert(data: bytes, source: str, target: str, *, seconds: float = MOST_SECONDS) -> bytes:
    """`data`, a file of the kind `source` ("docx", "doc", "odt"), as `target` ("docx", "pdf" or one with a filter).

    Raises OfficeMissing, or OfficeError when LibreOffice cannot read the file or takes longer than `seconds`. The child
    and all that it started are ended then, and nothing is left on disk but an empty profile.
    """
    office = find_office()
    if office is None:
        raise OfficeMissing(
            "Máy chủ chưa cài LibreOffice nên chưa xuất được PDF; tải tệp Word (.docx), hoặc đề nghị quản trị cài gói "
            "libreoffice-writer."
        )
    with tempfile.TemporaryDirectory(prefix="ngayso-office-") as place, _profile() as profile:
        given = Path(place, f"document.{source}")
        given.write_bytes(data)
        out = Path(place, "out")
        child = subprocess.Popen(
            [
                office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
                "--nodefault", "--nolockcheck", "--convert-to", target, "--outdir", str(out), str(given),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={
                "HOME": str(profile), "LANG": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath),
                "SAL_USE_VCLPLUGIN": "svp",
            },
            cwd=place,
            start_new_session=True,
        )  # fmt: skip
        late = False
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            late = True
        finally:
            _end(child)
        made = out / f"document.{target.partition(':')[0]}"
        if late or not made.is_file():
            # A profile that a broken run left may break the next one too.
            shutil.rmtree(profile, ignore_errors=True)
            raise OfficeError(
                "LibreOffice chuyển tệp quá lâu nên đã dừng; thử lại sau ít phút, hoặc dùng tệp Word (.docx)."
                if late
                else "LibreOffice không đọc được tệp này; mở tệp bằng Word, lưu lại rồi thử lại."
            )
        return made.read_bytes()


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ends the child with its whole group: the program is started by a script that would leave it behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@contextlib.contextmanager
def _profile() -> Iterator[Path]:
    """A profile directory that no other run uses meanwhile; a fresh one, thrown away after, when all are in use."""
    base = Path(tempfile.gettempdir(), f"ngayso-office-{os.getuid()}")
    with contextlib.suppress(FileExistsError):
        base.mkdir(mode=0o700)
    # Another user of the machine may have put something of that name there.
    state = base.lstat()
    ours = stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o077
    for at in range(_MOST_PROFILES if ours else 0):
        with open(base / f"{at}.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield base / str(at)
            return
    with tempfile.TemporaryDirectory(prefix="ngayso-profile-") as fresh:
        yield Path(fresh)
