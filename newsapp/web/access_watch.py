"""What an open page asks now and then: is its project still the reader's?"""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from newsapp.access import open_project
from newsapp.errors import NotVisible


@require_safe
def project_access(request: HttpRequest, slug: str) -> HttpResponse:
    """204 while it is; 401 for nobody, 409 for somebody else than the page was made for, 404 when it is no more.

    Never a redirect, and nothing to read. The token that forms carry comes along: it changes when somebody signs in.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    if request.GET.get("user", str(request.user.pk)) != str(request.user.pk):
        return HttpResponse(status=409)
    try:
        open_project(user=request.user, slug=slug)
    except NotVisible:
        return HttpResponse(status=404)
    return HttpResponse(status=204, headers={"X-CSRFToken": get_token(request)})
