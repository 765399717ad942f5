"""What every answer says about itself, and the probes."""

import gzip

import pytest
from django.test import Client

from newsapp.models import Article, Project, User

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/", "/projects/front-pages/", "/healthz"])
def test_every_page_allows_nothing_but_our_own_files(
    client: Client, manager: User, project: Project, path: str
) -> None:
    client.force_login(manager)
    answer = client.get(path)
    assert answer["Content-Security-Policy"] == POLICY
    assert answer.get("X-Content-Type-Options", "nosniff") == "nosniff"


def test_what_htmx_asked_for_is_told_apart_and_kept_nowhere(client: Client, manager: User, project: Project) -> None:
    client.force_login(manager)
    answer = client.get("/projects/front-pages/")
    assert "HX-Request" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]


def test_a_nul_in_an_address_is_refused(client: Client, manager: User, project: Project) -> None:
    client.force_login(manager)
    assert client.get("/projects/front-pages/?q=%00").status_code == 400
    assert client.get("/projects/front-pages/%00/").status_code == 400


def test_the_probes_answer_to_any_host(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).json() == {"status": "ok"}
    ready = client.get("/readyz", headers={"host": "10.0.0.7"})
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "database": "ok", "migrations": "ok"}


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/projects/front-pages/articles/new/", "/api/v1/projects/front-pages/articles/"])
def test_a_body_over_the_limit_is_refused_before_it_is_read(
    client: Client, manager: User, project: Project, path: str
) -> None:
    client.force_login(manager)
    answer = client.post(path, b"", content_type="application/json", CONTENT_LENGTH="13000000")
    assert answer.status_code == 413
    assert "12 MB" in answer.content.decode()


def test_pages_are_compressed_and_the_interface_is_not(client: Client, analyst: User, article: Article) -> None:
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    slug = article.project.slug
    page = client.get(f"/projects/{slug}/articles/{article.number}/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert b"data-workbench" in gzip.decompress(page.content)
    plain = client.get(f"/projects/{slug}/articles/{article.number}/")
    assert "Content-Encoding" not in plain.headers
    data = client.get(f"/api/v1/projects/{slug}/articles/{article.number}/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in data.headers
