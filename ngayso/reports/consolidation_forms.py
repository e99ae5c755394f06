"""Forms of the consolidated report."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.papers.consolidated import Head


class HeadForm(forms.Form):
    """What stands around the text. Lists are written a line each."""

    parent = forms.CharField(label=_("Cơ quan cấp trên"), required=False, max_length=300)
    agency = forms.CharField(label=_("Cơ quan ban hành"), max_length=300)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, help_text=_("Ví dụ BC-UBND. Số ghi khi ban hành."))
    place = forms.CharField(label=_("Địa danh"), max_length=100)
    addressees = forms.CharField(
        label=_("Kính gửi"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Mỗi nơi một dòng."),
    )  # fmt: skip
    recipients = forms.CharField(
        label=_("Nơi nhận"), required=False, max_length=4000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Mỗi nơi một dòng, không ghi gạch đầu dòng."),
    )  # fmt: skip
    archive = forms.CharField(label=_("Lưu"), required=False, max_length=100, help_text=_("Ví dụ VT, CNTT."))
    authority = forms.CharField(
        label=_("Thẩm quyền ký"), required=False, max_length=200, widget=forms.Textarea({"rows": 2}),
        help_text=_("Mỗi dòng một cấp, ví dụ TM. ỦY BAN NHÂN DÂN rồi KT. CHỦ TỊCH."),
    )  # fmt: skip
    position = forms.CharField(label=_("Chức vụ người ký"), max_length=200)
    name = forms.CharField(
        label=_("Người ký"), required=False, max_length=100, help_text=_("Họ và tên, không ghi học hàm, học vị.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def of(cls, head: Head, seen: int) -> "HeadForm":
        told: dict[str, Any] = {name: getattr(head, name) for name in cls.base_fields if hasattr(head, name)}
        told |= {name: "\n".join(told[name]) for name in ("addressees", "recipients")}
        return cls(initial=told | {"seen": seen})

    def clean_addressees(self) -> list[str]:
        return _lines(self.cleaned_data["addressees"])

    def clean_recipients(self) -> list[str]:
        return _lines(self.cleaned_data["recipients"])

    def clean_authority(self) -> str:
        return "\n".join(_lines(self.cleaned_data["authority"]))


def _lines(text: str) -> list[str]:
    return [
        line
        for each in text.splitlines()
        if (line := each.strip(" \t-–;.") if each.strip().startswith(("-", "–")) else each.strip(" ;"))
    ]


class IssueForm(forms.Form):
    """Number, day and what must be said before the report goes out."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.IntegerField(label=_("Số văn bản"), min_value=1, max_value=99_999)
    day = forms.DateField(
        label=_("Ngày ban hành"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )  # fmt: skip
    why = forms.CharField(
        label=_("Lý do ban hành lại"), max_length=300, required=False,
        help_text=_("Bản trước vẫn được giữ nguyên; bản này thay thế."),
    )  # fmt: skip
    unlocked = forms.CharField(
        label=_("Vì sao ban hành khi kỳ chưa khóa"), max_length=300, required=False,
        help_text=_("Kỳ chưa khóa thì số liệu còn có thể đổi sau khi ban hành."),
    )  # fmt: skip
    typed_said = forms.BooleanField(
        label=_("Đã kiểm tra các số gõ tay nêu trên, không có số liệu đi kèm"), required=False
    )

    def __init__(self, data: Any = None, *, again: bool, locked: bool, typed: bool) -> None:
        super().__init__(data, initial={"key": uuid7(), "day": clock.today()})
        for name, wanted in (("why", again), ("unlocked", not locked), ("typed_said", typed)):
            if not wanted:
                del self.fields[name]

    def given(self) -> dict[str, UUID | int | dt.date | str | bool]:
        """The words of consolidation.issue_version."""
        return dict(self.cleaned_data)
