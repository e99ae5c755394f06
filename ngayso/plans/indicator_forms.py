"""What officers may write into the indicator catalogue, cleaned."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ngayso.plans import indicators, kinds
from ngayso.plans.models import Course, Indicator, Nature, Relation

EVERY = gettext_lazy("Mọi loại hoạt động")
_CHOOSE = gettext_lazy("Không có lựa chọn này. Chọn trong danh sách.")


def kind_names() -> list[tuple[str, Any]]:
    """Every kind that is open here, then every sort of activity."""
    return [*((kind.slug, kind.label) for kind in kinds.all_kinds()), ("", EVERY)]


class IndicatorForm(forms.Form):
    """One indicator of the catalogue."""

    name = forms.CharField(
        label=gettext_lazy("Tên số liệu"),
        max_length=200,
        error_messages={"required": gettext_lazy("Chưa ghi tên số liệu.")},
    )
    code = forms.CharField(
        label=gettext_lazy("Mã"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Để trống thì tạo từ tên. Không đổi được khi số liệu đã được dùng."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại hoạt động"), choices=kind_names, required=False)
    measure = forms.CharField(
        label=gettext_lazy("Đơn vị tính"),
        max_length=40,
        error_messages={"required": gettext_lazy("Chưa ghi đơn vị tính, ví dụ hộ, lượt, triệu đồng.")},
    )
    definition = forms.CharField(
        label=gettext_lazy("Cách tính"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Một câu: đếm gì, không đếm gì."),
        error_messages={"required": gettext_lazy("Ghi cách tính: đếm gì, không đếm gì.")},
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Đếm gì"), choices=Nature.choices, initial=Nature.AMOUNT, error_messages={"invalid": _CHOOSE}
    )
    course = forms.ChoiceField(label=gettext_lazy("Theo thời gian"), choices=Course.choices, initial=Course.FLOW)
    numerator = forms.ModelChoiceField(
        label=gettext_lazy("Tử số, của tỷ lệ"), queryset=Indicator.objects.none(), required=False, empty_label="—"
    )
    denominator = forms.ModelChoiceField(
        label=gettext_lazy("Mẫu số, của tỷ lệ"), queryset=Indicator.objects.none(), required=False, empty_label="—"
    )
    places = forms.IntegerField(
        label=gettext_lazy("Số chữ số sau dấu phẩy"),
        min_value=0,
        max_value=2,
        initial=0,
        error_messages={
            name: gettext_lazy("Số chữ số sau dấu phẩy là 0, 1 hoặc 2.")
            for name in ("min_value", "max_value", "invalid")
        },
    )
    order = forms.IntegerField(
        label=gettext_lazy("Thứ tự trong loại"),
        min_value=0,
        max_value=9999,
        required=False,
        help_text=gettext_lazy("Để trống thì đứng cuối."),
    )
    phrase = forms.CharField(
        label=gettext_lazy("Cách nói trong báo cáo"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Có đúng một chỗ trống {} cho con số, ví dụ: đã đến {} hộ."),
    )
    daily = forms.BooleanField(label=gettext_lazy("Ghi hằng ngày trên Bàn việc"), required=False)
    of_partners = forms.BooleanField(
        label=gettext_lazy("Đơn vị phối hợp cũng báo cáo (chỉ khi mỗi đơn vị đếm việc của chính mình)"), required=False
    )
    required = forms.BooleanField(label=gettext_lazy("Bắt buộc"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Nguồn"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Văn bản hoặc bài báo nêu số liệu này."),
    )
    verified = forms.BooleanField(
        label=gettext_lazy("Đã đối chiếu với văn bản quy định hoặc biểu mẫu chính thức"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, own: Indicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = Indicator.objects.in_use().exclude(nature=Nature.RATE).order_by("kind", "order", "code")
        for name in ("numerator", "denominator"):
            field: Any = self.fields[name]
            kept = getattr(own, f"{name}_id") if own is not None else None
            field.queryset = counts if kept is None else counts | Indicator.objects.filter(pk=kept)
            field.error_messages["invalid_choice"] = _CHOOSE

    @classmethod
    def of(cls, indicator: Indicator, data: Any = None) -> "IndicatorForm":
        values = {name: getattr(indicator, name) for name in indicators.INDICATOR}
        return cls(data, own=indicator, initial=values | {"code": indicator.code, "seen": indicators.stamp(indicator)})

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0


class RelationForm(forms.Form):
    """What must hold between figures of one unit on one activity."""

    left = forms.MultipleChoiceField(
        label=gettext_lazy("Vế trái (cộng lại)"),
        widget=forms.SelectMultiple({"size": 8}),
        error_messages={"required": gettext_lazy("Chọn ít nhất một số liệu ở vế trái."), "invalid_choice": _CHOOSE},
    )
    operator = forms.ChoiceField(
        label=gettext_lazy("Phải"),
        choices=[
            (Relation.Operator.AT_MOST, gettext_lazy("nhỏ hơn hoặc bằng (≤)")),
            (Relation.Operator.EQUAL, gettext_lazy("bằng (=)")),
            (Relation.Operator.AT_LEAST, gettext_lazy("lớn hơn hoặc bằng (≥)")),
        ],
    )
    right = forms.MultipleChoiceField(
        label=gettext_lazy("Vế phải (cộng lại)"),
        widget=forms.SelectMultiple({"size": 8}),
        error_messages={"required": gettext_lazy("Chọn ít nhất một số liệu ở vế phải."), "invalid_choice": _CHOOSE},
    )
    weight = forms.ChoiceField(label=gettext_lazy("Khi không đúng"), choices=Relation.Weight.choices)
    sentence = forms.CharField(
        label=gettext_lazy("Câu báo cho đơn vị"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Ghi câu báo cho đơn vị khi quan hệ không đúng.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(_grouped(Indicator.objects.exclude(nature=Nature.RATE).order_by("order", "code")))
        for name in ("left", "right"):
            field: Any = self.fields[name]
            field.choices = choices

    @classmethod
    def of(cls, relation: Relation, data: Any = None) -> "RelationForm":
        values = {name: getattr(relation, name) for name in indicators.RELATION}
        return cls(data, initial=values | {"seen": indicators.stamp(relation)})


def _grouped(rows: Iterable[Indicator]) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in rows:
        groups.setdefault(one.kind, []).append((one.code, f"{one.name} ({one.measure})"))
    for slug, label in kind_names():
        if slug in groups:
            yield str(label), groups.pop(slug)
    yield from groups.items()
