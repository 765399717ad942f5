"""What is different between two states of a scheme, as the log keeps it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.domain.schemes import Attribute, RelationSpec, Scheme, TagSpec

Spec = TagSpec | RelationSpec

_TAG_FACTS = ("colour", "pattern", "shortcut", "scope", "parent", "attributes", "merged_into")
_RELATION_FACTS = ("from_tags", "to_tags", "attributes", "acyclic")
_WORDS = ("label", "description")


@dataclass(frozen=True, slots=True)
class Difference:
    """One tag or relation type that differs.

    Attributes:
        verb: `created`, `changed`, `retired`, `restored`, `deleted`.
        before: as it was, None when it was not there.
        after: as it is, None when it is gone.
    """

    verb: str
    before: Spec | None
    after: Spec | None

    @property
    def spec(self) -> Spec:
        """What it is about."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def topic(self) -> str:
        """`tag` or `relation_type`."""
        return "tag" if isinstance(self.spec, TagSpec) else "relation_type"

    def logged(self) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """What an event holds of it: keys, numbers and choices; and the words that somebody wrote, apart."""
        if self.before is None or self.after is None:
            if self.after is None:
                return {}, {"label": self.spec.label}
            return {"after": {**facts_of(self.after), "retired": self.after.retired}}, {"after": words_of(self.after)}
        if self.verb != "changed":
            return {}, None
        words = _changed(words_of(self.before), words_of(self.after))
        return _changed(facts_of(self.before), facts_of(self.after)), words if words["after"] else None


def facts_of(spec: Spec) -> dict[str, Any]:
    """All of a tag or relation type that no person has written as a sentence."""
    names = _TAG_FACTS if isinstance(spec, TagSpec) else _RELATION_FACTS
    facts = {name: getattr(spec, name) for name in names}
    facts["attributes"] = [
        {
            "key": attribute.key,
            "type": attribute.type,
            "values": list(attribute.values),
            **({"required": True} if attribute.required else {}),
        }
        for attribute in spec.attributes
    ]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}


def words_of(spec: Spec) -> dict[str, Any]:
    """Labels and descriptions."""
    words: dict[str, Any] = {name: getattr(spec, name) for name in _WORDS}
    words["attributes"] = {a.key: {"label": a.label, "description": a.description} for a in spec.attributes}
    return words


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    names = [name for name in after if before.get(name) != after[name]]
    return {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}


def differences(before: Scheme, after: Scheme) -> list[Difference]:
    """What was made, changed, retired, brought back and deleted, in the order of the new scheme, the deleted last."""
    return [*_between(before.tags, after.tags), *_between(before.relations, after.relations)]


def _between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key, spec in after.items():
        was: Spec | None = before.get(key)
        if was is None:
            yield Difference("created", None, spec)
            continue
        if facts_of(was) != facts_of(spec) or words_of(was) != words_of(spec):
            yield Difference("changed", was, spec)
        if was.retired != spec.retired:
            yield Difference("retired" if spec.retired else "restored", was, spec)
    for key, spec in before.items():
        if key not in after:
            yield Difference("deleted", spec, None)


def moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether what both have stands in another order."""
    return [key for key in before if key in after] != [key for key in after if key in before]


def narrowed(before: TagSpec, after: TagSpec) -> bool:
    """Whether a value that the tag took is one that it does not take any more."""
    asked = {attribute.key: attribute for attribute in after.attributes}
    return any(_lost(was, asked.get(was.key)) for was in before.attributes)


def _lost(was: Attribute, now: Attribute | None) -> bool:
    if now is None:
        return True
    if now.type == was.type:
        return not set(was.values) <= set(now.values)
    return not (was.type == "choice" and now.type == "text")


def reordered(keys: Sequence[str], *, key: str, by: int) -> list[str]:
    """The keys with one of them moved by some places, as far as there are any."""
    rest = [other for other in keys if other != key]
    place = min(max(list(keys).index(key) + by, 0), len(rest))
    return [*rest[:place], key, *rest[place:]]


# What a label in another script becomes: Ukrainian and Russian letters about as their states romanise them.
_CYRILLIC = "абвгґдезийклмнопрстуфхцыіїйэёєжчшщюяьъў"
_ROMANISED = "a b v h g d e z y i k l m n o p r s t u f kh ts y i i i e e ie zh ch sh shch iu ia _ _ u"
_LATIN = {
    **dict(zip(_CYRILLIC, _ROMANISED.replace("_", "").split(" "), strict=True)),
    "’": "", "'": "", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d",
}  # fmt: skip


def key_from(label: str, *, taken: Mapping[str, object], separator: str = "_") -> str:
    """A key for a label, transliterated, that no other has; `tag` when nothing of the label can be kept."""
    lowered = unicodedata.normalize("NFC", label).lower()
    latin = "".join(_LATIN.get(character, character) for character in lowered)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", separator, plain).strip("_-")[:50].strip("_-") or "tag"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}{separator}{number}", number + 1
    return key
