"""How far a project is: by person, by state of the articles, by tag, by day; charts, each with its table."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.queries.scheme_usage import usage_of
from annotations.queries.schemes import scheme_of
from newsapp.access import ProjectAccess, open_project
from newsapp.blindness import hides_work
from newsapp.domain.charts import columns, stacked
from newsapp.domain.searching import Status
from newsapp.queries.article_list import facets_of
from newsapp.queries.progress import progress_by_day, progress_by_person

PARTS = ("done", "started", "waiting", "skipped")


@require_safe
@login_required
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; where coders work blind it counts what the reader may see."""
    access = open_project(user=request.user, slug=slug)
    people, days, states, tags = progress_by_person(access), progress_by_day(access), _states(access), _tags(access)
    context = {
        "access": access,
        "tab": "progress",
        "partly": hides_work(access),
        "people": people,
        "people_chart": stacked([(row.name, [(part, getattr(row, part)) for part in PARTS]) for row in people]),
        "states": states,
        "states_chart": stacked([(label, [(key, number)]) for key, label, number in states]),
        "tags": tags,
        "tags_chart": stacked([(label, [("marks", number)]) for label, number in tags]),
        "days": [row for row in days if row.done],
        "days_chart": columns([(date_format(row.day, "j M"), row.done) for row in days], kind="done"),
    }
    return render(request, "annotations/progress.html", context)


def _states(access: ProjectAccess) -> list[tuple[str, str, int]]:
    counted = facets_of(access).statuses
    names = {Status.NEW: _("not handed out"), Status.ASSIGNED: _("in hand"), Status.DONE: _("done")}
    kinds = {Status.NEW: "skipped", Status.ASSIGNED: "started", Status.DONE: "done"}
    return [(kinds[status], label, counted.get(status.value, 0)) for status, label in names.items()]


def _tags(access: ProjectAccess) -> list[tuple[str, int]]:
    """The labels of the tags that are on something, in the order of the scheme."""
    used = usage_of(access)
    return [(tag.label, used[key]) for key, tag in scheme_of(access.project).tags.items() if used.get(key)]
