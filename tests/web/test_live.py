"""What a member's stream says of what happened, and what it keeps from her."""

from collections.abc import Callable
from typing import Any

import pytest

from annotations.access import open_highlight, open_relation, open_suggestion
from annotations.domain.disputes import DisputeState
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.relations import StoredRelation
from annotations.models import Claim, Dispute, Highlight
from annotations.services.claim_merges import merge_claims
from annotations.services.comments import CommentDraft, add_comment
from annotations.services.highlight_edits import delete_highlight, restore_highlight
from annotations.services.highlights import put_highlight
from annotations.services.relation_changes import RelationChange, change_relation, delete_relation
from annotations.services.scheme_edits import edit_tag
from annotations.services.scheme_merges import merge_tag
from annotations.services.suggestions import reconsider_suggestion, reject_suggestion
from annotations.services.voting import cast_vote
from newsapp.access import open_project
from newsapp.domain.live import Place
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible
from newsapp.models import Article, Project, User
from newsapp.queries.live import events_since, place_now
from newsapp.services.activity import Happening, record
from newsapp.services.article_bulk import archive_articles
from newsapp.services.articles import delete_article
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.projects import change_project
from newsapp.web.live.topics import described
from tests.disputes import bring_to, make_dispute
from tests.factories import draft_of, make_claim, make_highlight, make_relation, make_revision, opened, opened_article

pytestmark = pytest.mark.django_db(transaction=True)

Told = list[tuple[str, dict[str, Any]]]
Tell = Callable[..., Told]


@pytest.fixture
def tell(project: Project) -> Tell:
    """What somebody is told of all that happens in a call."""

    def told(user: User, happen: Callable[[], object]) -> Told:
        place = Place.read(place_now().text)
        happen()
        events = events_since(place, now=place_now(), project_ids=[project.pk])[project.pk]
        assert events is not None
        return list(described(open_project(user=user, slug=project.slug), events))

    return told


@pytest.fixture
def ends(article: Article, analyst: User) -> tuple[HighlightRecord, HighlightRecord]:
    """A claim and its source, both of the analyst."""
    source = make_highlight(article=article, by=analyst, quote="a business daily", tags=["source"])
    return make_highlight(article=article, by=analyst), source


@pytest.fixture
def link(project: Project, ends: tuple[HighlightRecord, HighlightRecord], analyst: User) -> StoredRelation:
    """The claim attributed to the source."""
    return make_relation(project=project, source=ends[0], target=ends[1], by=analyst)


def turn(user: User, project: Project, uuid: Any, *, version: int, deleted: bool) -> None:
    access, row = open_highlight(user=user, slug=project.slug, uuid=uuid, action=Action.HIGHLIGHT, deleted=not deleted)
    if deleted:
        delete_highlight(access=access, highlight=row, version=version)
    else:
        restore_highlight(access=access, highlight=row)


def test_a_relation_is_told_when_it_is_made_changed_and_deleted(
    tell: Tell, project: Project, ends: tuple[HighlightRecord, HighlightRecord], analyst: User, other_analyst: User
) -> None:
    made: list[StoredRelation] = []
    ((kind, said),) = tell(
        other_analyst, lambda: made.append(make_relation(project=project, source=ends[0], target=ends[1], by=analyst))
    )
    assert (kind, said["actor"], said["article"]) == ("relation", analyst.username, made[0].article)
    assert (said["relation"]["from"], said["relation"]["to"]) == (str(ends[0].id), str(ends[1].id))
    access, row = open_relation(user=analyst, slug=project.slug, uuid=made[0].id, action=Action.HIGHLIGHT)
    change = RelationChange(attributes={"mode": "inherited"})
    ((_, said),) = tell(other_analyst, lambda: change_relation(access=access, relation=row, version=1, change=change))
    assert (said["relation"]["version"], said["relation"]["attributes"]) == (2, {"mode": "inherited"})
    ((_, said),) = tell(other_analyst, lambda: delete_relation(access=access, relation=row, version=2))
    assert (said["id"], said["relation"]) == (str(made[0].id), None)


def test_a_relation_comes_back_with_its_end(
    tell: Tell, project: Project, link: StoredRelation, analyst: User, other_analyst: User
) -> None:
    turn(analyst, project, link.target, version=1, deleted=True)
    told = tell(other_analyst, lambda: turn(analyst, project, link.target, version=2, deleted=False))
    assert [kind for kind, _ in told] == ["highlight", "relation"]
    assert told[1][1]["relation"]["id"] == str(link.id)


def test_a_suggestion_is_told_when_it_comes_and_when_it_goes(
    tell: Tell, project: Project, article: Article, analyst: User, reviewer: User
) -> None:
    made: list[HighlightRecord] = []
    ((kind, said),) = tell(
        analyst, lambda: made.append(make_highlight(article=article, by=reviewer, layer="suggested"))
    )
    assert (kind, said["id"], said["article"]) == ("suggestion", str(made[0].id), article.number)
    ((kind, said),) = tell(analyst, lambda: turn(reviewer, project, made[0].id, version=1, deleted=True))
    assert (kind, said["id"]) == ("suggestion", str(made[0].id))


def test_what_one_decides_is_told_to_oneself_alone(
    tell: Tell, project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    uuid = make_highlight(article=article, by=reviewer, layer="suggested").id
    access, row = open_suggestion(user=analyst, slug=project.slug, uuid=uuid)
    said = [("suggestion", str(uuid))]

    def of(user: User, happen: Callable[[], object]) -> list[tuple[str, str]]:
        return [(kind, data["id"]) for kind, data in tell(user, happen) if kind == "suggestion"]

    assert of(analyst, lambda: reject_suggestion(access=access, suggestion=row)) == said
    assert of(other_analyst, lambda: reconsider_suggestion(access=access, suggestion=row)) == []
    draft = draft_of(article=article, quote="About 1,000 soldiers", suggestion=uuid)
    accept = lambda: put_highlight(access=opened_article(article=article, user=analyst), draft=draft)  # noqa: E731
    assert of(analyst, accept) == said
    assert of(analyst, lambda: turn(analyst, project, draft.id, version=1, deleted=True)) == said
    assert of(other_analyst, lambda: turn(analyst, project, draft.id, version=2, deleted=False)) == []


def test_how_an_article_stands_is_told(tell: Tell, project: Project, article: Article, analyst: User) -> None:
    def put_away() -> None:
        archive_articles(access=opened(project=project), numbers=[article.number], archived=True)

    def revise() -> None:
        make_revision(article=article, text="Another text altogether.")
        happening = Happening("article.revised", str(article.number), article.pk)
        record(project_id=project.pk, actor_id=None, happenings=[happening])

    def delete() -> None:
        article.refresh_from_db()
        delete_article(access=opened_article(article=article), version=article.version)

    standing = {"article": article.number, "revision": 1, "archived": True, "deleted": False}
    for happen, expected in (
        (put_away, standing),
        (revise, standing | {"revision": 2}),
        (delete, standing | {"revision": 2, "deleted": True}),
    ):
        told = [data for kind, data in tell(analyst, happen) if kind == "article"]
        assert [{key: data[key] for key in expected} for data in told] == [expected]


def test_how_the_project_stands_is_told(tell: Tell, project: Project, analyst: User) -> None:
    manager = opened(project=project, action=Action.MANAGE_PROJECT)
    start = project.scheme_version
    ((kind, said),) = tell(
        analyst, lambda: edit_tag(access=manager, key="claim", version=1, changes={"label": "Assertion"})
    )
    assert (kind, said["scheme"], said["guidelines"], said["archived"]) == ("project", start + 1, 0, False)
    ((_, said),) = tell(analyst, lambda: publish_guidelines(access=manager, text="# Claims", version=0))
    assert said["guidelines"] == 1
    project.refresh_from_db()
    ((_, said),) = tell(analyst, lambda: change_project(access=manager, version=project.version, archived=True))
    assert said["archived"] is True


def test_what_a_member_may_not_see_is_neither_told_nor_opened(
    tell: Tell, project: Project, article: Article, link: StoredRelation, analyst: User, reviewer: User
) -> None:
    suggested = make_highlight(article=article, by=reviewer, layer="suggested").id
    access, row = open_relation(user=analyst, slug=project.slug, uuid=link.id, action=Action.HIGHLIGHT)

    def happen() -> None:
        turn(analyst, project, link.source, version=1, deleted=True)
        turn(analyst, project, link.source, version=2, deleted=False)
        change_relation(access=access, relation=row, version=1, change=RelationChange(attributes={"mode": "explicit"}))
        turn(reviewer, project, suggested, version=1, deleted=True)
        delete_article(access=opened_article(article=article), version=1)

    assert [kind for kind, _ in tell(analyst, happen)] == ["article"]
    for opening, uuid in ((open_highlight, link.source), (open_relation, link.id), (open_suggestion, suggested)):
        with pytest.raises(NotVisible):
            opening(user=analyst, slug=project.slug, uuid=uuid)


def test_a_change_of_the_scheme_tells_of_the_highlights_that_it_took_along(
    tell: Tell, project: Project, article: Article, analyst: User
) -> None:
    made = make_highlight(article=article, by=analyst, tags=["hedge"])
    manager = opened(project=project, action=Action.MANAGE_PROJECT)
    told = tell(analyst, lambda: merge_tag(access=manager, key="hedge", version=1, into="cue"))
    assert [data["highlight"]["tags"] for kind, data in told if kind == "highlight"] == [["cue"]]
    assert [data["id"] for kind, data in told if kind == "highlight"] == [str(made.id)]


def test_of_review_it_is_told_who_did_something_to_what_and_nothing_more(
    tell: Tell, project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    access = opened(project=project, user=reviewer)
    made: list[Dispute] = []
    mark = make_highlight(article=article, by=analyst)
    ((kind, said),) = tell(other_analyst, lambda: made.append(make_dispute(article=article, by=analyst)))
    assert kind == "review"
    assert said.keys() == {"event", "topic", "article", "actor", "highlight", "claim", "dispute", "other"}
    assert (said["topic"], said["dispute"], said["actor"], said["article"]) == ("dispute", 1, analyst.username, 1)
    draft = CommentDraft("A secret word", highlight=mark.id)
    ((_, said),) = tell(other_analyst, lambda: add_comment(access=access, draft=draft))
    assert (said["topic"], said["highlight"], said["dispute"]) == ("comment", str(mark.id), None)
    assert "secret" not in str(said)
    bring_to(made[0], DisputeState.VOTING, by=reviewer)
    ((_, said),) = tell(
        other_analyst, lambda: cast_vote(access=access, dispute=made[0], position=0, reason="My secret reason")
    )
    assert (said["topic"], said["dispute"], said["actor"]) == ("dispute", 1, reviewer.username)
    assert "secret" not in str(said)
    assert "position" not in str(said)


def test_a_merged_claim_is_told_with_the_one_that_stands_for_it(
    tell: Tell, project: Project, other_analyst: User
) -> None:
    for _ in range(2):
        make_claim(project=project)
    row = Claim.objects.get(number=1)
    told = tell(other_analyst, lambda: merge_claims(access=opened(project=project), claim=row, into=2))
    assert [(said["claim"], said["other"]) for kind, said in told if kind == "review"] == [(1, 2)]


def test_who_codes_blind_hears_nothing_of_review_of_hidden_work(
    tell: Tell, project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    change_project(access=opened(project=project), version=1, blind=True)
    mark = make_highlight(article=article, by=analyst)
    access = opened(project=project, user=analyst)

    def happen() -> None:
        add_comment(access=access, draft=CommentDraft("Hm.", highlight=mark.id))
        add_comment(access=access, draft=CommentDraft("Hm.", article=1))
        make_claim(project=project, by=analyst, appearances=[mark])
        make_dispute(article=article, by=analyst, highlight=Highlight.objects.get(uuid=mark.id))

    assert tell(other_analyst, happen) == []
    Article.objects.update(comparison_opened_at=article.created_at)
    more = CommentDraft("Hm.", highlight=mark.id)
    assert [kind for kind, _ in tell(other_analyst, lambda: add_comment(access=access, draft=more))] == ["review"]
