"""Versions as entity tags: a change says which version it was made from."""

import re
from collections.abc import Callable

from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.api.problems import PreconditionRequired
from newsapp.errors import RuleViolation, Stale
from newsapp.wording import gettext as _

_TAGS = re.compile(r'\s*(?:W/)?"[^"]*"\s*(?:,\s*(?:W/)?"[^"]*"\s*)*')
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def expected_version(request: Request, *, stored: int, current: Callable[[], object]) -> int:
    """The version that a change was made from, by `If-Match`; `"3"`, `W/"3"`, a list of those, or `*` for any.

    Args:
        request: the change.
        stored: the version that is stored now.
        current: makes the JSON of what is stored now, for whoever has an older version.

    Raises:
        PreconditionRequired: nothing was said.
        RuleViolation: what was said is no entity tag.
        Stale: it is not the version that is stored.
    """
    sent = request.headers.get("If-Match")
    if sent is None:
        raise PreconditionRequired("if_match_required", _('Send the version that you changed: If-Match: "VERSION".'))
    if sent.strip() == "*":
        return stored
    if not _TAGS.fullmatch(sent):
        raise RuleViolation("bad_if_match", _('Expected If-Match: "VERSION".'), path="If-Match")
    if str(stored) not in _TAG.findall(sent):
        raise Stale(_("It was changed meanwhile."), current=current())
    return stored


def versioned(response: Response, version: int) -> Response:
    """The answer, with its version as entity tag."""
    response["ETag"] = f'"{version}"'
    return response
