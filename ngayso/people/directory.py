"""Every write to units and groups."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from ngayso.core import audit
from ngayso.core.errors import Refusal
from ngayso.people import queries, rules
from ngayso.people.models import Alias, Group, Province, Unit
from ngayso.people.sheet import Difference, Row, Sheet, differences, read_csv
from ngayso.words.fold import fold


def import_units(sheet: Sheet, *, actor: Any) -> tuple[int, int]:
    """Makes and changes units as the sheet says, all or nothing; gives how many were made and changed.

    Refusal 404 to whoever may not edit units, 400 while the sheet has an error. Units that it
    does not name stay.
    """
    if not rules.may_edit_units(actor):
        raise Refusal(_("Không có trang này."), 404)
    return _import(sheet, actor=actor)


def _import(sheet: Sheet, *, actor: Any) -> tuple[int, int]:
    if sheet.wrong:
        raise Refusal(_("Bảng còn %(count)d chỗ sai, chưa ghi gì. Sửa hết rồi nộp lại.") % {"count": len(sheet.wrong)})
    with transaction.atomic():
        wanted = differences(sheet)
        made, changed = [d for d in wanted if d.new], [d for d in wanted if not d.new]
        order = {row.code: number for number, row in enumerate(sheet.rows)}
        Unit.objects.bulk_create(
            [Unit(code=d.row.code, order=order[d.row.code], folded=_folded(d.row), **d.row.fields) for d in made]
        )
        for difference in changed:
            Unit.objects.filter(code=difference.row.code).update(
                folded=_folded(difference.row), **difference.row.fields
            )
        _link(wanted)
        if wanted:
            audit.record(
                "people.units_imported",
                None,
                actor=actor,
                label=_("Danh bạ đơn vị"),
                made=len(made),
                changed={d.row.code: [list(c) for c in d.changed] for d in changed},
            )
    return len(made), len(changed)


def _folded(row: Row) -> str:
    return fold(row.fields["name"])[:200]


def _link(wanted: list[Difference]) -> None:
    """Parents, aliases and successors of the units that were made or changed."""
    rows = [d.row for d in wanted]
    named = {r.code for r in rows} | {c for r in rows for c in (r.parent, *r.successors) if c}
    units = {u.code: u for u in Unit.objects.filter(code__in=named)}
    for row in rows:
        units[row.code].parent = units[row.parent] if row.parent else None
    Unit.objects.bulk_update([units[r.code] for r in rows], ["parent"], batch_size=200)
    ids = [units[r.code].pk for r in rows]
    Alias.objects.filter(unit__in=ids).delete()
    Alias.objects.bulk_create(
        [Alias(unit=units[r.code], text=a[:200], folded=fold(a)[:200]) for r in rows for a in r.aliases]
    )
    through = Unit.successors.through
    through.objects.filter(from_unit_id__in=ids).delete()
    through.objects.bulk_create(
        [through(from_unit_id=units[r.code].pk, to_unit_id=units[s].pk) for r in rows for s in r.successors]
    )


def load_directory(folder: Path, *, province: str, root: str, focal: str) -> int:
    """Sets up a new house from a folder with units.csv and groups.csv; `root` and `focal` are codes of units.

    Returns how many units were made. A house that has a province already is left as it is (0). Called by the commands
    that set a house up, never by a page, so it asks no right.
    """
    if Province.objects.exists():
        return 0
    sheet = read_csv(folder / "units.csv")
    with transaction.atomic():
        made, _changed = _import(sheet, actor=None)
        with open(folder / "groups.csv", encoding="utf-8-sig", newline="") as file:
            for order, row in enumerate(csv.DictReader(file)):
                save_group(row, order=order)
        Province.objects.create(name=province, unit=Unit.objects.get(code=root), focal=Unit.objects.get(code=focal))
        audit.record("people.province_set_up", None, label=province, units=made)
    return made


def save_group(row: Mapping[str, str], *, order: int) -> Group:
    """Makes or changes a collective group; the rule is read first, so that a wrong one is refused."""
    queries.condition(row["rule"])
    group, _made = Group.objects.update_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "patterns": [p.strip() for p in row["patterns"].split(";") if p.strip()],
            "rule": row["rule"],
            "order": order,
        },
    )
    return group


def change_group(code: str, *, name: str, patterns: list[str], rule: str, actor: Any) -> Group:
    """The officer's change of a collective name. Plans that were confirmed keep the members they were given."""
    group = Group.objects.filter(code=code).first()
    if group is None or not rules.may_edit_units(actor):
        raise Refusal(_("Không có nhóm này."), 404)
    try:
        queries.condition(rule)
    except queries.RuleError as error:
        raise Refusal(str(error)) from error
    before = {"name": group.name, "patterns": group.patterns, "rule": group.rule}
    after = {"name": name, "patterns": patterns, "rule": rule}
    if before != after:
        with transaction.atomic():
            Group.objects.filter(code=code).update(**after)
            audit.record("people.group_changed", group, actor=actor, before=before, after=after)
    group.refresh_from_db()
    return group


def save_unit(unit: Unit, aliases: list[str], *, actor: Any) -> Unit:
    """Makes or changes one unit from a checked form. Refusal 404 to whoever may not, 409 when its code is taken."""
    if not rules.may_edit_units(actor):
        raise Refusal(_("Không có đơn vị này."), 404)
    new = unit._state.adding
    with transaction.atomic():
        if new:
            unit.code = free_code(unit)
        before = None if new else Unit.objects.get(pk=unit.pk)
        unit.save()
        Alias.objects.filter(unit=unit).exclude(text__in=aliases).delete()
        for text in aliases:
            Alias.objects.get_or_create(unit=unit, text=text)
        fields = [f.name for f in Unit._meta.concrete_fields if f.name not in ("id", "folded")]
        changed = {
            name: [str(getattr(before, name)), str(getattr(unit, name))]
            for name in fields
            if before is not None and getattr(before, name) != getattr(unit, name)
        }
        audit.record("people.unit_made" if new else "people.unit_changed", unit, actor=actor, changed=changed)
    return unit


def free_code(unit: Unit) -> str:
    """A code from the unit's name that nobody has."""
    base = "-".join(fold(unit.short or unit.name).split())[:70] or "don-vi"
    code, number = base, 2
    while Unit.objects.filter(code=code).exists():
        code, number = f"{base}-{number}", number + 1
    return code


def drop_unit(unit_id: Any, *, actor: Any) -> None:
    """Removes a unit that nothing names; one that plans or people know ends by `valid_to` instead."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not rules.may_edit_units(actor):
        raise Refusal(_("Không có đơn vị này."), 404)
    try:
        with transaction.atomic():
            audit.record("people.unit_dropped", unit, actor=actor, code=unit.code)
            unit.delete()
    except ProtectedError as error:
        raise Refusal(
            _("Đơn vị này đã có trong kế hoạch hoặc có người dùng. Hãy ghi ngày kết thúc thay cho xóa."), 409
        ) from error
