"""The plan of Tiền Giang for 2024 as a programme, and one printing of its report."""

from pathlib import Path

import msgspec
import pytest

from ngayso.papers.docx import write
from ngayso.papers.programme import Programme
from ngayso.papers.report import first_report
from ngayso.words.office import find_office, print_pdf


@pytest.fixture(scope="session")
def programme() -> Programme:
    data = Path(__file__).with_name("tien_giang.json").read_bytes()
    return msgspec.json.decode(data, type=Programme)


@pytest.fixture(scope="session")
def report_docx(programme: Programme) -> bytes:
    return write(first_report(programme))


@pytest.fixture(scope="session")
def report_pdf(report_docx: bytes) -> bytes:
    if find_office() is None:
        pytest.skip("LibreOffice is not installed")
    return print_pdf(report_docx)
