"""A tag that means something else than before: what was coded under its older definitions is marked, and can be sent back."""

from django.db import transaction
from django.db.models import F

from annotations.domain.schemes import Scheme, TagSpec
from annotations.models import Tag
from annotations.queries.schemes import read_scheme
from annotations.queries.tag_definitions import outdated_highlights
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible
from newsapp.models import Project
from newsapp.services.activity import Happening, record
from newsapp.services.assignments import SentBack, send_articles_back


def define_anew(*, access: ProjectAccess, key: str) -> Scheme:
    """Let a tag have another definition from here on; highlights that have it were coded under an older one.

    Args:
        access: the project, whose scheme is locked.
        key: the tag's.
    """
    project = access.project
    project.scheme_version += 1
    Project.objects.filter(pk=project.pk).update(scheme_version=F("scheme_version") + 1)
    Tag.objects.filter(project=project, key=key).update(definition=F("definition") + 1, version=F("version") + 1)
    written = read_scheme(project.pk)
    tag = written.tags[key]
    data = {"definition": tag.definition, "version": tag.version, "scheme_version": project.scheme_version}
    record(project_id=project.pk, actor_id=access.user.pk, happenings=[Happening("tag.redefined", key, data=data)])
    return written


@transaction.atomic
def send_outdated_back(*, access: ProjectAccess, key: str, reason: str) -> SentBack:
    """Give the articles in which a tag was coded under an older definition back to those who coded them.

    Args:
        access: the project, opened for `MANAGE_SCHEME`.
        key: the tag's.
        reason: what they are to look at, in words.

    Raises:
        NotVisible: there is no such tag.
        NotAllowed: her role is too low.
        RuleViolation: see `newsapp.services.assignments.send_articles_back`.
    """
    access.require(Action.MANAGE_SCHEME)
    tag = _tag(access, key)
    found = outdated_highlights(access=access, tag=tag).filter(analyst__isnull=False).order_by()
    coders: dict[int, set[int]] = {}
    for number, coder in found.values_list("article__number", "analyst").distinct():
        coders.setdefault(number, set()).add(coder)
    return send_articles_back(access=access, coders=coders, reason=reason)


def _tag(access: ProjectAccess, key: str) -> TagSpec:
    found = read_scheme(access.project.pk).tags.get(key)
    if found is None:
        raise NotVisible
    return found
