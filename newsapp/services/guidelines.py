"""A project's guidelines: published states, never changed, each with its number."""

from django.db import transaction

from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import NotAllowed, NotVisible, RuleViolation, Stale
from newsapp.models import Guidelines, Project
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_GUIDELINES = 200_000
"""Code points in the guidelines of a project."""


@transaction.atomic
def publish_guidelines(*, access: ProjectAccess, text: str, version: int, summary: str = "") -> Guidelines:
    """Publish a new state of the guidelines; the same text as before is no new state.

    Args:
        access: the project, opened for `MANAGE_PROJECT`.
        text: Markdown; white space at its end is dropped.
        version: the number of the state that it was written from, 0 for the first.
        summary: what is different, for the list of versions.

    Raises:
        NotAllowed: the project is archived.
        Stale: somebody published another state since `version`; `current` is that one's number.
        RuleViolation: too long, nothing at all, or characters that no text has.
    """
    access.require(Action.MANAGE_PROJECT)
    text = text.replace("\r\n", "\n").rstrip()
    refuse_unstorable(text=text, path="text")
    refuse_unstorable(text=summary, path="summary")
    if len(text) > MAX_GUIDELINES:
        raise RuleViolation(
            "too_long",
            ngettext(
                "At most {most:,} character.", "At most {most:,} characters.", MAX_GUIDELINES, most=MAX_GUIDELINES
            ),
            path="text",
        )
    if len(summary) > 300:
        raise RuleViolation("too_long", _("At most 300 characters."), path="summary")
    project = Project.objects.select_for_update(no_key=True).filter(pk=access.project.pk, deleted_at=None).first()
    if project is None:
        raise NotVisible
    if project.archived_at is not None:
        raise NotAllowed(_("This project is archived: bring it back before you change its guidelines."))
    newest = Guidelines.objects.filter(project=project, number=project.guidelines_version).first()
    if project.guidelines_version != version:
        raise Stale(_("Somebody published other guidelines meanwhile."), current=project.guidelines_version)
    if newest is None and not text:
        raise RuleViolation("empty", _("Write something first."), path="text")
    if newest is not None and newest.text == text:
        return newest
    made = Guidelines.objects.create(
        project=project, number=version + 1, text=text, summary=summary.strip(), created_by=access.user
    )
    project.guidelines_version = access.project.guidelines_version = made.number
    project.save(update_fields=["guidelines_version"])
    record(
        project_id=project.pk,
        actor_id=access.user.pk,
        happenings=[
            Happening(
                "guidelines.published",
                str(made.number),
                data={"version": made.number},
                detail={"summary": made.summary} if made.summary else None,
            )
        ],
    )
    return made


def copy_guidelines(*, source: ProjectAccess, access: ProjectAccess, version: int) -> Guidelines | None:
    """Publish another project's newest guidelines here; None when it has none.

    Args:
        source: the other project, opened for reading.
        access: the project that gets them, opened for `MANAGE_PROJECT`.
        version: the number of the newest guidelines that this project is known to have.

    Raises:
        Stale: see `publish_guidelines`.
    """
    newest = Guidelines.objects.filter(
        project=source.project, number=source.project.guidelines_version, project__deleted_at=None
    ).first()
    if newest is None:
        return None
    summary = f"Copied from {source.project.name}, version {newest.number}"
    return publish_guidelines(access=access, text=newest.text, version=version, summary=summary)
