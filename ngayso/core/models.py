"""Tables of the ground."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ngayso.core.deeds import DEEDS
from ngayso.core.ids import uuid7


class AuditRow(models.Model):
    """One thing that was done. Appended only (a trigger refuses change and deletion), chained by hash.

    Holds the actor's id and label, no foreign key: the row outlives the account.
    """

    number = models.BigIntegerField(primary_key=True)
    """1, 2, 3 … without a gap."""
    at = models.DateTimeField(_("lúc"))
    actor_id = models.CharField(max_length=36, blank=True)
    """Empty for the system itself and for strangers."""
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    """`room.noun_pasttense`, e.g. "plans.plan_confirmed"."""
    object_model = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    object_label = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)
    """Before and after, counts; never a secret, never the text of an untrusted document."""
    whence = models.JSONField(default=dict)
    """Where from: {"request": id, "address": ip, "device": id} or {"command": name}."""
    previous = models.CharField(max_length=64)
    """Hash of the row before, 64 zeros for the first."""
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("number",)
        indexes = (
            models.Index(fields=["object_model", "object_id"], name="audit_object"),
            models.Index(fields=["actor_id"], name="audit_actor"),
            models.Index(fields=["verb"], name="audit_verb"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.object_label}"

    @property
    def deed(self) -> str:
        """What the verb is called on the screen."""
        return str(DEEDS.get(self.verb, self.verb))


class AuditHead(models.Model):
    """The end of the chain: one row, locked while a row is appended, so that two writers never share a number."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head"),)

    def __str__(self) -> str:
        return str(self.number)


class FileQuerySet(models.QuerySet["File"]):
    def of(self, owner: models.Model) -> "FileQuerySet":
        """The files of that object."""
        return self.filter(owner_model=owner._meta.label_lower, owner_id=str(owner.pk))


class File(models.Model):
    """Bytes that somebody gave, kept outside the web's reach.

    It names its owner; whoever may see the owner (its model's `visible_to`) may fetch the file, as an attachment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=255)
    """As the sender called it, without a path."""
    type = models.CharField(max_length=100)
    """Media type found in the content, never the one the browser claimed."""
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    owner_model = models.CharField(max_length=80)
    owner_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=36, blank=True)

    objects: ClassVar[FileQuerySet] = FileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("created_at",)
        indexes = (models.Index(fields=["owner_model", "owner_id"], name="file_owner"),)

    def __str__(self) -> str:
        return self.name


class Count(models.Model):
    """How often a key (keyed hash of what is limited and who) was used in a window of time."""

    key = models.CharField(max_length=64, primary_key=True)
    window = models.BigIntegerField()
    """Start of the window in Unix seconds."""
    used = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.window}: {self.used}"


class Attempt(models.Model):
    """How often a job was tried; only jobs that failed or were lost have one."""

    task_id = models.UUIDField(primary_key=True)
    """Id of the job in the queue."""
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.task_id} × {self.tries}"


class Beat(models.Model):
    """A sign of life of a worker: a job whose worker has fallen silent is lost and goes back to the queue."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class Run(models.Model):
    """When a line of the timetable was last claimed, so that two workers never run it twice."""

    name = models.CharField(max_length=100, primary_key=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


def label_of(thing: Any) -> str:
    """`app.model` of an object, for AuditRow and File."""
    return str(thing._meta.label_lower)
