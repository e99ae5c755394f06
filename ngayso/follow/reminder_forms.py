"""The form of the rules by which a programme reminds."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.follow.models import ReminderRule
from ngayso.follow.reminder_rules import MOST_DAYS, RuleSpec, Sort

_MOST = 10


class Days(forms.CharField):
    """Numbers of days, "7, 3, 1" → (1, 3, 7). Empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=100, **kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        words = [word for word in re.split(r"[,;\s]+", (value or "").strip()) if word]
        if any(not word.isascii() or not word.isdigit() or int(word[:4]) > MOST_DAYS for word in words):
            raise forms.ValidationError(
                _("Viết các số ngày từ 0 đến %d, cách nhau bằng dấu phẩy, như: 7, 3, 1.") % MOST_DAYS
            )
        days = sorted({int(word) for word in words})
        if len(days) > _MOST:
            raise forms.ValidationError(_("Nhiều nhất %d lần nhắc cho mỗi loại. Bỏ bớt một số ngày.") % _MOST)
        return tuple(days)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def run_validators(self, value: Any) -> None:
        return None


class RulesForm(forms.Form):
    """The three rules of a programme at once."""

    receive_on = forms.BooleanField(label=gettext_lazy("Nhắc đơn vị chưa bấm “Đã nhận” kế hoạch"), required=False)
    receive_after = Days(label=gettext_lazy("Số ngày sau khi gửi kế hoạch"), help_text=gettext_lazy("Ví dụ: 2, 5"))
    activity_on = forms.BooleanField(label=gettext_lazy("Nhắc hoạt động sắp hết hạn, đã quá hạn"), required=False)
    activity_before = Days(label=gettext_lazy("Số ngày trước hạn"), help_text=gettext_lazy("Ví dụ: 7, 3, 1"))
    activity_after = Days(label=gettext_lazy("Số ngày sau hạn"), help_text=gettext_lazy("Ví dụ: 1, 3"))
    report_on = forms.BooleanField(label=gettext_lazy("Nhắc báo cáo đến hạn, đã quá hạn"), required=False)
    report_before = Days(
        label=gettext_lazy("Số ngày trước hạn"), help_text=gettext_lazy("0 là chính ngày hạn. Ví dụ: 5, 2, 0")
    )
    report_after = Days(label=gettext_lazy("Số ngày sau hạn"), help_text=gettext_lazy("Ví dụ: 1, 3, 7"))

    @classmethod
    def of(cls, rules: dict[str, ReminderRule], data: Any = None) -> "RulesForm":
        initial: dict[str, Any] = {}
        for sort, rule in rules.items():
            # The next reminder stands first: before the day counted down, after it counted up.
            initial |= {f"{sort}_on": rule.on, f"{sort}_before": rule.before[::-1], f"{sort}_after": rule.after}
        return cls(data, initial=initial)

    def rules(self) -> dict[str, RuleSpec]:
        given = self.cleaned_data
        return {
            str(sort): RuleSpec(given[f"{sort}_on"], given.get(f"{sort}_before", ()), given[f"{sort}_after"])
            for sort in Sort
        }
