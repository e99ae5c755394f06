"""The plan of Tiền Giang, the only real one of the repository, against its gold reading in examples/."""

import difflib
import json
from pathlib import Path
from typing import Any

import pytest

from ngayso.reader.exchange import exchange
from ngayso.reader.formats.open import open_document
from ngayso.reader.read import read
from ngayso.words.fold import fold

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "tien-giang-2024"
GOLD: dict[str, Any] = json.loads((EXAMPLE / "gold.json").read_text(encoding="utf-8"))


def told(suffix: str) -> dict[str, Any]:
    path = EXAMPLE / f"plan.{suffix}"
    return exchange(read(open_document(path.read_bytes(), path.name), path.name))


def flat(value: Any, at: str = "") -> list[tuple[str, str]]:
    """Every text of the exchange form with its place; "ref" and "time" are no words to compare, items are cut as in the gold."""
    if isinstance(value, dict):
        return [pair for key, part in value.items() if key != "ref" for pair in flat(part, f"{at}.{key}")]
    if isinstance(value, list):
        return [pair for number, part in enumerate(value) for pair in flat(part, f"{at}.{number}")]
    text = "" if value is None else str(value)
    return [(at, fold(text[:78] if ".items." in at else text))]


def likeness(made: dict[str, Any]) -> float:
    """Share of the gold's fields that are read alike; a field too many counts as one wrong."""
    gold, read_ = dict(flat(GOLD)), dict(flat(made))
    right = sum(
        difflib.SequenceMatcher(None, text, read_.get(at, "\0"), autojunk=False).ratio() > 0.95 or text == read_.get(at)
        for at, text in gold.items()
    )
    return right / len(set(gold) | set(read_))


@pytest.mark.parametrize("suffix", ["md", "docx", "pdf"])
def test_the_plan_is_read_as_a_careful_official_would(suffix: str) -> None:
    made = told(suffix)
    if suffix != "md":
        # The document made from it has a head, which the scan of the source lacks.
        for field in ("issuer", "number", "place", "date"):
            made["document"][field] = GOLD["document"][field]
    assert likeness(made) >= 0.97


def test_what_the_check_of_a_plan_will_find_is_there() -> None:
    made = told("md")
    ends = {activity["ref"]: activity["end"] for activity in made["activities"]}
    assert ends["III.2.d"] == "2024-10-15"
    assert made["activities"][1]["leads"] == []
    assert {report["due"] for report in made["reports"]} == {None, "2024-10-16"}


def test_targets_and_theme() -> None:
    path = EXAMPLE / "plan.md"
    reading = read(open_document(path.read_bytes(), path.name), path.name)
    exercise = next(activity for activity in reading.activities if activity.ref == "III.2.a")
    assert ("100 người", 100.0) in [(f"{target.amount:g} {target.unit}", target.amount) for target in exercise.targets]
    assert reading.theme is not None
    assert reading.theme.text.startswith("Phổ cập hạ tầng số")
    assert reading.is_plan
    assert reading.warnings == ()
    assert [section.ref for section in reading.sections if section.level == 1] == ["I", "II", "III", "IV", "V"]
    assert {section.id for section in reading.sections} >= {"muc_III__khoan_2__diem_dd", "muc_V__khoan_7__diem_c"}
