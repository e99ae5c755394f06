"""Reads of the outbox."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from ngayso.office.models import ChannelName, Delivery, DeliveryState

RINGS = {
    DeliveryState.WAITING: "none",
    DeliveryState.HELD: "silent",
    DeliveryState.SENDING: "go",
    DeliveryState.SENT: "done",
    DeliveryState.FAILED: "late",
    DeliveryState.UNCERTAIN: "ask",
    DeliveryState.DROPPED: "off",
}
"""The mark of the look that stands for each state."""

PRESSING = (
    DeliveryState.UNCERTAIN,
    DeliveryState.FAILED,
    DeliveryState.HELD,
    DeliveryState.WAITING,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.DROPPED,
)
"""The order of the list: what a person must see to comes first."""

PURPOSES = {
    "reminder": gettext_lazy("Nhắc việc đến hạn"),
    "receive": gettext_lazy("Nhắc nhận kế hoạch"),
    "urging": gettext_lazy("Đôn đốc"),
    "round": gettext_lazy("Mở kỳ báo cáo"),
    "silence": gettext_lazy("Nhắc đơn vị chưa báo cáo"),
    "report": gettext_lazy("Kết quả duyệt báo cáo"),
    "answer": gettext_lazy("Trả lời câu hỏi"),
    "hand-over": gettext_lazy("Chuyển việc"),
}


def purpose_name(purpose: str) -> str:
    """How a purpose is called; a slug that has no words stands as it is."""
    return str(PURPOSES.get(purpose, purpose))


@dataclass
class Counts:
    """How many messages there are, by state, by channel, by purpose."""

    states: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    purposes: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    """Letters that wait to be printed."""
    last_letter: UUID | None = None
    """The newest of them."""


def counts(user: Any) -> Counts:
    """Over all that the user may see. 1 or 2 queries."""
    found = Counts()
    rows = Delivery.objects.visible_to(user).order_by().values_list("state", "channel", "purpose").annotate(Count("pk"))
    for state, channel, purpose, number in rows:
        found.states[state] += number
        found.channels[channel] += number
        found.purposes[purpose] += number
        if state == DeliveryState.HELD and channel == ChannelName.LETTER:
            found.letters += number
    if found.letters:
        letters = Delivery.objects.visible_to(user).filter(state=DeliveryState.HELD, channel=ChannelName.LETTER)
        found.last_letter = letters.order_by("-pk").values_list("pk", flat=True).first()
    return found


def listed(user: Any, *, state: str = "", channel: str = "", purpose: str = "") -> QuerySet[Delivery]:
    """The messages, those that need a person first, then newest first."""
    given = {"state": state, "channel": channel, "purpose": purpose}
    rows = Delivery.objects.visible_to(user).filter(**{name: value for name, value in given.items() if value})
    rank = Case(*(When(state=s, then=Value(at)) for at, s in enumerate(PRESSING)), output_field=IntegerField())
    return rows.select_related("unit", "user").annotate(rank=rank).order_by("rank", "-made_at", "pk")


def waiting_letters(user: Any) -> list[Delivery]:
    """Letters to be printed, by the order of the directory. 1 query."""
    rows = Delivery.objects.visible_to(user).filter(state=DeliveryState.HELD, channel=ChannelName.LETTER)
    return list(rows.select_related("unit").order_by("unit__order", "unit__name", "made_at"))
