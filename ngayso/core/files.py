"""Private files: checked by content, kept where the web cannot reach, served as attachments to who sees the owner."""

import contextlib
import hashlib
import os
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7
from ngayso.core.models import File, label_of

MOST_BYTES = 50_000_000

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
HTML = "text/html"
TEXT = "text/plain"
PNG = "image/png"
JPEG = "image/jpeg"

DOCUMENTS = (DOCX, PDF, HTML, TEXT)
SHEETS = (XLSX,)
NAMES = {DOCX: ".docx", XLSX: ".xlsx", PDF: ".pdf", HTML: ".html", TEXT: ".txt", PNG: ".png", JPEG: ".jpg"}


def type_of(source: BinaryIO) -> str | None:
    """Media type by content, None when it is none of ours. Leaves the source at its start."""
    source.seek(0)
    head = source.read(4096)
    source.seek(0)
    if head.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(source) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            names = set()
        source.seek(0)
        return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as Windows' Notepad saves "Unicode"
        return TEXT
    if not head or b"\0" in head:
        return None
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return HTML if lowered.startswith((b"<!doctype html", b"<html")) else TEXT


def store(source: Any, *, name: str, owner: models.Model, actor: Any, allowed: tuple[str, ...]) -> File:
    """Keeps the bytes of `source` (readable in binary, at its start or seekable) as a file of `owner`.

    Must run inside the transaction of the write: when that is rolled back, the bytes go, too. Raises Refusal 413 when
    larger than 50 MB and 400 when empty or when the content is none of `allowed`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("files.store needs the transaction of the write it belongs to")
    if not hasattr(owner._meta.default_manager, "visible_to"):
        raise TypeError(f"{label_of(owner)} has no visible_to, so nobody could ever fetch the file")
    settings.FILES.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, partial = tempfile.mkstemp(prefix="in-", dir=settings.FILES)
    try:
        with open(handle, "w+b") as kept:
            for chunk in _chunks(source):
                size += len(chunk)
                if size > MOST_BYTES:
                    raise Refusal(_("Tệp lớn hơn 50 MB. Hãy giảm dung lượng ảnh trong tệp rồi nộp lại."), 413)
                digest.update(chunk)
                kept.write(chunk)
            if size == 0:
                raise Refusal(_("Tệp rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi nộp lại."))
            kind = type_of(kept)
            if kind not in allowed:
                wanted = ", ".join(dict.fromkeys(NAMES[a] for a in allowed))
                raise Refusal(_("Tệp này không phải loại nhận được. Hãy nộp tệp %(wanted)s.") % {"wanted": wanted})
            kept.flush()
            os.fsync(kept.fileno())
        file = File(
            id=uuid7(),
            name=plain_name(name),
            type=kind,
            size=size,
            sha256=digest.hexdigest(),
            owner_model=label_of(owner),
            owner_id=str(owner.pk),
            created_at=clock.now(),
            created_by=str(actor.pk) if getattr(actor, "is_authenticated", False) else "",
        )
        os.replace(partial, path(file))
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(partial)
        raise
    try:
        file.save(force_insert=True)
    except BaseException:
        path(file).unlink(missing_ok=True)
        raise
    return file


def _chunks(source: Any) -> Iterator[bytes]:
    if hasattr(source, "chunks"):
        yield from source.chunks()
        return
    while chunk := source.read(1 << 20):
        yield chunk


def path(file: File) -> Path:
    """Where the bytes lie. The name on disk is the id alone, never anything that a sender chose."""
    return Path(settings.FILES) / str(file.pk)


def discard(file: File) -> None:
    """Removes the row now and the bytes once the transaction has committed."""
    where = path(file)
    file.delete()
    transaction.on_commit(lambda: where.unlink(missing_ok=True))


def plain_name(name: str) -> str:
    """The name without folders and control signs, NFC, at most 255 signs, its ending kept."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: 250 - len(ending)]}.{ending}"
    return name[:250] or "tep"


def visible(file_id: Any, user: Any) -> File | None:
    """The file when the user may see its owner, else None."""
    file = File.objects.filter(pk=file_id).first()
    if file is None:
        return None
    owners: Any = apps.get_model(file.owner_model)._default_manager
    return file if owners.visible_to(user).filter(pk=file.owner_id).exists() else None


def sweep() -> int:
    """Removes bytes that no row names (a write that was rolled back after the bytes were kept) and are a day old."""
    removed = 0
    if not settings.FILES.is_dir():
        return 0
    old = clock.now().timestamp() - 86_400
    known = {str(pk) for pk in File.objects.values_list("pk", flat=True)}
    for entry in os.scandir(settings.FILES):
        if entry.name not in known and entry.stat().st_mtime < old:
            os.unlink(entry.path)
            removed += 1
    return removed
