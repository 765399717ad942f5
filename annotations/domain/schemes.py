"""Tag schemes: what a tag is, what it asks for, and the built-in scheme `claims`.

Sources of the built-in scheme's values: check-worthiness after ClaimBuster, verifiability after Full Fact, factuality and
polarity after FactBank, directness after RiQuA.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

AttributeType = Literal["choice", "text", "number"]

COLOURS = ("red", "blue", "violet", "amber", "teal", "pink", "green", "orange", "slate")
"""Hue names; the style sheet gives each its value for light and for dark."""

PATTERNS = ("thick", "double", "dotted", "dashed", "thin", "wash", "wavy")
"""Ways an underline is drawn (`wash`: a tint alone)."""

MAX_ATTRIBUTE_TEXT = 1_000
"""Code points in the text value of an attribute."""

Scope = Literal["span", "article"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something a tag asks for.

    Attributes:
        key: name in JSON.
        label: what people read.
        type: `choice` takes one of `values`, `text` any string, `number` a finite JSON number.
        values: what a choice may be, in order; empty for the other types.
        description: what it is about, for somebody who sees it the first time.
        required: whether the page asks for it until it is given; nobody is held up by it.
    """

    key: str
    label: str
    type: AttributeType
    values: tuple[str, ...] = ()
    description: str = ""
    required: bool = False

    def as_json(self) -> dict[str, Any]:
        """As stored with the tag and given by REST."""
        return {
            "key": self.key,
            "label": self.label,
            "type": self.type,
            "values": list(self.values),
            "description": self.description,
            "required": self.required,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Attribute":
        """The reverse of `as_json`."""
        return cls(
            data["key"],
            data["label"],
            data["type"],
            tuple(data.get("values", ())),
            data.get("description", ""),
            data.get("required", False),
        )


@dataclass(frozen=True, slots=True)
class TagSpec:
    """A tag as a scheme defines it.

    Attributes:
        parent: key of the tag that it belongs below.
        merged_into: key of the tag that took its place; it is retired then.
        id: its row, 0 while it has none.
        version: grows with every change of it.
        definition: grows when it means something else than before.
    """

    key: str
    label: str
    colour: str
    pattern: str
    shortcut: str = ""
    description: str = ""
    scope: Scope = "span"
    attributes: tuple[Attribute, ...] = ()
    parent: str | None = None
    retired: bool = False
    merged_into: str | None = None
    id: int = 0
    version: int = 1
    definition: int = 1


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
    retired: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Scheme:
    """All tags (by key, in order) and relation types of a project."""

    tags: Mapping[str, TagSpec]
    relations: Mapping[str, RelationSpec] = field(default_factory=dict)

    @property
    def span_tags(self) -> list[TagSpec]:
        """The tags that can be put on a highlight now, in order."""
        return self.living("span")

    def living(self, scope: Scope) -> list[TagSpec]:
        """The tags of one scope that are not retired, in order."""
        return [tag for tag in self.tags.values() if tag.scope == scope and not tag.retired]

    def children_of(self, key: str) -> list[TagSpec]:
        """The tags right below another, in order, retired ones too."""
        return [tag for tag in self.tags.values() if tag.parent == key]

    def followed(self, key: str) -> TagSpec:
        """The tag itself, or the one that took its place when it was merged, however often; it must be known."""
        tag = self.tags[key]
        while tag.merged_into is not None:
            tag = self.tags[tag.merged_into]
        return tag


def _choice(key: str, label: str, description: str, values: str) -> Attribute:
    return Attribute(key, label, "choice", tuple(values.split()), description)


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
                "A statement that somebody could check: it says that something is, was or will be so. Mark all of the "
                "statement, without the words that say who makes it.",
                attributes=(
                    _choice(
                        "check_worthiness",
                        "Check-worthiness",
                        "Is it worth a fact-checker’s time?",
                        "not_factual unimportant check_worthy",
                    ),
                    _choice(
                        "verifiable", "Verifiable", "Could it be checked now?", "yes prediction hypothetical opinion"
                    ),
                    _choice(
                        "factuality",
                        "Factuality",
                        "How sure is whoever states it?",
                        "certain probable possible unknown",
                    ),
                    _choice(
                        "polarity", "Polarity", "Does it say that it is so, or that it is not?", "positive negative"
                    ),
                ),
            ),
            TagSpec(
                "source",
                "Source",
                "blue",
                "double",
                "s",
                "Whom the text gives as the one who says or knows it: a person, an organisation, a document, another "
                "outlet, or somebody unnamed.",
                attributes=(
                    _choice(
                        "kind", "Kind", "What sort of source it is.", "person organisation document outlet anonymous"
                    ),
                    Attribute(
                        "name", "Name", "text", description="The full name, where the text has only a part of it."
                    ),
                ),
            ),
            TagSpec(
                "cue",
                "Cue",
                "violet",
                "dotted",
                "v",
                "The words that attribute: “said”, “according to”, “reported”.",
            ),
            TagSpec(
                "hedge",
                "Hedge",
                "amber",
                "dashed",
                "h",
                "Words that make a statement weaker: “allegedly”, “could be”, “are expected to”.",
            ),
            TagSpec(
                "quantity",
                "Quantity",
                "teal",
                "thin",
                "f",
                "A figure with what it counts: “up to 11,000 soldiers”.",
                attributes=(
                    Attribute("value", "Value", "number", description="The figure as a number: 11000."),
                    _choice(
                        "bound",
                        "Bound",
                        "Is it the number itself, or a limit of it?",
                        "exact approximate at_most at_least",
                    ),
                    Attribute("unit", "Unit", "text", description="What is counted: soldiers, euros, per cent."),
                    Attribute("place", "Place", "text", description="Where it is so."),
                    Attribute("time", "Time", "text", description="When it is so."),
                ),
            ),
            TagSpec(
                "quotation",
                "Quotation",
                "pink",
                "wash",
                "q",
                "Somebody’s words, as they were said or as the text retells them.",
                attributes=(
                    _choice(
                        "directness",
                        "Directness",
                        "In quotation marks, retold, or both in one?",
                        "direct indirect mixed",
                    ),
                ),
            ),
            TagSpec(
                "opinion",
                "Opinion piece",
                "slate",
                "thin",
                description="A comment, an editorial or a column: it argues, it does not report.",
                scope="article",
            ),
            TagSpec(
                "not-news",
                "Not news",
                "slate",
                "dotted",
                description="Advertising, a recipe, a list of links: nothing in it is news.",
                scope="article",
            ),
            TagSpec(
                "incomplete",
                "Incomplete",
                "slate",
                "dashed",
                description="The text breaks off, or stands behind a wall: part of it is missing.",
                scope="article",
            ),
            TagSpec(
                "satire",
                "Satire",
                "slate",
                "wavy",
                description="Made up to amuse, and meant to be seen as such.",
                scope="article",
            ),
        )
    },
    relations={
        relation.key: relation
        for relation in (
            RelationSpec(
                "attributed_to",
                "Attributed to",
                "Leads from a claim to whom the text gives as its source, and from that source to the one it has it "
                "from: chains of any depth, never a circle. The article itself stands behind every chain.",
                ("claim", "source"),
                ("source",),
                (
                    _choice(
                        "mode",
                        "Mode",
                        "Said in this sentence, or carried over from one before?",
                        "explicit inherited",
                    ),
                    Attribute("cue", "Cue", "text", description="The words that attribute, if there are any."),
                ),
                acyclic=True,
            ),
            RelationSpec(
                "part_of",
                "Part of",
                "One statement out of a claim that makes several at once.",
                ("claim",),
                ("claim",),
                acyclic=True,
            ),
            RelationSpec(
                "same_claim",
                "Same claim",
                "Both are true in the same circumstances, however differently they are worded.",
                ("claim",),
                ("claim",),
            ),
            RelationSpec(
                "contradicts",
                "Contradicts",
                "Both cannot be true.",
                attributes=(
                    _choice(
                        "dimension",
                        "Dimension",
                        "In what they disagree.",
                        "quantity place time agent attribution",
                    ),
                ),
            ),
            RelationSpec("updates", "Updates", "A later statement takes the place of an earlier one."),
            RelationSpec("translation_of", "Translation of", "The same words in another language."),
            RelationSpec("supports", "Supports", "If this is true, the other is more likely to be."),
            RelationSpec("refutes", "Refutes", "If this is true, the other is less likely to be."),
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
            raise RuleViolation(
                "unknown_attribute", _("The highlight has no tag “{key}”.", key=key), path=f"attributes.{key}"
            )
        if not isinstance(values, Mapping):
            raise RuleViolation("invalid_attribute", _("Expected an object."), path=f"attributes.{key}")
        asked = {attribute.key: attribute for attribute in scheme.tags[key].attributes}
        for name, value in values.items():
            path = f"attributes.{key}.{name}"
            if name not in asked:
                raise RuleViolation(
                    "unknown_attribute", _("“{key}” does not ask for “{name}”.", key=key, name=name), path=path
                )
            check_value(asked[name], value, path)


def check_value(attribute: Attribute, value: object, path: str) -> None:
    """Refuse a value that an attribute does not take.

    Raises:
        RuleViolation: with the path that was given.
    """
    if attribute.type == "choice" and value not in attribute.values:
        allowed = ", ".join(attribute.values)
        raise RuleViolation("invalid_attribute", _("Expected one of: {allowed}.", allowed=allowed), path=path)
    if attribute.type == "text" and not (isinstance(value, str) and 0 < len(value) <= MAX_ATTRIBUTE_TEXT):
        raise RuleViolation(
            "invalid_attribute",
            ngettext(
                "Expected 1 to {most} character.",
                "Expected 1 to {most} characters.",
                MAX_ATTRIBUTE_TEXT,
                most=MAX_ATTRIBUTE_TEXT,
            ),
            path=path,
        )
    if isinstance(value, str):
        refuse_unstorable(text=value, path=path)
    if attribute.type == "number" and (
        isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300 or value != value
    ):
        raise RuleViolation("invalid_attribute", _("Expected a number."), path=path)
