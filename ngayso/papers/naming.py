"""How a plan is named in the running text of another document."""

import datetime

from ngayso.papers.numbers import short_day

_VERBS = frozenset(
    ["tổ", "triển", "thực", "hưởng", "đẩy", "phát", "tuyên", "tăng", "xây", "nâng", "kiểm", "hoàn", "khắc", "phối"]
)
"""First syllables of the verbs that titles begin with: tổ chức, triển khai, thực hiện, hưởng ứng …"""


def in_text(title: str) -> str:
    """A title as it stands within a sentence: the verb it begins with loses its capital, a name keeps it."""
    first = title.split(" ", 1)[0]
    return title[:1].lower() + title[1:] if first.lower() in _VERBS and not first.isupper() else title


def result_title(plan_kind: str, plan_title: str) -> str:
    """The subject of a report on a plan: "Kết quả tổ chức …", or "Kết quả thực hiện Kế hoạch …" without a verb."""
    told = in_text(plan_title)
    if told != plan_title and not told.startswith("thực hiện"):
        return f"Kết quả {told}"
    return f"Kết quả thực hiện {plan_kind} {told}"


def named_plan(kind: str, number: str, day: datetime.date | None, issuer: str, title: str) -> str:
    """Gives "Kế hoạch số 321/KH-UBND ngày 05/9/2024 của Ủy ban nhân dân … về tổ chức …", less what is unknown."""
    named = kind
    if number:
        named += f" số {number}"
    if day is not None:
        named += f" ngày {short_day(day)}"
    if issuer:
        named += f" của {issuer}"
    return f"{named} về {in_text(title)}"
