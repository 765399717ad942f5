"""Copying scheme, guidelines and settings of one project into another that is there already."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction

from annotations.models import RelationType, Tag
from annotations.queries.project_copies import alike, is_scheme_used
from annotations.queries.schemes import scheme_of
from annotations.services.schemes import Part, install_scheme
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation, Stale
from newsapp.models import Project
from newsapp.services.guidelines import copy_guidelines
from newsapp.services.projects import copy_settings
from newsapp.wording import gettext as _


class Seen(NamedTuple):
    """The state of a project that somebody decided by: its own version, its scheme's, its guidelines'."""

    version: int
    scheme: int
    guidelines: int


def seen_of(project: Project) -> Seen:
    """The state that a project has now."""
    return Seen(project.version, project.scheme_version, project.guidelines_version)


@transaction.atomic
def copy_from_project(*, access: ProjectAccess, source: ProjectAccess, parts: Collection[Part], seen: Seen) -> None:
    """Copy parts of another project into one; all of them or none.

    The scheme takes the place of one that nobody has used yet; the guidelines are published as a new version; the
    settings are overwritten, name and description are not.

    Args:
        access: the project that gets them, opened for `MANAGE_PROJECT`.
        source: the other one, opened for reading.
        parts: what is copied.
        seen: the state by which somebody decided.

    Raises:
        Stale: the project was changed since.
        Conflict: the scheme is in use.
        RuleViolation: nothing was chosen, or it is the same project.
    """
    access.require(Action.MANAGE_SCHEME)
    if not parts:
        raise RuleViolation("nothing_chosen", _("Choose what to copy."), path="parts")
    if source.project.pk == access.project.pk:
        raise RuleViolation("same_project", _("Choose another project."), path="source")
    project = Project.objects.select_for_update(no_key=True).get(pk=access.project.pk)
    if seen_of(project) != seen:
        raise Stale(_("The project was changed meanwhile: look again at what would change."), current=project.version)
    if "scheme" in parts:
        _replace_scheme(access, project, source)
    if "settings" in parts:
        copy_settings(source=source, access=access, version=project.version)
    if "guidelines" in parts:
        copy_guidelines(source=source, access=access, version=project.guidelines_version)


def _replace_scheme(access: ProjectAccess, project: Project, source: ProjectAccess) -> None:
    theirs = scheme_of(source.project)
    if alike(scheme_of(project), theirs):
        return
    # Whoever is about to put one of these tags on something waits here, and then finds it gone.
    tags = Tag.objects.filter(project=project)
    list(tags.select_for_update().order_by("pk").values_list("pk", flat=True))
    if is_scheme_used(access):
        raise Conflict("scheme_in_use", _("The scheme is in use: change it tag by tag on its own page."), path="parts")
    tags.update(parent=None, merged_into=None)
    tags.delete()
    RelationType.objects.filter(project=project).delete()
    project.scheme_version += 1
    access.project.scheme_version = project.scheme_version
    project.save(update_fields=["scheme_version"])
    install_scheme(project=project, scheme=theirs, by=access.user)
