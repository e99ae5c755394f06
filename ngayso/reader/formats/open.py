"""Bytes → Document: what a file is, by its content, and whether it may be read at all."""

import importlib
import io
import zipfile
from pathlib import PurePath
from typing import Literal

from ngayso.reader.document import Document, Table
from ngayso.reader.refusals import MOST_BYTES, MOST_PAGES, refuse

# Limits on a zip, far above any real plan: a .docx of 500 pages unpacks to some 30 MB with 20:1 text.
_MOST_UNPACKED = 200_000_000
_MOST_MEMBERS = 3_000
_MOST_RATIO = 200
_MOST_LETTERS = MOST_PAGES * 6_000

Format = Literal["docx", "pdf", "html", "md", "txt"]

_SUFFIXES: dict[str, frozenset[str]] = {
    "docx": frozenset({".docx", ".docm", ".dotx", ".dotm"}),
    "pdf": frozenset({".pdf"}),
    "html": frozenset({".html", ".htm", ".xhtml"}),
    "md": frozenset({".md", ".markdown"}),
    "txt": frozenset({".txt", ".text"}),
}
_NAMES = {
    "docx": "Word (.docx)",
    "pdf": "PDF",
    "html": "trang web (.html)",
    "txt": "văn bản thuần (.txt)",
}
_IMAGES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"\0\0\0\x0cjP",
)
_ARCHIVES = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"PK\x05\x06",
    b"PK\x07\x08",
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def open_document(data: bytes, name: str) -> Document:
    """Reads `data` as what it is. `name` only chooses between Markdown and plain text and is checked against it.

    Raises Refused for everything that is not a readable .docx, .pdf, .html, .md or .txt within the limits.
    """
    if len(data) > MOST_BYTES:
        raise refuse("limit.size")
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise refuse("empty")
    found = sniff(data)
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    chosen = _named(found, suffix)
    if chosen == "docx":
        check_zip(data)
    opener = getattr(
        importlib.import_module(f"ngayso.reader.formats.{_MODULES[chosen]}"),
        f"open_{_MODULES[chosen]}",
    )
    document: Document = opener(data)
    if (document.pages or 0) > MOST_PAGES or _letters(document) > _MOST_LETTERS:
        raise refuse("limit.pages")
    if not document.blocks:
        raise refuse("empty")
    return document


_MODULES = {
    "docx": "docx",
    "pdf": "pdf",
    "html": "html",
    "md": "markdown",
    "txt": "text",
}


def sniff(data: bytes) -> Format:
    """The format that the bytes show ("txt" for Markdown, too). Raises Refused for every other kind of file."""
    start = data[:1024].lstrip()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise refuse(_old_office_kind(data))
    if start.startswith(b"{\\rtf"):
        raise refuse("kind.rtf")
    if data.startswith(_ARCHIVES):
        raise refuse("kind.archive")
    if _is_text(data):
        return _text_kind(data)
    if data.startswith(_IMAGES) or data[8:12] in (b"WEBP",) or data[4:12] in (b"ftypheic", b"ftypheix", b"ftypavif"):
        raise refuse("kind.image")
    if data.startswith(_PROGRAMS):
        raise refuse("kind.program")
    raise refuse("kind.unknown")


def check_zip(data: bytes) -> None:
    """Refuses a zip that unpacks to more than a plan can be: in all, in one member, or in number of members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
    ) as error:
        raise refuse("docx.broken") from error
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise refuse("limit.unpacked")
    for member in members:
        if member.flag_bits & 1:
            raise refuse("office.locked")
        if member.file_size > 1_000_000 and member.file_size > _MOST_RATIO * max(member.compress_size, 1):
            raise refuse("limit.unpacked")


def _named(found: Format, suffix: str) -> Format:
    """The format to read, or Refused when the name says another one."""
    if not suffix or not suffix[1:].isalnum() or len(suffix) > 6:
        return found
    if found == "txt" and suffix in _SUFFIXES["md"]:
        return "md"
    if suffix in _SUFFIXES[found]:
        return found
    claims_other = any(suffix in suffixes for suffixes in _SUFFIXES.values())
    best = {
        "docx": ".docx",
        "pdf": ".pdf",
        "html": ".html",
        "md": ".md",
        "txt": ".txt",
    }[found]
    remedy = f"Hãy đổi đuôi tệp thành {best} rồi nộp lại."
    if found == "txt" and claims_other:
        remedy = "Hãy kiểm tra xem đã chọn đúng tệp chưa rồi nộp lại."
    raise refuse("name.wrong", suffix=suffix, real=_NAMES[found], remedy=remedy)


def _zip_kind(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                told = package.read("mimetype")
            else:
                told = b""
    except Exception as error:
        # A cut download keeps its beginning, which names the first members.
        raise refuse("docx.broken" if b"word/" in data or b"[Content_Types].xml" in data else "kind.archive") from error
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names) or b"spreadsheet" in told:
        raise refuse("kind.sheet")
    if any(name.startswith("ppt/") for name in names) or b"presentation" in told:
        raise refuse("kind.slides")
    if b"opendocument.text" in told:
        raise refuse("kind.odt")
    raise refuse("docx.broken" if "[Content_Types].xml" in names else "kind.archive")


def _old_office_kind(data: bytes) -> str:
    """Which program made an OLE file, by the names of its streams (UTF-16)."""
    for stream, code in (
        ("EncryptedPackage", "office.locked"),
        ("WordDocument", "kind.doc"),
        ("Workbook", "kind.sheet"),
        ("PowerPoint Document", "kind.slides"),
    ):
        if stream.encode("utf-16-le") in data:
            return code
    return "kind.unknown"


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:65536]
    controls = sum(sample.count(bytes([code])) for code in (*range(9), *range(14, 27), *range(28, 32), 127))
    return controls * 200 <= len(sample) and b"\0" not in sample


def _text_kind(data: bytes) -> Format:
    sample = data[:4096]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        sample = sample.decode("utf-16", "ignore").encode()
    start = sample.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<title")) or (
        start.startswith((b"<?xml", b"<!--", b"<!doctype")) and b"<html" in start
    ):
        return "html"
    if start.startswith((b"<div", b"<p>", b"<p ", b"<table", b"<center")):
        return "html"
    if start.startswith((b"<?xml", b"<!doctype")):
        raise refuse("kind.xml")
    return "txt"


def _letters(document: Document) -> int:
    total = 0
    for block in document.blocks:
        paragraphs = [p for cell in block.cells for p in cell.paragraphs] if isinstance(block, Table) else [block]
        total += sum(len(paragraph.text) for paragraph in paragraphs)
    return total
