"""Whole plans, invented and written in many manners: the same plan gives the same reading."""

import datetime as dt

from hypothesis import HealthCheck, given, settings

from ngayso.reader.reading import Activity, Reading
from tests.reader.plans import Manner, Plan, Task, Work, manners, plans, tabled, written
from tests.reader.written import read_written

PLAIN = Manner(("I.", "1.", "-"), "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian", "Địa điểm", False, "slash", 0, ".")
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def as_work(activity: Activity) -> Work:
    when = activity.when
    assert when is not None
    assert when.start is not None
    assert when.end is not None
    return Work(
        activity.title.text,
        tuple(lead.text for lead in activity.leads),
        tuple(partner.text for partner in activity.partners),
        when.start,
        when.end,
        activity.place.text if activity.place else None,
    )


def tasks_of(reading: Reading) -> tuple[Task, ...]:
    return tuple(
        Task(", ".join(unit.text for unit in duty.units).lower(), tuple(item.text for item in duty.items))
        for duty in reading.duties
    )


def bare(task: Task) -> Task:
    return Task(task.body.lower(), tuple(item.rstrip(".") for item in task.items))


@some
@given(plans(), manners())
def test_a_plan_reads_alike_in_every_manner(plan: Plan, manner: Manner) -> None:
    reading = read_written(written(plan, manner))
    assert [as_work(activity) for activity in reading.activities] == list(plan.works)
    assert tasks_of(reading) == tuple(bare(task) for task in plan.tasks)
    head = reading.header
    assert head.number is not None
    assert head.number.text == f"{plan.number}/KH-UBND"
    assert head.date is not None
    assert head.date.start == plan.day
    assert [base.text for base in reading.bases] == ["12/NQ-CP"]
    assert reading.funding is not None


@some
@given(plans())
def test_a_table_says_the_same(plan: Plan) -> None:
    reading = read_written(tabled(plan))
    assert [as_work(activity) for activity in reading.activities] == list(plan.works)
    assert tasks_of(reading) == tuple(bare(task) for task in plan.tasks)


@some
@given(plans(), manners())
def test_every_span_holds_the_words_of_its_value(plan: Plan, manner: Manner) -> None:
    reading = read_written(written(plan, manner))
    values = [
        value
        for one in reading.activities
        for value in (one.title, *one.leads, *one.partners, one.time, one.place)
        if value
    ]
    values += [value for duty in reading.duties for value in (*duty.units, *duty.items)]
    assert values
    for value in values:
        assert value.span is not None
        assert " ".join(reading.text[value.span.start : value.span.end].split()) == value.text
        assert 0 < value.confidence <= 1
        assert "." in value.rule


@some
@given(plans(), manners())
def test_sections_nest_and_blocks_cover_the_text(plan: Plan, manner: Manner) -> None:
    reading = read_written(written(plan, manner))
    known = {section.id: section for section in reading.sections}
    assert len(known) == len(reading.sections)
    for section in reading.sections:
        if section.parent is not None:
            above = known[section.parent]
            assert above.span.start <= section.span.start
            assert section.span.end <= above.span.end
            assert above.level < section.level
    assert reading.blocks[0].start == 0
    assert reading.blocks[-1].end == len(reading.text)
    for before, after in zip(reading.blocks, reading.blocks[1:], strict=False):
        assert after.start == before.end + 1


def test_reading_twice_is_the_same_reading() -> None:
    plan = Plan(
        "Kim Lâm",
        7,
        dt.date(2026, 2, 3),
        (Work("Hội thi tin học", ("Sở Nội vụ",), (), dt.date(2026, 3, 1), dt.date(2026, 3, 2), None),),
        (),
    )
    assert read_written(written(plan, PLAIN)) == read_written(written(plan, PLAIN))


def test_another_province_and_number_change_nothing_else() -> None:
    works = (
        Work(
            "Hội thi tin học",
            ("Sở Nội vụ",),
            ("Công an tỉnh",),
            dt.date(2026, 3, 1),
            dt.date(2026, 3, 2),
            "Nhà Văn hóa",
        ),
    )
    made = [
        read_written(written(Plan(province, number, dt.date(2026, 2, 3), works, ()), PLAIN))
        for province, number in (("Kim Lâm", 7), ("An Hải", 3021))
    ]
    assert [as_work(one) for one in made[0].activities] == [as_work(one) for one in made[1].activities]
    assert [section.id for section in made[0].sections] == [section.id for section in made[1].sections]
