"""Claims."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import open_claim
from annotations.api.claim_shapes import STATUSES, VERDICTS, ClaimBody, ClaimChange, ClaimJSON, ReviewJSON, claim_json
from annotations.domain.claim_reviews import claim_review
from annotations.domain.claims import STATEMENT_FIELDS, Statement, StoredClaim
from annotations.queries.claim_reviews import ratings_of, review_of
from annotations.queries.claims import ClaimFilter, page_of_claims, stored_claim
from annotations.services import claims as services
from newsapp.access import ProjectAccess, open_project
from newsapp.api import bulk
from newsapp.api.fields import read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number, word
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import Gone, Stale
from newsapp.wording import gettext as _

FILTERS = (
    word("q", "Words of the claim, of a translation, a claimant or a place where it appears; any case."),
    choice("status", "How far it is.", *STATUSES),
    choice("verdict", "Its verdict; `none` for claims without one.", "none", *VERDICTS),
    word("language", "Of the claim, or of an article in which it appears."),
    word("outlet", "Name of an outlet in which it appears."),
    word("claimant", "Who is said to have made it."),
    word("tag", "Key of a tag of a highlight in which it appears."),
    number("article", "Id of an article in which it appears."),
)


class Claims(ContractView):
    """The claims of a project."""

    @operation("list_claims", ClaimJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The claims of a project, in the order of their writing; those that were merged into another are left out."""
        access = open_project(user=request.user, slug=slug)
        wanted = ClaimFilter(**{name: self.query[name] for name in self.query.keys() - {"limit", "cursor"}})
        return answer_page(request, page_of_claims(access=access, wanted=wanted, window=self.window), claim_json)

    @operation("write_claims", {201: ClaimJSON}, body=ClaimBody, bulk=True, versioned=True, refusals=(409, 413, 415))
    def post(self, request: Request, slug: str) -> Response:
        """Write a claim, from highlights in which it appears or from nothing, or a list of them: all or none."""

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.WRITE_CLAIM)

        data = self.body_or_refusal(door=door)
        if isinstance(data, list):
            return _write_all(door(), data)
        statement, appearances = _parts(self.read(ClaimBody, door=door))
        written = services.write_claim(access=door(), statement=statement, appearances=appearances)
        return answer_claim(written, status=201)


class Claim(ContractView):
    """One claim."""

    @operation("read_claim", ClaimJSON, versioned=True, refusals=(410,))
    def get(self, request: Request, slug: str, claim: int) -> Response:
        """A claim; 410 after it was deleted, or merged into another (`detail` names it)."""
        access, row = open_claim(user=request.user, slug=slug, number=claim)
        return answer_claim(claim_now(access, row.number))

    @operation("change_claim", ClaimJSON, body=ClaimChange, versioned=True, if_match=True, refusals=(409, 410, 415))
    def patch(self, request: Request, slug: str, claim: int) -> Response:
        """Change what a claim says, and where it appears: `appearances` names all highlights, of those that you see."""
        access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
        version = expected_version(request, stored=row.version, current=lambda: claim_json(claim_now(access, claim)))
        values = self.read(ClaimChange, partial=True)
        changes = {name: value for name, value in values.items() if name in STATEMENT_FIELDS}
        appearances = values.get("appearances")
        try:
            changed = services.change_claim(
                access=access, claim=row, version=version, changes=changes, appearances=appearances
            )
        except Stale as stale:
            raise shown(stale) from stale
        return answer_claim(changed)

    @operation("delete_claim", {204: None}, if_match=True, refusals=(409, 410))
    def delete(self, request: Request, slug: str, claim: int) -> Response:
        """Delete a claim that was never disputed; somebody else's takes a reviewer."""
        access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM, own=True)
        version = expected_version(request, stored=row.version, current=lambda: claim_json(claim_now(access, claim)))
        try:
            services.delete_claim(access=access, claim=row, version=version)
        except Stale as stale:
            raise shown(stale) from stale
        return Response(status=204)


class Review(ContractView):
    """A claim for the world outside."""

    @operation("read_claim_review", ReviewJSON, refusals=(410,))
    def get(self, request: Request, slug: str, claim: int) -> Response:
        """A claim as JSON-LD of schema.org: a `ClaimReview` with its `Claim`, or the `Claim` alone until it is ruled."""
        access, row = open_claim(user=request.user, slug=slug, number=claim)
        stored = claim_now(access, row.number)
        page = request.build_absolute_uri(reverse("claim", args=[slug, claim]))
        review = review_of(access=access, claim=stored, page=page)
        return Response(claim_review(stored, review=review, ratings=ratings_of(access)[0]))


def claim_now(access: ProjectAccess, number: int) -> StoredClaim:
    """A claim that was opened just now.

    Raises:
        Gone: it was deleted or merged in between.
    """
    claim = stored_claim(access=access, number=number)
    if claim is None:
        raise Gone("deleted", _("This claim was deleted."))
    return claim


def answer_claim(claim: StoredClaim, *, status: int = 200) -> Response:
    """A claim with its version."""
    return versioned(Response(claim_json(claim), status=status), claim.version)


def shown(stale: Stale) -> Stale:
    """The refusal with the claim as JSON."""
    current = stale.current
    return Stale(stale.wording, current=claim_json(current) if isinstance(current, StoredClaim) else current)


def _parts(values: Mapping[str, Any]) -> tuple[Statement, Sequence[UUID]]:
    said = {name: value for name, value in values.items() if name in STATEMENT_FIELDS}
    return Statement(**said), values.get("appearances", ())


def _write_all(access: ProjectAccess, items: list[Any]) -> Response:
    bulk.check_list(items)
    claims, faults = bulk.each(items, lambda item: _parts(read_shape(ClaimBody, item)))
    if faults:
        bulk.refuse(faults + services.faults_of(access=access, claims=claims))
    written = services.write_claims(access=access, claims=claims)
    return Response([claim_json(claim) for claim in written], status=201)
