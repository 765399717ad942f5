"""The rules of review over REST: who may do what, what leads where, and that nothing of another team is to be had."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from uuid6 import uuid7

from annotations.domain.disputes import STEPS, DisputeKind, DisputeState, Transition
from annotations.models import Claim, Comment, Dispute, Evidence, Highlight
from annotations.services.comments import CommentDraft, add_comment
from annotations.services.dispute_steps import ask_for_information, escalate_dispute, withdraw_dispute
from annotations.services.rulings import resolve_dispute
from newsapp.domain.roles import Role
from newsapp.models import Article, Project, User
from tests.api.client import Api, faults
from tests.api.conftest import ApiOf
from tests.disputes import bring_to, make_dispute, make_reviewers
from tests.factories import (
    TEXT,
    make_article,
    make_claim,
    make_evidence,
    make_highlight,
    make_member,
    make_project,
    opened,
)

pytestmark = pytest.mark.django_db

PATH = "projects/front-pages/"
ROLES = ("viewer", "analyst", "reviewer", "manager", "stranger")
READS, ANNOTATES, REVIEWS, MANAGES = ROLES[:4], ROLES[1:4], ROLES[2:4], ROLES[3:4]


@dataclass(frozen=True)
class Cell:
    """A thing that the scheme page's table names, as one request; `body` may need what is there."""

    who: tuple[str, ...]
    method: str
    path: str
    body: Any = None
    version: int | None = None


SPAN = {"article": 1, "start": 0, "end": 8, "tags": ["source"]}
CELLS = {
    "read": Cell(READS, "GET", "disputes/1/"),
    "read articles": Cell(READS, "GET", "articles/1/"),
    "export": Cell(READS, "GET", "export/jsonl/"),
    "add an article": Cell(ANNOTATES, "POST", "articles/", {"text": "A third text, about rain."}),
    "highlight": Cell(ANNOTATES, "POST", "highlights/", SPAN),
    "write a claim": Cell(ANNOTATES, "POST", "claims/", {"text": "It rains."}),
    "open a dispute": Cell(ANNOTATES, "POST", "disputes/", {"kind": "tag", "question": "Is it?", "article": 1}),
    "add evidence": Cell(
        ANNOTATES, "POST", "evidence/", {"dispute": 1, "quote": "So.", "stance": "context", "directness": "primary"}
    ),
    "comment": Cell(ANNOTATES, "POST", "comments/", {"dispute": 1, "text": "Hm."}),
    "revise an article": Cell(REVIEWS, "PATCH", "articles/1/", {"title": "Another"}, version=1),
    "delete an article": Cell(REVIEWS, "DELETE", "articles/2/", version=1),
    "triage": Cell(REVIEWS, "POST", "disputes/1/triage/", {}),
    "vote": Cell(REVIEWS, "PUT", "disputes/2/votes/", {"position": 0}),
    "close a voting": Cell(REVIEWS, "POST", "disputes/2/votes/close/"),
    "propose": Cell(REVIEWS, "POST", "disputes/3/propose/", {"position": 0}),
    "resolve": Cell(REVIEWS, "POST", "disputes/4/resolve/", {}),
    "open a comparison": Cell(REVIEWS, "PUT", "articles/1/opening/", {"open": True}),
    "members": Cell(MANAGES, "GET", "members/"),
    "scheme": Cell(MANAGES, "POST", "tags/", {"key": "rumour", "label": "Rumour", "colour": "teal"}),
    "guidelines": Cell(MANAGES, "PUT", "guidelines/", {"text": "Mark claims."}, version=0),
    "settings": Cell(MANAGES, "PATCH", "", {"blind": True}, version=1),
}


@pytest.fixture
def there(project: Project, article: Article, manager: User) -> None:
    """Four disputes: open, in voting, triaged, and one with a proposed ruling of somebody whom nobody here is."""
    make_article(project=project, text="Another text, about ships.")
    helper = make_reviewers(project, 1)[0]
    coder = make_member(project=project, role=Role.ANALYST)
    make_dispute(article=article, by=coder)
    for state in (DisputeState.VOTING, DisputeState.TRIAGED, DisputeState.PROPOSED):
        bring_to(make_dispute(article=article, by=coder), state, by=helper)


def status_of(api: Api, asked: Cell) -> int:
    """What a request is answered; nothing of it stays."""
    with transaction.atomic():
        if asked.path.startswith("export/"):
            # It has several media types, and no JSON.
            status = api.client.get(f"/api/v1/{PATH}{asked.path}", headers=api.headers).status_code
        else:
            status = api.send(asked.method, PATH + asked.path, asked.body, version=asked.version).status_code
        transaction.set_rollback(True)
    return int(status)


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_of_the_table_of_permissions(
    role: str, there: None, strangers_project: Project, request: pytest.FixtureRequest, api_of: ApiOf
) -> None:
    api = api_of(request.getfixturevalue(role))
    answered = {name: status_of(api, cell) for name, cell in CELLS.items()}
    done = {name: status for name, status in answered.items() if status < 300}
    refused = {name: status for name, status in answered.items() if name not in done}
    assert set(done) == {name for name, cell in CELLS.items() if role in cell.who}
    assert set(refused.values()) <= {404 if role == "stranger" else 403}


def in_state(state: DisputeState, article: Article, *, opener: User, helper: User) -> Dispute:
    """A dispute about a tag in any state."""
    dispute = make_dispute(article=article, by=opener, kind=DisputeKind.TAG)
    access = opened(project=article.project, user=helper)
    if state in (DisputeState.TRIAGED, DisputeState.EVIDENCE, DisputeState.VOTING, DisputeState.PROPOSED):
        return bring_to(dispute, state, by=helper)
    if state is DisputeState.WITHDRAWN:
        withdraw_dispute(access=opened(project=article.project, user=opener), dispute=dispute)
    elif state is DisputeState.NEEDS_INFO:
        bring_to(dispute, DisputeState.EVIDENCE, by=helper)
        ask_for_information(access=access, dispute=dispute, question="Which?")
    elif state is not DisputeState.OPEN:
        bring_to(dispute, DisputeState.PROPOSED, by=helper)
        if state is DisputeState.ESCALATED:
            escalate_dispute(access=access, dispute=dispute)
        else:
            other = make_reviewers(article.project, 1)[0]
            resolve_dispute(access=opened(project=article.project, user=other), dispute=dispute)
    dispute.refresh_from_db()
    return dispute


BODIES: dict[Transition, dict[str, Any]] = {
    Transition.PROPOSE: {"position": 0},
    Transition.ASK: {"question": "Which?"},
    Transition.ANSWER: {"answer": "That one."},
    Transition.REOPEN: {"reason": "Nobody was heard."},
}


@pytest.mark.parametrize("state", DisputeState)
def test_every_transition_from_every_state_is_made_or_refused_with_what_is_lawful_now(
    state: DisputeState, article: Article, manager: User, reviewer: User, as_manager: Api
) -> None:
    helper = make_reviewers(article.project, 1)[0]
    for transition in Transition:
        dispute = in_state(state, article, opener=reviewer, helper=helper)
        assert dispute.state == state
        path = f"{PATH}disputes/{dispute.number}/"
        before = as_manager.get(path).json()
        answer = as_manager.post(f"{path}{transition}/", BODIES.get(transition, {}))
        if transition in before["lawful"]:
            assert answer.status_code == 200, (transition, answer.content)
            assert answer.json()["state"] != state
            continue
        problem = answer.json()
        assert answer.status_code == 409, transition
        assert (problem["state"], problem["lawful"]) == (state, before["lawful"])
        assert problem["reasons"]
        assert state not in STEPS[transition].sources or problem["code"] != "wrong_state"
        assert as_manager.get(path).json() == before, "a refusal changes nothing"


@dataclass(frozen=True)
class Theirs:
    """Ids of things of another team that this project has none of."""

    article: int
    highlight: UUID
    claim: int
    dispute: int
    evidence: UUID
    comment: UUID
    member: str


@pytest.fixture
def theirs(stranger: User) -> Theirs:
    """Each kind of thing once; their numbers are higher than any here."""
    project = make_project(owner=stranger, slug="back-pages")
    article = make_article(project=project)
    highlight = make_highlight(article=article)
    claim = make_claim(project=project)
    dispute = make_dispute(article=article)
    evidence = make_evidence(project=project, claim=claim)
    comment = add_comment(access=opened(project=project), draft=CommentDraft("Hm.", claim=claim.id, id=uuid7()))[0]
    Article.objects.filter(pk=article.pk).update(number=901)
    Claim.objects.filter(project=project).update(number=903)
    Dispute.objects.filter(project=project).update(number=904)
    assert dispute.pk
    return Theirs(901, highlight.id, 903, 904, evidence.id, comment.uuid, stranger.username)


SAYS = {"quote": "So.", "stance": "context", "directness": "primary"}
ASKS = {"kind": "tag", "question": "Is it?"}
FOREIGN: dict[str, tuple[str, str, Callable[[Theirs], Any]]] = {
    "highlight.article": ("POST", "highlights/", lambda t: {**SPAN, "article": t.article}),
    "highlight.suggestion": ("POST", "highlights/", lambda t: {**SPAN, "suggestion": str(t.highlight)}),
    "relation.from": (
        "POST", "relations/", lambda t: {"type": "part_of", "from": str(t.highlight), "to": str(uuid7())}
    ),
    "relation.to": ("POST", "relations/", lambda t: {"type": "part_of", "from": str(uuid7()), "to": str(t.highlight)}),
    "dispute.article": ("POST", "disputes/", lambda t: {**ASKS, "article": t.article}),
    "dispute.highlight": ("POST", "disputes/", lambda t: {**ASKS, "highlight": str(t.highlight)}),
    "dispute.claim": ("POST", "disputes/", lambda t: {**ASKS, "claim": t.claim}),
    "dispute.positions.highlight": (
        "POST", "disputes/",
        lambda t: {**ASKS, "article": 1, "positions": [{"title": "It is", "highlight": str(t.highlight)}]},
    ),
    "position.highlight": (
        "POST", "disputes/1/positions/", lambda t: {"title": "It is", "highlight": str(t.highlight)}
    ),
    "ask.asked": ("POST", "disputes/3/ask/", lambda t: {"question": "Which?", "asked": t.member}),
    "claim.appearances": ("POST", "claims/", lambda t: {"text": "It rains.", "appearances": [str(t.highlight)]}),
    "claim.merge.into": ("POST", "claims/1/merge/", lambda t: {"into": t.claim}),
    "claim.split.appearances": ("POST", "claims/1/split/", lambda t: {"appearances": [str(t.highlight)]}),
    "claim.split.merged": ("POST", "claims/1/split/", lambda t: {"merged": t.claim}),
    "evidence.claim": ("POST", "evidence/", lambda t: {**SAYS, "claim": t.claim}),
    "evidence.dispute": ("POST", "evidence/", lambda t: {**SAYS, "dispute": t.dispute}),
    "comment.article": ("POST", "comments/", lambda t: {"text": "Hm.", "article": t.article}),
    "comment.highlight": ("POST", "comments/", lambda t: {"text": "Hm.", "highlight": str(t.highlight)}),
    "comment.claim": ("POST", "comments/", lambda t: {"text": "Hm.", "claim": t.claim}),
    "comment.dispute": ("POST", "comments/", lambda t: {"text": "Hm.", "dispute": t.dispute}),
    "comment.parent": ("POST", "comments/", lambda t: {"text": "Hm.", "parent": str(t.comment)}),
    "assignment.article": ("POST", "assignments/", lambda t: {"article": t.article, "user": "ana"}),
    "assignment.user": ("POST", "assignments/", lambda t: {"article": 1, "user": t.member}),
    "article": ("GET", "articles/901/", lambda _: None),
    "highlight": ("GET", "highlights/{highlight}/", lambda _: None),
    "claim": ("GET", "claims/903/", lambda _: None),
    "claim review": ("GET", "claims/903/review/", lambda _: None),
    "dispute": ("GET", "disputes/904/", lambda _: None),
    "dispute step": ("POST", "disputes/904/triage/", lambda _: {}),
    "votes": ("PUT", "disputes/904/votes/", lambda _: {"position": 0}),
    "evidence": ("GET", "evidence/{evidence}/", lambda _: None),
    "comment": ("PATCH", "comments/{comment}/", lambda _: {"resolved": True}),
    "gold": ("GET", "articles/901/gold/", lambda _: None),
}  # fmt: skip


def test_no_id_of_another_team_is_taken(
    project: Project, analyst: User, there: None, theirs: Theirs, as_manager: Api
) -> None:
    make_claim(project=project)
    tables = (Dispute, Claim, Highlight, Comment, Evidence)
    before = [table.objects.count() for table in tables]
    for field, (method, path, body) in FOREIGN.items():
        address = PATH + path.format(highlight=theirs.highlight, evidence=theirs.evidence, comment=theirs.comment)
        answer = as_manager.send(method, address, body(theirs), version=1 if method == "PATCH" else None)
        assert answer.status_code in (400, 404), (field, answer.content)
        assert answer.status_code == 404 or faults(answer), field
        for secret in ("back-pages", TEXT[:20], "Up to 11,000 soldiers were sent"):
            assert secret not in answer.content.decode(), field
    assert [table.objects.count() for table in tables] == before


HOSTILE = {
    "emoji": "👩‍👩‍👧 said 🤷🏽‍♀️",
    "right to left": "قال \u202eevil\u202c إن \u2066أحد\u2069 عشر ألفا",
    "combining": "Z̸̢̛͎̭a̶͍̓l̵̘͊g̶̬̈o̸̤͝ " * 50,
    "markup": "<script>alert(1)</script> & <b hx-get='/'>",
}


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_every_sort_come_back_as_they_were_said(words: str, there: None, as_analyst: Api) -> None:
    said = HOSTILE[words].strip()
    assert as_analyst.post(f"{PATH}claims/", {"text": said}).json()["text"] == said
    evidence = {**SAYS, "dispute": 1, "quote": said, "title": said[:300]}
    assert as_analyst.post(f"{PATH}evidence/", evidence).json()["quote"] == said
    answer = as_analyst.post(f"{PATH}comments/", {"dispute": 1, "text": said})
    assert answer.json()["text"] == said
    assert "<script" not in answer.json()["html"]
    assert "hx-get=" not in answer.json()["html"].replace("hx-get='/'&gt;", "")
    opened_now = as_analyst.post(f"{PATH}disputes/", {**ASKS, "article": 1, "question": said[:500].strip()})
    assert opened_now.status_code == 201


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a very long claim": ("claims/", {"text": "x" * 2_001}, "text"),
    "a very long quote": ("evidence/", {**SAYS, "dispute": 1, "quote": "x" * 5_001}, "quote"),
    "a very long comment": ("comments/", {"dispute": 1, "text": "x" * 100_001}, "text"),
    "a very long question": ("disputes/", {**ASKS, "article": 1, "question": "x" * 501}, "question"),
    "a huge claim number": ("evidence/", {**SAYS, "claim": 10**30}, "claim"),
    "a huge dispute number": ("comments/", {"text": "Hm.", "dispute": 2**63}, "dispute"),
    "a negative dispute number": ("comments/", {"text": "Hm.", "dispute": -1}, "dispute"),
    "a fraction as position": ("evidence/", {**SAYS, "dispute": 1, "position": 0.5}, "position"),
    "a huge position": ("evidence/", {**SAYS, "dispute": 1, "position": 10**12}, "position"),
    "a year before the calendar": ("claims/", {"text": "x", "claimed_on": "0000-01-01"}, "claimed_on"),
    "no moment": ("evidence/", {**SAYS, "dispute": 1, "published_at": "yesterday"}, "published_at"),
    "a moment to come": ("evidence/", {**SAYS, "dispute": 1, "retrieved_at": "2999-01-01T00:00:00Z"}, "retrieved_at"),
    "retrieved before it was published": (
        "evidence/",
        {**SAYS, "dispute": 1, "published_at": "2020-02-01T00:00:00Z", "retrieved_at": "2020-01-01T00:00:00Z"},
        "retrieved_at",
    ),
    "an address that is none": ("evidence/", {**SAYS, "dispute": 1, "url": "javascript:alert(1)"}, "url"),
    "too much confidence": ("disputes/5/propose/", {"verdict": "not_checkable", "confidence": 1e308}, "confidence"),
}


def test_wrong_input_is_refused_with_the_field_named(
    project: Project, article: Article, there: None, as_reviewer: Api
) -> None:
    claim = make_claim(project=project)
    row = Claim.objects.get(project=project, number=claim.id)
    helper = make_reviewers(project, 1)[0]
    bring_to(make_dispute(article=article, claim=row, kind=DisputeKind.TAG), DisputeState.TRIAGED, by=helper)
    for case, (path, body, field) in WRONG.items():
        answer = as_reviewer.post(PATH + path, body)
        assert (answer.status_code, faults(answer)) == (400, [field]), case


@pytest.mark.parametrize("day", ["1899-12-31", "0001-01-01", "1066-10-14"])
def test_a_claim_may_be_older_than_newspapers(day: str, project: Project, as_analyst: Api) -> None:
    body = {"text": "The king is dead.", "claimed_on": day, "claimed_precision": "year"}
    answer = as_analyst.post(f"{PATH}claims/", body)
    assert (answer.status_code, answer.json()["claimed_on"]) == (201, day)
    evidence = {**SAYS, "claim": answer.json()["id"], "published_at": f"{day}T12:00:00Z"}
    assert as_analyst.post(f"{PATH}evidence/", evidence).status_code == 201
    assert as_analyst.get(f"{PATH}evidence/?claim={answer.json()['id']}").json()["results"][0]["warnings"]
