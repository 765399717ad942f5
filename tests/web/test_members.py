"""The page of a project's members, and what somebody who was removed gets to see: nothing, at once."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from uuid6 import uuid7

from newsapp.domain.roles import Role
from newsapp.models import Article, Invitation, Membership, Project, User
from newsapp.services.members import add_member, remove_member
from newsapp.services.people import create_token
from tests.factories import make_highlight, make_member, make_user, opened

pytestmark = pytest.mark.django_db

MEMBERS = "/projects/front-pages/members/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client: Client, manager: User, project: Project) -> Client:
    client.force_login(manager)
    return client


def role_of(username: str) -> str | None:
    return Membership.objects.filter(user__username=username).values_list("role", flat=True).first()


def test_a_manager_alone_is_told_to_invite_people(signed_in: Client) -> None:
    page = signed_in.get(MEMBERS).content.decode()
    assert "You are alone here" in page
    assert "Manager, the only one" in page


def test_the_page_names_everybody_with_her_role(signed_in: Client, analyst: User, reviewer: User) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="<b>Ana</b> \u202eevil")
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    page = signed_in.get(MEMBERS).content.decode()
    assert "<bdi>&lt;b&gt;Ana&lt;/b&gt; \u202eevil</bdi>" in page
    assert "Account closed" in page
    assert 'value="analyst" selected' in page


def test_the_page_takes_the_same_statements_for_many(
    signed_in: Client, project: Project, django_assert_num_queries: Any
) -> None:
    for number in range(100):
        make_member(project=project, role=Role.VIEWER, username=f"many-{number}")
    with django_assert_num_queries(5):  # session, account, project, members, invitations
        page = signed_in.get(MEMBERS)
    assert page.content.decode().count('class="member"') == 101


def test_a_role_changes_with_and_without_htmx(signed_in: Client, analyst: User) -> None:
    answer = signed_in.post(MEMBERS + "ana/role/", {"role": "reviewer"})
    assert (answer.status_code, answer["Location"]) == (302, MEMBERS)
    assert role_of("ana") == "reviewer"
    row = signed_in.post(MEMBERS + "ana/role/", {"role": "viewer"}, headers=HTMX).content.decode()
    assert row.strip().startswith(f'<li class="member" id="member-{analyst.pk}"')
    assert 'value="viewer" selected' in row
    assert "The role was changed." in row


@pytest.mark.parametrize("role", ["", "owner", "MANAGER"])
def test_there_are_four_roles(signed_in: Client, analyst: User, role: str) -> None:
    assert signed_in.post(MEMBERS + "ana/role/", {"role": role}).status_code == 400
    assert role_of("ana") == "analyst"


def test_the_last_manager_is_told_why_not(signed_in: Client, analyst: User) -> None:
    for address in ("mira/role/", "mira/removal/"):
        answer = signed_in.post(MEMBERS + address, {"role": "viewer"})
        assert answer.status_code == 409
        assert "keeps at least one manager" in answer.content.decode()
    answer = signed_in.post(MEMBERS + "mira/role/", {"role": "viewer"}, headers=HTMX)
    assert answer.status_code == 200
    assert "keeps at least one manager" in answer.content.decode()
    assert role_of("mira") == "manager"


def test_a_manager_who_steps_down_goes_on_to_what_she_still_sees(
    signed_in: Client, project: Project, manager: User, analyst: User
) -> None:
    add_member(project=project, user=analyst, role=Role.MANAGER, by=manager)
    answer = signed_in.post(MEMBERS + "mira/role/", {"role": "viewer"}, headers=HTMX)
    assert answer["HX-Redirect"] == "/projects/front-pages/"
    assert signed_in.get(MEMBERS).status_code == 403


def test_people_of_other_projects_are_not_there(signed_in: Client, stranger: User, strangers_project: Project) -> None:
    for address in ("stella/role/", "stella/removal/", "nobody/role/"):
        assert signed_in.post(MEMBERS + address, {"role": "viewer"}).status_code == 404
    assert signed_in.post("/projects/back-pages/members/stella/removal/").status_code == 404
    assert role_of("stella") == "manager"


def test_a_link_is_shown_once_and_works(signed_in: Client, stranger: User) -> None:
    page = signed_in.post("/projects/front-pages/invitations/", {"role": "viewer", "uses": "2", "nonce": "n" * 20})
    (link,) = set(re.findall(r'value="(http://testserver/invitations/[^"]+)"', page.content.decode()))
    assert "no-store" in page["Cache-Control"]
    assert link not in signed_in.get(MEMBERS).content.decode()
    assert "A link for 2 people" in signed_in.get(MEMBERS).content.decode()
    client = Client()
    client.force_login(stranger)
    assert client.post(link.removeprefix("http://testserver")).status_code == 302
    assert role_of("stella") == "viewer"


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "boss"},
        {"role": "viewer", "uses": "0"},
        {"role": "viewer", "uses": "٣"},
        {"role": "viewer", "days": "-1"},
    ],
)
def test_a_link_that_is_refused_is_not_made(signed_in: Client, fields: dict[str, str]) -> None:
    answer = signed_in.post("/projects/front-pages/invitations/", fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_is_taken_back(signed_in: Client) -> None:
    signed_in.post("/projects/front-pages/invitations/", {"role": "viewer"})
    number = Invitation.objects.get().pk
    assert signed_in.post(f"/projects/front-pages/invitations/{number}/revocation/").status_code == 302
    assert "Invitations that wait" not in signed_in.get(MEMBERS).content.decode()


def test_an_unknown_host_gets_no_link(signed_in: Client) -> None:
    answer = signed_in.post(
        "/projects/front-pages/invitations/", {"role": "viewer"}, headers={"host": "elsewhere.example"}
    )
    assert answer.status_code == 400
    assert not Invitation.objects.exists()


def test_what_could_not_be_added_stays_in_the_field(signed_in: Client) -> None:
    page = signed_in.post(MEMBERS, {"people": "<i>nobody</i>", "role": "analyst"}).content.decode()
    assert "&lt;i&gt;nobody&lt;/i&gt;</textarea>" in page
    assert signed_in.post(MEMBERS, {"people": "", "role": "analyst"}).status_code == 400


def test_forms_need_their_token(manager: User, project: Project, analyst: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    for address in (MEMBERS, MEMBERS + "ana/role/", MEMBERS + "ana/removal/", "/projects/front-pages/invitations/",
                    "/projects/front-pages/departure/", "/account/", "/account/tokens/", "/account/sessions/", "/teams/"):  # fmt: skip
        assert client.post(address, {"role": "viewer", "leave": "1"}).status_code == 403, address


def test_inviting_is_held_back_after_many_times(signed_in: Client) -> None:
    statuses = [signed_in.post("/projects/front-pages/invitations/", {"role": "viewer"}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


def test_leaving_takes_a_button_and_says_what_it_means(client: Client, project: Project, analyst: User) -> None:
    client.force_login(analyst)
    assert "Your highlights stay" in client.get("/projects/front-pages/departure/").content.decode()
    assert client.post("/projects/front-pages/departure/").status_code == 200
    assert role_of("ana") == "analyst"
    assert client.post("/projects/front-pages/departure/", {"leave": "1"}).status_code == 302
    assert client.get("/projects/front-pages/").status_code == 404


def test_a_removed_member_gets_nothing_from_her_next_request_on(
    client: Client, project: Project, article: Article, analyst: User, manager: User
) -> None:
    made = make_highlight(article=article, by=analyst)
    key = create_token(user=analyst)
    client.force_login(analyst)
    root, page = "/api/v1/projects/front-pages/", "/projects/front-pages/"
    body = json.dumps({"article": article.number, "revision": 1, "start": 0, "end": 8, "tags": ["claim"]})
    change = json.dumps({"note": "still here"})
    requests = [
        ("GET", page, None),
        ("GET", page + "activity/", None),
        ("GET", page + "articles/new/", None),
        ("GET", f"{page}articles/{article.number}/", None),
        ("GET", f"{page}highlights/{made.id}/card/", None),
        ("GET", page + "export/jsonl/", None),
        ("GET", page + "departure/", None),
        ("GET", root, None),
        ("GET", root + "articles/", None),
        ("GET", root + "events/", None),
        ("GET", root + "export/jsonl/", None),
        ("PUT", f"{root}highlights/{uuid7()}/", body),
        ("POST", root + "highlights/", body),
        ("PATCH", f"{root}highlights/{made.id}/", change),
        ("DELETE", f"{root}highlights/{made.id}/", None),
        ("GET", f"/teams/{project.team.slug}/", None),
    ]
    remove_member(access=opened(project=project, user=manager), username="ana")
    for headers in ({}, HTMX, {"Authorization": f"Token {key}"}):
        other = Client() if "Authorization" in headers else client
        for method, path, content in requests:
            if "Authorization" in headers and not path.startswith("/api/"):
                continue
            sent = {**headers, "If-Match": '"1"'}
            answer = other.generic(method, path, content or "", content_type="application/json", headers=sent)
            assert answer.status_code == 404, (method, path, headers)
    assert "Front pages" not in client.get("/").content.decode()
    assert made.id in {row.uuid for row in article.highlights.all()}


def test_a_closed_account_gets_nothing_either(client: Client, project: Project, analyst: User) -> None:
    client.force_login(analyst)
    key = create_token(user=analyst)
    User.objects.filter(pk=analyst.pk).update(is_active=False)
    assert client.get("/projects/front-pages/").status_code == 302
    answer = Client().get("/api/v1/projects/front-pages/", headers={"Authorization": f"Token {key}"})
    assert answer.status_code == 401


def test_a_superuser_is_a_stranger_where_she_is_no_member(client: Client, project: Project) -> None:
    client.force_login(make_user(superuser=True))
    for path in ("/projects/front-pages/", MEMBERS, f"/teams/{project.team.slug}/"):
        assert client.get(path).status_code == 404
