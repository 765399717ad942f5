"""Projects and their members."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from newsapp.access import ProjectAccess
from newsapp.domain.roles import Role
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import Conflict, RuleViolation, Stale
from newsapp.models import Membership, Project, Team, TeamMember, User
from newsapp.services.activity import Happening, record


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


@transaction.atomic
def create_project(*, slug: str, owner: User, name: str = "", description: str = "") -> Project:
    """An empty project without a scheme, in the owner's team (made if there is none), with her as manager.

    Raises:
        RuleViolation: the slug has another form than letters, digits, `-` and `_`, or the name is too long.
        Conflict: the slug is taken.
    """
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise RuleViolation("invalid_slug", "Use letters, digits, hyphens and underscores.", path="slug") from error
    if len(slug) > 60 or slug == "new":
        raise RuleViolation("invalid_slug", "At most 60 characters, and not “new”.", path="slug")
    _check_words(name, description)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                team=_team_of(owner), slug=slug, name=name or slug, description=description
            )
    except IntegrityError as error:
        raise Conflict("slug_taken", f"The name “{slug}” is taken.", path="slug") from error
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


def _check_words(name: str, description: str) -> None:
    refuse_unstorable(text=name, path="name")
    refuse_unstorable(text=description, path="description")
    if len(name) > 120:
        raise RuleViolation("too_long", "At most 120 characters.", path="name")
    if len(description) > 2_000:
        raise RuleViolation("too_long", "At most 2,000 characters.", path="description")


@transaction.atomic
def rename_project(
    *, access: ProjectAccess, version: int, name: str | None = None, description: str | None = None
) -> Project:
    """Change a project's name and description.

    Raises:
        Stale: somebody changed it since `version`; `current` is the version that is stored.
    """
    _check_words(name or "", description or "")
    project = Project.objects.select_for_update().get(pk=access.project.pk)
    if project.version != version:
        raise Stale("The project was changed meanwhile.", current=project.version)
    project.name = project.name if name is None else name
    project.description = project.description if description is None else description
    project.version += 1
    project.save(update_fields=["name", "description", "version"])
    record(
        project_id=project.pk,
        actor_id=access.user.pk,
        happenings=[
            Happening(
                "project.changed",
                project.slug,
                data={"version": project.version},
                detail={"name": project.name, "description": project.description},
            )
        ],
    )
    return project


@transaction.atomic
def add_member(*, project: Project, user: User, role: Role, by: User | None) -> Membership:
    """Make somebody a member, or give a member another role."""
    membership, made = Membership.objects.update_or_create(project=project, user=user, defaults={"role": role.value})
    verb = "member.added" if made else "member.role_changed"
    record(
        project_id=project.pk,
        actor_id=by.pk if by else None,
        happenings=[Happening(verb, str(user.pk), data={"role": role.value})],
    )
    return membership
