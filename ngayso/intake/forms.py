"""What comes in with the pages of the intake, cleaned."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ngayso.core.ids import uuid7
from ngayso.intake.models import Finding


class UploadForm(forms.Form):
    """A document to be read."""

    file = forms.FileField(
        label=_("Tệp kế hoạch"),
        help_text=_(".docx, .pdf, .html, .md hoặc .txt, đến 50 MB, 500 trang. Kéo tệp vào đây cũng được."),
        allow_empty_file=True,  # the store says what is wrong with it
        max_length=255,
        error_messages={
            "required": _("Chưa chọn tệp. Chọn tệp kế hoạch rồi nộp."),
            "max_length": _("Tên tệp dài quá 255 ký tự. Đổi tên tệp rồi nộp lại."),
        },
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.html,.htm,.md,.txt"}),
    )


class BlankForm(forms.Form):
    """A programme that has no document."""

    title = forms.CharField(
        label=_("Tên chương trình"),
        max_length=250,
        help_text=_("Ví dụ: Kế hoạch hưởng ứng Ngày Chuyển đổi số năm 2025."),
        error_messages={
            "required": _("Ghi tên chương trình rồi lập."),
            "max_length": _("Tên chương trình dài quá 250 ký tự. Rút gọn tên."),
        },
    )
    rid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class SentForm(forms.Form):
    """Every edit carries the key under which the page sends it."""

    rid = forms.UUIDField(required=False)

    @property
    def request_id(self) -> str:
        rid = self.cleaned_data["rid"]
        return str(rid) if rid else ""


class CellForm(SentForm):
    """One edit of one value; `v` is the version that the editor saw."""

    do = forms.ChoiceField(
        choices=[(verb, verb) for verb in ("set", "accept", "drop", "restore", "split", "merge", "units", "add")],
        required=False,
    )
    text = forms.CharField(required=False, strip=False)
    v = forms.IntegerField(required=False, min_value=0)

    def clean_do(self) -> str:
        return str(self.cleaned_data["do"] or "set")

    def clean_v(self) -> int:
        return int(self.cleaned_data["v"] or 0)


class EntryForm(SentForm):
    """Something done with a whole entry; `seen` is the last change that the page knew."""

    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("drop", "restore", "split", "merge")])
    seen = forms.IntegerField(required=False, min_value=0)
    title = forms.CharField(required=False)
    other = forms.CharField(required=False)

    def clean_seen(self) -> int:
        return int(self.cleaned_data["seen"] or 0)


class AddForm(SentForm):
    """A new entry; its values come beside, by the names of the fields of its kind."""

    after = forms.CharField(required=False)
    unread = forms.IntegerField(required=False, min_value=0)


class SettleForm(SentForm):
    """A decision on a finding."""

    decision = forms.ChoiceField(choices=Finding.Decision.choices, required=False)
    note = forms.CharField(required=False, max_length=500)
    choice = forms.IntegerField(required=False, min_value=0)

    def clean_decision(self) -> str:
        """A way out taken by its number means: mended."""
        return str(self.cleaned_data["decision"] or Finding.Decision.MENDED)


class ConfirmForm(forms.Form):
    """The last word before the programme is public."""

    sure_plan = forms.BooleanField(label=_("Tôi đã đọc và đây là kế hoạch"), required=False)
