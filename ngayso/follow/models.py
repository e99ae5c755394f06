"""Tables of the follow-up."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.core.models import File
from ngayso.people.models import Unit
from ngayso.people.queries import within_reach
from ngayso.plans.models import Plan
from ngayso.plans.rules import may_oversee


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Any) -> "SavedViewQuerySet":
        """One's own, and those that were shared with all who oversee."""
        if not may_oversee(user):
            return self.none()
        return self.filter(models.Q(user=user) | models.Q(shared=True))


class SavedView(models.Model):
    """A board with its filters, under a name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="saved_views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("tên"), max_length=100)
    query = models.CharField(max_length=500)
    """The filters as they stand in the address, without "?"."""
    shared = models.BooleanField(_("cho mọi người theo dõi cùng dùng"), default=False)
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[SavedViewQuerySet] = SavedViewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["plan", "user", "name"], name="saved_view_once"),)

    def __str__(self) -> str:
        return self.name


class ReminderRule(models.Model):
    """When units are reminded of what is due. One row a programme and sort of thing."""

    class Sort(models.TextChoices):
        RECEIVE = "receive", _("Chưa nhận kế hoạch")
        ACTIVITY = "activity", _("Hoạt động đến hạn")
        REPORT = "report", _("Báo cáo đến hạn")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reminder_rules")
    sort = models.CharField(max_length=10, choices=Sort)
    before = models.JSONField(_("số ngày trước hạn"), default=list)
    after = models.JSONField(_("số ngày sau hạn"), default=list)
    """Days, ascending; of RECEIVE days after the plan was confirmed, in `after`."""
    on = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "sort"], name="reminder_rule_once"),)

    def __str__(self) -> str:
        return str(self.get_sort_display())


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Any) -> "LetterQuerySet":
        """Overseers see all; a unit the issued letters that name it."""
        if may_oversee(user):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        named = Urged.objects.filter(within_reach(user)).values("letter_id")
        return self.filter(issued_at__isnull=False, pk__in=named)


class Letter(models.Model):
    """An urging letter (công văn đôn đốc): drafted from who is late and on what, edited, issued. Owns its files."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="letters")
    agency = models.CharField(_("cơ quan ban hành"), max_length=300)
    parent = models.CharField(_("cơ quan cấp trên"), max_length=300, blank=True)
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=40, blank=True)
    place = models.CharField(_("địa danh"), max_length=100, blank=True)
    day = models.DateField(_("ngày ký"), null=True, blank=True)
    subject = models.CharField(_("về việc"), max_length=300)
    opening = models.TextField(_("mở đầu"))
    asks = models.TextField(_("yêu cầu"))
    """One a line."""
    answer_by = models.DateField(_("thực hiện trước ngày"), null=True, blank=True)
    signer_authority = models.CharField(_("thẩm quyền ký"), max_length=200, blank=True)
    signer_position = models.CharField(_("chức vụ người ký"), max_length=200, blank=True)
    signer_name = models.CharField(_("người ký"), max_length=100, blank=True)
    recipients = models.JSONField(default=list)
    as_of = models.DateField()
    """The day for which lateness was told."""
    version = models.PositiveIntegerField(default=1)
    """Of the draft, so that nobody overwrites unseen."""
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    docx = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    units: models.ManyToManyField[Unit, "Urged"] = models.ManyToManyField(Unit, through="Urged", related_name="letters")

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.subject


class Urged(models.Model):
    """A unit that a letter names, and what it is late on."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="urged")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="urged")
    reasons = models.JSONField(default=list)
    """[{"ref": "III.2.c", "what": "chưa có tin từ ngày 27/9/2024", "model": "plans.activity", "id": "…"}]"""

    class Meta:
        verbose_name_plural = "urged"
        constraints = (models.UniqueConstraint(fields=["letter", "unit"], name="urged_once"),)

    def __str__(self) -> str:
        return str(self.unit)
