"""Projects: made, changed, archived, removed and brought back."""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action, Role
from newsapp.domain.slugs import MAX_SLUG, RESERVED
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation, Stale
from newsapp.models import Membership, Project, Team, TeamMember, User
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _

MAX_CODERS = 20
"""People who code one article."""


class Kept(Enum):
    """Stands for a setting that stays as it is, where None is a value."""

    KEPT = "kept"


KEPT = Kept.KEPT

_WORDS = ("name", "description")
"""The settings that somebody wrote."""

DEMO_MAIL = "@demo.example"
"""How the addresses of the accounts end that come and go with the demo project."""


def _team_of(owner: User) -> Team:
    member = TeamMember.objects.select_related("team").filter(user=owner, owner=True).order_by("pk").first()
    if member is not None:
        return member.team
    base = slugify(owner.username)[:50] or "team"
    slug = base
    number = 2
    while Team.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    team = Team.objects.create(name=owner.display_name, slug=slug)
    TeamMember.objects.create(team=team, user=owner, owner=True)
    return team


def _owned_team(owner: User, slug: str) -> Team:
    member = TeamMember.objects.select_related("team").filter(user=owner, owner=True, team__slug=slug).first()
    if member is None:
        raise RuleViolation("unknown_team", _("Choose a team that you own."), path="team")
    return member.team


@transaction.atomic
def create_project(
    *, slug: str, owner: User, name: str = "", description: str = "", team: str | None = None
) -> Project:
    """An empty project without a scheme, with its owner as manager.

    Args:
        slug: its address; it never changes.
        owner: who makes it.
        name, description: what people read; without a name it is called as its address.
        team: slug of a team that she owns; None takes her first one, and makes one when there is none.

    Raises:
        RuleViolation: the slug has another form than letters, digits, `-` and `_`, the name is too long, or the team is
            not hers.
        Conflict: the slug is taken.
    """
    _check_slug(slug)
    _check_words(name, description)
    own_team = _team_of(owner) if team is None else _owned_team(owner, team)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                team=own_team, slug=slug, name=name.strip() or slug, description=description
            )
    except IntegrityError as error:
        raise Conflict("slug_taken", _("The name “{slug}” is taken.", slug=slug), path="slug") from error
    Membership.objects.create(project=project, user=owner, role=Role.MANAGER.value)
    record(
        project_id=project.pk,
        actor_id=owner.pk,
        happenings=[
            Happening("project.created", slug),
            Happening("member.added", str(owner.pk), data={"role": Role.MANAGER.value}),
        ],
    )
    return project


def _check_slug(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise RuleViolation("invalid_slug", _("Use letters, digits, hyphens and underscores."), path="slug") from error
    if len(slug) > MAX_SLUG or slug in RESERVED:
        raise RuleViolation("invalid_slug", _("At most 60 characters, and not “new”."), path="slug")


def _check_words(name: str, description: str) -> None:
    refuse_unstorable(text=name, path="name")
    refuse_unstorable(text=description, path="description")
    if len(name) > 120:
        raise RuleViolation("too_long", _("At most 120 characters."), path="name")
    if len(description) > 2_000:
        raise RuleViolation("too_long", _("At most 2,000 characters."), path="description")


def _locked(access: ProjectAccess) -> Project:
    access.require(Action.MANAGE_PROJECT)
    project = Project.objects.select_for_update(no_key=True).filter(pk=access.project.pk, deleted_at=None).first()
    if project is None:
        raise NotVisible
    return project


@transaction.atomic
def change_project(
    *,
    access: ProjectAccess,
    version: int,
    name: str | None = None,
    description: str | None = None,
    coders_per_article: int | None = None,
    blind: bool | None = None,
    coders_anonymous: bool | None = None,
    small_team: bool | None = None,
    gold_threshold: float | Kept | None = KEPT,
    archived: bool | None = None,
) -> Project:
    """Change a project's settings; None leaves one as it is. What is the same already changes nothing.

    What `blind` hides is hidden, or shown, from this moment on: nobody forgets what she has seen.

    Args:
        access: the project, opened for `MANAGE_PROJECT`.
        version: the version that the change was made from.
        name, description: what people read.
        coders_per_article: to how many people an article is handed out, 1 to 20.
        blind, coders_anonymous, small_team: see `newsapp.models.Project`.
        gold_threshold: a share of the coders, above 0.5 and at most 1; None leaves all of gold to reviewers.
        archived: whether it is only read from now on.

    Raises:
        Stale: somebody changed it since `version`; `current` is the version that is stored.
        NotAllowed: it is archived, and stays so.
        RuleViolation: a value is out of bounds.
    """
    _check_words(name or "", description or "")
    if name is not None and not name.strip():
        raise RuleViolation("empty", _("A project has a name."), path="name")
    if coders_per_article is not None and not 1 <= coders_per_article <= MAX_CODERS:
        raise RuleViolation("out_of_range", _("From 1 to {most}.", most=MAX_CODERS), path="coders_per_article")
    if not isinstance(gold_threshold, Kept | None) and not 0.5 < gold_threshold <= 1:
        message = _("A share of the coders: more than a half, at most all of them.")
        raise RuleViolation("out_of_range", message, path="gold_threshold")
    project = _locked(access)
    if project.version != version:
        raise Stale(_("The project was changed meanwhile."), current=project.version)
    given = {
        "name": name and name.strip(),
        "description": None if description is None else description.replace("\r\n", "\n"),
        "coders_per_article": coders_per_article,
        "blind": blind,
        "coders_anonymous": coders_anonymous,
        "small_team": small_team,
    }
    wanted: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if gold_threshold is not KEPT:
        wanted["gold_threshold"] = gold_threshold
    changes = {key: value for key, value in wanted.items() if value != getattr(project, key)}
    turns = archived is not None and archived != (project.archived_at is not None)
    if not changes and not turns:
        return project
    if changes and (project.archived_at is not None if archived is None else archived):
        raise NotAllowed(_("This project is archived: bring it back before you change it."))
    before = {key: getattr(project, key) for key in changes}
    for key, value in changes.items():
        setattr(project, key, value)
    if turns:
        project.archived_at = timezone.now() if archived else None
    project.version += 1
    project.save(update_fields=[*changes, "archived_at", "version"])
    happenings = []
    if changes:
        happenings.append(_changed(project, before, changes))
    if turns:
        happenings.append(
            Happening(
                "project.archived" if archived else "project.unarchived",
                project.slug,
                data={"version": project.version},
            )
        )
    record(project_id=project.pk, actor_id=access.user.pk, happenings=happenings)
    return project


def _changed(project: Project, before: Mapping[str, object], after: Mapping[str, object]) -> Happening:
    """The event of changed settings: numbers stand in it, words beside it."""

    def sides(*, words: bool) -> dict[str, object]:
        keys = [key for key in after if (key in _WORDS) == words]
        return {"before": {k: before[k] for k in keys}, "after": {k: after[k] for k in keys}} if keys else {}

    data = {"version": project.version, "fields": sorted(after), **sides(words=False)}
    return Happening("project.changed", project.slug, data=data, detail=sides(words=True) or None)


def copy_settings(*, source: ProjectAccess, access: ProjectAccess, version: int) -> Project:
    """Give a project the settings of another: not its name nor its description, which are its own.

    Args:
        source: the other project, opened for reading.
        access: the project that gets them, opened for `MANAGE_PROJECT`.
        version: see `change_project`.

    Raises:
        Stale: see `change_project`.
    """
    theirs = source.project
    return change_project(
        access=access,
        version=version,
        coders_per_article=theirs.coders_per_article,
        blind=theirs.blind,
        coders_anonymous=theirs.coders_anonymous,
        small_team=theirs.small_team,
        gold_threshold=theirs.gold_threshold,
    )


@transaction.atomic
def remove_project(*, access: ProjectAccess, confirmation: str = "") -> None:
    """Take a project away from everybody; an operator can restore it, or purge it.

    Its address is free at once, its invitations are revoked for good. With the demo go the accounts of its coders that
    it brought and that work nowhere else: they can no longer sign in.

    Args:
        access: the project, opened for `MANAGE_PROJECT`.
        confirmation: the project's name, typed again; the demo goes without.

    Raises:
        RuleViolation: the confirmation is not the name.
    """
    project = _locked(access)
    if not project.is_demo and not _same_words(confirmation, project.name):
        raise RuleViolation("not_confirmed", _("Type the project's name as it stands here."), path="confirmation")
    now = timezone.now()
    project.deleted_at = now
    project.save(update_fields=["deleted_at"])
    project.invitations.filter(revoked_at=None).update(revoked_at=now)
    record(project_id=project.pk, actor_id=access.user.pk, happenings=[Happening("project.deleted", project.slug)])
    if project.is_demo:
        _close_accounts(project, spare=access.user)


def _same_words(one: str, other: str) -> bool:
    first, second = (" ".join(unicodedata.normalize("NFC", words).split()) for words in (one, other))
    return first == second


def _close_accounts(demo: Project, *, spare: User) -> None:
    elsewhere = Membership.objects.filter(project__deleted_at=None).exclude(project=demo)
    coders = Membership.objects.filter(project=demo).exclude(role=Role.MANAGER.value)
    people = User.objects.filter(
        pk__in=coders.values("user"), email__iendswith=DEMO_MAIL, is_active=True, is_superuser=False
    )
    closed = list(people.exclude(pk__in=elsewhere.values("user")).exclude(pk=spare.pk).values_list("pk", flat=True))
    User.objects.filter(pk__in=closed).update(is_active=False)
    record(
        project_id=None,
        actor_id=spare.pk,
        happenings=[Happening("user.deactivated", str(pk)) for pk in closed],
    )


@transaction.atomic
def restore_project(*, project: Project, slug: str | None = None) -> Project:
    """Bring a removed project back, with everything that was in it; the accounts of a demo can sign in again.

    Args:
        project: the removed project.
        slug: another address than the one it had.

    Raises:
        RuleViolation: it is not removed, or the slug has another form.
        Conflict: a living project has the slug.
    """
    project = Project.objects.select_for_update(no_key=True).select_related("team").get(pk=project.pk)
    if project.deleted_at is None:
        raise RuleViolation("not_removed", _("“{slug}” is not removed.", slug=project.slug))
    if slug is not None:
        _check_slug(slug)
        project.slug = slug
    project.deleted_at = None
    try:
        with transaction.atomic():
            project.save(update_fields=["slug", "deleted_at"])
    except IntegrityError as error:
        raise Conflict(
            "slug_taken", _("A living project has the address “{slug}”.", slug=project.slug), path="slug"
        ) from error
    happenings = [Happening("project.restored", project.slug)]
    if project.is_demo:
        people = User.objects.filter(memberships__project=project, email__iendswith=DEMO_MAIL, is_active=False)
        opened = list(people.values_list("pk", flat=True))
        User.objects.filter(pk__in=opened).update(is_active=True)
        happenings += [Happening("user.reactivated", str(pk)) for pk in opened]
    record(project_id=project.pk, actor_id=None, happenings=happenings)
    return project
