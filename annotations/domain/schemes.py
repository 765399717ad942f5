"""Tag schemes: what a tag is, what it asks for, and the built-in scheme `claims`.

Sources of the built-in scheme's values: check-worthiness after ClaimBuster, verifiability after Full Fact, factuality and
polarity after FactBank, directness after RiQuA.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation

AttributeType = Literal["choice", "text", "number"]

COLOURS = ("red", "blue", "violet", "amber", "teal", "pink", "green", "orange", "slate")
"""Hue names; the style sheet gives each its value for light and for dark."""

PATTERNS = ("thick", "double", "dotted", "dashed", "thin", "wash", "wavy")
"""Ways an underline is drawn (`wash`: a tint alone)."""

MAX_ATTRIBUTE_TEXT = 1_000
"""Code points in the text value of an attribute."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something a tag asks for.

    Attributes:
        key: name in JSON.
        label: what people read.
        type: `choice` takes one of `values`, `text` any string, `number` a finite JSON number.
        values: what a choice may be, in order; empty for the other types.
    """

    key: str
    label: str
    type: AttributeType
    values: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As stored with the tag and given by REST."""
        return {"key": self.key, "label": self.label, "type": self.type, "values": list(self.values)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Attribute":
        """The reverse of `as_json`."""
        return cls(data["key"], data["label"], data["type"], tuple(data.get("values", ())))


@dataclass(frozen=True, slots=True)
class TagSpec:
    """A tag as a scheme defines it; `id` is its row, 0 while it has none."""

    key: str
    label: str
    colour: str
    pattern: str
    shortcut: str = ""
    description: str = ""
    scope: Literal["span", "article"] = "span"
    attributes: tuple[Attribute, ...] = ()
    parent: str | None = None
    retired: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """A type of relation as a scheme defines it."""

    key: str
    label: str
    description: str
    from_tags: tuple[str, ...] = ()
    to_tags: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    acyclic: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """All tags (by key, in order) and relation types of a project."""

    tags: Mapping[str, TagSpec]
    relations: Mapping[str, RelationSpec] = field(default_factory=dict)

    @property
    def span_tags(self) -> list[TagSpec]:
        """The tags that can be put on a highlight now, in order."""
        return [tag for tag in self.tags.values() if tag.scope == "span" and not tag.retired]


def _choice(key: str, label: str, *values: str) -> Attribute:
    return Attribute(key, label, "choice", values)


CLAIMS = Scheme(
    tags={
        tag.key: tag
        for tag in (
            TagSpec(
                "claim",
                "Claim",
                "red",
                "thick",
                "c",
                "A statement that somebody could check.",
                attributes=(
                    _choice("check_worthiness", "Check-worthiness", "not_factual", "unimportant", "check_worthy"),
                    _choice("verifiable", "Verifiable", "yes", "prediction", "hypothetical", "opinion"),
                    _choice("factuality", "Factuality", "certain", "probable", "possible", "unknown"),
                    _choice("polarity", "Polarity", "positive", "negative"),
                ),
            ),
            TagSpec(
                "source",
                "Source",
                "blue",
                "double",
                "s",
                "Who says it: a person, an organisation, a document.",
                attributes=(
                    _choice("kind", "Kind", "person", "organisation", "document", "outlet", "anonymous"),
                    Attribute("name", "Name", "text"),
                ),
            ),
            TagSpec("cue", "Cue", "violet", "dotted", "v", "The words that attribute: “said”, “according to”."),
            TagSpec("hedge", "Hedge", "amber", "dashed", "h", "Words that weaken: “allegedly”, “could be”."),
            TagSpec(
                "quantity",
                "Quantity",
                "teal",
                "thin",
                "f",
                "A figure with what it counts.",
                attributes=(
                    Attribute("value", "Value", "number"),
                    _choice("bound", "Bound", "exact", "approximate", "at_most", "at_least"),
                    Attribute("unit", "Unit", "text"),
                    Attribute("place", "Place", "text"),
                    Attribute("time", "Time", "text"),
                ),
            ),
            TagSpec(
                "quotation",
                "Quotation",
                "pink",
                "wash",
                "q",
                "Somebody's words, direct or reported.",
                attributes=(_choice("directness", "Directness", "direct", "indirect", "mixed"),),
            ),
            TagSpec("opinion", "Opinion piece", "slate", "thin", scope="article"),
            TagSpec("not-news", "Not news", "slate", "thin", scope="article"),
            TagSpec("incomplete", "Incomplete", "slate", "thin", scope="article"),
            TagSpec("satire", "Satire", "slate", "thin", scope="article"),
        )
    },
    relations={
        relation.key: relation
        for relation in (
            RelationSpec(
                "attributed_to",
                "Attributed to",
                "Who is given as the source; chains of any depth.",
                ("claim", "source"),
                ("source",),
                (_choice("mode", "Mode", "explicit", "inherited"),),
                acyclic=True,
            ),
            RelationSpec("part_of", "Part of", "A claim decomposed.", ("claim",), ("claim",), acyclic=True),
            RelationSpec("same_claim", "Same claim", "True in the same circumstances.", ("claim",), ("claim",)),
            RelationSpec(
                "contradicts",
                "Contradicts",
                "Both cannot be true.",
                attributes=(_choice("dimension", "Dimension", "quantity", "place", "time", "agent", "attribution"),),
            ),
            RelationSpec("updates", "Updates", "A later statement takes an earlier one's place."),
            RelationSpec("translation_of", "Translation of", "The same words in another language."),
            RelationSpec("supports", "Supports", "Makes the other more likely."),
            RelationSpec("refutes", "Refutes", "Makes the other less likely."),
        )
    },
)
"""The built-in scheme."""

EMPTY = Scheme(tags={})


def check_attributes(scheme: Scheme, *, tags: list[str], attributes: Mapping[str, Any]) -> None:
    """Refuse values that the tags do not ask for.

    Args:
        scheme: the project's scheme.
        tags: the highlight's tags, all of them in the scheme.
        attributes: `{tag key: {attribute key: value}}`.

    Raises:
        RuleViolation: with the path of the value at fault.
    """
    for key, values in attributes.items():
        if key not in tags:
            raise RuleViolation("unknown_attribute", f"The highlight has no tag “{key}”.", path=f"attributes.{key}")
        if not isinstance(values, Mapping):
            raise RuleViolation("invalid_attribute", "Expected an object.", path=f"attributes.{key}")
        asked = {attribute.key: attribute for attribute in scheme.tags[key].attributes}
        for name, value in values.items():
            path = f"attributes.{key}.{name}"
            if name not in asked:
                raise RuleViolation("unknown_attribute", f"“{key}” does not ask for “{name}”.", path=path)
            _check_value(asked[name], value, path)


def _check_value(attribute: Attribute, value: object, path: str) -> None:
    if attribute.type == "choice" and value not in attribute.values:
        allowed = ", ".join(attribute.values)
        raise RuleViolation("invalid_attribute", f"Expected one of: {allowed}.", path=path)
    if attribute.type == "text" and not (isinstance(value, str) and 0 < len(value) <= MAX_ATTRIBUTE_TEXT):
        raise RuleViolation("invalid_attribute", f"Expected 1 to {MAX_ATTRIBUTE_TEXT} characters.", path=path)
    if isinstance(value, str):
        refuse_unstorable(text=value, path=path)
    if attribute.type == "number" and (
        isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300 or value != value
    ):
        raise RuleViolation("invalid_attribute", "Expected a number.", path=path)
