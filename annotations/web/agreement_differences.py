"""The spans behind a number of agreement."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.domain.schemes import Scheme
from annotations.queries.agreement_differences import Side, page_of_differences
from annotations.queries.schemes import scheme_of
from annotations.web.agreement_shown import Asked, asked_by, label_of, told
from annotations.web.ways_back import with_query
from newsapp.access import open_project
from newsapp.domain.languages import direction_of
from newsapp.queries.pages import Window

ARTICLES = 10


@require_safe
@login_required
def agreement_differences(request: HttpRequest, slug: str) -> HttpResponse:
    """What is behind a cell of the confusion matrix, or behind all in which coders differ, in its context."""
    access = open_project(user=request.user, slug=slug)
    asked, scheme = asked_by(request.GET), scheme_of(access.project)
    window = _window(request)
    page = page_of_differences(access=access, wanted=asked.wanted, cell=asked.cell, window=window)
    here = asked.differences(slug, asked.cell)
    context = {
        "access": access,
        "tab": "agreement",
        "about": _about(asked, scheme),
        "group": told(asked.wanted.dimension, asked.wanted.key),
        "back": with_query(reverse("agreement", args=[slug]), asked.query),
        "articles": [
            {
                "article": article,
                "direction": direction_of(article.language) if article.language else "auto",
                "rows": [(row, _sides((row.first, row.second), scheme)) for row in article.differences],
            }
            for article in page.rows
        ],
        "next": _address(here, page.following),
        "previous": _address(here, page.preceding),
    }
    return render(request, "annotations/agreement_differences.html", context)


def _window(request: HttpRequest) -> Window:
    given = {}
    for name in ("after", "before"):
        value = request.GET.get(name, "")
        if value.isascii() and value.isdigit() and len(value) < 10:
            given[name] = int(value)
    return Window(ARTICLES, **dict(list(given.items())[:1]))


def _address(here: str, window: Window | None) -> str | None:
    if window is None:
        return None
    name, key = ("after", window.after) if window.after is not None else ("before", window.before)
    return f"{here}{'&' if '?' in here else '?'}{name}={key}"


def _about(asked: Asked, scheme: Scheme) -> str:
    if asked.cell:
        row, column = (label_of(scheme, key) for key in asked.cell)
        return _("“%(row)s” against “%(column)s”") % {"row": row, "column": column}
    if asked.wanted.tag:
        return _("Where coders differ about “%(tag)s”") % {"tag": label_of(scheme, asked.wanted.tag)}
    return _("Where coders differ")


def _sides(sides: Sequence[Side], scheme: Scheme) -> list[tuple[str, str, str]]:
    """Of each coder: the mark of her reading, her name, and what she said."""
    shown = []
    for mark, side in zip(("a", "b"), sides, strict=True):
        anonymous = _("one coder") if mark == "a" else _("another")
        said = ", ".join(label_of(scheme, tag) for tag in side.tags) or label_of(scheme, "")
        shown.append((mark if side.segments else "", side.coder or anonymous, said))
    return shown
