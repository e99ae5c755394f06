"""Ruling lines → grids with merged cells."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ngayso.reader.formats.pdf_page import Ruling

_NEAR = 3.0


@dataclass(frozen=True)
class Box:
    """A cell: place in the grid and place on the page."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Grid:
    """A ruled table of one page."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] - 1 <= y <= self.ys[-1] + 1


def on_columns(grid: Grid, xs: tuple[float, ...]) -> Grid:
    """The grid with the columns `xs` of the page before, when its own are some of them; else the grid as it is."""
    places = [next((at for at, x in enumerate(xs) if abs(x - own) < 5), -1) for own in grid.xs]
    if len(xs) <= len(grid.xs) or -1 in places or places[0] != 0 or places[-1] != len(xs) - 1:
        return grid
    boxes = (
        replace(box, column=places[box.column], columns=places[box.column + box.columns] - places[box.column])
        for box in grid.boxes
    )
    return Grid(xs, grid.ys, tuple(boxes))


def grids(across: list[Ruling], down: list[Ruling]) -> list[Grid]:
    """The ruled tables of a page, from the top. A single framed box is no table."""
    across, down = _joined(across), _joined(down)
    owner = list(range(len(across) + len(down)))

    def find(item: int) -> int:
        while owner[item] != item:
            owner[item] = owner[owner[item]]
            item = owner[item]
        return item

    for i, level in enumerate(across):
        for j, upright in enumerate(down):
            if (
                upright.start - _NEAR <= level.at <= upright.end + _NEAR
                and level.start - _NEAR <= upright.at <= level.end + _NEAR
            ):
                owner[find(i)] = find(len(across) + j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, level in enumerate(across):
        groups.setdefault(find(i), ([], []))[0].append(level)
    for j, upright in enumerate(down):
        groups.setdefault(find(len(across) + j), ([], []))[1].append(upright)
    parts = [group for group in groups.values() if all(group)]
    made = [grid for levels, uprights in _beside(parts) if (grid := _grid(levels, uprights)) is not None]
    made.sort(key=lambda grid: (grid.ys[0], grid.xs[0]))
    # A grid within another one (a box drawn in a cell) belongs to the cell.
    return [g for g in made if not any(o is not g and _within(g, o) for o in made)]


_Part = tuple[list[Ruling], list[Ruling]]


def _beside(parts: list[_Part]) -> list[_Part]:
    """Parts of one table that a cell merged over the whole page keeps apart: side by side and equally high."""
    made: list[_Part] = []
    for levels, uprights in sorted(parts, key=lambda part: min(r.start for r in part[0])):
        heights = [r.at for r in levels]
        for others, more in made:
            known = [r.at for r in others]
            apart = min(r.start for r in levels) - max(r.end for r in others)
            if apart > 0 and len(heights) > 2 and _steps(heights) == _steps(known):
                others += levels
                more += uprights
                break
        else:
            made.append((list(levels), list(uprights)))
    return made


def _within(inner: Grid, outer: Grid) -> bool:
    return outer.holds(inner.xs[0], inner.ys[0]) and outer.holds(inner.xs[-1], inner.ys[-1])


def _joined(rulings: list[Ruling]) -> list[Ruling]:
    """Pieces of one line put together (programs draw a border cell by cell)."""
    made: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (round(r.at / 2), r.start)):
        last = made[-1] if made else None
        if last is not None and abs(last.at - ruling.at) <= 2 and ruling.start <= last.end + _NEAR:
            last.end = max(last.end, ruling.end)
        else:
            made.append(Ruling(ruling.at, ruling.start, ruling.end))
    return made


def _steps(values: Iterable[float]) -> list[float]:
    made: list[float] = []
    for value in sorted(values):
        if not made or value - made[-1] > _NEAR:
            made.append(value)
    return made


def _grid(levels: list[Ruling], uprights: list[Ruling]) -> Grid | None:
    if not levels or not uprights:
        return None
    # A table cut by the page end may lack its last rule: the uprights then say where it ends.
    xs = _steps([*(r.at for r in uprights), min(r.start for r in levels), max(r.end for r in levels)])
    ys = _steps([*(r.at for r in levels), min(r.start for r in uprights), max(r.end for r in uprights)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2 or columns > 60 or rows > 400:
        return None
    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def find(slot: tuple[int, int]) -> tuple[int, int]:
        while owner[slot] != slot:
            slot = owner[slot]
        return slot

    for r in range(rows):
        middle = (ys[r] + ys[r + 1]) / 2
        for c in range(columns - 1):
            if not _ruled(uprights, xs[c + 1], middle):
                owner[find((r, c + 1))] = find((r, c))
    for c in range(columns):
        middle = (xs[c] + xs[c + 1]) / 2
        for r in range(rows - 1):
            if not _ruled(levels, ys[r + 1], middle):
                owner[find((r + 1, c))] = find((r, c))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for slot in owner:
        groups.setdefault(find(slot), []).append(slot)
    boxes = []
    for slots in groups.values():
        top, left = min(r for r, _ in slots), min(c for _, c in slots)
        low, right = max(r for r, _ in slots) + 1, max(c for _, c in slots) + 1
        boxes.append(Box(top, left, low - top, right - left, xs[left], ys[top], xs[right], ys[low]))
    if len(boxes) < 2:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(sorted(boxes, key=lambda box: (box.row, box.column))))


def _ruled(rulings: list[Ruling], at: float, through: float) -> bool:
    return any(abs(r.at - at) <= _NEAR and r.start - 1 <= through <= r.end + 1 for r in rulings)
