"""The command `ngayso`."""

import json
from pathlib import Path

import docx
import pytest

from ngayso.cli import main


@pytest.fixture
def plan(tmp_path: Path) -> str:
    made = docx.Document()
    for line in (
        "KẾ HOẠCH",
        "Tổ chức Tuần lễ chuyển đổi số xã Bình Minh năm 2025",
        "I. NỘI DUNG",
        "1. Tập huấn kỹ năng số",
        "- Thời gian: từ ngày 01/10/2025 đến ngày 10/10/2025.",
        "- Đơn vị chủ trì: Phòng Văn hóa - Xã hội xã.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Văn hóa - Xã hội",
        "- Theo dõi, đôn đốc các đơn vị.",
    ):
        made.add_paragraph(line)
    made.save(str(tmp_path / "plan.docx"))
    return str(tmp_path / "plan.docx")


def test_a_summary_for_the_eye(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", plan]) == 0
    told = capsys.readouterr().out
    assert "Hoạt động (1):" in told
    assert "Chủ trì: Phòng Văn hóa - Xã hội xã" in told
    assert "[01/10/2025 – 10/10/2025]" in told


def test_the_tree_shows_how_sure_it_is(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--tree", plan]) == 0
    told = capsys.readouterr().out
    assert "NỘI DUNG" in told
    assert "▸ Nhiệm vụ: Phòng Văn hóa - Xã hội" in told
    assert "[Chắc]" in told or "[Khá chắc]" in told or "[Cần xem]" in told


def test_json_and_exchange_are_json(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", plan]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["activities"][0]["title"]["text"] == "Tập huấn kỹ năng số"
    assert main(["read", "--exchange", plan]) == 0
    small = json.loads(capsys.readouterr().out)
    assert small["activities"][0]["start"] == "2025-10-01"
    assert set(small) == {"document", "bases", "activities", "duties", "reports", "funding", "recipients"}


@pytest.mark.parametrize(("name", "data"), [("none.docx", None), ("a.pdf", b"%PDF-1.7 x"), ("a.docx", b"")])
def test_a_refusal_is_one_sentence_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert main(["read", str(tmp_path / name)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.strip().endswith(".")


def test_a_wrong_request_ends_with_2() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["read"])
    assert ended.value.code == 2
