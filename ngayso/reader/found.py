"""Activities on their way: what was found, the names of phases, and the Activity of the Reading."""

import dataclasses
import re

from ngayso.reader.facts import Facts, Source, when_of_all
from ngayso.reader.reading import Activity, Span, Value
from ngayso.reader.sections import Node
from ngayso.reader.targets import read_targets
from ngayso.words.fold import plain


@dataclasses.dataclass
class Found:
    """An activity before it has its id."""

    node: Node
    title: Value
    facts: Facts
    span: Span
    phase: str = ""


def read_stage(name: str) -> bool:
    """True for the name of a phase: "Đợt 1", "Giai đoạn 2", "Vòng sơ khảo"."""
    return re.match(r"(?:dot|giai doan|vong|lan|buoi|buoc|ngay|phan|bang|khoi|khu vuc)\b", plain(name)) is not None


def phase_title(title: Value, name: str) -> Value:
    """The title of a phase: "heading: Đợt 1"."""
    return Value(f"{title.text}: {name}", title.span, "heading.phase", 0.85)


def to_activities(source: Source, found: list[Found], prefix: str = "") -> list[Activity]:
    """Activities with their ids, in reading order."""
    counts: dict[str, int] = {}
    made = []
    for one in found:
        section = one.node.section()
        key = section.id if section is not None else prefix or "than"
        counts[key] = counts.get(key, 0) + 1
        leads, partners = one.facts.names()
        time = one.facts.times[0][1] if one.facts.times else None
        when = when_of_all(source, [value for _, value in one.facts.times])
        made.append(
            Activity(
                f"{key}#{counts[key]}", section.ref if section is not None else "", section.id if section is not None else None,
                one.title, leads, partners, time, when, one.facts.place, one.facts.audience, one.facts.content,
                read_targets(source.text, one.span.start, one.span.end), one.span,
            )
        )  # fmt: skip
    return made
