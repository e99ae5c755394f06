"""Private files: checked by content, kept by id, served as attachments to whoever sees the owner."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ngayso.core import files
from ngayso.core.errors import Refusal
from ngayso.core.models import File

pytestmark = pytest.mark.django_db


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def store(owner: Any, content: bytes, name: str = "kế hoạch.docx", allowed: Any = files.DOCUMENTS) -> File:
    with transaction.atomic():
        return files.store(io.BytesIO(content), name=name, owner=owner, actor=owner, allowed=allowed)


def on_disk(settings: Any) -> list[Path]:
    return sorted(Path(settings.FILES).glob("*"))


def test_bytes_are_kept_under_the_id_with_their_digest(focal: Any, settings: Any) -> None:
    file = store(focal, docx(), name="../../etc/kế hoạch.docx")
    assert file.name == "kế hoạch.docx"
    assert file.type == files.DOCX
    assert files.path(file).read_bytes() == docx()
    assert [p.name for p in on_disk(settings)] == [str(file.pk)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_of_every_windows_encoding_is_text(focal: Any, encoding: str) -> None:
    assert store(focal, "KẾ HOẠCH".encode(encoding), name="a.txt").type == files.TEXT


@pytest.mark.parametrize(
    ("content", "allowed", "status"),
    [
        (b"", files.DOCUMENTS, 400),
        (b"MZ\x00\x00program", files.DOCUMENTS, 400),
        (b"PK\x03\x04broken", files.DOCUMENTS, 400),
        (docx(), files.SHEETS, 400),
        (b"\x89PNG\r\n\x1a\n....", files.DOCUMENTS, 400),
    ],
)
def test_what_is_not_allowed_leaves_nothing(
    focal: Any, settings: Any, content: bytes, allowed: Any, status: int
) -> None:
    with pytest.raises(Refusal) as refusal:
        store(focal, content, allowed=allowed)
    assert refusal.value.status == status
    assert on_disk(settings) == []
    assert not File.objects.exists()


def test_a_file_past_the_limit_is_cut_off(focal: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    with pytest.raises(Refusal) as refusal:
        store(focal, b"a" * 1001)
    assert refusal.value.status == 413
    assert on_disk(settings) == []


def test_a_file_goes_out_as_an_attachment_to_whoever_sees_its_owner(focal: Any, clerk: Any, stranger: Any) -> None:
    file = store(focal, b"<!doctype html><script>alert(1)</script>", name='bài "thi".html')
    client = Client()
    url = reverse("file", args=[file.pk])
    assert client.get(url).status_code == 404
    for other in (clerk, stranger):
        client.force_login(other)
        assert client.get(url).status_code == 404
    client.force_login(focal)
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"<!doctype html><script>alert(1)</script>"


def test_a_discarded_file_goes_only_when_the_write_is_committed(
    focal: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    file = store(focal, docx())
    with django_capture_on_commit_callbacks(execute=True):
        files.discard(file)
        assert len(on_disk(settings)) == 1
    assert on_disk(settings) == []


def test_the_sweep_takes_only_old_bytes_that_no_row_names(focal: Any, settings: Any) -> None:
    import os

    kept = store(focal, docx())
    lost = Path(settings.FILES) / "lost"
    young = Path(settings.FILES) / "young"
    for path in (lost, young):
        path.write_bytes(b"x")
    os.utime(lost, (0, 0))
    os.utime(files.path(kept), (0, 0))
    assert files.sweep() == 1
    assert {p.name for p in on_disk(settings)} == {str(kept.pk), "young"}


@given(st.text(max_size=400))
def test_any_name_becomes_a_plain_one(name: str) -> None:
    plain = files.plain_name(name)
    assert plain
    assert len(plain) <= 255
    assert "/" not in plain
    assert "\\" not in plain
    assert plain not in (".", "..")
    assert not any(ord(c) < 32 for c in plain)
