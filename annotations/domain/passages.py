"""A tag's own passage in the guidelines."""

import unicodedata

from annotations.domain.schemes import TagSpec
from newsapp.domain.markdown import Section, sections


def normalised(words: str) -> str:
    """Words without what does not tell names apart: case, composition, punctuation, what stands between them."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return " ".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded).split())


def passage_of(text: str, tag: TagSpec) -> Section | None:
    """The first section whose heading is the tag's key or label, or has the key in backticks; None when there is none.

    Args:
        text: the guidelines, Markdown.
        tag: of the project's scheme.
    """
    names = {normalised(tag.key), normalised(tag.label)} - {""}
    for section in sections(text):
        if normalised(section.words) in names or tag.key in section.codes:
            return section
    return None
