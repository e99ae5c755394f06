"""Rate limits: how often an account or a device may try something. Never by an address alone: a whole commune office,
a school, a mobile network's gateway share one."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.models import Count


def spend(what: str, who: Any, *, most: int, seconds: int) -> None:
    """Counts one use of `what` by `who` (account or device id) in the running window of `seconds`.

    Raises Refusal 429 with the seconds to wait when more than `most` were used. The key is kept as a keyed hash.
    """
    window = int(clock.now().timestamp()) // seconds * seconds
    key = hmac.new(settings.SECRET_KEY.encode(), f"{what}:{who}".encode(), hashlib.sha256).hexdigest()
    with transaction.atomic():
        Count.objects.bulk_create([Count(key=key, window=window, used=0)], ignore_conflicts=True)
        Count.objects.filter(key=key).exclude(window=window).update(window=window, used=0)
        Count.objects.filter(key=key).update(used=models.F("used") + 1)
        used = Count.objects.values_list("used", flat=True).get(key=key)
    if used > most:
        wait = max(1, window + seconds - int(clock.now().timestamp()))
        minutes = -(-wait // 60)
        raise Refusal(
            _("Đã thử quá nhiều lần. Hãy đợi %(minutes)d phút rồi thử lại.") % {"minutes": minutes},
            429,
            retry_after=wait,
        )


def forgive(what: str, who: Any) -> None:
    """Forgets the count, after a success."""
    key = hmac.new(settings.SECRET_KEY.encode(), f"{what}:{who}".encode(), hashlib.sha256).hexdigest()
    Count.objects.filter(key=key).delete()


def sweep() -> None:
    """Forgets counts whose window ended over a day ago."""
    Count.objects.filter(window__lt=int(clock.now().timestamp()) - 86_400).delete()
