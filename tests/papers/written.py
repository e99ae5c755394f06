"""Reads what a .docx holds, for tests of its form."""

import io
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Written:
    """The parts of a .docx."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.body = self.part("word/document.xml")
        self.styles = {style.get(f"{W}styleId"): style for style in self.part("word/styles.xml").iter(f"{W}style")}

    def part(self, name: str) -> etree._Element:
        return etree.fromstring(self.archive.read(name))

    def paragraphs(self, style: str) -> list[etree._Element]:
        return [p for p in self.body.iter(f"{W}p") if (found := p.find(f"{W}pPr/{W}pStyle")) is not None
                and found.get(f"{W}val") == style]  # fmt: skip

    def texts(self, style: str) -> list[str]:
        return [text_of(p) for p in self.paragraphs(style)]

    def sections(self) -> list[etree._Element]:
        return list(self.body.iter(f"{W}sectPr"))


def text_of(element: etree._Element) -> str:
    """Its words, a break as a newline."""
    return "".join(
        "\n" if node.tag == f"{W}br" else node.text or "" for node in element.iter(f"{W}t", f"{W}br")
    )  # fmt: skip
