"""Decisions: what becomes of a finding, and taking an edit back.

All take `actor` and may take `request_id`, the page's own key: the same edit sent twice is one Change. All return the
Change that was appended, None when there was nothing to change. All refuse with 404 whoever may not review, with 409
when the draft is no longer under review, and when something was done on the same value since.
"""

from typing import Any

from django.utils.translation import gettext as _

from ngayso.core.errors import Refusal
from ngayso.intake import check as plan_check
from ngayso.intake import findings
from ngayso.intake.fields import FIELDS, cell_at, clean, make_cell, new_id, put_cell
from ngayso.intake.models import Change, Draft, Entry, Finding
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
    """Decides on a finding. With `choice`, the number of one of its ways out, that way decides and mends the values."""

    def work(locked: Draft) -> Done | None:
        finding = locked.findings.filter(pk=finding_id).first()
        if finding is None:
            raise not_there()
        if decision not in Finding.Decision.values:
            raise Refusal(_("Chọn một cách xử lý: để nguyên, đã sửa hoặc hỏi đơn vị soạn."))
        words, taken = " ".join(note.split())[:500], decision
        before: dict[str, Any] = {"decision": finding.decision, "note": finding.note}
        after: dict[str, Any] = {}
        if choice is not None:
            if finding.decision != Finding.Decision.OPEN:
                return None  # pressed twice
            found = findings.way_of(finding, choice)
            if found is None:
                raise not_there()
            way, taken = found
            words = way.label
            entries = {mended.entry: live_entry(locked, mended.entry) for mended in way.changes}
            if entries:
                before["entries"] = {key: snapshot(entry) for key, entry in entries.items()}
            for mended in way.changes:
                _mend(locked, entries[mended.entry], mended, actor)
            if entries:
                after["entries"] = {key: snapshot(entry) for key, entry in entries.items()}
        if (finding.decision, finding.note) == (taken, words):
            return None
        findings.decide(finding, taken, words, label_of(actor))
        after |= {"decision": taken, "note": words}
        return Done("settle", "", f"finding.{finding.pk}", before, after)

    return write(draft, actor, request_id, work)


def _mend(draft: Draft, entry: Entry, mended: plan_check.Change, actor: Any) -> None:
    """Writes one value of a way out; to a list it adds."""
    field = FIELDS[entry.kind].get(mended.field)
    if field is None:
        raise not_there()
    text = clean(field, mended.value or "")
    more = names_of(draft).meaning(text) if field.type == "name" else {}
    by = {"by": label_of(actor), "checked": True}
    if field.many:
        entry.fields.setdefault(field.name, {"list": []})["list"].append(
            {**make_cell(text, **more), "id": new_id(), **by}
        )
    else:
        cell = entry.fields.get(field.name) or make_cell("")
        entry.fields[field.name] = {**cell, **more, "text": text, "v": cell["v"] + 1, **by}
    check_time(entry, field.name)
    entry.save(update_fields=["fields"])


def undo(draft: Draft, seq: int, *, actor: Any, request_id: str = "") -> Change | None:
    """Takes one change back, when nothing was done on the same value since."""

    def work(locked: Draft) -> Done | None:
        change = locked.changes.filter(seq=seq).first()
        if change is None:
            raise not_there()
        if change.field.startswith("finding."):
            return _undo_settle(locked, change)
        if change.field:
            return _undo_field(locked, change)
        return _undo_entries(locked, change)

    return write(draft, actor, request_id, work)


def _overtaken() -> Refusal:
    return Refusal(_("Chỗ này đã được sửa tiếp nên không lấy lại được. Sửa thẳng vào ô."), 409)


def _undo_field(draft: Draft, change: Change) -> Done:
    entry = live_entry(draft, change.entry_key)
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
    now, back = _put_back(draft, change.before or {}, change.after or {})
    return Done("undo", change.entry_key, "", now, back)


def _put_back(draft: Draft, before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Entries as they were before; their snapshots of now and of then. Refuses when one was edited since."""
    entries = {key: live_entry(draft, key, dropped=True) for key in after}
    if any(snapshot(entries[key]) != then for key, then in after.items()):
        raise _overtaken()
    now = {key: snapshot(entry) for key, entry in entries.items()}
    for key, entry in entries.items():
        was = before.get(key)
        entry.dropped = True if was is None else was["dropped"]
        if was is not None:
            fields = {name: _newer(value, entry.fields.get(name)) for name, value in was["fields"].items()}
            given_since = {name: _emptied(value) for name, value in entry.fields.items() if name not in fields}
            entry.fields = fields | given_since
        entry.save(update_fields=["fields", "dropped"])
    return now, {key: snapshot(entry) for key, entry in entries.items()}


def _undo_settle(draft: Draft, change: Change) -> Done:
    finding = draft.findings.filter(pk=int(change.field.partition(".")[2])).first()
    was, then = dict(change.before or {}), dict(change.after or {})
    if finding is None or (finding.decision, finding.note) != (then["decision"], then["note"]):
        raise _overtaken()
    then_entries, was_entries = then.pop("entries", {}), was.pop("entries", {})
    if then_entries:
        then["entries"], was["entries"] = _put_back(draft, was_entries, then_entries)
    findings.decide(finding, was["decision"], was["note"], change.by_label)
    return Done("undo", "", change.field, then, was)
