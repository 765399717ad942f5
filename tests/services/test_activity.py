"""The log: every service writes it, it holds no words, and replaying it gives the state."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction

from annotations.access import open_highlight
from annotations.domain.highlighting import HighlightRecord
from annotations.models import Highlight
from annotations.queries.highlights import record_of
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight, restore_highlight
from annotations.services.highlights import add_highlights, put_highlight
from newsapp.domain.articles import Details
from newsapp.domain.roles import Action, Role
from newsapp.models import Article, Event, EventDetail, Project, User
from newsapp.services.activity import Happening, record
from newsapp.services.articles import delete_article, edit_article
from newsapp.services.members import add_member
from newsapp.services.people import create_token, make_sign_in_link, use_sign_in_link
from newsapp.services.projects import change_project
from tests.factories import (
    TEXT,
    draft_of,
    make_article,
    make_highlight,
    make_project,
    make_user,
    manager_of,
    opened,
    opened_article,
)

pytestmark = pytest.mark.django_db

WORD = "xylophone"


def edit(article: Article, uuid: Any, *, user: User | None = None, **change: Any) -> HighlightRecord:
    user = user or manager_of(article.project)
    access, highlight = open_highlight(user=user, slug=article.project.slug, uuid=uuid, action=Action.HIGHLIGHT)
    return edit_highlight(
        access=access, highlight=highlight, version=highlight.version, change=HighlightChange(**change)
    )


def delete(article: Article, uuid: Any) -> None:
    user = manager_of(article.project)
    access, highlight = open_highlight(user=user, slug=article.project.slug, uuid=uuid, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=highlight, version=highlight.version)


def restore(article: Article, uuid: Any) -> None:
    access, highlight = open_highlight(
        user=manager_of(article.project), slug=article.project.slug, uuid=uuid, action=Action.HIGHLIGHT, deleted=True
    )
    restore_highlight(access=access, highlight=highlight)


def add_two(article: Article) -> None:
    access = opened_article(article=article)
    drafts = [draft_of(article=article, quote=quote) for quote in ("soldiers", "winter")]
    add_highlights(access=access, articles={article.number: access}, drafts=drafts)


Deed = Callable[[Article], object]

DEEDS: dict[str, tuple[Deed, list[str]]] = {
    "create_user": (lambda _: make_user(), ["user.created"]),
    "make_sign_in_link": (lambda a: make_sign_in_link(user=manager_of(a.project)), ["sign_in_link.made"]),
    "use_sign_in_link": (
        lambda a: use_sign_in_link(secret=make_sign_in_link(user=manager_of(a.project))),
        ["sign_in_link.made", "sign_in_link.used"],
    ),
    "create_token": (lambda a: create_token(user=manager_of(a.project)), ["token.created"]),
    "create_project": (
        lambda a: make_project(owner=manager_of(a.project)),
        ["project.created", "member.added", "scheme.installed"],
    ),
    "change_project": (
        lambda a: change_project(access=opened(project=a.project), version=1, name="N"),
        ["project.changed"],
    ),
    "add_member": (
        lambda a: add_member(project=a.project, user=make_user(), role=Role.VIEWER, by=None),
        ["user.created", "member.added"],
    ),
    "add_articles": (lambda a: make_article(project=a.project, text="Other."), ["article.added"]),
    "edit_article": (
        lambda a: edit_article(access=opened_article(article=a), version=1, details=Details(title="T")),
        ["article.changed"],
    ),
    "delete_article": (lambda a: delete_article(access=opened_article(article=a), version=1), ["article.deleted"]),
    "put_highlight": (lambda a: make_highlight(article=a), ["highlight.created"]),
    "add_highlights": (add_two, ["highlight.created"] * 2),
    "edit_highlight": (
        lambda a: edit(a, make_highlight(article=a).id, note="n"),
        ["highlight.created", "highlight.changed"],
    ),
    "delete_highlight": (
        lambda a: delete(a, make_highlight(article=a).id),
        ["highlight.created", "highlight.deleted"],
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_every_service_writes_the_log(article: Article, deed: str) -> None:
    before = Event.objects.latest("pk").pk
    do, verbs = DEEDS[deed]
    do(article)
    assert list(Event.objects.filter(pk__gt=before).order_by("pk").values_list("verb", flat=True)) == verbs


def test_an_event_says_who_did_what_to_what_in_which_article(article: Article, analyst: User) -> None:
    made = make_highlight(article=article, by=analyst, quote="soldiers", tags=["claim", "hedge"])
    event = Event.objects.get(verb="highlight.created")
    assert (event.project, event.article, event.actor) == (article.project, article, analyst)
    assert event.object_id == str(made.id)
    assert event.data == {
        "revision": 1, "version": 1, "layer": "analyst", "start": made.start, "end": made.end, "tags": ["claim", "hedge"],
    }  # fmt: skip


def test_a_service_that_is_undone_leaves_no_event(article: Article) -> None:
    before = Event.objects.count()
    with transaction.atomic():
        make_highlight(article=article)
        transaction.set_rollback(True)
    assert Event.objects.count() == before


def test_events_hold_no_words_and_their_details_hold_them_all(project: Project, manager: User) -> None:
    change_project(access=opened(project=project), version=1, name=WORD, description=WORD)
    article = make_article(
        project=project,
        text=f"{WORD} {TEXT}",
        title=WORD,
        outlet=WORD,
        story=WORD,
        url=f"https://{WORD}.example",
        metadata={WORD: WORD},
    )
    uuid = make_highlight(
        article=article, quote=WORD, tags=["source"], note=WORD, attributes={"source": {"name": WORD}}
    ).id
    edit(article, uuid, note=f"more {WORD}", attributes={"source": {"name": f"more {WORD}"}})
    edit(article, uuid, attributes={}, note="")
    delete(article, uuid)
    restore(article, uuid)
    edit_article(
        access=opened_article(article=article), version=1, details=Details(title=f"more {WORD}", metadata={WORD: 1})
    )
    create_token(user=manager, label=WORD)
    events = Event.objects.filter(project=project).values_list("verb", "object_id", "data")
    assert WORD not in json.dumps(list(events), ensure_ascii=False)
    assert WORD not in json.dumps(list(Event.objects.values_list("object_id", "data")))
    kept = {row.event.verb for row in EventDetail.objects.select_related("event") if WORD in json.dumps(row.data)}
    assert kept == {"project.changed", "highlight.created", "highlight.changed", "article.added", "article.changed"}


def test_what_has_no_words_has_no_detail(article: Article) -> None:
    uuid = make_highlight(article=article).id
    edit(article, uuid, tags=["hedge"], end=70)
    highlighting = EventDetail.objects.filter(event__article=article, event__verb__startswith="highlight.")
    assert not highlighting.exists()


def test_events_are_recorded_in_the_order_that_they_were_given_in(project: Project) -> None:
    happenings = [Happening("test.done", str(index), detail={"n": index} if index % 3 else None) for index in range(50)]
    record(project_id=project.pk, actor_id=None, happenings=happenings)
    events = Event.objects.filter(verb="test.done").order_by("pk")
    assert [event.object_id for event in events] == [str(index) for index in range(50)]
    for detail in EventDetail.objects.select_related("event").filter(event__verb="test.done"):
        assert detail.data == {"n": int(detail.event.object_id)}
    assert EventDetail.objects.filter(event__verb="test.done").count() == 33


@pytest.mark.parametrize("statement", ["UPDATE newsapp_event SET data = '{}'", "DELETE FROM newsapp_event"])
def test_the_log_is_append_only(article: Article, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL claimdesk.purging = 'off'")
        with pytest.raises(Exception, match="append-only"):
            cursor.execute(statement)


@dataclass
class Replayed:
    """A highlight as the log alone tells it."""

    analyst: int | None
    article: int | None
    state: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    deleted: bool = False


def replay(project: Project) -> dict[str, Replayed]:
    """The project's highlights from its events and their details."""
    highlights: dict[str, Replayed] = {}
    for event in Event.objects.filter(project=project, verb__startswith="highlight.").order_by("pk"):
        words = EventDetail.objects.filter(event=event).values_list("data", flat=True).first() or {}
        if event.verb == "highlight.created":
            made = highlights[event.object_id] = Replayed(event.actor_id, event.article_id)
            places = {key: event.data[key] for key in ("start", "end", "tags", "revision", "layer")}
            segments = event.data.get("segments", [[event.data["start"], event.data["end"]]])
            made.state = {**places, "segments": segments, "note": "", "attributes": {}, **words}
        highlight = highlights[event.object_id]
        assert event.data["version"] == highlight.version + 1
        highlight.version += 1
        if event.verb == "highlight.changed":
            for before, after in (
                (event.data["before"], event.data["after"]),
                (words.get("before", {}), words.get("after", {})),
            ):
                assert before == {key: highlight.state[key] for key in before}
                assert before.keys() == after.keys()
                highlight.state.update(after)
        elif event.verb != "highlight.created":
            highlight.deleted = event.verb == "highlight.deleted"
    return highlights


@pytest.mark.parametrize("seed", range(3))
def test_replaying_the_events_gives_the_state(project: Project, analyst: User, manager: User, seed: int) -> None:
    chance = random.Random(seed)
    articles = [make_article(project=project, text=f"{index} 😀 {TEXT}") for index in range(2)]
    living: list[tuple[Article, HighlightRecord]] = []
    deleted: list[tuple[Article, HighlightRecord]] = []

    def place(article: Article) -> dict[str, Any]:
        start = chance.randrange(100)
        end = start + chance.randrange(3, 40)
        if chance.random() < 0.3:
            return {"segments": [[start, start + 1], [start + 2, end]]}
        return {"start": start, "end": end}

    def words() -> dict[str, Any]:
        tags = chance.sample(["claim", "source", "quantity", "hedge"], chance.randrange(1, 4))
        attributes: dict[str, Any] = {
            "claim": {"polarity": "positive"},
            "source": {"name": f"Анна {chance.random()}"},
            "quantity": {"value": chance.choice([1, 2.5, 10**20]), "unit": "😀"},
        }
        note = chance.choice(["", "note", f"  {chance.random()}\r\n"])
        return {"tags": tags, "attributes": {tag: attributes[tag] for tag in tags if tag in attributes}, "note": note}

    for _ in range(60):
        article = chance.choice(articles)
        deed = chance.random()
        if deed < 0.4 or not living:
            draft = draft_of(article=article, quote="soldiers", **words())
            where = place(article)
            draft = type(draft)(
                article=draft.article,
                id=draft.id,
                tags=draft.tags,
                attributes=draft.attributes,
                note=draft.note,
                **where,
            )
            user = chance.choice([analyst, manager])
            living.append((article, put_highlight(access=opened_article(article=article, user=user), draft=draft)[0]))
            continue
        article, made = living[chance.randrange(len(living))]
        if deed < 0.8:
            change = chance.choice([place(article), words(), {"note": "other"}, {**place(article), **words()}])
            if "segments" not in change and "start" in change:
                change["segments"] = [[change["start"], change["end"]]]
            edit(article, made.id, **change)
        elif deed < 0.95:
            delete(article, made.id)
            living.remove((article, made))
            deleted.append((article, made))
        elif deleted:
            back = deleted.pop()
            restore(back[0], back[1].id)
            living.append(back)
    replayed = replay(project)
    stored = {str(row.uuid): row for row in Highlight.objects.filter(project=project)}
    assert replayed.keys() == stored.keys()
    for uuid, row in stored.items():
        found = record_of(project_id=project.pk, uuid=row.uuid)
        assert found is not None
        told = replayed[uuid]
        assert told.state == {name: getattr(found, name) for name in told.state}
        assert (told.version, told.deleted) == (row.version, row.deleted_at is not None)
        assert (told.analyst, told.article) == (row.analyst_id, row.article_id)
