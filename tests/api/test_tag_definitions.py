"""REST of a tag that means something else."""

import pytest

from newsapp.models import Article, User
from tests.api.client import Api
from tests.factories import make_highlight

pytestmark = pytest.mark.django_db

TAG = "projects/front-pages/tags/claim/"


def test_a_redefined_tag_marks_what_has_it_and_sends_it_back(
    as_manager: Api, as_analyst: Api, article: Article, analyst: User
) -> None:
    made = make_highlight(article=article, by=analyst)
    answer = as_manager.patch(TAG, {"redefined": True}, if_match='"1"')
    assert (answer.status_code, answer.json()["definition"]) == (200, 2)
    path = "projects/front-pages/highlights/"
    (found,) = as_analyst.get(f"{path}?tag=claim&outdated=yes").json()["results"]
    assert (found["id"], found["outdated"]) == (str(made.id), ["claim"])
    assert as_analyst.get(f"{path}?outdated=no").json()["results"] == []
    sent = as_manager.post(f"{TAG}send-back/", {"reason": "Look again."})
    assert (sent.status_code, sent.json()) == (200, {"articles": 1, "people": 1})
    again = as_analyst.patch(f"{path}{made.id}/", {"tags": ["claim"]}, if_match='"1"')
    assert (again.status_code, again.json()["outdated"]) == (200, [])
    assert as_analyst.get(f"{path}?outdated=yes").json()["results"] == []


def test_the_reason_is_named_when_it_is_missing(as_manager: Api, article: Article) -> None:
    refused = as_manager.post(f"{TAG}send-back/", {})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (400, "reason")


def test_whether_it_means_something_else_is_true_or_false(as_manager: Api) -> None:
    refused = as_manager.patch(TAG, {"redefined": "yes"}, if_match='"1"')
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (400, "redefined")
