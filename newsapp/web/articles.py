"""The articles of a project."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from newsapp.access import ProjectAccess, open_project
from newsapp.domain.languages import name_of
from newsapp.domain.roles import Action
from newsapp.domain.searching import Status
from newsapp.errors import RuleViolation
from newsapp.queries.article_choices import coders_of, outlets_of, stories_of
from newsapp.queries.article_list import (
    COUNTED,
    RANKED,
    Facets,
    ListPage,
    article_page,
    count_in_hand,
    count_up_to,
    facets_of,
)
from newsapp.queries.projects import first_steps
from newsapp.queries.saved_views import ViewRecord, views_of
from newsapp.services.article_bulk import MOST
from newsapp.web.article_filters import ME, NONE, SORTS, STATUSES, ListState, page_address, state_of, window_of
from newsapp.web.undoing import notice_of

ROWS = 50


class BuiltIn(NamedTuple):
    """A view that every project has; `number` is how many articles it shows."""

    name: str | Promise
    query: str
    number: int
    current: bool


@require_safe
@login_required
def article_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's front page: its articles, to be searched, filtered and handed out."""
    access = open_project(user=request.user, slug=slug)
    state = state_of(request.GET)
    whole = not (request.headers.get("HX-Request") and request.headers.get("HX-Target") == "article-list")
    context = _listed(request, access, state)
    if whole:
        facets = context["facets"]
        context |= _choices(access, facets) | {"notice": notice_of(request, access)}
        if facets.handed_out == 0:
            context["first_steps"] = first_steps(access)
    template = "newsapp/article_list.html" if whole else "newsapp/_article_rows.html"
    response = render(request, template, context, status=400 if whole and context["refusal"] else 200)
    if not whole:
        response["HX-Push-Url"] = f"{request.path}?{state.address()}" if state.address() else request.path
    return response


def _listed(request: HttpRequest, access: ProjectAccess, state: ListState) -> dict[str, Any]:
    wanted = state.wanted(access)
    window = window_of(request.GET, order=state.order, limit=ROWS)
    refusal = None
    try:
        page = article_page(access=access, wanted=wanted, sort=state.order, window=window)
        count = count_up_to(access=access, wanted=wanted) if page.following or page.preceding else len(page.rows)
    except RuleViolation as violation:
        page, count, refusal = ListPage([], None, None), 0, violation
    facets = facets_of(access)
    built_in, views = _built_in(access, state, facets), views_of(access)
    may_edit, may_assign = access.may(Action.REVISE_ARTICLE), access.may(Action.ASSIGN)
    return {
        "access": access,
        "tab": "articles",
        "state": state,
        "query": state.address(),
        "chips": state.chips({coder.username: coder.name for coder in coders_of(access)} if state.assignee else {}),
        "order": state.order,
        "rows": page.rows,
        "count": count,
        "counted": COUNTED,
        "ranked": RANKED,
        "most": MOST,
        "refusal": refusal,
        "facets": facets,
        "built_in": built_in,
        "has_articles": any(view.number for view in built_in),
        "next": page_address(state, page.following),
        "previous": page_address(state, page.preceding),
        "views": [(view, _is_shown(view, state)) for view in views],
        "shown_view": next((view for view in views if _is_shown(view, state) and _may_change(access, view)), None),
        "may_share": access.may(Action.MANAGE_PROJECT),
        "may_add": access.may(Action.ADD_ARTICLE),
        "may_edit": may_edit,
        "may_assign": may_assign,
        "may_choose": may_edit or may_assign,
        "status_names": {status.value: name for status, name in STATUSES.items()},
    }


def _is_shown(view: ViewRecord, state: ListState) -> bool:
    return view.query == state.address()


def _may_change(access: ProjectAccess, view: ViewRecord) -> bool:
    return view.own or access.may(Action.MANAGE_PROJECT)


def _built_in(access: ProjectAccess, state: ListState, facets: Facets) -> list[BuiltIn]:
    archived = count_up_to(access=access, wanted=ListState(status=Status.ARCHIVED.value).wanted(access))
    new, done = (facets.statuses.get(status.value, 0) for status in (Status.NEW, Status.DONE))
    mine = ListState(assignee=ME, status=Status.ASSIGNED.value)
    offered: list[tuple[str | Promise, ListState, int]] = [
        (_("All"), ListState(), facets.total),
        (_("Assigned to me"), mine, count_in_hand(access)),
        (_("Not assigned"), ListState(assignee=NONE), new),
        (_("Done"), ListState(status=Status.DONE.value), done),
        (_("Archived"), ListState(status=Status.ARCHIVED.value), archived),
    ]
    filters = state.address(sort="")
    return [BuiltIn(name, view.address(), count, view.address() == filters) for name, view, count in offered]


def _choices(access: ProjectAccess, facets: Facets) -> dict[str, object]:
    return {
        "languages": [(code, name_of(code), number) for code, number in facets.languages],
        "statuses": [(status.value, name) for status, name in STATUSES.items()],
        "sorts": [(sort.value, name) for sort, name in SORTS.items()],
        "outlets": outlets_of(access),
        "stories": stories_of(access),
        "people": coders_of(access),
    }
