"""The English catalogue: in step with the sources, complete for whoever is not signed in, right in its blanks."""

import re

import polib
import pytest
import wording
from house.files import ROOT

# What somebody sees who has not signed in: it has an English edition. The rest is Vietnamese, its catalogue ready.
PUBLIC = re.compile(
    r"ngayso/portal/"
    r"|ngayso/people/templates/people/(sign_in|ask_link|link_\w+|open_link|accept)\.html"
    r"|ngayso/people/(signin|forms|actions|views)\.py"
    r"|ngayso/core/templates/(\d+\.html|core/(base|public|plain|refused)\.html|core/parts/)"
    r"|ngayso/core/(views|middleware|limits|charts|templatetags/look)\.py"
    r"|ngayso/plans/kinds\.py"
    r"|ngayso/(shell|settings)\.py"
)


@pytest.fixture(scope="module")
def catalogue() -> dict[tuple[str | None, str], polib.POEntry]:
    entries = polib.pofile(str(wording.CATALOGUE))
    return {(entry.msgctxt, entry.msgid): entry for entry in entries if not entry.obsolete}


def is_translated(entry: polib.POEntry) -> bool:
    return bool(entry.translated()) and not entry.fuzzy


def test_the_catalogue_is_in_step(catalogue: dict[tuple[str | None, str], polib.POEntry]) -> None:
    wanted = {(context, text) for context, text, _ in wording.messages()}
    assert wanted == set(catalogue), "run `make messages`"


def test_public_and_sign_in_pages_are_in_english(catalogue: dict[tuple[str | None, str], polib.POEntry]) -> None:
    missing = [
        f"{places[0]}: {text}"
        for (context, text, _), places in wording.messages().items()
        if any(PUBLIC.match(place) for place in places)
        and not ((entry := catalogue.get((context, text))) and is_translated(entry))
    ]
    assert not missing, "\n".join(missing)


def test_blanks_are_kept(catalogue: dict[tuple[str | None, str], polib.POEntry]) -> None:
    blank = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    for entry in catalogue.values():
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            if said:
                wanted = set(blank.findall(entry.msgid)) | set(blank.findall(entry.msgid_plural))
                assert set(blank.findall(said)) == wanted or entry.msgid_plural, entry.msgid


def test_public_pages_exist() -> None:
    places = [path.relative_to(ROOT).as_posix() for path in (ROOT / "ngayso").rglob("*.html")]
    assert any(PUBLIC.match(place) and "sign_in" in place for place in places)


def test_words_are_found_in_python_and_in_templates() -> None:
    template = (
        '{% load i18n %}{% translate "Một" %}{% blocktranslate count n=x %}{{ n }} việc{% plural %}{{ n }} các việc'
        '{% endblocktranslate %}{% translate "Hai" context "số" %}{{ _("Ba") }}'
    )
    assert list(wording._of_template(template)) == [
        (None, "Một", None),
        (None, "%(n)s việc", "%(n)s các việc"),
        ("số", "Hai", None),
        (None, "Ba", None),
    ]
    import ast

    code = ast.parse('a = _("Bốn"); b = ngettext("%d việc", "%d việc", n); c = pgettext_lazy("số", "Năm"); d = _(x)')
    assert sorted(wording._of_python(code), key=str) == [
        ("số", "Năm", None),
        (None, "%d việc", "%d việc"),
        (None, "Bốn", None),
    ]
