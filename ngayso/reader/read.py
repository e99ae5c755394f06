"""Document → Reading: the whole reader in one line of calls."""

import collections
import datetime as dt
import re

from ngayso.reader.activities import find_activities, whole_event
from ngayso.reader.bases import read_bases
from ngayso.reader.document import Document
from ngayso.reader.duties import find_duties
from ngayso.reader.facts import Source
from ngayso.reader.found import to_activities
from ngayso.reader.funding import read_funding
from ngayso.reader.header import read_header
from ngayso.reader.lines import Line, lay_out
from ngayso.reader.reading import Activity, Block, Duty, Header, Reading, Span, Unread
from ngayso.reader.recipients import read_recipients
from ngayso.reader.refusals import refuse
from ngayso.reader.reports import read_reports
from ngayso.reader.secrecy import is_stamp
from ngayso.reader.sections import Tree, build_tree, sections_of
from ngayso.reader.tables import read_tables
from ngayso.reader.theme import read_theme
from ngayso.words.fold import fold, plain

_PLAN_KINDS = ("ke hoach", "chuong trinh", "phuong an", "de an", "ke hoach lien tich")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def read(document: Document, name: str = "") -> Reading:
    """Reads a document. `name` is what its sender calls it, for messages.

    Raises Refused: "stamp.secret" for a document stamped MẬT, TỐI MẬT or TUYỆT MẬT, "not.official" for one with neither
    an official head nor an activity nor a duty.
    """
    text, lines = lay_out(document)
    if is_secret(lines):
        raise refuse("stamp.secret")
    tree = build_tree(lines)
    header = read_header(text, lines)
    sections = sections_of(tree)
    issued = header.date.start if header.date is not None else None
    source = Source(text, issued, _year(text, lines, header, issued))
    duties = tuple(find_duties(source, tree))
    activities = _activities(source, tree, lines, header)
    if not activities and not duties and not _is_official(header):
        raise refuse("not.official")
    reports = read_reports(text, lines, sections, duties, issued=issued, title=header.title)
    is_plan = _is_plan(header, lines)
    return Reading(
        text=text,
        blocks=tuple(_blocks(lines, tree)),
        format=document.format,
        pages=document.pages,
        header=header,
        bases=read_bases(text, lines),
        theme=read_theme(text, lines, sections),
        sections=sections,
        activities=activities,
        duties=duties,
        reports=reports,
        funding=read_funding(text, lines, sections),
        recipients=read_recipients(text, lines),
        unread=tuple(_unread(tree, activities, duties)),
        warnings=(*document.notes, *_warnings(header, activities, duties, is_plan)),
        is_plan=is_plan,
    )


def is_secret(lines: tuple[Line, ...]) -> bool:
    """True when a stamp of secrecy stands on a line of its own, in the head or on any later page."""
    return any(is_stamp(line.text, in_head=n < 60 and line.table is None) for n, line in enumerate(lines))


def _activities(source: Source, tree: Tree, lines: tuple[Line, ...], header: Header) -> tuple[Activity, ...]:
    rows = read_tables(source, tree, lines)
    said = {fold(row.title.text) for row in rows}
    # What a table lists with its unit and time is the same work as the sentence of the body that it repeats.
    found = find_activities(source, tree)
    duties = {node.id for node in tree.root.walk() if node.role == "organisation"}
    if not found and header.title is not None and all(row.section in duties for row in rows):
        whole = whole_event(source, tree, header.title)
        found = [whole] if whole is not None else []
    body = [one for one in to_activities(source, found) if fold(one.title.text) not in said]
    return tuple(sorted([*body, *rows], key=lambda one: one.span.start if one.span is not None else 0))


def _year(text: str, lines: tuple[Line, ...], header: Header, issued: dt.date | None) -> int | None:
    """The year on which days without a year hang: that of the document, else of its head, title or most of its text."""
    if issued is not None:
        return issued.year
    for line in lines[:25]:
        if (found := re.search(r"tháng\b.{0,12}năm\s*(20\d\d)", line.text)) is not None and len(line.text) < 80:
            return int(found[1])
    if header.title is not None and (years := _YEAR.findall(header.title.text)):
        return int(years[-1])
    counted = collections.Counter(_YEAR.findall(text))
    return int(counted.most_common(1)[0][0]) if counted else None


def _is_official(header: Header) -> bool:
    return sum(part is not None for part in (header.kind, header.number, header.issuer, header.signer_name)) >= 2


def _is_plan(header: Header, lines: tuple[Line, ...]) -> bool:
    if header.kind is None:
        return any(plain(line.text).startswith("tren day la ke hoach") for line in lines)
    return plain(header.kind.text).startswith(_PLAN_KINDS)


def _warnings(header: Header, activities: tuple[Activity, ...], duties: tuple[Duty, ...], is_plan: bool) -> list[str]:
    made = []
    if not is_plan:
        kind = header.kind.text if header.kind is not None else "không rõ loại"
        made.append(f"Văn bản này không phải kế hoạch (loại văn bản: {kind}). Hãy xem lại trước khi dùng.")
    if not activities:
        made.append("Không tìm thấy hoạt động nào có đơn vị hoặc thời gian. Hãy thêm hoạt động bằng tay.")
    if not duties:
        made.append("Không tìm thấy nhiệm vụ của các đơn vị trong phần tổ chức thực hiện.")
    return made


def _blocks(lines: tuple[Line, ...], tree: Tree) -> list[Block]:
    levels = {node.line.start: node.depth for node in tree.root.walk() if node.line is not None and not node.bullet}
    return [
        Block(line.start, line.end, line.page, line.align, line.bold, line.italic, levels.get(line.start, 0), line.table,
              line.row, line.column, line.rows, line.columns)
        for line in lines
    ]  # fmt: skip


_TELLS = re.compile(
    r"(?<!\w)(chủ trì|phối hợp thực hiện|thời gian thực hiện|hoàn thành trước|đơn vị thực hiện|chịu trách nhiệm chính)(?!\w)",
    re.IGNORECASE,
)


def _unread(tree: Tree, activities: tuple[Activity, ...], duties: tuple[Duty, ...]) -> list[Unread]:
    """Paragraphs that speak of a lead or a time but became part of nothing, and times without a day."""
    taken = [one.span for one in activities if one.span is not None]
    taken += [one.span for one in duties if one.span is not None]
    made = []
    for node in tree.root.walk():
        line = node.line
        if line is None or node.role in ("aim", "theme", "funding") or not _TELLS.search(node.text):
            continue
        if not any(span.start <= line.start and line.end <= span.end for span in taken):
            made.append(
                Unread(
                    Span(line.start, line.end),
                    "Có nói đến đơn vị hoặc thời gian nhưng chưa rõ là hoạt động hay nhiệm vụ nào.",
                )
            )
    for activity in activities:
        if (
            activity.time is not None
            and activity.when is None
            and activity.time.span is not None
            and _has_digits(activity.time.text)
        ):
            made.append(Unread(activity.time.span, "Chưa đọc được ngày, tháng trong thời gian này."))
    return sorted(made, key=lambda one: one.span.start)


def _has_digits(text: str) -> bool:
    bare = re.sub(r"\d+\s*(?:h|g|giờ|phút|:)\s*\d*|\d+\s*(?:ngày|buổi|tháng|tuần|lần)", "", text)
    return any(c.isdigit() for c in bare)
