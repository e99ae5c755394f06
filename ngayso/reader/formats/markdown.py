"""Markdown → Document. Written by hand or by a converter, so read as leniently as plain text."""

from ngayso.reader.document import Document
from ngayso.reader.formats.text import decode, document_of


def open_markdown(data: bytes) -> Document:
    """Reads Markdown. Raises Refused when its letters cannot be told."""
    return document_of(decode(data), "md")
