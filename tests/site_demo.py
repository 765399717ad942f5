"""The demo as the pictures show it: who looks, and what stands for the arguments of its addresses."""

from functools import cache

from django.conf import settings
from django.test import Client
from django.utils import timezone

from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.models import Evidence, Highlight
from annotations.services.agreement import compute_agreement
from annotations.services.comments import CommentDraft, add_comment
from annotations.services.demo import SLUG
from annotations.services.disputes import PositionDraft, open_dispute
from newsapp.domain.articles import Document
from newsapp.domain.roles import Action, Role
from newsapp.models import Article, Project, User
from newsapp.services.drafts import keep_draft
from newsapp.services.invitations import invite
from newsapp.services.people import make_sign_in_link
from tests.disputes import bring_to
from tests.factories import make_member, opened

DRAFT = """EN | UK | RU

Harbour council delays vote on new quay

Harbour council delays vote on new quay

The harbour council put off its vote on the new quay until spring, the mayor said on Monday. Three members had asked for it.

What happens next

A second hearing is to be held in March, the council's secretary added. Nobody expects the figures to change much by then.

Read also: What a quay costs
"""


@cache
def _project() -> Project:
    return Project.objects.get(slug=SLUG, deleted_at=None)


@cache
def person(reader: str) -> User:
    """Who has this role in the demo; made when nobody has."""
    found = _project().memberships.filter(role=reader).select_related("user").order_by("pk").first()
    return found.user if found else make_member(project=_project(), role=Role(reader), username=f"demo-{reader}")


@cache
def cookie_of(reader: str) -> tuple[str, str]:
    """Name and value of the cookie of somebody who is signed in."""
    client = Client()
    client.force_login(person(reader), backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return name, client.cookies[name].value


@cache
def demo_arguments() -> dict[str, str]:
    """What stands for the arguments of every page in the list; `test_the_demo_has_every_argument` holds it to that."""
    access = opened(project=_project(), user=person("analyst"), action=Action.ADD_ARTICLE)
    Article.objects.filter(project=_project(), number=1).update(comparison_opened_at=timezone.now())
    compute_agreement(project_id=access.project.pk)
    draft = keep_draft(access=access, document=Document("raw", DRAFT.encode(), DRAFT, "text/plain"))
    free = Highlight.objects.filter(project=_project(), tags__key="claim", appearance=None).order_by("pk")[0]
    return {
        "slug": SLUG,
        "dispute": str(_dispute(free)),
        "number": "1",
        "closed_number": str(_closed().number),
        "username": person("analyst").username,
        "draft_id": str(draft.pk),
        "team": _project().team.slug,
        "key": "claim",
        "relation": "part_of",
        "claim": "1",
        "evidence": str(Evidence.objects.filter(project=_project()).order_by("pk")[0].uuid),
        "free_highlight": str(free.uuid),
        "secret": "x",
        **secrets_of(_project(), person("viewer")),
    }


def _closed() -> Article:
    """An article whose comparison is not open."""
    return Article.objects.filter(project=_project(), comparison_opened_at=None).order_by("number")[0]


def _dispute(highlight: Highlight) -> int:
    """A dispute about a highlight that is voted on, with a comment in it that calls the reviewer."""
    reviewer = person("reviewer")
    dispute = open_dispute(
        access=opened(project=_project(), user=person("analyst")),
        kind=DisputeKind.TAG,
        question="Is this a claim, or only what somebody hopes?",
        highlight=highlight,
        positions=[
            PositionDraft("A claim", words="Somebody says it of the future.", highlight=highlight.uuid),
            PositionDraft("Nothing to be marked", reading={}),
        ],
    )
    bring_to(dispute, DisputeState.VOTING, by=reviewer)
    words = f"The guidelines say *prediction*. What says @{reviewer.username}?"
    said = CommentDraft(words, dispute=dispute.number)
    add_comment(access=opened(project=_project(), user=person("analyst")), draft=said)
    return dispute.number


def secrets_of(project: Project, user: User) -> dict[str, str]:
    """An invitation to the project, and a link that signs somebody in: both still open."""
    access = opened(project=project, action=Action.MANAGE_MEMBERS)
    return {
        "invitation_secret": invite(access=access, role=Role.ANALYST, uses=5).secret,
        "sign_in_secret": make_sign_in_link(user=user),
    }
