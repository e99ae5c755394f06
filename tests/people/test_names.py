"""Printed names in the directory of a province as of a day."""

import datetime as dt
from typing import Any

import pytest

from ngayso.people.models import Group, Unit
from ngayso.people.names import Directory

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 10, 1)


@pytest.fixture
def directory(province: Any) -> Directory:
    """Two communes of one name in two districts, and a department that ends."""
    Unit.objects.create(code="bo-yte", name="Bộ Y tế", kind="ministry", level="ministry", place="Hà Nội")
    for parent in ("mytho", "caibe"):
        Unit.objects.create(
            code=f"{parent}-tan-hoi",
            name="Ủy ban nhân dân xã Tân Hội",
            kind="commune-committee",
            level="commune",
            parent=Unit.objects.get(code=parent),
        )
    Unit.objects.create(
        code="cu", name="Sở Giao thông vận tải", kind="department", level="province", parent=province.unit,
        valid_to=dt.date(2024, 9, 1),
    )  # fmt: skip
    return Directory.on(DAY)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("UBND xã Tân Hội, huyện Cái Bè", "caibe-tan-hoi"),
        ("UBND xã Tân Hội, TP. Mỹ Tho, tỉnh Tiền Giang", "mytho-tan-hoi"),
        ("UBND xã Tân Hội - thành phố Mỹ Tho", "mytho-tan-hoi"),
        ("UBND xã Tân Hội", None),
        ("UBND xã Tân Hội, huyện Chợ Gạo", None),
        ("UBND xã Tân Hội, huyện Cái Bè, tỉnh An Giang", None),
        ("Sở Y tế tỉnh Tiền Giang", "yte"),
        ("Sở Y tế tỉnh Kiên Giang", None),
        ("Bộ Y tế", "bo-yte"),
        ("Bộ Y tế tỉnh Tiền Giang", None),
        ("Công an tỉnh Kiên Giang", None),
        ("Sở Giao thông vận tải", None),
    ],
)
def test_the_place_says_which_unit(directory: Directory, printed: str, code: str | None) -> None:
    found = directory.find(printed)
    assert (found.unit.code if found.unit else None) == code


def test_namesakes_are_asked_about(directory: Directory) -> None:
    assert {u.code for u in directory.find("UBND xã Tân Hội").candidates} == {"mytho-tan-hoi", "caibe-tan-hoi"}


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Các sở, ban, ngành tỉnh Tiền Giang", "so-nganh"),
        ("các sở, ban, ngành có liên quan", "so-nganh"),
        ("UBND huyện, thị xã, thành phố", "ubnd-huyen"),
        ("các sở, ban, ngành tỉnh An Giang", None),
        ("các hội đoàn thể huyện Cái Bè", None),
        ("Sở Y tế", None),
    ],
)
def test_a_group_is_no_unit(directory: Directory, printed: str, code: str | None) -> None:
    found = directory.find(printed)
    assert (found.group.code if found.group else None) == code
    if code is None and "các" in printed:
        assert not found.sure
        assert found.candidates == ()


def test_a_directory_asks_as_often_for_many_units_as_for_few(province: Any, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        Unit.objects.create(code=f"hoi-{count}", name=f"Hội {count}", kind="association", level="province")
        Group.objects.create(code=f"nhom-{count}", name=f"các hội {count}", rule="kind=association")
        with django_assert_num_queries(3):
            Directory.on(DAY).find("UBND xã Tân Hội, huyện Cái Bè")
