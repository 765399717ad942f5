"""Merging and splitting claims, and how verdicts are told elsewhere."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import open_claim
from annotations.api.claim_shapes import (
    ClaimJSON,
    ClaimMergeBody,
    ClaimSplitBody,
    RatingBody,
    RatingsBody,
    RatingsJSON,
    ratings_json,
)
from annotations.api.claims import answer_claim, shown
from annotations.domain.claim_reviews import Rating
from annotations.domain.claims import Statement
from annotations.queries.claim_reviews import ratings_of
from annotations.services.claim_merges import merge_claims, part_claims, split_claim
from annotations.services.claim_ratings import change_ratings
from newsapp.access import ProjectAccess, open_project
from newsapp.api import bulk
from newsapp.api.fields import read_shape
from newsapp.api.operations import operation
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Several, Stale
from newsapp.wording import gettext as _


class Merging(ContractView):
    """Saying that two claims are one."""

    @operation("merge_claim", ClaimJSON, body=ClaimMergeBody, versioned=True, refusals=(409, 410, 412, 415))
    def post(self, request: Request, slug: str, claim: int) -> Response:
        """Merge a claim into another, which is answered: appearances, evidence, disputes and comments move there.

        Splitting it off (`merged`) takes that back.
        """
        access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
        values = self.read(ClaimMergeBody)
        try:
            return answer_claim(merge_claims(access=access, claim=row, into=values["into"]))
        except Stale as stale:
            raise shown(stale) from stale


class Splitting(ContractView):
    """Saying that a claim is two."""

    @operation("split_claim", {201: ClaimJSON}, body=ClaimSplitBody, versioned=True, refusals=(409, 410, 412, 415))
    def post(self, request: Request, slug: str, claim: int) -> Response:
        """Split some appearances off a claim, or a claim that was merged into it; answers the one that is split off."""
        access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.WRITE_CLAIM)
        values = self.read(ClaimSplitBody)
        if "merged" in values and values.keys() - {"merged"}:
            message = _("Either a claim that was merged comes back, or appearances go.")
            raise RuleViolation("either_or", message, path="merged")
        try:
            if "merged" in values:
                return answer_claim(part_claims(access=access, claim=row, merged=values["merged"]), status=201)
            said = {name: values[name] for name in ("text", "language") if name in values}
            statement = Statement(**said) if "text" in said else None
            appearances = values.get("appearances", ())
            made = split_claim(access=access, claim=row, appearances=appearances, statement=statement)
        except Stale as stale:
            raise shown(stale) from stale
        return answer_claim(made, status=201)


class Ratings(ContractView):
    """How a project's verdicts are told elsewhere."""

    @operation("read_claim_ratings", RatingsJSON, versioned=True)
    def get(self, request: Request, slug: str) -> Response:
        """The number and the name of each verdict in a claim's review."""
        return _answer(open_project(user=request.user, slug=slug))

    @operation("change_claim_ratings", RatingsJSON, body=RatingsBody, versioned=True, if_match=True, refusals=(415,))
    def put(self, request: Request, slug: str) -> Response:
        """Write the whole table. `not_enough_evidence` and `not_checkable` have no number."""
        access = open_project(user=request.user, slug=slug, action=Action.MANAGE_PROJECT)
        ratings, stored = ratings_of(access)
        version = expected_version(request, stored=stored, current=lambda: ratings_json(ratings, version=stored))
        sent = _ratings_in(self.read(RatingsBody)["ratings"])
        try:
            change_ratings(access=access, ratings=sent, version=version)
        except Stale as stale:
            ratings, stored = ratings_of(access)
            raise Stale(stale.wording, current=ratings_json(ratings, version=stored)) from stale
        except RuleViolation as fault:
            fault.path = f"ratings.{fault.path}"
            raise
        return _answer(access)


def _ratings_in(sent: dict[str, Any]) -> dict[str, Rating]:
    read, faults = bulk.each(list(sent.values()), lambda item: Rating(**read_shape(RatingBody, item)))
    names = list(sent)
    for fault in faults:
        index, _dot, rest = fault.path.partition(".")
        fault.path = ".".join(filter(None, ("ratings", names[int(index)], rest)))
    if faults:
        raise Several(faults)
    return {names[index]: rating for index, rating in read.items()}


def _answer(access: ProjectAccess) -> Response:
    ratings, version = ratings_of(access)
    return versioned(Response(ratings_json(ratings, version=version)), version)
