"""Every verb that the house records is told on the screen in words, and every such word has its verb."""

import re
from pathlib import Path

from ngayso.core.deeds import DEEDS

ROOT = Path(__file__).resolve().parents[2] / "ngayso"
# record(…) names its verb as a text, or chooses between two.
_RECORDED = re.compile(r'record\(\s*"([a-z]+\.[a-z_]+)"(?: if [^,]*? else "([a-z]+\.[a-z_]+)")?')


def test_every_recorded_verb_has_its_words() -> None:
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for verbs in _RECORDED.findall(path.read_text("utf-8")):
            found |= {verb for verb in verbs if verb}
    assert found == set(DEEDS)
