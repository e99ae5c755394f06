"""What line ends, page ends and marks broke is made whole: Document in, Document out."""

from ngayso.reader.document import Document


def mend(document: Document) -> Document:
    """The document with every paragraph whole."""
    return document
