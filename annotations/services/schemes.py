"""Giving a project its scheme."""

from collections.abc import Collection
from typing import Literal

from django.db import transaction

from annotations.domain.scheme_changes import facts_of, words_of
from annotations.domain.schemes import CLAIMS, EMPTY, RelationSpec, Scheme, TagSpec
from annotations.models import RelationType, Tag
from annotations.queries.schemes import read_scheme, scheme_of
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Role
from newsapp.models import Project, User
from newsapp.services.activity import Happening, record
from newsapp.services.guidelines import copy_guidelines
from newsapp.services.projects import copy_settings, create_project

Part = Literal["scheme", "guidelines", "settings"]
PARTS: tuple[Part, ...] = ("scheme", "guidelines", "settings")
"""What can be copied of a project."""

BUILT_IN: dict[str, Scheme] = {"claims": CLAIMS, "empty": EMPTY}


@transaction.atomic
def create_project_with_scheme(
    *,
    slug: str,
    owner: User,
    name: str = "",
    description: str = "",
    team: str | None = None,
    scheme: Literal["claims", "empty"] | ProjectAccess = "claims",
    parts: Collection[Part] = PARTS,
) -> Project:
    """A project that can be worked in at once.

    Args:
        slug, owner, name, description, team: see `newsapp.services.projects.create_project`.
        scheme: a built-in scheme, or an opened project that is copied.
        parts: what is copied of a project; without its scheme the new one begins with an empty scheme.
    """
    if isinstance(scheme, str):
        source, chosen = None, BUILT_IN[scheme]
    else:
        source, chosen = scheme, scheme_of(scheme.project) if "scheme" in parts else EMPTY
    project = create_project(slug=slug, owner=owner, name=name, description=description, team=team)
    install_scheme(project=project, scheme=chosen, by=owner)
    access = ProjectAccess(project, owner, Role.MANAGER)
    if source is not None and "settings" in parts:
        copy_settings(source=source, access=access, version=project.version)
    if source is not None and "guidelines" in parts:
        copy_guidelines(source=source, access=access, version=0)
    return project


def install_scheme(*, project: Project, scheme: Scheme, by: User) -> None:
    """Write a scheme's tags and relation types, but those that are retired, into a project that has none.

    In the caller's transaction; the log holds all of it.
    """
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
    # Without its retired tags a side would be open to all of them.
    relations = {
        key: spec
        for key, spec in scheme.relations.items()
        if not spec.retired and all(not side or rows.keys() & set(side) for side in (spec.from_tags, spec.to_tags))
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
            from_tags=[tag for tag in spec.from_tags if tag in rows],
            to_tags=[tag for tag in spec.to_tags if tag in rows],
            attributes=[attribute.as_json() for attribute in spec.attributes],
            acyclic=spec.acyclic,
            position=position,
        )
        for position, (key, spec) in enumerate(relations.items())
    )
    installed = read_scheme(project.pk)
    specs: list[TagSpec | RelationSpec] = [*installed.tags.values(), *installed.relations.values()]
    record(
        project_id=project.pk,
        actor_id=by.pk,
        happenings=[
            Happening(
                "scheme.installed",
                project.slug,
                data={
                    "tags": list(installed.tags),
                    "relations": list(installed.relations),
                    "facts": [facts_of(spec) for spec in specs],
                },
                detail={"words": [words_of(spec) for spec in specs]} if specs else None,
            )
        ],
    )
