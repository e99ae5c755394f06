"""Entering this place: checks what the environment says before Django does, in words for whoever typed it."""

import os
from urllib.parse import urlsplit

DATABASES = ("postgres", "postgresql", "sqlite")


class Misplaced(Exception):
    """A setting or the database does not do; the text is one Vietnamese sentence that says which and what to write."""


def enter() -> None:
    """Sets Django up and reaches the database. Raises Misplaced; never shows a password."""
    for name in ("PORT", "BIND", "PUBLIC_URL", "NGAYSO_VAR", "LOG_LEVEL", "EMAIL_URL", "WEB_PROCESSES", "WEB_THREADS"):
        if os.environ.get(name) == "":  # `make run PORT=` means: as if it were not said
            del os.environ[name]
    os.umask(0o077)  # what lies in var/ is for the account that runs the house alone
    check_numbers()
    check_database_url(os.environ.get("DATABASE_URL", ""))
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connection

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Misplaced(str(error)) from error
    except PermissionError as error:
        raise Misplaced(
            f"Không có quyền ghi vào {error.filename}; cấp quyền hoặc đặt NGAYSO_VAR là thư mục khác."
        ) from error
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise Misplaced(unreachable()) from error


def check_numbers() -> None:
    for name, least, most in (("PORT", 1, 65535), ("WEB_PROCESSES", 1, 64), ("WEB_THREADS", 1, 64)):
        given = os.environ.get(name)
        if given is None:
            continue
        if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
            raise Misplaced(f"{name} phải là một số từ {least} đến {most}, không phải “{given}”.")


def check_database_url(url: str) -> None:
    if not url:
        return
    try:
        parts = urlsplit(url)
        well = parts.scheme in DATABASES and bool(parts.path.strip("/")) and (parts.port or 1) > 0
    except ValueError:
        well = False
    if not well:
        raise Misplaced(
            "DATABASE_URL chưa đúng. Viết theo mẫu postgres://tên:mật-khẩu@máy-chủ:5432/cơ-sở-dữ-liệu, "
            "hoặc bỏ đi để dùng tệp SQLite trong var/."
        )


def pending_migrations() -> int:
    """How many steps the tables are behind this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_tables() -> None:
    """Raises Misplaced when the tables are not those of this version."""
    if pending_migrations():
        raise Misplaced("Các bảng dữ liệu chưa có hoặc thuộc phiên bản cũ. Hãy chạy make run trước.")


def unreachable() -> str:
    from django.conf import settings

    place = settings.DATABASES["default"]
    if place["ENGINE"].endswith("sqlite3"):
        return f"Không mở được tệp dữ liệu {place['NAME']}; kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại."
    where = f"{place.get('HOST') or 'máy này'}:{place.get('PORT') or 5432}"
    return (
        f"Không kết nối được PostgreSQL tại {where}, cơ sở dữ liệu “{place['NAME']}”. "
        "Kiểm tra máy chủ đang chạy, tên và mật khẩu trong DATABASE_URL rồi chạy lại."
    )
