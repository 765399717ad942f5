"""A project of news-like articles with highlights, the same one every time for the same numbers."""

import random
from uuid import UUID

from annotations.services.highlights import HighlightDraft, add_highlights
from annotations.services.schemes import create_project_with_scheme
from newsapp.access import ProjectAccess, open_articles, open_project
from newsapp.domain.articles import Details
from newsapp.domain.roles import Action
from newsapp.models import User
from newsapp.services.articles import add_articles, article_of_text

_WORDS = (
    "officials said on Monday that around 11,000 troops had been moved to the border according to an intelligence "
    "report which could not be verified независимо джерела повідомили про нову угоду між країнами prices rose by 3.4 % "
    "the ministry denied the allegation “as baseless” while analysts expect talks to resume next week 🙂 in Geneva"
).split()
_TAGS: tuple[tuple[tuple[str, ...], dict[str, dict[str, str]]], ...] = (
    (("claim",), {"claim": {"verifiable": "yes", "check_worthiness": "check_worthy"}}),
    (("claim", "hedge"), {"claim": {"verifiable": "prediction"}}),
    (("source",), {}),
    (("source", "claim"), {}),
    (("hedge",), {}),
)


def make_text(*, seed: int, words: int = 700) -> str:
    """A text of about six code points a word, in paragraphs, different for every seed."""
    rng = random.Random(seed)
    chosen = rng.choices(_WORDS, k=words)
    for index in range(60, words, 60):
        chosen[index] += ".\n\n"
    return f"Article {seed}. " + " ".join(chosen)


def make_project(*, slug: str, owner: User, articles: int, spans: int, words: int = 700) -> ProjectAccess:
    """A project with that many articles, the highlights spread evenly over them; all made through the services."""
    create_project_with_scheme(slug=slug, owner=owner)
    access = open_project(user=owner, slug=slug, action=Action.HIGHLIGHT)
    for first in range(0, articles, 100):
        add_articles(
            access=access,
            articles=[
                article_of_text(
                    text=make_text(seed=seed, words=words), details=Details(title=f"Article {seed}", language="en")
                )
                for seed in range(first, min(first + 100, articles))
            ],
        )
    rng = random.Random(articles * 1_000_003 + spans)
    share, rest = divmod(spans, articles)
    for first in range(1, articles + 1, 20):
        numbers = range(first, min(first + 20, articles + 1))
        opened = open_articles(user=owner, slug=slug, numbers=numbers, action=Action.HIGHLIGHT)
        drafts = [
            _draft(rng, number, len(opened[number].revision.text))
            for number in numbers
            for _ in range(share + (number <= rest))
        ]
        for start in range(0, len(drafts), 1_000):
            add_highlights(access=access, articles=opened, drafts=drafts[start : start + 1_000])
    return access


def _draft(rng: random.Random, number: int, length: int) -> HighlightDraft:
    tags, attributes = rng.choice(_TAGS)
    start = rng.randrange(length - 1)
    end = min(length, start + rng.randint(5, 160))
    note = "Said twice, differently." if rng.random() < 0.1 else ""
    return HighlightDraft(
        article=number, start=start, end=end, tags=tags, attributes=attributes, note=note,
        id=UUID(int=rng.getrandbits(128), version=4),
    )  # fmt: skip
