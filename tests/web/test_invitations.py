"""What whoever holds an invitation sees, and how she gets in."""

from typing import Any

import pytest
from django.test import Client

from newsapp.domain.roles import Action, Role
from newsapp.models import Invitation, Membership, Project, User
from newsapp.services.invitations import invite
from tests.factories import PASSWORD, make_user, opened

pytestmark = pytest.mark.django_db

ACCOUNT = {"username": "olena", "name": "Олена", "email": "o@news.example", "password": PASSWORD}


@pytest.fixture
def address(project: Project) -> str:
    access = opened(project=project, action=Action.MANAGE_MEMBERS)
    return f"/invitations/{invite(access=access, role=Role.ANALYST).secret}/"


def roles(username: str) -> list[str]:
    return list(Membership.objects.filter(user__username=username).values_list("role", flat=True))


def test_looking_changes_nothing(client: Client, address: str, stranger: User) -> None:
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert client.head(address).status_code == 200
    words = page.content.decode()
    for said in ("mira", "Front pages", "Analyst", "Make the account and join"):
        assert said in words
    client.force_login(stranger)
    assert "Join" in client.get(address).content.decode()
    assert Invitation.objects.get().uses_left == 1
    assert roles("stella") == []


def test_whoever_is_signed_in_joins_by_a_button(client: Client, address: str, stranger: User) -> None:
    client.force_login(stranger)
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (302, "/projects/front-pages/")
    assert roles("stella") == ["analyst"]


def test_a_member_goes_on_to_the_project(client: Client, address: str, reviewer: User) -> None:
    client.force_login(reviewer)
    for ask in (client.get, client.post):
        assert ask(address)["Location"] == "/projects/front-pages/"
    assert roles("rita") == ["reviewer"]
    assert Invitation.objects.get().uses_left == 1


def test_whoever_has_no_account_makes_one_and_is_in(client: Client, address: str) -> None:
    answer = client.post(address, ACCOUNT)
    assert answer["Location"] == "/projects/front-pages/"
    assert client.get("/projects/front-pages/").context["user"].username == "olena"
    assert roles("olena") == ["analyst"]
    assert "Chrome" not in client.get("/account/sessions/").content.decode()
    assert "This one" in client.get("/account/sessions/").content.decode()


def test_whoever_has_an_account_signs_in_and_comes_back(client: Client, address: str) -> None:
    user = make_user(username="olena", password=PASSWORD)
    assert f'href="/accounts/login/?next={address.replace("/", "%2F")}"' in client.get(address).content.decode()
    answer = client.post(f"/accounts/login/?next={address}", {"login": "olena", "password": PASSWORD, "next": address})
    assert answer["Location"] == address
    assert client.post(address).status_code == 302
    assert roles(user.username) == ["analyst"]


@pytest.mark.parametrize(
    "next_", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(client: Client, next_: str) -> None:
    make_user(username="olena", password=PASSWORD)
    answer = client.post("/accounts/login/", {"login": "olena", "password": PASSWORD, "next": next_})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"username": "MIRA"}, "There is an account"),
        ({"password": "short"}, "too short"),
        ({"email": "nowhere"}, "valid email"),
        ({"username": ""}, "required"),
        ({"name": "a\u202eb"}, "nobody can see"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client: Client, address: str, fields: dict[str, str], said: str) -> None:
    answer = client.post(address, {**ACCOUNT, **fields})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert PASSWORD not in page
    assert not User.objects.filter(username="olena").exists()
    assert Invitation.objects.get().uses_left == 1


def test_an_address_that_the_letter_went_to_cannot_be_changed(client: Client, project: Project) -> None:
    access = opened(project=project, action=Action.MANAGE_MEMBERS)
    secret = invite(access=access, role=Role.VIEWER, email="olena@news.example").secret
    page = client.get(f"/invitations/{secret}/").content.decode()
    assert "disabled" in page.split('name="email"')[1].split(">")[0]
    client.post(f"/invitations/{secret}/", {**ACCOUNT, "email": "boss@news.example"})
    assert User.objects.get(username="olena").email == "olena@news.example"


def test_with_mail_an_address_is_asked_for(client: Client, address: str, settings: Any) -> None:
    settings.HAS_MAIL = True
    assert client.post(address, {**ACCOUNT, "email": ""}).status_code == 422
    settings.HAS_MAIL = False
    assert client.post(address, {**ACCOUNT, "email": ""}).status_code == 302


def test_dead_invitations_say_so_kindly(client: Client, address: str, stranger: User) -> None:
    Invitation.objects.update(uses_left=0)
    pages = set()
    for path in (address, "/invitations/unknown/"):
        for ask in (client.get, lambda path: client.post(path, ACCOUNT)):
            answer = ask(path)
            assert answer.status_code == 404
            pages.add(answer.content.decode().split("<main")[1].split("</main>")[0])
    assert len(pages) == 1
    assert "send you another one" in pages.pop()


def test_the_secret_is_kept_by_no_cache_and_told_to_no_other_site(client: Client, address: str) -> None:
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert 'href="http' not in answer.content.decode()


def test_trying_is_held_back_after_many_times(client: Client, address: str) -> None:
    statuses = [client.post("/invitations/guess/", ACCOUNT).status_code for _ in range(31)]
    assert statuses == [404] * 30 + [429]


def test_there_is_no_other_way_to_an_account(client: Client) -> None:
    answer = client.post("/accounts/signup/", {**ACCOUNT, "password1": PASSWORD, "password2": PASSWORD})
    assert "by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_a_forged_form_makes_nobody_a_member(address: str, stranger: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(stranger)
    assert client.post(address).status_code == 403
    assert roles("stella") == []
