"""Every route as those who code blind see it: one coder's work shows in no answer, and changes none."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from annotations.access import visible_highlights, visible_relations
from annotations.models import BulkChange, Highlight
from annotations.services.scheme_merges import merge_tag
from newsapp.access import open_project_as_operator
from newsapp.domain.roles import Role
from newsapp.models import Article, Event
from newsapp.queries.live import place_now, ticket_for
from newsapp.services.comparisons import code_again, open_comparison
from newsapp.web.live.rounds import Reader, play_round
from tests.architecture.routes import FOREIGN_PREFIXES, ROUTES, addresses
from tests.blind_world import SECRET, BlindWorld, blind_world, work_of_the_first
from tests.factories import make_highlight, make_member, make_relation, opened, opened_article

pytestmark = pytest.mark.django_db(transaction=True)

P = "api/v1/projects/{slug}/"
ASKED = {
    P + "highlights/": (
        "?analyst=bela", f"?q={SECRET}&where=note", "?tag=source", "?article={number}", "?state=exact", "?layer=suggested",
    ),
    P + "relations/": ("?analyst=bela", "?article={number}", "?highlight={uuid}"),
    P + "suggestions/decisions/": ("?user=bela", "?decision=rejected", "?article={number}"),
    P + "articles/": ("?status=done", "?status=assigned", "?status=new"),
    P + "events/": ("?limit=1",),
    P + "export/{export_format}/": ("?analyst=bela", "?tag=source", "?article={number}"),
    "projects/{slug}/": (
        "?status=done", "?status=started", "?status=skipped", "?status=assigned", "?status=new", "?assignee=bela",
        "?assignee=bela&status=done", "?assignee=nobody", f"?q={SECRET}",
    ),
    "projects/{slug}/highlights/": (
        "?analyst=bela", f"?q={SECRET}&where=note", "?tag=source", "?tag=source&source.kind=anonymous", "?sort=left",
        "?noted=yes", "?sort=newest",
    ),
    P + "claims/": ("?status=new", f"?q={SECRET}", "?article={number}", "?tag=claim"),
    P + "evidence/": ("?claim=1", "?stance=refutes"),
    "projects/{slug}/claims/": ("?status=new", f"?q={SECRET}", "?tag=claim"),
    "projects/{slug}/claims/new/": ("?highlight={uuid}",),
    "projects/{slug}/activity/": ("?person=bela", "?kind=highlights", "?kind=assignments", "?kind=relations"),
    "projects/{slug}/articles/{number}/": ("?highlight={uuid}",),
    "projects/{slug}/articles/{number}/occurrences/found/": ("?words=business&tag=source", "?words=soldiers&tag=claim"),
    "projects/{slug}/articles/assign/": ("?numbers=1-2&people=bela&people=ana",),
    "projects/{slug}/scheme/tags/{key}/split/": ("?analyst=bela",),
}  # fmt: skip
"""What is asked of a route besides nothing."""

CHANGING = [
    (r"\b[a-zA-Z0-9]{64}\b", "csrf"),
    (r'name="nonce" value="[^"]+"', "nonce"),
    (r'"after": ?"[\d:,]+"', "place"),
    (r"(sign-in|invitations)/[\w-]{40,}/", "secret"),
    (r"until \d+ \w+, \d+:\d+|invitations/\d+/", "invitation"),
    (r"It is \d\d:\d\d there", "ago"),
    (r"(a|\d+)\s(second|minute)s?\sago|\bnow\b", "ago"),
]
"""What no two answers have in common."""


@dataclass(frozen=True)
class Answer:
    """What somebody gets, and how many statements it took."""

    status: int
    body: str
    statements: int = 0


def _body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = (
        f"{response.headers.get('ETag', '')} {response.headers.get('Location', '')} {content.decode(errors='replace')}"
    )
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text)
    return text


def _paths(world: BlindWorld, change: object) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each route with its address and the methods that it has."""
    known = {
        "slug": world.project.slug, "number": world.article.number, "uuid": world.marks[0], "key": "source",
        "relation": "attributed_to", "draft_id": UUID(int=1), "secret": "x", "view_id": 1, "export_format": "jsonl",
        "change_id": change, "revision": 1, "team": world.project.team.slug, "username": "bela", "invitation_id": 1,
        "token_id": 1, "claim": 1, "transition": "triage", "step": "triage", "token": "x",
    }  # fmt: skip
    templates = {address.template for address in addresses(get_resolver())}
    for template in sorted(templates):
        if template.startswith(FOREIGN_PREFIXES) or template == "api/v1/^.*$":
            continue
        for asked in ("", *ASKED.get(template, ())):
            yield template, "/" + (template + asked).format(**known), tuple(ROUTES[template])
    for mark in world.marks[1:]:
        yield "highlight", f"/{P}highlights/{mark}/".format(**known), ("GET",)
        yield "card", f"/projects/{world.project.slug}/highlights/{mark}/card/", ("GET",)


def _read(world: BlindWorld, client: Client, change: object) -> dict[str, Answer]:
    found = {}
    for _, path, methods in _paths(world, change):
        if "GET" in methods:
            with CaptureQueriesContext(connection) as statements:
                response = client.get(path)
                body = _body(response)
            found[path.replace(str(change), "change")] = Answer(response.status_code, body, len(statements))
    return found


def _write(world: BlindWorld, client: Client, change: object) -> dict[str, Answer]:
    """What empty requests answer; whatever they would do is taken back."""
    found = {}
    for template, path, methods in _paths(world, change):
        for method in set(methods) - {"GET"}:
            if template.startswith("account/"):
                continue
            with transaction.atomic():
                headers = {"If-Match": '"1"'}
                response = client.generic(method, path, b"{}", content_type="application/json", headers=headers)
                found[f"{method} {path.replace(str(change), 'change')}"] = Answer(response.status_code, _body(response))
                transaction.set_rollback(True)
            client.cookies.pop("messages", None)
    return found


def _signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    client.get("/")
    return client


@pytest.fixture
def world() -> BlindWorld:
    """Before the first coder has done anything."""
    return blind_world()


@pytest.mark.parametrize("watcher", ["second", "viewer", "reviewer", "manager"])
def test_no_answer_shows_a_coder_s_work_or_changes_by_it(world: BlindWorld, watcher: str) -> None:
    client, writing = (_signed_in(world.watchers[watcher]) for _ in range(2))
    no_change = uuid4()
    _read(world, client, no_change)  # what is cached is there from now on
    before, asked_before = _read(world, client, no_change), _write(world, writing, no_change)
    change = work_of_the_first(world)
    after, asked_after = _read(world, client, change), _write(world, writing, change)
    assert [path for path, answer in after.items() if SECRET in answer.body and SECRET not in path] == []
    ids = re.compile("|".join(map(str, world.marks)))
    assert [path for path, answer in after.items() if ids.search(answer.body) and not ids.search(path)] == []
    different = {path: (before[path], answer) for path, answer in after.items() if answer != before[path]}
    assert not different, _difference(different)
    different = {
        path: (asked_before[path], answer) for path, answer in asked_after.items() if answer != asked_before[path]
    }
    assert not different, _difference(different)


def _difference(different: dict[str, tuple[Answer, Answer]]) -> str:
    lines = []
    for path, (one, other) in different.items():
        at = next((i for i, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b), 0)
        cut = slice(max(0, at - 60), at + 120)
        lines.append(f"{path} {one.status}/{other.status} {one.statements}/{other.statements}")
        lines.append(f"   {one.body[cut]!r}\n   {other.body[cut]!r}")
    return "\n".join(lines)


@pytest.mark.parametrize("watcher", ["second", "viewer", "reviewer", "manager"])
def test_no_stream_tells_of_a_coder_s_work_nor_of_who_is_there(world: BlindWorld, watcher: str) -> None:
    access = opened(project=world.project, user=world.watchers[watcher])
    client = _signed_in(access.user)
    here = frozenset({world.article.number})
    ticket = ticket_for(access=access, session=client.session, token_id=None, after=None, here=here)
    place = place_now()
    work_of_the_first(world)
    outcome = play_round([Reader(ticket, place)], unknown_people=[])
    assert (outcome.messages, outcome.resets, outcome.closed) == ([()], [False], [here])
    Article.objects.filter(pk=world.article.pk).update(comparison_opened_at=access.project.created_at)
    outcome = play_round([Reader(ticket, place)], unknown_people=[])
    assert SECRET.encode() in b"".join(outcome.messages[0] or ())
    assert outcome.closed == [frozenset()]


SHOWING = {
    "/api/v1/projects/blind-pages/highlights/", "/api/v1/projects/blind-pages/events/",
    "/api/v1/projects/blind-pages/export/jsonl/", "/projects/blind-pages/articles/1/",
    "/projects/blind-pages/highlights/?noted=yes", "/projects/blind-pages/highlights/?analyst=bela",
}  # fmt: skip
"""Where the words of the first coder stand for whoever may see them."""


@pytest.mark.parametrize("watcher", ["second", "viewer", "reviewer", "manager"])
def test_everything_shows_once_the_comparison_is_open(world: BlindWorld, watcher: str) -> None:
    work_of_the_first(world)
    judge = make_member(project=world.project, role=Role.REVIEWER)
    open_comparison(access=opened_article(article=world.article, user=judge))
    client = _signed_in(world.watchers[watcher])
    shown = _read(world, client, BulkChange.objects.get().pk)
    assert {path for path in SHOWING if SECRET in shown[path].body} == SHOWING
    decisions = client.get("/api/v1/projects/blind-pages/suggestions/decisions/?user=bela").json()["results"]
    assert {row["decision"] for row in decisions} == {"accepted", "rejected"}
    assert len(client.get("/api/v1/projects/blind-pages/relations/").json()["results"]) == 1
    told = client.get("/projects/blind-pages/articles/1/activity/?person=bela").content.decode()
    assert "rejected a suggestion" in told
    assert "is done with" in told
    assert f"{SECRET} reason" not in "".join(answer.body for answer in shown.values()), "of another, closed article"


@pytest.fixture
def hears_nothing(world: BlindWorld) -> Callable[[Client], bool]:
    """Whether somebody sees none of the first coder's highlights."""
    return lambda client: SECRET not in client.get("/api/v1/projects/blind-pages/highlights/").content.decode()


def test_who_reviews_and_does_not_code_sees_it_from_the_start(
    world: BlindWorld, hears_nothing: Callable[[Client], bool]
) -> None:
    work_of_the_first(world)
    for role, hidden in ((Role.REVIEWER, False), (Role.MANAGER, False), (Role.ANALYST, True), (Role.VIEWER, True)):
        client = _signed_in(make_member(project=world.project, role=role))
        assert hears_nothing(client) is hidden, role


def test_coded_again_it_is_hidden_again(world: BlindWorld, hears_nothing: Callable[[Client], bool]) -> None:
    work_of_the_first(world)
    judge = make_member(project=world.project, role=Role.REVIEWER)
    open_comparison(access=opened_article(article=world.article, user=judge))
    client = _signed_in(world.second)
    assert not hears_nothing(client)
    code_again(access=opened_article(article=world.article, user=world.manager), reason="Other guidelines")
    assert hears_nothing(client)


def test_an_id_that_another_coder_has_is_refused_without_a_word_of_hers(world: BlindWorld) -> None:
    work_of_the_first(world)
    client = _signed_in(world.second)
    body = {"article": world.article.number, "start": 0, "end": 8, "tags": ["claim"]}
    answers = [
        client.put(f"/api/v1/projects/blind-pages/highlights/{mark}/", body, content_type="application/json")
        for mark in world.marks
    ]
    assert {answer.status_code for answer in answers} == {409}
    said = {re.sub(r"[0-9a-f-]{36}", "id", answer.content.decode()) for answer in answers}
    assert len(said) == 1, "deleted or not"
    assert "existing" not in said.pop()


def test_the_command_line_sees_everything_whoever_it_acts_for(world: BlindWorld) -> None:
    work_of_the_first(world)
    for user in (None, world.second):
        access = open_project_as_operator(slug=world.project.slug, user=user)
        assert visible_highlights(access).filter(analyst=world.first).count() == 3


def test_a_merged_tag_tells_nobody_who_codes_blind_how_many_followed(world: BlindWorld) -> None:
    work_of_the_first(world)
    merged = merge_tag(access=opened(project=world.project), key="hedge", version=1, into="cue")[1]
    assert merged.highlights == (), "the manager codes the article herself"
    for user in world.watchers.values():
        events = _signed_in(user).get("/api/v1/projects/blind-pages/events/").json()["results"]
        (data,) = (event["data"] for event in events if event["verb"] == "tag.merged")
        assert not {"touched", "highlights"} & data.keys()
    assert Event.objects.get(verb="tag.merged").data["highlights"] == 3


def test_a_manager_who_codes_blind_deletes_no_tag_that_may_be_in_use(world: BlindWorld) -> None:
    client = _signed_in(world.manager)
    answers = []
    for _ in range(2):
        answers.append(client.delete("/api/v1/projects/blind-pages/tags/cue/", headers={"If-Match": '"1"'}))
        make_highlight(article=world.article, quote="reported", tags=["cue"], by=world.first)
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].content == answers[1].content


def test_a_circle_is_one_within_a_reading(world: BlindWorld) -> None:
    """Two coders link the same gold highlights the other way round; neither hears of the other."""
    ends = [
        make_highlight(article=world.article, quote=quote, by=world.manager, tags=["source"])
        for quote in ("two people", "daily")
    ]
    Highlight.objects.filter(uuid__in=[end.id for end in ends]).update(layer=Highlight.Layer.GOLD)
    make_relation(project=world.project, source=ends[0], target=ends[1], by=world.first)
    make_relation(project=world.project, source=ends[1], target=ends[0], by=world.second)
    for user, own in ((world.first, ends[0]), (world.second, ends[1])):
        found = visible_relations(opened(project=world.project, user=user))
        assert [row.source.uuid for row in found.select_related("source")] == [own.id]
