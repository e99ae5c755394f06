"""Edits of one value of an entry. Each names the version that the editor saw.

All take `actor` and may take `request_id`, the page's own key: the same edit sent twice is one Change. All return the
Change that was appended, None when there was nothing to change. All refuse with 404 whoever may not review, with 409
when the draft is no longer under review, and with Stale when somebody else was there first.
"""

import copy
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ngayso.core.errors import Refusal
from ngayso.intake.fields import FIELDS, Cell, cell_at, cells, clean, field_of, kept, make_cell, new_id, put_cell
from ngayso.intake.models import Change, Draft, Entry
from ngayso.intake.writing import (
    Done,
    check_time,
    label_of,
    live_entry,
    names_of,
    not_there,
    seen_cell,
    seen_list_cell,
    write,
)
from ngayso.people.models import Unit
from ngayso.words.units import split_units


def set_field(
    draft: Draft, key: str, path: str, text: str, *, seen_v: int, actor: Any, request_id: str = ""
) -> Change | None:
    """Writes one value; a day may come as 10/10/2024, a list's cell with line breaks becomes several cells.

    An empty cell of a list is dropped. Writing what stands there accepts it. The same edit sent again is answered as the
    first time; other words under the same `request_id` are refused with 409, so that they are not lost in silence.
    """
    wrote = False

    def work(locked: Draft) -> Done | None:
        nonlocal wrote
        wrote = True
        entry = live_entry(locked, key)
        field, cell_id = field_of(entry.kind, path)
        if cell_id and "\n" in text.strip():
            pieces = [piece for piece in text.splitlines() if piece.strip()]
            return _replace_cell(locked, entry, path, pieces, seen_v)
        new = clean(field, text)
        now = cell_at(entry.fields, path)
        if now is not None and now["v"] != seen_v and now["text"] == new:
            return None  # both wrote the same
        field, cell = seen_cell(entry, path, seen_v, mine=new)
        if cell is None and not new:
            return None
        if cell is not None and cell["text"] == new:
            return _accept(entry, path, cell, actor)
        if field.type == "duty" and new and not locked.entries.filter(kind="duty", key=new, dropped=False).exists():
            raise Refusal(_("Nhiệm vụ này không còn. Chọn nhiệm vụ khác."), field=path)
        written = {**(cell or make_cell("")), "text": new, "v": seen_v + 1, "by": label_of(actor), "checked": True}
        if field.type == "name":
            written |= names_of(locked).meaning(new)
        if cell_id and not new:
            written |= {"text": cell["text"] if cell else "", "dropped": True}
        put_cell(entry.fields, path, written)
        check_time(entry, path)
        entry.save(update_fields=["fields"])
        return Done("set", key, path, cell, written)

    change = write(draft, actor, request_id, work)
    if not wrote and change is not None and not _says(change, draft, key, path, text):
        raise Refusal(_("Lần sửa này đã gửi với nội dung khác. Tải lại trang rồi sửa tiếp."), 409, field=path)
    return change


def _says(change: Change, draft: Draft, key: str, path: str, text: str) -> bool:
    """Whether a change that was made earlier is this very edit."""
    if (change.entry_key, change.field) != (key, path) or change.verb not in ("set", "accept"):
        return "\n" in text.strip()  # one value that became several is a change of its list
    field, _cell_id = field_of(live_entry(draft, key, dropped=True).kind, path)
    return bool((change.after or {}).get("text", "") == clean(field, text))


def accept_field(draft: Draft, key: str, path: str, *, seen_v: int, actor: Any, request_id: str = "") -> Change | None:
    """Says that the value is right as it was read."""

    def work(locked: Draft) -> Done | None:
        entry = live_entry(locked, key)
        _field, cell = seen_cell(entry, path, seen_v)
        return None if cell is None else _accept(entry, path, cell, actor)

    return write(draft, actor, request_id, work)


def _accept(entry: Entry, path: str, cell: Cell, actor: Any) -> Done | None:
    if cell["checked"]:
        return None
    accepted = {**cell, "checked": True, "by": label_of(actor)}
    put_cell(entry.fields, path, accepted)
    entry.save(update_fields=["fields"])
    return Done("accept", entry.key, path, cell, accepted)


def set_units(
    draft: Draft, key: str, path: str, units: Iterable[str], *, seen_v: int, actor: Any, request_id: str = ""
) -> Change | None:
    """Says which units a printed name means; the printed name stays. An empty list says: none of the directory.

    The same printed name elsewhere, where nobody has said so yet, means the same: each such place is a Change, too.
    """

    def work(locked: Draft) -> list[Done]:
        entry = live_entry(locked, key)
        wanted = _known(units)
        field, cell = seen_cell(entry, path, seen_v)
        if field.type != "name":
            raise not_there()
        was = cell or {**make_cell(""), "units": [], "group": None, "candidates": [], "sure": False, "by_hand": []}
        if not field.many and not was["text"] and wanted:
            was = {**was, "text": Unit.objects.get(pk=wanted[0]).name}
        written = _with_units(was, wanted, actor)
        put_cell(entry.fields, path, written)
        entry.save(update_fields=["fields"])
        done = [Done("units", key, path, cell, written)]
        if was["sure"] or was["checked"]:
            return done
        name = was["text"].casefold()
        return done + _unknown_names(
            locked,
            lambda other: other["text"].casefold() == name,
            lambda other: _with_units(other, wanted, actor),
            "units",
        )

    return write(draft, actor, request_id, work)


def _with_units(cell: Cell, wanted: list[str], actor: Any) -> Cell:
    by_hand = [pk for pk in wanted if pk not in cell["units"] or pk in cell["by_hand"]]
    meant = {"units": wanted, "by_hand": by_hand, "sure": True}
    return {**cell, **meant, "checked": True, "v": cell["v"] + 1, "by": label_of(actor)}


def _unknown_names(draft: Draft, fits: Callable[[Cell], bool], change: Callable[[Cell], Cell], verb: str) -> list[Done]:
    """Changes every printed name that means no unit for sure, that nobody has looked at, and that fits."""
    done = []
    for entry in draft.entries.filter(dropped=False).order_by("kind", "order", "key"):
        there = [
            (path, cell)
            for field, path, cell in cells(entry.kind, entry.fields)
            if field.type == "name" and cell["text"] and not cell["sure"] and not cell["checked"] and fits(cell)
        ]
        for path, cell in there:
            changed = change(cell)
            put_cell(entry.fields, path, changed)
            done.append(Done(verb, entry.key, path, cell, changed))
        if there:
            entry.save(update_fields=["fields"])
    return done


def keep_unknown_names(draft: Draft, *, actor: Any, request_id: str = "") -> Change | None:
    """Leaves as they are printed all names that resemble nothing in the directory; none of them means a unit.

    Names that resemble a unit stay to be looked at.
    """

    def work(locked: Draft) -> list[Done]:
        return _unknown_names(
            locked,
            lambda cell: not cell["candidates"],
            lambda cell: {**cell, "checked": True, "by": label_of(actor)},
            "accept",
        )

    return write(draft, actor, request_id, work)


def _known(units: Iterable[str]) -> list[str]:
    """The ids as text, each once, in the order of the directory. Refuses what the directory does not know."""
    try:
        wanted = {UUID(str(unit)) for unit in units if str(unit)}
    except ValueError as error:
        raise Refusal(_("Đơn vị này không có trong danh bạ. Chọn trong danh sách.")) from error
    known = [
        str(pk) for pk in Unit.objects.filter(pk__in=wanted).order_by("order", "name").values_list("pk", flat=True)
    ]
    if len(known) != len(wanted):
        raise Refusal(_("Một đơn vị vừa bị bỏ khỏi danh bạ. Tải lại trang và chọn lại đơn vị."), 409)
    return known


def add_cell(draft: Draft, key: str, name: str, text: str, *, actor: Any, request_id: str = "") -> Change | None:
    """Adds a value at the end of a list; with line breaks several."""

    def work(locked: Draft) -> Done | None:
        entry = live_entry(locked, key)
        field = FIELDS[entry.kind].get(name)
        if field is None or not field.many:
            raise not_there()
        pieces = [new for line in text.splitlines() if (new := clean(field, line))]
        if not pieces:
            raise Refusal(_("Chưa ghi gì để thêm. Ghi chữ vào ô rồi thêm."), field=name)
        before = copy.deepcopy(entry.fields.get(name))
        cells_now = entry.fields.setdefault(name, {"list": []})["list"]
        names = names_of(locked) if field.type == "name" else None
        for piece in pieces:
            more = names.meaning(piece) if names else {}
            cells_now.append({**make_cell(piece, **more), "id": new_id(), "checked": True, "by": label_of(actor)})
        entry.save(update_fields=["fields"])
        return Done("add", key, name, before, entry.fields[name])

    return write(draft, actor, request_id, work)


def drop_cell(
    draft: Draft, key: str, path: str, *, seen_v: int, actor: Any, request_id: str = "", restore: bool = False
) -> Change | None:
    """Takes a value out of a list, or brings it back; it stays to be seen and restored."""

    def work(locked: Draft) -> Done | None:
        entry = live_entry(locked, key)
        _field, cell = seen_list_cell(entry, path, seen_v)
        if bool(cell.get("dropped")) != restore:
            return None
        written = {**cell, "dropped": not restore, "v": seen_v + 1, "by": label_of(actor)}
        put_cell(entry.fields, path, written)
        entry.save(update_fields=["fields"])
        return Done("restore" if restore else "drop", key, path, cell, written)

    return write(draft, actor, request_id, work)


def split_cell(draft: Draft, key: str, path: str, *, seen_v: int, actor: Any, request_id: str = "") -> Change | None:
    """Parts a printed list of units, or a text at its semicolons, into one value each."""

    def work(locked: Draft) -> Done | None:
        entry = live_entry(locked, key)
        field, cell = seen_list_cell(entry, path, seen_v)
        if field.type == "name":
            pieces = [piece.text for piece in split_units(cell["text"])]
        else:
            pieces = [piece.strip() for piece in cell["text"].split(";") if piece.strip()]
        if len(pieces) < 2:
            raise Refusal(_("Không thấy chỗ để tách. Xuống dòng ở chỗ cần tách trong ô rồi ghi lại."), field=path)
        return _replace_cell(locked, entry, path, pieces, seen_v)

    return write(draft, actor, request_id, work)


def _replace_cell(draft: Draft, entry: Entry, path: str, pieces: list[str], seen_v: int) -> Done:
    """Several cells in the place of one; each keeps the words it came from, and a person must look at names."""
    field, cell = seen_list_cell(entry, path, seen_v)
    name = field.name
    before = copy.deepcopy(entry.fields[name])
    names = names_of(draft) if field.type == "name" else None
    made = []
    for n, piece in enumerate(clean(field, piece) for piece in pieces):
        more: dict[str, Any] = names.meaning(piece) if names else {}
        made.append({
            **cell, **more, "text": piece, "id": cell["id"] if n == 0 else new_id(),
            "v": seen_v + 1 if n == 0 else 0, "checked": False,
        })  # fmt: skip
    held = entry.fields[name]["list"]
    at = next(n for n, c in enumerate(held) if c["id"] == cell["id"])
    held[at : at + 1] = made
    entry.save(update_fields=["fields"])
    return Done("split", entry.key, name, before, entry.fields[name])


def merge_cells(draft: Draft, key: str, path: str, *, seen_v: int, actor: Any, request_id: str = "") -> Change | None:
    """Joins a value of a list with the one after it."""

    def work(locked: Draft) -> Done | None:
        entry = live_entry(locked, key)
        field, cell = seen_list_cell(entry, path, seen_v)
        live = kept(entry.fields, field.name)
        at = next((n for n, c in enumerate(live) if c["id"] == cell["id"]), None)
        if at is None or at + 1 >= len(live):
            raise Refusal(_("Sau mục này không còn mục nào để gộp."), field=path)
        before = copy.deepcopy(entry.fields[field.name])
        second = live[at + 1]
        text = clean(
            field, f"{cell['text']}, {second['text']}" if field.type == "name" else f"{cell['text']} {second['text']}"
        )
        spans = [c["span"] for c in (cell, second) if c["span"]]
        joined = {**cell, "text": text, "v": seen_v + 1, "checked": True, "by": label_of(actor)}
        joined["span"] = [min(s[0] for s in spans), max(s[1] for s in spans)] if spans else None
        if field.type == "name":
            joined |= names_of(locked).meaning(text)
        put_cell(entry.fields, path, joined)
        entry.fields[field.name]["list"].remove(second)
        entry.save(update_fields=["fields"])
        return Done("merge", key, field.name, before, entry.fields[field.name])

    return write(draft, actor, request_id, work)
