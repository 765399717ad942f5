"""Tables of what people make of articles."""

from annotations.models.agreement import AgreementFigure, AgreementRun
from annotations.models.bulk_changes import BulkChange
from annotations.models.claims import Appearance, Claim
from annotations.models.comments import Comment
from annotations.models.disputes import Dispute, Position, Ruling, Vote
from annotations.models.evidence import Evidence
from annotations.models.highlights import Highlight, HighlightTag
from annotations.models.relations import Relation
from annotations.models.schemes import RelationType, Tag
from annotations.models.suggestions import SuggestionDecision

__all__ = [
    "AgreementFigure",
    "AgreementRun",
    "Appearance",
    "BulkChange",
    "Claim",
    "Comment",
    "Dispute",
    "Evidence",
    "Highlight",
    "HighlightTag",
    "Position",
    "Relation",
    "RelationType",
    "Ruling",
    "SuggestionDecision",
    "Tag",
    "Vote",
]
