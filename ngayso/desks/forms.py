"""What people write at a desk, cleaned."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core.errors import Refusal
from ngayso.core.ids import uuid7
from ngayso.desks.models import Progress, Work, WorkState
from ngayso.desks.numbers import read_number
from ngayso.plans.forms import DayInput
from ngayso.plans.models import Course, Indicator

MOST_PHOTOS, MOST_PAPERS = 10, 5
FIRST_FIGURES = 4
"""So many figures stand open in the form; the catalogue puts the most asked for first, the rest is folded."""


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of one input, as a list; [] when none was chosen."""

    def __init__(self, *, most: int, **more: Any) -> None:
        super().__init__(required=False, **more)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [one for one in data or [] if one]
        if len(given) > self.most:
            raise ValidationError(_("Mỗi lần gửi nhiều nhất %d tệp. Gửi phần còn lại ở lần sau.") % self.most)
        return [super(FilesField, self).clean(one, initial) for one in given]


class NumberField(forms.CharField):
    """A number as Vietnamese write it: "12.480", "5,2"; None when empty."""

    def __init__(self, *, places: int, **more: Any) -> None:
        super().__init__(required=False, max_length=24, **more)
        self.places = places
        self.widget.attrs |= {"inputmode": "decimal" if places else "numeric", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        try:
            return read_number(super().clean(value), places=self.places)
        except Refusal as refusal:
            raise ValidationError(refusal.sentence) from None


class DeviceTime(forms.CharField):
    """What the clock of a device said, "2024-10-03T01:20:00.000Z"; None for what is no such moment: clocks of devices lie,
    and nobody shall lose an entry by that.
    """

    def clean(self, value: Any) -> dt.datetime | None:
        try:
            told = dt.datetime.strptime(super().clean(value), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)
        except (ValueError, ValidationError):
            return None
        return told if 2000 <= told.year < 2200 else None


class EvidenceForm(forms.Form):
    """Photographs, files and a link."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    photos = FilesField(
        label=gettext_lazy("Ảnh"),
        most=MOST_PHOTOS,
        widget=_ManyFiles({"accept": "image/*", "multiple": True, "data-shrink": "1280", "data-most": MOST_PHOTOS}),
        help_text=gettext_lazy(
            "Nhiều nhất 10 ảnh. Ảnh được thu nhỏ ngay trên máy, bỏ vị trí và giờ chụp, rồi mới gửi."
        ),
    )
    papers = FilesField(
        label=gettext_lazy("Tệp"),
        most=MOST_PAPERS,
        widget=_ManyFiles({"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png", "multiple": True}),
        help_text=gettext_lazy("PDF, Word, Excel hoặc ảnh; nhiều nhất 5 tệp, cả lần gửi đến 50 MB."),
    )
    link = forms.CharField(
        label=gettext_lazy("Liên kết"),
        max_length=500,
        required=False,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=gettext_lazy("Ví dụ tin đã đăng trên trang thông tin điện tử."),
    )
    caption = forms.CharField(label=gettext_lazy("Chú thích của minh chứng"), max_length=200, required=False)

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"]).strip()
        if link and not re.match(r"https?://[^\s/]+", link):
            raise ValidationError(_("Liên kết phải bắt đầu bằng https:// hoặc http://."))
        return link

    @property
    def has_evidence(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("photos", "papers", "link"))


class OnlyEvidenceForm(EvidenceForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.has_evidence:
            raise ValidationError(_("Chọn ảnh, tệp hoặc ghi một liên kết rồi gửi."))
        return cleaned


class ProgressForm(EvidenceForm):
    """One entry. `indicators` are those written day by day; `field_order` follows the page."""

    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)
    device_at = DeviceTime(widget=forms.HiddenInput({"data-draft-time": ""}), required=False)
    day = forms.DateField(
        label=gettext_lazy("Ngày"),
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("Ngày này không có. Ghi theo mẫu 05/10/2024.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Việc đã làm"), max_length=5000, required=False, widget=forms.Textarea({"rows": 3})
    )
    place = forms.CharField(label=gettext_lazy("Nơi làm"), max_length=200, required=False)
    state = forms.ChoiceField(label=gettext_lazy("Việc đang ở đâu"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Lý do, cần ai gỡ"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Bắt buộc khi không làm được. Khi hủy: số, ngày của quyết định."),
    )

    def __init__(
        self,
        data: Any = None,
        sent: Any = None,
        *,
        indicators: Sequence[Indicator],
        day: dt.date,
        may_call_off: bool,
        **more: Any,
    ) -> None:
        super().__init__(data, sent, **more)
        states = [WorkState.GOING, WorkState.DONE, WorkState.STUCK, WorkState.NONE]
        if may_call_off:
            states.append(WorkState.OFF)
        self.fields["state"].choices = [(one.value, one.label) for one in states]  # type: ignore[attr-defined]
        self.indicators = list(indicators)
        said = f"{day.day:02d}/{day.month:02d}" if day.month < 3 else f"{day.day:02d}/{day.month}"
        for one in self.indicators:
            when = _("đến hết ngày") if one.course == Course.STOCK else _("ngày")
            self.fields[f"figure_{one.code}"] = NumberField(
                places=one.places, label=f"{one.name} {when} {said} ({one.measure})", help_text=one.definition
            )

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        return [self[f"figure_{one.code}"] for one in self.indicators]

    @property
    def first_figures(self) -> list[forms.BoundField]:
        return self.figure_fields[:FIRST_FIGURES]

    @property
    def more_figures(self) -> list[forms.BoundField]:
        return self.figure_fields[FIRST_FIGURES:]

    @property
    def more_are_open(self) -> bool:
        return any(one.errors or one.value() for one in self.more_figures)

    @property
    def figures(self) -> dict[str, Decimal]:
        """Code → value, of those that were given."""
        found = {one.code: self.cleaned_data.get(f"figure_{one.code}") for one in self.indicators}
        return {code: value for code, value in found.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = cleaned.get("text") or cleaned.get("reason") or cleaned.get("corrects") or self.figures
        if not self.errors and not told and not self.has_evidence and cleaned.get("state") == self.initial.get("state"):
            raise ValidationError(_("Chưa có gì mới để ghi. Ghi việc đã làm, số liệu, minh chứng hoặc đổi trạng thái."))
        return cleaned


def first_values(work: Work | None, day: dt.date, *, state: str = "") -> dict[str, Any]:
    """What an empty form starts with: the state goes on as it was."""
    was = work.state if work is not None and work.state != WorkState.NONE else WorkState.GOING
    return {
        "id": uuid7(),
        "day": day,
        "state": state or was,
        "reason": work.reason if work is not None and work.state == state else "",
    }


def values_of(entry: Progress) -> dict[str, Any]:
    """What the form that mends an entry starts with."""
    figures = {
        f"figure_{one.indicator.code}": f"{one.value:f}".rstrip("0").rstrip(".").replace(".", ",")
        if one.value % 1
        else f"{one.value:.0f}"
        for one in entry.figures.select_related("indicator")
    }
    return figures | {
        "id": uuid7(),
        "corrects": entry.pk,
        "day": entry.day,
        "state": entry.state,
        "reason": entry.reason,
        "text": entry.text,
        "place": entry.place,
    }
