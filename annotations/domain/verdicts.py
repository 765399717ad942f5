"""What a ruling may say of a claim.

"True" and "reported accurately" are two questions: `Verdict` answers the first in the terms of AVeriTeC (Schlichtkrull et
al. 2023), with one for what nobody can check; `Accuracy` answers the second.
"""

from enum import StrEnum


class Verdict(StrEnum):
    """Whether a claim is true, as far as the evidence goes."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    NOT_CHECKABLE = "not_checkable"


class Accuracy(StrEnum):
    """Whether the articles report what was claimed as it was claimed."""

    ACCURATE = "accurate"
    INACCURATE = "inaccurate"
    UNKNOWN = "unknown"


class DatePrecision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Stance(StrEnum):
    """What a piece of evidence says about the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class Directness(StrEnum):
    """Whether a source knows at first hand."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
