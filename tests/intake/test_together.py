"""Two reviewers at the very same moment, each in a thread and a connection of their own.

SQLite in memory has one connection: there the works run one after the other, and the outcome must be the same.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from ngayso.core.errors import Refusal
from ngayso.intake import actions, edits
from ngayso.intake.fields import kept, text_of
from ngayso.intake.models import Draft, Entry
from ngayso.intake.writing import Stale
from ngayso.plans.models import Plan


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Results or refusals of the works, begun together."""
    if connection.vendor == "sqlite":
        return [result_of(work) for work in works]
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(n: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            results[n] = result_of(work)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def result_of(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Refusal as refusal:
        return refusal


@pytest.fixture
def shared(transactional_db: Any, draft: Any) -> Any:
    """A draft that is committed, so that every connection sees it."""
    return draft


def test_one_value_is_won_by_one(shared: Any, focal: Any, second: Any) -> None:
    key = shared.entries.filter(kind="activity").order_by("order").first().key
    results = at_once(
        lambda: edits.set_field(shared, key, "place", "Nhà văn hóa", seen_v=0, actor=focal),
        lambda: edits.set_field(Draft.objects.get(pk=shared.pk), key, "place", "Sân vận động", seen_v=0, actor=second),
    )
    assert sum(isinstance(result, Stale) for result in results) == 1
    lost = next(result for result in results if isinstance(result, Stale))
    assert text_of(Entry.objects.get(draft=shared, key=key).fields, "place") == lost.theirs["text"] != lost.mine


def test_different_values_and_lists_all_arrive(shared: Any, focal: Any, second: Any) -> None:
    key = shared.entries.filter(kind="activity").order_by("order").first().key
    results = at_once(
        lambda: edits.set_field(shared, key, "place", "Nhà văn hóa", seen_v=0, actor=focal),
        lambda: edits.set_field(shared, key, "audience", "Doanh nghiệp", seen_v=0, actor=second),
        lambda: edits.add_cell(shared, key, "targets", "100 người", actor=focal),
        lambda: edits.add_cell(shared, key, "targets", "10 lớp", actor=second),
    )
    assert not any(isinstance(result, Refusal) for result in results)
    fields = Entry.objects.get(draft=shared, key=key).fields
    assert (text_of(fields, "place"), text_of(fields, "audience")) == ("Nhà văn hóa", "Doanh nghiệp")
    assert {cell["text"] for cell in kept(fields, "targets")} == {"100 người", "10 lớp"}
    assert sorted(shared.changes.values_list("seq", flat=True)) == [1, 2, 3, 4]


def test_confirmed_by_two_it_is_one_programme(shared: Any, focal: Any, second: Any) -> None:
    plans = at_once(
        lambda: actions.confirm_draft(shared, actor=focal),
        lambda: actions.confirm_draft(Draft.objects.get(pk=shared.pk), actor=second),
    )
    assert plans[0] == plans[1]
    assert Plan.objects.count() == 1


def test_the_same_file_from_two_hands_is_one_draft(shared: Any, focal: Any, second: Any, tmp_path: Path) -> None:
    path = tmp_path / "hai.md"
    path.write_text("KẾ HOẠCH hai tay cùng nộp một lúc", encoding="utf-8")
    drafts = at_once(
        lambda: actions.take_file(path, name="a.md", actor=focal),
        lambda: actions.take_file(path, name="b.md", actor=second),
    )
    assert drafts[0] == drafts[1]
    assert Draft.objects.filter(sha256=drafts[0].sha256).count() == 1
