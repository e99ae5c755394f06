"""What most tests stand on: a small province with one person of each role."""

import datetime as dt
import importlib
import os
from typing import Any

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngayso.settings")


@pytest.fixture(autouse=True)
def _own_files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Files of a test lie in a folder of its own; pages name style sheets and fonts without a set-up before."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.FILES = tmp_path_factory.mktemp("files")
        settings.STATIC_ROOT = settings.FILES
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture(autouse=True)
def _audit_chain(request: pytest.FixtureRequest) -> Any:
    """A test that commits is tidied up by deleting all rows, which the guard of the audit log rightly refuses on SQLite;
    and the head of the chain, which a migration made, goes too. So the guard steps aside, and the head comes back.
    """
    names = request.fixturenames
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in names or "live_server" in names or (marker and marker.kwargs.get("transaction"))
    if not commits and not marker and "db" not in names:
        yield
        return
    request.getfixturevalue("transactional_db" if commits else "db")
    from django.db import connection

    from ngayso.core.models import AuditHead, AuditRow

    AuditHead.objects.get_or_create(id=1)
    yield
    if commits and connection.vendor == "sqlite":
        guard = importlib.import_module("ngayso.core.migrations.0002_audit_append_only")
        with connection.cursor() as cursor:
            for name in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER core_auditrow_no_{name}")
            AuditRow.objects.all().delete()
            for statement in guard.SQLITE:
                cursor.execute(statement)


@pytest.fixture
def province(db: Any) -> Any:
    """Tỉnh Tiền Giang with four departments, two district committees, a group."""
    from ngayso.people.models import Alias, Group, Province, Unit

    def unit(code: str, name: str, kind: str, level: str = "province", short: str = "", parent: Any = None) -> Any:
        return Unit.objects.create(
            code=code, name=name, short=short, kind=kind, level=level, parent=parent, place="Tiền Giang", source="thử"
        )

    root = unit("ubnd", "Ủy ban nhân dân tỉnh Tiền Giang", "province-committee", short="UBND tỉnh")
    focal = unit("tttt", "Sở Thông tin và Truyền thông", "department", short="Sở TT&TT", parent=root)
    unit("vhttdl", "Sở Văn hóa, Thể thao và Du lịch", "department", short="Sở VHTTDL", parent=root)
    unit("yte", "Sở Y tế", "department", parent=root)
    police = unit("ca", "Công an tỉnh", "police", parent=root)
    Alias.objects.create(unit=police, text="Công an tỉnh Tiền Giang")
    unit("mytho", "Ủy ban nhân dân thành phố Mỹ Tho", "district-committee", "district", "UBND TP. Mỹ Tho", root)
    unit("caibe", "Ủy ban nhân dân huyện Cái Bè", "district-committee", "district", "UBND huyện Cái Bè", root)
    Group.objects.create(
        code="ubnd-huyen",
        name="Ủy ban nhân dân các huyện, thị xã, thành phố",
        patterns=["UBND các huyện, thị xã, thành phố"],
        rule="kind=district-committee",
    )
    Group.objects.create(
        code="so-nganh", name="các sở, ban, ngành tỉnh", patterns=[], rule="level=province kind in department,police"
    )
    return Province.objects.create(name="Tỉnh Tiền Giang", unit=root, focal=focal)


def _person(province: Any, login: str, name: str, role: str | None, unit: Any = None) -> Any:
    from ngayso.people.models import Membership, User

    user = User.objects.create_user(login, "mat-khau-thu-nghiem-01", name=name)
    if role is not None:
        Membership.objects.create(user=user, unit=unit or province.focal, role=role, since=dt.date(2024, 1, 1))
    return user


@pytest.fixture
def focal(province: Any) -> Any:
    return _person(province, "dau-moi", "Cán bộ Đầu Mối", "focal")


@pytest.fixture
def clerk(province: Any) -> Any:
    from ngayso.people.models import Unit

    return _person(province, "chuyen-vien", "Chuyên viên Cái Bè", "clerk", Unit.objects.get(code="caibe"))


@pytest.fixture
def leader(province: Any) -> Any:
    return _person(province, "lanh-dao", "Lãnh đạo Tỉnh", "leader", province.unit)


@pytest.fixture
def auditor(province: Any) -> Any:
    return _person(province, "thanh-tra", "Thanh tra viên", "auditor", province.unit)


@pytest.fixture
def admin(province: Any) -> Any:
    return _person(province, "quan-tri", "Quản trị", "admin")


@pytest.fixture
def stranger(province: Any) -> Any:
    """Has an account and no role."""
    return _person(province, "nguoi-la", "Người lạ", None)
