"""What a dispute is about and how far it is."""

from enum import StrEnum


class DisputeKind(StrEnum):
    """What is disputed."""

    BOUNDARY = "boundary"
    TAG = "tag"
    ATTRIBUTION = "attribution"
    FACTUALITY = "factuality"
    GROUPING = "grouping"
    VERDICT = "verdict"


class DisputeState(StrEnum):
    """How far it is."""

    OPEN = "open"
    TRIAGED = "triaged"
    EVIDENCE = "evidence"
    VOTING = "voting"
    PROPOSED = "proposed"
    ESCALATED = "escalated"
    NEEDS_INFO = "needs_info"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class DisputeOrigin(StrEnum):
    """Who raised it: a person, or the comparison of two coders' work."""

    PERSON = "person"
    COMPARISON = "comparison"
