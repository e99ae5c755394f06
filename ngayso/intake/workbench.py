"""The review page and every edit that comes from it: whole pages without a script, parts of them with htmx."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngayso.core.errors import Refusal
from ngayso.intake import decisions, edits, entry_edits, queries, rules
from ngayso.intake.entries import as_of
from ngayso.intake.fields import FIELDS, KINDS, Field, shown
from ngayso.intake.forms import AddForm, CellForm, EntryForm, SentForm, SettleForm
from ngayso.intake.models import Change, Draft, Entry, Finding, State
from ngayso.intake.review import Conflict, Listed, Put, Review, Shown, counted, label_of
from ngayso.intake.writing import Stale
from ngayso.people.models import Unit, UnitKind


def seen(request: HttpRequest, draft_id: UUID) -> Draft:
    """The draft when the user may see it, else 404."""
    return get_object_or_404(Draft.objects.visible_to(request.user).select_related("file"), pk=draft_id)


def _seen_entry(draft: Draft, key: str) -> Entry:
    entry = draft.entries.filter(key=key).first()
    if entry is None:
        raise Http404
    return entry


def place_url(draft: Draft, key: str, path: str = "") -> str:
    """The review with that value open."""
    url = f"{draft.get_absolute_url()}?muc={quote(key, safe='')}"
    return f"{url}&o={quote(path)}#o-{quote(path.replace('.', '-'))}" if path else f"{url}#muc"


def _asks_part(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def context_of(review: Review, entry: Entry | None, path: str = "") -> dict[str, Any]:
    """What the parts of the review page are drawn from."""
    draft = review.draft
    context: dict[str, Any] = {
        "draft": draft,
        "review": review,
        "entry": entry,
        "path": path,
        "counts": review.counts,
        "kind_counts": counted(review.entries),
        "given": {e.kind for e in review.live},
        "kinds": KINDS,
        "may_edit": review.may_edit,
        "named": review.named,
        "seq": draft.seq,
    }
    if entry is not None:
        before, after = review.neighbours(entry)
        steps = review.steps(entry)
        context |= {
            "form": review.form(entry),
            "before": before,
            "after": after,
            "steps": steps,
            "at": next((n for n, step in enumerate(steps, 1) if step.here), 0),
            "kind_label": KINDS[entry.kind],
            "gone": [(e, label_of(e)) for e in review.entries if e.dropped and e.kind == entry.kind],
            "next_place": review.next_place(entry.key, path),
            "after_places": review.places_until(entry.key),
        }
    return context


def show_review(
    request: HttpRequest, draft: Draft, *, key: str = "", path: str = "", put: Put | None = None, status: int = 200
) -> HttpResponse:
    """The whole review page; `put` writes what was typed and refused into one value."""
    review = Review(draft, request.user, put)
    kind = request.GET.get("loai", "")
    entry = next((e for e in review.live if e.kind == kind), None) if kind in KINDS else None
    entry = entry or review.opened(key)
    if review.may_edit:
        queries.note_presence(draft, request.user, entry.key if entry else "")
    context = context_of(review, entry, path) | {
        "pages": review.pages(),
        "unread": review.unread(),
        **_company(draft, request.user),
    }
    return render(request, "intake/review.html", context, status=status)


@require_safe
def entry(request: HttpRequest, draft_id: UUID, key: str) -> HttpResponse:
    """One entry opened; without htmx the whole page with it."""
    draft = seen(request, draft_id)
    path = request.GET.get("o", "")
    opened = _seen_entry(draft, key)
    if not _asks_part(request):
        return redirect(place_url(draft, key, path))
    review = Review(draft, request.user)
    context = context_of(review, review.by_key[opened.key], path)
    context |= _company(draft, request.user)
    return _part(request, "entry", "muc", context, also=("watch", *AROUND))


def _part(
    request: HttpRequest,
    body: str,
    target: str,
    context: dict[str, Any],
    *,
    also: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """A part of the page that takes the place of `target`, and the parts around it that changed with it."""
    review = context["review"]
    if "sheets" in also:
        # The document is sent again only when its marks are no longer those that the page shows.
        if request.GET.get("sign", request.POST.get("sign", "")) == review.signature:
            also = tuple(name for name in also if name != "sheets")
        else:
            context["pages"] = review.pages()
    response = render(request, "intake/parts/answer.html", context | {"body": body, "also": also}, status=status)
    response["HX-Retarget"] = f"#{target}"
    response["HX-Reswap"] = "outerHTML"
    return response


AROUND = ("sum", "foot", "findings", "sheets")


@require_POST
def edit(request: HttpRequest, draft_id: UUID, key: str, path: str) -> HttpResponse:
    """One edit of one value: set, accept, drop, restore, split, merge, units; or a value added to a list."""
    draft = seen(request, draft_id)
    form = CellForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Trang gửi thiếu thông tin. Tải lại trang rồi ghi lại."))
    sent = form.cleaned_data
    verb = sent["do"]
    if verb == "accept" and "text" in request.POST:
        # Enter in a field presses its first button; words typed before that must not be lost. The same words accept.
        verb = "set"
    known = draft.seq
    try:
        change = _do(verb, draft, key, path, form, request)
    except Refusal as refusal:
        if refusal.status in (403, 404, 429):
            raise
        return _refused(request, draft, key, path, refusal, sent["text"] if verb in ("set", "add") else None)
    if not _asks_part(request):
        return redirect(place_url(draft, key, path))
    draft = seen(request, draft.pk)
    review = Review(draft, request.user)
    review.undoable = change
    if verb == "units" and draft.seq > known + 1:
        # The same printed name may stand elsewhere in this entry, too.
        return _part(request, "entry", "muc", context_of(review, review.by_key[key], path), also=AROUND)
    alone = verb in ("set", "accept", "units") and "\n" not in sent["text"].strip()
    return _value(request, review, key, path, alone=alone, also=AROUND)


def _do(verb: str, draft: Draft, key: str, path: str, form: CellForm, request: HttpRequest) -> Change | None:
    """The edit that the form asks for."""
    text, v = form.cleaned_data["text"], form.cleaned_data["v"]
    by: dict[str, Any] = {"actor": request.user, "request_id": form.request_id}
    match verb:
        case "add":
            return edits.add_cell(draft, key, path, text, **by)
        case "accept":
            return edits.accept_field(draft, key, path, seen_v=v, **by)
        case "units":
            return edits.set_units(draft, key, path, request.POST.getlist("units"), seen_v=v, **by)
        case "drop" | "restore":
            return edits.drop_cell(draft, key, path, seen_v=v, restore=verb == "restore", **by)
        case "split":
            return edits.split_cell(draft, key, path, seen_v=v, **by)
        case "merge":
            return edits.merge_cells(draft, key, path, seen_v=v, **by)
        case _:
            return edits.set_field(draft, key, path, text, seen_v=v, **by)


def _value(
    request: HttpRequest,
    review: Review,
    key: str,
    path: str,
    *,
    alone: bool,
    also: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """One value as it stands; not `alone`, or dropped, the whole list that it is of, for its neighbours changed, too."""
    opened = review.by_key[key]
    name = path.partition(".")[0]
    spec = FIELDS[opened.kind][name]
    context = context_of(review, opened, path)
    shows = review.shown(opened)
    one = shows.get(path)
    if one is None or (spec.many and not alone) or one.dropped:
        context["listed"] = review.listed(opened, spec, shows)
        return _part(request, "list", f"l-{name}", context, also=also, status=status)
    context["one"] = one
    return _part(request, "cell", f"o-{one.dom}", context, also=also, status=status)


def _refused(
    request: HttpRequest, draft: Draft, key: str, path: str, refusal: Refusal, typed: str | None
) -> HttpResponse:
    """The value with what was typed, the sentence, and both values when somebody was first."""

    def write(one: Shown | Listed) -> None:
        one.wrong = refusal.sentence
        if isinstance(one, Shown) and isinstance(refusal, Stale) and typed is not None:
            theirs = shown(one.field, refusal.theirs["text"]) if refusal.theirs else ""
            by = refusal.theirs["by"] if refusal.theirs else ""
            one.conflict = Conflict(shown(one.field, refusal.mine), theirs, by)
        elif typed is not None:
            one.typed = typed

    draft = seen(request, draft.pk)
    put: Put = {(key, path): write}
    if not _asks_part(request):
        return show_review(request, draft, key=key, path=path, put=put, status=refusal.status)
    review = Review(draft, request.user, put)
    if key not in review.by_key:
        raise Http404
    return _value(request, review, key, path, alone=path in review.shown(review.by_key[key]), status=refusal.status)


@require_http_methods(["GET", "HEAD"])
def units(request: HttpRequest, draft_id: UUID, key: str, path: str) -> HttpResponse:
    """Which units a printed name means: those of now to be kept or taken out, any other to be added."""
    draft = seen(request, draft_id)
    opened = _seen_entry(draft, key)
    review = Review(draft, request.user)
    one = review.shown(opened).get(path)
    if one is None or one.field.type != "name":
        raise Http404
    there = {unit.pk for unit in (*one.units, *one.candidates)}
    every = Unit.objects.on(as_of(review.read)).exclude(pk__in=there).order_by("order", "name")
    by_kind: dict[str, list[Unit]] = {}
    for unit in every:
        by_kind.setdefault(str(UnitKind(unit.kind).label), []).append(unit)
    by_hand = set(one.cell["by_hand"]) if one.cell else set()
    context = {
        "draft": draft, "entry": opened, "one": one, "others_by_kind": by_kind, "may_edit": review.may_edit,
        "as_of": as_of(review.read), "by_hand": by_hand, "back_url": place_url(draft, key, path),
        "entry_label": label_of(opened),
    }  # fmt: skip
    template = "intake/parts/units.html" if _asks_part(request) else "intake/units.html"
    return render(request, template, context)


@require_POST
def keep_names(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Leaves all names as printed that resemble nothing in the directory."""
    draft = seen(request, draft_id)
    form = SentForm(request.POST)
    edits.keep_unknown_names(draft, actor=request.user, request_id=form.request_id if form.is_valid() else "")
    return redirect(place_url(draft, request.POST.get("muc", "")))


@require_POST
def entry_work(request: HttpRequest, draft_id: UUID, key: str) -> HttpResponse:
    """Drops, restores, splits or merges a whole entry; shows the page with what came of it."""
    draft = seen(request, draft_id)
    if not rules.may_review(request.user):
        raise Http404
    form = EntryForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Trang gửi thiếu thông tin. Tải lại trang rồi làm lại."))
    sent = form.cleaned_data
    common: dict[str, Any] = {"seen_seq": sent["seen"], "actor": request.user, "request_id": form.request_id}
    to = key
    try:
        if sent["do"] == "split":
            items = request.POST.getlist("items")
            change = entry_edits.split_entry(draft, key, title=sent["title"], items=items, **common)
            to = next((k for k in ((change.after if change else None) or {}) if k != key), key)
        elif sent["do"] == "merge":
            entry_edits.merge_entries(draft, key, sent["other"], **common)
        else:
            entry_edits.drop_entry(draft, key, restore=sent["do"] == "restore", **common)
    except Refusal as refusal:
        return _said(request, draft, key, refusal)
    return redirect(place_url(draft, to))


def _said(request: HttpRequest, draft: Draft, key: str, refusal: Refusal) -> HttpResponse:
    """The review page with a sentence above the open entry."""
    if refusal.status in (403, 404, 429):
        raise refusal
    draft = seen(request, draft.pk)
    messages.error(request, refusal.sentence)
    return show_review(request, draft, key=key, status=refusal.status)


@require_POST
def add(request: HttpRequest, draft_id: UUID, kind: str) -> HttpResponse:
    """Adds an entry by hand, or one out of words that could not be read."""
    draft = seen(request, draft_id)
    form = AddForm(request.POST)
    if not form.is_valid() or kind not in FIELDS:
        raise Refusal(_("Trang gửi thiếu thông tin. Tải lại trang rồi làm lại."))
    sent = form.cleaned_data
    values = {name: request.POST[name] for name in FIELDS[kind] if name in request.POST}
    try:
        change = entry_edits.add_entry(
            draft, kind, values, after=sent["after"], unread=sent["unread"], actor=request.user,
            request_id=form.request_id,
        )  # fmt: skip
    except Refusal as refusal:
        return _said(request, draft, sent["after"], refusal)
    return redirect(place_url(draft, change.entry_key if change else ""))


@require_POST
def settle(request: HttpRequest, draft_id: UUID, finding_id: int) -> HttpResponse:
    """Decides on a finding."""
    draft = seen(request, draft_id)
    form = SettleForm(request.POST)
    key = request.POST.get("muc", "")
    if not form.is_valid():
        raise Refusal(_("Ghi chú dài quá 500 ký tự hoặc chưa chọn cách xử lý. Sửa rồi ghi lại."))
    sent = form.cleaned_data
    try:
        change = decisions.settle_finding(
            draft, finding_id, sent["decision"], note=sent["note"], choice=sent["choice"], actor=request.user,
            request_id=form.request_id,
        )  # fmt: skip
    except Refusal as refusal:
        return _said(request, draft, key, refusal)
    url = f"{draft.get_absolute_url()}?muc={quote(key, safe='')}#soat"
    if not _asks_part(request):
        return redirect(url)
    draft = seen(request, draft.pk)
    review = Review(draft, request.user)
    review.undoable = change
    context = context_of(review, review.opened(key))
    # A way out may have mended a value of the open entry.
    return _part(request, "findings", "soat-ke-hoach", context, also=("sum", "foot", "sheets", "entry"))


@require_safe
def changes(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What others did since the change that the page knows: the values of the open entry, the sums, who is here.

    204 when there is nothing new.
    """
    # Asked every few seconds by every open page: the long text is read only when there is something to tell.
    draft = get_object_or_404(Draft.objects.visible_to(request.user).defer("reading"), pk=draft_id)
    key = request.GET.get("muc", "")
    after = request.GET.get("after", "0")
    known = int(after) if after.isdecimal() and len(after) < 10 else 0
    if draft.state != State.REVIEW:
        response = HttpResponse(status=200)
        response["HX-Redirect"] = draft.get_absolute_url()
        return response
    if rules.may_review(request.user):
        queries.note_presence(draft, request.user, key)
    company = _company(draft, request.user)
    behind = draft.seq > known
    if not behind and request.GET.get("nguoi", "") == company["here"]:
        return HttpResponse(status=204)
    done = queries.changes_after(draft, known, request.user) if behind else []
    review = Review(draft, request.user)
    opened = review.by_key.get(key)
    # Also after a change of one's own: an answer that was asked before it and came after it left the page behind.
    context = context_of(review, opened) | company | {"done": done[-3:], **_touched(review, opened, done)}
    also = ("sum", "foot", "findings", "sheets") if behind else ()
    return _part(request, "watch", "theo-doi", context, also=also)


def _touched(review: Review, opened: Entry | None, done: list[Change]) -> dict[str, Any]:
    """The values and lists of the open entry that the changes touched; `whole` when the entry itself changed."""
    if opened is None:
        return {"touched": [], "touched_lists": [], "whole": False}
    paths = {c.field for c in done if c.entry_key == opened.key and c.field}
    whole = any(c.entry_key == opened.key and not c.field for c in done)
    specs = FIELDS[opened.kind]
    names = {path.partition(".")[0] for path in paths} & set(specs)
    shows = review.shown(opened)
    return {
        "touched": [shows[name] for name in specs if name in names and not specs[name].many],
        "touched_lists": [
            review.listed(opened, specs[name], shows) for name in specs if name in names and specs[name].many
        ],
        "whole": whole,
    }


def _company(draft: Draft, user: Any) -> dict[str, Any]:
    """Who else is here, and that in one word for the page to compare."""
    others = queries.others_here(draft, user)
    return {"others": others, "here": "-".join(str(other.pk)[-8:] for other in others)}


@require_safe
def history(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Every edit, the newest first, each to be taken back while nothing was built on it."""
    draft = seen(request, draft_id)
    page = Paginator(draft.changes.order_by("-seq"), 40).get_page(request.GET.get("page"))
    entries = {entry.key: entry for entry in draft.entries.all()}
    titles = {f"finding.{row.pk}": row.body["title"] for row in draft.findings.all()}
    rows = [_row(change, entries.get(change.entry_key), titles) for change in page.object_list]
    context = {
        "draft": draft, "page": page, "rows": rows,
        "may_edit": rules.may_review(request.user) and draft.state == State.REVIEW,
    }  # fmt: skip
    return render(request, "intake/history.html", context)


VERBS = {
    "set": gettext_lazy("Ghi"),
    "accept": gettext_lazy("Nhận"),
    "units": gettext_lazy("Chọn đơn vị"),
    "add": gettext_lazy("Thêm"),
    "drop": gettext_lazy("Bỏ"),
    "restore": gettext_lazy("Khôi phục"),
    "split": gettext_lazy("Tách"),
    "merge": gettext_lazy("Gộp"),
    "settle": gettext_lazy("Xử lý chỗ soát"),
    "undo": gettext_lazy("Lấy lại"),
}


def _row(change: Change, entry: Entry | None, titles: dict[str, str]) -> dict[str, Any]:
    spec = FIELDS[entry.kind].get(change.field.partition(".")[0]) if entry else None
    return {
        "change": change,
        "verb": VERBS.get(change.verb, change.verb),
        "entry": entry,
        "label": label_of(entry) if entry else titles.get(change.field, ""),
        "field": spec.label if spec else "",
        "before": _words(spec, change.before),
        "after": _words(spec, change.after),
    }


def _words(spec: Field | None, value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    if spec is None:
        decision = value.get("decision", "")
        return str(Finding.Decision(decision).label) if decision in Finding.Decision.values else ""
    if "list" in value:
        return "; ".join(cell["text"] for cell in value["list"] if not cell.get("dropped"))
    if value.get("dropped"):
        return ""
    text = shown(spec, value.get("text", ""))
    if spec.type != "name":
        return text
    count = len(value.get("units", ()))
    return f"{text} ({count} {_('đơn vị')})" if text else ""


@require_POST
def undo(request: HttpRequest, draft_id: UUID, seq: int) -> HttpResponse:
    """Takes one change back; back to where it was pressed: the review (`muc`) or the list of edits."""
    draft = seen(request, draft_id)
    form = SentForm(request.POST)
    request_id = form.request_id if form.is_valid() else ""
    try:
        decisions.undo(draft, seq, actor=request.user, request_id=request_id)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Đã lấy lại giá trị trước lần sửa số %d.") % seq)
    if key := request.POST.get("muc", ""):
        return redirect(place_url(draft, key, request.POST.get("o", "")))
    return redirect("intake:history", draft.pk)
