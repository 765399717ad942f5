"""What copying from another project would change."""

from dataclasses import replace
from typing import Literal, NamedTuple

from annotations.domain.schemes import Scheme, TagSpec
from annotations.models import HighlightTag
from annotations.queries.schemes import scheme_of
from newsapp.access import ProjectAccess
from newsapp.blindness import hides_work
from newsapp.domain.comparing import Comparison, compare
from newsapp.models import Article
from newsapp.queries.guidelines import newest_guidelines

REVIEW_SETTINGS = ("blind", "coders_anonymous", "small_team", "gold_threshold")
"""The settings that go along beside the number of coders."""

Fate = Literal["same", "replaced", "in_use"]


class SchemeChange(NamedTuple):
    """What becomes of the scheme.

    Attributes:
        fate: `same`: nothing changes; `replaced`: the other's takes its place; `in_use`: it is kept, since highlights
            or articles have its tags.
        leaving: labels of tags that would go.
        coming: labels of tags that would come.
        changing: labels, as they are now, of tags that keep their key and would look, be called or ask otherwise.
    """

    fate: Fate
    leaving: list[str]
    coming: list[str]
    changing: list[str]


class SettingChange(NamedTuple):
    """A setting by its name, before and after."""

    name: str
    before: bool | float | None
    after: bool | float | None


class CopyPreview(NamedTuple):
    """What copying would change.

    Attributes:
        scheme: what becomes of the scheme.
        guidelines: the difference that the other's guidelines make; None when it has none.
        coders: people for each article, before and after.
        settings: which of the other settings of review would change.
    """

    scheme: SchemeChange
    guidelines: Comparison | None
    coders: tuple[int, int]
    settings: list[SettingChange]


def _bare(spec: TagSpec) -> TagSpec:
    blank = TagSpec("", "", "", "")
    later = {name: getattr(blank, name) for name in ("id", "version", "merged_into") if hasattr(blank, name)}
    return replace(spec, **later)


def alike(one: Scheme, other: Scheme) -> bool:
    """Whether two schemes offer the same, in the same order; what was retired does not count."""
    first, second = ([_bare(spec) for spec in scheme.tags.values() if not spec.retired] for scheme in (one, other))
    relations = [
        [(row.key, row.label, row.description, row.from_tags, row.to_tags, row.attributes, row.acyclic) for row in rows]
        for rows in (one.relations.values(), other.relations.values())
    ]
    return first == second and relations[0] == relations[1]


def is_scheme_used(access: ProjectAccess) -> bool:
    """Whether any highlight, deleted ones too, or any article has a tag of the project's scheme, or may have it unseen."""
    return (
        hides_work(access)
        or HighlightTag.objects.filter(project=access.project).exists()
        or Article.objects.filter(project=access.project).exclude(tags=[]).exists()
    )


def scheme_change(*, access: ProjectAccess, source: ProjectAccess) -> SchemeChange:
    """What becomes of a project's scheme when another's is copied into it."""
    own, other = scheme_of(access.project), scheme_of(source.project)
    before = {key: spec for key, spec in own.tags.items() if not spec.retired}
    after = {key: spec for key, spec in other.tags.items() if not spec.retired}
    fate: Fate = "same" if alike(own, other) else "in_use" if is_scheme_used(access) else "replaced"
    return SchemeChange(
        fate,
        [spec.label for key, spec in before.items() if key not in after],
        [spec.label for key, spec in after.items() if key not in before],
        [spec.label for key, spec in before.items() if key in after and _bare(spec) != _bare(after[key])],
    )


def copy_preview(*, access: ProjectAccess, source: ProjectAccess) -> CopyPreview:
    """What copying everything would change in a project."""
    theirs, own = newest_guidelines(source), newest_guidelines(access)
    return CopyPreview(
        scheme_change(access=access, source=source),
        None if theirs is None else compare(own.text if own else "", theirs.text),
        (access.project.coders_per_article, source.project.coders_per_article),
        [
            SettingChange(name, getattr(access.project, name), getattr(source.project, name))
            for name in REVIEW_SETTINGS
            if getattr(access.project, name) != getattr(source.project, name)
        ],
    )
