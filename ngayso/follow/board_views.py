"""Pages of the board: units by activities, the comparison, who has not received, the views that people keep."""

from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core import clock
from ngayso.core.errors import Refusal
from ngayso.core.files import XLSX
from ngayso.follow import board_compare, board_filter, board_heat, rules
from ngayso.follow import workbook as workbooks
from ngayso.follow.board import Board, parent_names, read_board
from ngayso.follow.board_filter import Filter, Seen, Sums
from ngayso.follow.board_reminding import reached, remind_to_receive
from ngayso.follow.models import SavedView
from ngayso.follow.saved import drop_view, save_view
from ngayso.plans.models import Plan
from ngayso.plans.outs import attachment, file_name
from ngayso.plans.queries import Step
from ngayso.plans.views import Asked, day_asked, seen

LISTED = 100
"""Most pieces of work that stand in the list below a board; the workbook has all."""
PAGE = 60
"""Units of one page of those that have not received."""


def followed(request: HttpRequest, plan_id: UUID) -> Plan:
    """The plan when the user follows it up, else 404."""
    plan = seen(request, plan_id)
    if not rules.may_follow(request.user):
        raise Http404
    return plan


@dataclass(frozen=True, slots=True)
class Page:
    """What every page of the board starts from."""

    plan: Plan
    day: Asked
    asked: Filter
    board: Board
    found: Seen


def _page(request: HttpRequest, plan_id: UUID) -> Page:
    """Reads the board as of the day that is asked for, under the filters of the address; 404 for filters that are none."""
    plan, day = followed(request, plan_id), day_asked(request)
    try:
        asked = Filter.of(request.GET, None if day.is_today else day.day)
        board = read_board(plan, day.day)
        return Page(plan, day, asked, board, board_filter.seen(board, asked))
    except ValueError:
        raise Http404 from None


def _context(request: HttpRequest, page: Page) -> dict[str, Any]:
    sums = board_filter.sums(page.board, page.asked)
    return {
        "plan": page.plan,
        "asked": page.day,
        "day": page.day.day,
        "filter": page.asked,
        "query": page.asked.query(),
        "board": page.board,
        "found": page.found,
        "sums": sums,
        "choices": board_filter.choices(page.board, page.asked, sums),
        "totals": _totals(page.asked, sums),
        "may_remind": rules.may_remind(request.user),
    }


def _totals(asked: Filter, sums: Sums) -> list[dict[str, Any]]:
    """What is told first: under way, done, late, silent, soon due; each leads to its list."""
    shown = ("dang-lam", "xong", "tre", "im-lang", "den-han")
    return [
        {
            "label": board_filter.STATES[key][1],
            "query": f"{asked.query(state=key)}#danh-sach",
            "parts": sums.parts[key],
            "units": sums.units[key],
        }
        for key in shown
    ]


def _step(page: Page, sums: Sums) -> Step | None:
    """The one next step: read what is late, then what is silent, then who has not received. None under a filter."""
    if not page.asked.is_empty:
        return None
    late, silent, missing = sums.units["tre"], sums.units["im-lang"], sums.all_units - sums.received
    if late:
        title, text = (
            _("Đôn đốc %d đơn vị có việc trễ hạn"),
            _("Xem từng việc trễ bao nhiêu ngày, rồi nhắc hoặc soạn công văn."),
        )
        return Step(title % late, text, f"{page.asked.query(state='tre')}#danh-sach", _("Xem việc trễ hạn"))
    if silent:
        title, text = _("Hỏi %d đơn vị chưa có tin"), _("Việc đang trong thời gian làm mà nhiều ngày không ghi gì.")
        return Step(title % silent, text, f"{page.asked.query(state='im-lang')}#danh-sach", _("Xem việc chưa có tin"))
    if missing:
        title, text = (
            _("Nhắc %d đơn vị chưa nhận Kế hoạch"),
            _("Đơn vị chưa bấm “Đã nhận” có thể chưa biết việc của mình."),
        )
        return Step(title % missing, text, reverse("follow:unreceived", args=[page.plan.pk]), _("Xem đơn vị chưa nhận"))
    return None


@require_safe
def board(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Units by activities: where everything stands, and what is late, due, silent."""
    page = _page(request, plan_id)
    asked, found = page.asked, page.found
    names = parent_names(found.rows) if any(row.group == "commune" for row in found.rows) else {}
    cut = board_heat.cut(board_heat.bands(found, asked, names), len(found.columns), asked.page)
    listed = []
    if asked.state and asked.state != board_filter.UNRECEIVED:
        listed = _listed(page)
    context = _context(request, page)
    context |= {
        "step": _step(page, context["sums"]),
        "heat": board_heat.heat(page.board, cut.bands, found, asked),
        "wide": len(found.columns) > board_heat.FEW_COLUMNS,
        "cut": cut,
        "before": asked.query(page=cut.number - 1) if cut.number > 1 else "",
        "after": asked.query(page=cut.number + 1) if cut.number < cut.total else "",
        "listed": listed,
        "listed_all": sum(1 for _one in board_filter.pieces(found, asked)) if listed else 0,
        "views": _views(request, page),
        "may_keep": rules.may_keep_view(request.user),
        "kept": asked.saved,
        "hidden": _hidden(asked),
    }
    return render(request, "follow/board.html", context, status=400 if page.day.wrong else 200)


def _listed(page: Page) -> list[dict[str, Any]]:
    """The first pieces in the state that is asked for."""
    address = board_heat.work_address(page.plan)
    made = []
    for piece in islice(board_filter.pieces(page.found, page.asked), LISTED):
        line = page.board.lines[piece.column]
        made.append(
            {
                "unit": piece.row.unit,
                "line": line,
                "told": piece.told,
                "lead": piece.lead,
                "said": board_heat.said(piece.told),
                "url": address % (piece.row.unit.pk, line.activity.pk),
            }
        )
    return made


def _hidden(asked: Filter) -> list[tuple[str, str]]:
    """The filters as fields of a form that asks for another day."""
    pairs = asked.saved.split("&") if asked.saved else []
    return [(name, value) for name, _sign, value in (pair.partition("=") for pair in pairs)]


def _views(request: HttpRequest, page: Page) -> list[dict[str, Any]]:
    """The views kept of this programme. 1 query."""
    kept = SavedView.objects.visible_to(request.user).filter(plan=page.plan).select_related("user")
    day = f"&ngay={page.asked.day}" if page.asked.day else ""
    return [
        {
            "view": view,
            "query": f"?{view.query}{day}",
            "on": view.query == page.asked.saved,
            "mine": view.user_id == request.user.pk,
            "may_drop": rules.may_change_view(request.user, view),
        }
        for view in kept
    ]


@require_safe
def xlsx(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The board under its filters as a workbook."""
    page = _page(request, plan_id)
    if page.day.wrong:
        raise Refusal(_("“%s” không phải là một ngày. Chọn lại ngày rồi tải bảng tính.") % page.day.given[:40])
    name = file_name(page.plan, "xlsx").replace(".xlsx", "-theo-doi.xlsx")
    return attachment(workbooks.workbook(page.board, page.found, page.asked), XLSX, name)


@require_safe
def compare(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Units by the share done of what was due, among units of like load."""
    page = _page(request, plan_id)
    loads = board_compare.loads(page.board, page.found, page.asked)
    for load in loads:
        load.wide, load.narrow = mark_safe(load.wide), mark_safe(load.narrow)  # noqa: S308 escaped by core.bars
    context = _context(request, page) | {"loads": loads, "any_due": any(load.units for load in loads)}
    return render(request, "follow/board_compare.html", context, status=400 if page.day.wrong else 200)


@require_safe
def unreceived(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Units that have not acknowledged the plan, with who answers for them."""
    plan = followed(request, plan_id)
    rows = read_board(plan, clock.today()).unreceived
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "follow/board_unreceived.html",
        {
            "plan": plan,
            "page": page,
            "units": reached(plan, list(page)),
            "may_remind": rules.may_remind(request.user),
            "sent": plan.confirmed_at,
            "waited": (clock.today() - plan.confirmed_at.astimezone(clock.HERE).date()).days,
        },
    )


@require_POST
def remind(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Reminds the units that are named, or all that have not received."""
    plan = followed(request, plan_id)
    if not rules.may_remind(request.user):
        raise Http404
    if request.POST.get("tat-ca"):
        wanted = [row.unit.pk for row in read_board(plan, clock.today()).unreceived]
    else:
        try:
            wanted = [UUID(given) for given in request.POST.getlist("don-vi")]
        except ValueError:
            raise Http404 from None
    sent = remind_to_receive(plan, wanted, actor=request.user)
    messages.success(
        request,
        _("Đã xếp %(messages)d thư nhắc cho %(units)d đơn vị. Mỗi đơn vị được nhắc một lần trong ngày.")
        % {"messages": len(sent), "units": len({message.unit_id for message in sent})},
    )
    return redirect("follow:unreceived", plan.pk)


@require_POST
def keep_view(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Keeps the filters of the board under a name."""
    plan = followed(request, plan_id)
    if not rules.may_keep_view(request.user):
        raise Http404
    query = _clean_query(plan, request.POST.get("loc", ""))
    view = save_view(
        plan, request.POST.get("ten", ""), query, shared=bool(request.POST.get("chung")), actor=request.user
    )
    messages.success(request, _("Đã lưu cách xem “%s”.") % view.name)
    return redirect(f"{reverse('follow:board', args=[plan.pk])}?{view.query}")


def _clean_query(plan: Plan, given: str) -> str:
    """The filters alone, as the house writes them; what is no filter of this programme's board is a Refusal."""
    try:
        asked = Filter.of(QueryDict(given[:500]), None)
        board_filter.seen(read_board(plan, clock.today()), asked)
    except ValueError:
        raise Refusal(_("Không đọc được bộ lọc. Mở lại bảng theo dõi rồi lưu cách xem.")) from None
    return asked.saved


@require_POST
def forget_view(request: HttpRequest, plan_id: UUID, view_id: UUID) -> HttpResponse:
    plan = followed(request, plan_id)
    if not rules.may_keep_view(request.user):
        raise Http404
    view = get_object_or_404(SavedView.objects.visible_to(request.user), plan=plan, pk=view_id)
    drop_view(view, actor=request.user)
    messages.success(request, _("Đã bỏ cách xem “%s”.") % view.name)
    return redirect("follow:board", plan.pk)
