"""Pages of the outbox."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngayso.core.errors import Refusal
from ngayso.core.files import DOCX
from ngayso.office import actions, letters, queries, rules
from ngayso.office.channels import is_configured
from ngayso.office.models import ChannelName, Delivery, DeliveryState

FILTERS = ("tinh-trang", "kenh", "muc-dich")


@dataclass(frozen=True)
class Choice:
    """A link that narrows the list."""

    label: str
    url: str
    count: int
    current: bool


def _read(request: HttpRequest) -> None:
    if not rules.may_read_outbox(request.user):
        raise Http404


def _found(request: HttpRequest, delivery_id: UUID) -> Delivery:
    _read(request)
    rows = Delivery.objects.visible_to(request.user).select_related("unit", "user")
    return get_object_or_404(rows, pk=delivery_id)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every message that leaves; those that need a person first."""
    _read(request)
    state, channel, purpose = (request.GET.get(name, "") for name in FILTERS)
    if (state and state not in DeliveryState.values) or (channel and channel not in ChannelName.values):
        raise Http404
    counts = queries.counts(request.user)
    rows = queries.listed(request.user, state=state, channel=channel, purpose=purpose)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    for row in page:
        _dress(row)
    here = {"tinh-trang": state, "kenh": channel, "muc-dich": purpose}
    context = {
        "page": page,
        "counts": counts,
        "step": _step(counts),
        "states": _choices(here, "tinh-trang", counts.states, {s.value: str(s.label) for s in queries.PRESSING}),
        "channels": _choices(here, "kenh", counts.channels, {c.value: str(c.label) for c in ChannelName}),
        "purposes": _choices(here, "muc-dich", counts.purposes, {p: queries.purpose_name(p) for p in counts.purposes}),
        "query": urlencode({name: value for name, value in here.items() if value}),
        "may_run": rules.may_run_outbox(request.user),
        "closed": [str(c.label) for c in ChannelName if c != ChannelName.LETTER and not is_configured(c)],
    }
    return render(request, "office/outbox.html", context)


def _dress(row: Delivery) -> None:
    """What the list says of a message beside its columns."""
    row.ring = queries.RINGS[DeliveryState(row.state)]  # type: ignore[attr-defined]
    row.purpose_name = queries.purpose_name(row.purpose)  # type: ignore[attr-defined]


def _choices(here: dict[str, str], name: str, counted: Counter[str], words: dict[str, str]) -> list[Choice]:
    """All, then each value that there is, or that is chosen."""
    home = reverse("office:outbox")

    def link(value: str) -> str:
        asked = urlencode({n: v for n, v in (here | {name: value}).items() if v})
        return f"{home}?{asked}" if asked else home

    every = Choice(_("Tất cả"), link(""), sum(counted.values()), not here[name])
    return [every] + [
        Choice(word, link(value), counted[value], here[name] == value)
        for value, word in words.items()
        if counted[value] or here[name] == value
    ]


@dataclass(frozen=True)
class _Step:
    title: str
    text: str
    url: str
    action: str


def _step(counts: queries.Counts) -> _Step | None:
    """The one thing to do next."""
    home = reverse("office:outbox")
    uncertain, failed = counts.states[DeliveryState.UNCERTAIN], counts.states[DeliveryState.FAILED]
    if uncertain:
        return _Step(
            _("Xác nhận %d tin chưa rõ đã đến chưa") % uncertain,
            _("Hệ thống không tự gửi lại các tin này. Hỏi người nhận, rồi ghi là đã đến hay cho gửi lại."),
            f"{home}?tinh-trang=uncertain",
            _("Xem các tin chưa rõ"),
        )
    if failed:
        return _Step(
            _("Xử lý %d tin không gửi được") % failed,
            _("Mỗi tin có lời của kênh nói vì sao. Sửa địa chỉ hoặc cài đặt rồi gửi lại, hoặc chuyển tay."),
            f"{home}?tinh-trang=failed",
            _("Xem các tin không gửi được"),
        )
    if counts.letters:
        return _Step(
            _("In %d thư gửi đơn vị không có thư điện tử") % counts.letters,
            _("Mỗi thư một trang, có mã QR mở Bàn việc của đơn vị. In xong, chuyển văn thư rồi ghi đã chuyển tay."),
            reverse("office:letters"),
            _("Tải các thư để in (.docx)"),
        )
    held = counts.states[DeliveryState.HELD]
    if held:
        return _Step(
            _("Chuyển tay %d tin đang nằm trong hộp thư đi") % held,
            _("Kênh của các tin này chưa được cài đặt. Mở từng tin, chép nội dung, chuyển rồi ghi đã chuyển tay."),
            f"{home}?tinh-trang=held",
            _("Xem các tin cần chuyển tay"),
        )
    return None


@require_safe
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """One message: what it says, how it went, what can be done."""
    row = _found(request, delivery_id)
    _dress(row)
    context = {
        "row": row,
        "url": letters.address_of(row),
        "may_run": rules.may_run_outbox(request.user),
        "can_send": is_configured(row.channel),
        "is_letter": row.channel == ChannelName.LETTER,
    }
    return render(request, "office/delivery.html", context)


def _run(request: HttpRequest, delivery_id: UUID) -> Delivery:
    row = _found(request, delivery_id)
    if not rules.may_run_outbox(request.user):
        raise Http404
    return row


def _back(request: HttpRequest, row: Delivery) -> HttpResponse:
    """To the list as it was filtered when the button stood there, else to the message."""
    if "ve" not in request.POST:
        return redirect("office:delivery", row.pk)
    given = QueryDict(request.POST["ve"][:300])
    asked = urlencode({name: given[name] for name in FILTERS if given.get(name)})
    return redirect(reverse("office:outbox") + (f"?{asked}" if asked else ""))


@require_POST
def drop(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    row = _run(request, delivery_id)
    actions.drop_delivery(row, actor=request.user)
    messages.success(request, _("Đã bỏ tin. Tin vẫn còn trong danh sách, không gửi nữa."))
    return _back(request, row)


@require_POST
def try_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    row = _run(request, delivery_id)
    actions.try_again(row, actor=request.user)
    messages.success(request, _("Tin sẽ được gửi lại trong ít phút."))
    return _back(request, row)


@require_POST
def settle(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Whether an uncertain message arrived, as a person found out."""
    row = _run(request, delivery_id)
    given = request.POST.get("da-den", "")
    if given not in ("0", "1"):
        raise Refusal(_("Chọn một trong hai: đã đến, hoặc chưa đến và cho gửi lại."))
    actions.settle_uncertain(row, given == "1", actor=request.user)
    messages.success(request, _("Đã ghi là tin đã đến.") if given == "1" else _("Tin sẽ được gửi lại trong ít phút."))
    return _back(request, row)


@require_POST
def pass_on(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    row = _run(request, delivery_id)
    actions.mark_passed_on(row, actor=request.user)
    messages.success(request, _("Đã ghi là chuyển tay."))
    return _back(request, row)


@require_safe
def all_letters(request: HttpRequest) -> HttpResponse:
    """All letters that wait to be printed, as one document, a page each."""
    _read(request)
    rows = queries.waiting_letters(request.user)
    if not rows:
        raise Refusal(_("Không có thư nào chờ in. Đơn vị nào có thư điện tử hoặc điện thoại thì nhận tin qua đó."), 404)
    return _attachment(letters.printed(rows), "thu-gui-don-vi.docx")


@require_POST
def pass_on_letters(request: HttpRequest) -> HttpResponse:
    """All letters that stood on the page were printed and handed over."""
    _read(request)
    if not rules.may_run_outbox(request.user):
        raise Http404
    try:
        last = UUID(request.POST.get("den", ""))
    except ValueError as error:
        raise Refusal(_("Không rõ đã in đến thư nào. Mở lại Hộp thư đi rồi bấm lại.")) from error
    count = actions.pass_on_letters(last, actor=request.user)
    messages.success(request, _("Đã ghi %d thư là chuyển tay.") % count)
    return redirect("office:outbox")


@require_safe
def letter(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """One message as a letter; any message may be printed, not only those that have no other way."""
    row = _found(request, delivery_id)
    return _attachment(letters.printed([row]), f"thu-{row.unit.code}.docx")


def _attachment(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
