"""The articles of a project."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newsapp.access import open_project
from newsapp.domain.languages import name_of
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation
from newsapp.queries.article_list import COUNTED, article_rows, count_up_to, languages_of
from newsapp.queries.articles import ArticleFilter
from newsapp.queries.pages import Window

ROWS = 50


@require_safe
@login_required
def article_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's front page: its articles, newest first, to be searched and filtered."""
    access = open_project(user=request.user, slug=slug)
    wanted = ArticleFilter(q=request.GET.get("q") or None, language=request.GET.get("language") or None)
    page = article_rows(access=access, wanted=wanted, window=_window(request))
    count = count_up_to(access=access, wanted=wanted)
    filters = {key: value for key, value in (("q", wanted.q), ("language", wanted.language)) if value}
    context = {
        "access": access,
        "rows": page.rows,
        "count": count,
        "counted": COUNTED,
        "wanted": wanted,
        "languages": [(code, name_of(code), number) for code, number in languages_of(access)],
        "next": _link(filters, after=page.following.after) if page.following else None,
        "previous": _link(filters, before=page.preceding.before) if page.preceding else None,
        "may_add": access.may(Action.ADD_ARTICLE),
    }
    whole = not (request.headers.get("HX-Request") and request.headers.get("HX-Target") == "article-list")
    return render(request, "newsapp/article_list.html" if whole else "newsapp/_article_rows.html", context)


def _window(request: HttpRequest) -> Window:
    after, before = (_key(request, name) for name in ("after", "before"))
    return Window(ROWS, after=after, before=None if after is not None else before)


def _key(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise RuleViolation("invalid", "Expected the number of an article.", path=name)
    return int(value)


def _link(filters: dict[str, str], **border: int | None) -> str:
    return "?" + urlencode({**filters, **{key: value for key, value in border.items() if value is not None}})
