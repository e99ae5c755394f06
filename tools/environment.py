"""Makes .venv and installs a hash-locked list of libraries into it: `python3 tools/environment.py run` (or `dev`).

Needs only Python and pip: python3-venv may be missing, as on a plain Debian. Does nothing when the lock is already in.
Also read by a Python that is too old for the product, which must get far enough to say so: no syntax newer than 3.6.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)


class Stopped(Exception):
    """The set-up cannot go on; the text says why and what to do, in Vietnamese."""


def main(lock_name: str) -> None:
    use_a_fitting_python()
    lock = ROOT / (lock_name + ".lock")
    wanted = fingerprint(lock)
    if is_installed(lock_name, wanted):
        return
    started = time.monotonic()
    say("Chuẩn bị thư viện theo " + lock.name + " (chỉ làm khi tệp này thay đổi; lần đầu cần mạng, khoảng một phút).")
    if not works():
        step("Tạo môi trường Python riêng (.venv)", make_venv)
    step("Cài chương trình cài đặt (pip)", lambda: install_pip(lock))
    step("Tải và cài các thư viện", lambda: install_lock(lock))
    step("Cài Ngày Số vào môi trường", install_project)
    stamp(lock_name).write_text(wanted, encoding="utf-8")
    if lock_name == "dev":  # dev.lock holds all of run.lock, in the same versions
        stamp("run").write_text(fingerprint(ROOT / "run.lock"), encoding="utf-8")
    say(f"Thư viện đã sẵn sàng sau {time.monotonic() - started:.0f} giây.")


def use_a_fitting_python() -> None:
    """Goes on under another Python of this machine when this one is too old or too new; says so when there is none."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.run([other, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
            sys.stdout.flush()
            os.execv(other, [other, *sys.argv])
    raise Stopped(
        "Cần Python từ {}.{} đến {}.{}; máy này chỉ có Python {}.{}. Cài thêm một bản phù hợp "
        "(trên Debian, Ubuntu: apt install python3.11 python3-pip) rồi chạy lại.".format(
            *OLDEST, *NEWEST, *sys.version_info[:2]
        )
    )


def fingerprint(lock: Path) -> str:
    """Changes when the libraries, the project's own entry points, its place or its Python change."""
    told = hashlib.sha256()
    for part in (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()):
        told.update(hashlib.sha256(part).digest())
    return told.hexdigest()


def stamp(lock_name: str) -> Path:
    return VENV / (lock_name + ".stamp")


def is_installed(lock_name: str, wanted: str) -> bool:
    try:
        return stamp(lock_name).read_text(encoding="utf-8") == wanted and works()
    except OSError:
        return False


def works() -> bool:
    """The environment's Python still runs and is one that fits (its origin may have been upgraded or removed)."""
    fits = f"import sys; sys.exit(not ({OLDEST} <= sys.version_info[:2] <= {NEWEST}))"
    try:
        return subprocess.run([str(PYTHON), "-c", fits], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)])


def install_pip(lock: Path) -> None:
    """Brings the locked pip into the environment by the pip that the machine has."""
    wanted = VENV / "pip.lock"
    block = re.search(r"^pip==.*\n(?:[ \t].*\n)*", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if block is None:
        raise Stopped("Tệp " + lock.name + " hỏng: thiếu dòng pip. Lấy lại tệp này từ kho mã nguồn.")
    wanted.write_text(block.group(), encoding="utf-8")
    options = ["install", "--quiet", "--require-hashes", "--no-deps", "-r", str(wanted)]
    if subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0:
        pip(options)
    elif subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        run([sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check", *options])
    elif subprocess.run([str(PYTHON), "-m", "ensurepip"], capture_output=True).returncode == 0:
        pip(options)
    else:
        raise Stopped("Máy chưa có pip. Cài đặt (trên Debian, Ubuntu: apt install python3-pip) rồi chạy lại.")


def install_lock(lock: Path) -> None:
    pip(["install", "--progress-bar", "off", "--only-binary", ":all:", "--require-hashes", "-r", str(lock)])


def install_project() -> None:
    pip(["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def pip(arguments: "list[str]") -> None:
    run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments])


def run(command: "list[str]") -> None:
    """Runs a step's program; its last lines are shown only when it fails, a count of packages while it goes on."""
    lines: deque[str] = deque(maxlen=15)
    packages, told = 0, time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line)
            packages += line.startswith(("Collecting ", "Requirement already satisfied"))
            if line.startswith("Installing collected packages"):
                say(f"      đã tải xong {packages} gói, đang cài")
            elif packages and time.monotonic() - told > 5:
                told = time.monotonic()
                say(f"      {packages} gói")
    if child.returncode:
        sys.stderr.write("".join(lines))
        raise Stopped(
            "Không hoàn thành được bước này; nguyên nhân ở các dòng trên. "
            "Thường là do mạng hoặc máy chủ gói phần mềm: kiểm tra kết nối rồi chạy lại, phần đã tải được giữ nguyên."
        )


def step(what: str, do: object) -> None:
    assert callable(do)
    started = time.monotonic()
    say("  → " + what + " …")
    do()
    say(f"      xong, {time.monotonic() - started:.0f} giây")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Stopped as stopped:
        sys.stderr.write(str(stopped) + "\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
