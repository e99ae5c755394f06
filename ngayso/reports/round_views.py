"""Pages of the reporting rounds that are read."""

import io
from typing import Any
from uuid import UUID

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngayso.core import clock
from ngayso.core.files import XLSX
from ngayso.people.models import Unit
from ngayso.people.queries import within_reach
from ngayso.plans.models import Activity
from ngayso.plans.outs import attachment, file_name
from ngayso.plans.queries import GROUPS
from ngayso.plans.rules import may_oversee
from ngayso.plans.views import seen
from ngayso.reports import rules
from ngayso.reports.asked import asked_of, expected_units, items_of
from ngayso.reports.completeness import STATES, Completeness, Line, Tally, arrivals, by_activity, completeness
from ngayso.reports.models import Round
from ngayso.reports.queue import may_see_queue
from ngayso.reports.round_pictures import arrivals_picture
from ngayso.reports.rounds import proposals, say_moment

FEW_LINES = 30
"""A group of units longer than this is folded to its count until it is asked for."""


def round_of(request: HttpRequest, plan_id: UUID, round_id: UUID) -> Round:
    """The round when the user may see it, else 404."""
    plan = seen(request, plan_id)
    found = Round.objects.visible_to(request.user).select_related("plan", "deadline", "before")
    return get_object_or_404(found, pk=round_id, plan=plan)


def my_units(user: Any) -> set[UUID] | None:
    """Ids of the units whose lines somebody sees: None for all."""
    if may_oversee(user):
        return None
    return set(Unit.objects.filter(within_reach(user, field="pk")).values_list("pk", flat=True))


@require_safe
def rounds(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The rounds of a programme, and those that its plan still asks for."""
    plan = seen(request, plan_id)
    among, now = my_units(request.user), clock.now()
    may_run = rules.may_run_round(request.user)
    made = list(Round.objects.visible_to(request.user).filter(plan=plan).select_related("deadline"))
    shown = [(one, say_moment(one.due), completeness(one, now, among=among).whole) for one in made]
    context = {
        "plan": plan,
        "rounds": shown,
        "proposals": proposals(plan, made) if may_run else [],
        "undated": plan.deadlines.filter(due=None) if may_run else [],
        "may_run": may_run,
        "may_oversee": among is None,
        "now": now,
    }
    return render(request, "reports/rounds.html", context)


@require_safe
def round_page(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    """How complete a round is: overseers see all units, others their own and those below."""
    round_ = round_of(request, plan_id, round_id)
    user: Any = request.user
    among, now = my_units(user), clock.now()
    state, group, over = (request.GET.get(name, "") for name in ("tinh-trang", "nhom", "tren"))
    told = completeness(round_, now, among=among)
    own = set(user.unit_ids())
    if state not in {"", *dict(STATES)} or group not in {"", *dict(GROUPS)}:
        raise Http404
    if over and over not in {tally.slug for tally in told.above}:
        raise Http404
    context: dict[str, Any] = {
        "plan": round_.plan,
        "round": round_,
        "told": told,
        "due_words": say_moment(round_.due),
        "is_late": now >= round_.due,
        "may_run": rules.may_run_round(user),
        "may_oversee": among is None,
        "may_queue": round_.opened_at is not None and may_see_queue(user),
        "can_remind": rules.may_run_round(user)
        and round_.opened_at is not None
        and round_.locked_at is None
        and any(not one.is_sent for one in told.lines),
        "silent": [line for line in told.lines if not line.is_sent],
        "mine": [line for line in told.lines if line.unit.pk in own],
        "states": [(slug, label, sum(line.fits(slug) for line in told.lines)) for slug, label in STATES],
        "state": state,
        "group": group,
        "over": over,
        "bands": _bands(told, state, group, over),
    }
    if among is None:
        days = arrivals(told.lines, round_.due)
        drawn = {
            narrow: arrivals_picture(days, round_.due, told.whole.expected, narrow=narrow) for narrow in (False, True)
        }
        context |= {
            "activities": by_activity(round_),
            "days": days,
            "wide": mark_safe(drawn[False]),  # noqa: S308 escaped by arrivals_picture
            "narrow": mark_safe(drawn[True]),  # noqa: S308
        }
    return render(request, "reports/round.html", context)


def _bands(told: Completeness, state: str, group: str, over: str) -> list[tuple[Tally, list[Line], int]]:
    """Groups with their lines under the filters; a big group keeps its count alone until it is asked for."""
    tallies = [one for one in told.above if one.slug == over] if over else told.groups
    found = []
    for tally in tallies:
        if group and tally.slug != group and not over:
            continue
        lines = [line for line in tally.lines if not state or line.fits(state)]
        folded = len(lines) > FEW_LINES and not (group or over)
        if lines:
            found.append((tally, [] if folded else lines, len(lines)))
    return found


@require_safe
def round_form(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    """What the round asks of each activity; `?don-vi=<id>` shows the form of one unit."""
    round_ = round_of(request, plan_id, round_id)
    if not may_oversee(request.user):
        raise Http404
    asks: dict[UUID, list[Any]] = {}
    for ask in round_.asks.select_related("indicator").order_by("order", "pk"):
        asks.setdefault(ask.activity_id, []).append(ask)
    activities = [(one, asks.get(one.pk, [])) for one in Activity.objects.filter(plan=round_.plan, cancelled_at=None)]
    units = list(Unit.objects.filter(pk__in=expected_units(round_)).order_by("order", "name"))
    unit = None
    if given := request.GET.get("don-vi", ""):
        unit = next((one for one in units if str(one.pk) == given), None)
        if unit is None:
            raise Http404
    context = {
        "plan": round_.plan,
        "round": round_,
        "activities": activities,
        "count": sum(len(found) for found in asks.values()),
        "units": units,
        "unit": unit,
        "preview": asked_of(round_, unit) if unit else [],
        "items": items_of(round_, unit) if unit else [],
        "may_run": rules.may_run_round(request.user) and round_.locked_at is None,
        "due_words": say_moment(round_.due),
    }
    return render(request, "reports/round_form.html", context)


@require_safe
def round_xlsx(request: HttpRequest, plan_id: UUID, round_id: UUID) -> HttpResponse:
    """Completeness as a workbook: groups, units, activities. For those who oversee."""
    round_ = round_of(request, plan_id, round_id)
    if not may_oversee(request.user):
        raise Http404
    return attachment(_workbook(round_), XLSX, file_name(round_.plan, "xlsx").replace(".xlsx", "-tien-do-bao-cao.xlsx"))


def _workbook(round_: Round) -> bytes:
    told = completeness(round_, clock.now())
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options | {"remove_timezone": True})
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
    plain, bold = book.add_format(font), book.add_format({**font, "bold": True, "bottom": 1})
    when = book.add_format({**font, "num_format": "dd/mm/yyyy hh:mm", "align": "left"})

    def sheet(name: str, heads: list[tuple[str, int]], rows: list[list[Any]]) -> None:
        page = book.add_worksheet(name)
        page.hide_gridlines(2)
        page.write_string(0, 0, f"{round_.plan.name}. {round_.name}", bold)
        for column, (head, width) in enumerate(heads):
            page.set_column(column, column, width)
            page.write_string(2, column, head, bold)
        for at, row in enumerate(rows, 3):
            for column, value in enumerate(row):
                if value is None or value == "":
                    page.write_blank(at, column, None, plain)
                elif isinstance(value, int | float):
                    page.write_number(at, column, value, plain)
                elif isinstance(value, str):
                    page.write_string(at, column, value, plain)
                else:
                    page.write_datetime(at, column, value.astimezone(clock.HERE).replace(tzinfo=None), when)
        page.freeze_panes(3, 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2)

    heads = [
        (_("Nhóm đơn vị"), 44), (_("Phải báo cáo"), 12), (_("Đã gửi"), 10), (_("Đúng hạn"), 10), (_("Trễ"), 10),
        (_("Trả lại"), 10), (_("Cấp trên duyệt"), 12), (_("Đầu mối duyệt"), 12), (_("Chưa gửi"), 10),
    ]  # fmt: skip
    counts = [
        [t.label, t.expected, t.submitted, t.on_time, t.late, t.returned, t.approved, t.accepted, t.missing]
        for t in [*told.groups, *told.above, told.whole]
    ]
    sheet(_("Theo nhóm"), heads, counts)
    group_of_line = {line.unit.pk: tally.label for tally in told.groups for line in tally.lines}
    sheet(
        _("Theo đơn vị"),
        [(_("Đơn vị"), 50), (_("Nhóm"), 30), (_("Tình trạng"), 24), (_("Gửi lần đầu"), 18), (_("Đúng hạn"), 12)],
        [
            [
                line.unit.name,
                group_of_line[line.unit.pk],
                line.word,
                line.at,
                "" if line.at is None else _("trễ") if line.late else _("đúng hạn"),
            ]
            for line in told.lines
        ],
    )
    sheet(
        _("Theo hoạt động"),
        [(_("Mục"), 10), (_("Hoạt động"), 60), (_("Số liệu hỏi"), 12), (_("Đơn vị chủ trì"), 14), (_("Đã có số"), 12)],
        [[one.activity.ref, one.activity.title, one.asks, one.leads, one.given] for one in by_activity(round_)],
    )
    book.close()
    return target.getvalue()
