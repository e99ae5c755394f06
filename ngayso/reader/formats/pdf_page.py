"""What stands on one PDF page: words and ruling lines, in points from the top left corner as the page is shown."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

_THIN = 2.6  # a filled bar thinner than this is a ruling
_SHORT = 6.0  # rulings shorter than this are ornaments
_MOST_SEGMENTS = 2_000  # a path with more is a drawing
_UNITS = frozenset({"m", "km", "cm", "mm", "dm"})
_BLANK = frozenset({0, 9, 10, 13, 32, 160, 0x200B, 0x202F, 0x3000, 0xFEFF, 0xFFFE, 0xFFFF})


@dataclass(slots=True)
class Word:
    """Letters without a space between them."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    bold: bool = False
    italic: bool = False

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass(slots=True)
class Ruling:
    """A straight line across or down: `at` is its fixed coordinate, `start` < `end` the other one."""

    at: float
    start: float
    end: float


@dataclass
class Sheet:
    """One page."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[Ruling] = field(default_factory=list)
    down: list[Ruling] = field(default_factory=list)
    pictures: int = 0


class _Frame:
    """From PDF user space (from the bottom left, before rotation) to the page as shown."""

    def __init__(self, page: Any) -> None:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
        self.left, self.bottom, self.right, self.top = box.left, box.bottom, box.right, box.top
        self.turns = pdfium.FPDFPage_GetRotation(page) % 4

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.turns:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def read_page(page: Any, number: int) -> Sheet:
    """Reads one loaded page (an FPDF_PAGE); text that does not stand upright (stamps, watermarks) is left out."""
    sheet = Sheet(number, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    frame = _Frame(page)
    text = pdfium.FPDFText_LoadPage(page)
    if text:
        try:
            sheet.words = list(_words(text, frame))
        finally:
            pdfium.FPDFText_ClosePage(text)
    _objects(sheet, frame, page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, _ONE, 0)
    return sheet


def _raised(rect: Any, top: float, bottom: float) -> bool:
    """Whether a small raised letter follows one of usual size: the mark of a footnote."""
    return bool(rect.top - rect.bottom < 0.78 * (top - bottom) and rect.bottom > bottom + 0.15 * (top - bottom))


def _words(text: Any, frame: _Frame) -> Iterator[Word]:
    code_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    rect = pdfium.FS_RECTF()
    reference = ctypes.byref(rect)
    x, y = ctypes.c_double(0), ctypes.c_double(0)
    looks: dict[int, _Look] = {}
    letters: list[str] = []
    first = 0
    left = right = top = bottom = 0.0
    turned = frame.turns

    def word() -> Word | None:
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(text, first)) if letters else 0.0
        # Both turns are counted clockwise: text on a turned page is upright when they undo each other.
        if not letters or 8 < (angle + 90 * turned) % 360 < 352:
            return None
        bold, italic, size = _look(text, first, looks)
        x0, y0, x1, y1 = frame.box(left, bottom, right, top)
        # Boxes of letters differ with their marks: the baseline and the size tell better where a word stands.
        if pdfium.FPDFText_GetCharOrigin(text, first, ctypes.byref(x), ctypes.byref(y)) and 3 < size < 100:
            base = frame.point(x.value, y.value)[1]
            y0, y1 = base - 0.9 * size, base + 0.2 * size
        return Word("".join(letters), x0, y0, x1, y1, bold, italic)

    for index in range(pdfium.FPDFText_CountChars(text)):
        code = code_of(text, index)
        if code in _BLANK:
            if made := word():
                yield made
            letters = []
            continue
        if not box_of(text, index, reference):
            continue
        if letters:
            high = top - bottom
            ahead = rect.left - right if turned in (0, 2) else rect.bottom - top
            if turned == 0 and (ahead > 0.3 * high or ahead < -1.5 * high or abs(rect.bottom - bottom) > 0.5 * high):
                if made := word():
                    yield made
                letters = []
            if 48 <= code < 58 and _raised(rect, top, bottom) and "".join(letters) not in _UNITS:
                # Brackets reach as far down as a digit is raised: the size of the letters decides.
                if _look(text, index, looks)[2] < 0.8 * _look(text, first, looks)[2]:
                    continue
        if not letters:
            first, left, right, top, bottom = index, rect.left, rect.right, rect.top, rect.bottom
        else:
            left, right = min(left, rect.left), max(right, rect.right)
            top, bottom = max(top, rect.top), min(bottom, rect.bottom)
        letters.append("-" if code == 2 else chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
    if made := word():
        yield made


_Look = tuple[bool, bool, float]


def _look(text: Any, index: int, looks: dict[int, _Look]) -> _Look:
    """(bold, italic, size in points) of the text object that holds the letter."""
    holder = pdfium.FPDFText_GetTextObject(text, index)
    address = ctypes.cast(holder, ctypes.c_void_p).value or 0
    if address not in looks:
        buffer, flags = ctypes.create_string_buffer(200), ctypes.c_int(0)
        pdfium.FPDFText_GetFontInfo(text, index, buffer, 200, ctypes.byref(flags))
        name = buffer.value.decode("utf-8", "replace").lower()
        bold = "bold" in name or "black" in name or "heavy" in name or bool(flags.value & (1 << 18))
        # A font without a bold cut is made bold by filling and stroking.
        bold = bold or pdfium.FPDFTextObj_GetTextRenderMode(holder) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        italic = "italic" in name or "oblique" in name or bool(flags.value & (1 << 6))
        size = ctypes.c_float(0)
        pdfium.FPDFTextObj_GetFontSize(holder, ctypes.byref(size))
        _, _, c, d, _, _ = _matrix(holder)
        looks[address] = bold, italic, size.value * math.hypot(c, d)
    return looks[address]


_Matrix = tuple[float, float, float, float, float, float]
_ONE: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _matrix(thing: Any) -> _Matrix:
    told = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, ctypes.byref(told)):
        return _ONE
    return told.a, told.b, told.c, told.d, told.e, told.f


def _objects(sheet: Sheet, frame: _Frame, holder: Any, count: int, get: Any, matrix: _Matrix, depth: int) -> None:
    for index in range(count):
        thing = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _rulings(sheet, frame, thing, _times(_matrix(thing), matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            sheet.pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
            inner = pdfium.FPDFFormObj_CountObjects(thing)
            within = _times(_matrix(thing), matrix)
            _objects(sheet, frame, thing, max(inner, 0), pdfium.FPDFFormObj_GetObject, within, depth + 1)


def _rulings(sheet: Sheet, frame: _Frame, path: Any, matrix: _Matrix) -> None:
    count = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MOST_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(0), ctypes.c_int(0)
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    for points in _outlines(path, count, frame, matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        wide, high = max(xs) - min(xs), max(ys) - min(ys)
        if high <= _THIN and wide >= _SHORT:
            sheet.across.append(Ruling((min(ys) + max(ys)) / 2, min(xs), max(xs)))
        elif wide <= _THIN and high >= _SHORT:
            sheet.down.append(Ruling((min(xs) + max(xs)) / 2, min(ys), max(ys)))
        elif stroke.value:
            for (ax, ay), (bx, by) in pairwise(points):
                if abs(ay - by) <= 1 and abs(ax - bx) >= _SHORT:
                    sheet.across.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx)))
                elif abs(ax - bx) <= 1 and abs(ay - by) >= _SHORT:
                    sheet.down.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by)))


def _outlines(path: Any, count: int, frame: _Frame, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
    """The strokes of a path, each a list of points; one with a curve is left out."""
    x, y = ctypes.c_float(0), ctypes.c_float(0)
    points: list[tuple[float, float]] = []
    curved = False
    a, b, c, d, e, f = matrix
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 2:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
