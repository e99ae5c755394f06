"""What is asked, answered and handed over, cleaned."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngayso.core import clock
from ngayso.core.ids import uuid7
from ngayso.desks.models import Question
from ngayso.desks.questions import MOST_SIGNS, about_code, stamp
from ngayso.people.models import Unit, User
from ngayso.people.names import Directory
from ngayso.plans.forms import UnitNameForm
from ngayso.plans.models import Activity, Assigned, DutyItem, Plan
from ngayso.plans.titles import short_title


def about_choices(plan: Plan, unit: Unit | None) -> list[tuple[str, Any]]:
    """The plan as a whole, what the unit has of it, and the other activities; with `unit` None all. 2 to 4 queries."""
    activities = list(plan.activities.all())
    items = DutyItem.objects.filter(duty__plan=plan).select_related("duty").order_by("duty__order", "order")
    whole = ("", _("Cả Kế hoạch"))
    if unit is None:
        asked = list(items.filter(questions__isnull=False).distinct())
        return [whole, *map(_of_activity, activities), *map(_of_item, asked)]
    given = Assigned.objects.filter(unit=unit)
    own = set(given.filter(assignment__activity__plan=plan).values_list("assignment__activity_id", flat=True))
    bound = given.filter(assignment__duty__plan=plan).values("assignment__duty_id")
    groups = [
        (_("Hoạt động của đơn vị"), [_of_activity(one) for one in activities if one.pk in own]),
        (_("Nhiệm vụ của đơn vị"), [_of_item(one) for one in items.filter(duty__in=bound)]),
        (_("Hoạt động khác của Kế hoạch"), [_of_activity(one) for one in activities if one.pk not in own]),
    ]
    return [whole, *((head, rows) for head, rows in groups if rows)]


def _of_activity(one: Activity) -> tuple[str, str]:
    return about_code(activity=one), f"{one.ref} {short_title(one.title, most=90)}".strip()


def _of_item(one: DutyItem) -> tuple[str, str]:
    return about_code(item=one), f"{one.duty.ref} {short_title(one.text, most=90)}".strip()


class AskForm(forms.Form):
    """A question of a unit. What it is about is one of `about_choices`."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    about = forms.ChoiceField(label=gettext_lazy("Hỏi về"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Câu hỏi"),
        max_length=MOST_SIGNS,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Mỗi lần một câu. Nêu rõ tình huống, để câu trả lời dùng được ngay."),
        error_messages={"required": gettext_lazy("Ghi câu hỏi, nêu rõ việc cần hướng dẫn.")},
    )

    def __init__(self, plan: Plan, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = about_choices(plan, unit)
        about.error_messages["invalid_choice"] = _("Việc này không có trong Kế hoạch. Chọn một việc trong danh sách.")


class AnswerForm(forms.Form):
    """An answer, or a better one."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    answer = forms.CharField(
        label=gettext_lazy("Trả lời"),
        max_length=MOST_SIGNS,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": gettext_lazy("Ghi câu trả lời.")},
    )
    shared = forms.BooleanField(
        label=gettext_lazy("Mọi đơn vị cùng xem"),
        required=False,
        help_text=gettext_lazy(
            "Đánh dấu khi câu trả lời có ích cho các đơn vị khác. Tên đơn vị hỏi không hiện với họ."
        ),
    )

    @classmethod
    def of(cls, question: Question, data: Any = None) -> "AnswerForm":
        first = {"answer": question.answer, "shared": question.shared, "seen": stamp(question)}
        return cls(data, initial=first)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, user: User) -> str:
        return f"{user.name}, {user.position}" if user.position else user.name


class ColleagueForm(forms.Form):
    """To whom in the same unit."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    to = PersonChoice(
        label=gettext_lazy("Người nhận việc"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Chọn một người"),
        error_messages={
            "required": gettext_lazy("Chọn người nhận việc."),
            "invalid_choice": gettext_lazy("Người này không còn vai trò trong đơn vị. Chọn người khác."),
        },
    )
    reason = forms.CharField(label=gettext_lazy("Lời nhắn"), max_length=500, required=False)

    def __init__(self, people: "QuerySet[User]", data: Any = None) -> None:
        super().__init__(data, prefix="nguoi")
        to: Any = self.fields["to"]
        to.queryset = people


class OtherUnitForm(UnitNameForm):
    """To which other unit, and why. The name is resolved as of the plan's day, else of today: a merger makes new units."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Ghi lý do đề nghị chuyển.")},
    )
    field_order = ("unit", "reason")

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data, day=plan.as_of, prefix="don-vi")
        self.fields["unit"].label = gettext_lazy("Đơn vị nhận")
        self.fields["unit"].error_messages["required"] = _("Ghi tên đơn vị nhận.")

    def clean_unit(self) -> Unit:
        try:
            return super().clean_unit()
        except ValidationError:
            found = Directory.on(clock.today()).find(" ".join(self.cleaned_data["unit"].split()))
            if found.unit is None:
                raise
            return found.unit


class DecisionForm(forms.Form):
    """What the focal unit says of a hand-over."""

    decision = forms.ChoiceField(
        choices=[("dong-y", gettext_lazy("Đồng ý")), ("khong", gettext_lazy("Không đồng ý"))],
        error_messages={"required": gettext_lazy("Chọn đồng ý hoặc không đồng ý.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Ý kiến"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Bắt buộc khi không đồng ý; đơn vị đề nghị đọc được."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "khong" and not cleaned.get("note", "").strip():
            self.add_error("note", ValidationError(_("Ghi lý do không đồng ý để đơn vị đề nghị biết.")))
        return cleaned
