"""What a relation may be: its type, the tags of its ends, its attributes, and that a chain never bites its tail."""

import hashlib
import json
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from annotations.domain.schemes import RelationSpec, Scheme, check_value
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

Node = TypeVar("Node", int, UUID)


class StoredRelation(NamedTuple):
    """A relation as everybody sees it; the fields of the contract's JSON, in its order.

    Attributes:
        source: id of the highlight that it starts from (`from` in JSON).
        target: id of the highlight that it leads to (`to`).
        analyst: username; None where nobody made it.
        article: number of the article that `source` is in.
    """

    id: UUID
    type: str
    source: UUID
    target: UUID
    attributes: dict[str, Any]
    analyst: str | None
    layer: str
    created_at: datetime
    updated_at: datetime
    version: int
    article: int


JSON_NAMES = {"source": "from", "target": "to"}
"""What JSON calls those fields that a word of the language stands in the way of."""


class End(NamedTuple):
    """A highlight as an end of a relation.

    Attributes:
        row: its row.
        article_id: row of its article.
        tags: keys of its tags.
        deleted: whether it was deleted.
    """

    row: int
    article_id: int
    tags: tuple[str, ...]
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """What somebody says: that one highlight leads to another, and how."""

    type: str
    source: UUID
    target: UUID
    attributes: Mapping[str, Any]

    def digest(self, *, layer: str) -> str:
        """SHA-256 of all that a maker sends, so that a retry can be told from another body under the same id."""
        body = [self.type, str(self.source), str(self.target), dict(self.attributes), layer]
        return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_link(scheme: Scheme, link: Link, *, ends: Mapping[UUID, End], already: str = "") -> RelationSpec:
    """The type of a link that is lawful; whether it would close a circle is another question.

    Args:
        scheme: the project's.
        link: what somebody says.
        ends: the project's highlights among the two that it names.
        already: the type that the relation has; it may stay although it was retired.

    Raises:
        RuleViolation: naming the field at fault: `type`, `from`, `to`, `attributes.NAME`.
    """
    spec = scheme.relations.get(link.type)
    if spec is None:
        raise RuleViolation("unknown_type", _("The scheme has no relation “{type}”.", type=link.type), path="type")
    if spec.retired and link.type != already:
        message = _("“{type}” was retired: it stays where it is, and nothing new gets it.", type=link.type)
        raise RuleViolation("retired_type", message, path="type")
    for path, uuid, allowed in (("from", link.source, spec.from_tags), ("to", link.target, spec.to_tags)):
        end = ends.get(uuid)
        if end is None or end.deleted:
            raise RuleViolation("unknown_highlight", _("There is no such highlight."), path=path)
        if allowed and not fits(end.tags, allowed):
            wanted = ", ".join(allowed)
            message = _(
                "“{type}” goes {path} a highlight with one of these tags: {wanted}.",
                type=link.type,
                path=path,
                wanted=wanted,
            )
            raise RuleViolation("wrong_end", message, path=path)
    if link.source == link.target:
        raise RuleViolation("same_end", _("A highlight is not related to itself."), path="to")
    asked = {attribute.key: attribute for attribute in spec.attributes}
    for name, value in link.attributes.items():
        path = f"attributes.{name}"
        if name not in asked:
            raise RuleViolation(
                "unknown_attribute", _("“{type}” does not ask for “{name}”.", type=link.type, name=name), path=path
            )
        check_value(asked[name], value, path)
    return spec


def fits(tags: Collection[str], allowed: Collection[str]) -> bool:
    """Whether a highlight with these tags may be an end where `allowed` are asked for; none asked for are any."""
    return not allowed or any(tag in allowed for tag in tags)


def check_no_circle(edges: Iterable[tuple[Node, Node]], *, source: Node, target: Node) -> None:
    """Refuse a link that would close a circle.

    Args:
        edges: (source, target) of the relations of the same type that there are.
        source: where the new one starts.
        target: where it leads.

    Raises:
        RuleViolation: `source` can be reached from `target` already.
    """
    onward: dict[Node, list[Node]] = {}
    for start, end in edges:
        onward.setdefault(start, []).append(end)
    seen = {target}
    waiting = deque([target])
    while waiting:
        node = waiting.popleft()
        if node == source:
            message = _("That would make a circle: a chain of these relations leads from there back to here.")
            raise RuleViolation("circle", message, path="to")
        for following in onward.get(node, ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)


def has_circle(edges: Iterable[tuple[Node, Node]]) -> bool:
    """Whether any chain of relations comes back to where it began."""
    onward: dict[Node, list[Node]] = {}
    coming: dict[Node, int] = {}
    for start, end in edges:
        onward.setdefault(start, []).append(end)
        coming[end] = coming.get(end, 0) + 1
        coming.setdefault(start, 0)
    free = [node for node, count in coming.items() if not count]
    left = len(coming)
    while free:
        left -= 1
        for following in onward.get(free.pop(), ()):
            coming[following] -= 1
            if not coming[following]:
                free.append(following)
    return left > 0
