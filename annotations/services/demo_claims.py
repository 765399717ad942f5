"""The demo's claims: what its coders say is one statement, wherever it appears, with evidence for and against it.

They stand in one TOML file. An appearance is a highlight by its article's file, its coder (the claim's own unless it says
another) and its quote.
"""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from annotations.domain.claims import STATEMENT_FIELDS, Statement
from annotations.domain.evidence import Source
from annotations.services.claims import write_claim
from annotations.services.demo_files import FOLDER
from annotations.services.evidence import EvidenceDraft, add_evidence
from newsapp.access import ProjectAccess

FILE = FOLDER / "claims" / "claims.toml"


class Marked(NamedTuple):
    """Where a highlight of the demo is: the stem of its article's file, its coder, its quote."""

    article: str
    by: str
    quote: str


def demo_claims() -> list[dict[str, Any]]:
    """The claims as the file has them."""
    claims: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["claim"]
    return claims


def appearances_in(claim: Mapping[str, Any]) -> list[Marked]:
    """Where a claim of the file appears."""
    return [Marked(each["article"], each.get("by", claim["by"]), each["quote"]) for each in claim.get("appearance", ())]


def write_demo_claims(*, accesses: Mapping[str, ProjectAccess], marked: Mapping[Marked, UUID]) -> None:
    """Write the claims and add their evidence, each by its coder.

    Args:
        accesses: the project as each coder opened it.
        marked: ids of the demo's highlights.
    """
    for claim in demo_claims():
        access = accesses[claim["by"]]
        statement = Statement(
            **{name: claim[name] for name in STATEMENT_FIELDS if name in claim}, quantities=claim.get("quantity", ())
        )
        appearances = [marked[each] for each in appearances_in(claim)]
        written = write_claim(access=access, statement=statement, appearances=appearances)
        _add_evidence(access, written.id, claim.get("evidence", ()))


def _add_evidence(access: ProjectAccess, claim: int, sources: Sequence[Mapping[str, Any]]) -> None:
    for source in sources:
        add_evidence(access=access, draft=EvidenceDraft(Source(**source), claim=claim))
