import datetime as dt

import pytest

from ngayso import law
from ngayso.law.rows import codes, parse


def test_the_row_of_the_day_is_found() -> None:
    before, after = law.on(dt.date(2024, 9, 15), "banner.days"), law.on(dt.date(2026, 3, 1), "banner.days")
    assert before is not None
    assert (before.value, before.verified) == (15, True)
    assert after is not None
    assert not after.verified
    assert law.on(dt.date(1999, 1, 1), "banner.days") is None


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        law.on(dt.date(2024, 1, 1), "no.such")


def test_rows_of_one_code_never_overlap() -> None:
    row = {"code": "a", "citation": "x", "verified": True}
    with pytest.raises(ValueError, match="overlap"):
        parse([{**row, "start": dt.date(2020, 1, 1)}, {**row, "start": dt.date(2021, 1, 1)}])
    assert (
        len(
            parse(
                [
                    {**row, "start": dt.date(2020, 1, 1), "end": dt.date(2020, 12, 31)},
                    {**row, "start": dt.date(2021, 1, 1)},
                ]
            )["a"]
        )
        == 2
    )


@pytest.mark.parametrize("code", codes())
def test_every_shipped_row_has_a_citation(code: str) -> None:
    row = law.on(dt.date(2025, 6, 1), code)
    assert row is not None
    assert row.citation
