"""Several at the very same moment, each in a thread and a connection of its own.

SQLite in memory has one connection: there the works run one after the other, and the outcome must be the same.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from ngayso.core.errors import Refusal


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Results or refusals of the works, begun together. Needs a test that commits (transactional_db)."""
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
