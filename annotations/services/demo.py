"""The demo project: three stories told in three languages, with the work of three coders who do not always agree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from annotations.domain.highlighting import HighlightRecord, Marking
from annotations.domain.suggestions import SUGGESTED
from annotations.services.demo_claims import Marked, write_demo_claims
from annotations.services.demo_disputes import write_demo_disputes
from annotations.services.demo_files import DemoArticle, DemoRelation, demo_files, guidelines_text, read_demo_article
from annotations.services.highlights import HighlightDraft, add_highlights
from annotations.services.relations import RelationDraft, add_relations
from annotations.services.schemes import create_project_with_scheme
from newsapp.access import open_articles, open_project
from newsapp.domain.roles import Action, Role
from newsapp.models import Project, User
from newsapp.services.articles import add_articles
from newsapp.services.assignments import assign_articles, mark_done
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.members import add_member
from newsapp.services.people import DEMO_USERNAME, create_user
from newsapp.services.projects import DEMO_MAIL

SLUG = "demo"
NAME = "Troop claims (demo)"
DESCRIPTION = (
    "Twelve short articles in three languages about soldiers lent to an ally: figures that disagree, sources behind "
    "sources, a correction five days later. Three coders have marked nine of them, and do not always agree: "
    "two of their disputes wait for you, and three articles. Every country, person and outlet in them is made up."
)

CODERS = {"olena": ("Olena", "Koval"), "ivan": ("Ivan", "Bondar"), "marta": ("Marta", "Lysenko")}
"""Names of the coders, by what the files call them; the owner is called `demo` there."""

REVIEWERS = {"nadia": ("Nadia", "Savchuk")}
"""Names of those who review what the coders dispute."""


def _username(person: str) -> str:
    return DEMO_USERNAME if person == DEMO_USERNAME else f"{DEMO_USERNAME}-{person}"


@transaction.atomic
def create_demo(*, unless_removed: bool = False) -> bool:
    """Make the demo project. False when it is there.

    Its accounts have no password and an address that no mail reaches; those that are there are taken as they are, and
    those that went with an earlier demo can sign in again.

    Args:
        unless_removed: make it only if it never was there: whoever removed it does not want it back.
    """
    there = Project.objects.filter(slug=SLUG)
    if there.filter(deleted_at=None).exists():
        return False
    accounts = User.objects.filter(username__in=map(_username, [*CODERS, *REVIEWERS]))
    if unless_removed and (there.exists() or accounts.exists()):
        return False
    owner = _account(DEMO_USERNAME)
    people = {coder: _account(_username(coder), *names) for coder, names in CODERS.items()}
    reviewers = {name: _account(_username(name), *names) for name, names in REVIEWERS.items()}
    project = create_project_with_scheme(slug=SLUG, owner=owner, name=NAME, description=DESCRIPTION)
    Project.objects.filter(pk=project.pk).update(is_demo=True)
    for person in people.values():
        add_member(project=project, user=person, role=Role.ANALYST, by=owner)
    for person in reviewers.values():
        add_member(project=project, user=person, role=Role.REVIEWER, by=owner)
    access = open_project(user=owner, slug=SLUG, action=Action.MANAGE_PROJECT)
    publish_guidelines(access=access, text=guidelines_text(), version=0)

    read = [read_demo_article(path) for path in demo_files()]
    rows = add_articles(access=access, articles=[demo.article for demo in read])
    articles = {row.number: demo for row, demo in zip(rows, read, strict=True)}
    stems = {row.number: path.stem for row, path in zip(rows, demo_files(), strict=True)}
    for coders, numbers in groupby(articles, key=lambda number: list(articles[number].assigned)):
        assign_articles(access=access, numbers=list(numbers), usernames=list(map(_username, coders)))
    marked = _code(people, articles)
    accesses = {name: open_project(user=person, slug=SLUG) for name, person in {**people, **reviewers}.items()}
    named = {Marked(stems[number], coder, quote): uuid for (number, coder, quote), uuid in marked.items()}
    write_demo_claims(accesses=accesses, marked=named)
    write_demo_disputes(accesses=accesses, marked=named)
    return True


def _account(username: str, first_name: str = "", last_name: str = "") -> User:
    """An account, made when there is none. Has no password: signs in by link."""
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        user = create_user(username=username, email=f"{username}{DEMO_MAIL}")
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name"])
    elif not user.is_active and user.email.endswith(DEMO_MAIL):
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def _code(people: Mapping[str, User], articles: Mapping[int, DemoArticle]) -> dict[tuple[int, str, str], UUID]:
    """Do what the coders did, article by article: highlight, link, and say who is done.

    Returns:
        The ids of their highlights, by article, coder and quote.
    """
    projects, opened = {}, {}
    marked: dict[tuple[int, str, str], UUID] = {}
    for coder, person in people.items():
        projects[coder] = open_project(user=person, slug=SLUG, action=Action.HIGHLIGHT)
        opened[coder] = open_articles(user=person, slug=SLUG, numbers=articles, action=Action.HIGHLIGHT)
    for number, demo in articles.items():
        for coder, markings in demo.marks.items():
            made = add_highlights(access=projects[coder], articles=opened[coder], drafts=_drafts(number, markings))
            marked |= {(number, coder, record.quote): record.id for record in made}
            if links := demo.relations.get(coder):
                add_relations(access=projects[coder], drafts=_links(links, made))
            if demo.assigned[coder] == "done":
                mark_done(access=opened[coder][number], done=True)
        for coder, markings in demo.suggestions.items():
            drafts = [replace(draft, layer=SUGGESTED) for draft in _drafts(number, markings)]
            add_highlights(access=projects[coder], articles=opened[coder], drafts=drafts)
    return marked


def _links(relations: Sequence[DemoRelation], made: Sequence[HighlightRecord]) -> list[RelationDraft]:
    return [
        RelationDraft(link.type, made[link.source].id, made[link.target].id, link.attributes, uuid7())
        for link in relations
    ]


def _drafts(number: int, markings: Sequence[Marking]) -> list[HighlightDraft]:
    return [
        HighlightDraft(
            article=number,
            start=marking.place.start,
            end=marking.place.end,
            segments=marking.place.stored_segments,
            quote=marking.quote,
            tags=marking.tags,
            attributes=marking.attributes,
            note=marking.note,
            id=uuid7(),
        )
        for marking in markings
    ]
