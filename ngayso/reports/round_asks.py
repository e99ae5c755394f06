"""The form of a round: which figures are asked of which activity. Edited on the screen, activity by activity."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from ngayso.core import audit
from ngayso.core.errors import Refusal
from ngayso.plans.models import Activity, Indicator, Nature
from ngayso.reports import rules
from ngayso.reports.models import Ask, Cell, Round
from ngayso.reports.rounds import asks_of

CHANGEABLE = ("order", "required", "of_partners", "target", "baseline", "baseline_source")


def asks_on(round_: Round, activity: Activity) -> list[Ask]:
    """What the round asks of one activity, in order. 1 query."""
    rows = round_.asks.filter(activity=activity).select_related("indicator")
    return list(rows.order_by("order", "pk"))


def stamp(asks: Iterable[Ask]) -> str:
    """A short mark of what is asked now: a form that was shown carries it, so that nobody overwrites unseen."""
    told = repr([(a.pk, *(str(getattr(a, name)) for name in CHANGEABLE)) for a in asks])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def change_asks(
    round_: Round,
    activity: Activity,
    *,
    changes: Mapping[int, Mapping[str, Any]],
    drop: Collection[int] = (),
    add: Sequence[Indicator] = (),
    seen: str = "",
    actor: Any,
) -> None:
    """Changes, drops and adds what the round asks of an activity, all or nothing. `changes` are values of CHANGEABLE by
    the id of an Ask. A rate brings the two figures it is computed from.

    Refuses (409) when somebody changed it since `seen`, when the round is locked, and the dropping of a figure that a
    unit has already filled in; (400) the dropping of what an asked rate is computed from.
    """
    if not rules.may_run_round(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)
    try:
        _change(round_, activity, changes=changes, drop=drop, add=add, seen=seen, actor=actor)
    except IntegrityError:
        # PostgreSQL finds at the end that a unit filled in, in this very moment, what was to be dropped.
        raise Refusal(_("Vừa có đơn vị ghi số vào mẫu này. Tải lại trang, xem rồi sửa tiếp."), 409) from None


def _change(
    round_: Round,
    activity: Activity,
    *,
    changes: Mapping[int, Mapping[str, Any]],
    drop: Collection[int],
    add: Sequence[Indicator],
    seen: str,
    actor: Any,
) -> None:
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        if row.locked_at is not None:
            raise Refusal(_("Kỳ báo cáo đã khóa nên không sửa được mẫu. Mở khóa trước."), 409)
        asks = asks_on(row, activity)
        if seen and seen != stamp(asks):
            raise Refusal(_("Người khác vừa sửa mẫu của hoạt động này. Tải lại trang, xem rồi sửa tiếp."), 409)
        gone = [a for a in asks if a.pk in drop]
        _check_empty(gone)
        kept = [a for a in asks if a.pk not in drop]
        there = {a.indicator_id for a in asks}
        new = [i for i in _with_parts(add) if i.pk not in there]
        _check_rates([*(a.indicator for a in kept), *new])
        touched = [a for a in kept if _set(a, changes.get(a.pk, {}))]
        Ask.objects.filter(pk__in=[a.pk for a in gone]).delete()
        Ask.objects.bulk_update(touched, CHANGEABLE, batch_size=100)
        last = row.asks.filter(activity=activity).aggregate(last=Max("order"))["last"] or 0
        Ask.objects.bulk_create(asks_of(row, activity, new, (), start=last))
        if gone or new or touched:
            audit.record(
                "reports.form_changed",
                row,
                actor=actor,
                activity=activity.pk,
                added=[i.code for i in new],
                dropped=[a.indicator.code for a in gone],
                changed=[a.indicator.code for a in touched],
            )


def _with_parts(add: Sequence[Indicator]) -> list[Indicator]:
    found: dict[int, Indicator] = {}
    for indicator in add:
        for part in (indicator.numerator, indicator.denominator, indicator):
            if part is not None:
                found.setdefault(part.pk, part)
    return list(found.values())


def _check_empty(gone: Sequence[Ask]) -> None:
    filled = Q(value__isnull=False) | Q(in_period__isnull=False) | ~Q(word="")
    held = Cell.objects.filter(filled, ask__in=gone).values_list("ask_id", flat=True).distinct()
    names = "; ".join(a.indicator.name for a in gone if a.pk in set(held))
    if names:
        raise Refusal(
            _("Đã có đơn vị ghi số vào “%s” nên không bỏ được. Bỏ dấu bắt buộc nếu không cần mọi đơn vị ghi.") % names,
            409,
        )


def _check_rates(asked: Sequence[Indicator]) -> None:
    there = {i.pk for i in asked}
    for indicator in asked:
        if indicator.nature == Nature.RATE and not {indicator.numerator_id, indicator.denominator_id} <= there:
            raise Refusal(
                _("“%s” tính từ hai số liệu khác; một trong hai sắp bị bỏ. Bỏ cả tỷ lệ này, hoặc giữ đủ hai số liệu.")
                % indicator.name
            )


def _set(ask: Ask, values: Mapping[str, Any]) -> bool:
    """Sets what differs; whether anything did."""
    if strange := set(values) - set(CHANGEABLE):
        raise ValueError(f"not changeable: {sorted(strange)}")
    wanted = dict(values)
    if ask.indicator.nature == Nature.RATE and "required" in wanted:
        wanted["required"] = False
    differs = {name: value for name, value in wanted.items() if getattr(ask, name) != value}
    for name, value in differs.items():
        setattr(ask, name, value)
    return bool(differs)
