"""Every edit of a review. Each names the version that the editor saw, so that nobody overwrites what they have not seen.

All take `actor` and may take `request_id`, the page's own key: the same edit sent twice is one Change. All return the
Change that was appended, None when there was nothing to change. All refuse with 404 whoever may not review, with 409
when the draft is no longer under review, and with Stale when somebody else was there first.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ngayso.core import audit
from ngayso.core.errors import Refusal
from ngayso.intake import findings, rules
from ngayso.intake.entries import Names, as_of
from ngayso.intake.fields import (
    FIELDS,
    Cell,
    Field,
    cell_at,
    cells,
    clean,
    day_of,
    field_of,
    kept,
    make_cell,
    new_id,
    put_cell,
)
from ngayso.intake.models import Change, Draft, Entry, Finding, State
from ngayso.intake.understood import reading_of
from ngayso.people.models import Unit
from ngayso.plans import kinds
from ngayso.words.units import split_units

MOST_ENTRIES = 2000
COPIED = 0.65
"""Confidence of what a split copied: a person must look at each value of the new entry."""


class Stale(Refusal):
    """An edit on a value that has changed since the editor saw it. Both values are kept for a choice."""

    def __init__(self, *, mine: str, theirs: Cell | None) -> None:
        by = (theirs or {}).get("by") or _("Người khác")
        super().__init__(_("%s vừa sửa chỗ này. Chọn giữ một trong hai giá trị.") % by, 409)
        self.mine = mine
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Done:
    """What an edit did: the row of the change log it becomes."""

    verb: str
    entry_key: str = ""
    field: str = ""
    before: Any = None
    after: Any = None


def not_there() -> Refusal:
    return Refusal(_("Không tìm thấy trang này."), 404)


def _write(draft: Draft, actor: Any, request_id: str, work: Callable[[Draft], Done | None]) -> Change | None:
    """Runs one edit alone on the draft, appends its Change and its audit row, and checks the plan again."""
    if not rules.may_review(actor):
        raise not_there()
    with transaction.atomic():
        locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if request_id and (sent := locked.changes.filter(request_id=request_id).first()) is not None:
            return sent
        if locked.state != State.REVIEW:
            raise Refusal(_("Bản đọc này không còn ở bước soát nên không sửa được nữa. Tải lại trang."), 409)
        done = work(locked)
        if done is None:
            return None
        claimed = Draft.objects.filter(pk=locked.pk, state=State.REVIEW, seq=locked.seq).update(seq=locked.seq + 1)
        if not claimed:
            raise Refusal(_("Có người vừa sửa cùng lúc. Tải lại trang rồi sửa tiếp."), 409)
        locked.seq += 1
        change = locked.changes.create(
            seq=locked.seq,
            entry_key=done.entry_key,
            field=done.field,
            verb=done.verb,
            before=done.before,
            after=done.after,
            by_id="" if actor is None else str(actor.pk),
            by_label=label_of(actor),
            request_id=request_id,
        )
        audit.record("intake.draft_edited", locked, actor=actor, seq=change.seq, verb=done.verb, field=done.field)
        findings.refresh(locked)
    draft.seq = locked.seq
    return change


def label_of(actor: Any) -> str:
    """How the change log calls the actor."""
    return (audit.SYSTEM if actor is None else str(actor))[:200]


def _entry(draft: Draft, key: str, *, dropped: bool = False) -> Entry:
    entry = draft.entries.filter(key=key).first()
    if entry is None:
        raise not_there()
    if entry.dropped and not dropped:
        raise Refusal(_("Mục này vừa bị bỏ. Khôi phục mục rồi sửa tiếp."), 409)
    return entry


def _cell(entry: Entry, path: str, seen_v: int, mine: str = "") -> tuple[Field, Cell | None]:
    """The cell that the editor saw, None when no value was ever given; Stale when it is not that one any more."""
    field, cell_id = field_of(entry.kind, path)
    cell = cell_at(entry.fields, path)
    if cell_id and cell is None:
        raise not_there()
    if (cell["v"] if cell else 0) != seen_v:
        raise Stale(mine=mine, theirs=copy.deepcopy(cell))
    return field, cell


def _list_cell(entry: Entry, path: str, seen_v: int) -> tuple[Field, Cell]:
    """A cell of a list that the editor saw."""
    field, cell = _cell(entry, path, seen_v)
    if not field.many or cell is None:
        raise not_there()
    return field, cell


def _names(draft: Draft) -> Names:
    return Names(as_of(reading_of(draft)))


def set_field(
    draft: Draft, key: str, path: str, text: str, *, seen_v: int, actor: Any, request_id: str = ""
) -> Change | None:
    """Writes one value; a day may come as 10/10/2024, a list's cell with line breaks becomes several cells.

    An empty cell of a list is dropped. Writing what stands there accepts it.
    """

    def work(locked: Draft) -> Done | None:
        entry = _entry(locked, key)
        field, cell_id = field_of(entry.kind, path)
        if cell_id and "\n" in text.strip():
            pieces = [piece for piece in text.splitlines() if piece.strip()]
            return _replace_cell(locked, entry, path, pieces, seen_v)
        new = clean(field, text)
        now = cell_at(entry.fields, path)
        if now is not None and now["v"] != seen_v and now["text"] == new:
            return None  # both wrote the same
        field, cell = _cell(entry, path, seen_v, mine=new)
        if cell is None and not new:
            return None
        if cell is not None and cell["text"] == new:
            return _accept(entry, path, cell, actor)
        if field.type == "duty" and new and not locked.entries.filter(kind="duty", key=new, dropped=False).exists():
            raise Refusal(_("Nhiệm vụ này không còn. Chọn nhiệm vụ khác."), field=path)
        written = {**(cell or make_cell("")), "text": new, "v": seen_v + 1, "by": label_of(actor), "checked": True}
        if field.type == "name":
            written |= _names(locked).meaning(new)
        if cell_id and not new:
            written |= {"text": cell["text"] if cell else "", "dropped": True}
        put_cell(entry.fields, path, written)
        _check_time(entry, path)
        entry.save(update_fields=["fields"])
        return Done("set", key, path, cell, written)

    return _write(draft, actor, request_id, work)


def _check_time(entry: Entry, path: str) -> None:
    start, end = day_of(entry.fields, "start"), day_of(entry.fields, "end")
    if path in ("start", "end") and start and end and end < start:
        said = {"end": f"{end:%d/%m/%Y}", "start": f"{start:%d/%m/%Y}"}
        if path == "end":
            sentence = _("Ngày kết thúc %(end)s đang trước ngày bắt đầu %(start)s. Sửa một trong hai ngày.")
        else:
            sentence = _("Ngày bắt đầu %(start)s đang sau ngày kết thúc %(end)s. Sửa một trong hai ngày.")
        raise Refusal(sentence % said, field=path)


def accept_field(draft: Draft, key: str, path: str, *, seen_v: int, actor: Any, request_id: str = "") -> Change | None:
    """Says that the value is right as it was read."""

    def work(locked: Draft) -> Done | None:
        entry = _entry(locked, key)
        _field, cell = _cell(entry, path, seen_v)
        return None if cell is None else _accept(entry, path, cell, actor)

    return _write(draft, actor, request_id, work)


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
    """Says which units a printed name means; the printed name stays. An empty list says: none of the directory."""

    def work(locked: Draft) -> Done | None:
        entry = _entry(locked, key)
        wanted = _known(units)
        field, cell = _cell(entry, path, seen_v)
        if field.type != "name":
            raise not_there()
        was = cell or {**make_cell(""), "units": [], "group": None, "candidates": [], "sure": False, "by_hand": []}
        if not field.many and not was["text"] and wanted:
            was = {**was, "text": Unit.objects.get(pk=wanted[0]).name}
        by_hand = [pk for pk in wanted if pk not in was["units"] or pk in was["by_hand"]]
        written = {
            **was, "units": wanted, "by_hand": by_hand, "sure": True, "checked": True,
            "v": seen_v + 1, "by": label_of(actor),
        }  # fmt: skip
        put_cell(entry.fields, path, written)
        entry.save(update_fields=["fields"])
        return Done("units", key, path, cell, written)

    return _write(draft, actor, request_id, work)


def _known(units: Iterable[str]) -> list[str]:
    """The ids as text, each once, in the order of the directory. Refuses what the directory does not know."""
    try:
        wanted = {UUID(str(unit)) for unit in units if str(unit)}
    except ValueError as error:
        raise Refusal(_("Đơn vị này không có trong danh bạ. Chọn trong danh sách.")) from error
    known = [str(pk) for pk in Unit.objects.filter(pk__in=wanted).order_by("order", "name").values_list("pk", flat=True)]
    if len(known) != len(wanted):
        raise Refusal(_("Một đơn vị vừa bị bỏ khỏi danh bạ. Tải lại trang và chọn lại đơn vị."), 409)
    return known


def add_cell(draft: Draft, key: str, name: str, text: str, *, actor: Any, request_id: str = "") -> Change | None:
    """Adds a value at the end of a list; with line breaks several."""

    def work(locked: Draft) -> Done | None:
        entry = _entry(locked, key)
        field = FIELDS[entry.kind].get(name)
        if field is None or not field.many:
            raise not_there()
        pieces = [new for line in text.splitlines() if (new := clean(field, line))]
        if not pieces:
            raise Refusal(_("Chưa ghi gì để thêm. Ghi chữ vào ô rồi thêm."), field=name)
        before = copy.deepcopy(entry.fields.get(name))
        cells_now = entry.fields.setdefault(name, {"list": []})["list"]
        names = _names(locked) if field.type == "name" else None
        for piece in pieces:
            more = names.meaning(piece) if names else {}
            cells_now.append({**make_cell(piece, **more), "id": new_id(), "checked": True, "by": label_of(actor)})
        entry.save(update_fields=["fields"])
        return Done("add", key, name, before, entry.fields[name])

    return _write(draft, actor, request_id, work)


def drop_cell(
    draft: Draft, key: str, path: str, *, seen_v: int, actor: Any, request_id: str = "", restore: bool = False
) -> Change | None:
    """Takes a value out of a list, or brings it back; it stays to be seen and restored."""

    def work(locked: Draft) -> Done | None:
        entry = _entry(locked, key)
        _field, cell = _list_cell(entry, path, seen_v)
        if bool(cell.get("dropped")) != restore:
            return None
        written = {**cell, "dropped": not restore, "v": seen_v + 1, "by": label_of(actor)}
        put_cell(entry.fields, path, written)
        entry.save(update_fields=["fields"])
        return Done("restore" if restore else "drop", key, path, cell, written)

    return _write(draft, actor, request_id, work)


def split_cell(draft: Draft, key: str, path: str, *, seen_v: int, actor: Any, request_id: str = "") -> Change | None:
    """Parts a printed list of units, or a text at its semicolons, into one value each."""

    def work(locked: Draft) -> Done | None:
        entry = _entry(locked, key)
        field, cell = _list_cell(entry, path, seen_v)
        if field.type == "name":
            pieces = [piece.text for piece in split_units(cell["text"])]
        else:
            pieces = [piece.strip() for piece in cell["text"].split(";") if piece.strip()]
        if len(pieces) < 2:
            raise Refusal(_("Không thấy chỗ để tách. Xuống dòng ở chỗ cần tách trong ô rồi ghi lại."), field=path)
        return _replace_cell(locked, entry, path, pieces, seen_v)

    return _write(draft, actor, request_id, work)


def _replace_cell(draft: Draft, entry: Entry, path: str, pieces: list[str], seen_v: int) -> Done:
    """Several cells in the place of one; each keeps the words it came from, and a person must look at names."""
    field, cell = _list_cell(entry, path, seen_v)
    name = field.name
    before = copy.deepcopy(entry.fields[name])
    names = _names(draft) if field.type == "name" else None
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
        entry = _entry(locked, key)
        field, cell = _list_cell(entry, path, seen_v)
        live = kept(entry.fields, field.name)
        at = next((n for n, c in enumerate(live) if c["id"] == cell["id"]), None)
        if at is None or at + 1 >= len(live):
            raise Refusal(_("Sau mục này không còn mục nào để gộp."), field=path)
        before = copy.deepcopy(entry.fields[field.name])
        second = live[at + 1]
        text = clean(field, f"{cell['text']}, {second['text']}" if field.type == "name" else f"{cell['text']} {second['text']}")
        spans = [c["span"] for c in (cell, second) if c["span"]]
        joined = {**cell, "text": text, "v": seen_v + 1, "checked": True, "by": label_of(actor)}
        joined["span"] = [min(s[0] for s in spans), max(s[1] for s in spans)] if spans else None
        if field.type == "name":
            joined |= _names(locked).meaning(text)
        put_cell(entry.fields, path, joined)
        entry.fields[field.name]["list"].remove(second)
        entry.save(update_fields=["fields"])
        return Done("merge", key, field.name, before, entry.fields[field.name])

    return _write(draft, actor, request_id, work)


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
        names = _names(locked)
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
            _check_time(entry, name)
        if kind == "activity" and "kind" not in entry.fields:
            slug = kinds.propose(values["title"], values.get("content", ""))
            entry.fields["kind"] = make_cell(slug, rule="kind.words", confidence=0.78 if slug else 0.72)
        entry.save(force_insert=True)
        return Done("add", entry.key, "", {entry.key: None}, {entry.key: _snapshot(entry)})

    return _write(draft, actor, request_id, work)


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


def _snapshot(entry: Entry) -> dict[str, Any]:
    return {"fields": copy.deepcopy(entry.fields), "dropped": entry.dropped}


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
        entry = _entry(locked, key, dropped=True)
        if entry.kind == "head":
            raise Refusal(_("Phần đầu của kế hoạch không bỏ được."))
        if entry.dropped != restore:
            return None
        _unseen(locked, [key], seen_seq, actor)
        before = _snapshot(entry)
        entry.dropped = not restore
        entry.save(update_fields=["dropped"])
        return Done("restore" if restore else "drop", key, "", {key: before}, {key: _snapshot(entry)})

    return _write(draft, actor, request_id, work)


def restore_entry(draft: Draft, key: str, *, seen_seq: int, actor: Any, request_id: str = "") -> Change | None:
    """Brings a dropped entry back."""
    return drop_entry(draft, key, seen_seq=seen_seq, actor=actor, request_id=request_id, restore=True)


def split_entry(
    draft: Draft, key: str, *, seen_seq: int, actor: Any, title: str = "", items: Iterable[str] = (), request_id: str = ""
) -> Change | None:
    """Parts an entry in two. An activity's second half takes `title` and a copy of the rest, to be looked at; a duty's
    second half takes the paragraphs `items` (ids of cells). The key of the new entry is in the Change's `after`.
    """

    def work(locked: Draft) -> Done | None:
        entry = _entry(locked, key)
        _unseen(locked, [key], seen_seq, actor)
        before = _snapshot(entry)
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
        return Done(
            "split", key, "", {key: before, half.key: None}, {key: _snapshot(entry), half.key: _snapshot(half)}
        )

    return _write(draft, actor, request_id, work)


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
        entry, second = _entry(locked, key), _entry(locked, other)
        if key == other or entry.kind != second.kind or entry.kind == "head":
            raise Refusal(_("Chọn một mục khác cùng loại để gộp."), field="other")
        _unseen(locked, [key, other], seen_seq, actor)
        before = {key: _snapshot(entry), other: _snapshot(second)}
        for field in FIELDS[entry.kind].values():
            _merge_field(field, entry.fields, second.fields, label_of(actor))
        second.dropped = True
        entry.save(update_fields=["fields"])
        second.save(update_fields=["dropped"])
        return Done("merge", key, "", before, {key: _snapshot(entry), other: _snapshot(second)})

    return _write(draft, actor, request_id, work)


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


def settle_finding(
    draft: Draft,
    finding_id: int,
    decision: str,
    *,
    actor: Any,
    note: str = "",
    choice: int | None = None,
    request_id: str = "",
) -> Change | None:
    """Decides on a finding. With `choice`, the number of one of its ways out, the value is mended as that way says."""

    def work(locked: Draft) -> Done | None:
        finding = locked.findings.filter(pk=finding_id).first()
        if finding is None:
            raise not_there()
        if decision not in Finding.Decision.values:
            raise Refusal(_("Chọn một cách xử lý: để nguyên, đã sửa hoặc hỏi đơn vị soạn."))
        words = " ".join(note.split())[:500]
        taken = decision
        if choice is not None:
            if finding.decision == Finding.Decision.MENDED:
                return None
            words, taken = _mend(locked, finding, choice, actor), Finding.Decision.MENDED.value
        if (finding.decision, finding.note) == (taken, words):
            return None
        before = {"decision": finding.decision, "note": finding.note}
        findings.decide(finding, taken, words, label_of(actor))
        return Done("settle", "", f"finding.{finding.pk}", before, {"decision": taken, "note": words})

    return _write(draft, actor, request_id, work)


def _mend(draft: Draft, finding: Finding, choice: int, actor: Any) -> str:
    """Writes the value of a way out; returns what was done in words."""
    way = findings.way_of(finding, choice)
    if way is None:
        raise not_there()
    for mended in way.changes:
        entry = _entry(draft, mended.entry)
        field = FIELDS[entry.kind].get(mended.field)
        if field is None:
            raise not_there()
        text = mended.value or ""
        if field.many:
            _mend_list(draft, entry, field, text, actor)
        else:
            cell = entry.fields.get(field.name) or make_cell("")
            written = {"text": clean(field, text), "v": cell["v"] + 1, "by": label_of(actor), "checked": True}
            more = _names(draft).meaning(text) if field.type == "name" else {}
            entry.fields[field.name] = {**cell, **more, **written}
        _check_time(entry, field.name)
        entry.save(update_fields=["fields"])
    return way.label


def _mend_list(draft: Draft, entry: Entry, field: Field, text: str, actor: Any) -> None:
    """Adds a name to a list; what stands there stays."""
    more = _names(draft).meaning(text) if field.type == "name" else {}
    cell = {**make_cell(clean(field, text), **more), "id": new_id(), "checked": True, "by": label_of(actor)}
    entry.fields.setdefault(field.name, {"list": []})["list"].append(cell)


def undo(draft: Draft, seq: int, *, actor: Any, request_id: str = "") -> Change | None:
    """Takes one change back, when nothing was done on the same value since."""

    def work(locked: Draft) -> Done | None:
        change = locked.changes.filter(seq=seq).first()
        if change is None:
            raise not_there()
        if change.verb == "settle":
            return _undo_settle(locked, change)
        if change.field:
            return _undo_field(locked, change)
        return _undo_entries(locked, change)

    return _write(draft, actor, request_id, work)


def _overtaken() -> Refusal:
    return Refusal(_("Chỗ này đã được sửa tiếp nên không lấy lại được. Sửa thẳng vào ô."), 409)


def _undo_field(draft: Draft, change: Change) -> Done:
    entry = _entry(draft, change.entry_key)
    whole = "." not in change.field
    now = entry.fields.get(change.field) if whole else cell_at(entry.fields, change.field)
    if now != change.after:
        raise _overtaken()
    # What was never given before stays as an empty value, so that its version goes on counting.
    back = _newer(change.before, now) or _emptied(now)
    if whole:
        entry.fields[change.field] = back
    else:
        put_cell(entry.fields, change.field, back)
    entry.save(update_fields=["fields"])
    return Done("undo", entry.key, change.field, now, back)


def _emptied(now: Any) -> Any:
    if "list" in now:
        return {"list": [{**c, "dropped": True, "v": c["v"] + 1} for c in now["list"]]}
    return {**make_cell(""), "v": now["v"] + 1}


def _newer(before: Any, now: Any) -> Any:
    """The value before, with versions beyond those of now, so that a page that saw either knows it has changed."""
    if before is None:
        return None
    if "list" in before:
        held = {c["id"]: c["v"] for c in (now or {"list": []})["list"]}
        return {"list": [{**c, "v": max(c["v"], held.get(c["id"], 0)) + 1} for c in before["list"]]}
    return {**before, "v": max(before["v"], now["v"] if now else 0) + 1}


def _undo_entries(draft: Draft, change: Change) -> Done:
    before, after = change.before or {}, change.after or {}
    entries = {key: _entry(draft, key, dropped=True) for key in after}
    if any(_snapshot(entries[key]) != snapshot for key, snapshot in after.items()):
        raise _overtaken()
    now = {key: _snapshot(entry) for key, entry in entries.items()}
    for key, entry in entries.items():
        was = before.get(key)
        entry.dropped = True if was is None else was["dropped"]
        if was is not None:
            entry.fields = {name: _newer(value, entry.fields.get(name)) for name, value in was["fields"].items()}
        entry.save(update_fields=["fields", "dropped"])
    return Done("undo", change.entry_key, "", now, {key: _snapshot(entry) for key, entry in entries.items()})


def _undo_settle(draft: Draft, change: Change) -> Done:
    finding = draft.findings.filter(pk=int(change.field.partition(".")[2])).first()
    if finding is None or {"decision": finding.decision, "note": finding.note} != change.after:
        raise _overtaken()
    findings.decide(finding, change.before["decision"], change.before["note"], change.by_label)
    return Done("undo", "", change.field, change.after, change.before)
