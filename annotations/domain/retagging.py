"""What becomes of the tags of one highlight when those of many are changed: the rules, in plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from annotations.domain.merging import carried
from annotations.domain.schemes import Scheme, TagSpec
from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

MOST = 5_000
"""Most highlights that one change may concern."""


class Kind(StrEnum):
    """What is done to many highlights."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What is to be done.

    Attributes:
        kind: what.
        tag: the tag that is added, removed or replaced; None when highlights are deleted.
        by: the tag that takes its place.
    """

    kind: Kind
    tag: TagSpec | None = None
    by: TagSpec | None = None

    @property
    def added(self) -> TagSpec | None:
        """The tag that highlights get."""
        return self.tag if self.kind is Kind.ADD else self.by

    @property
    def keys(self) -> dict[str, str]:
        """The plan as data: what, and the keys of its tags."""
        tags = {name: tag.key for name, tag in (("tag", self.tag), ("by", self.by)) if tag}
        return {"action": self.kind.value, **tags}


class Tagging(NamedTuple):
    """A tag of a highlight, with its attributes' values."""

    key: str
    attributes: Mapping[str, Any]


class Fate(StrEnum):
    """What becomes of one highlight."""

    CHANGED = "changed"
    NOT_OWN = "not_own"
    """Somebody else's, and the role does not reach."""
    AS_IT_IS = "as_it_is"
    """It has the tag that it would get, or not the one that it would lose."""
    LAST_TAG = "last_tag"
    """It would be without any tag."""
    MEANWHILE = "meanwhile"
    """Somebody changed or deleted it after it was looked at."""


class Outcome(NamedTuple):
    """What becomes of one highlight.

    Attributes:
        fate: whether it is changed, or why not.
        tags: its tags afterwards.
        dropped: `tag.attribute` of each value that is lost.
    """

    fate: Fate
    tags: tuple[Tagging, ...]
    dropped: tuple[str, ...] = ()


def plan_of(scheme: Scheme, *, kind: str, tag: str = "", by: str = "") -> BulkPlan:
    """A checked plan.

    Raises:
        RuleViolation: no such action, no such tag, or one that cannot be put on highlights.
    """
    try:
        wanted = Kind(kind)
    except ValueError:
        raise RuleViolation("unknown_action", _("Choose what to do with the highlights."), path="action") from None
    if wanted is Kind.DELETE:
        return BulkPlan(wanted)
    plan = BulkPlan(
        wanted, _span_tag(scheme, tag, "tag"), _span_tag(scheme, by, "by") if wanted is Kind.REPLACE else None
    )
    if plan.added is not None and plan.added.retired:
        path = "tag" if wanted is Kind.ADD else "by"
        raise RuleViolation(
            "retired_tag", _("“{label}” was retired: choose another tag.", label=plan.added.label), path=path
        )
    if plan.tag == plan.by:
        raise RuleViolation("same_tag", _("Choose another tag to put in its place."), path="by")
    return plan


def _span_tag(scheme: Scheme, key: str, path: str) -> TagSpec:
    spec = scheme.tags.get(key)
    if spec is None:
        message = _("Choose a tag.") if not key else _("The scheme has no tag “{key}”.", key=key)
        raise RuleViolation("unknown_tag", message, path=path)
    if spec.scope != "span":
        raise RuleViolation("wrong_scope", _("“{label}” is a tag for whole articles.", label=spec.label), path=path)
    return spec


def outcome_of(plan: BulkPlan, tags: Sequence[Tagging], *, allowed: bool) -> Outcome:
    """What a plan makes of one highlight.

    Args:
        plan: from `plan_of`.
        tags: of the highlight, in order.
        allowed: whether the person may change it.
    """
    there = tuple(tags)
    if not allowed:
        return Outcome(Fate.NOT_OWN, there)
    if plan.kind is Kind.DELETE or plan.tag is None:
        return Outcome(Fate.CHANGED, there)
    has = {tagging.key for tagging in there}
    if (plan.tag.key in has) == (plan.kind is Kind.ADD):
        return Outcome(Fate.AS_IT_IS, there)
    if plan.kind is Kind.ADD:
        return Outcome(Fate.CHANGED, (*there, Tagging(plan.tag.key, {})))
    if plan.by is None or plan.by.key in has:
        left = tuple(tagging for tagging in there if tagging.key != plan.tag.key)
        return Outcome(Fate.CHANGED, left, _lost(there, left)) if left else Outcome(Fate.LAST_TAG, there)
    by = plan.by
    left = tuple(
        Tagging(by.key, carried(tagging.attributes, asked=by.attributes)) if tagging.key == plan.tag.key else tagging
        for tagging in there
    )
    dropped = tuple(
        f"{tagging.key}.{name}"
        for tagging, new in zip(there, left, strict=True)
        for name in tagging.attributes
        if name not in new.attributes
    )
    return Outcome(Fate.CHANGED, left, dropped)


def _lost(there: Sequence[Tagging], left: Sequence[Tagging]) -> tuple[str, ...]:
    stay = {tagging.key for tagging in left}
    return tuple(f"{tagging.key}.{name}" for tagging in there if tagging.key not in stay for name in tagging.attributes)
