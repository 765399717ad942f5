"""Comments by REST."""

from typing import Any

import pytest
from uuid6 import uuid7

from annotations.models import Comment, Mention
from newsapp.models import Article, Event, Project, User
from tests.api.client import Api, faults
from tests.disputes import claim_row, make_dispute
from tests.factories import make_highlight

pytestmark = pytest.mark.django_db

PATH = "projects/front-pages/comments/"
KEYS = [
    "id", "article", "highlight", "claim", "dispute", "parent", "text", "author", "mentions", "created_at",
    "updated_at", "resolved_by", "resolved_at", "version", "html",
]  # fmt: skip


def test_a_comment_is_said_once_and_read_as_safe_html(as_analyst: Api, as_other_analyst: Api, article: Article) -> None:
    body = {"id": str(uuid7()), "article": 1, "text": "**Old** <b>x</b> [a](javascript:alert(1))"}
    made = as_analyst.post(PATH, body)
    assert (made.status_code, list(made.json()), made["ETag"]) == (201, KEYS, '"1"')
    assert "<strong>Old</strong>" in made.json()["html"]
    assert "<b>" not in made.json()["html"]
    assert "javascript:alert" not in made.json()["html"].replace("[a](javascript:alert(1))", "")
    again = as_analyst.post(PATH, body)
    assert (again.status_code, again.json()) == (200, made.json())
    assert as_analyst.post(PATH, body | {"text": "Other."}).status_code == 409
    assert as_other_analyst.post(PATH, body).status_code == 409
    assert Event.objects.filter(verb="comment.added").count() == 1


def test_comments_are_on_one_thing(as_analyst: Api, as_viewer: Api, article: Article, project: Project) -> None:
    marked = make_highlight(article=article)
    claim_row(project=project)
    make_dispute(article=article)
    for about in ({"article": 1}, {"highlight": str(marked.id)}, {"claim": 1}, {"dispute": 1}):
        assert as_analyst.post(PATH, {"text": "Hm.", **about}).status_code == 201
        assert as_viewer.post(PATH, {"text": "Hm.", **about}).status_code == 403
        name, value = next(iter(about.items()))
        assert len(as_viewer.get(f"{PATH}?{name}={value}").json()["results"]) == 1
        assert faults(as_analyst.post(PATH, {"text": "Hm.", name: str(uuid7()) if name == "highlight" else 99})) == [
            name
        ]
    assert as_analyst.post(PATH, {"text": "Hm.", "article": 1, "dispute": 1}).status_code == 400
    assert as_analyst.post(PATH, {"text": "Hm."}).status_code == 400
    assert faults(as_analyst.post(PATH, {"text": " ", "article": 1})) == ["text"]


def test_answers_go_one_deep_and_are_settled_with_their_remark(
    as_analyst: Api, as_reviewer: Api, article: Article
) -> None:
    remark = as_analyst.post(PATH, {"text": "Why?", "article": 1}).json()
    answer = as_reviewer.post(PATH, {"text": "So.", "parent": remark["id"]}).json()
    assert (answer["article"], answer["parent"]) == (1, remark["id"])
    assert faults(as_analyst.post(PATH, {"text": "Oh.", "parent": answer["id"]})) == ["parent"]
    assert faults(as_reviewer.patch(f"{PATH}{answer['id']}/", {"resolved": True}, version=1)) == ["resolved"]
    settled = as_reviewer.patch(f"{PATH}{remark['id']}/", {"resolved": True}, version=1).json()
    assert (settled["resolved_by"], settled["version"]) == ("rita", 2)
    assert as_analyst.get(f"{PATH}?resolved=false").json()["results"] == []
    again = as_analyst.patch(f"{PATH}{remark['id']}/", {"resolved": False}, version=2).json()
    assert again["resolved_at"] is None


def test_only_its_author_changes_a_comment_and_a_manager_deletes_it(
    as_analyst: Api, as_reviewer: Api, as_manager: Api, article: Article
) -> None:
    one = f"{PATH}{as_analyst.post(PATH, {'text': 'Why?', 'article': 1}).json()['id']}/"
    assert as_reviewer.patch(one, {"text": "Because."}, version=1).status_code == 403
    assert as_analyst.patch(one, {"text": "Why so?"}).status_code == 428
    assert as_analyst.patch(one, {"text": "Why so?"}, version=1).json()["text"] == "Why so?"
    assert as_analyst.patch(one, {"text": "Why?"}, version=1).status_code == 412
    assert as_reviewer.delete(one, version=2).status_code == 403
    assert as_manager.delete(one, version=2).status_code == 204
    assert as_analyst.get(one).status_code == 410
    assert as_analyst.get(PATH).json()["results"] == []
    event = Event.objects.get(verb="comment.changed")
    assert event.detail.data["after"] == {"text": "Why so?"}


def test_members_are_called_by_name(
    as_analyst: Api, article: Article, reviewer: User, other_analyst: User, stranger: User
) -> None:
    text = "What do @Rita, `@bela` and @stella say? mail@rita.example"
    made = as_analyst.post(PATH, {"text": text, "article": 1}).json()
    assert made["mentions"] == ["rita"]
    as_analyst.patch(f"{PATH}{made['id']}/", {"text": "And @bela."}, version=1)
    assert set(Mention.objects.values_list("user__username", flat=True)) == {"rita", "bela"}


def test_several_are_said_at_once_or_none(as_analyst: Api, article: Article) -> None:
    wrong = as_analyst.post(PATH, [{"text": "A", "article": 1}, {"text": "B", "article": 9}])
    assert (faults(wrong), Comment.objects.count()) == (["1.article"], 0)
    made = as_analyst.post(PATH, [{"text": "A", "article": 1}, {"text": "B", "article": 1}])
    assert (made.status_code, [each["text"] for each in made.json()]) == (201, ["A", "B"])


def test_strangers_learn_nothing(as_stranger: Api, as_analyst: Api, article: Article) -> None:
    made = as_analyst.post(PATH, {"text": "Why?", "article": 1}).json()
    answers: list[Any] = [as_stranger.get(PATH), as_stranger.get(f"{PATH}{made['id']}/")]
    answers.append(as_stranger.post(PATH, {"text": "Hm.", "article": 1}))
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_list_takes_a_fixed_number_of_statements(
    as_analyst: Api, article: Article, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        as_analyst.post(PATH, {"text": f"Number {number}, @rita", "article": 1})
    with django_assert_max_num_queries(4):
        assert len(as_analyst.get(PATH).json()["results"]) == 5
