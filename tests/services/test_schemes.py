"""A project's scheme: installed, copied, read again."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.domain.schemes import CLAIMS, EMPTY, Scheme
from annotations.models import HighlightTag, Tag
from annotations.queries.schemes import scheme_of
from annotations.services.schemes import create_project_with_scheme
from newsapp.errors import Conflict
from newsapp.models import Article, Event, Project, User
from tests.factories import make_article, make_highlight, make_project, opened

pytestmark = pytest.mark.django_db


def without_rows(scheme: Scheme) -> Scheme:
    return Scheme({key: replace(tag, id=0) for key, tag in scheme.tags.items()}, scheme.relations)


def test_the_built_in_scheme_comes_out_of_the_database_as_it_went_in(project: Project) -> None:
    scheme = scheme_of(project)
    assert without_rows(scheme) == CLAIMS
    assert list(scheme.tags) == list(CLAIMS.tags)
    assert list(scheme.relations) == list(CLAIMS.relations)
    assert {tag.id for tag in scheme.tags.values()} == set(project.scheme_tags.values_list("pk", flat=True))


def test_the_empty_scheme_has_nothing() -> None:
    assert scheme_of(make_project(scheme="empty")) == EMPTY


def test_a_scheme_is_read_once_for_each_of_its_versions(project: Project) -> None:
    scheme_of(project)
    with CaptureQueriesContext(connection) as captured:
        assert "rumour" not in scheme_of(project).tags
    assert len(captured) == 0
    Tag.objects.create(project=project, key="rumour", label="Rumour", colour="red", pattern="thin")
    project.scheme_version += 1
    assert "rumour" in scheme_of(project).tags


def test_a_copy_has_all_of_the_other_scheme_but_what_was_retired(project: Project, manager: User) -> None:
    parent = Tag.objects.get(project=project, key="claim")
    Tag.objects.create(
        project=project, key="rumour", label="Rumour", colour="red", pattern="wavy", parent=parent, position=99
    )
    Tag.objects.filter(project=project, key="cue").update(retired_at=timezone.now())
    Project.objects.filter(pk=project.pk).update(scheme_version=2)
    copy = create_project_with_scheme(slug="copy", owner=manager, scheme=opened(project=project))
    original = scheme_of(Project.objects.get(pk=project.pk))
    assert original.tags["cue"].retired
    living = Scheme({key: tag for key, tag in original.tags.items() if key != "cue"}, original.relations)
    assert without_rows(scheme_of(copy)) == without_rows(living)
    assert scheme_of(copy).tags["rumour"].parent == "claim"
    ids = [{tag.id for tag in scheme_of(each).tags.values()} for each in (project, copy)]
    assert not ids[0] & ids[1]


def test_a_highlight_in_a_copy_has_the_tags_of_the_copy(project: Project, manager: User) -> None:
    copy = create_project_with_scheme(slug="copy", owner=manager, scheme=opened(project=project))
    record = make_highlight(article=make_article(project=copy), tags=["claim"])
    assert Tag.objects.get(highlights__uuid=record.id).project == copy


def test_a_project_whose_slug_is_taken_leaves_no_scheme(project: Project, stranger: User) -> None:
    tags = Tag.objects.count()
    with pytest.raises(Conflict):
        create_project_with_scheme(slug=project.slug, owner=stranger)
    assert Tag.objects.count() == tags


def test_the_installation_is_in_the_log(project: Project, manager: User) -> None:
    event = Event.objects.get(verb="scheme.installed")
    assert (event.project, event.actor, event.data["tags"]) == (project, manager, list(CLAIMS.tags))


def _merge(project: Project, *, old: str, new: str) -> None:
    rows = {tag.key: tag for tag in Tag.objects.filter(project=project, key__in=[old, new])}
    Tag.objects.filter(pk=rows[old].pk).update(merged_into=rows[new], retired_at=timezone.now())


def test_what_is_saved_with_a_merged_tag_gets_the_one_that_took_its_place(article: Article) -> None:
    """As when a save read the scheme just before the merge: it knows the tag as a living one."""
    scheme_of(article.project)
    _merge(article.project, old="cue", new="hedge")
    record = make_highlight(article=article, tags=["cue"])
    assert list(HighlightTag.objects.filter(highlight__uuid=record.id).values_list("tag__key", flat=True)) == ["hedge"]


def test_two_tags_that_became_one_are_one_on_a_highlight(article: Article) -> None:
    scheme_of(article.project)
    _merge(article.project, old="cue", new="hedge")
    for tags in (["cue", "hedge"], ["hedge", "cue"]):
        record = make_highlight(article=article, tags=tags)
        assert list(HighlightTag.objects.filter(highlight__uuid=record.id).values_list("tag__key", flat=True)) == [
            "hedge"
        ]
