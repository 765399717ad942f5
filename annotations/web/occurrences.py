"""Marking every place that has some words: looking for them, in this article or in others, marking, taking it back."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.domain.finding import wanted_words
from annotations.queries.bulk_changes import change_made, highlights_of_change
from annotations.queries.occurrences import occurrences_in
from annotations.queries.schemes import scheme_of
from annotations.services.bulk_changes import undo_change
from annotations.services.occurrence_marks import PickedPlace, mark_again, mark_places
from annotations.web.cards import cards_of
from annotations.web.concordance import shown_change
from newsapp.access import ArticleAccess, open_article, open_articles, open_project
from newsapp.domain.blocks import Block
from newsapp.domain.languages import direction_of, name_of
from newsapp.domain.roles import Action
from newsapp.domain.searching import STEMMED
from newsapp.errors import NotAllowed, NotVisible, RuleViolation
from newsapp.queries.articles import ArticleFilter, visible_articles, wanted_articles
from newsapp.queries.saved_views import views_of
from newsapp.web.article_filters import state_of_text
from newsapp.wording import gettext as _

HERE = "here"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def occurrences(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The panel with its choices and what they find; posted, the picked places of any article are marked."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.HIGHLIGHT, with_blocks=True)
    if request.method == "POST":
        return _marked(request, access)
    scheme = scheme_of(access.project)
    context = {
        "access": access,
        "tags": [tag for tag in scheme.span_tags if not tag.retired],
        "chosen": request.GET.getlist("tag"),
        "words": request.GET.get("words", ""),
        "story": access.article.story,
        "language": access.article.language,
        "language_name": name_of(access.article.language) if access.article.language else "",
        "views": views_of(access),
        "list": request.GET.get("list", "")[:1000],
        **_found(request.GET, access),
    }
    return render(request, "annotations/_occurrences.html", context)


@require_safe
@login_required
def occurrences_found(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What the choices find, or the next page of it; nothing is marked."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.HIGHLIGHT)
    return render(request, "annotations/_occurrences_found.html", {"access": access, **_found(request.GET, access)})


def _found(asked: QueryDict, access: ArticleAccess) -> dict[str, Any]:
    scope = asked.get("scope", HERE)
    after = asked.get("after", "")
    try:
        wanted = wanted_words(
            asked.get("words", ""),
            match_case="case" in asked,
            whole_words="whole" in asked or "forms" in asked,
            forms="forms" in asked,
        )
        articles = _articles_of(access, scope)
    except RuleViolation as refusal:
        return {"refusal": refusal}
    page = occurrences_in(
        access=access,
        articles=articles,
        wanted=wanted,
        tags=asked.getlist("tag"),
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0,
    )
    tags = scheme_of(access.project).tags
    return {
        "found": page,
        "groups": [
            (
                article,
                direction_of(article.language) if article.language else "auto",
                [(place, [tags[key].label for key in place.marked if key in tags]) for place in article.places],
            )
            for article in page.articles
        ],
        "here": scope == HERE,
        "number": access.article.number,
        "guessed": ", ".join(sorted(name_of(code) for code in page.guessed if code)),
        "known": ", ".join(name_of(code) for code in STEMMED),
    }


def _articles_of(access: ArticleAccess, scope: str) -> Any:
    """The set of articles that is looked at, archived ones left out.

    Raises:
        RuleViolation: there is no such set.
    """
    kind, _colon, value = scope.partition(":")
    article = access.article
    wanted = ArticleFilter(with_archived=False)
    if kind == HERE:
        return visible_articles(access).filter(pk=article.pk)
    if kind == "story" and article.story:
        wanted = ArticleFilter(story=article.story.name, with_archived=False)
    elif kind == "language" and article.language:
        wanted = ArticleFilter(language=article.language, with_archived=False)
    elif kind == "view":
        view = next((view for view in views_of(access) if str(view.id) == value), None)
        if view is None:
            raise RuleViolation("unknown_view", _("This view is not there any more."), path="scope")
        wanted = state_of_text(view.query).wanted(access)
    elif kind == "list":
        wanted = state_of_text(value).wanted(access)
    elif kind != "all":
        raise RuleViolation("invalid", _("There is no such set of articles."), path="scope")
    return wanted_articles(access=access, wanted=wanted)


def _marked(request: HttpRequest, access: ArticleAccess) -> HttpResponse:
    """Mark the picked places."""
    try:
        places = [_place(words) for words in request.POST.getlist("place")]
        project = open_project(user=access.user, slug=access.project.slug, action=Action.HIGHLIGHT)
        numbers = {place.article for place in places}
        articles = (
            open_articles(user=access.user, slug=access.project.slug, numbers=numbers, action=Action.HIGHLIGHT)
            if numbers
            else {}
        )
        made = mark_places(access=project, articles=articles, places=places, tags=request.POST.getlist("tag"))
    except (NotAllowed, NotVisible):
        raise
    except RuleViolation as refusal:
        return _refused(request, refusal)
    return _said(request, access, made)


def _place(words: str) -> PickedPlace:
    numbers = words.split(":")
    if len(numbers) != 4 or not all(word.isascii() and word.isdigit() and len(word) < 10 for word in numbers):
        raise RuleViolation("invalid", _("Expected article:revision:start:end."), path="place")
    return PickedPlace(*map(int, numbers))


@require_POST
@login_required
def occurrences_undo(request: HttpRequest, slug: str, number: int, change_id: UUID) -> HttpResponse:
    """Take back what was marked at once."""
    return _retraced(request, slug, number, change_id, undo_change)


@require_POST
@login_required
def occurrences_again(request: HttpRequest, slug: str, number: int, change_id: UUID) -> HttpResponse:
    """Do again what was marked at once and taken back."""
    return _retraced(request, slug, number, change_id, mark_again)


def _retraced(
    request: HttpRequest, slug: str, number: int, change_id: UUID, service: Callable[..., None]
) -> HttpResponse:
    access = open_article(user=request.user, slug=slug, number=number, action=Action.HIGHLIGHT, with_blocks=True)
    try:
        service(access=access, change_id=change_id)
    except (NotAllowed, NotVisible):
        raise
    except RuleViolation as refusal:
        return _refused(request, refusal)
    return _said(request, access, change_id)


def _refused(request: HttpRequest, refusal: RuleViolation) -> HttpResponse:
    """In words; the answer is no failure, so that the page can show it."""
    return render(request, "annotations/_occurrences_made.html", {"refusal": refusal})


def _said(request: HttpRequest, access: ArticleAccess, change_id: UUID) -> HttpResponse:
    """What was done, and what it made of the highlights of the article that is open."""
    scheme = scheme_of(access.project)
    row = shown_change(change_made(access=access, change_id=change_id), scheme)
    there, gone = highlights_of_change(access=access, change_id=change_id, article_id=access.article.pk)
    blocks = [Block.from_json(shape) for shape in access.revision.blocks]
    context: Mapping[str, Any] = {
        "access": access,
        "row": row,
        "cards": cards_of(access, records=there, scheme=scheme, blocks=blocks),
        "gone": gone,
    }
    return render(request, "annotations/_occurrences_made.html", context)
