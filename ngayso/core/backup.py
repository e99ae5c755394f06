"""A backup is one file with the database, the private files, and what proves that it is whole."""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

import ngayso
from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import AuditHead

MANIFEST = "manifest.json"
FORM = 1


def write(to: Path) -> Path:
    """Writes a backup of this place while it runs, as `to` (a .tar.gz); a file that exists is never overwritten.

    The database is taken as of one moment; the files are held (hard links) before it and once more after it, so that
    each one that it names is there. Raises Refusal when there is nothing to back up or no pg_dump.
    """
    if to.exists():
        raise Refusal(_("Đã có tệp %(name)s. Hãy đặt tên khác.") % {"name": to.name}, 409)
    to.parent.mkdir(parents=True, exist_ok=True)
    partial = to.with_name(f".{to.name}.part")
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".sao-luu-") as folder:
        work = Path(folder)
        database = work / "database"
        _hold(work / "files")
        _dump(database)
        _hold(work / "files")
        files = sorted((work / "files").iterdir())
        head = AuditHead.objects.get(id=1)
        manifest = {
            "form": FORM,
            "version": ngayso.__version__,
            "at": clock.now().isoformat(),
            "vendor": connection.vendor,
            "audit": {"number": head.number, "hash": head.hash},
            "database": _digest(database),
            "files": {p.name: _digest(p) for p in files},
        }
        (work / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
        try:
            with open(partial, "wb", opener=_private) as whole:
                with tarfile.open(fileobj=whole, mode="w:gz", compresslevel=3) as archive:
                    archive.add(work / MANIFEST, MANIFEST)
                    archive.add(database, "database")
                    for path in files:
                        archive.add(path, f"files/{path.name}")
                whole.flush()
                os.fsync(whole.fileno())
            os.replace(partial, to)
        finally:
            partial.unlink(missing_ok=True)
    return to


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _hold(folder: Path) -> None:
    """Hard links to all private files that are not held yet; what is removed meanwhile stays reachable."""
    folder.mkdir(exist_ok=True)
    for path in Path(settings.FILES).glob("*"):
        if not path.name.startswith("in-"):
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                os.link(path, folder / path.name)


def _dump(to: Path) -> None:
    if connection.vendor == "sqlite":
        source = Path(str(connection.settings_dict["NAME"]))
        if not source.exists():
            raise Refusal(_("Chưa có dữ liệu nào để sao lưu."), 404)
        # The backup call of SQLite copies a consistent state while others write.
        with contextlib.closing(sqlite3.connect(source)) as live, contextlib.closing(sqlite3.connect(to)) as copy:
            live.backup(copy)
        return
    _postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={to}")


def _postgresql(program: str, *arguments: str) -> None:
    """Runs a program of PostgreSQL on this place's database; the password goes by the environment, never in sight."""
    found = shutil.which(program)
    if found is None:
        raise Refusal(_("Máy chưa có %(program)s. Hãy cài gói postgresql-client rồi chạy lại.") % {"program": program})
    given = connection.get_connection_params()
    environment = dict(os.environ)
    for key, name in (("host", "PGHOST"), ("port", "PGPORT"), ("user", "PGUSER"), ("password", "PGPASSWORD")):
        if given.get(key):
            environment[name] = str(given[key])
    done = subprocess.run(
        [found, f"--dbname={given['dbname']}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = done.stderr.strip().splitlines()[-1:] or [""]
        raise Refusal(_("%(program)s không chạy được: %(words)s") % {"program": program, "words": words[0]}, 409)


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(source: Path) -> dict[str, Any]:
    """Puts a backup in place and returns its manifest. The web process and the worker must be stopped.

    Everything is unpacked and compared with its digest first; what was here is moved aside (`before-restore-…` in the
    folder of the data), never deleted. A PostgreSQL database must be empty. Raises Refusal, and then nothing changed.
    """
    if not source.is_file():
        raise Refusal(_("Không tìm thấy tệp sao lưu %(name)s.") % {"name": source.name}, 404)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".khoi-phuc-") as folder:
        work = Path(folder)
        manifest = _unpack(source, work)
        if manifest["vendor"] != connection.vendor:
            raise Refusal(
                _("Bản sao lưu là của %(vendor)s, nơi này dùng %(here)s. Hãy khôi phục vào đúng loại cơ sở dữ liệu.")
                % {"vendor": manifest["vendor"], "here": connection.vendor}
            )
        aside = settings.VAR / f"before-restore-{clock.now().astimezone(clock.HERE):%Y%m%d-%H%M%S}"
        if connection.vendor == "sqlite":
            _swap_sqlite(work / "database", aside)
        else:
            _fill_postgresql(work / "database")
        files = Path(settings.FILES)
        if files.exists():
            aside.mkdir(exist_ok=True)
            os.replace(files, aside / "files")
        os.replace(work / "files", files)
    return manifest


def _unpack(source: Path, work: Path) -> dict[str, Any]:
    broken = Refusal(_("Tệp này không phải bản sao lưu của Ngày Số, hoặc đã hỏng. Hãy dùng bản khác."))
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(work, filter="data")
        manifest = json.loads((work / MANIFEST).read_text("utf-8"))
        if manifest["form"] != FORM or _digest(work / "database") != manifest["database"]:
            raise broken
        (work / "files").mkdir(exist_ok=True)
        there = {p.name: _digest(p) for p in (work / "files").iterdir()}
        if there != manifest["files"]:
            raise broken
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise broken from error
    return dict(manifest)


def _swap_sqlite(new: Path, aside: Path) -> None:
    with contextlib.closing(sqlite3.connect(new)) as database:
        if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Refusal(_("Cơ sở dữ liệu trong bản sao lưu đã hỏng. Hãy dùng bản khác."))
    here = Path(str(connection.settings_dict["NAME"]))
    connections.close_all()
    if here.exists():
        # Whoever still has the file open would write into the one set aside.
        with contextlib.closing(sqlite3.connect(here, timeout=1)) as live:
            try:
                live.execute("PRAGMA locking_mode=EXCLUSIVE")
                live.execute("BEGIN EXCLUSIVE")
                live.rollback()
            except sqlite3.OperationalError as error:
                raise Refusal(_("Ngày Số đang chạy. Hãy dừng (Ctrl-C) rồi khôi phục."), 409) from error
        aside.mkdir(exist_ok=True)
        for suffix in ("", "-wal", "-shm"):
            part = here.with_name(here.name + suffix)
            if part.exists():
                os.replace(part, aside / part.name)
    here.parent.mkdir(parents=True, exist_ok=True)
    os.replace(new, here)


def _fill_postgresql(dump: Path) -> None:
    if connection.introspection.table_names():
        raise Refusal(_("Cơ sở dữ liệu đích không trống. Hãy tạo cơ sở dữ liệu mới rồi khôi phục vào đó."), 409)
    connections.close_all()
    _postgresql("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
