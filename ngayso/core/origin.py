"""Whether this place's database is the SQLite file that `make run` made: the only one that demo accounts may open."""

from django.conf import settings
from django.db import connection

# "NSDM" in the header of the SQLite file, where it stays with the file whatever the file is called.
_MADE_BY_RUN = 0x4E53444D


def is_made_by_run() -> bool:
    """False for every database that somebody named, and for a file that came from elsewhere."""
    if settings.DATABASE_URL or connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA application_id")
        return bool(cursor.fetchone()[0] == _MADE_BY_RUN)


def mark_made_by_run() -> None:
    """To be called for a file that holds no table yet; else it does nothing."""
    if settings.DATABASE_URL or connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
        if cursor.fetchone()[0] == 0:
            cursor.execute(f"PRAGMA application_id = {_MADE_BY_RUN}")
