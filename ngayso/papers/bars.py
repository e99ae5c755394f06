"""A picture of amounts by unit: bars that lie, begin at nought and carry their number. PNG, for Word shows nothing else.

The same bars give the same bytes. Drawn with Be Vietnam Pro, which comes with the libraries.
"""

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

WIDE = 1280
"""Pixels: 160 mm at 203 dots an inch."""
BAR, STEP, TOP = 34, 56, 12
_INK, _TEAL, _PAPER = (16, 36, 43), (10, 90, 108), (255, 255, 255)
_LABEL = 430
"""Pixels for the names."""


@cache
def _face(weight: str, size: int) -> ImageFont.FreeTypeFont:
    face = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf"
    # Basic layout draws alike on every machine, with libraqm or without.
    return ImageFont.truetype(io.BytesIO(face.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)


def draw(bars: Sequence[tuple[str, float, str]]) -> bytes:
    """Bars of (name, amount, amount as printed), from the top; amounts are not negative."""
    high = TOP * 2 + STEP * len(bars)
    picture = Image.new("RGB", (WIDE, high), _PAPER)
    pen = ImageDraw.Draw(picture)
    name_face, number_face = _face("Regular", 27), _face("SemiBold", 27)
    most = max((amount for _, amount, _ in bars), default=0) or 1.0
    room = WIDE - _LABEL - 190
    for at, (name, amount, shown) in enumerate(bars):
        top = TOP + at * STEP
        pen.text(
            (_LABEL - 18, top + BAR / 2), _cut(name, name_face, _LABEL - 24), fill=_INK, font=name_face, anchor="rm"
        )
        end = max(_LABEL + round(room * amount / most), _LABEL + 2)
        pen.rectangle((_LABEL, top, end, top + BAR), fill=_TEAL)
        pen.text((end + 12, top + BAR / 2), shown, fill=_INK, font=number_face, anchor="lm")
    pen.line((_LABEL, TOP - 6, _LABEL, high - TOP), fill=_INK, width=2)
    made = io.BytesIO()
    picture.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(made, "PNG", compress_level=6)
    return made.getvalue()


def _cut(text: str, face: ImageFont.FreeTypeFont, most: int) -> str:
    """The text in the width, cut at its end with "…" when it is longer."""
    if face.getlength(text) <= most:
        return text
    while text and face.getlength(f"{text}…") > most:
        text = text[:-1]
    return f"{text.rstrip()}…"
