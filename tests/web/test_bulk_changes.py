"""Changing many highlights on the page: the preview, the change, what it says, taking it back."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from annotations.domain.highlighting import HighlightRecord
from annotations.models import BulkChange, Highlight
from annotations.web import bulk_changes
from newsapp.models import Article, Project, User
from tests.factories import make_article, make_highlight

pytestmark = pytest.mark.django_db

LIST = "/projects/front-pages/highlights/"
PREVIEW = LIST + "changes/preview/"
CHANGE = LIST + "changes/"
SOME_ID = "0198c0de-0000-7000-8000-000000000001"


@pytest.fixture
def signed_in(client: Client, analyst: User, project: Project) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def marks(article: Article, analyst: User, other_analyst: User) -> list[HighlightRecord]:
    """Two of the analyst's and one of the other analyst's, all claims."""
    return [
        make_highlight(article=article, by=analyst, attributes={"claim": {"verifiable": "yes"}}),
        make_highlight(article=article, by=analyst, quote="Up to 11,000", tags=["claim", "hedge"]),
        make_highlight(article=article, by=other_analyst, quote="allegedly"),
    ]


def hidden(html: str) -> dict[str, str]:
    form = html[html.index(f'action="{CHANGE}"') :]
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def tags() -> list[list[str]]:
    rows = Highlight.objects.present().order_by("pk").prefetch_related("tagging__tag")
    return [[one.tag.key for one in sorted(row.tagging.all(), key=lambda t: t.position)] for row in rows]


def test_the_preview_says_what_will_happen_and_changes_nothing(signed_in: Client, marks: list[HighlightRecord]) -> None:
    sent = {"action": "replace", "tag": "claim", "by": "source", "highlight": [str(mark.id) for mark in marks]}
    html = signed_in.post(PREVIEW, sent).content.decode()
    for words in (
        "2 highlights will have the tag “<bdi>Source</bdi>” in place of “<bdi>Claim</bdi>”.",
        "1 is somebody else’s and stays as it is",
        "1 value of an attribute is lost: <bdi>claim.verifiable</bdi> (1).",
        "Change 2 highlights",
        "Before and after",
    ):
        assert words in html, words
    assert tags() == [["claim"], ["claim", "hedge"], ["claim"]]


def test_the_change_is_done_said_and_taken_back(signed_in: Client, marks: list[HighlightRecord]) -> None:
    back = LIST + "?analyst=ana&sort=left"
    sent = {"action": "replace", "tag": "claim", "by": "source", "all": "1", "from": back}
    asked = hidden(signed_in.post(PREVIEW, sent).content.decode())
    answer = signed_in.post(CHANGE, asked)
    made = BulkChange.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{back}&changed={made.pk}")
    assert tags() == [["source"], ["source", "hedge"], ["claim"]]
    html = signed_in.get(answer["Location"]).content.decode()
    assert "2 highlights: “<bdi>Claim</bdi>” became “<bdi>Source</bdi>”." in html
    assert html.count(f"changes/{made.pk}/undo/") == 2  # in the message, and among the latest changes
    undone = signed_in.post(f"{CHANGE}{made.pk}/undo/", {"from": back})
    assert tags() == [["claim"], ["claim", "hedge"], ["claim"]]
    html = signed_in.get(undone["Location"]).content.decode()
    assert "Taken back." in html
    assert "/undo/" not in html
    again = signed_in.post(f"{CHANGE}{made.pk}/undo/", {"from": back}, follow=True).content.decode()
    assert "This was taken back already." in again


def test_what_changed_meanwhile_is_said_afterwards(
    signed_in: Client, marks: list[HighlightRecord], article: Article
) -> None:
    asked = hidden(
        signed_in.post(
            PREVIEW, {"action": "delete", "highlight": [str(mark.id) for mark in marks[:2]]}
        ).content.decode()
    )
    Highlight.objects.filter(uuid=marks[0].id).update(version=2)
    html = signed_in.post(CHANGE, asked, follow=True).content.decode()
    assert "1 highlight deleted." in html
    assert "1 was changed or deleted by somebody in the meantime, and left." in html
    assert "[" not in tags()[0][0]


def test_the_others_are_named_after_undoing(signed_in: Client, marks: list[HighlightRecord], article: Article) -> None:
    asked = hidden(signed_in.post(PREVIEW, {"action": "add", "tag": "cue", "all": "1"}).content.decode())
    signed_in.post(CHANGE, asked)
    Highlight.objects.filter(uuid=marks[0].id).update(version=9)
    made = BulkChange.objects.get()
    html = signed_in.post(f"{CHANGE}{made.pk}/undo/", follow=True).content.decode()
    assert "Taken back, except for 1 that somebody changed since." in html
    assert f'href="{LIST}?article={article.number}"' in html


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Pick the highlights first."),
        ({"highlight": "x"}, "Expected ids of highlights."),
        ({"highlights": " ".join([str(uuid4())] * 10_000)}, "At most 5,000 highlights at once."),
        ({"all": "1", "action": ""}, "Choose what to do"),
        ({"all": "1", "action": "add"}, "Choose a tag."),
        ({"all": "1", "action": "add", "tag": "satire"}, "for whole articles"),
        ({"all": "1", "action": "replace", "tag": "claim", "by": "claim"}, "another tag"),
        ({"all": "1", "action": "delete", "from": LIST + "?tag=cue"}, "No highlight matches"),
        ({"all": "1", "action": "delete", "from": LIST + "?layer=silver"}, "Expected one of"),
    ],
)
def test_a_preview_that_cannot_be_says_why(
    signed_in: Client, marks: list[HighlightRecord], sent: dict[str, str], said: str
) -> None:
    answer = signed_in.post(PREVIEW, sent)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_after_a_refusal_what_was_picked_is_still_picked(signed_in: Client, marks: list[HighlightRecord]) -> None:
    answer = signed_in.post(PREVIEW, {"action": "add", "highlight": [str(marks[0].id), str(marks[1].id)]})
    assert f'name="highlights" value="{marks[0].id} {marks[1].id}"' in answer.content.decode()


def test_thousands_of_fields_are_refused(signed_in: Client, marks: list[HighlightRecord]) -> None:
    answer = signed_in.post(PREVIEW, {"action": "delete", "highlight": [str(uuid4()) for _ in range(10_000)]})
    assert answer.status_code == 400


def test_highlights_of_another_project_are_not_there(
    signed_in: Client, marks: list[HighlightRecord], strangers_project: Project
) -> None:
    theirs = make_highlight(article=make_article(project=strangers_project, text="SECRET words."), quote="SECRET")
    sent = {"action": "delete", "highlight": [str(theirs.id), str(uuid4())]}
    html = signed_in.post(PREVIEW, sent).content.decode()
    assert "Nothing would change." in html
    assert "2 are not there any more." in html
    assert "SECRET" not in html
    answer = signed_in.post(CHANGE, {"action": "delete", "picked": f"{theirs.id}:1"}, follow=True)
    assert "None of these highlights can be changed" in answer.content.decode()
    assert Highlight.objects.get(uuid=theirs.id).deleted_at is None


@pytest.mark.parametrize(
    "picked", ["", "x", "x:1", ":", SOME_ID, f"{SOME_ID}:x", f"{SOME_ID}:-1", f"{SOME_ID}:" + "9" * 40, "1:1 2:2"]
)
def test_a_body_that_means_nothing_changes_nothing(
    signed_in: Client, marks: list[HighlightRecord], picked: str
) -> None:
    answer = signed_in.post(CHANGE, {"action": "delete", "picked": picked})
    assert answer.status_code == 302
    assert Highlight.objects.present().count() == 3


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example/", "/accounts/logout/", "x", ""])
def test_it_leads_back_to_the_list_and_nowhere_else(signed_in: Client, marks: list[HighlightRecord], way: str) -> None:
    picked = f"{marks[0].id}:1"
    answer = signed_in.post(CHANGE, {"action": "delete", "picked": picked, "from": way})
    assert answer["Location"].startswith(LIST + "?changed=")


def test_past_the_limit_the_first_ones_are_taken_and_it_says_so(
    signed_in: Client, marks: list[HighlightRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_changes, "MOST", 1)
    html = signed_in.post(PREVIEW, {"action": "delete", "all": "1"}).content.decode()
    assert "More highlights match: these are the first 1" in html
    assert "Delete 1 highlight<" in html


def test_a_preview_takes_as_many_statements_for_two_as_for_forty(
    signed_in: Client, article: Article, analyst: User, django_assert_num_queries: Any
) -> None:
    make_highlight(article=article, by=analyst)
    signed_in.get(LIST)
    for number in (1, 40):
        for _ in range(number):
            make_highlight(article=article, by=analyst)
        with django_assert_num_queries(7):
            signed_in.post(PREVIEW, {"action": "add", "tag": "cue", "all": "1"})


def test_somebody_elses_change_is_listed_without_a_way_to_undo_it(
    client: Client, analyst: User, other_analyst: User, marks: list[HighlightRecord]
) -> None:
    client.force_login(analyst)
    client.post(CHANGE, {"action": "delete", "picked": f"{marks[0].id}:1"})
    client.force_login(other_analyst)
    html = client.get(LIST).content.decode()
    assert "1 highlight deleted." in html
    assert "/undo/" not in html
