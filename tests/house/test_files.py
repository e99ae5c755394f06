"""What may lie in the repository and how it is cut."""

import ast
import re

import pytest
from house.files import PACKAGE, ROOT, place, tracked

# Cut in two so that this file does not hold what it looks for.
MACHINES = re.compile(
    "|".join(
        first + second
        for first, second in (
            ("/wo", "rk/(?!:)"),
            ("/ro", "ot/"),
            ("/ho", r"me/\w"),
            (r"py", r"pi\.org"),
            (r"python", r"hosted"),
            (r"registry\.", r"npmjs"),
            (r"deb\.", r"debian\.org"),
        )
    )
)
CATCH_ALL = {"utils", "util", "services", "managers", "mixins", "signals", "helpers", "misc", "common"}
MOST_LINES = 600
# Folders that Django asks for and that hold no noun of ours.
DJANGOS = {"migrations", "templatetags", "management", "commands"}


def test_no_machine_path_and_no_registry_in_a_file() -> None:
    found = []
    for path in tracked():
        if b"\0" in (data := path.read_bytes()):
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if MACHINES.search(line):
                found.append(f"{place(path)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["run.lock", "dev.lock"])
def test_a_lock_names_no_address(name: str) -> None:
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9.-]+==\S+( ; [^:]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #.*", line), line
        assert "://" not in line


def hands_on(node: ast.stmt) -> bool:
    """The version, or names of the package's own modules that belong to its door."""
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) and target.id in ("__version__", "__all__") for target in node.targets)
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ngayso.")


def test_every_package_says_what_it_is_and_holds_no_code_there() -> None:
    wrong = []
    for folder in sorted({path.parent for path in tracked("ngayso/**.py")}):
        if DJANGOS & set(folder.relative_to(PACKAGE).parts):
            continue
        opening = folder / "__init__.py"
        if not opening.exists():
            wrong.append(f"{place(folder)} has no __init__.py")
            continue
        tree = ast.parse(opening.read_text(encoding="utf-8"))
        told = ast.get_docstring(tree)
        code = [node for node in tree.body[1:] if not hands_on(node)]
        if not told or len(told.splitlines()) > 15 or code:
            wrong.append(f"{place(opening)}: a docstring of at most 15 lines and no code")
    assert not wrong, "\n".join(wrong)


def test_no_catch_all_module() -> None:
    assert not [place(p) for p in tracked("*.py") if {p.stem, p.parent.name} & CATCH_ALL]


def test_no_file_is_too_long() -> None:
    files = [path for path in tracked("*.py") if "migrations" not in path.parts]
    long = {place(p): lines for p in files if (lines := p.read_text(encoding="utf-8").count("\n")) > MOST_LINES}
    assert not long, f"split by noun: {long}"


def test_an_old_python_gets_far_enough_to_be_told() -> None:
    tree = ast.parse((ROOT / "tools" / "environment.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "__future__"]


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"\bTODO\b|\bFIXME\b|raise NotImplementedError|lorem ipsum")
    files = [p for p in tracked("*.py", "*.html", "*.js", "*.css") if place(p) != "tests/house/test_files.py"]
    assert not [place(path) for path in files if marks.search(path.read_text(encoding="utf-8"))]


def test_templates_hold_no_inline_script_or_style() -> None:
    # The content security policy would drop them silently.
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)
    found = []
    for path in tracked("*.html"):
        if "ngayso" not in path.parts:
            continue
        # A data block runs nothing.
        text = re.sub(r"<script type=\"application/json\"[^>]*>", "", path.read_text(encoding="utf-8"))
        found += [f"{place(path)}: {hit.group()}" for hit in inline.finditer(text)]
    assert not found, "\n".join(found)


def test_static_files_name_no_other_host() -> None:
    other = re.compile(r"(?:src|href|url\(|import|from)\s*[=(]?\s*[\"']?(?:https?:)?//[\w.-]+")
    files = [p for p in tracked("*.html", "*.css", "*.js") if "ngayso" in p.parts]
    found = [place(p) for p in files if p.suffix != ".html" and other.search(p.read_text(encoding="utf-8"))]
    loads = re.compile(r"<(?:script|img|iframe|link)\b[^>]*(?:src|href)=[\"'](?:https?:)?//")
    found += [place(p) for p in files if p.suffix == ".html" and loads.search(p.read_text(encoding="utf-8"))]
    assert not found
