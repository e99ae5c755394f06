"""Duties of units: what "Tổ chức thực hiện" and headings like it give to each."""

import re

from ngayso.reader.activities import Finder as Activities
from ngayso.reader.doers import REQUEST, leading_units, partners_in
from ngayso.reader.facts import Source, units_at
from ngayso.reader.headings import heading_units, is_scope
from ngayso.reader.labels import read_labels
from ngayso.reader.lines import Line
from ngayso.reader.reading import Duty, Span, Value
from ngayso.reader.sections import Node, Tree
from ngayso.reader.values import cut
from ngayso.words.fold import plain

_OTHER = re.compile(
    r"(?:ve |cong tac )?(?:che do (?:thong tin|bao cao)|thong tin,? bao cao|bao cao|thi dua,? khen thuong|khen thuong|kinh phi|nguon (?:kinh phi|luc)|thoi gian|tien do|"
    r"so ket|tong ket|phuong an huy dong|kiem tra,? giam sat|lo trinh)"
)
_TROUBLE = re.compile(
    r"(?:trong quá trình|quá trình|trường hợp|khi)?.{0,60}(?:nếu|trường hợp) (?:có|phát sinh|gặp|cần|thấy).{0,60}(?:vướng mắc|khó khăn|phát sinh|sửa đổi|bổ sung|vấn đề)", re.IGNORECASE,
)  # fmt: skip


_BARE = re.compile(r"(?:các |những )?(?:đơn vị|cơ quan|địa phương|cơ quan, đơn vị|cá nhân)", re.IGNORECASE)


_LAYS_ON = re.compile(r"(?:chủ trì|có trách nhiệm|tham mưu|thẩm định|chịu trách nhiệm|hướng dẫn)\b")


_ANY = re.compile(r"(?:các |những )?(?:đơn vị|cơ quan|địa phương|bộ, ngành)\b", re.IGNORECASE)


def find_duties(source: Source, tree: Tree) -> list[Duty]:
    """Every duty of the body, one for each unit heading or running sentence, in reading order."""
    finder = _Finder(source)
    for node in tree.root.walk():
        if node.line is None or node.parent is None:
            continue
        if node.role == "organisation" and node.parent.role != "organisation":
            finder.organisation(node)
        elif node.role == "content" and node.children and heading_units(node) is not None and not is_scope(node):
            finder.outside(node)
        elif node.role == "funding" and not node.children and _LAYS_ON.search(node.text[:400]):
            finder.funding(node)
    return finder.made


class _Finder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.made: list[Duty] = []

    def organisation(self, node: Node) -> None:
        """All that stands under the heading "Tổ chức thực hiện"; the heading itself may name its unit."""
        if (place := heading_units(node)) is not None and not any(self._unit(child) for child in node.children):
            self._add(node, place, self._items(node))
            return
        self._group(node)

    def outside(self, node: Node) -> None:
        """A unit's heading in another section: a duty when none of its items has a time."""
        dated = Activities(self.source)
        if any(dated.is_dated(child) for child in node.children):
            return
        place = heading_units(node)
        if place is not None:
            self._add(node, place, self._items(node))

    def funding(self, node: Node) -> None:
        """ "Sở Tài chính chủ trì tham mưu …" among the sources of money."""
        found = leading_units(node.text)
        if read_labels(node.text) or _ANY.match(node.text):
            return
        if found is not None and _LAYS_ON.match(node.text[found[2] :].lstrip()):
            self._running(node, node.text, node.start, node.line.end if node.line else node.start)

    def _group(self, node: Node) -> None:
        begun = len(self.made)
        rows: list[tuple[int, Line | None, Node | None]] = [(line.start, line, None) for line in node.paragraphs]
        rows += [(child.start, None, child) for child in node.children]
        for _, line, child in sorted(rows, key=lambda row: row[0]):
            if child is not None:
                self._child(node, child, begun)
            elif line is not None:
                self._paragraph(node, line)

    def _child(self, group: Node, child: Node, begun: int) -> None:
        if child.role not in ("organisation",) or _OTHER.match(plain(child.text)):
            return
        if _TROUBLE.match(child.text):
            return
        place = heading_units(child)
        if place is not None:
            nested = [one for one in child.children if self._unit(one)]
            if len(nested) >= 2 and len(nested) * 2 > len(child.children):
                self._group(child)
                return
            if child.children or child.paragraphs:
                self._add(child, place, self._items(child))
            return
        if self._running(child, child.text, child.start, child.line.end if child.line else child.start):
            return
        if child.children and not self._sentence_like(child):
            self._group(child)
            return
        if len(self.made) > begun and group.depth > 1 and child.bullet:
            # A further item of the one who was named before.
            last = self.made[-1]
            item = self._item(child.start, child.line.end if child.line else child.start)
            if item is not None:
                self.made[-1] = Duty(last.id, last.ref, last.section, last.units, (*last.items, item), last.span)

    @staticmethod
    def _sentence_like(node: Node) -> bool:
        return node.text.rstrip().endswith((".", ";")) and len(node.text) > 120

    def _unit(self, node: Node) -> bool:
        """True for "Sở X" with items below, and for "Sở X: work"."""
        if heading_units(node) is not None and (node.children or node.paragraphs):
            return True
        found = leading_units(node.text)
        return found is not None and node.text[found[2] - 1] == ":"

    def _paragraph(self, node: Node, line: Line) -> None:
        if _TROUBLE.match(line.text):
            return
        # Without numbers at all the paragraphs of the section are its duties; beside numbered ones only requests are.
        if REQUEST.match(line.text) or not node.children:
            self._running(node, line.text, line.start, line.end)

    def _running(self, node: Node, text: str, start: int, end: int) -> bool:
        """ "Sở X chủ trì …", "Giao Sở X …", and a sentence that names its unit further on."""
        found = leading_units(text)
        if found is not None:
            low, high = self._names(text, found)
            units = units_at(self.source, start + low, start + high, "running.unit", 0.82)
            items = self._items(node) if node.start == start else []
            rest = text[found[2] :].strip()
            if rest and not (rest.endswith(":") and items):
                whole = self._item(start + found[2], end)
                items = [whole, *items] if whole is not None else items
            return self._keep(node, units, items, start, end)
        at = 0
        while (at := text.find(", ", at)) != -1 and at < 400:
            at += 2
            found = leading_units(text[at:])
            if (
                found is not None
                and not _BARE.fullmatch(text[at + found[0] : at + found[1]].strip())
                and not partners_in(text[:at][-30:] + text[at:][:30])
            ):
                units = units_at(self.source, start + at + found[0], start + at + found[1], "running.unit.inside", 0.7)
                item = self._item(start, end)
                return self._keep(node, units, [item] if item is not None else [], start, end)
        return False

    @staticmethod
    def _names(text: str, found: tuple[int, int, int]) -> tuple[int, int]:
        tail = re.search(
            r"\s*\((?:[^()]|\([^()]*\))*\)\s*$|\s+[-–]\s+(?=[Cc]ơ quan|[Đđ]ơn vị).*$", text[found[0] : found[1]]
        )
        return found[0], found[0] + tail.start() if tail else found[1]

    def _items(self, node: Node) -> list[Value]:
        """First-level paragraphs and bullets; a line that only leads in is replaced by what it leads to."""
        rows: list[tuple[int, int, Node | None]] = [(line.start, line.end, None) for line in node.paragraphs]
        rows += [(child.start, child.line.end, child) for child in node.children if child.line is not None]
        rows.sort(key=lambda row: row[0])
        made: list[Value] = []
        for at, (start, end, child) in enumerate(rows):
            text = self.source.text[start:end]
            if child is None and (_TROUBLE.match(text) or (text.rstrip().endswith(":") and at + 1 < len(rows))):
                continue
            if child is not None and child.children and text.rstrip().endswith(":"):
                made += self._items(child)
                continue
            item = self._item(start, end)
            if item is not None:
                made.append(item)
        return made

    def _item(self, start: int, end: int) -> Value | None:
        return cut(self.source.text, start, end, "duty.item", 0.88)

    def _add(self, node: Node, place: tuple[int, int], items: list[Value]) -> None:
        units = units_at(self.source, node.start + place[0], node.start + place[1], "heading.unit", 0.92)
        self._keep(node, units, items, node.line.start if node.line else 0, node.end)

    def _keep(self, node: Node, units: list[Value], items: list[Value], start: int, end: int) -> bool:
        if not units or not items:
            return False
        section = node.section()
        key = section.id if section is not None else "than"
        count = sum(duty.section == (section.id if section else None) for duty in self.made) + 1
        self.made.append(
            Duty(f"{key}#nv{count}", section.ref if section else "", section.id if section else None, tuple(units), tuple(items),
                 Span(start, max(end, node.end if node.line is not None and node.line.start == start else end)))
        )  # fmt: skip
        return True
