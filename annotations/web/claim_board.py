"""The board of a project's claims: how far each is."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.domain.claims import ClaimStatus, StoredClaim
from annotations.queries.claims import ClaimFilter, claimants_of, claims_by_status, words_of_filter
from annotations.queries.concordance import outlets_of
from annotations.queries.schemes import scheme_of
from annotations.web.claim_words import STATUS_HINTS, STATUS_NAMES, VERDICT_LOOKS, VERDICT_NAMES
from annotations.web.live_pages import live_page
from annotations.web.ways_back import with_query
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.languages import name_of
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation
from newsapp.queries.article_list import languages_of
from newsapp.queries.live import place_now
from newsapp.web.telling import Words

IN_A_COLUMN = 20
"""Claims that a column shows of the whole board."""
IN_ONE_COLUMN = 200
"""Likewise when it is the only one."""

MOST_WORDS = 300


class Tile(NamedTuple):
    """A claim on the board, with what stands on it.

    Attributes:
        languages: of the editions in which it appears.
        outlets: in which it appears, in order of time.
        more: how many further outlets there are.
        verdict: its words, and the class of its badge; None without one.
    """

    claim: StoredClaim
    languages: list[str]
    outlets: list[str]
    more: int
    verdict: tuple[Words, str] | None


class Column(NamedTuple):
    """One column of the board.

    Attributes:
        total: of all claims in it.
        whole: address of the column alone, where it shows less than all.
    """

    status: ClaimStatus
    name: Words
    hint: Words
    total: int
    tiles: list[Tile]
    whole: str


@require_safe
@login_required
def claim_board(request: HttpRequest, slug: str) -> HttpResponse:
    """The claims of a project in columns, filtered."""
    access = open_project(user=request.user, slug=slug)
    place = place_now()
    wanted = wanted_by(request.GET)
    most = IN_ONE_COLUMN if wanted.status else IN_A_COLUMN
    found = claims_by_status(access=access, wanted=wanted, most=most)
    path = reverse("claims", args=[slug])
    filters = dict(words_of_filter(wanted))
    columns = [
        Column(
            status,
            STATUS_NAMES[status],
            STATUS_HINTS[status],
            count,
            [_tile(claim) for claim in claims],
            with_query(path, {**filters, "status": status.value}) if count > len(claims) else "",
        )
        for status, (count, claims) in found.items()
    ]
    context = {
        "access": access,
        "tab": "claims",
        "wanted": wanted,
        "filtered": bool(filters),
        "columns": columns,
        "count": sum(column.total for column in columns),
        "all_claims": path,
        "exports": [
            (with_query(reverse("export", args=[slug, key]), filters), words)
            for key, words in (
                ("claims", _("JSON lines: claims with all that belongs to them")),
                ("claims-csv", _("CSV: one row a claim")),
                ("claim-reviews", _("ClaimReview: verdicts for search engines")),
            )
        ],
        "may_write": access.may(Action.WRITE_CLAIM),
        "may_rate": access.may(Action.MANAGE_PROJECT),
        **live_page(access, place, topics=("claim", "dispute", "evidence")),
    }
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "board":
        return render(request, "annotations/_claim_columns.html", context)
    return render(request, "annotations/claim_board.html", context | _choices(access))


def wanted_by(query: QueryDict) -> ClaimFilter:
    """The filter that an address asks for; names that mean nothing here are passed over.

    Raises:
        RuleViolation: a value that no filter has.
    """
    names = [name for name in ClaimFilter.__dataclass_fields__ if name != "article"]
    typed = {name: query.get(name, "").strip()[:MOST_WORDS] for name in names}
    said: dict[str, Any] = {name: words for name, words in typed.items() if words}
    for name, known in (("status", STATUS_NAMES), ("verdict", {"none": "", **VERDICT_NAMES})):
        if name in said and said[name] not in known:
            raise RuleViolation("unknown_value", _("There is no such filter."), path=name)
    return ClaimFilter(**said)


def _tile(claim: StoredClaim) -> Tile:
    outlets = list(dict.fromkeys(each.outlet for each in claim.appearances if each.outlet))
    languages = list(dict.fromkeys(each.language for each in claim.appearances if each.language))
    verdict = (VERDICT_NAMES[claim.verdict], VERDICT_LOOKS[claim.verdict]) if claim.verdict else None
    return Tile(claim, languages, outlets[:2], max(0, len(outlets) - 2), verdict)


def _choices(access: ProjectAccess) -> dict[str, Any]:
    """What the filters offer."""
    return {
        "statuses": STATUS_NAMES.items(),
        "verdicts": [("none", _("no verdict")), *VERDICT_NAMES.items()],
        "languages": [(code, name_of(code)) for code, _count in languages_of(access)],
        "outlets": outlets_of(access),
        "claimants": claimants_of(access),
        "tags": [tag for tag in scheme_of(access.project).tags.values() if tag.scope == "span"],
    }
