"""Numbers that people type, read the same at a desk and in a report, with the sentence for what cannot be read."""

from decimal import Decimal

from django.utils.translation import gettext as _

from ngayso.core.errors import Refusal
from ngayso.words.quantities import NotRead, Wrong, read_quantity


def read_number(text: str, *, places: int) -> Decimal | None:
    """A number as people type it in Vietnam: "12480", "12.480", "1 250", "5,2"; None for nothing.

    Refuses (400) what is no number, what could be read in two ways ("5.2", "5,200"), more decimals than `places`, less
    than nothing, and more than anything here can be.
    """
    try:
        return read_quantity(text, places=places)
    except NotRead as error:
        raise Refusal(_sentence(error, places)) from error


def _sentence(error: NotRead, places: int) -> str:
    shown = error.shown
    match error.wrong:
        case Wrong.NEGATIVE:
            return _("“%s” nhỏ hơn 0. Số liệu ở đây không có số âm, xin ghi lại.") % shown
        case Wrong.TWO_READINGS:
            return (
                _("“%s” chưa rõ là số nào. Dấu phẩy cho số thập phân (5,2), dấu chấm cho hàng nghìn (12.480).") % shown
            )
        case Wrong.NOT_WHOLE:
            return _("“%s” có phần lẻ. Số liệu này là số nguyên, xin ghi lại.") % shown
        case Wrong.TOO_FINE:
            return _("“%(shown)s” có quá %(places)d chữ số sau dấu phẩy. Xin làm tròn.") % {
                "shown": shown,
                "places": places,
            }
        case Wrong.TOO_LARGE:
            return _("“%s” lớn quá mức có thể có. Xin kiểm tra lại số chữ số.") % shown
        case Wrong.NO_NUMBER:
            return _("“%s” chưa phải một số. Chỉ ghi số, ví dụ 12.480 hoặc 5,2.") % shown
