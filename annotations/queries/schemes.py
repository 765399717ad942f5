"""A project's scheme as the domain knows it."""

from functools import lru_cache

from annotations.domain.schemes import Attribute, RelationSpec, Scheme, TagSpec
from annotations.models import RelationType, Tag
from newsapp.models import Project


def scheme_of(project: Project) -> Scheme:
    """The scheme that the project has at its `scheme_version`; read once for each version."""
    return _scheme(project.pk, project.scheme_version)


@lru_cache(maxsize=256)
def _scheme(project_id: int, scheme_version: int) -> Scheme:  # noqa: ARG001 - the version is the cache's key
    tags = Tag.objects.filter(project_id=project_id).select_related("parent").order_by("position", "id")
    relations = RelationType.objects.filter(project_id=project_id).order_by("position", "id")
    return Scheme(
        tags={tag.key: _spec(tag) for tag in tags},
        relations={
            row.key: RelationSpec(
                row.key,
                row.label,
                row.description,
                tuple(row.from_tags),
                tuple(row.to_tags),
                tuple(Attribute.from_json(attribute) for attribute in row.attributes),
                row.acyclic,
            )
            for row in relations
        },
    )


def _spec(tag: Tag) -> TagSpec:
    return TagSpec(
        key=tag.key,
        label=tag.label,
        colour=tag.colour,
        pattern=tag.pattern,
        shortcut=tag.shortcut,
        description=tag.description,
        scope="article" if tag.scope == Tag.Scope.ARTICLE else "span",
        attributes=tuple(Attribute.from_json(attribute) for attribute in tag.attributes),
        parent=tag.parent.key if tag.parent else None,
        retired=tag.retired_at is not None,
        id=tag.pk,
    )
