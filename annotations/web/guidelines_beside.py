"""The guidelines beside the text of an article, and each tag's own passage in them."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.domain.passages import normalised, passage_of
from annotations.domain.schemes import TagSpec
from annotations.queries.schemes import scheme_of
from newsapp.access import open_project
from newsapp.domain.markdown import Section
from newsapp.domain.markdown import render as render_markdown
from newsapp.domain.roles import Action
from newsapp.queries.guidelines import newest_guidelines


class Passage(NamedTuple):
    """What the guidelines say of a tag; `html` is "" when no heading is about it."""

    tag: TagSpec
    html: str


@require_safe
@login_required
def guidelines_beside(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest guidelines as a fragment; 204 when the page has just them (`?known=`, the number of its version)."""
    access = open_project(user=request.user, slug=slug)
    known = _number(request.GET.get("known", ""))
    newest = access.project.guidelines_version
    if known == newest:
        return HttpResponse(status=204)
    shown = newest_guidelines(access)
    rendered = render_markdown(shown.text, lowest=3) if shown else None
    passages = []
    for tag in scheme_of(access.project).span_tags:
        section = passage_of(shown.text, tag) if shown else None
        passages.append(Passage(tag, _html(section, tag) if section else ""))
    context = {
        "access": access,
        "known": known if known is not None and known < newest else None,
        "newest": newest,
        "shown": shown,
        "rendered": rendered,
        "passages": passages,
        "may_write": access.may(Action.MANAGE_PROJECT) and access.project.archived_at is None,
    }
    return render(request, "annotations/_guidelines_beside.html", context)


def _html(section: Section, tag: TagSpec) -> str:
    """The passage below the tag's name; a heading that says no more than the name is left out."""
    if normalised(section.words) == normalised(tag.label):
        return section.html(lowest=2, heading=False)
    return section.html(lowest=3)


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
