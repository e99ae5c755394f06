"""What the focal unit may write into a round and its form, cleaned."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core.templatetags.look import vi_number
from ngayso.desks.forms import NumberField
from ngayso.plans import kinds
from ngayso.plans.forms import DayInput
from ngayso.plans.models import Activity, Indicator, Nature
from ngayso.plans.titles import short_title
from ngayso.reports.models import Ask, Round

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y"]
_NO_DAY = gettext_lazy("Ngày này không có. Ghi theo mẫu 05/10/2024.")


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=DayInput(),
        input_formats=_DAYS,
        error_messages={"invalid": _NO_DAY, "required": gettext_lazy("Chưa ghi ngày.")},
        **more,
    )


class RoundForm(forms.Form):
    """Name and days of a round."""

    name = forms.CharField(
        label=gettext_lazy("Tên kỳ"),
        max_length=200,
        error_messages={"required": gettext_lazy("Chưa ghi tên kỳ báo cáo.")},
    )
    since = _day(gettext_lazy("Báo cáo từ ngày"))
    until = _day(gettext_lazy("Chốt số liệu hết ngày"))
    due = forms.DateTimeField(
        label=gettext_lazy("Trễ từ lúc"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=_MOMENTS,
        help_text=gettext_lazy("Báo cáo gửi từ lúc này trở đi là trễ. “Trước ngày 16/10” là 00:00 ngày 16/10."),
        error_messages={
            "invalid": gettext_lazy("Thời điểm này không có. Ghi theo mẫu 00:00 16/10/2024."),
            "required": gettext_lazy("Chưa ghi hạn gửi."),
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    @classmethod
    def of(cls, round_: Round, data: Any = None) -> "RoundForm":
        values = {name: getattr(round_, name) for name in ("name", "since", "until", "due")}
        return cls(data, initial=values | {"seen": seen_of(round_)})


def seen_of(round_: Round) -> str:
    """What the writer saw, in the form itself."""
    return f"{round_.since}|{round_.until}|{round_.due.isoformat()}|{round_.name}"


class NewRoundForm(RoundForm):
    """A round that is not there yet; `deadline` is the plan's own, none for a supplement, which names its activities."""

    deadline = forms.IntegerField(widget=forms.HiddenInput, required=False)
    activities = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Hỏi về những hoạt động nào"),
        queryset=Activity.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Một hoạt động đã chọn vừa bị hủy. Tải lại trang."),
            "invalid_pk_value": gettext_lazy("Không có hoạt động này. Tải lại trang."),
        },
    )

    def __init__(self, *args: Any, activities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"]
        field: Any = self.fields["activities"]
        field.queryset = activities
        field.label_from_instance = lambda one: f"{one.ref} {short_title(one.title, most=110)}".strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("deadline") is None and not cleaned.get("activities") and "activities" not in self.errors:
            self.add_error("activities", _("Chọn ít nhất một hoạt động mà kỳ này hỏi về."))
        return cleaned


class AskForm(forms.Form):
    """One figure that is asked of an activity."""

    order = forms.IntegerField(
        label=gettext_lazy("Thứ tự"),
        min_value=0,
        max_value=9999,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Thứ tự là một số từ 0 đến 9999.")},
    )
    required = forms.BooleanField(label=gettext_lazy("Bắt buộc"), required=False)
    of_partners = forms.BooleanField(label=gettext_lazy("Đơn vị phối hợp cũng báo cáo"), required=False)
    target = NumberField(label=gettext_lazy("Chỉ tiêu toàn tỉnh"), places=2)
    baseline = NumberField(label=gettext_lazy("Cùng kỳ, năm trước"), places=2)
    baseline_source = forms.CharField(label=gettext_lazy("Nguồn số năm trước"), required=False, max_length=300)
    drop = forms.BooleanField(label=gettext_lazy("Bỏ khỏi mẫu"), required=False)

    def __init__(self, ask: Ask, data: Any = None) -> None:
        self.ask = ask
        values = {name: getattr(ask, name) for name in ("order", "required", "of_partners", "baseline_source")}
        values |= {name: vi_number(getattr(ask, name)) for name in ("target", "baseline")}
        super().__init__(data, prefix=f"so{ask.pk}", initial=values)
        if ask.indicator.nature == Nature.RATE:
            del self.fields["required"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("baseline") is not None and not (cleaned.get("baseline_source") or "").strip():
            self.add_error("baseline_source", _("Ghi nguồn của số năm trước, ví dụ số của báo cáo."))
        return cleaned

    @property
    def has_numbers(self) -> bool:
        return self.ask.target is not None or self.ask.baseline is not None

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "drop"}


class AddForm(forms.Form):
    """Figures of the catalogue that the activity is not asked yet, those of its own kind first."""

    add = forms.MultipleChoiceField(
        label=gettext_lazy("Thêm từ danh mục"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Số liệu này không còn trong danh mục. Tải lại trang.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, activity: Activity, free: Sequence[Indicator], data: Any = None, *, seen: str = "") -> None:
        super().__init__(data, initial={"seen": seen})
        self.free = {i.code: i for i in free}
        field: Any = self.fields["add"]
        field.choices = list(_by_kind(activity.kind, free))

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """(kind, [(code, words, ticked)]) for the page."""
        field: Any = self.fields["add"]
        ticked = set(self["add"].value() or ())
        return [(kind, [(code, words, code in ticked) for code, words in rows]) for kind, rows in field.choices]

    def chosen(self) -> list[Indicator]:
        return [self.free[code] for code in self.cleaned_data["add"]]


def _by_kind(first: str, free: Iterable[Indicator]) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {first: [], "": []}
    for one in free:
        groups.setdefault(one.kind, []).append((one.code, f"{one.name} ({one.measure})"))
    for slug, choices in groups.items():
        kind = kinds.kind_of(slug)
        if choices:
            yield str(kind.label) if kind else slug or _("Mọi loại hoạt động"), choices
