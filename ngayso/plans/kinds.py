"""The sorts of activity: how each is called, and the words by which a plan speaks of it.

A kind is a plug: settings.KINDS lists those that are open in this place.
"""

import functools
import re
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ngayso.words.fold import nfc, tone_key


class Kind:
    """How one sort of activity is called and recognised. No kind at all ("") is the plain assignment."""

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str]
    """Name of a symbol of the icon set, without "i-"."""
    invitation: ClassVar[str | Promise] = ""
    """What a citizen does with it ("Dự thi"); empty for work that is not open to everybody."""
    words: ClassVar[tuple[str, ...]]
    """Phrases that name this sort of activity; the one that stands first in a title decides."""
    hints: ClassVar[tuple[str, ...]] = ()
    """Phrases that count only where no title word of any kind is found."""


class Contest(Kind):
    slug, label, icon, invitation = "contest", _("Cuộc thi"), "contest", _("Dự thi")
    words = ("cuộc thi", "hội thi", "thi tìm hiểu", "thi trực tuyến", "thi trắc nghiệm", "thi sáng tạo", "giải thưởng")


class Campaign(Kind):
    slug, label, icon, invitation = "campaign", _("Chiến dịch"), "hand", _("Nhờ hướng dẫn")
    words = (
        "ra quân",
        "chiến dịch",
        "tháng cao điểm",
        "đợt cao điểm",
        "đi từng ngõ",
        "tuần cao điểm",
        "thứ bảy tình nguyện",
    )
    hints = ("tổ công nghệ số cộng đồng", "tình nguyện", "hướng dẫn người dân", "hướng dẫn công dân")


class Exercise(Kind):
    slug, label, icon = "exercise", _("Diễn tập"), "flag"
    words = ("diễn tập", "thực binh", "thực chiến")


class Event(Kind):
    slug, label, icon = "event", _("Hội nghị, sự kiện"), "people"
    words = (
        "hội nghị", "hội thảo", "tọa đàm", "diễn đàn", "lễ phát động", "lễ khai mạc", "lễ ra mắt", "lễ tổng kết",
        "mít tinh", "buổi gặp mặt", "ngày hội", "triển lãm", "lễ hội", "giao lưu", "họp mặt", "buổi lễ",
    )  # fmt: skip
    hints = ("tập huấn", "bồi dưỡng", "sự kiện", "sinh hoạt", "nói chuyện chuyên đề")


class Publicity(Kind):
    slug, label, icon = "publicity", _("Truyền thông"), "send"
    words = ("truyền thông", "tuyên truyền", "băng rôn", "cổ động", "phóng sự", "quảng bá", "pa nô")
    hints = ("chuyên trang", "chuyên mục", "phát thanh", "đưa tin", "viết bài", "khẩu hiệu")


class Promotion(Kind):
    slug, label, icon, invitation = "promotion", _("Khuyến mại"), "sale", _("Xem ưu đãi")
    words = ("khuyến mại", "khuyến mãi", "giảm giá", "ưu đãi", "kích cầu", "tháng mua sắm")
    hints = ("thúc đẩy sử dụng sản phẩm", "gian hàng")


class Pilot(Kind):
    slug, label, icon = "pilot", _("Mô hình điểm"), "unit"
    words = ("mô hình điểm", "thí điểm", "mô hình mẫu", "làm điểm", "mô hình chuyển đổi số", "điểm mẫu")


@functools.cache
def all_kinds() -> tuple[Kind, ...]:
    """The kinds that are open here, in the order of settings.KINDS."""
    return tuple(import_string(path)() for path in settings.KINDS)


def kind_of(slug: str) -> Kind | None:
    """The open kind of that slug, None for the plain assignment and for a kind that was closed."""
    return next((kind for kind in all_kinds() if kind.slug == slug), None)


def propose(title: str, content: str = "") -> str:
    """Slug of the kind that the words speak of, "" when they speak of none.

    The title decides, by the kind named first in it, a drill named anywhere in it before all others ("tập huấn và diễn
    tập"); then hints in the title; then the first words of the content.
    """
    head = _key(title)
    if _first(head, (Exercise,)):
        return Exercise.slug if kind_of(Exercise.slug) else ""
    kinds = tuple(type(kind) for kind in all_kinds())
    return _first(head, kinds) or _first(head, kinds, hints=True) or _first(_key(content[:160]), kinds)


def word_of(slug: str, title: str) -> str:
    """How a column calls such an activity: the plan's own word ("Tọa đàm"), else the kind's label, else nothing."""
    kind = kind_of(slug)
    if kind is None:
        return ""
    head = _key(title)
    found = [(at, word) for word in kind.words if (at := head.find(_key(word))) >= 0]
    return min(found)[1].capitalize() if found else str(kind.label)


def _first(key: str, kinds: tuple[type[Kind], ...], *, hints: bool = False) -> str:
    found = [
        (at, -len(word), kind.slug)
        for kind in kinds
        for word in (kind.hints if hints else kind.words)
        if (at := key.find(_key(word))) >= 0
    ]
    return min(found)[2] if found else ""


@functools.lru_cache(maxsize=512)
def _key(text: str) -> str:
    """Words with one space around each, tone marks in one place, so that a find is a find of whole words."""
    return " " + " ".join(tone_key(word) for word in re.findall(r"[^\W_]+", nfc(text).lower())) + " "
