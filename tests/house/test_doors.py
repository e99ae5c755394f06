"""Who may open which door: every address, asked by every role with every method, a POST with no content.

The expected answers are written by hand: here those of the doors that stand open to all units alike, in
tests/<room>/doors_*.py those behind which a unit's own things lie, with an object of one's own unit and one of another's.
An address without a line fails, and so does a line without an address.
"""

import datetime as dt
import importlib.util
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

pytestmark = pytest.mark.django_db

ROLES = ("nobody", "stranger", "clerk", "leader", "auditor", "focal", "admin")

# What a GET and a POST without content answer, one letter a role in the order of ROLES.
#   o 200   r sent elsewhere (302)   s asked to sign in (302)   x 404   m method not allowed (405)   b turned back (400)
#   f 403   c 409   n nothing new (204)   g gone (410)
OPEN_TO_ALL_UNITS: dict[str, tuple[str, str]] = {
    "portal:home": ("ooooooo", "mmmmmmm"),
    "people:sign_in": ("orrrrrr", "bbbbbbb"),
    "people:ask_link": ("ooooooo", "bbbbbbb"),
    "people:open_link": ("ooooooo", "xxxxxxx"),
    "people:sign_out": ("mmmmmmm", "rrrrrrr"),
    "people:account": ("soooooo", "xbbbbbb"),
    "people:accept": ("ooooooo", "bbbbbbb"),
    "people:units": ("sxooooo", "xxmmmmm"),
    "people:add_unit": ("sxxxxoo", "xxxxxbb"),
    "people:export_units": ("sxooooo", "xxmmmmm"),
    "people:import_units": ("sxxxxoo", "xxxxxbb"),
    "people:preview_units": ("sxxxxxx", "xxxxxxx"),
    "people:group": ("sxooooo", "xxxxxbb"),
    "people:unit": ("sxooooo", "xxmmmmm"),
    "people:change_unit": ("sxxxxoo", "xxxxxbb"),
    "people:persons": ("sxxxxoo", "xxxxxmm"),
    "people:invite": ("sxxxxoo", "xxxxxbb"),
    "people:withdraw": ("sxxxxmm", "xxxxxrr"),
    "people:end_role": ("sxxxxmm", "xxxxxrr"),
    "people:person": ("sxxxxoo", "xxxxxbb"),
    "people:person_link": ("sxxxxmm", "xxxxxoo"),
    "people:set_active": ("sxxxxmm", "xxxxxrr"),
    "people:audit": ("sxxxoxo", "xxxxmxm"),
    "plans:plans": ("sxooooo", "mmmmmmm"),
    "plans:plan": ("sxooooo", "mmmmmmm"),
    "plans:timeline": ("sxooooo", "mmmmmmm"),
    "plans:units": ("sxooooo", "mmmmmmm"),
    "plans:unit": ("sxooooo", "mmmmmmm"),
    "plans:text": ("sxooooo", "mmmmmmm"),
    "plans:activity": ("sxooooo", "mmmmmmm"),
    "plans:add_activity": ("sxxxxoo", "xxxxxbb"),
    "plans:edit_activity": ("sxxxxoo", "xxxxxbb"),
    "plans:set_kind": ("mmmmmmm", "xxxxxrr"),
    "plans:cancel_activity": ("sxxxxoo", "xxxxxbb"),
    "plans:name_unit": ("mmmmmmm", "xxxxxbb"),
    "plans:assignment": ("sxxxxoo", "xxxxxrr"),
    "plans:drop_name": ("mmmmmmm", "xxxxxcc"),
    "plans:focal": ("sxxxxoo", "xxxxxbb"),
    "plans:json": ("sxooooo", "mmmmmmm"),
    "plans:xlsx": ("sxooooo", "mmmmmmm"),
    "plans:ics": ("sxooooo", "mmmmmmm"),
    "plans:feed": ("xxxxxxx", "mmmmmmm"),
    "intake:drafts": ("sxxoooo", "xxxxxbb"),
    "intake:blank": ("mmmmmmm", "xxxxxbb"),
    "intake:draft": ("sxxoooo", "mmmmmmm"),
    "intake:progress": ("sxxrrrr", "mmmmmmm"),
    "intake:again": ("mmmmmmm", "xxxxxrr"),
    "intake:drop": ("sxxxxoo", "xxxxxrr"),
    "intake:confirm": ("sxxxxoo", "xxxxxrr"),
    "intake:keep_names": ("mmmmmmm", "xxxxxrr"),
    "intake:history": ("sxxoooo", "mmmmmmm"),
    "intake:undo": ("mmmmmmm", "xxxxxxx"),
    "intake:changes": ("sxxnnnn", "mmmmmmm"),
    "intake:add": ("mmmmmmm", "xxxxxbb"),
    "intake:settle": ("mmmmmmm", "xxxxxrr"),
    "intake:entry": ("sxxrrrr", "mmmmmmm"),
    "intake:entry_work": ("mmmmmmm", "xxxxxbb"),
    "intake:edit": ("mmmmmmm", "xxxxxrr"),
    "intake:units": ("sxxoooo", "mmmmmmm"),
    "intake:note": ("sxxoooo", "mmmmmmm"),
    "intake:note_docx": ("sxxoooo", "mmmmmmm"),
    "reports:plan": ("sxxoooo", "mmmmmmm"),
    "reports:download": ("mmmmmmm", "xxxoooo"),
    "file": ("xxxxxoo", "mmmmmmm"),
    "start": ("srrrrrr", "mmmmmmm"),
    "follow": ("sxxrrrr", "mmmmmmm"),
    "reports": ("sxxrrrr", "mmmmmmm"),
    "set_theme": ("mmmmmmm", "rrrrrrr"),
    "set_language": ("mmmmmmm", "rrrrrrr"),
    "styleguide": ("ooooooo", "mmmmmmm"),
    "healthz": ("ooooooo", "mmmmmmm"),
}
STATUS = {"o": 200, "r": 302, "s": 302, "x": 404, "m": 405, "b": 400, "f": 403, "c": 409, "n": 204, "g": 410}
METHODS = ("get", "post", "get other", "post other")
MAY_POST_AS_AUDITOR: set[str] = {
    # What everybody may do with the own account and screen, and papers drawn for reading.
    "people:sign_in", "people:ask_link", "people:open_link", "people:sign_out", "people:account", "people:accept",
    "set_theme", "set_language", "styleguide", "reports:download",
    # Whether the chain of the log holds: starts a count, changes nothing.
    "people:check_chain",
}  # fmt: skip


@dataclass
class Edge:
    """The lines of one part of a room, and how to come by objects behind its doors."""

    name: str
    doors: dict[str, tuple[str, ...]]
    words: Callable[..., tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]]


def edges() -> list[Edge]:
    found = []
    for path in sorted(Path(__file__).resolve().parent.parent.glob("*/doors_*.py")):
        name = f"{path.parent.name}.{path.stem}"
        spec = importlib.util.spec_from_file_location(name.replace(".", "_"), path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.append(Edge(name, module.DOORS, module.words))
    return found


EDGES = edges()
DOORS: dict[str, tuple[str, ...]] = {
    **OPEN_TO_ALL_UNITS,
    **{d: line for edge in EDGES for d, line in edge.doors.items()},
}


def addresses() -> list[str]:
    """Names of all addresses of the house."""

    def walk(resolver: Any, space: str) -> list[str]:
        found = []
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                found += walk(entry, f"{entry.namespace}:" if entry.namespace else space)
            elif isinstance(entry, URLPattern):
                found.append(f"{space}{entry.name}")
        return found

    return sorted(walk(get_resolver(), ""))


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    assert sorted(DOORS) == addresses()


@dataclass
class House:
    """Something to ask for behind each door."""

    people: dict[str, Any]
    words: dict[str, dict[str, Any]]
    """What stands in each address: door → its words."""
    others: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The same with things of another unit."""

    def url(self, door: str, *, other: bool = False) -> str:
        known = (self.others if other else self.words).get(door, {})
        for entry in self._pattern(door):
            return reverse(door, kwargs={name: known[name] for name in entry})
        raise AssertionError(door)

    def _pattern(self, door: str) -> list[list[str]]:
        space, _, name = door.rpartition(":")
        resolver: Any = get_resolver()
        if space:
            resolver = resolver.namespace_dict[space][1]
        return [names for _, names in (choice[0][0] for choice in resolver.reverse_dict.getlist(name))]


@pytest.fixture
def house(
    province: Any, stranger: Any, clerk: Any, leader: Any, auditor: Any, focal: Any, admin: Any, settings: Any
) -> House:
    from ngayso.core import files
    from ngayso.intake.actions import confirm_draft, read_draft, take_file
    from ngayso.intake.models import Entry, Finding
    from ngayso.people import actions
    from ngayso.people.models import Group, Membership, Unit, User

    example = settings.ROOT / "examples" / "tien-giang-2024"
    plan = confirm_draft(read_draft(take_file(example / "plan.docx", name="plan.docx", actor=focal).pk), actor=focal)
    draft = read_draft(take_file(Path(example / "plan.md"), name="plan.md", actor=focal).pk)
    member = User.objects.create_user("can-bo", None, name="Cán bộ")
    unit = Unit.objects.get(code="yte")
    held = Membership.objects.create(user=member, unit=unit, role="clerk", since=dt.date(2024, 1, 1))
    invitation, token = actions.invite(unit_id=unit.pk, role="clerk", name="B", email="", actor=focal)
    with transaction.atomic():
        file = files.store(io.BytesIO(b"a"), name="a.txt", owner=focal, actor=focal, allowed=files.DOCUMENTS)
    activity = plan.activities.get(ref="III.2.b")
    entry = Entry.objects.get(draft=draft, kind="activity", ref="III.2.b")
    words: dict[str, Any] = {
        "people:open_link.token": "khong-co",
        "people:accept.token": token,
        "people:preview_units.file_id": file.pk,
        "people:group.code": Group.objects.all()[0].pk,
        "people:unit.unit_id": unit.pk,
        "people:change_unit.unit_id": unit.pk,
        "people:withdraw.invitation_id": invitation.pk,
        "people:end_role.membership_id": held.pk,
        "people:person.user_id": member.pk,
        "people:person_link.user_id": member.pk,
        "people:set_active.user_id": member.pk,
        "plans:unit.unit_id": unit.pk,
        "plans:assignment.assignment_id": activity.assignments.all()[0].pk,
        "plans:drop_name.assignment_id": activity.assignments.all()[0].pk,
        "plans:feed.secret": "khong-dung",
        "intake:undo.seq": 1,
        "intake:add.kind": "activity",
        "intake:settle.finding_id": Finding.objects.filter(draft=draft)[0].pk,
        "intake:edit.path": "title",
        "intake:units.path": f"leads.{entry.fields['leads']['list'][0]['id']}",
        "file.file_id": file.pk,
    }
    common = {"plan_id": plan.pk, "draft_id": draft.pk, "activity_id": activity.pk, "key": entry.key}
    by_door: dict[str, dict[str, Any]] = {door: dict(common) for door in OPEN_TO_ALL_UNITS}
    for name, word in words.items():
        door, _, what = name.rpartition(".")
        by_door[door][what] = word
    people = {"nobody": None, "stranger": stranger, "clerk": clerk, "leader": leader, "auditor": auditor}
    return House(people | {"focal": focal, "admin": admin}, by_door)


@pytest.fixture
def small_house(province: Any, stranger: Any, clerk: Any, leader: Any, auditor: Any, focal: Any, admin: Any) -> House:
    from plans import build

    people = {"nobody": None, "stranger": stranger, "clerk": clerk, "leader": leader, "auditor": auditor}
    return House(people | {"focal": focal, "admin": admin}, {"": {"plan": build.plan()}})


def test_no_door_has_two_lines() -> None:
    lines = [*OPEN_TO_ALL_UNITS, *(door for edge in EDGES for door in edge.doors)]
    assert sorted(lines) == sorted(set(lines))


def test_an_auditor_writes_nothing() -> None:
    at = ROLES.index("auditor")
    written = {door for door, line in DOORS.items() for post in line[1::2] if post and post[at] not in "xms"}
    assert written <= MAY_POST_AS_AUDITOR


ROOMS = sorted({door.partition(":")[0] for door in OPEN_TO_ALL_UNITS})


@pytest.mark.parametrize("room", ROOMS)
def test_each_door_opens_only_to_those_it_is_for(house: House, room: str) -> None:
    doors = {door: line for door, line in OPEN_TO_ALL_UNITS.items() if door.partition(":")[0] == room}
    told = {door: (ask(house, door, "get"), ask(house, door, "post")) for door in doors}
    assert {door: (answers, doors[door]) for door, answers in told.items() if answers != doors[door]} == {}
    assert {door: answers for door in doors if (answers := others(house, door))} == {}


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.name)
def test_each_door_of_a_unit_opens_only_to_those_it_is_for(small_house: House, edge: Edge) -> None:
    from ngayso.people.models import Unit

    own, other = Unit.objects.get(code="caibe"), Unit.objects.get(code="mytho")
    plan = small_house.words[""]["plan"]
    small_house.words, small_house.others = edge.words(plan, own, other, small_house.people)
    told = {
        door: tuple(ask(small_house, door, method) if line[at] else "" for at, method in enumerate(METHODS))
        for door, line in edge.doors.items()
    }
    assert {door: (answers, edge.doors[door]) for door, answers in told.items() if answers != edge.doors[door]} == {}
    assert {door: answers for door in edge.doors if (answers := others(small_house, door))} == {}


def ask(house: House, door: str, method: str) -> str:
    """The answers to all roles, each undone before the next. `method` "get", "post", or with " other"."""
    verb, _, other = method.partition(" ")
    url, told = house.url(door, other=bool(other)), ""
    letters = {status: letter for letter, status in STATUS.items() if letter not in "rs"}
    for role in ROLES:
        client = Client()
        point = transaction.savepoint()
        if house.people[role] is not None:
            client.force_login(house.people[role])
        answer = getattr(client, verb)(url)
        transaction.savepoint_rollback(point)
        if answer.status_code == 302:
            told += "s" if answer["Location"].startswith("/dang-nhap/") else "r"
        else:
            told += letters.get(answer.status_code, f"({answer.status_code})")
    return told


def others(house: House, door: str) -> dict[str, int]:
    """Answers to PUT, PATCH and DELETE that are neither "no such method" nor "not there": there should be none."""
    url, wrong = house.url(door), {}
    for role in ROLES:
        client = Client()
        if house.people[role] is not None:
            client.force_login(house.people[role])
        for method in ("put", "patch", "delete"):
            answer = getattr(client, method)(url)
            if answer.status_code not in (404, 405):
                wrong[f"{method} as {role}"] = answer.status_code
    return wrong
