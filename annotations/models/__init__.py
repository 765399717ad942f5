"""Tables of what people make of articles."""

from annotations.models.agreement import AgreementCell, AgreementFigure, AgreementRun
from annotations.models.bulk_changes import BulkChange
from annotations.models.claim_proposals import ClaimProposal
from annotations.models.claims import Appearance, Claim, ClaimRatings
from annotations.models.comments import Comment, Mention
from annotations.models.disputes import Dispute, Position, Ruling, Vote
from annotations.models.evidence import Evidence
from annotations.models.gold import GoldOrigin, GoldReading
from annotations.models.highlights import Highlight, HighlightTag
from annotations.models.notices import DigestChoice
from annotations.models.relations import Relation
from annotations.models.schemes import RelationType, Tag
from annotations.models.suggestions import SuggestionDecision

__all__ = [
    "AgreementCell",
    "AgreementFigure",
    "AgreementRun",
    "Appearance",
    "BulkChange",
    "Claim",
    "ClaimProposal",
    "ClaimRatings",
    "Comment",
    "DigestChoice",
    "Dispute",
    "Evidence",
    "GoldOrigin",
    "GoldReading",
    "Highlight",
    "HighlightTag",
    "Mention",
    "Position",
    "Relation",
    "RelationType",
    "Ruling",
    "SuggestionDecision",
    "Tag",
    "Vote",
]
