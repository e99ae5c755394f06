"""Numbers by their names: every number that a consolidated report prints, so that none can be typed over.

{4.ho-da-den}            total of the figure ho-da-den of activity 4, as the units reported it
{4.ho-da-den.ky}         what the period added                 {4.ho-da-den.dem}    as the house counted it
{4.ho-da-den.chi-tieu}   target     {4.ho-da-den.dat}   per cent of it     {4.ho-da-den.nam-truoc}   year before
{4.ho-da-den/tg-h-cai-be}   of one unit                       {units.reported}     a count of the closed list
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ngayso.papers.figures import COUNTED, TYPED, Activity, Asked, Body, Indicator, Origin, percent

ASPECTS = {
    "": "",
    "ky": "trong kỳ",
    "dem": "hệ thống đếm",
    "dem-ky": "hệ thống đếm, trong kỳ",
    "chi-tieu": "chỉ tiêu",
    "dat": "so với chỉ tiêu",
    "nam-truoc": "cùng kỳ năm trước",
    "so-nam-truoc": "so với cùng kỳ năm trước",
    "ky-truoc": "kỳ trước",
}
NAME = re.compile(
    r"(?P<activity>[1-9]\d{0,3})\.(?P<code>[A-Za-z0-9_-]+)(?:\.(?P<aspect>[a-z-]+))?(?:/(?P<unit>[A-Za-z0-9_-]+))?\Z"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that has a name."""

    name: str
    value: Decimal | None
    """None prints as "chưa tính được": a rate without its denominator."""
    label: str
    measure: str = ""
    places: int = 0
    figures: tuple[int, ...] = ()
    """Places in Body.figures; () of a count and of what the round itself states (target, baseline)."""
    remark: str = ""

    @property
    def cell(self) -> str:
        """As a table prints it."""
        return "–" if self.value is None else printed(self.value, self.places)

    @property
    def text(self) -> str:
        """As running text prints it: a whole number under 10 with a nought before it."""
        if self.value is None:
            return "chưa tính được"
        if self.places == 0 and 0 < self.value < 10 and self.value == int(self.value):
            return f"{int(self.value):02d}"
        return self.cell


def printed(value: Decimal, places: int) -> str:
    """12480 → "12.480"; 5.25 with 1 place → "5,3"; a value with more places than asked keeps those that are not nought."""
    exact = f"{value:f}"
    has = len(exact.rpartition(".")[2].rstrip("0")) if "." in exact else 0
    text = f"{value:,.{max(places, has)}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def _reported(body: Body) -> int:
    return sum(unit.has_reported for unit in body.expected)


COUNTS: dict[str, tuple[str, Callable[[Body], int]]] = {
    "units.expected": ("đơn vị phải báo cáo", lambda b: len(b.expected)),
    "units.reported": ("đơn vị đã báo cáo", _reported),
    "units.on-time": ("đơn vị báo cáo đúng hạn", lambda b: sum(u.has_reported and not u.late for u in b.expected)),
    "units.late": ("đơn vị báo cáo muộn", lambda b: sum(u.has_reported and u.late for u in b.expected)),
    "units.missing": ("đơn vị chưa báo cáo", lambda b: len(b.expected) - _reported(b)),
    "units.accepted": ("đơn vị có báo cáo đã duyệt", lambda b: sum(u.state == "accepted" for u in b.expected)),
    "units.waiting": (
        "đơn vị có báo cáo đã gửi, chưa duyệt",
        lambda b: sum(u.has_reported and u.state != "accepted" for u in b.expected),
    ),
    "units.given": ("đơn vị được giao việc", lambda b: b.guidance.given),
    "units.acknowledged": ("đơn vị đã nhận kế hoạch", lambda b: b.guidance.acknowledged),
    "letters.issued": ("công văn đôn đốc đã ban hành", lambda b: len(b.guidance.letters)),
    "letters.units": ("đơn vị được đôn đốc", lambda b: b.guidance.urged),
    "questions.asked": ("câu hỏi của các đơn vị", lambda b: b.guidance.asked),
    "questions.answered": ("câu hỏi đã trả lời", lambda b: b.guidance.answered),
    "activities.all": ("hoạt động", lambda b: len(b.activities)),
    "activities.reported": ("hoạt động có số liệu", lambda b: sum(b.has_figures(a.number) for a in b.activities)),
    "activities.cancelled": ("hoạt động đã hủy", lambda b: sum(bool(a.cancelled) for a in b.activities)),
    "duties.all": ("nhóm nhiệm vụ", lambda b: b.plan.duties),
}


class Names:
    """What each name means in one body of figures."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.activities = {one.number: one for one in body.activities}
        self.units = {unit.code: at for at, unit in enumerate(body.units)}
        self._known: dict[str, Bound | None] = {}

    def get(self, name: str) -> Bound | None:
        """The number of that name; None when there is none."""
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def listed(self) -> list[Bound]:
        """Every number over all units, in the order of print: counts, then each activity's."""
        return [*self.counts(), *(bound for one in self.body.activities for bound in self.of(one))]

    def counts(self) -> Iterator[Bound]:
        for name in COUNTS:
            bound = self.get(name)
            if bound is not None:
                yield bound

    def of(self, activity: Activity) -> Iterator[Bound]:
        """The numbers of one activity."""
        for ask in activity.asks:
            for aspect in ASPECTS:
                bound = self.get(f"{activity.number}.{ask.indicator}{'.' if aspect else ''}{aspect}")
                if bound is not None:
                    yield bound

    def _found(self, name: str) -> Bound | None:
        if name in COUNTS:
            label, count = COUNTS[name]
            return Bound(name, Decimal(count(self.body)), label)
        parts = NAME.match(name)
        if parts is None:
            return None
        activity = self.activities.get(int(parts["activity"]))
        indicator = self.body.by_code.get(parts["code"])
        aspect = parts["aspect"] or ""
        if activity is None or indicator is None or aspect not in ASPECTS:
            return None
        ask = next((one for one in activity.asks if one.indicator == indicator.code), None)
        if ask is None:
            return None
        if parts["unit"]:
            return self._of_unit(name, activity, indicator, aspect, parts["unit"])
        return self._total(name, activity, indicator, ask, aspect)

    def _of_unit(self, name: str, activity: Activity, indicator: Indicator, aspect: str, code: str) -> Bound | None:
        at = self.units.get(code)
        if at is None or aspect not in ("", "ky", "dem", "dem-ky"):
            return None
        origin: Origin = COUNTED if aspect.startswith("dem") else TYPED
        figure = self.body.by_unit.get((activity.number, indicator.code, origin, at))
        if figure is None:
            return None
        value = figure.in_period if aspect.endswith("ky") else figure.value
        if value is None:
            return None
        label = f"{indicator.name}, {self.body.units[at].short}"
        place = self._place_of[figure.id]
        return Bound(name, value, _labelled(label, aspect), indicator.measure, indicator.places, (place,))

    @property
    def _place_of(self) -> dict[str, int]:
        places: dict[str, int] = self.body.__dict__.setdefault("_places", {})
        if not places:
            places.update((figure.id, at) for at, figure in enumerate(self.body.figures))
        return places

    def _total(self, name: str, activity: Activity, indicator: Indicator, ask: Asked, aspect: str) -> Bound | None:
        origin: Origin = COUNTED if aspect.startswith("dem") else TYPED
        total = self.body.totals.get((activity.number, indicator.code, origin))
        label = _labelled(indicator.name, aspect)
        if aspect in ("chi-tieu", "nam-truoc", "ky-truoc"):
            given = {"chi-tieu": ask.target, "nam-truoc": ask.baseline, "ky-truoc": ask.last}[aspect]
            remark = ask.baseline_source if aspect == "nam-truoc" else ""
            if given is None:
                return None
            return Bound(name, given, label, indicator.measure, indicator.places, remark=remark)
        if total is None:
            return None
        if aspect in ("dat", "so-nam-truoc"):
            whole = ask.target if aspect == "dat" else ask.baseline
            # A rate is compared with its target by points, not by per cent of per cent.
            if not whole or total.value is None or indicator.nature == "rate":
                return None
            return Bound(name, percent(total.value, whole), label, "%", 1, total.places, total.remark)
        value = total.in_period if aspect.endswith("ky") else total.value
        if value is None and aspect.endswith("ky"):
            return None
        return Bound(name, value, label, indicator.measure, indicator.places, total.places, total.remark)


def _labelled(label: str, aspect: str) -> str:
    return f"{label} ({ASPECTS[aspect]})" if aspect else label
