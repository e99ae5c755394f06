"""What is looked for in the audit log, and how it is found fast in a million rows: by number, never by a count."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from ngayso.core import clock
from ngayso.core.deeds import DEEDS
from ngayso.core.models import AuditHead, AuditRow
from ngayso.words.fold import fold

PAGE = 50
WINDOW = 20_000
"""So many numbers are searched at first for words; then more and more at a time."""
MOST_SEARCHED = 100_000
"""So many numbers are searched for words in one request; a link goes on from there."""

_ID = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True)
class Search:
    """What is asked, as it stands in the address."""

    words: str = ""
    actor: str = ""
    verb: str = ""
    thing: str = ""
    """`app.model` or `app.model:id`."""
    since: dt.date | None = None
    until: dt.date | None = None
    wrong: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.actor or self.verb or self.thing or self.since or self.until)

    @property
    def is_of_words(self) -> bool:
        """The person is named in words, not by id."""
        return bool(self.actor) and not _ID.fullmatch(self.actor)

    @property
    def is_read(self) -> bool:
        """Rows must be read to know; no index finds them."""
        return bool(self.words) or self.is_of_words

    def query(self, **more: Any) -> str:
        """The address of this search: "tim=…&viec=…"."""
        given = {
            "tim": self.words,
            "nguoi": self.actor,
            "viec": self.verb,
            "doi-tuong": self.thing,
            "tu": self.since.isoformat() if self.since else "",
            "den": self.until.isoformat() if self.until else "",
        }
        return urlencode({name: value for name, value in (given | more).items() if value})

    def told(self) -> str:
        """In words."""
        parts = [
            _("có “%s”") % self.words if self.words else "",
            _("của “%s”") % self.actor if self.actor else "",
            str(DEEDS.get(self.verb, self.verb)) if self.verb else "",
            _("đối tượng %s") % self.thing if self.thing else "",
            _("từ ngày %s") % f"{self.since:%d/%m/%Y}" if self.since else "",
            _("đến hết ngày %s") % f"{self.until:%d/%m/%Y}" if self.until else "",
        ]
        return ", ".join(filter(None, parts)) or _("mọi dòng")


def search_asked(given: Any) -> Search:
    """From the words of an address. A day that is none is told, and not looked for."""
    wrong: list[str] = []

    def day(name: str) -> dt.date | None:
        text = given.get(name, "").strip()
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return dt.datetime.strptime(text, form).date()
            except ValueError:
                continue
        if text:
            wrong.append(_("“%s” không phải là một ngày. Chọn lại ngày, ví dụ 03/10/2024.") % text[:40])
        return None

    since, until = day("tu"), day("den")
    if since and until and until < since:
        wrong.append(_("Ngày “đến” đang trước ngày “từ”. Đổi một trong hai ngày."))
    return Search(
        words=" ".join(given.get("tim", "").split())[:200],
        actor=" ".join(given.get("nguoi", "").split())[:200],
        verb=given.get("viec", "").strip()[:80],
        thing=given.get("doi-tuong", "").strip()[:150],
        since=since,
        until=until,
        wrong=tuple(wrong),
    )


@dataclass
class Found:
    """One page of rows, the newest first."""

    rows: list[AuditRow] = field(default_factory=list)
    older: int | None = None
    """Rows below this number are on the next page."""
    newer: int | None = None
    """Rows above this number are on the page before."""
    searched_to: int | None = None
    """Set when the search for words stopped here because it had looked through enough: older rows were not seen yet."""


def find(search: Search, *, below: int | None = None, above: int | None = None) -> Found:
    """A page of the search: rows below a number (older), above one (newer), or the newest. Few queries, each over a
    bounded range of numbers or an index; nothing is counted.
    """
    low, high = bounds(search)
    if above is not None:
        return _upwards(search, max(low, above + 1), high, above)
    start = high if below is None else min(high, below - 1)
    rows, searched_to = _downwards(search, low, start)
    found = Found(rows[:PAGE], searched_to=searched_to)
    if len(rows) > PAGE:
        found.older, found.searched_to = found.rows[-1].number, None
    elif searched_to is not None:
        found.older = searched_to
    if below is not None:
        found.newer = below - 1
    return found


def _downwards(search: Search, low: int, high: int) -> tuple[list[AuditRow], int | None]:
    """The next rows from `high` down, one more than a page, and where it stopped looking (None at the end)."""
    rows: list[AuditRow] = []
    step, looked = WINDOW, 0
    matching = condition(search)
    while high >= low and len(rows) <= PAGE:
        if search.is_read:
            if looked >= MOST_SEARCHED:
                return rows, high + 1
        elif looked:
            # Nothing but what an index finds, and rare, else the first window had filled the page.
            step, matching = high - low + 1, condition(search, by_index=True)
        bottom = max(low, high - step + 1)
        part = _rows(matching).filter(number__gte=bottom, number__lte=high).order_by("-number")
        rows += part[: PAGE + 1 - len(rows)]
        looked += high - bottom + 1
        high, step = bottom - 1, step * 2
    return rows, None


def _upwards(search: Search, low: int, high: int, above: int) -> Found:
    """The rows just above a number, shown newest first."""
    rows: list[AuditRow] = []
    step, looked = WINDOW, 0
    matching = condition(search)
    while low <= high and len(rows) <= PAGE and looked < MOST_SEARCHED:
        top = min(high, low + step - 1)
        part = _rows(matching).filter(number__gte=low, number__lte=top).order_by("number")
        rows += part[: PAGE + 1 - len(rows)]
        looked += top - low + 1
        low, step = top + 1, step * 2
    more = len(rows) > PAGE or low <= high
    rows = rows[:PAGE][::-1]
    return Found(rows, older=above + 1, newer=rows[0].number if rows and more else None)


def every(search: Search) -> Iterator[AuditRow]:
    """All rows of a search, the newest first, read in windows of numbers so that memory and locks stay small."""
    low, high = bounds(search)
    matching = condition(search)
    while high >= low:
        bottom = max(low, high - 5_000 + 1)
        yield from _rows(matching).filter(number__gte=bottom, number__lte=high).order_by("-number")
        high = bottom - 1


def _rows(matching: Q) -> QuerySet[AuditRow]:
    """Rows with the plain forms of what is compared: a comparison of `plain_verb` asks no index, so that a range of
    numbers is walked by its own."""
    plain = {f"plain_{name}": Concat(F(name), Value("")) for name in ("verb", "actor_id", "object_model", "object_id")}
    return AuditRow.objects.alias(**plain).filter(matching)


def condition(search: Search, *, by_index: bool = False) -> Q:
    """What a row must be, but for its time. `by_index` : the one most exact comparison asks its index, the others none."""
    wanted = Q()
    for word in search.words.split():
        verbs = [verb for verb, deed in DEEDS.items() if fold(word) in fold(str(deed))]
        wanted &= _says("object_label", word) | _says("actor_label", word) | Q(plain_verb__in=[*verbs, word])
    model, _colon, pk = search.thing.partition(":")
    same: list[dict[str, str]] = []
    if pk:
        same.append({"object_model": model, "object_id": pk})
    if search.actor and not search.is_of_words:
        same.append({"actor_id": search.actor})
    if search.verb:
        same.append({"verb": search.verb})
    if model and not pk:
        same.append({"object_model": model})
    for at, fields in enumerate(same):
        exact = by_index and at == 0
        wanted &= Q(**{name if exact else f"plain_{name}": value for name, value in fields.items()})
    if search.is_of_words:
        for word in search.actor.split():
            wanted &= _says("actor_label", word)
    return wanted


def _says(name: str, word: str) -> Q:
    """SQLite knows upper and lower case of plain letters only, so the usual forms of a Vietnamese word are asked for."""
    forms: tuple[str, ...] = (word, word.lower(), word.upper(), word.capitalize())
    if word.isascii() or connection.vendor != "sqlite":
        forms = (word,)
    said = Q()
    for form in dict.fromkeys(forms):
        said |= Q(**{f"{name}__icontains": form})
    return said


def bounds(search: Search) -> tuple[int, int]:
    """The first and the last number that the days allow. Times rise with numbers, so they are found by halving."""
    head = AuditHead.objects.get(id=1).number
    low = first_from(clock.day_start(search.since), head) if search.since else 1
    high = first_from(clock.day_start(search.until + dt.timedelta(days=1)), head) - 1 if search.until else head
    return low, high


def first_from(moment: dt.datetime, head: int) -> int:
    """The first number whose row was written at or after a moment; head + 1 when there is none. ~20 tiny queries."""
    low, high = 1, head + 1
    while low < high:
        middle = (low + high) // 2
        at = AuditRow.objects.filter(number__gte=middle).order_by("number").values_list("at", flat=True).first()
        if at is not None and at < moment:
            low = middle + 1
        else:
            high = middle
    return low


def around(row: AuditRow) -> QuerySet[AuditRow]:
    """The rows before and after one."""
    return AuditRow.objects.filter(number__in=(row.number - 1, row.number + 1))
