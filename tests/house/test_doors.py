"""Who may open which door: every address, asked by every role with a GET and with a POST of nothing.

The expected answers are written by hand. An address without a line fails, and so does a line without an address.
"""

import datetime as dt
import io
from dataclasses import dataclass
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
#   f 403   c 409   n nothing new (204)
DOORS: dict[str, tuple[str, str]] = {
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
    "intake:entry_work": ("mmmmmmm", "xxxbbbb"),
    "intake:edit": ("mmmmmmm", "xxxxxrr"),
    "intake:units": ("sxxoooo", "mmmmmmm"),
    "intake:note": ("sxxoooo", "mmmmmmm"),
    "intake:note_docx": ("sxxoooo", "mmmmmmm"),
    "reports:plan": ("sxxoooo", "mmmmmmm"),
    "reports:download": ("mmmmmmm", "xxxoooo"),
    "file": ("xxxxxoo", "mmmmmmm"),
    "set_theme": ("mmmmmmm", "rrrrrrr"),
    "set_language": ("rrrrrrr", "rrrrrrr"),
    "styleguide": ("ooooooo", "ooooooo"),
    "healthz": ("ooooooo", "mmmmmmm"),
}
STATUS = {"o": 200, "r": 302, "s": 302, "x": 404, "m": 405, "b": 400, "f": 403, "c": 409, "n": 204}


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
    words: dict[str, Any]

    def url(self, door: str) -> str:
        for entry in self._pattern(door):
            return reverse(door, kwargs={name: self.words[f"{door}.{name}"] for name in entry})
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
    for door in DOORS:
        words.setdefault(f"{door}.plan_id", plan.pk)
        words.setdefault(f"{door}.draft_id", draft.pk)
        words.setdefault(f"{door}.activity_id", activity.pk)
        words.setdefault(f"{door}.key", entry.key)
    people = {"nobody": None, "stranger": stranger, "clerk": clerk, "leader": leader, "auditor": auditor}
    return House(people | {"focal": focal, "admin": admin}, words)


def test_each_door_opens_only_to_those_it_is_for(house: House) -> None:
    told = {door: (ask(house, door, "get"), ask(house, door, "post")) for door in DOORS}
    wrong = {door: (answers, DOORS[door]) for door, answers in told.items() if answers != DOORS[door]}
    assert wrong == {}


def ask(house: House, door: str, method: str) -> str:
    """The answers to all roles, each undone before the next."""
    url, told = house.url(door), ""
    letters = {status: letter for letter, status in STATUS.items() if letter not in "rs"}
    for role in ROLES:
        client = Client()
        point = transaction.savepoint()
        if house.people[role] is not None:
            client.force_login(house.people[role])
        answer = getattr(client, method)(url)
        transaction.savepoint_rollback(point)
        if answer.status_code == 302:
            told += "s" if answer["Location"].startswith("/dang-nhap/") else "r"
        else:
            told += letters.get(answer.status_code, f"({answer.status_code})")
    return told
