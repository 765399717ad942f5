"""The export over HTTP: who may, in which form, and what a refusal looks like."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from annotations.domain.snapshots import Snapshot
from annotations.exporters import registry
from annotations.exporters.formats import ExportFormat
from annotations.queries.highlights import HighlightFilter
from annotations.services.exports import FILTERS, open_export
from annotations.web.exports import export_file
from newsapp.api.documentation import openapi_document
from newsapp.errors import NotVisible, RuleViolation
from newsapp.models import Project, User
from newsapp.services.people import create_token
from tests.factories import make_article, make_highlight, make_user, opened

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/api/v1/projects/front-pages/export/jsonl/"


@pytest.fixture
def labelled(project: Project) -> Project:
    """A project with a highlight in the first of its two articles."""
    make_highlight(article=make_article(project=project), tags=("hedge",))
    make_article(project=project, text="Nothing marked 🌍 here.")
    return project


def get(address: str, user: User, method: str = "GET", **headers: str) -> Any:
    """With a token that can only read."""
    key = create_token(user=user, scope="read")
    return Client().generic(method, address, headers={"Authorization": f"Token {key}", **headers})


def body(response: Any) -> bytes:
    """All of a streamed answer."""
    whole = b"".join(response.streaming_content)
    response.close()
    return whole


def exported(project: Project, export_format: str, **wanted: Any) -> bytes:
    """What the service gives."""
    access = opened(project=project)
    return b"".join(open_export(access=access, export_format=export_format, wanted=HighlightFilter(**wanted)))


@pytest.mark.parametrize(("key", "media_type"), [("jsonl", "application/x-ndjson"), ("csv", "text/csv; charset=utf-8")])
def test_a_viewer_downloads_what_the_service_gives(labelled: Project, viewer: User, key: str, media_type: str) -> None:
    response = get(f"/api/v1/projects/front-pages/export/{key}/", viewer)
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'attachment; filename="front-pages.{key}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert body(response) == exported(labelled, key)


@pytest.mark.parametrize("accept", ["application/json", "text/html", "image/png", "application/x-ndjson"])
def test_no_accept_header_is_refused(labelled: Project, viewer: User, accept: str) -> None:
    assert body(get(ADDRESS, viewer, Accept=accept)) == exported(labelled, "jsonl")


def test_a_browser_session_may_too(labelled: Project, viewer: User) -> None:
    client = Client()
    client.force_login(viewer)
    assert body(client.get(ADDRESS)) == exported(labelled, "jsonl")


def test_head_says_what_it_would_be_and_reads_nothing(labelled: Project, viewer: User) -> None:
    response = get(ADDRESS, viewer, "HEAD")
    assert (response.status_code, response["Content-Type"], body(response)) == (200, "application/x-ndjson", b"")


def test_filters_work_as_in_lists(labelled: Project, viewer: User) -> None:
    assert body(get(f"{ADDRESS}?tag=hedge&state=exact", viewer)) == exported(labelled, "jsonl", tag="hedge")
    assert body(get(f"{ADDRESS}?article=2", viewer)) == exported(labelled, "jsonl", article=2)
    assert body(get(f"{ADDRESS}?analyst=nobody", viewer)) == b""


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("article=x", "article"),
        ("article=1.0", "article"),
        ("layer=mine", "layer"),
        ("state=new", "state"),
        ("created_after=soon", "created_after"),
        ("format=csv", "format"),
        ("limit=5", "limit"),
        ("analyst__password=x", "analyst__password"),
        ("tag=claim&tag=hedge", "tag"),
    ],
)
def test_a_parameter_at_fault_is_refused_before_any_byte(
    labelled: Project, viewer: User, query: str, path: str
) -> None:
    response = get(f"{ADDRESS}?{query}", viewer)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [fault["path"] for fault in response.json()["errors"]] == [path]


def test_unknown_formats_projects_and_strangers_find_nothing(labelled: Project, viewer: User, stranger: User) -> None:
    for address, user in [
        ("/api/v1/projects/front-pages/export/doc/", viewer),
        ("/api/v1/projects/no-such/export/jsonl/", viewer),
        (ADDRESS, stranger),
    ]:
        response = get(address, user)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert Client().get(ADDRESS).status_code == 401


def test_the_document_names_the_media_types() -> None:
    said = openapi_document()["paths"]["/api/v1/projects/{slug}/export/{export_format}/"]["get"]
    assert set(said["responses"]["200"]["content"]) == {
        "application/x-ndjson",
        "application/ld+json",
        "text/csv",
    }
    assert {parameter["name"] for parameter in said["parameters"]} >= set(FILTERS)


def _half(snapshot: Snapshot) -> Iterator[bytes]:
    yield b"half a file"
    next(snapshot.articles)
    raise OSError("broken")


@pytest.fixture
def broken_format() -> Iterator[str]:
    """A format that fails after its first chunk."""
    registry.export_formats()["half"] = ExportFormat("half", "Half", "text/plain", "txt", _half)
    yield "half"
    registry.export_formats.cache_clear()


def test_an_error_in_mid_stream_reaches_the_server(labelled: Project, viewer: User, broken_format: str) -> None:
    """The server breaks the connection off then: the answer has no length, and its last chunk never comes."""
    response = get(f"/api/v1/projects/front-pages/export/{broken_format}/", viewer)
    assert "Content-Length" not in response
    with pytest.raises(OSError, match="broken"):
        body(response)


def page(user: Any, query: str = "", export_format: str = "jsonl", slug: str = "front-pages") -> Any:
    """What the page's button gets."""
    request = RequestFactory().get(f"/projects/{slug}/export/{export_format}/{query}")
    request.user = user
    return export_file(request, slug=slug, export_format=export_format)


def test_the_button_gets_the_same_file(labelled: Project, viewer: User) -> None:
    response = page(viewer, "?tag=hedge")
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Disposition"] == 'attachment; filename="front-pages.jsonl"'
    assert body(response) == exported(labelled, "jsonl", tag="hedge")


def test_the_button_is_for_members(labelled: Project, viewer: User, stranger: User) -> None:
    assert page(AnonymousUser()).status_code == 302
    with pytest.raises(NotVisible):
        page(stranger)
    with pytest.raises(NotVisible):
        page(viewer, export_format="doc")
    with pytest.raises(RuleViolation, match="no filter"):
        page(viewer, "?password=x")


REVIEW = ["adjudications", "claims", "claims-csv", "claim-reviews"]


@pytest.mark.parametrize("export_format", REVIEW)
def test_what_review_makes_is_for_every_member_and_for_nobody_else(
    labelled: Project, viewer: User, export_format: str
) -> None:
    address = f"/api/v1/projects/front-pages/export/{export_format}/"
    answer = get(address, viewer)
    assert answer.status_code == 200
    assert body(answer) == exported(labelled, export_format)
    assert get(address, make_user()).status_code == 404


@pytest.mark.parametrize(
    ("export_format", "query", "path"),
    [
        ("adjudications", "layer=gold", "layer"),
        ("adjudications", "dispute_state=lost", "dispute_state"),
        ("claims", "dispute_state=voting", "dispute_state"),
        ("claims", "verdict=maybe", "verdict"),
        ("jsonl", "status=new", "status"),
    ],
)
def test_a_filter_that_the_format_cannot_do_is_refused_by_name(
    labelled: Project, viewer: User, export_format: str, query: str, path: str
) -> None:
    answer = get(f"/api/v1/projects/front-pages/export/{export_format}/?{query}", viewer)
    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.json()["errors"]] == [path]
