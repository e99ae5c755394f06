"""The annexes of a consolidated report: figures by unit, comparisons, units without a report, where the numbers come from."""

from collections.abc import Callable, Iterator, Sequence

from ngayso.papers.bound import Bound, Names
from ngayso.papers.figures import COUNTED, TYPED, Activity, Body, Indicator, Origin, UnitLine
from ngayso.papers.numbers import short_day
from ngayso.papers.parts import Annex, Block, Column, Note, Paragraph, Row, Span, Table, Text

MOST_COLUMNS, MOST_TABLES = 8, 2
"""Figures side by side on a page on its side; tables of them. The rest stands in the XLSX annex."""
FEW_UNITS = 2
"""Evidence of so many units is named one by one."""


def annexes(body: Body, names: Names, *, by_name: bool) -> tuple[Annex, ...]:
    """`by_name` tells the units without a report by their names."""
    made: list[Annex] = []
    if chosen := _chosen(body):
        made.append(Annex("Số liệu chủ yếu theo đơn vị", tuple(_by_unit(body, chosen, by_name)), landscape=True))
    if rows := _compared(body, names):
        made.append(Annex(_compared_title(body), rows, landscape=True))
    if by_name and (lists := tuple(_lists(body))):
        made.append(Annex("Danh sách đơn vị chưa báo cáo, báo cáo muộn", lists))
    if sources := _sources(body, names):
        made.append(Annex("Nguồn của các số liệu", sources))
    return tuple(made)


def _number(bound: Bound | None) -> Text:
    return "" if bound is None else (Span(bound.cell, name=bound.name),)


def _chosen(body: Body) -> list[tuple[Activity, Indicator, Origin]]:
    """The figures of the table by unit, of those that several gave: of each activity what must be given, else its first."""
    found: list[tuple[Activity, Indicator, Origin]] = []
    for one in body.activities:
        if one.cancelled:
            continue
        given = [
            (one, body.by_code[ask.indicator], origin)
            for ask in one.asks
            for origin in (TYPED, COUNTED)
            if body.by_code[ask.indicator].nature != "rate"
            and (total := body.totals.get((one.number, ask.indicator, origin))) is not None
            and total.units > 1
        ]
        must = {ask.indicator for ask in one.asks if ask.required}
        found += [each for each in given if each[1].code in must] or given[:1]
    return found[: MOST_COLUMNS * MOST_TABLES]


def _by_unit(body: Body, chosen: Sequence[tuple[Activity, Indicator, Origin]], by_name: bool) -> Iterator[Block]:
    until = short_day(body.round.until)
    yield Note(
        f"(Số lũy kế đến hết ngày {until}, của các báo cáo đã duyệt; ô trống là chưa có số được duyệt. "
        "Mọi số liệu của mọi đơn vị ở tệp Excel kèm theo.)"
    )
    count = -(-len(chosen) // MOST_COLUMNS)
    size = -(-len(chosen) // count)
    for begin in range(0, len(chosen), size):
        part = chosen[begin : begin + size]
        columns = (
            Column("STT", 11, "center"),
            Column("Đơn vị", 66 if len(part) < 6 else 54),
            *(Column(_head(*each), 187 / max(len(part), 4), "right") for each in part),
        )
        # Who is silent is seen in the first table; the next ones are of those that gave something.
        yield Table(columns, tuple(_unit_rows(body, part, by_name and not begin)), size=11)


def _head(one: Activity, indicator: Indicator, origin: Origin) -> str:
    place = f"{one.ref}: " if one.ref else ""
    return f"{place}{indicator.name} ({indicator.measure}{', hệ thống đếm' if origin == COUNTED else ''})"


def _unit_rows(body: Body, part: Sequence[tuple[Activity, Indicator, Origin]], by_name: bool) -> Iterator[Row]:
    at = 0
    for group in body.groups:
        rows = []
        for place, unit in enumerate(body.units):
            if unit.group != group:
                continue
            cells: list[Text] = []
            for one, indicator, origin in part:
                figure = body.by_unit.get((one.number, indicator.code, origin, place))
                if figure is None:
                    cells.append("")
                    continue
                aspect = ".dem" if origin == COUNTED else ""
                shown = Bound("", figure.value, "", places=indicator.places).cell
                cells.append((Span(shown, name=f"{one.number}.{indicator.code}{aspect}/{unit.code}"),))
            if any(cells) or (by_name and unit.expected):
                at += 1
                rows.append(Row((str(at), unit.short, *cells)))
        if rows:
            yield Row((group,))
            yield from rows
    totals: list[Text] = []
    for one, indicator, origin in part:
        total = body.totals[one.number, indicator.code, origin]
        name = f"{one.number}.{indicator.code}{'.dem' if origin == COUNTED else ''}"
        totals.append(_number(Bound(name, total.value, "", places=indicator.places)))
    yield Row(("", "Cộng", *totals), bold=True)


def _compared_title(body: Body) -> str:
    """ "So sánh với chỉ tiêu, với cùng kỳ năm trước và với kỳ trước", of what there is."""
    asks = [ask for one in body.activities for ask in one.asks]
    there = [
        words
        for words, given in (
            ("với chỉ tiêu", any(ask.target is not None for ask in asks)),
            ("với cùng kỳ năm trước", any(ask.baseline is not None for ask in asks)),
            ("với kỳ trước", any(ask.last is not None for ask in asks)),
        )
        if given
    ]
    return f"So sánh {' và '.join(filter(None, (', '.join(there[:-1]), there[-1])))}"


def _compared(body: Body, names: Names) -> tuple[Block, ...]:
    rows: list[Row] = []
    sources: dict[str, list[str]] = {}
    at = 0
    for one in body.activities:
        mine = []
        for ask in one.asks:
            if ask.target is None and ask.baseline is None and ask.last is None:
                continue
            indicator, name = body.by_code[ask.indicator], f"{one.number}.{ask.indicator}"
            at += 1
            aspects = ("", ".chi-tieu", ".dat", ".nam-truoc", ".so-nam-truoc", ".ky-truoc")
            cells = [_number(names.get(f"{name}{aspect}")) for aspect in aspects]
            cells[0] = cells[0] or "chưa có"
            mine.append(Row((str(at), indicator.name, indicator.measure, *cells)))
            if ask.baseline_source:
                named = sources.setdefault(ask.baseline_source.rstrip(". "), [])
                named += [indicator.name] if indicator.name not in named else []
        if mine:
            rows += [Row((_titled(one),)), *mine]
    if not rows:
        return ()
    heads = (
        Column("STT", 12, "center"), Column("Số liệu", 78), Column("Đơn vị tính", 22, "center"),
        Column("Kết quả", 24, "right"), Column("Chỉ tiêu", 24, "right"), Column("Đạt (%)", 20, "right"),
        Column("Cùng kỳ năm trước", 26, "right"), Column("So với năm trước (%)", 24, "right"),
        Column("Kỳ trước", 20, "right"),
    )  # fmt: skip
    # A column that holds nothing is left out, with its room to the names.
    shown = [at for at in range(len(heads)) if at < 4 or any(len(row.cells) > 1 and row.cells[at] for row in rows)]
    spare = sum(column.width for at, column in enumerate(heads) if at not in shown)
    columns = tuple(
        Column(heads[at].title, heads[at].width + (spare if at == 1 else 0), heads[at].align) for at in shown
    )
    kept = tuple(row if len(row.cells) == 1 else Row(tuple(row.cells[at] for at in shown)) for row in rows)
    blocks: list[Block] = [Table(columns, kept)]
    if sources:
        told = "; ".join(f"{source} ({', '.join(named)})" for source, named in sources.items())
        blocks.append(Note(f"(Nguồn số cùng kỳ năm trước: {told}.)"))
    return tuple(blocks)


def _titled(one: Activity) -> str:
    return f"{one.number}. {one.title.rstrip(' .')}{f' (mục {one.ref})' if one.ref else ''}"


_NOT_SENT = {"": "chưa mở báo cáo", "draft": "đang soạn"}


def _lists(body: Body) -> Iterator[Block]:
    missing = [unit for unit in body.expected if not unit.has_reported]
    late = [unit for unit in body.expected if unit.has_reported and unit.late]
    if missing:
        yield Paragraph("Đơn vị chưa gửi báo cáo:")
        yield _list(missing, "Tình trạng", lambda unit: _NOT_SENT.get(unit.state, "chưa gửi"))
    if late:
        yield Paragraph("Đơn vị gửi báo cáo muộn:")
        yield _list(late, "Gửi lúc", _when)


def _list(units: Sequence[UnitLine], head: str, say: Callable[[UnitLine], str]) -> Table:
    columns = (Column("STT", 14, "center"), Column("Đơn vị", 79), Column("Nhóm", 38), Column(head, 32))
    rows = tuple(Row((str(at), unit.name, unit.group, say(unit))) for at, unit in enumerate(units, start=1))
    return Table(columns, rows)


def _when(unit: UnitLine) -> str:
    if unit.first_at is None:
        return ""
    return f"{unit.first_at:%H:%M} ngày {short_day(unit.first_at.date())}"


def _sources(body: Body, names: Names) -> tuple[Block, ...]:
    rows: list[Row] = []
    at = 0
    for one in body.activities:
        mine = []
        for ask in one.asks:
            indicator = body.by_code[ask.indicator]
            for origin in (TYPED, COUNTED):
                bound = names.get(f"{one.number}.{ask.indicator}{'.dem' if origin == COUNTED else ''}")
                if bound is None:
                    continue
                at += 1
                units = body.totals[one.number, ask.indicator, origin].units
                mine.append(
                    Row(
                        (
                            str(at),
                            _counted(indicator.name, origin),
                            _number(bound),
                            str(units),
                            _evidence(body, bound, origin, units),
                        )
                    )
                )
        if mine:
            rows += [Row((_titled(one),)), *mine]
    if not rows:
        return ()
    columns = (
        Column("STT", 11, "center"), Column("Số liệu", 55), Column("Giá trị", 23, "right"),
        Column("Số đơn vị", 13, "right"), Column("Minh chứng", 61),
    )  # fmt: skip
    return (Note("(Số liệu và minh chứng của từng đơn vị ở tệp Excel kèm theo.)"), Table(columns, tuple(rows), size=11))


def _counted(name: str, origin: Origin) -> str:
    return f"{name} (hệ thống đếm)" if origin == COUNTED else name


def _evidence(body: Body, bound: Bound, origin: Origin, units: int) -> str:
    figures = [body.figures[place] for place in bound.figures]
    if units <= FEW_UNITS:
        named = (f"{body.units[f.unit].short}: {body.evidence[f.evidence].name}" for f in figures)
        return "\n".join(dict.fromkeys(named))
    what = "Báo cáo đã duyệt" if origin == TYPED else "Ghi trên Bàn việc"
    return f"{what} của {units} đơn vị"
