"""Every route x method x role against the table in `routes.py`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver

from annotations.domain.disputes import DisputeState
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.retagging import plan_of
from annotations.queries.schemes import scheme_of
from annotations.services.bulk_changes import change_highlights
from annotations.services.comments import CommentDraft, add_comment
from newsapp.domain.articles import Document
from newsapp.domain.roles import Action, Role
from newsapp.models import ApiToken, Article, Invitation, Project, User
from newsapp.services.drafts import keep_draft
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.invitations import invite
from newsapp.services.people import create_token
from newsapp.services.saved_views import save_view
from tests.architecture.routes import DONE, FOREIGN_PREFIXES, METHODS, PEOPLE, ROUTES, Address, addresses
from tests.disputes import bring_to, make_dispute
from tests.factories import TEXT, make_claim, make_evidence, make_highlight, make_relation, manager_of, opened

ALL = {
    address.template: address
    for address in addresses(get_resolver())
    if not address.template.startswith(FOREIGN_PREFIXES)
}


def test_every_route_is_in_the_table() -> None:
    unclassified = sorted(ALL.keys() - ROUTES.keys())
    assert not unclassified, f"Say in tests/architecture/routes.py who may do what at: {unclassified}"


def test_every_line_of_the_table_is_a_route() -> None:
    assert not sorted(ROUTES.keys() - ALL.keys())


def test_every_method_of_an_interface_view_is_in_the_table() -> None:
    for template, address in ALL.items():
        view = getattr(address.callback, "cls", None)
        if view is not None and template in ROUTES:
            assert {method for method in METHODS if hasattr(view, method.lower())} == set(ROUTES[template]), template


@pytest.fixture
def arguments(
    project: Project, article: Article, analyst: User, other_analyst: User
) -> Callable[[Address], dict[str, str]]:
    """What stands for the arguments of an address: things that are there."""
    known = things_for_addresses(project=project, article=article, analyst=analyst, other_analyst=other_analyst)
    of_suggestions = {"uuid": known["suggestion"]}
    return lambda address: {
        name: (of_suggestions if "/suggestions/" in address.template else {}).get(name, known[name])
        for name in address.arguments
    }


def things_for_addresses(*, project: Project, article: Article, analyst: User, other_analyst: User) -> dict[str, str]:
    """Make a thing of each kind; answers what stands for each argument of an address."""
    highlight = make_highlight(article=article, by=other_analyst)
    other = make_highlight(article=article, quote="a business daily", tags=["source"], by=other_analyst)
    suggestion = make_highlight(article=article, quote="a business daily", by=other_analyst, layer="suggested")
    # Under the id of the highlight: `uuid` stands for either.
    make_relation(project=project, source=highlight, target=other, by=other_analyst, uuid=highlight.id)
    claim = make_claim(project=project, by=other_analyst, appearances=[highlight])
    make_evidence(claim=claim, project=project, by=other_analyst, uuid=highlight.id)
    dispute = bring_to(make_dispute(article=article), DisputeState.VOTING, by=manager_of(project))
    said = CommentDraft("Hm.", dispute=dispute.number, id=highlight.id)
    add_comment(access=opened(project=project, user=other_analyst), draft=said)
    draft = keep_draft(
        access=opened(project=project, user=analyst, action=Action.ADD_ARTICLE),
        document=Document("raw", TEXT.encode(), TEXT, "text/plain"),
    )
    view = save_view(access=opened(project=project, user=analyst), name="Mine", query="status=new", shared=False)
    publish_guidelines(access=opened(project=project), text="Mark claims.", version=0)
    invite(access=opened(project=project, action=Action.MANAGE_MEMBERS), role=Role.VIEWER)
    invitation = Invitation.objects.get()
    create_token(user=analyst)
    token = ApiToken.objects.get()
    return {
        "slug": project.slug,
        "number": str(article.number),
        "uuid": str(highlight.id),
        "suggestion": str(suggestion.id),
        "key": "claim",
        "claim": str(claim.id),
        "transition": "ask",
        "token": "x",
        "step": "ask",
        "relation": "part_of",
        "draft_id": str(draft.pk),
        "secret": "x",
        "view_id": str(view.pk),
        "export_format": "jsonl",
        "change_id": str(_change_of_many(project, highlight)),
        "revision": "1",
        "team": project.team.slug,
        "username": other_analyst.username,
        "invitation_id": str(invitation.pk),
        "token_id": str(token.pk),
    }


def _change_of_many(project: Project, highlight: HighlightRecord) -> UUID:
    access = opened(project=project, action=Action.HIGHLIGHT)
    plan = plan_of(scheme_of(project), kind="add", tag="hedge")
    return change_highlights(access=access, plan=plan, picked={highlight.id: highlight.version})


@pytest.fixture
def people(
    viewer: User, analyst: User, reviewer: User, manager: User, stranger: User, strangers_project: Project
) -> dict[str, User | None]:
    """Who knocks."""
    found = dict(zip(PEOPLE, (viewer, analyst, reviewer, manager, stranger, None), strict=True))
    assert strangers_project
    return found


def _statuses(client: Client, method: str, path: str, user: User | None, *, by_token: bool) -> int:
    headers = {}
    if user is not None and by_token:
        headers["Authorization"] = f"Token {create_token(user=user)}"
    elif user is not None:
        client.force_login(user)
    body = b"" if method in {"GET", "DELETE"} else b"{}"
    status: int = client.generic(method, path, body, content_type="application/json", headers=headers).status_code
    return status


@pytest.mark.parametrize("template", sorted(ROUTES))
def test_every_method_for_every_role(
    template: str, arguments: Callable[[Address], dict[str, str]], people: dict[str, User | None]
) -> None:
    address = ALL[template]
    path = "/" + template.replace("^.*$", "nothing/here/").format(**arguments(address))
    interface = template.startswith("api/") and hasattr(address.callback, "cls")
    wrong: list[Any] = []
    for method, answers in ROUTES[template].items():
        for (name, user), expected in zip(people.items(), answers, strict=True):
            for by_token in (True, False) if interface else (False,):
                status = _statuses(Client(), method, path, user, by_token=by_token)
                fits = (
                    status not in {401, 403, 404} and status < 500
                    if expected == DONE
                    else status in expected
                    if isinstance(expected, frozenset)
                    else status == expected
                )
                if not fits:
                    wrong.append((method, name, "token" if by_token else "session", status, expected))
    assert not wrong


@pytest.mark.parametrize("template", sorted(ROUTES))
def test_another_method_is_refused(
    template: str, arguments: Callable[[Address], dict[str, str]], people: dict[str, User | None]
) -> None:
    path = "/" + template.replace("^.*$", "nothing/here/").format(**arguments(ALL[template]))
    for method in set(METHODS) - ROUTES[template].keys():
        assert _statuses(Client(), method, path, people["manager"], by_token=False) in {404, 405}, method
