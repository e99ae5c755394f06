"""Tables of the desks."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.core.models import File
from ngayso.people.models import Unit
from ngayso.people.queries import within_reach
from ngayso.plans.models import Activity, DutyItem, Indicator, Plan
from ngayso.plans.rules import may_oversee


def _of_one_thing(name: str, *, none: bool = False) -> models.CheckConstraint:
    one = Q(activity=None, item__isnull=False) | Q(activity__isnull=False, item=None)
    return models.CheckConstraint(condition=one | Q(activity=None, item=None) if none else one, name=name)


class Acknowledgement(models.Model):
    """ "Đã nhận": a person of the unit says that the plan has reached it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="acknowledgements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "unit"], name="acknowledged_once"),)

    def __str__(self) -> str:
        return f"{self.unit}, {self.at:%d/%m/%Y %H:%M}"


class WorkState(models.TextChoices):
    """What the unit itself says. Late and silent are told by the calendar, see queries.shown_state."""

    NONE = "none", _("Chưa bắt đầu")
    GOING = "go", _("Đang làm")
    DONE = "done", _("Hoàn thành")
    STUCK = "stuck", _("Không làm được")
    OFF = "off", _("Đã hủy theo quyết định")


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, user: Any) -> "WorkQuerySet":
        """Overseers see all work; others that of the units within their reach."""
        if may_oversee(user):
            return self
        return self.filter(within_reach(user)) if getattr(user, "is_authenticated", False) else self.none()


class Work(models.Model):
    """One unit's part in one activity or in one item of a duty: where it stands now.

    The row is made with the first entry, assignee or hand-over; a part without a row is not started. What it holds
    repeats the last Progress, for lists; the entries are what counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="works")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="works")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="works")
    item = models.ForeignKey(DutyItem, models.CASCADE, null=True, blank=True, related_name="works")
    state = models.CharField(_("trạng thái"), max_length=5, choices=WorkState, default=WorkState.NONE)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    """Why it cannot be done; the decision that calls it off."""
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="works",
        verbose_name=_("người làm"),
    )
    entries = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    """When the last entry came in; None while there is none."""

    objects: ClassVar[WorkQuerySet] = WorkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            _of_one_thing("work_of_one_thing"),
            models.UniqueConstraint(fields=["unit", "activity"], condition=Q(item=None), name="work_once_activity"),
            models.UniqueConstraint(fields=["unit", "item"], condition=Q(activity=None), name="work_once_item"),
        )
        indexes = (models.Index(fields=["plan", "unit"], name="work_plan"),)

    def __str__(self) -> str:
        return str(self.activity or self.item)


class ProgressQuerySet(models.QuerySet["Progress"]):
    def visible_to(self, user: Any) -> "ProgressQuerySet":
        if may_oversee(user):
            return self
        reach = within_reach(user, field="work__unit") if getattr(user, "is_authenticated", False) else None
        return self.none() if reach is None else self.filter(reach)


class Progress(models.Model):
    """An entry on a piece of work. Appended only; a correction is a new entry that names the old one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    """Made by the form: the same entry sent twice is one."""
    work = models.ForeignKey(Work, models.CASCADE, related_name="progress")
    at = models.DateTimeField(default=clock.now)
    """The server's time: it alone orders entries."""
    device_at = models.DateTimeField(null=True, blank=True)
    """What the device's clock said when it was written; clocks of devices lie."""
    day = models.DateField(_("ngày"))
    """The day it tells of."""
    state = models.CharField(_("trạng thái"), max_length=5, choices=WorkState)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    text = models.TextField(_("việc đã làm"), blank=True)
    place = models.CharField(_("nơi làm"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(default=False)
    """Written by the focal unit for a unit that told it by telephone or on paper."""
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    sha256 = models.CharField(max_length=64)
    """Of what the form sent, to tell the same entry from another under the same id."""

    objects: ClassVar[ProgressQuerySet] = ProgressQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("at", "id")
        verbose_name_plural = "progress"
        constraints = (
            # Two corrections of one entry would count its figures twice.
            models.UniqueConstraint(fields=["corrects"], condition=Q(corrects__isnull=False), name="corrected_once"),
        )

    def __str__(self) -> str:
        return self.text[:80]


class DayFigure(models.Model):
    """What one day added to a flow, or what there was on it of a stock, as an entry says."""

    progress = models.ForeignKey(Progress, models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["progress", "indicator"], name="day_figure_once"),)

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value:f}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: Any) -> "EvidenceQuerySet":
        if may_oversee(user):
            return self
        reach = within_reach(user, field="work__unit") if getattr(user, "is_authenticated", False) else None
        return self.none() if reach is None else self.filter(reach)


class Evidence(models.Model):
    """What shows that it was done: a photograph, a file, a link. Owns its file."""

    class Sort(models.TextChoices):
        PHOTO = "photo", _("Ảnh")
        FILE = "file", _("Tệp")
        LINK = "link", _("Liên kết")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    work = models.ForeignKey(Work, models.CASCADE, related_name="evidence")
    progress = models.ForeignKey(Progress, models.CASCADE, null=True, blank=True, related_name="evidence")
    sort = models.CharField(max_length=5, choices=Sort)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=500, blank=True)
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("at",)
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(
                condition=Q(sort="link", file=None) & ~Q(url="") | Q(sort__in=["photo", "file"], url=""),
                name="evidence_of_one_sort",
            ),
        )

    def __str__(self) -> str:
        return self.caption or (self.file.name if self.file else self.url)


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: Any) -> "QuestionQuerySet":
        """One's own units' questions, and those whose answers are of use to all."""
        if may_oversee(user):
            return self
        if not getattr(user, "is_authenticated", False) or not user.held():
            return self.none()
        return self.filter(within_reach(user) | Q(shared=True, answered_at__isnull=False))


class Question(models.Model):
    """A unit asks the focal unit, about the plan as a whole or one piece of work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="questions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="questions")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="questions")
    item = models.ForeignKey(DutyItem, models.CASCADE, null=True, blank=True, related_name="questions")
    text = models.TextField(_("câu hỏi"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("trả lời"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    shared = models.BooleanField(_("mọi đơn vị cùng xem"), default=False)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("asked_at",)
        constraints = (_of_one_thing("question_of_one_thing", none=True),)

    def __str__(self) -> str:
        return self.text[:80]


class HandOverState(models.TextChoices):
    ASKED = "asked", _("Chờ đồng ý")
    DONE = "done", _("Đã chuyển")
    REFUSED = "refused", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Đã rút")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: Any) -> "HandOverQuerySet":
        """The unit that gives, the unit that is to take, and overseers."""
        if may_oversee(user):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within_reach(user, field="work__unit") | within_reach(user, field="to_unit"))


class HandOver(models.Model):
    """A piece of work goes to a colleague (at once) or to another unit (when the focal unit agrees)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    work = models.ForeignKey(Work, models.CASCADE, related_name="hand_overs")
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người nhận")
    )
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("đơn vị nhận")
    )
    reason = models.CharField(_("lý do"), max_length=500)
    state = models.CharField(max_length=10, choices=HandOverState, default=HandOverState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("ý kiến"), max_length=500, blank=True)

    objects: ClassVar[HandOverQuerySet] = HandOverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(to_user=None, to_unit__isnull=False) | Q(to_user__isnull=False, to_unit=None),
                name="hand_over_to_one",
            ),
            models.UniqueConstraint(fields=["work"], condition=Q(state="asked"), name="hand_over_asked_once"),
        )

    def __str__(self) -> str:
        return f"{self.work} → {self.to_user or self.to_unit}"
