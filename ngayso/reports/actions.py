"""A report leaves the house as files."""

import datetime as dt
from dataclasses import dataclass
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
from ngayso.reports import annex_book, versions
from ngayso.reports.body import body_of
from ngayso.reports.consolidation import count_again
from ngayso.reports.frozen import digest
from ngayso.reports.models import Edition
from ngayso.reports.queries import told
from ngayso.reports.standing import newest_round, standing
from ngayso.words.fold import fold
from ngayso.words.office import OfficeError, print_pdf


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
    name, document = draw_report(plan_named(plan_id), as_of=as_of or clock.today(), actor=actor)
    return _kept(Path(out) / name, document)


@dataclass(frozen=True, slots=True)
class Written:
    """Files of a report, and what there was to say about those that could not be made."""

    paths: list[Path]
    remarks: list[str]


def write_reports(*, out: Path, edition: str | None = None, plan_id: UUID | str | None = None, actor: Any) -> Written:
    """Writes the consolidated report of the newest round of a programme into a folder: .docx, .pdf, .xlsx of one edition,
    of both when none is named. A programme without a round has its first report, as .docx.

    Refuses (404) as write_report does.
    """
    plan = plan_named(plan_id)
    round_ = newest_round(plan)
    if round_ is None:
        return Written([write_report(out=out, plan_id=plan.pk, actor=actor)], [])
    count_again(round_, actor=actor)
    body = body_of(round_)
    made: dict[str, bytes] = {}
    remarks: list[str] = []
    for one in (edition,) if edition is not None else Edition.values:
        content = standing(round_, one, body=body).content()
        document = versions.drawn(content, body)
        made[versions.file_name(content, "docx")] = document
        try:
            made[versions.file_name(content, "pdf")] = print_pdf(document)
        except OfficeError as error:
            if str(error) not in remarks:
                remarks.append(str(error))
        mark = _("Bản lập từ dòng lệnh, chưa ban hành. Mã băm nội dung (SHA-256): %s") % digest(content)
        made[versions.file_name(content, "xlsx")] = annex_book.book(body, content["edition"], mark=mark)
        with transaction.atomic():
            audit.record("reports.report_drawn", plan, actor=actor, round=round_.pk, edition=one)
    return Written([_kept(Path(out) / name, data) for name, data in made.items()], remarks)


def _kept(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise Refusal(_("Không ghi được vào thư mục “%s”. Chọn thư mục khác.") % path.parent) from error
    return path


def plan_named(given: UUID | str | None) -> Plan:
    """The programme with that id, the newest for None; refuses (404) when there is none."""
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
