"""What set-up builds from the sources: fonts, message catalogues, the folder of static files. Only what has changed."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import polib
from django.conf import settings

Step = Callable[[str, Callable[[], object]], None]


def build(step: Step) -> None:
    """Builds what is older than its sources; `step(what, do)` tells the person who waits."""
    package = settings.ROOT / "ngayso"
    fonts = _told((package / "core" / "fonts.py",), version("fontpkg-be-vietnam-pro"), version("fonttools"))
    if _has_changed("fonts", fonts):
        step("Cắt phông chữ cho trang web", build_fonts)
        _keep("fonts", fonts)
    catalogues = _told(package.rglob("*.po"))
    if _has_changed("catalogues", catalogues) or any(
        not po.with_suffix(".mo").exists() for po in package.rglob("*.po")
    ):
        step("Dịch danh mục câu chữ", build_catalogues)
        _keep("catalogues", catalogues)
    sources = (path for folder in package.rglob("static") for path in folder.rglob("*") if path.is_file())
    static = _told(sources, fonts, version("whitenoise"), version("django"))
    if _has_changed("static", static):
        step("Gom và nén các tệp tĩnh", build_static)
        _keep("static", static)


def build_fonts() -> None:
    from ngayso.core.fonts import build_fonts

    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table it touches
    build_fonts(settings.VAR / "built" / "core" / "fonts")


def build_catalogues() -> None:
    """Every .po beside its .mo, without the gettext programs that a plain machine lacks."""
    for source in (settings.ROOT / "ngayso").rglob("*.po"):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


def build_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _told(paths: Iterable[Path], *more: str) -> str:
    told = hashlib.sha256("\n".join(more).encode())
    for path in sorted(paths):
        told.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


def _stamp(name: str) -> Path:
    """Beside what it stands for: who removes the folder has it built again."""
    return Path(settings.STATIC_ROOT if name == "static" else settings.VAR / "built") / f".{name}"


def _has_changed(name: str, told: str) -> bool:
    stamp = _stamp(name)
    return not stamp.exists() or stamp.read_text() != told


def _keep(name: str, told: str) -> None:
    _stamp(name).parent.mkdir(parents=True, exist_ok=True)
    _stamp(name).write_text(told)
