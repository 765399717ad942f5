"""The page of an article, where highlights are made, and its fragments."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.access import open_highlight
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.schemes import Scheme
from annotations.domain.suggestions import SUGGESTED
from annotations.queries.card_reviews import review_of_article
from annotations.queries.concordance import highlight_in_older_text
from annotations.queries.highlights import highlights_of_article, record_for
from annotations.queries.schemes import scheme_of
from annotations.queries.workbench import queue_around
from annotations.web.cards import cards_of, shown_reviews
from annotations.web.live_pages import live_setup
from annotations.web.relation_data import relation_setup
from annotations.web.text_html import text_html
from annotations.web.ways_back import way_back
from annotations.web.workbench_parts import blocks_of, changing_parts, what_scripts_follow
from newsapp.access import ArticleAccess, open_article
from newsapp.domain.languages import name_of
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible
from newsapp.queries.live import place_now
from newsapp.queries.own_work import own_work
from newsapp.web import speculation
from newsapp.web.article_opening import comparison_state
from newsapp.web.drafts import RULES
from newsapp.web.middleware import CONTENT_SECURITY_POLICY

GROUP = 50
"""Cards that a browser lays out together, or passes over."""
_ANY = UUID(int=0)


@require_safe
@login_required
def article(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The workbench: the text, its highlights, the articles around it."""
    access = open_article(user=request.user, slug=slug, number=number, with_blocks=True)
    place = place_now()  # before anything is read: what is missing in the page follows in the stream
    scheme = scheme_of(access.project)
    records = highlights_of_article(access=access, article_id=access.article.pk)
    blocks = blocks_of(access)
    revision = access.revision
    review = review_of_article(access=access, article_id=access.article.pk)
    cards = cards_of(access, records=records, scheme=scheme, blocks=blocks, reviews=review.highlights)
    context = {
        "access": access,
        "article": access.article,
        "revision": revision,
        "text": text_html(revision.text, blocks),
        "headed": any(block.kind == "headline" for block in blocks),
        "preserved": revision.origin == "data",
        "language_name": name_of(access.article.language) if access.article.language else "",
        "link": _web_address(access.article.url),
        "editions": _editions(access),
        "removals": [
            (RULES.get(removal["rule"], removal["rule"]), removal["removed"])
            for removal in revision.cleaning
            if not removal["kept"]
        ],
        "cards": cards,
        "card_groups": [cards[at : at + GROUP] for at in range(0, len(cards) or 1, GROUP)],
        "coders": _coders(access, records),
        "open_remarks": review.remarks,
        **_review(access),
        "queue": queue_around(access),
        **comparison_state(access),
        "work": own_work(access) if access.may(Action.HIGHLIGHT) else None,
        "skipped": _skipped(request) if access.may(Action.HIGHLIGHT) else None,
        "setup": _setup(access, scheme) | {"live": live_setup(access, place)},
        "relations": relation_setup(access, scheme),
        "speculation_rules": speculation.RULES,
        **changing_parts(access, scheme, blocks),
        **_visit(request, access, records),
    }
    response = render(request, "annotations/workbench.html", context)
    response.headers["Content-Security-Policy"] = speculation.allowing_rules(CONTENT_SECURITY_POLICY)
    return response


def _skipped(request: HttpRequest) -> int | None:
    """The number of the article that somebody has just passed over to get here."""
    said = request.GET.get("skipped", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _visit(request: HttpRequest, access: ArticleAccess, records: Sequence[HighlightRecord]) -> dict[str, Any]:
    """For whoever follows a highlight from the list: the way back to its line, and what to say when it is not here."""
    back = way_back(request.GET.get("from"), slug=access.project.slug)
    try:
        uuid = UUID(request.GET.get("highlight", ""))
    except ValueError:
        return {"back": back}
    older = None
    if not any(record.id == uuid for record in records):
        older = highlight_in_older_text(access=access, uuid=uuid)
    return {"back": f"{back}#mark-{uuid}" if back else None, "older": older}


@require_safe
@login_required
def card(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One highlight's card as the list of the workbench holds it."""
    _, highlight = open_highlight(user=request.user, slug=slug, uuid=uuid)
    access = open_article(user=request.user, slug=slug, number=highlight.article.number, with_blocks=True)
    record = record_for(access=access, uuid=uuid)
    if record is None or record.revision != access.revision.number or record.layer == SUGGESTED:
        raise NotVisible
    (shown,) = cards_of(access, records=[record], scheme=scheme_of(access.project), blocks=blocks_of(access))
    return render(request, "annotations/_card.html", {"card": shown})


@require_safe
@login_required
def reviews(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What review has to do with the article and its highlights, for a page that heard that some of it has changed."""
    access = open_article(user=request.user, slug=slug, number=number)
    found = review_of_article(access=access, article_id=access.article.pk)
    context = {"reviews": shown_reviews(access, found.highlights).values(), "open_remarks": found.remarks}
    return render(request, "annotations/_card_reviews.html", context)


def _review(access: ArticleAccess) -> dict[str, bool]:
    """What a member may do towards review."""
    return {"disputing": access.may(Action.OPEN_DISPUTE), "claiming": access.may(Action.WRITE_CLAIM)}


def _coders(access: ArticleAccess, records: Sequence[HighlightRecord]) -> dict[str, Any]:
    """Who else has marked something, with how many, and how many are one's own."""
    counted = Counter(record.analyst for record in records if record.analyst)
    own = counted.pop(access.user.username, 0)
    return {"own": own, "others": sorted(counted.items())}


def _editions(access: ArticleAccess) -> list[str]:
    editions = access.article.metadata.get("editions")
    return [str(code) for code in editions] if isinstance(editions, list) else []


def _web_address(url: str | None) -> str | None:
    """The article's address when it can be followed; any string may come with data."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _setup(access: ArticleAccess, scheme: Scheme) -> dict[str, Any]:
    slug = access.project.slug
    return {
        "user": access.user.pk,
        "title": access.article.title,
        "article": access.article.number,
        "revision": access.revision.number,
        "language": access.article.language or "en",
        "mayHighlight": access.may(Action.HIGHLIGHT),
        "highlights": f"{reverse('home')}api/v1/projects/{slug}/highlights/",
        "card": reverse("highlight_card", args=[slug, _ANY]),
        "noId": str(_ANY),
        "suggestions": f"{reverse('home')}api/v1/projects/{slug}/suggestions/",
        "occurrences": reverse("occurrences", args=[slug, access.article.number]),
        "parts": reverse("workbench_parts", args=[slug, access.article.number]),
        "reviews": reverse("article_reviews", args=[slug, access.article.number]),
        **what_scripts_follow(access, scheme),
    }
