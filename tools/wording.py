"""The words that need a translation: finds them in the sources, keeps the catalogue in step (`make messages`).

Vietnamese is the source, English the catalogue. Works without the gettext programs.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "ngayso" / "locale" / "en" / "LC_MESSAGES" / "django.po"

# One message: its context (or none), its text, its plural (or none).
Message = tuple[str | None, str, str | None]

_CALLS = {"_": "s", "gettext": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp", "gettext_noop": "s"}
_CALLS |= {f"{name}_lazy": parts for name, parts in list(_CALLS.items()) if name != "_"}
_LITERAL = r"\s*[uf]?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*"
_IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\({_LITERAL}(?:,{_LITERAL})?(?:,{_LITERAL})?", re.DOTALL)


def messages() -> dict[Message, list[str]]:
    """Every message of the package with the files it stands in, in their order."""
    found: dict[Message, list[str]] = {}
    for path in sorted((ROOT / "ngayso").rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or not path.is_file():
            continue
        for message in of_file(path):
            places = found.setdefault(message, [])
            if (name := path.relative_to(ROOT).as_posix()) not in places:
                places.append(name)
    return found


def of_file(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _of_python(ast.parse(text))
    elif "templates" in path.parts:
        yield from _of_template(text)


def _of_python(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _CALLS:
            given = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if given:
                yield _message(_CALLS[name], given)


def _of_template(text: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    for call in _IN_TEMPLATE.finditer(templatize(text)):
        yield _message(_CALLS[call[1]], [ast.literal_eval(part) for part in call.groups()[1:] if part])


def _message(parts: str, given: list[str]) -> Message:
    told = dict(zip(parts, given, strict=False))
    return told.get("c"), told["s"], told.get("p")


def update() -> tuple[int, int]:
    """Rewrites the catalogue: what is new comes in empty, what is gone goes. Gives how many of each."""
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    kept = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    added = 0
    for (context, text, plural), places in messages().items():
        entry = kept.pop((context, text), None)
        if entry is None:
            added += 1
            entry = polib.POEntry(msgctxt=context, msgid=text)
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
        entry.occurrences = [(place, "") for place in places]
        new.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(CATALOGUE))
    return added, len(kept)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngayso.settings")
    import django

    django.setup()
    came, went = update()
    print(f"Danh mục {CATALOGUE.relative_to(ROOT)}: thêm {came}, bỏ {went} câu chữ.")
