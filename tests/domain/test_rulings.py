"""What a ruling must say."""

import pytest

from annotations.domain.rulings import RulingDraft, check_ruling
from annotations.domain.verdicts import Accuracy, Verdict
from newsapp.errors import RuleViolation, Several


def faults(draft: RulingDraft, *, claim: bool = True, needs_verdict: bool = False, evidence: int = 1) -> dict[str, str]:
    """Code by path."""
    try:
        check_ruling(draft, about_claim=claim, needs_verdict=needs_verdict, evidence=evidence)
    except Several as several:
        return {fault.path: fault.code for fault in several.violations}
    except RuleViolation as fault:
        return {fault.path: fault.code}
    return {}


@pytest.mark.parametrize("verdict", [Verdict.SUPPORTED, Verdict.REFUTED, Verdict.CONFLICTING_EVIDENCE])
def test_these_verdicts_need_a_justification_and_evidence(verdict: Verdict) -> None:
    assert faults(RulingDraft(verdict=verdict, justification="The ministry says so.")) == {}
    assert faults(RulingDraft(verdict=verdict, justification=" \n")) == {"justification": "needs_justification"}
    assert faults(RulingDraft(verdict=verdict), evidence=0) == {
        "justification": "needs_justification",
        "verdict": "needs_evidence",
    }


def test_not_enough_evidence_needs_a_record_of_where_one_looked() -> None:
    verdict = Verdict.NOT_ENOUGH_EVIDENCE
    assert faults(RulingDraft(verdict=verdict), evidence=0) == {"searched": "needs_search_record"}
    assert faults(RulingDraft(verdict=verdict, searched="Registers of 2023 and 2024."), evidence=0) == {}


def test_what_cannot_be_checked_needs_neither() -> None:
    assert faults(RulingDraft(verdict=Verdict.NOT_CHECKABLE), evidence=0) == {}


def test_a_ruling_says_something() -> None:
    assert faults(RulingDraft(justification="Because.")) == {"position": "says_nothing"}
    assert faults(RulingDraft(position=0), claim=False) == {}
    assert faults(RulingDraft(reading={}), claim=False) == {}
    assert faults(RulingDraft(accuracy=Accuracy.INACCURATE)) == {}


def test_a_dispute_about_a_verdict_ends_with_one() -> None:
    assert faults(RulingDraft(position=1), needs_verdict=True) == {"verdict": "required"}


def test_only_a_claim_gets_a_verdict() -> None:
    draft = RulingDraft(position=0, verdict=Verdict.NOT_CHECKABLE, accuracy=Accuracy.UNKNOWN)
    assert faults(draft, claim=False) == {"verdict": "no_claim", "accuracy": "no_claim"}


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_confidence_lies_between_nothing_and_certainty(confidence: float) -> None:
    draft = RulingDraft(verdict=Verdict.NOT_CHECKABLE, confidence=confidence)
    assert faults(draft) == {"confidence": "out_of_range"}
    assert faults(RulingDraft(position=0, confidence=0.5)) == {"confidence": "no_verdict"}
