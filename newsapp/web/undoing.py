"""What was just done to many articles, kept in the session so that it can be taken back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from newsapp.access import ProjectAccess

_KEY = "articles_done"
_KEPT = timedelta(minutes=30)


def remember(request: HttpRequest, access: ProjectAccess, *, message: str, undo: dict[str, Any] | None) -> None:
    """Keep a message for the list's next showing, and what would take the thing back (None when nothing can)."""
    request.session[_KEY] = {
        "id": uuid4().hex,
        "slug": access.project.slug,
        "at": timezone.now().isoformat(),
        "message": message,
        "shown": False,
        "undo": undo,
    }


def notice_of(request: HttpRequest, access: ProjectAccess) -> dict[str, Any] | None:
    """What was done last in this project, once: `message`, `id`, `undo`."""
    done = request.session.get(_KEY)
    if not done or done["shown"] or done["slug"] != access.project.slug:
        return None
    request.session[_KEY] = {**done, "shown": True}
    return dict(done)


def taken_back(request: HttpRequest, access: ProjectAccess, *, notice: str) -> dict[str, Any] | None:
    """What the notice with this id would take back, once; None when it is too old or was taken back."""
    done = request.session.get(_KEY)
    if not done or done["id"] != notice or done["slug"] != access.project.slug or not done["undo"]:
        return None
    del request.session[_KEY]
    at = parse_datetime(done["at"])
    return done["undo"] if at and timezone.now() - at < _KEPT else None
