"""Tables of units and persons."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.words.fold import fold


class Level(models.TextChoices):
    """Where a unit stands in the administration. Three tiers until 30/6/2025, two (no district) since 1/7/2025."""

    MINISTRY = "ministry", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


class UnitKind(models.TextChoices):
    PROVINCE_COMMITTEE = "province-committee", _("UBND tỉnh")
    PROVINCE_OFFICE = "province-office", _("Văn phòng cấp tỉnh")
    DEPARTMENT = "department", _("Sở")
    PROVINCE_BODY = "province-body", _("Ban, ngành tỉnh")
    POLICE = "police", _("Công an")
    MILITARY = "military", _("Quân sự, biên phòng")
    PARTY = "party", _("Cơ quan Đảng")
    FRONT = "front", _("Mặt trận Tổ quốc")
    UNION = "union", _("Đoàn thể")
    ASSOCIATION = "association", _("Hội, hiệp hội")
    PRESS = "press", _("Báo, đài")
    JUDICIAL = "judicial", _("Tòa án, Viện kiểm sát")
    CENTRAL_BRANCH = "central-branch", _("Cơ quan ngành dọc")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    BANK = "bank", _("Ngân hàng")
    SCHOOL = "school", _("Trường")
    DISTRICT_COMMITTEE = "district-committee", _("UBND cấp huyện")
    DISTRICT_BODY = "district-body", _("Cơ quan cấp huyện")
    COMMUNE_COMMITTEE = "commune-committee", _("UBND cấp xã")
    COUNCIL = "council", _("HĐND")
    MINISTRY = "ministry", _("Bộ, ngành trung ương")
    OTHER = "other", _("Khác")


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: dt.date) -> "UnitQuerySet":
        """Units that exist on that day (half-open: the last day is the day before `valid_to`)."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))

    def visible_to(self, user: Any) -> "UnitQuerySet":
        """The directory is open to everyone who has signed in with a role, closed to strangers."""
        return self if getattr(user, "is_authenticated", False) and user.held() else self.none()


class Unit(models.Model):
    """A body that can be given work: a department, a committee, an association, an enterprise."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(_("mã"), max_length=80, unique=True)
    """Our own, stable: for import and export. Official codes are reused after mergers and never identify."""
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("cấp trên")
    )
    kind = models.CharField(_("loại"), max_length=30, choices=UnitKind)
    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    area = models.CharField(_("loại địa bàn"), max_length=20, blank=True)
    """xã, phường, thị trấn, huyện, thị xã, thành phố: of committees."""
    name = models.CharField(_("tên chính thức"), max_length=200)
    short = models.CharField(_("tên ngắn"), max_length=100, blank=True)
    place = models.CharField(_("địa danh trên văn bản"), max_length=100, blank=True)
    agency_code_old = models.CharField(_("mã định danh cũ"), max_length=35, blank=True)
    agency_code_new = models.CharField(_("mã định danh mới"), max_length=35, blank=True)
    area_code = models.CharField(_("mã đơn vị hành chính"), max_length=10, blank=True)
    valid_from = models.DateField(_("có từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    successors: models.ManyToManyField["Unit", Any] = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name=_("đơn vị kế tục")
    )
    members = models.PositiveIntegerField(_("số người"), null=True, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    source = models.CharField(_("nguồn"), max_length=500, blank=True)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)
    order = models.PositiveIntegerField(default=0)
    folded = models.CharField(max_length=200, editable=False)
    """`words.fold` of the name, for search."""

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("order", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")), name="unit_valid"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_own_parent"),
        )
        indexes = (models.Index(fields=["kind", "level"], name="unit_kind"),)

    def __str__(self) -> str:
        return self.short or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)[:200]
        super().save(*args, **kwargs)


class Alias(models.Model):
    """Another way to print a unit's name: abbreviation, old name, common slip."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering = ("text",)
        constraints = (models.UniqueConstraint(fields=["unit", "text"], name="alias_once"),)

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.text)[:200]
        super().save(*args, **kwargs)


class Group(models.Model):
    """A collective name ("các sở, ban, ngành tỉnh") and the rule that says who is meant on a day."""

    code = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(_("tên nhóm"), max_length=200)
    patterns = models.JSONField(_("cách viết"), default=list)
    """Printed forms."""
    rule = models.CharField(_("gồm những ai"), max_length=500)
    """`level=province kind in department,province-body`; see queries.members."""
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class Province(models.Model):
    """The province that this deployment serves. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("tên tỉnh"), max_length=100)
    """"Tỉnh Tiền Giang"."""
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("UBND tỉnh"))
    focal = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("cơ quan đầu mối"))

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="province_only_one"),)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may do in a unit."""

    ADMIN = "admin", _("Quản trị hệ thống")
    FOCAL = "focal", _("Cán bộ đầu mối")
    CLERK = "clerk", _("Chuyên viên đơn vị")
    LEADER = "leader", _("Lãnh đạo")
    AUDITOR = "auditor", _("Kiểm tra, thanh tra")


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """Those who run the house see everybody; others see the people of their own units."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if user.has_role(Role.ADMIN, Role.FOCAL):
            return self
        return self.filter(Q(pk=user.pk) | Q(memberships__unit__in=user.unit_ids())).distinct()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login=(username or "").strip().lower())

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(login=login.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: Any) -> UserQuerySet:
        return self.get_queryset().visible_to(user)


class User(AbstractBaseUser):
    """A person who signs in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    login = models.CharField(_("tên đăng nhập"), max_length=150, unique=True)
    """Lower case; usually the official e-mail address."""
    name = models.CharField(_("họ và tên"), max_length=100)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    position = models.CharField(_("chức vụ"), max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="vi")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def held(self) -> list["Membership"]:
        """Roles held today, read once a request, by unit order."""
        if not hasattr(self, "_held"):
            self._held = list(
                self.memberships.on(clock.today()).select_related("unit").order_by("unit__order", "unit__name")
            )
        return self._held

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds one of these roles, in any unit, today."""
        return any(m.role in roles for m in self.held())

    def unit_ids(self, *roles: str) -> list[Any]:
        """Ids of the units in which the person holds a role (one of `roles` when given) today."""
        return [m.unit_id for m in self.held() if not roles or m.role in roles]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: dt.date) -> "MembershipQuerySet":
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class Membership(models.Model):
    """A role that a person holds in a unit, from a day until (not including) a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(_("vai trò"), max_length=10, choices=Role)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("unit", "role")
        constraints = (
            models.UniqueConstraint(fields=["user", "unit", "role"], condition=Q(until=None), name="membership_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(since__lte=F("until")), name="membership_time"),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.unit}"


class SignInLink(models.Model):
    """A link that signs a person in, kept as SHA-256 of 256 random bits: fast to look up, useless when leaked."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    reusable = models.BooleanField(default=False)
    """Only of demo accounts."""

    def __str__(self) -> str:
        return f"{self.user}, {self.created_at:%d/%m/%Y %H:%M}"


class Invitation(models.Model):
    """Asks a person to take a role in a unit; the link in it works once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="invitations", verbose_name=_("đơn vị"))
    role = models.CharField(_("vai trò"), max_length=10, choices=Role)
    name = models.CharField(_("họ và tên"), max_length=100)
    email = models.EmailField(_("thư điện tử"), blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="invitations_accepted")

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}"
