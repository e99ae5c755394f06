"""Tables of the spine."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.core.models import File
from ngayso.people.models import Group, Unit
from ngayso.people.queries import within_reach
from ngayso.plans.rules import may_oversee
from ngayso.plans.titles import post


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> "PlanQuerySet":
        """Whoever has signed in sees every plan: a plan is sent to all units. Strangers see the portal."""
        return self if getattr(user, "is_authenticated", False) and user.held() else self.none()

    def newest(self) -> "Plan | None":
        return self.order_by("-day", "-confirmed_at").first()


class Plan(models.Model):
    """A confirmed plan: from now on a running programme."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(_("tên kế hoạch"), max_length=500)
    name = models.CharField(_("tên ngắn"), max_length=200)
    """How the programme is called on the screen: "Ngày Chuyển đổi số tỉnh Tiền Giang năm 2024"."""
    issuer = models.CharField(_("cơ quan ban hành"), max_length=300, blank=True)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    place = models.CharField(_("địa danh"), max_length=100, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    signer_authority = models.CharField(max_length=200, blank=True)
    signer_position = models.CharField(max_length=200, blank=True)
    signer_name = models.CharField(max_length=100, blank=True)
    theme = models.TextField(_("chủ đề"), blank=True)
    funding = models.TextField(_("kinh phí"), blank=True)
    bases = models.JSONField(default=list)
    """Numbers of the documents that the plan stands on."""
    recipients = models.JSONField(default=list)
    day = models.DateField(_("Ngày Chuyển đổi số"))
    """The Day itself, 10/10 unless the officer says otherwise; countdowns run to it."""
    as_of = models.DateField(_("danh bạ ngày"))
    """The day for which collective names were resolved."""
    focal = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="plans_led", verbose_name=_("cơ quan đầu mối")
    )
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    """`Reading.text`: every Source points into it. Empty when the programme began without a document."""
    blocks = models.JSONField(default=list)
    """`Reading.blocks`, for showing the document as it looks."""
    confirmed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    open_findings = models.PositiveIntegerField(default=0)
    """Findings of the plan check that were not settled when it was confirmed."""

    objects: ClassVar[PlanQuerySet] = PlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-day", "-confirmed_at")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])

    @property
    def signer(self) -> str:
        """ "KT. Chủ tịch, Phó Chủ tịch Nguyễn Văn A"; empty when the plan names nobody."""
        posts = ", ".join(post(text) for text in (self.signer_authority, self.signer_position) if text)
        return f"{posts} {self.signer_name}".strip()


class Section(models.Model):
    """A numbered part of the plan's text."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=120)
    """Akoma Ntoso style, stable: "muc_III__khoan_2__diem_dd"."""
    ref = models.CharField(max_length=60)
    parent_key = models.CharField(max_length=120, blank=True)
    level = models.PositiveSmallIntegerField()
    order = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    role = models.CharField(max_length=15)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=["plan", "key"], name="section_key_once"),)

    def __str__(self) -> str:
        return f"{self.ref}. {self.title}" if self.title else self.ref


class Activity(models.Model):
    """A piece of work of the plan that has a room, or will."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="activities")
    key = models.CharField(max_length=130)
    """Stable within the plan; the reading's id, or one of our own when added by hand."""
    ref = models.CharField(_("mục"), max_length=60, blank=True)
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, related_name="activities")
    order = models.PositiveIntegerField(default=0)
    title = models.TextField(_("tên hoạt động"))
    content = models.TextField(_("nội dung"), blank=True)
    kind = models.CharField(_("loại"), max_length=30, blank=True)
    """Slug of a Kind in settings.KINDS; empty is the plain assignment."""
    time = models.TextField(_("thời gian ghi trong kế hoạch"), blank=True)
    start = models.DateField(_("bắt đầu"), null=True, blank=True)
    end = models.DateField(_("kết thúc"), null=True, blank=True)
    precision = models.CharField(max_length=10, default="day")
    tentative = models.BooleanField(_("dự kiến"), default=False)
    place = models.TextField(_("địa điểm"), blank=True)
    audience = models.TextField(_("đối tượng"), blank=True)
    by_hand = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(_("lý do hủy"), max_length=300, blank=True)

    class Meta:
        ordering = ("order",)
        verbose_name_plural = "activities"
        constraints = (
            models.UniqueConstraint(fields=["plan", "key"], name="activity_key_once"),
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(start__lte=F("end")), name="activity_time"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:activity", args=[self.plan_id, self.pk])


class Target(models.Model):
    """An amount that the plan promises of an activity: "100 người"."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="targets")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    unit = models.CharField(max_length=60)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.text


class Duty(models.Model):
    """What the plan's organisation part gives to one unit or several."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties")
    key = models.CharField(max_length=130)
    ref = models.CharField(max_length=60, blank=True)
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, related_name="duties")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("order",)
        verbose_name_plural = "duties"
        constraints = (models.UniqueConstraint(fields=["plan", "key"], name="duty_key_once"),)

    def __str__(self) -> str:
        return self.ref


class DutyItem(models.Model):
    """One paragraph of a duty."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="items")
    order = models.PositiveIntegerField(default=0)
    text = models.TextField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.text[:80]


class Part(models.TextChoices):
    """How a unit stands to an activity or a duty."""

    LEAD = "lead", _("Chủ trì")
    PARTNER = "partner", _("Phối hợp")
    BOUND = "bound", _("Được giao")


class Assignment(models.Model):
    """A name as the plan prints it, on one activity or on one duty, with the units that it means."""

    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="assignments")
    duty = models.ForeignKey(Duty, models.CASCADE, null=True, blank=True, related_name="assignments")
    part = models.CharField(_("vai"), max_length=10, choices=Part)
    order = models.PositiveIntegerField(default=0)
    printed = models.TextField()
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="+")
    """The collective name that `printed` is, when it is one."""
    by_hand = models.BooleanField(default=False)
    """Named by a person after the plan was confirmed; the plan does not print it."""
    units: models.ManyToManyField[Unit, "Assigned"] = models.ManyToManyField(
        Unit, through="Assigned", related_name="assignments"
    )

    class Meta:
        ordering = ("order",)
        constraints = (
            models.CheckConstraint(
                condition=Q(activity=None, duty__isnull=False, part="bound")
                | Q(activity__isnull=False, duty=None, part__in=["lead", "partner"]),
                name="assignment_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.printed


class Assigned(models.Model):
    """A unit that an assignment means."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="assigned")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assigned")
    by_hand = models.BooleanField(default=False)
    """Put there by a person, against or beyond what the rule of the group says."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["assignment", "unit"], name="assigned_once"),)

    def __str__(self) -> str:
        return str(self.unit)


class Deadline(models.Model):
    """A day by which a report of results is due."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="deadlines")
    key = models.CharField(max_length=130)
    ref = models.CharField(max_length=60, blank=True)
    duty = models.ForeignKey(Duty, models.SET_NULL, null=True, blank=True, related_name="deadlines")
    """The duty that binds to it: its units owe the report."""
    order = models.PositiveIntegerField(default=0)
    to = models.CharField(_("gửi"), max_length=300, blank=True)
    to_unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")
    due = models.DateField(_("hạn"), null=True, blank=True)
    due_text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return f"{self.to}: {self.due_text}"


class Source(models.Model):
    """Where a value of the plan came from: the words, the rule that read them, how sure it was, who corrected it.

    `field` names the value on its owner ("title", "time", "leads.0"); `start` and `end` are characters of Plan.text.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sources")
    owner_model = models.CharField(max_length=40)
    """ "plan", "activity", "duty" or "deadline"."""
    owner_id = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    """The words as printed, copied at confirm."""
    rule = models.CharField(max_length=80, blank=True)
    confidence = models.FloatField(default=1.0)
    checked_by = models.CharField(max_length=200, blank=True)
    """Label of the person who accepted or corrected it; empty when nobody did."""

    class Meta:
        indexes = (models.Index(fields=["plan", "owner_model", "owner_id"], name="source_owner"),)
        constraints = (
            models.UniqueConstraint(fields=["plan", "owner_model", "owner_id", "field"], name="source_once"),
        )

    def __str__(self) -> str:
        return self.text[:80]


class Nature(models.TextChoices):
    """What a figure counts."""

    TIMES = "times", _("Lượt (một người, một hộ có thể được đếm nhiều lần)")
    DISTINCT = "distinct", _("Không trùng (mỗi người, mỗi hộ đếm một lần)")
    AMOUNT = "amount", _("Số lượng")
    RATE = "rate", _("Tỷ lệ phần trăm (tính từ hai số liệu khác)")


class Course(models.TextChoices):
    """How a figure runs through time."""

    FLOW = "flow", _("Phát sinh: có số trong kỳ và số lũy kế")
    STOCK = "stock", _("Thời điểm: số đang có khi chốt số liệu")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def in_use(self) -> "IndicatorQuerySet":
        return self.filter(retired_at=None)


class Indicator(models.Model):
    """What is measured: one concept, one method, one unit of measure. A province edits the catalogue on the screen."""

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    kind = models.CharField(_("loại hoạt động"), max_length=30, blank=True)
    """Slug of a Kind, "" for every sort of activity."""
    name = models.CharField(_("tên số liệu"), max_length=200)
    measure = models.CharField(_("đơn vị tính"), max_length=40)
    definition = models.TextField(_("cách tính"), blank=True)
    nature = models.CharField(_("đếm gì"), max_length=10, choices=Nature, default=Nature.AMOUNT)
    course = models.CharField(_("theo thời gian"), max_length=10, choices=Course, default=Course.FLOW)
    places = models.PositiveSmallIntegerField(_("số chữ số sau dấu phẩy"), default=0)
    numerator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    denominator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    """Of a rate, which is computed from these two and never typed."""
    daily = models.BooleanField(_("ghi hằng ngày trên Bàn việc"), default=False)
    of_partners = models.BooleanField(_("đơn vị phối hợp cũng báo cáo"), default=True)
    required = models.BooleanField(_("bắt buộc"), default=False)
    phrase = models.CharField(_("cách nói trong báo cáo"), max_length=200, blank=True)
    """With {} for the number: "đã đến {} hộ"; empty says "name: number measure"."""
    order = models.PositiveIntegerField(default=0)
    source = models.CharField(_("nguồn"), max_length=300, blank=True)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[IndicatorQuerySet] = IndicatorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("order", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(nature="rate", numerator__isnull=False, denominator__isnull=False)
                | (~Q(nature="rate") & Q(numerator=None, denominator=None)),
                name="indicator_rate_of_two",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """What must hold between figures of one unit on one activity: sum of `left` `operator` sum of `right`."""

    class Operator(models.TextChoices):
        AT_MOST = "le", "≤"
        EQUAL = "eq", "="
        AT_LEAST = "ge", "≥"

    class Weight(models.TextChoices):
        STOP = "stop", _("Phải sửa mới gửi được")
        WORD = "word", _("Phải có lời giải thích")

    code = models.SlugField(max_length=60, unique=True)
    left = models.JSONField(default=list)
    right = models.JSONField(default=list)
    """Codes of indicators; a missing value leaves the relation unasked."""
    operator = models.CharField(max_length=2, choices=Operator)
    weight = models.CharField(max_length=4, choices=Weight, default=Weight.STOP)
    sentence = models.CharField(max_length=300)
    """What to say when it does not hold."""
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.sentence


class FigureQuerySet(models.QuerySet["Figure"]):
    def in_force(self) -> "FigureQuerySet":
        """Without those that a correction has replaced."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: Any) -> "FigureQuerySet":
        """Overseers see all; others the figures of the units within their reach."""
        if may_oversee(user):
            return self
        return self.filter(within_reach(user)) if getattr(user, "is_authenticated", False) else self.none()


class Figure(models.Model):
    """A number of one unit on one activity up to a day: the only number that a report may print.

    Never changed and never deleted: a correction withdraws it and makes another. What a unit typed and what a room
    counted stand side by side, never mixed.
    """

    class Origin(models.TextChoices):
        TYPED = "typed", _("đơn vị báo cáo")
        COUNTED = "counted", _("hệ thống đếm")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="figures")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="figures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures")
    day = models.DateField()
    """Counted to the end of this day."""
    value = models.DecimalField(max_digits=18, decimal_places=2)
    """Cumulative since the work began (flow), or what there is (stock)."""
    in_period = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    """What the reporting period added; None of a stock."""
    origin = models.CharField(max_length=8, choices=Origin)
    evidence_model = models.CharField(max_length=80)
    evidence_id = models.CharField(max_length=64)
    """The record that it comes from: `reports.submission`, `desks.work` …"""
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FigureQuerySet] = FigureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("day", "made_at")
        constraints = (
            models.UniqueConstraint(
                fields=["activity", "unit", "indicator", "day", "origin"],
                condition=Q(withdrawn_at=None),
                name="figure_once",
            ),
        )
        indexes = (
            models.Index(fields=["plan", "day", "indicator"], name="figure_plan"),
            models.Index(fields=["evidence_id"], name="figure_evidence"),
        )

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value:f}"


def state_on(activity: Activity, day: dt.date) -> str:
    """Where the calendar puts an activity on a day, by its dates alone: cancelled, coming, running, ended, undated."""
    if activity.cancelled_at is not None and activity.cancelled_at.astimezone(clock.HERE).date() <= day:
        return "cancelled"
    if activity.start is None and activity.end is None:
        return "undated"
    if activity.end is not None and activity.end < day:
        return "ended"
    if activity.start is not None and activity.start > day:
        return "coming"
    return "running"
