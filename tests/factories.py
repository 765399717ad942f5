"""Small makers of people, projects, articles and highlights. Each goes through the services, as a person would."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Literal
from uuid import UUID

from uuid6 import uuid7

from annotations.domain.claims import Statement, StoredClaim
from annotations.domain.evidence import Source, StoredEvidence
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.relations import StoredRelation
from annotations.models import Dispute
from annotations.services.claims import write_claim
from annotations.services.evidence import EvidenceDraft, add_evidence
from annotations.services.highlights import HighlightDraft, put_highlight
from annotations.services.relations import RelationDraft, put_relation
from annotations.services.schemes import create_project_with_scheme
from newsapp.access import ArticleAccess, ProjectAccess, open_article, open_project
from newsapp.domain.articles import Details
from newsapp.domain.roles import Action, Role
from newsapp.domain.texts import sha256_of
from newsapp.models import Article, Project, Revision, User
from newsapp.services.articles import add_articles, article_of_text
from newsapp.services.members import add_member
from newsapp.services.people import create_user

PASSWORD = "correct horse battery"

TEXT = (
    "Ministry will not confirm size of contingent\n\n"
    "About 1,000 soldiers were to go first, a business daily reported, citing two people.\n\n"
    "Up to 11,000 soldiers are expected to follow, allegedly before the winter."
)
"""What `make_article` takes unless told: a headline and two paragraphs, “soldiers” in both."""

_serial = count(1)


def unique(word: str) -> str:
    """The word with a number that no other in this run has."""
    return f"{word}-{next(_serial)}"


def make_user(*, username: str | None = None, password: str | None = None, superuser: bool = False) -> User:
    """An account; without a password she signs in by link or `client.force_login`."""
    username = username or unique("person")
    return create_user(
        username=username, email=f"{unique('mail')}@news.example", password=password, superuser=superuser
    )


def make_member(*, project: Project, role: Role, username: str | None = None) -> User:
    """A new account that is a member of the project."""
    user = make_user(username=username or unique(role.value))
    add_member(project=project, user=user, role=role, by=None)
    return user


def make_project(
    *, owner: User | None = None, slug: str | None = None, name: str = "", scheme: Literal["claims", "empty"] = "claims"
) -> Project:
    """A project with a scheme; its owner, made when none is given, is its manager."""
    return create_project_with_scheme(
        slug=slug or unique("project"), owner=owner or make_user(), name=name, scheme=scheme
    )


def manager_of(project: Project) -> User:
    """Who has been its manager longest."""
    return project.memberships.select_related("user").filter(role=Role.MANAGER.value).order_by("pk")[0].user


def opened(*, project: Project, user: User | None = None, action: Action = Action.READ) -> ProjectAccess:
    """The project as a member sees it; as its manager unless told."""
    return open_project(user=user or manager_of(project), slug=project.slug, action=action)


def make_article(*, project: Project, text: str = TEXT, by: User | None = None, **details: Any) -> Article:
    """An article whose text is kept as it is; `details` are fields of `newsapp.domain.articles.Details`."""
    return add_articles(
        access=opened(project=project, user=by, action=Action.ADD_ARTICLE),
        articles=[article_of_text(text=text, details=Details(**details))],
    )[0]


def opened_article(*, article: Article, user: User | None = None, action: Action = Action.HIGHLIGHT) -> ArticleAccess:
    """The article as it stands now, as a member sees it; as the project's manager unless told."""
    project = article.project
    return open_article(
        user=user or manager_of(project), slug=project.slug, number=article.number, action=action, with_blocks=True
    )


def make_revision(*, article: Article, text: str) -> Revision:
    """A newer state of the article's text, written straight into the tables: highlights are not re-anchored."""
    number = article.revisions.count() + 1
    revision = Revision.objects.create(
        article=article, number=number, text=text, length=len(text), sha256=sha256_of(text)
    )
    Article.objects.filter(pk=article.pk).update(current_revision=revision, text_sha256=revision.sha256)
    return revision


def draft_of(
    *,
    article: Article,
    quote: str,
    tags: Sequence[str] = ("claim",),
    uuid: UUID | None = None,
    nth: int = 0,
    **fields: Any,
) -> HighlightDraft:
    """A draft on the nth place where the article's text has the quote; `fields` are others of `HighlightDraft`."""
    revision = article.current_revision
    assert revision is not None
    start = -1
    for _ in range(nth + 1):
        start = revision.text.index(quote, start + 1)
    return HighlightDraft(
        article=article.number, start=start, end=start + len(quote), tags=list(tags), id=uuid or uuid7(), **fields
    )


def make_highlight(
    *,
    article: Article,
    quote: str = "About 1,000 soldiers",
    by: User | None = None,
    tags: Sequence[str] = ("claim",),
    attributes: Mapping[str, Any] | None = None,
    note: str = "",
    uuid: UUID | None = None,
    nth: int = 0,
    layer: str = "analyst",
    score: float | None = None,
) -> HighlightRecord:
    """A highlight on the nth place where the article's text has the quote; by the project's manager unless told."""
    of_place = draft_of(article=article, quote=quote, tags=tags, uuid=uuid, nth=nth, layer=layer)
    draft = replace(of_place, attributes=attributes, note=note, score=score)
    return put_highlight(access=opened_article(article=article, user=by), draft=draft)[0]


def make_relation(
    *,
    project: Project,
    source: HighlightRecord,
    target: HighlightRecord,
    type: str = "attributed_to",
    attributes: Mapping[str, Any] | None = None,
    by: User | None = None,
    uuid: UUID | None = None,
) -> StoredRelation:
    """A relation between two highlights; by the project's manager unless told."""
    draft = RelationDraft(type, source.id, target.id, attributes, uuid or uuid7())
    return put_relation(access=opened(project=project, user=by, action=Action.HIGHLIGHT), draft=draft)[0]


def make_claim(
    *,
    project: Project,
    text: str = "Up to 11,000 soldiers were sent.",
    appearances: Sequence[HighlightRecord] = (),
    by: User | None = None,
    **fields: Any,
) -> StoredClaim:
    """A claim that appears in highlights; `fields` are others of `Statement`; by the project's manager unless told."""
    access = opened(project=project, user=by, action=Action.WRITE_CLAIM)
    uuids = [highlight.id for highlight in appearances]
    return write_claim(access=access, statement=Statement(text, **fields), appearances=uuids)


def make_evidence(
    *,
    project: Project,
    claim: StoredClaim | None = None,
    dispute: Dispute | None = None,
    position: int | None = None,
    quote: str = "No more than 3,000 were counted.",
    by: User | None = None,
    uuid: UUID | None = None,
    **fields: Any,
) -> StoredEvidence:
    """Evidence about a claim or in a dispute; `fields` are others of `Source`; by the project's manager unless told."""
    source = Source(quote, **{"stance": "refutes", "directness": "primary", **fields})
    about, brought_in = claim.id if claim else None, dispute.number if dispute else None
    draft = EvidenceDraft(source, claim=about, dispute=brought_in, position=position, id=uuid or uuid7())
    return add_evidence(access=opened(project=project, user=by, action=Action.ADD_EVIDENCE), draft=draft)[0]
