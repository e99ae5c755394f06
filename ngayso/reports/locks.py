"""When a round is open to a unit: the lock of the round, and exceptions to it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.people.models import Unit
from ngayso.reports import rules
from ngayso.reports.asked import asked_of, expected_units
from ngayso.reports.models import LockException, Round


def is_open_for(round_: Round, unit: Unit, now: dt.datetime) -> bool:
    """Opened and not locked, or an exception for the unit holds at that moment. At most 1 query."""
    if round_.opened_at is None:
        return False
    if round_.locked_at is None:
        return True
    return LockException.objects.filter(round=round_, unit=unit, until__gt=now).exists()


def lock_round(round_: Round, *, actor: Any) -> Round:
    """From now on nothing is taken, but by an exception. Twice is harmless. Refuses (409) a round that was never opened."""
    _ask(actor)
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        if row.opened_at is None:
            raise Refusal(_("Kỳ báo cáo này chưa mở nên chưa khóa được."), 409)
        if row.locked_at is None:
            row.locked_at = clock.now()
            row.save(update_fields=["locked_at"])
            audit.record("reports.round_locked", row, actor=actor)
    round_.locked_at = row.locked_at
    return row


def unlock_round(round_: Round, *, actor: Any) -> Round:
    """All units may send again. Twice is harmless."""
    _ask(actor)
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        if row.locked_at is not None:
            before, row.locked_at = row.locked_at, None
            row.save(update_fields=["locked_at"])
            audit.record("reports.round_unlocked", row, actor=actor, locked_at=before)
    round_.locked_at = None
    return row


def add_exception(round_: Round, unit: Unit, *, until: dt.datetime, reason: str, actor: Any) -> LockException:
    """The unit may still send until then. Again for the same unit sets the new moment and reason.

    Refuses 400 a moment that has passed, a missing reason, a unit that the round asks nothing of (field "unit").
    """
    _ask(actor)
    reason = " ".join(reason.split())[:300]
    now = clock.now()
    if until <= now:
        raise Refusal(_("Lúc hết hạn phải sau bây giờ. Chọn ngày, giờ muộn hơn."), field="until")
    if not reason:
        raise Refusal(_("Ghi lý do cho đơn vị gửi sau khi khóa."), field="reason")
    if unit.pk not in expected_units(round_) and not asked_of(round_, unit):
        raise Refusal(_("Kỳ này không yêu cầu %s báo cáo. Chọn đơn vị khác.") % unit.name, field="unit")
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round_.pk)
        row = LockException.objects.filter(round=round_, unit=unit).first()
        before = {} if row is None else {"until": row.until, "reason": row.reason}
        if row is None:
            row = LockException(round=round_, unit=unit)
        elif (row.until, row.reason) == (until, reason):
            return row
        row.until, row.reason, row.at, row.by = until, reason, now, actor
        row.save()
        audit.record(
            "reports.exception_added",
            row,
            actor=actor,
            label=f"{unit}: {round_}",
            unit=unit.code,
            until=until,
            reason=reason,
            before=before,
        )
    return row


def end_exception(row: LockException, *, actor: Any) -> LockException:
    """The exception ends now; it stays in the list. Twice is harmless."""
    _ask(actor)
    with transaction.atomic():
        now = clock.now()
        if LockException.objects.filter(pk=row.pk, until__gt=now).update(until=now):
            label = f"{row.unit}: {row.round}"
            audit.record("reports.exception_ended", row, actor=actor, label=label, unit=row.unit.code, until=row.until)
            row.until = now
    return row


def _ask(actor: Any) -> None:
    if not rules.may_run_round(actor):
        raise Refusal(_("Không tìm thấy kỳ báo cáo này."), 404)
