"""The command `ngayso`."""

import json
from pathlib import Path
from typing import Any

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


@pytest.fixture
def round_(province: Any, settings: Any) -> Any:
    from reports import consolidated

    settings.MEASURES = ["ngayso.desks.measures.day_figures"]
    return consolidated.small_round()


def test_report_writes_both_editions_of_the_newest_round(
    round_: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ngayso.words.office import find_office

    assert main(["report", "--out", str(tmp_path)]) == 0
    told = capsys.readouterr()
    endings = {"docx", "pdf", "xlsx"} if find_office() else {"docx", "xlsx"}
    found = sorted(tmp_path.iterdir())
    assert sorted(map(Path, told.out.split())) == found
    assert {(("gui-bo" in path.name), path.suffix[1:]) for path in found} == {
        (ministry, ending) for ministry in (True, False) for ending in endings
    }
    assert bool(told.err) is (find_office() is None)


def test_report_writes_one_edition_of_one_programme(round_: Any, tmp_path: Path) -> None:
    assert main(["report", "--out", str(tmp_path), "--edition", "province", "--plan", str(round_.plan_id)]) == 0
    assert {path.name.partition("-gui-")[2][:10] for path in tmp_path.iterdir()} == {"chu-tich-2"}
    assert main(["report", "--out", str(tmp_path), "--plan", "khong-co"]) == 2
    with pytest.raises(SystemExit):
        main(["report", "--out", str(tmp_path), "--edition", "huyen"])


def test_report_of_a_programme_without_a_round_is_the_first_one(province: Any, tmp_path: Path) -> None:
    from plans import build

    build.plan()
    assert main(["report", "--out", str(tmp_path)]) == 0
    (path,) = tmp_path.iterdir()
    assert path.suffix == ".docx"


def test_recount_says_that_all_agrees_or_what_does_not(
    round_: Any, focal: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from ngayso.plans.models import Figure
    from ngayso.reports.consolidation import draw_draft

    assert main(["recount"]) == 0
    assert capsys.readouterr().out.strip() == "Đã đếm lại 0 số trong 0 bản: khớp."
    draw_draft(round_, "province", actor=focal)
    assert main(["recount", "--plan", str(round_.plan_id)]) == 0
    assert "số trong 1 bản: khớp." in capsys.readouterr().out
    Figure.objects.filter(indicator__code="thu-luot").update(value=1)
    assert main(["recount"]) == 1
    assert "chỗ không khớp." in capsys.readouterr().err
    assert main(["recount", "--plan", "khong-co"]) == 2
