"""Tables of the reports."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.core.models import File
from ngayso.people.models import Unit
from ngayso.people.queries import within_reach
from ngayso.plans.models import Activity, Deadline, Indicator, Plan
from ngayso.plans.rules import may_oversee


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: Any) -> "RoundQuerySet":
        """Whoever holds a role sees the open rounds; those that are being made ready only who oversees."""
        if may_oversee(user):
            return self
        if not getattr(user, "is_authenticated", False) or not user.held():
            return self.none()
        return self.filter(opened_at__isnull=False)


class Round(models.Model):
    """A reporting round (kỳ báo cáo), made from the plan's own reporting duty: the first, or a supplement."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds")
    deadline = models.ForeignKey(Deadline, models.SET_NULL, null=True, blank=True, related_name="rounds")
    name = models.CharField(_("tên kỳ"), max_length=200)
    since = models.DateField(_("từ ngày"))
    until = models.DateField(_("chốt số liệu hết ngày"))
    due = models.DateTimeField(_("hạn gửi"))
    """The first moment that is late: "trước ngày 16/10" is 16/10 00:00 in Vietnam."""
    before = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="next")
    """The round with which cumulative values are compared."""
    made_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    """From now on nothing is taken, but by a LockException."""

    objects: ClassVar[RoundQuerySet] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due",)
        constraints = (models.CheckConstraint(condition=Q(since__lte=F("until")), name="round_period"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:round", args=[self.plan_id, self.pk])


class Ask(models.Model):
    """A figure that a round asks of an activity, of every unit that the activity was assigned to."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="asks")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="asks")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="asks")
    order = models.PositiveIntegerField(default=0)
    required = models.BooleanField(_("bắt buộc"), default=False)
    of_partners = models.BooleanField(_("đơn vị phối hợp cũng báo cáo"), default=True)
    target = models.DecimalField(_("chỉ tiêu toàn tỉnh"), max_digits=18, decimal_places=2, null=True, blank=True)
    baseline = models.DecimalField(_("cùng kỳ, năm trước"), max_digits=18, decimal_places=2, null=True, blank=True)
    baseline_source = models.CharField(_("nguồn số năm trước"), max_length=300, blank=True)

    class Meta:
        ordering = ("activity__order", "order")
        constraints = (models.UniqueConstraint(fields=["round", "activity", "indicator"], name="ask_once"),)

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.indicator}"


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    SUBMITTED = "submitted", _("Đã gửi")
    RETURNED = "returned", _("Trả lại để sửa")
    APPROVED = "approved", _("Cấp trên đã duyệt")
    """By the unit between it and the province (a district of its communes)."""
    ACCEPTED = "accepted", _("Đầu mối đã duyệt")
    """Its figures stand in plans.Figure."""


class UnitReportQuerySet(models.QuerySet["UnitReport"]):
    def visible_to(self, user: Any) -> "UnitReportQuerySet":
        if may_oversee(user):
            return self
        return self.filter(within_reach(user)) if getattr(user, "is_authenticated", False) else self.none()


class UnitReport(models.Model):
    """What one unit reports in one round. Owns nothing until it is submitted; made when first opened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports")
    state = models.CharField(_("tình trạng"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    made_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    """Of the last submission."""
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    """Of the first: it says whether the unit was on time."""
    late = models.BooleanField(default=False)
    """The first submission came after the round's due."""
    difficulties = models.TextField(_("khó khăn, vướng mắc"), blank=True)
    proposals = models.TextField(_("kiến nghị, đề xuất"), blank=True)
    version = models.PositiveIntegerField(default=1)
    """Counts changes of difficulties and proposals, so that nobody overwrites unseen."""

    objects: ClassVar[UnitReportQuerySet] = UnitReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("unit__order", "unit__name")
        constraints = (models.UniqueConstraint(fields=["round", "unit"], name="unit_report_once"),)
        indexes = (models.Index(fields=["round", "state"], name="unit_report_state"),)

    def __str__(self) -> str:
        return f"{self.unit}: {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("reports:unit_report", args=[self.round.plan_id, self.round_id, self.unit_id])


class Cell(models.Model):
    """One typed number of a unit's report. What the house counted stands beside it and never in it."""

    report = models.ForeignKey(UnitReport, models.CASCADE, related_name="cells")
    ask = models.ForeignKey(Ask, models.CASCADE, related_name="cells")
    in_period = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    """Cumulative of a flow, the level of a stock."""
    word = models.CharField(_("giải thích"), max_length=500, blank=True)
    """Why a number is unusual or missing."""
    mark = models.CharField(_("ý kiến khi trả lại"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "ask"], name="cell_once"),)

    def __str__(self) -> str:
        return f"{self.ask}: {self.value}"


class Passage(models.Model):
    """What a unit's report says of one activity in words."""

    report = models.ForeignKey(UnitReport, models.CASCADE, related_name="passages")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    words = models.TextField(_("kết quả bằng lời"), blank=True)
    difficulties = models.TextField(_("khó khăn"), blank=True)
    proposals = models.TextField(_("kiến nghị"), blank=True)
    mark = models.CharField(_("ý kiến khi trả lại"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "activity"], name="passage_once"),)

    def __str__(self) -> str:
        return self.words[:80]


class Way(models.TextChoices):
    WEB = "web", _("trên web")
    EXCEL = "excel", _("bằng tệp Excel")
    ON_BEHALF = "on-behalf", _("đầu mối ghi thay (qua điện thoại, bản giấy)")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Any) -> "SubmissionQuerySet":
        if may_oversee(user):
            return self
        reach = within_reach(user, field="report__unit") if getattr(user, "is_authenticated", False) else None
        return self.none() if reach is None else self.filter(reach)


class Submission(models.Model):
    """What a unit sent, frozen: figures point here. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(UnitReport, models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=200)
    way = models.CharField(max_length=10, choices=Way)
    content = models.JSONField()
    """{"cells": [{"activity": id, "indicator": code, "in_period": "12", "value": "40", "word": "", "counted": "41"}],
    "passages": [{"activity": id, "words": …, "difficulties": …, "proposals": …}], "difficulties": …, "proposals": …,
    "problems": [{"activity", "indicator", "weight", "sentence"}] that a word settled when it was sent,
    "missing": {"units": [name], "word": …} of a unit above others: whose reports were not approved yet, and why it sent}"""
    sha256 = models.CharField(max_length=64)
    """Of the content as canonical JSON."""

    objects: ClassVar[SubmissionQuerySet] = SubmissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["report", "number"], name="submission_once"),)

    def __str__(self) -> str:
        return f"{self.report}, lần {self.number}"


class Review(models.Model):
    """A verdict on a submission: by the unit between, or by the focal unit."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Duyệt")
        ACCEPTED = "accepted", _("Đầu mối duyệt")
        RETURNED = "returned", _("Trả lại")
        REOPENED = "reopened", _("Mở lại sau khi duyệt")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """In whose name."""
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("ý kiến"), blank=True)
    marks = models.JSONField(default=list)
    """[{"activity": id, "indicator": code or "", "text": …}], as they stood when it was returned."""

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return str(self.get_verdict_display())


class LockException(models.Model):
    """A unit may still send after the lock, until a moment, for a reason."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="lock_exceptions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    until = models.DateTimeField(_("đến lúc"))
    reason = models.CharField(_("lý do"), max_length=300)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "unit"], name="lock_exception_once"),)

    def __str__(self) -> str:
        return f"{self.unit}, {self.until:%d/%m/%Y %H:%M}"


class Edition(models.TextChoices):
    MINISTRY = "ministry", _("Gửi Bộ")
    PROVINCE = "province", _("Gửi Chủ tịch UBND tỉnh")


class ConsolidationQuerySet(models.QuerySet["Consolidation"]):
    def visible_to(self, user: Any) -> "ConsolidationQuerySet":
        return self if may_oversee(user) else self.none()


class Consolidation(models.Model):
    """The consolidated report of a round, being written: one an edition, both from one body of figures."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="consolidations")
    edition = models.CharField(_("bản"), max_length=10, choices=Edition)
    words = models.JSONField(default=dict)
    """What the officer wrote over the proposed words, by place ("guidance", "activity.4", "next"). A number in it is a
    name in braces, "{4.ho-da-den}": it is bound to its figures and cannot be typed over."""
    head = models.JSONField(default=dict)
    """number, symbol, place, day, addressees, recipients, signer: as the officer set them."""
    version = models.PositiveIntegerField(default=1)
    """Counts saves, so that nobody overwrites unseen."""
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[ConsolidationQuerySet] = ConsolidationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "edition"], name="consolidation_once"),)

    def __str__(self) -> str:
        return f"{self.round}, {self.get_edition_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:consolidation", args=[self.round.plan_id, self.round_id, self.edition])


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, user: Any) -> "VersionQuerySet":
        return self if may_oversee(user) else self.none()


class Version(models.Model):
    """A consolidated report as it stood once: a draft that was drawn, or an issue. Never changed. Owns its files."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    issued = models.BooleanField(default=False)
    why = models.CharField(_("lý do ban hành lại"), max_length=300, blank=True)
    """Of an issue after the first: what it corrects."""
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=200)
    content = models.JSONField()
    """Words, head, every bound number with the ids of its figures, the units and what each had sent."""
    sha256 = models.CharField(max_length=64)
    """Of the content as canonical JSON; printed in the foot of the XLSX annex and on the page of the version."""
    docx = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    xlsx = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[VersionQuerySet] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["consolidation", "number"], name="version_once"),)

    def __str__(self) -> str:
        return f"{self.consolidation}, bản {self.number}"
