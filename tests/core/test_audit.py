"""The audit log is appended only, chained, and says who did what from where."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ngayso.core import audit
from ngayso.core.models import AuditRow

pytestmark = pytest.mark.django_db


def test_rows_are_numbered_without_a_gap_and_chained(focal: Any) -> None:
    start = AuditRow.objects.count()
    with audit.coming_from(request="r1", address="10.0.0.1"), transaction.atomic():
        first = audit.record("people.unit_made", focal, actor=focal, day=dt.date(2024, 10, 1))
        second = audit.record("people.unit_changed", None, actor=None, label="Danh bạ")
    assert (first.number, second.number) == (start + 1, start + 2)
    assert second.previous == first.hash
    assert first.actor_label == focal.name
    assert first.detail == {"day": "2024-10-01"}
    assert first.whence == {"request": "r1", "address": "10.0.0.1"}
    assert (second.actor_label, second.object_label) == (audit.SYSTEM, "Danh bạ")
    assert audit.broken_at() is None


def test_a_write_that_is_rolled_back_leaves_no_row_and_no_gap(focal: Any) -> None:
    before = AuditRow.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("people.unit_made", focal, actor=focal)
        raise ZeroDivisionError
    assert AuditRow.objects.count() == before
    with transaction.atomic():
        assert audit.record("people.unit_made", focal, actor=focal).number == before + 1
    assert audit.broken_at() is None


@pytest.mark.django_db(transaction=True)
def test_a_row_outside_the_transaction_of_its_write_is_refused(focal: Any) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("people.unit_made", focal, actor=focal)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_refuses_to_alter_a_row(focal: Any, change: str) -> None:
    with transaction.atomic():
        row = audit.record("people.unit_made", focal, actor=focal)
    with pytest.raises(DatabaseError), transaction.atomic():
        if change == "update":
            AuditRow.objects.filter(pk=row.pk).update(verb="people.unit_dropped")
        else:
            AuditRow.objects.filter(pk=row.pk)._raw_delete("default")
    assert audit.broken_at() is None


def test_a_row_that_was_altered_behind_the_guard_is_found(focal: Any) -> None:
    with transaction.atomic():
        for _ in range(3):
            row = audit.record("people.unit_made", focal, actor=focal)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER core_auditrow_no_update")
        cursor.execute("UPDATE core_auditrow SET actor_label = 'kẻ khác' WHERE number = %s", [row.number - 1])
    assert audit.broken_at() == row.number - 1
