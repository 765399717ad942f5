"""Tables of what people make of articles."""

from annotations.models.highlights import Highlight, HighlightTag
from annotations.models.schemes import RelationType, Tag

__all__ = ["Highlight", "HighlightTag", "RelationType", "Tag"]
