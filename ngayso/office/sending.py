"""The worker sends what is due: each message is claimed, sent outside any transaction, and its end written down."""

import datetime as dt
import logging
import time

from django.db.models import F
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ngayso.core import clock, jobs
from ngayso.office.addresses import masked
from ngayso.office.channels import Channel, NotSent, Uncertain, channels
from ngayso.office.models import Delivery, DeliveryState

log = logging.getLogger(__name__)

MOST_TRIES = 5
PAUSES = (60, 300, 1800, 10_800)
"""Seconds after the first, second … try."""
CHANNEL_PAUSE = dt.timedelta(minutes=2)
"""How long nothing is tried on a channel that does not work."""
LOST_AFTER = dt.timedelta(minutes=5)
"""A message that has been with a worker so long is not any more: no channel waits longer than a minute."""
MOST_AT_ONCE = 50
MOST_SECONDS = 40.0


@jobs.job()
def send_waiting() -> None:
    """Sends what is due, a bounded number. Doing it twice, or twice at once, is harmless: a message is claimed first."""
    send_due()


def ask_for_sending() -> None:
    """Puts the job in the queue when something is due and none is there. Sending waits for strangers' machines, so the
    timetable never does it itself."""
    find_lost()
    due = Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=clock.now())
    busy = DBTaskResult.objects.filter(
        task_path=send_waiting.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    if due.exists() and not busy.exists():
        jobs.later(send_waiting)


def find_lost() -> int:
    """Messages whose worker died while it sent them: nobody knows whether they went out, so a person decides."""
    return Delivery.objects.filter(
        state=DeliveryState.SENDING, claimed_at__lt=clock.now() - LOST_AFTER
    ).update(state=DeliveryState.UNCERTAIN, said=_("Máy gửi dừng giữa chừng, chưa rõ tin đã đi chưa."))  # fmt: skip


def send_due() -> int:
    """Sends waiting messages in the order in which they are due; returns how many went out."""
    find_lost()
    open_channels, resting, sent = channels(), set[str](), 0
    end = time.monotonic() + MOST_SECONDS
    for _at in range(MOST_AT_ONCE):
        if time.monotonic() > end:
            break
        row = _next(resting)
        if row is None:
            break
        channel = open_channels.get(row.channel)
        if channel is None or not channel.is_configured():
            Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING).update(state=DeliveryState.HELD)
            continue
        claimed_at = clock.now()
        claimed = Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, tries=row.tries).update(
            state=DeliveryState.SENDING, claimed_at=claimed_at, tries=F("tries") + 1
        )
        if not claimed:
            continue  # another worker was first
        row.tries, row.claimed_at = row.tries + 1, claimed_at
        works = _send(channel, row)
        sent += works is True
        if works is None:
            resting.add(row.channel)
            _rest(row.channel)
    return sent


def _next(resting: set[str]) -> Delivery | None:
    due = Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=clock.now())
    return due.exclude(channel__in=resting).select_related("unit", "user").order_by("not_before", "pk").first()


def _send(channel: Channel, row: Delivery) -> bool | None:
    """True when it went out, False when this message did not, None when its whole channel does not work now."""
    try:
        said = channel.send(row)
    except NotSent as error:
        _not_sent(row, error)
        return None if error.down else False
    except Uncertain as error:
        _ended(row, DeliveryState.UNCERTAIN, error.sentence)
        return False
    except Exception:
        # A slip of ours: it may have happened after the message was handed over.
        log.exception("office.sending_failed", extra={"delivery": str(row.pk), "channel": row.channel})
        _ended(row, DeliveryState.UNCERTAIN, _("Lỗi của hệ thống khi gửi, chưa rõ tin đã đi chưa."))
        return False
    _ended(row, DeliveryState.SENT, said)
    return True


def _not_sent(row: Delivery, error: NotSent) -> None:
    if error.permanent or row.tries >= MOST_TRIES:
        _ended(row, DeliveryState.FAILED, error.sentence)
        return
    pause = dt.timedelta(seconds=PAUSES[row.tries - 1])
    _ended(row, DeliveryState.WAITING, error.sentence, not_before=clock.now() + pause)


def _ended(row: Delivery, state: DeliveryState, said: str, **fields: dt.datetime) -> None:
    """Writes down how it went, unless a person has decided in the meantime."""
    if state in (DeliveryState.SENT, DeliveryState.FAILED):
        fields["ended_at"] = clock.now()
    Delivery.objects.filter(
        pk=row.pk, claimed_at=row.claimed_at, state__in=(DeliveryState.SENDING, DeliveryState.UNCERTAIN)
    ).update(state=state, said=said[:300], **fields)
    log.log(
        logging.INFO if state == DeliveryState.SENT else logging.WARNING,
        "office.delivery_tried",
        extra={
            "delivery": str(row.pk),
            "channel": row.channel,
            "to": masked(row.address),
            "state": str(state),
            "tries": row.tries,
        },
    )


def _rest(channel: str) -> None:
    """What else is due on the channel waits, too; it costs these messages no try."""
    now = clock.now()
    Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, not_before__lte=now).update(
        not_before=now + CHANNEL_PAUSE
    )
