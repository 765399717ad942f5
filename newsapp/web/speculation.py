"""What browsers may fetch before it is asked for, see https://wicg.github.io/nav-speculation/speculation-rules.html."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

RULES = {
    "prefetch": [
        {
            "source": "document",
            "where": {"selector_matches": "a[data-next-article], a[data-next-for-you]"},
            "eagerness": "immediate",
        }
    ]
}
"""The next article's page is there when somebody goes to it. Browsers keep it for some minutes and show it once."""


@require_safe
def speculation_rules(_request: HttpRequest) -> HttpResponse:
    """The same for everybody; pages name it in `Speculation-Rules`, since inline rules would be inline code."""
    return HttpResponse(
        json.dumps(RULES),
        content_type="application/speculationrules+json",
        headers={"Cache-Control": "public, max-age=86400"},
    )
