"""Projects that begin as copies, and copying into one that is there."""

from collections.abc import Collection

import pytest

from annotations.models import Tag
from annotations.queries.project_copies import copy_preview
from annotations.queries.schemes import scheme_of
from annotations.services.project_copies import copy_from_project, seen_of
from annotations.services.schemes import PARTS, Part, create_project_with_scheme
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, RuleViolation, Stale
from newsapp.models import Article, Event, Guidelines, Project, User
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.projects import change_project
from tests.conftest import AtOnce
from tests.factories import make_article, make_highlight, make_project, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(project: Project) -> ProjectAccess:
    """`project` with a tag, guidelines and settings of its own."""
    Tag.objects.create(project=project, key="rumour", label="Rumour", colour="red", pattern="thin", position=99)
    Project.objects.filter(pk=project.pk).update(scheme_version=2)
    change_project(access=opened(project=project), version=1, coders_per_article=3)
    publish_guidelines(access=opened(project=project), text="# Rumours\n\nMark them.", version=0)
    return opened(project=project)


@pytest.fixture
def target(manager: User) -> Project:
    """Another project of the manager's, with the built-in scheme."""
    return make_project(owner=manager, slug="target", name="Target")


def copy(target: Project, source: ProjectAccess, parts: Collection[Part] = PARTS) -> Project:
    access = opened(project=target, action=Action.MANAGE_PROJECT)
    copy_from_project(access=access, source=source, parts=parts, seen=seen_of(access.project))
    return Project.objects.get(pk=target.pk)


def test_a_copy_begins_with_scheme_guidelines_and_settings(source: ProjectAccess, manager: User) -> None:
    made = create_project_with_scheme(slug="copy", owner=manager, scheme=source)
    assert "rumour" in scheme_of(made).tags
    guidelines = Guidelines.objects.get(project=made)
    assert (guidelines.number, guidelines.text, guidelines.created_by) == (1, "# Rumours\n\nMark them.", manager)
    assert guidelines.summary == "Copied from Front pages, version 1"
    stored = Project.objects.get(pk=made.pk)
    assert (stored.coders_per_article, stored.guidelines_version, stored.name) == (3, 1, "copy")


@pytest.mark.parametrize("part", PARTS)
def test_a_copy_takes_only_the_parts_that_were_asked_for(source: ProjectAccess, manager: User, part: Part) -> None:
    made = create_project_with_scheme(slug="copy", owner=manager, scheme=source, parts=[part])
    stored = Project.objects.get(pk=made.pk)
    assert bool(scheme_of(made).tags) == (part == "scheme")
    assert (stored.guidelines_version == 1) == (part == "guidelines")
    assert (stored.coders_per_article == 3) == (part == "settings")


def test_a_copy_of_a_project_without_guidelines_has_none(project: Project, manager: User) -> None:
    made = create_project_with_scheme(slug="copy", owner=manager, scheme=opened(project=project))
    assert not Guidelines.objects.filter(project=made).exists()


def test_an_archived_project_can_be_copied(source: ProjectAccess, manager: User) -> None:
    change_project(access=source, version=2, archived=True)
    made = create_project_with_scheme(slug="copy", owner=manager, scheme=opened(project=source.project))
    assert "rumour" in scheme_of(made).tags


def test_copying_into_an_unused_project_replaces_what_it_had(source: ProjectAccess, target: Project) -> None:
    publish_guidelines(access=opened(project=target), text="Old.", version=0)
    stored = copy(target, source)
    assert (stored.coders_per_article, stored.guidelines_version, stored.name) == (3, 2, "Target")
    assert "rumour" in scheme_of(stored).tags
    assert stored.scheme_version == 2
    verbs = set(Event.objects.filter(project=target).order_by("-pk").values_list("verb", flat=True)[:3])
    assert verbs == {"scheme.installed", "project.changed", "guidelines.published"}


def test_a_scheme_in_use_is_not_replaced_and_nothing_else_is_copied(source: ProjectAccess, target: Project) -> None:
    make_highlight(article=make_article(project=target))
    with pytest.raises(Conflict) as caught:
        copy(target, source)
    assert caught.value.code == "scheme_in_use"
    stored = Project.objects.get(pk=target.pk)
    assert (stored.coders_per_article, stored.guidelines_version) == (2, 0)
    assert copy(target, source, ["guidelines", "settings"]).guidelines_version == 1


def test_a_tag_on_an_article_is_a_use_of_the_scheme(source: ProjectAccess, target: Project) -> None:
    make_article(project=target)
    Article.objects.update(tags=["satire"])
    with pytest.raises(Conflict):
        copy(target, source, ["scheme"])


def test_a_scheme_that_is_the_same_stays_even_when_in_use(target: Project, manager: User) -> None:
    make_highlight(article=make_article(project=target))
    other = opened(project=make_project(owner=manager))
    rows = set(target.scheme_tags.values_list("pk", flat=True))
    assert copy(target, other, ["scheme"]).scheme_version == 1
    assert set(target.scheme_tags.values_list("pk", flat=True)) == rows


def test_the_preview_says_what_comes_and_what_goes(source: ProjectAccess, target: Project, manager: User) -> None:
    preview = copy_preview(access=opened(project=target), source=source)
    assert preview.scheme == ("replaced", [], ["Rumour"], [])
    assert preview.guidelines is not None
    assert (preview.guidelines.added, preview.coders) == (3, (2, 3))
    other = opened(project=make_project(owner=manager, scheme="empty"))
    assert copy_preview(access=other, source=opened(project=target)).guidelines is None


def test_the_preview_names_tags_that_keep_their_key_and_change(source: ProjectAccess, target: Project) -> None:
    Tag.objects.filter(project=source.project, key="hedge").update(label="Softener")
    Tag.objects.filter(project=source.project, key="cue").update(colour="green")
    scheme = copy_preview(access=opened(project=target), source=opened(project=source.project)).scheme
    assert (scheme.coming, scheme.leaving, scheme.changing) == (["Rumour"], [], ["Cue", "Hedge"])


def test_who_decided_by_an_older_state_is_told(source: ProjectAccess, target: Project) -> None:
    access = opened(project=target)
    seen = seen_of(access.project)
    publish_guidelines(access=opened(project=target), text="New.", version=0)
    with pytest.raises(Stale):
        copy_from_project(access=access, source=source, parts=PARTS, seen=seen)


def test_nothing_and_the_project_itself_are_not_copied(source: ProjectAccess, target: Project) -> None:
    with pytest.raises(RuleViolation) as caught:
        copy(target, source, [])
    assert caught.value.path == "parts"
    with pytest.raises(RuleViolation) as caught:
        copy(target, opened(project=target))
    assert caught.value.path == "source"


def test_an_archived_project_is_not_copied_into(source: ProjectAccess, target: Project) -> None:
    change_project(access=opened(project=target), version=1, archived=True)
    with pytest.raises(NotAllowed):
        copy(target, source)


@pytest.mark.django_db(transaction=True)
def test_a_highlight_that_is_made_meanwhile_never_loses_its_tag(
    source: ProjectAccess, target: Project, at_once: AtOnce
) -> None:
    article = make_article(project=target)
    answers = at_once(lambda: copy(target, source, ["scheme"]), lambda: make_highlight(article=article))
    stored = Project.objects.get(pk=target.pk)
    if isinstance(answers[0], Conflict):
        assert "rumour" not in scheme_of(stored).tags
    else:
        assert "rumour" in scheme_of(stored).tags
