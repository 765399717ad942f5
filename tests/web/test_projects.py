"""The home page, and making a project."""

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import Tag
from newsapp.access import open_project
from newsapp.domain.roles import Role
from newsapp.models import Article, Guidelines, Membership, Project, Team, TeamMember, User
from newsapp.queries.projects import COUNTED, first_steps, project_cards
from newsapp.services.assignments import assign_articles, mark_done
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.members import add_member
from newsapp.services.projects import change_project, remove_project
from tests.factories import make_article, make_member, make_project, opened, opened_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    """The manager's."""
    client.force_login(manager)
    return client


def html(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def test_somebody_without_a_project_is_told_how_to_begin(client: Client, stranger: User) -> None:
    client.force_login(stranger)
    page = html(client.get("/"))
    assert "No project yet" in page
    assert 'href="/new-project/"' in page


def test_a_card_says_what_waits_for_whom(project: Project, analyst: User, other_analyst: User, client: Client) -> None:
    numbers = [make_article(project=project, text=f"Text {n}.").number for n in range(5)]
    assign_articles(access=opened(project=project), numbers=numbers[:3], usernames=["ana"])
    done = Article.objects.get(project=project, number=numbers[0])
    mark_done(access=opened_article(article=done, user=analyst), done=True)
    Article.objects.filter(number=numbers[1]).update(archived_at=timezone.now())
    (card,) = project_cards(user=analyst)
    assert (card.role, card.articles, card.waiting, card.not_handed_out) == ("analyst", 4, 1, 0)
    (card,) = project_cards(user=opened(project=project).user)
    assert (card.role, card.waiting, card.not_handed_out) == ("manager", 0, 2)
    assert card.last_event_at is not None
    client.force_login(analyst)
    page = html(client.get("/"))
    assert 'href="/projects/front-pages/?assignee=me&status=assigned">1 article waits for you' in page
    client.force_login(other_analyst)
    assert "waits for you" not in html(client.get("/"))


def test_archived_projects_are_folded_below_the_others(browser: Client, project: Project, manager: User) -> None:
    old = make_project(owner=manager, name="Old pages")
    change_project(access=opened(project=old), version=1, archived=True)
    page = html(browser.get("/"))
    assert page.index("Front pages") < page.index("1 archived project") < page.index("Old pages")


def test_a_removed_project_is_not_on_the_page(browser: Client, project: Project) -> None:
    remove_project(access=opened(project=project), confirmation="Front pages")
    assert "Front pages" not in html(browser.get("/"))


def test_the_home_page_takes_as_many_statements_for_one_project_as_for_ten(
    client: Client, analyst: User, project: Project
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    client.force_login(analyst)
    one = statements()
    assert one == 3  # session, person, cards
    for _ in range(9):
        other = make_project()
        add_member(project=other, user=analyst, role=Role.ANALYST, by=None)
        make_article(project=other)
    assert statements() == one


def test_articles_are_counted_no_further_than_anybody_reads(project: Project) -> None:
    Article.objects.bulk_create(
        Article(project=project, number=number, text_sha256=f"{number:064}") for number in range(1, COUNTED + 50)
    )
    (card,) = project_cards(user=opened(project=project).user)
    assert (card.articles, card.not_handed_out) == (COUNTED + 1, COUNTED + 1)


def test_names_of_people_cannot_turn_a_card_around(browser: Client, project: Project) -> None:
    change_project(access=opened(project=project), version=1, name="<b>\u202eabc", description="<script>x</script>")
    page = browser.get("/").content.decode()
    assert "<bdi>&lt;b&gt;\u202eabc</bdi>" in page
    assert "<script>x" not in page


def test_the_demo_is_removed_with_one_click(browser: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(is_demo=True)
    assert "Remove the demo" in html(browser.get("/"))
    assert "Remove the demo" in html(browser.get("/projects/front-pages/"))
    answer = browser.post("/projects/front-pages/settings/delete/", follow=True)
    assert "“Front pages” was deleted." in html(answer)
    assert browser.get("/projects/front-pages/").status_code == 404


# making a project


def make(client: Client, **fields: object) -> object:
    return client.post("/new-project/", {"name": "Harbour news", "begin": "claims", **fields})


def test_a_name_is_all_it_takes(browser: Client, manager: User) -> None:
    response = make(browser)
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert response["Location"] == "/projects/harbour-news/"  # type: ignore[index]
    access = open_project(user=manager, slug="harbour-news")
    assert (access.role, access.project.name) == (Role.MANAGER, "Harbour news")
    assert Tag.objects.filter(project=access.project, key="claim").exists()


def test_without_a_team_one_is_made_and_with_several_one_is_chosen(browser: Client, manager: User) -> None:
    make(browser)
    assert Project.objects.get().team.members.get().user == manager
    second = Team.objects.create(name="Second", slug="second")
    TeamMember.objects.create(team=second, user=manager, owner=True)
    assert "<select" in html(browser.get("/new-project/")).split("Description")[1].split("Tag scheme")[0]
    make(browser, name="Other", team="second")
    assert Project.objects.get(slug="other").team == second


@pytest.mark.parametrize("owner", [False, None])
def test_nobody_makes_a_project_in_a_team_that_she_does_not_own(
    browser: Client, manager: User, owner: bool | None
) -> None:
    team = Team.objects.create(name="Theirs", slug="theirs")
    if owner is not None:
        TeamMember.objects.create(team=team, user=manager, owner=owner)
    response = make(browser, team="theirs")
    assert response.status_code == 400  # type: ignore[attr-defined]
    assert "Choose a team that you own." in html(response)
    assert not Project.objects.exists()


def test_a_taken_address_is_said_and_a_free_one_suggested(
    browser: Client, strangers_project: Project, manager: User
) -> None:
    response = make(browser, slug="back-pages")
    assert response.status_code == 409  # type: ignore[attr-defined]
    page = html(response)
    assert "“back-pages” is taken. “back-pages-2” is free." in page
    assert 'value="Harbour news"' in page
    assert not Membership.objects.filter(user=manager).exists()


def test_an_address_that_follows_the_name_goes_round_a_taken_one(browser: Client, strangers_project: Project) -> None:
    make(browser, name="Back pages")
    assert Project.objects.filter(slug="back-pages-2").exists()


@pytest.mark.parametrize("slug", ["new", "a b", "a/b", "проєкт", "x" * 61, "-\0-", "../up", "<b>"])
def test_an_address_of_another_form_is_refused_and_the_form_comes_back(browser: Client, slug: str) -> None:
    response = make(browser, slug=slug)
    assert response.status_code in {400, 422}  # type: ignore[attr-defined]
    assert 'value="Harbour news"' in html(response)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "  "}, {"name": "x" * 121}, {"begin": "magic"}, {"begin": "copy"}, {"name": "a\0"}],
)
def test_a_form_with_a_fault_makes_nothing(browser: Client, fields: dict[str, str]) -> None:
    assert make(browser, **fields).status_code == 422  # type: ignore[attr-defined]
    assert not Project.objects.exists()


def test_a_form_sent_twice_makes_one_project(browser: Client) -> None:
    first, second = make(browser, slug="harbour-news"), make(browser, slug="harbour-news")
    assert first["Location"] == second["Location"]  # type: ignore[index]
    first, second = make(browser, name="Once"), make(browser, name="Once", slug="once", suggested="once")
    assert first["Location"] == second["Location"] == "/projects/once/"  # type: ignore[index]
    assert Project.objects.count() == 2


def test_a_copy_takes_what_is_ticked(browser: Client, project: Project) -> None:
    publish_guidelines(access=opened(project=project), text="Mark.", version=0)
    make(browser, begin="copy", source="front-pages", parts=["guidelines"])
    made = Project.objects.get(slug="harbour-news")
    assert Guidelines.objects.get(project=made).text == "Mark."
    assert not made.scheme_tags.exists()


def test_another_teams_project_cannot_be_copied(browser: Client, strangers_project: Project) -> None:
    for source in ("back-pages", "nowhere"):
        response = make(browser, begin="copy", source=source, parts=["scheme"])
        assert response.status_code == 404  # type: ignore[attr-defined]
    assert Project.objects.count() == 1
    assert "Back pages" not in html(browser.get("/new-project/"))


def test_the_address_follows_the_name_until_somebody_writes_one(browser: Client, project: Project) -> None:
    def field(**values: str) -> str:
        return html(browser.get("/new-project/address/", values, headers={"HX-Request": "true"}))

    assert 'name="slug" value="frontovi-novyny"' in field(name="Фронтові новини")
    assert 'name="slug" value="front-pages-2"' in field(name="Front pages", slug="fr", suggested="fr")
    written = field(name="Front pages", slug="mine", suggested="fr")
    assert 'name="slug" value="mine"' in written
    assert 'name="suggested" value=""' in written
    note = {"HX-Request": "true", "HX-Target": "address-note"}
    taken = html(browser.get("/new-project/address/", {"slug": "front-pages"}, headers=note))
    assert "is taken" in taken
    assert "front-pages-2" in taken
    assert "<input" not in taken
    assert "Letters" in html(browser.get("/new-project/address/", {"slug": "a b"}, headers=note))


# the first steps


def test_the_first_steps_follow_what_was_done(project: Project, reviewer: User) -> None:
    access = opened(project=project)
    steps = first_steps(access)
    assert steps is not None
    assert steps == (True, False, True, False, False)
    assert steps.done == 2
    assert first_steps(opened(project=project, user=reviewer)) is None
    publish_guidelines(access=access, text="Mark.", version=0)
    article = make_article(project=project)
    assert first_steps(access) == (True, True, True, True, False)
    assign_articles(access=access, numbers=[article.number], usernames=["rita"])
    assert first_steps(access) is None


def test_an_empty_scheme_is_still_to_be_made(manager: User) -> None:
    steps = first_steps(opened(project=make_project(owner=manager, scheme="empty")))
    assert steps == (False, False, False, False, False)


def test_an_archived_project_has_no_first_steps(project: Project) -> None:
    change_project(access=opened(project=project), version=1, archived=True)
    assert first_steps(opened(project=project)) is None


def test_the_first_steps_can_be_hidden(browser: Client, project: Project, manager: User) -> None:
    other = make_project(owner=manager, slug="other")
    assert "The first five minutes" in html(browser.get("/projects/front-pages/settings/"))
    assert browser.post("/projects/front-pages/first-steps/").status_code == 302
    assert "The first five minutes" not in html(browser.get("/projects/front-pages/settings/"))
    assert "The first five minutes" in html(browser.get(f"/projects/{other.slug}/settings/"))


def test_the_first_steps_are_one_statement(project: Project) -> None:
    access = opened(project=project)
    with CaptureQueriesContext(connection) as captured:
        first_steps(access)
    assert len(captured) == 1
    assert make_member(project=project, role=Role.VIEWER)
