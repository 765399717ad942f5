"""What becomes of a highlight's tags and values when a tag was merged into another, or asks for something else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotations.domain.schemes import Attribute, Scheme, check_value
from newsapp.errors import RuleViolation


def carried(values: Mapping[str, Any], *, asked: Sequence[Attribute]) -> dict[str, Any]:
    """The values that a tag with these attributes asks for under the same key, and takes.

    The database's function `annotations_carried` says the same; it follows merges for whoever saves late.
    """
    by_key = {attribute.key: attribute for attribute in asked}
    return {key: value for key, value in values.items() if key in by_key and _takes(by_key[key], value)}


def follow_merged(
    scheme: Scheme, *, tags: Iterable[str], attributes: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    """The tags that took the place of merged ones, each once, with the values that they take over.

    Args:
        scheme: has all of the tags.
        tags: of a highlight.
        attributes: of these tags, as they ask for them.
    """
    followed: dict[str, dict[str, Any]] = {}
    for key in tags:
        tag = scheme.followed(key)
        values = attributes.get(key, {})
        own = values if tag.key == key else carried(values, asked=tag.attributes)
        # A tag's own values win over those that come from a merged one, wherever each stands.
        there = followed.get(tag.key, {})
        followed[tag.key] = {**there, **own} if tag.key == key else {**own, **there}
    return list(followed), {key: values for key, values in followed.items() if values}


def _takes(attribute: Attribute, value: object) -> bool:
    try:
        check_value(attribute, value, "")
    except RuleViolation:
        return False
    return True
