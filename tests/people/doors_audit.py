"""What the doors of the audit log answer; the log itself has its line among the doors that are open to all units alike."""

from typing import Any

from ngayso.core.ids import uuid7
from ngayso.core.models import AuditRow

# roles: nobody, stranger, clerk, leader, auditor, focal, admin
DOORS: dict[str, tuple[str, str, str, str]] = {
    "people:audit_row": ("sxxxoxo", "xxxxmxm", "", ""),
    "people:audit_xlsx": ("sxxxoxo", "xxxxmxm", "", ""),
    "people:check_chain": ("sxxxmxm", "xxxxrxr", "", ""),
    "people:chain": ("sxxxoxo", "xxxxmxm", "", ""),
}


def words(
    plan: Any, own: Any, other: Any, people: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """A row of the log, and a check that waits."""
    from ngayso.core import jobs
    from ngayso.people.audit_chain import check_chain

    run = uuid7()
    jobs.later(check_chain, str(run), str(people["admin"].pk))
    row = AuditRow.objects.order_by("number")[0]
    told: dict[str, dict[str, Any]] = {"people:audit_xlsx": {}, "people:check_chain": {}}
    told |= {"people:audit_row": {"number": row.number}, "people:chain": {"run": run}}
    return told, told
