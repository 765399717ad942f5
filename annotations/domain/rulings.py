"""What a ruling must say."""

from dataclasses import dataclass

from annotations.domain.gold import Reading
from annotations.domain.verdicts import Accuracy, Verdict
from newsapp.errors import RuleViolation, Several
from newsapp.wording import gettext as _

NEED_EVIDENCE = frozenset({Verdict.SUPPORTED, Verdict.REFUTED, Verdict.CONFLICTING_EVIDENCE})
"""The verdicts that need a justification and at least one piece of evidence."""


@dataclass(frozen=True, slots=True)
class RulingDraft:
    """How a dispute is to be settled, as its proposer sends it.

    Attributes:
        position: place of the position that it takes; None when it is none of them.
        reading: what it writes into the gold layer; None takes that of the position.
        verdict: of the claim; None when it is about something else.
        accuracy: whether the articles report the claim as it was made.
        confidence: how sure it is of the verdict, from 0 to 1.
        justification: the reasons.
        searched: where one looked.
    """

    position: int | None = None
    reading: Reading | None = None
    verdict: Verdict | None = None
    accuracy: Accuracy | None = None
    confidence: float | None = None
    justification: str = ""
    searched: str = ""


def check_ruling(draft: RulingDraft, *, about_claim: bool, needs_verdict: bool, evidence: int) -> None:
    """Refuse a ruling that does not say what it must.

    Args:
        draft: the ruling.
        about_claim: whether a claim is disputed.
        needs_verdict: whether the claim's verdict is the question.
        evidence: how many pieces of evidence there are.

    Raises:
        RuleViolation: one field at fault.
        Several: more of them.
    """
    faults = [*_about(draft, about_claim=about_claim, needs_verdict=needs_verdict), *_grounds(draft, evidence)]
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Several(faults)


def _about(draft: RulingDraft, *, about_claim: bool, needs_verdict: bool) -> list[RuleViolation]:
    faults = []
    of_claim = {"verdict": draft.verdict, "accuracy": draft.accuracy, "confidence": draft.confidence}
    if not about_claim:
        message = _("Only a claim gets this, and no claim is disputed here.")
        faults += [
            RuleViolation("no_claim", message, path=name) for name, value in of_claim.items() if value is not None
        ]
    elif needs_verdict and draft.verdict is None:
        faults.append(RuleViolation("required", _("The verdict is the question: give one."), path="verdict"))
    if draft.confidence is not None and draft.verdict is None and about_claim:
        faults.append(RuleViolation("no_verdict", _("How sure of what? Give a verdict."), path="confidence"))
    if draft.confidence is not None and not 0 <= draft.confidence <= 1:
        faults.append(RuleViolation("out_of_range", _("Expected a number from 0 to 1."), path="confidence"))
    if draft.position is None and draft.reading is None and draft.verdict is None and draft.accuracy is None:
        message = _("Say what holds: choose a position, or give a reading or a verdict.")
        faults.append(RuleViolation("says_nothing", message, path="position"))
    return faults


def _grounds(draft: RulingDraft, evidence: int) -> list[RuleViolation]:
    faults = []
    if draft.verdict in NEED_EVIDENCE:
        if not draft.justification.strip():
            message = _("This verdict needs a justification.")
            faults.append(RuleViolation("needs_justification", message, path="justification"))
        if not evidence:
            message = _("This verdict needs at least one piece of evidence.")
            faults.append(RuleViolation("needs_evidence", message, path="verdict"))
    if draft.verdict is Verdict.NOT_ENOUGH_EVIDENCE and not draft.searched.strip():
        message = _("Say where you looked: this verdict needs a record of it.")
        faults.append(RuleViolation("needs_search_record", message, path="searched"))
    return faults
