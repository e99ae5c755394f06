"""Reads over units: who is in the province, who a group means on a day."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from ngayso.core import clock
from ngayso.people.models import Group, Level, Province, Unit, UnitKind, UnitQuerySet

_TERM = re.compile(r"(?P<what>level|kind|area|under|code)\s*(?:=|\s+in\s+)\s*(?P<values>[\w,-]+)", re.UNICODE)


def directory_day() -> dt.date:
    """The day for which the directory is shown when nobody names one: today, or the province's own last day once it is
    no more (its units ended with it, in a merger).
    """
    here = province()
    today = clock.today()
    ended = here.unit.valid_to if here is not None else None
    return today if ended is None or today < ended else ended - dt.timedelta(days=1)


class RuleError(ValueError):
    """A group's rule that cannot be read; str() is a Vietnamese sentence."""


def province() -> Province | None:
    """This deployment's province, None before one was set up."""
    return Province.objects.select_related("unit", "focal").first()


def condition(rule: str) -> Q:
    """The filter on units that a group's rule states: terms `level=province`, `kind in department,police`, `area=xã`,
    `under=CODE`, `code in a,b` joined by blanks (all must hold); alternatives joined by `|`. Raises RuleError.
    """
    wanted = Q()
    for alternative in rule.split("|"):
        left = _TERM.sub("", alternative).replace("and", "").strip(" ;&")
        terms = list(_TERM.finditer(alternative))
        if left or not terms:
            raise RuleError(
                f"Không đọc được quy tắc nhóm “{rule}”. Viết theo mẫu: level=province kind in department,police."
            )
        part = Q()
        for term in terms:
            values = [v for v in term["values"].split(",") if v]
            _known(term["what"], values, rule)
            field = {"under": "parent__code__in", "code": "code__in"}.get(term["what"], f"{term['what']}__in")
            part &= Q(**{field: values})
        wanted |= part
    return wanted


def _known(what: str, values: Iterable[str], rule: str) -> None:
    known = {"kind": UnitKind.values, "level": Level.values}.get(what)
    for value in values:
        if known is not None and value not in known:
            raise RuleError(f"Quy tắc nhóm “{rule}” nêu “{value}”, không có trong danh mục.")


def members(group: Group, day: dt.date) -> UnitQuerySet:
    """The units that a collective name means on a day."""
    return Unit.objects.on(day).filter(condition(group.rule)).order_by("order", "name")


def within_reach(user: Any, *roles: str, field: str = "unit") -> Q:
    """The filter on rows of the units in which the person holds a role (one of `roles` when given), and of the units
    below these in the tree: a district sees its communes. `field` is the way from the row to its unit.
    """
    ids = user.unit_ids(*roles)
    up = "" if field == "pk" else field
    below = [f"{up}__parent__in" if up else "parent__in", f"{up}__parent__parent__in" if up else "parent__parent__in"]
    return Q(**{f"{field}__in": ids}) | Q(**{below[0]: ids}) | Q(**{below[1]: ids})
