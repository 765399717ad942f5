"""What a scheme may be: every fault of a changed one, each with the path of what is at fault."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from annotations.domain.schemes import COLOURS, PATTERNS, Attribute, RelationSpec, Scheme, TagSpec
from annotations.domain.shortcuts import WORKBENCH_KEYS
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation, Several
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_TAGS = 500
MAX_RELATIONS = 100
MAX_ATTRIBUTES = 30
MAX_VALUES = 200
MAX_KEY = 60
MAX_LABEL = 120
MAX_VALUE = 60
MAX_DESCRIPTION = 4_000
MAX_DEPTH = 4
"""Tags below each other: more than this nobody finds again."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

Faults = Iterator[RuleViolation]


def check_scheme(scheme: Scheme, *, before: Scheme, prefix: str = "") -> None:
    """Refuse a scheme that breaks a rule.

    Args:
        scheme: as it is to be.
        before: as it is; what was lawful then is not held against somebody who changes something else.
        prefix: of the paths; with "" they begin with `tags.N` and `relations.N`.

    Raises:
        RuleViolation: one fault.
        Several: more of them.
    """
    faults = list(_faults(scheme, before))
    for fault in faults:
        fault.path = prefix + fault.path
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Several(faults)


def check_key(key: str, *, path: str = "key") -> None:
    """Refuse a key that data, addresses and style sheets could not carry.

    Raises:
        RuleViolation: of another form, or too long.
    """
    if len(key) > MAX_KEY or not _KEY.fullmatch(key):
        message = _("Small Latin letters, digits, “-” and “_”, a letter or digit first, at most {most}.", most=MAX_KEY)
        raise RuleViolation("invalid_key", message, path=path)


def _faults(scheme: Scheme, before: Scheme) -> Faults:
    if len(scheme.tags) > MAX_TAGS:
        yield RuleViolation(
            "too_many", ngettext("At most {most} tag.", "At most {most} tags.", MAX_TAGS, most=MAX_TAGS), path="tags"
        )
    if len(scheme.relations) > MAX_RELATIONS:
        yield RuleViolation(
            "too_many",
            ngettext(
                "At most {most} relation type.", "At most {most} relation types.", MAX_RELATIONS, most=MAX_RELATIONS
            ),
            path="relations",
        )
    shortcuts = Counter(tag.shortcut.lower() for tag in scheme.span_tags if tag.shortcut)
    for index, tag in enumerate(scheme.tags.values()):
        if before.tags.get(tag.key) != tag or tag.shortcut:
            yield from _below(f"tags.{index}", _tag_faults(tag, scheme, before, shortcuts))
    for index, relation in enumerate(scheme.relations.values()):
        if before.relations.get(relation.key) != relation:
            yield from _below(f"relations.{index}", _relation_faults(relation, scheme, before))


def _below(path: str, faults: Faults) -> Faults:
    for fault in faults:
        fault.path = f"{path}.{fault.path}"
        yield fault


def _caught(check: Iterable[RuleViolation]) -> Faults:
    """A generator that may raise on its way, as faults."""
    try:
        yield from check
    except RuleViolation as fault:
        yield fault


def _tag_faults(tag: TagSpec, scheme: Scheme, before: Scheme, shortcuts: Counter[str]) -> Faults:
    was = before.tags.get(tag.key)
    if was != tag:
        if was is None:
            yield from _caught(_raised(tag.key))
        yield from _caught(_words(tag.label, tag.description))
        if tag.colour not in COLOURS:
            yield RuleViolation(
                "unknown_colour", _("Expected one of: {choices}.", choices=", ".join(COLOURS)), path="colour"
            )
        if tag.pattern not in PATTERNS:
            yield RuleViolation(
                "unknown_pattern", _("Expected one of: {choices}.", choices=", ".join(PATTERNS)), path="pattern"
            )
        if tag.scope not in ("span", "article"):
            yield RuleViolation("unknown_scope", _("Expected one of: span, article."), path="scope")
        elif was is not None and was.scope != tag.scope:
            yield RuleViolation("fixed", _("What a tag is put on cannot change: make another tag."), path="scope")
        yield from _parent_faults(tag, scheme)
        yield from _attribute_faults(tag.attributes)
        if tag.merged_into is not None:
            yield from _merge_faults(tag, scheme)
    yield from _caught(_shortcut_faults(tag, was, shortcuts))


def _raised(key: str) -> Faults:
    check_key(key)
    yield from ()


def _words(label: str, description: str) -> Faults:
    refuse_unstorable(text=label, path="label")
    if not label.strip():
        yield RuleViolation("required", _("Give it a label."), path="label")
    if len(label) > MAX_LABEL:
        yield RuleViolation(
            "too_long",
            ngettext("At most {most} character.", "At most {most} characters.", MAX_LABEL, most=MAX_LABEL),
            path="label",
        )
    if _LINE_ENDS.search(label):
        yield RuleViolation("line_end", _("A label is one line."), path="label")
    refuse_unstorable(text=description, path="description")
    if len(description) > MAX_DESCRIPTION:
        yield RuleViolation(
            "too_long",
            ngettext(
                "At most {most:,} character.", "At most {most:,} characters.", MAX_DESCRIPTION, most=MAX_DESCRIPTION
            ),
            path="description",
        )


def _shortcut_faults(tag: TagSpec, was: TagSpec | None, shortcuts: Counter[str]) -> Faults:
    """A key that cannot do what it says; the same place on another keyboard is only warned of."""
    shortcut = tag.shortcut
    if not shortcut:
        return
    changed = was is None or was.shortcut != shortcut
    refuse_unstorable(text=shortcut, path="shortcut")
    if len(shortcut) > 1 or not shortcut.isprintable() or shortcut.isspace():
        yield RuleViolation("invalid_shortcut", _("One character that a key types."), path="shortcut")
    elif tag.scope == "article":
        if changed:
            yield RuleViolation("no_shortcut", _("Tags for whole articles have no key."), path="shortcut")
    elif tag.retired:
        return
    elif shortcut.lower() in WORKBENCH_KEYS:
        if changed:
            use = WORKBENCH_KEYS[shortcut.lower()]
            message = _("The workbench uses this key itself: {use}.", use=use)
            yield RuleViolation("shortcut_taken", message, path="shortcut")
    elif shortcuts[shortcut.lower()] > 1 and (changed or (was is not None and was.retired)):
        yield RuleViolation("shortcut_taken", _("Another tag has this key."), path="shortcut")


def _parent_faults(tag: TagSpec, scheme: Scheme) -> Faults:
    if tag.parent is None:
        return
    parent = scheme.tags.get(tag.parent)
    if parent is None:
        yield RuleViolation("unknown_tag", _("The scheme has no tag “{parent}”.", parent=tag.parent), path="parent")
        return
    if parent.scope != tag.scope:
        yield RuleViolation("wrong_scope", _("A tag and its parent are put on the same thing."), path="parent")
    above = _above(tag.key, scheme)
    if above is None:
        yield RuleViolation("circle", _("A tag cannot be below itself."), path="parent")
    elif len(above) + 1 + _height(tag.key, scheme) > MAX_DEPTH:
        yield RuleViolation(
            "too_deep",
            ngettext(
                "At most {most} tag below each other.",
                "At most {most} tags below each other.",
                MAX_DEPTH,
                most=MAX_DEPTH,
            ),
            path="parent",
        )


def _above(key: str, scheme: Scheme) -> list[str] | None:
    """The tags above one, the nearest first; None when it is above itself."""
    above: list[str] = []
    parent = scheme.tags[key].parent
    while parent is not None and parent in scheme.tags:
        if parent == key or parent in above:
            return None
        above.append(parent)
        parent = scheme.tags[parent].parent
    return above


def _height(key: str, scheme: Scheme, level: int = 0) -> int:
    if level > MAX_DEPTH:
        return level
    return max((1 + _height(child.key, scheme, level + 1) for child in scheme.children_of(key)), default=0)


def _merge_faults(tag: TagSpec, scheme: Scheme) -> Faults:
    if not tag.retired:
        yield RuleViolation("not_retired", _("A merged tag is retired."), path="retired")
    seen = {tag.key}
    target: TagSpec | None = tag
    while target is not None and target.merged_into is not None:
        if target.merged_into in seen:
            yield RuleViolation("circle", _("A tag cannot be merged into itself."), path="merged_into")
            return
        seen.add(target.merged_into)
        target = scheme.tags.get(target.merged_into)
    if target is None:
        yield RuleViolation("unknown_tag", _("The scheme has no such tag."), path="merged_into")
    elif target.scope != tag.scope:
        yield RuleViolation("wrong_scope", _("Both tags are put on the same thing."), path="merged_into")


def _attribute_faults(attributes: Sequence[Attribute]) -> Faults:
    if len(attributes) > MAX_ATTRIBUTES:
        yield RuleViolation(
            "too_many",
            ngettext("At most {most} attribute.", "At most {most} attributes.", MAX_ATTRIBUTES, most=MAX_ATTRIBUTES),
            path="attributes",
        )
    seen: set[str] = set()
    for index, attribute in enumerate(attributes):
        yield from _below(f"attributes.{index}", _caught(_one_attribute(attribute)))
        if attribute.key in seen:
            yield RuleViolation(
                "duplicate", _("“{key}” is there twice.", key=attribute.key), path=f"attributes.{index}.key"
            )
        seen.add(attribute.key)


def _one_attribute(attribute: Attribute) -> Faults:
    yield from _caught(_raised(attribute.key))
    yield from _words(attribute.label, attribute.description)
    if attribute.type not in ("choice", "text", "number"):
        yield RuleViolation("unknown_type", _("Expected one of: choice, text, number."), path="type")
    if attribute.type != "choice":
        if attribute.values:
            yield RuleViolation("no_values", _("Only a choice has values."), path="values")
        return
    if not attribute.values:
        yield RuleViolation("required", _("A choice needs at least one value."), path="values")
    if len(attribute.values) > MAX_VALUES:
        yield RuleViolation(
            "too_many",
            ngettext("At most {most} value.", "At most {most} values.", MAX_VALUES, most=MAX_VALUES),
            path="values",
        )
    for index, value in enumerate(attribute.values):
        refuse_unstorable(text=value, path=f"values.{index}")
        if not value.strip() or value != value.strip() or _LINE_ENDS.search(value):
            message = _("A value is one line, with no space at its ends.")
            yield RuleViolation("invalid_value", message, path=f"values.{index}")
        if len(value) > MAX_VALUE:
            yield RuleViolation(
                "too_long",
                ngettext("At most {most} character.", "At most {most} characters.", MAX_VALUE, most=MAX_VALUE),
                path=f"values.{index}",
            )
        if value in attribute.values[:index]:
            yield RuleViolation("duplicate", _("“{value}” is there twice.", value=value), path=f"values.{index}")


def _relation_faults(relation: RelationSpec, scheme: Scheme, before: Scheme) -> Faults:
    was = before.relations.get(relation.key)
    if was is None:
        yield from _caught(_raised(relation.key))
    yield from _caught(_words(relation.label, relation.description))
    yield from _attribute_faults(relation.attributes)
    for side in ("from_tags", "to_tags"):
        keys: tuple[str, ...] = getattr(relation, side)
        for index, key in enumerate(keys):
            tag = scheme.tags.get(key)
            if tag is None:
                yield RuleViolation("unknown_tag", _("The scheme has no tag “{key}”.", key=key), path=f"{side}.{index}")
            elif tag.scope != "span":
                message = _("“{key}” is a tag for whole articles.", key=key)
                yield RuleViolation("wrong_scope", message, path=f"{side}.{index}")
            if key in keys[:index]:
                yield RuleViolation("duplicate", _("“{key}” is there twice.", key=key), path=f"{side}.{index}")
