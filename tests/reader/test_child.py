"""The child process that reads untrusted files."""

import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from ngayso.reader import child
from ngayso.reader.child import read_file
from ngayso.reader.errors import Refused

LINES = (
    "KẾ HOẠCH",
    "Tổ chức Tuần lễ chuyển đổi số xã Bình Minh năm 2025",
    "I. MỤC ĐÍCH",
    "Nâng cao kỹ năng số của người dân.",
    "II. NỘI DUNG",
    "1. Tập huấn kỹ năng số",
    "- Thời gian: từ ngày 01/10/2025 đến ngày 10/10/2025.",
    "- Đơn vị chủ trì: Phòng Văn hóa - Xã hội xã.",
    "III. TỔ CHỨC THỰC HIỆN",
    "1. Phòng Văn hóa - Xã hội",
    "- Theo dõi, đôn đốc các đơn vị.",
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    made = docx.Document()
    for line in LINES:
        made.add_paragraph(line)
    made.save(str(tmp_path / "plan.docx"))
    return tmp_path / "plan.docx"


def code(path: Path, **limits: float) -> str:
    with pytest.raises(Refused) as refused:
        read_file(path, name=path.name, **limits)  # type: ignore[arg-type]
    return refused.value.code


def test_a_plan_is_read(plan: Path) -> None:
    reading = read_file(plan, name="kế hoạch.docx")
    assert reading.format == "docx"
    assert "Tập huấn kỹ năng số" in reading.text
    assert [activity.title.text for activity in reading.activities] == ["Tập huấn kỹ năng số"]


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert code(tmp_path / "none.docx") == "missing"
    assert code(tmp_path) == "unreadable"


def test_a_refusal_crosses_the_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert code(tmp_path / "a.pdf") == "pdf.broken"


def test_the_time_limit_fires(plan: Path) -> None:
    assert code(plan, seconds=0.01) == "limit.time"


def test_the_memory_limit_fires(plan: Path, tmp_path: Path) -> None:
    # Small letters, large tree: many empty runs.
    chance = random.Random(1)
    runs = "".join(f'<w:r w:rsidR="{chance.randrange(16**8):08X}"><w:tab/></w:r>' for _ in range(150_000))
    with zipfile.ZipFile(plan) as source, zipfile.ZipFile(tmp_path / "big.docx", "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:sectPr", f"<w:p>{runs}</w:p><w:sectPr".encode(), 1)
            target.writestr(name, data)
    assert code(tmp_path / "big.docx", memory=110_000_000) == "limit.memory"


def test_a_limit_below_what_python_itself_needs_is_still_a_refusal(plan: Path) -> None:
    assert code(plan, memory=30_000_000) == "limit.memory"


def test_no_process_and_no_descriptor_stays_behind(plan: Path) -> None:
    read_file(plan, name="a.docx")
    before = sorted(os.listdir("/proc/self/fd"))
    for limits in ({}, {"seconds": 0.01}, {"memory": 60_000_000}):
        try:
            read_file(plan, name="a.docx", **limits)  # type: ignore[arg-type]
        except Refused as refused:
            assert refused.code.startswith("limit.")
    assert sorted(os.listdir("/proc/self/fd")) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    start = child._START.split("sys.path.insert")[0]
    attempt = f"with open({str(tmp_path / 'x')!r}, 'w') as file: file.write('a')"
    told = subprocess.run(
        [sys.executable, "-I", "-c", start + attempt, "5", "500000000", "/"], capture_output=True, check=False
    )
    assert told.returncode != 0
    assert (tmp_path / "x").stat().st_size == 0


def test_what_a_library_cannot_digest_is_one_sentence(tmp_path: Path) -> None:
    chance = random.Random(2)
    for name in ("a.docx", "a.pdf", "a.html", "a.txt", "a"):
        (tmp_path / name).write_bytes(chance.randbytes(5_000))
        with pytest.raises(Refused) as refused:
            read_file(tmp_path / name, name=name)
        assert refused.value.code != "reader.failed"
