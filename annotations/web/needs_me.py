"""What needs somebody, in one list; and the way from one to the next."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotations.access import opened_comment
from annotations.queries.comments import comments_calling
from annotations.queries.disputes import records_by_number
from annotations.queries.needs_me import needs_of
from annotations.services.comments import take_note
from annotations.services.digests import wants_digest
from annotations.web.comments import shown_comment
from annotations.web.dispute_lists import shown_dispute
from annotations.web.live_pages import live_page
from newsapp.access import open_project
from newsapp.domain.roles import Action
from newsapp.queries.activity import names_of
from newsapp.queries.live import place_now

SHOWN = 100
"""Disputes on the page; the next ones come when these are done."""


@require_safe
@login_required
def needs_me(request: HttpRequest, slug: str) -> HttpResponse:
    """The votes that one owes, rulings to resolve, questions to oneself, and where one is called by name."""
    access = open_project(user=request.user, slug=slug)
    place = place_now()  # before anything is read: what is missing in the page follows in the stream
    needs = needs_of(access)
    found = {record.number: record for record in records_by_number(access=access, numbers=needs.disputes[:SHOWN])}
    context = {
        "access": access,
        "tab": "disputes",
        "needs": needs,
        "rows": [shown_dispute(access, found[number]) for number in needs.disputes[:SHOWN] if number in found],
        "names": names_of(record.opened_by for record in found.values()),
        "comments": [shown_comment(access, comment) for comment in comments_calling(access)],
        "next": needs.after(None),
        "letters": settings.HAS_MAIL and bool(settings.PUBLIC_ADDRESS),
        "letter_wanted": wants_digest(access.user),
        **live_page(access, place, topics=("dispute", "comment")),
    }
    return render(request, "annotations/needs_me.html", context)


@require_safe
@login_required
def needs_me_count(request: HttpRequest, slug: str) -> HttpResponse:
    """How much needs one, for the header of the project's pages."""
    access = open_project(user=request.user, slug=slug)
    return render(request, "annotations/_needs_link.html", {"access": access, "needs": needs_of(access)})


@require_safe
@login_required
def needs_me_next(request: HttpRequest, slug: str) -> HttpResponse:
    """The next dispute that needs one, after that which the address names; the list when there is no other."""
    access = open_project(user=request.user, slug=slug)
    after = request.GET.get("after", "")
    number = needs_of(access).after(int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None)
    return redirect("dispute", slug=slug, number=number) if number else redirect("needs_me", slug=slug)


@require_POST
@login_required
def mention_seen(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Say that one has seen that one is called in a comment."""
    access, comment = opened_comment(user=request.user, slug=slug, uuid=uuid, action=Action.COMMENT)
    take_note(access=access, comment=comment)
    return redirect("needs_me", slug=slug)
