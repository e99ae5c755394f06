"""Forms of verdicts, of the lock, and of sending."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ngayso.people.models import Unit
from ngayso.reports.asked import expected_units
from ngayso.reports.models import Round


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and hour."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=MomentInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": gettext_lazy("Ngày, giờ này không có. Ghi theo mẫu 16/10/2024 17:00.")},
        **more,
    )


class VerdictForm(forms.Form):
    """What one says with a verdict. `until` only where the round is locked."""

    note = forms.CharField(
        label=gettext_lazy("Ý kiến chung"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    until = moment(
        gettext_lazy("Cho đơn vị gửi lại đến lúc"),
        required=False,
        help_text=gettext_lazy("Kỳ đã khóa: không ghi thì đơn vị chưa gửi lại được."),
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, locked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not locked:
            del self.fields["until"]


class ReopenForm(forms.Form):
    """Why an accepted report is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do mở lại"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Số liệu của báo cáo này sẽ không còn hiệu lực cho đến khi được duyệt lại."),
    )
    until = moment(gettext_lazy("Cho đơn vị gửi lại đến lúc"), required=False)

    def __init__(self, *args: Any, locked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not locked:
            del self.fields["until"]


class ExceptionForm(forms.Form):
    """Which unit may still send, until when, why."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị"),
        queryset=Unit.objects.none(),
        empty_label=gettext_lazy("Chọn đơn vị"),
        error_messages={"invalid_choice": gettext_lazy("Đơn vị này không phải báo cáo trong kỳ. Chọn đơn vị khác.")},
    )
    until = moment(gettext_lazy("Được gửi đến lúc"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.filter(pk__in=expected_units(round_)).order_by("order", "name")
        units.label_from_instance = lambda unit: unit.name
