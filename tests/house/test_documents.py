"""What the papers under docs/ must name: whoever adds something finds here that it is not told yet."""

import argparse
import re
import tomllib

import pytest
from django.apps import apps
from house.files import PACKAGE, ROOT, tracked

from ngayso.cli import command_line


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_model_is_in_the_glossary() -> None:
    told = doc("glossary.md")
    models = [m for m in apps.get_models() if m.__module__.startswith("ngayso.")]
    missing = [name for m in models if f"`{(name := f'{m._meta.app_label}.{m.__name__}')}`" not in told]
    assert not missing, f"add a row to docs/glossary.md: {missing}"


def test_the_glossary_names_no_model_that_is_gone() -> None:
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("ngayso.")}
    there = {f"{m._meta.app_label}.{m.__name__}" for m in apps.get_models()}
    told = {
        f"{room}.{noun}" for room, noun in re.findall(r"`([a-z]+)\.([A-Z]\w+)`", doc("glossary.md")) if room in rooms
    }
    assert not told - there


def test_every_subcommand_is_told() -> None:
    choices = next(a for a in command_line()._actions if isinstance(a, argparse._SubParsersAction)).choices
    told = doc("operate.md")
    assert not [name for name in choices if f"`ngayso {name}" not in told]


def test_every_setting_is_told() -> None:
    asked = re.compile(r"env\.\w+\(\s*\"([A-Z_]+)\"|env_url\(\s*\"([A-Z_]+)\"|environ(?:\.get\(|\[)\"([A-Z_]+)\"")
    names = {
        next(filter(None, found))
        for path in tracked("ngayso/*.py")
        for found in asked.findall(path.read_text(encoding="utf-8"))
    } - {"DJANGO_SETTINGS_MODULE", "PATH"}
    assert "DATABASE_URL" in names
    told = doc("operate.md")
    assert not [name for name in sorted(names) if f"`{name}`" not in told]


def test_every_make_target_is_told() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"run", "test", "backup"} <= set(targets)
    told = doc("operate.md")
    assert not [target for target in targets if f"`make {target}" not in told]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *(line for group in groups for line in group)]
    told = doc("decisions.md")
    names = [re.split(r"[\[<>=]", line)[0] for line in wanted]
    assert not [name for name in names if f"`{name}`" not in told]


def test_every_room_is_on_the_page_of_the_house() -> None:
    told = doc("house.md")
    rooms = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]
    assert not [room for room in rooms if f"{room}/" not in told]


@pytest.mark.parametrize("name", ["house.md", "glossary.md", "decisions.md", "operate.md"])
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", doc(name)):
        assert (ROOT / "docs" / target).exists(), target
