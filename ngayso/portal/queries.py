"""What the public may see of a programme."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ngayso.plans import kinds
from ngayso.plans import queries as plans
from ngayso.plans.models import Plan
from ngayso.plans.titles import short_title

WORDS = 170
"""Most characters of the plan's words under one thing to do."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that a citizen can join."""

    line: plans.Line
    kind: kinds.Kind
    title: str
    words: str
    """From the plan: who it is for, else what is done."""


def public_lines(plan: Plan, day: dt.date) -> list[plans.Line]:
    """The activities that are not called off. 2 queries."""
    return [one for one in plans.lines(plan, day) if one.state != "cancelled"]


def doings(lines: Sequence[plans.Line]) -> list[Doing]:
    """What a citizen can join, what is over last. Asks nothing of the database."""
    made = []
    for one in lines:
        kind = kinds.kind_of(one.activity.kind)
        if kind is not None and kind.invitation:
            words = first_words(one.activity.audience.removeprefix("là ") or one.activity.content)
            made.append(Doing(one, kind, short_title(one.activity.title, most=160), words))
    return sorted(made, key=lambda doing: doing.line.state == "ended")


def first_words(text: str) -> str:
    """The first sentence of a text, cut at a word when it is long; capital first."""
    text = " ".join(text.split())
    sentence = re.split(r"(?<=[.;:])\s", text, maxsplit=1)[0].rstrip(" ;:,")
    if len(sentence) > WORDS:
        sentence = sentence[: WORDS - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-(“") + "…"
    return sentence[:1].upper() + sentence[1:]
