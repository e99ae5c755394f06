"""What is said when a setting, the database or the tables do not do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ngayso import place
from ngayso.core import origin


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "tám nghìn"), ("PORT", "0"), ("PORT", "70000"), ("WEB_THREADS", "-1")]
)
def test_a_wrong_number_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(place.Misplaced, match=name):
        place.check_numbers()


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://a@b/c", "postgres://u:p@h:99999999/x", "postgres://host", "postgres:"]
)
def test_a_wrong_database_url_is_explained_without_its_password(url: str) -> None:
    with pytest.raises(place.Misplaced, match="postgres://") as refused:
        place.check_database_url(url)
    assert "u:p" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["", "postgres://u:p@h:5432/x", "postgresql://u@/x?host=/run/pg", "sqlite:////srv/ngayso/that.sqlite3"]
)
def test_a_right_database_url_passes(url: str) -> None:
    place.check_database_url(url)


def ngayso(*arguments: str, var: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PUBLIC_URL", "PORT", "PLAN")}
    return subprocess.run(
        [sys.executable, "-m", "ngayso.cli", *arguments],
        env=kept | {"NGAYSO_VAR": str(var)} | env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_empty_setting_is_one_that_was_not_given(tmp_path: Path) -> None:
    assert "make run" in ngayso("serve", var=tmp_path, PORT="", PUBLIC_URL="", LOG_LEVEL="").stderr


def test_an_unreachable_server_is_named_and_the_password_is_not(tmp_path: Path) -> None:
    done = ngayso("serve", var=tmp_path, DATABASE_URL="postgres://u:bi-mat@127.0.0.1:1/kho")
    assert done.returncode == 2
    assert "127.0.0.1:1" in done.stderr
    assert "kho" in done.stderr
    assert "bi-mat" not in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [["serve"], ["backup"], ["report", "--out", "x"], ["admin", "a", "A"]])
def test_without_tables_it_says_what_to_do_first(tmp_path: Path, command: list[str]) -> None:
    done = ngayso(*command, var=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "make run" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.django_db
def test_a_file_with_tables_that_nobody_marked_is_not_ours() -> None:
    origin.mark_made_by_run()
    assert not origin.is_made_by_run()


def test_the_mark_goes_only_into_a_file_without_tables(tmp_path: Path) -> None:
    code = (
        "from ngayso.place import enter; enter()\n"
        "from django.db import connection; from ngayso.core import origin\n"
        "origin.mark_made_by_run(); print(origin.is_made_by_run())\n"
        "connection.cursor().execute('CREATE TABLE t (x)'); connection.close(); print(origin.is_made_by_run())"
    )
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "NGAYSO_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "ngayso.settings",
    }
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, env=env, capture_output=True, text=True, check=True).stdout.split() == ["True", "True"]
    named = env | {"DATABASE_URL": f"sqlite:///{tmp_path / 'ngayso.sqlite3'}"}
    again = code.replace("connection.cursor().execute('CREATE TABLE t (x)'); connection.close(); ", "")
    run = [sys.executable, "-c", again]
    assert subprocess.run(run, env=named, capture_output=True, text=True, check=True).stdout.split() == [
        "False",
        "False",
    ]
