"""Pages of review that follow what others do while they are open."""

from collections.abc import Collection
from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from newsapp.access import ProjectAccess
from newsapp.domain.live import Place
from newsapp.domain.roles import Action


def live_setup(access: ProjectAccess, place: Place) -> dict[str, Any]:
    """What the stream of a page needs: where it begins is the place before anything was read."""
    return {
        "worker": static("js/live/worker.js"),
        "address": f"{reverse('home')}api/v1/projects/{access.project.slug}/events/",
        "after": place.text,
        "me": access.user.username,
        "editsAny": access.may(Action.EDIT_ANY_HIGHLIGHT),
    }


def live_page(
    access: ProjectAccess,
    place: Place,
    *,
    article: int | None = None,
    dispute: int | None = None,
    claim: int | None = None,
    topics: Collection[str] = (),
) -> dict[str, Any]:
    """What `annotations/_live_page.html` needs.

    Args:
        access: the project.
        place: in the log, taken before anything was read.
        article: number of the article that the page is about.
        dispute: number of the dispute that it is about.
        claim: number of the claim.
        topics: of `annotations.web.live_review.TOPICS` those of which it follows everything.
    """
    about = {"article": article, "dispute": dispute, "claim": claim, "topics": sorted(topics)}
    return {"live_page": {"live": live_setup(access, place), **about}}
