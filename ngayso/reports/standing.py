"""Where a consolidated report stands: proposed words with what the officer wrote over them, head, body, names."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from ngayso.law import rows
from ngayso.papers.bound import Names
from ngayso.papers.consolidated import Head, activity_place
from ngayso.papers.figures import Body
from ngayso.people.posts import head_of, initials
from ngayso.people.queries import province
from ngayso.plans.models import Plan
from ngayso.reports import versions
from ngayso.reports import words as wording
from ngayso.reports.body import body_of
from ngayso.reports.models import Consolidation, Edition, Round, Version
from ngayso.words.units import split_units

HEAD_FIELDS = (
    "parent", "agency", "symbol", "place", "addressees", "recipients", "archive", "authority", "position", "name",
)  # fmt: skip
"""What the officer may set; number and day are given when it is issued."""


@dataclass(slots=True)
class Place:
    """The words of one place, as the editor shows them."""

    place: str
    label: str
    text: str
    proposed: str
    n: int
    """Counts saves of this place, so that nobody overwrites unseen."""
    is_own: bool
    by: str = ""
    at: str = ""
    stale: tuple[tuple[str, str, str], ...] = ()
    """(name, as it was when written, as it is) of the numbers that changed since."""
    proposal_moved: bool = False
    """The proposal says otherwise than when these words were written."""
    typed: tuple[str, ...] = ()
    faults: tuple[wording.Fault, ...] = ()


@dataclass
class Standing:
    """One edition of the report of a round, now."""

    round: Round
    edition: str
    row: Consolidation | None
    body: Body

    @cached_property
    def names(self) -> Names:
        return Names(self.body)

    @cached_property
    def proposed(self) -> dict[str, str]:
        return wording.proposed(self.body, self.names)

    @cached_property
    def own(self) -> dict[str, dict[str, Any]]:
        """What the officer wrote, by place. Places and names have the numbers of the activities, which move when the form of
        the round does: each is found again by the id that was kept with it. Words on an activity that is no longer asked
        wait under its id.
        """
        stored: dict[str, dict[str, Any]] = {} if self.row is None else self.row.words
        now = {one.id: one.number for one in self.body.activities}
        found = {}
        for place, one in stored.items():
            of = one.get("of", {})
            moved = {int(number): now.get(key, 0) for number, key in of.items()}
            if any(number != to for number, to in moved.items()):
                one = one | {
                    "text": wording.renumbered(one["text"], moved),
                    "proposed": wording.renumbered(one["proposed"], moved),
                    "values": {wording.renumbered(name, moved): was for name, was in one["values"].items()},
                    "of": {str(moved[int(number)]): key for number, key in of.items() if moved[int(number)]},
                }
            about = one.get("activity")
            if about is not None:
                place = activity_place(now[about]) if about in now else f"activity.{about}"
            found[place] = one
        return found

    def about(self, place: str, text: str) -> dict[str, Any]:
        """The ids that are kept with the words of a place: of its activity, and of those whose figures it names."""
        ids = {one.number: one.id for one in self.body.activities}
        of = {str(number): ids[number] for number in sorted(wording.numbered(text)) if number in ids}
        number = place.partition(".")[2]
        return {"of": of} | ({"activity": ids[int(number)]} if number else {})

    @cached_property
    def words(self) -> dict[str, str]:
        """The words that print: the officer's, else the proposed."""
        return {place: self.own.get(place, {}).get("text", text) for place, text in self.proposed.items()}

    @cached_property
    def head(self) -> Head:
        own = {} if self.row is None else {k: v for k, v in self.row.head.items() if k in HEAD_FIELDS}
        listed = {k: tuple(own[k]) for k in ("addressees", "recipients") if k in own}
        return msgspec.structs.replace(default_head(self.round.plan, self.edition), **(own | listed))

    @property
    def head_n(self) -> int:
        return 0 if self.row is None else int(self.row.head.get("n", 0))

    @cached_property
    def _phrases(self) -> re.Pattern[str] | None:
        return wording.known_phrases(self.body)

    @cached_property
    def places(self) -> list[Place]:
        return [self.place(name) for name in self.proposed]

    def place(self, name: str) -> Place:
        own, proposed = self.own.get(name, {}), self.proposed[name]
        text = self.words[name]
        is_own = "text" in own
        stale = []
        for key, was in own.get("values", {}).items() if is_own else ():
            bound = self.names.get(key)
            now = bound.cell if bound is not None else ""
            if was != now:
                stale.append((key, was, now))
        return Place(
            place=name,
            label=versions.place_label(name, self.body),
            text=text,
            proposed=proposed,
            n=int(own.get("n", 0)),
            is_own=is_own,
            by=own.get("by", ""),
            at=own.get("at", ""),
            stale=tuple(stale),
            proposal_moved=is_own and own.get("proposed", "") != proposed,
            typed=tuple(wording.typed_digits(text, self._phrases)),
            faults=tuple(wording.faults(text, self.names)),
        )

    @property
    def typed(self) -> list[tuple[str, str]]:
        """(place, number) of every number typed by hand that no figure stands behind."""
        return [(one.label, typed) for one in self.places for typed in one.typed]

    def content(self, head: Head | None = None, **remarks: Any) -> dict[str, Any]:
        return versions.content_of(
            self.body,
            self.words,
            head or self.head,
            self.edition,  # type: ignore[arg-type]  # Edition's values are those of the paper
            **remarks,
        )


def standing(round_: Round, edition: str, *, row: Consolidation | None = None, body: Body | None = None) -> Standing:
    """The report of a round in one edition as it stands now. `row`, `body` when they were read already."""
    found = row or Consolidation.objects.filter(round=round_, edition=edition).first()
    return Standing(round_, edition, found, body_of(round_) if body is None else body)


def default_head(plan: Plan, edition: str) -> Head:
    """What stands around the text while nobody says otherwise."""
    here = province()
    focal = plan.focal or (here.focal if here else None)
    committee = here.unit if here else None
    place = plan.place or (focal.place if focal else "")
    if edition == Edition.MINISTRY:
        agency = committee.name if committee else plan.issuer
        return Head(
            agency=agency,
            symbol="BC-UBND",
            place=place,
            addressees=_ministries(plan),
            recipients=("Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh", *((focal.name,) if focal else ())),
            archive="VT",
            authority="TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH",
            position="Phó Chủ tịch",
        )
    agency = focal.name if focal else plan.issuer
    return Head(
        parent=focal.parent.name if focal and focal.parent else "",
        agency=agency,
        symbol=f"BC-{initials(agency)}",
        place=place,
        addressees=(f"Chủ tịch {committee.name}",) if committee else (),
        recipients=("Như trên", "Lãnh đạo cơ quan", "Các đơn vị chủ trì (để phối hợp)"),
        archive="VT",
        position=head_of(focal),
    )


def _ministries(plan: Plan) -> tuple[str, ...]:
    """The ministries to whom the plan makes the province report, else the one that looks after digital transformation."""
    named = [piece.text for deadline in plan.deadlines.all() if deadline.to for piece in split_units(deadline.to)]
    found = tuple(dict.fromkeys(name for name in named if name.startswith("Bộ ")))
    usual = rows.on(plan.day, "digital.ministry")
    return found or ((usual.text,) if usual is not None else ())


def reference(round_: Round, edition: str) -> tuple[Version | None, Version | None]:
    """The last version that was drawn, and the last that was issued. 2 queries."""
    drawn = Version.objects.filter(consolidation__round=round_, consolidation__edition=edition)
    drawn = drawn.select_related("consolidation").order_by("-number")
    return drawn.first(), drawn.filter(issued=True).first()


def newest_round(plan: Plan) -> Round | None:
    """The round that the report is of when nobody names one: the last that was opened, else the first that is due."""
    rounds = plan.rounds.select_related("plan__focal__parent", "before", "deadline")
    opened = rounds.filter(opened_at__isnull=False).order_by("-opened_at", "-due").first()
    return opened or rounds.order_by("due").first()


def moment(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds")


def missing_in(head: Head) -> str:
    """What a report cannot be issued without, as a sentence; "" when nothing lacks."""
    lacking = [
        label
        for label, given in (
            (_("cơ quan ban hành"), head.agency), (_("ký hiệu"), head.symbol), (_("địa danh"), head.place),
            (_("nơi kính gửi"), head.addressees), (_("chức vụ người ký"), head.position),
        )
        if not given
    ]  # fmt: skip
    return _("Ghi %s ở phần đầu văn bản rồi ban hành.") % ", ".join(lacking) if lacking else ""
