"""The pattern page: every component with true words, live, so that nobody draws a second one."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ngayso.core.charts import Deadline, Row
from ngayso.core.templatetags.look import STATES, icon_names

# The page is a sample: its days are those of the example plan, whatever day it is.
_TODAY = dt.date(2024, 10, 3)
_PEAK = (dt.date(2024, 10, 1), dt.date(2024, 10, 10))


def _day(text: str) -> dt.date:
    day, month = text.split("/")
    return dt.date(2024, int(month), int(day))


_ROWS = (
    Row(
        "III.1",
        "Truyền thông hưởng ứng",
        "Các sở, ban, ngành, đoàn thể; báo, đài",
        _day("15/9"),
        _day("10/10"),
        state="go",
    ),
    Row(
        "III.2.a",
        "Tập huấn, diễn tập ứng cứu sự cố",
        "Kế hoạch chưa ghi đơn vị chủ trì",
        _day("1/10"),
        _day("31/10"),
        tentative=True,
        state="ask",
    ),
    Row(
        "III.2.b",
        "Cuộc thi “Tìm hiểu về chuyển đổi số”",
        "Sở Thông tin và Truyền thông",
        end=_day("29/10"),
        state="go",
    ),
    Row(
        "III.2.c",
        "Ra quân Tổ công nghệ số cộng đồng",
        "UBND các huyện, thị xã, thành phố",
        _day("1/10"),
        _day("10/10"),
        state="late",
    ),
    Row(
        "III.2.d",
        "Thúc đẩy sử dụng sản phẩm, dịch vụ số",
        "Doanh nghiệp CNTT, bưu chính, viễn thông",
        _day("15/9"),
        _day("15/10"),
        note="Mục V.6 ghi 10/10",
        url="#hinh",
    ),
    Row(
        "III.2.đ",
        "Mô hình điểm chuyển đổi số cấp xã",
        "UBND các huyện, thị xã, thành phố",
        _day("1/9"),
        _day("31/10"),
        state="go",
    ),
    Row("III.2.g", "Hội nghị chuyển đổi số ngành Y tế", "Sở Y tế"),
    Row("III.2.g", "Tọa đàm chuyển đổi số báo chí", "Báo Ấp Bắc", _day("10/9"), _day("25/9"), state="done"),
)
_DEADLINES = (Deadline(_day("16/10"), "Báo cáo trước 16/10"), Deadline(_day("30/10"), "Thi xong trước 30/10"))


class SampleForm(forms.Form):
    """Every sort of question that the product asks."""

    households = forms.IntegerField(
        label=_("Số hộ đã đến ngày 02/10"), help_text=_("Mỗi hộ đếm một lần, dù đến mấy lượt."), initial=214
    )
    start = forms.CharField(label=_("Bắt đầu"), initial="15/9/2024")
    end = forms.CharField(label=_("Kết thúc"))
    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=[("contest", _("Cuộc thi")), ("campaign", _("Ra quân")), ("event", _("Hội nghị, tọa đàm"))],
    )
    what = forms.CharField(label=_("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    public = forms.BooleanField(label=_("Cho người dân thấy trên trang đầu"), required=False)

    def clean_end(self) -> str:
        raise forms.ValidationError(_("Ngày kết thúc đang trước ngày bắt đầu 15/9/2024. Sửa một trong hai ngày."))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Shows every component of base.css; held complete by a test."""
    form = SampleForm(
        {"households": 214, "start": "15/9/2024", "end": "12/9/2024", "kind": "contest", "what": ""}, auto_id="mau_%s"
    )
    steps = [
        (_("Nhận tệp, 2,4 MB"), "done"),
        (_("Mở tệp, 6 trang"), "done"),
        (_("Đọc hoạt động, nhiệm vụ, đơn vị"), "now"),
        (_("Soát kế hoạch"), "next"),
    ]
    return render(
        request,
        "core/styleguide.html",
        {
            "states": list(STATES),
            "things": sorted(name[2:] for name in icon_names() if name.startswith("i-")),
            "colours": ("ink", "ink-2", "teal", "red", "gold", "gold-ink", "rule-strong", "rule"),
            "series": [f"c{n}" for n in range(1, 7)],
            "heats": [f"h{n}" for n in range(1, 6)],
            "rows": _ROWS,
            "peak": _PEAK,
            "deadlines": _DEADLINES,
            "today": _TODAY,
            "the_day": _PEAK[1],
            "form": form,
            "progress": SimpleNamespace(id="tien-do", ended=True, steps=steps, done=3, total=4),
        },
    )
