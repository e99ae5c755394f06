"""LibreOffice: found, missing, failing, slow, side by side."""

import io
import os
import stat
import threading
import time
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest

from ngayso.words import office

needs_office = pytest.mark.skipif(office.find_office() is None, reason="LibreOffice is not installed")


def docx_saying(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    document.close()
    return text


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a program of this text in the place of LibreOffice."""

    def put(text: str) -> Path:
        place = tmp_path / "bin"
        place.mkdir()
        made = place / "soffice"
        made.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        made.chmod(made.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
        return made

    return put


def test_the_program_on_the_path_is_found(program):
    put = program("exit 0")
    assert office.find_office() == str(put)


def test_a_machine_without_it_says_so_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_PLACES", ())
    assert office.find_office() is None
    with pytest.raises(office.OfficeMissing, match=r"chưa cài LibreOffice .* tải tệp Word"):
        office.print_pdf(b"")


def test_one_that_makes_nothing_is_told_in_one_sentence(program):
    program("exit 77")
    with pytest.raises(office.OfficeError, match="không đọc được tệp này"):
        office.print_pdf(docx_saying("x"))


def test_one_that_takes_too_long_is_ended_with_its_children(program, tmp_path):
    mark = tmp_path / "child"
    program(f"sleep 600 & echo $! > {mark}; wait")
    with pytest.raises(office.OfficeError, match="quá lâu"):
        office.print_pdf(docx_saying("x"), seconds=0.5)
    child = int(mark.read_text())
    for _ in range(50):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("the child of LibreOffice lives on")


def test_a_profile_in_which_a_run_failed_is_thrown_away(program, tmp_path, monkeypatch):
    monkeypatch.setattr(office.tempfile, "tempdir", str(tmp_path))
    program('mkdir -p "${1#*file://}/user"; exit 1')
    with pytest.raises(office.OfficeError):
        office.print_pdf(docx_saying("x"))
    assert [left.name for left in tmp_path.glob("ngayso-office-*/*")] == ["0.lock"]


def test_it_gets_no_secret_of_the_server(program, tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    monkeypatch.setenv("SECRET_KEY", "khong-duoc-lo")
    program(f"env > {seen}; exit 1")
    with pytest.raises(office.OfficeError):
        office.print_pdf(docx_saying("x"))
    assert "khong-duoc-lo" not in seen.read_text()


def test_two_runs_at_once_have_two_profiles(program, tmp_path):
    seen = tmp_path / "seen"
    # Each run waits until all three have begun, however slow the machine is.
    program(
        f'echo "$1" >> {seen}; for i in $(seq 200); do [ $(wc -l < {seen}) -ge 3 ] && break; sleep 0.1; done; exit 1'
    )

    def run() -> None:
        with pytest.raises(office.OfficeError):
            office.print_pdf(docx_saying("x"))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    profiles = seen.read_text().split()
    assert len(profiles) == len(set(profiles)) == 3
    assert all(profile.startswith("-env:UserInstallation=file:///") for profile in profiles)


def test_a_profile_that_others_may_write_is_not_used(program, tmp_path, monkeypatch):
    monkeypatch.setattr(office.tempfile, "tempdir", str(tmp_path))
    planted = tmp_path / f"ngayso-office-{os.getuid()}"
    planted.mkdir()
    planted.chmod(0o777)
    seen = tmp_path / "seen"
    program(f'echo "$1" >> {seen}; exit 1')
    with pytest.raises(office.OfficeError):
        office.print_pdf(docx_saying("x"))
    assert str(planted) not in seen.read_text()


@needs_office
def test_a_word_file_is_printed_with_its_vietnamese():
    assert "Ủy ban nhân dân tỉnh, ngày 05/9/2024" in pdf_text(
        office.print_pdf(docx_saying("Ủy ban nhân dân tỉnh, ngày 05/9/2024"))
    )


@needs_office
def test_an_old_word_file_becomes_a_new_one():
    old = office.convert(docx_saying("Kế hoạch cũ"), "docx", "doc")
    assert old[:4] == b"\xd0\xcf\x11\xe0"
    new = office.convert(old, "doc", "docx")
    assert zipfile.is_zipfile(io.BytesIO(new))
    assert "Kế hoạch cũ" in [p.text for p in docx.Document(io.BytesIO(new)).paragraphs]
