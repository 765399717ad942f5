"""What happened in a project."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from newsapp.access import open_project
from newsapp.queries.activity import activity_page

SENTENCES = {
    "project.created": _("opened the project"),
    "project.changed": _("changed the project's name or description"),
    "member.added": _("added a member"),
    "member.role_changed": _("changed a member's role"),
    "scheme.installed": _("set up the tag scheme"),
    "article.added": _("added article %(object)s"),
    "article.changed": _("changed the details of article %(object)s"),
    "article.deleted": _("deleted article %(object)s"),
    "highlight.created": _("marked %(tags)s in article %(article)s"),
    "highlight.changed": _("changed a highlight in article %(article)s"),
    "highlight.deleted": _("deleted a highlight in article %(article)s"),
    "highlight.restored": _("restored a highlight in article %(article)s"),
}
"""What somebody did, as the rest of a sentence that begins with her name."""


@require_safe
@login_required
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's log, newest first."""
    access = open_project(user=request.user, slug=slug)
    page = activity_page(access=access, before=request.GET.get("before"))
    lines = [
        (
            event,
            SENTENCES.get(event.verb, event.verb)
            % {
                "object": event.object_id,
                "article": event.article.number if event.article else "",
                "tags": ", ".join(event.data.get("tags", [])),
            },
        )
        for event in page.events
    ]
    return render(request, "newsapp/activity.html", {"access": access, "lines": lines, "older": page.older})
