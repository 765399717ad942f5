"""Who may come in, and how."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsapp.models import ApiToken, User
from newsapp.services.people import create_token
from tests.api.client import Api


def test_nobody_comes_in_without_a_token_or_a_session(db: None) -> None:
    response = Api().get("me/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Token")
    assert response["Content-Type"] == "application/problem+json"


def test_a_token_says_who_its_owner_is(manager: User) -> None:
    response = Api(key=create_token(user=manager, label="notebook", scope="read")).get("me/")
    assert response.json()["username"] == "mira"
    assert response.json()["token"] == {"label": "notebook", "scope": "read", "expires_at": None}


@pytest.mark.parametrize("header", ["Token", "Token ", "Token no such key", "token x y", "Token ключ"])
def test_a_token_that_is_none_is_401(db: None, header: str) -> None:
    assert Api().get("me/", Authorization=header).status_code == 401


def test_an_expired_token_is_401(manager: User) -> None:
    assert Api(key=create_token(user=manager, expires_in=timedelta(seconds=-1))).get("me/").status_code == 401


def test_a_revoked_token_is_401(manager: User) -> None:
    key = create_token(user=manager)
    ApiToken.objects.update(revoked_at=timezone.now())
    assert Api(key=key).get("me/").status_code == 401


def test_the_token_of_a_locked_account_is_401(manager: User) -> None:
    key = create_token(user=manager)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert Api(key=key).get("me/").status_code == 401


def test_a_token_for_reading_cannot_write(project: Any, manager: User) -> None:
    reader = Api(key=create_token(user=manager, scope="read"))
    assert reader.get("projects/front-pages/").status_code == 200
    assert reader.post("projects/front-pages/articles/", {"text": "Words."}).status_code == 403
    assert reader.get("projects/front-pages/articles/").json()["results"] == []


def test_a_session_needs_the_csrf_token_to_write(project: Any, manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    browser = Api(client=client)
    assert browser.get("me/").json()["token"] is None
    assert browser.post("projects/front-pages/articles/", {"text": "Words."}).status_code == 403
    client.cookies["csrftoken"] = "a" * 32
    made = browser.post("projects/front-pages/articles/", {"text": "Words."}, X_CSRFToken="a" * 32)
    assert made.status_code == 201


def test_a_session_uploads_a_file_with_the_csrf_token_in_the_header(project: Any, manager: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    client.cookies["csrftoken"] = "a" * 32
    browser = Api(client=client)
    browser.headers = {"X-CSRFToken": "a" * 32}
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.txt", b"A headline\n\nSome words of a paragraph that is long enough.")
    assert browser.upload("projects/front-pages/articles/", file=file).status_code == 201
