"""Be Vietnam Pro cut to what Vietnamese needs, as woff2, made at set-up and served from our own address."""

import hashlib
import os
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}

# Latin of Vietnamese and English, the stacked marks, what documents and the look print besides.
_RANGES = (
    *((0x20, 0x7E), (0xA0, 0xFF), (0x102, 0x103), (0x110, 0x111), (0x128, 0x129), (0x168, 0x169), (0x1A0, 0x1A1)),
    *((0x1AF, 0x1B0), (0x300, 0x304), (0x306, 0x306), (0x309, 0x309), (0x31B, 0x31B), (0x323, 0x323)),
    (0x1EA0, 0x1EF9),
)
_SIGNS = "–—‘’“”•…‰′″⁄₫€№™−×≤≥→←↑↓✓·\u2060\u200b\u202f\ufeff"
_RECIPE = "1"


def wanted() -> frozenset[int]:
    """The code points that the cut fonts hold, as far as the face has them."""
    return frozenset(n for first, last in _RANGES for n in range(first, last + 1)) | {ord(sign) for sign in _SIGNS}


def font_name(weight: int) -> str:
    """The file of one weight, as tokens.css names it."""
    return f"be-vietnam-pro-{weight}.woff2"


def build_fonts(folder: Path, weights: Iterable[int] = tuple(WEIGHTS)) -> list[Path]:
    """Write the cut fonts into `folder` (the place of `core/fonts` among the static files) and answer their paths.

    Does nothing for a file that is there and was cut by the same recipe from the same face. A file is put in place
    whole or not at all. KeyError for a weight that the look does not use.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_build(folder, weight) for weight in weights]


def _build(folder: Path, weight: int) -> Path:
    source = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{WEIGHTS[weight]}.ttf"
    target = folder / font_name(weight)
    stamp = folder / f".{target.name}.made"
    face = source.read_bytes()
    recipe = hashlib.sha256(face + _RECIPE.encode() + repr(sorted(wanted())).encode()).hexdigest()
    if target.exists() and stamp.exists() and stamp.read_text() == recipe:
        return target
    made = folder / f".{target.name}.{os.getpid()}"
    _cut(face, made)
    made.replace(target)
    stamp.write_text(recipe)
    return target


def _cut(face: bytes, target: Path) -> None:
    # fontTools takes a quarter of a second to import; most starts need no cutting.
    import io

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "case"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["DSIG"]
    font = TTFont(io.BytesIO(face))
    cutter = Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    font.close()
