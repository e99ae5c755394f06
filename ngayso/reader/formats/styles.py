"""How a Word document looks: what styles.xml says of paragraphs and letters (ECMA-376 part 1, §17.7)."""

import re
from dataclasses import dataclass

from lxml import etree

from ngayso.reader.document import Align
from ngayso.reader.formats.numbering import VAL, W

_OFF = ("0", "false", "off", "none")
_ALIGNS: dict[str, Align] = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right",
    "both": "both", "distribute": "both", "thaiDistribute": "both", "mediumKashida": "both",
}  # fmt: skip
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
# Switches that turn over when paragraph style and letter style both set them (§17.7.3).
_SWITCHES = ("b", "i", "caps", "vanish")


@dataclass(frozen=True)
class Look:
    """What paragraph properties say; None where they are silent."""

    align: Align | None = None
    outline: int | None = None
    """Heading level, 1 for the highest; 0 when set to body text."""
    left: int | None = None
    """Indent in twentieths of a point."""
    number: str | None = None
    """numId; "0" takes the number away."""
    depth: int | None = None
    break_before: bool | None = None

    def over(self, base: "Look") -> "Look":
        """This look where it speaks, `base` where it is silent."""
        names = ("align", "outline", "left", "number", "depth", "break_before")
        return Look(*(getattr(base, n) if getattr(self, n) is None else getattr(self, n) for n in names))


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """An on/off property such as w:b; None when it is not there."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else found.get(VAL, "true").lower() not in _OFF


def whole(text: str | None) -> int | None:
    """A whole number of an attribute, None when it is none."""
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


def look(properties: etree._Element | None) -> Look:
    """Look of one w:pPr by itself."""
    if properties is None:
        return Look()
    jc, outline = properties.find(W + "jc"), properties.find(W + "outlineLvl")
    indent, numbers = properties.find(W + "ind"), properties.find(W + "numPr")
    level = None if outline is None else whole(outline.get(VAL))
    num_id = None if numbers is None else numbers.find(W + "numId")
    depth = None if numbers is None else numbers.find(W + "ilvl")
    return Look(
        align=None if jc is None else _ALIGNS.get(jc.get(VAL, "")),
        outline=None if level is None else level + 1 if 0 <= level < 9 else 0,
        left=None if indent is None else whole(indent.get(W + "left") or indent.get(W + "start")),
        number=None if num_id is None else num_id.get(VAL),
        depth=None if depth is None else whole(depth.get(VAL)),
        break_before=switch(properties, "pageBreakBefore"),
    )


class Styles:
    """The styles of one document with what they inherit."""

    def __init__(self, part: etree._Element | None) -> None:
        self.elements: dict[str, etree._Element] = {}
        self.default: str | None = None
        self._looks: dict[str | None, Look] = {}
        self._switches: dict[tuple[str | None, str], bool] = {}
        for element in () if part is None else part.iterchildren(W + "style"):
            name = element.get(W + "styleId", "")
            self.elements[name] = element
            if element.get(W + "type") == "paragraph" and element.get(W + "default", "0") not in _OFF:
                self.default = name

    def _chain(self, style: str | None) -> list[etree._Element]:
        """The style and those it is based on, nearest first; a circle is cut."""
        made: list[etree._Element] = []
        while style in self.elements and len(made) < 20:
            element = self.elements[style]
            made.append(element)
            base = element.find(W + "basedOn")
            style = None if base is None else base.get(VAL)
        return made

    def look(self, style: str | None) -> Look:
        """Look of a paragraph style with what it inherits."""
        if style not in self._looks:
            made = Look()
            for element in self._chain(style):
                made = made.over(look(element.find(W + "pPr")))
                name = element.find(W + "name")
                heading = None if name is None else _HEADING.match(name.get(VAL, ""))
                if made.outline is None and heading:
                    made = made.over(Look(outline=int(heading[1])))
            self._looks[style] = made
        return self._looks[style]

    def switched(self, style: str | None, name: str) -> bool:
        """What a style says of the switch `name`, False when it is silent."""
        key = (style, name)
        if key not in self._switches:
            told = (switch(element.find(W + "rPr"), name) for element in self._chain(style))
            self._switches[key] = next((value for value in told if value is not None), False)
        return self._switches[key]

    def letters(self, run: etree._Element | None, paragraph_style: str | None) -> tuple[bool, bool, bool, bool]:
        """(bold, italic, capitals, hidden) of a run with properties `run` in a paragraph of that style."""
        of_run = None if run is None else run.find(W + "rStyle")
        letter_style = None if of_run is None else of_run.get(VAL)
        told = [switch(run, name) for name in _SWITCHES]
        bold, italic, capitals, hidden = (
            self.switched(paragraph_style, name) != self.switched(letter_style, name) if value is None else value
            for name, value in zip(_SWITCHES, told, strict=True)
        )
        return bold, italic, capitals, hidden

    def numbers(self) -> dict[str, tuple[str, int]]:
        """(numId, level) of each style that sets one by itself."""
        made = {}
        for name, element in self.elements.items():
            told = look(element.find(W + "pPr"))
            if told.number is not None:
                made[name] = (told.number, told.depth or 0)
        return made
