"""Edits of a whole entry. Each names the last change that the editor's page knew.

All take `actor` and may take `request_id`, the page's own key: the same edit sent twice is one Change. All return the
Change that was appended, None when there was nothing to change. All refuse with 404 whoever may not review, with 409
when the draft is no longer under review, and when somebody else has edited the entry since.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from ngayso.core.errors import Refusal
from ngayso.intake.fields import FIELDS, Field, cells, clean, kept, make_cell, new_id, put_cell
from ngayso.intake.models import Change, Draft, Entry
from ngayso.intake.understood import reading_of
from ngayso.intake.writing import (
    Done,
    check_time,
    label_of,
    live_entry,
    names_of,
    not_there,
    snapshot,
    write,
)
from ngayso.plans import kinds

MOST_ENTRIES = 2000
COPIED = 0.65
"""Confidence of what a split copied: a person must look at each value of the new entry."""


def add_entry(
    draft: Draft,
    kind: str,
    values: Mapping[str, str],
    *,
    actor: Any,
    after: str = "",
    unread: int | None = None,
    request_id: str = "",
) -> Change | None:
    """Adds an activity, a duty or a report by hand. `values` maps field names to text (of a list: one a line).

    `unread` is the number of the unread words that it is made of. The key of the new entry is the Change's entry_key.
    """

    def work(locked: Draft) -> Done | None:
        if kind not in ("activity", "duty", "report"):
            raise not_there()
        first = {"activity": "title", "duty": "units", "report": "to"}[kind]
        if not values.get(first, "").strip():
            raise Refusal(_("Ghi %s rồi thêm.") % str(FIELDS[kind][first].label).lower(), field=first)
        if locked.entries.count() >= MOST_ENTRIES:
            raise Refusal(_("Bản đọc đã có quá nhiều mục. Bỏ bớt mục thừa rồi thêm."), 413)
        entry = Entry(draft=locked, key=f"tay_{new_id()}", kind=kind, order=_place_after(locked, kind, after))
        if unread is not None:
            _take_unread(locked, entry, unread)
        names = names_of(locked)
        for name, text in values.items():
            field = FIELDS[kind].get(name)
            if field is None or not text.strip():
                continue
            lines = text.splitlines() if field.many else [text]
            made = []
            for new in (clean(field, line) for line in lines if line.strip()):
                more = names.meaning(new) if field.type == "name" else {}
                made.append({**make_cell(new, **more), "v": 1, "checked": True, "by": label_of(actor)})
            entry.fields[name] = {"list": [{**c, "id": new_id()} for c in made]} if field.many else made[0]
            check_time(entry, name)
        if kind == "activity" and "kind" not in entry.fields:
            slug = kinds.propose(values["title"], values.get("content", ""))
            entry.fields["kind"] = make_cell(slug, rule="kind.words", confidence=0.78 if slug else 0.72)
        entry.save(force_insert=True)
        return Done("add", entry.key, "", {entry.key: None}, {entry.key: snapshot(entry)})

    return write(draft, actor, request_id, work)


def _take_unread(draft: Draft, entry: Entry, n: int) -> None:
    reading = reading_of(draft)
    if reading is None or n >= len(reading.unread):
        raise not_there()
    span = reading.unread[n].span
    entry.span_start, entry.span_end = span.start, span.end


def _place_after(draft: Draft, kind: str, after: str) -> float:
    """An order between the entry `after` and the next one; at the end when there is none."""
    there = draft.entries.filter(kind=kind)
    at = there.filter(key=after).values_list("order", flat=True).first() if after else None
    if at is None:
        last = there.aggregate(last=Max("order"))["last"]
        return 0.0 if last is None else float(last) + 1
    following = there.filter(order__gt=at).order_by("order").values_list("order", flat=True).first()
    return float(at) + 1 if following is None else (float(at) + float(following)) / 2


def _unseen(draft: Draft, keys: Iterable[str], seen_seq: int, actor: Any) -> None:
    """Refuses to move a whole entry that somebody else has edited since the page showed it."""
    others = draft.changes.filter(entry_key__in=list(keys), seq__gt=seen_seq)
    other = others.exclude(by_id="" if actor is None else str(actor.pk)).order_by("-seq").first()
    if other is not None:
        raise Refusal(_("%s vừa sửa mục này. Xem lại mục rồi làm lại nếu vẫn cần.") % other.by_label, 409)


def drop_entry(
    draft: Draft, key: str, *, seen_seq: int, actor: Any, request_id: str = "", restore: bool = False
) -> Change | None:
    """Leaves an entry out of the programme, or brings it back. `seen_seq` is the last change the editor's page knew."""

    def work(locked: Draft) -> Done | None:
        entry = live_entry(locked, key, dropped=True)
        if entry.kind == "head":
            raise Refusal(_("Phần đầu của kế hoạch không bỏ được."))
        if entry.dropped != restore:
            return None
        _unseen(locked, [key], seen_seq, actor)
        before = snapshot(entry)
        entry.dropped = not restore
        entry.save(update_fields=["dropped"])
        return Done("restore" if restore else "drop", key, "", {key: before}, {key: snapshot(entry)})

    return write(draft, actor, request_id, work)


def split_entry(
    draft: Draft,
    key: str,
    *,
    seen_seq: int,
    actor: Any,
    title: str = "",
    items: Iterable[str] = (),
    request_id: str = "",
) -> Change | None:
    """Parts an entry in two. An activity's second half takes `title` and a copy of the rest, to be looked at; a duty's
    second half takes the paragraphs `items` (ids of cells). The key of the new entry is in the Change's `after`.
    """

    def work(locked: Draft) -> Done | None:
        entry = live_entry(locked, key)
        _unseen(locked, [key], seen_seq, actor)
        before = snapshot(entry)
        half = Entry(
            draft=locked, key=f"{key[:110]}~tach_{new_id()}", kind=entry.kind, ref=entry.ref, section=entry.section,
            order=_place_after(locked, entry.kind, key), span_start=entry.span_start, span_end=entry.span_end,
            fields=copy.deepcopy(entry.fields),
        )  # fmt: skip
        for _field, path, cell in list(cells(entry.kind, half.fields)):
            copied = {**cell, "v": 0, "checked": False, "confidence": min(cell["confidence"], COPIED)}
            put_cell(half.fields, path, copied)
        if entry.kind == "activity":
            _split_activity(half, title, actor)
        elif entry.kind == "duty":
            _split_duty(entry, half, set(items))
        else:
            raise not_there()
        half.save(force_insert=True)
        entry.save(update_fields=["fields"])
        return Done("split", key, "", {key: before, half.key: None}, {key: snapshot(entry), half.key: snapshot(half)})

    return write(draft, actor, request_id, work)


def _split_activity(half: Entry, title: str, actor: Any) -> None:
    new = clean(FIELDS["activity"]["title"], title)
    if not new:
        raise Refusal(_("Ghi tên của hoạt động thứ hai rồi tách."), field="title")
    half.fields["title"] = {**make_cell(new), "v": 1, "checked": True, "by": label_of(actor)}


def _split_duty(entry: Entry, half: Entry, items: set[str]) -> None:
    live = [cell["id"] for cell in kept(entry.fields, "items")]
    if not items & set(live) or not set(live) - items:
        raise Refusal(_("Chọn những nhiệm vụ chuyển sang phần thứ hai, để lại ít nhất một nhiệm vụ."), field="items")
    entry.fields["items"]["list"] = [c for c in entry.fields["items"]["list"] if c["id"] not in items]
    half.fields["items"]["list"] = [c for c in half.fields["items"]["list"] if c["id"] in items]


def merge_entries(
    draft: Draft, key: str, other: str, *, seen_seq: int, actor: Any, request_id: str = ""
) -> Change | None:
    """Takes the entry `other` into `key`: empty values are filled, lists joined, texts put one after the other; what
    both say differently stays as `key` says it. `other` is then dropped and can be seen there.
    """

    def work(locked: Draft) -> Done | None:
        entry, second = live_entry(locked, key), live_entry(locked, other)
        if key == other or entry.kind != second.kind or entry.kind == "head":
            raise Refusal(_("Chọn một mục khác cùng loại để gộp."), field="other")
        _unseen(locked, [key, other], seen_seq, actor)
        before = {key: snapshot(entry), other: snapshot(second)}
        for field in FIELDS[entry.kind].values():
            _merge_field(field, entry.fields, second.fields, label_of(actor))
        second.dropped = True
        entry.save(update_fields=["fields"])
        second.save(update_fields=["dropped"])
        return Done("merge", key, "", before, {key: snapshot(entry), other: snapshot(second)})

    return write(draft, actor, request_id, work)


def _merge_field(field: Field, into: dict[str, Any], other: Mapping[str, Any], by: str) -> None:
    theirs = copy.deepcopy(other.get(field.name))
    if theirs is None:
        return
    mine = into.get(field.name)
    if field.many:
        there = {c["text"].casefold() for c in kept(into, field.name)}
        more = [c for c in theirs["list"] if not c.get("dropped") and c["text"].casefold() not in there]
        into.setdefault(field.name, {"list": []})["list"].extend({**c, "id": new_id()} for c in more)
    elif mine is None or not mine["text"]:
        into[field.name] = {**theirs, "v": (mine["v"] if mine else 0) + 1}
    elif field.name == "content" and theirs["text"] and theirs["text"] != mine["text"]:
        into[field.name] = {**mine, "text": f"{mine['text']}\n{theirs['text']}", "v": mine["v"] + 1, "by": by}
