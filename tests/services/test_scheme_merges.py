"""Merging tags and splitting them off: what has them follows, whoever saves meanwhile, and the log gives the state."""

import time
from collections.abc import Callable
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connection, transaction
from uuid6 import uuid7

from annotations.access import open_highlight
from annotations.domain.merging import carried
from annotations.domain.schemes import Attribute
from annotations.models import Highlight, HighlightTag, Tag
from annotations.queries.highlights import record_of
from annotations.queries.scheme_usage import Selection
from annotations.queries.schemes import read_scheme
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight, restore_highlight
from annotations.services.highlights import put_highlight
from annotations.services.scheme_edits import edit_tag, retire_tag
from annotations.services.scheme_merges import Split, merge_preview, merge_tag, split_preview, split_tag
from newsapp.access import open_project
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation, Stale
from newsapp.models import Article, Event, Project, User
from tests.conftest import AtOnce
from tests.factories import draft_of, make_article, make_highlight, opened, opened_article

pytestmark = pytest.mark.django_db


def merge(project: Project, key: str, into: str, *, version: int | None = None) -> Any:
    access = opened(project=project)
    there = Tag.objects.get(project=project, key=key).version if version is None else version
    return merge_tag(access=access, key=key, version=there, into=into)


def split(project: Project, old: str, /, **changes: Any) -> Any:
    wanted = Split(
        **{
            "key": "new",
            "label": "New",
            "colour": "green",
            "pattern": "wavy",
            "selection": Selection(words="a"),
            **changes,
        }
    )
    version = Tag.objects.get(project=project, key=old).version
    return split_tag(access=opened(project=project), key=old, version=version, split=wanted)


def tags_on(uuid: Any) -> dict[str, Any]:
    rows = HighlightTag.objects.filter(highlight__uuid=uuid).order_by("position")
    return dict(rows.values_list("tag__key", "attributes"))


def test_highlights_follow_and_edits_of_the_older_state_are_stale(
    project: Project, article: Article, analyst: User
) -> None:
    made = make_highlight(article=article, by=analyst, tags=["cue"])
    other = make_highlight(article=article, by=analyst, tags=["claim"])
    _, followed = merge(project, "cue", "hedge")
    assert followed.highlights == (made.id,)
    assert tags_on(made.id) == {"hedge": {}}
    now = record_of(project_id=project.pk, uuid=made.id)
    assert now is not None
    assert (now.version, now.updated_at > made.updated_at) == (2, True)
    assert record_of(project_id=project.pk, uuid=other.id) == other
    access, highlight = open_highlight(user=analyst, slug=project.slug, uuid=made.id, action=Action.HIGHLIGHT)
    with pytest.raises(Stale):
        edit_highlight(access=access, highlight=highlight, version=1, change=HighlightChange(note="late"))


def test_values_go_over_where_the_target_takes_them(project: Project, article: Article) -> None:
    wanted = [
        Attribute("bound", "Bound", "choice", ("exact", "at_most")),
        Attribute("value", "Value", "text"),
        Attribute("unit", "Unit", "text"),
    ]
    access = opened(project=project)
    edit_tag(access=access, key="hedge", version=1, changes={"attributes": tuple(wanted)})
    first = make_highlight(
        article=article,
        tags=["quantity"],
        attributes={"quantity": {"value": 5, "bound": "at_most", "unit": "ships", "place": "here"}},
    )
    second = make_highlight(
        article=article,
        tags=["hedge", "quantity"],
        attributes={"hedge": {"unit": "men"}, "quantity": {"unit": "ships", "bound": "exact"}},
    )
    third = make_highlight(article=article, tags=["quantity"], attributes={"quantity": {"bound": "at_least"}})
    counted = merge_preview(access=access, scheme=read_scheme(project.pk), key="quantity", into="hedge")
    assert (counted.highlights, counted.people, counted.articles, counted.both) == (3, 1, 1, 1)
    assert counted.dropped == {"Value": 1, "Bound": 1, "Unit": 1, "Place": 1}
    assert counted.examples[0].quote == "About 1,000 soldiers"
    merge(project, "quantity", "hedge")
    assert tags_on(first.id) == {"hedge": {"bound": "at_most", "unit": "ships"}}
    assert tags_on(second.id) == {"hedge": {"unit": "men", "bound": "exact"}}
    assert tags_on(third.id) == {"hedge": {}}


VALUES: list[Any] = ["a", "", "x" * 1000, "x" * 1001, 1, 1.5, True, None, ["a"], {"a": 1}]


@pytest.mark.parametrize("kind", ["choice", "text", "number"])
def test_the_database_carries_the_same_values_over_as_the_domain(kind: Any) -> None:
    import json

    asked = [Attribute("k", "K", kind, ("a", "b") if kind == "choice" else ())]
    for value in VALUES:
        given = {"k": value, "other": "a"}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT annotations_carried(%s::jsonb, %s::jsonb)",
                [json.dumps(given), json.dumps([attribute.as_json() for attribute in asked])],
            )
            assert json.loads(cursor.fetchone()[0]) == carried(given, asked=asked), value


def test_a_deleted_highlight_comes_back_with_the_other_tag(project: Project, article: Article, manager: User) -> None:
    made = make_highlight(article=article, tags=["cue"])
    access, highlight = open_highlight(user=manager, slug=project.slug, uuid=made.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=highlight, version=1)
    merge(project, "cue", "hedge")
    restored = restore_highlight(access=access, highlight=highlight)
    assert (restored.tags, restored.version) == (["hedge"], 4)


def test_chains_of_merges_are_followed_to_their_end(project: Project, article: Article) -> None:
    made = make_highlight(article=article, tags=["cue"])
    merge(project, "cue", "hedge")
    merge(project, "hedge", "source")
    assert tags_on(made.id) == {"source": {}}
    late = make_highlight(article=article, tags=["cue", "source", "hedge"], attributes={"source": {"kind": "person"}})
    assert (late.tags, late.attributes) == (["source"], {"source": {"kind": "person"}})
    assert tags_on(late.id) == {"source": {"kind": "person"}}
    scheme = read_scheme(project.pk)
    assert scheme.followed("cue").key == "source"
    assert scheme.tags["cue"].merged_into == "hedge"


@pytest.mark.parametrize(
    ("key", "into", "code"),
    [
        ("cue", "cue", "same_tag"),
        ("cue", "nothing", "unknown_tag"),
        ("cue", "opinion", "wrong_scope"),
        ("cue", "claim", "retired_tag"),
        ("cue", "__proto__", "unknown_tag"),
    ],
)
def test_what_cannot_be_merged_is_refused(project: Project, key: str, into: str, code: str) -> None:
    retire_tag(access=opened(project=project), key="claim", version=1)
    with pytest.raises(RuleViolation) as caught:
        merge(project, key, into)
    assert (caught.value.code, caught.value.path) == (code, "into")
    assert Tag.objects.get(project=project, key="cue").retired_at is None


def test_a_merged_tag_is_not_merged_again(project: Project) -> None:
    merge(project, "cue", "hedge")
    with pytest.raises(Conflict):
        merge(project, "cue", "source")


def test_a_tag_that_somebody_changed_meanwhile_is_not_merged(project: Project) -> None:
    edit_tag(access=opened(project=project), key="cue", version=1, changes={"label": "Signal"})
    with pytest.raises(Stale) as caught:
        merge(project, "cue", "hedge", version=1)
    assert getattr(caught.value.current, "label", "") == "Signal"


def test_only_a_manager_merges_and_only_in_her_project(
    project: Project, reviewer: User, strangers_project: Project
) -> None:
    with pytest.raises(NotAllowed):
        merge_tag(access=open_project(user=reviewer, slug=project.slug), key="cue", version=1, into="hedge")
    Tag.objects.create(project=strangers_project, key="rumour", label="Rumour", colour="red", pattern="thin")
    for key, into in (("rumour", "cue"), ("cue", "rumour")):
        with pytest.raises((NotVisible, RuleViolation)):
            merge_tag(access=opened(project=project), key=key, version=1, into=into)


def test_a_tag_merged_into_its_own_child_leaves_no_circle(project: Project) -> None:
    access = opened(project=project)
    for child, parent in (("cue", "claim"), ("hedge", "cue"), ("quantity", "claim")):
        edit_tag(access=access, key=child, version=1, changes={"parent": parent})
    merge(project, "claim", "hedge")
    tags = read_scheme(project.pk).tags
    assert (tags["hedge"].parent, tags["cue"].parent, tags["quantity"].parent) == (None, "hedge", "hedge")


def test_relation_types_name_the_tag_that_stays(project: Project) -> None:
    merge(project, "claim", "source")
    relations = read_scheme(project.pk).relations
    assert relations["attributed_to"].from_tags == ("source",)
    assert relations["part_of"].to_tags == ("source",)


def test_articles_follow_once_each(project: Project) -> None:
    one = make_article(project=project, tags=("satire", "incomplete"))
    two = make_article(project=project, text="Another.", tags=("satire", "opinion"))
    merge(project, "satire", "opinion")
    assert [sorted(Article.objects.get(pk=a.pk).tags) for a in (one, two)] == [["incomplete", "opinion"], ["opinion"]]
    assert Article.objects.get(pk=one.pk).version == 2
    late = make_article(project=project, text="A third.", tags=("satire", "opinion"))
    assert Article.objects.get(pk=late.pk).tags == ["opinion"]
    event = Event.objects.get(verb="tag.merged")
    assert (event.data["articles"], event.data["numbers"]) == (2, [1, 2])


def test_a_split_takes_over_what_matches(
    project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    made = [
        make_highlight(article=article, by=by, attributes={"claim": {"verifiable": value, "polarity": "negative"}})
        for by, value in ((analyst, "prediction"), (analyst, "yes"), (other_analyst, "prediction"))
    ]
    chosen = Selection(values={"verifiable": ["prediction"]}, analysts=["ana"], words="SOLDIERS")
    wanted = Split(key="prediction", label="Prediction", colour="green", pattern="wavy", selection=chosen)
    counted = split_preview(access=opened(project=project), scheme=read_scheme(project.pk), key="claim", split=wanted)
    assert (counted.highlights, counted.people, counted.dropped) == (1, 1, {})
    new, followed = split(project, "claim", key="prediction", selection=chosen)
    assert (new.key, followed.highlights) == ("prediction", (made[0].id,))
    assert [list(tags_on(record.id)) for record in made] == [["prediction"], ["claim"], ["claim"]]
    assert tags_on(made[0].id) == {"prediction": {"verifiable": "prediction", "polarity": "negative"}}
    assert "prediction" in read_scheme(project.pk).relations["attributed_to"].from_tags


def test_a_split_may_leave_the_old_tag_there_too(project: Project, article: Article) -> None:
    made = make_highlight(article=article, tags=["claim", "hedge"], attributes={"claim": {"polarity": "positive"}})
    split(project, "claim", keep=True, attributes=(), selection=Selection(words="about"))
    assert tags_on(made.id) == {"claim": {"polarity": "positive"}, "hedge": {}, "new": {}}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"selection": Selection()}, "selection"),
        ({"key": "hedge"}, "key"),
        ({"key": "__proto__"}, "key"),
        ({"label": " "}, "label"),
        ({"shortcut": "c"}, "shortcut"),
        ({"colour": "mauve"}, "colour"),
    ],
)
def test_a_split_that_cannot_be_is_refused_whole(project: Project, article: Article, changes: Any, path: str) -> None:
    make_highlight(article=article)
    with pytest.raises(RuleViolation) as caught:
        split(project, "claim", **changes)
    assert caught.value.path == path
    assert Tag.objects.filter(project=project).count() == 10


def test_articles_are_split_by_title_and_language(project: Project) -> None:
    made = [
        make_article(project=project, text=f"Text {n}", title=title, language=language, tags=("opinion",))
        for n, (title, language) in enumerate([("On ships", "en"), ("Ships again", "uk"), ("Trains", "en")])
    ]
    split(project, "opinion", key="column", selection=Selection(words="ships", language="en"))
    assert [Article.objects.get(pk=row.pk).tags for row in made] == [["column"], ["opinion"], ["opinion"]]


def test_a_retry_of_what_was_saved_before_the_merge_is_no_second_highlight(project: Project, article: Article) -> None:
    draft = draft_of(article=article, quote="soldiers", tags=["cue"])
    put_highlight(access=opened_article(article=article), draft=draft)
    merge(project, "cue", "hedge")
    again, made = put_highlight(access=opened_article(article=article), draft=draft)
    assert (again.tags, made, again.version) == (["hedge"], False, 2)


def test_a_tag_that_was_only_retired_is_put_on_nothing_new(project: Project, article: Article) -> None:
    retire_tag(access=opened(project=project), key="cue", version=1)
    with pytest.raises(RuleViolation) as caught:
        make_highlight(article=Article.objects.get(pk=article.pk), tags=["cue"])
    assert caught.value.code == "retired_tag"


def replay(project: Project) -> dict[str, dict[str, Any]]:
    """Tags and values of every highlight, from the events alone."""
    asked: dict[str, list[Any]] = {}
    state: dict[str, dict[str, Any]] = {}

    def takes(key: str, values: Any) -> Any:
        return carried(values, asked=[Attribute(a["key"], "", a["type"], tuple(a["values"])) for a in asked[key]])

    for event in Event.objects.filter(project=project).select_related("detail").order_by("id"):
        detail = event.detail.data if hasattr(event, "detail") else {}
        verb = event.data.get("change", event.verb)
        if event.verb == "scheme.installed":
            asked |= {
                key: facts["attributes"] for key, facts in zip(event.data["tags"], event.data["facts"], strict=False)
            }
        elif event.verb in ("tag.created", "tag.changed"):
            if "attributes" in event.data["after"]:
                asked[event.object_id] = event.data["after"]["attributes"]
        elif event.verb == "highlight.created":
            state[event.object_id] = {key: detail.get("attributes", {}).get(key, {}) for key in event.data["tags"]}
        elif verb == "tag.values_cleared":
            for uuid in event.data["touched"]:
                state[uuid][event.object_id] = takes(event.object_id, state[uuid][event.object_id])
        elif verb in ("tag.merged", "tag.split"):
            new = event.data["into"]
            for uuid in event.data["touched"]:
                old = state[uuid].get(event.object_id, {})
                kept = takes(new, old)
                tags = {}
                for key, values in state[uuid].items():
                    tags[new if key == event.object_id and not event.data.get("keep") else key] = values
                tags[new] = {**kept, **state[uuid].get(new, {})}
                state[uuid] = tags
    return state


def test_replaying_the_log_gives_the_tags_of_every_highlight(
    project: Project, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.services.scheme_holds.UUIDS_IN_EVENT", 2)
    for n in range(5):
        make_highlight(
            article=article, tags=["claim"], attributes={"claim": {"verifiable": ["yes", "prediction"][n % 2]}}
        )
        make_highlight(article=article, tags=["quantity", "claim"], attributes={"quantity": {"value": n, "unit": "x"}})
        make_highlight(article=article, tags=["source"], attributes={"source": {"name": "n", "kind": "person"}})
    access = opened(project=project)
    split(project, "claim", key="prediction", selection=Selection(values={"verifiable": ["prediction"]}))
    split(project, "quantity", key="money", selection=Selection(values={"value": [3]}), keep=True)
    merge(project, "quantity", "claim")
    version = Tag.objects.get(project=project, key="source").version
    edit_tag(access=access, key="source", version=version, changes={"attributes": ()}, clear=True)
    merge(project, "source", "hedge")
    stored = {str(row.uuid): tags_on(row.uuid) for row in Highlight.objects.all()}
    assert {uuid: dict(sorted(tags.items())) for uuid, tags in replay(project).items()} == {
        uuid: dict(sorted(tags.items())) for uuid, tags in stored.items()
    }
    assert Event.objects.filter(verb="tag.followed").exists()


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    """Real connections."""

    def test_saves_with_the_old_tag_end_with_the_new_one_and_none_is_lost(
        self, project: Project, article: Article, at_once: AtOnce
    ) -> None:
        access = opened_article(article=article)
        drafts = [draft_of(article=article, quote="soldiers", tags=["cue"], uuid=uuid7()) for _ in range(24)]

        def save(part: int) -> Callable[[], int]:
            def run() -> int:
                for draft in drafts[part::3]:
                    put_highlight(access=access, draft=draft)
                return 1

            return run

        manager_access = opened(project=project)

        def merging() -> int:
            time.sleep(0.03)
            merge_tag(access=manager_access, key="cue", version=1, into="hedge")
            return 1

        assert at_once(save(0), save(1), save(2), merging) == [1, 1, 1, 1]
        assert Highlight.objects.count() == 24
        assert set(HighlightTag.objects.values_list("tag__key", flat=True)) == {"hedge"}

    def test_edits_and_a_merge_never_wait_for_each_other_in_a_circle(
        self, project: Project, article: Article, manager: User, at_once: AtOnce
    ) -> None:
        made = make_highlight(article=article, tags=["claim"])
        started = Signal()

        def editing() -> str:
            access, highlight = open_highlight(user=manager, slug=project.slug, uuid=made.id, action=Action.HIGHLIGHT)
            with transaction.atomic():
                Highlight.objects.select_for_update().get(pk=highlight.pk)
                started.set()
                time.sleep(0.3)
                edit_highlight(
                    access=access, highlight=highlight, version=1, change=HighlightChange(tags=["claim", "cue"])
                )
            return "edited"

        def merging() -> str:
            started.wait(5)
            merge_tag(access=opened(project=project), key="claim", version=1, into="hedge")
            return "merged"

        began = time.monotonic()
        assert at_once(editing, merging) == ["edited", "merged"]
        assert time.monotonic() - began < 5
        assert tags_on(made.id) == {"hedge": {}, "cue": {}}

    def test_of_two_merges_of_one_tag_one_is_stale(self, project: Project, at_once: AtOnce) -> None:
        def into(key: str) -> Callable[[], Any]:
            return lambda: merge_tag(access=opened(project=project), key="cue", version=1, into=key)[1]

        answers = at_once(into("hedge"), into("claim"))
        assert sum(isinstance(answer, Stale) for answer in answers) == 1

    def test_two_merges_into_each_other_leave_one(self, project: Project, at_once: AtOnce) -> None:
        def one(key: str, into: str) -> Callable[[], Any]:
            return lambda: merge_tag(access=opened(project=project), key=key, version=1, into=into)[1]

        answers = at_once(one("cue", "hedge"), one("hedge", "cue"))
        assert sum(isinstance(answer, RuleViolation) for answer in answers) == 1
        tags = read_scheme(project.pk).tags
        assert sum(tags[key].retired for key in ("cue", "hedge")) == 1
