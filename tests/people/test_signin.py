"""Coming in: password, one-time link, demo link; limits by account and device."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from ngayso.core import clock
from ngayso.core.models import AuditRow
from ngayso.people import actions, signin
from ngayso.people.models import Invitation, Membership, Role, SignInLink, User

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-thu-nghiem-01"


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_person_comes_in_with_a_password_and_goes_on_to_where_they_wanted(focal: Any) -> None:
    client = Client()
    answer = client.post("/dang-nhap/", {"login": " DAU-MOI ", "password": PASSWORD, "next": "/don-vi/"})
    assert answer["Location"] == "/don-vi/"
    assert who(client) == str(focal.pk)
    client.post("/dang-xuat/")
    assert who(client) is None


def test_nobody_is_sent_to_another_site(focal: Any) -> None:
    answer = Client().post("/dang-nhap/", {"login": "dau-moi", "password": PASSWORD, "next": "//evil.example/"})
    assert answer["Location"] == reverse("start")


@pytest.mark.parametrize("login", ["dau-moi", "khong-co-ai"])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(focal: Any, login: str) -> None:
    answer = Client().post("/dang-nhap/", {"login": login, "password": "sai"})
    assert answer.status_code == 400
    assert "chưa đúng" in answer.content.decode()


def test_an_account_is_closed_to_guessing_whatever_the_device(focal: Any) -> None:
    for _ in range(10):
        Client().post("/dang-nhap/", {"login": "dau-moi", "password": "sai"})
    answer = Client().post("/dang-nhap/", {"login": "dau-moi", "password": PASSWORD})
    assert answer.status_code == 429
    assert "đợi" in answer.content.decode()


def test_many_people_of_one_office_come_in_behind_one_address(focal: Any) -> None:
    for number in range(40):
        User.objects.create_user(f"nguoi{number}", PASSWORD, name=f"Người {number}")
        answer = Client(REMOTE_ADDR="10.1.1.1").post("/dang-nhap/", {"login": f"nguoi{number}", "password": PASSWORD})
        assert answer.status_code == 302


def test_one_device_does_not_try_many_names(focal: Any) -> None:
    client = Client()
    statuses = [client.post("/dang-nhap/", {"login": f"a{n}", "password": "sai"}).status_code for n in range(23)]
    assert statuses[:19] == [400] * 19
    assert statuses[-1] == 429


def test_a_closed_account_is_out_at_its_next_click(focal: Any, admin: Any) -> None:
    client = Client()
    client.force_login(focal)
    actions.set_active(focal.pk, active=False, actor=admin)
    assert client.get("/don-vi/").status_code == 302
    assert Client().post("/dang-nhap/", {"login": "dau-moi", "password": PASSWORD}).status_code == 400


def test_a_link_by_mail_works_once(focal: Any) -> None:
    User.objects.filter(pk=focal.pk).update(email="an@tiengiang.gov.vn")
    answer = Client().post("/dang-nhap/xin-duong-dan/", {"email": "AN@tiengiang.gov.vn"})
    assert answer.status_code == 200
    url = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    path = url.split("8000", 1)[-1] if "8000" in url else "/" + url.split("/", 3)[3]
    client = Client()
    assert client.get(path).status_code == 200
    assert who(client) is None, "a mail scanner that follows the link must not use it up"
    client.post(path)
    assert who(client) == str(focal.pk)
    second = Client()
    assert second.post(path).status_code == 404
    assert who(second) is None


def test_asking_a_link_does_not_tell_who_has_an_account(focal: Any) -> None:
    known = Client().post("/dang-nhap/xin-duong-dan/", {"email": "khongco@tiengiang.gov.vn"})
    assert known.status_code == 200
    assert mail.outbox == []


def test_a_link_is_kept_as_a_hash_and_runs_out(focal: Any) -> None:
    token = signin.make_link(focal, actor=focal)
    link = SignInLink.objects.get()
    assert token not in (link.token_hash, str(AuditRow.objects.last().detail))  # type: ignore[union-attr]
    SignInLink.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert signin.PasswordOrLink().authenticate(None, token=token) is None


def test_two_clicks_at_once_let_one_in(focal: Any) -> None:
    token = signin.make_link(focal, actor=focal)
    backend = signin.PasswordOrLink()
    assert [backend.by_link(token), backend.by_link(token)] == [focal, None]


def test_a_demo_link_opens_only_the_file_that_make_run_made(province: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token = actions.make_demo(Role.FOCAL, name="Dùng thử", unit=province.focal)
    client = Client()
    url = reverse("people:open_link", args=[token])
    assert client.post(url).status_code == 404
    monkeypatch.setattr(signin, "is_made_by_run", lambda: True)
    for _ in range(2):
        assert client.get(url).status_code == 302, "one click"
    assert client.get("/don-vi/").status_code == 200
    monkeypatch.setattr(signin, "is_made_by_run", lambda: False)
    assert client.get("/don-vi/").status_code == 302


def test_only_a_demo_account_has_a_reusable_link(focal: Any) -> None:
    with pytest.raises(ValueError, match="demo"):
        signin.make_link(focal, actor=focal, reusable=True)


def invite(focal: Any, clerk_unit: Any, role: str = "clerk") -> str:
    _, token = actions.invite(unit_id=clerk_unit, role=role, name="Trần Thị B", email="b@tiengiang.gov.vn", actor=focal)
    return reverse("people:accept", args=[token])


def test_an_invitation_makes_one_account_with_its_role(focal: Any, clerk: Any) -> None:
    url = invite(focal, clerk.held()[0].unit_id)
    given = {"login": "tran-b", "password": "mat khau rat la dai", "again": "mat khau rat la dai"}
    client = Client()
    assert "Chuyên viên đơn vị" in client.get(url).content.decode()
    assert client.post(url, given).status_code == 302
    made = User.objects.get(login="tran-b")
    assert who(client) == str(made.pk)
    assert [m.role for m in made.held()] == ["clerk"]
    assert Client().post(url, given | {"login": "tran-c"}).status_code == 404
    assert not User.objects.filter(login="tran-c").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "ngan", "again": "ngan"}, "Mật khẩu ngắn hơn 10 ký tự"),
        ({"again": "khac hoan toan"}, "chưa giống nhau"),
        ({"login": "dau-moi"}, "đã có người dùng"),
        ({"login": "a b"}, "chỉ gồm chữ"),
    ],
)
def test_a_wrong_answer_to_an_invitation_can_be_mended(
    focal: Any, clerk: Any, change: dict[str, str], said: str
) -> None:
    url = invite(focal, clerk.held()[0].unit_id)
    given = {"login": "tran-b", "password": "mat khau rat la dai", "again": "mat khau rat la dai"}
    answer = Client().post(url, given | change)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Invitation.objects.get().accepted_at is None


def test_a_withdrawn_invitation_is_dead(focal: Any, clerk: Any) -> None:
    url = invite(focal, clerk.held()[0].unit_id)
    client = Client()
    client.force_login(focal)
    client.post(reverse("people:withdraw", args=[Invitation.objects.get().pk]))
    assert Client().get(url).status_code == 404


def test_the_focal_officer_invites_no_administrator_and_the_clerk_nobody(focal: Any, clerk: Any) -> None:
    from ngayso.core.errors import Refusal

    unit = clerk.held()[0].unit_id
    for actor, role in ((focal, "admin"), (clerk, "clerk")):
        with pytest.raises(Refusal) as refusal:
            actions.invite(unit_id=unit, role=role, name="X", email="", actor=actor)
        assert refusal.value.status == 404


def test_the_last_administrator_stays(admin: Any) -> None:
    from ngayso.core.errors import Refusal

    held = Membership.objects.get(user=admin)
    with pytest.raises(Refusal) as refusal:
        actions.end_role(held.pk, actor=admin)
    assert refusal.value.status == 409


def test_the_focal_officer_gets_no_link_into_an_administrators_account(focal: Any, admin: Any) -> None:
    client = Client()
    client.force_login(focal)
    assert client.post(reverse("people:person_link", args=[admin.pk])).status_code == 403
    assert not SignInLink.objects.exists()


def test_a_person_changes_the_password_and_stays_in(focal: Any) -> None:
    client = Client()
    client.force_login(focal)
    wrong = client.post("/tai-khoan/", {"old": "sai", "new": "mat khau moi rat dai"})
    assert wrong.status_code == 400
    client.post("/tai-khoan/", {"old": PASSWORD, "new": "mat khau moi rat dai"})
    assert client.get("/tai-khoan/").status_code == 200
    assert User.objects.get(pk=focal.pk).check_password("mat khau moi rat dai")


def test_the_sign_in_page_has_an_english_edition(province: Any) -> None:
    client = Client(headers={"accept-language": "en"})
    assert 'lang="vi"' in client.get("/dang-nhap/").content.decode()
    client.post("/ngon-ngu/", {"language": "en"})
    page = client.get("/dang-nhap/").content.decode()
    assert 'lang="en"' in page
    assert "Sign in" in page


def test_links_that_ran_out_are_forgotten_by_the_timetable(focal: Any) -> None:
    from ngayso.core import timetable

    signin.make_link(focal, actor=focal)
    SignInLink.objects.update(expires_at=clock.now() - dt.timedelta(days=2))
    signin.make_link(focal, actor=focal)
    assert "people.links_swept" in timetable.tick()
    assert SignInLink.objects.count() == 1
