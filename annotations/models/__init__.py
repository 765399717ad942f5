"""Tables of what people make of articles."""

from annotations.models.bulk_changes import BulkChange
from annotations.models.highlights import Highlight, HighlightTag
from annotations.models.relations import Relation
from annotations.models.schemes import RelationType, Tag
from annotations.models.suggestions import SuggestionDecision

__all__ = ["BulkChange", "Highlight", "HighlightTag", "Relation", "RelationType", "SuggestionDecision", "Tag"]
