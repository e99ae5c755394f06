"""The section tree, from the printed numbers of any scheme; heading levels and indents of the format jump, so they are hints."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Literal

from ngayso.reader.doers import is_unit, leading_units
from ngayso.reader.labels import kind_of
from ngayso.reader.lines import Line
from ngayso.reader.marks import BULLETS, STAGES, Mark, read_mark
from ngayso.reader.reading import Section, Span, Value
from ngayso.words.fold import plain

Role = Literal["aim", "theme", "content", "funding", "organisation", "annex", "other"]


@dataclasses.dataclass(eq=False)
class Node:
    """A numbered or bulleted paragraph with all that stands under it. The root has no line."""

    mark: Mark
    line: Line | None
    parent: "Node | None"
    children: list["Node"] = dataclasses.field(default_factory=list)
    paragraphs: list[Line] = dataclasses.field(default_factory=list)
    """Unnumbered paragraphs that stand directly under it."""
    tables: list[int] = dataclasses.field(default_factory=list)
    id: str = ""
    ref: str = ""
    role: Role = "other"
    depth: int = 0

    @property
    def text(self) -> str:
        """The paragraph without its number."""
        return "" if self.line is None else self.line.text[self.mark.length :]

    @property
    def start(self) -> int:
        """Where `text` begins in the whole text."""
        return 0 if self.line is None else self.line.start + self.mark.length

    @property
    def bullet(self) -> bool:
        return self.mark.style in BULLETS

    @property
    def end(self) -> int:
        """Where the last line under the node ends."""
        ends = [line.end for line in self.paragraphs] + [child.end for child in self.children]
        return max([*ends, 0 if self.line is None else self.line.end])

    def walk(self) -> Iterator["Node"]:
        """The node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def above(self) -> Iterator["Node"]:
        """The nodes above it, the nearest first, without the root."""
        node = self.parent
        while node is not None and node.line is not None:
            yield node
            node = node.parent

    def section(self) -> "Node | None":
        """The nearest numbered node, itself included."""
        node: Node | None = self
        while node is not None and node.line is not None:
            if not node.bullet:
                return node
            node = node.parent
        return None


@dataclasses.dataclass(eq=False)
class Tree:
    """All nodes of the body, and what stands outside of it."""

    root: Node
    closing: list[Line]
    """Paragraphs behind the last section: "Trên đây là Kế hoạch …"."""
    owner: dict[int, Node]
    """For each table of the body, the node that it stands under."""
    before: dict[int, list[Line]]
    """For each table, the lines of its node between it and the table before, the nearest last."""


_TITLE = re.compile(
    r"(kế hoạch|chương trình|quyết định|phương án|hướng dẫn|thông báo|công văn|báo cáo|chỉ thị|đề án|quy chế|thể lệ|kịch bản|"
    r"kế hoạch liên tịch|chương trình hành động|chương trình phối hợp|tờ trình|nghị quyết)\s*:?", re.IGNORECASE,
)  # fmt: skip
_ANNEX = re.compile(r"(phụ lục|phụ biểu|biểu mẫu|mẫu số|danh mục kèm)\b", re.IGNORECASE)
_ATTACHED = re.compile(r"\(?\s*(ban hành )?kèm theo", re.IGNORECASE)
_RECIPIENTS = re.compile(r"(kính gửi|nơi nhận|nơi gửi)\s*:?", re.IGNORECASE)
_CLOSING = re.compile(
    r"(trên đây là|trong quá trình (tổ chức |triển khai |thực hiện|tổ chức, |triển khai, )|quá trình (tổ chức |triển khai )?thực hiện|"
    r"nhận được kế hoạch|yêu cầu (các|thủ trưởng)|kế hoạch này (được|thay thế|có hiệu lực)|"
    r"(nếu|trường hợp) (có|phát sinh|gặp).{0,40}(vướng mắc|khó khăn|phát sinh))", re.IGNORECASE,
)  # fmt: skip
_SIGNS = re.compile(
    r"(TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M\b|(PHÓ |QUYỀN )?(CHỦ TỊCH|GIÁM ĐỐC|HIỆU TRƯỞNG|BÍ THƯ|BỘ TRƯỞNG|THỦ TƯỚNG|TRƯỞNG BAN|"
    r"CHỦ NHIỆM|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG|TRƯỞNG PHÒNG|TỔNG GIÁM ĐỐC)\b[^a-zà-ỹ]*$)"
)

# Words of a heading that tell what its section is for, in the order in which they decide.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("organisation", re.compile(r"to chuc (trien khai |va )?thuc hien( ke hoach.*| chuong trinh.*| nhiem vu.*| nghi quyet.*|,.*| va .*| ?[-–/(].*)?$|to chuc,? (?:phan cong|chi dao)|^trien khai thuc hien$|^phan cong\b"
                                r"|^trach nhiem (cua|thuc hien|to chuc|cac)|to chuc trien khai$|phan cong nhiem vu$|^thuc hien$"
                                r"|trach nhiem thuc hien$|trach nhiem cua cac")),
    ("funding", re.compile(r"^(nguon )?(kinh phi|ngan sach|nguon luc tai chinh)|du toan kinh phi|kinh phi (thuc hien|to chuc|bao dam)|^nguon (luc|von)")),
    ("theme", re.compile(r"^(ten )?chu de|^thong diep|^khau hieu")),
    ("aim", re.compile(r"^muc dich|^muc tieu|^yeu cau|^quan diem|^chi tieu|^pham vi|^can cu|^su can thiet|^y nghia|^nguyen tac|^tinh hinh|^thuc trang"
                       r"|^danh gia|^dac diem|^du bao")),
    ("content", re.compile(r"noi dung|nhiem vu|giai phap|hoat dong|cong viec|tien do|lich|thoi gian|chuong trinh|hinh thuc|to chuc|trien khai|bien phap")),
)  # fmt: skip
_LEAD_WORDS = re.compile(r"noi dung|nhiem vu (trong tam|va giai phap|, giai phap|cu the|chu yeu)|giai phap|tien do")


def role_of(title: str) -> Role:
    """What a section with that heading is for; "other" when the heading does not tell."""
    folded = re.sub(r"\s+", " ", plain(title)).strip(" .:;")
    if len(folded) > 160:
        return "other"
    for role, pattern in _ROLES:
        if pattern.search(folded):
            if role == "organisation" and _LEAD_WORDS.match(folded):
                continue
            return role
    return "other"


def build_tree(lines: tuple[Line, ...]) -> Tree:
    """Builds the tree of the body: from the title to the signature, then annexes. Head, recipients, signature stay out."""
    root = Node(Mark("", "", 0, 0), None, None)
    tree = Tree(root, [], {}, {})
    builder = _Builder(tree)
    for line in lines[_begin(lines) :]:
        builder.take(line)
    _name(root)
    _set_roles(root)
    return tree


def title_places(lines: tuple[Line, ...]) -> list[int]:
    """Indexes of the lines that are only the name of a kind of document ("KẾ HOẠCH", "QUYẾT ĐỊNH")."""
    return [
        at for at, line in enumerate(lines)
        if line.table is None and len(line.text) < 60 and _TITLE.fullmatch(line.text.strip("- *")) and line.text[:2].isupper()
    ]  # fmt: skip


def _begin(lines: tuple[Line, ...]) -> int:
    places = title_places(lines)
    plans = [
        at for at in places if plain(lines[at].text).startswith(("ke hoach", "chuong trinh", "phuong an", "de an"))
    ]
    if plans:
        return plans[0] + 1
    return places[0] + 1 if places else 0


class _Builder:
    """Takes the lines in order and hangs each where its mark says."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.stack: list[Node] = [tree.root]
        self.outside = False
        """Within recipients and signature."""
        self.started = False
        self.since: list[Line] = []
        """Lines since the last table."""

    def take(self, line: Line) -> None:
        if line.table is not None:
            self._table(line)
            return
        text = line.text
        if _RECIPIENTS.match(text):
            self.outside = self.started
            return
        if _ANNEX.match(text) and (text[:6].isupper() or line.bold or line.align == "center"):
            self._annex(line)
            return
        mark = read_mark(text)
        if self.outside:
            if mark is None or mark.style not in ("I", "A", "phan", "chuong", "dieu"):
                return
            self.outside = False
        if _TITLE.fullmatch(text.strip()) or (self.started and mark is None and _SIGNS.match(text)):
            # What stands below the office of the signer is his name.
            self.outside = self.outside or (self.started and not _TITLE.fullmatch(text.strip()) and text.isupper())
            return
        if mark is None and (mark := self._heading(line)) is None:
            self._running(line)
            return
        self.since.append(line)
        self._hang(line, mark)

    def _table(self, line: Line) -> None:
        number = line.table
        if number is None:
            return
        if number not in self.tree.owner:
            self.tree.owner[number] = self.stack[-1]
            self.tree.before[number] = self.since
            self.since = []
            self.stack[-1].tables.append(number)
        if _RECIPIENTS.match(line.text) and self.started:
            self.outside = True

    def _annex(self, line: Line) -> None:
        self.outside, self.started = False, True
        node = Node(Mark("phu_luc", "PL", 0, 0), line, self.tree.root, role="annex")
        self.tree.root.children.append(node)
        self.stack = [self.tree.root, node]
        self.since = [line]

    def _running(self, line: Line) -> None:
        self.since.append(line)
        if _CLOSING.match(line.text) and self.started and len(self.stack) > 1:
            self.tree.closing.append(line)
            if plain(line.text).startswith("tren day la"):
                self.stack = [self.tree.root]
            return
        if self.stack[-1] is self.tree.root and self.started:
            self.tree.closing.append(line)
            return
        self.stack[-1].paragraphs.append(line)

    def _heading(self, line: Line) -> Mark | None:
        """A heading without a number, inside a section."""
        if not self.started or len(line.text) > 150 or line.text[-1] in ".;,/" or _ATTACHED.match(line.text):
            return None
        name, colon, rest = line.text.partition(":")
        if colon and rest.strip() and kind_of(name) is not None:
            # "THỜI GIAN: 12/3/2026" says something itself.
            return None
        if _DATED_HEAD.fullmatch(line.text):
            return Mark("head", "", 0, 0)
        if (
            not (line.heading or line.bold or (line.text.isupper() and len(line.text) > 8))
            or line.italic
            and not line.bold
        ):
            return None
        return Mark("head", "", 0, 0)

    def _hang(self, line: Line, mark: Mark) -> None:
        if mark.style in ("I", "A"):
            mark = self._roman_or_letter(mark)
        place = self._same(mark)
        if place is None:
            place = self._parent(line, mark)
        del self.stack[place + 1 :]
        node = Node(mark, line, self.stack[-1])
        self.stack[-1].children.append(node)
        self.stack.append(node)
        self.started = True

    def _roman_or_letter(self, mark: Mark) -> Mark:
        """ "C.", "D.", "I.", "V." may be either: the row that is open decides."""
        styles = {node.mark.style: node for node in self.stack[1:]}
        if mark.style == "I" and mark.label in ("C", "D") and "A" in styles:
            return Mark("A", mark.label, "ABCD".find(mark.label) + 1, mark.length)
        return mark

    def _same(self, mark: Mark) -> int | None:
        """Index in the stack of the parent that a sibling of that style has."""
        for at in range(len(self.stack) - 1, 0, -1):
            node = self.stack[at]
            if node.mark.style == mark.style:
                if mark.number == 1 and node.mark.number > 0 and self._nests(at, mark):
                    return None
                return at - 1
        return None

    def _nests(self, at: int, mark: Mark) -> bool:
        """True when a row that begins again at 1 stands under another row instead: "1. …", "a) …:", "1. …"."""
        innermost = self.stack[-1]
        return at < len(self.stack) - 1 and not innermost.bullet and innermost.text.endswith(":") and mark.style != "I"

    def _parent(self, line: Line, mark: Mark) -> int:
        style = mark.style
        if style in ("phan", "chuong", "dieu"):
            above = {"phan": (), "chuong": ("phan",), "dieu": ("phan", "chuong", "muc")}[style]
            return self._last(lambda node: node.mark.style in above or node.mark.style == "phu_luc")
        if style == "A":
            return self._last(lambda node: node.mark.style in ("phan", "chuong", "phu_luc"))
        if style == "I":
            return self._last(lambda node: node.mark.style in ("phan", "chuong", "A", "phu_luc", "muc"))
        if "." in style and style.replace(".", "").strip("1") == "":
            parts = mark.label.split(".")
            for at in range(len(self.stack) - 1, 0, -1):
                if self.stack[at].mark.label == ".".join(parts[:-1]):
                    return at
            return self._last(lambda node: not node.bullet and "." not in node.mark.style)
        if style == "head" and line.text.isupper() and self.tree.root.children:
            # "TỔ CHỨC THỰC HIỆN" without a number stands beside the numbered parts.
            return self._last(lambda node: node.mark.style in ("phan", "phu_luc"))
        if style == "head":
            # Below the numbered section, never below an item or another heading of its kind.
            return self._last(
                lambda node: not node.bullet and node.mark.style != "head" and not node.mark.style.startswith("a")
            )
        if style in BULLETS:
            return self._bullets_go_on(style)
        return self._last(lambda node: not node.bullet or node.text.endswith(":"))

    def _bullets_go_on(self, style: str) -> int:
        """A row of bullets that a numbered list interrupted goes on under its own heading."""
        last = len(self.stack) - 1
        inner, above = self.stack[last], self.stack[last - 1]
        if last < 2 or inner.bullet or inner.mark.number < 2:
            return last
        bare = all(not child.children for child in above.children if child.mark.style == inner.mark.style)
        return last - 1 if bare and any(child.mark.style == style for child in above.children) else last

    def _last(self, fits: object) -> int:
        """Index of the innermost node of the stack that fits; the root fits always."""
        for at in range(len(self.stack) - 1, 0, -1):
            if fits(self.stack[at]):  # type: ignore[operator]
                return at
        return 0


_WORDS = {"I": "muc", "A": "muc", "1": "khoan", "1)": "khoan", "1/": "khoan", "1-": "khoan", "a)": "diem", "a.": "diem",
          "a/": "diem", "a1)": "diem", "(1)": "diem", "(a)": "diem", "1.a": "diem", "phu_luc": "phu_luc", "head": "tieu_de"}  # fmt: skip


def _name(root: Node) -> None:
    """Gives every node its id and ref. Equal twins get "~2", "~3"."""
    seen: dict[str, int] = {}
    annexes = 0
    for node in root.walk():
        if node.line is None or node.parent is None:
            continue
        node.depth = node.parent.depth + (not node.bullet)
        if node.mark.style == "phu_luc":
            annexes += 1
        if node.bullet:
            node.id, node.ref = node.parent.id, node.parent.ref
            continue
        word = _WORDS.get(node.mark.style, "khoan" if node.mark.style.startswith("1.") else node.mark.style)
        label = node.mark.label if node.mark.style not in STAGES else str(node.mark.number or "")
        own = "_".join(part for part in (word, _ascii(label) if word != "phu_luc" else "") if part)
        base = f"{node.parent.id}__{own}" if node.parent.id else own
        seen[base] = seen.get(base, 0) + 1
        node.id = base if seen[base] == 1 else f"{base}~{seen[base]}"
        node.ref = _ref(node, node.parent)


def _ref(node: Node, parent: Node) -> str:
    label = node.mark.label
    if not label:
        return parent.ref
    if parent.mark.label and label.startswith(f"{parent.mark.label}."):
        label = label[len(parent.mark.label) + 1 :]
    return f"{parent.ref}.{label}" if parent.ref else label


def _ascii(label: str) -> str:
    """ "đ" → "dd", "2.1" → "2_1", "(3)" → "3"."""
    kept = label.replace("đ", "dd").replace("Đ", "DD")
    return re.sub(r"[^A-Za-z0-9]+", "_", "".join(plain(c) if not c.isascii() else c for c in kept)).strip("_")


# "Tuần 2 (từ 10/11 đến 15/11):", "Ngày 20/11/2025:" open what is done then.
_DATED_HEAD = re.compile(r"(?:Tuần|Tháng|Ngày|Thứ|Sáng|Chiều|Quý)\s[^:.;]{1,60}:")
_GIVES_DUTIES = re.compile(
    r"^(?:bien phap|phan cong|trach nhiem|nhiem vu cua|giai phap (?:to chuc|thuc hien)|to chuc(?:,| va) phan cong)"
)


def _names_bodies(node: Node) -> bool:
    """True for "D. BIỆN PHÁP THỰC HIỆN" whose items are "Ban Giám hiệu: …": what bodies do, whatever it is called."""
    if node.depth > 1 or not _GIVES_DUTIES.match(plain(node.text)) or len(node.children) < 2:
        return False
    named = 0
    for child in node.children:
        found = leading_units(child.text)
        named += found is not None and child.text[found[2] - 1] == ":" or is_unit(child.text) and len(child.text) < 60
    return named * 3 >= 2 * len(node.children)


def _set_roles(root: Node) -> None:
    for node in root.walk():
        if node.line is None or node.parent is None or node.mark.style == "phu_luc":
            continue
        above = node.parent.role if node.parent.line is not None else "other"
        own = role_of(heading_of(node)) if not node.bullet and node.mark.style not in STAGES else "other"
        if _names_bodies(node):
            node.role = "organisation"
        elif above in ("other", "annex"):
            node.role = own if own != "other" or above == "other" else above
        elif own in ("funding", "aim", "theme") and is_heading(node) and own != above and above != "aim":
            node.role = own
        elif (
            own == "organisation"
            and is_heading(node)
            and above != "aim"
            and not plain(node.text).startswith("trach nhiem")
        ):
            node.role = own
        else:
            node.role = above


def heading_of(node: Node) -> str:
    """The heading alone: up to the colon when text follows it on the line."""
    head, colon, rest = node.text.partition(":")
    return head if colon and rest.strip() and len(head) < 120 else node.text


def is_heading(node: Node) -> bool:
    """True for a short line that names what stands below, False for an item that says something itself."""
    text = node.text.strip()
    if not node.children and not node.paragraphs and not node.tables and not text.isupper():
        return False
    return len(text) < 200 and text[-1:] not in ".;"


def is_form(node: Node) -> bool:
    """True for an annex with a form to fill, an outline of a report or a list of members: its lines are no work."""
    while node.parent is not None and node.parent.line is not None:
        node = node.parent
    if node.mark.style != "phu_luc" or node.line is None:
        return False
    titles = [node.text, *(line.text for line in node.paragraphs[:2]), *(child.text for child in node.children[:2])]
    if any(_AGENDA.match(plain(text)) for text in titles):
        return True
    return any(_FORM.search(plain(text)) for text in titles)


_FORM = re.compile(
    r"^(?:phu luc [\w.]+\W*)?(?:mau|phieu|bieu mau|de cuong|danh sach|bien ban|bao cao|so lieu|don dang ky|thuyet minh)\b"
)


_AGENDA = re.compile(
    r"^(?:du kien )?(?:chuong trinh|kich ban|lich trinh)(?: chi tiet)?(?: du kien)?(?: (?:hoi nghi|hoi thao|toa dam|cuoc hop|buoi le|le|hop|lam viec)\b.*)?$"
)


def sections_of(tree: Tree) -> tuple[Section, ...]:
    """Every numbered node as a section, in reading order."""
    made = []
    for node in tree.root.walk():
        if node.line is None or node.bullet:
            continue
        parent = node.parent.section() if node.parent is not None else None
        heading = heading_of(node).strip().strip(":.;").strip()
        title = None
        if heading:
            at = node.text.find(heading)
            title = Value(
                heading, Span(node.start + at, node.start + at + len(heading)), f"section.{node.mark.style}", 0.95
            )
        made.append(
            Section(node.id, node.ref, parent.id if parent is not None else None, max(node.depth, 1), title,
                    Span(node.line.start, node.end), node.role)
        )  # fmt: skip
    return tuple(made)
