"""Forms of sign-in, invitation, persons and units."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from ngayso.people.models import Role, Unit


class SignInForm(forms.Form):
    login = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        error_messages={"required": _("Nhập tên đăng nhập.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Nhập mật khẩu.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AskLinkForm(forms.Form):
    email = forms.EmailField(
        label=_("Thư điện tử"),
        error_messages={
            "required": _("Nhập địa chỉ thư điện tử."),
            "invalid": _("Địa chỉ thư chưa đúng. Viết như: ten@tiengiang.gov.vn."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AcceptForm(forms.Form):
    login = forms.RegexField(
        r"^[\w.@+-]{3,150}\Z",
        label=_("Tên đăng nhập"),
        help_text=_("Ít nhất 3 ký tự: chữ, số, dấu chấm, gạch. Nên dùng địa chỉ thư công vụ."),
        error_messages={
            "required": _("Nhập tên đăng nhập."),
            "invalid": _("Tên đăng nhập chỉ gồm chữ, số và các dấu . @ + - _, ít nhất 3 ký tự."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        max_length=200,
        help_text=_("Ít nhất 10 ký tự, không chỉ là số, không phải mật khẩu hay gặp."),
        error_messages={"required": _("Nhập mật khẩu.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"),
        strip=False,
        max_length=200,
        error_messages={"required": _("Nhập lại mật khẩu.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu chưa giống nhau. Hãy nhập lại."))
        return given


class RoleForm(forms.Form):
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Đơn vị"),
        empty_label=_("Chọn đơn vị"),
        error_messages={"required": _("Chọn đơn vị.")},
    )
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices, error_messages={"required": _("Chọn vai trò.")})

    def __init__(self, *args: Any, units: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("Chọn vai trò")), *((r.value, r.label) for r in Role if r.value in roles)]  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    name = forms.CharField(
        label=_("Họ và tên"), max_length=100, error_messages={"required": _("Nhập họ và tên người được mời.")}
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        help_text=_("Để trống thì đưa đường dẫn cho người được mời bằng cách khác."),
        error_messages={"invalid": _("Địa chỉ thư chưa đúng. Viết như: ten@tiengiang.gov.vn.")},
    )

    field_order = ("name", "email", "unit", "role")


class UnitForm(forms.ModelForm[Unit]):
    aliases = forms.CharField(
        label=_("Cách viết khác"),
        required=False,
        help_text=_("Mỗi dòng một cách viết: tên tắt, tên cũ."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Unit
        fields = (
            "name",
            "short",
            "kind",
            "level",
            "parent",
            "area",
            "place",
            "agency_code_old",
            "agency_code_new",
            "area_code",
            "valid_from",
            "valid_to",
            "members",
            "email",
            "source",
            "verified",
        )
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean_aliases(self) -> list[str]:
        return list(dict.fromkeys(a.strip() for a in self.cleaned_data["aliases"].splitlines() if a.strip()))


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=_("Bảng đơn vị (.xlsx)"),
        error_messages={"required": _("Chọn tệp bảng tính .xlsx."), "empty": _("Tệp rỗng. Hãy kiểm tra lại tệp.")},
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Mật khẩu hiện nay"),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        max_length=200,
        help_text=_("Ít nhất 10 ký tự, không chỉ là số, không phải mật khẩu hay gặp."),
        error_messages={"required": _("Nhập mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["old"]

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("Mật khẩu hiện nay chưa đúng. Hãy nhập lại."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        return new


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Tên nhóm"), max_length=200, error_messages={"required": _("Nhập tên nhóm.")})
    patterns = forms.CharField(
        label=_("Cách viết"),
        required=False,
        help_text=_("Mỗi dòng một cách viết gặp trong văn bản."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    rule = forms.CharField(
        label=_("Gồm những ai"),
        max_length=500,
        help_text=_("Ví dụ: level=province kind in department,province-body. Nhiều điều kiện “hoặc” cách nhau bằng |."),
        error_messages={"required": _("Nhập quy tắc của nhóm.")},
    )

    def clean_patterns(self) -> list[str]:
        return list(dict.fromkeys(p.strip() for p in self.cleaned_data["patterns"].splitlines() if p.strip()))
