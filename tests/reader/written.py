"""Plans written in a test become lines and a Reading the way an uploaded text file does."""

from ngayso.reader.formats.open import open_document
from ngayso.reader.lines import Line, lay_out
from ngayso.reader.reading import Reading, Section
from ngayso.reader.sections import build_tree, sections_of


def laid(text: str) -> tuple[str, tuple[Line, ...]]:
    """The text and lines of a text file with that content."""
    return lay_out(open_document(text.encode(), "ke-hoach.txt"))


def laid_with_sections(text: str) -> tuple[str, tuple[Line, ...], tuple[Section, ...]]:
    """The text, lines and sections of a text file with that content."""
    said, lines = laid(text)
    return said, lines, sections_of(build_tree(lines))


def read_written(text: str) -> Reading:
    """The whole reading of a text file with that content."""
    from ngayso.reader.read import read

    return read(open_document(text.encode(), "ke-hoach.txt"), "ke-hoach.txt")
