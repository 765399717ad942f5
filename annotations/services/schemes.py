"""Giving a project its scheme."""

from typing import Literal

from django.db import transaction

from annotations.domain.schemes import CLAIMS, EMPTY, Scheme
from annotations.models import RelationType, Tag
from annotations.queries.schemes import scheme_of
from newsapp.access import ProjectAccess
from newsapp.models import Project, User
from newsapp.services.activity import Happening, record
from newsapp.services.projects import create_project

BUILT_IN: dict[str, Scheme] = {"claims": CLAIMS, "empty": EMPTY}


@transaction.atomic
def create_project_with_scheme(
    *,
    slug: str,
    owner: User,
    name: str = "",
    description: str = "",
    scheme: Literal["claims", "empty"] | ProjectAccess = "claims",
) -> Project:
    """A project that can be worked in at once.

    Args:
        slug, owner, name, description: see `newsapp.services.projects.create_project`.
        scheme: a built-in scheme, or an opened project whose scheme is copied.
    """
    project = create_project(slug=slug, owner=owner, name=name, description=description)
    install_scheme(
        project=project, scheme=BUILT_IN[scheme] if isinstance(scheme, str) else scheme_of(scheme.project), by=owner
    )
    return project


def install_scheme(*, project: Project, scheme: Scheme, by: User) -> None:
    """Write a scheme's tags and relation types into a project that has none, in the caller's transaction."""
    rows = {
        key: Tag(
            project=project,
            key=key,
            label=spec.label,
            colour=spec.colour,
            pattern=spec.pattern,
            shortcut=spec.shortcut,
            description=spec.description,
            scope=spec.scope,
            position=position,
            attributes=[attribute.as_json() for attribute in spec.attributes],
        )
        for position, (key, spec) in enumerate(scheme.tags.items())
        if not spec.retired
    }
    Tag.objects.bulk_create(rows.values())
    children = [(key, spec.parent) for key, spec in scheme.tags.items() if key in rows and spec.parent in rows]
    for key, parent in children:
        rows[key].parent = rows[parent or ""]
    if children:
        Tag.objects.bulk_update([rows[key] for key, _ in children], ["parent"])
    RelationType.objects.bulk_create(
        RelationType(
            project=project,
            key=key,
            label=spec.label,
            description=spec.description,
            from_tags=list(spec.from_tags),
            to_tags=list(spec.to_tags),
            attributes=[attribute.as_json() for attribute in spec.attributes],
            acyclic=spec.acyclic,
            position=position,
        )
        for position, (key, spec) in enumerate(scheme.relations.items())
    )
    record(
        project_id=project.pk,
        actor_id=by.pk,
        happenings=[Happening("scheme.installed", project.slug, data={"tags": list(rows)})],
    )
