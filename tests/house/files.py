"""The files of the repository, for the guards."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "ngayso"


def tracked(*patterns: str) -> list[Path]:
    """Files that git keeps or would keep: new ones count before they are committed, ignored ones never."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
