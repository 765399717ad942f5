"""Projects, their teams and members, and the door to them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from newsapp.access import open_article, open_articles, open_project, open_project_as_operator, visible_projects
from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation, Stale
from newsapp.models import Article, Event, Membership, Project, Team, User
from newsapp.services.members import add_member
from newsapp.services.projects import change_project, create_project
from tests.conftest import AtOnce
from tests.factories import make_article, make_member, make_project, make_user, opened

pytestmark = pytest.mark.django_db


def test_whoever_makes_a_project_manages_it_in_her_team(manager: User) -> None:
    project = create_project(slug="one", owner=manager, name="One", description="First")
    assert opened(project=project, user=manager).role is Role.MANAGER
    assert project.team.members.get().user == manager
    assert (project.name, project.description, project.version) == ("One", "First", 1)


def test_the_second_project_is_in_the_same_team(manager: User) -> None:
    first, second = create_project(slug="one", owner=manager), create_project(slug="two", owner=manager)
    assert first.team == second.team
    assert second.name == "two"


def test_people_with_names_of_one_form_have_teams_of_their_own() -> None:
    one, other = make_user(username="ana.b"), make_user(username="anab")
    first, second = create_project(slug="one", owner=one), create_project(slug="two", owner=other)
    assert first.team != second.team
    assert Team.objects.values("slug").distinct().count() == 2


@pytest.mark.parametrize("slug", ["", "a b", "a/b", "проєкт", "x" * 61, "new", "a\0"])
def test_a_slug_of_another_form_is_refused(manager: User, slug: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        create_project(slug=slug, owner=manager)
    assert (caught.value.code, caught.value.path) == ("invalid_slug", "slug")


def test_a_slug_is_taken_once(project: Project, stranger: User) -> None:
    with pytest.raises(Conflict) as caught:
        create_project(slug=project.slug, owner=stranger)
    assert caught.value.path == "slug"
    assert not visible_projects(stranger).exists()


@pytest.mark.parametrize(("field", "limit"), [("name", 120), ("description", 2_000)])
def test_words_of_a_project_have_a_length(manager: User, field: str, limit: int) -> None:
    words = {field: "x" * (limit + 1)}
    with pytest.raises(RuleViolation) as caught:
        create_project(slug="one", owner=manager, **words)
    assert (caught.value.code, caught.value.path) == ("too_long", field)


def test_renaming_changes_what_was_named_and_counts_the_version(project: Project) -> None:
    renamed = change_project(access=opened(project=project), version=1, description="About fronts")
    assert (renamed.name, renamed.description, renamed.version) == ("Front pages", "About fronts", 2)
    assert Project.objects.get(pk=project.pk).description == "About fronts"


def test_a_stale_renaming_is_refused_with_the_version_that_stands(project: Project) -> None:
    access = opened(project=project)
    change_project(access=access, version=1, name="Two")
    with pytest.raises(Stale) as caught:
        change_project(access=access, version=1, name="Three")
    assert caught.value.current == 2
    assert Project.objects.get(pk=project.pk).name == "Two"


def test_a_member_has_one_role_that_can_be_changed(project: Project, manager: User) -> None:
    user = make_user()
    add_member(project=project, user=user, role=Role.ANALYST, by=manager)
    add_member(project=project, user=user, role=Role.REVIEWER, by=manager)
    assert Membership.objects.get(project=project, user=user).role == "reviewer"
    verbs = Event.objects.filter(object_id=str(user.pk), project=project).order_by("pk")
    assert [(event.verb, event.data) for event in verbs] == [
        ("member.added", {"role": "analyst"}),
        ("member.role_changed", {"before": "analyst", "role": "reviewer"}),
    ]


def test_an_unknown_and_an_invisible_project_answer_alike(project: Project, stranger: User) -> None:
    refusals = []
    for slug in (project.slug, "nowhere"):
        with pytest.raises(NotVisible) as caught:
            open_project(user=stranger, slug=slug)
        refusals.append((caught.value.code, caught.value.message))
    assert refusals[0] == refusals[1]
    with pytest.raises(NotVisible):
        open_project(user=AnonymousUser(), slug=project.slug)


def test_a_person_sees_the_projects_that_she_is_a_member_of(
    project: Project, strangers_project: Project, analyst: User, stranger: User
) -> None:
    assert list(visible_projects(analyst)) == [project]
    assert list(visible_projects(stranger)) == [strangers_project]
    assert not visible_projects(AnonymousUser()).exists()


def test_a_team_mate_who_is_no_member_sees_nothing(project: Project) -> None:
    mate = make_user()
    project.team.members.create(user=mate, owner=True)
    with pytest.raises(NotVisible):
        open_project(user=mate, slug=project.slug)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_the_door_opens_by_the_table_of_roles(project: Project, role: Role, action: Action) -> None:
    member = make_member(project=project, role=role)
    allowed = opened(project=project, user=member).may(action)
    if allowed:
        assert open_project(user=member, slug=project.slug, action=action).role is role
    else:
        with pytest.raises(NotAllowed) as caught:
            open_project(user=member, slug=project.slug, action=action)
        assert role.value in caught.value.message


def test_an_article_opens_by_its_number_for_members_only(article: Article, analyst: User, stranger: User) -> None:
    access = open_article(user=analyst, slug="front-pages", number=article.number, action=Action.HIGHLIGHT)
    assert (access.article, access.revision.number, access.role) == (article, 1, Role.ANALYST)
    for user, number in ((stranger, article.number), (AnonymousUser(), article.number), (analyst, 99)):
        with pytest.raises(NotVisible):
            open_article(user=user, slug="front-pages", number=number)


def test_a_viewer_may_not_open_an_article_to_highlight_it(article: Article, viewer: User) -> None:
    with pytest.raises(NotAllowed):
        open_article(user=viewer, slug="front-pages", number=article.number, action=Action.HIGHLIGHT)


def test_of_several_articles_those_that_there_are_open(project: Project, analyst: User, stranger: User) -> None:
    numbers = [make_article(project=project, text=f"Text {index}").number for index in range(3)]
    found = open_articles(user=analyst, slug=project.slug, numbers=[*numbers[:2], 99], action=Action.HIGHLIGHT)
    assert sorted(found) == numbers[:2]
    assert open_articles(user=analyst, slug=project.slug, numbers=[99], action=Action.HIGHLIGHT) == {}
    with pytest.raises(NotVisible):
        open_articles(user=stranger, slug=project.slug, numbers=numbers, action=Action.HIGHLIGHT)


@pytest.mark.parametrize("numbers", [[1], [99]])
def test_a_viewer_may_not_open_several_articles_to_highlight_them(
    article: Article, viewer: User, numbers: list[int]
) -> None:
    with pytest.raises(NotAllowed):
        open_articles(user=viewer, slug="front-pages", numbers=numbers, action=Action.HIGHLIGHT)


def test_an_operator_has_the_managers_view_in_the_name_of_the_first_manager(project: Project, manager: User) -> None:
    make_member(project=project, role=Role.MANAGER)
    access = open_project_as_operator(slug=project.slug)
    assert (access.user, access.role) == (manager, Role.MANAGER)
    named = make_user()
    assert open_project_as_operator(slug=project.slug, user=named).user == named


def test_an_operator_is_told_what_is_missing() -> None:
    with pytest.raises(NotVisible, match="nowhere"):
        open_project_as_operator(slug="nowhere")
    project = make_project()
    Membership.objects.filter(project=project).update(role="viewer")
    with pytest.raises(RuleViolation) as caught:
        open_project_as_operator(slug=project.slug)
    assert caught.value.code == "no_manager"


def test_changed_settings_are_logged_with_what_was_before(project: Project) -> None:
    change_project(access=opened(project=project), version=1, coders_per_article=4)
    change_project(access=opened(project=project), version=2, name="Fronts", coders_per_article=3, description="")
    change_project(access=opened(project=project), version=3, name="Fronts")
    first, second = Event.objects.filter(verb="project.changed").select_related("detail").order_by("pk")
    sides = {"before": {"coders_per_article": 2}, "after": {"coders_per_article": 4}}
    assert first.data == {"version": 2, "fields": ["coders_per_article"], **sides}
    assert not hasattr(first, "detail")
    assert second.data["fields"] == ["coders_per_article", "name"]
    assert second.detail.data == {"before": {"name": "Front pages"}, "after": {"name": "Fronts"}}


def test_archiving_is_logged_and_done_once(project: Project) -> None:
    archived = change_project(access=opened(project=project), version=1, archived=True)
    assert archived.archived_at is not None
    assert change_project(access=opened(project=project), version=2, archived=True).version == 2
    with pytest.raises(NotAllowed):
        change_project(access=opened(project=project), version=2, name="Other")
    change_project(access=opened(project=project), version=2, archived=False, name="Other")
    verbs = Event.objects.filter(project=project, verb__startswith="project.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "project.created",
        "project.archived",
        "project.changed",
        "project.unarchived",
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_save_at_once_one_is_told(project: Project, at_once: AtOnce) -> None:
    answers = at_once(
        lambda: change_project(access=opened(project=project), version=1, name="One"),
        lambda: change_project(access=opened(project=project), version=1, name="Other"),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Project", "Stale"]


@pytest.mark.django_db(transaction=True)
def test_an_address_that_two_want_at_once_is_given_once(at_once: AtOnce) -> None:
    one, other = make_user(), make_user()
    answers = at_once(lambda: create_project(slug="same", owner=one), lambda: create_project(slug="same", owner=other))
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Project"]
