"""The one door: load an object for a person, or refuse.

Unknown and invisible answer alike (404); a role too low for the action is 403.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from newsapp.domain.roles import WHILE_ARCHIVED, Action, Role, least_role, may
from newsapp.errors import NotAllowed, NotVisible, RuleViolation
from newsapp.models import Article, ArticleDraft, Membership, Project, Revision, Team, TeamMember, User
from newsapp.wording import gettext as _

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class ProjectAccess:
    """A project as one member sees it.

    Attributes:
        operator: on the command line, from which nothing is hidden, whoever it acts for.
    """

    project: Project
    user: User
    role: Role
    operator: bool = field(default=False, kw_only=True)

    def may(self, action: Action) -> bool:
        """Whether the member may do this here; in an archived project nobody changes what was made there."""
        return may(self.role, action) and (self.project.archived_at is None or action in WHILE_ARCHIVED)

    def require(self, action: Action) -> None:
        """Refuse when the member may not do this here.

        Raises:
            NotAllowed: the role is too low, or the project is archived.
        """
        if not self.may(action):
            if may(self.role, action):
                raise NotAllowed(_("This project is archived: it can be read and exported, not changed."))
            raise NotAllowed(
                _(
                    "This takes the role “{least}”; yours is “{own}”.",
                    least=least_role(action).value,
                    own=self.role.value,
                )
            )


@dataclass(frozen=True, slots=True)
class ArticleAccess(ProjectAccess):
    """An article, with its current revision, as one member sees it."""

    article: Article

    @property
    def revision(self) -> Revision:
        """The current revision."""
        revision = self.article.current_revision
        assert revision is not None
        return revision


def account_of(person: Person) -> User:
    """The account of somebody who is signed in.

    Raises:
        NotVisible: she is not.
    """
    if not isinstance(person, User):
        raise NotVisible
    return person


def visible_projects(user: Person) -> QuerySet[Project]:
    """The projects that a person is a member of; her membership is prefetched as `own_membership`."""
    own = Membership.objects.filter(user_id=user.pk or 0)
    return (
        Project.objects.filter(memberships__user_id=user.pk or 0, deleted_at=None)
        .select_related("team")
        .prefetch_related(Prefetch("memberships", queryset=own, to_attr="own_membership"))
    )


def open_project(*, user: Person, slug: str, action: Action = Action.READ) -> ProjectAccess:
    """A project for a member who may do this in it.

    Raises:
        NotVisible: there is none, or she is no member.
        NotAllowed: her role is too low.
    """
    membership = (
        Membership.objects.select_related("project__team", "project")
        .filter(project__slug=slug, project__deleted_at=None, user_id=user.pk or 0)
        .first()
    )
    if membership is None or not isinstance(user, User):
        raise NotVisible
    access = ProjectAccess(membership.project, user, Role(membership.role))
    access.require(action)
    return access


def open_project_as_operator(*, slug: str, user: User | None = None) -> ProjectAccess:
    """A project with the manager's view, for the command line.

    Args:
        slug: the project's.
        user: in whose name; None takes the manager who has been one longest.

    Raises:
        NotVisible: there is no such project.
        RuleViolation: it has no manager to act for.
    """
    project = Project.objects.select_related("team").filter(slug=slug, deleted_at=None).first()
    if project is None:
        raise NotVisible(_("There is no project “{slug}”.", slug=slug))
    if user is None:
        manager = project.memberships.filter(role=Role.MANAGER.value).select_related("user").order_by("pk").first()
        if manager is None:
            raise RuleViolation("no_manager", _("“{slug}” has no manager: name somebody to act for.", slug=slug))
        user = manager.user
    return ProjectAccess(project, user, Role.MANAGER, operator=True)


@dataclass(frozen=True, slots=True)
class TeamAccess:
    """A team as one of its people sees it: who is in it, or works in one of its projects."""

    team: Team
    user: User
    owner: bool

    def require_owner(self) -> None:
        """Refuse whoever does not own the team.

        Raises:
            NotAllowed: she does not.
        """
        if not self.owner:
            raise NotAllowed(_("Only an owner of the team may do this."))


def visible_teams(user: Person) -> QuerySet[Any]:
    """The teams that a person is in, by membership or by a project, each a `Team` with `owned`: whether she owns it."""
    rows = TeamMember.objects.filter(team=OuterRef("pk"), user_id=user.pk or 0)
    projects = Membership.objects.filter(project__team=OuterRef("pk"), project__deleted_at=None, user_id=user.pk or 0)
    return Team.objects.filter(Exists(rows) | Exists(projects)).annotate(owned=Exists(rows.filter(owner=True)))


def open_team(*, user: Person, slug: str, owner: bool = False) -> TeamAccess:
    """A team for one of its people.

    Args:
        user: who asks.
        slug: the team's.
        owner: whether only an owner may do what is about to be done.

    Raises:
        NotVisible: there is none, or she is not in it.
        NotAllowed: `owner`, and she does not own it.
    """
    team = visible_teams(user).filter(slug=slug).first()
    if team is None or not isinstance(user, User):
        raise NotVisible
    access = TeamAccess(team, user, team.owned)
    if owner:
        access.require_owner()
    return access


def _article_of(user: Person, slug: str, number: int, *, with_blocks: bool) -> QuerySet[Article]:
    deferred = [] if with_blocks else ["current_revision__blocks", "current_revision__cleaning"]
    return (
        Article.objects.filter(
            project__slug=slug,
            project__deleted_at=None,
            number=number,
            deleted_at=None,
            project__memberships__user_id=user.pk or 0,
        )
        .select_related("project__team", "current_revision", "outlet", "story")
        .defer(*deferred)
        .annotate(own_role=F("project__memberships__role"))
    )


def _own_role(row: Article) -> str:
    """The role that `_article_of` read along with the article."""
    return cast(str, row.own_role)  # type: ignore[attr-defined]


def open_article(
    *, user: Person, slug: str, number: int, action: Action = Action.READ, with_blocks: bool = False
) -> ArticleAccess:
    """An article that is not deleted, with its current revision, in one statement.

    Args:
        user: who asks.
        slug: the project's.
        number: the article's, within the project.
        action: what she wants to do.
        with_blocks: load the revision's blocks and cleaning too, which saving a highlight does not need.

    Raises:
        NotVisible: there is none, or she is no member of its project.
        NotAllowed: her role is too low.
    """
    row = _article_of(user, slug, number, with_blocks=with_blocks).first()
    if row is None or not isinstance(user, User):
        raise NotVisible
    access = ArticleAccess(row.project, user, Role(_own_role(row)), row)
    access.require(action)
    return access


_ARTICLE = (
    "id", "project_id", "number", "title", "current_revision_id", "version", "comparison_opened_at", "deleted_at",
)  # fmt: skip
_REVISION = ("id", "article_id", "number", "text", "length", "sha256", "origin")
_PROJECT = (
    "id", "team_id", "slug", "name", "scheme_version", "version", "blind", "coders_anonymous",
    "archived_at",
)  # fmt: skip

# Asked with every save: written out, since building the same statement takes longer than answering it.
_FOR_WRITING = (
    "SELECT "
    + ", ".join([*(f"a.{n}" for n in _ARTICLE), *(f"r.{n}" for n in _REVISION), *(f"p.{n}" for n in _PROJECT)])
    + """, m.role
FROM newsapp_project p
JOIN newsapp_membership m ON m.project_id = p.id AND m.user_id = %s
JOIN newsapp_article a ON a.project_id = p.id AND a.number = ANY (%s) AND a.deleted_at IS NULL
JOIN newsapp_revision r ON r.id = a.current_revision_id
WHERE p.slug = %s AND p.deleted_at IS NULL
"""
)


def open_articles(*, user: Person, slug: str, numbers: Collection[int], action: Action) -> dict[int, ArticleAccess]:
    """Those of some articles that there are, by number, in one statement; for requests that name articles in a body.

    What saving a highlight does not need is not read: blocks, cleaning, outlet, story.

    Raises:
        NotVisible: she is no member of the project.
        NotAllowed: her role is too low.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOR_WRITING, [user.pk or 0, list(numbers), slug])
        rows = cursor.fetchall()
    found = {access.article.number: access for access in (_of_row(user, row) for row in rows)}
    for access in found.values():
        access.require(action)
    if not found:
        open_project(user=user, slug=slug, action=action)
    return found


def _of_row(user: Person, row: tuple[Any, ...]) -> ArticleAccess:
    assert isinstance(user, User)
    first, second = len(_ARTICLE), len(_ARTICLE) + len(_REVISION)
    article = Article.from_db(DEFAULT_DB_ALIAS, _ARTICLE, row[:first])
    article.current_revision = Revision.from_db(DEFAULT_DB_ALIAS, _REVISION, row[first:second])
    article.project = Project.from_db(DEFAULT_DB_ALIAS, _PROJECT, row[second:-1])
    return ArticleAccess(article.project, user, Role(row[-1]), article)


def open_draft(*, access: ProjectAccess, draft_id: UUID) -> ArticleDraft:
    """A draft that the member herself made in this project.

    Raises:
        NotVisible: there is none.
    """
    draft = ArticleDraft.objects.filter(project=access.project, created_by=access.user, pk=draft_id).first()
    if draft is None:
        raise NotVisible(_("This draft is no longer there: drafts are kept for a day."))
    return draft
