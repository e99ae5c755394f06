"""What stands over a timeline: months over days, years over months, or years alone."""

import datetime as dt
from dataclasses import dataclass

Day = dt.date


@dataclass(frozen=True)
class Scale:
    """Days to px. `first` and `last` are inclusive ordinals; a day is as wide as `step`."""

    first: int
    last: int
    left: float
    right: float

    @property
    def step(self) -> float:
        return (self.right - self.left) / (self.last - self.first + 1)

    def at(self, ordinal: float) -> float:
        """The left edge of a day, held inside the picture."""
        return min(max(self.left + (ordinal - self.first) * self.step, self.left), self.right)

    def mid(self, day: Day) -> float:
        return self.at(day.toordinal() + 0.5)

    def holds(self, day: Day) -> bool:
        return self.first <= day.toordinal() <= self.last


def calendar(first: Day, last: Day, step: float) -> tuple[list[tuple[int, str]], list[tuple[int, str, bool]]]:
    """Heads (ordinal, name) and ticks (ordinal, name, centred in its day) of a period; a day is `step` px wide.

    Ticks come by rank: whoever draws them leaves out those that no longer fit.
    """
    days = last.toordinal() - first.toordinal() + 1
    if days <= 92:
        many = first.year != last.year
        heads = []
        at = first
        while at <= last:
            heads.append((at.toordinal(), f"Tháng {at.month}/{at.year}" if many else f"Tháng {at.month}"))
            following = _month_after(at)
            if following is None:
                break
            at = following
        each = range(first.toordinal(), last.toordinal() + 1)
        if step >= 22:
            return heads, [(day, str(Day.fromordinal(day).day), True) for day in each]
        wanted = {1: 0, 15: 1, 8: 2, 22: 2}
        ranked = [(wanted[d.day], n) for n in each if (d := Day.fromordinal(n)).day in wanted]
        ranked += [(1, first.toordinal()), (1, last.toordinal())]
        seen: dict[int, int] = {}
        for rank, n in sorted(ranked):
            seen.setdefault(n, rank)
        return heads, [
            (n, str(Day.fromordinal(n).day), Day.fromordinal(n).day != 1)
            for n in sorted(seen, key=lambda n: (seen[n], n))
        ]
    if days <= 920:
        heads = [(first.toordinal(), f"Năm {first.year}")]
        heads += [(Day(year, 1, 1).toordinal(), f"Năm {year}") for year in range(first.year + 1, last.year + 1)]
        month = step * 30.4
        every = next(n for n in (1, 2, 3, 6, 12) if n * month >= 34 or n == 12)
        ticks = []
        at = first
        while at <= last:
            if (at.month - 1) % every == 0 or at == first:
                ticks.append(((1 if at == first and at.day > 1 else 0), at.toordinal(), f"T{at.month}"))
            following = _month_after(at)
            if following is None:
                break
            at = following
        return heads, [(ordinal, name, False) for _, ordinal, name in sorted(ticks)]
    year_room = step * 365.25
    jump = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if n * year_room >= 48 or n == 5000)
    heads = [(first.toordinal(), str(first.year))]
    heads += [(Day(y, 1, 1).toordinal(), str(y)) for y in range(first.year + 1, last.year + 1) if y % jump == 0]
    if jump > 1 or year_room < 70:
        return heads, []
    halves = [Day(year, 7, 1) for year in range(first.year, last.year + 1)]
    return heads, [(half.toordinal(), "T7", False) for half in halves if first <= half <= last]


def _month_after(day: Day) -> Day | None:
    if (day.year, day.month) == (9999, 12):
        return None
    return Day(day.year + day.month // 12, day.month % 12 + 1, 1)
