"""A project's labelled spans as a file to be downloaded."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from annotations.services.exports import REVIEW_FILTERS, filter_of_words, open_export, review_filter_of_words
from newsapp.access import open_project
from newsapp.domain.roles import Action


@require_safe
@login_required
def export_file(request: HttpRequest, slug: str, export_format: str) -> StreamingHttpResponse:
    """One snapshot, streamed; filters as for lists of highlights."""
    access = open_project(user=request.user, slug=slug, action=Action.EXPORT)
    words = {name: request.GET[name] for name in request.GET}
    case = review_filter_of_words({name: words.pop(name) for name in REVIEW_FILTERS if name in words})
    wanted = filter_of_words(words)
    stream = open_export(access=access, export_format=export_format, wanted=wanted, case=case)
    if request.method == "HEAD":
        stream.close()
    return StreamingHttpResponse(stream, headers=stream.headers)
