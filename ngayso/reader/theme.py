"""The theme of a programme: the words in quotation marks behind "chủ đề"."""

import re

from ngayso.reader.lines import Line
from ngayso.reader.reading import Section, Value
from ngayso.reader.values import cut
from ngayso.words.fold import small

_THEME = re.compile(r"(?<![^\W_])chủ đề(?![^\W_])")
_QUOTED = re.compile(r"[“\"«]([^”\"»]{6,400})[”\"»]")
_LABEL = re.compile(r"\W*(?:[\w.]{1,4}[.)]\s*)?(?:tên\s+)?chủ đề[^:“\"]{0,60}:\s*")


def read_theme(text: str, lines: tuple[Line, ...], sections: tuple[Section, ...]) -> Value | None:
    """The theme, without quotation marks: from the section "Chủ đề", else from a sentence that says what the theme is.

    None when the plan only speaks of a theme without naming it.
    """
    spans = [s.span for s in sections if s.role == "theme"]
    for span in spans:
        for line in lines:
            if span.start <= line.start and line.end <= span.end and (found := _QUOTED.search(line.text)):
                return cut(text, line.start + found.start(1), line.start + found.end(1), "theme.section.quoted", 0.95)
    for line in lines:
        bare = small(line.text)
        if (label := _LABEL.match(bare)) and len(bare) - label.end() > 5:
            return _label(text, line, label.end())
    for line in lines:
        for said in _THEME.finditer(small(line.text)):
            found = _QUOTED.search(line.text, said.end())
            between = line.text[said.end() : found.start()] if found else ""
            if found and len(between) < 120 and not re.search(r"[;.]", between):
                return cut(text, line.start + found.start(1), line.start + found.end(1), "theme.sentence", 0.8)
    for span in spans:
        inside = [line for line in lines if span.start < line.start and line.end <= span.end]
        if inside and len(inside[0].text) < 300:
            return cut(text, inside[0].start, inside[0].end, "theme.section", 0.7)
    return None


def _label(text: str, line: Line, at: int) -> Value | None:
    found = _QUOTED.search(line.text, at)
    if found:
        return cut(text, line.start + found.start(1), line.start + found.end(1), "theme.label.quoted", 0.95)
    return cut(text, line.start + at, line.end, "theme.label", 0.75)
