"""What officers may write into a programme, cleaned."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.people import queries as people
from ngayso.people.models import Unit
from ngayso.people.names import Directory
from ngayso.plans import kinds
from ngayso.plans.actions import CHANGEABLE, AssignmentSpec, stamp
from ngayso.plans.models import Activity, Assignment, Part
from ngayso.words.dates import say_day

PLAIN = gettext_lazy("Nhiệm vụ thường")
NO_DAY = gettext_lazy("Ngày này không có. Ghi theo mẫu 05/10/2024.")


def kind_choices() -> list[tuple[str, Any]]:
    """Every kind that is open here, behind the plain assignment."""
    return [("", PLAIN), *((kind.slug, kind.label) for kind in kinds.all_kinds())]


class DayInput(forms.DateInput):
    """The browser's own picker; days typed by hand are read, too."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": NO_DAY},
        **more,
    )


class ActivityForm(forms.Form):
    """An activity as the focal officer writes it. A day is given whole; the words of the plan stand in `time`."""

    title = forms.CharField(label=gettext_lazy("Tên hoạt động"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    kind = forms.ChoiceField(label=gettext_lazy("Loại hoạt động"), choices=kind_choices, required=False)
    start = day_field(gettext_lazy("Bắt đầu"))
    end = day_field(gettext_lazy("Kết thúc"))
    tentative = forms.BooleanField(label=gettext_lazy("Dự kiến, chưa chốt ngày"), required=False)
    time = forms.CharField(
        label=gettext_lazy("Thời gian, như Kế hoạch ghi"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=1000, required=False)
    audience = forms.CharField(
        label=gettext_lazy("Đối tượng, thành phần"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2})
    )
    content = forms.CharField(
        label=gettext_lazy("Nội dung"), max_length=20000, required=False, widget=forms.Textarea({"rows": 6})
    )

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error(
                "end",
                _("Ngày kết thúc đang trước ngày bắt đầu %s. Sửa một trong hai ngày.") % say_day(start),
            )
        return cleaned

    @classmethod
    def of(cls, activity: Activity, data: Any = None) -> "ActivityForm":
        """The form of an activity that is there."""
        return cls(data, initial={name: getattr(activity, name) for name in CHANGEABLE} | {"seen": stamp(activity)})


NAMES_HELP = gettext_lazy("Ghi tên đơn vị như trong danh bạ. Nhiều đơn vị: cách nhau bằng dấu chấm phẩy.")


class NewActivityForm(ActivityForm):
    """An activity that the plan does not print, with its units; names are resolved as of `day`."""

    key = forms.SlugField(widget=forms.HiddenInput)
    leads = forms.CharField(label=gettext_lazy("Đơn vị chủ trì"), max_length=2000, required=False, help_text=NAMES_HELP)
    partners = forms.CharField(label=gettext_lazy("Đơn vị phối hợp"), max_length=4000, required=False)

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        del self.fields["seen"]
        for name in ("leads", "partners"):
            self.fields[name].widget.attrs["list"] = "don-vi-danh-ba"

    def clean_leads(self) -> tuple[AssignmentSpec, ...]:
        return assignments(self.cleaned_data["leads"], Part.LEAD, self.day)

    def clean_partners(self) -> tuple[AssignmentSpec, ...]:
        return assignments(self.cleaned_data["partners"], Part.PARTNER, self.day)


def assignments(text: str, part: Part, day: dt.date) -> tuple[AssignmentSpec, ...]:
    """The units and groups that names between semicolons mean; ValidationError on one that is not sure."""
    directory = Directory.on(day)
    made = []
    for name in (" ".join(n.split()) for n in text.split(";")):
        if not name:
            continue
        found = directory.find(name)
        if found.group is not None:
            meant = people.members(found.group, day).values_list("pk", flat=True)
            made.append(AssignmentSpec(part=part, printed=name, group=found.group.pk, units=tuple(meant)))
        elif found.unit is not None:
            made.append(
                AssignmentSpec(part=part, printed=name, units=(found.unit.pk,), by_hand=frozenset({found.unit.pk}))
            )
        else:
            raise ValidationError(_not_sure(name, found.candidates))
    return tuple(made)


def _not_sure(name: str, candidates: tuple[Unit, ...]) -> str:
    if candidates:
        meant = "; ".join(unit.name for unit in candidates[:3])
        return _("Chưa rõ “%(name)s” là đơn vị nào. Ghi đúng một tên trong danh bạ, ví dụ: %(meant)s.") % {
            "name": name,
            "meant": meant,
        }
    return _("Danh bạ không có “%s”. Ghi tên đơn vị như trong danh bạ.") % name


class UnitNameForm(forms.Form):
    """One unit by its name."""

    unit = forms.CharField(label=gettext_lazy("Đơn vị"), max_length=300)

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["unit"].widget.attrs["list"] = "don-vi-danh-ba"

    def clean_unit(self) -> Unit:
        name = " ".join(self.cleaned_data["unit"].split())
        found = Directory.on(self.day).find(name)
        if found.unit is None:
            raise ValidationError(_not_sure(name, found.candidates))
        return found.unit


class NewNameForm(UnitNameForm):
    """A unit to lead or to support an activity."""

    part = forms.ChoiceField(
        label=gettext_lazy("Vai"), choices=[(Part.LEAD, Part.LEAD.label), (Part.PARTNER, Part.PARTNER.label)]
    )
    field_order = ("part", "unit")


class MeantForm(forms.Form):
    """Which units a printed name means: those that stay, those that come."""

    units = forms.MultipleChoiceField(
        label=gettext_lazy("Các đơn vị được hiểu"), required=False, widget=forms.CheckboxSelectMultiple
    )
    add = forms.CharField(label=gettext_lazy("Thêm đơn vị"), max_length=2000, required=False, help_text=NAMES_HELP)

    def __init__(self, assignment: Assignment, day: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        rows = assignment.assigned.select_related("unit").order_by("unit__order", "unit__name")
        self.meant = {str(row.unit_id): row for row in rows}
        group = assignment.group
        ruled = list(people.members(group, day)) if group is not None else []
        self.by_rule = {str(unit.pk): unit for unit in ruled if str(unit.pk) not in self.meant}
        units: Any = self.fields["units"]
        units.choices = [
            *(
                (pk, f"{row.unit.name}{_(' (thêm bằng tay)') if row.by_hand and group else ''}")
                for pk, row in self.meant.items()
            ),
            *((pk, _("%s (nhóm này gồm cả đơn vị này, đã bỏ ra)") % unit.name) for pk, unit in self.by_rule.items()),
        ]
        units.initial = list(self.meant)
        self.fields["add"].widget.attrs["list"] = "don-vi-danh-ba"

    def clean_add(self) -> list[Any]:
        made = assignments(self.cleaned_data["add"], Part.LEAD, self.day)
        return [unit for spec in made for unit in spec.units]

    def changes(self) -> tuple[list[Any], list[Any]]:
        """(units to add, units to remove)"""
        kept = set(self.cleaned_data["units"])
        gone = [row.unit_id for pk, row in self.meant.items() if pk not in kept]
        back = [unit.pk for pk, unit in self.by_rule.items() if pk in kept]
        return [*back, *self.cleaned_data["add"]], gone


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do hủy"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Ví dụ số và ngày của văn bản cho hủy. Lý do này hiện trên trang của hoạt động."),
    )
