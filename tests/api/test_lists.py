"""Lists: pages that keep their place, and how many statements one takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.client import Api
from tests.factories import TEXT

P = "projects/front-pages/"


@pytest.fixture
def full(as_manager: Api) -> Api:
    """A project with seven of everything."""
    for number in range(7):
        as_manager.post(P + "articles/", {"text": f"{number}. {TEXT}", "story": f"Story {number}", "outlet": "Herald"})
        body = {"article": number + 1, "start": number, "end": 10 + number, "tags": ["claim", "hedge"]}
        as_manager.post(P + "highlights/", body | {"attributes": {"claim": {"verifiable": "yes"}}})
        as_manager.post("projects/", {"slug": f"p{number}", "scheme": "empty"})
    return as_manager


def _walk(api: Api, path: str, limit: int) -> list[Any]:
    """All results by `next`; checks that `previous` leads back over the same pages."""
    pages, address = [], f"{path}?limit={limit}"
    while address:
        page = api.get(address).json()
        pages.append(page)
        address = page["next"]
    address, back = pages[-1]["previous"], [pages[-1]["results"]]
    while address:
        page = api.get(address).json()
        back.insert(0, page["results"])
        address = page["previous"]
    assert back == [page["results"] for page in pages]
    assert pages[0]["previous"] is None
    return [row for page in pages for row in page["results"]]


LISTS = ["projects/", *(P + name for name in ("articles/", "highlights/", "tags/", "events/", "stories/"))]


@pytest.mark.parametrize("path", LISTS)
def test_pages_hold_all_rows_once_and_lead_back(full: Api, path: str) -> None:
    whole = full.get(path).json()
    assert whole["next"] is None
    assert whole["previous"] is None
    assert len(whole["results"]) >= 7
    for limit in (1, 3, 7, len(whole["results"]), 1_000):
        assert _walk(full, path, limit) == whole["results"]


def test_a_page_keeps_its_place_while_rows_come_and_go(full: Api) -> None:
    path = P + "articles/"
    first = full.get(path + "?limit=3").json()
    full.delete(path + "2/", version=1)
    full.post(path, {"text": "Newest."})
    second = full.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [4, 5, 6]
    assert [row["id"] for row in full.get(second["previous"]).json()["results"]] == [1, 3]


def test_a_page_whose_rows_have_gone_leads_back(full: Api) -> None:
    path = P + "articles/"
    last = full.get(path + "?limit=6").json()["next"]
    full.delete(path + "7/", version=1)
    empty = full.get(last).json()
    assert (empty["results"], empty["next"]) == ([], None)
    assert [row["id"] for row in full.get(empty["previous"]).json()["results"]] == [1, 2, 3, 4, 5, 6]


def test_filters_go_along_with_the_pages(full: Api) -> None:
    page = full.get(P + "articles/?limit=2&outlet=Herald&q=soldiers").json()
    assert "outlet=Herald" in page["next"]
    assert "q=soldiers" in page["next"]
    assert "limit=2" in page["next"]


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("projects/", 3),  # token, projects with their teams, own memberships
        (P + "articles/", 3),  # token, membership, articles
        (P + "articles/?q=soldiers&outlet=Herald", 3),
        (P + "articles/1/revisions/", 3),
        (P + "highlights/", 3),
        (P + "highlights/?tag=claim&article=3", 3),
        (P + "events/", 3),
        (P + "stories/", 3),
        (P + "members/", 3),
        (P + "tags/", 2),
        (P + "scheme/", 2),
        (P + "articles/1/", 2),
    ],
)
def test_a_list_takes_few_statements_however_long_it_is(full: Api, path: str, statements: int) -> None:
    full.get(path)  # the scheme is read once for each version
    with CaptureQueriesContext(connection) as captured:
        full.get(path)
    assert len(captured) == statements, [query["sql"][:120] for query in captured.captured_queries]


def test_lists_of_articles_do_not_load_raw_documents(full: Api) -> None:
    with CaptureQueriesContext(connection) as captured:
        full.get(P + "articles/")
    assert not any("rawdocument" in query["sql"] for query in captured.captured_queries)


def _work(captured: CaptureQueriesContext) -> list[str]:
    """The statements that are no limits of a transaction; a test's own transaction turns BEGIN into SAVEPOINT."""
    limits = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(limits)]


BODY = {"article": 1, "start": 0, "end": 8, "tags": ["claim", "hedge"], "note": "n", "revision": 1}


@pytest.mark.parametrize("by", ["token", "session"])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_save_takes_at_most_six_statements(
    as_manager: Api, manager: Any, by: str, method: str, client: Any, new_uuid: Callable[[], str]
) -> None:
    as_manager.post(P + "articles/", {"text": TEXT})
    as_manager.post(P + "highlights/", BODY)
    client.force_login(manager)
    api = as_manager if by == "token" else Api(client=client)
    path = f"{P}highlights/{new_uuid()}/" if method == "PUT" else P + "highlights/"
    with CaptureQueriesContext(connection) as captured:
        response = api.send(method, path, BODY | {"attributes": {"claim": {"verifiable": "yes"}}})
    assert response.status_code == 201
    assert len(_work(captured)) <= 6, _work(captured)


def test_a_bulk_of_any_length_takes_as_many_statements_as_one(as_manager: Api) -> None:
    as_manager.post(P + "articles/", {"text": TEXT})
    as_manager.post(P + "highlights/", BODY)
    counts = []
    for length in (1, 200):
        with CaptureQueriesContext(connection) as captured:
            assert as_manager.post(P + "highlights/", [BODY] * length).status_code == 201
        counts.append(len(_work(captured)))
    assert counts[0] == counts[1]
