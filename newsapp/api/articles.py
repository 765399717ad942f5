"""Articles."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.access import ArticleAccess, ProjectAccess, open_article, open_project
from newsapp.api import bulk
from newsapp.api.article_bodies import changed_details, new_article, uploaded_article
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, time, word
from newsapp.api.parsing import FileParser, StrictJSONParser
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.shapes import (
    ArticleBody,
    ArticleChange,
    ArticleJSON,
    ArticleUpload,
    RevisionJSON,
    article_json,
    revision_json,
)
from newsapp.api.views import ContractView
from newsapp.domain.articles import NewArticle
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Stale
from newsapp.queries import articles as queries
from newsapp.services.articles import add_articles, delete_article, details_of, edit_article
from newsapp.wording import gettext as _

MAX_AT_ONCE = 1_000

FILTERS = (
    word("language", "BCP 47 tag; `en` lets `en-GB` through."),
    word("outlet", "Name of who published it."),
    word("story", "Name of the story it tells."),
    word("tag", "Key of an article tag."),
    choice(
        "status",
        "How far the work on it is; an archived one is only `archived`. All of them when it is left out.",
        "new",
        "assigned",
        "done",
        "archived",
    ),
    word(
        "q", "Words in the title or the text, by their beginning or their stem; “in quotes” as they stand; `-without`."
    ),
    time("created_after", "Taken in after this time."),
)


class Articles(ContractView):
    """The articles of a project."""

    parser_classes = [StrictJSONParser, FileParser]

    @operation("list_articles", ArticleJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The articles of a project, by id."""
        access = open_project(user=request.user, slug=slug)
        query = dict(self.query)
        window = self.window
        wanted = queries.ArticleFilter(**{name: query[name] for name in query if name not in {"limit", "cursor"}})
        page = queries.page_of_articles(access=access, wanted=wanted, window=window)
        return answer_page(request, page, lambda record: article_json(record, slug=slug))

    @operation(
        "add_articles",
        {201: ArticleJSON},
        body=ArticleBody,
        upload=ArticleUpload,
        bulk=True,
        versioned=True,
        refusals=(409, 413, 415),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Take in an article, or a list of them: all or none.

        `text` is kept to the code point; `html`, `raw` and an uploaded file are cleaned. 409 when the same text or
        address is there already, with its id as `existing`.
        """
        access = open_project(user=request.user, slug=slug, action=Action.ADD_ARTICLE)
        if isinstance(request.data, list):
            return self._add_all(access, request.data)
        uploaded = (request.content_type or "").startswith("multipart/")
        article = uploaded_article(request.data) if uploaded else new_article(request.data)
        (record,) = _add(access, [article])
        response = Response(article_json(record, slug=slug), status=201)
        response["Location"] = f"{request.path}{record.id}/"
        return versioned(response, record.version)

    def _add_all(self, access: ProjectAccess, items: list[Any]) -> Response:
        bulk.check_list(items, most=MAX_AT_ONCE)
        made, faults = bulk.each(items, new_article)
        bulk.refuse(faults)
        try:
            records = _add(access, list(made.values()))
        except RuleViolation as fault:
            if len(items) > 1:
                raise
            bulk.refuse([bulk.at_index(0, fault)])
        return Response([article_json(record, slug=access.project.slug) for record in records], status=201)


def _add(access: ProjectAccess, articles: list[NewArticle]) -> list[queries.ArticleRecord]:
    rows = add_articles(access=access, articles=articles)
    return queries.articles_by_number(access=access, numbers=[row.number for row in rows])


class Article(ContractView):
    """One article."""

    @operation("read_article", ArticleJSON, versioned=True)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """An article with its current text."""
        access = open_article(user=request.user, slug=slug, number=number, with_blocks=True)
        return versioned(Response(_json(access)), access.article.version)

    @operation(
        "change_article",
        ArticleJSON,
        body=ArticleChange,
        versioned=True,
        if_match=True,
        refusals=(409, 415),
    )
    def patch(self, request: Request, slug: str, number: int) -> Response:
        """Change what is known of an article."""
        access = self._opened(request, slug, number)
        version = expected_version(request, stored=access.article.version, current=lambda: _json(access))
        values = self.read(ArticleChange)
        if values.pop("text", access.revision.text) != access.revision.text:
            raise RuleViolation("text_is_fixed", _("A text is not changed: it gets a new revision."), path="text")
        details = changed_details(details_of(access.article), values)
        try:
            edit_article(access=access, version=version, details=details)
        except Stale as stale:
            raise self._stale(stale, request, slug, number) from stale
        return versioned(Response(_json(self._opened(request, slug, number))), version + 1)

    @operation("delete_article", {204: None}, if_match=True)
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """Take an article out of the project, its highlights with it."""
        access = self._opened(request, slug, number)
        version = expected_version(request, stored=access.article.version, current=lambda: _json(access))
        try:
            delete_article(access=access, version=version)
        except Stale as stale:
            raise self._stale(stale, request, slug, number) from stale
        return Response(status=204)

    def _opened(self, request: Request, slug: str, number: int) -> ArticleAccess:
        return open_article(user=request.user, slug=slug, number=number, action=Action.REVISE_ARTICLE, with_blocks=True)

    def _stale(self, stale: Stale, request: Request, slug: str, number: int) -> Stale:
        return Stale(stale.wording, current=_json(self._opened(request, slug, number)))


def _json(access: ArticleAccess) -> dict[str, Any]:
    return article_json(queries.record_of(access), slug=access.project.slug)


class Revisions(ContractView):
    """The states of an article's text."""

    @operation("list_revisions", RevisionJSON, page=True)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """The states of an article's text, the first one first."""
        access = open_article(user=request.user, slug=slug, number=number)
        return answer_page(request, queries.page_of_revisions(access=access, window=self.window), revision_json)
