"""Signing in: by link, by password, and what is closed to whoever has not."""

import pytest
from django.test import Client

from newsapp.models import User
from newsapp.services.people import make_sign_in_link
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_a_link_signs_in_once(client: Client) -> None:
    user = make_user(username="ana")
    address = f"/sign-in/{make_sign_in_link(user=user)}/"
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert client.get("/").context["user"] == user
    again = Client().get(address)
    assert again.status_code == 400
    assert "has been used, or is too old" in again.content.decode()


@pytest.mark.parametrize("header", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_a_browser_that_fetches_ahead_does_not_use_the_link_up(client: Client, header: dict[str, str]) -> None:
    address = f"/sign-in/{make_sign_in_link(user=make_user())}/"
    assert client.get(address, headers=header).status_code == 400
    assert client.head(address).status_code == 405
    assert client.get(address).status_code == 302


def test_a_link_is_not_kept_by_caches(client: Client) -> None:
    answer = client.get(f"/sign-in/{make_sign_in_link(user=make_user())}/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("login", ["ana", "ana@news.example"])
def test_name_or_address_and_password_sign_in(client: Client, login: str) -> None:
    user = make_user(username="ana", password=PASSWORD)
    User.objects.filter(pk=user.pk).update(email="ana@news.example")
    answer = client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/").context["user"] == user


def test_a_wrong_password_and_an_unknown_name_answer_alike(client: Client) -> None:
    make_user(username="ana", password=PASSWORD)
    wrong = client.post("/accounts/login/", {"login": "ana", "password": "not that one"})
    unknown = client.post("/accounts/login/", {"login": "nobody", "password": "not that one"})
    assert wrong.status_code == unknown.status_code == 200
    assert [str(error) for error in wrong.context["form"].non_field_errors()] == [
        str(error) for error in unknown.context["form"].non_field_errors()
    ]


def test_nobody_can_sign_up(client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {"username": "mallory", "email": "m@news.example", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not User.objects.filter(username="mallory").exists()


def test_signing_in_never_leads_to_another_site(client: Client) -> None:
    make_user(username="ana", password=PASSWORD)
    answer = client.post(
        "/accounts/login/?next=https://elsewhere.example/",
        {"login": "ana", "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_guessing_passwords_is_slowed_down(client: Client) -> None:
    make_user(username="ana", password=PASSWORD)
    answers = [client.post("/accounts/login/", {"login": "ana", "password": f"guess {n}"}) for n in range(12)]
    right = client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    assert right.status_code != 302
    assert answers[0].status_code == 200


@pytest.mark.parametrize("page", ["password/reset/", "signup/", "password/change/", "email/", "logout/"])
def test_the_pages_of_the_sign_in_package_look_like_ours(client: Client, page: str) -> None:
    client.force_login(make_user(username="ana", password=PASSWORD))
    answer = client.get(f"/accounts/{page}", follow=True)
    assert answer.status_code == 200
    words = answer.content.decode()
    assert 'class="site-header"' in words
    assert "<style" not in words
    assert "<script>" not in words


@pytest.mark.parametrize(
    ("form", "page"),
    [("disputes/3/evidence/", "disputes/3/"), ("members/ana/role/", "members/"), ("claims/1/merge/", "claims/1/")],
)
def test_whom_signing_in_brings_to_the_address_of_a_form_comes_to_its_page(
    client: Client, manager: User, form: str, page: str
) -> None:
    client.force_login(manager)
    answer = client.get(f"/projects/front-pages/{form}", headers={"Sec-Fetch-Dest": "document"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/projects/front-pages/{page}")
    assert client.get(f"/projects/front-pages/{form}").status_code == 405
