"""A report leaves the house."""

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.papers import docx
from ngayso.papers.report import first_report
from ngayso.plans.models import Plan
from ngayso.reports.queries import told
from ngayso.words.fold import fold


def draw_report(plan: Plan, *, as_of: dt.date, actor: Any) -> tuple[str, bytes]:
    """The first consolidated report of a programme as of a day: its file name and the .docx. Recorded."""
    document = docx.write(first_report(told(plan, as_of)))
    name = f"bao-cao-{fold(plan.name).replace(' ', '-')[:80]}-{as_of.isoformat()}.docx"
    with transaction.atomic():
        audit.record("reports.report_drawn", plan, actor=actor, as_of=as_of)
    return name, document


def write_report(*, out: Path, plan_id: UUID | str | None = None, as_of: dt.date | None = None, actor: Any) -> Path:
    """Writes the report of a programme (the newest by default) into a folder, made when it is missing.

    Refuses (404) when there is no programme or none with that id, (400) when the folder cannot be written.
    """
    name, document = draw_report(_found(plan_id), as_of=as_of or clock.today(), actor=actor)
    path = Path(out) / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document)
    except OSError as error:
        raise Refusal(_("Không ghi được vào thư mục “%s”. Chọn thư mục khác.") % out) from error
    return path


def _found(given: UUID | str | None) -> Plan:
    plans = Plan.objects.select_related("focal__parent")
    if given is None:
        newest = plans.newest()
        if newest is None:
            raise Refusal(_("Chưa có chương trình nào được xác nhận nên chưa có gì để báo cáo."), 404)
        return newest
    try:
        plan = plans.filter(pk=UUID(str(given))).first()
    except ValueError:
        plan = None
    if plan is None:
        raise Refusal(
            _("Không có chương trình mang mã “%s”. Mở trang chương trình để xem mã trong địa chỉ.") % given, 404
        )
    return plan
