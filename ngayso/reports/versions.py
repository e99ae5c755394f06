"""What a consolidated report is made of at one moment: frozen as plain data, hashed, drawn again, compared."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from ngayso.papers import docx
from ngayso.papers.bound import Bound, Names
from ngayso.papers.consolidated import DIFFICULTIES, GUIDANCE, NEXT, PROPOSALS, Edition, Head, consolidated
from ngayso.papers.figures import Body
from ngayso.papers.parts import OfficialDocument
from ngayso.reports import words as wording
from ngayso.words.fold import fold

FORM = 1
"""Of the content; a later form reads the earlier ones."""


def content_of(body: Body, words: Mapping[str, str], head: Head, edition: Edition, **remarks: Any) -> dict[str, Any]:
    """The content of a version: words and head as they are, the body with every figure and its id, and every number as it
    prints. `remarks` are what the officer declared when it was issued.
    """
    return {
        "form": FORM,
        "edition": edition,
        "head": plain(head),
        "words": dict(words),
        "body": plain(body),
        "numbers": numbers_of(body, words),
        "remarks": remarks,
    }


def plain(thing: Any) -> Any:
    """As JSON holds it: lists, tables, text."""
    return msgspec.json.decode(msgspec.json.encode(thing))


def numbers_of(body: Body, words: Mapping[str, str]) -> dict[str, str]:
    """Every number over all units, and those of single units that the words name: name → as a table prints it."""
    names = Names(body)
    made = {bound.name: bound.cell for bound in names.listed()}
    for text in words.values():
        for name in wording.names_in(text):
            bound = names.get(name)
            if bound is not None:
                made[bound.name] = bound.cell
    return made


def body_in(content: Mapping[str, Any]) -> Body:
    return msgspec.convert(content["body"], Body)


def head_in(content: Mapping[str, Any]) -> Head:
    return msgspec.convert(content["head"], Head)


def document_of(content: Mapping[str, Any], body: Body | None = None) -> OfficialDocument:
    """The document that a content says; with `body` from other figures than the frozen ones."""
    body = body_in(content) if body is None else body
    names = Names(body)
    words = wording.written(content["words"], names)
    return consolidated(body, names, words, head_in(content), content["edition"])


def drawn(content: Mapping[str, Any], body: Body | None = None) -> bytes:
    """The .docx of a content; `body` when it was read already."""
    return docx.write(document_of(content, body))


def file_name(content: Mapping[str, Any], ending: str, *, number: int | None = None) -> str:
    """ "bao-cao-tong-hop-ngay-chuyen-doi-so-…-gui-bo-2024-10-15-ban-2.docx"."""
    body = content["body"]
    told = {"ministry": "gui-bo", "province": "gui-chu-tich"}[content["edition"]]
    name = f"bao-cao-{fold(body['plan']['name']).replace(' ', '-')[:80]}-{told}-{body['round']['until']}"
    return f"{name}{'' if number is None else f'-ban-{number}'}.{ending}"


def place_label(place: str, body: Body) -> str:
    """How a place of words is called on the screen."""
    named = {
        GUIDANCE: _("I. Công tác chỉ đạo, điều hành"),
        DIFFICULTIES: _("IV. Khó khăn, vướng mắc"),
        PROPOSALS: _("V. Kiến nghị, đề xuất"),
        NEXT: _("VI. Nhiệm vụ tiếp theo"),
    }
    if place in named:
        return named[place]
    number = place.partition(".")[2]
    title = next((one.title for one in body.activities if str(one.number) == number), "")
    return f"II.{number}. {title}"


# What changed between two


@dataclass(frozen=True, slots=True)
class Number:
    """A number that differs; `old` or `new` is "" when it was not there."""

    name: str
    label: str
    about: str
    """The activity, "" of a count."""
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of one place that differ, as they print."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between an earlier content and a later one."""

    numbers: list[Number]
    reported: list[str]
    """Names of units that have reported since."""
    accepted: list[str]
    """Names of units whose report was accepted since."""
    words: list[Wording]
    head: list[Wording]

    def __bool__(self) -> bool:
        return bool(self.numbers or self.reported or self.accepted or self.words or self.head)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """Compares two contents of the same round and edition."""
    before, after = body_in(old), body_in(new)
    names = {True: Names(before), False: Names(after)}
    numbers = []
    for name in [*new["numbers"], *(name for name in old["numbers"] if name not in new["numbers"])]:
        was, now = old["numbers"].get(name, ""), new["numbers"].get(name, "")
        if was != now:
            bound = names[name not in new["numbers"]].get(name)
            numbers.append(Number(name, *_called(name, bound, after), was, now))
    had = {unit.id: unit for unit in before.units}
    reported, accepted = [], []
    for unit in after.units:
        earlier = had.get(unit.id)
        if unit.has_reported and not (earlier is not None and earlier.has_reported):
            reported.append(unit.name)
        if unit.state == "accepted" and not (earlier is not None and earlier.state == "accepted"):
            accepted.append(unit.name)
    worded = []
    for place in dict.fromkeys([*new["words"], *old["words"]]):
        # A number that changed is told above; here only what a person or the proposal says otherwise.
        if old["words"].get(place, "") != new["words"].get(place, ""):
            was = wording.shown(old["words"].get(place, ""), names[True])
            now = wording.shown(new["words"].get(place, ""), names[False])
            worded.append(Wording(place_label(place, after), *_differing(was, now)))
    heads = [
        Wording(HEAD_LABELS[key], _line(old["head"].get(key)), _line(new["head"].get(key)))
        for key in HEAD_LABELS
        if _line(old["head"].get(key)) != _line(new["head"].get(key))
    ]
    return Changes(numbers, reported, accepted, worded, heads)


HEAD_LABELS = {
    "parent": "Cơ quan cấp trên", "agency": "Cơ quan ban hành", "number": "Số", "symbol": "Ký hiệu", "place": "Địa danh",
    "day": "Ngày", "addressees": "Kính gửi", "recipients": "Nơi nhận", "archive": "Lưu", "authority": "Thẩm quyền ký",
    "position": "Chức vụ", "name": "Người ký",
}  # fmt: skip


def _differing(old: str, new: str) -> tuple[str, str]:
    """The lines of each that the other has not; where only their order differs, all of both."""
    was, now = old.split("\n"), new.split("\n")
    gone, come = [line for line in was if line not in now], [line for line in now if line not in was]
    return ("\n".join(gone), "\n".join(come)) if gone or come else (old, new)


def _line(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _called(name: str, bound: Bound | None, body: Body) -> tuple[str, str]:
    number = name.partition(".")[0]
    about = next((one.title for one in body.activities if str(one.number) == number), "")
    return (bound.label if bound is not None else name, about)


def day_of(text: str | None) -> dt.date | None:
    """A day as a content keeps it."""
    return dt.date.fromisoformat(text) if text else None
