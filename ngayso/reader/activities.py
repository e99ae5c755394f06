"""Activities of the body: headings with labels, dated items, sentences that name a doer."""

import dataclasses
import re

from ngayso.reader.doers import leading_units, leads_inside, partners_in
from ngayso.reader.facts import Facts, Source, add_label, dayless_in, time_in, units_at, when_of_all
from ngayso.reader.found import Found, phase_title, read_stage
from ngayso.reader.frames import TIMED, is_frame, is_general
from ngayso.reader.headings import heading_units, is_scope
from ngayso.reader.labels import STRONG, WHO, Said, kind_of, read_labels
from ngayso.reader.marks import STAGES
from ngayso.reader.prose import PASSIVE, head_and_doer, is_phase, take_clauses, take_later, take_leads, take_partners
from ngayso.reader.reading import Span, Value
from ngayso.reader.sections import Node, Tree, is_form
from ngayso.reader.values import cut, first_sentence
from ngayso.words.dates import date_range
from ngayso.words.fold import plain


@dataclasses.dataclass
class _Part:
    """A paragraph or child of a node in reading order, with its labels."""

    text: str
    start: int
    end: int
    said: list[Said]
    node: Node | None

    @property
    def labelled(self) -> bool:
        return bool(self.said) and self.said[0].start == 0


_REPORTING = re.compile(
    r"(?:ve |thuc hien |cong tac )?(?:che do (?:thong tin|bao cao)|thong tin,? bao cao|bao cao(?: ket qua)?$|thi dua,? khen thuong|khen thuong|so ket,? tong ket$)"
)
_TIME_WORDS = re.compile(
    r"(?:du kien|tu|den|het|ngay|thang|nam|trong|vao|truoc|cham nhat|luc|sang|chieu|toi|buoi|tuan|thu|hai|ba|tu|sau|bay|chu nhat|nhat|dot|giai doan|dau|giua|cuoi|h|gio|thoi gian|va|\d|[\s,.;:()/–-])*"
)
_PLACEHOLDER = re.compile(r"(?:hoat dong|nhiem vu|noi dung|cong viec|giai phap)\s*(?:so |thu )?(?:\d+|[ivx]+)?\s*[:.]?")


def find_activities(source: Source, tree: Tree) -> list[Found]:
    """The activities that the running text gives, in reading order."""
    finder = Finder(source)
    for node in tree.root.children:
        finder.visit(node, None, False)
    return finder.found


def whole_event(source: Source, tree: Tree, title: Value) -> Found | None:
    """The plan of one event: its time, place and people stand under general headings, its title is that of the plan."""
    finder = Finder(source)
    facts = Facts()
    first: Node | None = None
    for node in tree.root.walk():
        if node.line is None or node.role in ("organisation", "theme", "funding") or node.bullet:
            continue
        parts = finder._parts(node)
        kinds = {said.kind for part in parts if part.labelled for said in part.said}
        if not (is_general(node) or node.depth == 1) or not kinds & {"time", "timeplace", "place"}:
            continue
        first = first or node
        for part in parts:
            finder._take(facts, part)
    when = when_of_all(source, [value for _, value in facts.times])
    if first is None or first.line is None or when is None or when.precision != "day":
        return None
    facts.times = facts.times[:1]
    return Found(first, title, facts, Span(first.line.start, first.end))


class Finder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Found] = []
        self.lifted: set[int] = set()
        """Where the lines begin that are labels of the heading above, not of the item that they stand behind."""

    def visit(self, node: Node, above: Facts | None, inside: bool) -> None:
        """Reads the node and all below; `above` are the facts that sub-items inherit, `inside` a labelled block."""
        if (
            node.role in ("organisation", "theme")
            or is_frame(node)
            and not plain(node.text).startswith(TIMED)
            or is_form(node)
        ):
            return
        if _REPORTING.match(plain(node.text)) and not any(self._dated_item(child) for child in node.children):
            return
        parts = self._parts(node)
        if self._visit_unit(node, parts, above):
            return
        blocks = self._blocks(parts)
        own = self._own_labels(node)
        facts = above
        if blocks or own:
            facts = self._labelled(node, parts, blocks, own, above)
            inside = inside or facts is not above
        elif node.role not in ("aim", "funding") and not is_frame(node):
            if node.children and self._is_time(node.text.rstrip(": ")):
                self._dated_heading(node)
                return
            facts = self._sentence(node, above, inside) or (None if inside else self._under_heading(node)) or above
        for part in parts:
            if part.node is not None and not part.labelled:
                self.visit(part.node, facts, inside)

    def _parts(self, node: Node) -> list[_Part]:
        made = [
            _Part(line.text, line.start, line.end, read_labels(line.text), None)
            for line in node.paragraphs
            if line.start not in self.lifted
        ]
        for child in node.children:
            line = child.line
            if line is not None:
                said = [] if child.mark.style in STAGES else read_labels(child.text)
                if said and said[0].kind == "content" and any(self._tells(below) for below in child.children):
                    # "1. Nội dung tập huấn: …" with its own time and body below is a work.
                    said = []
                elif (
                    not said
                    and (child.children or child.paragraphs)
                    and (kind := kind_of(child.text)) in STRONG | {"place", "audience"}
                    and not self._is_timetable(child)
                ):
                    # "1. Thời gian tổ chức" with its value in the lines below.
                    said = [Said(kind, child.text, 0, len(child.text), len(child.text))]
                made.append(_Part(child.text, child.start, line.end, said, child))
        made.sort(key=lambda part: part.start)
        last = node.children[-1] if node.children else None
        if last is not None and not last.children:
            self._lift(made, last)
        return made

    def _is_timetable(self, node: Node) -> bool:
        """True for "2. Tiến độ" with works below that begin with their day: "- Từ 01/3 đến 05/3: lập kế hoạch"."""
        texts = [line.text for line in node.paragraphs] + [child.text for child in node.children]
        parted = [text.partition(":") for text in texts]
        return any(rest.strip() and self._is_time(name) for name, _, rest in parted)

    @staticmethod
    def _tells(node: Node) -> bool:
        said = read_labels(node.text)
        return bool(said) and said[0].start == 0 and said[0].kind in STRONG

    def _lift(self, made: list[_Part], last: Node) -> None:
        """A label below a row of bare bullets is of their heading: "+ …", "+ …", "Thời gian thực hiện: …"."""
        row = [part for part in made if part.node is not None and part.node.mark.style == last.mark.style]
        if (
            len(row) < 2
            or not last.bullet
            or any(
                part.node is not last and part.node is not None and (part.node.paragraphs or part.node.children)
                for part in row
            )
        ):
            return
        labelled = [(line, said) for line in last.paragraphs if (said := read_labels(line.text)) and said[0].start == 0]
        kinds = {said[0].kind for _, said in labelled} & STRONG
        if last.mark.style != "+" and len(kinds) < 2:
            # One time alone may be that of the last item.
            return
        for line, said in labelled:
            made.append(_Part(line.text, line.start, line.end, said, None))
            if len(kinds) > 1:
                self.lifted.add(line.start)

    def _blocks(self, parts: list[_Part]) -> list[list[_Part]]:
        """Runs of parts, each with its labels; a new one begins with an item when a label comes a second time."""
        blocks: list[list[_Part]] = []
        kinds: set[str] = set()
        run: list[_Part] = []
        for part in parts:
            if part.labelled:
                run.append(part)
                kinds |= {said.kind for said in part.said}
                continue
            if kinds & STRONG and any(self._repeats(later, kinds) for later in parts[parts.index(part) + 1 :]):
                blocks.append(run)
                run, kinds = [], set()
            run.append(part)
        if kinds & (STRONG | {"audience"}) and self._is_block(run, kinds):
            blocks.append(run)
        return blocks

    @staticmethod
    def _repeats(part: _Part, kinds: set[str]) -> bool:
        return part.labelled and any(said.kind in kinds and said.kind in STRONG for said in part.said)

    @staticmethod
    def _is_block(run: list[_Part], kinds: set[str]) -> bool:
        return bool(kinds & STRONG) or "place" in kinds or sum(part.labelled for part in run) > 1

    def _own_labels(self, node: Node) -> list[Said]:
        """Labels inside the node's own paragraph: "… gửi Bộ X. Thời gian hoàn thành: trước ngày 31/5/2026."."""
        return [
            said for said in read_labels(node.text) if said.start > 0 and said.kind in STRONG | {"place", "audience"}
        ]

    def _labelled(
        self, node: Node, parts: list[_Part], blocks: list[list[_Part]], own: list[Said], above: Facts | None
    ) -> Facts | None:
        if (is_general(node) or is_frame(node)) and not own:
            for block in blocks if len(blocks) > 1 else ():
                self._block(node, block, above)
            return above
        if len(blocks) > 1:
            facts = above
            for block in blocks:
                facts = self._block(node, block, above)
            return above
        facts = Facts()
        for said in own:
            add_label(self.source, facts, said, node.start)
        for part in blocks[0] if blocks else ():
            self._take(facts, part)
        if not facts:
            return above
        if facts.content is None:
            texts = [part for part in parts if not part.labelled]
            facts.content = cut(self.source.text, texts[0].start, texts[-1].end, "item.text", 0.7) if texts else None
        self._from_sentence(node, facts, above)
        for part in parts:
            # "- Sở X chủ trì, phối hợp với Sở Y;" among the labels of a heading.
            found = leading_units(part.text) if not (part.labelled or facts.leads or facts.doers) else None
            if found is not None and part.text.startswith("chủ trì", found[2]):
                take_leads(self.source, facts, part.text, part.start, found)
                take_partners(self.source, facts, part.text, part.start, found[2])
        self._lead_from_content(facts)
        self._inherit(facts, above)
        title = self._title(node, own, blocks[0] if blocks else [])
        if title is not None:
            self._add(node, title, facts, Span(node.line.start if node.line else 0, node.end))
        return facts

    def _block(self, node: Node, block: list[_Part], above: Facts | None) -> Facts:
        facts = Facts()
        for part in block:
            self._take(facts, part)
        self._inherit(facts, above)
        first = next((part for part in block if not part.labelled), None)
        title = None
        if first is not None:
            stop = first_sentence(self.source.text, first.start, first.end)
            title = cut(self.source.text, first.start, stop, "item.title", 0.85)
        elif facts.content is not None and facts.content.span is not None:
            span = facts.content.span
            title = cut(
                self.source.text,
                span.start,
                first_sentence(self.source.text, span.start, span.end),
                "label.content.title",
                0.8,
            )
        if title is not None and facts:
            self._add(
                node if first is None or first.node is None else first.node,
                title,
                facts,
                Span(block[0].start, block[-1].end),
            )
        return facts

    def _take(self, facts: Facts, part: _Part) -> None:
        """The labels of one part, with what stands under it when its value is empty."""
        if not part.labelled:
            return
        for said in part.said:
            if part.text[said.value : said.end].strip():
                add_label(self.source, facts, said, part.start)
        head = part.said[0]
        if part.node is None or part.text[head.value : head.end].strip():
            if part.node is not None and head.kind in WHO:
                self._take_rows(facts, head, part.node)
            return
        self._take_rows(facts, head, part.node)

    def _take_rows(self, facts: Facts, head: Said, node: Node) -> None:
        rows: list[tuple[str, int, int, Node | None]] = [
            (line.text, line.start, line.end, None) for line in node.paragraphs
        ]
        rows += [(child.text, child.start, child.line.end, child) for child in node.children if child.line is not None]
        rows.sort(key=lambda row: row[1])
        for text, start, end, child in rows:
            said = read_labels(text)
            if said and said[0].start == 0 and (said[0].kind in STRONG or head.kind not in ("time", "timeplace")):
                for one in said:
                    add_label(self.source, facts, one, start)
                if child is not None and not text[said[0].value : said[0].end].strip():
                    self._take_rows(facts, said[0], child)
            elif head.kind in ("time", "timeplace"):
                self._take_time(facts, text, start, end)
            elif head.kind in WHO:
                # "Cơ quan thực hiện:" with a sentence for each body: each leads its own work.
                kind = "lead" if head.kind == "doer" and leading_units(text) is not None else head.kind
                add_label(self.source, facts, Said(kind, head.label, 0, 0, len(text)), start)
        if rows and head.kind in ("place", "audience", "content"):
            # A list under the label is one value.
            start, end = rows[0][1], max(row[3].end if row[3] is not None else row[2] for row in rows)
            add_label(self.source, facts, Said(head.kind, head.label, 0, 0, end - start), start)

    def _take_time(self, facts: Facts, text: str, start: int, end: int) -> None:
        name, colon, rest = text.partition(":")
        if colon and rest.strip() and len(name) < 80 and date_range(rest[:1_000], year=self.source.year) is not None:
            value = cut(self.source.text, start + len(name) + 1, end, "label.time.phase", 0.88)
            if value is not None:
                facts.times.append((name.strip(), value))
            return
        value = cut(self.source.text, start, end, "label.time", 0.85)
        if value is not None:
            facts.times.append(("", value))

    def _from_sentence(self, node: Node, facts: Facts, above: Facts | None) -> None:
        """An item that names its doer itself and has a label for its time only. A label beats the sentence."""
        found = leading_units(node.text)
        if found is not None and not facts.leads and not facts.doers:
            take_leads(self.source, facts, node.text, node.start, found)
        elif (
            not facts.leads
            and not facts.doers
            and not (above and above.leads)
            and (named := leads_inside(node.text)) is not None
        ):
            facts.leads += units_at(
                self.source, node.start + named[0], node.start + named[1], "prose.lead.inside", 0.72
            )
        if not facts.partners and not facts.doers and node.line is not None:
            take_partners(self.source, facts, node.text, node.start, found[2] if found else 0)

    def _lead_from_content(self, facts: Facts) -> None:
        """ "Nội dung: Các cơ sở Đoàn phát động … (từ ngày …)" tells who and when, where no label does."""
        if facts.content is None or facts.content.span is None or not facts.content.rule.startswith("label"):
            return
        if (
            not facts.times
            and (time := time_in(self.source, facts.content.span.start, facts.content.span.end)) is not None
        ):
            facts.times.append(("", time[0]))
        if facts.leads or facts.doers:
            return
        text, base = facts.content.text, facts.content.span.start
        found = leading_units(self.source.text[base : facts.content.span.end])
        if found is not None and text:
            facts.leads += units_at(self.source, base + found[0], base + found[1], "prose.lead", 0.75)

    @staticmethod
    def _inherit(facts: Facts, above: Facts | None) -> None:
        if above is None:
            return
        if not facts.leads and not facts.doers:
            facts.leads, facts.doers = list(above.leads), list(above.doers)
            facts.partners = facts.partners or list(above.partners)
        if not facts.times:
            facts.times = list(above.times)

    def _title(self, node: Node, own: list[Said], block: list[_Part]) -> Value | None:
        text = node.text
        stop = min([said.start for said in own] or [len(text)])
        if _PLACEHOLDER.fullmatch(plain(text[:stop]).strip()):
            for part in block:
                if part.labelled and part.said[0].kind == "content":
                    return self._content_title(part)
        start, colon_lead = 0, leading_units(text) if not block else None
        if colon_lead is not None and text[colon_lead[2] - 1] == ":":
            start = colon_lead[2]
        end = first_sentence(self.source.text, node.start + start, node.start + stop)
        return cut(self.source.text, node.start + start, end, "heading.title", 0.93)

    @staticmethod
    def _bare_heading(node: Node) -> str:
        return node.text.strip().rstrip(".:;, ")

    def _content_title(self, part: _Part) -> Value | None:
        start, end = part.start + part.said[0].value, part.end
        if not self.source.text[start:end].strip() and part.node is not None:
            for child in part.node.children:
                if child.line is not None:
                    start, end = child.start, child.line.end
                    break
            else:
                if part.node.paragraphs:
                    start, end = part.node.paragraphs[0].start, part.node.paragraphs[0].end
        return cut(self.source.text, start, first_sentence(self.source.text, start, end), "label.content.title", 0.85)

    def _add(self, node: Node, title: Value, facts: Facts, span: Span) -> None:
        """One activity; parts of its time that have names of their own are activities, too."""
        phased = [(name, time) for name, time in facts.times if name]
        if len(phased) == len(facts.times) > 1 and all(
            kind_of(name) is None and read_stage(name) for name, _ in phased
        ):
            for name, time in phased:
                phase = dataclasses.replace(facts, times=[("", time)])
                self.found.append(Found(node, phase_title(title, name), phase, span, name))
            return
        unnamed = [pair for pair in facts.times if not pair[0]] or facts.times[:1]
        main = dataclasses.replace(facts, times=unnamed)
        self.found.append(Found(node, title, main, span))
        for name, time in phased:
            if main.times and time is main.times[0][1]:
                continue
            part = dataclasses.replace(facts, times=[("", time)])
            own = Value(name[:1].upper() + name[1:], time.span, "label.time.title", 0.75)
            self.found.append(Found(node, own, part, span, name))

    def _visit_unit(self, node: Node, parts: list[_Part], above: Facts | None) -> bool:
        """A unit's own heading outside "Tổ chức thực hiện": its dated items are activities that it leads."""
        if node.role not in ("content", "annex", "other") or not node.children or heading_units(node) is None:
            return False
        if is_scope(node) or any(part.labelled and part.said[0].kind in STRONG for part in parts):
            return False
        place = heading_units(node)
        if any(child.children and heading_units(child) is not None for child in node.children):
            return False
        if place is None or not any(self.is_dated(child) for child in node.children):
            return place is not None and bool(node.children)
        leads = units_at(self.source, node.start + place[0], node.start + place[1], "heading.unit", 0.85)
        facts = Facts(leads=leads)
        for child in node.children:
            if self.is_dated(child):
                self.visit(child, facts, False)
        return True

    def is_dated(self, node: Node) -> bool:
        if any(said.kind in ("time", "timeplace") for said in self._own_labels(node)):
            return True
        texts = [line.text for line in node.paragraphs] + [child.text for child in node.children]
        texts += [line.text for child in node.children for line in child.paragraphs]
        if node.line is not None and not node.children and time_in(self.source, node.start, node.line.end) is not None:
            return True
        return any(said.kind in ("time", "timeplace") for text in texts for said in read_labels(text)[:1])

    def _sentence(self, node: Node, above: Facts | None, inside: bool) -> Facts | None:
        """An item that names a doer or a time itself. Inside a labelled block only "X: work" and "work: time" count."""
        text = node.text
        if node.line is None or not text.strip():
            return None
        end = node.line.end
        facts = Facts()
        start, stop = 0, len(text)
        dated = self._dated_item(node)
        found = leading_units(text)
        if found is not None and dated is not None and is_phase(text[found[0] : found[1]]):
            found = None
        if found is not None and PASSIVE.match(text[found[2] :].lstrip()):
            found = None
        if found is not None and (not inside or text[found[2] - 1] == ":"):
            take_leads(self.source, facts, node.text, node.start, found)
            start = found[2] if text[found[2] - 1] == ":" else 0
            if not inside and not start:
                take_clauses(self.source, facts, text, node.start, found[2])
        elif not inside and dated is None and (headed := head_and_doer(text)) is not None:
            take_leads(self.source, facts, text, node.start, headed[1])
            take_clauses(self.source, facts, text, node.start, headed[1][2])
            stop = headed[0]
        elif not inside:
            take_later(self.source, facts, text, node.start)
            if not facts.leads and (named := leads_inside(text)) is not None:
                facts.leads += units_at(
                    self.source, node.start + named[0], node.start + named[1], "prose.lead.inside", 0.72
                )
        if not inside or facts.leads:
            take_partners(self.source, facts, node.text, node.start, found[2] if found else 0)
        if node.tables:
            return None
        if dated is not None:
            low, high, value = dated
            facts.times.append(("", value))
            self._inherit(facts, above)
            title = cut(self.source.text, node.start + low, node.start + high, "item.title", 0.88)
            if title is not None and (whole := self._phase_of(node, text[low:high])) is not None:
                title = Value(whole, title.span, "item.phase", 0.85)
            if title is not None:
                self.found.append(Found(node, title, facts, Span(node.line.start, node.end)))
            return facts
        if not inside and (time := time_in(self.source, node.start, end)) is not None:
            facts.times.append(("", time[0]))
        elif not inside and not node.children and (dayless := dayless_in(self.source, node.start, end)) is not None:
            facts.times.append(("", dayless))
        if not facts:
            return None
        self._inherit(facts, above)
        high = first_sentence(self.source.text, node.start + start, min(end, node.start + stop))
        title = cut(self.source.text, node.start + start, high, "item.sentence", 0.75)
        if title is not None and stop < len(text) and (whole := self._phase_of(node, text[:stop])) is not None:
            title = Value(whole, title.span, "item.phase", 0.8)
        if title is None:
            return None
        self.found.append(Found(node, title, facts, Span(node.line.start, node.end)))
        return facts

    def _dated_heading(self, node: Node) -> None:
        """ "Tháng 9/2026" with its works below: each is done in that time."""
        value = cut(self.source.text, node.start, node.line.end if node.line else node.start, "heading.time", 0.8)
        for child in node.children:
            begun = len(self.found)
            self.visit(child, Facts(times=[("", value)]) if value is not None else None, False)
            if value is not None and len(self.found) == begun and child.line is not None:
                title = cut(
                    self.source.text,
                    child.start,
                    first_sentence(self.source.text, child.start, child.line.end),
                    "item.title",
                    0.75,
                )
                if title is not None:
                    self.found.append(
                        Found(child, title, Facts(times=[("", value)]), Span(child.line.start, child.end))
                    )

    def _under_heading(self, node: Node) -> Facts | None:
        """A heading whose running text below names who does it: "1. Nâng cấp cổng dữ liệu" / "Sở X chủ trì, phối hợp với Y …"."""
        if (
            node.children
            or not node.paragraphs
            or node.tables
            or len(node.text) > 200
            or node.text.rstrip().endswith(";")
        ):
            return None
        facts = Facts()
        for line in node.paragraphs:
            for said in read_labels(line.text):
                if said.start > 0 and said.kind in STRONG | {"place", "audience"}:
                    add_label(self.source, facts, said, line.start)
            found = leading_units(line.text)
            if found is not None and not facts.leads:
                take_leads(self.source, facts, line.text, line.start, found)
            elif not facts.leads and (named := leads_inside(line.text)) is not None:
                facts.leads += units_at(
                    self.source, line.start + named[0], line.start + named[1], "prose.lead.inside", 0.72
                )
            if not facts.partners:
                for low, high in partners_in(line.text, found[2] if found else 0):
                    facts.partners += units_at(self.source, line.start + low, line.start + high, "prose.partner", 0.7)
            if not facts.times and (time := time_in(self.source, line.start, line.end)) is not None:
                facts.times.append(("", time[0]))
        title = cut(self.source.text, node.start, node.line.end if node.line else node.start, "heading.title", 0.8)
        if not facts or title is None:
            return None
        facts.content = cut(self.source.text, node.paragraphs[0].start, node.paragraphs[-1].end, "item.text", 0.7)
        self.found.append(Found(node, title, facts, Span(node.line.start if node.line else 0, node.end)))
        return facts

    def _phase_of(self, node: Node, name: str) -> str | None:
        """ "heading: Lớp thứ nhất" for an item that is but a part of the work above it; None for one with a title of its own."""
        if node.parent is None or node.parent.line is None:
            return None
        if node.mark.style not in STAGES and not is_phase(name):
            return None
        return f"{self._bare_heading(node.parent)}: {name.strip()}"

    def _dated_item(self, node: Node) -> tuple[int, int, Value] | None:
        """ "Hội nghị lần thứ nhất: Chậm nhất ngày 10/12/2025 (…)", "Từ 01/3 đến 15/3/2026: phát động" → where the name of
        the work stands in the text, and its time.
        """
        name, colon, rest = node.text.partition(":")
        if not colon or not rest.strip():
            return None
        if self._is_time(name):
            value = cut(self.source.text, node.start, node.start + len(name), "item.time", 0.85)
            end = first_sentence(node.text, len(name) + 1, len(node.text))
            return None if value is None else (len(name) + 1, end, value)
        if not 4 < len(name) < 200:
            return None
        found = date_range(rest[:1_000], year=self.source.year)
        if found is None or found.precision == "year":
            return None
        low = len(name) + 1
        before = plain(rest[: found.span[0]])
        if node.mark.style in STAGES and not _TIME_WORDS.fullmatch(before) and not before.lstrip().startswith("tai "):
            # "Bước 3: Tổng duyệt ngày 24/3": the work has words of its own.
            return None
        if found.span[0] > 14 + len(rest) - len(rest.lstrip()):
            if (
                not is_phase(name)
                or (told := time_in(self.source, node.start + low, node.start + len(node.text))) is None
            ):
                return None
            return 0, len(name), told[0]
        value = cut(self.source.text, node.start + low, node.line.end if node.line else 0, "item.time", 0.88)
        return None if value is None else (0, len(name), value)

    def _is_time(self, text: str) -> bool:
        """True when the words are a day, a range of days or a month, and nothing else."""
        found = date_range(text, year=self.source.year) if len(text) <= 90 else None
        if found is None or found.precision == "year":
            return False
        rest = text[: found.span[0]] + text[found.span[1] :]
        return _TIME_WORDS.fullmatch(re.sub(r"\([^)]*\)", " ", plain(rest))) is not None
