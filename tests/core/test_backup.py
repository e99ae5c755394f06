"""A backup is restored into an empty place and compared, row by row and byte by byte."""

import contextlib
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
FILL = """
import io
from django.db import transaction
from ngayso.core import audit, files
from ngayso.people.models import User
user = User.objects.create_user("an", "mat-khau-thu-01", name="Nguyễn Văn An")
with transaction.atomic():
    files.store(io.BytesIO("Kế hoạch".encode()), name="ke-hoach.txt", owner=user, actor=user, allowed=files.DOCUMENTS)
    audit.record("people.unit_made", user, actor=user)
"""
TELL = """
from ngayso.core import audit, files
from ngayso.core.models import AuditRow, File
from ngayso.people.models import User
print([u.name for u in User.objects.all()])
print([files.path(f).read_bytes().decode() for f in File.objects.all()])
print(AuditRow.objects.count(), audit.broken_at())
"""


class Place:
    """One place of Ngày Số: a folder, and a database."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.env = os.environ | {"NGAYSO_VAR": str(folder), "DATABASE_URL": database_url, "LOG_LEVEL": "ERROR"}

    def call(self, *words: str, fails: bool = False) -> str:
        done = subprocess.run([sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert bool(done.returncode) == fails, done.stderr
        return done.stdout + done.stderr

    def shell(self, code: str) -> str:
        return self.call("manage.py", "shell", "-v", "0", "-c", code)

    def ngayso(self, *words: str, fails: bool = False) -> str:
        return self.call("-m", "ngayso.cli", *words, fails=fails)


@pytest.fixture
def places(db: Any, tmp_path: Path) -> Iterator[list[Place]]:
    """Two places with a database each, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield [Place(tmp_path / name, "") for name in ("one", "two")]
        return
    given = connection.get_connection_params()
    import psycopg

    names = [f"ngayso_backup_{uuid.uuid4().hex[:12]}" for _ in range(2)]
    admin = {k: given[k] for k in ("host", "port", "user", "password") if given.get(k)} | {"dbname": "postgres"}
    with contextlib.closing(psycopg.connect(autocommit=True, **admin)) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            base = urlsplit(os.environ["DATABASE_URL"])
            yield [Place(tmp_path / name, urlunsplit(base._replace(path=f"/{name}"))) for name in names]
        finally:
            for name in names:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_what_was_backed_up_comes_back_the_same(places: list[Place], tmp_path: Path) -> None:
    one, two = places
    one.call("manage.py", "migrate", "-v", "0")
    one.shell(FILL)
    kept = tmp_path / "kept.tar.gz"
    one.ngayso("backup", str(kept))
    assert kept.stat().st_mode & 0o077 == 0
    assert "đặt tên khác" in one.ngayso("backup", str(kept), fails=True)
    assert "nguyên vẹn" in one.ngayso("audit")
    told = one.shell(TELL)
    assert "Nguyễn Văn An" in told
    two.ngayso("restore", str(kept))
    assert two.shell(TELL) == told


def test_a_restore_destroys_nothing_of_what_was_there(places: list[Place], tmp_path: Path) -> None:
    one, _two = places
    one.call("manage.py", "migrate", "-v", "0")
    kept = tmp_path / "kept.tar.gz"
    one.ngayso("backup", str(kept))
    one.shell(FILL)
    if one.env["DATABASE_URL"]:
        assert "không trống" in one.ngayso("restore", str(kept), fails=True)
        assert "An" in one.shell(TELL)
        return
    one.ngayso("restore", str(kept))
    assert "An" not in one.shell(TELL)
    aside = next(one.folder.glob("before-restore-*"))
    assert (aside / "ngayso.sqlite3").stat().st_size > 0
    assert len(list((aside / "files").iterdir())) == 1


def test_a_broken_or_foreign_file_changes_nothing(places: list[Place], tmp_path: Path) -> None:
    one, _two = places
    one.call("manage.py", "migrate", "-v", "0")
    one.shell(FILL)
    told = one.shell(TELL)
    kept = tmp_path / "kept.tar.gz"
    one.ngayso("backup", str(kept))
    content = kept.read_bytes()
    for broken in (b"", b"no archive", content[: len(content) // 2]):
        wrong = tmp_path / "wrong.tar.gz"
        wrong.write_bytes(broken)
        assert "bản sao lưu" in one.ngayso("restore", str(wrong), fails=True)
    assert "Không tìm thấy" in one.ngayso("restore", str(tmp_path / "none"), fails=True)
    assert one.shell(TELL) == told
