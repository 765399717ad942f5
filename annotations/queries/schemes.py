"""A project's scheme as the domain knows it."""

from functools import lru_cache

from annotations.domain.schemes import Attribute, RelationSpec, Scheme, TagSpec
from annotations.models import RelationType, Tag
from newsapp.models import Project


def scheme_of(project: Project) -> Scheme:
    """The scheme that the project has at its `scheme_version`; read once for each version.

    Not for services that change it: what they read may be rolled back, and the version be given to something else.
    """
    return _scheme(project.pk, project.scheme_version)


@lru_cache(maxsize=256)
def _scheme(project_id: int, scheme_version: int) -> Scheme:  # noqa: ARG001 - the version is the cache's key
    return read_scheme(project_id)


def read_scheme(project_id: int) -> Scheme:
    """The scheme as it stands in the tables now, in two statements."""
    rows = list(Tag.objects.filter(project_id=project_id).order_by("position", "id"))
    keys = {row.pk: row.key for row in rows}
    relations = RelationType.objects.filter(project_id=project_id).order_by("position", "id")
    return Scheme(
        tags={row.key: _tag(row, keys) for row in rows}, relations={row.key: _relation(row) for row in relations}
    )


def _attributes(shapes: list[dict[str, object]]) -> tuple[Attribute, ...]:
    return tuple(Attribute.from_json(shape) for shape in shapes)


def _tag(row: Tag, keys: dict[int, str]) -> TagSpec:
    return TagSpec(
        key=row.key,
        label=row.label,
        colour=row.colour,
        pattern=row.pattern,
        shortcut=row.shortcut,
        description=row.description,
        scope="article" if row.scope == Tag.Scope.ARTICLE else "span",
        attributes=_attributes(row.attributes),
        parent=keys[row.parent_id] if row.parent_id else None,
        retired=row.retired_at is not None,
        merged_into=keys[row.merged_into_id] if row.merged_into_id else None,
        id=row.pk,
        version=row.version,
        definition=row.definition,
    )


def _relation(row: RelationType) -> RelationSpec:
    return RelationSpec(
        key=row.key,
        label=row.label,
        description=row.description,
        from_tags=tuple(row.from_tags),
        to_tags=tuple(row.to_tags),
        attributes=_attributes(row.attributes),
        acyclic=row.acyclic,
        retired=row.retired_at is not None,
        version=row.version,
    )
