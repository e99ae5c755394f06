"""What an officer writes into an urging letter, cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core.ids import uuid7
from ngayso.follow.letters import EDITABLE, phrase_of, stamp, urged_stamp
from ngayso.follow.models import Letter, Urged
from ngayso.plans.forms import day_field

SORTS = (
    ("late", gettext_lazy("Trễ hạn")),
    ("silent", gettext_lazy("Chưa có tin")),
    ("receive", gettext_lazy("Chưa nhận Kế hoạch")),
    ("report", gettext_lazy("Nợ báo cáo")),
)


class PickForm(forms.Form):
    """Which units a letter is to name, and of what sorts of lateness it speaks."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Các đơn vị"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Chọn ít nhất một đơn vị."),
            "invalid_choice": gettext_lazy("Một đơn vị vừa chọn không còn trễ. Tải lại trang rồi chọn lại."),
        },
    )
    sorts = forms.MultipleChoiceField(choices=SORTS, required=False)

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["units"]
        field.choices = units


class LetterForm(forms.Form):
    """The words of a draft."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    parent = forms.CharField(label=gettext_lazy("Cơ quan cấp trên"), max_length=300, required=False)
    agency = forms.CharField(label=gettext_lazy("Cơ quan ban hành"), max_length=300)
    symbol = forms.CharField(label=gettext_lazy("Ký hiệu"), max_length=40, required=False)
    place = forms.CharField(label=gettext_lazy("Địa danh"), max_length=100, required=False)
    subject = forms.CharField(
        label=gettext_lazy("Về việc"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Đứng sau chữ V/v, dưới số và ký hiệu."),
    )
    opening = forms.CharField(
        label=gettext_lazy("Mở đầu"), max_length=4000, widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Căn cứ của công văn; mỗi dòng là một đoạn."),
    )  # fmt: skip
    asks = forms.CharField(
        label=gettext_lazy("Yêu cầu"), max_length=4000, widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Mỗi dòng một yêu cầu."),
    )  # fmt: skip
    answer_by = day_field(gettext_lazy("Trả lời trước ngày"))
    signer_authority = forms.CharField(
        label=gettext_lazy("Thẩm quyền ký"), max_length=200, required=False,
        help_text=gettext_lazy("Ví dụ KT. GIÁM ĐỐC; để trống khi người đứng đầu ký."),
    )  # fmt: skip
    signer_position = forms.CharField(label=gettext_lazy("Chức vụ người ký"), max_length=200)
    signer_name = forms.CharField(label=gettext_lazy("Họ và tên người ký"), max_length=100, required=False)
    recipients = forms.CharField(
        label=gettext_lazy("Nơi nhận"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Mỗi dòng một nơi; dòng cuối là “Lưu: …”."),
    )  # fmt: skip

    def clean_subject(self) -> str:
        subject = " ".join(self.cleaned_data["subject"].split())
        return subject[3:].strip() if subject.lower().startswith("v/v") else subject

    def clean_opening(self) -> str:
        return _tidy(self.cleaned_data["opening"])

    def clean_asks(self) -> str:
        return _tidy(self.cleaned_data["asks"])

    def clean_recipients(self) -> list[str]:
        lines = _tidy(self.cleaned_data["recipients"]).split("\n")
        return [line.lstrip("-").strip(" ;.")[:300] for line in lines if line.lstrip("-").strip(" ;.")]

    @classmethod
    def of(cls, letter: Letter, data: Any = None) -> "LetterForm":
        first = {name: getattr(letter, name) for name in EDITABLE} | {"version": letter.version}
        return cls(data, initial=first | {"recipients": "\n".join(letter.recipients)})


def _tidy(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


class UrgedForm(forms.Form):
    """What a letter says of one unit: reasons that stay, reasons written by hand."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    keep = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Nội dung giữ lại"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=gettext_lazy("Nội dung ghi thêm"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một nội dung."),
    )  # fmt: skip

    def __init__(self, urged: Urged, data: Any = None) -> None:
        first = {"seen": urged_stamp(urged), "keep": list(range(len(urged.reasons)))}
        super().__init__(data, initial=first)
        keep: Any = self.fields["keep"]
        keep.choices = [(at, phrase_of(one)) for at, one in enumerate(urged.reasons)]

    def clean_more(self) -> list[str]:
        return [line for line in _tidy(self.cleaned_data["more"]).split("\n") if line]


class IssueForm(forms.Form):
    """Number, symbol and day, as the register gives them."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    number = forms.IntegerField(
        label=gettext_lazy("Số"), min_value=1, max_value=999999,
        help_text=gettext_lazy("Số thứ tự do văn thư cấp, ví dụ 7."),
        error_messages={
            "required": gettext_lazy("Ghi số do văn thư cấp."), "invalid": gettext_lazy("Ghi số bằng chữ số, ví dụ 7."),
            "min_value": gettext_lazy("Số của công văn là số từ 1 trở lên."),
        },
    )  # fmt: skip
    symbol = forms.CharField(label=gettext_lazy("Ký hiệu"), max_length=40)
    day = day_field(gettext_lazy("Ngày ký"))

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day is None:
            raise forms.ValidationError(_("Ghi ngày ký."))
        return day

    @classmethod
    def of(cls, letter: Letter, day: Any, data: Any = None) -> "IssueForm":
        return cls(data, initial={"seen": stamp(letter), "symbol": letter.symbol, "day": day})
