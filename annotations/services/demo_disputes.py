"""What the demo's people dispute: one question in voting, one ruling that waits to be confirmed, one that needs evidence.

They stand in one TOML file. What is disputed is a coder's highlight, by its article's file and its quote, or a claim by its
number; so is the highlight that a position takes for right. A `[[dispute.step]]` is what somebody then did (`do`).
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from annotations.domain.disputes import DisputeKind
from annotations.domain.rulings import RulingDraft
from annotations.models import Claim, Dispute, Highlight
from annotations.services.comments import CommentDraft, add_comment
from annotations.services.demo_claims import Marked
from annotations.services.demo_files import FOLDER
from annotations.services.dispute_steps import collect_evidence, triage_dispute
from annotations.services.disputes import PositionDraft, open_dispute
from annotations.services.rulings import propose_ruling
from annotations.services.voting import cast_vote, open_voting
from newsapp.access import ProjectAccess

FILE = FOLDER / "disputes" / "disputes.toml"


def demo_disputes() -> list[dict[str, Any]]:
    """The disputes as the file has them."""
    disputes: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["dispute"]
    return disputes


def write_demo_disputes(*, accesses: Mapping[str, ProjectAccess], marked: Mapping[Marked, UUID]) -> None:
    """Open the disputes and bring each as far as the file says, everything by whom it names.

    Args:
        accesses: the project as each of the demo's people opened it.
        marked: ids of the demo's highlights.
    """
    for said in demo_disputes():
        dispute = _open(accesses, said, marked)
        for step in said["step"]:
            what = {name: value for name, value in step.items() if name not in ("by", "do")}
            _STEPS[step["do"]](accesses[step["by"]], dispute, **what)


def _open(accesses: Mapping[str, ProjectAccess], said: Mapping[str, Any], marked: Mapping[Marked, UUID]) -> Dispute:
    access = accesses[said["by"]]
    highlight = claim = None
    if "quote" in said:
        uuid = marked[Marked(said["article"], said["by"], said["quote"])]
        highlight = Highlight.objects.select_related("article").get(project=access.project, uuid=uuid)
    else:
        claim = Claim.objects.get(project=access.project, number=said["claim"])
    return open_dispute(
        access=access,
        kind=DisputeKind(said["kind"]),
        question=said["question"],
        highlight=highlight,
        claim=claim,
        positions=[
            PositionDraft(
                title=position["title"],
                words=position.get("words", ""),
                highlight=marked[Marked(said["article"], position["by"], position["quote"])] if highlight else None,
                author=accesses[position["by"]].user.pk,
            )
            for position in said["position"]
        ],
        words=said["words"],
    )


def _triage(access: ProjectAccess, dispute: Dispute, *, reason: str = "") -> None:
    triage_dispute(access=access, dispute=dispute, reason=reason)


def _collect(access: ProjectAccess, dispute: Dispute, *, reason: str = "") -> None:
    collect_evidence(access=access, dispute=dispute, reason=reason)


def _comment(access: ProjectAccess, dispute: Dispute, *, text: str) -> None:
    add_comment(access=access, draft=CommentDraft(text, dispute=dispute.number))


def _vote(access: ProjectAccess, dispute: Dispute, *, days: int) -> None:
    open_voting(access=access, dispute=dispute, closes_at=timezone.now() + timedelta(days=days))


def _ballot(access: ProjectAccess, dispute: Dispute, *, position: int, reason: str = "") -> None:
    cast_vote(access=access, dispute=dispute, position=position, reason=reason)


def _propose(access: ProjectAccess, dispute: Dispute, *, position: int, justification: str) -> None:
    propose_ruling(access=access, dispute=dispute, draft=RulingDraft(position=position, justification=justification))


_STEPS: Mapping[str, Callable[..., None]] = {
    "triage": _triage,
    "collect": _collect,
    "comment": _comment,
    "vote": _vote,
    "ballot": _ballot,
    "propose": _propose,
}
"""What can be done in a dispute of the file."""
