"""The licences of everything that is locked: permissive or LGPL; no GPL, no AGPL; unknown is refused."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from house.files import ROOT
from packaging.requirements import Requirement

ALLOWED = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|BSD|BSD-[023]-Clause|0BSD|Apache|Apache-2\.0|ISC|PSF|PSF-2\.0|Python Software Foundation"
    r"|Python-2\.0|HPND|MPL-2\.0|Mozilla Public License 2\.0|Unlicense|Zlib|zlib|CNRI-Python|LGPL|LGPL-[\w.-]+"
    r"|Lesser General Public License|OFL|OFL-1\.1|SIL Open Font License)\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\bA?GPL|(?<!Lesser )General Public License|Affero|SSPL|BUSL|Commons Clause|proprietary", re.IGNORECASE
)

# Name: why it may stay although its metadata do not say enough.
EXCEPTIONS: dict[str, str] = {}


def locked(name: str) -> dict[str, Requirement]:
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = re.findall(r"^([a-z0-9].*?) \\$", text, re.MULTILINE)
    return {(wanted := Requirement(line)).name: wanted for line in lines}


def licence(name: str) -> str:
    """What the distribution says of its licence: expression, classifiers, else the first line of its own words."""
    told = metadata(name)
    classifiers = [line for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    words = [told.get("License-Expression", ""), *classifiers]
    if not any(words):
        words = [(told.get("License") or "").strip().split("\n")[0]]
    return "; ".join(filter(None, words))


def refused(words: str) -> str | None:
    if DENIED.search(re.sub(r"\bLGPL[\w.+-]*|\(LGPL[^)]*\)", "", words)):
        return "not allowed"
    # What binds by all of its parts is allowed when all are.
    return None if all(ALLOWED.search(part) for part in re.split(r"; | AND ", words)) else "unknown"


@pytest.mark.parametrize("name", sorted({*locked("run.lock"), *locked("dev.lock")}))
def test_a_locked_library_may_be_used(name: str) -> None:
    wanted = locked("dev.lock").get(name) or locked("run.lock")[name]
    if wanted.marker is not None and not wanted.marker.evaluate():
        return  # of another platform; it has the licence of the one it stands for
    try:
        words = licence(name)
    except PackageNotFoundError:
        pytest.fail(f"{name} is locked but not installed")
    why = refused(words)
    assert why is None or name in EXCEPTIONS, f"{name}: {why}: {words!r}"


def test_an_exception_is_still_needed() -> None:
    assert not [name for name in EXCEPTIONS if refused(licence(name)) is None]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("MIT", None),
        ("Apache-2.0 OR BSD-2-Clause", None),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", None),
        ("LGPL-3.0-only", None),
        ("MIT AND Something-Else", "unknown"),
        ("GPL-3.0-or-later", "not allowed"),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", "not allowed"),
        ("GNU Affero General Public License v3", "not allowed"),
        ("AGPL-3.0", "not allowed"),
        ("", "unknown"),
        ("see LICENSE", "unknown"),
    ],
)
def test_words_of_licences(words: str, why: str | None) -> None:
    assert refused(words) == why


def test_both_locks_hold_the_same_versions() -> None:
    run, dev = locked("run.lock"), locked("dev.lock")
    assert not [name for name, wanted in run.items() if dev.get(name) != wanted]
