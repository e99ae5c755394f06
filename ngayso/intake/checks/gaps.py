"""A gap in many activities is one finding with many places, so that the officer sees the plan and not a flood."""

from collections.abc import Callable, Iterator, Sequence

from ngayso.intake.checks.finding import ASK, KEEP, Citation, Finding, Place, Way, made
from ngayso.reader.reading import Activity, Reading

MOST_ALONE = 2


def each_or_all(
    reading: Reading,
    rule: str,
    found: Sequence[Activity],
    title: Callable[[Activity], str],
    many: str,
    why: str,
    at: Callable[[Reading, Activity], Place],
    *,
    weight: int = 2,
    extra: Sequence[Place] = (),
    ways: Sequence[Way] = (ASK, KEEP),
    citation: Citation | None = None,
) -> Iterator[Finding]:
    """One finding an activity up to MOST_ALONE; above that one finding, titled "5 " + `many`, with all places."""
    if len(found) > MOST_ALONE:
        places = (*(at(reading, activity) for activity in found), *extra)
        yield made(rule, f"{len(found)} {many}", why, places, ways, citation=citation, weight=weight, about="many")
        return
    for activity in found:
        places = (at(reading, activity), *extra)
        yield made(rule, title(activity), why, places, ways, citation=citation, weight=weight)
