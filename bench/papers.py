"""Seconds, size and pages of a first report of UNITS units and ACTIVITIES activities, as .docx and as .pdf.

usage: python bench/papers.py [UNITS [ACTIVITIES]]

Prints one JSON line a run: the best of three for .docx, two for .pdf (the first may make
LibreOffice's profile). Texts are invented.
"""

import datetime
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pypdfium2

from ngayso.papers.docx import write
from ngayso.papers.parts import Signer
from ngayso.papers.programme import ActivityLine, DueReport, DutyLine, Programme, UnitLine
from ngayso.papers.report import first_report
from ngayso.words.office import OfficeMissing, print_pdf


def programme(units: int, activities: int) -> Programme:
    """A programme of that size, its results reported by every fourth activity."""
    day = datetime.date(2026, 9, 15)
    names = [f"Ủy ban nhân dân xã Thử Nghiệm {at}" for at in range(1, units + 1)]
    return Programme(
        parent="Ủy ban nhân dân tỉnh Thử Nghiệm",
        agency="Sở Khoa học và Công nghệ",
        symbol="BC-SKHCN",
        place="Thử Nghiệm",
        as_of=datetime.date(2026, 10, 16),
        addressees=("Bộ Khoa học và Công nghệ", "Ủy ban nhân dân tỉnh Thử Nghiệm"),
        recipients=("Như trên", "Các sở, ban, ngành tỉnh", "UBND các xã, phường"),
        signer=Signer("Giám đốc"),
        issuer="Ủy ban nhân dân tỉnh Thử Nghiệm",
        plan_number="100/KH-UBND",
        plan_day=day,
        plan_title="Tổ chức các hoạt động hưởng ứng Ngày Chuyển đổi số năm 2026",
        theme="Chủ đề thử nghiệm",
        activities=tuple(
            ActivityLine(
                ref=f"III.{at}",
                title=f"Hoạt động thử nghiệm số {at} về chuyển đổi số trên địa bàn tỉnh",
                leads=(names[at % units],),
                partners=tuple(names[(at + step) % units] for step in range(1, 6)),
                start=day + datetime.timedelta(days=at),
                end=day + datetime.timedelta(days=at + 20),
                place="Trung tâm hội nghị",
                results=tuple(f"{names[at]}: đã tổ chức 01 buổi, có 100 lượt người dự" for _ in range(2))
                if at % 4 == 0
                else (),
            )
            for at in range(1, activities + 1)
        ),
        duties=tuple(
            DutyLine(ref=f"V.{at}", units=(name,), items=("Tổ chức thực hiện các hoạt động tại địa phương.",) * 3)
            for at, name in enumerate(names, start=1)
        ),
        reports=(DueReport(ref="V.7", to="Sở Khoa học và Công nghệ", due=datetime.date(2026, 10, 16)),),
        units=tuple(UnitLine(name=name, leads=1, partners=5, duties=3) for name in names),
        funding="Kinh phí được bố trí từ ngân sách địa phương",
    )


def main() -> int:
    units, activities = (int(given) for given in (*sys.argv[1:], *("300", "40")[len(sys.argv) - 1 :]))
    source = programme(units, activities)
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        made = write(first_report(source))
        seconds.append(time.perf_counter() - begun)
    size = {"units": units, "activities": activities}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"bench": "papers", "format": "docx", **size, "seconds": round(min(seconds), 3), "kb": len(made) // 1024}
    print(json.dumps({**told, "memory_mb": memory}))
    for run in ("first", "second"):
        begun = time.perf_counter()
        try:
            printed = print_pdf(made)
        except OfficeMissing as error:
            print(error, file=sys.stderr)
            return 0
        spent = time.perf_counter() - begun
        document = pypdfium2.PdfDocument(printed)
        told = {"bench": "papers", "format": "pdf", "run": run, **size, "seconds": round(spent, 2)}
        print(json.dumps({**told, "kb": len(printed) // 1024, "pages": len(document)}))
        document.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
