"""How every edit of a review is written: alone on its draft, once, on the version that the editor saw, with its Change."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ngayso.core import audit
from ngayso.core.errors import Refusal
from ngayso.intake import findings, rules
from ngayso.intake.entries import Names, as_of
from ngayso.intake.fields import Cell, Field, cell_at, day_of, field_of
from ngayso.intake.models import Change, Draft, Entry, State
from ngayso.intake.understood import reading_of


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


def write(
    draft: Draft, actor: Any, request_id: str, work: Callable[[Draft], Done | list[Done] | None]
) -> Change | None:
    """Runs one edit alone on the draft, appends its Change and its audit row, and checks the plan again.

    An edit that touches several values has a Change for each; the first is returned.
    """
    if not rules.may_review(actor):
        raise not_there()
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if request_id and (sent := locked.changes.filter(request_id=request_id).first()) is not None:
            return sent
        if locked.state != State.REVIEW:
            raise Refusal(_("Bản đọc này không còn ở bước soát nên không sửa được nữa. Tải lại trang."), 409)
        done = work(locked)
        several = done if isinstance(done, list) else [done] if done else []
        if not several:
            return None
        seq = locked.seq + len(several)
        if not Draft.objects.filter(pk=locked.pk, state=State.REVIEW, seq=locked.seq).update(seq=seq):
            raise Refusal(_("Có người vừa sửa cùng lúc. Tải lại trang rồi sửa tiếp."), 409)
        made = Change.objects.bulk_create(
            Change(
                draft=locked,
                seq=locked.seq + n,
                entry_key=one.entry_key,
                field=one.field,
                verb=one.verb,
                before=one.before,
                after=one.after,
                by_id="" if actor is None else str(actor.pk),
                by_label=label_of(actor),
                request_id=request_id if n == 1 else "",
            )
            for n, one in enumerate(several, 1)
        )
        locked.seq = seq
        first = several[0]
        audit.record(
            "intake.draft_edited", locked, actor=actor, seq=seq, edit=first.verb, field=first.field, values=len(several)
        )
        findings.refresh(locked)
    draft.seq = locked.seq
    return made[0]


def label_of(actor: Any) -> str:
    """How the change log calls the actor."""
    return (audit.SYSTEM if actor is None else str(actor))[:200]


def live_entry(draft: Draft, key: str, *, dropped: bool = False) -> Entry:
    entry = draft.entries.filter(key=key).first()
    if entry is None:
        raise not_there()
    if entry.dropped and not dropped:
        raise Refusal(_("Mục này vừa bị bỏ. Khôi phục mục rồi sửa tiếp."), 409)
    return entry


def seen_cell(entry: Entry, path: str, seen_v: int, mine: str = "") -> tuple[Field, Cell | None]:
    """The cell that the editor saw, None when no value was ever given; Stale when it is not that one any more."""
    field, cell_id = field_of(entry.kind, path)
    cell = cell_at(entry.fields, path)
    if cell_id and cell is None:
        raise not_there()
    if (cell["v"] if cell else 0) != seen_v:
        raise Stale(mine=mine, theirs=copy.deepcopy(cell))
    return field, cell


def seen_list_cell(entry: Entry, path: str, seen_v: int) -> tuple[Field, Cell]:
    """A cell of a list that the editor saw."""
    field, cell = seen_cell(entry, path, seen_v)
    if not field.many or cell is None:
        raise not_there()
    return field, cell


def names_of(draft: Draft) -> Names:
    return Names(as_of(reading_of(draft)))


def snapshot(entry: Entry) -> dict[str, Any]:
    return {"fields": copy.deepcopy(entry.fields), "dropped": entry.dropped}


def check_time(entry: Entry, path: str) -> None:
    start, end = day_of(entry.fields, "start"), day_of(entry.fields, "end")
    if path in ("start", "end") and start and end and end < start:
        said = {"end": f"{end:%d/%m/%Y}", "start": f"{start:%d/%m/%Y}"}
        if path == "end":
            sentence = _("Ngày kết thúc %(end)s đang trước ngày bắt đầu %(start)s. Sửa một trong hai ngày.")
        else:
            sentence = _("Ngày bắt đầu %(start)s đang sau ngày kết thúc %(end)s. Sửa một trong hai ngày.")
        raise Refusal(sentence % said, field=path)
