"""The demo project: a handful of short articles of our own, and first highlights in one of them."""

from pathlib import Path

from django.db import transaction
from uuid6 import uuid7

from annotations.services.highlights import HighlightDraft, add_highlights
from annotations.services.schemes import create_project_with_scheme
from newsapp.access import open_articles, open_project
from newsapp.domain.articles import Details
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible
from newsapp.models import Project, User
from newsapp.services.articles import add_articles, article_of_document, moment_of, read_document
from newsapp.services.people import DEMO_USERNAME, create_user, find_user

SLUG = "demo"

_FOLDER = Path(__file__).resolve().parent.parent / "demo"
_STORY = "The foreign contingent"
_ARTICLES = (
    ("contingent_en.txt", "The Harbour Post", "2024-10-31T09:20:00Z"),
    ("contingent_uk.txt", "The Harbour Post", "2024-10-31T09:45:00Z"),
    ("brigades_en.txt", "Delta Wire", "2024-10-31T16:05:00Z"),
)
_HIGHLIGHTS: tuple[tuple[str, str, dict[str, object]], ...] = (
    (
        "contains an unpublished article that lets one side send troops to the other",
        "claim",
        {"check_worthiness": "check_worthy", "verifiable": "yes"},
    ),
    ("a business daily", "source", {"kind": "outlet"}),
    ("reported", "cue", {}),
    ("two people who had seen the text", "source", {"kind": "anonymous"}),
    ("About 1,000 soldiers", "quantity", {"value": 1000, "bound": "approximate", "unit": "soldiers"}),
    ("allegedly", "hedge", {}),
    ("are said to", "hedge", {}),
    ("puts the contingent at up to 11,000, in two brigades of 6,000 each", "claim", {"factuality": "probable"}),
    ("up to 11,000", "quantity", {"value": 11000, "bound": "at_most", "unit": "soldiers"}),
)


def demo_user() -> User:
    """The demo's owner; made when there is none. Has no password: signs in by link."""
    try:
        return find_user(username=DEMO_USERNAME)
    except NotVisible:
        return create_user(username=DEMO_USERNAME, email="demo@localhost.example")


@transaction.atomic
def create_demo() -> bool:
    """Make the demo project. False when it is, or once was, there: whoever removed it does not want it back."""
    if Project.objects.filter(slug=SLUG).exists():
        return False
    owner = demo_user()
    create_project_with_scheme(
        slug=SLUG,
        owner=owner,
        name="Troop claims (demo)",
        description="A story told by two outlets in two languages, with figures that do not agree.",
    )
    access = open_project(user=owner, slug=SLUG, action=Action.ADD_ARTICLE)
    prepared = [
        article_of_document(
            document=read_document(content=(_FOLDER / name).read_bytes(), filename=name),
            details=Details(outlet=outlet, published_at=moment_of(moment), story=_STORY),
        )
        for name, outlet, moment in _ARTICLES
    ]
    first = add_articles(access=access, articles=prepared)[0]
    articles = open_articles(user=owner, slug=SLUG, numbers=[first.number], action=Action.HIGHLIGHT)
    text = articles[first.number].revision.text
    add_highlights(access=access, articles=articles, drafts=[_draft(first.number, text, *mark) for mark in _HIGHLIGHTS])
    return True


def _draft(number: int, text: str, quote: str, tag: str, attributes: dict[str, object]) -> HighlightDraft:
    start = text.index(quote)
    return HighlightDraft(
        article=number,
        start=start,
        end=start + len(quote),
        tags=[tag],
        attributes={tag: attributes} if attributes else {},
        id=uuid7(),
    )
