"""Reading projects and their members."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from newsapp.access import Person, ProjectAccess, visible_projects
from newsapp.domain.roles import Action
from newsapp.domain.slugs import MAX_SLUG, free_slug, slug_of
from newsapp.models import Event, Membership, Project, TeamMember
from newsapp.queries.pages import Page, Window, page_of


class ProjectRecord(NamedTuple):
    """A project as one member sees it; `team` is a slug, `role` her own."""

    slug: str
    name: str
    description: str
    team: str
    role: str
    coders_per_article: int
    blind: bool
    coders_anonymous: bool
    small_team: bool
    gold_threshold: float | None
    archived: bool
    created_at: datetime
    version: int


class MemberRecord(NamedTuple):
    """Somebody in a project; `user` is a username."""

    user: str
    name: str
    role: str
    created_at: datetime


def _record(project: Project, role: str) -> ProjectRecord:
    return ProjectRecord(
        slug=project.slug,
        name=project.name,
        description=project.description,
        team=project.team.slug,
        role=role,
        coders_per_article=project.coders_per_article,
        blind=project.blind,
        coders_anonymous=project.coders_anonymous,
        small_team=project.small_team,
        gold_threshold=project.gold_threshold,
        archived=project.archived_at is not None,
        created_at=project.created_at,
        version=project.version,
    )


def _own_role(project: Any) -> str:
    role: str = project.own_membership[0].role
    return role


def record_of(access: ProjectAccess) -> ProjectRecord:
    """A project that was opened."""
    return _record(access.project, access.role.value)


def page_of_projects(*, user: Person, window: Window) -> Page[ProjectRecord]:
    """A page of the projects that a person is a member of, the oldest first."""
    return page_of(
        visible_projects(user),
        window,
        key="pk",
        read=lambda rows: [(row.pk, _record(row, _own_role(row))) for row in rows],
    )


def page_of_members(*, access: ProjectAccess, window: Window) -> Page[MemberRecord]:
    """A page of a project's members, the longest-serving first."""
    return page_of(
        Membership.objects.filter(project=access.project).select_related("user"),
        window,
        key="pk",
        read=lambda rows: [
            (row.pk, MemberRecord(row.user.username, row.user.display_name, row.role, row.created_at)) for row in rows
        ],
    )


COUNTED = 1_000
"""Articles are counted no further than this."""

# One statement however many projects. Every count ends one past COUNTED, so that no project makes the page slow.
_CARDS = """
SELECT p.slug, p.name, p.description, t.name AS team, m.role, p.archived_at, p.is_demo,
    (SELECT count(*) FROM (
        SELECT 1 FROM newsapp_article a WHERE a.project_id = p.id AND a.deleted_at IS NULL AND a.archived_at IS NULL
        LIMIT %(most)s) counted) AS articles,
    (SELECT count(*) FROM (
        SELECT 1 FROM newsapp_assignment s JOIN newsapp_article a ON a.id = s.article_id
        WHERE s.project_id = p.id AND s.user_id = %(user)s AND s.done_at IS NULL AND s.skipped_at IS NULL
            AND a.deleted_at IS NULL AND a.archived_at IS NULL
        LIMIT %(most)s) counted) AS waiting,
    CASE WHEN m.role = 'manager' THEN (SELECT count(*) FROM (
        SELECT 1 FROM newsapp_article a WHERE a.project_id = p.id AND a.status = 'new'
            AND a.deleted_at IS NULL AND a.archived_at IS NULL
        LIMIT %(most)s) counted) ELSE 0 END AS not_handed_out,
    CASE WHEN p.blind THEN GREATEST(
        (SELECT e.created_at FROM newsapp_event e WHERE e.project_id = p.id AND e.actor_id = %(user)s
            ORDER BY e.id DESC LIMIT 1),
        (SELECT e.created_at FROM newsapp_event e WHERE e.project_id = p.id AND e.verb LIKE ANY (%(everybodys)s)
            ORDER BY e.id DESC LIMIT 1))
    ELSE (SELECT e.created_at FROM newsapp_event e WHERE e.project_id = p.id ORDER BY e.id DESC LIMIT 1)
    END AS last_event_at
FROM newsapp_membership m
JOIN newsapp_project p ON p.id = m.project_id
JOIN newsapp_team t ON t.id = p.team_id
WHERE m.user_id = %(user)s AND p.deleted_at IS NULL
ORDER BY last_event_at DESC NULLS LAST, p.id
"""


class ProjectCard(NamedTuple):
    """A project on a person's home page.

    Attributes:
        team: its name.
        role: her own.
        articles: how many there are, at most one more than `COUNTED`; archived ones do not count.
        waiting: articles that she is to code and has not said that she is done with; counted as `articles`.
        not_handed_out: articles that nobody is to code, for a manager; counted as `articles`.
        last_event_at: when something last happened in it; where coders work blind, what is nobody's coding but her own.
    """

    slug: str
    name: str
    description: str
    team: str
    role: str
    archived_at: datetime | None
    is_demo: bool
    articles: int
    waiting: int
    not_handed_out: int
    last_event_at: datetime | None


def project_cards(*, user: Person) -> list[ProjectCard]:
    """A person's projects, what moved last first."""
    with connection.cursor() as cursor:
        everybodys = [f"{topic}.%" for topic in ("article", "comparison", "guidelines", "member", "project", "scheme")]
        cursor.execute(_CARDS, {"user": user.pk or 0, "most": COUNTED + 1, "everybodys": everybodys})
        return [ProjectCard(*row) for row in cursor.fetchall()]


class ProjectChoice(NamedTuple):
    """A project to choose from a list."""

    slug: str
    name: str
    team: str


def projects_to_copy(*, user: Person, but: Project | None = None) -> list[ProjectChoice]:
    """The projects that a person can copy from: her own, archived ones too, by name."""
    rows = visible_projects(user).exclude(pk=but.pk if but else 0).order_by("name", "pk")
    return [ProjectChoice(row.slug, row.name, row.team.name) for row in rows]


class TeamChoice(NamedTuple):
    """A team to choose from a list."""

    slug: str
    name: str


def owned_teams(*, user: Person) -> list[TeamChoice]:
    """The teams that a person may make a project in, the one that she has owned longest first."""
    rows = TeamMember.objects.filter(user_id=user.pk or 0, owner=True).select_related("team").order_by("pk")
    return [TeamChoice(row.team.slug, row.team.name) for row in rows]


def suggested_slug(name: str) -> str:
    """An address for a new project of this name that is free now."""
    return free_for(slug_of(name))


def free_for(slug: str) -> str:
    """The slug when it is free now, else a like one that is."""
    begins = slug[: MAX_SLUG - 4]
    taken = set(Project.objects.filter(slug__startswith=begins, deleted_at=None).values_list("slug", flat=True))
    return free_slug(slug, taken=taken)


def made_just_now(*, user: Person, slug: str, name: str) -> bool:
    """Whether a person made this very project within the last minute: her form was sent twice."""
    return Event.objects.filter(
        project__slug=slug,
        project__name=name,
        project__deleted_at=None,
        actor_id=user.pk or 0,
        verb="project.created",
        created_at__gt=timezone.now() - timedelta(minutes=1),
    ).exists()


class FirstSteps(NamedTuple):
    """What has been done of setting a project up."""

    scheme: bool
    guidelines: bool
    people: bool
    articles: bool
    handed_out: bool

    @property
    def done(self) -> int:
        """How many of the steps."""
        return sum(self)


# A scheme is there once it was installed with a tag, which is among the first events, or changed.
_FIRST_STEPS = """
SELECT
    (SELECT p.scheme_version FROM newsapp_project p WHERE p.id = %(project)s) > 1
        OR EXISTS (
            SELECT 1 FROM (
                SELECT e.verb, e.data FROM newsapp_event e WHERE e.project_id = %(project)s ORDER BY e.id LIMIT 10
            ) oldest WHERE oldest.verb = 'scheme.installed' AND oldest.data -> 'tags' <> '[]'::jsonb),
    EXISTS (SELECT 1 FROM newsapp_guidelines g WHERE g.project_id = %(project)s),
    (SELECT count(*) FROM newsapp_membership m WHERE m.project_id = %(project)s) > 1
        OR EXISTS (SELECT 1 FROM newsapp_invitation i WHERE i.project_id = %(project)s
            AND i.revoked_at IS NULL AND i.uses_left > 0 AND i.expires_at > now()),
    EXISTS (SELECT 1 FROM newsapp_article a WHERE a.project_id = %(project)s AND a.deleted_at IS NULL),
    EXISTS (SELECT 1 FROM newsapp_assignment s WHERE s.project_id = %(project)s)
"""


def first_steps(access: ProjectAccess) -> FirstSteps | None:
    """What is done and what is left of setting a project up, in one statement.

    None for whoever cannot set it up, and once articles are handed out.
    """
    if not access.may(Action.MANAGE_SCHEME):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_STEPS, {"project": access.project.pk})
        steps = FirstSteps(*cursor.fetchone())
    return None if steps.handed_out else steps
