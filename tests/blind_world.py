"""A project that codes blind, and one coder's work in it that nobody else may see."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from uuid6 import uuid7

from annotations.access import open_highlight, open_suggestion
from annotations.domain.retagging import plan_of
from annotations.models import Comment, Highlight
from annotations.queries.highlights import record_of
from annotations.queries.schemes import scheme_of
from annotations.services.bulk_changes import change_highlights
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight
from annotations.services.highlights import put_highlight
from annotations.services.suggestions import reject_suggestion
from newsapp.domain.roles import Action, Role
from newsapp.models import Article, Project, User
from newsapp.services.activity import Happening, record
from newsapp.services.assignments import assign_articles, mark_done, skip_article
from newsapp.services.projects import change_project
from tests.factories import (
    draft_of,
    make_article,
    make_claim,
    make_evidence,
    make_highlight,
    make_member,
    make_project,
    make_relation,
    make_user,
    opened,
    opened_article,
)

SECRET = "Zzyzxmarker"
"""In every word that the first coder writes."""

ENOUGH = 9
"""Coders for an article: more than there are, so that no comparison opens by itself."""


@dataclass(frozen=True)
class BlindWorld:
    """A project, and those who must not see `first`'s work: each codes the articles herself, but the viewer.

    Attributes:
        article: which `first` is going to mark, and be done with.
        other: which she is going to skip.
        marks: the ids that her highlights in it are going to have; the first one is her relation's, too.
        suggestions: highlights of the layer `suggested`.
    """

    project: Project
    article: Article
    other: Article
    first: User
    second: User
    viewer: User
    reviewer: User
    manager: User
    marks: tuple[UUID, ...]
    suggestions: tuple[UUID, ...]

    @property
    def watchers(self) -> dict[str, User]:
        """Those from whom it is hidden."""
        return {name: getattr(self, name) for name in ("second", "viewer", "reviewer", "manager")}


def blind_world() -> BlindWorld:
    """The project before the first coder has done anything."""
    manager = make_user(username="mira")
    project = make_project(owner=manager, slug="blind-pages", name="Blind pages")
    change_project(access=opened(project=project), version=1, blind=True, coders_per_article=ENOUGH)
    people = {
        name: make_member(project=project, role=role, username=username)
        for name, role, username in (
            ("first", Role.ANALYST, "bela"),
            ("second", Role.ANALYST, "ana"),
            ("viewer", Role.VIEWER, "vera"),
            ("reviewer", Role.REVIEWER, "rita"),
        )
    }
    article = make_article(project=project, title="Contingent")
    other = make_article(project=project, text="Another text, about ships.", title="Ships")
    coders = ["bela", "ana", "rita", "mira"]
    access = opened(project=project, action=Action.ASSIGN)
    assign_articles(access=access, numbers=[article.number, other.number], usernames=coders)
    suggestions = tuple(
        make_highlight(article=article, quote=quote, by=people["reviewer"], layer="suggested", score=0.5).id
        for quote in ("Up to 11,000 soldiers", "before the winter")
    )
    for user in (people["second"], people["reviewer"], manager):
        make_highlight(article=article, quote="About 1,000 soldiers", by=user)
    gold = make_highlight(article=article, quote="Ministry", by=manager, tags=["source"])
    Highlight.objects.filter(uuid=gold.id).update(layer=Highlight.Layer.GOLD)
    marks = tuple(uuid7() for _ in range(5))
    return BlindWorld(project, article, other, manager=manager, marks=marks, suggestions=suggestions, **people)


def work_of_the_first(world: BlindWorld) -> UUID:
    """Everything that a coder does: what `coding_of_the_first` says, and what she says as herself. Answers a bulk change."""
    change = coding_of_the_first(world)
    _comment(world)
    marked = record_of(project_id=world.project.pk, uuid=world.marks[1])
    assert marked is not None
    said = make_claim(
        project=world.project, text=f"{SECRET} claim", appearances=[marked], by=world.first, claimants=[SECRET]
    )
    make_evidence(project=world.project, claim=said, quote=f"{SECRET} quote", by=world.first, uuid=world.marks[0])
    return change


def coding_of_the_first(world: BlindWorld) -> UUID:
    """Her reading: she marks, links, decides about suggestions, changes, finishes and skips. Answers a bulk change."""
    article, first = world.article, world.first
    source, claim, deleted, accepted, gone = world.marks
    named = {"source": {"kind": "anonymous", "name": f"{SECRET} daily"}}
    one = make_highlight(
        article=article, quote="a business daily", tags=["source"], attributes=named, note=f"{SECRET} note", by=first,
        uuid=source,
    )  # fmt: skip
    two = make_highlight(article=article, quote="citing two people", by=first, uuid=claim, note=SECRET)
    make_highlight(article=article, quote="allegedly", tags=["hedge"], by=first, uuid=deleted, note=SECRET)
    make_highlight(article=article, quote="soldiers", nth=1, by=first, uuid=gone, note=SECRET)
    make_relation(project=world.project, source=two, target=one, by=first, uuid=source, attributes={"mode": "explicit"})
    acceptance = draft_of(
        article=article, quote="Up to 11,000 soldiers", uuid=accepted, suggestion=world.suggestions[0]
    )
    put_highlight(access=opened_article(article=article, user=first), draft=acceptance)
    access, suggestion = open_suggestion(user=first, slug=world.project.slug, uuid=world.suggestions[1])
    reject_suggestion(access=access, suggestion=suggestion)
    access, row = open_highlight(user=first, slug=world.project.slug, uuid=claim, action=Action.HIGHLIGHT)
    edit_highlight(access=access, highlight=row, version=1, change=HighlightChange(note=f"{SECRET} again"))
    for uuid in (deleted, gone):
        access, row = open_highlight(user=first, slug=world.project.slug, uuid=uuid, action=Action.HIGHLIGHT)
        delete_highlight(access=access, highlight=row, version=1)
    plan = plan_of(scheme_of(world.project), kind="add", tag="hedge")
    change = change_highlights(access=access, plan=plan, picked={source: 1, claim: 2})
    mark_done(access=opened_article(article=article, user=first), done=True)
    skip_article(access=opened_article(article=world.other, user=first), reason=f"{SECRET} reason")
    return change


def _comment(world: BlindWorld) -> None:
    """On her highlight; written into the tables, with its event."""
    now = timezone.now()
    highlight = Highlight.objects.get(project=world.project, uuid=world.marks[0])
    said = {"project": world.project, "highlight": highlight, "text": f"{SECRET} comment", "author": world.first}
    comment = Comment.objects.create(uuid=uuid7(), created_at=now, updated_at=now, **said)
    happening = Happening(
        "comment.created", str(comment.uuid), world.article.pk, {"highlight": str(highlight.uuid)}, {"text": SECRET}
    )
    record(project_id=world.project.pk, actor_id=world.first.pk, happenings=[happening])
