"""The indicator catalogue: what is shipped, what a province made of it, and every change of it."""

import functools
import hashlib
import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from ngayso.core import audit, clock
from ngayso.core.errors import Refusal
from ngayso.plans import kinds, rules
from ngayso.plans.models import Indicator, Nature, Relation
from ngayso.words.fold import fold

_FILE = Path(__file__).with_name("indicators.toml")
STEP = 10
"""Between the orders of two indicators, so that another finds room."""


@functools.cache
def shipped() -> dict[str, list[dict[str, Any]]]:
    """The shipped catalogue as the file has it: "indicator" and "relation", each a list of tables."""
    return tomllib.loads(_FILE.read_text("utf-8"))


def install(*, actor: Any = None) -> int:
    """Puts in the shipped indicators and relations that are missing and says how many. What a province changed or
    retired stays as it is. 2 queries when nothing is missing.
    """
    with transaction.atomic():
        there = set(Indicator.objects.values_list("code", flat=True))
        related = set(Relation.objects.values_list("code", flat=True))
        missing = [table for table in shipped()["indicator"] if table["code"] not in there]
        relations = [table for table in shipped()["relation"] if table["code"] not in related]
        if not missing and not relations:
            return 0
        place = _orders()
        plain = [t for t in missing if t.get("nature") != Nature.RATE]
        Indicator.objects.bulk_create([Indicator(**t, order=place[t["code"]]) for t in plain], ignore_conflicts=True)
        known = {i.code: i for i in Indicator.objects.all()}
        rates = []
        for table in missing:
            if table.get("nature") == Nature.RATE:
                parts = {name: known[table[name]] for name in ("numerator", "denominator")}
                rates.append(Indicator(**(table | parts), order=place[table["code"]]))
        Indicator.objects.bulk_create(rates, ignore_conflicts=True)
        at = [table["code"] for table in shipped()["relation"]]
        made = [Relation(**table, order=STEP * (at.index(table["code"]) + 1)) for table in relations]
        Relation.objects.bulk_create(made, ignore_conflicts=True)
        codes = [table["code"] for table in [*missing, *relations]]
        audit.record("plans.indicators_installed", None, actor=actor, label=_("Danh mục số liệu"), codes=codes)
        return len(codes)


def _orders() -> dict[str, int]:
    """Code → its place among those of its kind."""
    counted: dict[str, int] = {}
    found = {}
    for table in shipped()["indicator"]:
        kind = table.get("kind", "")
        found[table["code"]] = counted[kind] = counted.get(kind, 0) + STEP
    return found


def missing_count() -> int:
    """How many shipped indicators and relations are not in the catalogue. 2 queries."""
    here = {*Indicator.objects.values_list("code", flat=True)}
    related = {*Relation.objects.values_list("code", flat=True)}
    return sum(t["code"] not in here for t in shipped()["indicator"]) + sum(
        t["code"] not in related for t in shipped()["relation"]
    )


def for_kind(slug: str) -> list[Indicator]:
    """What is asked of an activity of this kind: its own indicators in use, then those of every kind, each in order."""
    return asked_of_kinds([slug])[slug]


def asked_of_kinds(slugs: Collection[str]) -> dict[str, list[Indicator]]:
    """`for_kind` of several kinds. 1 query."""
    found: dict[str, list[Indicator]] = {slug: [] for slug in {*slugs, ""}}
    rows = Indicator.objects.in_use().filter(kind__in=found).select_related("numerator", "denominator")
    for indicator in rows.order_by("order", "code"):
        found[indicator.kind].append(indicator)
    every = found[""]
    return {slug: [*found[slug], *every] if slug else list(every) for slug in slugs}


# Changes


INDICATOR = (
    "kind", "name", "measure", "definition", "nature", "course", "places", "numerator", "denominator", "daily",
    "of_partners", "required", "phrase", "order", "source", "verified",
)  # fmt: skip
"""What may be set of an indicator, besides its code."""
MEANING = ("measure", "nature", "course", "numerator", "denominator")
"""What numbers that are there already rest on."""
RELATION = ("left", "right", "operator", "weight", "sentence", "order")
RESERVED = ("them", "bo-sung", "quan-he")
"""Codes that are words of an address."""
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def stamp(row: Indicator | Relation) -> str:
    """A short mark of what the row holds now: a form that was shown carries it, so that nobody overwrites unseen."""
    names = INDICATOR if isinstance(row, Indicator) else RELATION
    told = repr([row.code, row.retired_at, *(str(getattr(row, name)) for name in names)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def is_used(indicator: Indicator) -> bool:
    """Whether anything points at it: a form, a figure, an entry of a day, a rate, a relation."""
    for field in Indicator._meta.get_fields(include_hidden=True):
        model: Any = field.related_model
        if field.auto_created and not field.concrete and model is not None:
            name = field.field.name  # type: ignore[union-attr]
            if model._base_manager.filter(**{name: indicator.pk}).exists():
                return True
    return any(
        indicator.code in (*left, *right) for left, right in Relation.objects.values_list("left", "right").iterator()
    )


def make_indicator(*, code: str = "", actor: Any, **fields: Any) -> Indicator:
    """Adds an indicator; its code is made from its name when none is given. The same sent twice is one.

    Refuses (404) who may not, (400) what does not hold together, (409) a code that means something else already.
    """
    _ask(actor)
    code = code or "-".join(fold(str(fields.get("name", ""))).split())[:60].strip("-")
    with transaction.atomic():
        check_indicator(fields)
        _check_code(code)
        there = Indicator.objects.filter(code=code).first()
        if there is not None:
            if all(getattr(there, name) == value for name, value in fields.items() if name != "order"):
                return there
            raise Refusal(
                _("Mã “%s” đã là mã của số liệu khác. Ghi mã khác, hoặc sửa số liệu đang có.") % code, 409, field="code"
            )
        given = dict(fields)
        if not given.get("order"):
            last = Indicator.objects.filter(kind=given.get("kind", "")).aggregate(last=Max("order"))["last"]
            given["order"] = (last or 0) + STEP
        made = Indicator.objects.create(code=code, **given)
        audit.record("plans.indicator_made", made, actor=actor, code=code, kind=made.kind, measure=made.measure)
    return made


def change_indicator(
    indicator: Indicator, *, code: str | None = None, seen: str = "", actor: Any, **fields: Any
) -> Indicator:
    """Sets some of INDICATOR, and the code of one that nothing uses yet. What differs is written and recorded.

    Refuses (409) when somebody changed it since `seen`, and a change of MEANING once there are figures of it: the old
    numbers would say something else.
    """
    _ask(actor)
    if strange := set(fields) - set(INDICATOR):
        raise ValueError(f"not changeable: {sorted(strange)}")
    with transaction.atomic():
        row = Indicator.objects.select_for_update().get(pk=indicator.pk)
        _check_seen(row, seen)
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if code and code != row.code:
            _check_code(code)
            if is_used(row):
                raise Refusal(_("Số liệu này đã được dùng nên mã không đổi được."), 409, field="code")
            if Indicator.objects.filter(code=code).exists():
                raise Refusal(_("Mã “%s” đã là mã của số liệu khác. Ghi mã khác.") % code, 409, field="code")
            changed["code"] = code
        if not changed:
            return row
        check_indicator({name: getattr(row, name) for name in INDICATOR} | fields, own=row)
        meant = [name for name in MEANING if name in changed]
        if meant and row.figures.exists():
            raise Refusal(
                _(
                    "Đã có số liệu báo cáo nên không đổi được đơn vị tính và cách đếm. Lập số liệu mới, cho số này thôi dùng."
                ),
                409,
                field=meant[0],
            )
        before = {name: str(getattr(row, name) or "") for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        after = {name: str(value or "") for name, value in changed.items()}
        audit.record("plans.indicator_changed", row, actor=actor, before=before, after=after)
    return row


def set_retired(row: Indicator | Relation, *, retired: bool, actor: Any) -> None:
    """Takes an indicator or a relation out of use, or back: what was reported stays. Twice is harmless.

    Refuses (409) to retire a figure from which a rate in use is computed.
    """
    _ask(actor)
    with transaction.atomic():
        if isinstance(row, Indicator) and retired:
            of = Indicator.objects.in_use().filter(Q(numerator=row) | Q(denominator=row)).values_list("name", flat=True)
            if names := "; ".join(of):
                raise Refusal(_("“%s” đang tính từ số liệu này. Cho tỷ lệ đó thôi dùng trước.") % names, 409)
        rows: Any = type(row)._default_manager.filter(pk=row.pk, retired_at__isnull=retired)
        if not rows.update(retired_at=clock.now() if retired else None):
            return
        if isinstance(row, Indicator):
            audit.record(
                "plans.indicator_retired" if retired else "plans.indicator_restored", row, actor=actor, code=row.code
            )
        else:
            audit.record(
                "plans.relation_retired" if retired else "plans.relation_restored", row, actor=actor, code=row.code
            )


def make_relation(*, code: str = "", actor: Any, **fields: Any) -> Relation:
    """Adds what must hold between figures; the same sent twice is one. Refuses as make_indicator does."""
    _ask(actor)
    code = code or "-".join([*fields["left"], fields["operator"], *fields["right"]])[:60].strip("-")
    with transaction.atomic():
        check_relation(fields)
        _check_code(code)
        there = Relation.objects.filter(code=code).first()
        if there is not None:
            if all(getattr(there, name) == value for name, value in fields.items() if name != "order"):
                return there
            raise Refusal(_("Mã “%s” đã là mã của quan hệ khác. Ghi mã khác.") % code, 409, field="code")
        given = dict(fields)
        given["order"] = given.get("order") or (Relation.objects.aggregate(last=Max("order"))["last"] or 0) + STEP
        made = Relation.objects.create(code=code, **given)
        audit.record("plans.relation_made", made, actor=actor, code=code)
    return made


def change_relation(relation: Relation, *, seen: str = "", actor: Any, **fields: Any) -> Relation:
    """Sets some of RELATION. Refuses (409) when somebody changed it since `seen`."""
    _ask(actor)
    if strange := set(fields) - set(RELATION):
        raise ValueError(f"not changeable: {sorted(strange)}")
    with transaction.atomic():
        row = Relation.objects.select_for_update().get(pk=relation.pk)
        _check_seen(row, seen)
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if not changed:
            return row
        check_relation({name: getattr(row, name) for name in RELATION} | fields)
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        audit.record("plans.relation_changed", row, actor=actor, before=before, after=changed)
    return row


def _ask(actor: Any) -> None:
    if not rules.may_run_plan(actor):
        raise Refusal(_("Không tìm thấy trang này."), 404)


def _check_seen(row: Indicator | Relation, seen: str) -> None:
    if seen and seen != stamp(row):
        raise Refusal(_("Người khác vừa sửa mục này. Tải lại trang, xem giá trị mới rồi sửa tiếp."), 409)


def _check_code(code: str) -> None:
    if not _CODE.fullmatch(code) or len(code) > 60 or code in RESERVED:
        raise Refusal(
            _("Mã “%s” không dùng được. Mã gồm chữ thường không dấu, số và dấu gạch nối, ví dụ ho-da-den.") % code[:60],
            field="code",
        )


def check_indicator(fields: dict[str, Any], *, own: Indicator | None = None) -> None:
    """Refuses (400) an indicator that does not hold together: all of INDICATOR are looked at, as they would stand."""
    if not str(fields.get("name", "")).strip():
        raise Refusal(_("Chưa ghi tên số liệu."), field="name")
    if not str(fields.get("measure", "")).strip():
        raise Refusal(_("Chưa ghi đơn vị tính, ví dụ hộ, lượt, triệu đồng."), field="measure")
    kind = fields.get("kind", "")
    if kind and kinds.kind_of(kind) is None and (own is None or own.kind != kind):
        raise Refusal(_("Loại hoạt động này không có. Chọn một loại trong danh sách."), field="kind")
    phrase = fields.get("phrase", "")
    if phrase and (phrase.count("{}") != 1 or re.search(r"[{}]", phrase.replace("{}", ""))):
        raise Refusal(_("Cách nói phải có đúng một chỗ trống {} cho con số, ví dụ “đã đến {} hộ”."), field="phrase")
    if not 0 <= int(fields.get("places") or 0) <= 2:
        raise Refusal(_("Số chữ số sau dấu phẩy là 0, 1 hoặc 2."), field="places")
    parts = {name: fields.get(name) for name in ("numerator", "denominator")}
    if fields.get("nature") != Nature.RATE:
        if given := next((name for name, part in parts.items() if part is not None), None):
            raise Refusal(_("Chỉ tỷ lệ mới có tử số và mẫu số. Chọn đếm gì là tỷ lệ, hoặc để trống."), field=given)
        if own is not None and _rates_of(own).exists() and fields.get("kind") != own.kind:
            raise Refusal(_("Một tỷ lệ đang tính từ số liệu này nên không đổi loại hoạt động được."), field="kind")
        return
    for name, part in parts.items():
        if part is None:
            raise Refusal(_("Tỷ lệ tính từ hai số liệu khác. Chọn cả tử số và mẫu số."), field=name)
        if part.nature == Nature.RATE or (own is not None and part.pk == own.pk):
            raise Refusal(_("Tỷ lệ chỉ tính từ số đếm, không tính từ một tỷ lệ khác. Chọn số liệu khác."), field=name)
        if part.kind not in ("", kind):
            raise Refusal(_("Tử số, mẫu số phải là số liệu của cùng loại hoạt động. Chọn số liệu khác."), field=name)
    if parts["numerator"] == parts["denominator"]:
        raise Refusal(_("Tử số và mẫu số đang là một. Chọn hai số liệu khác nhau."), field="denominator")
    if own is not None and _rates_of(own).exists():
        raise Refusal(_("Một tỷ lệ đang tính từ số liệu này nên nó không thể thành tỷ lệ."), field="nature")
    if fields.get("required") or fields.get("daily"):
        raise Refusal(
            _("Tỷ lệ do hệ thống tính, không ai ghi. Bỏ dấu bắt buộc và dấu ghi hằng ngày."),
            field="required" if fields.get("required") else "daily",
        )


def _rates_of(indicator: Indicator) -> Any:
    return Indicator.objects.filter(Q(numerator=indicator) | Q(denominator=indicator))


def check_relation(fields: dict[str, Any]) -> None:
    """Refuses (400) a relation between figures that never stand on one activity, or that says nothing."""
    left, right = list(fields.get("left", ())), list(fields.get("right", ()))
    known = {i.code: i for i in Indicator.objects.filter(code__in=[*left, *right])}
    for name, side in (("left", left), ("right", right)):
        if not side:
            raise Refusal(_("Mỗi vế cần ít nhất một số liệu."), field=name)
        if len(set(side)) != len(side) or not set(side) <= set(known):
            raise Refusal(_("Một số liệu không có trong danh mục, hoặc được chọn hai lần. Chọn lại."), field=name)
        if any(known[code].nature == Nature.RATE for code in side):
            raise Refusal(_("Tỷ lệ do hệ thống tính nên không đặt vào quan hệ. Chọn số đếm."), field=name)
    if set(left) & set(right):
        raise Refusal(_("Một số liệu đang đứng ở cả hai vế. Bỏ ở một vế."), field="right")
    if len({one.kind for one in known.values()} - {""}) > 1:
        raise Refusal(
            _("Các số liệu thuộc hai loại hoạt động khác nhau, không bao giờ cùng một mẫu. Chọn lại."), field="right"
        )
    if not str(fields.get("sentence", "")).strip():
        raise Refusal(_("Ghi câu báo cho đơn vị khi quan hệ không đúng."), field="sentence")
