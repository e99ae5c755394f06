"""Tables of the office."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.people.models import Role, Unit
from ngayso.people.queries import within_reach


class ChannelName(models.TextChoices):
    EMAIL = "email", _("Thư điện tử")
    ZALO = "zalo", _("Zalo")
    SMS = "sms", _("Tin nhắn")
    LETTER = "letter", _("Thư in")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Chờ gửi")
    HELD = "held", _("Trong hộp thư đi")
    """The channel is not configured here: a person reads it in the outbox and passes it on."""
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")
    UNCERTAIN = "uncertain", _("Chưa rõ đã đến chưa")
    DROPPED = "dropped", _("Đã bỏ")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Those who run the house and the auditor see every message; others those of the units within their reach."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if user.has_role(Role.ADMIN, Role.FOCAL, Role.AUDITOR):
            return self
        return self.filter(Q(user=user) | within_reach(user))


class Delivery(models.Model):
    """A message to one address. The row is made in the transaction of what it tells of, then the worker sends it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=200, unique=True)
    """What it is, for never sending it twice: "nhac:<user>:2024-10-13"."""
    channel = models.CharField(_("kênh"), max_length=10, choices=ChannelName)
    state = models.CharField(_("tình trạng"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deliveries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deliveries")
    """To whom, or for whom, it is."""
    address = models.CharField(_("địa chỉ"), max_length=254, blank=True)
    """An e-mail address or a telephone number in digits with the country ("84912345678"); "" of a letter."""
    purpose = models.SlugField(max_length=40)
    """ "reminder", "urging", "silence" …"""
    subject = models.CharField(_("tiêu đề"), max_length=300)
    body = models.TextField(_("nội dung"))
    data = models.JSONField(default=dict)
    """Values for a template of the provider (Zalo ZNS): names and texts."""
    link = models.CharField(max_length=300, blank=True)
    """Where the reader goes next, a path of this house."""
    about_model = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    not_before = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was sent, gave up, or was dropped."""
    said = models.CharField(_("lời của kênh"), max_length=300, blank=True)
    """What went wrong, as a Vietnamese sentence, or the provider's own id of a sent message."""

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-made_at",)
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(fields=["state", "not_before"], name="delivery_due"),
            models.Index(fields=["about_model", "about_id"], name="delivery_about"),
        )

    def __str__(self) -> str:
        return self.subject
