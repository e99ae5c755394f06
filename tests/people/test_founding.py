"""The first administrator."""

from typing import Any

import pytest

from ngayso.core.errors import Refusal
from ngayso.core.models import AuditRow
from ngayso.people.founding import has_admin, make_admin
from ngayso.people.models import Role, User
from ngayso.people.signin import PasswordOrLink


def test_the_link_signs_the_administrator_in_once(province: Any) -> None:
    assert not has_admin()
    token = make_admin(" Quan.Tri@tiengiang.example ", name="Nguyễn Văn Thử")
    user = PasswordOrLink().by_link(token)
    assert user is not None
    assert (user.login, user.email) == ("quan.tri@tiengiang.example", "quan.tri@tiengiang.example")
    assert user.has_role(Role.ADMIN)
    assert not user.has_usable_password()
    assert has_admin()
    assert PasswordOrLink().by_link(token) is None
    assert AuditRow.objects.filter(verb="people.admin_made").count() == 1


def test_twice_is_one_account_and_a_fresh_link(province: Any) -> None:
    first = make_admin("quan-tri", name="Nguyễn Văn Thử")
    assert make_admin("quan-tri", name="Nguyễn Văn Thử") != first
    assert User.objects.filter(login="quan-tri").count() == 1


def test_the_name_of_somebody_else_is_refused(clerk: Any) -> None:
    with pytest.raises(Refusal, match="đã có người dùng khác"):
        make_admin(clerk.login, name="Nguyễn Văn Thử")


@pytest.mark.django_db
def test_without_a_directory_it_says_what_to_do_first() -> None:
    with pytest.raises(Refusal, match="danh bạ"):
        make_admin("quan-tri", name="Nguyễn Văn Thử")
