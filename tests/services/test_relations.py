"""Relations: chains without circles, the same again, deleted ends, a scheme that changes meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from uuid6 import uuid7

from annotations.access import open_highlight, open_relation
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.relations import StoredRelation
from annotations.models import Highlight, Relation, RelationType
from annotations.queries.relations import RelationFilter, page_of_relations, relations_of_article
from annotations.queries.schemes import read_scheme, scheme_of
from annotations.services.highlight_edits import delete_highlight, restore_highlight
from annotations.services.relation_changes import RelationChange, change_relation, delete_relation, restore_relation
from annotations.services.relation_edits import delete_relation as delete_type
from annotations.services.relation_edits import edit_relation as edit_type
from annotations.services.relations import RelationDraft, add_relations, put_relation
from annotations.services.scheme_whole import replace_scheme
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, Gone, NotAllowed, NotVisible, RuleViolation, Several, Stale
from newsapp.models import Article, Event, Project, User
from newsapp.queries.pages import Window
from newsapp.services.articles import delete_article
from tests.conftest import AtOnce
from tests.factories import make_article, make_highlight, make_relation, make_revision, opened, opened_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(article: Article) -> HighlightRecord:
    """“About 1,000 soldiers”."""
    return make_highlight(article=article)


@pytest.fixture
def paper(article: Article) -> HighlightRecord:
    """The outlet that reported it."""
    return make_highlight(article=article, quote="a business daily", tags=["source"])


@pytest.fixture
def people(article: Article) -> HighlightRecord:
    """Whom the outlet has it from."""
    return make_highlight(article=article, quote="two people", tags=["source"])


def seen(project: Project, user: User | None = None) -> list[StoredRelation]:
    """All that a member sees."""
    access = opened(project=project, user=user)
    return page_of_relations(access=access, wanted=RelationFilter(), window=Window(100)).rows


def opened_relation(relation: StoredRelation, by: User, project: Project, *, deleted: bool = False) -> Any:
    """The arguments with which a service takes it."""
    access, row = open_relation(user=by, slug=project.slug, uuid=relation.id, action=Action.HIGHLIGHT, deleted=deleted)
    return {"access": access, "relation": row}


def turn_highlight(record: HighlightRecord, by: User, project: Project, *, delete: bool) -> None:
    access, row = open_highlight(
        user=by, slug=project.slug, uuid=record.id, action=Action.HIGHLIGHT, deleted=not delete
    )
    if delete:
        delete_highlight(access=access, highlight=row, version=row.version)
    else:
        restore_highlight(access=access, highlight=row)


def test_a_chain_is_made_and_never_bites_its_tail(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, people: HighlightRecord
) -> None:
    make_relation(project=project, source=claim, target=people, attributes={"mode": "explicit"})
    make_relation(project=project, source=people, target=paper)
    with pytest.raises(RuleViolation) as caught:
        make_relation(project=project, source=paper, target=people)
    assert (caught.value.code, caught.value.path) == ("circle", "to")
    make_relation(project=project, source=paper, target=people, type="supports")
    make_relation(project=project, source=people, target=paper, type="supports")
    assert [(r.type, r.source, r.target) for r in seen(project)][:2] == [
        ("attributed_to", claim.id, people.id),
        ("attributed_to", people.id, paper.id),
    ]


def test_a_long_chain_is_walked_to_its_end(project: Project) -> None:
    article = make_article(project=project, text=" ".join(f"source{number:02}" for number in range(30)))
    nodes = [make_highlight(article=article, quote=f"source{n:02}", tags=["source"]) for n in range(30)]
    for source, target in pairwise(nodes):
        make_relation(project=project, source=source, target=target)
    with pytest.raises(RuleViolation, match="circle"):
        make_relation(project=project, source=nodes[-1], target=nodes[0])


def test_the_same_again_is_one(project: Project, claim: HighlightRecord, paper: HighlightRecord, manager: User) -> None:
    access = opened(project=project, action=Action.HIGHLIGHT)
    draft = RelationDraft("attributed_to", claim.id, paper.id, {"mode": "inherited"}, uuid7())
    made, first = put_relation(access=access, draft=draft)
    again, second = put_relation(access=access, draft=draft)
    assert (made, first, second) == (again, True, False)
    assert (made.article, made.analyst, made.version) == (claim.article, "mira", 1)
    with pytest.raises(Conflict) as caught:
        put_relation(access=access, draft=replace(draft, attributes={}))
    assert caught.value.existing == made
    with pytest.raises(Conflict) as caught:
        put_relation(access=access, draft=replace(draft, id=uuid7()))
    assert (caught.value.code, caught.value.existing) == ("said_already", made)
    assert Event.objects.filter(verb="relation.created").count() == 1


def test_a_retry_is_answered_though_it_would_not_be_lawful_now(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, manager: User
) -> None:
    access = opened(project=project, action=Action.MANAGE_SCHEME)
    draft = RelationDraft("attributed_to", claim.id, paper.id, None, uuid7())
    made, _ = put_relation(access=access, draft=draft)
    edit_type(access=access, key="attributed_to", version=1, changes={"retired": True})
    turn_highlight(paper, manager, project, delete=True)
    assert put_relation(access=access, draft=draft) == (made, False)
    delete_relation(**opened_relation(made, manager, project, deleted=True), version=1)
    with pytest.raises(Gone):
        put_relation(access=access, draft=draft)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_close_a_circle(
    project: Project, paper: HighlightRecord, people: HighlightRecord, manager: User, at_once: AtOnce
) -> None:
    def link(source: HighlightRecord, target: HighlightRecord) -> Callable[[], Any]:
        draft = RelationDraft("attributed_to", source.id, target.id, None, uuid7())
        return lambda: put_relation(access=opened(project=project, action=Action.HIGHLIGHT), draft=draft)

    for _ in range(5):
        answers = at_once(link(paper, people), link(people, paper))
        refusals = [answer for answer in answers if isinstance(answer, RuleViolation)]
        assert [refusal.code for refusal in refusals] == ["circle"]
        assert Relation.objects.count() == 1
        Relation.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_one_waits_for_the_other_and_sees_what_it_did(
    project: Project, paper: HighlightRecord, people: HighlightRecord, at_once: AtOnce
) -> None:
    """The circle is looked for under the lock: what was committed while somebody waited counts."""
    from threading import Event as Signal

    held, done = Signal(), Signal()

    def first() -> Any:
        with transaction.atomic():
            made = make_relation(project=project, source=paper, target=people)
            held.set()
            done.wait(0.5)
        return made

    def second() -> Any:
        held.wait(10)
        try:
            return make_relation(project=project, source=people, target=paper)
        finally:
            done.set()

    made, refused = at_once(first, second)
    assert isinstance(made, StoredRelation)
    assert isinstance(refused, RuleViolation)
    assert refused.code == "circle"


@pytest.mark.django_db(transaction=True)
def test_the_same_put_twice_at_once_is_one(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, at_once: AtOnce
) -> None:
    draft = RelationDraft("attributed_to", claim.id, paper.id, None, uuid7())

    def put() -> Any:
        return put_relation(access=opened(project=project, action=Action.HIGHLIGHT), draft=draft)

    answers = at_once(put, put, put)
    assert sorted(made for _, made in answers) == [False, False, True]
    assert len({relation.created_at for relation, _ in answers}) == 1


def test_several_are_made_all_or_none(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, people: HighlightRecord
) -> None:
    access = opened(project=project, action=Action.HIGHLIGHT)
    chain = [RelationDraft("attributed_to", claim.id, people.id), RelationDraft("attributed_to", people.id, paper.id)]
    with pytest.raises(Several) as caught:
        add_relations(
            access=access,
            drafts=[
                *chain,
                RelationDraft("attributed_to", paper.id, people.id),
                chain[0],
                RelationDraft("x", uuid7(), uuid7()),
            ],
        )
    assert [(fault.path, fault.code) for fault in caught.value.violations] == [
        ("2.to", "circle"),
        ("3.to", "said_already"),
        ("4.type", "unknown_type"),
    ]
    assert not Relation.objects.exists()
    made = add_relations(access=access, drafts=chain)
    assert [(r.source, r.target) for r in made] == [(d.source, d.target) for d in chain]
    assert seen(project) == made


def test_a_relation_is_changed_by_version(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, people: HighlightRecord, analyst: User
) -> None:
    made = make_relation(project=project, source=claim, target=people, by=analyst, attributes={"mode": "explicit"})
    make_relation(project=project, source=paper, target=people, by=analyst)
    mine = opened_relation(made, analyst, project)
    after = change_relation(**mine, version=1, change=RelationChange(attributes={"mode": "inherited"}))
    assert (after.attributes, after.version) == ({"mode": "inherited"}, 2)
    with pytest.raises(Stale) as caught:
        change_relation(**mine, version=1, change=RelationChange(target=paper.id))
    assert caught.value.current == after
    # By another type, what it does not ask for goes.
    after = change_relation(**mine, version=2, change=RelationChange(type="contradicts"))
    assert (after.type, after.attributes) == ("contradicts", {})
    # Turned round, it is no circle with itself; with another it is.
    other = make_relation(project=project, source=people, target=make_other(project), by=analyst)
    turned = RelationChange(source=other.target, target=other.source)
    after = change_relation(**opened_relation(other, analyst, project), version=1, change=turned)
    assert (after.source, after.target) == (other.target, other.source)
    with pytest.raises(RuleViolation, match="circle"):
        change_relation(
            **opened_relation(other, analyst, project),
            version=2,
            change=RelationChange(source=people.id, target=paper.id),
        )
    events = Event.objects.filter(verb="relation.changed").order_by("pk")
    assert events[2].data["before"] == {"from": str(other.source), "to": str(other.target)}


def make_other(project: Project) -> HighlightRecord:
    """A source in another article: relations may cross articles."""
    article = make_article(project=project, text="Another daily said so.")
    return make_highlight(article=article, quote="Another daily", tags=["source"])


def test_own_for_analysts_and_any_for_reviewers(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, analyst: User, other_analyst: User, reviewer: User
) -> None:
    made = make_relation(project=project, source=claim, target=paper, by=analyst)
    with pytest.raises(NotAllowed):
        opened_relation(made, other_analyst, project)
    delete_relation(**opened_relation(made, reviewer, project), version=1)
    assert Event.objects.get(verb="relation.deleted").data["of"] == analyst.pk
    assert restore_relation(**opened_relation(made, analyst, project, deleted=True)).version == 3


def test_a_relation_is_hidden_with_an_end_and_comes_back_with_it(
    project: Project, article: Article, claim: HighlightRecord, paper: HighlightRecord, manager: User
) -> None:
    made = make_relation(project=project, source=claim, target=paper)
    turn_highlight(paper, manager, project, delete=True)
    assert seen(project) == []
    with pytest.raises(Gone) as caught:
        open_relation(user=manager, slug=project.slug, uuid=made.id)
    assert caught.value.code == "hidden"
    turn_highlight(paper, manager, project, delete=False)
    assert seen(project) == [made]
    access = opened_article(article=article)
    assert relations_of_article(access=access, article_id=article.pk) == [made]
    delete_article(access=opened_article(article=article, action=Action.REVISE_ARTICLE), version=article.version)
    assert seen(project) == []
    with pytest.raises(NotVisible):
        open_relation(user=manager, slug=project.slug, uuid=made.id)


def test_what_is_hidden_counts_for_circles(
    project: Project, paper: HighlightRecord, people: HighlightRecord, claim: HighlightRecord, manager: User
) -> None:
    first = make_relation(project=project, source=paper, target=people)
    delete_relation(**opened_relation(first, manager, project), version=1)
    make_relation(project=project, source=people, target=paper)
    with pytest.raises(RuleViolation, match="circle"):
        restore_relation(**opened_relation(first, manager, project, deleted=True))


def test_the_page_has_those_of_the_current_text(
    project: Project, article: Article, claim: HighlightRecord, paper: HighlightRecord
) -> None:
    make_relation(project=project, source=claim, target=paper)
    make_relation(project=project, source=paper, target=make_other(project))
    assert len(relations_of_article(access=opened_article(article=article), article_id=article.pk)) == 1
    make_revision(article=article, text="All is new.")
    article.refresh_from_db()
    assert relations_of_article(access=opened_article(article=article), article_id=article.pk) == []


def test_a_type_in_use_is_retired_and_not_deleted(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, manager: User
) -> None:
    made = make_relation(project=project, source=claim, target=paper)
    access = opened(project=project, action=Action.MANAGE_SCHEME)
    with pytest.raises(Conflict) as caught:
        delete_type(access=access, key="attributed_to", version=1)
    assert (caught.value.code, caught.value.existing) == ("in_use", {"relations": 1})
    delete_relation(**opened_relation(made, manager, project), version=1)
    with pytest.raises(Conflict) as caught:
        delete_type(access=access, key="attributed_to", version=1)
    assert caught.value.existing == {"deleted": 1}
    scheme = read_scheme(project.pk)
    left = {key: spec for key, spec in scheme.relations.items() if key not in ("attributed_to", "updates")}
    written = replace_scheme(
        access=access, version=access.project.scheme_version, scheme=replace(scheme, relations=left)
    )
    assert written.relations["attributed_to"].retired
    assert "updates" not in written.relations


def test_a_type_with_circles_cannot_be_told_to_form_none(
    project: Project, claim: HighlightRecord, paper: HighlightRecord
) -> None:
    make_relation(project=project, source=claim, target=paper, type="supports")
    back = make_relation(project=project, source=paper, target=claim, type="supports")
    access = opened(project=project, action=Action.MANAGE_SCHEME)
    with pytest.raises(RuleViolation) as caught:
        edit_type(access=access, key="supports", version=1, changes={"acyclic": True})
    assert (caught.value.code, caught.value.path) == ("circle", "acyclic")
    Relation.objects.filter(uuid=back.id).delete()
    assert edit_type(access=access, key="supports", version=1, changes={"acyclic": True}).acyclic
    with pytest.raises(RuleViolation, match="circle"):
        make_relation(project=project, source=paper, target=claim, type="supports")


def test_nothing_of_another_project(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, strangers_project: Project
) -> None:
    theirs = make_highlight(article=make_article(project=strangers_project), tags=["source"], quote="two people")
    with pytest.raises(RuleViolation) as caught:
        make_relation(project=project, source=claim, target=theirs)
    assert (caught.value.code, caught.value.path) == ("unknown_highlight", "to")
    made = make_relation(project=project, source=claim, target=paper)
    row = Highlight.objects.get(uuid=theirs.id)
    foreign_type = RelationType.objects.get(project=strangers_project, key="supports")
    for change in ({"target": row}, {"source": row}, {"type": foreign_type}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Relation.objects.filter(uuid=made.id).update(**change)
            connection.check_constraints()
    with pytest.raises(IntegrityError, match="relation_between_two"), transaction.atomic():
        Relation.objects.filter(uuid=made.id).update(target=Highlight.objects.get(uuid=claim.id))


def test_a_list_takes_one_statement_however_long(
    project: Project, claim: HighlightRecord, paper: HighlightRecord, django_assert_num_queries: Any
) -> None:
    for key in ("attributed_to", "supports", "refutes", "contradicts"):
        make_relation(project=project, source=claim, target=paper, type=key)
    access = opened(project=project)
    assert scheme_of(project)
    with django_assert_num_queries(1):
        assert len(page_of_relations(access=access, wanted=RelationFilter(article=1), window=Window(3)).rows) == 3
    with django_assert_num_queries(1):
        wanted = RelationFilter(type="supports", analyst="mira", layer="analyst", highlight=paper.id)
        assert len(page_of_relations(access=access, wanted=wanted, window=Window(3)).rows) == 1
    nobody = RelationFilter(highlight=UUID(int=0))
    assert page_of_relations(access=access, wanted=nobody, window=Window(3)).rows == []
