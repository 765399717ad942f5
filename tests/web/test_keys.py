"""The page of one's own keys."""

import pytest
from django.test import Client

from annotations.queries.own_keys import chosen_keys
from newsapp.models import Project, User

pytestmark = pytest.mark.django_db


def test_a_key_is_chosen_on_the_page_of_the_account(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    assert client.post("/account/keys/", {"command": "undo", "key": "m"}).status_code == 302
    assert chosen_keys(analyst) == {"undo": "m"}
    assert "do again what was undone" in client.get("/account/keys/").content.decode()


def test_what_is_refused_is_said_beside_the_command(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    answer = client.post("/account/keys/", {"command": "undo", "key": "n"}, headers={"HX-Request": "true"})
    assert "“next article for you” has this key" in answer.content.decode()
    assert chosen_keys(analyst) == {}


def test_a_scheme_that_one_may_not_see_is_not_asked(client: Client, analyst: User, project: Project) -> None:
    from tests.factories import make_user

    client.force_login(make_user(username="stranger"))
    answer = client.post("/account/keys/", {"command": "undo", "key": "m", "project": project.slug})
    assert answer.status_code == 404
