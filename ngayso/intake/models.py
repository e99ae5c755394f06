"""Tables of the intake."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.core.models import File
from ngayso.intake import rules
from ngayso.plans.models import Plan


class State(models.TextChoices):
    WAITING = "waiting", _("Đang chờ đọc")
    READING = "reading", _("Đang đọc")
    REFUSED = "refused", _("Không đọc được")
    REVIEW = "review", _("Chưa soát")
    CONFIRMED = "confirmed", _("Đã thành chương trình")
    DROPPED = "dropped", _("Đã bỏ")


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: Any) -> "DraftQuerySet":
        """Drafts are not public: the focal officers, the administrators, leaders and auditors see them, nobody else."""
        return self if rules.may_see_intake(user) else self.none()


class Draft(models.Model):
    """A document on its way in, or a programme being written without one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    name = models.CharField(max_length=255)
    """Name of the file; or the title of a programme without a document."""
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    sentence = models.CharField(max_length=500, blank=True)
    """Why it was refused."""
    reading = models.JSONField(null=True, blank=True)
    """The Reading as it was read; never changed. Edits live in Entry."""
    seq = models.PositiveIntegerField(default=0)
    """Number of the last Change: pages ask for what came after the one they know."""
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="drafts")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=10, blank=True)
    """What the reading is doing now: "open" (the file is being read), "units", "check"."""
    started_at = models.DateTimeField(null=True, blank=True)
    """When the reading was claimed; a claim that is a minute old and did not end is free again."""
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            # The same file twice is one plan, unless the first was dropped or refused.
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~Q(state__in=["refused", "dropped"]) & ~Q(sha256=""),
                name="draft_file_once",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intake:draft", args=[self.pk])


class Entry(models.Model):
    """One thing that was understood: the head of the document, an activity, a duty, a report deadline.

    `fields` maps a field's name (see fields.py) to its cell, or to {"list": [cell …]}; a field that was never given is
    absent. A cell is {"text", "span": [start, end] | null, "rule", "confidence", "v", "by", "checked"}; `text` is a day as
    2024-10-10, "1" or "" of a tick, a slug of a choice. `v` counts the edits of that one cell. A cell of a list has an
    "id" and maybe "dropped"; a printed unit name has "units", "group", "candidates", "sure", "by_hand" (all ids as text).
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="entries")
    key = models.CharField(max_length=130)
    kind = models.CharField(max_length=10)
    """head, activity, duty, report"""
    ref = models.CharField(max_length=60, blank=True)
    section = models.CharField(max_length=120, blank=True)
    order = models.FloatField(default=0)
    """A float, so that a split or an addition stands between two others."""
    fields = models.JSONField(default=dict)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ("kind", "order", "key")
        verbose_name_plural = "entries"
        constraints = (models.UniqueConstraint(fields=["draft", "key"], name="entry_key_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Change(models.Model):
    """One edit, appended only; a page that is open asks for the changes after the one it knows."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="changes")
    seq = models.PositiveIntegerField()
    entry_key = models.CharField(max_length=130, blank=True)
    field = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=20)
    """set, accept, units, add, drop, restore, split, merge, settle, undo"""
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField(default=clock.now)
    by_id = models.CharField(max_length=36, blank=True)
    by_label = models.CharField(max_length=200)
    request_id = models.CharField(max_length=36, blank=True)
    """Key of the page that sent it: the same edit sent twice is one change."""

    class Meta:
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(fields=["draft", "seq"], name="change_seq_once"),
            models.UniqueConstraint(
                fields=["draft", "request_id"], condition=~Q(request_id=""), name="change_sent_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.entry_key} {self.field}"


class Finding(models.Model):
    """What the plan check found, and what was decided on it."""

    class Decision(models.TextChoices):
        OPEN = "open", _("Chưa xử lý")
        ACCEPTED = "accepted", _("Để nguyên")
        MENDED = "mended", _("Đã sửa")
        SENT_BACK = "sent-back", _("Hỏi đơn vị soạn")

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="findings")
    key = models.CharField(max_length=200)
    """Rule and places: stable while the words stay."""
    rule = models.CharField(max_length=60)
    body = models.JSONField()
    """The finding as intake.check gave it: title, places, explanation, citation, ways out."""
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    note = models.CharField(max_length=500, blank=True)
    gone = models.BooleanField(default=False)
    """A later edit removed the reason."""
    at = models.DateTimeField(null=True)
    by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["draft", "key"], name="finding_once"),)

    def __str__(self) -> str:
        return self.rule


class Presence(models.Model):
    """Who has a review open, and where: told to the others who have it open."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    entry_key = models.CharField(max_length=130, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "user"], name="presence_once"),)

    def __str__(self) -> str:
        return str(self.user)
